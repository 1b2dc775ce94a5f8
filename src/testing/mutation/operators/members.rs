//! Changes of questions about belonging: `in`, `has`, `is known`.

use super::found::{Found, shown, without};
use super::step;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, HasWhat, Membership};
use crate::syntax::print::print_expr;
use crate::testing::mutation::edit::Edit;

/// A value dropped from `in { … }` and `has any of { … }`, and each question turned round.
pub fn changed(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::In(value, members, negated) => {
            let (old, new) = if *negated { ("not in", "in") } else { ("in", "not in") };
            let other = ExprKind::In(value.clone(), members.clone(), !negated);
            replace(expr, other, old, new, found);
            match members {
                Membership::Values(members) => drop_each(members, expr, found),
                Membership::Span(date) => {
                    for new in step::date(date) {
                        let what = format!("`@{}` became `{new}` in `{}`", date.written, shown(expr));
                        found.push(Edit::new(date.place.0, new), what);
                    }
                }
                Membership::Named(_) => {}
            }
        }
        ExprKind::Has(value, what) => {
            match what {
                HasWhat::AnyOf(members) => {
                    let other = ExprKind::Has(value.clone(), HasWhat::AllOf(members.clone()));
                    replace(expr, other, "has any of", "has all of", found);
                }
                HasWhat::AllOf(members) => {
                    let other = ExprKind::Has(value.clone(), HasWhat::AnyOf(members.clone()));
                    replace(expr, other, "has all of", "has any of", found);
                }
                HasWhat::Only(_) => {}
                HasWhat::One(one) => {
                    if let ExprKind::Name(path) = &one.kind {
                        for beside in found
                            .names
                            .neighbours(&path.text)
                            .into_iter()
                            .map(str::to_owned)
                            .collect::<Vec<_>>()
                        {
                            let what = format!("`{}` became `{beside}` in `{}`", path.text, shown(expr));
                            found.push(Edit::new(one.place.0, beside), what);
                        }
                    }
                }
            }
            if let HasWhat::AnyOf(members) | HasWhat::AllOf(members) | HasWhat::Only(members) = what {
                drop_each(members, expr, found);
            }
        }
        ExprKind::IsKnown(value, negated) => {
            let (old, new) = question("known", *negated);
            replace(expr, ExprKind::IsKnown(value.clone(), !negated), old, new, found);
        }
        ExprKind::IsContiguous(value, negated) => {
            let (old, new) = question("contiguous", *negated);
            replace(expr, ExprKind::IsContiguous(value.clone(), !negated), old, new, found);
        }
        _ => {}
    }
}

fn question(word: &str, negated: bool) -> (&'static str, &'static str) {
    match (word, negated) {
        ("known", false) => ("is known", "is not known"),
        ("known", true) => ("is not known", "is known"),
        (_, false) => ("is contiguous", "is not contiguous"),
        (_, true) => ("is not contiguous", "is contiguous"),
    }
}

fn replace(expr: &Expr, kind: ExprKind, old: &str, new: &str, found: &mut Found<'_>) {
    let changed = Expr { kind, place: expr.place };
    let what = format!("`{old}` became `{new}` in `{}`", shown(expr));
    found.push(Edit::new(expr.place.0, print_expr(&changed)), what);
}

fn drop_each(members: &[Expr], expr: &Expr, found: &mut Found<'_>) {
    let places: Vec<Span> = members.iter().map(|member| member.place.0).collect();
    for (index, member) in members.iter().enumerate() {
        if let Some(edit) = without(&places, index) {
            found.push(edit, format!("`{}` was dropped from `{}`", shown(member), shown(expr)));
        }
    }
}
