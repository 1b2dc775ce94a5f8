//! Changes of what is written out: numbers, quantities, dates, durations, booleans, values of a choice.

use super::expression::Role;
use super::found::{Found, shown};
use super::step;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::print::print_expr;
use crate::testing::mutation::edit::Edit;

/// The smallest steps of what is written out; the contrary of a boolean; the value beside one of a choice.
pub fn moved(expr: &Expr, role: Role, around: &Expr, found: &mut Found<'_>) {
    let moved: Vec<String> = match &expr.kind {
        ExprKind::Number(number) => step::number(number).into_iter().flatten().collect(),
        ExprKind::Quantity(number, unit) => {
            let numbers = step::number(number).into_iter().flatten();
            numbers.map(|number| format!("{number} '{}'", unit.code.replace('\'', "\\'"))).collect()
        }
        ExprKind::Duration(number, unit) => step::duration(number, *unit, role != Role::Alone),
        ExprKind::Date(date) => step::date(date),
        ExprKind::Boolean(value) => vec![(!value).to_string()],
        ExprKind::Name(path) if role != Role::Condition => {
            found.names.neighbours(&path.text).into_iter().map(str::to_owned).collect()
        }
        _ => return,
    };
    let old = print_expr(expr);
    let place = if expr == around { String::new() } else { format!(" in `{}`", shown(around)) };
    for new in moved {
        let what = format!("`{old}` became `{new}`{place}");
        found.push(Edit::new(expr.place.0, new), what);
    }
}
