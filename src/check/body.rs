//! What a definition stands for: an expression, or a score.

use crate::syntax::ast::{Expr, Points, Score, ScoreEntry};
use crate::syntax::print::print_expr;

/// The right side of a definition.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    /// `define NAME = EXPR`.
    Expr(&'a Expr),
    /// `score NAME { … }`.
    Score(&'a Score),
}

impl<'a> Body<'a> {
    /// The expressions in it, in the order written.
    pub fn expressions(self) -> Vec<&'a Expr> {
        match self {
            Body::Expr(expr) => vec![expr],
            Body::Score(score) => conditions(score),
        }
    }

    /// As it is written, in one line.
    pub fn print(self) -> String {
        match self {
            Body::Expr(expr) => print_expr(expr),
            Body::Score(score) => {
                let entries: Vec<_> = score.entries.iter().map(print_entry).collect();
                format!("the sum of {}", entries.join(", "))
            }
        }
    }
}

/// The conditions of a score, in the order written.
pub fn conditions(score: &Score) -> Vec<&Expr> {
    fn points(entry: &ScoreEntry) -> &[Points] {
        match entry {
            ScoreEntry::Points(points) => std::slice::from_ref(points),
            ScoreEntry::MaxOf(points, _) => points,
            ScoreEntry::MissingCounts(_) => &[],
        }
    }
    score.entries.iter().flat_map(points).map(|points| &points.when).collect()
}

fn print_entry(entry: &ScoreEntry) -> String {
    let points = |points: &Points| {
        let sign = if points.negative { '-' } else { '+' };
        format!("{sign}{} when {}", points.number.written, print_expr(&points.when))
    };
    match entry {
        ScoreEntry::Points(one) => points(one),
        ScoreEntry::MaxOf(of, _) => {
            format!("max of {{ {} }}", of.iter().map(points).collect::<Vec<_>>().join(", "))
        }
        ScoreEntry::MissingCounts(number) => format!("missing counts {}", number.written),
    }
}
