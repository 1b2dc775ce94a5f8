//! What a record says of a fact: what is still possible, and the reason where that is more than one thing.

use serde_json::Value as Json;

use super::calendar;
use super::program::{Fact, Kind, exact, in_base};
use super::units;
use super::value::{End, Exact, Range, Reason, Set};

/// What of a fact is possible while nothing is said of it.
pub fn everything(kind: &Kind) -> Set {
    match kind {
        Kind::Boolean => Set::Truth { yes: true, no: true },
        Kind::Number(range) | Kind::Quantity { range, .. } => Set::Number(range.clone()),
        Kind::Words(words) => Set::Words((0..words.len()).collect()),
        Kind::Text => Set::Text(None),
        Kind::List(_) => panic!("a list is asked about, and is no value"),
        Kind::Date { or_never } => {
            Set::Dates { days: Some((calendar::FIRST, calendar::LAST)), never: *or_never }
        }
    }
}

/// What the record says of the fact with this path.
pub fn read(record: &Json, path: &str, fact: &Fact) -> (Set, Option<Reason>) {
    let nothing = |reason: Reason| (everything(&fact.kind), Some(reason));
    let here = match find(record, path) {
        Ok(here) => here,
        Err(reason) => return nothing(reason),
    };
    match value(here, fact) {
        Some((set, reason)) => {
            let reason = reason.filter(|_| !set.is_one());
            (set, reason)
        }
        None => nothing(Reason::Invalid),
    }
}

/// What stands at a path, or why nothing does.
fn find<'r>(record: &'r Json, path: &str) -> Result<&'r Json, Reason> {
    let mut here = record;
    for step in path.split('.') {
        match here.as_object().ok_or(Reason::Invalid)?.get(step) {
            None | Some(Json::Null) => return Err(Reason::NotRecorded),
            Some(value) => here = value,
        }
    }
    match here.get("absent") {
        Some(word) => Err(word.as_str().and_then(reason).unwrap_or(Reason::Invalid)),
        None => Ok(here),
    }
}

/// What is recorded of a list.
pub enum Recorded<'r> {
    Nothing(Reason),
    /// Its entries, and whether these are all.
    Entries(&'r [Json], bool),
}

pub fn read_list<'r>(record: &'r Json, path: &str) -> Recorded<'r> {
    let here = match find(record, path) {
        Ok(here) => here,
        Err(reason) => return Recorded::Nothing(reason),
    };
    let (items, complete) = match here {
        Json::Object(members) => (members.get("items"), members.get("complete") != Some(&Json::Bool(false))),
        other => (Some(other), true),
    };
    match items.and_then(Json::as_array) {
        Some(items) => Recorded::Entries(items, complete),
        _ => Recorded::Nothing(Reason::Invalid),
    }
}

/// What an entry of a list says of a field; what it does not say, or says wrongly, could be anything.
pub fn read_field(entry: &Json, name: &str, kind: &Kind) -> Set {
    let field = Fact { kind: kind.clone(), asked_when: None, unit_assumed: false, assumed: Vec::new() };
    read(entry, name, &field).0
}

fn reason(word: &str) -> Option<Reason> {
    Some(match word {
        "not-recorded" | "unknown" | "asked-unknown" | "temp-unknown" | "not-asked" | "not-performed"
        | "unsupported" => Reason::NotRecorded,
        "asked-declined" | "masked" | "not-permitted" => Reason::Declined,
        "not-applicable" => Reason::NotApplicable,
        "stale" => Reason::Stale,
        "imprecise" => Reason::Imprecise,
        "censored" => Reason::Censored,
        "conflicting" => Reason::Conflicting,
        "invalid" | "as-text" | "error" | "not-a-number" | "negative-infinity" | "positive-infinity" => {
            Reason::Invalid
        }
        _ => return None,
    })
}

/// `None` where it cannot be used.
fn value(json: &Json, fact: &Fact) -> Option<(Set, Option<Reason>)> {
    match &fact.kind {
        Kind::Boolean => json.as_bool().map(|value| (Set::Truth { yes: value, no: !value }, None)),
        Kind::Number(range) => number(json, range, |at| at, range.whole),
        Kind::Quantity { unit: declared, glucose, range } => {
            let (amount, unit) = match json {
                Json::Object(members) => (members.get("value")?, members.get("unit")?.as_str()?),
                bare => (Some(bare).filter(|bare| fact.unit_assumed && bare.is_number())?, declared.as_str()),
            };
            let (unit, declared) = (units::unit(unit, *glucose)?, units::unit(declared, *glucose)?);
            if unit.dimension != declared.dimension {
                return None;
            }
            number(amount, range, |end| in_base(end, &unit), false)
        }
        Kind::Words(words) => {
            let word = json.as_str()?;
            let at = words.iter().position(|value| value == word)?;
            Some((Set::Words([at].into()), None))
        }
        Kind::Text => Some((Set::Text(Some([json.as_str()?.to_owned()].into())), None)),
        Kind::List(_) => None,
        Kind::Date { or_never } => {
            let text = json.as_str()?;
            if text == "never" {
                return or_never.then_some((Set::Dates { days: None, never: true }, None));
            }
            let days = calendar::span(text)?;
            Some((Set::Dates { days: Some(days), never: false }, Some(Reason::Imprecise)))
        }
    }
}

/// A number, or a bound such as `<0.5` in quotes: everything on that side of it and within the range.
fn number(
    json: &Json,
    range: &Range,
    turn: impl Fn(Range) -> Range,
    whole: bool,
) -> Option<(Set, Option<Reason>)> {
    let found = match json {
        Json::Number(number) => turn(Range::point(exact(&number.to_string())?)),
        Json::String(text) => turn(bound(text)?),
        _ => return None,
    };
    let found = Range { whole: false, ..found };
    if found.is_point() && whole && !found.low.as_ref()?.at.is_integer() {
        return None;
    }
    let found = found.and(Range { whole: false, ..range.clone() });
    if found.is_empty() {
        return None;
    }
    let found = if whole { found.whole_ones() } else { found };
    (!found.is_empty()).then_some((Set::Number(found), Some(Reason::Censored)))
}

fn bound(text: &str) -> Option<Range> {
    let signs = [("<=", true, true), (">=", false, true), ("≤", true, true), ("≥", false, true)];
    let signs = signs.into_iter().chain([("<", true, false), (">", false, false)]);
    for (sign, is_upper, included) in signs {
        if let Some(rest) = text.strip_prefix(sign) {
            let at: Exact = exact(rest.trim())?;
            let end = Some(End { at, included });
            return Some(if is_upper {
                Range { low: None, high: end, whole: false, may_fail: false }
            } else {
                Range { low: end, high: None, whole: false, may_fail: false }
            });
        }
    }
    None
}
