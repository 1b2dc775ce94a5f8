//! Completed units between two dates: ages, and how long something has lasted.

use jiff::civil::Date;

use super::calendar::{day_number, month_number};
use super::{CalendarUnit, Dates};

/// How many whole units have passed from one date to another: the least and the greatest number that is
/// possible, both of which some pair of days gives.
///
/// From one day to a later it is the greatest n with `from + n units <= to`: a patient is 18 on the birthday,
/// and born on 29 February 2008 on 28 February 2026. When `to` is the earlier, it is the number the other way
/// round, with a minus: the law shifts the earlier date. So the number never falls when `to` gets later, and
/// never rises when `from` does.
///
/// Of what never happened nothing is counted. The answer tells of the days only, and is `None` when there are
/// none: a caller who lets a date in that [may be never](Dates::may_be_never) has to ask for that first.
///
/// ```
/// use elig::time::{CalendarUnit, Dates, PartialDate, completed};
///
/// let read = |text| Dates::from(PartialDate::parse(text).unwrap());
/// let age = |birth, as_of| completed(CalendarUnit::Years, &read(birth), &read(as_of));
/// assert_eq!(age("2008-02-29", "2026-02-27"), Some((17, 17)));
/// assert_eq!(age("2008-02-29", "2026-02-28"), Some((18, 18)));
/// assert_eq!(age("2008", "2026-02-28"), Some((17, 18)));
/// assert_eq!(completed(CalendarUnit::Years, &Dates::never(), &read("2026")), None);
/// ```
#[must_use]
pub fn completed(unit: CalendarUnit, from: &Dates, to: &Dates) -> Option<(i64, i64)> {
    let ((from_first, from_last), (to_first, to_last)) = (from.days()?, to.days()?);
    Some((between(unit, from_last, to_first), between(unit, from_first, to_last)))
}

fn between(unit: CalendarUnit, from: Date, to: Date) -> i64 {
    if to < from {
        return -between(unit, to, from);
    }
    match unit {
        CalendarUnit::Years => months_between(from, to) / 12,
        CalendarUnit::Months => months_between(from, to),
        CalendarUnit::Weeks => (day_number(to) - day_number(from)) / 7,
        CalendarUnit::Days => day_number(to) - day_number(from),
    }
}

/// For `from <= to`.
fn months_between(from: Date, to: Date) -> i64 {
    let begun = month_number(to) - month_number(from);
    // The day of the month of `to` on which the last of them is full.
    let full_on = from.day().min(to.days_in_month());
    if to.day() < full_on { begun - 1 } else { begun }
}
