//! `bind` statements.

use super::{Brackets, Doc, INDENT, Printer, Spanned};
use crate::syntax::ast::{
    AbsenceReason, Bind, BindCase, BindCondition, BindConditionKind, BindField, BindKey, BindSource,
    BindValue, ElementPath,
};

impl<'a> Printer<'a> {
    pub(super) fn bind(&mut self, bind: &'a Bind) -> Doc<'a> {
        let doc = self.word(if bind.incomplete { "bind incomplete " } else { "bind " });
        let mut doc = doc.append(self.path(&bind.fact)).append(self.word(" from "));
        doc = doc.append(self.path(&bind.from));
        let mut end = bind.from.end();
        if let Some(condition) = &bind.condition {
            let line = self.line();
            let before = self.between(end, condition.start(), line).append(self.word("where "));
            let asked = self.condition(condition);
            doc = doc.append(before.append(asked.nest(INDENT)).nest(INDENT));
            end = condition.end();
        }
        let Some(first) = bind.fields.first() else { return doc.group() };
        let head = doc.append(self.word(":")).group();
        let line = self.line();
        let fields = self.between(end, first.start(), line);
        let fields = fields.append(self.bind_fields(&bind.fields));
        head.append(fields.nest(INDENT).group())
    }

    /// The fields, each on a line of its own where the statement does not fit on one.
    fn bind_fields(&mut self, fields: &'a [BindField]) -> Doc<'a> {
        let mut doc = self.nil();
        let mut end = None;
        for field in fields {
            if let Some(end) = end {
                let line = self.line();
                doc = doc.append(self.word(",")).append(self.between(end, field.start(), line));
            }
            doc = doc.append(self.bind_field(field));
            end = Some(field.end());
        }
        doc
    }

    fn condition(&mut self, condition: &'a BindCondition) -> Doc<'a> {
        match &condition.kind {
            BindConditionKind::Or(parts) => self.joined("or ", parts),
            BindConditionKind::And(parts) => self.joined("and ", parts),
            BindConditionKind::Not(inner) => self.word("not ").append(self.condition(inner)),
            BindConditionKind::Paren(inner) => {
                self.word("(").append(self.condition(inner)).append(self.word(")"))
            }
            BindConditionKind::InSet(element, set, negated) => {
                let word = if *negated { " not in " } else { " in " };
                self.element(element).append(self.word(word)).append(self.name(set))
            }
            BindConditionKind::InWords(element, words, negated) => {
                let word = if *negated { " not in " } else { " in " };
                let head = self.element(element).append(self.word(word));
                let words =
                    self.bracketed(Brackets::BRACES, element.end(), words, |this, word| this.name(word));
                head.append(words)
            }
            BindConditionKind::Is(element, word, negated) => {
                let is = if *negated { " is not " } else { " is " };
                self.element(element).append(self.word(is)).append(self.name(word))
            }
            BindConditionKind::IsKnown(element, negated) => {
                let is = if *negated { " is not known" } else { " is known" };
                self.element(element).append(self.word(is))
            }
        }
    }

    fn joined(&mut self, word: &'static str, parts: &'a [BindCondition]) -> Doc<'a> {
        let mut doc = self.nil();
        let mut end = None;
        for part in parts {
            if let Some(end) = end {
                let line = self.line();
                doc = doc.append(self.between(end, part.start(), line)).append(self.word(word));
            }
            doc = doc.append(self.condition(part));
            end = Some(part.end());
        }
        doc
    }

    fn element(&self, element: &'a ElementPath) -> Doc<'a> {
        let mut doc = self.nil();
        for (index, step) in element.steps.iter().enumerate() {
            doc = doc.append(self.word(if index > 0 { "." } else { "" })).append(self.name(&step.name));
            if let Some(url) = &step.url {
                doc = doc.append(self.word("(")).append(self.text(url)).append(self.word(")"));
            }
        }
        doc
    }

    fn bind_field(&mut self, field: &'a BindField) -> Doc<'a> {
        let name = self.name(&field.name);
        match &field.source {
            BindSource::Constant(value) => name.append(self.word(" =")).append(self.after(value)),
            BindSource::Element(element, unit, cases) => {
                let mut doc = name.append(self.word(" ")).append(self.element(element));
                if let Some(unit) = unit {
                    doc = doc.append(self.word(" in ")).append(self.unit(unit));
                }
                if cases.is_empty() {
                    return doc;
                }
                let cases =
                    self.bracketed(Brackets::BRACES, element.end(), cases, |this, case| this.bind_case(case));
                doc.append(self.word(" ")).append(cases)
            }
        }
    }

    fn bind_case(&mut self, case: &'a BindCase) -> Doc<'a> {
        let key = match &case.key {
            BindKey::In(set) => self.word("in ").append(self.name(set)),
            BindKey::Word(word) => self.name(word),
            BindKey::Otherwise(_) => self.word("otherwise"),
        };
        let doc = key.append(self.word(":"));
        match &case.value {
            BindValue::Value(value) => doc.append(self.after(value)),
            BindValue::Absent(reason) => doc.append(self.word(match reason {
                AbsenceReason::NotRecorded => " not recorded",
                AbsenceReason::NotApplicable => " not applicable",
                AbsenceReason::Declined => " asked declined",
            })),
        }
    }
}

impl Spanned for BindCondition {
    fn start(&self) -> usize {
        self.place.start()
    }

    fn end(&self) -> usize {
        self.place.end()
    }
}

impl Spanned for ElementPath {
    fn start(&self) -> usize {
        self.place.start()
    }

    fn end(&self) -> usize {
        self.place.end()
    }
}

impl Spanned for BindField {
    fn start(&self) -> usize {
        self.place.start()
    }

    fn end(&self) -> usize {
        self.place.end()
    }
}

impl Spanned for BindCase {
    fn start(&self) -> usize {
        self.place.start()
    }

    fn end(&self) -> usize {
        self.place.end()
    }
}
