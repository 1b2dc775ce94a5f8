//! What a screening says of a patient is what a decision says, however the record is written.

use elig::diagnostic::Severity;
use elig::ir::RuleKind;
use elig::screen::{Answer, Screen};
use elig::{AsOf, Decision, Outcome, Ruleset, Verdict};
use jiff::civil::date;
use proptest::prelude::*;

use crate::law::rulesets;
use crate::support::ruleset;

/// Today, for records that say no date.
const TODAY: AsOf = AsOf::RecordOr(date(2025, 11, 20));

/// The facts that the rules read.
fn read(ruleset: &Ruleset) -> Vec<String> {
    let program = ruleset.program();
    let roots = program.rules.iter().flat_map(|rule| [Some(rule.condition), rule.guard]);
    let roots = roots.chain([program.applies_when]).flatten();
    let slots = roots.flat_map(|root| program.slots_below(root));
    slots.filter_map(|slot| ruleset.vocabulary().fact(slot)).map(|fact| fact.path.to_string()).collect()
}

/// Everything that a screening says of a patient, of a decision.
fn expected(ruleset: &Ruleset, decision: &Decision) -> (Verdict, Vec<Outcome>, Vec<String>, Vec<String>) {
    let missing = match decision.verdict() {
        Verdict::Undetermined => decision.missing(),
        _ => Vec::new(),
    };
    let missing = missing.into_iter().filter(|missing| missing.matters);
    let decides = |labels: &[std::sync::Arc<str>]| {
        let rules = ruleset.about().rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| rule.kind != RuleKind::Caution && labels.contains(&rule.label));
        rules.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let read = read(ruleset);
    let is_read = |path: &str| {
        let inside = |whole: &str, part: &str| {
            part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        path.is_empty()
            || ["id", "as_of"].contains(&path)
            || read.iter().any(|fact| inside(fact, path) || inside(path, fact))
    };
    let problems = decision.record_problems().iter().filter(|problem| problem.severity() == Severity::Error);
    let problems = problems.filter(|problem| is_read(&problem.path));
    (
        decision.verdict(),
        decision.outcomes().map(|(_, outcome)| outcome).collect(),
        missing
            .map(|missing| format!("{} {} {:?}", missing.fact, missing.absent, decides(&missing.rules)))
            .collect(),
        problems.map(|problem| format!("{} {}", problem.code, problem.path)).collect(),
    )
}

fn said(ruleset: &Ruleset, answer: &Answer) -> (Verdict, Vec<Outcome>, Vec<String>, Vec<String>) {
    let fact = |slot| ruleset.vocabulary().fact(slot).map(|fact| fact.path.to_string()).unwrap_or_default();
    (
        answer.verdict,
        answer.rules.outcomes().collect(),
        answer
            .missing
            .iter()
            .map(|missing| format!("{} {} {:?}", fact(missing.fact), missing.absence, missing.rules))
            .collect(),
        answer.problems.iter().map(|(code, path)| format!("{code} {path}")).collect(),
    )
}

/// Screens the records one after another, as text and as they were read, and holds each answer against a decision.
pub fn check(ruleset: &Ruleset, as_of: AsOf, records: &[String]) -> Result<(), String> {
    let screen = Screen::new(ruleset, as_of).expect("it has rules");
    let mut patients = screen.patients();
    for record in records {
        match (patients.decide(record), ruleset.decide_json(record, as_of)) {
            (Ok(told), Ok(decision)) => {
                let (said, expected) = (said(ruleset, told.answer), expected(ruleset, &decision));
                if said != expected {
                    return Err(format!("{record}\nscreened: {said:?}\n decided: {expected:?}"));
                }
                let told = (told.id.map(|id| id.into_owned()), told.as_of);
                let judged = patients.judge(decision.record()).expect("it was read for this vocabulary");
                let rules: Vec<Outcome> = judged.rules.outcomes().collect();
                if (judged.verdict, rules) != (decision.verdict(), expected.1) {
                    return Err(format!("{record}\njudged: {judged:?}"));
                }
                if told.0.as_deref() != decision.record_id() || told.1 != decision.as_of() {
                    return Err(format!("{record}\n{told:?}"));
                }
            }
            (Err(_), Err(_)) => {}
            (screened, decided) => {
                return Err(format!("{record}\nscreened: {screened:?}\ndecided: {:?}", decided.err()));
            }
        }
    }
    Ok(())
}

/// What may stand behind a key, well or badly.
fn value() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => prop::sample::select(vec!["true", "false", "null", "0", "1", "5", "7", "-3", "10", "0.5", "0.25", "1e0", "1.0"]),
        3 => prop::sample::select(vec![
            "\"red\"", "\"blue\"", "\"low\"", "\"high\"", "\"text\"", "\"never\"", "\"2025-11-20\"", "\"2025-11\"", "\"2024\"",
            "\"2025-11-19T14:30:00+01:00\"", "\"<5\"", "\">=0.5\"", "\"withdrawn\"",
        ]),
        2 => prop::sample::select(vec![
            "{\"value\":126,\"unit\":\"mg/dL\"}", "{ \"value\": 7.0, \"unit\": \"mmol/L\" }", "{\"value\":\"<9\",\"unit\":\"mg/dL\"}",
            "{\"value\":101,\"unit\":\"[degF]\"}", "{\"system\":\"icd10cm\",\"code\":\"I50.9\"}",
            "[{\"system\":\"snomed\",\"code\":\"84114007\"},{\"system\":\"icd10cm\",\"code\":\"I10\"}]",
            "{\"absent\":\"asked-declined\"}", "{\"absent\":\"not-applicable\"}", "{\"absent\":\"no idea\"}",
        ]),
        1 => prop::sample::select(vec![
            "\"\\u0072ed\"", "\"é\"", "[]", "{}", "[1,2]", "{\"a\":{\"b\":[null]}}", "99", "\"a much longer text than fifteen bytes\"",
            "nul", "01", "tru", "\"open", "1 2", "",
        ]),
    ]
}

fn key() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        12 => prop::sample::select(vec![
            "b0", "b1", "b2", "i0", "i1", "i2", "d0", "d1", "c0", "c1", "s0", "s1", "t0", "when0", "when1", "q0", "q1", "dx", "m0",
        ]),
        1 => prop::sample::select(vec!["id", "as_of", "note", "free text", "b00", "\\u00620", "when", "é", "i0.x"]),
    ]
}

/// A record as somebody may have written it: keys in any order, twice, blanks, and not always JSON.
fn record() -> impl Strategy<Value = String> {
    let date = prop_oneof![
        3 => Just("\"as_of\":\"2025-11-20\","),
        2 => Just("\"as_of\": \"2024-02-29\" ,"),
        1 => Just("\"as_of\":\"2025-11\","),
        1 => Just("\"as_of\":\"2025-02-30\","),
        4 => Just(""),
    ];
    let id = prop_oneof![
        Just("\"id\":\"p-1\","),
        Just("\"id\":17,"),
        Just("\"id\":\"a\\\"b\","),
        Just("\"id\":true,"),
        Just("")
    ];
    let members = prop::collection::vec((key(), value(), prop_oneof![4 => Just(""), 1 => Just(" ")]), 0..22);
    (date, id, members, prop_oneof![20 => Just("}"), 1 => Just("} "), 1 => Just("}}"), 1 => Just("")])
        .prop_map(|(date, id, members, end)| {
            let mut seen = std::collections::HashSet::new();
            // A key twice is tried, but not in every record.
            let members = members.into_iter().enumerate();
            let members = members.filter(|(at, (key, ..))| seen.insert(*key) || at % 7 == 0);
            let members: Vec<_> = members
                .map(|(_, (key, value, blank))| format!("{blank}\"{key}\"{blank}:{blank}{value}{blank}"))
                .collect();
            let text = format!("{{{id}{date}{}", members.join(","));
            format!("{}{end}", text.strip_suffix(',').unwrap_or(&text))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_rulesets_and_records(text in rulesets(), records in prop::collection::vec(record(), 1..40)) {
        let ruleset = ruleset(&text);
        check(&ruleset, TODAY, &records).map_err(|why| TestCaseError::fail(format!("{why}\nin\n{text}")))?;
        check(&ruleset, AsOf::Fixed(date(2025, 11, 20)), &records)
            .map_err(|why| TestCaseError::fail(format!("{why}\nin\n{text}")))?;
    }
}

/// The shipped rulesets with the example patients, whole and with something left out or put elsewhere.
#[test]
fn shipped_rulesets_and_patients() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut files: Vec<_> = std::fs::read_dir(format!("{root}/examples/patients"))
        .expect("it is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("it can be read"));
    let patients: Vec<serde_json::Value> =
        texts.map(|text| serde_json::from_str(&text).expect("it is JSON")).collect();
    let mut records = Vec::new();
    for (at, patient) in patients.iter().enumerate() {
        records.push(patient.to_string());
        let members = patient.as_object().expect("it is an object");
        for (place, key) in members.keys().enumerate() {
            if (place + at) % 5 != 0 {
                continue;
            }
            let mut less = members.clone();
            less.remove(key);
            records.push(serde_json::Value::Object(less).to_string());
            // What another patient's record says under the same key.
            let other = patients[(at * 7 + place) % patients.len()].get(key);
            let mut other_members = members.clone();
            other_members.insert(key.clone(), other.cloned().unwrap_or_default());
            records.push(serde_json::Value::Object(other_members).to_string());
        }
    }
    let rulesets = walkdir::WalkDir::new(format!("{root}/rulesets/intracept")).sort_by_file_name();
    let mut tried = 0;
    for entry in rulesets {
        let path = entry.expect("it can be read").into_path();
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with(".elig") || name.ends_with(".test.elig") {
            continue;
        }
        let compilation = elig::compile(&elig::loader::Disk::new(), elig::loader::Wanted::File(&name));
        let Some(ruleset) = compilation.ruleset.filter(|ruleset| !ruleset.is_vocabulary()) else { continue };
        tried += 1;
        let some: Vec<_> = records.iter().skip(tried % 4).step_by(4).cloned().collect();
        check(&ruleset, TODAY, &some).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
    assert!(tried > 10, "{tried}");
}
