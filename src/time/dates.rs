//! The days a date could be, and whether it could be never.

use std::fmt;

use jiff::civil::Date;

use super::calendar::{self, FIRST, LAST};
use super::{PartialDate, Period};
use crate::possible::Truth;

/// What a date could still be: the days from a first to a last, or `never`, or either. Never empty.
///
/// `never` is the date of what has not happened and is recorded so: the last drink of someone who does not
/// drink. It is before nothing, after nothing, the same day as nothing and within no window, so that every
/// comparison with it is false. **A comparison is therefore not the negation of another**: for `d >= e` ask
/// `e.at_most(d)`, not `!d.less(e)`. Ask [`Dates::is_never`] for what has not happened.
///
/// Comparisons look at two dates that have nothing to do with one another: of one open date with itself,
/// [`Dates::equal`] is unknown.
///
/// Every day is within the calendar, 0001-01-01 to 9999-12-31; what goes beyond stays at its end.
///
/// ```
/// use elig::possible::Truth;
/// use elig::time::{Dates, PartialDate, Period};
///
/// let read = |text| Dates::from(PartialDate::parse(text).unwrap());
/// let six_months = Period::parse("6 months").unwrap();
/// let as_of = read("2025-11-20");
///
/// assert_eq!(read("2025-04").at_least_ago(&six_months, &as_of), Truth::True);
/// assert_eq!(read("2025-05").at_least_ago(&six_months, &as_of), Truth::Unknown);
/// assert_eq!(Dates::never().at_least_ago(&six_months, &as_of), Truth::False);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dates {
    /// First and last day; `None` is never, for certain.
    days: Option<(Date, Date)>,
    /// Whether never is possible; so it is when there are no days.
    never: bool,
}

impl Dates {
    /// This day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self::span(day, day)
    }

    /// A day from one to another, both included; in either order.
    #[must_use]
    pub fn span(one: Date, other: Date) -> Self {
        let within = |day: Date| day.clamp(FIRST, LAST);
        Self { days: Some((within(one.min(other)), within(one.max(other)))), never: false }
    }

    /// No day: it has not happened.
    #[must_use]
    pub fn never() -> Self {
        Self { days: None, never: true }
    }

    /// Any day; with `or_never`, or never. It is what a missing date could be.
    #[must_use]
    pub fn everything(or_never: bool) -> Self {
        Self { days: Some((FIRST, LAST)), never: or_never }
    }

    /// The same, or never.
    #[must_use]
    pub fn or_never(self) -> Self {
        Self { never: true, ..self }
    }

    /// The first and the last day it could be; `None` when it is never, for certain.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        self.days
    }

    /// The same days, counted from 1970-01-01.
    #[must_use]
    pub(crate) fn day_numbers(&self) -> Option<(i64, i64)> {
        self.days.map(|(first, last)| (calendar::day_number(first), calendar::day_number(last)))
    }

    /// Could it be never?
    #[must_use]
    pub fn may_be_never(&self) -> bool {
        self.never
    }

    /// The day, if no other is possible, nor never.
    #[must_use]
    pub fn only(&self) -> Option<Date> {
        self.days.filter(|(first, last)| first == last && !self.never).map(|(first, _)| first)
    }

    /// Is only one thing possible: one day, or never?
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.days.is_none() || self.only().is_some()
    }

    /// Does everything that is possible for `self` stay possible for `other`?
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.union(other) == *other
    }

    /// What is in either, and the days between.
    ///
    /// ```
    /// use elig::time::Dates;
    /// use jiff::civil::date;
    /// let third = Dates::day(date(2025, 11, 3));
    /// let ninth = Dates::day(date(2025, 11, 9));
    /// assert_eq!(third.union(&ninth), Dates::span(date(2025, 11, 3), date(2025, 11, 9)));
    /// assert_eq!(third.union(&Dates::never()), third.or_never());
    /// ```
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (some, None) | (None, some) => some,
        };
        Self { days, never: self.never || other.never }
    }

    /// The later of the two, of every pair. With *never*, which is neither, it could be anything.
    #[must_use]
    pub fn later(&self, other: &Self) -> Self {
        match (self.days, other.days, self.never || other.never) {
            (Some((a, b)), Some((c, d)), false) => Self::span(a.max(c), b.max(d)),
            _ => Self::everything(true),
        }
    }

    /// The earlier of the two, of every pair. With *never*, which is neither, it could be anything.
    #[must_use]
    pub fn earlier(&self, other: &Self) -> Self {
        match (self.days, other.days, self.never || other.never) {
            (Some((a, b)), Some((c, d)), false) => Self::span(a.min(c), b.min(d)),
            _ => Self::everything(true),
        }
    }

    /// A period later: its months first, clamped to the last day of the month, then its days. Never stays
    /// never, and what would be after 9999-12-31 is 9999-12-31.
    ///
    /// ```
    /// use elig::time::{Dates, Period};
    /// use jiff::civil::date;
    /// let month = Period::parse("1 month").unwrap();
    /// assert_eq!(Dates::day(date(2025, 1, 31)).shifted(&month), Dates::day(date(2025, 2, 28)));
    /// assert_eq!(Dates::day(date(2024, 1, 31)).shifted(&month), Dates::day(date(2024, 2, 29)));
    /// ```
    #[must_use]
    pub fn shifted(&self, period: &Period) -> Self {
        self.moved(period.months(), period.days())
    }

    /// A period earlier: its months first, clamped to the last day of the month, then its days. Never stays
    /// never, and what would be before 0001-01-01 is 0001-01-01.
    ///
    /// It is not the way back: a month before 31 March is 28 February, and a month after that is 28 March.
    /// What asks how long ago something was shifts the earlier date forward ([`Dates::at_least_ago`]).
    ///
    /// ```
    /// use elig::time::{Dates, Period};
    /// use jiff::civil::date;
    /// let month = Period::parse("1 month").unwrap();
    /// assert_eq!(Dates::day(date(2025, 3, 31)).shifted_back(&month), Dates::day(date(2025, 2, 28)));
    /// ```
    #[must_use]
    pub fn shifted_back(&self, period: &Period) -> Self {
        self.moved(-period.months(), -period.days())
    }

    /// Clamping never makes a later day an earlier one, so that the ends stay the ends.
    fn moved(&self, months: i64, days: i64) -> Self {
        let moved = |day| calendar::plus_days(calendar::plus_months(day, months), days);
        Self { days: self.days.map(|(first, last)| (moved(first), moved(last))), ..*self }
    }

    /// Is it before `other`?
    #[must_use]
    pub fn less(&self, other: &Self) -> Truth {
        self.compared(other, |(first, last), (other_first, other_last)| {
            (last < other_first, first < other_last)
        })
    }

    /// Is it on or before `other`?
    #[must_use]
    pub fn at_most(&self, other: &Self) -> Truth {
        self.compared(other, |(first, last), (other_first, other_last)| {
            (last <= other_first, first <= other_last)
        })
    }

    /// Is it the same day as `other`? Two things that never happened did not happen on the same day.
    #[must_use]
    pub fn equal(&self, other: &Self) -> Truth {
        self.compared(other, |(first, last), (other_first, other_last)| {
            let one_day = first == last && (first, last) == (other_first, other_last);
            (one_day, first <= other_last && other_first <= last)
        })
    }

    /// Has it not happened, and is recorded so?
    #[must_use]
    pub fn is_never(&self) -> Truth {
        Truth::from(match (self.days, self.never) {
            (None, _) => Some(true),
            (Some(_), false) => Some(false),
            (Some(_), true) => None,
        })
    }

    /// Is it from `low` to `high`, both included? False of every day when `high` is before `low`.
    #[must_use]
    pub fn between(&self, low: &Self, high: &Self) -> Truth {
        // The third is implied where the first two are true; without it an empty window would be left open.
        Truth::all([low.at_most(self), self.at_most(high), low.at_most(high)])
    }

    /// `d at least P ago`: `d + P <= as_of`.
    ///
    /// ```
    /// use elig::possible::Truth;
    /// use elig::time::{Dates, Period};
    /// use jiff::civil::date;
    /// let month = Period::parse("1 month").unwrap();
    /// let end_of_january = Dates::day(date(2025, 1, 31));
    /// assert_eq!(end_of_january.at_least_ago(&month, &Dates::day(date(2025, 2, 28))), Truth::True);
    /// assert_eq!(end_of_january.at_least_ago(&month, &Dates::day(date(2025, 2, 27))), Truth::False);
    /// ```
    #[must_use]
    pub fn at_least_ago(&self, period: &Period, as_of: &Self) -> Truth {
        self.shifted(period).at_most(as_of)
    }

    /// `d within P before anchor`: `d <= anchor <= d + P`. With the as-of date as the anchor it is
    /// `d within P`. For `d within P after e` ask `e.within_before(P, d)`.
    #[must_use]
    pub fn within_before(&self, period: &Period, anchor: &Self) -> Truth {
        Truth::all([self.at_most(anchor), anchor.at_most(&self.shifted(period))])
    }

    /// False of never. Of the days, `of_days` says whether it holds for every pair and for some pair.
    fn compared(
        &self,
        other: &Self,
        of_days: impl FnOnce((Date, Date), (Date, Date)) -> (bool, bool),
    ) -> Truth {
        let (every, some) = match (self.days, other.days) {
            (Some(days), Some(others)) => of_days(days, others),
            _ => (false, false),
        };
        match (every && !self.never && !other.never, some) {
            (true, _) => Truth::True,
            (false, false) => Truth::False,
            (false, true) => Truth::Unknown,
        }
    }
}

impl From<PartialDate> for Dates {
    fn from(date: PartialDate) -> Self {
        Self::span(date.first(), date.last())
    }
}

/// In the shortest words: `2025-11-20`, `2025-11`, `2025-11-03 to 2025-12-07`, `any date`, `never`, and each
/// but the last with `or never`.
impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, last)) = self.days else { return f.write_str("never") };
        match PartialDate::of(first, last) {
            Some(written) => write!(f, "{written}")?,
            None if (first, last) == (FIRST, LAST) => f.write_str("any date")?,
            None => write!(f, "{first} to {last}")?,
        }
        f.write_str(if self.never { " or never" } else { "" })
    }
}
