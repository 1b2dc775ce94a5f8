//! Time as people know it: dates to the day, the month or the year; calendar durations; and times of day.
//!
//! Each value is the set of things it could still be. [`Dates`] are the days a date could be, and whether it
//! could be never; [`Instants`] are the instants a date with a time could be. A comparison is true when every
//! possibility agrees, false when none does, and unknown otherwise.
//!
//! | module | what it knows |
//! |---|---|
//! | `partial_date` | `2025`, `2025-11` and `2025-11-20`, and the days they can mean |
//! | `dates` | the days a date could be, and how they compare |
//! | `period` | years, months, weeks and days, and how long they are |
//! | `completed` | whole units between two dates: ages |
//! | `calendar` | moving one day by months and by days |
//! | `instants` | the instants a written time could be, and on which local days |
//! | `clock_text` | how a time of day is written |
//! | `zone` | offsets, time zones, and the hours that the clock shows twice or never |
//! | `time_error` | why a text is no time |
//!
//! # One law
//!
//! Calendar durations are no clock durations: a month is as long as it is from where it begins. Wherever two
//! dates and a duration meet, the *earlier* date is shifted, and clamped to the last day of its month:
//!
//! ```text
//! d at least P ago     d + P <= as_of
//! d within P           d <= as_of <= d + P
//! n years of age       the greatest n with birth + n years <= as_of
//! 31 January + 1 month = 28 February, 29 in a leap year
//! ```
//!
//! Both ends of a window belong to it.
//!
//! # The calendar
//!
//! Gregorian, proleptic, from 0001-01-01 to 9999-12-31. What is shifted beyond an end of it stays at that end.

mod calendar;
mod clock_text;
mod completed;
mod dates;
mod instants;
mod partial_date;
mod period;
mod time_error;
mod zone;

pub(crate) use calendar::{day_number, from_day_number};
pub use completed::completed;
pub use dates::Dates;
pub use instants::Instants;
pub use partial_date::{DateError, PartialDate, Precision};
pub use period::{CalendarUnit, MAX_PERIOD_DAYS, MAX_PERIOD_MONTHS, Period, PeriodError};
pub use time_error::TimeError;
pub use zone::Zone;
