//! Any record is read for a ruleset with facts of every type, and decided on in each way there is.

#![no_main]

use std::sync::LazyLock;

use elig::Ruleset;
use elig_fuzz::{decide, shipped};
use libfuzzer_sys::fuzz_target;

static RULESETS: LazyLock<[Ruleset; 3]> = LazyLock::new(|| {
    [
        "examples/cohort/metabolic.elig",
        "rulesets/intracept/commercial_policy.elig",
        "fuzz/rulesets/types.elig",
    ]
    .map(shipped)
});

fuzz_target!(|text: &str| {
    for ruleset in RULESETS.iter() {
        decide(ruleset, text);
    }
});
