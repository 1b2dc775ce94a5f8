//! Names, texts, numbers, units and dates.

use elig::quantity::Number;
use elig::syntax::ast::{DateLiteral, Name, NumberLiteral, Path, Place, Range, SignedNumber, Text, Unit};

use super::choices::Choices;

/// Ordinary names, and words of the language that may be names all the same.
const NAMES: &[&str] = &[
    "x",
    "pain_months",
    "_",
    "L5",
    "age",
    "test",
    "source",
    "fact",
    "patient",
    "latest",
    "highest",
    "average",
    "sum",
    "count",
    "no",
    "some",
    "every",
    "any",
    "all",
    "none",
    "known",
    "contiguous",
    "share",
    "previous",
    "each",
    "days",
    "year",
    "months",
    "number",
    "exactly",
    "at",
    "choose",
    "otherwise",
    "unless",
    "except",
    "when",
    "because",
    "cite",
    "until",
    "applies",
    "reading",
    "evidence",
    "allow",
    "as",
    "by",
    "of",
    "on",
    "over",
    "before",
    "after",
    "ago",
    "spaced",
    "apart",
    "with",
    "without",
    "given",
    "expect",
    "fixed",
    "unit",
    "asked",
    "max",
    "missing",
    "status",
    "item",
    "title",
    "to",
    "date",
    "text",
    "choice",
    "list",
    "met",
    "declined",
    "eligible",
    "version",
    "complete",
];

/// Words that cannot be the first step of a name but can be a later one.
const RESERVED_STEPS: &[&str] = &["value", "and", "true", "in", "where", "latest"];

/// Words that mean a type of their own.
const BUILT_IN_TYPES: &[&str] =
    &["boolean", "integer", "decimal", "date", "datetime", "duration", "text", "code"];

/// Words that go on with a condition or end it: behind `latest` or `count of` they are no list.
const NO_LISTS: &[&str] = &[
    "to",
    "unless",
    "except",
    "applies",
    "because",
    "reading",
    "cite",
    "evidence",
    "until",
    "when",
    "allow",
    "before",
    "after",
    "ago",
    "of",
    "spaced",
    "apart",
    "with",
    "without",
    "expect",
    "fixed",
    "asked",
    "version",
    "effective",
    "approved",
];

/// Characters that text is made of: those that mean something elsewhere, and some of every kind of letter.
const CHARACTERS: &[char] = &[
    'a', 'b', ' ', ' ', '"', '\\', '\'', '#', '{', '}', '(', ')', ',', ':', ';', '@', '“', '”', '’', '–',
    'é', 'ß', 'ж', '中', '𝒳', '😀', '\u{301}', '\u{a0}', '\u{200b}', '\u{2028}', '\u{feff}', 'א', '≥',
];

const UNITS: &[&str] =
    &["kg", "%", "mg/dL", "[degF]", "mL/min/{1.73_m2}", "10*3/uL", "{#}", "\"", "[anti'Xa'U]/mL", "µm", ""];
const NUMBERS: &[&str] = &["0", "1", "2", "10", "0.5", "0.50", "1234567890123456789012345678", "88.4"];
const DATES: &[&str] = &["2025", "2024-02", "2024-02-29", "2025-11-20", "0001-01-01", "9999-12-31"];
const TIMES: &[&str] =
    &["2025-11-20T10:30", "2025-11-20T10:30:15.250", "2025-11-20T10:30:00Z", "2025-11-20T10:30:00+01:00"];

pub fn name(c: &mut Choices) -> Name {
    Name { text: c.one(NAMES).to_owned(), place: Place::default() }
}

/// The name of a declared type.
pub fn type_name(c: &mut Choices) -> Name {
    let name = name(c);
    if BUILT_IN_TYPES.contains(&name.text.as_str()) { named("kind") } else { name }
}

pub fn named(text: &str) -> Name {
    Name { text: text.to_owned(), place: Place::default() }
}

pub fn path(c: &mut Choices) -> Path {
    let mut text = c.one(NAMES).to_owned();
    for _ in 0..c.below(3).saturating_sub(c.below(2)) {
        text.push('.');
        text.push_str(c.one(RESERVED_STEPS));
    }
    Path { text, place: Place::default() }
}

/// A path behind `some`, `count of`, `latest` and their like.
pub fn list_path(c: &mut Choices) -> Path {
    let path = path(c);
    let taken = NO_LISTS.contains(&path.text.as_str());
    if taken { Path { text: format!("{}.list", path.text), place: path.place } } else { path }
}

/// A path that is none of the given words.
pub fn path_but(c: &mut Choices, words: &[&str]) -> Path {
    let path = path(c);
    let first = path.text.split('.').next().unwrap_or_default();
    if words.contains(&first) { Path { text: "x".to_owned(), place: path.place } } else { path }
}

pub fn text(c: &mut Choices) -> Text {
    let parts = match c.below(4) {
        0 => 2,
        _ => 1,
    };
    Text { parts: (0..parts).map(|_| literal_text(c)).collect(), place: Place::default() }
}

fn literal_text(c: &mut Choices) -> String {
    // Now and then a text that does not fit on a line with others.
    let length = if c.below(8) == 7 { 60 } else { c.below(12) };
    (0..length).map(|_| c.one(CHARACTERS)).collect()
}

pub fn number(c: &mut Choices) -> NumberLiteral {
    let written = c.one(NUMBERS).to_owned();
    let value = Number::parse(&written).expect("all of the pool are numbers");
    NumberLiteral { written, value, place: Place::default() }
}

pub fn unit(c: &mut Choices) -> Unit {
    Unit { code: c.one(UNITS).to_owned(), place: Place::default() }
}

pub fn date(c: &mut Choices) -> DateLiteral {
    DateLiteral { written: c.one(DATES).to_owned(), place: Place::default() }
}

/// A date, or a date with a time of day.
pub fn date_or_time(c: &mut Choices) -> DateLiteral {
    let pool = if c.below(4) == 3 { TIMES } else { DATES };
    DateLiteral { written: c.one(pool).to_owned(), place: Place::default() }
}

/// A range with at least one end.
pub fn range(c: &mut Choices) -> Range {
    let (low, high) = match c.below(3) {
        0 => (Some(signed(c)), Some(signed(c))),
        1 => (Some(signed(c)), None),
        _ => (None, Some(signed(c))),
    };
    Range { low, high, place: Place::default() }
}

fn signed(c: &mut Choices) -> SignedNumber {
    SignedNumber { negative: c.flag(), number: number(c) }
}
