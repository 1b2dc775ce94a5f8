//! The instants a date with a time could be, and the local days it could be on.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::calendar::{self, FIRST, LAST};
use super::clock_text::{self, Written};
use super::zone::{self, GREATEST_OFFSET, LEAST_OFFSET, Zone};
use super::{Dates, PartialDate, TimeError};
use crate::possible::{Interval, Truth};
use crate::quantity::{Fault, Number};

/// What a date with a time could still be: an interval of instants, and of local days. Never empty.
///
/// Instants are exact: seconds since 1970-01-01T00:00:00Z as rational numbers, without leap seconds. A clock
/// duration of a third of a second is added as it is, and three of them are the second. Nothing is rounded,
/// and nothing saturates but the local days, at the ends of the calendar.
///
/// # How finely a time is known
///
/// * `2025-11-20T14:30:00+01:00` is one instant, with a fraction or without: clocks show seconds, and records
///   write all that was shown.
/// * `2025-11-20T14:30+01:00` is any instant of that minute: from 14:30:00, and before 14:31:00.
/// * `2025-11-20`, `2025-11`, `2025` is any instant of those local days: in the declared time zone or, when
///   none is declared, at any offset from +14:00 to -12:00.
///
/// # Where
///
/// A time without an offset is in the declared time zone; without one it is an error. Universal time is never
/// assumed. What the clock showed twice is an interval from the first to the second.
///
/// The local day is that of the declared time zone. When none is declared, it is the day as it was written
/// beside its offset. `Z` tells the instant and not the place (RFC 9557), so that its local day without a
/// declared time zone is any day that some place had then.
///
/// ```
/// use elig::possible::Truth;
/// use elig::time::{Instants, Zone};
///
/// let zurich = Zone::parse("Europe/Zurich").unwrap();
/// let written = Instants::parse("2025-11-20T14:30:00", Some(&zurich)).unwrap();
/// assert_eq!(written.equal(&Instants::parse("2025-11-20T13:30:00Z", None).unwrap()), Truth::True);
///
/// let minute = Instants::parse("2025-11-20T14:30+01:00", None).unwrap();
/// assert_eq!(minute.equal(&written), Truth::Unknown);
///
/// let before_midnight = Instants::parse("2025-11-20T23:30:00Z", Some(&zurich)).unwrap();
/// assert_eq!(before_midnight.local_days().to_string(), "2025-11-21");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instants {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: Interval,
    /// The first and the last local day.
    days: (Date, Date),
    place: Place,
}

/// Where an instant has its local day, when it has moved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    At(Zone),
    /// At any offset from -12:00 to +14:00.
    Anywhere,
}

impl Instants {
    /// Reads a date with a time, `2025-11-20T14:30:00+01:00`, or a date alone. The offset can be `Z`. Without
    /// one, the time is in `zone`, and so is a date alone.
    ///
    /// # Errors
    /// [`TimeError`]: why it is no date with a time; among them [`TimeError::OffsetRequired`], and
    /// [`TimeError::Gap`] for a local time that `zone` left out.
    ///
    /// ```
    /// use elig::time::{Instants, TimeError, Zone};
    /// let zurich = Zone::parse("Europe/Zurich").unwrap();
    /// assert_eq!(Instants::parse("2025-11-20T14:30:00", None), Err(TimeError::OffsetRequired));
    /// assert_eq!(Instants::parse("2025-03-30T02:30:00", Some(&zurich)), Err(TimeError::Gap));
    /// assert_eq!(Instants::parse("2025-11-20T24:00:00Z", None), Err(TimeError::Hour24));
    /// ```
    pub fn parse(text: &str, zone: Option<&Zone>) -> Result<Self, TimeError> {
        let Some((date, behind)) = text.split_once('T') else {
            // No date has a colon.
            let date = if text.contains(':') { return Err(TimeError::Separator) } else { text };
            return Self::of_days(PartialDate::parse(date)?, zone);
        };
        let (seconds, date, offset) = clock_text::parse(date, behind, zone)?;
        Ok(match (zone, offset) {
            // As written, even where the clock was put back over midnight and it is on one of two days.
            (Some(zone), Written::Nothing) => {
                Self { seconds, days: (date, date), place: Place::At(zone.clone()) }
            }
            (Some(zone), _) => Self::new(seconds, Place::At(zone.clone())),
            (None, Written::Offset(offset)) => Self::new(seconds, Place::At(Zone::fixed(offset)?)),
            (None, _) => Self::new(seconds, Place::Anywhere),
        })
    }

    /// One instant, such as now; its local day is that of `zone` or, without one, of any place.
    #[must_use]
    pub fn at(timestamp: Timestamp, zone: Option<&Zone>) -> Self {
        let number = |number: i64| Interval::point(Number::from(number));
        let fraction = number(timestamp.subsec_nanosecond().into()).over(&number(1_000_000_000));
        let place = zone.map_or(Place::Anywhere, |zone| Place::At(zone.clone()));
        Self::new(number(timestamp.as_second()).plus(&fraction), place)
    }

    /// Any instant: what a missing date with a time could be.
    #[must_use]
    pub fn everything() -> Self {
        Self::new(Interval::everything(), Place::Anywhere)
    }

    /// The seconds since 1970-01-01T00:00:00Z, without leap seconds.
    #[must_use]
    pub fn seconds(&self) -> &Interval {
        &self.seconds
    }

    /// Why the calculation of it fails for at least one possibility, or `None` when it cannot fail.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.seconds.fault()
    }

    /// Is only one instant possible? The local day can be open all the same.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.seconds.is_point()
    }

    /// Does everything that is possible for `self` stay possible for `other`: each instant, and each local day?
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.seconds.is_subset_of(&other.seconds)
            && self.local_days().is_within(&other.local_days())
            && (self.place == other.place || other.place == Place::Anywhere)
    }

    /// What is in either, and all between.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let ((a, b), (c, d)) = (self.days, other.days);
        let place = if self.place == other.place { self.place.clone() } else { Place::Anywhere };
        Self { seconds: self.seconds.hull(&other.seconds), days: (a.min(c), b.max(d)), place }
    }

    /// The local days it could be: `date of t`. As it was written; where a duration was added, as the place has
    /// it for these instants.
    #[must_use]
    pub fn local_days(&self) -> Dates {
        let (first, last) = self.days;
        Dates::span(first, last)
    }

    /// Is it before `other`? Instants are compared, wherever they are.
    #[must_use]
    pub fn less(&self, other: &Self) -> Truth {
        Truth::from(self.seconds.less(&other.seconds))
    }

    /// Is it at or before `other`?
    #[must_use]
    pub fn at_most(&self, other: &Self) -> Truth {
        Truth::from(self.seconds.less_or_equal(&other.seconds))
    }

    /// Is it the same instant as `other`?
    #[must_use]
    pub fn equal(&self, other: &Self) -> Truth {
        Truth::from(self.seconds.equal(&other.seconds))
    }

    /// A clock duration later, in seconds: exactly so much time, whatever the local clock does in between. It
    /// can be below zero.
    ///
    /// ```
    /// use elig::possible::Interval;
    /// use elig::quantity::Number;
    /// use elig::time::{Instants, Zone};
    ///
    /// let zurich = Zone::parse("Europe/Zurich").unwrap();
    /// let day = Interval::point(Number::from(24 * 3600_i64));
    /// let before = Instants::parse("2025-03-29T14:30:00", Some(&zurich)).unwrap();
    /// // The clock is put forward in the night.
    /// assert_eq!(before.plus(&day), Instants::parse("2025-03-30T15:30:00", Some(&zurich)).unwrap());
    /// ```
    #[must_use]
    pub fn plus(&self, seconds: &Interval) -> Self {
        Self::new(self.seconds.plus(seconds), self.place.clone())
    }

    /// A clock duration earlier, in seconds; as [`Instants::plus`].
    #[must_use]
    pub fn minus(&self, seconds: &Interval) -> Self {
        Self::new(self.seconds.minus(seconds), self.place.clone())
    }

    /// The seconds from `earlier` to this; below zero when `earlier` is the later.
    ///
    /// ```
    /// use elig::possible::Interval;
    /// use elig::quantity::Number;
    /// use elig::time::Instants;
    ///
    /// let start = Instants::parse("2025-11-20T14:30:00.5+01:00", None).unwrap();
    /// let end = Instants::parse("2025-11-20T14:00:00Z", None).unwrap();
    /// assert_eq!(end.seconds_since(&start), Interval::point(Number::parse("1799.5").unwrap()));
    /// ```
    #[must_use]
    pub fn seconds_since(&self, earlier: &Self) -> Interval {
        self.seconds.minus(&earlier.seconds)
    }

    /// All instants of some local days.
    fn of_days(date: PartialDate, zone: Option<&Zone>) -> Result<Self, TimeError> {
        let days = (date.first(), date.last());
        let begin = date.first().to_datetime(Time::midnight());
        let end = date.last().to_datetime(Time::constant(23, 59, 59, 0));
        let (seconds, place) = match zone {
            Some(zone) => (zone.seconds_of(begin, end)?, Place::At(zone.clone())),
            None => {
                // The east begins first, the west ends last.
                let begin = zone::seconds_to(begin) - i64::from(GREATEST_OFFSET);
                let end = zone::seconds_to(end) + 1 - i64::from(LEAST_OFFSET);
                ((begin, end), Place::Anywhere)
            }
        };
        Ok(Self { seconds: clock_text::half_open(seconds), days, place })
    }

    fn new(seconds: Interval, place: Place) -> Self {
        let first = whole_seconds(seconds.low(), i64::MIN, Number::floor);
        let last = match seconds.high() {
            // The last whole second that begins before the end: it is on the same day.
            Excluded(_) => whole_seconds(seconds.high(), i64::MAX, Number::ceil).saturating_sub(1),
            Included(_) | Unbounded => whole_seconds(seconds.high(), i64::MAX, Number::floor),
        };
        let (first, last) = match &place {
            Place::At(zone) => zone.days_of(first, last),
            Place::Anywhere => {
                let day = |second: i64, offset: i32| second.saturating_add(offset.into()).div_euclid(86_400);
                (day(first, LEAST_OFFSET), day(last, GREATEST_OFFSET))
            }
        };
        let days = (calendar::from_day_number(first), calendar::from_day_number(last));
        debug_assert!(FIRST <= days.0 && days.0 <= days.1 && days.1 <= LAST);
        Self { seconds, days, place }
    }
}

/// An end of an interval as a whole number, or the nearest that there is.
fn whole_seconds(end: &Bound<Number>, unbounded: i64, round: impl Fn(&Number) -> Number) -> i64 {
    match end {
        Included(number) | Excluded(number) => {
            round(number).to_i64().unwrap_or(if number.is_negative() { i64::MIN } else { i64::MAX })
        }
        Unbounded => unbounded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is moved has its day where it is for certain.
    #[test]
    fn what_is_in_either_of_two_is_where_both_are() {
        let at = |text| Instants::parse(text, None).expect("it is a moment");
        let (here, later, there) =
            (at("2025-11-20T12:00:00+01:00"), at("2025-11-20T13:00:00+01:00"), at("2025-11-20T12:00:00Z"));
        assert_eq!(here.union(&here), here);
        assert_eq!(here.union(&later).place, here.place);
        assert_eq!(here.union(&there).place, Place::Anywhere);
    }
}
