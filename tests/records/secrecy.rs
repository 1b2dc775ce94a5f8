//! Whatever a record holds: nothing panics, and no message repeats a value. A value is a patient's.

use std::io::BufReader;
use std::sync::LazyLock;

use elig::record::{RecordProblem, Records};
use elig::{AsOf, Record, Ruleset};
use jiff::civil::date;
use proptest::prelude::*;

/// Compiled once for all cases.
static RULESET: LazyLock<Ruleset> = LazyLock::new(super::ruleset);

/// Letters and digits that stand in every value, and nowhere else.
const WORD: &str = "Qx7secretQ";
const DIGITS: &str = "918273645";

const KEYS: &[&str] = &[
    "id",
    "as_of",
    "pain_months",
    "odi",
    "crp",
    "pregnant",
    "smoking",
    "scoliosis",
    "note",
    "device",
    "pacemaker",
    "implanted",
    "kind",
    "count",
    "heart",
    "lungs",
    "weakened",
    "absent",
    "items",
    "value",
    "pain_month",
    "device.pacemaker",
    "\\ud800",
    "not\\u0065",
    "",
];

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(KEYS)
}

/// A value with the marks in it, as JSON text.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        2 => Just(format!("\"{WORD}\"")),
        1 => Just(format!("\"{WORD}\\ud800\"")),
        1 => Just(format!("\"\\n{WORD}\\u0000\"")),
        2 => Just(DIGITS.to_owned()),
        1 => Just(format!("-{DIGITS}.{DIGITS}")),
        1 => Just(format!("{DIGITS}e300")),
        1 => Just(format!("1e{DIGITS}{DIGITS}{DIGITS}")),
        1 => Just(format!("0.{DIGITS}{DIGITS}{DIGITS}{DIGITS}")),
        1 => Just("null".to_owned()),
        1 => Just("true".to_owned()),
    ];
    scalar.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            object(inner.clone()),
            inner.prop_map(|reason| format!("{{\"absent\": {reason}}}")),
        ]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((key(), value), 0..8).prop_map(|members| {
        let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        format!("{{\n{}\n}}", members.join(",\n"))
    })
}

/// A change to a text: at this part of its length these bytes go, and those come.
#[derive(Debug, Clone)]
struct Change {
    at: f64,
    gone: usize,
    come: Vec<u8>,
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..3),
        prop::sample::select(vec![
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\n", "e", "NaN", "-", "0", "\u{feff}", "\u{6d6e}"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    (0.0..1.0, 0_usize..4, bytes).prop_map(|(at, gone, come)| Change { at, gone, come })
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "any place will do"
)]
fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let start = (bytes.len() as f64 * change.at) as usize;
        let end = (start + change.gone).min(bytes.len());
        bytes.splice(start..end, change.come.iter().copied());
    }
    bytes
}

/// Everything that a problem says anywhere.
fn said(problem: &RecordProblem) -> String {
    let json = serde_json::to_string(problem).expect("a problem is JSON");
    format!("{problem}\n{:?}\n{}\n{json}\n{problem:?}", problem.help, problem.path)
}

/// Everything that is said of the mistakes in a stream of records, to whoever reads them: by the problems
/// themselves and by the decisions.
fn all_said(ruleset: &Ruleset, bytes: &[u8]) -> String {
    let mut all = String::new();
    let mut pieces = 0;
    for piece in Records::new(BufReader::with_capacity(7, bytes)) {
        pieces += 1;
        assert!(pieces <= bytes.len() + 1, "the stream ends");
        let piece = match piece.expect("memory can be read") {
            Ok(piece) => piece,
            Err(problem) => {
                all += &said(&problem);
                continue;
            }
        };
        let record = match Record::from_json(ruleset.vocabulary(), &piece.text) {
            Ok(record) => record,
            Err(problem) => {
                all += &said(&problem.moved(piece.lines_before, piece.columns_before));
                continue;
            }
        };
        for problem in record.problems() {
            assert!(piece.text.get(problem.bytes.clone()).is_some(), "a problem speaks of whole characters");
            all += &said(problem);
        }
        let decision = ruleset.decide(&record, AsOf::Fixed(date(2025, 11, 20))).expect("its own vocabulary");
        let json = serde_json::to_value(&decision).expect("a decision is JSON");
        all += &json["problems"].to_string();
    }
    all
}

fn assert_secret(said: &str) {
    assert!(!said.contains(WORD), "a text was repeated:\n{said}");
    assert!(!said.contains(DIGITS), "a number was repeated:\n{said}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_values(text in object(value())) {
        assert_secret(&all_said(&RULESET, text.as_bytes()));
    }

    #[test]
    fn any_json(text in value()) {
        assert_secret(&all_said(&RULESET, text.as_bytes()));
        // The same without its file around it.
        if let Err(problem) = Record::from_json(RULESET.vocabulary(), &text) {
            assert_secret(&said(&problem));
        }
    }

    #[test]
    fn broken_records(texts in prop::collection::vec(object(value()), 1..4), changes in prop::collection::vec(change(), 1..4), layout in 0..3) {
        let text = match layout {
            0 => format!("[{}]", texts.join(", ")),
            1 => texts.iter().map(|text| text.replace('\n', " ") + "\n").collect(),
            _ => texts.join("\n"),
        };
        let _ = all_said(&RULESET, &changed(&text, &changes));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = all_said(&RULESET, &bytes);
    }

    #[test]
    fn any_characters_of_json(text in "[\\[\\]{}\",:\\\\0-9eE.+\\-truefalsn \\n]{0,80}") {
        let _ = all_said(&RULESET, text.as_bytes());
        let _ = Record::from_json(RULESET.vocabulary(), &text);
    }

    /// However a file is laid out, the same records come out of it.
    #[test]
    fn the_layout_does_not_matter(texts in prop::collection::vec(object(value()), 1..6)) {
        let lines: String = texts.iter().map(|text| text.replace('\n', " ") + "\n").collect();
        let array = format!("[\n{}\n]\n", texts.join(",\n"));
        let spread = texts.join("\n");
        for file in [lines, array, spread] {
            let records = Records::new(file.as_bytes()).map(|piece| piece.expect("memory can be read").expect("all are whole"));
            let found: Vec<_> = records.map(|piece| piece.text.replace('\n', " ").trim_end().to_owned()).collect();
            let wanted: Vec<_> = texts.iter().map(|text| text.replace('\n', " ")).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}

/// The check can fail: a message with a value in it is noticed.
#[test]
#[should_panic(expected = "a text was repeated")]
fn a_repeated_value_is_noticed() {
    assert_secret(&format!("`note` is {WORD}"));
}
