//! What a census counts, and its JSON against the schema.

use elig::Ruleset;
use elig::census::{Census, Report, SCHEMA};
use elig::record::fhir::{Bindings, Collector};
use elig::record::{Delimiter, Records, Table};
use serde_json::json;

use crate::schema::{Schema, described, note_declared};
use crate::support::ruleset;

const PUBLISHED: &str = include_str!("../../docs/records-check.schema.json");
const PAGE: &str = include_str!("../../docs/records-check.md");

const RULESET: &str = r#"
choice site { liver, bone }
fact months: integer 0..1200
fact crp: quantity 'mg/L' of crp
fact seen: date
fact metastases: set of site
fact odi: list of observation of quantity '%'
fact pacemaker: boolean
fact unused: text
parameter least: integer = 6
require months >= least
require crp < 5 'mg/L'
exclude seen within 3 months
exclude metastases has bone
exclude latest odi > 40 '%'
output paced: boolean = pacemaker
"#;

const RECORDS: &str = r#"
{ "id": 1, "as_of": "2025-11-20", "months": 7, "crp": { "value": "<0.5", "unit": "mg/L" }, "seen": "2025", "odi": [{ "value": 3, "unit": "%", "date": "2025-01-01" }] }
{ "id": 1, "as_of": "soon", "months": "7", "crp": { "value": 5 }, "metastases": { "items": [], "complete": false }, "odi": [{ "value": 3, "unit": "foo", "vlue": 1 }, { "vlue": 2 }] }
{ "months": { "absent": "asked-declined" }, "crp": { "value": 1, "unit": "furlong" }, "pacemaker": null, "hight": 180, "hight2": 1 }
{ "id": "x", "months": 9, "crp": { "absent": "unknown" }, "pacemaker": true, "hight": 170 }
nonsense
"#;

fn census(rules: &Ruleset, text: &str) -> Report {
    let mut census = Census::of(rules);
    for record in Records::new(text.trim_start().as_bytes()) {
        match record.expect("memory can be read") {
            Ok(text) => census.record("r.ndjson", &text),
            Err(problem) => census.unreadable("r.ndjson", &problem),
        }
    }
    let mut table =
        Table::new("months,months,hight\n1,2,3\n".as_bytes(), Delimiter::Comma, rules.vocabulary())
            .expect("memory can be read");
    census.header("t.csv", table.problems());
    for row in &mut table {
        census.record("t.csv", &row.expect("memory can be read").expect("it fits"));
    }
    for (column, rows) in table.passed_over() {
        census.passed_over("t.csv", column, rows);
    }
    census.report()
}

/// What became of resources of FHIR stands beside.
#[test]
fn resources_are_accounted_for() {
    let rules = ruleset(
        "fact weight: quantity 'kg' 1..500
valueset weights { loinc: 29463-7 }
bind weight from Observation where code in weights: value value, date effective
require weight >= 40 'kg'",
    );
    let mut collector = Collector::new(&Bindings::of(&rules), rules.vocabulary());
    collector.add(r#"{ "resourceType": "Patient", "id": "1" }"#, "");
    for (id, status) in [("7", "final"), ("8", "entered-in-error"), ("9", "preliminary")] {
        let observation = json!({
            "resourceType": "Observation", "id": id, "status": status, "effectiveDateTime": "2025-03-01",
            "code": { "coding": [{ "system": "http://loinc.org", "code": "29463-7" }] },
            "subject": { "reference": "Patient/1" }, "valueQuantity": { "value": 70, "unit": "kg" }
        });
        collector.add(&observation.to_string(), "");
    }
    collector.add("nonsense", "");
    let mut patients = collector.finish();
    let mut census = Census::of(&rules);
    for text in &mut patients {
        census.record("bundle.json", &text);
    }
    census.resources(patients.account());
    census.resources(patients.account());
    let report = serde_json::to_value(census.report()).expect("it is JSON");
    Schema::of(PUBLISHED).check(&report).unwrap_or_else(|error| panic!("{error}"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&report["resources"]).expect("it is JSON"));
}

#[test]
fn each_record_counts_once_for_each_fact() {
    let rules = ruleset(RULESET);
    let report = census(&rules, RECORDS);
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).expect("it is JSON"));
    assert!(report.facts.iter().all(|fact| fact.fact != "unused"));
    for fact in &report.facts {
        let counted = fact.found
            + fact.partial
            + fact.absent.values().sum::<usize>()
            + fact.not_recorded
            + fact.invalid;
        assert_eq!(counted, report.records.read, "{}", fact.fact);
    }
    assert!(report.has_errors() && !report.nothing_found);
}

#[test]
fn nothing_found_is_told() {
    let rules = ruleset(RULESET);
    let mut census = Census::of(&rules);
    assert!(!census.report().nothing_found, "there is no record");
    census.record("a.json", &elig::record::RecordText::new("{\"age\": 3}".to_owned(), 0, 0));
    assert!(census.report().nothing_found);
    census.record("a.json", &elig::record::RecordText::new("{\"pacemaker\": true}".to_owned(), 0, 0));
    assert!(!census.report().nothing_found);
}

#[test]
fn what_is_written_fits_the_schema() {
    let schema = Schema::of(PUBLISHED);
    let rules = ruleset(RULESET);
    let whole = serde_json::to_value(census(&rules, RECORDS)).expect("it is JSON");
    schema.check(&whole).unwrap_or_else(|error| panic!("{error}"));
    let all = Census::of_all(rules.vocabulary()).show_values(true);
    schema
        .check(&serde_json::to_value(all.report()).expect("it is JSON"))
        .unwrap_or_else(|error| panic!("{error}"));
    for property in whole.as_object().expect("it is an object").keys() {
        let mut less = whole.clone();
        less.as_object_mut().expect("it is an object").remove(property);
        assert!(schema.check(&less).is_err(), "a report without {property} was taken");
    }
    for (pointer, value) in [
        ("/schema", json!("elig-records-check/2")),
        ("/records/read", json!(-1)),
        ("/records/other", json!(1)),
        ("/facts/0/share", json!(101)),
        ("/facts/0/absent", json!({ "no-idea": 1 })),
        ("/facts/0/problems/0/code", json!("X1")),
        ("/facts/0/problems/0/examples/0/line", json!(1)),
        ("/keys/0/nearest", json!(1)),
        ("/nothing_found", json!("no")),
    ] {
        schema.refuses(&whole, pointer, &value);
    }
}

#[test]
fn the_schema_and_the_page_describe_every_property() {
    let schema = described(PUBLISHED);
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
    let mut known = serde_json::Map::new();
    note_declared(&schema, &mut known);
    let reasons = &schema["$defs"]["fact"]["properties"]["absent"]["properties"];
    let reasons = reasons.as_object().expect("the reasons are listed");
    assert!(reasons.keys().all(|reason| elig::Absence::from_code(reason).is_some()), "{reasons:?}");
    for property in known.keys().filter(|property| !reasons.contains_key(*property)) {
        assert!(PAGE.contains(&format!("`{property}`")), "the page says nothing of `{property}`");
    }
}
