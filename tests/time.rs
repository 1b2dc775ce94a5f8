//! Dates, calendar durations and times of day: tables worked out by hand, and laws over generated values.

mod laws;
mod rules;
mod tables;
mod texts;
mod times;

use elig::time::{Dates, PartialDate, Period};

/// `2025`, `2025-11`, `2025-11-20`, `never`, `missing`, and each with `or never`.
fn dates(text: &str) -> Dates {
    match (text.strip_suffix(" or never"), text) {
        (Some(days), _) => dates(days).or_never(),
        (None, "never") => Dates::never(),
        (None, "missing") => Dates::everything(false),
        (None, text) => PartialDate::parse(text).unwrap_or_else(|why| panic!("{text}: {why}")).into(),
    }
}

fn period(text: &str) -> Period {
    Period::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}
