//! `elig trace`.

use serde_json::Value;

use super::{CLEVELAND, HELLO, folder, here, within};

/// Everything that can cite, and everything that can be left out.
const MIXED: &str = r#"ruleset clinic.mixed "What a page asks"
  version "3"

use shared

source page {
  title "A page about an injection",
  publisher "A clinic",
  reviewed @2025-03-01,
  status pending,
  item duration "Pain for six months or more",
  item weight "A body mass index below forty",
  item driving "Somebody has to drive the patient home",
}

source book { title "A book that is not read" }

source letter { title "A letter" }

fact months: integer 0..1200
fact weight: quantity 'kg' 0..500
fact height: decimal 0..3
fact smoker: boolean
fact driver: boolean

define bmi = number of weight in 'kg' / (height * height)
  because "Mass over height squared"
  cite page.weight "the formula"

score risk {
  +1 when smoker,
  +1 when bmi >= 30,
}
  cite letter "second page"

output next: text = if risk > 1 then "wait" else "go"
  because "What comes next"
  cite letter

require chronic: months >= 6
  because "It has lasted"
  reading "At least is taken"
  cite page.duration
  evidence grade "B"
  evidence level "2"

exclude heavy: bmi >= 40
  cite page.weight

exclude smoker

exclude risk >= 2
  because "The risk is too high"
  allow W0401 "A rule of the house"
"#;

const SHARED: &str = r#"vocabulary shared "Shared"

source house {
  title "The rules of the house",
  item one "Nobody smokes",
}

analyte thing { 'mg/L' } cite house.one

source other {
  title "Another page",
  item two "Something else",
}
"#;

fn mixed() -> tempfile::TempDir {
    folder(&[("mixed.elig", MIXED), ("shared.elig", SHARED)])
}

#[test]
fn a_shipped_ruleset() {
    insta::assert_snapshot!(here(&["trace", CLEVELAND]));
}

#[test]
fn every_citing_statement_and_what_is_not_traced() {
    insta::assert_snapshot!(within(&mixed(), &["trace", "mixed.elig"]));
}

#[test]
fn only_what_is_missing() {
    insta::assert_snapshot!(within(&mixed(), &["trace", "mixed.elig", "--missing"]));
    insta::assert_snapshot!(here(&["trace", CLEVELAND, "--missing"]));
    insta::assert_snapshot!(here(&["trace", HELLO, "--missing"]));
}

#[test]
fn what_is_allowed_says_why() {
    let allowed =
        MIXED.replace("  version \"3\"\n", "  version \"3\"\n  allow W0403 \"Advice for the day\"\n");
    let folder = folder(&[("mixed.elig", &allowed), ("shared.elig", SHARED)]);
    let shown = within(&folder, &["trace", "mixed.elig", "--missing"]);
    insta::assert_snapshot!(shown);
}

#[test]
fn a_vocabulary() {
    insta::assert_snapshot!(within(&mixed(), &["trace", "shared.elig"]));
}

#[test]
fn as_json() {
    let json_of = |arguments: &[&str]| -> Value {
        let shown = within(&mixed(), arguments);
        let line = shown.lines().nth(1).expect("one line of JSON");
        serde_json::from_str(line).expect("it is JSON")
    };
    let whole = json_of(&["trace", "mixed.elig", "--format", "json"]);
    let mut told = whole.clone();
    // The fingerprint has the engine's version in it.
    told["ruleset"]["hash"] = "…".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).expect("it is JSON"));
    let missing = json_of(&["trace", "mixed.elig", "--missing", "--format", "json"]);
    assert_eq!(missing["counts"], whole["counts"]);
    assert_eq!(missing["rules_without_source"], whole["rules_without_source"]);
    // The page names every property.
    let page = include_str!("../../docs/trace.md");
    let mut open = vec![&whole];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => open.extend(members.iter().map(|(key, value)| {
                assert!(page.contains(&format!("`{key}`")), "docs/trace.md says nothing of `{key}`");
                value
            })),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(page.contains("`allowed`"));
}

#[test]
fn what_cannot_be_traced() {
    let folder = folder(&[("wrong.elig", "fact months: integr\nrequire months >= 6\n")]);
    insta::assert_snapshot!(within(&folder, &["trace", "wrong.elig"]));
    insta::assert_snapshot!(within(&folder, &["trace", "missing.elig"]));
}
