//! The JSON of decisions: its schema, and what `docs/decision.md` and `docs/records.md` show of it.

use boon::{Compiler, SchemaIndex, Schemas};
use elig::decision::Report;
use elig::loader::{Disk, Memory, Wanted};
use elig::record::Records;
use elig::{AsOf, Decision, Record, Ruleset, Settings, Verdict};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{decide, ruleset};

const DECISION_PAGE: &str = include_str!("../docs/decision.md");
const RECORDS_PAGE: &str = include_str!("../docs/records.md");

/// A schema as it is published.
pub struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn published() -> Self {
        Self::of(include_str!("../docs/decision.schema.json"))
    }

    /// The schema in a text, under the name that it gives itself.
    pub fn of(text: &str) -> Self {
        let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
        let name = schema["$id"].as_str().expect("it has a name").to_owned();
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler.add_resource(&name, schema).expect("it has this name");
        let index = compiler.compile(&name, &mut schemas).expect("the schema is one");
        Self { schemas, index }
    }

    /// Does a value fit?
    pub fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.index).map_err(|error| format!("{error:#}\n{value:#}"))
    }

    /// A value that fits does not, once it has another value, or one more, at this place.
    pub fn refuses(&self, whole: &Value, pointer: &str, value: &Value) {
        let mut other = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has steps");
        match other.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}")) {
            Value::Array(items) => match key.parse::<usize>().expect("an index") {
                index if index == items.len() => items.push(value.clone()),
                index => items[index] = value.clone(),
            },
            object => object[key] = value.clone(),
        }
        assert_ne!(other, *whole, "{pointer} is not changed");
        assert!(self.check(&other).is_err(), "{pointer} = {value} was taken");
    }
}

fn json_of(decision: &Decision) -> Value {
    serde_json::to_value(decision).expect("a decision is JSON")
}

/// A ruleset of the repository, read as the program reads it from the repository's folder.
fn shipped(path: &str) -> Ruleset {
    elig::compile(&Disk::new(), Wanted::File(path)).into_result().unwrap_or_else(|error| panic!("{error}"))
}

/// The decisions on every record of a file of the repository.
fn decisions(ruleset: &Ruleset, path: &str) -> Vec<Decision> {
    let file = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let records = Records::new(&*file).map(|text| text.expect("it can be read").expect("it is JSON"));
    records
        .map(|text| Record::from_json(ruleset.vocabulary(), &text.text).expect("it is an object"))
        .map(|record| {
            ruleset.decide(&record, AsOf::RecordOr(date(2025, 11, 20))).expect("its own vocabulary")
        })
        .collect()
}

/// Everything that a ruleset can have, and a record for each of its verdicts.
const RICH: &str = r#"
ruleset clinic.rich "A ruleset with one of everything"
  version "1"
  effective @2025-01-01 to @2025-12-31
  applies when adult

choice care { none, injection, surgery }
scale pain { none < mild < severe }

source page {
  title "A page",
  publisher "A clinic",
  updated @2025-04-01,
  reviewed @2025-03,
  status pending,
  item duration "Six months or more",
}

source book { item one "One" }

parameter bound: decimal = 0.25

fact adult: boolean
fact sex: choice { female, male }
fact pregnant: boolean asked when sex is female "Pregnant today"
fact months: integer 0..1200 "How long"
fact ratio: decimal
fact tried: care
fact hurting: pain
fact note: text
fact smoker: boolean
fact onset: date
fact sugar: quantity 'mg/dL' of glucose
fact dx: code
record visit { day: date, weight: decimal }
fact visits: list of visit
fact fit: attested boolean
valueset failure { icd10cm: I50.* }

define long_enough = months >= 6

assume smoker = false when not recorded because "Most do not smoke"

require chronic: long_enough
  unless hurting is severe
  except when tried is surgery
  because "It has lasted"
  reading "At least is taken"
  cite page.duration
  cite book "chapter 1"
  evidence grade "B"

require share: 1 / ratio >= bound
exclude pregnant
exclude tried is surgery
  applies when hurting > none
exclude smoker
require cleared: dx in failure or months > 3
  when not recorded: met because "Most are"
exclude smoker_again: smoker
  until @2026-06-01

output advice: care = if ratio > 0.5 then surgery else none
  because "What comes next"
  reading "More than half"
  cite page "chapter 2"
  evidence grade "C"

score burden {
  +1 when adult,
  max of { +1 when smoker, +2 when hurting is severe },
  +1 when months > 24,
}

score counted {
  +1 when note is "x",
  missing counts 0,
}

table band: care by burden | months {
  <= 1      | any : none,
  2         | any : injection,
  otherwise       : surgery,
}

table step: integer by months {
  < 1 : 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 10, 10: 11, 11: 12, > 11: 13,
}

caution banded: band is surgery or step > 5 or counted > 0
  allow W0405 "shown here on purpose"

output share_left: decimal = 1 / ratio

caution noted: note is "see \"file\""
caution recent: onset within 6 months
caution sweet: sugar >= 200 'mg/dL' or sugar < 3 'mmol/L'
caution failing: dx in failure
caution judged: fit
caution seen: some visits where weight > 50
"#;

/// Verdict by verdict: a record of the ruleset above.
const RICH_RECORDS: &[(Verdict, &str)] = &[
    (
        Verdict::Eligible,
        r#"{ "id": 7, "adult": true, "sex": "male", "months": 7, "ratio": 0.30, "tried": "none", "hurting": "mild",
             "note": "see \"file\"", "onset": "2025-05", "sugar": { "value": 7, "unit": "mmol/L" },
             "dx": { "system": "loinc", "code": "2160-0" },
             "visits": [{ "day": "2025-05", "weight": 60 }],
             "fit": { "value": false, "by": "anaesthetist", "on": "2025-11" } }"#,
    ),
    (
        Verdict::Ineligible,
        r#"{ "id": "p-2", "adult": true, "sex": "female", "pregnant": true, "months": 1200.0, "ratio": 1e-7,
             "tried": "surgery", "hurting": "severe", "note": "", "smoker": true,
             "onset": "2025-05-20", "sugar": { "value": "<40", "unit": "mg/dL" }, "dx": "I50.9" }"#,
    ),
    (
        Verdict::Undetermined,
        r#"{ "adult": true, "months": { "absent": "stale" }, "ratio": 0, "tried": "?", "sex": 1, "hurting": null, "pain": 3 }"#,
    ),
    (Verdict::Undetermined, r#"{ "adult": { "absent": "asked-declined" } }"#),
    (
        Verdict::Undetermined,
        r#"{ "adult": true, "smoker": false, "hurting": "mild", "fit": { "value": true } }"#,
    ),
    (Verdict::Ineligible, r#"{ "adult": true, "smoker": true, "sex": "male" }"#),
    (Verdict::NotApplicable, r#"{ "adult": false, "sex": "male", "pregnant": true }"#),
];

/// A variant of a ruleset that asks another one, with parameters that are set.
fn linked() -> Ruleset {
    let files = Memory::new()
        .with(
            "other.elig",
            "ruleset other\nparameter least: integer = 6\nfact months: integer\nfact pregnant: boolean\nfact smoker: boolean\n\
             assume smoker = false when not recorded because \"most do not\"\nrequire long: months >= least\nexclude pregnant\nexclude smoker\n\
             require known: months > 1\n  when not recorded: met because \"it is asked at the door\"\noutput over: integer = months - least\n",
        )
        .with(
            "base.elig",
            "ruleset base \"The base\"\n  version \"1\"\n  applies when not other.pregnant or other.pregnant\nuse other with least = 3\n\
             parameter most: integer = 90\nrequire said: other.eligible as of @2025-01-01\nrequire over: other.over < most\n\
             require other.known\nexclude other.smoker\nexclude never_met: other.over > 1000\n",
        )
        .with(
            "main.elig",
            "extend base as main {\n  without never_met,\n  replace over: other.over <= most,\n  set most = 80,\n  add caution most < 3,\n}\n",
        );
    let settings = Settings::new().set("most", 70);
    elig::compile_with(&files, Wanted::File("main.elig"), &settings)
        .into_result()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_verdict_fits_the_schema() {
    let schema = Schema::published();
    let ruleset = ruleset(RICH);
    let mut seen = serde_json::Map::new();
    for (verdict, record) in RICH_RECORDS {
        for day in [date(2025, 11, 20), date(2026, 1, 1)] {
            let decision = ruleset.decide_json(record, AsOf::Fixed(day)).expect("it is an object");
            assert_eq!(decision.verdict(), *verdict, "{record}");
            let json = json_of(&decision);
            let report = Report::of(&decision).explain_values(&decision);
            let explained = serde_json::to_value(report).expect("a report is JSON");
            for json in [json, explained] {
                schema.check(&json).unwrap_or_else(|error| panic!("{error}"));
                note_properties(&json, &mut seen);
            }
        }
    }
    for record in ["{}", r#"{ "months": 4, "pregnant": true }"#] {
        let json =
            json_of(&linked().decide_json(record, AsOf::Fixed(date(2025, 11, 20))).expect("it is an object"));
        schema.check(&json).unwrap_or_else(|error| panic!("{error}"));
        note_properties(&json, &mut seen);
    }
    // What is checked has something of everything: each property that the schema knows was met.
    let schema: Value =
        serde_json::from_str(include_str!("../docs/decision.schema.json")).expect("the schema is JSON");
    let mut known = serde_json::Map::new();
    note_declared(&schema, &mut known);
    let missed: Vec<_> = known.keys().filter(|property| !seen.contains_key(*property)).collect();
    assert_eq!(missed, Vec::<&String>::new(), "no decision here has these properties");
}

/// Every key of every object below.
pub fn note_properties(value: &Value, seen: &mut serde_json::Map<String, Value>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            seen.insert(key.clone(), Value::Null);
            note_properties(value, seen);
        }),
        Value::Array(items) => items.iter().for_each(|item| note_properties(item, seen)),
        _ => {}
    }
}

/// Every property that a schema declares.
pub fn note_declared(schema: &Value, known: &mut serde_json::Map<String, Value>) {
    match schema {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            if let ("properties", Value::Object(properties)) = (key.as_str(), value) {
                known.extend(properties.keys().map(|property| (property.clone(), Value::Null)));
            }
            note_declared(value, known);
        }),
        Value::Array(items) => items.iter().for_each(|item| note_declared(item, known)),
        _ => {}
    }
}

#[test]
fn shipped_rulesets_fit_the_schema() {
    let schema = Schema::published();
    let mut patients: Vec<_> = std::fs::read_dir("examples/patients")
        .expect("the patients are there")
        .map(|entry| entry.expect("it can be read").path().display().to_string())
        .collect();
    patients.push("examples/records/with_mistakes.json".to_owned());
    for page in [
        "cleveland_clinic",
        "desert_spine",
        "basivertebral_page",
        "droracle_answer",
        "droracle_review",
        "panel",
    ] {
        let path = &format!("rulesets/intracept/{page}.elig");
        let ruleset = shipped(path);
        for decision in patients.iter().flat_map(|patient| decisions(&ruleset, patient)) {
            schema.check(&json_of(&decision)).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    assert!(patients.len() > 20);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is known and whatever is not: the decision fits, and no unknown is bare.
    #[test]
    fn any_record_fits_the_schema(members in prop::collection::vec(member(), 0..10)) {
        thread_local! {
            static CHECK: (Schema, Ruleset) = (Schema::published(), ruleset(RICH));
        }
        let record = format!("{{ {} }}", members.join(", "));
        CHECK.with(|(schema, ruleset)| {
            schema.check(&json_of(&decide(ruleset, &record))).map_err(TestCaseError::fail)
        })?;
    }
}

fn member() -> impl Strategy<Value = String> {
    let fact = prop::sample::select(vec![
        "adult", "sex", "pregnant", "months", "ratio", "tried", "hurting", "note", "smoker", "id", "as_of",
        "onset", "sugar", "dx", "other",
    ]);
    let value = prop::sample::select(vec![
        "true",
        "false",
        "null",
        "0",
        "7",
        "-1",
        "0.25",
        "1e400",
        "\"male\"",
        "\"female\"",
        "\"none\"",
        "\"severe\"",
        "\"surgery\"",
        "\"\"",
        "[]",
        "{}",
        "{\"absent\": \"stale\"}",
        "{\"absent\": \"error\"}",
        "\"2025-11-20\"",
        "\"2025-05\"",
        "{\"value\": 7, \"unit\": \"mmol/L\"}",
        "{\"value\": \"<40\", \"unit\": \"mg/dL\"}",
        "{\"system\": \"icd10cm\", \"code\": \"I50.9\"}",
        "{\"system\": \"loinc\", \"code\": \"2160-0\"}",
    ]);
    (fact, value).prop_map(|(fact, value)| format!("\"{fact}\": {value}"))
}

/// The check can fail: each of these changes to a good decision is noticed.
#[test]
fn the_schema_refuses_what_is_no_decision() {
    let schema = Schema::published();
    let ruleset = ruleset(RICH);
    let whole = json_of(&decide(&ruleset, RICH_RECORDS[2].1));
    schema.check(&whole).expect("it is one as it is");

    // Every property that is always there.
    for property in whole.as_object().expect("it is an object").keys() {
        let mut less = whole.clone();
        less.as_object_mut().expect("it is an object").remove(property);
        assert!(schema.check(&less).is_err(), "a decision without {property} was taken");
    }
    for property in ["label", "kind", "outcome", "condition", "read", "place", "unknown"] {
        let mut less = whole.clone();
        less["rules"][0].as_object_mut().expect("it is an object").remove(property);
        assert!(schema.check(&less).is_err(), "a rule without {property} was taken");
    }

    for (pointer, value) in [
        ("/schema", json!("elig-decision/2")),
        ("/verdict", json!("maybe")),
        ("/as_of", json!("2025-11")),
        ("/as_of", json!("2025-02-30")),
        ("/record", json!(7)),
        ("/ruleset/hash", json!("sha256:0")),
        ("/ruleset/comment", json!("new")),
        ("/engine", json!("another 1.0.0")),
        ("/scope/holds", json!(true)),
        ("/scope/holds", json!("unknown")),
        ("/rules", json!([])),
        ("/rules/0/outcome", json!("met")),
        ("/rules/0/outcome", json!("not met")),
        ("/rules/0/unknown", json!([])),
        ("/rules/0/unknown/0/absent", json!("")),
        ("/rules/0/unknown/0/computation", json!("a + b")),
        ("/rules/0/read/0/value", json!(24)),
        ("/rules/0/read/0/value", json!("24")),
        ("/rules/0/read/0/assumed", json!(false)),
        ("/rules/0/place/line", json!(0)),
        ("/rules/0/citations/0/source/reviewed", json!("March 2025")),
        ("/rules/0/severity", json!("high")),
        ("/rules/0/unknown/0/recorded", json!(5)),
        ("/missing/0/settled_by", json!("")),
        ("/missing/0/rules", json!([])),
        ("/problems/0/code", json!("E0104")),
        ("/problems/0/value", json!("?")),
        ("/problems/0/line", json!("1")),
        ("/warnings", json!([{ "code": "W0702" }])),
        ("/comment", json!("new")),
    ] {
        schema.refuses(&whole, pointer, &value);
    }
}

/// The properties of every object are closed and described; nothing is left to guess.
#[test]
fn the_schema_describes_every_property() {
    let schema = described(include_str!("../docs/decision.schema.json"));
    assert_eq!(schema["properties"]["schema"]["const"], elig::decision::SCHEMA);
}

/// A schema, in which every property is closed and described.
pub fn described(text: &str) -> Value {
    fn look(schema: &Value, path: &str, root: &Value) {
        let Value::Object(members) = schema else { return };
        if schema["type"] == "object" {
            assert_eq!(schema["additionalProperties"], json!(false), "{path} is open");
        }
        if let Some(Value::Object(properties)) =
            members.get("properties").filter(|_| schema["type"] == "object")
        {
            for (property, described) in properties {
                let target = described["$ref"]
                    .as_str()
                    .and_then(|pointer| root.pointer(pointer.trim_start_matches('#')));
                let own = described["description"].as_str();
                let words = own.or_else(|| target?["description"].as_str());
                assert!(
                    words.is_some_and(|words| words.ends_with('.')),
                    "{path}/{property} is not described"
                );
            }
        }
        members.iter().for_each(|(key, value)| look(value, &format!("{path}/{key}"), root));
    }
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    look(&schema, "", &schema);
    schema
}

/// The blocks of a page whose first words behind the fence are these; the words that follow, and the text.
fn blocks<'p>(page: &'p str, kind: &str) -> Vec<(Vec<&'p str>, &'p str)> {
    let fence = format!("```{kind}");
    page.match_indices(&fence)
        .map(|(start, _)| {
            let block = &page[start + fence.len()..];
            let (words, rest) = block.split_once('\n').expect("a fence ends its line");
            (words.split_whitespace().collect(), rest.split_once("```").expect("a fence is closed").0)
        })
        .collect()
}

/// As the page shows it: over many lines, in the order in which it is written.
fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("it is JSON") + "\n"
}

/// `docs/decision.md` shows what is really written; paste what this test prints when it no longer does.
#[test]
fn the_page_shows_real_decisions() {
    let whole = blocks(DECISION_PAGE, "json decision ");
    assert_eq!(whole.len(), 1);
    for (words, shown) in whole {
        let [ruleset, record] = words[..] else { panic!("{words:?} is no ruleset and a record") };
        let written = pretty(&decisions(&shipped(ruleset), record)[0]);
        assert!(shown == written, "{ruleset} says of {record}\n{written}");
        Schema::published()
            .check(&serde_json::from_str(shown).expect("it is JSON"))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    let rules = blocks(DECISION_PAGE, "json rule ");
    assert_eq!(rules.len(), 1);
    for (words, shown) in rules {
        let [label, ruleset, record] = words[..] else { panic!("{words:?} is no rule, ruleset and record") };
        let written =
            pretty(&decisions(&shipped(ruleset), record)[0].rule(label).expect("the rule is there"));
        assert!(shown == written, "{ruleset} says of {record}\n{written}");
    }
}

/// … and what `--explain-values` adds to it.
#[test]
fn the_page_shows_real_comparisons() {
    let all = blocks(DECISION_PAGE, "json comparisons ");
    assert_eq!(all.len(), 1);
    for (words, shown) in all {
        let [label, ruleset, record] = words[..] else { panic!("{words:?} is no rule, ruleset and record") };
        let written = pretty(&decisions(&shipped(ruleset), record)[0].comparisons(label));
        assert!(shown == written, "{ruleset} says of {record}\n{written}");
    }
}

/// … which row was taken, and what was scored.
#[test]
fn the_page_shows_real_rows_and_points() {
    let all = blocks(DECISION_PAGE, "json chosen ");
    assert_eq!(all.len(), 1);
    for (words, shown) in all {
        let [label, ruleset, record] = words[..] else { panic!("{words:?} is no rule, ruleset and record") };
        let rule = decisions(&shipped(ruleset), record)[0].rule(label).expect("the rule is there");
        #[derive(serde::Serialize)]
        struct Chosen {
            branches: Vec<elig::decision::BranchFound>,
            scores: Vec<elig::decision::ScoreFound>,
        }
        let written = pretty(&Chosen { branches: rule.branches, scores: rule.scores });
        assert!(shown == written, "{ruleset} says of {record}\n{written}");
    }
}

/// The record on `docs/records.md` is read without a problem by the vocabulary above it.
#[test]
fn the_record_on_the_page_is_a_good_one() {
    let (_, program) = blocks(RECORDS_PAGE, "elig").into_iter().next().expect("the page has a program");
    let (_, record) = blocks(RECORDS_PAGE, "json record").into_iter().next().expect("the page has a record");
    let decision = decide(&ruleset(program), record);
    assert_eq!(decision.record_problems(), []);
    assert_eq!(decision.record_id(), Some("p-001"));
    let missing: Vec<_> =
        decision.missing().iter().map(|fact| format!("{} {}", fact.fact, fact.absent)).collect();
    assert_eq!(missing, ["note not-recorded", "device.pacemaker asked-declined"]);
}
