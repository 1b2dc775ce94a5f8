//! Tables: one file a case, with what becomes of it beside; and properties over all types.

use std::fmt::Write as _;

use elig::Record;
use elig::record::{Delimiter, RecordText, Table};
use proptest::prelude::*;

use crate::support::ruleset;

/// A fact of every type.
const RULESET: &str = r#"
choice smoking_status { never_smoked, former, current, NA }
choice site { liver, bone, lung }
record treatment { kind: text, dose: quantity 'mg', started: date }

fact pain_months: integer 0..1200
fact ratio: decimal
fact smoking: smoking_status
fact note: text
fact device.pacemaker: boolean
fact device.implanted.count: integer
fact crp: quantity 'mg/L' 0..1000 of crp
fact weight: quantity 'kg' 1..400 unit assumed
fact birth_date: date
fact last_drink: date or never
fact admitted: datetime
fact prescribed: duration
fact diagnosis: code
fact metastases: set of site
fact gfr: observation of quantity 'mL/min/{1.73_m2}'
fact odi: list of observation of quantity '%'
fact treatments: list of treatment
fact judged: attested boolean

valueset heart_failure { icd10cm: I50.* }

require pain_months >= 6 and ratio > 0 and smoking is former and note is "x"
exclude device.pacemaker or device.implanted.count > 2 or crp > 5 'mg/L' or weight > 100 'kg'
exclude birth_date within 3 months or last_drink within 3 months or date of admitted in @2025
exclude prescribed > 1 month or diagnosis in heart_failure or metastases has bone
exclude gfr < 30 'mL/min/{1.73_m2}' or latest odi > 40 '%' or some treatments or judged
"#;

fn table<'t>(text: &'t [u8], delimiter: Delimiter, rules: &elig::Ruleset) -> Table<&'t [u8]> {
    Table::new(text, delimiter, rules.vocabulary()).expect("memory can be read")
}

/// The texts of the records of a table in which every row can be read.
fn texts(text: &str, rules: &elig::Ruleset) -> Vec<RecordText> {
    let table = table(text.as_bytes(), Delimiter::Comma, rules);
    assert_eq!(table.problems(), [], "{text}");
    table.map(|row| row.expect("memory can be read").expect("the row fits")).collect()
}

#[test]
fn cases() {
    let rules = ruleset(RULESET);
    insta::glob!("tables/*.*sv", |path| {
        let text = std::fs::read(path).expect("it can be read");
        let shown = String::from_utf8_lossy(&text).into_owned();
        let delimiter = Delimiter::guess(&shown).unwrap_or(Delimiter::Comma);
        let mut table = table(&text, delimiter, &rules);
        let mut out = String::new();
        let tell = |problem: &elig::record::RecordProblem, out: &mut String| {
            writeln!(out, "{problem}\n  help: {}", problem.help.as_deref().unwrap_or("none")).expect("text");
        };
        table.problems().iter().for_each(|problem| tell(problem, &mut out));
        for row in &mut table {
            match row.expect("memory can be read") {
                Err(problem) => tell(&problem, &mut out),
                Ok(text) => {
                    writeln!(out, "{}", text.text).expect("text");
                    text.problems().iter().for_each(|problem| tell(problem, &mut out));
                    let record = Record::from_json(rules.vocabulary(), &text.text).expect("it is an object");
                    record.problems().iter().for_each(|problem| tell(&text.placed(problem), &mut out));
                }
            }
        }
        for (column, rows) in table.passed_over() {
            writeln!(out, "passed over: {column} in {rows}").expect("text");
        }
        insta::with_settings!({ description => shown, omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("table", out);
        });
    });
}

/// A number as people write it, and a bound now and then.
fn number() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        (0..400u32).prop_map(|n| n.to_string()),
        (0..400u32, 0..100u32).prop_map(|(n, f)| format!("{n}.{f}"))
    ]
}

fn date() -> impl Strategy<Value = String> + Clone {
    let day = (1950..2025i32, 1..13u32, 1..29u32);
    let day =
        day.prop_map(|(year, month, day)| [format!("{year}"), format!("-{month:02}"), format!("-{day:02}")]);
    (day, 1..4usize).prop_map(|(parts, digits)| parts[..digits].concat())
}

fn coding() -> impl Strategy<Value = (String, String)> {
    (prop_oneof![Just("icd10cm"), Just("http://hl7.org/fhir/sid/icd-10-cm")], 0..100u32)
        .prop_map(|(system, digits)| (system.to_owned(), format!("I{digits:02}.9")))
}

/// Text with everything that a table and JSON have to escape.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z,;\"'\\\\ \n\r\t{}\\[\\]<>|ü€\0\u{1}NA]{0,12}"
        .prop_filter("blank cells are empty", |text| !text.trim().is_empty())
}

/// Columns with their cells, and the member of the record that says the same.
type Said = (Vec<(String, String)>, Option<String>);

fn one(name: &str, cell: String, json: String) -> Said {
    (vec![(name.to_owned(), cell)], Some(format!("\"{name}\":{json}")))
}

/// What may be said of each fact, or nothing.
fn said() -> impl Strategy<Value = Vec<Said>> {
    let quoted = |text: &str| serde_json::to_string(text).expect("text is JSON");
    let bound = (prop_oneof![Just(""), Just("<"), Just(">="), Just("≤")], number());
    let json_of = |sign: &str, number: &str| match sign {
        "" => number.to_owned(),
        sign => format!("\"{sign}{number}\""),
    };
    let word = |name: &'static str, words: &'static [&'static str]| {
        proptest::sample::select(words).prop_map(move |w| one(name, w.to_owned(), format!("\"{w}\"")))
    };
    let facts: Vec<BoxedStrategy<Said>> = vec![
        (0..1201u32).prop_map(|n| one("pain_months", format!(" {n} "), n.to_string())).boxed(),
        bound.clone().prop_map(move |(s, n)| one("ratio", format!("{s}{n}"), json_of(s, &n))).boxed(),
        word("smoking", &["never_smoked", "former", "NA", "nonsense"]).boxed(),
        text().prop_map(move |t| one("note", t.clone(), quoted(&t))).boxed(),
        proptest::sample::select(
            &[("yes", "true"), ("0", "false"), ("T", "true"), ("maybe", "\"maybe\"")][..],
        )
        .prop_map(|(c, j)| {
            (
                vec![("device.pacemaker".to_owned(), c.to_owned())],
                Some(format!("\"device\":{{\"pacemaker\":{j}}}")),
            )
        })
        .boxed(),
        (bound.clone(), proptest::sample::select(&["mg/L", "g/L", "mmol/L"][..]))
            .prop_map(move |((s, n), unit)| {
                let columns =
                    vec![("crp".to_owned(), format!("{s}{n}")), ("crp.unit".to_owned(), unit.to_owned())];
                let json = format!("\"crp\":{{\"value\":{},\"unit\":\"{unit}\"}}", json_of(s, &n));
                (columns, Some(json))
            })
            .boxed(),
        number().prop_map(|n| one("weight", n.clone(), n)).boxed(),
        date().prop_map(|d| one("birth_date", d.clone(), format!("\"{d}\""))).boxed(),
        prop_oneof![date(), Just("never".to_owned()), Just("01/02/2025".to_owned())]
            .prop_map(|d| one("last_drink", d.clone(), format!("\"{d}\"")))
            .boxed(),
        word("admitted", &["2025-11-19T14:30:00+01:00", "2025-11-19T14:30Z", "2025-11-19"]).boxed(),
        word("prescribed", &["6 weeks", "P6M", "1 year 6 months", "soon"]).boxed(),
        proptest::collection::vec(coding(), 1..3)
            .prop_map(|codings| {
                let cells: Vec<_> = codings.iter().map(|(system, code)| format!("{system}:{code}")).collect();
                let json = codings.iter().map(|(s, c)| format!("{{\"system\":\"{s}\",\"code\":\"{c}\"}}"));
                one("diagnosis", cells.join("; "), format!("[{}]", json.collect::<Vec<_>>().join(",")))
            })
            .boxed(),
        proptest::sample::subsequence(&["liver", "bone", "lung"][..], 0..4)
            .prop_map(|sites| {
                let json = serde_json::to_string(&sites).expect("it is JSON");
                let cell = if sites.is_empty() { "[]".to_owned() } else { sites.join("|") };
                one("metastases", cell, json)
            })
            .boxed(),
        (number(), date())
            .prop_map(|(n, d)| {
                let columns = vec![
                    ("gfr.value".into(), n.clone()),
                    ("gfr.unit".into(), "mL/min".into()),
                    ("gfr.date".into(), d.clone()),
                ];
                (columns, Some(format!("\"gfr\":{{\"value\":{n},\"unit\":\"mL/min\",\"date\":\"{d}\"}}")))
            })
            .boxed(),
        proptest::collection::vec(proptest::option::of((number(), date())), 1..4)
            .prop_map(|entries| {
                let mut columns = Vec::new();
                let mut json = Vec::new();
                for (at, entry) in entries.iter().enumerate() {
                    let (value, date) = entry.clone().unwrap_or_default();
                    if entry.is_some() {
                        json.push(format!(
                            "{{\"value\":{{\"value\":{value},\"unit\":\"%\"}},\"date\":\"{date}\"}}"
                        ));
                    }
                    columns.push((format!("odi[{}].value [%]", at + 1), value));
                    columns.push((format!("odi[{}].date", at + 1), date));
                }
                (columns, (!json.is_empty()).then(|| format!("\"odi\":[{}]", json.join(","))))
            })
            .boxed(),
        (any::<bool>(), date())
            .prop_map(|(value, on)| {
                let columns = vec![
                    ("judged.value".into(), value.to_string()),
                    ("judged.by".into(), "surgeon".into()),
                    ("judged.on".into(), on.clone()),
                ];
                (
                    columns,
                    Some(format!("\"judged\":{{\"value\":{value},\"by\":\"surgeon\",\"on\":\"{on}\"}}")),
                )
            })
            .boxed(),
    ];
    let maybe = facts.into_iter().map(|fact| {
        let absent = |said: &Said| said.0.iter().map(|(name, _)| (name.clone(), String::new())).collect();
        (fact, 0..8u32).prop_map(move |(said, chance)| if chance == 0 { (absent(&said), None) } else { said })
    });
    maybe.collect::<Vec<_>>()
}

fn written(rows: &[Vec<&str>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("memory takes all"));
    String::from_utf8(writer.into_inner().expect("memory takes all")).expect("it is UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 2000 }))]

    /// A record written as a row says what it says as JSON: the same values, the same reasons, the same mistakes.
    #[test]
    fn a_row_says_what_json_says(facts in said()) {
        let rules = ruleset(RULESET);
        let columns: Vec<_> = facts.iter().flat_map(|(columns, _)| columns).collect();
        let header = columns.iter().map(|(name, _)| name.as_str()).chain(["id"]).collect();
        let row = columns.iter().map(|(_, cell)| cell.as_str()).chain(["p-1"]).collect();
        let rows = texts(&written(&[header, row], b','), &rules);
        let members: Vec<_> = facts.iter().filter_map(|(_, json)| json.clone()).collect();
        let json = format!("{{\"id\":\"p-1\"{}}}", members.iter().map(|m| format!(",{m}")).collect::<String>());
        let of_table = Record::from_json(rules.vocabulary(), &rows[0].text).expect("it is an object");
        let of_json = Record::from_json(rules.vocabulary(), &json).expect("it is an object");
        prop_assert_eq!(of_table.entries(), of_json.entries(), "{}\n{}", rows[0].text, json);
        prop_assert_eq!(of_table.id(), of_json.id());
        let told = |record: &Record| {
            let mut told: Vec<_> = record.problems().iter().map(|p| (p.code, p.path.clone(), p.message.clone())).collect();
            told.sort();
            told
        };
        prop_assert_eq!(told(&of_table), told(&of_json));
        // Each mistake has a place in the table.
        for problem in of_table.problems() {
            let place = rows[0].placed(problem).place.expect("it has a place");
            prop_assert!(place.starts_with("row 2") || place.starts_with("row "), "{}", place);
        }
    }

    /// What another program writes is read as it was meant.
    #[test]
    fn cells_are_read_as_they_were_written(
        cells in proptest::collection::vec((text(), text()), 1..6),
        delimiter in prop_oneof![Just((b',', Delimiter::Comma)), Just((b'\t', Delimiter::Tab)), Just((b';', Delimiter::Semicolon))],
    ) {
        let rules = ruleset("fact a: text\nfact b: text\nrequire a is b\n");
        let mut rows = vec![vec!["a", "b"]];
        rows.extend(cells.iter().map(|(a, b)| vec![a.as_str(), b.as_str()]));
        let text = written(&rows, delimiter.0);
        let table = table(text.as_bytes(), delimiter.1, &rules);
        let found: Vec<_> = table.map(|row| row.expect("memory").expect("the row fits").text).collect();
        let quoted = |text: &String| serde_json::to_string(text).expect("text is JSON");
        let wanted: Vec<_> = cells.iter().map(|(a, b)| (quoted(a), quoted(b))).collect();
        prop_assert_eq!(found.len(), wanted.len());
        for (found, (a, b)) in found.iter().zip(&wanted) {
            let value: serde_json::Value = serde_json::from_str(found).expect("it is JSON");
            let json: serde_json::Value = serde_json::from_str(&format!("{{\"a\":{a},\"b\":{b}}}")).expect("it is JSON");
            prop_assert_eq!(value, json);
        }
    }

    /// Nothing that can be written makes it panic, and every row comes to an end.
    #[test]
    fn noise(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b','), Just(b'\n'), Just(b'['), Just(b'.')], 0..200)) {
        let rules = ruleset(RULESET);
        for header in ["", "pain_months,crp,odi[1].value,device\n"] {
            let text = [header.as_bytes(), &bytes].concat();
            let rows = table(&text, Delimiter::Comma, &rules).count();
            prop_assert!(rows <= bytes.len() + 1);
        }
    }
}

/// A quotation mark that is never closed must not swallow patients in silence.
#[test]
fn an_open_quotation_mark_is_told() {
    let rules = ruleset("fact note: text\nrequire note is \"x\"\n");
    let text = "id,note\n1,x\n2,\"never closed\n3,x\n4,x\n";
    let rows: Vec<_> =
        table(text.as_bytes(), Delimiter::Comma, &rules).map(|row| row.expect("memory")).collect();
    assert_eq!(rows.len(), 2);
    let problem = rows[1].as_ref().expect_err("nobody knows what it says");
    assert_eq!(problem.place.as_deref(), Some("row 3"));
    assert!(problem.help.as_deref().is_some_and(|help| help.contains("records may be missing")));
}

#[test]
fn a_huge_cell_spoils_its_row_alone() {
    let rules = ruleset("fact note: text\nrequire note is \"x\"\n");
    let text = format!("id,note\n1,{}\n2,x\n", "a".repeat(17 * 1024 * 1024));
    let rows: Vec<_> =
        table(text.as_bytes(), Delimiter::Comma, &rules).map(|row| row.expect("memory")).collect();
    assert_eq!(rows[0].as_ref().expect_err("it is too large").code, elig::diagnostic::Code::RecordTooLarge);
    assert_eq!(rows[1].as_ref().expect("it fits").text, r#"{"id":"2","note":"x"}"#);
    assert_eq!(rows[1].as_ref().expect("it fits").lines_before, 2);
}

#[test]
fn many_columns() {
    let rules = ruleset("fact note: text\nrequire note is \"x\"\n");
    let header = |columns: usize| (1..columns).map(|at| format!("c{at},")).collect::<String>() + "note\n";
    let text = header(100_000) + &",".repeat(99_999) + "x\n";
    let mut wide = table(text.as_bytes(), Delimiter::Comma, &rules);
    assert_eq!(wide.problems().len(), elig::limits::MAX_RECORD_PROBLEMS);
    assert_eq!(wide.next().expect("a row").expect("memory").expect("it fits").text, r#"{"note":"x"}"#);
    let text = header(100_001);
    let mut wider = table(text.as_bytes(), Delimiter::Comma, &rules);
    assert_eq!(wider.problems()[0].code, elig::diagnostic::Code::RecordTooLarge);
    assert!(wider.next().is_none());
}
