//! Dates, calendar durations and times of day: tables worked out by hand, and laws over generated values.

mod laws;
mod rules;
mod tables;
mod texts;
mod times;

use elig::possible::Truth;
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

/// `d within P of anchor`: the later of the two is at most P after the earlier.
fn within_of(d: &Dates, period: &Period, anchor: &Dates) -> Truth {
    // The earlier of two days is at most P after the later in any case, since a period is not negative.
    Truth::all([d.at_most(&anchor.shifted(period)), anchor.at_most(&d.shifted(period))])
}

fn period(text: &str) -> Period {
    Period::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}
