//! Moving one day along the calendar, clamped to its ends.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

/// The first day of the calendar.
pub(super) const FIRST: Date = date(1, 1, 1);

/// The last day of the calendar.
pub(super) const LAST: Date = date(9999, 12, 31);

const EPOCH: Date = date(1970, 1, 1);

/// The date this many months later, or earlier when below zero; clamped to the last day of the month it comes
/// to, and to the ends of the calendar.
pub(super) fn plus_months(date: Date, months: i64) -> Date {
    let target = month_number(date).saturating_add(months);
    let first_of_month = i16::try_from(target.div_euclid(12))
        .ok()
        .zip(i8::try_from(target.rem_euclid(12) + 1).ok())
        .and_then(|(year, month)| Date::new(year, month, 1).ok())
        .filter(|first| *first >= FIRST);
    match first_of_month {
        Some(first) => {
            let day = date.day().min(first.days_in_month());
            Date::new(first.year(), first.month(), day).unwrap_or(first)
        }
        None if target < month_number(LAST) => FIRST,
        None => LAST,
    }
}

/// The date this many days later, or earlier when below zero; clamped to the ends of the calendar.
pub(super) fn plus_days(date: Date, days: i64) -> Date {
    from_day_number(day_number(date).saturating_add(days))
}

/// Months since the January of a year 0.
pub(super) fn month_number(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> i64 {
    EPOCH.duration_until(date).as_hours() / 24
}

/// The date this many days after 1970-01-01, clamped to the ends of the calendar.
pub fn from_day_number(number: i64) -> Date {
    let number = number.clamp(day_number(FIRST), day_number(LAST));
    EPOCH.saturating_add(SignedDuration::from_hours(number * 24))
}
