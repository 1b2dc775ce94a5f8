//! Time zones: between the local clock and the instants.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{DateTime, datetime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase, TimeZoneTransition};

use super::TimeError;

/// The least offset of a place, in seconds east of Greenwich: -12:00.
pub(super) const LEAST_OFFSET: i32 = -12 * 3600;

/// The greatest offset of a place, in seconds east of Greenwich: +14:00.
pub(super) const GREATEST_OFFSET: i32 = 14 * 3600;

const DAY: i64 = 24 * 3600;

/// Where a record was written: the offset, or the time zone, that its local times are in.
///
/// Two are equal when they have the same name. Names are looked up in a database within the program, so that
/// the answer is the same on every machine.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    rules: TimeZone,
}

impl Zone {
    /// Reads an offset, `+01:00`, or a name of the IANA database, `Europe/Zurich`, in any case of letters.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`], or why it is no offset.
    ///
    /// ```
    /// use elig::time::{TimeError, Zone};
    /// assert_eq!(Zone::parse("europe/zurich").unwrap().name(), "Europe/Zurich");
    /// assert_eq!(Zone::parse("+01:00").unwrap().name(), "+01:00");
    /// assert_eq!(Zone::parse("+15:00"), Err(TimeError::OffsetRange));
    /// assert_eq!(Zone::parse("Zurich"), Err(TimeError::UnknownZone));
    /// ```
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        if text.starts_with(['+', '-']) {
            let offset = parse_offset(text)?.ok_or(TimeError::OffsetUnknown)?;
            return Self::fixed(offset);
        }
        let rules = TimeZoneDatabase::bundled().get(text).map_err(|_| TimeError::UnknownZone)?;
        // A database can have a name for "not known", which is no place.
        let name: Arc<str> = rules.iana_name().ok_or(TimeError::UnknownZone)?.into();
        Ok(Self { name, rules })
    }

    /// The name in the IANA database, or the offset as it is written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Always this many seconds east of Greenwich; whole minutes.
    pub(super) fn fixed(seconds: i32) -> Result<Self, TimeError> {
        let offset = Offset::from_seconds(seconds).map_err(|_| TimeError::OffsetRange)?;
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        let name = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        Ok(Self { name: name.into(), rules: TimeZone::fixed(offset) })
    }

    /// The instants, in seconds since 1970, when the clock shows this local time, which is a whole second: one,
    /// or the first and the last of those when it is shown twice.
    ///
    /// # Errors
    /// [`TimeError::Gap`]: it is not shown.
    pub(super) fn instants_of(&self, local: DateTime) -> Result<(i64, i64), TimeError> {
        match self.offset_of(local) {
            AmbiguousOffset::Unambiguous { offset } => Ok((at(local, offset), at(local, offset))),
            AmbiguousOffset::Fold { before, after } => Ok((at(local, before), at(local, after))),
            AmbiguousOffset::Gap { .. } => Err(TimeError::Gap),
        }
    }

    /// When the clock shows a local time from this whole second to that, both included: the first such second,
    /// and the first that is none. Seconds since 1970.
    ///
    /// # Errors
    /// [`TimeError::Gap`]: none of it is shown.
    pub(super) fn seconds_of(&self, first: DateTime, last: DateTime) -> Result<(i64, i64), TimeError> {
        let begin = match self.offset_of(first) {
            AmbiguousOffset::Unambiguous { offset } => at(first, offset),
            AmbiguousOffset::Fold { before, .. } => at(first, before),
            AmbiguousOffset::Gap { before, after } => self.end_of_gap(first, before, after),
        };
        let end = match self.offset_of(last) {
            AmbiguousOffset::Unambiguous { offset } => at(last, offset) + 1,
            AmbiguousOffset::Fold { after, .. } => at(last, after) + 1,
            AmbiguousOffset::Gap { before, after } => self.end_of_gap(last, before, after),
        };
        if begin < end { Ok((begin, end)) } else { Err(TimeError::Gap) }
    }

    /// The local days, as days since 1970, from one second to another (since 1970, both included).
    pub(super) fn days_of(&self, first: i64, last: i64) -> (i64, i64) {
        // Where the clock is put back over midnight, a local day comes twice, and the last second need not be
        // on the last day. No change reaches further than two days.
        let second_of = |change: TimeZoneTransition<'_>| change.timestamp().as_second();
        let late = self.rules.preceding(timestamp(last.saturating_add(1))).map(second_of);
        let late = late.take_while(|change| *change > first && change.saturating_add(2 * DAY) > last);
        let early = self.rules.following(timestamp(first)).map(second_of);
        let early = early.take_while(|change| *change <= last && change.saturating_sub(2 * DAY) < first);
        let turns = late.chain(early).flat_map(|change| [change - 1, change]);
        let days = turns.chain([first, last]).map(|second| self.day_of(second));
        days.fold((i64::MAX, i64::MIN), |(least, greatest), day| (least.min(day), greatest.max(day)))
    }

    /// The local day of a second since 1970, as days since 1970.
    fn day_of(&self, second: i64) -> i64 {
        let offset = self.rules.to_offset(timestamp(second)).seconds();
        second.saturating_add(i64::from(offset)).div_euclid(DAY)
    }

    fn offset_of(&self, local: DateTime) -> AmbiguousOffset {
        self.rules.to_ambiguous_timestamp(local).offset()
    }

    /// When the clock was put forward over this local time, in seconds since 1970.
    fn end_of_gap(&self, local: DateTime, before: Offset, after: Offset) -> i64 {
        // With the offset after the change the local time is still before it, with the other no longer.
        let change = self.rules.following(timestamp(at(local, after))).next();
        change.map_or(at(local, before), |change| change.timestamp().as_second())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// Reads `+01:00` to seconds; `None` for `-00:00`, which says that the offset is not known (RFC 3339).
pub(super) fn parse_offset(text: &str) -> Result<Option<i32>, TimeError> {
    let (negative, unsigned) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return Err(TimeError::Offset),
    };
    let (hours, minutes) = unsigned.split_once(':').ok_or(TimeError::Offset)?;
    let (hours, minutes) = two_digits(hours)
        .zip(two_digits(minutes).filter(|minutes| *minutes < 60))
        .ok_or(TimeError::Offset)?;
    let size = i32::from(hours) * 3600 + i32::from(minutes) * 60;
    let seconds = if negative { -size } else { size };
    match seconds {
        0 if negative => Ok(None),
        LEAST_OFFSET..=GREATEST_OFFSET => Ok(Some(seconds)),
        _ => Err(TimeError::OffsetRange),
    }
}

pub(super) fn two_digits(text: &str) -> Option<i8> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The instant of a local time at this offset, in seconds since 1970.
fn at(local: DateTime, offset: Offset) -> i64 {
    seconds_to(local) - i64::from(offset.seconds())
}

/// Seconds of the local clock from 1970-01-01T00:00:00.
pub(super) fn seconds_to(local: DateTime) -> i64 {
    datetime(1970, 1, 1, 0, 0, 0, 0).duration_until(local).as_secs()
}

/// The nearest instant that the time zone rules can be asked for; they do not change beyond.
fn timestamp(second: i64) -> Timestamp {
    let limit = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones in which the clock was put back over midnight, or by a day, and one in which it never is.
    const ZONES: [(&str, &str); 4] = [
        ("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
        ("America/Scoresbysund", "2023-10-29T01:00:00Z"),
        ("America/Juneau", "1867-10-18T00:00:00Z"),
        ("Etc/UTC", "2018-02-18T02:00:00Z"),
    ];

    #[test]
    fn the_days_of_a_time_are_those_of_its_seconds() {
        const QUARTER: i64 = 900;
        for (name, change) in ZONES {
            let zone = Zone::parse(name).expect("it is a zone");
            let change = change.parse::<jiff::Timestamp>().expect("it is a moment").as_second();
            // What begins and ends near the change, with the last second of a quarter of an hour.
            for begins in (-200..200).step_by(3) {
                for lasts in [0, 1, 3, 4, 5, 8, 90, 110, 193, 260] {
                    let first = change + begins * QUARTER;
                    let last = first + lasts * QUARTER + if lasts == 0 { 0 } else { QUARTER - 1 };
                    let seconds =
                        (first..=last).step_by(900).flat_map(|at| [at, (at + QUARTER - 1).min(last)]);
                    let days: Vec<i64> = seconds.chain([last]).map(|second| zone.day_of(second)).collect();
                    let wanted = (days.iter().min().copied(), days.iter().max().copied());
                    let (least, greatest) = zone.days_of(first, last);
                    assert_eq!((Some(least), Some(greatest)), wanted, "{name}: from {first} to {last}");
                }
            }
        }
    }

    #[test]
    fn beyond_what_zones_are_known_for_the_nearest_instant_is_asked() {
        let seconds = [i64::MIN, -1, 0, 1, i64::MAX].map(|second| timestamp(second).as_second());
        let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        assert_eq!(seconds, [first, -1, 0, 1, last]);
    }

    #[test]
    fn zones_are_told_apart_by_their_names() {
        let zones: Vec<Zone> =
            ZONES.iter().map(|(name, _)| Zone::parse(name).expect("it is a zone")).collect();
        let distinct: std::collections::HashSet<&Zone> = zones.iter().collect();
        assert_eq!(distinct.len(), ZONES.len());
        for (at, (name, _)) in ZONES.iter().enumerate() {
            assert_eq!(zones[at].to_string(), *name);
            assert_eq!(format!("{:?}", zones[at]), format!("Zone({name})"));
            assert_eq!(zones.iter().filter(|zone| **zone == zones[at]).count(), 1);
        }
    }
}
