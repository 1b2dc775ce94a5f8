//! When something was, as precisely as it is recorded, and which of several is the latest.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::time::PartialDate;

/// The days, and where it is recorded the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    days: Option<(Date, Date)>,
    moment: Option<Timestamp>,
}

impl When {
    /// It could have been at any time.
    pub const UNKNOWN: Self = Self { days: None, moment: None };

    /// From a date or a moment as FHIR writes it.
    pub fn parse(text: &str) -> Self {
        let Ok(date) = PartialDate::parse(day_of(text)) else { return Self::UNKNOWN };
        Self { days: Some((date.first(), date.last())), moment: text.parse().ok() }
    }

    /// Was it surely later than the other?
    pub fn is_after(self, other: Self) -> bool {
        if let (Some(one), Some(other)) = (self.moment, other.moment) {
            return one > other;
        }
        match (self.days, other.days) {
            (Some((first, _)), Some((_, last))) => first > last,
            _ => false,
        }
    }
}

/// The day of a date or a moment, as it is written.
pub fn day_of(text: &str) -> &str {
    text.split_once('T').map_or(text, |(day, _)| day)
}

impl When {
    /// The first and the last day that it could have been.
    pub fn days(self) -> Option<(Date, Date)> {
        self.days
    }
}
