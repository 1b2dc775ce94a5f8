//! What would have to be otherwise for another verdict: the smallest sets of changes to a record that reach it.
//!
//! A rule that stands in the way is passed only by a change of something that it reads. So sets of places are grown from
//! what such rules read, smallest first. A set is ruled out without trying a value where the evaluator, which is exact
//! over everything a value could be, says of all values of these places at once that the verdict is not reached. Every
//! answer is decided again before it is told.

mod finish;
mod goal;
mod nearest;
mod search;
mod spot;
mod values;
mod waiting;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::place::{Place, Said};
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;
use crate::limits::{FLIP_CHANGES, FLIP_DECISIONS, MAX_FLIP_CHANGES};
use crate::patient::Patient;
use search::Search;
pub use waiting::{Lapsing, Waiting};

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-flip/1";

/// What is looked for, and how far.
#[derive(Clone)]
pub struct Asked<'a> {
    verdict: Verdict,
    keep: BTreeSet<Arc<str>>,
    only: Option<BTreeSet<Arc<str>>>,
    most_changes: usize,
    most_decisions: usize,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Asked<'a> {
    /// Another verdict, within the limits that hold unless others are asked for.
    #[must_use]
    pub fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            keep: BTreeSet::new(),
            only: None,
            most_changes: FLIP_CHANGES,
            most_decisions: FLIP_DECISIONS,
            stop: &|| false,
        }
    }

    /// Leaves this fact alone, too; those that are `fixed` are left alone in any case.
    #[must_use]
    pub fn keep(mut self, fact: &str) -> Self {
        self.keep.insert(fact.into());
        self
    }

    /// Changes only this fact, and others of which the same is said.
    #[must_use]
    pub fn only(mut self, fact: &str) -> Self {
        self.only.get_or_insert_default().insert(fact.into());
        self
    }

    /// So many changes in one set, at most [`MAX_FLIP_CHANGES`].
    #[must_use]
    pub fn most_changes(mut self, most: usize) -> Self {
        self.most_changes = most.clamp(1, MAX_FLIP_CHANGES);
        self
    }

    /// Decides so often and not more.
    #[must_use]
    pub fn most_decisions(mut self, most: usize) -> Self {
        self.most_decisions = most;
        self
    }

    /// Ends as soon as this says so, with what was found until then.
    #[must_use]
    pub fn stop_when(self, stop: &'a dyn Fn() -> bool) -> Self {
        Self { stop, ..self }
    }

    /// Why a fact is left alone, if it is.
    fn leaves_alone(&self, fact: &crate::vocabulary::Fact) -> Option<LeftBecause> {
        if fact.fixed {
            return Some(LeftBecause::Fixed);
        }
        let kept = self.keep.contains(&fact.path);
        let other = self.only.as_ref().is_some_and(|only| !only.contains(&fact.path));
        (kept || other).then_some(LeftBecause::Asked)
    }
}

/// The ways to another verdict. Serializes as documented in `docs/whatif.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flips {
    schema: &'static str,
    engine: &'static str,
    /// The record's `id`.
    pub record: Option<String>,
    /// The date of the decision.
    pub as_of: String,
    /// The verdict as it is.
    pub verdict: Verdict,
    /// The verdict that is looked for.
    pub wanted: Verdict,
    /// What came of it.
    pub answer: Answer,
    /// The sets of changes, those of fewest changes first.
    pub flips: Vec<Flip>,
    /// The first later day on which the verdict is reached, if nothing in the record changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// The rules that are not met and say themselves on which later day they lapse (`until`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lapsing: Vec<Lapsing>,
    /// Facts that were left alone, and without which the verdict cannot be reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_alone: Vec<LeftAlone>,
    /// How far it was looked.
    pub tried: Tried,
}

/// What came of looking for sets of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is the verdict already.
    Already,
    /// There are some.
    Found,
    /// There is none: whatever the facts are that may be changed, the verdict is another one.
    None,
    /// There is none with so many changes or fewer.
    NoneSoSmall,
    /// None was found among the values that were tried, and there may be others.
    NoneFound,
    /// The limit was met, or somebody ended it, before anything was found.
    NotDecided,
}

/// How far it was looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Changes in one set, at most.
    pub most_changes: usize,
    /// Decisions that were taken.
    pub decisions: usize,
    /// Decisions, at most.
    pub most_decisions: usize,
    /// It ended by itself, rather than at the limit or because somebody ended it.
    pub finished: bool,
    /// As many changes are needed at least, where more are needed than were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_at_least: Option<usize>,
    /// Facts with more values than can be tried, whose combinations led nowhere: their values at the bounds of rules
    /// were tried, and others between these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sampled: Vec<Arc<str>>,
}

/// A set of changes that reaches the verdict, none of which can be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flip {
    /// The changes.
    pub changes: Vec<Change>,
    /// The rules and cautions that say something else with them.
    pub rules: Vec<RuleTurned>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Which kind of change.
    pub kind: ChangeKind,
    /// What is said there now.
    pub from: Said,
    /// What would have to be said.
    pub to: Said,
    /// The same for all values from one to another, the others of the set being what they can be: proven, not sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Other values that do as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub or: Vec<String>,
    /// The fact as a whole as a ruleset writes it, as `elig whatif --set` takes it; left out where it is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
}

/// Kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Another value.
    Value,
    /// An entry of a list more; it is one of those that do.
    EntryMore,
    /// An entry of a list less.
    EntryLess,
    /// No entry of a list that has several.
    NoEntry,
    /// It is not recorded.
    NotRecorded,
}

/// Values from one to another, both included; without an end to the end of the type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The least, or the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<String>,
    /// The greatest, or the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    /// They are dates.
    pub dates: bool,
}

/// A rule that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleTurned {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind.
    pub kind: RuleKind,
    /// What it says now.
    pub before: Outcome,
    /// What it would say.
    pub after: Outcome,
}

/// A fact that was left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftAlone {
    /// Its path.
    pub fact: Arc<str>,
    /// Why.
    pub because: LeftBecause,
}

/// Why a fact is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftBecause {
    /// It is declared as `fixed`.
    Fixed,
    /// Whoever asked wants it so.
    Asked,
}

/// The smallest sets of changes to a patient's record with which a ruleset gives another verdict.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::patient::Patient;
/// use elig::whatif::{Asked, flip};
/// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
/// let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
/// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
///
/// let patient = Patient::from_json(ruleset.vocabulary(), r#"{ "pain_months": 4 }"#)?;
/// let flips = flip(&ruleset, &patient, as_of, &Asked::new(elig::Verdict::Eligible))?;
/// let change = &flips.flips[0].changes[0];
/// assert_eq!(change.to.to_string(), "6");
/// assert_eq!(change.range.as_ref().unwrap().at_least.as_deref(), Some("6"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Ruleset::decide`].
pub fn flip(
    ruleset: &Ruleset,
    patient: &Patient,
    as_of: AsOf,
    asked: &Asked<'_>,
) -> Result<Flips, DecideError> {
    let now = patient.decide(ruleset, as_of)?;
    let mut flips = Flips {
        schema: SCHEMA,
        engine: crate::engine::NAME,
        record: patient.record().id().map(str::to_owned),
        as_of: now.as_of().to_string(),
        verdict: now.verdict(),
        wanted: asked.verdict,
        answer: Answer::Already,
        flips: Vec::new(),
        waiting: None,
        lapsing: Vec::new(),
        left_alone: Vec::new(),
        tried: Tried {
            most_changes: asked.most_changes,
            decisions: 0,
            most_decisions: asked.most_decisions,
            finished: true,
            needs_at_least: None,
            sampled: Vec::new(),
        },
    };
    if now.verdict() == asked.verdict {
        return Ok(flips);
    }
    flips.lapsing = waiting::lapsing(ruleset, patient, &now)?;
    flips.waiting = waiting::waiting(ruleset, patient, &now, asked)?;
    let mut search = Search::new(ruleset, patient, &now, asked);
    search.run();
    search.tell(&mut flips);
    Ok(flips)
}

/// The patient to a date, whatever the record says.
fn dated(patient: &Patient, as_of: Date) -> Patient {
    Patient::of(patient.record().with_as_of(Some(as_of)), patient.fields().clone())
}
