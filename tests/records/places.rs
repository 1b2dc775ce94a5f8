//! Line, column and path of a mistake are exact.

use elig::Record;

use super::ruleset;

/// Marks in a text the place that a problem must have; it is no part of the text.
const MARK: char = '▸';

/// The line and the column of the mark, counted character by character.
fn marked(text: &str) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for c in text.chars() {
        match c {
            MARK => return (line, column),
            '\n' => (line, column) = (line + 1, 1),
            _ => column += 1,
        }
    }
    panic!("no mark in {text}");
}

#[test]
fn in_many_lines_with_characters_of_many_bytes() {
    let ruleset = ruleset();
    for (code, path, text) in [
        ("E0702", "pain_months", "{\n  \"note\": \"Ödem — 浮腫 😀\", \"pain_months\": ▸\"24\"\n}"),
        ("E0702", "pain_months", "{ \"note\": \"👩‍⚕️\",\r\n\t\"pain_months\"\r\n:\r\n  ▸true }"),
        ("E0703", "odi", "{\n\n\n  \"crp\": 1, \"odi\": ▸101\n}"),
        ("E0704", "smoking", "{ \"é\\u00e9é\": 1,\n\"note\": \"浮\", \"smoking\": ▸\"浮\" }"),
        ("E0705", "device.pacemaker", "{ \"device\": {\n  \"pacemaker\": true,\n  \"pacemaker\": ▸true } }"),
        ("E0706", "device.implanted.count", "{ \"device\": {\n\"implanted\": {\n    \"count\": ▸1e400 } } }"),
        (
            "E0707",
            "lungs.weakened",
            "{ \"heart\": { \"weakened\": true },\n \"lungs\": { \"weakened\": { \"absent\": ▸\"ü\" } } }",
        ),
        ("E0708", "as_of", "{ \"id\": \"浮腫\", \"as_of\":\n  ▸\"gestern\" }"),
        ("E0708", "id", "{ \"note\": \"ä\",\n   \"id\":   ▸[] }"),
        ("E0710", "", "\n\n  ▸[ {} ]"),
        ("E0702", "device", "{ \"note\": \"ä\", \"device\": ▸\"none\" }"),
        ("W0701", "device.Schrittmacher", "{ \"device\": {\n   \"Schrittmacher\": ▸true } }"),
        ("E0701", "", "{ \"note\": \"ä\",\n  \"odi\": ▸x }"),
        ("E0701", "", "{ \"note\": \"ä 浮腫\", ▸odi: 1 }"),
        ("E0701", "", "{ \"note\": \"浮腫\"▸, }"),
        ("E0701", "", "{ \"note\": \"浮腫▸\n  \" }"),
        ("E0701", "", "{ \"note\": \"浮腫\"▸\n\n"),
        ("E0701", "", "{ \"note\": \"浮腫\" } ▸浮"),
        ("E0701", "device", "{ \"note\": \"ä\",\n  \"device\": { \"浮\": \"腫\", \"\\ud800▸\": 1 } }"),
    ] {
        let plain = text.replace(MARK, "");
        let problems = match Record::from_json(ruleset.vocabulary(), &plain) {
            Ok(record) => record.problems().to_vec(),
            Err(problem) => vec![problem],
        };
        let found: Vec<_> = problems
            .iter()
            .filter(|problem| problem.code.as_str() == code)
            .map(|problem| (&*problem.path, (problem.at.line, problem.at.column)))
            .collect();
        assert_eq!(found, [(path, marked(text))], "{code} in {text}");
    }
}

/// The bytes that a problem speaks of are those of the value; `elig run --show-values` prints them.
#[test]
fn the_bytes_are_those_of_the_value() {
    let text = r#"{ "note": "ä", "pain_months": "24 ä", "device": { "pacemaker": [ 1 ] }, "pregnant": { "absent": "?" } }"#;
    let record = super::read(text);
    let values: Vec<_> = record.problems().iter().map(|problem| &text[problem.bytes.clone()]).collect();
    assert_eq!(values, [r#""24 ä""#, "[ 1 ]", r#""?""#]);
}

/// From top to bottom, whichever group a mistake is in.
#[test]
fn problems_stand_in_the_order_of_the_text() {
    let record = super::read(
        r#"{ "lungs": { "weakened": 1 }, "x": 1, "device": { "implanted": { "count": "" }, "pacemaker": 1 }, "odi": "" }"#,
    );
    let paths: Vec<_> = record.problems().iter().map(|problem| &*problem.path).collect();
    assert_eq!(paths, ["lungs.weakened", "x", "device.implanted.count", "device.pacemaker", "odi"]);
}
