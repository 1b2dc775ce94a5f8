//! The words for every mistake in one record.

use elig::diagnostic::Code;
use elig::limits::{MAX_RECORD_BYTES, MAX_RECORD_PROBLEMS, MAX_TEXT_BYTES};
use elig::{Absence, Record};

use super::{all_told, entry, read, ruleset};

#[test]
fn a_whole_record() {
    let told = all_told(&[
        r#"{
  "id": "p-001",
  "as_of": "2025-11-20",
  "pain_months": 24,
  "odi": 42.50,
  "crp": 0.1,
  "pregnant": false,
  "smoking": "former",
  "scoliosis": "mild",
  "note": "said \"no\" twice",
  "device": { "pacemaker": true, "implanted": { "kind": "pump", "count": 2 } },
  "heart": { "weakened": false },
  "lungs": { "weakened": true }
}"#,
        "{}",
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn values_of_the_wrong_type() {
    let told = all_told(&[
        r#"{ "pain_months": "24" }"#,
        r#"{ "pain_months": true }"#,
        r#"{ "pain_months": [24] }"#,
        r#"{ "pain_months": { "value": 24 } }"#,
        r#"{ "pregnant": "no" }"#,
        r#"{ "pregnant": 0 }"#,
        r#"{ "pregnant": [] }"#,
        r#"{ "smoking": 2 }"#,
        r#"{ "smoking": true }"#,
        r#"{ "scoliosis": 3 }"#,
        r#"{ "note": 42 }"#,
        r#"{ "note": ["a", "b"] }"#,
        r#"{ "note": {} }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn numbers() {
    let told = all_told(&[
        // The same number, however it is written.
        r#"{ "pain_months": 24.0, "crp": 24.000 }"#,
        r#"{ "pain_months": 2.4e1, "crp": 240E-1 }"#,
        r#"{ "pain_months": -0, "crp": -0.0e5 }"#,
        r#"{ "pain_months": 0e999999999999 }"#,
        // Not whole, out of range.
        r#"{ "pain_months": 24.5 }"#,
        r#"{ "pain_months": 1201 }"#,
        r#"{ "pain_months": -1 }"#,
        r#"{ "odi": 100.0000001 }"#,
        // All digits are kept.
        r#"{ "crp": 1234567890.123456789012345678 }"#,
        r#"{ "crp": 0.1000000000000000000000000000000000000000 }"#,
        r#"{ "crp": 1e-28 }"#,
        // What cannot be held exactly is not rounded.
        r#"{ "crp": 12345678901234567890123456789 }"#,
        r#"{ "crp": 0.12345678901234567890123456789 }"#,
        r#"{ "crp": 1e400 }"#,
        r#"{ "crp": -1e400 }"#,
        r#"{ "crp": 1e400000000 }"#,
        r#"{ "crp": 1E-400000000 }"#,
        r#"{ "crp": 1e99999999999999999999999999 }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_no_json_number() {
    let told = all_told(&[
        r#"{ "crp": NaN }"#,
        r#"{ "crp": Infinity }"#,
        r#"{ "crp": -Infinity }"#,
        r#"{ "crp": nan }"#,
        r#"{ "crp": 007 }"#,
        r#"{ "crp": +5 }"#,
        r#"{ "crp": .5 }"#,
        r#"{ "crp": 5. }"#,
        r#"{ "crp": 1e }"#,
        r#"{ "crp": - }"#,
        r#"{ "crp": 1,5 }"#,
        r#"{ "crp": 1 000 }"#,
        r#"{ "crp": 0x18 }"#,
        r#"{ "crp": 24 months }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn values_that_a_choice_does_not_have() {
    let told = all_told(&[
        r#"{ "smoking": "ex-smoker" }"#,
        r#"{ "smoking": "Former" }"#,
        r#"{ "smoking": "" }"#,
        r#"{ "smoking": "f\u006frmer" }"#,
        r#"{ "scoliosis": "extreme" }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn keys_given_twice() {
    let told = all_told(&[
        r#"{ "pain_months": 3, "pain_months": 24 }"#,
        // Neither the number nor the order matters.
        r#"{ "pain_months": 24, "pain_months": 24, "pain_months": null }"#,
        r#"{ "pain_months": 3, "p\u0061in_months": 24 }"#,
        r#"{ "device": { "pacemaker": true }, "device": { "pacemaker": false } }"#,
        r#"{ "device": { "implanted": { "count": 1 }, "pacemaker": true, "implanted": {} } }"#,
        r#"{ "id": "p-001", "id": "p-002" }"#,
        r#"{ "as_of": "2025-11-20", "as_of": "2025-11-21" }"#,
        r#"{ "as_of": "2025-11-20", "as_of": "2025-11-21", "as_of": "2025-11-22" }"#,
        // A key that nothing reads spoils nothing, whatever it is called.
        r#"{ "bmi": 3, "bmi": 24, "pain_months": 7 }"#,
        r#"{ "device.pacemaker": 3, "device.pacemaker": 4, "device": { "pacemaker": true } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn keys_that_the_vocabulary_does_not_know() {
    let told = all_told(&[
        r#"{ "pain_month": 24 }"#,
        r#"{ "painMonths": 24 }"#,
        r#"{ "zodiac": "leo" }"#,
        r#"{ "pacemaker": true }"#,
        r#"{ "device.pacemaker": true }"#,
        r#"{ "device": { "pace_maker": true, "colour": "red" } }"#,
        r#"{ "device": { "implanted": { "knid": "pump" } } }"#,
        r#"{ "cardiac": { "weakened": true } }"#,
        r#"{ "": 1, "日本": 2 }"#,
        r#"{ "p\u0061in_month\u0073": 24, "a\"b\u0007\n\u202ec": 1 }"#,
        // A group has no reason of its own.
        r#"{ "device": { "absent": "not-recorded" } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_long_key_is_cut_short() {
    let record = read(&format!(r#"{{ "{}": 1 }}"#, "k".repeat(1_000_000)));
    let problem = &record.problems()[0];
    assert_eq!(problem.code, Code::UnknownKey);
    assert!(problem.message.len() < 200 && problem.path.len() < 100);
}

#[test]
fn groups_that_are_none() {
    let told = all_told(&[
        r#"{ "device": null }"#,
        r#"{ "device": true }"#,
        r#"{ "device": "pacemaker" }"#,
        r#"{ "device": 1 }"#,
        r#"{ "device": [] }"#,
        r#"{ "device": { "pacemaker": false, "implanted": [ { "kind": "pump" } ] } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn reasons_that_are_none() {
    let told = all_told(&[
        r#"{ "pregnant": { "absent": "refused" } }"#,
        r#"{ "pregnant": { "absent": "Asked-Declined" } }"#,
        r#"{ "pregnant": { "absent": null } }"#,
        r#"{ "pregnant": { "absent": 7 } }"#,
        r#"{ "pregnant": { "absent": "overflow" } }"#,
        r#"{ "pregnant": { "absent": "\ud800" } }"#,
        r#"{ "pregnant": { "absent": "asked-declined", "by": "nurse" } }"#,
        r#"{ "pregnant": { "absent": "stale", "absent": "stale" } }"#,
        r#"{ "pregnant": { "reason": "stale" } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn id_and_as_of() {
    let told = all_told(&[
        r#"{ "id": 17 }"#,
        r#"{ "id": 9007199254740993.0 }"#,
        r#"{ "id": null, "as_of": null }"#,
        r#"{ "id": "\u00e9\n" }"#,
        r#"{ "id": true }"#,
        r#"{ "id": ["p-001"] }"#,
        r#"{ "id": { "absent": "unknown" } }"#,
        r#"{ "id": "\udc00" }"#,
        r#"{ "as_of": "2025-11" }"#,
        r#"{ "as_of": "20.11.2025" }"#,
        r#"{ "as_of": "2025-11-20T08:30:00Z" }"#,
        r#"{ "as_of": "2025-02-30" }"#,
        r#"{ "as_of": "today" }"#,
        r#"{ "as_of": 20251120 }"#,
        r#"{ "as_of": {} }"#,
        // Only the record has them; a group has none.
        r#"{ "device": { "id": "d-1", "as_of": "2025-11-20" } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn text_that_is_no_unicode() {
    let told = all_told(&[
        r#"{ "note": "\ud83d\ude00" }"#,
        r#"{ "note": "\ud83d" }"#,
        r#"{ "note": "\ude00\ud83d" }"#,
        r#"{ "smoking": "\ud800" }"#,
        r#"{ "pain_months": 24, "not\ud800e": "x", "crp": 1 }"#,
        r#"{ "pain_months": 24, "device": { "pacemaker": true, "\udfff": 1 } }"#,
        r#"{ "pain_months": 24, "other": { "\udfff": 1 } }"#,
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_no_json() {
    let told = all_told(&[
        "",
        "  \n\t ",
        "{",
        r#"{ "pain_months""#,
        r#"{ "pain_months": "#,
        r#"{ "note": "open"#,
        "{ \"pain_months\": 24\n",
        r#"{ "pain_months": 24, }"#,
        "{ \"pain_months\": 24,\n}",
        r#"{ "note": [1, ] }"#,
        r#"{ "pain_months": 24,, "crp": 1 }"#,
        r#"{ "pain_months" 24 }"#,
        r#"{ "pain_months": 24 "crp": 1 }"#,
        r#"{ "pain_months": 24 ]"#,
        r#"{ "pain_months": 24 } }"#,
        r#"{ "pain_months": 24 } { "pain_months": 3 }"#,
        r#"{ "pain_months": 24 },"#,
        r#"{ pain_months: 24 }"#,
        r#"{ 'pain_months': 24 }"#,
        r#"{ "note": 'x' }"#,
        r#"{ "pregnant": True }"#,
        r#"{ "pregnant": None }"#,
        r#"{ "pregnant": fals }"#,
        r#"{ "pregnant": undefined }"#,
        "{ \"pain_months\": 24 // months\n}",
        "# a record\n{}",
        r#"{ "note": "C:\data" }"#,
        r#"{ "note": "\u12" }"#,
        "{ \"note\": \"a\tb\" }",
        "{\n  \"id\": \"p-001,\n  \"pain_months\": 24\n}",
        "\u{feff}{}",
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_no_object() {
    let told = all_told(&["[]", "[{}]", "null", "true", "24", "\"p-001\""]);
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_too_large() {
    let ruleset = ruleset();
    let filled = |bytes: usize| format!(r#"{{ "note": "{}" }}"#, "x".repeat(bytes - 14));
    let problem =
        Record::from_json(ruleset.vocabulary(), &filled(MAX_RECORD_BYTES + 1)).expect_err("it is too large");
    insta::assert_snapshot!(super::shown(&problem), @r"
    1:1: error[E0709]: this record is larger than 16 MiB
      help: a record holds one patient; several stand in an array, or one a line; the limit can be set: `--set-limit record-bytes=…`
    ");
    // One that is just not too large has a text that is.
    let record =
        Record::from_json(ruleset.vocabulary(), &filled(MAX_RECORD_BYTES)).expect("it is not too large");
    insta::assert_snapshot!(super::shown(&record.problems()[0]), @r"
    1:11: error[E0702]: `note` is longer than 64 KiB
      help: a fact holds a short text; leave documents out of the record
    ");
    let longest = "x".repeat(MAX_TEXT_BYTES - 2);
    assert!(entry(&read(&format!(r#"{{ "note": "{longest}" }}"#)), "note").is_ok());
    let id = read(&format!(r#"{{ "id": "{longest}xxx" }}"#));
    insta::assert_snapshot!(super::shown(&id.problems()[0]), @r#"
    1:9: error[E0708]: `id` is text or a number, and this is longer than 64 KiB
      help: write `"id": "p-001"`
    "#);
}

/// Unknown keys in plenty, as in the whole export of a hospital's system, do not hide a mistake behind them.
#[test]
fn warnings_do_not_crowd_out_errors() {
    let unknown: String = (0..1_000).map(|at| format!(r#""column_{at}": {at}, "#)).collect();
    let record = read(&format!(r#"{{ {unknown} "pain_months": "24" }}"#));
    let count = |code| record.problems().iter().filter(|problem| problem.code == code).count();
    assert_eq!(count(Code::UnknownKey), MAX_RECORD_PROBLEMS);
    assert_eq!(count(Code::RecordType), 1);
    assert_eq!(entry(&record, "pain_months"), Err(Absence::Invalid));
}

#[test]
fn errors_have_a_limit() {
    let twice: String = (0..1_000).map(|at| format!(r#""k{at}": 1, "k{at}": 2, "#)).collect();
    let record = read(&format!(r#"{{ {twice} "pain_months": "24" }}"#));
    let count = |code| record.problems().iter().filter(|problem| problem.code == code).count();
    assert_eq!(count(Code::RecordDuplicateKey), MAX_RECORD_PROBLEMS);
    // What has no room among the problems is invalid all the same.
    assert_eq!(entry(&record, "pain_months"), Err(Absence::Invalid));
}

/// Every code that a record can have is met here.
#[test]
fn every_code() {
    let huge = format!("{}{{}}", " ".repeat(MAX_RECORD_BYTES));
    let texts = [
        ("E0701", "{"),
        ("E0702", r#"{ "pain_months": "24" }"#),
        ("E0703", r#"{ "pain_months": 2400 }"#),
        ("E0704", r#"{ "smoking": "ex-smoker" }"#),
        ("E0705", r#"{ "pain_months": 3, "pain_months": 24 }"#),
        ("E0706", r#"{ "crp": 1e400 }"#),
        ("E0707", r#"{ "pregnant": { "absent": "refused" } }"#),
        ("E0708", r#"{ "as_of": "2025-11" }"#),
        ("E0709", &huge),
        ("E0710", "[]"),
        ("E0711", r#"{ "device.pacemaker": true }"#),
        ("E0712", r#"{ "glucose": { "value": 98, "unit": "mg" } }"#),
        ("E0713", r#"{ "glucose": 98 }"#),
        ("E0714", r#"{ "last_injection": "03/04/2025" }"#),
        ("E0715", r#"{ "diagnosis": "I50.9" }"#),
        ("E0716", r#"{ "judged": true }"#),
        ("W0701", r#"{ "pain_month": 24 }"#),
        ("W0705", r#"{ "gfr": { "value": 34, "unit": "mL/min" } }"#),
    ];
    let ruleset = ruleset();
    for (code, text) in texts {
        let problems = match Record::from_json(ruleset.vocabulary(), text) {
            Ok(record) => record.problems().to_vec(),
            Err(problem) => vec![problem],
        };
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, [code]);
        assert!(problems.iter().all(|problem| problem.help.is_some()), "{code} says what to do");
    }
    let of_records = Code::ALL.iter().map(|code| code.as_str()).filter(|code| code.get(1..3) == Some("07"));
    // These are said of a decision, not of a record.
    let of_decisions = ["W0702", "W0703", "W0704"];
    // These are said of a table: tests/records/table.rs.
    let of_tables = ["E0721", "E0722"];
    // These are said of resources of FHIR: tests/fhir.rs.
    let of_fhir = ["E0731", "E0732", "E0733", "W0731"];
    let missed: Vec<_> = of_records
        .filter(|code| !of_decisions.contains(code) && !of_tables.contains(code) && !of_fhir.contains(code))
        .filter(|code| texts.iter().all(|(met, _)| met != code))
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}
