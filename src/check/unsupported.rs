//! Parts of the language that are read and formatted, but that this version does not decide.

use super::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};

/// `what` is (or are) not supported yet.
pub fn unsupported(span: Span, what: &str, plural: &str, singular: &str) -> Problem {
    let verb = if what.ends_with('s') && !what.starts_with("the ") { plural } else { singular };
    Problem::new(Code::Unsupported, span, format!("{what} {verb} not supported yet")).help(
        "this version reads and formats it, but decides nothing with it; until it does, let the record state \
         the fact itself, for example `fact on_anticoagulants: boolean`",
    )
}

impl Checker<'_> {
    /// Reports an expression that has no meaning yet.
    pub fn unsupported_expression(&mut self, expr: &Expr) {
        let what = match &expr.kind {
            ExprKind::Some { .. }
            | ExprKind::Every { .. }
            | ExprKind::Count { .. }
            | ExprKind::Aggregate(_) => "questions about lists",
            ExprKind::List(_) | ExprKind::Record(_) => "lists and records",
            ExprKind::Has(..) => "sets",
            ExprKind::In(..) => "value sets",
            _ => "such expressions",
        };
        self.report(unsupported(expr.place.0, what, "are", "is"));
    }
}
