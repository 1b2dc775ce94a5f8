//! What a ruleset says of a cohort in numbers. Serializes as documented in `docs/screen.md`.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::about::{Citation, Evidence};
use crate::decision::{Place, SettingUsed};
use crate::diagnostic::Code;
use crate::ir::RuleKind;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-screen/1";

/// A cohort screened: how many patients, who is eligible, and where the others were lost. Numbers only: nothing in it
/// is of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The engine and its version.
    pub engine: &'static str,
    /// The ruleset that decided.
    pub ruleset: RulesetScreened,
    /// The dates for which it decided.
    pub as_of: DatesDecided,
    /// All records were read to the end: nobody interrupted, and no file broke off.
    pub complete: bool,
    /// Patients on whom it decided.
    pub patients: u64,
    /// Of these, patients with a value that could not be used; it counts as unknown.
    pub with_problems: u64,
    /// Patients whose records say nothing of any fact that the ruleset reads.
    pub without_facts: u64,
    /// Records that could not be decided on at all.
    pub rejected: u64,
    /// Why: what was wrong with rejected records and with values that could not be used, the most frequent first.
    pub problems: Vec<ProblemCount>,
    /// The patients by verdict.
    pub verdicts: Verdicts,
    /// Whom the ruleset is for; `None` when it is for everybody.
    pub scope: Option<ScopeCount>,
    /// The rules that decide, in the order written: where patients are lost, one rule after another.
    pub attrition: Vec<AttritionStep>,
    /// All rules in the order written, cautions included: what each says by itself.
    pub rules: Vec<RuleCount>,
    /// The facts that keep patients undetermined, those that keep most of them first.
    pub missing: Vec<MissingCount>,
    /// Patients who would be eligible but for one thing, or two.
    pub near_misses: NearMisses,
}

/// The ruleset that screened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesetScreened {
    /// The dotted name of its header.
    pub name: Option<Arc<str>>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
    /// The file it stands in.
    pub file: String,
    /// The fingerprint of its texts, parameters and the engine.
    pub hash: String,
    /// The parameters that were set to another value than its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<SettingUsed>,
}

/// The dates of the decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DatesDecided {
    /// The date that was fixed for all records; `None` where each record's own went before.
    #[serde(serialize_with = "day")]
    pub fixed: Option<Date>,
    /// The earliest date of a decision.
    #[serde(serialize_with = "day")]
    pub earliest: Option<Date>,
    /// The latest date of a decision.
    #[serde(serialize_with = "day")]
    pub latest: Option<Date>,
    /// Patients whose record has no date of its own, so that the date of the run was taken.
    pub without_own: u64,
}

#[allow(clippy::ref_option, reason = "serde asks for a reference")]
fn day<S: serde::Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    date.map(|date| date.to_string()).serialize(serializer)
}

/// Patients by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Verdicts {
    /// Every rule that applies is met.
    pub eligible: u64,
    /// Some rule is not met.
    pub ineligible: u64,
    /// It depends on what is not known.
    pub undetermined: u64,
    /// The ruleset is not for them.
    pub not_applicable: u64,
}

/// How often one kind of mistake was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemCount {
    /// Its code.
    pub code: Code,
    /// What the code means, in words.
    pub title: &'static str,
    /// The fact or key; empty for a record as a whole.
    pub path: String,
    /// How many records have it.
    pub records: u64,
    /// The record could not be decided on because of it.
    pub rejects: bool,
}

/// Whom a ruleset is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeCount {
    /// Its `applies when`, as written.
    pub condition: Arc<str>,
    /// It holds.
    pub holds: u64,
    /// It does not hold.
    pub does_not_hold: u64,
    /// It is not known.
    pub unknown: u64,
}

/// One rule in its turn. Every patient for whom the ruleset is leaves at the first rule that is not met; whoever is
/// undetermined leaves at none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttritionStep {
    /// The label of the rule.
    pub label: Arc<str>,
    /// Patients who are still there before it.
    pub before: u64,
    /// Patients who leave at it.
    pub lost: u64,
    /// Patients who are still there after it; of the last rule these are the eligible and the undetermined ones.
    pub after: u64,
    /// Of those who are still there after it: patients for whom it or a rule before it is unknown.
    pub open: u64,
}

/// What one rule says of the cohort by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind of rule.
    pub kind: RuleKind,
    /// What it asks, in the words of its author.
    pub because: Option<Arc<str>>,
    /// Its condition, as written.
    pub condition: Arc<str>,
    /// Its `applies when`, as written.
    pub applies_when: Option<Arc<str>>,
    /// How an ambiguous source was read.
    pub reading: Option<Arc<str>>,
    /// Where it comes from.
    pub citations: Vec<Citation>,
    /// Grades of evidence.
    pub evidence: Vec<Evidence>,
    /// Where it is written.
    pub place: Place,
    /// Patients of whom it does not stand in the way.
    pub met: u64,
    /// Patients of whom it stands in the way; of a caution, those whom it advises.
    pub not_met: u64,
    /// Patients of whom it is not known.
    pub unknown: u64,
    /// Patients to whom it does not apply.
    pub not_applicable: u64,
    /// Patients whom it alone keeps out: they are ineligible, and would be eligible without it.
    pub alone_keeps_out: u64,
    /// Patients whom it alone leaves open: they are undetermined, and would be eligible without it.
    pub alone_leaves_open: u64,
    /// How many more patients would be eligible without it: the two together.
    pub more_without: u64,
}

/// What one missing fact costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingCount {
    /// The path of the fact.
    pub fact: Arc<str>,
    /// What it says, in words.
    pub description: Option<Arc<str>>,
    /// Undetermined patients of whom a rule waits for it.
    pub patients: u64,
    /// Of these, patients who wait for nothing else.
    pub alone: u64,
    /// Why it is not known, by reason: how many of those patients, the most frequent first.
    pub reasons: Vec<(crate::Absence, u64)>,
    /// The rules that wait for it, each with how many of those patients, in the order written.
    pub rules: Vec<(Arc<str>, u64)>,
}

/// Patients who are nearly eligible.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NearMisses {
    /// Ineligible patients whom one rule alone keeps out: all the others are met.
    pub by_one_rule: u64,
    /// Ineligible patients whom two rules keep out and nothing else.
    pub by_two_rules: u64,
    /// Undetermined patients who wait for one fact alone.
    pub by_one_fact: u64,
    /// The pairs of rules that keep patients out together, while each of the others is met: how many, the most frequent
    /// first; at most [`MAX_PAIRS_TOLD`](crate::limits::MAX_PAIRS_TOLD).
    pub pairs: Vec<PairCount>,
}

/// Two rules that keep patients out together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairCount {
    /// Their labels, in the order written.
    pub rules: [Arc<str>; 2],
    /// Patients who would be eligible without the two.
    pub patients: u64,
}
