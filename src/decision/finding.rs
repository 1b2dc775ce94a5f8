//! What a decision says of each rule and each missing fact.

use std::sync::Arc;

use serde::Serialize;

use super::{BranchFound, Comparison, Consulted, ScoreFound};
use crate::about::{Citation, Evidence};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::eval::Outcome;
use crate::ir::RuleKind;
use crate::possible::Truth;

/// What a rule says of a patient, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's label.
    pub label: Arc<str>,
    /// Which kind of rule.
    pub kind: RuleKind,
    /// What it says.
    pub outcome: Outcome,
    /// What the rule asks, in the words of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// The condition as written.
    pub condition: Arc<str>,
    /// The parameters and definitions that the rule names, each with what it stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<NameUsed>,
    /// Its exceptions as far as they matter to the outcome: `unless`, then each `except when`, an exception to the
    /// one before it, up to the first that does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionFound>,
    /// `applies when`, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<Arc<str>>,
    /// How an ambiguous source was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Arc<str>>,
    /// The outcome is what the rule says `when not recorded`, and this is why it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_default: Option<Arc<str>>,
    /// The day on which it lapses, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The other rulesets that it asks, and what they say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<Consulted>,
    /// The values it read.
    pub read: Vec<Read>,
    /// The tables, `choose` and `if` that it asks, and which of their rows or branches gave the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<BranchFound>,
    /// The scores that it asks, and the points they are made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreFound>,
    /// What an unknown came from; empty unless the outcome is unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Grades of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Where the rule is written.
    pub place: Place,
    /// Each comparison with its two sides; there if [`Report::explain_values`](super::Report::explain_values)
    /// asked for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparisons: Option<Vec<Comparison>>,
}

/// A parameter or definition that a rule names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameUsed {
    /// Its name.
    pub name: Arc<str>,
    /// A parameter's value, or a definition's expression as written.
    pub stands_for: Arc<str>,
    /// What a definition is for this patient, as text; left out when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// An exception to a rule, or to the exception before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExceptionFound {
    /// `unless` or `except when`.
    pub word: &'static str,
    /// Its condition, as written.
    pub condition: Arc<str>,
    /// Does it hold of this patient?
    pub holds: Truth,
}

/// Whether a ruleset is for a patient, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// The ruleset's own `applies when`, as written.
    pub condition: Arc<str>,
    /// Does it hold?
    pub holds: Truth,
    /// The other rulesets that it asks, and what they say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<Consulted>,
    /// The values it read.
    pub read: Vec<Read>,
    /// What an unknown came from; empty unless it is unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What a rule read of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Read {
    /// The fact's path.
    pub fact: Arc<str>,
    /// Its value as text; `None` when it is not known. Numbers are written with all their digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absence>,
    /// What is recorded, where the value is not shown as it is recorded: `101 [degF]` of a fact in `Cel`, or
    /// what is known of a value that is not: `2025-05`, `<0.5 mg/L`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Arc<str>>,
    /// Of what is attested, who judged it and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
    /// Of a list, which of its entries decided, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// The value was assumed, not recorded.
    #[serde(skip_serializing_if = "is_false")]
    pub assumed: bool,
    /// The fact is not asked of this patient, and counts as false: its `asked when` is false.
    #[serde(skip_serializing_if = "is_false")]
    pub not_asked: bool,
    /// The used rulesets through which it is read; empty where the ruleset reads it itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<Arc<str>>,
    /// The outcome rests on it.
    pub decisive: bool,
}

/// Who judged, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// A role or a name, as recorded.
    pub by: String,
    /// The day, the month or the year, as recorded.
    pub on: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One thing an unknown outcome came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Unknown {
    /// The fact that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<Arc<str>>,
    /// The computation that failed, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computation: Option<String>,
    /// The reason.
    pub absent: Absence,
    /// What is known of it: `2025-05`, `<0.5 mg/L`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Arc<str>>,
    /// The missing digit of a date that would settle it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
}

/// A fact that keeps rules open.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct MissingFact {
    /// The fact's path.
    pub fact: Arc<str>,
    /// What it says, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    /// Why it is not known.
    pub absent: Absence,
    /// What is known of it: `2025-05`, `<0.5 mg/L`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Arc<str>>,
    /// The missing digit of a date that would settle the first of the rules, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
    /// The rules it keeps open; the ruleset's own `applies when` stands as `applies when`.
    pub rules: Vec<Arc<str>>,
    /// Knowing it could still change the verdict.
    pub matters: bool,
}

/// What a reader must know before leaning on a decision.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Warning {
    /// Its code.
    pub code: Code,
    /// What it is, in words.
    pub message: String,
}

/// An assumption that a decision leaned on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssumptionUsed {
    /// The fact's path.
    pub fact: Arc<str>,
    /// What was assumed of it.
    pub value: String,
    /// Why.
    pub because: Arc<str>,
    /// The used ruleset that assumes it; left out of the ruleset's own assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruleset: Option<Arc<str>>,
    /// The rules that read it.
    pub rules: Vec<Arc<str>>,
}
