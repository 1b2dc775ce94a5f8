//! Value sets from FHIR files.

use crate::terminology::{CodeSystem, Coding, FhirErrorKind, FhirNote, ValueSet};

use FhirErrorKind::*;

fn read(text: &str) -> (ValueSet, Vec<FhirNote>) {
    ValueSet::from_fhir("s", text).unwrap()
}

fn holds(set: &ValueSet, system: CodeSystem, code: &str) -> bool {
    set.contains(&Coding::new(system, code))
}

#[test]
fn concepts() {
    let (set, notes) = read(include_str!("fhir/compose.json"));
    assert_eq!(notes, []);
    assert!(holds(&set, CodeSystem::ICD10CM, "I501"));
    assert!(holds(&set, CodeSystem::SNOMED, "84114007"));
    assert!(!holds(&set, CodeSystem::ICD10CM, "I50.2"));
    let from = set.provenance();
    assert_eq!(from.url.as_deref(), Some("http://example.org/fhir/ValueSet/heart-failure"));
    assert_eq!(from.version.as_deref(), Some("2.1"));
    assert_eq!(from.name.as_deref(), Some("HeartFailure"));
    assert_eq!(from.title.as_deref(), Some("Heart failure"));
    assert_eq!(set.name(), "s");
    let marked = format!("\u{feff}{}", include_str!("fhir/compose.json"));
    assert_eq!(read(&marked).0, set);
}

#[test]
fn exclusions_and_whole_systems() {
    let (set, notes) = read(include_str!("fhir/exclude.json"));
    assert!(holds(&set, CodeSystem::CVX, "208"));
    assert!(!holds(&set, CodeSystem::CVX, "08"));
    assert!(holds(&set, CodeSystem::LOINC, "2160-0"));
    assert!(!holds(&set, CodeSystem::LOINC, "718-7"));
    assert_eq!(
        notes,
        [
            FhirNote::Status { status: "draft".into() },
            FhirNote::Experimental,
            FhirNote::WholeSystem { system: CodeSystem::CVX },
        ]
    );
}

#[test]
fn an_expansion_goes_before_the_definition() {
    let (set, notes) = read(include_str!("fhir/expansion.json"));
    assert!(holds(&set, CodeSystem::ICD10, "I50"));
    assert!(holds(&set, CodeSystem::ICD10, "I50.9"));
    assert!(holds(&set, CodeSystem::SNOMED, "84114007"));
    assert!(!holds(&set, CodeSystem::ICD10, "I51"));
    assert_eq!(
        notes,
        [FhirNote::Inactive { count: 1 }, FhirNote::Abstract { count: 1 }, FhirNote::Ranges { count: 1 },]
    );
    assert!(set.provenance().expansion.as_deref().unwrap().ends_with("2025-11-20T08:00:00Z"));
}

#[test]
fn files_that_do_not_say_what_is_in_the_set() {
    for (text, kind, path, at, message) in [
        (
            include_str!("fhir/filter.json"),
            NeedsExpansion,
            "compose.include[0].filter",
            "[{ \"property\"",
            "follow from a filter",
        ),
        (
            include_str!("fhir/paged.json"),
            Incomplete,
            "expansion",
            "{\n    \"timestamp\"",
            "it lists 1 of 2000",
        ),
        (
            include_str!("fhir/too_costly.json"),
            Incomplete,
            "expansion.extension[0]",
            "{ \"url\"",
            "too large",
        ),
        (include_str!("fhir/excluded_all.json"), Empty, "", "{", "no code is in this value set"),
        (include_str!("fhir/code_system.json"), NotAValueSet, "", "{ \"resourceType\"", "a FHIR CodeSystem"),
    ] {
        let errors = ValueSet::from_fhir("s", text).unwrap_err();
        assert_eq!(errors.len(), 1);
        let error = &errors[0];
        assert_eq!((error.kind, &*error.path), (kind, path), "{error}");
        assert!(text[error.bytes.clone()].starts_with(at), "{error}");
        assert!(error.message.contains(message), "{error}");
        assert!(error.help.is_some());
    }
    let text = include_str!("fhir/typos.json");
    let errors = ValueSet::from_fhir("s", text).unwrap_err();
    let places: Vec<_> = errors.iter().map(|e| (&*e.path, &text[e.bytes.clone()])).collect();
    assert_eq!(
        places,
        [
            ("compose.include[0].concept[0].code", "\"84114008\""),
            ("compose.include[0].concept[1]", "{ \"display\": \"lost\" }"),
            ("compose.include[1].concept[1].code", "\"2160-1\""),
        ]
    );
}

/// A value set around a `compose` or `expansion`.
fn around(inner: &str) -> String {
    format!(r#"{{ "resourceType": "ValueSet", "status": "active", {inner} }}"#)
}

#[test]
fn slips() {
    const CODE: &str = r#"{ "system": "http://loinc.org", "code": "2160-0" }"#;
    for (inner, kind) in [
        (r#""compose": null"#.to_owned(), Shape),
        (r#""compose": {}"#.to_owned(), Empty),
        (r#""compose": { "include": [] }"#.to_owned(), Empty),
        (r#""compose": { "include": [{ "system": "http://loinc.org", "concept": [] }] }"#.to_owned(), Empty),
        (r#""compose": { "include": [{ "concept": [{ "code": "a" }] }] }"#.to_owned(), System),
        (r#""compose": { "include": [{}] }"#.to_owned(), System),
        (r#""compose": { "include": [{ "system": "loinc" }] }"#.to_owned(), System),
        (r#""compose": { "include": [{ "valueSet": ["http://example.org/v"] }] }"#.to_owned(), NeedsExpansion),
        (r#""compose": { "include": [{ "system": "http://loinc.org" }], "exclude": [{ "system": "http://loinc.org", "filter": [{}] }] }"#.to_owned(), NeedsExpansion),
        (r#""compose": { "include": [{ "system": "http://loinc.org", "system": "http://snomed.info/sct" }] }"#.to_owned(), Repeated),
        (r#""compose": { "include": [{ "system": "http://loinc.org", "modifierExtension": [] }] }"#.to_owned(), Modifier),
        (r#""implicitRules": "http://example.org/rules""#.to_owned(), Modifier),
        (r#""name": 5"#.to_owned(), Shape),
        (r#""expansion": {}"#.to_owned(), Empty),
        (r#""expansion": { "total": 0 }, "compose": { "include": [{ "system": "http://loinc.org" }] }"#.to_owned(), Empty),
        (r#""expansion": { "contains": [{ "code": "2160-0" }] }"#.to_owned(), System),
        (r#""expansion": { "contains": [{ "system": "http://loinc.org" }] }"#.to_owned(), Code),
        (r#""expansion": { "contains": [{ "abstract": true }] }"#.to_owned(), Empty),
        (r#""expansion": { "contains": [5] }"#.to_owned(), Shape),
        (format!(r#""expansion": {{ "offset": 10, "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "offset": 10, "total": 1, "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "offset": 0, "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "total": -1, "contains": [{CODE}] }}"#), Shape),
        (format!(r#""expansion": {{ "parameter": [{{ "name": "count", "valueInteger": 1 }}], "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "parameter": [{{ "name": "limitedExpansion", "valueBoolean": true }}], "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "parameter": [{{ "name": "filter", "valueString": "heart" }}], "contains": [{CODE}] }}"#), Incomplete),
        (format!(r#""expansion": {{ "extension": [{{ "url": "http://hl7.org/fhir/StructureDefinition/valueset-unclosed", "valueBoolean": true }}], "contains": [{CODE}] }}"#), Incomplete),
    ] {
        let errors = ValueSet::from_fhir("s", &around(&inner)).unwrap_err();
        assert_eq!(errors[0].kind, kind, "{inner}: {}", errors[0]);
    }
    for inner in [
        format!(r#""expansion": {{ "contains": [{CODE}] }}"#),
        format!(r#""expansion": {{ "total": 1, "offset": 0, "contains": [{CODE}] }}"#),
        format!(
            r#""expansion": {{ "parameter": [{{ "name": "count", "valueInteger": 2 }}], "contains": [{CODE}] }}"#
        ),
        format!(
            r#""expansion": {{ "extension": [{{ "url": "http://hl7.org/fhir/StructureDefinition/valueset-toocostly", "valueBoolean": false }}], "contains": [{CODE}] }}"#
        ),
    ] {
        assert!(read(&around(&inner)).1.is_empty(), "{inner}");
    }
    let active = format!(
        r#""expansion": {{ "parameter": [{{ "name": "activeOnly", "valueBoolean": true }}], "contains": [{CODE}] }}"#
    );
    assert_eq!(read(&around(&active)).1, [FhirNote::ActiveOnly]);
}

#[test]
fn what_is_no_value_set_at_all() {
    for (text, kind) in [
        ("", NotJson),
        ("<ValueSet/>", NotJson),
        ("[]", NotAValueSet),
        ("{}", NotAValueSet),
        (r#"{"resourceType": "Bundle"}"#, NotAValueSet),
        (r#"{"resourceType": "ValueSet"}"#, Empty),
    ] {
        assert_eq!(ValueSet::from_fhir("s", text).unwrap_err()[0].kind, kind, "{text}");
    }
    let cut = "\u{feff}{\n  \"resourceType\": \"ValueSet\",,\n}";
    let error = &ValueSet::from_fhir("s", cut).unwrap_err()[0];
    assert!(cut[error.bytes.start..].starts_with(",\n"), "{:?}", error.bytes);
}

#[test]
fn limits() {
    let mut deep = r#"{ "abstract": true }"#.to_owned();
    for _ in 0..40 {
        deep = format!(r#"{{ "abstract": true, "contains": [{deep}] }}"#);
    }
    let text = around(&format!(r#""expansion": {{ "contains": [{deep}] }}"#));
    assert_eq!(ValueSet::from_fhir("s", &text).unwrap_err()[0].kind, TooDeep);
    let bottomless = "{\"contains\":[".repeat(100_000) + &"]}".repeat(100_000);
    let text = around(&format!(r#""expansion": {bottomless}"#));
    // Its entries have no code either, and that was noticed first.
    assert_eq!(ValueSet::from_fhir("s", &text).unwrap_err().last().map(|error| error.kind), Some(TooDeep));
}
