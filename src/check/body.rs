//! What a definition stands for: an expression, a score, or a table.

use crate::syntax::ast::{Cell, CellKind, Expr, Points, RowHead, Score, ScoreEntry, Table};
use crate::syntax::print::print_expr;

/// The right side of a definition.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    /// `define NAME = EXPR`.
    Expr(&'a Expr),
    /// `score NAME { … }`.
    Score(&'a Score),
    /// `table NAME by … { … }`.
    Table(&'a Table),
}

impl<'a> Body<'a> {
    /// The expressions in it, in the order written.
    pub fn expressions(self) -> Vec<&'a Expr> {
        match self {
            Body::Expr(expr) => vec![expr],
            Body::Score(score) => conditions(score),
            Body::Table(table) => {
                table.columns.iter().chain(table.rows.iter().map(|row| &row.value)).collect()
            }
        }
    }

    /// The values in the cells of a table: written out, or named by a parameter.
    pub fn cells(self) -> Vec<&'a Expr> {
        let rows = match self {
            Body::Table(table) => table.rows.as_slice(),
            Body::Expr(_) | Body::Score(_) => &[],
        };
        let cells = rows.iter().flat_map(|row| match &row.head {
            RowHead::Cells(cells) => cells.as_slice(),
            RowHead::Otherwise(_) => &[],
        });
        cells.flat_map(in_cell).collect()
    }

    /// As it is written, in one line.
    pub fn print(self) -> String {
        match self {
            Body::Expr(expr) => print_expr(expr),
            Body::Score(score) => {
                let entries: Vec<_> = score.entries.iter().map(print_entry).collect();
                format!("the sum of {}", entries.join(", "))
            }
            Body::Table(table) => {
                let columns: Vec<_> = table.columns.iter().map(print_expr).collect();
                // A decision shows the row that was taken.
                format!("a table by {}", columns.join(" | "))
            }
        }
    }
}

fn in_cell(cell: &Cell) -> Vec<&Expr> {
    match &cell.kind {
        CellKind::Any => Vec::new(),
        CellKind::Values(values) => values.iter().collect(),
        CellKind::Bounds(bounds) => bounds.iter().map(|(_, value)| value).collect(),
        CellKind::Range(low, high) => vec![low, high],
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
