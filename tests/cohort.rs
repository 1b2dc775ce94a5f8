//! The cohort that is kept is what its generator makes, and it shows what a cohort has to show.

use std::collections::BTreeSet;
use std::path::Path;

use elig::loader::{Disk, Wanted};
use elig::{AsOf, Record, Ruleset};
use jiff::civil::date;

#[path = "../examples/make_cohort/cohort/mod.rs"]
mod generator;

use generator::{Form, SEED};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn ruleset() -> Ruleset {
    let path = root().join("examples/cohort/metabolic.elig");
    let compiled = elig::compile(&Disk::new(), Wanted::File(path.to_str().expect("UTF-8")));
    compiled.into_result().unwrap_or_else(|error| panic!("{error}"))
}

fn made(count: u64, seed: u64, form: Form) -> String {
    let mut bytes = Vec::new();
    generator::write(&mut bytes, count, seed, form).expect("memory takes all");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

fn kept() -> String {
    std::fs::read_to_string(root().join("examples/cohort/cohort.ndjson")).expect("it is there")
}

/// If this fails, either chance or the patients changed; if they were meant to, `cargo run --example make_cohort -- 500 -o
/// examples/cohort/cohort.ndjson` writes the new ones.
#[test]
fn the_generator_makes_the_cohort_that_is_kept() {
    let (made, kept) = (made(500, SEED, Form::Full), kept());
    for (number, (new, old)) in made.lines().zip(kept.lines()).enumerate() {
        assert_eq!(new, old, "patient {}", number + 1);
    }
    assert!(made == kept, "{} bytes and {}", made.len(), kept.len());
}

#[test]
fn a_shorter_cohort_begins_a_longer_one_and_a_seed_makes_another() {
    for form in [Form::Full, Form::Plain] {
        assert!(made(60, SEED, form).starts_with(&made(20, SEED, form)));
        assert_ne!(made(20, SEED, form), made(20, SEED + 1, form));
        assert_eq!(made(0, SEED, form), "");
    }
}

/// Records of the kept cohort come out each way in every rule, and some of them have mistakes.
#[test]
fn the_kept_cohort_shows_everything() {
    let ruleset = ruleset();
    let (mut verdicts, mut outcomes, mut problems) = (BTreeSet::new(), BTreeSet::new(), 0);
    for line in kept().lines() {
        let record = Record::from_json(ruleset.vocabulary(), line).expect("every line is an object");
        problems += usize::from(!record.problems().is_empty());
        let decision = ruleset.decide(&record, AsOf::Fixed(date(2025, 11, 20))).expect("it is decided");
        verdicts.insert(format!("{:?}", decision.verdict()));
        outcomes.extend(decision.outcomes().map(|(rule, outcome)| format!("{} {outcome:?}", rule.label)));
    }
    assert_eq!(verdicts.len(), 4, "{verdicts:?}");
    // Twelve rules come out in three ways, and the one with a guard does not apply to some.
    let twelve: BTreeSet<_> = outcomes.iter().filter_map(|seen| seen.split(' ').next()).collect();
    assert_eq!(twelve.len(), 12, "{twelve:?}");
    assert_eq!(outcomes.len(), 12 * 3 + 1, "{outcomes:?}");
    assert!((5..30).contains(&problems), "{problems} records have mistakes");
}

/// What other programs read by columns: nothing but numbers, booleans, texts and whole dates, all of them right.
#[test]
fn plain_records_have_plain_values_and_no_mistakes() {
    let ruleset = ruleset();
    let text = made(2_000, SEED, Form::Plain);
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).expect("an object");
        for (key, value) in &fields {
            assert!(value.is_boolean() || value.is_number() || value.is_string(), "{line}");
            if matches!(key.as_str(), "birth_date" | "diagnosed" | "hba1c_on") {
                assert_eq!(value.as_str().map(str::len), Some(10), "{line}");
            }
            keys.insert(key.clone());
        }
        let record = Record::from_json(ruleset.vocabulary(), line).expect("an object");
        assert_eq!(record.problems().len(), 0, "{line}");
    }
    let facts: BTreeSet<String> = ruleset.vocabulary().facts().map(|fact| fact.path.to_string()).collect();
    keys.remove("id");
    assert_eq!(keys, facts);
    assert_eq!(facts.len(), 15);
    let bytes = text.len() / 2_000;
    assert!((235..=245).contains(&bytes), "{bytes} bytes a record");
}
