//! What a text that is not a unit may have meant.

use super::alias::{ALIASES, alias};
use super::atlas::Atlas;
use super::common::COMMON;
use super::parse::{self, Stop};
use super::{Unit, UnitError};
use crate::diagnostic;

/// Molar concentrations as chemists write them. UCUM has no such unit, and to offer the metre, which they
/// resemble, would be worse than nothing.
const MOLAR: &[&str] = &["M", "mM", "uM", "nM", "pM"];

/// The unit that was probably meant by a text that is none.
///
/// A similar spelling is looked for among the everyday codes only: a rare one is seldom meant.
pub(super) fn nearest(written: &str) -> Option<String> {
    alike(written).or_else(|| {
        let text = in_ascii(written);
        let ours = has_letters(&text) && !MOLAR.contains(&text.as_str());
        ours.then(|| diagnostic::nearest(&text, COMMON.iter().copied())).flatten().map(str::to_owned)
    })
}

/// The unit that a text is another spelling of: by letter case, signs of print or a common alias.
pub(super) fn alike(written: &str) -> Option<String> {
    if let Some(code) = alias(written) {
        return Some(code.to_owned());
    }
    let text = in_ascii(written);
    if is_unit(&text) {
        return Some(text);
    }
    if !has_letters(&text) || MOLAR.contains(&text.as_str()) {
        return None;
    }
    let known = ALIASES.iter().copied().chain(COMMON.iter().map(|code| (*code, *code)));
    if let Some((_, code)) = known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&text)) {
        return Some(code.to_owned());
    }
    repaired(&text)
}

fn has_letters(text: &str) -> bool {
    text.contains(|character: char| character.is_ascii_alphanumeric())
}

fn is_unit(code: &str) -> bool {
    parse::unit(code).is_ok()
}

/// The text with letters and signs of print replaced by those of UCUM, and without white space.
fn in_ascii(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    for character in written.chars() {
        match character {
            '\u{b5}' | '\u{3bc}' => text.push('u'),
            '\u{3a9}' | '\u{2126}' => text.push_str("Ohm"),
            '°' => text.push_str("deg"),
            '·' | '⋅' | '×' => text.push('.'),
            '⁄' | '∕' => text.push('/'),
            '⁻' | '−' => text.push('-'),
            '⁰' => text.push('0'),
            '¹' => text.push('1'),
            '²' => text.push('2'),
            '³' => text.push('3'),
            '⁴'..='⁹' => text.extend(char::from_digit(u32::from(character) - u32::from('⁰'), 10)),
            // `m^2`, but not `10^9`.
            '^' if text.ends_with(|last: char| last.is_ascii_alphabetic()) => {}
            _ if character.is_whitespace() => {}
            _ => text.push(character),
        }
    }
    text
}

/// The text with each symbol that is none replaced by the one it resembles, if there is one for all.
fn repaired(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..4 {
        let Err(error) = Unit::parse(&text) else { return Some(text) };
        let (UnitError::Unknown { symbol, at, .. } | UnitError::Prefix { symbol, at, .. }) = error else {
            return None;
        };
        let after_solidus = text.get(..at).is_some_and(|before| before.ends_with('/'));
        let better = resembling(&symbol, after_solidus)?;
        text.replace_range(at..at + symbol.len(), &better);
    }
    is_unit(&text).then_some(text)
}

/// The symbol that another resembles.
fn resembling(symbol: &str, after_solidus: bool) -> Option<String> {
    if let Some(code) = alias(symbol).filter(|code| !code.contains(['/', '.'])) {
        return Some(code.to_owned());
    }
    // `12h` is `12.h`; behind a solidus the two belong together.
    let bare = symbol.trim_start_matches(|character: char| character.is_ascii_digit());
    if bare.len() < symbol.len() {
        let number = symbol.get(..symbol.len() - bare.len())?;
        let bare = if is_unit(bare) { bare.to_owned() } else { resembling(bare, false)? };
        return Some(if after_solidus { format!("({number}.{bare})") } else { format!("{number}.{bare}") });
    }
    let folded = fold(symbol);
    if folded.is_empty() {
        return None;
    }
    let everyday = COMMON.iter().flat_map(|code| code.split(['/', '.', '(', ')']));
    let symbols =
        everyday.filter(|symbol| !symbol.contains('{')).map(|symbol| symbol.trim_end_matches(['2', '3']));
    if let Some(found) = symbols.into_iter().find(|known| fold(known) == folded) {
        return Some(found.to_owned());
    }
    Atlas::get().codes().filter(|known| fold(known) == folded).min().map(str::to_owned)
}

fn fold(symbol: &str) -> String {
    symbol
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

const EVERYDAY: &[(&str, &str)] = &[
    ("pH", "[pH]"),
    ("G/L", "10*9/L"),
    ("K/uL", "10*3/uL"),
    ("K/ul", "10*3/uL"),
    ("K/mm3", "10*3/mm3"),
    ("K/mL", "10*3/mL"),
];

/// The everyday code that this one is but for its letter case, when the two mean something else.
pub(super) fn look_alike(unit: &Unit) -> Option<&'static str> {
    if COMMON.contains(&unit.code()) {
        return None;
    }
    // Counts are written so in many countries, and acidity everywhere; to UCUM a K is a kelvin, a G a giga- or a
    // gauss, and pH a picohenry.
    if let Some((_, meant)) = EVERYDAY.iter().find(|(written, _)| *written == unit.code()) {
        return Some(meant);
    }
    let same = |stated: &Result<parse::Parsed, Stop>| {
        stated.as_ref().is_ok_and(|other| other.dimension == *unit.dimension() && other.ratio == unit.ratio)
    };
    let mut alike = COMMON.iter().copied().filter(|common| common.eq_ignore_ascii_case(unit.code()));
    let first = alike.clone().next()?;
    alike.all(|common| !same(&parse::unit(common))).then_some(first)
}
