//! Any text is checked. One without errors decides, in each way there is the same, on the record behind the first NUL.

#![no_main]

use elig_fuzz::{compiled, decide};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (rules, record) = text.split_once('\0').unwrap_or((text, "{}"));
    if let Some(ruleset) = compiled(rules) {
        decide(&ruleset, record);
    }
});
