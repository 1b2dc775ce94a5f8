//! How a time of day is written.

use std::ops::Bound::{Excluded, Included};

use jiff::civil::{Date, DateTime, Time};

use super::zone::{self, Zone};
use super::{PartialDate, TimeError};
use crate::possible::Interval;
use crate::quantity::Number;

/// A time of day as it was written.
struct Clock {
    /// Its first second.
    from: Time,
    /// Its last second: the same, or that of a minute.
    to: Time,
    /// Nanoseconds behind the second.
    nanoseconds: u32,
}

/// What stands behind a time of day.
pub(super) enum Written {
    /// `+01:00`.
    Offset(i32),
    /// `Z` or `-00:00`: the instant is known, the place is not.
    Universal,
    /// Nothing.
    Nothing,
}

/// Reads `2025-11-20T14:30:00+01:00` to the seconds since 1970 that it can mean and to what stands behind it.
/// A time to the minute is any time of that minute. A local time is read in `zone`.
pub(super) fn parse(
    date: &str,
    behind: &str,
    zone: Option<&Zone>,
) -> Result<(Interval, Date, Written), TimeError> {
    let date = PartialDate::parse(date)?.day().ok_or(TimeError::DateNotFull)?;
    let (clock, offset) = match behind.find(['Z', '+', '-']).and_then(|at| behind.split_at_checked(at)) {
        Some((clock, offset)) => (parse_clock(clock)?, parse_offset(offset)?),
        None => (parse_clock(behind)?, Written::Nothing),
    };
    let (from, to) = (date.to_datetime(clock.from), date.to_datetime(clock.to));
    let fixed = |offset: i32| {
        let at = |local: DateTime| zone::seconds_to(local) - i64::from(offset);
        (at(from), at(to))
    };
    let seconds = match (&offset, zone) {
        (Written::Offset(offset), _) => span(fixed(*offset), &clock),
        (Written::Universal, _) => span(fixed(0), &clock),
        (Written::Nothing, Some(zone)) if clock.from == clock.to => span(zone.instants_of(from)?, &clock),
        (Written::Nothing, Some(zone)) => half_open(zone.seconds_of(from, to)?),
        (Written::Nothing, None) => return Err(TimeError::OffsetRequired),
    };
    Ok((seconds, date, offset))
}

/// From the first second, and with it, to the second that is the first no more.
pub(super) fn half_open((begin, end): (i64, i64)) -> Interval {
    Interval::new(Included(Number::from(begin)), Excluded(Number::from(end)))
}

/// From one instant to another, or the whole seconds from one to another when it is written to the minute.
fn span((from, to): (i64, i64), clock: &Clock) -> Interval {
    if clock.from != clock.to {
        return half_open((from, to + 1));
    }
    let fraction = Interval::point(Number::from(clock.nanoseconds))
        .over(&Interval::point(Number::from(1_000_000_000_i64)));
    Interval::new(Included(Number::from(from)), Included(Number::from(to))).plus(&fraction)
}

fn parse_clock(text: &str) -> Result<Clock, TimeError> {
    if text.contains(',') {
        return Err(TimeError::Fraction);
    }
    let (text, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut steps = text.split(':');
    let mut two_digits = || steps.next().map(|step| zone::two_digits(step).ok_or(TimeError::Digits));
    let hour = two_digits().transpose()?.ok_or(TimeError::Digits)?;
    let minute = two_digits().transpose()?.ok_or(TimeError::NoMinutes)?;
    let second = two_digits().transpose()?;
    if steps.next().is_some() {
        return Err(TimeError::Digits);
    }
    match (hour, minute, second) {
        (24, _, _) => return Err(TimeError::Hour24),
        (25.., _, _) => return Err(TimeError::Hour),
        (_, 60.., _) => return Err(TimeError::Minute),
        (_, _, Some(60)) => return Err(TimeError::LeapSecond),
        (_, _, Some(61..)) => return Err(TimeError::Second),
        _ => {}
    }
    let nanoseconds = match (fraction, second) {
        (Some(fraction), Some(_)) => parse_fraction(fraction)?,
        (Some(_), None) => return Err(TimeError::Fraction),
        (None, _) => 0,
    };
    let time = |second| Time::new(hour, minute, second, 0).map_err(|_| TimeError::Digits);
    let (from, to) = (time(second.unwrap_or(0))?, time(second.unwrap_or(59))?);
    Ok(Clock { from, to, nanoseconds })
}

fn parse_fraction(digits: &str) -> Result<u32, TimeError> {
    let fits = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds = fits.then(|| format!("{digits:0<9}").parse().ok()).flatten();
    nanoseconds.ok_or(TimeError::Fraction)
}

fn parse_offset(text: &str) -> Result<Written, TimeError> {
    if text == "Z" {
        return Ok(Written::Universal);
    }
    Ok(zone::parse_offset(text)?.map_or(Written::Universal, Written::Offset))
}
