//! What a decision says of each rule and each missing fact.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use super::Decision;
use crate::about::{Citation, Evidence, Named};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::eval::{Outcome, Verdict, outcome};
use crate::explain::{Cause, causes, decisive};
use crate::ir::{RuleKind, SlotId, StepId};
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
    /// `applies when`, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<Arc<str>>,
    /// How an ambiguous source was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Arc<str>>,
    /// The values it read.
    pub read: Vec<Read>,
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

/// Whether a ruleset is for a patient, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// The ruleset's own `applies when`, as written.
    pub condition: Arc<str>,
    /// Does it hold?
    pub holds: Truth,
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
    /// The value was assumed, not recorded.
    #[serde(skip_serializing_if = "is_false")]
    pub assumed: bool,
    /// The fact is not asked of this patient, and counts as false: its `asked when` is false.
    #[serde(skip_serializing_if = "is_false")]
    pub not_asked: bool,
    /// The outcome rests on it.
    pub decisive: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One thing an unknown outcome came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// The fact that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<Arc<str>>,
    /// The computation that failed, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computation: Option<String>,
    /// The reason.
    pub absent: Absence,
}

/// A fact that keeps rules open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingFact {
    /// The fact's path.
    pub fact: Arc<str>,
    /// What it says, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    /// Why it is not known.
    pub absent: Absence,
    /// The rules it keeps open; the ruleset's own `applies when` stands as `applies when`.
    pub rules: Vec<Arc<str>>,
    /// Knowing it could still change the verdict.
    pub matters: bool,
}

/// What a reader must know before leaning on a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// The rules that read it.
    pub rules: Vec<Arc<str>>,
}

/// The steps that a rule asks: its condition, then its guard.
fn roots(decision: &Decision, index: usize) -> Vec<StepId> {
    let rule = decision.compiled.program.rules.get(index);
    rule.into_iter().flat_map(|rule| [Some(rule.condition), rule.guard]).flatten().collect()
}

fn name_used(decision: &Decision, named: &Named) -> NameUsed {
    let value = named.computed.as_ref().and_then(|(step, ty)| {
        let value = decision.values.get(*step);
        value.is_known().then(|| ty.show(value))
    });
    NameUsed { name: Arc::clone(&named.name), stands_for: Arc::clone(&named.stands_for), value }
}

/// Whether the ruleset is for this patient; `None` when it is for everybody.
pub fn scope(decision: &Decision) -> Option<Scope> {
    let compiled = &decision.compiled;
    let guard = compiled.program.applies_when?;
    Some(Scope {
        condition: compiled.about.applies_when.clone().unwrap_or_default(),
        holds: decision.values.truth(guard),
        read: read(decision, &[guard], &[guard]),
        unknown: unknown(decision, &[guard]),
    })
}

/// The finding of the rule at this place.
pub fn of_rule(decision: &Decision, index: usize) -> Option<Finding> {
    let compiled = &decision.compiled;
    let (rule, about) = (compiled.program.rules.get(index)?, compiled.about.rules.get(index)?);
    let outcome = outcome(rule, &decision.values);
    let start = compiled.sources.start(about.place);
    let roots = roots(decision, index);
    let unknown = if outcome == Outcome::Unknown { unknown(decision, &roots) } else { Vec::new() };
    // A rule that does not apply rests on its guard alone; one that does, on both.
    // A rule that is met whether it applies or not rests on its condition.
    let guard_open = rule.guard.is_some_and(|guard| decision.values.truth(guard) == Truth::Unknown);
    let deciding: &[StepId] = match (outcome, &rule.guard) {
        (Outcome::NotApplicable, Some(guard)) => std::slice::from_ref(guard),
        (Outcome::Met, _) if guard_open => std::slice::from_ref(&rule.condition),
        _ => &roots,
    };
    Some(Finding {
        label: Arc::clone(&about.label),
        kind: about.kind,
        outcome,
        because: about.because.clone(),
        condition: Arc::clone(&about.condition),
        names: about.names.iter().map(|named| name_used(decision, named)).collect(),
        applies_when: about.applies_when.clone(),
        reading: about.reading.clone(),
        read: read(decision, &roots, deciding),
        unknown,
        citations: about.citations.clone(),
        evidence: about.evidence.clone(),
        place: Place { file: compiled.sources.name(about.place.file).to_owned(), line: start.line },
    })
}

/// Every fact below `roots`; those below `deciding` may be decisive.
fn read(decision: &Decision, roots: &[StepId], deciding: &[StepId]) -> Vec<Read> {
    let compiled = &decision.compiled;
    let decisive: Vec<SlotId> =
        deciding.iter().flat_map(|root| decisive(&compiled.program, &decision.values, *root)).collect();
    let all: indexmap::IndexSet<SlotId> =
        roots.iter().flat_map(|root| compiled.program.slots_below(*root)).collect();
    let rests_on = |slot: &SlotId| {
        // That a fact is not asked is decisive where what its guard reads is.
        let guard = compiled.about.asked_when.iter().find(|(guarded, _)| guarded == slot);
        decisive.contains(slot)
            || guard.is_some_and(|(_, guard)| {
                let reads = compiled.program.slots_below(*guard);
                decision.values.truth(*guard) == Truth::False
                    && reads.iter().all(|read| decisive.contains(read))
            })
    };
    all.into_iter().filter_map(|slot| read_slot(decision, slot, rests_on(&slot))).collect()
}

fn read_slot(decision: &Decision, slot: SlotId, decisive: bool) -> Option<Read> {
    let compiled = &decision.compiled;
    let fact = compiled.vocabulary.fact(slot)?;
    let entry = decision.record.entry(slot)?;
    let assumption = decision.assumption(slot);
    let guard = compiled.about.asked_when.iter().find(|(guarded, _)| *guarded == slot);
    let not_asked = guard.is_some_and(|(_, guard)| decision.values.truth(*guard) == Truth::False);
    let value = assumption.map_or(&entry.value, |assumption| &assumption.value);
    let absent = if assumption.is_some() || not_asked { None } else { entry.absence };
    Some(Read {
        fact: Arc::clone(&fact.path),
        value: (value.is_known() && !not_asked).then(|| fact.ty.show(value)),
        absent,
        assumed: assumption.is_some(),
        not_asked,
        decisive,
    })
}

fn unknown(decision: &Decision, roots: &[StepId]) -> Vec<Unknown> {
    let compiled = &decision.compiled;
    let causes: indexmap::IndexSet<Cause> =
        roots.iter().flat_map(|root| causes(&compiled.program, &decision.values, *root)).collect();
    causes
        .into_iter()
        .filter_map(|cause| match cause {
            Cause::Fact(slot) => Some(Unknown {
                fact: Some(Arc::clone(&compiled.vocabulary.fact(slot)?.path)),
                computation: None,
                absent: absence(decision, slot),
            }),
            Cause::Computation(step, absent) => {
                let written = compiled.sources.slice(compiled.program.place(step));
                let written: Vec<_> = written.split_whitespace().collect();
                Some(Unknown { fact: None, computation: Some(written.join(" ")), absent })
            }
        })
        .collect()
}

fn absence(decision: &Decision, slot: SlotId) -> Absence {
    decision.record.entry(slot).and_then(|entry| entry.absence).unwrap_or(Absence::NotRecorded)
}

/// The facts that keep rules open, those that keep most of them open first.
pub fn missing(decision: &Decision) -> Vec<MissingFact> {
    let compiled = &decision.compiled;
    let mut found: IndexMap<SlotId, (Vec<Arc<str>>, usize)> = IndexMap::new();
    let undetermined = decision.verdict == Verdict::Undetermined;
    // While it is open whether the ruleset is for the patient, a rule may already stand in the way: then no
    // other rule can change anything.
    let refused = compiled
        .program
        .rules
        .iter()
        .any(|rule| rule.kind != RuleKind::Caution && outcome(rule, &decision.values) == Outcome::NotMet);
    let rules_matter = undetermined && !refused;
    let mut note = |root: StepId, label: &Arc<str>, matters: bool| {
        for cause in causes(&compiled.program, &decision.values, root) {
            let Cause::Fact(slot) = cause else { continue };
            let (labels, deciding) = found.entry(slot).or_default();
            if !labels.contains(label) {
                labels.push(Arc::clone(label));
                *deciding += usize::from(matters);
            }
        }
    };
    if let Some(guard) = compiled.program.applies_when {
        note(guard, &"applies when".into(), undetermined);
    }
    for (index, (rule, about)) in compiled.program.rules.iter().zip(&compiled.about.rules).enumerate() {
        if outcome(rule, &decision.values) == Outcome::Unknown {
            for root in roots(decision, index) {
                note(root, &about.label, rules_matter && rule.kind != RuleKind::Caution);
            }
        } else if rules_matter && rule.kind != RuleKind::Caution {
            // Not in the way, whether it applies or not; but whether any rule applies may be what is open.
            if let Some(guard) = rule.guard.filter(|_| !decision.certainly_applies()) {
                note(guard, &about.label, true);
            }
        }
    }
    let mut missing: Vec<_> = found
        .into_iter()
        .filter_map(|(slot, (rules, deciding))| {
            let fact = compiled.vocabulary.fact(slot)?;
            let missing = MissingFact {
                fact: Arc::clone(&fact.path),
                description: fact.description.clone(),
                absent: absence(decision, slot),
                rules,
                matters: deciding > 0,
            };
            Some((deciding, missing))
        })
        .collect();
    // A stable sort: among equals the order of the rules stays. Cautions have no weight.
    missing.sort_by_key(|(deciding, _)| std::cmp::Reverse(*deciding));
    missing.into_iter().map(|(_, missing)| missing).collect()
}

/// The assumptions that rules of this decision leaned on.
pub fn assumptions(decision: &Decision) -> Vec<AssumptionUsed> {
    let compiled = &decision.compiled;
    let findings = decision.rules();
    let used = compiled.about.assumptions.iter().enumerate().filter(|(index, assumption)| {
        decision.assumed.get(assumption.slot.index()).copied().flatten() == Some(*index)
    });
    used.filter_map(|(_, assumption)| {
        let fact = compiled.vocabulary.fact(assumption.slot)?;
        // A rule that was decided by something else did not lean on it.
        let leans = |read: &Read| read.fact == fact.path && read.assumed && read.decisive;
        let leaning = findings.iter().filter(|finding| finding.read.iter().any(leans));
        let rules: Vec<_> = leaning.map(|finding| Arc::clone(&finding.label)).collect();
        let in_guard = compiled
            .program
            .applies_when
            .is_some_and(|guard| compiled.program.slots_below(guard).contains(&assumption.slot));
        (in_guard || !rules.is_empty()).then(|| AssumptionUsed {
            fact: Arc::clone(&fact.path),
            value: fact.ty.show(&assumption.value),
            because: Arc::clone(&assumption.because),
            rules,
        })
    })
    .collect()
}
