//! Sample patients, and tests of what a ruleset says of them.

use super::{DateLiteral, Expr, FieldValue, Name, Path, Place, Text, UseTarget};

/// `tests for RULESET with PARAMETER = VALUE`: the header of a file of tests.
#[derive(Debug, Clone, PartialEq)]
pub struct TestsHeader {
    /// The ruleset that is tested.
    pub of: UseTarget,
    /// The values that its parameters are given.
    pub settings: Vec<FieldValue>,
}

/// `patient NAME { path = value, … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Patient {
    /// Its name.
    pub name: Name,
    /// Its facts.
    pub fields: Vec<FieldValue>,
}

/// `test "…" given … expect …`.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCase {
    /// In words.
    pub title: Text,
    /// The patient; `None` for a patient of whom nothing is known.
    pub given: Option<Given>,
    /// What must come out.
    pub body: TestBody,
}

/// `accept "MUTANT" because "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// How the mutant is told, or the beginning of it.
    pub mutant: Text,
    /// Why no test need notice it.
    pub because: Text,
}

/// What must come out of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestBody {
    /// `expect …`.
    Expect(Expectation),
    /// `cases PATH | PATH { … }`: the patient with other values, one line a case.
    Cases(Cases),
}

/// `given textbook with a = 1, b = 2 without c, d`.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The patient's name; `None` when the facts are all in `with`.
    pub patient: Option<Path>,
    /// Changes, in the order written.
    pub changes: Vec<Change>,
}

/// A change to a patient.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// `with path = value, path = value`.
    With(Vec<FieldValue>),
    /// `without path, path`.
    Without(Vec<Path>),
}

/// `ineligible by only LABEL, LABEL cautions none until @2026-01-01`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The verdict.
    pub verdict: ExpectedVerdict,
    /// What else must come out, in the order written.
    pub more: Vec<Expected>,
    /// Where it stands.
    pub place: Place,
}

/// What must come out beside a verdict.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `by [only] LABEL, …`: the rules to which the verdict is due.
    By(Listed),
    /// `missing [only] FACT, …`: the facts that would settle it.
    Missing(Listed),
    /// `cautions [only] LABEL, …`: the cautions that are raised.
    Cautions(Listed),
    /// `cautions none`.
    NoCautions(Place),
    /// `unchecked [only] LABEL, …`: the cautions that could not be checked.
    Unchecked(Listed),
    /// `unchecked none`.
    NoUnchecked(Place),
    /// `output NAME = VALUE, …`.
    Outputs(Vec<ExpectedOutput>),
    /// `until DATE`: the day on which all reasons have lapsed.
    Until(DateLiteral),
}

/// `NAME = VALUE`, `NAME not known`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedOutput {
    /// The output.
    pub name: Name,
    /// Its value; `None` for `not known`.
    pub value: Option<Expr>,
}

/// A verdict as a test writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedVerdict {
    /// `eligible`.
    Eligible,
    /// `ineligible`.
    Ineligible,
    /// `undetermined`.
    Undetermined,
    /// `not applicable`.
    NotApplicable,
}

/// `[only] a, b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Nothing but these.
    pub only: bool,
    /// The names.
    pub names: Vec<Path>,
}

/// `cases PATH | PATH { VALUE | VALUE : VERDICT …, }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// The facts that have other values in each case.
    pub columns: Vec<Path>,
    /// The cases.
    pub rows: Vec<CaseRow>,
}

/// `5 | as given : ineligible by chronic`.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// One cell a column.
    pub cells: Vec<CaseCell>,
    /// What must come out.
    pub expect: Expectation,
    /// From its first cell to the end of what it expects.
    pub place: Place,
}

/// A cell of a table of cases.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseCell {
    /// The fact's value.
    Value(Expr),
    /// `without`: the record does not say.
    Without(Place),
    /// `as given`: as the patient has it.
    AsGiven(Place),
}
