//! The example that embeds the library does what it says.

use std::process::Command;

#[test]
fn the_example_runs() {
    // Through cargo, so that what runs is the example as it stands and not an older build of it.
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "embed"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo is there: it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @r#"
    p-1: ineligible
    patient 7: undetermined, as pain_months is not recorded
    eligible after so many months: [6, 24]
    {"schema":"elig-decision/1","verdict":"undetermined",
    "#);
}

/// A host keeps a ruleset and its decisions wherever it likes.
#[test]
fn what_hosts_share_can_be_shared() {
    fn shareable<T: Send + Sync + 'static>() {}
    shareable::<elig::Ruleset>();
    shareable::<elig::Record>();
    shareable::<elig::Decision>();
    shareable::<elig::CompileError>();
    shareable::<elig::DecideError>();
}

/// A record read for one ruleset is not silently decided by another one with other facts.
#[test]
fn a_record_of_another_vocabulary_is_refused() {
    let one = crate::support::ruleset("fact a: boolean\nrequire a\n");
    let other = crate::support::ruleset("fact b: boolean\nrequire b\n");
    let same = crate::support::ruleset("fact a: boolean\nexclude a\n");
    let record = crate::support::record(&one, "{\"a\": true}");
    let as_of = elig::AsOf::Fixed(jiff::civil::date(2025, 11, 20));
    assert!(matches!(other.decide(&record, as_of), Err(elig::DecideError::OtherVocabulary)));
    // Equal vocabularies are one: a record is read once for all rulesets over it.
    assert_eq!(same.decide(&record, as_of).expect("equal vocabularies").verdict(), elig::Verdict::Ineligible);
}

/// The fingerprint tells texts and parameters apart, and not the places where they are kept.
#[test]
fn the_fingerprint_is_of_what_decides() {
    use elig::loader::{Memory, Wanted};
    let hash = |name: &str, text: &str| {
        let files = Memory::new().with(name, text);
        elig::compile(&files, Wanted::File(name)).into_result().expect("it compiles").hash().to_owned()
    };
    let text = "parameter bound: integer = 6\nfact months: integer\nrequire months >= bound\n";
    assert_eq!(hash("a.elig", text), hash("b.elig", text));
    assert_ne!(hash("a.elig", text), hash("a.elig", &text.replace('6', "7")));
    assert!(hash("a.elig", text).starts_with("sha256:"));
}

/// A record whose date cannot be read is not silently decided for another date.
#[test]
fn an_unreadable_date_is_refused_unless_the_caller_fixes_one() {
    let ruleset = crate::support::ruleset("fact a: boolean\nrequire a\n");
    let day = jiff::civil::date(2025, 11, 20);
    for text in [
        "{\"as_of\": \"20.11.2025\"}",
        "{\"as_of\": \"2025-11\"}",
        "{\"as_of\": \"2025-11-20\", \"as_of\": \"2024-01-01\"}",
    ] {
        let refused = ruleset.decide_json(text, elig::AsOf::RecordOr(day));
        assert!(matches!(refused, Err(elig::DecideError::Record(_))), "{text}: {refused:?}");
        assert!(ruleset.decide_json(text, elig::AsOf::Fixed(day)).is_ok(), "{text}");
    }
}
