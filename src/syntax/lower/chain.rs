//! Two comparisons in a row: told, and where it is clear what was meant, read so that nothing else is told of it.

use super::Mistakes;
use crate::diagnostic::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::{AddOperator, Comparison, DateOrder, Expr, ExprKind, Place};

/// A second comparison that was left out of the tree: its sign, and what it compares with.
pub struct Chained {
    /// Where the sign stands.
    operator: Span,
    comparison: Comparison,
    right: Expr,
}

/// Reports a comparison of a comparison. It is left out of the tree, which would else grow a level with each.
pub fn report(left: &Expr, operator: Span, m: &Mistakes<'_>) {
    m.push(
        Problem::new(Code::ChainedComparison, operator, "two comparisons stand in a row")
            .also(left.place.0, "this is already a comparison")
            .help("join two comparisons with `and`, or write `x between 1 and 5` (both ends included)"),
    );
}

/// Is it a comparison?
pub fn is_comparison(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Compare(..)
            | ExprKind::Between(..)
            | ExprKind::In(..)
            | ExprKind::IsKnown(..)
            | ExprKind::IsContiguous(..)
            | ExprKind::Has(..)
            | ExprKind::Ago(..)
            | ExprKind::Within(..)
            | ExprKind::Order(..)
    )
}

/// Remembers a sign behind a comparison, with what is on its right.
pub fn remember(operator: Span, comparison: Comparison, right: Expr, m: &Mistakes<'_>) {
    m.chained.borrow_mut().push(Chained { operator, comparison, right });
}

/// `count of x where A >= 2`: `where` reads on to the end of the condition, so that the bound of the count stands behind
/// a comparison of the filter. `kind` is the count as it was read, from `start` on.
pub fn of_count(start: u32, kind: ExprKind, m: &Mistakes<'_>) -> ExprKind {
    let filter = match &kind {
        ExprKind::Count { filter: Some(filter), .. } | ExprKind::Share { has: filter, .. } => filter,
        _ => return kind,
    };
    // What stands in parentheses, or in a question inside the filter, is about something else.
    let operands = match &filter.kind {
        ExprKind::And(operands) => operands.as_slice(),
        _ => std::slice::from_ref(&**filter),
    };
    let mut chained = m.chained.borrow_mut();
    // Those inside of this count were met last.
    let inside = chained.iter().enumerate().rev().take_while(|(_, chained)| chained.operator.start >= start);
    let found = inside.filter_map(|(index, chained)| {
        let before = operands.partition_point(|operand| operand.place.0.end <= chained.operator.start);
        let at = before.checked_sub(1)?;
        let operand = operands.get(at).filter(|operand| is_comparison(operand))?;
        let between = Span { start: operand.place.0.end, end: chained.operator.start, ..chained.operator };
        let is_bound = match (&kind, &chained.right.kind) {
            (ExprKind::Share { .. }, ExprKind::Quantity(_, unit)) => unit.code == "%",
            (ExprKind::Share { .. }, ExprKind::Name(_)) => true,
            (_, bound) => matches!(bound, ExprKind::Number(_) | ExprKind::Name(_)),
        };
        (is_bound && m.text(between).trim().is_empty()).then_some((index, at))
    });
    let found = found.last();
    let Some((index, at)) = found else { return kind };
    let Chained { operator, comparison, right } = chained.remove(index);
    drop(chained);
    let count = Span { start, end: operator.start, ..operator };
    let bound = operator.to(right.place.0);
    let written = |span| m.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    m.replace(
        Problem::new(Code::ChainedComparison, operator, "this bound is read as part of the filter")
            .also(count, "`where` reads on to the end of the condition")
            .help(format!("put it in parentheses: `({}) {}`", written(count), written(bound))),
    );
    meant(kind, at, (comparison, right), count)
}

/// The count, or the share, up to the filter's operand `at`, compared with its bound, and what follows beside it.
fn meant(mut kind: ExprKind, at: usize, (comparison, right): (Comparison, Expr), count: Span) -> ExprKind {
    let filter = match &mut kind {
        ExprKind::Count { filter: Some(filter), .. } | ExprKind::Share { has: filter, .. } => filter,
        _ => return kind,
    };
    let mut rest = Vec::new();
    if let ExprKind::And(operands) = &mut filter.kind {
        rest = operands.split_off(operands.len().min(at + 1));
    }
    let whole = Place(count.to(right.place.0));
    let counted = Box::new(Expr { kind, place: Place(count) });
    let compared = ExprKind::Compare(comparison, counted, Box::new(right));
    if rest.is_empty() {
        return compared;
    }
    ExprKind::And(std::iter::once(Expr { kind: compared, place: whole }).chain(rest).collect())
}

/// `d before 6 months before e`, `d more than 6 months before e`: `left` is what stands before the second order. Gives
/// back what was meant, or, of any other comparison in a row, what was on the left.
pub fn of_orders(left: Expr, order: DateOrder, anchor: Expr, operator: Span, m: &Mistakes<'_>) -> Expr {
    let is_duration = |expr: &Expr| matches!(expr.kind, ExprKind::Duration(..));
    let is_less = matches!(left.kind, ExprKind::Compare(Comparison::Less | Comparison::LessOrEqual, ..));
    // Earlier than that long before it, or later?
    let (earlier, date, period) = match left.kind {
        ExprKind::Order(date, DateOrder::Before | DateOrder::OnOrBefore, period) if is_duration(&period) => {
            (true, date, period)
        }
        ExprKind::Order(date, _, period) if is_duration(&period) => (false, date, period),
        ExprKind::Compare(Comparison::Greater | Comparison::GreaterOrEqual, date, period)
            if is_duration(&period) =>
        {
            (order == DateOrder::Before, date, period)
        }
        ExprKind::Compare(Comparison::Less | Comparison::LessOrEqual, date, period)
            if is_duration(&period) =>
        {
            (order != DateOrder::Before, date, period)
        }
        kind => {
            let left = Expr { kind, ..left };
            report(&left, operator, m);
            return left;
        }
    };
    let back = matches!(order, DateOrder::Before | DateOrder::OnOrBefore);
    let sign = if back { '-' } else { '+' };
    let word = if earlier { "before" } else { "after" };
    let (d, p, e) = (m.text(date.place.0), m.text(period.place.0), m.text(anchor.place.0));
    let edge = format!("`{d} {word} {e} {sign} {p}`");
    let help = match (is_less, back) {
        (true, true) => format!("write `{d} within {p} before {e}`"),
        (true, false) => format!("write `{d} within {p} after {e}`"),
        (false, true) if e == "as_of" && earlier => format!("write `{d} at least {p} ago`, or {edge}"),
        (false, _) => format!("write {edge}"),
    };
    let place = Place(left.place.0.to(anchor.place.0));
    m.forget_words(place.0);
    m.replace(
        Problem::new(
            Code::ChainedComparison,
            operator,
            "a duration before or after a date is reckoned, not compared",
        )
        .also(left.place.0, "this is already a comparison")
        .help(help),
    );
    let add = if back { AddOperator::Subtract } else { AddOperator::Add };
    let sum = Expr { place: anchor.place, kind: ExprKind::Sum(Box::new(anchor), vec![(add, *period)]) };
    let order = if earlier { DateOrder::Before } else { DateOrder::After };
    Expr { kind: ExprKind::Order(date, order, Box::new(sum)), place }
}
