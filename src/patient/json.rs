//! A patient's record as JSON text, for people to read and for programs.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::{Patient, sample};
use crate::json::{self, Kind};
use crate::record::Record;
use crate::vocabulary::Vocabulary;

/// Columns up to which a list stands on one line.
const WIDTH: usize = 100;

/// A value under its keys, as JSON.
type Entry = (Vec<String>, String);

/// The record of a patient. `read` is the text that it was read from, if there is one: what stands there under other
/// keys stays, and so does all that was not changed since.
pub fn text(patient: &Patient, read: Option<&str>) -> String {
    let vocabulary = patient.record.vocabulary();
    let before = read.and_then(|text| Record::from_json(vocabulary, text).ok());
    let mut entries = read.map(|text| entries(text, vocabulary)).unwrap_or_default();
    if before.as_ref().and_then(Record::as_of) != patient.as_of() {
        entries.retain(|(keys, _)| *keys != ["as_of"]);
        let place = usize::from(entries.first().is_some_and(|(keys, _)| *keys == ["id"]));
        if let Some(day) = patient.as_of() {
            entries.insert(place, (vec!["as_of".to_owned()], format!("\"{day}\"")));
        }
    }
    for (index, fact) in vocabulary.facts().enumerate() {
        let entry = patient.record.entries().get(index);
        if before.as_ref().map(|before| before.entries().get(index)) == Some(entry) {
            continue;
        }
        entries.retain(|(keys, _)| keys.join(".") != *fact.path);
        let value = patient.fields.get(&fact.path).and_then(|value| sample::value_json(value, &fact.ty));
        if let Some(value) = value {
            insert(&mut entries, &fact.path, value);
        }
    }
    written(&entries)
}

/// What a text says, each value under its keys: the groups of the vocabulary are looked into, and nothing else.
fn entries(text: &str, vocabulary: &Arc<Vocabulary>) -> Vec<Entry> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(whole) = serde_json::from_str::<&RawValue>(text) else { return Vec::new() };
    let mut found: Vec<Entry> = Vec::new();
    let mut open: Vec<(Vec<String>, &RawValue)> = vec![(Vec::new(), whole)];
    while let Some((keys, raw)) = open.pop() {
        let is_group = vocabulary.group(&keys.join(".")).is_some() || keys.is_empty();
        match json::object(raw).filter(|_| is_group && Kind::of(raw) == Kind::Object) {
            Some(pairs) => open.extend(
                pairs
                    .into_iter()
                    .rev()
                    .map(|(key, value)| (keys.iter().cloned().chain([key.to_string()]).collect(), value)),
            ),
            None => found.push((keys, raw.get().to_owned())),
        }
    }
    found
}

/// Puts a fact behind those of its group, so that a group stands once.
fn insert(entries: &mut Vec<Entry>, path: &str, value: String) {
    let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
    // What stood in the place of a whole group was no group.
    entries.retain(|(other, _)| other.len() >= keys.len() || !keys.starts_with(other));
    let same = |other: &[String]| keys.iter().zip(other).take_while(|(one, other)| one == other).count();
    let most = entries.iter().map(|(other, _)| same(other)).max().unwrap_or_default();
    let place = entries.iter().rposition(|(other, _)| same(other) == most).map_or(0, |at| at + 1);
    let place = if most == 0 { entries.len() } else { place };
    entries.insert(place, (keys, value));
}

fn written(entries: &[Entry]) -> String {
    let mut text = String::from("{");
    let mut open: Vec<&str> = Vec::new();
    let mut first = true;
    for (keys, value) in entries {
        let Some((key, groups)) = keys.split_last() else { continue };
        let same = open.iter().zip(groups).take_while(|(one, other)| **one == other.as_str()).count();
        for depth in (same..open.len()).rev() {
            let _ = write!(text, "\n{}}}", indent(depth + 1));
            first = false;
        }
        open.truncate(same);
        for group in groups.iter().skip(same) {
            line(&mut text, &mut first, open.len() + 1);
            let _ = write!(text, "{}: {{", serde_json::Value::from(group.as_str()));
            open.push(group);
            first = true;
        }
        line(&mut text, &mut first, open.len() + 1);
        let indented = spaced(value, open.len() + 1);
        let _ = write!(text, "{}: {indented}", serde_json::Value::from(key.as_str()));
    }
    for depth in (0..open.len()).rev() {
        let _ = write!(text, "\n{}}}", indent(depth + 1));
    }
    text.push_str(if entries.is_empty() { "}\n" } else { "\n}\n" });
    text
}

fn line(text: &mut String, first: &mut bool, depth: usize) {
    if !std::mem::take(first) {
        text.push(',');
    }
    text.push('\n');
    text.push_str(&indent(depth));
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// A value with blanks where a person would set them; of a long list one entry a line.
fn spaced(value: &str, depth: usize) -> String {
    let whole = one_line(value);
    let items = serde_json::from_str::<&RawValue>(value).ok().filter(|raw| Kind::of(raw) == Kind::List);
    match items.and_then(json::list).filter(|items| !items.is_empty() && whole.len() > WIDTH) {
        Some(items) => {
            let inner = indent(depth + 1);
            let items: Vec<_> = items.iter().map(|item| format!("{inner}{}", one_line(item.get()))).collect();
            format!("[\n{}\n{}]", items.join(",\n"), indent(depth))
        }
        None => whole,
    }
}

/// The same JSON on one line.
fn one_line(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let (mut inside, mut escaped) = (false, false);
    for character in value.chars() {
        if inside {
            text.push(character);
            inside = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            '"' => {
                inside = true;
                text.push('"');
            }
            ',' | ':' => {
                text.push(character);
                text.push(' ');
            }
            '{' | '[' => {
                text.push(character);
                text.push(' ');
            }
            '}' | ']' => {
                let is_empty = text.ends_with("{ ") || text.ends_with("[ ");
                if is_empty {
                    text.pop();
                } else {
                    text.push(' ');
                }
                text.push(character);
            }
            character if character.is_whitespace() => {}
            character => text.push(character),
        }
    }
    text
}
