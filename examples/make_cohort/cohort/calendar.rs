//! Days, counted back from the one on which the cohort is looked at.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// The day on which the cohort is looked at.
const AS_OF: Date = date(2025, 11, 20);

/// The longest that anybody has lived, in days.
const DAYS: i64 = 120 * 366;

/// Each day in text, by how long ago it is: to be looked up instead of worked out for each patient.
pub struct Calendar {
    days: Vec<String>,
}

impl Calendar {
    pub fn new() -> Calendar {
        Calendar { days: (0..DAYS).map(|ago| AS_OF.saturating_sub(ago.days()).to_string()).collect() }
    }

    /// The day that is so many days ago: `2025-11-20`.
    pub fn day(&self, ago: u32) -> &str {
        let last = self.days.len() - 1;
        &self.days[last.min(ago as usize)]
    }

    /// Its month: `2025-11`.
    pub fn month(&self, ago: u32) -> &str {
        &self.day(ago)[..7]
    }

    /// Its year: `2025`.
    pub fn year(&self, ago: u32) -> &str {
        &self.day(ago)[..4]
    }
}
