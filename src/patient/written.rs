//! A record in JSON, as a ruleset would write it.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::Fields;
use super::literal::{self, day, expression};
use super::sample::{self, AS_OF};
use crate::absence::Absence;
use crate::diagnostic::Problems;
use crate::json::{self, Kind};
use crate::possible::Possible;
use crate::record::{Entry, Record};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::print::quoted;
use crate::vocabulary::{RecordType, ValueType};

/// How far lists and records stand in one another.
const DEEPEST: usize = 16;

/// What a record says of each fact. What a ruleset cannot write so that the very same is read again is left out.
pub fn fields(record: &Record, text: &str) -> Fields {
    let vocabulary = record.vocabulary();
    let mut found = Fields::new();
    if let Some(value) = record.as_of().and_then(day) {
        found.insert(AS_OF.into(), value);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(whole) = serde_json::from_str::<&RawValue>(text) else { return found };
    for (fact, entry) in vocabulary.facts().zip(record.entries()) {
        if entry.absence == Some(Absence::NotRecorded) {
            continue;
        }
        let value = written(raw(whole, &fact.path), entry, &fact.ty, 0);
        let says_the_same = |value: &Expr| {
            sample::entry(fact, vocabulary, value, &mut Problems::new()).as_ref() == Some(entry)
        };
        found.extend(value.filter(says_the_same).map(|value| (Arc::clone(&fact.path), value)));
    }
    found
}

/// The piece of the text that stands under a fact's path, if one does and no other.
fn raw<'t>(whole: &'t RawValue, path: &str) -> Option<&'t RawValue> {
    path.split('.').try_fold(whole, |raw, key| {
        let pairs = json::object(raw)?;
        let mut values = json::values(&pairs, key);
        values.next().filter(|_| values.next().is_none())
    })
}

/// What is said of a fact or of a field; `None` of what is not recorded.
fn written(raw: Option<&RawValue>, entry: &Entry, ty: &ValueType, depth: usize) -> Option<Expr> {
    match entry.absence {
        Some(Absence::NotRecorded) => return None,
        // What could not be read is said to be so: the reason alone is known of it.
        Some(reason)
            if entry.value == ty.everything() && entry.entries.is_none() && entry.written.is_none() =>
        {
            return expression(&format!("{{ absent = {} }}", quoted(&reason.to_string())));
        }
        _ => {}
    }
    let raw = raw.filter(|_| depth < DEEPEST)?;
    match (ty, &entry.entries) {
        (ValueType::List(of), Some(entries)) => {
            let complete = matches!(&entry.value, Possible::List(list) if list.complete);
            let items = items(raw)?.into_iter().zip(entries.iter());
            let items = items.map(|(raw, fields)| record(raw, fields, of, depth)).collect();
            Some(closed(literal::list(items), complete))
        }
        (ValueType::Record(of), Some(entries)) => Some(record(raw, entries.first()?, of, depth)),
        (ValueType::Set(choice), _) => {
            let complete = !matches!(&entry.value, Possible::Members(members) if !members.is_known());
            let names = items(raw)?.into_iter().map(|item| expression(&json::text(item)?));
            let names: Option<Vec<Expr>> = names.collect();
            // A set that names every value is closed, whatever it says.
            let complete = complete || names.as_ref().is_some_and(|names| names.len() >= choice.values.len());
            Some(closed(literal::list(names?), complete))
        }
        _ => plain(raw, ty, depth),
    }
}

fn closed(list: Expr, complete: bool) -> Expr {
    match (complete, expression("false")) {
        (false, Some(no)) => literal::record(vec![("items".to_owned(), list), ("complete".to_owned(), no)]),
        _ => list,
    }
}

/// The entries of a list, or those behind `items`.
fn items(raw: &RawValue) -> Option<Vec<&RawValue>> {
    if Kind::of(raw) == Kind::List {
        return json::list(raw);
    }
    let pairs = json::object(raw)?;
    json::values(&pairs, "items").next().and_then(json::list)
}

/// The fields of a record, and of an observation what stands beside its value.
fn record(raw: &RawValue, fields: &[Entry], of: &RecordType, depth: usize) -> Expr {
    let pairs = json::object(raw).unwrap_or_default();
    let one = |key: &str| json::values(&pairs, key).next();
    let mut found = Vec::new();
    for (field, entry) in of.fields.iter().zip(fields) {
        let value = written(one(&field.name), entry, &field.ty, depth + 1);
        found.extend(value.map(|value| (field.name.to_string(), value)));
    }
    let beside =
        ["unit", "comparator"].into_iter().filter(|key| of.is_observation && of.position(key).is_none());
    for key in beside {
        let value = one(key).and_then(|raw| plain(raw, &ValueType::Text, depth + 1));
        found.extend(value.map(|value| (key.to_owned(), value)));
    }
    literal::record(found)
}

/// A value that is no list of records.
fn plain(raw: &RawValue, ty: &ValueType, depth: usize) -> Option<Expr> {
    match Kind::of(raw) {
        Kind::Null => None,
        Kind::Boolean(value) => expression(if value { "true" } else { "false" }),
        Kind::Number => expression(raw.get()),
        Kind::Text => {
            let text = json::text(raw)?;
            word(&text, ty).or_else(|| expression(&quoted(&text)))
        }
        Kind::List if depth < DEEPEST => {
            let items = json::list(raw)?.into_iter().map(|item| plain(item, ty, depth + 1));
            Some(literal::list(items.collect::<Option<_>>()?))
        }
        Kind::Object if depth < DEEPEST => quantity(raw).or_else(|| {
            let pairs = json::object(raw)?;
            let fields = pairs.iter().filter_map(|(key, value)| {
                Some((key.to_string(), plain(value, &ValueType::Text, depth + 1)?))
            });
            Some(literal::record(fields.collect()))
        }),
        Kind::List | Kind::Object => None,
    }
}

/// A text that a ruleset writes without quotes.
fn word(text: &str, ty: &ValueType) -> Option<Expr> {
    let found = match ty {
        ValueType::Choice(_) => expression(text),
        ValueType::Date { or_never: true } if text == "never" => expression(text),
        ValueType::Date { .. } | ValueType::Age | ValueType::DateTime => expression(&format!("@{text}")),
        ValueType::Duration => expression(text),
        _ => None,
    };
    found.filter(|found| {
        matches!(found.kind, ExprKind::Name(_) | ExprKind::Date(_) | ExprKind::Duration(..) | ExprKind::Never)
    })
}

/// `{ "value": 5.4, "unit": "mg/dL" }` and nothing beside.
fn quantity(raw: &RawValue) -> Option<Expr> {
    let pairs = json::object(raw)?;
    let (value, unit) = match pairs.as_slice() {
        [(value, number), (unit, code)] if value == "value" && unit == "unit" => (*number, *code),
        [(unit, code), (value, number)] if value == "value" && unit == "unit" => (*number, *code),
        _ => return None,
    };
    let unit = json::text(unit).filter(|unit| !unit.contains(['\'', '\n']))?;
    (Kind::of(value) == Kind::Number).then(|| expression(&format!("{} '{unit}'", value.get()))).flatten()
}
