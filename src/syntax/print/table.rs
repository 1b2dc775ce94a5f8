//! Tables: every column as wide as its widest cell.

use std::rc::Rc;

use pretty::DocAllocator;

use super::expression::compare_word;
use super::{Brackets, Doc, INDENT, Printer, Spanned, print_expr};
use crate::syntax::ast::{Cell, CellKind, RowHead, Table, TableRow};

/// `otherwise`, which stands in the place of all cells.
const OTHERWISE: &str = "otherwise";

/// A row, and how wide each column is.
pub(super) struct Aligned<'a, R> {
    pub row: &'a R,
    pub widths: Rc<[usize]>,
}

impl<R: Spanned> Spanned for Aligned<'_, R> {
    fn start(&self) -> usize {
        self.row.start()
    }

    fn end(&self) -> usize {
        self.row.end()
    }
}

impl<'a> Printer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) -> Doc<'a> {
        let mut head = self.word("table ").append(self.name(&table.name));
        if let Some(ty) = &table.ty {
            head = head.append(self.word(": ")).append(self.ty(ty));
        }
        let mut end = table.ty.as_ref().map_or(table.name.end(), Spanned::end);
        let mut columns = self.word(" by");
        for (index, column) in table.columns.iter().enumerate() {
            if index > 0 {
                columns = columns.append(self.word(" |"));
            }
            let line = self.line();
            columns = columns.append(self.between(end, column.start(), line)).append(self.hung(column));
            end = column.end();
        }
        let head = head.append(columns.nest(INDENT).group());
        let widths = widths(table);
        let rows = table.rows.iter().map(|row| Aligned { row, widths: Rc::clone(&widths) });
        let rows = self.bracketed(Brackets::BRACES.tall(true), end, rows, |this, row| this.row(row));
        let end = self.comments.last();
        head.append(self.word(" ")).append(rows).append(self.clauses(end, &table.clauses))
    }

    fn row(&mut self, row: &Aligned<'a, TableRow>) -> Doc<'a> {
        let head = head(&row.row.head, &row.widths);
        self.arena.text(head).append(self.word(" :")).append(self.after(&row.row.value))
    }
}

/// The widths of the columns. The last one leaves room for `otherwise`.
fn widths(table: &Table) -> Rc<[usize]> {
    let mut widths = column_widths(table.rows.iter().filter_map(|row| match &row.head {
        RowHead::Cells(cells) => Some(cells.iter().map(print_cell).collect()),
        RowHead::Otherwise(_) => None,
    }));
    if table.rows.iter().any(|row| matches!(row.head, RowHead::Otherwise(_))) {
        let whole = total(&widths);
        let missing = OTHERWISE.len().saturating_sub(whole);
        match widths.last_mut() {
            Some(last) => *last += missing,
            None => widths.push(OTHERWISE.len()),
        }
    }
    widths.into()
}

/// The width of the widest cell of each column.
pub(super) fn column_widths(rows: impl Iterator<Item = Vec<String>>) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    widths
}

/// The cells of a row with bars between them, each as wide as its column.
pub(super) fn cells_in_line(cells: impl Iterator<Item = String>, widths: &[usize]) -> String {
    cells.zip(widths).map(|(cell, width)| padded(&cell, *width)).collect::<Vec<_>>().join(" | ")
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}

/// How wide the cells are together, with the bars between them.
fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1)
}

fn head(head: &RowHead, widths: &[usize]) -> String {
    match head {
        RowHead::Otherwise(_) => padded(OTHERWISE, total(widths)),
        RowHead::Cells(cells) => cells_in_line(cells.iter().map(print_cell), widths),
    }
}

/// A row as it is written, on one line.
#[must_use]
pub fn print_row(row: &TableRow) -> String {
    let head = match &row.head {
        RowHead::Otherwise(_) => OTHERWISE.to_owned(),
        RowHead::Cells(cells) => cells.iter().map(print_cell).collect::<Vec<_>>().join(" | "),
    };
    format!("{head} : {}", print_expr(&row.value))
}

/// A cell on one line.
#[must_use]
pub fn print_cell(cell: &Cell) -> String {
    match &cell.kind {
        CellKind::Any => "any".to_owned(),
        CellKind::Values(values) => values.iter().map(print_expr).collect::<Vec<_>>().join(" or "),
        CellKind::Bounds(bounds) => {
            let bound = |(operator, value): &(_, _)| {
                format!("{} {}", compare_word(*operator).trim(), print_expr(value))
            };
            bounds.iter().map(bound).collect::<Vec<_>>().join(" and ")
        }
        CellKind::Range(low, high) => format!("{} to {}", print_expr(low), print_expr(high)),
    }
}
