//! Names, text, numbers, units and dates.

use super::parts::{Pair, Parts};
use super::{Mistakes, Rule};
use crate::diagnostic::{Code, Problem};
use crate::quantity::{MAX_DIGITS, Number, ParseNumberError};
use crate::syntax::ast::{
    CalendarUnit, DateLiteral, Name, NumberLiteral, Path, Range, SignedNumber, Text, Unit,
};
use crate::time::{Instants, PartialDate, TimeError};

/// A name; a reserved word in its place is reported and taken as the name.
pub fn name(pair: &Pair<'_>, m: &Mistakes<'_>) -> Name {
    reserved(pair, m);
    Name { text: pair.as_str().to_owned(), place: m.place(pair) }
}

/// A dotted name; a reserved word in its place is reported and taken as the name.
pub fn path(pair: &Pair<'_>, m: &Mistakes<'_>) -> Path {
    reserved(pair, m);
    Path { text: pair.as_str().to_owned(), place: m.place(pair) }
}

fn reserved(pair: &Pair<'_>, m: &Mistakes<'_>) {
    if pair.as_rule() != Rule::bad_reserved {
        return;
    }
    let word = pair.as_str().split('.').next().unwrap_or_default();
    m.push(
        Problem::new(
            Code::ReservedWord,
            m.span(pair),
            format!("`{word}` is a word of the language, not a name"),
        )
        .help(format!("choose another name, for example `{word}_value`")),
    );
}

/// One or more strings side by side.
pub fn text(pair: Pair<'_>, m: &Mistakes<'_>) -> Text {
    let place = m.place(&pair);
    let parts = Parts::of(pair)
        .rest()
        .map(|part| {
            let single_quoted = part.as_rule() == Rule::bad_single_quoted;
            let span = m.span(&part);
            let inner = part.into_inner().next();
            let inner_text = inner.as_ref().map_or("", |inner| inner.as_str());
            if single_quoted {
                m.push(
                    Problem::new(Code::SingleQuotedText, span, "text stands in double quotes")
                        .says("single quotes are for units")
                        .help(format!("write \"{inner_text}\""))
                        .fix(span, format!("\"{inner_text}\"")),
                );
                return inner_text.to_owned();
            }
            inner.map(|inner| unescape(&inner, m)).unwrap_or_default()
        })
        .collect();
    Text { parts, place }
}

/// One string.
pub fn string(pair: Pair<'_>, m: &Mistakes<'_>) -> Text {
    let place = m.place(&pair);
    let part = pair.into_inner().next().map(|inner| unescape(&inner, m)).unwrap_or_default();
    Text { parts: vec![part], place }
}

fn unescape(inner: &Pair<'_>, m: &Mistakes<'_>) -> String {
    let mut out = String::with_capacity(inner.as_str().len());
    let mut chars = inner.as_str().char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some((_, escaped @ ('"' | '\\'))) => out.push(escaped),
            Some((_, other)) => {
                let start = inner.as_span().start() + at;
                m.push(
                    Problem::new(
                        Code::BadEscape,
                        m.at(start, start + 1 + other.len_utf8()),
                        format!("`\\{other}` is not an escape"),
                    )
                    .help("in text only `\\\"` and `\\\\` are escapes; write `\\\\` for one backslash"),
                );
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// A number without a sign.
pub fn number(pair: &Pair<'_>, m: &Mistakes<'_>) -> NumberLiteral {
    let written = pair.as_str();
    let place = m.place(pair);
    let digits_end = written.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(written.len());
    let (digits, word) = written.split_at(digits_end);
    if !word.is_empty() {
        m.push(run_together(pair, digits, word, m));
    }
    let digits = if pair.as_rule() == Rule::bad_point {
        m.push(
            Problem::new(Code::BadNumber, place.0, format!("`{written}` has no digit before its point"))
                .help(format!("write `0{written}`"))
                .fix(place.0, format!("0{written}")),
        );
        format!("0{digits}")
    } else {
        digits.to_owned()
    };
    let value = Number::parse(&digits).unwrap_or_else(|error| {
        m.push(unreadable_number(&error, &digits, place.0));
        Number::ZERO
    });
    NumberLiteral { written: digits, value, place }
}

fn unreadable_number(error: &ParseNumberError, digits: &str, span: crate::source::Span) -> Problem {
    if *error == ParseNumberError::NotANumber {
        let plain = digits.trim_start_matches('0');
        let plain =
            if plain.is_empty() || plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
        return Problem::new(Code::BadNumber, span, format!("`{digits}` starts with a zero too many"))
            .help(format!("write `{plain}`"))
            .fix(span, plain);
    }
    Problem::new(Code::BadNumber, span, "this number has more digits than can be held exactly")
        .help(format!("a number has at most {MAX_DIGITS} digits"))
}

/// `6months`, `3_000`, `5mg`.
fn run_together(pair: &Pair<'_>, digits: &str, word: &str, m: &Mistakes<'_>) -> Problem {
    let span = m.span(pair);
    let problem = Problem::new(
        Code::MissingSpace,
        span,
        format!("`{}` runs a number and a word together", pair.as_str()),
    );
    if CalendarUnit::parse(word).is_some() {
        return problem.help(format!("write `{digits} {word}`")).fix(span, format!("{digits} {word}"));
    }
    if word.chars().all(|c| c == '_' || c.is_ascii_digit()) {
        let plain: String = pair.as_str().chars().filter(|c| *c != '_').collect();
        return problem.help(format!("write the digits without `_`: `{plain}`")).fix(span, plain);
    }
    if word.chars().all(|c| c.is_ascii_alphabetic()) {
        return problem.help(format!("a unit stands apart in single quotes: `{digits} '{word}'`"));
    }
    problem.help("a name cannot start with a digit; a unit stands apart in single quotes")
}

/// The calendar unit that a number has run into: `6months`.
pub fn run_together_unit(pair: &Pair<'_>) -> Option<CalendarUnit> {
    let written = pair.as_str();
    CalendarUnit::parse(written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// `years`, `month`, …
pub fn calendar_unit(pair: &Pair<'_>) -> CalendarUnit {
    CalendarUnit::parse(pair.as_str()).unwrap_or(CalendarUnit::Days)
}

/// `'mg/dL'`.
pub fn unit(pair: Pair<'_>, m: &Mistakes<'_>) -> Unit {
    let place = m.place(&pair);
    let code = pair.into_inner().next().map(|inner| inner.as_str().replace("\\'", "'")).unwrap_or_default();
    Unit { code, place }
}

/// `@2025-11-20`; the calendar is asked whether there is such a day.
pub fn date(pair: &Pair<'_>, m: &Mistakes<'_>) -> DateLiteral {
    let place = m.place(pair);
    let written = pair.as_str().trim_start_matches('@').to_owned();
    if let Err(why) = check_date(&written) {
        m.push(
            Problem::new(Code::BadDate, place.0, format!("`@{written}` is not a date: {why}"))
                .help("write a year, a month or a day: `@2025`, `@2025-11`, `@2025-11-20`"),
        );
    }
    DateLiteral { written, place }
}

/// `2025-11-20` without its `@`: not a subtraction.
pub fn bare_date(pair: &Pair<'_>, m: &Mistakes<'_>) -> DateLiteral {
    let (written, place) = (pair.as_str(), m.place(pair));
    m.push(
        Problem::new(Code::BadDate, place.0, format!("the date `{written}` has no `@` before it"))
            .help(format!("write `@{written}`"))
            .fix(place.0, format!("@{written}")),
    );
    DateLiteral { written: written.to_owned(), place }
}

fn check_date(written: &str) -> Result<(), String> {
    if written.contains('T') {
        return match Instants::parse(written, None) {
            // Whether the ruleset declares a time zone is not known here.
            Ok(_) | Err(TimeError::OffsetRequired) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
    }
    PartialDate::parse(written).map(|_| ()).map_err(|error| error.to_string())
}

/// A number with an optional `-`.
pub fn signed_number(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<SignedNumber> {
    let mut parts = Parts::of(pair);
    let negative = parts.take(Rule::minus_sign).is_some();
    Some(SignedNumber { negative, number: number(&parts.next()?, m) })
}

/// `0..10`, `0..`, `..10`.
pub fn range(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Range> {
    let place = m.place(&pair);
    let mut parts = Parts::of(pair);
    let low = parts.take(Rule::signed_number).and_then(|low| signed_number(low, m));
    parts.take(Rule::range_dots)?;
    let high = parts.take(Rule::signed_number).and_then(|high| signed_number(high, m));
    Some(Range { low, high, place })
}
