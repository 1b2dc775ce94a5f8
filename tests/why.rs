//! Explanations: what they cite is enough, and no more than what played a part.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use elig::loader::{Disk, Wanted};
use elig::possible::Possible;
use elig::record::{Entry, Records};
use elig::why::{Part, Reason};
use elig::{Absence, AsOf, Decision, Outcome, Record, Ruleset, Verdict};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::law::{rulesets, values};
use crate::support::{decide, ruleset};

/// What breaks the law, to be mixed into generated rulesets.
const BREAKERS: &[&str] = &[
    "assume b1 = true when not recorded because \"generated\"\n",
    "assume b1 = false when not recorded because \"generated\"\n",
    "assume i0 = 3 when not recorded because \"generated\"\n",
    "assume c0 = red when declined because \"generated\"\n",
    "require settled: b2 or i1 > 0\n  when not recorded: met because \"generated\"\n",
    "exclude settled_too: (b1 and i1 > 2) or s0 is high\n  when not recorded: not met because \"generated\"\n",
    "require known: i2 is known or b0\n",
    "exclude known_too: d0 is not known and b0\n",
    "require recorded: any recorded of { b0, b1, i1 > 0 }\n",
    "exclude recorded_too: any recorded of { c1 is green, s1 > low }\n",
    "score lenient { +1 when b0, +2 when d1 > 3, missing counts 0 }\nrequire scored: lenient >= 1\n",
    "score strict { +1 when b1, +1 when c0 is red, missing counts 2 }\nexclude scored_too: strict > 2\n",
    "require guarded: i1 > 0\n  applies when d1 is known\n",
];

fn breakers() -> impl Strategy<Value = String> {
    let chosen = prop::sample::subsequence((0..BREAKERS.len()).collect::<Vec<_>>(), 0..5);
    chosen.prop_map(|chosen| {
        // One fact is assumed once.
        let chosen = chosen.iter().filter(|at| **at != 1 || !chosen.contains(&0));
        chosen.map(|at| BREAKERS[*at]).collect()
    })
}

const ON: Date = date(2025, 11, 20);

/// What could be anything is not recorded, or declined.
fn record(ruleset: &Ruleset, values: &[Possible], declined: &[bool]) -> Record {
    let vocabulary = Arc::clone(ruleset.vocabulary());
    let entries = vocabulary.facts().zip(values).zip(declined).map(|((fact, value), declined)| {
        let absence = match (*value == fact.ty.everything(), declined) {
            (true, false) => Absence::NotRecorded,
            (true, true) => Absence::AskedDeclined,
            (false, _) => Absence::Imprecise,
        };
        (
            vocabulary.find(&fact.path).expect("it is in the vocabulary"),
            Entry::new(value.clone(), Some(absence)),
        )
    });
    Record::from_entries(&vocabulary, entries.collect::<Vec<_>>())
}

/// A record that says of these facts what another one says, and of the others nothing.
fn cut(record: &Record, facts: &BTreeSet<Arc<str>>) -> Record {
    let vocabulary = record.vocabulary();
    let slots = facts.iter().map(|fact| vocabulary.find(fact).expect("a fact is cited by its path"));
    let entries = slots.map(|slot| (slot, record.entry(slot).expect("it is in the record").clone()));
    Record::from_entries(vocabulary, entries.collect::<Vec<_>>())
}

fn cited<'f>(facts: impl IntoIterator<Item = &'f Arc<str>>) -> BTreeSet<Arc<str>> {
    facts.into_iter().cloned().collect()
}

/// All sentences of a part and of those below it.
fn sentences(part: &Part) -> Vec<&str> {
    std::iter::once(&*part.sentence).chain(part.parts.iter().flat_map(sentences)).collect()
}

fn told(reason: &Reason) -> String {
    let parts: Vec<&str> = reason.parts.iter().flat_map(sentences).collect();
    format!("{}\n{}", reason.sentence, parts.join("\n"))
}

fn is_told(told: &str, called: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    told.match_indices(called).any(|(at, _)| {
        !is_letter(told[..at].chars().last()) && !is_letter(told[at + called.len()..].chars().next())
    })
}

/// Every reason tells of every fact it rests on, and says nothing empty.
fn tells_all(reason: &Reason, called: &dyn Fn(&str) -> String) -> Result<(), String> {
    let told = told(reason);
    for fact in reason.rests_on.iter().filter(|_| reason.outcome != Outcome::Unknown) {
        if !is_told(&told, &called(fact)) {
            return Err(format!("{:?} rests on {fact} and does not tell it:\n{told}", reason.rule));
        }
    }
    let empty = |line: &str| line.trim().is_empty() || line.starts_with([';', ':']) || line.contains("; ;");
    match told.lines().find(|line| empty(line)) {
        Some(line) => Err(format!("{:?} says `{line}`:\n{told}", reason.rule)),
        None => Ok(()),
    }
}

/// What is cited is enough: for the verdict, and for one reason against.
fn is_enough(ruleset: &Ruleset, record: &Record, on: Date) -> Result<(), String> {
    let decided = |record: &Record| ruleset.decide(record, AsOf::Fixed(on)).expect("its own vocabulary");
    let whole = decided(record);
    let why = whole.why();
    let facts = cited(&why.rests_on);
    let again = decided(&cut(record, &facts)).verdict();
    if again != whole.verdict() {
        return Err(format!("{:?} became {again:?} with {facts:?}", whole.verdict()));
    }
    let scope = why.applies.iter().flat_map(|reason| reason.rests_on.iter());
    let scope = cited(scope);
    if whole.verdict() == Verdict::Ineligible {
        for reason in &why.reasons {
            let facts: BTreeSet<_> = cited(&reason.rests_on).union(&scope).cloned().collect();
            let again = decided(&cut(record, &facts));
            if again.verdict() != Verdict::Ineligible {
                return Err(format!("{:?} alone gives {:?} with {facts:?}", reason.rule, again.verdict()));
            }
        }
    }
    for reason in why.reasons.iter().chain(&why.applies).filter(|reason| reason.outcome != Outcome::Unknown) {
        if !reason.rests_on.iter().all(|fact| facts.contains(fact)) {
            return Err(format!("{:?} rests on more than the whole", reason.rule));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_cited_is_enough(
        text in rulesets(), more in breakers(), pair in values::pairs(), fully in any::<bool>(),
        declined in prop::collection::vec(prop::bool::weighted(0.3), 19),
    ) {
        let text = format!("{text}{more}");
        let ruleset = ruleset(&text);
        let values = if fully { values::points(&pair.more) } else { pair.less };
        let record = record(&ruleset, &values, &declined);
        is_enough(&ruleset, &record, ON).map_err(|why| TestCaseError::fail(format!("{why}\n{text}\n{values:?}")))?;
        let why = ruleset.decide(&record, AsOf::Fixed(ON)).expect("its own vocabulary").why();
        for reason in why.reasons.iter().chain(&why.applies).chain(&why.cautions) {
            tells_all(reason, &|fact| fact.to_owned()).map_err(|why| TestCaseError::fail(format!("{why}\n{text}\n{values:?}")))?;
        }
    }
}

/// A ruleset of the repository.
fn shipped(path: &Path) -> Ruleset {
    elig::compile(&Disk::new(), Wanted::File(&path.display().to_string()))
        .into_result()
        .expect("it is shipped")
}

fn files(folder: &str, extension: &str) -> Vec<std::path::PathBuf> {
    let found = walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).sort_by_file_name();
    let found = found.into_iter().map(|entry| entry.expect("it can be read").into_path());
    found.filter(|path| path.extension().is_some_and(|own| own == extension)).collect()
}

#[test]
fn what_is_cited_of_the_shipped_patients_is_enough() {
    let mut decided = 0;
    let rulesets = files("rulesets/intracept", "elig").into_iter().chain(files("examples", "elig"));
    for (index, path) in rulesets.enumerate() {
        if path.to_string_lossy().ends_with(".test.elig") {
            continue;
        }
        let ruleset = shipped(&path);
        if ruleset.is_vocabulary() || ruleset.about().rules.is_empty() {
            continue;
        }
        // Each ruleset with every fourth record, each time others: all of them with all take minutes.
        for patient in files("examples", "json").into_iter().skip(index % 4).step_by(4) {
            let file = std::fs::read(&patient).expect("it can be read");
            for text in Records::new(&*file) {
                let Ok(text) = text.expect("it can be read") else { continue };
                let Ok(record) = Record::from_json(ruleset.vocabulary(), &text.text) else { continue };
                let on = record.as_of().unwrap_or(ON);
                let named = || format!("{}: {}", path.display(), patient.display());
                is_enough(&ruleset, &record, on).unwrap_or_else(|why| panic!("{}: {why}", named()));
                let why = ruleset.decide(&record, AsOf::Fixed(on)).expect("its own vocabulary").why();
                for reason in why.reasons.iter().chain(&why.applies).chain(&why.cautions) {
                    tells_all(reason, &|fact| called(&ruleset, fact))
                        .unwrap_or_else(|why| panic!("{}: {why}", named()));
                }
                decided += 1;
            }
        }
    }
    assert!(decided > 150, "{decided}");
}

/// What a fact is called in a sentence: the start of its description.
fn called(ruleset: &Ruleset, fact: &str) -> String {
    let fact = ruleset.vocabulary().facts().find(|own| &*own.path == fact).expect("it is in the vocabulary");
    match &fact.description {
        Some(description) => description.split([':', ';']).next().unwrap_or_default().trim().to_owned(),
        None => fact.path.replace('.', ": ").replace('_', " "),
    }
}

/// A ruleset, a record, and the facts on which the verdict rests.
const NO_FURTHER: &[(&str, &str, &str, &[&str])] = &[
    (
        "a false part of a conjunction",
        "require r: a and b and c",
        r#"{"a": true, "b": false, "c": true}"#,
        &["b"],
    ),
    ("two false parts", "require r: a and b and c", r#"{"a": false, "b": false, "c": true}"#, &["a", "b"]),
    ("a true part of a disjunction", "require r: a or b", r#"{"a": true, "b": false}"#, &["a"]),
    (
        "enough of so many",
        "require r: at least 2 of { a, b, c }",
        r#"{"a": true, "b": false, "c": true}"#,
        &["a", "c"],
    ),
    (
        "too many of so many",
        "require r: at most 1 of { a, b, c }",
        r#"{"a": true, "b": false, "c": true}"#,
        &["a", "c"],
    ),
    (
        "too few of so many",
        "require r: at least 2 of { a, b, c }",
        r#"{"a": true, "b": false, "c": false}"#,
        &["b", "c"],
    ),
    ("an exception", "exclude r: a\n  unless b and c", r#"{"a": true, "b": true, "c": false}"#, &["a", "c"]),
    (
        "an exception that is not needed",
        "exclude r: a\n  unless b",
        r#"{"a": false, "b": true}"#,
        &["a", "b"],
    ),
    (
        "the guard of a rule that is met",
        "require r: a\n  applies when b\nrequire s: c",
        r#"{"a": true, "b": true, "c": true}"#,
        &["a", "c"],
    ),
    (
        "the guard of a rule that is not",
        "require r: a\n  applies when b\nrequire s: c",
        r#"{"a": false, "b": true, "c": true}"#,
        &["a", "b"],
    ),
    (
        "a guard that is false",
        "require r: a\n  applies when b\nrequire s: c",
        r#"{"a": false, "b": false, "c": true}"#,
        &["b", "c"],
    ),
    (
        "the row that was taken",
        "table t: integer by i | j { < 3 | any : 1, >= 3 | < 5 : 2, >= 3 | >= 5 : 3 }\nrequire r: t >= 1",
        r#"{"i": 1, "j": 9}"#,
        &[],
    ),
    (
        "the row that was taken, not met",
        "table t: integer by i | j { < 3 | any : 1, >= 3 | < 5 : 2, >= 3 | >= 5 : 3 }\nrequire r: t >= 3",
        r#"{"i": 1, "j": 9}"#,
        &["i"],
    ),
    (
        "points that are enough",
        "score s { +1 when a, +2 when b, +3 when c }\nrequire r: s >= 3",
        r#"{"a": false, "b": false, "c": true}"#,
        &["c"],
    ),
    (
        "points that are too few",
        "score s { +1 when a, +2 when b, +3 when c }\nrequire r: s >= 3",
        r#"{"a": true, "b": true, "c": true}"#,
        &["a", "b", "c"],
    ),
    ("an if", "require r: if a then b else c", r#"{"a": true, "b": false, "c": true}"#, &["a", "b"]),
    (
        "an if of which both sides say the same",
        "require r: (if a then i else i) > 3",
        r#"{"a": true, "i": 9}"#,
        &["i"],
    ),
    ("the greater of two", "require r: max of { i, j } > 3", r#"{"i": 2, "j": 9}"#, &["j"]),
    ("neither of two", "require r: max of { i, j } > 3", r#"{"i": 2, "j": 1}"#, &["i", "j"]),
    ("what is open", "require r: a and b\nrequire s: c", r#"{"a": true, "c": true}"#, &["b"]),
    ("what is open and decides nothing", "require r: a\nexclude s: b", r#"{"a": false}"#, &["a"]),
    ("what would decide were it not recorded", "require r: a is not known and b", r#"{"a": true}"#, &["a"]),
    (
        "an assumption",
        "assume a = true when not recorded because \"so\"\nrequire r: a and b",
        r#"{"b": true}"#,
        &["a", "b"],
    ),
    (
        "what an assumption would fill",
        "assume a = true when not recorded because \"so\"\nrequire r: a or b",
        r#"{"a": false}"#,
        &["b", "a"],
    ),
    ("what is not recorded", "require r: a is not known", "{}", &["a"]),
    ("any that is recorded", "exclude r: any recorded of { a, b, c }", r#"{"a": false}"#, &["a", "b", "c"]),
    (
        "a rule that is met while it is not recorded",
        "require r: a\n  when not recorded: met because \"so\"\nrequire s: b",
        r#"{"b": true}"#,
        &["a", "b"],
    ),
];

#[test]
fn a_fact_that_played_no_part_is_not_cited() {
    let facts = "fact a: boolean\nfact b: boolean\nfact c: boolean\nfact i: integer\nfact j: integer\n";
    let mut wrong = String::new();
    for (case, rules, patient, expected) in NO_FURTHER {
        let ruleset = ruleset(&format!("{facts}{rules}\n"));
        let decision = decide(&ruleset, patient);
        let own = decision.why().rests_on;
        if cited(&own) != expected.iter().map(|fact| Arc::from(*fact)).collect() {
            wrong += &format!("{case}: {:?} rests on {own:?}, expected {expected:?}\n", decision.verdict());
        }
        let text = serde_json::to_string(&decision.why()).expect("an explanation is JSON");
        let entries = crate::support::record(&ruleset, patient);
        is_enough(&ruleset, &entries, ON).unwrap_or_else(|why| panic!("{case}: {why}\n{text}"));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Sentences, one a case: the rule, the record, and what is said.
fn says(facts: &str, rule: &str, patient: &str) -> String {
    let ruleset = ruleset(&format!("{facts}{rule}\n"));
    let decision: Decision = decide(&ruleset, patient);
    decision.why().sentence
}

#[test]
fn sentences_are_those_of_a_person() {
    let pain = "fact pain_months: integer 0..1200 \"How long the low back pain has lasted, in months\"\n";
    let pacemaker = "fact device.pacemaker: boolean\n";
    let egfr = "fact egfr: quantity 'mL/min/{1.73_m2}' 0..200 \"Estimated filtration rate\"\n";
    let began = "fact began: date or never \"First day of the pain\"\n";
    let pain_scale = "scale severity { none < mild < severe }\nfact scoliosis: severity \"How marked a scoliosis is; none where there is none\"\n";
    let fever = "fact fever: quantity 'Cel' 25..45 \"Body temperature\"\n";
    let care = "choice care { physical_therapy, injection }\nfact tried: care\nfact sex: choice { female, male }\nfact tools: set of care\n";
    let born = "fact birth_date: date fixed \"Date of birth\"\n";
    let cases: &[(&str, &str, &str)] = &[
        (pain, "require pain_months >= 6", r#"{"pain_months": 4}"#),
        (pain, "exclude pain_months > 24", r#"{"pain_months": 36}"#),
        (pain, "require r: pain_months between 6 and 24", r#"{"pain_months": 36}"#),
        (pain, "require r: pain_months in { 6, 12 }", r#"{"pain_months": 7}"#),
        (pain, "parameter least: integer = 6\nrequire r: pain_months >= least", r#"{"pain_months": 4}"#),
        (pain, "require pain_months >= 6", "{}"),
        (pain, "require pain_months >= 6", r#"{"pain_months": "<9"}"#),
        (pain, "require pain_months >= 6", r#"{"pain_months": {"absent": "asked-declined"}}"#),
        (pacemaker, "exclude device.pacemaker", r#"{"device": {"pacemaker": true}}"#),
        (pacemaker, "require r: not device.pacemaker", r#"{"device": {"pacemaker": true}}"#),
        (pacemaker, "require device.pacemaker", r#"{"device": {"pacemaker": false}}"#),
        (
            egfr,
            "require egfr >= 45 'mL/min/{1.73_m2}'",
            r#"{"egfr": {"value": 30, "unit": "mL/min/{1.73_m2}"}}"#,
        ),
        (fever, "exclude fever > 38.3 'Cel'", r#"{"fever": {"value": 102, "unit": "[degF]"}}"#),
        (began, "require r: began at least 6 months ago", r#"{"began": "2025-07-20"}"#),
        (began, "require r: began at least 6 months ago", r#"{"began": "2025-07"}"#),
        (began, "require r: began at least 6 months ago", r#"{"began": "2025-05"}"#),
        (began, "require r: began at least 6 months ago", r#"{"began": "never"}"#),
        (began, "require r: began within 3 months", r#"{"began": "2025-07-20"}"#),
        (began, "exclude r: began after @2025-01-01", r#"{"began": "2025-07-20"}"#),
        (began, "exclude r: began is never", r#"{"began": "never"}"#),
        (born, "require r: age >= 18 years", r#"{"birth_date": "2010-05-01"}"#),
        (pain_scale, "exclude r: scoliosis >= mild", r#"{"scoliosis": "severe"}"#),
        (care, "require tried is physical_therapy", r#"{"tried": "injection"}"#),
        (care, "require r: sex is not male", r#"{"sex": "male"}"#),
        (
            care,
            "require r: tried in { physical_therapy, injection } and sex in { female }",
            r#"{"sex": "male", "tried": "injection"}"#,
        ),
        (care, "require r: tools has injection", r#"{"tools": ["physical_therapy"]}"#),
        (care, "require r: tried is known", "{}"),
        (care, "exclude r: true\n  because \"nobody is\"", "{}"),
        (pain, "exclude r: pain_months * 2 > 10", r#"{"pain_months": 36}"#),
        ("fact a: boolean\nfact b: boolean\n", "require r: a or b", r#"{"a": false, "b": false}"#),
        ("fact a: boolean\nfact b: boolean\n", "exclude r: a\nexclude s: b", r#"{"a": true, "b": true}"#),
        ("fact a: boolean\nfact b: boolean\n", "require r: a\nrequire s: b", "{}"),
        ("fact a: boolean\nfact b: boolean\n", "require r: a\nrequire s: b", r#"{"a": true, "b": true}"#),
        (
            "fact a: boolean\nfact b: boolean\n",
            "require r: a\n  applies when b",
            r#"{"a": true, "b": false}"#,
        ),
    ];
    let told: Vec<_> = cases
        .iter()
        .map(|(facts, rule, patient)| {
            format!("{}\n  {patient}\n  {}\n", rule.replace('\n', " / "), says(facts, rule, patient))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Rulesets with something of everything, and records for them.
const RICH: &str = r#"
ruleset clinic.rich "A ruleset with one of everything"
  version "1"
  effective @2025-01-01 to @2025-12-31
  applies when adult

source page { title "A page", publisher "A clinic", updated @2025-04-01, reviewed @2025-03, status pending, item long "Long" }

fact adult: boolean
fact months: integer 0..1200 "How long"
fact onset: date
fact a: boolean
fact b: boolean
fact smoker: boolean
fact fit: attested boolean
record visit { day: date, weight: decimal }
fact visits: list of visit

assume smoker = false when not recorded because "Most do not smoke"
score points { +1 when a, +2 when b }

require months >= 6
  because "It has lasted"
  cite page.long
  evidence grade "B"
require either: a or b
  unless months > 24
require points >= 2
  applies when months > 1
exclude smoker
  until @2026-06-01
require seen: (count of visits where weight > 50) >= 1
require counted: fit
  when not recorded: met because "Most are"
require lasted: onset at least 6 months ago
require fast: (if a then months else 1) >= 1
caution judged: fit
"#;

#[test]
fn every_explanation_fits_the_schema() {
    let text = include_str!("../docs/why.schema.json");
    let schema = crate::schema::Schema::of(text);
    let ruleset = ruleset(RICH);
    let mut seen = serde_json::Map::new();
    let mut check = |decision: &Decision| {
        let json = serde_json::to_value(decision.why()).expect("an explanation is JSON");
        schema.check(&json).unwrap_or_else(|error| panic!("{error}"));
        crate::schema::note_properties(&json, &mut seen);
        json
    };
    for patient in [
        "{}",
        r#"{ "adult": false }"#,
        r#"{ "adult": true, "onset": "2025-05" }"#,
        r#"{ "id": "p", "adult": true, "smoker": true }"#,
        r#"{ "adult": true, "months": 4, "a": false, "b": true, "smoker": true, "visits": [] }"#,
        r#"{ "adult": true, "months": 12, "a": true, "b": true, "onset": "2024", "visits": [{ "day": "2025-05", "weight": 60 }] }"#,
    ] {
        for day in [ON, date(2026, 1, 1)] {
            check(&ruleset.decide_json(patient, AsOf::Fixed(day)).expect("it is an object"));
        }
    }
    // What no rule says by itself.
    check(&decide(&crate::support::ruleset("fact a: boolean\nrequire either: a or not a\n"), "{}"));
    let json = check(&decide(&ruleset, r#"{ "adult": true, "months": 4 }"#));
    for (pointer, value) in [
        ("/schema", serde_json::json!("elig-why/2")),
        ("/verdict", serde_json::json!("perhaps")),
        ("/reasons/0/sentence", serde_json::json!("")),
        ("/reasons/0/more", serde_json::json!(1)),
        ("/rests_on/0", serde_json::json!("")),
    ] {
        schema.refuses(&json, pointer, &value);
    }
    let mut known = serde_json::Map::new();
    crate::schema::note_declared(&serde_json::from_str(text).expect("the schema is JSON"), &mut known);
    let missed: Vec<_> = known.keys().filter(|property| !seen.contains_key(*property)).collect();
    assert_eq!(missed, Vec::<&String>::new(), "no explanation here has these properties");
}
