//! A sample patient is what the record is that says the same.

use elig::loader::{Memory, Wanted};
use elig::{AsOf, Compilation, Record};
use proptest::prelude::*;

const FACTS: &str = "\
ruleset all \"Every kind of fact\"
choice kind { injection, exercise }
scale level { low < middle < high }
record visit { day: date or never, kind: kind, sessions: integer 0..100, marks: set of level }
valueset failure { icd10cm: I50.* }
fact months: integer -5..1200
fact share: decimal 0..1
fact weight: quantity 'kg' 2..400
fact crp: quantity 'mg/L' 0..500
fact temperature: quantity 'Cel' 20..50
fact kind: kind
fact level: level
fact name: text
fact seen.today: boolean
fact seen.before: boolean
fact onset: date
fact surgery: date or never
fact taken: datetime
fact how_long: duration
fact diagnosis: code
fact visits: list of visit
fact odi: list of observation of quantity '%' 0..100
fact ast: observation of quantity 'U/L' 0..100000
fact marks: set of level
fact judged: attested boolean
require months: months > 0
";

fn compile(patient: &str) -> Compilation {
    let text = format!(
        "{FACTS}patient p {{ {patient} }}\ntest \"t\" given p with as_of = @2025-11-20 expect eligible\n"
    );
    elig::compile(&Memory::new().with("all.elig", text), Wanted::File("all.elig"))
}

/// The record that a patient is, and the one that a JSON text is.
fn both(patient: &str, json: &str) -> (Record, Record) {
    let compilation = compile(patient);
    let shown = compilation.problems.render_plain(&compilation.sources);
    let ruleset = compilation.ruleset.as_ref().unwrap_or_else(|| panic!("{shown}"));
    let [test] = compilation.suite.tests.as_slice() else { panic!("one test\n{shown}") };
    let record = Record::from_json(ruleset.vocabulary(), json).expect("it is an object");
    assert!(record.problems().is_empty(), "{:?}", record.problems());
    (test.record.clone(), record)
}

#[test]
fn every_kind_of_value() {
    let cases = [
        ("months = 24", r#""months": 24"#),
        ("months = -4", r#""months": -4"#),
        ("share = 0.50", r#""share": 0.5"#),
        ("share = (0.25)", r#""share": 0.25"#),
        ("weight = 70 'kg'", r#""weight": { "value": 70, "unit": "kg" }"#),
        ("weight = 154.5 '[lb_av]'", r#""weight": { "value": 154.5, "unit": "[lb_av]" }"#),
        ("crp = { value = \"<0.5\", unit = \"mg/L\" }", r#""crp": { "value": "<0.5", "unit": "mg/L" }"#),
        ("temperature = 101 '[degF]'", r#""temperature": { "value": 101, "unit": "[degF]" }"#),
        ("kind = injection, level = middle", r#""kind": "injection", "level": "middle""#),
        ("name = \"a \\\"b\\\" \\\\ c\"", r#""name": "a \"b\" \\ c""#),
        ("name = \"é ü\"", r#""name": "é ü""#),
        (
            "seen.today = true, months = 1, seen.before = false",
            r#""seen": { "today": true, "before": false }, "months": 1"#,
        ),
        ("onset = @2025-05, surgery = never", r#""onset": "2025-05", "surgery": "never""#),
        ("onset = @2025, surgery = @2024-02-29", r#""onset": "2025", "surgery": "2024-02-29""#),
        ("taken = @2025-05-01T10:30:00Z", r#""taken": "2025-05-01T10:30:00Z""#),
        ("how_long = 6 months", r#""how_long": "6 months""#),
        ("how_long = 1 year", r#""how_long": "1 years""#),
        (
            "diagnosis = { system = \"http://hl7.org/fhir/sid/icd-10-cm\", code = \"I50.22\" }",
            r#""diagnosis": { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I50.22" }"#,
        ),
        ("visits = []", r#""visits": []"#),
        (
            "visits = [ { day = @2025-01-01, kind = exercise, sessions = 3, marks = [ low, high ] }, { } ]",
            r#""visits": [ { "day": "2025-01-01", "kind": "exercise", "sessions": 3, "marks": ["low", "high"] }, {} ]"#,
        ),
        (
            "visits = { items = [ { day = never } ], complete = false }",
            r#""visits": { "items": [ { "day": "never" } ], "complete": false }"#,
        ),
        (
            "odi = [ { value = 42 '%', date = @2025-10-01 } ]",
            r#""odi": [ { "value": 42, "unit": "%", "date": "2025-10-01" } ]"#,
        ),
        (
            "ast = { value = 80 'U/L', high = 40 'U/L' }",
            r#""ast": { "value": 80, "unit": "U/L", "high": 40 }"#,
        ),
        ("marks = [ middle ]", r#""marks": ["middle"]"#),
        ("marks = { items = [], complete = false }", r#""marks": { "items": [], "complete": false }"#),
        (
            "seen.today = { absent = \"asked-declined\" }",
            r#""seen": { "today": { "absent": "asked-declined" } }"#,
        ),
        (
            "judged = { value = true, by = \"a clinician\", on = @2025-10-01 }",
            r#""judged": { "value": true, "by": "a clinician", "on": "2025-10-01" }"#,
        ),
    ];
    for (patient, json) in cases {
        let (sample, record) = both(patient, &format!(r#"{{ "as_of": "2025-11-20", {json} }}"#));
        assert_eq!(sample.entries(), record.entries(), "{patient}");
        assert_eq!(sample.as_of(), record.as_of());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is given, and in whatever order, it decides as the record does.
    #[test]
    fn any_values(months in -5_i64..1200, weight in 20_i64..4000, today in any::<bool>(), day in 1_u8..29, backwards in any::<bool>()) {
        let kilograms = format!("{}.{}", weight / 10, weight % 10);
        let mut fields = [
            format!("months = {}{}", if months < 0 { "-" } else { "" }, months.abs()),
            format!("weight = {kilograms} 'kg'"),
            format!("seen.today = {today}"),
            format!("onset = @2025-02-{day:02}"),
        ];
        if backwards {
            fields.reverse();
        }
        let json = format!(
            r#"{{ "as_of": "2025-11-20", "months": {months}, "weight": {{ "value": {kilograms}, "unit": "kg" }},
                "seen": {{ "today": {today} }}, "onset": "2025-02-{day:02}" }}"#
        );
        let (sample, record) = both(&fields.join(", "), &json);
        prop_assert_eq!(sample.entries(), record.entries());
        let ruleset = compile("months = 1").ruleset.expect("it compiles");
        let decide = |record: &Record| ruleset.decide(record, AsOf::RecordOr(jiff::civil::date(2000, 1, 1))).expect("its own").verdict();
        prop_assert_eq!(decide(&sample), decide(&record));
    }
}

/// A large patient in very many cases is refused, and not kept that often in memory.
/// A record writes them alike, and somebody who forgets the quotes means something else.
#[test]
fn what_has_no_quotes_is_no_text() {
    for value in ["never", "@2025-01-01", "3 months"] {
        let compilation = compile(&format!("name = {value}"));
        let shown = compilation.problems.render_plain(&compilation.sources);
        assert!(compilation.suite.tests.is_empty() && shown.contains("is no text"), "{shown}");
    }
}

#[test]
fn tests_larger_than_the_limit() {
    let note = "x".repeat(60_000);
    let days = (0..500)
        .map(|at| format!("@{}-{:02}-{:02} : eligible,", 2000 + at / 300, at / 25 % 12 + 1, at % 25 + 1));
    let rows: String = days.collect();
    let text = format!(
        "fact note: text\nfact seen: boolean\nrequire seen\nexclude noted: note = \"y\"\n\
         patient p {{ note = \"{note}\" }}\ntest \"many\" given p cases as_of {{ {rows} }}\n"
    );
    let compilation = elig::compile(&Memory::new().with("large.elig", text), Wanted::File("large.elig"));
    let codes: Vec<_> = compilation.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert!(codes.contains(&"E0506"), "{codes:?}");
    assert!(compilation.suite.tests.len() < 500);
}

/// Places in a patient's group may nest as deep as a fact's name is long.
#[test]
fn a_path_of_any_length() {
    let path = vec!["a"; 20_000].join(".");
    let text = format!(
        "fact {path}: boolean\nexclude x: {path}\ntest \"t\" given with as_of = @2025-11-20, {path} = true expect ineligible\n"
    );
    let compilation = elig::compile(&Memory::new().with("deep.elig", text), Wanted::File("deep.elig"));
    // However it ends, it ends.
    let told = compilation.problems.len();
    assert!(compilation.suite.tests.len() == 1 || told > 0);
}
