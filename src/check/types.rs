//! Types as written to types of values.

use std::sync::Arc;

use super::scope::Checker;
use crate::diagnostic::{Code, Problem, nearest};
use crate::limits::MAX_CHOICE_VALUES;
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::print::print_type;
use crate::vocabulary::{Choice, ChoiceValue, ValueType};

const BUILT_IN: &[&str] =
    &["boolean", "integer", "decimal", "quantity", "date", "datetime", "duration", "text", "code"];

impl<'a> Checker<'a> {
    /// The type of a value; `None` when it was reported.
    pub fn value_type(&mut self, ty: &'a ast::Type) -> Option<ValueType> {
        match &ty.kind {
            ast::TypeKind::Boolean => Some(ValueType::Boolean),
            ast::TypeKind::Text => Some(ValueType::Text),
            ast::TypeKind::Integer(range) => self.number_type(true, range.as_ref()),
            ast::TypeKind::Decimal(range) => self.number_type(false, range.as_ref()),
            ast::TypeKind::Choice(names) => self.unnamed(ty, names, false),
            ast::TypeKind::Scale(names) => self.unnamed(ty, names, true),
            ast::TypeKind::Named(name) => self.named_type(name),
            ast::TypeKind::Quantity { unit, range, analyte } => {
                self.quantity_type(unit, range.as_ref(), analyte.as_ref())
            }
            ast::TypeKind::Date => Some(ValueType::Date { or_never: false }),
            ast::TypeKind::DateOrNever => Some(ValueType::Date { or_never: true }),
            ast::TypeKind::DateTime => Some(ValueType::DateTime),
            ast::TypeKind::Duration => Some(ValueType::Duration),
            ast::TypeKind::Code => Some(ValueType::Code),
            ast::TypeKind::Observation(of) => self.observation_type(of).map(ValueType::Record),
            ast::TypeKind::Attested(of) => self.attested_type(of).map(ValueType::Record),
            ast::TypeKind::List(of) => match self.value_type(of)? {
                ValueType::Record(record) => Some(ValueType::List(record)),
                other => {
                    self.report(
                        Problem::new(Code::WrongType, of.place.0, "a list has records or observations as entries")
                            .says(format!("this is `{other}`"))
                            .help("declare a record with one field: `record entry { value: … }`; of a choice's values make a `set of`"),
                    );
                    None
                }
            },
            ast::TypeKind::Set(of) => match self.value_type(of)? {
                ValueType::Choice(choice) => Some(ValueType::Set(choice)),
                other => {
                    self.report(
                        Problem::new(Code::WrongType, of.place.0, "a set has values of a choice")
                            .says(format!("this is `{other}`"))
                            .help("declare the values: `choice goal { … }`, and the fact as `set of goal`"),
                    );
                    None
                }
            },
        }
    }

    fn named_type(&mut self, name: &'a ast::Name) -> Option<ValueType> {
        self.used.insert(&name.text);
        if self.record_declarations.contains_key(name.text.as_str()) {
            return self.record_type(&name.text, name.place.0).map(ValueType::Record);
        }
        if let Some((choice, _)) = self.types.get(name.text.as_str()) {
            return choice.clone().map(ValueType::Choice);
        }
        if self.is_broken(&name.text) {
            return None;
        }
        if name.text == "quantity" {
            self.report(
                Problem::new(Code::UnknownType, name.place.0, "a quantity has a unit")
                    .help("write it behind the type, in single quotes: `quantity 'mg/dL'`; a number without one is a `decimal`"),
            );
            return None;
        }
        if name.text == "attested" {
            self.report(
                Problem::new(Code::UnknownType, name.place.0, "the type of what is attested is missing")
                    .help("write it behind the word: `attested boolean`"),
            );
            return None;
        }
        let may_suggest = self.may_suggest();
        let candidates = self.types.keys().copied().chain(BUILT_IN.iter().copied());
        let near = if may_suggest { nearest(&name.text, candidates).map(str::to_owned) } else { None };
        let mut problem =
            Problem::new(Code::UnknownType, name.place.0, format!("`{}` is not a type", name.text)).help(
                format!(
                    "the types are {}, and the choices and scales you declare: `choice {} {{ a, b }}`",
                    BUILT_IN.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                    name.text
                ),
            );
        if let Some(near) = near {
            problem = problem.says(format!("did you mean `{near}`?"));
        }
        self.report(problem);
        None
    }

    fn number_type(&mut self, integer: bool, range: Option<&'a ast::Range>) -> Option<ValueType> {
        let Some(range) = range else { return Some(ValueType::number(integer)) };
        for end in [&range.low, &range.high].into_iter().flatten() {
            if integer && !end.value().is_integer() {
                self.report(
                    Problem::new(
                        Code::EmptyRange,
                        end.number.place.0,
                        format!("the range of an integer ends at `{}`, which is not whole", end.value()),
                    )
                    .help("use whole numbers, or the type `decimal`"),
                );
                return None;
            }
        }
        let (low, high) = self.range_ends(range)?;
        Some(ValueType::Number { integer, low, high })
    }

    /// The ends of a range; one that holds nothing is reported.
    pub fn range_ends(&mut self, range: &'a ast::Range) -> Option<(Option<Number>, Option<Number>)> {
        let (low, high) = (
            range.low.as_ref().map(ast::SignedNumber::value),
            range.high.as_ref().map(ast::SignedNumber::value),
        );
        if let (Some(low), Some(high)) = (&low, &high)
            && low > high
        {
            self.report(
                Problem::new(
                    Code::EmptyRange,
                    range.place.0,
                    format!("no number lies between {low} and {high}"),
                )
                .help(format!("write the lower end first: `{high}..{low}`"))
                .fix(range.place.0, format!("{high}..{low}")),
            );
            return None;
        }
        Some((low, high))
    }

    /// `choice { a, b }` without a name: it is called by what it looks like.
    fn unnamed(&mut self, ty: &'a ast::Type, names: &'a [ast::Name], ordered: bool) -> Option<ValueType> {
        let values = names.iter().map(|name| (name, None)).collect::<Vec<_>>();
        self.choice(&print_type(ty), ordered, &values, ty.place.0).map(ValueType::Choice)
    }

    /// A choice or scale from its values; values given twice and too many of them are reported.
    pub fn choice(
        &mut self,
        name: &str,
        ordered: bool,
        values: &[(&'a ast::Name, Option<&'a ast::Text>)],
        place: Span,
    ) -> Option<Arc<Choice>> {
        let mut seen: std::collections::HashMap<&str, Span> = std::collections::HashMap::new();
        for (value, _) in values {
            if let Some(first) = seen.insert(&value.text, value.place.0) {
                self.report(
                    Problem::new(
                        Code::Duplicate,
                        value.place.0,
                        format!("the value `{}` is given twice", value.text),
                    )
                    .also(first, "first given here")
                    .help("delete one of the two"),
                );
            }
        }
        if values.len() > MAX_CHOICE_VALUES {
            self.report(
                Problem::new(
                    Code::TooLarge,
                    place,
                    format!("`{name}` has more than {MAX_CHOICE_VALUES} values"),
                )
                .help("for long lists of codes use a fact of type `code` and a value set"),
            );
            return None;
        }
        let values = values
            .iter()
            .map(|(value, description)| ChoiceValue {
                name: value.text.as_str().into(),
                description: description.map(|text| text.value().into()),
            })
            .collect();
        Some(Arc::new(Choice { name: name.into(), ordered, values }))
    }
}
