//! Syntax trees to the typed core: names, types, ranges; every problem, not the first.
//!
//! Knows no record. Goes on after an error: whatever could not be understood is left out and reported
//! once. Only this module knows sugar: below it there are the steps of [`crate::ir`] and nothing else.

mod analyte;
mod arithmetic;
mod asked;
mod assume;
mod binding;
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
mod hole;
mod lint;
mod list;
mod membership;
mod names;
mod order;
mod output;
mod quantity;
mod record;
mod rules;
pub mod samples;
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
pub use hole::{Hole, HoleWants};
#[cfg(feature = "cli")]
pub use names::values_of;
pub use names::{NameInScope, NameKind};
pub use rules::only_name;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::about::{About, Variant};
use crate::diagnostic::Problems;
use crate::ir::{Program, StepId};
use crate::limits::Limits;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast;
use crate::vocabulary::{ValueType, Vocabulary};
use arithmetic::Size;

/// One file to check.
pub struct Input<'a> {
    /// Its number.
    pub file: FileId,
    /// What it says.
    pub tree: &'a ast::File,
}

/// Another ruleset that the files use.
#[derive(Clone)]
pub struct Used {
    /// The name it goes by here.
    pub name: String,
    /// Where it is used.
    pub place: Span,
    /// What it is; `None` if it has errors, which are told where they stand.
    pub checked: Option<Rc<Checked>>,
}

/// What a variant sets a parameter to.
pub struct VariantSetting<'a> {
    /// The parameter and its value.
    pub setting: &'a ast::FieldValue,
    /// The variant among [`About::extends`], and the change among its changes.
    pub change: (usize, usize),
}

/// What is checked together.
pub struct Task<'a> {
    /// The files of one ruleset: the used vocabularies first, the entry last.
    pub inputs: &'a [Input<'a>],
    /// The rulesets that the entry uses.
    pub used: Vec<Used>,
    /// The value set files, by the place where they are named.
    pub attached: &'a HashMap<Span, FileId>,
    /// All texts.
    pub sources: &'a SourceMap,
    /// What its parameters are set to from outside.
    pub settings: &'a [ast::FieldValue],
    /// What it is a variant of, the nearest first.
    pub extends: Vec<Variant>,
    /// What the variants set, the furthest first.
    pub variant_settings: Vec<VariantSetting<'a>>,
    /// It is being written: it may lack rules, and something may be asked in its scope.
    pub draft: Option<Asking<'a>>,
    /// How large what comes of it may be.
    pub limits: Limits,
}

/// What is asked of a ruleset that is being written.
#[derive(Clone, Copy, Default)]
pub struct Asking<'a> {
    /// An expression in its scope.
    pub question: Option<&'a ast::Expr>,
}

/// What comes of it.
#[derive(Debug)]
pub struct Checked {
    /// The facts.
    pub vocabulary: Arc<Vocabulary>,
    /// The typed core.
    pub program: Program,
    /// Its names and words.
    pub about: About,
    /// Where each fact is declared.
    pub fact_places: HashMap<Arc<str>, Span>,
    /// The steps by which scores ask what is known (`missing counts 0`).
    counts_missing: HashSet<StepId>,
    /// How large the numbers of its outputs can get.
    output_sizes: HashMap<Arc<str>, Size>,
    /// Where something is still to be written.
    pub holes: Vec<Hole>,
    /// Of a ruleset that is being written, every name in its scope; else nothing.
    pub names: Vec<NameInScope>,
    /// The step of what was asked, and its type.
    pub answer: Option<(StepId, ValueType)>,
}

/// Checks the files of one ruleset. What comes of it may be decided only if no error was added to `problems`.
pub fn check(task: Task<'_>, problems: &mut Problems) -> Checked {
    let mut checker = scope::Checker::new(task, problems);
    checker.declare_all();
    checker.check_assumptions();
    checker.check_definitions();
    checker.check_rules();
    checker.check_outputs();
    checker.check_bindings();
    checker.check_question();
    checker.check_nothing_lost();
    checker.check_completeness();
    checker.trace_sources();
    checker.lint();
    checker.finish()
}
