//! A value is the set of things it could still be.
//!
//! This is the one principle by which elig treats missing data: a missing fact is its whole declared
//! type, an operation maps sets to sets, and a comparison is true when every possibility agrees, false
//! when none does, and unknown otherwise. Nothing here reads a record, a file or a clock.

mod interval;
mod list;
#[cfg(test)]
mod tests;
mod truth;
mod values;

use std::sync::Arc;

pub use interval::Interval;
pub use list::{Fields, List, Members};
pub use truth::Truth;
pub use values::Values;

use crate::quantity::{Fault, Number};
use crate::terminology::{Codes, ValueSet};
use crate::time::{Dates, Instants, Period};

/// What a value could still be. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Possible {
    /// A boolean.
    Truth(Truth),
    /// An integer or a decimal; of a quantity, how many of the base units of its dimension.
    Number(Interval),
    /// A value of a choice or scale.
    Values(Values),
    /// A text: one, or any (`None`).
    Text(Option<Arc<str>>),
    /// A date: the days it could be, and whether it could be never.
    Dates(Dates),
    /// A datetime: the instants it could be.
    Instants(Instants),
    /// A calendar duration: one, or any (`None`).
    Period(Option<Period>),
    /// A coded concept: what is known of its codes.
    Codes(Codes),
    /// A list of records.
    List(List),
    /// One record, field by field.
    Record(Fields),
    /// A set of a choice's values.
    Members(Members),
}

impl Possible {
    /// One number.
    #[must_use]
    pub fn number(number: Number) -> Self {
        Possible::Number(Interval::point(number))
    }

    /// Is only one value possible (and did its computation not fail)?
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Possible::Truth(truth) => *truth != Truth::Unknown,
            Possible::Number(interval) => interval.as_point().is_some(),
            Possible::Values(values) => values.only().is_some(),
            Possible::Text(text) => text.is_some(),
            Possible::Dates(dates) => dates.is_known(),
            Possible::Instants(instants) => instants.is_known(),
            Possible::Period(period) => period.is_some(),
            Possible::Codes(codes) => !codes.is_open(),
            Possible::List(list) => list.is_known(),
            Possible::Record(fields) => fields.iter().all(Possible::is_known),
            Possible::Members(members) => members.is_known(),
        }
    }

    /// Does everything that is possible for `self` stay possible for `other`?
    #[must_use]
    pub fn is_within(&self, other: &Possible) -> bool {
        match (self, other) {
            (Possible::Truth(a), Possible::Truth(b)) => a.is_within(*b),
            (Possible::Number(a), Possible::Number(b)) => a.is_subset_of(b),
            (Possible::Values(a), Possible::Values(b)) => a.is_within(*b),
            (Possible::Text(a), Possible::Text(b)) => b.is_none() || a == b,
            (Possible::Dates(a), Possible::Dates(b)) => a.is_within(b),
            (Possible::Instants(a), Possible::Instants(b)) => a.is_within(b),
            (Possible::Period(a), Possible::Period(b)) => b.is_none() || a == b,
            (Possible::Codes(a), Possible::Codes(b)) => a.is_within(b),
            (Possible::List(a), Possible::List(b)) => a.is_within(b),
            (Possible::Record(a), Possible::Record(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.is_within(b))
            }
            (Possible::Members(a), Possible::Members(b)) => a.is_within(b),
            _ => false,
        }
    }

    /// Everything that either could be: the value is one of the two, and it is not known which.
    ///
    /// ```
    /// use elig::possible::{Possible, Truth};
    /// let (yes, no) = (Possible::Truth(Truth::True), Possible::Truth(Truth::False));
    /// assert_eq!(yes.union(&yes), yes);
    /// assert_eq!(yes.union(&no), Possible::Truth(Truth::Unknown));
    /// ```
    #[must_use]
    pub fn union(&self, other: &Possible) -> Possible {
        match (self, other) {
            (one, other) if one == other => one.clone(),
            (Possible::Number(a), Possible::Number(b)) => Possible::Number(a.hull(b)),
            (Possible::Values(a), Possible::Values(b)) => Possible::Values(a.union(*b)),
            (Possible::Text(_), Possible::Text(_)) => Possible::Text(None),
            (Possible::Dates(a), Possible::Dates(b)) => Possible::Dates(a.union(b)),
            (Possible::Instants(a), Possible::Instants(b)) => Possible::Instants(a.union(b)),
            (Possible::Period(_), Possible::Period(_)) => Possible::Period(None),
            (Possible::Codes(a), Possible::Codes(b)) => Possible::Codes(a.union(b)),
            (Possible::Record(a), Possible::Record(b)) => {
                Possible::Record(a.iter().zip(b.iter()).map(|(a, b)| a.union(b)).collect())
            }
            (Possible::List(_), Possible::List(_)) => Possible::List(List::missing()),
            (Possible::Members(a), Possible::Members(b)) => Possible::Members(a.union(*b)),
            (Possible::Truth(_), Possible::Truth(_)) => Possible::Truth(Truth::Unknown),
            // Of two kinds only where nothing is known of one.
            _ => Possible::Text(None),
        }
    }

    /// The greater of the two, of every pair: numbers, values of a scale, dates.
    #[must_use]
    pub fn greater(&self, other: &Possible) -> Possible {
        match (self, other) {
            (Possible::Number(a), Possible::Number(b)) => Possible::Number(a.greater(b)),
            (Possible::Number(number), _) | (_, Possible::Number(number)) => {
                Possible::Number(number.greater(&Interval::everything()))
            }
            (Possible::Values(a), Possible::Values(b)) => Possible::Values(a.greater(*b)),
            (Possible::Dates(a), Possible::Dates(b)) => Possible::Dates(a.later(b)),
            _ => Possible::Text(None),
        }
    }

    /// The lesser of the two, of every pair: numbers, values of a scale, dates.
    #[must_use]
    pub fn lesser(&self, other: &Possible) -> Possible {
        match (self, other) {
            (Possible::Number(a), Possible::Number(b)) => Possible::Number(a.lesser(b)),
            (Possible::Number(number), _) | (_, Possible::Number(number)) => {
                Possible::Number(number.lesser(&Interval::everything()))
            }
            (Possible::Values(a), Possible::Values(b)) => Possible::Values(a.lesser(*b)),
            (Possible::Dates(a), Possible::Dates(b)) => Possible::Dates(a.earlier(b)),
            _ => Possible::Text(None),
        }
    }

    /// The truth of a condition; anything that is no boolean is not known to hold.
    #[must_use]
    pub fn truth(&self) -> Truth {
        match self {
            Possible::Truth(truth) => *truth,
            _ => Truth::Unknown,
        }
    }

    /// The failed computation, if one may have failed on the way to this value.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Possible::Number(interval) => interval.fault(),
            _ => None,
        }
    }

    /// Are the two the same value?
    #[must_use]
    pub fn equals(&self, other: &Possible) -> Truth {
        match (self, other) {
            (Possible::Truth(a), Possible::Truth(b)) => match (a.known(), b.known()) {
                (Some(a), Some(b)) => Truth::from(a == b),
                _ => Truth::Unknown,
            },
            (Possible::Number(a), Possible::Number(b)) => Truth::from(a.equal(b)),
            (Possible::Values(a), Possible::Values(b)) if a.is_disjoint(*b) => Truth::False,
            (Possible::Values(a), Possible::Values(b)) if a.only().is_some() && a == b => Truth::True,
            (Possible::Text(Some(a)), Possible::Text(Some(b))) => Truth::from(a == b),
            (Possible::Dates(a), Possible::Dates(b)) => a.equal(b),
            (Possible::Instants(a), Possible::Instants(b)) => a.equal(b),
            (Possible::Period(Some(a)), Possible::Period(Some(b))) => a.equal(b),
            _ => Truth::Unknown,
        }
    }

    /// Is `self` less than `other`? Values of a scale stand in the order of their declaration.
    #[must_use]
    pub fn is_less(&self, other: &Possible) -> Truth {
        match (self, other) {
            (Possible::Number(a), Possible::Number(b)) => Truth::from(a.less(b)),
            (Possible::Values(a), Possible::Values(b)) if a.highest() < b.lowest() => Truth::True,
            (Possible::Values(a), Possible::Values(b)) if a.lowest() >= b.highest() => Truth::False,
            (Possible::Dates(a), Possible::Dates(b)) => a.less(b),
            (Possible::Instants(a), Possible::Instants(b)) => a.less(b),
            (Possible::Period(Some(a)), Possible::Period(Some(b))) => a.less(b),
            _ => Truth::Unknown,
        }
    }

    /// Is `self` at most `other`?
    #[must_use]
    pub fn is_at_most(&self, other: &Possible) -> Truth {
        match (self, other) {
            // Not the contrary of `other < self`: with *never* on a side both are false.
            (Possible::Dates(a), Possible::Dates(b)) => a.at_most(b),
            _ => !other.is_less(self),
        }
    }

    /// Is it *never*? What is no date never is.
    #[must_use]
    pub fn is_never(&self) -> Truth {
        match self {
            Possible::Dates(dates) => dates.is_never(),
            // Nothing is known of it, such as of a field of the latest entry of an empty list.
            Possible::Text(None) => Truth::Unknown,
            _ => Truth::False,
        }
    }

    /// Is a coded concept in the value set?
    #[must_use]
    pub fn is_coded_in(&self, set: &ValueSet) -> Truth {
        match self {
            Possible::Codes(codes) => codes.is_in(set),
            _ => Truth::Unknown,
        }
    }

    /// Is `self` one of these values of its choice or scale?
    #[must_use]
    pub fn is_one_of(&self, members: Values) -> Truth {
        match self {
            Possible::Values(values) if values.is_within(members) => Truth::True,
            Possible::Values(values) if values.is_disjoint(members) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}
