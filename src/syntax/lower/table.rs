//! `table NAME: TYPE by COLUMN | COLUMN { CELL | CELL : VALUE, … }`.

use super::clause::clauses;
use super::expression::{comparison, in_words, sum};
use super::literal::name;
use super::parts::{Pair, Parts, says};
use super::{Mistakes, Rule, types};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{Cell, CellKind, Expr, Place, RowHead, Table, TableRow};
use crate::syntax::print::print_expr;

/// A table.
pub fn table(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Table> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let ty = match parts.take(Rule::r#type) {
        Some(pair) => Some(types::lower(pair, m)?),
        None => None,
    };
    if let Some(of) = parts.take(Rule::bad_of) {
        let span = m.span(&of);
        m.push(
            Problem::new(Code::Syntax, span, "what is looked up in a table stands behind `by`")
                .help("write `by`: `table dose: plan by weight | age { … }`")
                .fix(span, "by"),
        );
    }
    let columns = sums(parts.next()?, m)?;
    let rows = parts.take_all(Rule::table_row).into_iter().map(|pair| row(pair, m)).collect::<Option<_>>()?;
    Some(Table { name, ty, columns, rows, clauses: clauses(parts.rest(), m)? })
}

fn sums(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Vec<Expr>> {
    Parts::of(pair).rest().map(|part| sum(part, m)).collect()
}

fn row(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<TableRow> {
    let start = m.span(&pair);
    let mut parts = Parts::of(pair);
    let head = parts.next()?;
    let head = match head.as_rule() {
        Rule::table_otherwise => RowHead::Otherwise(m.place(&head)),
        _ => RowHead::Cells(Parts::of(head).rest().map(|pair| cell(pair, m)).collect::<Option<_>>()?),
    };
    let value = sum(parts.next()?, m)?;
    let place = Place(start.to(value.place.0));
    Some(TableRow { head, value, place })
}

fn cell(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Cell> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    let kind = match pair.as_rule() {
        Rule::cell_any => CellKind::Any,
        Rule::cell_bounds => {
            let bound = |pair| {
                let mut parts = Parts::of(pair);
                let operator = comparison(&parts.next()?, m);
                Some((operator, sum(parts.next()?, m)?))
            };
            CellKind::Bounds(Parts::of(pair).rest().map(bound).collect::<Option<_>>()?)
        }
        Rule::bad_cell_words => words(pair, m)?,
        _ => values(pair, m)?,
    };
    Some(Cell { kind, place })
}

/// `at least 6`, `between 6 and 8`: understood, and told how it is written.
fn words(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<CellKind> {
    let span = m.span(&pair);
    let is_range = says(&pair, Rule::kw_between);
    let (sign, comparison) = in_words(&pair);
    let mut parts = Parts::of(pair);
    let first = sum(parts.next()?, m)?;
    let (help, kind) = if is_range {
        let last = sum(parts.next()?, m)?;
        let (low, high) = (print_expr(&first), print_expr(&last));
        let kind = CellKind::Range(Box::new(first), Box::new(last));
        (format!("write `{low} to {high}`, both ends included"), kind)
    } else {
        (format!("write `{sign} {}`", print_expr(&first)), CellKind::Bounds(vec![(comparison, first)]))
    };
    m.push(Problem::new(Code::WrongOperator, span, "the cells of a table have signs, not words").help(help));
    Some(kind)
}

/// `a`, `a or b`, `a to b`.
fn values(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<CellKind> {
    let mut parts = Parts::of(pair);
    let first = sum(parts.next()?, m)?;
    if let Some(to) = parts.take(Rule::cell_to) {
        let last = sum(Parts::of(to).next()?, m)?;
        return Some(CellKind::Range(Box::new(first), Box::new(last)));
    }
    let mut all = vec![first];
    for pair in parts.rest() {
        all.push(sum(Parts::of(pair).next()?, m)?);
    }
    Some(CellKind::Values(all))
}
