//! Do the rows of a table take every case, and each case once?
//!
//! Each column is cut at the values that its cells name, so that all values of one piece are in the same cells. A
//! row then takes a box: some pieces of each column. Two rows overlap where they share a piece of every column;
//! and rows that do not overlap take everything exactly if their boxes, counted, are as many as there are
//! combinations of pieces. Neither question needs the combinations one by one.

use std::collections::{BTreeSet, HashMap};

use super::samples::{self, Sample};
use super::scope::{Checker, Typed};
use super::table::Lookup;
use crate::diagnostic::{Code, Problem};
use crate::eval::Values;
use crate::ir::{Step, StepId};
use crate::limits::{MAX_OVERLAPS_TOLD, MAX_TABLE_BOXES, MAX_TABLE_TRIES};
use crate::possible::{self, Possible, Truth};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;

/// Examples of a gap that are told.
const MAX_GAPS_TOLD: usize = 3;

/// A column cut into pieces: a value of each, and which rows take it.
struct Pieces {
    examples: Vec<Sample>,
    /// For each row the pieces that its cell takes.
    taken: Vec<BTreeSet<usize>>,
}

impl<'a> Checker<'a> {
    /// Reports rows that are never taken or overlap, and what no row takes.
    pub fn check_tables(&mut self, values: &Values) {
        let mut left = MAX_TABLE_TRIES;
        for table in std::mem::take(&mut self.tables) {
            self.check_table(&table, values, &mut left);
        }
    }

    fn check_table(&mut self, table: &Lookup<'a>, values: &Values, left: &mut usize) {
        let mut columns = Vec::with_capacity(table.columns.len());
        for index in 0..table.columns.len() {
            match self.pieces(table, index, values, left) {
                Some(pieces) => columns.push(pieces),
                None => return self.too_many_boxes(table.place),
            }
        }
        let pairs = table.rows.len().saturating_mul(table.rows.len());
        if pairs > *left {
            return self.too_many_boxes(table.place);
        }
        *left -= pairs;
        let taken = self.rows_taken(table, &columns);
        if self.rows_overlap(table, &columns, &taken) {
            return; // what is left out can be said once the rows are apart
        }
        self.gaps(table, &columns, &taken);
    }

    fn too_many_boxes(&mut self, place: Span) {
        self.report(
            Problem::new(Code::TooLarge, place, "this table has too many cases to be checked")
                .help("split it into several tables, or look up a score or a `choose` of fewer values"),
        );
    }

    /// The pieces of one column.
    fn pieces(&self, table: &Lookup<'a>, index: usize, values: &Values, left: &mut usize) -> Option<Pieces> {
        let (_, column) = table.columns.get(index)?;
        let tests: Vec<Option<StepId>> =
            table.rows.iter().map(|(_, tests)| tests.get(index).copied().flatten()).collect();
        let mut written = Vec::new();
        for test in tests.iter().flatten() {
            self.constants(*test, column.step, &mut written);
        }
        let samples = self.column_samples(column, &written, values);
        let tries = samples.len().checked_mul(tests.len().checked_add(written.len())?)?;
        if tries > *left {
            return None;
        }
        *left -= tries;
        // Values that are in the same cells are one piece.
        let mut by_rows: HashMap<Vec<bool>, usize> = HashMap::new();
        let mut pieces = Pieces { examples: Vec::new(), taken: vec![BTreeSet::new(); tests.len()] };
        for sample in samples {
            let rows: Vec<bool> = tests
                .iter()
                .map(|test| test.is_none_or(|test| self.cell_takes(test, column.step, &sample.value)))
                .collect();
            if let Some(known) = by_rows.get(&rows) {
                if let Some(example) = pieces.examples.get_mut(*known).filter(|example| example.at_bound) {
                    *example = sample;
                }
                continue;
            }
            let piece = pieces.examples.len();
            for (taken, takes) in pieces.taken.iter_mut().zip(&rows) {
                if *takes {
                    taken.insert(piece);
                }
            }
            by_rows.insert(rows, piece);
            pieces.examples.push(sample);
        }
        Some(pieces)
    }

    /// Values of a column of which every other value is like one; `written` are those that its cells name.
    fn column_samples(&self, column: &Typed, written: &[Possible], values: &Values) -> Vec<Sample> {
        let plain = |value| Sample { value, at_bound: false };
        let everything = column.ty.everything();
        // Of an entry of a list nothing is known but its type.
        let could_be = match values.get(column.step) {
            Possible::Text(_) => &everything,
            known => known,
        };
        match could_be {
            Possible::Number(range) => {
                let written = written.iter().filter_map(|value| match value {
                    Possible::Number(number) => number.as_point().cloned(),
                    _ => None,
                });
                samples::numbers(range, &column.ty, written.collect())
            }
            Possible::Dates(days) => {
                let written = written.iter().filter_map(|value| match value {
                    Possible::Dates(dates) => Some(*dates),
                    _ => None,
                });
                samples::days(days, &written.collect::<Vec<_>>())
            }
            Possible::Values(of) => {
                of.positions().map(|at| plain(Possible::Values(possible::Values::one(at)))).collect()
            }
            Possible::Truth(Truth::Unknown) => {
                [Truth::True, Truth::False].map(|truth| plain(Possible::Truth(truth))).into()
            }
            one => vec![plain(one.clone())],
        }
    }

    /// The values that a cell names.
    fn constants(&self, test: StepId, column: StepId, found: &mut Vec<Possible>) {
        if test == column {
            return;
        }
        match self.program.step(test) {
            Some(Step::Constant(value)) => found.push(value.clone()),
            Some(step) => {
                for below in step.operands() {
                    self.constants(below, column, found);
                }
            }
            None => {}
        }
    }

    /// Does a cell take this value?
    fn cell_takes(&self, test: StepId, column: StepId, value: &Possible) -> bool {
        self.cell_value_of(test, column, value).is_some_and(|holds| holds.truth() == Truth::True)
    }

    fn cell_value_of(&self, id: StepId, column: StepId, value: &Possible) -> Option<Possible> {
        if id == column {
            return Some(value.clone());
        }
        match self.program.step(id)? {
            Step::Constant(constant) => Some(constant.clone()),
            step => {
                let truth = samples::truth(step, &|below| self.cell_value_of(below, column, value));
                Some(Possible::Truth(truth))
            }
        }
    }

    /// Which rows are ever taken; the others are reported.
    fn rows_taken(&mut self, table: &Lookup<'a>, columns: &[Pieces]) -> Vec<bool> {
        let mut taken = Vec::with_capacity(table.rows.len());
        for (row, (place, _)) in table.rows.iter().enumerate() {
            let empty =
                columns.iter().position(|column| pieces_of(column, row).is_none_or(BTreeSet::is_empty));
            taken.push(empty.is_none());
            let Some((expr, typed)) = empty.and_then(|column| table.columns.get(column)) else { continue };
            let text = name_of(expr);
            self.report(
                Problem::new(Code::UnreachableRow, *place, "this row is never taken")
                    .says(format!("no value of `{text}` fits"))
                    .help(format!("`{text}` is `{}`: mend the cell, or delete the row", typed.ty)),
            );
        }
        taken
    }

    /// Reports rows that take the same case.
    fn rows_overlap(&mut self, table: &Lookup<'a>, columns: &[Pieces], taken: &[bool]) -> bool {
        let mut told = 0;
        for (second, (place, _)) in table.rows.iter().enumerate() {
            for (first, (other, _)) in table.rows.iter().enumerate().take(second) {
                if !taken.get(first).zip(taken.get(second)).is_some_and(|(one, other)| *one && *other) {
                    continue;
                }
                let shared: Option<Vec<usize>> =
                    columns.iter().map(|column| shared(column, first, second)).collect();
                let Some(shared) = shared else { continue };
                let case = self.case(table, columns, &shared);
                self.report(
                    Problem::new(Code::TableOverlap, *place, "two rows are for the same case")
                        .says(format!("this one takes for example {case}"))
                        .also(*other, "and so does this one")
                        .help("the order of rows means nothing: let each case be in one row only"),
                );
                told += 1;
                if told >= MAX_OVERLAPS_TOLD {
                    return true;
                }
            }
        }
        told > 0
    }

    /// Reports what no row takes.
    fn gaps(&mut self, table: &Lookup<'a>, columns: &[Pieces], taken: &[bool]) {
        let all = columns.iter().try_fold(1_u128, |all, column| {
            all.checked_mul(column.examples.len() as u128).filter(|all| *all <= MAX_TABLE_BOXES)
        });
        if all.is_none() {
            return self.too_many_boxes(table.place);
        }
        let rows: Vec<usize> =
            taken.iter().enumerate().filter(|(_, taken)| **taken).map(|(row, _)| row).collect();
        let mut found = Vec::new();
        if let Some((first, rest)) = columns.split_first() {
            for piece in 0..first.examples.len() {
                if let Some(mut gap) = gap_within(piece, first, rest, &rows) {
                    gap.reverse();
                    found.push(gap);
                }
            }
        }
        match (table.otherwise, found.first()) {
            (Some(place), None) => self.report(
                Problem::new(Code::UnreachableRow, place, "`otherwise` is never taken")
                    .says("the rows above take every case")
                    .help("delete it"),
            ),
            (None, Some(_)) => {
                let cases: Vec<_> =
                    found.iter().take(MAX_GAPS_TOLD).map(|gap| self.case(table, columns, gap)).collect();
                self.report(
                    Problem::new(Code::TableGap, table.place, "this table leaves a case out")
                        .says(format!("no row takes {}", cases.join(", nor ")))
                        .help("add the row that is missing, or `otherwise: VALUE` at the end"),
                );
            }
            _ => {}
        }
    }

    /// `nodule.size = 7 'mm', risk = high`.
    fn case(&self, table: &Lookup<'a>, columns: &[Pieces], pieces: &[usize]) -> String {
        let columns = table.columns.iter().zip(columns).zip(pieces);
        let parts: Vec<_> = columns
            .filter_map(|(((expr, typed), column), piece)| {
                let value = &column.examples.get(*piece)?.value;
                let (name, shown) = (name_of(expr), typed.ty.show(value));
                Some(format!("{name} = {shown}"))
            })
            .collect();
        format!("`{}`", parts.join(", "))
    }
}

fn name_of(expr: &Expr) -> String {
    print_expr(without_parens(expr))
}

fn pieces_of(column: &Pieces, row: usize) -> Option<&BTreeSet<usize>> {
    column.taken.get(row)
}

/// A piece that both rows take.
fn shared(column: &Pieces, first: usize, second: usize) -> Option<usize> {
    pieces_of(column, first)?.intersection(pieces_of(column, second)?).next().copied()
}

/// A combination that none of `rows` takes, with this piece of the first column; the last column first. The
/// rows do not overlap.
fn gap_within(piece: usize, column: &Pieces, rest: &[Pieces], rows: &[usize]) -> Option<Vec<usize>> {
    let rows: Vec<usize> = rows
        .iter()
        .copied()
        .filter(|row| pieces_of(column, *row).is_some_and(|pieces| pieces.contains(&piece)))
        .collect();
    let all: u128 = rest.iter().map(|column| column.examples.len() as u128).product();
    let taken: u128 = rows
        .iter()
        .map(|row| {
            rest.iter()
                .map(|column| pieces_of(column, *row).map_or(0, BTreeSet::len) as u128)
                .product::<u128>()
        })
        .sum();
    if taken >= all {
        return None;
    }
    let Some((next, rest)) = rest.split_first() else { return Some(vec![piece]) };
    let mut gap = (0..next.examples.len()).find_map(|at| gap_within(at, next, rest, &rows))?;
    gap.push(piece);
    Some(gap)
}
