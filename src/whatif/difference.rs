//! Two decisions held against one another.

use std::sync::Arc;

use indexmap::IndexSet;
use serde::Serialize;

use super::place::Place;
use super::readers::{Read, is_read, reads};
use super::record::{FactChanged, facts};
use crate::decision::{Decision, Finding, MissingFact, OutputFound, Scope, words};
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;
use crate::possible::Truth;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-whatif/1";

/// What is other in one decision than in another: as a rule the same ruleset on a record before and after a change.
/// Serializes as documented in `docs/whatif.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    schema: &'static str,
    engine: &'static str,
    /// The record's `id`.
    pub record: Option<String>,
    /// The verdict.
    pub verdict: Turn<Verdict>,
    /// The date of the decision.
    pub as_of: Turn<String>,
    /// The day on which every reason against has lapsed, where each of them has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses: Option<Turn<Option<String>>>,
    /// Parameters that have another value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterChanged>,
    /// What the record says otherwise.
    pub facts: Vec<FactChanged>,
    /// Whom the ruleset is for, where that has another answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeChanged>,
    /// The rules and cautions that say something else.
    pub rules: Vec<RuleChanged>,
    /// The rules and cautions that read what was changed, and say the same.
    pub same: Vec<RuleSame>,
    /// The outputs that have another value.
    pub outputs: Vec<OutputChanged>,
    /// Facts that keep rules open now and did not before.
    pub missing_gained: Vec<MissingFact>,
    /// Facts that kept rules open before and do so no longer.
    pub missing_lost: Vec<MissingFact>,
    /// The rules that are not met afterwards.
    pub not_met: Vec<Arc<str>>,
    /// The rules that are open afterwards.
    pub open: Vec<Arc<str>>,
}

/// Something before and after the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn<T> {
    /// Before the change.
    pub before: T,
    /// After it.
    pub after: T,
}

impl<T: PartialEq> Turn<T> {
    /// Is it another one afterwards?
    #[must_use]
    pub fn is_other(&self) -> bool {
        self.before != self.after
    }
}

/// A parameter that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterChanged {
    /// Its name.
    pub name: Arc<str>,
    /// Its values.
    #[serde(flatten)]
    pub value: Turn<String>,
}

/// Whom the ruleset is for, with another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeChanged {
    /// The ruleset's own `applies when`, as written.
    pub condition: Arc<str>,
    /// What it says.
    #[serde(flatten)]
    pub says: Turn<ScopeSays>,
}

/// Whether a ruleset is for a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeSays {
    /// Is it?
    pub holds: Truth,
    /// What was found, in words.
    pub found: Vec<String>,
}

/// A rule or caution that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChanged {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind.
    pub kind: RuleKind,
    /// What it asks, in the words of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// Its condition as written.
    pub condition: Arc<str>,
    /// What it says.
    #[serde(flatten)]
    pub says: Turn<RuleSays>,
}

/// What a rule says, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSays {
    /// The outcome.
    pub outcome: Outcome,
    /// What was found of the facts that decided, in words.
    pub found: Vec<String>,
}

impl RuleSays {
    /// What a rule says; a parameter that is another one is among what it found.
    fn of(finding: &Finding, parameters: &[ParameterChanged]) -> Self {
        let is_changed = |name: &Arc<str>| parameters.iter().any(|parameter| parameter.name == *name);
        let used = finding.names.iter().filter(|used| is_changed(&used.name));
        let used = used.map(|used| format!("{} is {}", used.name, used.stands_for));
        Self {
            outcome: finding.outcome,
            found: words::found(finding, false).into_iter().chain(used).collect(),
        }
    }
}

/// A rule or caution that reads what was changed, and says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSame {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind.
    pub kind: RuleKind,
    /// What it says, and why: as it is afterwards.
    #[serde(flatten)]
    pub says: RuleSays,
}

/// An output that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputChanged {
    /// Its name.
    pub name: Arc<str>,
    /// Its values as text; `null` where it is not known.
    #[serde(flatten)]
    pub value: Turn<Option<String>>,
    /// What an unknown came from afterwards, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

impl Difference {
    /// Does the change change nothing of what is decided?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.verdict.is_other()
            && self.rules.is_empty()
            && self.outputs.is_empty()
            && self.scope.is_none()
            && self.missing_gained.is_empty()
            && self.missing_lost.is_empty()
            && self.lapses.is_none()
    }
}

/// What is other in the second decision than in the first. Rules and outputs are known by their names, so that the
/// rulesets may differ in a parameter.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::patient::{Patient, expression};
/// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
/// let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
/// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
///
/// let patient = Patient::from_json(ruleset.vocabulary(), r#"{ "pain_months": 4 }"#)?;
/// let later = patient.with("pain_months", &expression("6").unwrap()).unwrap();
/// let (before, after) = (patient.decide(&ruleset, as_of)?, later.decide(&ruleset, as_of)?);
/// let difference = elig::whatif::difference(&before, &after);
/// assert_eq!(difference.verdict.after, elig::Verdict::Eligible);
/// assert_eq!(difference.rules[0].says.before.found, ["pain_months is 4"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn difference(before: &Decision, after: &Decision) -> Difference {
    let facts = facts(before, after);
    let as_of = Turn { before: before.as_of().to_string(), after: after.as_of().to_string() };
    let parameters = parameters(before, after);
    let (rules, same) = rules(before, after, &read(&facts, as_of.is_other(), after), &parameters);
    let labels = |outcome: Outcome| -> Vec<Arc<str>> {
        let rules = after.outcomes().filter(|(about, _)| about.kind != RuleKind::Caution);
        let rules = rules.filter(|(_, found)| *found == outcome);
        rules.map(|(about, _)| Arc::clone(&about.label)).collect()
    };
    let day = |decision: &Decision| decision.lapses().map(|day| day.to_string());
    let lapses = Turn { before: day(before), after: day(after) };
    Difference {
        schema: SCHEMA,
        engine: crate::engine::NAME,
        record: after.record_id().map(str::to_owned),
        verdict: Turn { before: before.verdict(), after: after.verdict() },
        lapses: lapses.is_other().then_some(lapses),
        parameters,
        scope: scope(before.scope(), after.scope()),
        rules,
        same,
        outputs: outputs(before.outputs(), after.outputs()),
        missing_gained: without(after.missing(), &before.missing()),
        missing_lost: without(before.missing(), &after.missing()),
        not_met: labels(Outcome::NotMet),
        open: labels(Outcome::Unknown),
        facts,
        as_of,
    }
}

/// What was changed, as a rule reads it.
fn read(facts: &[FactChanged], date: bool, decision: &Decision) -> Read {
    let vocabulary = decision.record().vocabulary();
    Read { facts: facts.iter().filter_map(|changed| vocabulary.find(&changed.place.fact)).collect(), date }
}

/// The rules that say something else, and those that say the same of what was changed.
fn rules(
    before: &Decision,
    after: &Decision,
    changed: &Read,
    parameters: &[ParameterChanged],
) -> (Vec<RuleChanged>, Vec<RuleSame>) {
    let (mut other, mut same) = (Vec::new(), Vec::new());
    let says = |finding: &Finding| RuleSays::of(finding, parameters);
    let names = |finding: &Finding| {
        let mut used = finding.names.iter();
        used.any(|used| parameters.iter().any(|parameter| parameter.name == used.name))
    };
    for (rule, finding) in after.program().rules.iter().zip(after.rules()) {
        let Some(first) = before.rule(&finding.label) else { continue };
        let (label, kind) = (Arc::clone(&finding.label), finding.kind);
        if first.outcome != finding.outcome {
            other.push(RuleChanged {
                label,
                kind,
                says: Turn { before: says(&first), after: says(&finding) },
                because: finding.because,
                condition: finding.condition,
            });
        } else if names(&finding) || reads(after.program(), rule.roots(), changed) {
            same.push(RuleSame { label, kind, says: says(&finding) });
        }
    }
    (other, same)
}

fn parameters(before: &Decision, after: &Decision) -> Vec<ParameterChanged> {
    let value = |decision: &Decision, name: &Arc<str>| {
        let parameter = decision.about().parameters.iter().find(|parameter| parameter.name == *name)?;
        Some(parameter.ty.show(&parameter.value))
    };
    let names = before.about().parameters.iter().chain(&after.about().parameters);
    let names: IndexSet<_> = names.map(|parameter| &parameter.name).collect();
    let changed = names.into_iter().filter_map(|name| {
        let value = Turn { before: value(before, name)?, after: value(after, name)? };
        value.is_other().then(|| ParameterChanged { name: Arc::clone(name), value })
    });
    changed.collect()
}

fn scope(before: Option<Scope>, after: Option<Scope>) -> Option<ScopeChanged> {
    let (before, after) = (before?, after?);
    let says = |scope: &Scope| ScopeSays { holds: scope.holds, found: words::found_of_scope(scope) };
    (before.holds != after.holds).then(|| ScopeChanged {
        says: Turn { before: says(&before), after: says(&after) },
        condition: after.condition,
    })
}

fn outputs(before: Vec<OutputFound>, after: Vec<OutputFound>) -> Vec<OutputChanged> {
    let changed = after.into_iter().filter_map(|output| {
        let first = before.iter().find(|first| first.name == output.name)?;
        let value = Turn { before: first.value.clone(), after: output.value };
        value.is_other().then(|| OutputChanged {
            name: output.name,
            value,
            unknown: output.unknown.iter().map(words::unknown_sentence).collect(),
        })
    });
    changed.collect()
}

/// The missing facts of one decision that are not missing in the other.
fn without(missing: Vec<MissingFact>, other: &[MissingFact]) -> Vec<MissingFact> {
    missing.into_iter().filter(|fact| other.iter().all(|known| known.fact != fact.fact)).collect()
}

/// Of what was changed, what nothing in the ruleset reads: facts, and `None` for the date.
#[must_use]
pub fn unread(difference: &Difference, after: &Decision) -> Vec<Option<Place>> {
    let vocabulary = after.record().vocabulary();
    let mut found: IndexSet<Option<Place>> = IndexSet::new();
    for changed in &difference.facts {
        let facts = vocabulary.find(&changed.place.fact).into_iter().collect();
        if !is_read(after, &Read { facts, date: false }) {
            found.insert(Some(Place::fact(&changed.place.fact)));
        }
    }
    let date = Read { date: true, ..Read::default() };
    if difference.as_of.is_other() && !is_read(after, &date) {
        found.insert(None);
    }
    found.into_iter().collect()
}
