//! Values as a ruleset writes them.

use jiff::civil::Date;

use crate::diagnostic::Problems;
use crate::source::FileId;
use crate::syntax::ast::{Expr, ExprKind, FieldValue, Path, Place};
use crate::syntax::parse_setting;
use crate::vocabulary::QuantityType;

/// The expression that a text is; `None` if it is none.
#[must_use]
pub fn expression(text: &str) -> Option<Expr> {
    let mut problems = Problems::new();
    let setting = parse_setting(&format!("value = {text}"), FileId::default(), &mut problems)?;
    (!problems.has_errors()).then_some(setting.value)
}

/// `@2025-11-20`.
#[must_use]
pub fn day(day: Date) -> Option<Expr> {
    expression(&format!("@{day}"))
}

/// So many units of the last of these decimal places: `25` of one place is `2.5`.
pub fn decimal(scaled: i128, places: u32) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.unsigned_abs(), width = places as usize + 1);
    match digits.split_at_checked(digits.len().saturating_sub(places as usize)) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
        None => digits,
    }
}

/// A number as it stands before a quantity's unit, with that unit.
pub fn with_unit(number: &str, quantity: &QuantityType) -> String {
    format!("{number} {}", quantity.unit_text())
}

/// `{ a = …, b = … }`.
pub fn record(fields: Vec<(String, Expr)>) -> Expr {
    let fields = fields.into_iter().map(|(name, value)| {
        let path = Path { text: name, place: Place::default() };
        FieldValue { path, value }
    });
    Expr { kind: ExprKind::Record(fields.collect()), place: Place::default() }
}

/// `[ … ]`.
pub fn list(items: Vec<Expr>) -> Expr {
    Expr { kind: ExprKind::List(items), place: Place::default() }
}
