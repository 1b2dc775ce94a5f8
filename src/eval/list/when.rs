//! When an entry is dated, whether to the day or to the second.

use std::cmp::Ordering;
use std::ops::Bound;

use crate::possible::Possible;
use crate::quantity::Number;

/// The first and the last time that something could be dated, in days or in seconds, and whether it could be
/// never, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    first: Bound<Number>,
    last: Bound<Number>,
    /// It may have no date.
    pub may_be_never: bool,
}

impl When {
    /// When it is; `None` of what is never, for certain.
    pub fn of(date: &Possible) -> Option<Self> {
        match date {
            Possible::Dates(dates) => {
                let (first, last) = dates.day_numbers()?;
                let end = |day: i64| Bound::Included(Number::from(day));
                Some(Self { first: end(first), last: end(last), may_be_never: dates.may_be_never() })
            }
            Possible::Instants(instants) => {
                let seconds = instants.seconds();
                Some(Self { first: seconds.low().clone(), last: seconds.high().clone(), may_be_never: false })
            }
            _ => Some(Self { first: Bound::Unbounded, last: Bound::Unbounded, may_be_never: true }),
        }
    }

    /// Is it before the other, whatever both are?
    pub fn is_before(&self, other: &When) -> bool {
        match (&self.last, &other.first) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(last), Bound::Included(first)) => last < first,
            (
                Bound::Included(last) | Bound::Excluded(last),
                Bound::Included(first) | Bound::Excluded(first),
            ) => last <= first,
        }
    }

    /// Could it be before the other?
    pub fn may_be_before(&self, other: &When) -> bool {
        match (&self.first, &other.last) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
            (
                Bound::Included(first) | Bound::Excluded(first),
                Bound::Included(last) | Bound::Excluded(last),
            ) => first < last,
        }
    }

    /// Is it at or after the other, whatever both are?
    pub fn is_not_before(&self, other: &When) -> bool {
        !self.may_be_before(other)
    }

    /// By what it could be first.
    pub fn by_first(&self, other: &When) -> Ordering {
        by_end(&self.first, &other.first, Ordering::Less)
    }

    /// By what it could be last.
    pub fn by_last(&self, other: &When) -> Ordering {
        by_end(&self.last, &other.last, Ordering::Greater)
    }
}

/// Orders two ends of the same side. An open low end begins later than a closed one, an open high end ends
/// earlier; `unbounded` says on which side of all numbers one without a bound lies.
fn by_end(one: &Bound<Number>, other: &Bound<Number>, unbounded: Ordering) -> Ordering {
    match (one, other) {
        (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
        (Bound::Unbounded, _) => unbounded,
        (_, Bound::Unbounded) => unbounded.reverse(),
        (Bound::Included(a), Bound::Excluded(b)) => a.cmp(b).then(unbounded),
        (Bound::Excluded(a), Bound::Included(b)) => a.cmp(b).then(unbounded.reverse()),
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => a.cmp(b),
    }
}
