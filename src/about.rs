//! What a compiled ruleset knows about itself beside its program: names, reasons, sources.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::absence::Absence;
use crate::binding::Binding;
use crate::diagnostic::Code;
use crate::ir::{Rule, RuleKind, SlotId, StepId};
use crate::possible::Possible;
use crate::quantity::Number;
use crate::source::Span;
use crate::vocabulary::ValueType;

/// A ruleset's names and words, in the order of its program.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The dotted name of its header.
    pub name: Option<Arc<str>>,
    /// It is a vocabulary: it has facts, and nothing to decide.
    pub is_vocabulary: bool,
    /// Whom it is for: its own `applies when`, as written.
    pub applies_when: Option<Arc<str>>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
    /// The first and the last day it is in force.
    pub effective: Option<(Date, Date)>,
    /// Who approved it and when, as written.
    pub approvals: Vec<(Arc<str>, Arc<str>)>,
    /// One for each rule of the program.
    pub rules: Vec<RuleAbout>,
    /// The sources it names.
    pub sources: Vec<Arc<SourceAbout>>,
    /// What each source says, in the order of the files.
    pub source_items: Vec<SourceItems>,
    /// What else than rules can cite a source: definitions, scores, tables, outputs, analytes.
    pub statements: Vec<StatementAbout>,
    /// Warnings that are allowed, each with the reason.
    pub allowed: Vec<Allowed>,
    /// What it assumes where the record is silent.
    pub assumptions: Vec<Assumption>,
    /// The results it states beside the verdict.
    pub outputs: Vec<OutputAbout>,
    /// Where its facts stand in FHIR.
    pub bindings: Vec<Arc<Binding>>,
    /// Its parameters with the values they have here.
    pub parameters: Vec<Parameter>,
    /// Facts that are asked only when a condition holds.
    pub asked_when: Vec<(SlotId, StepId)>,
    /// The two sides of each comparison of the program.
    pub comparisons: HashMap<StepId, Compared>,
    /// Tables, `choose` and `if`, by the steps that compute them.
    pub branches: HashMap<StepId, BranchAbout>,
    /// Scores, by the steps that compute them.
    pub scores: HashMap<StepId, ScoreAbout>,
    /// The declared factors and relations by which a step was converted, as written.
    pub conversions: HashMap<StepId, Vec<String>>,
    /// Quantities that were converted when the ruleset was compiled, as they are written.
    pub converted: HashMap<StepId, String>,
    /// Where the operands of conditions are named, one by one in the order of their step: what a step computes may be
    /// written elsewhere, as of a definition or of a fact that was read before.
    pub named: HashMap<StepId, Box<[Span]>>,
    /// The rulesets whose verdicts, rules and outputs it asks, and those that these ask.
    pub linked: Vec<Linked>,
    /// The steps that stand for what another ruleset says.
    pub asked: HashMap<StepId, Asked>,
    /// What it is a variant of: the ruleset it extends first, then the one that this one extends.
    pub extends: Vec<Variant>,
}

/// Another ruleset, as its steps stand in the program of the one that asks it.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Its own names and words; the steps that these name are those of its own program.
    pub about: Arc<About>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Its own `applies when`.
    pub applies_when: Option<StepId>,
    /// The date of which it is asked, if it is not the date of the decision.
    pub as_of: Option<StepId>,
}

impl Linked {
    /// The name of its header.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        self.about.name.clone().unwrap_or_default()
    }
}

/// What is asked of another ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its place in [`About::linked`].
    pub linked: usize,
    /// Which of its answers.
    pub what: Answer,
}

/// An answer of another ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `OTHER.eligible`.
    Eligible,
    /// `OTHER.LABEL`.
    Rule(Arc<str>),
    /// `OTHER.OUTPUT`, of this type.
    Output(Arc<str>, ValueType),
}

/// What a ruleset is a variant of, and how it differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The name of the ruleset that it extends.
    pub base: Arc<str>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Arc<str>>,
    /// The differences, in the order written.
    pub changes: Vec<Change>,
}

/// One difference between a variant and what it extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was done.
    pub change: ChangeKind,
    /// To what.
    pub of: ChangeOf,
    /// The label of the rule, or the name.
    pub name: Arc<str>,
    /// The condition or the value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Arc<str>>,
    /// The condition or the value now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Arc<str>>,
}

/// What a variant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// `without`.
    Removed,
    /// `replace`.
    Replaced,
    /// `add`.
    Added,
    /// `set`.
    Set,
}

/// What a variant changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeOf {
    /// A rule.
    Rule,
    /// A parameter.
    Parameter,
    /// An assumption.
    Assumption,
    /// An output.
    Output,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = &self.name;
        let said = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("…").to_owned();
        match (self.change, self.of) {
            (ChangeKind::Removed, _) => write!(f, "without {name}"),
            (ChangeKind::Replaced, _) => {
                write!(f, "{name} is {}, and was {}", said(&self.after), said(&self.before))
            }
            (ChangeKind::Set, _) => {
                write!(f, "{name} = {}, and was {}", said(&self.after), said(&self.before))
            }
            (ChangeKind::Added, ChangeOf::Assumption) => write!(f, "with an assumption about {name}"),
            (ChangeKind::Added, ChangeOf::Output) => write!(f, "with the output {name}"),
            (ChangeKind::Added, _) => write!(f, "with {name}: {}", said(&self.after)),
        }
    }
}

/// The two sides of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// How they are compared, as it is written.
    pub relation: &'static str,
    /// The left side and its type.
    pub left: (StepId, ValueType),
    /// The right side and its type.
    pub right: (StepId, ValueType),
}

/// Which construct chooses one of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BranchKind {
    /// `table`.
    Table,
    /// `choose`.
    Choose,
    /// `if`.
    If,
}

/// A table, a `choose` or an `if`.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchAbout {
    /// Which.
    pub kind: BranchKind,
    /// The table's name, or that of the definition or output which it is.
    pub name: Option<Arc<str>>,
    /// Its type.
    pub ty: ValueType,
    /// Its rows or branches, as the arms of its step.
    pub arms: Vec<ArmAbout>,
}

/// A row of a table, or a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmAbout {
    /// The row as it is written, on one line; of others what stands at their place.
    pub written: Option<Arc<str>>,
    /// Where it is written.
    pub place: Span,
}

/// A score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreAbout {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: ValueType,
    /// What adds up; of the points of one part only the greatest that hold count.
    pub parts: Vec<Vec<PointsAbout>>,
    /// `missing counts`: what an unknown item counts.
    pub missing: Option<Number>,
}

/// `+1 when CONDITION`.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsAbout {
    /// How many.
    pub points: Number,
    /// When they count.
    pub condition: StepId,
    /// The condition as it is written, on one line.
    pub written: Arc<str>,
}

/// A rule's words.
#[derive(Debug, Clone)]
pub struct RuleAbout {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind.
    pub kind: RuleKind,
    /// Its condition as written, `unless` and `except when` included.
    pub condition: Arc<str>,
    /// The step of its condition alone, exceptions aside.
    pub asked: StepId,
    /// Its exceptions in the order written: `unless`, then each `except when`, an exception to the one before it.
    pub exceptions: Vec<ExceptionAbout>,
    /// The parameters and definitions that the rule names, each with what it stands for.
    pub names: Vec<Named>,
    /// `applies when`, as written.
    pub applies_when: Option<Arc<str>>,
    /// Where its condition alone is written, exceptions aside.
    pub asked_at: Span,
    /// Where its `applies when` is written.
    pub applies_when_at: Option<Span>,
    /// What it asks, in words.
    pub because: Option<Arc<str>>,
    /// How an ambiguous source was read.
    pub reading: Option<Arc<str>>,
    /// `when not recorded … because`: why it counts as met, or as not met, where the record is silent.
    pub when_not_recorded: Option<Arc<str>>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Grades of evidence, each with its scheme.
    pub evidence: Vec<Evidence>,
    /// Where it is written.
    pub place: Span,
}

/// `unless CONDITION`, `except when CONDITION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionAbout {
    /// The words before the condition.
    pub word: &'static str,
    /// Its condition, as written.
    pub condition: Arc<str>,
    /// The step that computes it.
    pub step: StepId,
}

/// A parameter or definition, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: Arc<str>,
    /// A parameter's value, or a definition's expression as written.
    pub stands_for: Arc<str>,
    /// The step that computes a definition, and its type.
    pub computed: Option<(StepId, ValueType)>,
}

/// `cite SOURCE "where in it"` or `cite SOURCE.ITEM`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The source.
    pub source: Arc<SourceAbout>,
    /// The item's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Arc<str>>,
    /// What the item says, or where in the source it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<Arc<str>>,
}

/// A source's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceAbout {
    /// The name rules cite.
    pub name: Arc<str>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Arc<str>>,
    /// When it was last changed, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Arc<str>>,
    /// When it was last reviewed, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Arc<str>>,
    /// Its review is still pending.
    pub pending: bool,
}

impl SourceAbout {
    /// What is known of its dates and its review: `updated 2025-11-20, review pending`; empty if that is nothing.
    #[must_use]
    pub fn provenance(&self) -> String {
        let dated = |word: &str, date: &Option<Arc<str>>| date.as_ref().map(|date| format!("{word} {date}"));
        let pending = self.pending.then(|| "review pending".to_owned());
        let notes = [dated("updated", &self.updated), dated("reviewed", &self.reviewed), pending];
        notes.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What a source says, item by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceItems {
    /// The source.
    pub source: Arc<SourceAbout>,
    /// Its status, as written.
    pub status: Option<Arc<str>>,
    /// Its items.
    pub items: Vec<SourceItem>,
    /// It stands in a file that others use, so that its items wait for whoever cites them.
    pub shared: bool,
    /// Where it is written.
    pub place: Span,
}

/// `item KEY "what it says"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceItem {
    /// Its key.
    pub key: Arc<str>,
    /// What it says.
    pub says: Arc<str>,
    /// Where it is written.
    pub place: Span,
}

/// A statement that is no rule and can cite: what stands behind it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementAbout {
    /// The word it starts with.
    pub kind: &'static str,
    /// Its name.
    pub name: Arc<str>,
    /// What it says, in words.
    pub because: Option<Arc<str>>,
    /// How an ambiguous source was read.
    pub reading: Option<Arc<str>>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Grades of evidence, each with its scheme.
    pub evidence: Vec<Evidence>,
    /// Where it is written.
    pub place: Span,
}

/// `allow CODE "reason"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The warning.
    pub code: Code,
    /// Where it is allowed.
    pub within: Span,
    /// Why.
    pub reason: Arc<str>,
}

impl Allowed {
    /// Does it allow this warning at this place?
    #[must_use]
    pub fn covers(&self, code: Code, place: Span) -> bool {
        let Span { file, start, end } = self.within;
        self.code == code && file == place.file && (start..=end).contains(&place.start)
    }
}

/// `evidence SCHEME "grade"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The grade.
    pub grade: Arc<str>,
}

/// `assume FACT = VALUE when not recorded because "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The fact.
    pub slot: SlotId,
    /// What is assumed of it.
    pub value: Possible,
    /// The reasons for absence that it fills.
    pub reasons: Vec<Absence>,
    /// Why.
    pub because: Arc<str>,
    /// The step that stands for the fact with this assumption; `None` of a fact that nothing reads.
    pub step: Option<StepId>,
    /// The used ruleset that assumes it; `None` of this one.
    pub ruleset: Option<Arc<str>>,
    /// Where it is written.
    pub place: Span,
}

/// `output NAME: TYPE = EXPR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputAbout {
    /// Its name.
    pub name: Arc<str>,
    /// Its type, as written.
    pub written_type: Arc<str>,
    /// Its expression, as written.
    pub stands_for: Arc<str>,
    /// What it says, in words.
    pub because: Option<Arc<str>>,
    /// How an ambiguous source was read.
    pub reading: Option<Arc<str>>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Grades of evidence, each with its scheme.
    pub evidence: Vec<Evidence>,
    /// The step that computes it.
    pub step: StepId,
    /// Its type.
    pub ty: ValueType,
    /// Where it is written.
    pub place: Span,
}

/// A parameter and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: ValueType,
    /// Its value.
    pub value: Possible,
    /// The value that the ruleset itself gives it.
    pub own: Possible,
}

impl Parameter {
    /// Was it set to another value than the ruleset's own?
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.value != self.own
    }
}
