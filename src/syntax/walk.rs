//! Walking over expressions.

use super::ast::{Expr, ExprKind, HasWhat, Membership, Window, Windows};

/// The expressions directly inside this one, from left to right.
#[must_use]
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::Quantity(..)
        | ExprKind::Duration(..)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::Never
        | ExprKind::Hole
        | ExprKind::Name(_) => Vec::new(),
        ExprKind::Call(_, arguments) => arguments.iter().map(|argument| &argument.value).collect(),
        ExprKind::Paren(inner)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::IsKnown(inner, _)
        | ExprKind::IsContiguous(inner, _)
        | ExprKind::NumberOf(inner, _)
        | ExprKind::DateOf(inner) => vec![inner],
        ExprKind::And(of)
        | ExprKind::Or(of)
        | ExprKind::Group(_, of)
        | ExprKind::Extreme(_, of)
        | ExprKind::AnyRecorded(of)
        | ExprKind::List(of) => of.iter().collect(),
        ExprKind::Compare(_, left, right)
        | ExprKind::AsOf(left, right)
        | ExprKind::Ago(left, _, right)
        | ExprKind::Order(left, _, right)
        | ExprKind::UnitsBetween(_, left, right) => vec![left, right],
        ExprKind::Between(value, low, high) => vec![value, low, high],
        ExprKind::In(value, members, _) => {
            let members: &[Expr] = match members {
                Membership::Values(members) => members,
                Membership::Named(_) | Membership::Span(_) => &[],
            };
            std::iter::once(&**value).chain(members).collect()
        }
        ExprKind::Has(value, what) => {
            let members = match what {
                HasWhat::One(one) => std::slice::from_ref(&**one),
                HasWhat::AnyOf(members) | HasWhat::AllOf(members) | HasWhat::Only(members) => members,
            };
            std::iter::once(&**value).chain(members).collect()
        }
        ExprKind::Sum(first, rest) => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, term)| term)).collect()
        }
        ExprKind::Product(first, rest) => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, factor)| factor)).collect()
        }
        ExprKind::Some { filter, .. } => filter.as_deref().into_iter().collect(),
        ExprKind::Every { filter, has, .. } => filter.as_deref().into_iter().chain([&**has]).collect(),
        ExprKind::Count { filter, spaced, .. } => {
            filter.as_deref().into_iter().chain(spaced.as_deref()).collect()
        }
        ExprKind::Share { has, .. } => vec![has],
        ExprKind::InWindows(asked) => {
            let length = match &asked.windows {
                Windows::Some(length) | Windows::Every(length) => Some(length),
                Windows::Consecutive(..) => None,
            };
            length.into_iter().chain([&asked.from, &asked.to, &asked.condition]).collect()
        }
        ExprKind::Aggregate(aggregate) => {
            let mut inside: Vec<_> = aggregate.over.iter().collect();
            inside.extend(aggregate.within.iter().flat_map(in_window));
            inside.extend(&aggregate.filter);
            inside
        }
        ExprKind::Within(value, window) => std::iter::once(&**value).chain(in_window(window)).collect(),
        ExprKind::If(arms, otherwise) => in_arms(arms).chain([&**otherwise]).collect(),
        ExprKind::Choose(arms, otherwise) => in_arms(arms).chain(otherwise.as_deref()).collect(),
        ExprKind::Record(fields) => fields.iter().map(|field| &field.value).collect(),
    }
}

fn in_window(window: &Window) -> impl Iterator<Item = &Expr> {
    std::iter::once(&*window.period).chain(window.anchor.iter().map(|(_, anchor)| &**anchor))
}

fn in_arms(arms: &[(Expr, Expr)]) -> impl Iterator<Item = &Expr> {
    arms.iter().flat_map(|(condition, value)| [condition, value])
}

/// The expression without the parentheses around it.
#[must_use]
pub fn without_parens(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}
