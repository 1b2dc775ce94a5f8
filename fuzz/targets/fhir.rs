//! Any text is read as resources of FHIR: by lines, and as one; each record that comes of it is one that can be read.

#![no_main]

use std::sync::LazyLock;

use elig::Ruleset;
use elig::loader::Disk;
use elig::record::fhir::{Bindings, Collector};
use elig_fuzz::{decide, shipped};
use libfuzzer_sys::fuzz_target;

static RULESET: LazyLock<(Ruleset, Bindings)> = LazyLock::new(|| {
    let ruleset = shipped("examples/fhir/programme.elig");
    let bindings = Bindings::find(&ruleset, &Disk::new(), None).expect("they have no errors");
    (ruleset, bindings)
});

fuzz_target!(|text: &str| {
    let (ruleset, bindings) = &*RULESET;
    for by_lines in [false, true] {
        let mut collector = Collector::new(bindings, ruleset.vocabulary());
        match by_lines {
            true => collector.add_lines(text.as_bytes(), "data").expect("it is in memory"),
            false => collector.add(text, "data"),
        }
        for record in collector.finish() {
            elig::Record::from_json(ruleset.vocabulary(), &record.text).expect("what comes of FHIR is a record");
            decide(ruleset, &record.text);
        }
    }
});
