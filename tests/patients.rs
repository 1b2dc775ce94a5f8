//! A record and what the language writes of it say the same.

use std::path::Path;
use std::sync::Arc;

use elig::loader::{Disk, Memory, Wanted};
use elig::patient::{Patient, expression};
use elig::syntax::print::print_expr;
use elig::{Absence, AsOf, Ruleset, Verdict};

fn ruleset(text: &str) -> Ruleset {
    let files = Memory::new().with("a.elig", text);
    elig::compile(&files, Wanted::File("a.elig")).into_result().unwrap_or_else(|error| panic!("{error}"))
}

const FACTS: &str = "
fact pain_months: integer 0..1200
fact device.pacemaker: boolean
fact crp: quantity 'mg/L'
fact temperature: quantity 'Cel'
fact began: date
fact last_surgery: date or never
fact seen: datetime
fact took: duration
fact note: text
choice side { left, right }
fact pain.side: side
fact goals: set of side
record injection { given: date, response: side, dose: quantity 'mg' }
fact injections: list of injection
fact odi: list of observation of quantity '%' 0..100
fact diagnosis: code
require pain_months >= 6
";

const RECORD: &str = r#"{
  "id": "p-001", "as_of": "2025-11-20", "somebody_elses": { "deep": [1, 2] },
  "pain_months": 24, "device": { "pacemaker": false },
  "crp": { "value": "<0.5", "unit": "mg/L" }, "temperature": { "unit": "[degF]", "value": 101.30 },
  "began": "2025-05", "last_surgery": "never", "seen": "2025-11-20T14:30:00+01:00", "took": "6 months",
  "note": "as \"they\" said", "pain": { "side": "left" }, "goals": { "items": ["left"], "complete": false },
  "injections": { "items": [
    { "given": "2025-01-02", "response": null, "dose": { "value": 80, "unit": "mg" } },
    { "given": "yesterday", "response": { "absent": "asked-declined" }, "dose": { "value": 1, "unit": "furlong" } }
  ], "complete": false },
  "odi": [ { "value": 42, "unit": "%", "date": "2025-10-01" }, { "value": "<20", "unit": "%", "date": "2025-11" } ],
  "diagnosis": [ { "system": "icd10cm", "code": "M54.50" } ]
}"#;

#[test]
fn everything_that_a_record_says_can_be_written() {
    let ruleset = ruleset(FACTS);
    let patient = Patient::from_json(ruleset.vocabulary(), RECORD).unwrap();
    for (index, fact) in ruleset.vocabulary().facts().enumerate() {
        let slot = ruleset.vocabulary().find(&fact.path).unwrap();
        assert!(!patient.is_unwritten(slot), "{index} {}", fact.path);
    }
    let written: Vec<_> =
        patient.fields().iter().map(|(path, value)| format!("{path} = {}", print_expr(value))).collect();
    insta::assert_snapshot!(written.join("\n"));
    // Read again it is the same record, but for its name and what was told of it.
    let again = Patient::from_fields(ruleset.vocabulary(), patient.fields().clone()).unwrap();
    assert_eq!(again.record().entries(), patient.record().entries());
    assert_eq!(again.as_of(), patient.as_of());
}

#[test]
fn what_could_not_be_read_stays_invalid_and_is_not_silence() {
    let ruleset = ruleset(
        "fact a: integer 0..5\nfact b: integer 0..5\nassume a = 1 when not recorded because \"x\"\nrequire a >= 1\nrequire b >= 1\n",
    );
    let patient = Patient::from_json(ruleset.vocabulary(), r#"{ "a": "many", "b": 0, "c.d": 1 }"#).unwrap();
    assert_eq!(patient.record().problems().len(), 2);
    let slot = ruleset.vocabulary().find("a").unwrap();
    let changed = patient.with("b", &expression("2").unwrap()).unwrap();
    assert_eq!(changed.record().entry(slot).unwrap().absence, Some(Absence::Invalid));
    let as_of = AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
    assert_eq!(changed.decide(&ruleset, as_of).unwrap().verdict(), Verdict::Undetermined);
    // Set right, nothing is wrong with it any more; taken away, the assumption fills it.
    let right = changed.with("a", &expression("3").unwrap()).unwrap();
    assert_eq!(right.decide(&ruleset, as_of).unwrap().verdict(), Verdict::Eligible);
    assert!(right.record().problems().iter().all(|problem| problem.path != "a"));
    assert_eq!(changed.without("a").decide(&ruleset, as_of).unwrap().verdict(), Verdict::Eligible);
}

#[test]
fn what_is_no_fact_or_no_value_is_refused() {
    let ruleset = ruleset(FACTS);
    let patient = Patient::new(ruleset.vocabulary());
    for (path, value) in
        [("pain_month", "4"), ("pain_months", "true"), ("pain_months", "-1"), ("as_of", "@2025")]
    {
        let problems = patient.with(path, &expression(value).unwrap()).unwrap_err();
        assert!(problems.has_errors(), "{path} = {value}");
    }
    let dated = patient.with("as_of", &expression("@2025-11-20").unwrap()).unwrap();
    assert_eq!(dated.as_of(), Some(jiff::civil::date(2025, 11, 20)));
    assert_eq!(dated.without("as_of").as_of(), None);
}

#[test]
fn shipped_patients_are_written_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("rulesets/intracept/cleveland_clinic.elig");
    let compiled = elig::compile(&Disk::new(), Wanted::File(path.to_str().unwrap()));
    let ruleset = compiled.into_result().unwrap();
    let mut read = 0;
    for entry in std::fs::read_dir(root.join("examples/patients")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let patient = Patient::from_json(ruleset.vocabulary(), &text).unwrap();
        let again =
            Patient::from_fields(&Arc::clone(ruleset.vocabulary()), patient.fields().clone()).unwrap();
        assert_eq!(again.record().entries(), patient.record().entries());
        read += 1;
    }
    assert!(read > 40);
}

#[test]
fn a_group_stands_once_in_what_is_written() {
    let ruleset =
        ruleset("fact device.pacemaker: boolean\nfact device.age: integer\nrequire device.age >= 1\n");
    for read in [
        r#"{ "id": "p", "device": null }"#,
        r#"{ "device": "none" }"#,
        r#"{ "device": { "age": 3, "mine": 1 } }"#,
    ] {
        let patient = Patient::from_json(ruleset.vocabulary(), read).unwrap();
        let changed = patient.with("device.pacemaker", &expression("false").unwrap()).unwrap();
        let text = changed.to_json(Some(read));
        assert_eq!(text.matches("device").count(), 1, "{text}");
        let again = Patient::from_json(ruleset.vocabulary(), &text).unwrap();
        assert!(again.fields().contains_key("device.pacemaker"), "{text}");
        assert_eq!(read.contains("mine"), text.contains("mine"), "{text}");
    }
}
