//! The types of values.

use std::fmt;
use std::sync::Arc;

use std::ops::Bound;

use super::quantity_type::{self, QuantityType};
use super::record_type::RecordType;
use crate::possible::{Interval, List, Members, Possible, Truth, Values};
use crate::quantity::Number;
use crate::terminology::Codes;
use crate::time::{Dates, Instants};

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueType {
    /// True or false.
    Boolean,
    /// A number within bounds, both ends included.
    Number {
        /// Whole numbers only.
        integer: bool,
        /// The lowest value, if there is a bound.
        low: Option<Number>,
        /// The highest value, if there is a bound.
        high: Option<Number>,
    },
    /// A value of a choice or of a scale.
    Choice(Arc<Choice>),
    /// Text.
    Text,
    /// A quantity.
    Quantity(Arc<QuantityType>),
    /// A calendar day.
    Date {
        /// What it dates may never happen: `date or never`.
        or_never: bool,
    },
    /// A moment.
    DateTime,
    /// A calendar duration.
    Duration,
    /// A coded concept.
    Code,
    /// A list of records.
    List(Arc<RecordType>),
    /// One record.
    Record(Arc<RecordType>),
    /// A set of a choice's values.
    Set(Arc<Choice>),
    /// How old someone is: a date of birth, looked at in completed years, months, weeks or days.
    Age,
}

/// A choice or a scale: named values, in order if it is a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name; of a type without a name, what it looks like.
    pub name: Arc<str>,
    /// The values stand in order, lowest first.
    pub ordered: bool,
    /// Its values.
    pub values: Vec<ChoiceValue>,
}

/// One value of a choice or scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceValue {
    /// Its name.
    pub name: Arc<str>,
    /// In words.
    pub description: Option<Arc<str>>,
}

impl Choice {
    /// The position of the value with this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<u8> {
        self.values.iter().position(|value| &*value.name == name).and_then(|at| u8::try_from(at).ok())
    }

    /// The name of the value at this position.
    #[must_use]
    pub fn value_name(&self, position: u8) -> Option<&Arc<str>> {
        self.values.get(position as usize).map(|value| &value.name)
    }

    /// The names of all values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| &*value.name)
    }

    /// `choice` or `scale`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.ordered { "scale" } else { "choice" }
    }
}

impl ValueType {
    /// A number without bounds.
    #[must_use]
    pub fn number(integer: bool) -> Self {
        ValueType::Number { integer, low: None, high: None }
    }

    /// Everything a value of this type could be: what a missing one is.
    #[must_use]
    pub fn everything(&self) -> Possible {
        match self {
            ValueType::Boolean => Possible::Truth(Truth::Unknown),
            ValueType::Number { low, high, .. } => Possible::Number(between(low, high)),
            ValueType::Quantity(quantity) => quantity_type::everything(quantity),
            ValueType::Date { or_never } => Possible::Dates(Dates::everything(*or_never)),
            ValueType::Age => Possible::Dates(Dates::everything(false)),
            ValueType::DateTime => Possible::Instants(Instants::everything()),
            ValueType::Duration => Possible::Period(None),
            ValueType::Code => Possible::Codes(Codes::missing()),
            ValueType::List(_) => Possible::List(List::missing()),
            ValueType::Record(record) => {
                Possible::Record(record.fields.iter().map(|field| field.ty.everything()).collect())
            }
            ValueType::Set(choice) => {
                Possible::Members(Members::open(None, Values::first(choice.values.len())))
            }
            ValueType::Choice(choice) => Possible::Values(Values::first(choice.values.len())),
            ValueType::Text => Possible::Text(None),
        }
    }

    /// Is the number within the bounds, and whole if it must be?
    #[must_use]
    pub fn admits(&self, number: &Number) -> bool {
        match self {
            ValueType::Number { integer, low, high } => {
                (!integer || number.is_integer())
                    && low.as_ref().is_none_or(|low| low <= number)
                    && high.as_ref().is_none_or(|high| number <= high)
            }
            ValueType::Quantity(quantity) => {
                quantity.low.as_ref().is_none_or(|low| low <= number)
                    && quantity.high.as_ref().is_none_or(|high| number <= high)
            }
            _ => false,
        }
    }

    /// Are values of the two types of one kind, so that they can be compared? Of two quantities the checker
    /// asks further.
    #[must_use]
    pub fn is_comparable_with(&self, other: &ValueType) -> bool {
        match (self, other) {
            (ValueType::Boolean, ValueType::Boolean)
            | (ValueType::Number { .. }, ValueType::Number { .. })
            | (ValueType::Text, ValueType::Text)
            | (ValueType::Quantity(_), ValueType::Quantity(_))
            | (ValueType::Date { .. }, ValueType::Date { .. })
            | (ValueType::DateTime, ValueType::DateTime)
            | (ValueType::Duration, ValueType::Duration) => true,
            (ValueType::Choice(a), ValueType::Choice(b)) => a == b,
            _ => false,
        }
    }

    /// Do the two hold records or lists of one type? Ranges do not matter: they are about what may be recorded.
    #[must_use]
    pub fn holds_like(&self, other: &ValueType) -> bool {
        match (self, other) {
            (ValueType::Record(one), ValueType::Record(other))
            | (ValueType::List(one), ValueType::List(other)) => {
                one.is_observation == other.is_observation
                    && (one.is_observation || one.name == other.name)
                    && one.fields.len() == other.fields.len()
                    && one.fields.iter().zip(&other.fields).all(|(one, other)| {
                        one.name == other.name && one.ty.without_range() == other.ty.without_range()
                    })
            }
            _ => false,
        }
    }

    /// What stands for it where a value is wanted: of an observation, the type of its `value`.
    #[must_use]
    pub fn plain(&self) -> &ValueType {
        match self {
            ValueType::Record(record) if record.is_observation => {
                record.position("value").and_then(|at| record.fields.get(at)).map_or(self, |field| &field.ty)
            }
            other => other,
        }
    }

    /// Is only a range of its values allowed?
    #[must_use]
    pub fn has_range(&self) -> bool {
        match self {
            ValueType::Number { low, high, .. } => low.is_some() || high.is_some(),
            ValueType::Quantity(quantity) => quantity.low.is_some() || quantity.high.is_some(),
            _ => false,
        }
    }

    /// The type without its range.
    pub fn without_range(&self) -> ValueType {
        match self {
            ValueType::Number { integer, .. } => ValueType::number(*integer),
            ValueType::Quantity(quantity) => ValueType::Quantity(Arc::new(quantity.without_range())),
            other => other.clone(),
        }
    }

    /// How a value of this type is shown: `24`, `true`, `female`, `"text"`; what is not known is shown by
    /// what it could be.
    #[must_use]
    pub fn show(&self, value: &Possible) -> String {
        match (value, self) {
            (Possible::Truth(Truth::True), _) => "true".to_owned(),
            (Possible::Truth(Truth::False), _) => "false".to_owned(),
            (Possible::Number(interval), ValueType::Quantity(quantity)) => {
                quantity.show(interval).unwrap_or_else(|| "unknown".to_owned())
            }
            (Possible::Number(interval), _) => match interval.as_point() {
                Some(number) => number.to_string(),
                None => "unknown".to_owned(),
            },
            (Possible::Values(values), ValueType::Choice(choice)) => {
                let names: Vec<_> =
                    values.positions().filter_map(|at| choice.value_name(at)).map(|name| &**name).collect();
                names.join(" or ")
            }
            (Possible::Text(Some(text)), _) => format!("{text:?}"),
            (Possible::Dates(dates), _) => dates.to_string(),
            (Possible::Instants(instants), _) => show_instants(instants),
            (Possible::List(list), _) => {
                let open = if list.complete { "" } else { "at least " };
                match list.items.len() {
                    1 => format!("a list of {open}1 entry"),
                    count => format!("a list of {open}{count} entries"),
                }
            }
            (Possible::Record(fields), ValueType::Record(record)) => {
                let shown = fields.iter().zip(&record.fields).filter(|(value, _)| value.is_known());
                let shown: Vec<_> =
                    shown.map(|(value, field)| format!("{} {}", field.name, field.ty.show(value))).collect();
                if shown.is_empty() { "unknown".to_owned() } else { shown.join(", ") }
            }
            (Possible::Members(members), ValueType::Set(choice)) => {
                let names = members.certain().into_iter().flat_map(|values| values.positions());
                let names: Vec<_> =
                    names.filter_map(|at| choice.value_name(at)).map(|name| &**name).collect();
                match (names.as_slice(), members.is_known()) {
                    ([], true) => "none".to_owned(),
                    ([], false) => "unknown".to_owned(),
                    (names, true) => names.join(", "),
                    (names, false) => format!("{} and perhaps others", names.join(", ")),
                }
            }
            (Possible::Period(Some(period)), _) => period.to_string(),
            (Possible::Codes(codes), _) if !codes.codings().is_empty() => {
                codes.codings().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
            _ => "unknown".to_owned(),
        }
    }
}

impl fmt::Display for ValueType {
    /// As a type is written: `integer 0..10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueType::Boolean => f.write_str("boolean"),
            ValueType::Number { integer, low, high } => {
                f.write_str(if *integer { "integer" } else { "decimal" })?;
                if low.is_none() && high.is_none() {
                    return Ok(());
                }
                let end = |end: &Option<Number>| end.as_ref().map(Number::to_string).unwrap_or_default();
                write!(f, " {}..{}", end(low), end(high))
            }
            ValueType::Choice(choice) => f.write_str(&choice.name),
            ValueType::Text => f.write_str("text"),
            ValueType::Quantity(quantity) => quantity.fmt(f),
            ValueType::Date { or_never: false } => f.write_str("date"),
            ValueType::Date { or_never: true } => f.write_str("date or never"),
            ValueType::DateTime => f.write_str("datetime"),
            ValueType::Duration => f.write_str("duration"),
            ValueType::Code => f.write_str("code"),
            ValueType::Age => f.write_str("age"),
            ValueType::List(record) => write!(f, "list of {}", record.name),
            ValueType::Record(record) => f.write_str(&record.name),
            ValueType::Set(choice) => write!(f, "set of {}", choice.name),
        }
    }
}

/// A moment in UTC, or the first and the last that it could be.
fn show_instants(instants: &Instants) -> String {
    let at = |number: &Number| {
        let seconds = number.floor();
        let nanoseconds =
            number.checked_sub(&seconds).ok()?.checked_mul(&Number::from(1_000_000_000_i64)).ok()?;
        let nanoseconds = i32::try_from(nanoseconds.floor().to_i64()?).ok()?;
        jiff::Timestamp::new(seconds.to_i64()?, nanoseconds).ok().map(|moment| moment.to_string())
    };
    let (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) =
        (instants.seconds().low(), instants.seconds().high())
    else {
        return instants.local_days().to_string();
    };
    match (at(low), at(high)) {
        (Some(one), Some(other)) if one == other => one,
        (Some(one), Some(other)) => format!("{one} to {other}"),
        _ => instants.local_days().to_string(),
    }
}

/// All numbers from `low` to `high`, both included.
pub(super) fn between(low: &Option<Number>, high: &Option<Number>) -> Interval {
    let end = |end: &Option<Number>| end.clone().map_or(Bound::Unbounded, Bound::Included);
    Interval::new(end(low), end(high))
}
