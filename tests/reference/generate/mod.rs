//! Cases that are made up: a vocabulary, a ruleset over it, and patients.

mod expression;
mod records;
mod ruleset;
pub mod tape;
mod vocabulary;

use proptest::prelude::*;
use serde_json::Value as Json;
use tape::Tape;

/// One case, as text.
#[derive(Debug)]
pub struct Case {
    pub ruleset: String,
    pub records: Vec<Json>,
    pub as_of: &'static str,
}

const DATES: [&str; 6] = ["2025-11-20", "2025-05-31", "2024-02-29", "2026-02-28", "2025-03-31", "2028-02-29"];

/// The tape of a ruleset, and one for each of its patients.
pub fn tapes(patients: usize) -> impl Strategy<Value = (Vec<u32>, Vec<Vec<u32>>)> {
    (tape::tapes(30..900), prop::collection::vec(tape::tapes(150..151), 1..=patients))
}

pub fn case((ruleset, patients): (Vec<u32>, Vec<Vec<u32>>)) -> Case {
    let mut tape = Tape::new(ruleset);
    let as_of = *tape.one_of(&DATES);
    let made = ruleset::make(&mut tape);
    let records =
        patients.into_iter().map(|tape| records::make(&mut Tape::new(tape), &made.vocabulary)).collect();
    Case { ruleset: made.text, records, as_of }
}
