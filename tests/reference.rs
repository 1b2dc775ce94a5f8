//! Reasons to believe the verdicts: a second evaluator, written from the documentation alone, to be held against the first.
//!
//! It reads the syntax tree and the record as plain JSON, and shares no code with the checker, the core, the evaluator,
//! the reader of records, the quantities or the calendar. It is slow and does not say why; what it says is to be
//! compared with what elig says, over rulesets and records that are made up (`differential`), over all small
//! expressions (`small_scope`), and over cases that are kept for good (`corpus`).
//!
//! It knows facts of all types but durations, moments, codes, sets, judgements and single observations; all conditions on
//! them; `if`, `choose`, scores, `min of` and `max of`; rules with all their clauses but `until`; `assume`, `asked when`,
//! `any recorded of`; of lists `some`, `no`, `every`, `count of`, `latest`, `earliest`, `highest` and `lowest`. It does not
//! know tables, functions, outputs, histories, other rulesets and variants.
//!
//! Where the pages leave room, it reads them so:
//!
//! - What has no result (a quotient with a divisor that could be zero, the latest of entries that may be none) is not any
//!   value: nothing that is made of it is known.
//! - `x in { 1, 2 }` of numbers is `x = 1 or x = 2`; of a choice it is asked of each of its possible values.
//! - A further entry of a list that may have more could say anything that the types of its fields allow, and nothing else;
//!   whether anything is known of it is open.
//! - An entry of a list that is no object is an entry, of which nothing is known.
//! - A bound in quotes is no bare number: `unit assumed` does not give it a unit.
//! - What is not greater than points that count in any case has no part in a `max of` of a score, and whether a branch
//!   holds has none where it, and all that could come behind it, is the same single value.

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
