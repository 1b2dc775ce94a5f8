//! Code values of records.

use crate::terminology::{CodeProblemKind, CodeSystem, Codes, Coding, read_codes};

use CodeProblemKind::*;

fn acidosis() -> Coding {
    Coding::new(CodeSystem::ICD10CM, "E87.20")
}

fn failure() -> Coding {
    Coding::new(CodeSystem::SNOMED, "84114007")
}

#[test]
fn codes_as_they_are_written() {
    let one = Codes::known([acidosis()]);
    let both = Codes::known([acidosis(), failure()]);
    for (json, codes) in [
        (r#"{"system": "icd10cm", "code": "E87.20"}"#, &one),
        (r#"{"code": "e8720", "system": "http://hl7.org/fhir/sid/icd-10-cm|2025", "display": "x"}"#, &one),
        (r#"[{"system": "icd10cm", "code": "E87.20"}]"#, &one),
        (r#"[{"system": "snomed", "code": "84114007"}, {"system": "icd10cm", "code": "E87.20"}]"#, &both),
        (
            r#"{"coding": [{"system": "http://snomed.info/sct", "code": "84114007", "version": "1", "userSelected": true, "_display": {}},
                {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "E8720"}], "text": "words"}"#,
            &both,
        ),
        (
            r#"[{"coding": [{"system": "snomed", "code": "84114007"}]}, {"system": "icd10cm", "code": "\u004587.20"}]"#,
            &both,
        ),
        ("null", &Codes::missing()),
    ] {
        let read = read_codes(json);
        assert_eq!(read.codes, *codes, "{json}");
        assert_eq!(read.problems, [], "{json}");
    }
}

#[test]
fn what_cannot_be_read_could_be_any_code() {
    for (json, kind, at) in [
        (r#""E87.20""#, NoSystem, r#""E87.20""#),
        ("87", Shape, "87"),
        ("true", Shape, "true"),
        ("{", Shape, "{"),
        ("", Shape, ""),
        ("[]", NoCode, "[]"),
        ("{}", NoCode, "{}"),
        ("[null]", Shape, "null"),
        ("[[]]", Shape, "[]"),
        (r#"{"code": "E87.20"}"#, NoSystem, r#"{"code": "E87.20"}"#),
        (r#"{"system": null, "code": "E87.20"}"#, NoSystem, r#"{"system": null, "code": "E87.20"}"#),
        (r#"{"system": "icd10cm"}"#, NoCode, r#"{"system": "icd10cm"}"#),
        (r#"{"text": "acidosis"}"#, NoCode, r#"{"text": "acidosis"}"#),
        (r#"{"coding": [], "text": "acidosis"}"#, NoCode, r#"{"coding": [], "text": "acidosis"}"#),
        (r#"{"coding": {"code": "E87.20"}}"#, Shape, r#"{"code": "E87.20"}"#),
        (r#"{"coding": ["E87.20"]}"#, NoSystem, r#""E87.20""#),
        (r#"{"coding": [{"display": "acidosis"}]}"#, NoCode, r#"{"display": "acidosis"}"#),
        (r#"{"system": "icd10cn", "code": "E87.20"}"#, UnknownSystem, r#""icd10cn""#),
        (r#"{"system": "icd10cm", "code": 87}"#, Shape, "87"),
        (r#"{"system": 5, "code": "E87.20"}"#, Shape, "5"),
        (r#"{"system": "icd10cm", "code": "\ud800"}"#, Shape, r#""\ud800""#),
        (r#"{"system": "icd10cm", "code": "E8.720"}"#, WrongCode, r#""E8.720""#),
        (r#"{"system": "icd10cm", "code": "E87.20 "}"#, WrongCode, r#""E87.20 ""#),
        (r#"{"system": "snomed", "code": "84114008"}"#, WrongCode, r#""84114008""#),
        (r#"{"system": "snomed", "code": "84114007", "code": "73211009"}"#, RepeatedKey, r#""73211009""#),
    ] {
        let read = read_codes(json);
        assert_eq!(read.codes, Codes::missing(), "{json}");
        assert_eq!(read.problems.len(), 1, "{json}: {:?}", read.problems);
        let problem = &read.problems[0];
        assert_eq!(problem.kind, kind, "{json}: {problem}");
        assert_eq!(&json[problem.bytes.clone()], at, "{json}");
        // Nothing of the patient's is shown, but what would be right is said.
        for value in ["E87.20", "E8.720", "84114008", "84114007", "73211009"] {
            assert!(!problem.message.contains(value) && !problem.help.contains(value), "{json}: {problem:?}");
        }
        assert!(!problem.help.is_empty());
    }
    assert_eq!(
        read_codes(r#"{"system": "icd10cn", "code": "E87.20"}"#).problems[0].help,
        "did you mean `icd10cm`?"
    );
}

#[test]
fn what_can_be_read_beside_it_stays() {
    let read = read_codes(r#"[{"system": "icd10cm", "code": "E87.20"}, "metabolic"]"#);
    assert_eq!(read.codes, Codes::open([acidosis()]));
    assert_eq!(read.problems.len(), 1);

    let read = read_codes(r#"{"system": "icd10cm", "code": "E87.20", "sytem": 1}"#);
    assert_eq!(read.codes, Codes::known([acidosis()]));
    assert_eq!(read.problems[0].kind, UnknownKey);
}

#[test]
fn limits() {
    let one = r#"{"system": "icd10cm", "code": "E87.20"}"#;
    let many = format!("[{}]", vec![one; 1_001].join(","));
    let read = read_codes(&many);
    assert_eq!(read.codes, Codes::open([acidosis()]));
    assert_eq!(read.problems.iter().map(|p| p.kind).collect::<Vec<_>>(), [TooMany]);

    let nested = format!(r#"{{"coding": {many}}}"#);
    assert_eq!(read_codes(&nested).codes, Codes::open([acidosis()]));
    let wrong = format!("[{}]", vec!["1"; 5_000].join(","));
    assert_eq!(read_codes(&wrong).problems.len(), 20);
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    assert_eq!(read_codes(&deep).codes, Codes::missing());
}
