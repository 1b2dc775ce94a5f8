//! A value is the set of what it could still be, and where it is more than one thing, what it waits for.

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::calendar::{Day, Period};

/// An exact number.
pub type Exact = BigRational;

/// An end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    pub at: Exact,
    /// The number itself is one of the possibilities.
    pub included: bool,
}

/// All numbers between two ends; without an end it goes on for ever. Of `whole` numbers both ends are included. Where it
/// `may_fail` the calculation has no result for one of the possibilities: then nothing is known of what is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    pub low: Option<End>,
    pub high: Option<End>,
    pub whole: bool,
    pub may_fail: bool,
}

/// What a value could be.
#[derive(Debug, Clone, PartialEq)]
pub enum Set {
    Truth {
        yes: bool,
        no: bool,
    },
    /// Numbers, and quantities in the base unit of their dimension.
    Number(Range),
    /// Values of a choice or a scale, by their places.
    Words(BTreeSet<usize>),
    /// Texts; `None` is any text.
    Text(Option<BTreeSet<String>>),
    /// Days from the first to the last, and perhaps never.
    Dates {
        days: Option<(Day, Day)>,
        never: bool,
    },
    /// A duration that is written out.
    Period(Period),
    /// A date of birth, of which the age is asked.
    Age {
        days: Option<(Day, Day)>,
    },
}

/// Why a fact is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    NotRecorded,
    Declined,
    NotApplicable,
    Stale,
    Imprecise,
    Censored,
    Conflicting,
    Invalid,
    /// Of a list: its entries do not say enough.
    Entries,
}

/// What an unknown waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Fact(String, Reason),
    /// A division by zero.
    Computation,
}

/// A set, and what it waits for while it is more than one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub set: Set,
    pub causes: BTreeSet<Cause>,
}

impl Value {
    /// A value that came of others: it waits for what they wait for, unless it is known all the same.
    pub fn of(set: Set, parts: &[&Value]) -> Self {
        let open = !set.is_one();
        let causes = parts.iter().filter(|_| open).flat_map(|part| part.causes.iter().cloned()).collect();
        Self { set, causes }
    }

    pub fn known(set: Set) -> Self {
        Self { set, causes: BTreeSet::new() }
    }

    pub fn truth(value: bool) -> Self {
        Self::known(Set::Truth { yes: value, no: !value })
    }

    /// Whether it is true for certain, false for certain, or neither.
    pub fn as_truth(&self) -> Option<bool> {
        match self.set {
            Set::Truth { yes: true, no: false } => Some(true),
            Set::Truth { yes: false, no: true } => Some(false),
            Set::Truth { yes: true, no: true } => None,
            ref other => panic!("not a condition: {other:?}"),
        }
    }
}

impl Set {
    pub fn number(at: Exact) -> Self {
        Self::Number(Range::point(at))
    }

    pub fn day(day: Day) -> Self {
        Self::Dates { days: Some((day, day)), never: false }
    }

    /// Could it be one thing only?
    pub fn is_one(&self) -> bool {
        match self {
            Self::Truth { yes, no } => yes != no,
            Self::Number(range) => range.is_point(),
            Self::Words(words) => words.len() == 1,
            Self::Text(texts) => texts.as_ref().is_some_and(|texts| texts.len() == 1),
            Self::Dates { days: None, never } => *never,
            Self::Dates { days: Some((first, last)), never } => first == last && !never,
            Self::Period(_) => true,
            Self::Age { days } => days.is_some_and(|(first, last)| first == last),
        }
    }

    /// What is possible on one side or on the other; of numbers and dates also what lies between.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Truth { yes, no }, Self::Truth { yes: or_yes, no: or_no }) => {
                Self::Truth { yes: yes || or_yes, no: no || or_no }
            }
            (Self::Number(left), Self::Number(right)) => Self::Number(left.hull(right)),
            (Self::Words(left), Self::Words(right)) => Self::Words(&left | &right),
            (Self::Text(left), Self::Text(right)) => {
                Self::Text(left.zip(right).map(|(left, right)| &left | &right))
            }
            (Self::Dates { days: left, never }, Self::Dates { days: right, never: or_never }) => {
                let days = match (left, right) {
                    (Some(left), Some(right)) => Some((left.0.min(right.0), left.1.max(right.1))),
                    (one, other) => one.or(other),
                };
                Self::Dates { days, never: never || or_never }
            }
            (left, right) => panic!("two kinds: {left:?} and {right:?}"),
        }
    }
}

impl Range {
    pub fn point(at: Exact) -> Self {
        let whole = at.is_integer();
        let end = Some(End { at, included: true });
        Self { low: end.clone(), high: end, whole, may_fail: false }
    }

    pub fn everything() -> Self {
        Self { low: None, high: None, whole: false, may_fail: false }
    }

    pub fn no_result() -> Self {
        Self { may_fail: true, ..Self::everything() }
    }

    pub fn is_point(&self) -> bool {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => !self.may_fail && low.included && high.included && low.at == high.at,
            _ => false,
        }
    }

    /// Is there no number in it?
    pub fn is_empty(&self) -> bool {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => {
                low.at > high.at || low.at == high.at && !(low.included && high.included)
            }
            _ => false,
        }
    }

    /// Of whole numbers the ends are whole numbers.
    pub fn whole_ones(mut self) -> Self {
        self.whole = true;
        self.low = self.low.map(|end| {
            let up = end.at.ceil();
            let at = if up == end.at && !end.included { up + Exact::one() } else { up };
            End { at, included: true }
        });
        self.high = self.high.map(|end| {
            let down = end.at.floor();
            let at = if down == end.at && !end.included { down - Exact::one() } else { down };
            End { at, included: true }
        });
        self
    }

    /// What is in both.
    pub fn and(self, other: Self) -> Self {
        let low = match (self.low, other.low) {
            (Some(one), Some(two)) => {
                Some(if (&one.at, !one.included) > (&two.at, !two.included) { one } else { two })
            }
            (one, two) => one.or(two),
        };
        let high = match (self.high, other.high) {
            (Some(one), Some(two)) => {
                Some(if (&one.at, one.included) < (&two.at, two.included) { one } else { two })
            }
            (one, two) => one.or(two),
        };
        Self { low, high, whole: self.whole || other.whole, may_fail: self.may_fail || other.may_fail }
    }

    fn hull(self, other: Self) -> Self {
        let low = self
            .low
            .zip(other.low)
            .map(|(one, two)| if (&one.at, !one.included) < (&two.at, !two.included) { one } else { two });
        let high = self
            .high
            .zip(other.high)
            .map(|(one, two)| if (&one.at, one.included) > (&two.at, two.included) { one } else { two });
        Self { low, high, whole: self.whole && other.whole, may_fail: self.may_fail || other.may_fail }
    }

    /// Is every number of this one below every number of the other one?
    pub fn is_below(&self, other: &Self) -> bool {
        match (&self.high, &other.low) {
            (Some(high), Some(low)) => {
                high.at < low.at || high.at == low.at && !(high.included && low.included)
            }
            _ => false,
        }
    }

    /// Is no number of this one above any number of the other one?
    pub fn is_not_above(&self, other: &Self) -> bool {
        match (&self.high, &other.low) {
            (Some(high), Some(low)) => high.at <= low.at,
            _ => false,
        }
    }

    pub fn has(&self, at: &Exact) -> bool {
        let above = self.low.as_ref().is_none_or(|low| low.at < *at || low.at == *at && low.included);
        let below = self.high.as_ref().is_none_or(|high| *at < high.at || high.at == *at && high.included);
        above && below && (!self.whole || at.is_integer())
    }

    pub fn negated(self) -> Self {
        let turn = |end: Option<End>| end.map(|end| End { at: -end.at, included: end.included });
        Self { low: turn(self.high), high: turn(self.low), ..self }
    }

    pub fn plus(self, other: Self) -> Self {
        let add = |one: Option<End>, two: Option<End>| {
            one.zip(two).map(|(one, two)| End { at: one.at + two.at, included: one.included && two.included })
        };
        Self {
            low: add(self.low, other.low),
            high: add(self.high, other.high),
            whole: self.whole && other.whole,
            may_fail: self.may_fail || other.may_fail,
        }
    }

    /// A product is least and greatest where both factors are at one of their ends. Nothing times anything is
    /// nothing, however large it is.
    pub fn times(self, other: Self) -> Self {
        let (whole, may_fail) = (self.whole && other.whole, self.may_fail || other.may_fail);
        let corners = self.corners().into_iter().flat_map(|one| {
            other.corners().into_iter().map(move |two| one.clone().times(two)).collect::<Vec<_>>()
        });
        let corners: Vec<Corner> = corners.collect();
        let least = corners.iter().map(|corner| corner.at.clone()).min().expect("four corners");
        let greatest = corners.iter().map(|corner| corner.at.clone()).max().expect("four corners");
        let end = |at: Place| match at {
            Place::At(number) => {
                let included =
                    corners.iter().any(|corner| corner.included && corner.at == Place::At(number.clone()));
                Some(End { at: number, included })
            }
            Place::Below | Place::Above => None,
        };
        Self { low: end(least), high: end(greatest), whole, may_fail }
    }

    /// One divided by it; `None` where it could be zero.
    pub fn inverse(self) -> Option<Self> {
        let zero = Exact::zero();
        if self.has(&zero) {
            return None;
        }
        let turn = |end: Option<End>| match end {
            // One over something without end comes as near to zero as one likes.
            None => Some(End { at: Exact::zero(), included: false }),
            Some(end) if end.at.is_zero() => None,
            Some(end) => Some(End { at: end.at.recip(), included: end.included }),
        };
        Some(Self { low: turn(self.high), high: turn(self.low), whole: false, may_fail: self.may_fail })
    }

    fn corners(&self) -> [Corner; 2] {
        let corner = |end: &Option<End>, none: Place| match end {
            Some(end) => Corner { at: Place::At(end.at.clone()), included: end.included },
            None => Corner { at: none, included: false },
        };
        [corner(&self.low, Place::Below), corner(&self.high, Place::Above)]
    }
}

/// Where an end lies: below all numbers, at one, or above all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Below,
    At(Exact),
    Above,
}

#[derive(Debug, Clone)]
struct Corner {
    at: Place,
    included: bool,
}

impl Corner {
    fn is_zero(&self) -> bool {
        matches!(&self.at, Place::At(number) if number.is_zero())
    }

    fn is_negative(&self) -> bool {
        match &self.at {
            Place::Below => true,
            Place::At(number) => *number < Exact::zero(),
            Place::Above => false,
        }
    }

    fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            let included = self.is_zero() && self.included || other.is_zero() && other.included;
            return Self { at: Place::At(Exact::zero()), included };
        }
        let included = self.included && other.included;
        let negative = self.is_negative() != other.is_negative();
        let at = match (self.at, other.at) {
            (Place::At(one), Place::At(two)) => Place::At(one * two),
            _ if negative => Place::Below,
            _ => Place::Above,
        };
        Self { at, included }
    }
}

impl Range {
    /// What the lesser of two numbers could be.
    pub fn least(self, other: Self) -> Self {
        let low = match (self.low, other.low) {
            (Some(one), Some(two)) => {
                Some(if (&one.at, !one.included) < (&two.at, !two.included) { one } else { two })
            }
            _ => None,
        };
        let high = match (self.high, other.high) {
            (Some(one), Some(two)) => {
                Some(if (&one.at, one.included) < (&two.at, two.included) { one } else { two })
            }
            (one, two) => one.or(two),
        };
        Self { low, high, whole: self.whole && other.whole, may_fail: self.may_fail || other.may_fail }
    }
}
