//! Dates as people know them: to the day, the month or the year.

mod partial_date;

pub use partial_date::PartialDate;
