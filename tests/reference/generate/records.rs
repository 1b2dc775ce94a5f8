//! Records: missing, declined, partial, at the boundary, just beyond it, invalid, of the wrong type.

use serde_json::{Map, Value as Json, json};

use super::expression::{DAYS, SPANS};
use super::tape::Tape;
use super::vocabulary::{Bounds, Fact, Ty, Vocabulary, Words, tenths};

const TEN: Bounds = Bounds { low: Some(0), high: Some(100), whole: true };

const ABSENT: [&str; 10] = [
    "not-recorded",
    "asked-declined",
    "not-applicable",
    "unknown",
    "masked",
    "stale",
    "error",
    "imprecise",
    "censored",
    "no-such-reason",
];

pub fn make(tape: &mut Tape, vocabulary: &Vocabulary) -> Json {
    let mut record = Map::new();
    for fact in &vocabulary.facts {
        if let Some(value) = value(tape, fact) {
            put(&mut record, &fact.path, value);
        }
    }
    if tape.chance(3) && record.contains_key("group") {
        record.insert("group".to_owned(), json!(3));
    }
    Json::Object(record)
}

fn put(record: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            record.insert(path.to_owned(), value);
        }
        Some((group, rest)) => {
            let group = record.entry(group).or_insert_with(|| json!({}));
            put(group.as_object_mut().expect("a group"), rest, value);
        }
    }
}

fn value(tape: &mut Tape, fact: &Fact) -> Option<Json> {
    match tape.below(20) {
        0..4 => None,
        4 => Some(Json::Null),
        5 | 6 => Some(json!({ "absent": tape.one_of(&ABSENT) })),
        7 => {
            Some(tape.one_of(&[json!("~"), json!(true), json!(7), json!([1]), json!({}), json!(0.5)]).clone())
        }
        _ => Some(of(tape, &fact.ty)),
    }
}

/// A list of entries, some of which do not say everything, and which may not be all.
fn list(tape: &mut Tape, fields: &[(&str, Ty)]) -> Json {
    let entries: Vec<_> = (0..tape.below(5))
        .map(|_| {
            let mut entry = Map::new();
            for (name, ty) in fields {
                if !tape.chance(12) {
                    entry.insert((*name).to_owned(), of(tape, ty));
                }
            }
            Json::Object(entry)
        })
        .collect();
    match tape.below(8) {
        0..6 => json!(entries),
        6 => json!({ "items": entries }),
        _ => json!({ "items": entries, "complete": false }),
    }
}

fn number(text: &str) -> Json {
    serde_json::from_str(text).expect("a number")
}

fn of(tape: &mut Tape, ty: &Ty) -> Json {
    match ty {
        Ty::Visits => {
            let colours =
                Words { ty: String::new(), values: vec!["red".into(), "green".into()], ordered: false };
            let fields = [
                ("done", Ty::Boolean),
                ("level", Ty::Number(TEN)),
                ("hue", Ty::Words(colours)),
                ("day", Ty::Date { or_never: false }),
            ];
            list(tape, &fields)
        }
        Ty::Episodes => {
            let steps = Words { ty: String::new(), values: vec!["low".into(), "mid".into()], ordered: true };
            list(tape, &[("severe", Ty::Boolean), ("grade", Ty::Words(steps))])
        }
        Ty::Readings => list(tape, &[("value", Ty::Number(TEN)), ("date", Ty::Date { or_never: false })]),
        Ty::Boolean => json!(tape.chance(50)),
        Ty::Number(bounds) => {
            let low = bounds.low.unwrap_or(bounds.high.unwrap_or(0).min(0) - 60);
            let high = bounds.high.unwrap_or(low + 140);
            let step = if bounds.whole { 10 } else { *tape.one_of(&[10, 5, 1]) };
            // Also just beyond the range.
            let at = match tape.below(12) {
                0 => low,
                1 => high,
                2 => low - step,
                3 => high + step,
                _ => tape.between(low.div_euclid(step), high.div_euclid(step)) * step,
            };
            let at = if bounds.whole && tape.chance(3) { at + 5 } else { at };
            match tape.below(8) {
                0..7 => number(&tenths(at)),
                _ => json!(format!("{}{}", tape.one_of(&["<", "<=", ">", ">=", "≤", "≥"]), tenths(at))),
            }
        }
        Ty::Words(words) => {
            if tape.chance(3) {
                json!("nowhere")
            } else {
                json!(tape.one_of(&words.values))
            }
        }
        Ty::Text => json!(tape.one_of(&["a", "b", "", "A"])),
        Ty::Date { or_never } => match tape.below(12) {
            0..7 => json!(near(tape)),
            7 | 8 => json!(tape.one_of(&SPANS)),
            9 => json!(tape.one_of(&["2025-02-29", "2025-13", "20-11-2025", "0000", "2025-1-1"])),
            10 if *or_never => json!("never"),
            10 => json!(tape.one_of(&["0001-01-01", "9999-12-31", "never", "1900-02-28"])),
            _ => json!(format!("{}-{:02}", tape.between(2005, 2026), tape.between(1, 12))),
        },
        Ty::Quantity { measure, unit, unit_assumed } => {
            let (unit, low, high) =
                measure.units()[if tape.chance(30) { tape.below(measure.units().len()) } else { *unit }];
            let at = match tape.below(10) {
                0 => low * 10,
                1 => high * 10,
                2 => low * 10 - 1,
                3 => high * 10 + 1,
                4 => tape.between(low, high) * 10 + tape.between(0, 9),
                5 => *tape.one_of(&[70, 1260, 1269, 110, 1980]),
                _ => tape.between(low, high.min(low + 100)) * 10,
            };
            let amount = match tape.below(8) {
                0..6 => number(&tenths(at)),
                _ => json!(format!("{}{}", tape.one_of(&["<", "<=", ">", ">="]), tenths(at))),
            };
            match tape.below(12) {
                0 => amount,
                1 if *unit_assumed => amount,
                2 => {
                    json!({ "value": amount, "unit": tape.one_of(&["mg/dL", "kg", "mmol/L", "mg", "furlong"]) })
                }
                _ => json!({ "value": amount, "unit": unit }),
            }
        }
    }
}

/// A day at which something may change, or one beside it.
fn near(tape: &mut Tape) -> String {
    let day = *tape.one_of(&DAYS);
    let days = tape.between(0, 4) - 2;
    if tape.chance(60) {
        return day.to_owned();
    }
    let day: jiff::civil::Date = day.parse().expect("a day");
    day.checked_add(jiff::Span::new().days(days)).expect("within the calendar").to_string()
}
