//! Why a text is no time.

use thiserror::Error;

use super::DateError;

/// Why a text is no date with a time, or no time zone. No message repeats the text, but for the year, month
/// or day that a calendar does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum TimeError {
    /// The date is none.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A time behind a year or a month.
    #[error("a time of day needs a full date")]
    DateNotFull,
    /// A space or a small `t` between date and time.
    #[error("date and time are joined by a capital `T`")]
    Separator,
    /// Hours without minutes.
    #[error("a time of day has hours and minutes")]
    NoMinutes,
    /// Not two digits each, or more than three of them.
    #[error("hours, minutes and seconds have two digits each, with a colon between")]
    Digits,
    /// The hour 24.
    #[error("there is no hour 24")]
    Hour24,
    /// An hour above 24.
    #[error("hours are from 00 to 23")]
    Hour,
    /// A minute above 59.
    #[error("minutes are from 00 to 59")]
    Minute,
    /// The second 60.
    #[error("a leap second is not read")]
    LeapSecond,
    /// A second above 60.
    #[error("seconds are from 00 to 59")]
    Second,
    /// A fraction of a second that is no one to nine digits behind a point.
    #[error("a fraction of a second is a point and one to nine digits")]
    Fraction,
    /// No offset, and no time zone is declared.
    #[error("offset required: the time does not say from where")]
    OffsetRequired,
    /// An offset that is not written `+01:00` or `Z`.
    #[error("an offset is written with a sign, hours and minutes")]
    Offset,
    /// An offset below -12:00 or above +14:00.
    #[error("no place has this offset: they are from -12:00 to +14:00")]
    OffsetRange,
    /// `-00:00` as a declared time zone.
    #[error("the offset -00:00 says that the offset is not known")]
    OffsetUnknown,
    /// A name that the time zone database does not have.
    #[error("not a time zone of the IANA database")]
    UnknownZone,
    /// A local time that was left out when the clock was put forward.
    #[error("this local time does not exist in the time zone: the clock was put forward over it")]
    Gap,
}

impl TimeError {
    /// What to do next.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Date(_) => "write a year, a month or a day: 2025, 2025-11, 2025-11-20",
            Self::DateNotFull => "write the day, or leave the time out: 2025-11-20T14:30:00+01:00 or 2025-11",
            Self::Separator => "write 2025-11-20T14:30:00+01:00",
            Self::NoMinutes => "write the minutes: 14:00; or leave the time out",
            Self::Digits | Self::Hour | Self::Minute | Self::Second => "write 14:30, 14:30:00 or 14:30:00.25",
            Self::Hour24 => "write 00:00 of the next day",
            Self::LeapSecond => "write the second 59 before it, or the second 00 after it",
            Self::Fraction => "write 14:30:00.25, to the nanosecond at most",
            Self::OffsetRequired => "add the offset: 14:30:00+01:00 or 14:30:00Z; or declare the time zone",
            Self::Offset | Self::OffsetRange => "write +01:00, -05:30 or Z",
            Self::OffsetUnknown => "write +00:00 if the place keeps universal time",
            Self::UnknownZone => "write an offset such as +01:00, or a name such as Europe/Zurich",
            Self::Gap => "add the offset that was meant: 02:30:00+01:00",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::time::{Instants, Zone};

    #[test]
    fn what_is_no_date_with_a_time_is_told_with_what_to_write() {
        let zone = Zone::parse("Europe/Zurich").expect("it is a zone");
        let told = [
            "soon",
            "2025-11T14:30:00Z",
            "2025-11-20/14:30:00Z",
            "2025-11-20T14Z",
            "2025-11-20T1x:30Z",
            "2025-11-20T24:00:00Z",
            "2025-11-20T25:00:00Z",
            "2025-11-20T14:60:00Z",
            "2025-11-20T14:30:60Z",
            "2025-11-20T14:30:61Z",
            "2025-11-20T14:30:00.0000000001Z",
            "2025-11-20T14:30:00",
            "2025-11-20T14:30:00+1",
            "2025-11-20T14:30:00+25:00",
            "2025-11-20T14:30:00-00:00",
            "2025-03-30T02:30:00",
        ]
        .map(|text| {
            let zone = Some(&zone).filter(|_| text.starts_with("2025-03"));
            match Instants::parse(text, zone) {
                Ok(_) => format!("{text}: can be read"),
                Err(error) => format!("{text}: {error}; {}", error.help()),
            }
        });
        insta::assert_snapshot!(told.join("\n"));
    }
}
