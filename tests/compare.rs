//! Rulesets compared: what the library says, its JSON against the schema, and the page.

use std::collections::{BTreeSet, HashSet};

use elig::compare::{Compare, CompareError, LeftOut, Matrix, Page, key};
use elig::loader::{Memory, Wanted};
use elig::record::{RecordProblem, Records};
use elig::{AsOf, Ruleset, Verdict};
use jiff::civil::date;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};

use crate::schema::{Schema, described, note_declared, note_properties};

const SCHEMA: &str = include_str!("../docs/compare.schema.json");
const PAGE: &str = include_str!("../docs/compare.md");

/// Rulesets by the names of their files.
fn rulesets(files: &[(&str, &str)]) -> Vec<(String, Ruleset)> {
    let memory = files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(*name, *text));
    let compiled = |name: &str| {
        let compilation = elig::compile(&memory, Wanted::File(name));
        compilation.into_result().unwrap_or_else(|error| panic!("{name}:\n{error}"))
    };
    files.iter().map(|(name, _)| ((*name).to_owned(), compiled(name))).collect()
}

fn compare(files: &[(&str, &str)]) -> Compare {
    Compare::new(rulesets(files)).expect("they can be compared")
}

/// All records of a text, compared as of one date unless they have their own.
fn matrix(compare: &Compare, records: &str) -> Matrix {
    let (mut patients, mut left_out) = (Vec::new(), Vec::new());
    for record in Records::new(records.as_bytes()) {
        match record.expect("it can be read") {
            Ok(text) => match compare.decide("patients.json", &text, AsOf::RecordOr(date(2025, 11, 20))) {
                Ok(patient) => patients.push(patient),
                Err(CompareError::LeftOut(left)) => left_out.push(left),
                Err(other) => panic!("{other}"),
            },
            Err(problem) => {
                left_out.push(LeftOut { file: "patients.json".to_owned(), problems: vec![problem] })
            }
        }
    }
    compare.matrix(patients, left_out)
}

fn json_of(matrix: &Matrix) -> Value {
    serde_json::to_value(matrix).expect("a matrix is JSON")
}

fn verdicts(matrix: &Matrix, patient: usize) -> Vec<Verdict> {
    matrix.patients[patient].answers.iter().map(|answer| answer.verdict).collect()
}

// What can be compared.

#[test]
fn what_cannot_be_compared() {
    let one = ("one.elig", "fact a: boolean\nrequire a\n");
    let words = ("words.elig", "vocabulary words\nfact a: boolean\n");
    assert_eq!(Compare::new(rulesets(&[one])).err(), Some(CompareError::TooFewRulesets));
    assert_eq!(
        Compare::new(rulesets(&[one, words])).err(),
        Some(CompareError::Vocabulary("words.elig".to_owned()))
    );
    let many: Vec<_> = std::iter::repeat_n(one, 27).collect();
    assert_eq!(Compare::new(rulesets(&many)).err(), Some(CompareError::TooManyRulesets));
    assert!(Compare::new(rulesets(&many[1..])).is_ok());
    assert_eq!([key(0), key(25), key(26), key(1000)], ['A', 'Z', '?', '?']);
}

#[test]
fn hosts_share_a_comparison_among_threads() {
    fn shareable<T: Send + Sync + 'static>() {}
    shareable::<Compare>();
    shareable::<Matrix>();
}

/// Every ruleset says what it says of the patient alone, whatever stands beside it.
#[test]
fn an_answer_is_that_of_the_ruleset_alone() {
    let files = [("page.elig", CLINIC), ("letter.elig", LETTER), ("policy.elig", POLICY)];
    let matrix = matrix(&compare(&files), PATIENTS);
    for (patient, record) in matrix.patients.iter().zip(PATIENTS.lines()) {
        for ((file, ruleset), answer) in rulesets(&files).iter().zip(&patient.answers) {
            let alone = ruleset.decide_json(record, AsOf::Fixed(patient.as_of)).expect("it is an object");
            assert_eq!(answer.verdict, alone.verdict(), "{file}: {record}");
        }
    }
    let all: BTreeSet<_> =
        matrix.patients.iter().flat_map(|patient| patient.by_verdict().into_keys()).collect();
    assert_eq!(all.len(), 4, "every verdict is among them");
}

/// No reason, no verdict but *eligible*: whatever is open or in the way says why.
#[test]
fn no_verdict_is_without_a_reason() {
    let guarded =
        "fact a: boolean\nfact b: boolean\nrequire a applies when b\nexclude x: not a applies when b\n";
    let scoped = "ruleset r\n  applies when b\nfact a: boolean\nfact b: boolean\nrequire a\n";
    let divided = "fact a: decimal\nfact b: boolean\nrequire r: 1 / a > 1\nrequire b\n";
    let halved = "fact a: decimal\nfact b: boolean\nrequire a < 9 applies when 1 / a > 1\n";
    let compare = compare(&[
        ("guarded.elig", guarded),
        ("scoped.elig", scoped),
        ("divided.elig", divided),
        ("halved.elig", halved),
    ]);
    let records = "{}\n{\"a\": true}\n{\"b\": false}\n{\"a\": false}\n{\"b\": true}\n{\"a\": 0, \"b\": true}\n{\"a\": false, \"b\": true}\n";
    let matrix = matrix(&compare, records);
    for patient in &matrix.patients {
        for side in patient.sides() {
            assert_eq!(side.points.is_empty(), side.verdict == Verdict::Eligible, "{side:?}");
            assert!(side.points.iter().all(|point| !point.says.trim().is_empty()));
        }
    }
    let said = |patient: usize, ruleset: char| -> Vec<String> {
        let sides = matrix.patients[patient].sides();
        let side = sides.iter().find(|side| side.keys.contains(&ruleset)).expect("it says something");
        side.points.iter().map(|point| point.says.clone()).collect()
    };
    assert_eq!(said(1, 'A'), ["whether any of its rules applies is open: b is not recorded"]);
    assert_eq!(said(2, 'A'), ["none of its rules applies to this patient"]);
    assert_eq!(said(2, 'B'), ["applies when b, which does not hold of this patient"]);
    assert_eq!(
        said(3, 'B'),
        [
            "applies when b, which is open: b is not recorded",
            "must hold: a; not met, if this ruleset is for the patient"
        ]
    );
    assert_eq!(said(5, 'D'), ["whether any of its rules applies is open: a computation has no result"]);
    assert_eq!(said(5, 'C'), ["must hold: 1 / a > 1; `1 / a` would be a division by zero"]);
}

// Who contradicts whom.

#[test]
fn only_eligible_and_ineligible_contradict() {
    let compare = compare(&[
        ("one.elig", "ruleset one\n  applies when x\nfact x: boolean\nfact a: boolean\nrequire a\n"),
        ("other.elig", "fact x: boolean\nfact a: boolean\nexclude a\n"),
    ]);
    let matrix = matrix(
        &compare,
        "{\"x\": true, \"a\": true}\n{\"x\": true, \"a\": false}\n{\"x\": true}\n{\"a\": true}\n{\"x\": false, \"a\": true}\n{\"x\": false, \"a\": false}\n",
    );
    use Verdict::{Eligible, Ineligible, NotApplicable, Undetermined};
    let expected = [
        ([Eligible, Ineligible], true),
        ([Ineligible, Eligible], true),
        ([Undetermined, Undetermined], false),
        ([Undetermined, Ineligible], false),
        ([NotApplicable, Ineligible], false),
        ([NotApplicable, Eligible], false),
    ];
    for (index, (said, contradicts)) in expected.iter().enumerate() {
        let patient = &matrix.patients[index];
        assert_eq!(verdicts(&matrix, index), said);
        assert_eq!(patient.is_contradicted(), *contradicts, "{said:?}");
        let differences = patient.differences();
        assert_eq!(differences.len(), usize::from(said[0] != said[1]));
        assert!(differences.iter().all(|difference| difference.contradicts == *contradicts));
        assert_eq!(matrix.summary.pairs[0].contradicts_on(patient), *contradicts);
    }
    let summary = &matrix.summary;
    assert_eq!((summary.patients, summary.differing, summary.contradicted), (6, 5, 2));
    let pair = &summary.pairs[0];
    assert_eq!((pair.same, pair.differ, pair.contradict), (1, 5, 2));
    assert_eq!(pair.verdicts.iter().map(|both| both.patients).sum::<usize>(), 6);
    assert!(!pair.is_called_out(), "they name no publisher");
}

/// A reason is shared where in both a rule of its label says the same.
#[test]
fn reasons_that_one_has_and_the_other_lacks() {
    let facts = "fact a: boolean\nfact b: boolean\nfact c: boolean\nfact d: boolean\n";
    let one = format!("ruleset one\n  applies when d\n{facts}require a\nrequire b\nrequire c\n");
    let other = format!("{facts}require a\nrequire c\nrequire own: b and c\n");
    let compare = compare(&[("one.elig", &one), ("other.elig", &other)]);
    // Whether the first is for the patient is open, so that its rules decide nothing yet.
    let matrix = matrix(&compare, "{\"a\": false, \"b\": false}\n");
    let differences = matrix.patients[0].differences();
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    let labels =
        |labels: &[std::sync::Arc<str>]| labels.iter().map(|label| label.to_string()).collect::<Vec<_>>();
    assert_eq!(labels(&difference.shared.not_met), ["a"]);
    assert_eq!(labels(&difference.shared.open), ["c"]);
    assert_eq!(labels(&difference.left_only.not_met), ["b"]);
    assert_eq!(labels(&difference.right_only.not_met), ["own"]);
    assert!(difference.left_only.open.is_empty() && difference.right_only.open.is_empty());
}

/// A source that only a caution or a definition cites makes no publisher; capitals and blanks make no other one.
#[test]
fn publishers_are_those_of_the_rules() {
    let ruleset = |own: &str, source: &str| {
        format!(
            "source own {{ title \"Own\", publisher \"{own}\" }}\nsource formula {{ title \"F\", publisher \"A journal\" }}\n\
             source advice {{ title \"A\", publisher \"A society\" }}\nfact a: decimal\ndefine twice = a * 2 cite formula\n\
             require a: twice > 1 cite {source}\ncaution much: a > 9 cite advice\n"
        )
    };
    let texts = [
        ruleset("A  payer", "own"),
        ruleset("a Payer", "own"),
        ruleset("Another", "own"),
        ruleset("A payer", "formula"),
    ];
    let names = ["one.elig", "two.elig", "three.elig", "four.elig"];
    let files: Vec<_> = names.into_iter().zip(texts.iter().map(String::as_str)).collect();
    let matrix = matrix(&compare(&files), "{\"a\": 4}\n");
    let publishers: Vec<Vec<String>> = matrix
        .rulesets
        .iter()
        .map(|ruleset| ruleset.publishers.iter().map(|publisher| publisher.to_string()).collect())
        .collect();
    assert_eq!(publishers, [["A  payer"], ["a Payer"], ["Another"], ["A journal"]]);
    let shared: Vec<_> = matrix
        .summary
        .pairs
        .iter()
        .filter(|pair| !pair.shared_publishers.is_empty())
        .map(|pair| (pair.left, pair.right))
        .collect();
    assert_eq!(shared, [('A', 'B')]);
}

/// Those of one publisher that contradict each other come first, however few the patients.
#[test]
fn pairs_by_weight() {
    let ruleset = |publisher: &str, least: usize| {
        format!(
            "source s {{ title \"S\", publisher \"{publisher}\" }}\nfact a: integer\nrequire a >= {least} cite s\n"
        )
    };
    let texts = [ruleset("A payer", 1), ruleset("A payer", 2), ruleset("A clinic", 9)];
    let names = ["one.elig", "two.elig", "three.elig"];
    let files: Vec<_> = names.into_iter().zip(texts.iter().map(String::as_str)).collect();
    let matrix = matrix(&compare(&files), "{\"a\": 1}\n{\"a\": 3}\n{\"a\": 4}\n{\"a\": 5}\n");
    let order: Vec<_> = matrix
        .summary
        .pairs_by_weight()
        .iter()
        .map(|pair| (pair.left, pair.right, pair.contradict))
        .collect();
    assert_eq!(order, [('A', 'B', 1), ('A', 'C', 4), ('B', 'C', 3)]);
}

// Values.

/// What a record says is in no form of a comparison, unless it is asked for.
#[test]
fn no_value_is_told_unless_it_is_asked_for() {
    let one = r#"ruleset one
  applies when some visits where not (kind is "none")
use linked
record visit { day: date, kind: text }
fact visits: list of visit
fact birth_date: date fixed
fact note: text
fact weight: quantity 'kg' 0..500
fact pain: integer 0..100
fact sex: choice { female, male }
fact pregnant: boolean asked when sex is female
fact dx: code
fact judged: attested boolean
valueset failure { icd10cm: I50.* }
assume pain = 3 when not recorded because "it is usual"
require note: note is "other"
require weight: weight > 100 'kg'
exclude young: age < 18 years
  until @2026-06-01
require pain > 90
exclude pregnant
require failing: dx in failure
require fit: judged
require open: birth_date within 6 months
require asked: linked.eligible as of birth_date
output advice: text = note
"#;
    let linked = "ruleset linked\n  effective @2030-01-01 to @2031-01-01\nfact birth_date: date fixed\nfact note: text\nrequire note: note is \"more\"\n";
    let other = "fact weight: quantity 'kg' 0..500\nrequire weight: weight > 7 'kg'\n";
    let memory = Memory::new().with("one.elig", one).with("linked.elig", linked).with("other.elig", other);
    let compiled = |name: &str| {
        let ruleset = elig::compile(&memory, Wanted::File(name)).into_result();
        (name.to_owned(), ruleset.unwrap_or_else(|error| panic!("{error}")))
    };
    let rulesets = || vec![compiled("one.elig"), compiled("other.elig")];
    let values = [
        "SECRET",
        "61.2",
        "1987",
        "1987-06-05",
        "2024-02",
        "PHYSICIAN",
        "2024-12-31",
        "2160-0",
        "LOINC",
        "loinc",
        "77",
    ];
    let records = concat!(
        r#"{ "id": "p-1", "note": "SECRET-NOTE", "weight": { "value": 61.2, "unit": "kg" }, "birth_date": "1987-06-05", "sex": "male", "pregnant": true, "dx": { "system": "loinc", "code": "2160-0" }, "judged": { "value": false, "by": "PHYSICIAN", "on": "2024-12-31" }, "visits": [{ "day": "2024-02", "kind": "SECRET-KIND" }], "pain": 77 }"#,
        "\n",
        r#"{ "id": "p-2", "note": "SECRET-NOTE", "weight": { "value": "<61.2", "unit": "kg" }, "birth_date": "1987", "visits": [{ "day": "2024-02" }], "pain": "77" }"#,
        "\n",
    );
    let forms = |matrix: &Matrix| {
        [json_of(matrix).to_string(), Page::of(matrix).to_string()].map(|form| {
            // By chance a fingerprint may have any digits.
            matrix.rulesets.iter().fold(form, |form, ruleset| form.replace(&ruleset.hash, ""))
        })
    };
    let quiet = matrix(&Compare::new(rulesets()).expect("two rulesets"), records);
    assert_eq!(quiet.patients.len(), 2);
    for form in forms(&quiet) {
        for value in values {
            assert!(!form.contains(value), "{value} is in {form}");
        }
    }
    // The check can fail: asked for, nearly all of them are told.
    let told = matrix(&Compare::new(rulesets()).expect("two rulesets").show_values(true), records);
    for form in forms(&told) {
        for value in ["SECRET", "61.2", "1987", "PHYSICIAN", "77"] {
            assert!(form.contains(value), "{value} is not in {form}");
        }
    }
    // That there is something to know is told all the same.
    let codes = |matrix: &Matrix| -> BTreeSet<String> {
        let answers = matrix.patients.iter().flat_map(|patient| &patient.answers);
        answers.flat_map(|answer| &answer.warnings).map(|warning| warning.code.to_string()).collect()
    };
    assert_eq!(codes(&quiet), codes(&told));
    assert_eq!(codes(&quiet).into_iter().collect::<Vec<_>>(), ["W0702", "W0703", "W0704"]);
}

// JSON.

const CLINIC: &str = r#"ruleset clinic.page "A clinic's page"
  version "3"
  effective @2025-01-01 to @2025-10-31
  applies when adult
source page { title "A page", publisher "A clinic", reviewed @2025-03, status pending, item long "Six months" }
fact adult: boolean "At least 18 years old"
fact months: integer 0..1200
fact pacemaker: boolean
fact smoker: boolean
fact onset: date "The first day of the pain"
fact ratio: decimal
assume smoker = false when not recorded because "Most do not"
require months: months >= 6 because "Six months or more" cite page.long
exclude pacemaker until @2026-06-01
exclude smoker
require onset within 12 months
require ratio: 1 / ratio > 0.1
"#;

const LETTER: &str = r#"fact adult: boolean
fact months: integer 0..1200
source letter { title "A letter", publisher "A clinic" }
require months: months >= 3 cite letter "page 1"
"#;

const POLICY: &str =
    "ruleset payer\nfact pacemaker: boolean\nfact months: integer 0..100\nrequire months: months >= 12\n";

/// One a line.
const PATIENTS: &str = r#"{ "id": 1, "adult": true, "months": 24, "smoker": false, "pacemaker": false, "onset": "2025-05-01", "ratio": 2 }
{ "id": 2, "adult": true, "months": 4, "pacemaker": true, "onset": "2024-11", "ratio": 0, "x": 1 }
{ "as_of": "2025-10-01", "adult": false, "months": 500 }
{ "id": "4", "pacemaker": true, "months": "no", "onset": "2024-11" }
{ "id": "5", "adult": true, "months": 4, "pacemaker": true, "onset": "2025-05-01", "ratio": 2, "smoker": false }
"#;

#[test]
fn every_matrix_fits_the_schema() {
    let schema = Schema::of(SCHEMA);
    let variant =
        "extend \"page.elig\" as variant \"V\" {\n  without onset,\n  replace months: months >= 2,\n}\n";
    let files =
        [("page.elig", CLINIC), ("letter.elig", LETTER), ("policy.elig", POLICY), ("variant.elig", variant)];
    let compare = compare(&files);
    let mut seen = serde_json::Map::new();
    let patients = format!("{PATIENTS}{{ \"as_of\": \"2025\" }}\n{{\n");
    for values in [false, true] {
        let compare = compare.clone().show_values(values);
        let whole = matrix(&compare, &patients);
        assert_eq!((whole.patients.len(), whole.left_out.len()), (5, 2));
        for matrix in [whole.clone(), whole.only_differences(), matrix(&compare, "")] {
            let json = json_of(&matrix);
            schema.check(&json).unwrap_or_else(|error| panic!("{error}"));
            note_properties(&json, &mut seen);
        }
    }
    // What is checked has something of everything, and the page speaks of all of it.
    let mut known = serde_json::Map::new();
    note_declared(&serde_json::from_str(SCHEMA).expect("it is JSON"), &mut known);
    let missed: Vec<_> = known.keys().filter(|property| !seen.contains_key(*property)).collect();
    assert_eq!(missed, Vec::<&String>::new(), "no matrix here has these properties");
    let of_decisions = [
        "absent",
        "after",
        "before",
        "change",
        "description",
        "matters",
        "of",
        "path",
        "rules",
        "computation",
    ];
    for property in known.keys().filter(|property| !of_decisions.contains(&property.as_str())) {
        assert!(PAGE.contains(&format!("`{property}`")), "docs/compare.md says nothing of `{property}`");
    }
}

#[test]
fn the_schema_describes_every_property() {
    let schema = described(SCHEMA);
    assert_eq!(schema["properties"]["schema"]["const"], elig::compare::SCHEMA);
}

/// The check can fail: each of these changes is noticed.
#[test]
fn the_schema_refuses_what_is_no_matrix() {
    let schema = Schema::of(SCHEMA);
    let files = [("page.elig", CLINIC), ("letter.elig", LETTER)];
    let whole = json_of(&matrix(&compare(&files), PATIENTS));
    schema.check(&whole).expect("it is one as it is");
    for property in whole.as_object().expect("it is an object").keys() {
        let mut less = whole.clone();
        less.as_object_mut().expect("it is an object").remove(property);
        assert!(schema.check(&less).is_err(), "a matrix without {property} was taken");
    }
    for (pointer, value) in [
        ("/schema", json!("elig-compare/2")),
        ("/values", json!("no")),
        ("/rulesets/0/key", json!("AA")),
        ("/rulesets/0/hash", json!("sha256:0")),
        ("/rulesets/0/sources/0/status", json!("done")),
        ("/rulesets/0/comment", json!("new")),
        ("/patients/0/id", json!(1)),
        ("/patients/0/as_of", json!("2025-11")),
        ("/patients/0/line", json!(0)),
        ("/patients/0/answers/a", json!({})),
        ("/patients/0/answers/A/verdict", json!("maybe")),
        ("/patients/1/answers/A/not_met/0/kind", json!("caution")),
        ("/patients/1/answers/A/not_met/0/found", json!([])),
        ("/patients/1/differences/0/contradicts", json!("yes")),
        ("/patients/1/differences/0/left_only", json!(["months"])),
        ("/patients/3/problems/0/rulesets", json!([])),
        ("/patients/3/problems/0/value", json!("no")),
        ("/left_out/0", json!({ "file": "x" })),
        ("/summary/pairs", json!([])),
        ("/summary/pairs/0/verdicts/0/patients", json!(0)),
    ] {
        schema.refuses(&whole, pointer, &value);
    }
}

/// A mistake that several vocabularies see is told once; a key that one of them knows is no mistake.
#[test]
fn mistakes_over_several_vocabularies() {
    let compare = compare(&[
        ("a.elig", "fact months: integer 0..9\nfact smoker: boolean\nrequire months > 1\nexclude smoker\n"),
        ("b.elig", "fact months: integer 0..9\nfact smoker: boolean\nrequire months > 2\nexclude smoker\n"),
        ("c.elig", "fact months: integer 0..99\nfact smokes: boolean\nrequire months > 3\nexclude smokes\n"),
    ]);
    let matrix = matrix(&compare, "\n\n  { \"months\": 50, \"other\": 1,\n \"smoker\": true }\n");
    let told: Vec<_> = matrix.patients[0]
        .problems
        .iter()
        .map(|told| {
            let RecordProblem { code, path, at, .. } = &told.problem;
            (code.as_str(), path.as_str(), at.line, at.column, told.rulesets.iter().collect::<String>())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("E0703", "months", 3, 15, "AB".to_owned()),
            ("W0701", "other", 3, 28, "ABC".to_owned()),
            // To the third it is a misspelt name of its own.
            ("W0701", "smoker", 4, 12, "C".to_owned()),
        ]
    );
}

// The page.

const HOSTILE: &str = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>]]>--><!--";

/// The page as XML, which it is, too.
fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}\n{page}"))
}

fn elements<'d>(document: &'d Document<'_>, name: &str) -> Vec<Node<'d, 'd>> {
    document.descendants().filter(|node| node.has_tag_name(name)).collect()
}

fn text_of(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What holds of every page: whoever reads it aloud, follows its links or opens it offline is served.
fn check_page(page: &str) {
    let document = parsed(page);
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("lang")), ("html", Some("en")));
    for name in
        ["script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "svg"]
    {
        assert!(elements(&document, name).is_empty(), "there is a {name}");
    }
    let mut ids = HashSet::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            assert!(!["src", "style", "action"].contains(&attribute.name()), "{}", attribute.name());
        }
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id), "#{id} is there twice");
        }
    }
    for link in elements(&document, "a") {
        let target =
            link.attribute("href").and_then(|target| target.strip_prefix('#')).expect("a place of the page");
        assert!(ids.contains(target), "#{target} is not there");
    }
    for labelled in document.descendants().filter_map(|node| node.attribute("aria-labelledby")) {
        assert!(ids.contains(labelled), "#{labelled} is not there");
    }
    let style = text_of(elements(&document, "style")[0]);
    assert!(!style.contains("url(") && !style.contains("@import"), "the style loads something");
    let tables = elements(&document, "table");
    assert!(!tables.is_empty());
    for table in tables {
        let caption = table.children().find(Node::is_element).expect("a table has parts");
        assert!(caption.has_tag_name("caption") && !text_of(caption).is_empty());
        let rows: Vec<_> = table.descendants().filter(|node| node.has_tag_name("tr")).collect();
        let cells = |row: &Node<'_, '_>| row.children().filter(Node::is_element).count();
        assert!(rows.len() > 1 && rows.iter().all(|row| cells(row) == cells(&rows[0])), "a row is short");
        for heading in table.descendants().filter(|node| node.has_tag_name("th")) {
            assert!(
                matches!(heading.attribute("scope"), Some("col" | "row")) && !text_of(heading).is_empty()
            );
        }
        for row in &rows[1..] {
            assert!(row.first_element_child().is_some_and(|first| first.attribute("scope") == Some("row")));
        }
    }
    // No mark stands without its word.
    for mark in document.descendants().filter(|node| node.attribute("class") == Some("mark")) {
        assert_eq!(mark.attribute("aria-hidden"), Some("true"));
        let beside = mark.next_sibling().and_then(|next| next.text()).unwrap_or_default();
        let word = beside.trim();
        assert!(["eligible", "ineligible", "undetermined", "not applicable"].contains(&word), "{word:?}");
    }
    // Headings go down one at a time.
    let levels: Vec<usize> = document
        .descendants()
        .filter_map(|node| node.tag_name().name().strip_prefix('h').and_then(|level| level.parse().ok()))
        .collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn a_page_is_well_formed() {
    let files = [("page.elig", CLINIC), ("letter.elig", LETTER), ("policy.elig", POLICY)];
    for values in [false, true] {
        let compare = compare(&files).show_values(values);
        let whole = matrix(&compare, PATIENTS);
        check_page(&Page::of(&whole).to_string());
        check_page(&Page::of(&whole.only_differences()).to_string());
        let alike = matrix(&compare, "{}\n").only_differences();
        let page = Page::of(&alike).to_string();
        check_page(&page);
        assert!(page.contains("The rulesets differ on no patient."));
    }
}

/// The parts in their order, and what is in the first of them.
#[test]
fn a_page_has_the_matrix_the_reasons_the_pairs_and_the_sources() {
    let files = [("page.elig", CLINIC), ("letter.elig", LETTER), ("policy.elig", POLICY)];
    let matrix = matrix(&compare(&files), PATIENTS);
    let page = Page::of(&matrix).to_string();
    let document = parsed(&page);
    let headings: Vec<_> = elements(&document, "h2").into_iter().map(text_of).collect();
    assert_eq!(headings, ["Matrix", "Reasons by patient", "Pairs of rulesets", "Rulesets and sources"]);
    let first = elements(&document, "table")[0];
    let rows: Vec<Vec<String>> = first
        .descendants()
        .filter(|node| node.has_tag_name("tr"))
        .map(|row| row.children().filter(Node::is_element).map(text_of).collect())
        .collect();
    assert_eq!(rows[0], ["Patient", "Rulesets", "A A clinic's page", "B letter.elig", "C payer", "As of"]);
    assert_eq!(rows[1], ["1", "agree", "✓ eligible", "✓ eligible", "✓ eligible", "2025-11-20"]);
    assert_eq!(rows[2], ["2", "contradict", "✗ ineligible", "✓ eligible", "✗ ineligible", "2025-11-20"]);
    assert_eq!(rows[3][0], "patients.json:3");
    let reasons: Vec<_> = elements(&document, "details");
    let open: Vec<_> = reasons.iter().map(|details| details.attribute("open").is_some()).collect();
    assert_eq!(open, matrix.patients.iter().map(elig::compare::Patient::differs).collect::<Vec<_>>());
    assert!(
        text_of(reasons[1]).contains("months (not met): must hold: Six months or more (months of C, too)")
    );
    assert!(text_of(reasons[1]).contains("Source: page.long, “Six months”"));
    let sources = text_of(*elements(&document, "article").first().expect("an article for each ruleset"));
    assert!(sources.contains("pageA pageA clinicnot said2025-03pendinga rule cites it"), "{sources}");
}

/// Nothing that a ruleset or a record says becomes part of the page, wherever it stands.
#[test]
fn a_page_shows_hostile_text_as_text() {
    let text = HOSTILE.replace('"', "\\\"");
    let ruleset = |least: usize| {
        format!(
            "ruleset r{least} \"{text}\"\n  version \"{text}\"\n  applies when note is \"{text}\" or months >= 0\n\
             source s {{ title \"{text}\", publisher \"{text}\", item i \"{text}\" }}\n\
             fact note: text \"{text}\"\nfact months: integer 0..99\nfact smoker: boolean\n\
             assume smoker = false when not recorded because \"{text}\"\n\
             require months: months >= {least} because \"{text}\" cite s.i\n\
             require said: note is \"{text}\" cite s \"{text}\"\nexclude smoker because \"{text}\"\n"
        )
    };
    let (one, other) = (ruleset(3), ruleset(6));
    let rulesets = rulesets(&[("one.elig", &one), ("other.elig", &other)]);
    let named = rulesets.into_iter().map(|(_, ruleset)| (HOSTILE.to_owned(), ruleset)).collect();
    let compare = Compare::new(named).expect("two rulesets").show_values(true);
    let id = |id: &str| serde_json::to_string(id).expect("it is JSON");
    let hidden = "\u{202e}p\u{0}\u{8}\u{1b}[2J\u{200b}";
    let records = format!(
        "{{ \"id\": {0}, \"months\": 4, \"note\": {0} }}\n{{ \"id\": {0}, \"months\": 4, {0}: 1, \"note\": {0} }}\n\
         {{ \"id\": {1}, \"months\": {0}, \"note\": {1} }}\n{{ {0}: }}\n",
        id(HOSTILE),
        id(hidden)
    );
    let matrix = matrix(&compare, &records);
    assert_eq!((matrix.patients.len(), matrix.left_out.len()), (3, 1));
    let page = Page::of(&matrix).to_string();
    check_page(&page);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<!--"));
    assert!(
        !page.contains(|c: char| c.is_control() && c != '\n') && !page.contains(['\u{202e}', '\u{200b}'])
    );
    // It is all there, as text.
    let document = parsed(&page);
    let shown = text_of(document.root_element());
    assert!(shown.matches(HOSTILE).count() > 20, "{shown}");
    // No text of theirs stands in an attribute.
    for node in document.descendants() {
        assert!(node.attributes().all(|attribute| !attribute.value().contains("alert")));
    }
}

/// Text is read on its ground, on a bright screen and on a dark one: by WCAG, 4.5 to 1 at the least.
#[test]
fn a_page_has_contrast() {
    let files = [("page.elig", CLINIC), ("letter.elig", LETTER)];
    let page = Page::of(&matrix(&compare(&files), "{}\n")).to_string();
    let colours = |style: &str| -> Vec<(String, f64)> {
        let declared = style.split(';').filter_map(|line| line.split_once(": #"));
        let colours = declared.filter_map(|(name, hex)| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(hex.trim().get(at..at + 2)?, 16).ok()?) / 255.0;
                Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
            };
            let light = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
            Some((name.trim().trim_start_matches(['{', '\n', ' ']).to_owned(), light))
        });
        colours.collect()
    };
    let (bright, dark) =
        page.split_once("@media (prefers-color-scheme: dark)").expect("it follows a dark screen");
    let (dark, _) = dark.split_once("\n}").expect("the rule ends");
    for scheme in [bright, dark] {
        let colours = colours(scheme);
        let light = |wanted: &str| {
            let found = colours.iter().find(|(name, _)| name.ends_with(wanted));
            found.unwrap_or_else(|| panic!("{wanted} has no colour in {colours:?}")).1
        };
        for name in [
            "page",
            "quiet",
            "head",
            "link",
            "eligible",
            "ineligible",
            "undetermined",
            "not-applicable",
            "contradict",
        ] {
            let (ink, paper) = (light(&format!("--{name}-ink")), light(&format!("--{name}-paper")));
            let ratio = (ink.max(paper) + 0.05) / (ink.min(paper) + 0.05);
            assert!(ratio >= 4.5, "{name}: {ratio:.2}");
        }
    }
}
