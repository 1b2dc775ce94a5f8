//! What was typed, as a value of the type that is asked for.

use crate::patient::expression;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::print::quoted;
use crate::vocabulary::{Choice, QuantityType, ValueType};

/// The value that a line is. Ranges, units and codes are checked by the reader of records, as of any record.
///
/// # Errors
/// What is wrong, and what to type instead.
pub fn read(line: &str, ty: &ValueType) -> Result<Expr, String> {
    // Whoever knows the language may write it.
    if line.starts_with(['{', '[']) {
        return expression(line).ok_or_else(|| format!("this could not be read; {}", how(ty)));
    }
    let found = match ty {
        ValueType::Boolean => match line.to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" => expression("true"),
            "no" | "n" | "false" => expression("false"),
            _ => None,
        },
        ValueType::Number { .. } => number(line).or_else(|| bound(line, None)),
        ValueType::Quantity(quantity) => measured(line, quantity),
        ValueType::Date { or_never: true } if line.eq_ignore_ascii_case("never") => expression("never"),
        ValueType::Date { .. } | ValueType::Age | ValueType::DateTime => {
            let date = expression(&format!("@{}", line.trim_start_matches('@')));
            date.filter(|date| matches!(date.kind, ExprKind::Date(_)))
        }
        ValueType::Duration => {
            expression(line).filter(|duration| matches!(duration.kind, ExprKind::Duration(..)))
        }
        ValueType::Choice(choice) => one_of(line, choice).and_then(|name| expression(&name)),
        ValueType::Set(choice) => set(line, choice),
        ValueType::Text => expression(&quoted(line)),
        ValueType::Code => code(line),
        ValueType::List(_) if line.eq_ignore_ascii_case("none") => expression("[]"),
        ValueType::List(_) | ValueType::Record(_) => None,
    };
    found.ok_or_else(|| match ty {
        ValueType::Choice(choice) | ValueType::Set(choice) => {
            let near = crate::diagnostic::nearest(line, choice.names());
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            format!("this is no value of `{}`{near}; {}", choice.name, how(ty))
        }
        _ => format!("this is no answer; {}", how(ty)),
    })
}

/// How a question of this type is answered.
pub fn how(ty: &ValueType) -> String {
    match ty {
        ValueType::Boolean => "yes or no".to_owned(),
        ValueType::Number { integer, .. } => {
            let (what, example) = if *integer { ("a whole number", "24") } else { ("a number", "0.5") };
            let range = range(&ty.to_string());
            format!("{what}{range}, such as {example}")
        }
        ValueType::Quantity(quantity) => {
            let shown = ty.to_string();
            format!(
                "a number in {}{}; in another unit, name it: 42 {}",
                quantity.unit_text(),
                range(&shown),
                quantity.unit_text()
            )
        }
        ValueType::Date { or_never } => {
            let never = if *or_never { "; or never" } else { "" };
            format!("a date: 2025-11-20, or 2025-11 or 2025 if no more is known{never}")
        }
        ValueType::Age => "a date of birth: 1980-02-29".to_owned(),
        ValueType::DateTime => "a moment: 2025-11-20T14:30:00+01:00".to_owned(),
        ValueType::Duration => "a duration: 6 months".to_owned(),
        ValueType::Choice(choice) => format!("one of {}", numbered(choice)),
        ValueType::Set(choice) => format!("none, or any of {}, with commas between", numbered(choice)),
        ValueType::Text => "text".to_owned(),
        ValueType::Code => "a system and a code: icd10cm I50.9".to_owned(),
        ValueType::List(_) => "none, or add to enter one after another".to_owned(),
        ValueType::Record(_) => "its fields, one by one".to_owned(),
    }
}

/// ` from 0 to 1200`, as a type is written.
fn range(ty: &str) -> String {
    let Some(written) = ty.split_whitespace().find(|part| part.contains("..")) else { return String::new() };
    match written.split_once("..") {
        Some((low, "")) => format!(" from {low} up"),
        Some(("", high)) => format!(" up to {high}"),
        Some((low, high)) => format!(" from {low} to {high}"),
        None => String::new(),
    }
}

/// `1 left, 2 right`.
fn numbered(choice: &Choice) -> String {
    let names = choice.names().enumerate().map(|(at, name)| format!("{} {name}", at + 1));
    names.collect::<Vec<_>>().join(", ")
}

/// The name of a value, or the one with this number.
fn one_of(word: &str, choice: &Choice) -> Option<String> {
    let word = word.trim();
    let written = word.replace([' ', '-'], "_");
    let name = choice.names().find(|name| name.eq_ignore_ascii_case(&written));
    let at = || word.parse::<usize>().ok().and_then(|number| choice.names().nth(number.checked_sub(1)?));
    name.or_else(at).map(str::to_owned)
}

fn set(line: &str, choice: &Choice) -> Option<Expr> {
    if line.eq_ignore_ascii_case("none") {
        return expression("[]");
    }
    let names: Option<Vec<_>> = line.split(',').map(|word| one_of(word, choice)).collect();
    expression(&format!("[{}]", names?.join(", ")))
}

fn number(line: &str) -> Option<Expr> {
    let digits = line.strip_prefix('-').unwrap_or(line);
    digits.starts_with(|first: char| first.is_ascii_digit()).then(|| expression(line)).flatten().filter(
        |value| {
            let plain = |value: &Expr| matches!(value.kind, ExprKind::Number(_));
            match &value.kind {
                ExprKind::Negate(of) => plain(of),
                _ => plain(value),
            }
        },
    )
}

/// `<0.5`, `>= 60`: all that is known is a bound.
fn bound(line: &str, unit: Option<&str>) -> Option<Expr> {
    let sign = ["<=", ">=", "<", ">"].into_iter().find(|sign| line.starts_with(sign))?;
    let value = line.strip_prefix(sign)?.trim();
    number(value)?;
    let written = quoted(&format!("{sign}{value}"));
    match unit {
        Some(unit) => expression(&format!("{{ value = {written}, unit = {} }}", quoted(unit))),
        None => expression(&written),
    }
}

/// A number, and its unit if it is another one than is asked for.
fn measured(line: &str, quantity: &QuantityType) -> Option<Expr> {
    let own = quantity.unit_text();
    let own = own.trim_matches('\'');
    let start = line.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '<' | '>' | '=' | ' ')));
    let (value, unit) = line.split_at_checked(start.unwrap_or(line.len()))?;
    let unit = unit.trim().trim_matches('\'');
    let unit = if unit.is_empty() { own } else { unit };
    let value = value.trim();
    if unit.contains(['\'', '"', '\n']) {
        return None;
    }
    match number(value) {
        Some(_) => expression(&format!("{value} '{unit}'")),
        None => bound(value, Some(unit)),
    }
}

fn code(line: &str) -> Option<Expr> {
    let (system, code) = line.split_once([' ', ':'])?;
    let (system, code) = (system.trim(), code.trim());
    if system.is_empty() || code.is_empty() {
        return None;
    }
    expression(&format!("{{ system = {}, code = {} }}", quoted(system), quoted(code)))
}
