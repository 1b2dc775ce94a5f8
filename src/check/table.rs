//! `table NAME by COLUMN | COLUMN { CELL | CELL : VALUE, … }`: a branch whose arms are the rows.

use std::sync::Arc;

use super::dates::written_span;
use super::scope::{Checker, Typed};
use crate::about::{ArmAbout, BranchAbout, BranchKind};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::limits::{MAX_TABLE_COLUMNS, MAX_TABLE_ROWS};
use crate::possible::{Possible, Truth, Values};
use crate::source::Span;
use crate::syntax::ast::{
    self, AddOperator, Cell, CellKind, Comparison, Expr, ExprKind, RowHead, Table, TableRow,
};
use crate::syntax::print::{print_expr, print_row};
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, ValueType};

/// A table whose rows were understood; whether they take everything is looked at once all facts are known.
pub struct Lookup<'a> {
    /// What its columns are called, and how each is computed.
    pub columns: Vec<(&'a Expr, Typed)>,
    /// For each row the test of each column, where it has one.
    pub rows: Vec<(Span, Vec<Option<StepId>>)>,
    /// The row for everything else.
    pub otherwise: Option<Span>,
    /// Where its name stands.
    pub place: Span,
}

/// A column: as it is written, and as it was understood.
type Column<'a, 'c> = (&'a Expr, &'c Typed);

impl<'a> Checker<'a> {
    /// The step of a table.
    pub fn table(&mut self, table: &'a Table, ty: Option<&'a ast::Type>) -> Option<Typed> {
        let place = table.name.place.0;
        let declared = ty.map(|ty| self.value_type(ty));
        self.table_size(table)?;
        let columns: Vec<_> =
            table.columns.iter().map(|column| (column, self.table_column(column))).collect();
        let mut rows: Vec<Option<(Span, Vec<Option<StepId>>)>> = Vec::new();
        let mut otherwise: Option<Span> = None;
        for (index, row) in table.rows.iter().enumerate() {
            match &row.head {
                RowHead::Otherwise(at) => {
                    if index + 1 < table.rows.len() {
                        self.report(
                            Problem::new(Code::TableShape, at.0, "`otherwise` is the last row of a table")
                                .help("move it to the end; it stands for all that no other row takes"),
                        );
                    }
                    otherwise = Some(at.0);
                }
                RowHead::Cells(cells) => rows.push(self.table_row(row, cells, &columns)),
            }
        }
        let declared = match declared {
            Some(None) => return None,
            Some(some) => some,
            None => None,
        };
        let values: Vec<&'a Expr> = table.rows.iter().map(|row| &row.value).collect();
        let given = self.branch_values(&values, declared.as_ref(), "row");
        let columns: Vec<(&'a Expr, Typed)> =
            columns.into_iter().map(|(column, typed)| Some((column, typed?))).collect::<Option<_>>()?;
        let rows: Vec<_> = rows.into_iter().collect::<Option<_>>()?;
        let (given, ty) = given?;

        let mut arms = Vec::with_capacity(rows.len());
        let mut left_over = None;
        let mut tests = rows.iter();
        for (row, value) in table.rows.iter().zip(&given) {
            if matches!(row.head, RowHead::Otherwise(_)) {
                left_over = Some(value.step);
                continue;
            }
            let of_row: Box<[StepId]> =
                tests.next().into_iter().flat_map(|(_, tests)| tests).flatten().copied().collect();
            let condition = self.push(Step::All(of_row), row.place.0);
            arms.push((condition, value.step));
        }
        let step = self.branch(&arms, left_over, place);
        self.about.branches.insert(step, table_about(table, &ty));
        self.tables.push(Lookup { columns, rows, otherwise, place });
        let first = values.first()?;
        self.as_declared(Typed { step, ty }, declared, first, &table.name.text)
    }

    fn table_size(&mut self, table: &Table) -> Option<()> {
        let place = table.name.place.0;
        if table.rows.is_empty() {
            self.report(
                Problem::new(Code::TableShape, place, "this table has no rows")
                    .help("put rows between the braces: `< 6 | any : VALUE`, one cell a column"),
            );
            return None;
        }
        for (count, most, what) in
            [(table.columns.len(), MAX_TABLE_COLUMNS, "columns"), (table.rows.len(), MAX_TABLE_ROWS, "rows")]
        {
            if count > most {
                self.report(
                    Problem::new(Code::TooLarge, place, format!("this table has more than {most} {what}"))
                        .help("split it into several tables"),
                );
                return None;
            }
        }
        Some(())
    }

    /// What is looked up: something whose values can be told apart one by one.
    fn table_column(&mut self, column: &'a Expr) -> Option<Typed> {
        self.no_span(column)?;
        let typed = self.value(column, None)?;
        let text = print_expr(without_parens(column));
        let help = match &typed.ty {
            ValueType::Boolean
            | ValueType::Number { .. }
            | ValueType::Quantity(_)
            | ValueType::Date { .. }
            | ValueType::Choice(_) => return Some(typed),
            ValueType::Age => format!("look up its number: `number of {text} in years`"),
            ValueType::DateTime => format!("look up its day: `date of {text}`"),
            ValueType::Text => "declare the values there are: `choice name { a, b }`".to_owned(),
            ValueType::Code => format!("ask about it in parentheses: `({text} in some_codes)`"),
            ValueType::Set(_) => format!("ask about it in parentheses: `({text} has …)`"),
            _ => format!(
                "look up a number, a quantity, a date, a choice, a scale or a condition: `count of {text}`"
            ),
        };
        self.report(
            Problem::new(Code::TableCell, column.place.0, "a table cannot have this as a column")
                .says(format!("this is `{}`", typed.ty))
                .help(help),
        );
        None
    }

    fn table_row(
        &mut self,
        row: &'a TableRow,
        cells: &'a [Cell],
        columns: &[(&'a Expr, Option<Typed>)],
    ) -> Option<(Span, Vec<Option<StepId>>)> {
        let from = cells.first().map_or(row.place.0, |cell| cell.place.0);
        let place = cells.last().map_or(from, |cell| from.to(cell.place.0));
        if cells.len() != columns.len() {
            let cell =
                |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
            self.report(
                Problem::new(
                    Code::TableShape,
                    place,
                    format!(
                        "this row has {}, and the table has {}",
                        cell(cells.len(), "cell"),
                        cell(columns.len(), "column")
                    ),
                )
                .help("cells are separated by `|`; where a column does not matter, write `any`"),
            );
            return None;
        }
        let mut tests = Vec::with_capacity(cells.len());
        for (cell, (column, typed)) in cells.iter().zip(columns) {
            let test = typed.as_ref().map(|typed| self.table_cell(cell, (column, typed)));
            tests.push(test.flatten());
        }
        let tests: Vec<_> = tests.into_iter().collect::<Option<_>>()?;
        Some((place, tests))
    }

    /// The test of a cell: `Some(None)` takes everything, `None` was reported.
    #[allow(clippy::option_option, reason = "no test, and not understood, are two things")]
    fn table_cell(&mut self, cell: &'a Cell, column: Column<'a, '_>) -> Option<Option<StepId>> {
        let place = cell.place.0;
        let tests: Vec<Option<StepId>> = match &cell.kind {
            CellKind::Any => return Some(None),
            CellKind::Values(values) => return self.cell_values(values, column, place).map(Some),
            CellKind::Bounds(bounds) => {
                bounds.iter().map(|(operator, value)| self.cell_bound(*operator, column, value)).collect()
            }
            CellKind::Range(low, high) => vec![
                self.cell_bound(Comparison::GreaterOrEqual, column, low),
                self.cell_bound(Comparison::LessOrEqual, column, high),
            ],
        };
        let tests: Vec<StepId> = tests.into_iter().collect::<Option<_>>()?;
        if let (CellKind::Range(low, high), [above, below]) = (&cell.kind, tests.as_slice())
            && let (Some(low_end), Some(high_end)) =
                (self.cell_constant(*above, column.1.step), self.cell_constant(*below, column.1.step))
            && high_end.is_less(&low_end) == Truth::True
        {
            let (low, high) = (print_expr(low), print_expr(high));
            self.report(
                Problem::new(Code::EmptyRange, place, format!("nothing lies between {low} and {high}"))
                    .help(format!("write the lower end first: `{high} to {low}`")),
            );
            return None;
        }
        Some(Some(self.push(Step::All(tests.into()), place)))
    }

    /// `a or b`.
    fn cell_values(&mut self, values: &'a [Expr], column: Column<'a, '_>, place: Span) -> Option<StepId> {
        match &column.1.ty {
            ValueType::Choice(choice) => {
                let choice = Arc::clone(choice);
                let positions: Vec<_> =
                    values.iter().map(|value| self.cell_position(value, &choice, column)).collect();
                let positions: Vec<Values> = positions.into_iter().collect::<Option<_>>()?;
                let members = positions.into_iter().reduce(Values::union)?;
                Some(self.push(Step::OneOf(column.1.step, members), place))
            }
            ValueType::Boolean => {
                let tests: Vec<_> = values.iter().map(|value| self.cell_truth(value, column)).collect();
                let tests: Box<[StepId]> = tests.into_iter().collect::<Option<_>>()?;
                Some(self.push(Step::Any(tests), place))
            }
            _ => {
                let tests: Vec<_> = values.iter().map(|value| self.cell_value(value, column)).collect();
                let tests: Box<[StepId]> = tests.into_iter().collect::<Option<_>>()?;
                Some(self.push(Step::Any(tests), place))
            }
        }
    }

    /// A value of a choice or scale, by its name or by that of a parameter.
    fn cell_position(
        &mut self,
        value: &'a Expr,
        choice: &Arc<Choice>,
        column: Column<'a, '_>,
    ) -> Option<Values> {
        if let Some(path) = self.bare_value(value, choice) {
            return Some(Values::one(self.choice_value(path, choice)?));
        }
        let test = self.cell_bound(Comparison::Equal, column, value)?;
        match self.cell_constant(test, column.1.step) {
            Some(Possible::Values(values)) => Some(values),
            _ => None,
        }
    }

    fn cell_truth(&mut self, value: &'a Expr, column: Column<'a, '_>) -> Option<StepId> {
        match without_parens(value).kind {
            ExprKind::Boolean(true) => Some(column.1.step),
            ExprKind::Boolean(false) => Some(self.push(Step::Not(column.1.step), value.place.0)),
            _ => {
                self.cell_of_condition(column, value.place.0);
                None
            }
        }
    }

    fn cell_of_condition(&mut self, column: Column<'a, '_>, place: Span) {
        let text = print_expr(without_parens(column.0));
        self.report(
            Problem::new(Code::TableCell, place, format!("the column `{text}` is true or false"))
                .help("write `true`, `false` or `any`"),
        );
    }

    /// A number, a quantity or a date.
    fn cell_value(&mut self, value: &'a Expr, column: Column<'a, '_>) -> Option<StepId> {
        let place = value.place.0;
        if without_parens(value).kind == ExprKind::Never {
            return self.cell_never(column, place);
        }
        // A year or a month that is written out is all of its days.
        if matches!(column.1.ty, ValueType::Date { .. }) && written_span(value).is_some() {
            let starts = self.cell_bound(Comparison::GreaterOrEqual, column, value)?;
            let ends = self.cell_bound(Comparison::LessOrEqual, column, value)?;
            return Some(self.push(Step::All(Box::new([starts, ends])), place));
        }
        self.cell_bound(Comparison::Equal, column, value)
    }

    fn cell_never(&mut self, column: Column<'a, '_>, place: Span) -> Option<StepId> {
        if column.1.ty == (ValueType::Date { or_never: true }) {
            return Some(self.push(Step::IsNever(column.1.step), place));
        }
        let text = print_expr(without_parens(column.0));
        self.report(
            Problem::new(
                Code::AlwaysNotNever,
                place,
                format!("`{text}` is `{}`, which is no `never`", column.1.ty),
            )
            .help("declare it as `date or never`, so that a record can say so"),
        );
        None
    }

    /// `< 6`: the column beside a value that is written out.
    fn cell_bound(
        &mut self,
        operator: Comparison,
        column: Column<'a, '_>,
        value: &'a Expr,
    ) -> Option<StepId> {
        let place = value.place.0;
        if column.1.ty == ValueType::Boolean {
            self.cell_of_condition(column, place);
            return None;
        }
        if without_parens(value).kind == ExprKind::Never {
            self.report(
                Problem::new(Code::NoOrder, place, "`never` is no day: nothing is before or after it")
                    .help("write `never` alone in its cell"),
            );
            return None;
        }
        let before = self.program.steps().len();
        let test = self.against(operator, column, value, place);
        let test = test?;
        self.forget_comparisons(test.step, before);
        if self.cell_constant(test.step, column.1.step).is_some() {
            return Some(test.step);
        }
        let text = print_expr(without_parens(value));
        let help = match &without_parens(value).kind {
            ExprKind::Sum(low, rest) if let [(AddOperator::Subtract, high)] = rest.as_slice() => {
                format!("a range is written `{} to {}`", print_expr(low), print_expr(high))
            }
            _ => format!(
                "write the value, or name a `parameter`; what differs from patient to patient is a column of its own, such as `({} >= {text})`",
                print_expr(without_parens(column.0))
            ),
        };
        self.report(
            Problem::new(Code::NotConstant, place, format!("`{text}` is not written out"))
                .says("a cell is a value, a range, a comparison with a value, or `any`")
                .help(help),
        );
        None
    }

    /// Drops the notes on comparisons that were made since there were `before` steps: a decision shows the row,
    /// and not each of its comparisons.
    fn forget_comparisons(&mut self, test: StepId, before: usize) {
        let mut open = vec![test];
        while let Some(id) = open.pop().filter(|id| id.index() >= before) {
            self.about.comparisons.remove(&id);
            open.extend(
                self.program.step(id).into_iter().flat_map(Step::operands).filter(|id| id.index() >= before),
            );
        }
    }

    /// What a column is compared with, if that is one known value.
    fn cell_constant(&self, test: StepId, column: StepId) -> Option<Possible> {
        match self.program.step(test)? {
            Step::Compare(_, left, right) => {
                let other = if *left == column { right } else { left };
                match self.program.step(*other)? {
                    Step::Constant(value) if value.is_known() => Some(value.clone()),
                    _ => None,
                }
            }
            Step::Not(of) => self.cell_constant(*of, column),
            // `!=` of dates: before or after.
            Step::Any(of) | Step::All(of) => self.cell_constant(*of.first()?, column),
            _ => None,
        }
    }
}

fn table_about(table: &Table, ty: &ValueType) -> BranchAbout {
    let arms =
        table.rows.iter().map(|row| ArmAbout { written: Some(print_row(row).into()), place: row.place.0 });
    BranchAbout {
        kind: BranchKind::Table,
        name: Some(table.name.text.as_str().into()),
        ty: ty.clone(),
        arms: arms.collect(),
    }
}
