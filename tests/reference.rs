//! Reasons to believe the verdicts: a second evaluator, written from the documentation alone, to be held against the first.
//!
//! It reads the syntax tree and the record as plain JSON, and shares no code with the checker, the core, the evaluator,
//! the reader of records, the quantities or the calendar. It is slow and does not say why; what it says is to be
//! compared with what elig says, over rulesets and records that are made up (`differential`), over all small
//! expressions (`small_scope`), and over cases that are kept for good (`corpus`).

mod calendar;
mod corpus;
mod decide;
mod differential;
mod evaluate;
mod generate;
mod lists;
mod program;
mod record;
mod small_scope;
mod units;
mod value;

/// What the reference cannot tell. Nothing that the generator makes may lead here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsupported(pub &'static str);
