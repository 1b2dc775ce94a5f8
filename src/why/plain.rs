//! Values, units and names as a person writes them.

use crate::decision::comparison;
use crate::eval::Verdict;
use crate::possible::{Possible, Truth};
use crate::vocabulary::ValueType;

/// A value: `yes`, `24`, `42 %`, `moderate`, `2025-07`.
pub fn value(value: &Possible, ty: &ValueType) -> String {
    match (value, ty) {
        (Possible::Truth(Truth::True), _) => "yes".to_owned(),
        (Possible::Truth(Truth::False), _) => "no".to_owned(),
        (Possible::Truth(Truth::Unknown), _) => "not known".to_owned(),
        (Possible::Number(_), ValueType::Quantity(_)) => units(&comparison::show(value, ty)),
        (Possible::Values(_) | Possible::Members(_), _) => words(&ty.show(value)),
        (Possible::Text(Some(text)), _) => format!("“{text}”"),
        _ => comparison::show(value, ty),
    }
}

/// A verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "eligible",
        Verdict::Ineligible => "not eligible",
        Verdict::Undetermined => "not decided",
        Verdict::NotApplicable => "not applicable",
    }
}

/// The text as a sentence begins with it.
pub fn begun(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `5.4 'mg/dL'` without the quotes, and with the signs that people know.
pub fn units(shown: &str) -> String {
    let mut told = String::new();
    for (at, part) in shown.split('\'').enumerate() {
        if at % 2 == 0 {
            told.push_str(part);
            continue;
        }
        let part = match part {
            "Cel" => "°C".to_owned(),
            "[degF]" => "°F".to_owned(),
            unit => unit.replace("10*", "10^").replace(['[', ']', '{', '}'], "").replace('_', " "),
        };
        told.push_str(&part);
    }
    told
}

/// A quantity as it is recorded, `101 [degF]`, or a date or a bound, which stay as they are.
pub fn recorded(written: &str) -> String {
    match written.split_once(' ') {
        Some((number, unit)) if !unit.contains(' ') => units(&format!("{number} '{unit}'")),
        _ => written.to_owned(),
    }
}

/// `pain_months` as words. What stands in quotes is text, and stays as it is.
pub fn words(name: &str) -> String {
    let parts = name.split('"').enumerate();
    let parts: Vec<_> =
        parts.map(|(at, part)| if at % 2 == 0 { part.replace('_', " ") } else { part.to_owned() }).collect();
    parts.join("\"")
}

/// `device.pacemaker`: `device: pacemaker`.
pub fn path(path: &str) -> String {
    words(&path.replace('.', ": "))
}

/// The first letter small, where the word is none that is written with a capital.
pub fn inside(text: &str) -> String {
    const SMALL: &[&str] = &[
        "A", "All", "An", "Any", "At", "Each", "Every", "First", "Has", "How", "Is", "Last", "No", "Some",
        "The", "What", "When", "Whether", "Which",
    ];
    let first = text.split(' ').next().unwrap_or_default();
    if SMALL.contains(&first) {
        let mut letters = text.chars();
        let start: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
        return format!("{start}{}", letters.as_str());
    }
    text.to_owned()
}

/// Is it a name, and no number, text or sum?
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// `a, b and c`.
pub fn listed(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
