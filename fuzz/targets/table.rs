//! Any bytes are read as a table; what comes of a row is a record in JSON, or a mistake with its place.

#![no_main]

use std::sync::LazyLock;

use elig::Ruleset;
use elig::record::{Delimiter, Table};
use elig_fuzz::{decide, shipped};
use libfuzzer_sys::fuzz_target;

static RULESET: LazyLock<Ruleset> = LazyLock::new(|| shipped("fuzz/rulesets/types.elig"));

fuzz_target!(|bytes: &[u8]| {
    let table = Table::new(bytes, Delimiter::Comma, RULESET.vocabulary()).expect("it is in memory");
    for record in table {
        if let Ok(text) = record.expect("it is in memory") {
            elig::Record::from_json(RULESET.vocabulary(), &text.text).expect("what a table gives is a record");
            decide(&RULESET, &text.text);
        }
    }
});
