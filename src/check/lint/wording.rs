//! `>` where the rule's own words say "at least" (W0203).

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{ClauseKind, Comparison, Expr, ExprKind, Rule, StatementKind};
use crate::syntax::walk::children;

const AT_LEAST: &[&str] = &[
    "at least",
    "or more",
    "or longer",
    "or older",
    "or higher",
    "or above",
    "minimum",
    "no less than",
    "not less than",
];
const AT_MOST: &[&str] = &[
    "at most",
    "or less",
    "or fewer",
    "or younger",
    "or lower",
    "or below",
    "maximum",
    "no more than",
    "not more than",
    "up to",
];

impl Checker<'_> {
    pub(super) fn lint_wording(&mut self) {
        for statement in self.entry_statements() {
            if let StatementKind::Rule(rule) = &statement.kind {
                self.wording(rule);
            }
        }
    }

    fn wording(&mut self, rule: &Rule) {
        let because = rule.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Because(text) => Some(text),
            _ => None,
        });
        let Some(text) = because else { return };
        let words = text.value().to_lowercase();
        for (phrases, strict, meant) in
            [(AT_LEAST, Comparison::Greater, (">", ">=")), (AT_MOST, Comparison::Less, ("<", "<="))]
        {
            let Some(phrase) = phrases.iter().find(|phrase| words.contains(**phrase)) else { continue };
            let comparisons = comparisons(&rule.condition);
            let [(operator, expr)] = comparisons.as_slice() else { continue };
            if *operator == strict {
                self.report(
                    Problem::new(
                        Code::StrictBound,
                        expr.place.0,
                        format!(
                            "the rule's words say \"{phrase}\", and `{}` leaves the bound itself out",
                            meant.0
                        ),
                    )
                    .also(text.place.0, "the words")
                    .help(format!("write `{}` if the bound belongs to it", meant.1)),
                );
            }
        }
    }
}

/// The comparisons by size in an expression.
fn comparisons(expr: &Expr) -> Vec<(Comparison, &Expr)> {
    let mut found = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if let ExprKind::Compare(operator, ..) = &expr.kind
            && !matches!(
                operator,
                Comparison::Equal | Comparison::NotEqual | Comparison::Is | Comparison::IsNot
            )
        {
            found.push((*operator, expr));
        }
        open.extend(children(expr));
    }
    found
}
