//! What holds for every set and every code.

use proptest::prelude::*;

use crate::possible::Truth;
use crate::terminology::{CodeSystem, Codes, Coding, Entry, ValueSet, read_codes};

/// Few codes, so that they meet; some with dots, in either case.
fn code() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        ("[IiE][15][0-2]", "", "[0-2]{0,2}").prop_map(|(a, _, b)| ("icd10cm", with_dot(&a, &b))),
        "[IiE][15][0-2][0-2]{0,2}".prop_map(|code| ("icd10cm", code)),
        "[IE][15][0-2]".prop_map(|code| ("icd10", code)),
        "[AC][01][1-3][AB]A0[1-2]".prop_map(|code| ("atc", code)),
        prop_oneof![Just("84114007"), Just("73211009")].prop_map(|code| ("snomed", code.to_owned())),
    ]
}

fn with_dot(category: &str, rest: &str) -> String {
    if rest.is_empty() { category.to_owned() } else { format!("{category}.{rest}") }
}

fn entry() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        code(),
        "[IiE][15][0-2][0-2]?\\*".prop_map(|code| ("icd10cm", code)),
        "[IE][15][0-2]\\.\\*".prop_map(|code| ("icd10cm", code)),
        prop_oneof![Just("C*"), Just("C01*"), Just("C01A*")].prop_map(|code| ("atc", code.to_owned())),
    ]
}

fn set(written: &[(&'static str, String)]) -> ValueSet {
    let entries: Vec<_> = written.iter().map(|(system, code)| Entry { system, code }).collect();
    ValueSet::from_entries("s", &entries).unwrap().0
}

fn coding((system, code): &(&'static str, String)) -> Coding {
    Coding::new(CodeSystem::parse(system).unwrap(), code)
}

/// Is the code in the set? Every entry asked by itself, in text.
fn naive(written: &[(&'static str, String)], (system, code): &(&'static str, String)) -> bool {
    let plain = |code: &str| code.replace('.', "").to_uppercase();
    written.iter().any(|(own, entry)| {
        own == system
            && match entry.strip_suffix('*') {
                Some(start) => plain(code).starts_with(&plain(start)),
                None => plain(code) == plain(entry),
            }
    })
}

/// A FHIR file of these codes, included and excluded; `None` in place of codes for the whole system.
fn file(included: &[(&'static str, String)], whole: bool, excluded: &[(&'static str, String)]) -> String {
    let part = |(system, code): &(&'static str, String)| {
        let uri = CodeSystem::parse(system).unwrap().uri().to_owned();
        format!(r#"{{ "system": "{uri}", "concept": [{{ "code": "{code}" }}] }}"#)
    };
    let mut parts: Vec<_> = included.iter().map(part).collect();
    if whole {
        parts.push(format!(r#"{{ "system": "{}" }}"#, CodeSystem::ATC.uri()));
    }
    let without: Vec<_> = excluded.iter().map(part).collect();
    let without =
        if without.is_empty() { String::new() } else { format!(r#", "exclude": [{}]"#, without.join(",")) };
    format!(r#"{{ "resourceType": "ValueSet", "compose": {{ "include": [{}]{without} }} }}"#, parts.join(","))
}

proptest! {
    #[test]
    fn a_set_holds_what_its_entries_say(
        entries in prop::collection::vec(entry(), 1..12),
        codes in prop::collection::vec(code(), 1..12),
        open: bool,
    ) {
        let set = set(&entries);
        for code in &codes {
            prop_assert_eq!(set.contains(&coding(code)), naive(&entries, code), "{:?}", code);
        }
        let codings = codes.iter().map(coding);
        let value = if open { Codes::open(codings) } else { Codes::known(codings) };
        let wanted = match codes.iter().any(|code| naive(&entries, code)) {
            true => Truth::True,
            false if open => Truth::Unknown,
            false => Truth::False,
        };
        prop_assert_eq!(value.is_in(&set), wanted);
    }

    #[test]
    fn order_and_writing_do_not_matter(
        (entries, shuffled) in prop::collection::vec(entry(), 1..12)
            .prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle())),
        codes in prop::collection::vec(code(), 1..6),
    ) {
        prop_assert_eq!(set(&entries), set(&shuffled));
        let twice: Vec<_> = entries.iter().chain(&shuffled).cloned().collect();
        prop_assert_eq!(set(&entries), set(&twice));
        let other = codes.iter().rev().map(coding).chain(codes.iter().map(coding));
        prop_assert_eq!(Codes::known(codes.iter().map(coding)), Codes::known(other));
    }

    #[test]
    fn dots_and_case_do_not_matter(code in code(), entries in prop::collection::vec(entry(), 1..8)) {
        prop_assume!(code.0 != "snomed");
        let set = set(&entries);
        let inside = set.contains(&coding(&code));
        let system = coding(&code).system().clone();
        for other in [code.1.to_lowercase(), code.1.to_uppercase(), coding(&code).code().to_owned(),
            system.written(coding(&code).code()).into_owned()] {
            prop_assert_eq!(set.contains(&Coding::new(system.clone(), &other)), inside);
            prop_assert!(system.check(&other).is_ok());
        }
    }

    #[test]
    fn whatever_completes_a_value_never_takes_an_answer_back(
        entries in prop::collection::vec(entry(), 1..6),
        some in prop::collection::vec(code(), 0..4),
        more in prop::collection::vec(code(), 0..4),
        opens: (bool, bool),
    ) {
        let make = |codes: &[(&'static str, String)], open: bool| {
            let codings = codes.iter().map(coding);
            if open { Codes::open(codings) } else { Codes::known(codings) }
        };
        let all: Vec<_> = some.iter().chain(&more).cloned().collect();
        let (less, full) = (make(&some, opens.0), make(&all, opens.1));
        let set = set(&entries);
        if less.is_open() {
            prop_assert!(full.is_within(&less));
        }
        for (a, b) in [(&full, &less), (&less, &full)] {
            if a.is_within(b) {
                prop_assert!(a.is_in(&set).is_within(b.is_in(&set)));
            }
        }
    }

    #[test]
    fn a_file_holds_what_it_includes_and_does_not_exclude(
        included in prop::collection::vec(code(), 1..8),
        excluded in prop::collection::vec(code(), 0..4),
        whole: bool,
        code in code(),
    ) {
        let inside = (naive(&included, &code) || (whole && code.0 == "atc")) && !naive(&excluded, &code);
        match ValueSet::from_fhir("s", &file(&included, whole, &excluded)) {
            Ok((set, _)) => prop_assert_eq!(set.contains(&coding(&code)), inside),
            Err(errors) => {
                prop_assert_eq!(errors[0].kind, crate::terminology::FhirErrorKind::Empty);
                prop_assert!(!inside);
            }
        }
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC*|[\\x00-\\x7f]*", code in "\\PC{0,12}\\*?|[A-Z0-9.*-]{0,9}") {
        let _ = read_codes(&text);
        let _ = ValueSet::from_fhir("s", &text);
        let _ = CodeSystem::parse(&text);
        for system in CodeSystem::known() {
            let _ = system.check(&code);
            let normalized = system.normalized(&code).into_owned();
            let _ = system.written(&normalized);
            let _ = ValueSet::from_entries("s", &[Entry { system: system.uri(), code: &code }]);
        }
    }

    #[test]
    fn no_json_is_too_odd(value in json()) {
        let codes = read_codes(&value);
        for problem in codes.problems {
            prop_assert!(value.get(problem.bytes).is_some());
        }
        let file = format!(r#"{{ "resourceType": "ValueSet", "compose": {value}, "expansion": {value} }}"#);
        let only = format!(r#"{{ "resourceType": "ValueSet", "compose": {value} }}"#);
        for text in [&file, &only, &value] {
            for error in ValueSet::from_fhir("s", text).err().into_iter().flatten() {
                prop_assert!(text.get(error.bytes).is_some());
            }
        }
    }
}

/// JSON with the keys that mean something, in any place.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        (-2..3_i32).prop_map(|n| n.to_string()),
        prop_oneof![
            Just("icd10cm"),
            Just("I50.9"),
            Just("http://loinc.org"),
            Just("2160-0"),
            Just(""),
            Just("\\ud800"),
            Just("count"),
        ]
        .prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        let key = prop_oneof![
            Just("system"),
            Just("code"),
            Just("coding"),
            Just("text"),
            Just("include"),
            Just("exclude"),
            Just("concept"),
            Just("contains"),
            Just("abstract"),
            Just("total"),
            Just("offset"),
            Just("parameter"),
            Just("name"),
            Just("valueInteger"),
            Just("filter"),
            Just("extension"),
            Just("\\ud800"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key, inner), 0..5).prop_map(|items| {
                let items: Vec<_> = items.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", items.join(","))
            }),
        ]
    })
}
