//! Patients and tests; the cases of a test with every column as wide as its widest cell.

use std::rc::Rc;

use pretty::DocAllocator;

use super::statement::target_end;
use super::table::{Aligned, cells_in_line, column_widths};
use super::{Brackets, Doc, INDENT, Printer, Spanned, print_expr};
use crate::syntax::ast::{
    Accept, CaseCell, CaseRow, Cases, Change, Expectation, Expected, ExpectedOutput, ExpectedVerdict, Given,
    Listed, Patient, TestBody, TestCase, TestsHeader,
};

/// Cells that are wider than this stand out of line.
const WIDEST: usize = 78;

impl<'a> Printer<'a> {
    pub(super) fn tests_header(&mut self, header: &'a TestsHeader) -> Doc<'a> {
        let doc = self.word("tests for ").append(self.target(&header.of));
        doc.append(self.settings(target_end(&header.of), &header.settings)).group()
    }

    pub(super) fn patient(&mut self, patient: &'a Patient) -> Doc<'a> {
        let doc = self.word("patient ").append(self.name(&patient.name)).append(self.word(" "));
        let braces = Brackets::BRACES.tall(true);
        doc.append(
            self.bracketed(braces, patient.name.end(), &patient.fields, |this, field| {
                this.field_value(field)
            }),
        )
    }

    pub(super) fn test(&mut self, test: &'a TestCase) -> Doc<'a> {
        let mut lines = self.nil();
        let head = self.worded("test ", &test.title);
        let mut end = test.title.end();
        if let Some(given) = &test.given {
            let first = given.changes.first().map_or(end, Spanned::start);
            let start = given.patient.as_ref().map_or(first, Spanned::start);
            let line = self.hardline();
            lines = lines.append(self.between(end, start, line)).append(self.given(given));
            let last = given.patient.as_ref().map_or(end, Spanned::end);
            end = given.changes.last().map_or(last, Spanned::end);
        }
        let start = match &test.body {
            TestBody::Expect(expectation) => expectation.start(),
            TestBody::Cases(cases) => cases.columns.first().map_or(end, Spanned::start),
        };
        let line = self.hardline();
        lines = lines.append(self.between(end, start, line));
        lines = lines.append(match &test.body {
            TestBody::Expect(expectation) => self.word("expect ").append(self.expectation(expectation)),
            TestBody::Cases(cases) => self.cases(cases),
        });
        head.append(lines.nest(INDENT))
    }

    pub(super) fn accept(&mut self, accept: &'a Accept) -> Doc<'a> {
        let line = self.hardline();
        let because = self
            .between(accept.mutant.end(), accept.because.start(), line)
            .append(self.worded("because ", &accept.because));
        self.worded("accept ", &accept.mutant).append(because.nest(INDENT))
    }

    fn given(&mut self, given: &'a Given) -> Doc<'a> {
        let doc = self.word("given");
        match (&given.patient, given.changes.split_first()) {
            (Some(patient), _) => {
                let line = self.line();
                let doc = doc.append(self.word(" ")).append(self.path(patient));
                doc.append(self.indented(patient.end(), &line, &given.changes, Self::change)).group()
            }
            (None, Some((first, rest))) => {
                let line = self.line();
                let doc = doc.append(self.word(" ")).append(self.change(first));
                doc.append(self.indented(first.end(), &line, rest, Self::change)).group()
            }
            (None, None) => doc,
        }
    }

    fn change(&mut self, change: &'a Change) -> Doc<'a> {
        match change {
            Change::With(fields) => self.word("with ").append(self.listed(fields, Self::field_value)),
            Change::Without(paths) => {
                self.word("without ").append(self.listed(paths, |this, path| this.path(path)))
            }
        }
    }

    fn expectation(&mut self, expectation: &'a Expectation) -> Doc<'a> {
        let doc = self.word(match expectation.verdict {
            ExpectedVerdict::Eligible => "eligible",
            ExpectedVerdict::Ineligible => "ineligible",
            ExpectedVerdict::Undetermined => "undetermined",
            ExpectedVerdict::NotApplicable => "not applicable",
        });
        let mut end = expectation.start();
        let mut more = self.nil();
        for expected in &expectation.more {
            let line = self.line();
            let start = start_of(expected, end);
            more = more.append(self.between(end, start, line)).append(self.expected(expected));
            end = end_of(expected, start);
        }
        doc.append(more.nest(INDENT)).group()
    }

    fn expected(&mut self, expected: &'a Expected) -> Doc<'a> {
        match expected {
            Expected::By(listed) => self.names("by ", listed),
            Expected::Missing(listed) => self.names("missing ", listed),
            Expected::Cautions(listed) => self.names("cautions ", listed),
            Expected::NoCautions(_) => self.word("cautions none"),
            Expected::Unchecked(listed) => self.names("unchecked ", listed),
            Expected::NoUnchecked(_) => self.word("unchecked none"),
            Expected::Outputs(outputs) => {
                self.word("output ").append(self.listed(outputs, Self::expected_output))
            }
            Expected::Until(date) => self.word("until ").append(self.date(date)),
        }
    }

    fn expected_output(&mut self, output: &'a ExpectedOutput) -> Doc<'a> {
        let name = self.name(&output.name);
        match &output.value {
            Some(value) => name.append(self.word(" = ")).append(self.expr(value)),
            None => name.append(self.word(" not known")),
        }
    }

    fn names(&mut self, word: &'static str, listed: &'a Listed) -> Doc<'a> {
        let doc = self.word(word).append(self.word(if listed.only { "only " } else { "" }));
        doc.append(self.listed(&listed.names, |this, path| this.path(path)))
    }

    fn cases(&mut self, cases: &'a Cases) -> Doc<'a> {
        let mut head = self.word("cases ");
        for (index, column) in cases.columns.iter().enumerate() {
            head = head.append(self.word(if index > 0 { " | " } else { "" })).append(self.path(column));
        }
        // A cell that holds a whole list would push what is expected far away in every other line.
        let narrow = |row: &CaseRow| -> Vec<String> {
            let cells = row.cells.iter().map(print_cell);
            cells.map(|cell| if cell.chars().count() > WIDEST { String::new() } else { cell }).collect()
        };
        let widths: Rc<[usize]> = column_widths(cases.rows.iter().map(narrow)).into();
        let rows = cases.rows.iter().map(|row| Aligned { row, widths: Rc::clone(&widths) });
        let end = cases.columns.last().map_or(0, Spanned::end);
        let rows = self.bracketed(Brackets::BRACES.tall(true), end, rows, |this, row| this.case(row));
        head.append(self.word(" ")).append(rows)
    }

    fn case(&mut self, row: &Aligned<'a, CaseRow>) -> Doc<'a> {
        let cells = cells_in_line(row.row.cells.iter().map(print_cell), &row.widths);
        self.arena.text(cells).append(self.word(" : ")).append(self.expectation(&row.row.expect))
    }
}

fn print_cell(cell: &CaseCell) -> String {
    match cell {
        CaseCell::Value(value) => print_expr(value),
        CaseCell::Without(_) => "without".to_owned(),
        CaseCell::AsGiven(_) => "as given".to_owned(),
    }
}

fn start_of(expected: &Expected, end: usize) -> usize {
    match expected {
        Expected::By(listed)
        | Expected::Missing(listed)
        | Expected::Cautions(listed)
        | Expected::Unchecked(listed) => listed.names.first().map_or(end, Spanned::start),
        Expected::NoCautions(place) | Expected::NoUnchecked(place) => place.start(),
        Expected::Outputs(outputs) => outputs.first().map_or(end, |output| output.name.start()),
        Expected::Until(date) => date.place.start(),
    }
}

fn end_of(expected: &Expected, start: usize) -> usize {
    match expected {
        Expected::By(listed)
        | Expected::Missing(listed)
        | Expected::Cautions(listed)
        | Expected::Unchecked(listed) => listed.names.last().map_or(start, Spanned::end),
        Expected::NoCautions(place) | Expected::NoUnchecked(place) => place.end(),
        Expected::Outputs(outputs) => outputs.last().map_or(start, Spanned::end),
        Expected::Until(date) => date.place.end(),
    }
}

impl Spanned for ExpectedOutput {
    fn start(&self) -> usize {
        self.name.start()
    }

    fn end(&self) -> usize {
        self.value.as_ref().map_or(self.name.end(), Spanned::end)
    }
}
