//! `and` and `or` side by side without parentheses (W0204).

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{ClauseKind, Expr, ExprKind, StatementKind};
use crate::syntax::walk::children;

impl Checker<'_> {
    pub(super) fn lint_logic(&mut self) {
        for statement in self.entry_statements() {
            match &statement.kind {
                StatementKind::Rule(rule) => {
                    self.mixed(&rule.condition);
                    for clause in &rule.clauses {
                        if let ClauseKind::Unless(condition)
                        | ClauseKind::ExceptWhen(condition)
                        | ClauseKind::AppliesWhen(condition) = &clause.kind
                        {
                            self.mixed(condition);
                        }
                    }
                }
                StatementKind::Define(define) => self.mixed(&define.body),
                StatementKind::Output(output) => self.mixed(&output.value),
                StatementKind::Score(score) => {
                    for condition in crate::check::body::conditions(score) {
                        self.mixed(condition);
                    }
                }
                StatementKind::Table(table) => {
                    for part in crate::check::body::Body::Table(table).expressions() {
                        self.mixed(part);
                    }
                }
                _ => {}
            }
        }
    }

    fn mixed(&mut self, expr: &Expr) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            if let ExprKind::Or(operands) = &expr.kind
                && let Some(and) = operands.iter().find(|operand| matches!(operand.kind, ExprKind::And(_)))
            {
                self.report(
                    Problem::new(Code::MixedLogic, and.place.0, "`and` and `or` stand side by side")
                        .says("`and` binds first: this belongs together")
                        .help("put parentheses around what belongs together, so that every reader reads the same"),
                );
            }
            open.extend(children(expr));
        }
    }
}
