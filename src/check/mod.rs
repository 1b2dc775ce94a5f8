//! Syntax trees to the typed core: names, types, ranges; every problem, not the first.
//!
//! Knows no record. Goes on after an error: whatever could not be understood is left out and reported
//! once. Only this module knows sugar: below it there are the steps of [`crate::ir`] and nothing else.

mod analyte;
mod arithmetic;
mod assume;
mod body;
mod branch;
mod clauses;
mod comparison;
mod complete;
mod cover;
mod dates;
mod declare;
mod expression;
mod extreme;
mod function;
mod group;
mod lint;
mod list;
mod membership;
mod order;
mod output;
mod quantity;
mod record;
mod rules;
mod samples;
mod scope;
mod score;
mod set;
mod sources;
mod table;
mod trace;
mod types;
mod unsupported;
mod value_set;

pub use analyte::library;

use std::collections::HashMap;

use crate::about::About;
use crate::diagnostic::Problems;
use crate::ir::Program;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast;
use crate::vocabulary::Vocabulary;

/// One file to check.
pub struct Input<'a> {
    /// Its number.
    pub file: FileId,
    /// What it says.
    pub tree: &'a ast::File,
}

/// What comes of it.
pub struct Checked {
    /// The facts.
    pub vocabulary: Vocabulary,
    /// The typed core.
    pub program: Program,
    /// Its names and words.
    pub about: About,
}

/// Checks the files of one ruleset together: the used ones first, the entry last. What comes of it may be
/// decided only if no error was added to `problems`.
///
/// `attached` holds the value set files, by the place where they are named.
pub fn check(
    inputs: &[Input<'_>],
    attached: &HashMap<Span, FileId>,
    sources: &SourceMap,
    problems: &mut Problems,
) -> Checked {
    let mut checker = scope::Checker::new(inputs, attached, sources, problems);
    checker.declare_all();
    checker.check_definitions();
    checker.check_assumptions();
    checker.check_rules();
    checker.check_outputs();
    checker.check_completeness();
    checker.trace_sources();
    checker.lint();
    checker.finish()
}
