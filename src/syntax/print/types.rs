//! Types, and the small parts that statements and expressions share.

use super::{Brackets, Doc, Printer, Spanned};
use crate::syntax::ast::{
    CalendarUnit, DateLiteral, FieldDeclaration, FieldValue, Name, NumberLiteral, Range, SignedNumber, Type,
    TypeKind, Unit,
};

impl<'a> Printer<'a> {
    pub(super) fn ty(&mut self, ty: &'a Type) -> Doc<'a> {
        match &ty.kind {
            TypeKind::Boolean => self.word("boolean"),
            TypeKind::Integer(range) => self.ranged("integer", range.as_ref()),
            TypeKind::Decimal(range) => self.ranged("decimal", range.as_ref()),
            TypeKind::Quantity { unit, range, analyte } => {
                self.quantity_type(unit, range.as_ref(), analyte.as_ref())
            }
            TypeKind::Date => self.word("date"),
            TypeKind::DateOrNever => self.word("date or never"),
            TypeKind::DateTime => self.word("datetime"),
            TypeKind::Duration => self.word("duration"),
            TypeKind::Text => self.word("text"),
            TypeKind::Code => self.word("code"),
            TypeKind::Choice(names) => self.values_type("choice ", Brackets::BRACES, ty, names),
            TypeKind::Scale(names) => self.values_type("scale ", Brackets::SCALE, ty, names),
            TypeKind::List(inner) => self.word("list of ").append(self.ty(inner)),
            TypeKind::Set(inner) => self.word("set of ").append(self.ty(inner)),
            TypeKind::Observation(inner) => self.word("observation of ").append(self.ty(inner)),
            TypeKind::Attested(inner) => self.word("attested ").append(self.ty(inner)),
            TypeKind::Named(name) => self.name(name),
        }
    }

    fn ranged(&self, word: &'a str, range: Option<&Range>) -> Doc<'a> {
        self.word(word).append(self.range(range))
    }

    fn quantity_type(&self, unit: &'a Unit, range: Option<&Range>, analyte: Option<&'a Name>) -> Doc<'a> {
        let doc = self.word("quantity ").append(self.unit(unit)).append(self.range(range));
        match analyte {
            Some(analyte) => doc.append(self.word(" of ")).append(self.name(analyte)),
            None => doc,
        }
    }

    fn values_type(&mut self, word: &'a str, brackets: Brackets, ty: &'a Type, names: &'a [Name]) -> Doc<'a> {
        let values = self.bracketed(brackets, ty.start(), names, |this, name| this.name(name));
        self.word(word).append(values)
    }

    /// ` 0..10`, if there is a range.
    fn range(&self, range: Option<&Range>) -> Doc<'a> {
        let Some(range) = range else { return self.nil() };
        let end = |number: &Option<SignedNumber>| number.as_ref().map(signed).unwrap_or_default();
        self.arena_text(format!(" {}..{}", end(&range.low), end(&range.high)))
    }

    pub(super) fn arena_text(&self, text: String) -> Doc<'a> {
        pretty::DocAllocator::text(self.arena, text)
    }

    pub(super) fn number(&self, number: &'a NumberLiteral) -> Doc<'a> {
        self.word(&number.written)
    }

    pub(super) fn unit(&self, unit: &Unit) -> Doc<'a> {
        self.arena_text(quoted(unit))
    }

    pub(super) fn quantity(&self, number: &NumberLiteral, unit: &Unit) -> Doc<'a> {
        self.arena_text(format!("{} {}", number.written, quoted(unit)))
    }

    pub(super) fn date(&self, date: &DateLiteral) -> Doc<'a> {
        self.arena_text(format!("@{}", date.written))
    }

    /// `6 months`, and `1 month` for the number written as `1`.
    pub(super) fn duration(&self, number: &NumberLiteral, unit: CalendarUnit) -> Doc<'a> {
        let word = if number.written == "1" { unit.singular() } else { unit.plural() };
        self.arena_text(format!("{} {word}", number.written))
    }

    /// `name: TYPE "description"`.
    pub(super) fn field_declaration(&mut self, field: &'a FieldDeclaration) -> Doc<'a> {
        let head = self.name(&field.name).append(self.word(": "));
        let doc = head.append(self.ty(&field.ty));
        doc.append(self.description(field.description.as_ref()))
    }

    /// `path = value`.
    pub(super) fn field_value(&mut self, field: &'a FieldValue) -> Doc<'a> {
        let head = self.path(&field.path).append(self.word(" ="));
        head.append(self.after(&field.value))
    }
}

fn quoted(unit: &Unit) -> String {
    format!("'{}'", unit.code.replace('\'', "\\'"))
}

fn signed(number: &SignedNumber) -> String {
    let sign = if number.negative { "-" } else { "" };
    format!("{sign}{}", number.number.written)
}
