//! Why one rule says what it says.

use std::sync::Arc;

use indexmap::IndexSet;
use serde::Serialize;

use super::part::{Part, PartKind, Speaks, Wanted};
use super::teller::Teller;
use super::words;
use crate::about::{Citation, Evidence};
use crate::decision::Place;
use crate::decision::lapse;
use crate::eval::{Outcome, outcome};
use crate::explain::Stays;
use crate::ir::{Rule, RuleKind, StepId};
use crate::possible::Truth;

/// One reason: a rule, or the ruleset's own `applies when`, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The label of the rule; null of the ruleset's own `applies when`.
    pub rule: Option<Arc<str>>,
    /// Which kind of rule; left out of the ruleset's own `applies when`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RuleKind>,
    /// What it says. Of the ruleset's own `applies when`: `met` where it holds, `not-applicable` where it does not.
    pub outcome: Outcome,
    /// What was found, and what is asked.
    pub sentence: String,
    /// What the rule asks, in the words of its author. This is not what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// The condition as written.
    pub condition: Arc<str>,
    /// The day on which it lapses, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The conditions that decided, down to the values, and no others.
    pub parts: Vec<Part>,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Grades of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Where it is written; left out of the ruleset's own `applies when`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The facts on which it rests: a record that says no more than these has this rule say the same.
    pub rests_on: Vec<Arc<str>>,
}

/// Why the rule at this place says what it says; `None` if there is none.
pub fn reason(teller: &Teller<'_>, index: usize) -> Option<Reason> {
    of_rule(teller, index, false)
}

/// The same; where no rule applies without an `applies when` of its own, that this one applies is part of it.
pub fn of_rule(teller: &Teller<'_>, index: usize, must_apply: bool) -> Option<Reason> {
    let compiled = &teller.decision.compiled;
    let (rule, about) = (compiled.program.rules.get(index)?, compiled.about.rules.get(index)?);
    teller.begin(Some(index));
    let says = outcome(rule, &teller.decision.values);
    let roots = roots(teller, rule, must_apply);
    let wanted = match about.kind {
        RuleKind::Require => Wanted::Yes,
        RuleKind::Exclude => Wanted::No,
        RuleKind::Caution => Wanted::Either,
    };
    let mut parts = Vec::new();
    for (root, _) in &roots {
        if *root == rule.condition {
            let mut part =
                teller.part(*root, wanted, Some(about.asked_at).filter(|_| about.exceptions.is_empty()), 0);
            if about.kind == RuleKind::Caution && part.speaks == Speaks::Neither {
                part.speaks = if says == Outcome::NotMet { Speaks::Against } else { Speaks::For };
            }
            parts.push(part);
        } else {
            parts.push(applies(teller, *root, about.applies_when_at));
        }
    }
    let condition: Vec<Part> = parts.iter().filter(|part| part.kind != PartKind::Applies).cloned().collect();
    let guard = parts.iter().find(|part| part.kind == PartKind::Applies).map(|part| part.sentence.clone());
    let mut sentence = match says {
        Outcome::NotApplicable => guard.clone().unwrap_or_default(),
        _ => words::of_rule(&condition, about.kind),
    };
    if let (Outcome::NotMet | Outcome::Unknown, Some(guard)) = (says, &guard) {
        sentence = if sentence.is_empty() { guard.clone() } else { format!("{sentence}; {guard}") };
    }
    let start = compiled.sources.start(about.place);
    let rests_on = match says {
        Outcome::Unknown => teller.open_facts_of(&roots.iter().map(|(root, _)| *root).collect::<Vec<_>>()),
        _ => teller.paths(&teller.grounds(&roots)),
    };
    let until = lapse::until(teller.decision, rule).filter(|_| says == Outcome::NotMet);
    Some(Reason {
        rule: Some(Arc::clone(&about.label)),
        kind: Some(about.kind),
        outcome: says,
        sentence,
        because: about.because.clone(),
        condition: Arc::clone(&about.condition),
        until: until.map(|day| day.to_string()),
        parts,
        citations: about.citations.clone(),
        evidence: about.evidence.clone(),
        place: Some(Place { file: compiled.sources.name(about.place.file).to_owned(), line: start.line }),
        rests_on: rests_on.into_iter().collect(),
    })
}

/// The steps on which the outcome of a rule rests, and what of them has to stay so.
pub fn roots(teller: &Teller<'_>, rule: &Rule, must_apply: bool) -> Vec<(StepId, Stays)> {
    let held = |step: StepId| (step, Stays::Held);
    let guard_is = rule.guard.map(|guard| teller.truth(guard));
    let condition = held(rule.condition);
    match (outcome(rule, &teller.decision.values), rule.guard) {
        (Outcome::NotApplicable, Some(guard)) => vec![held(guard)],
        (Outcome::Met, Some(guard)) if must_apply && guard_is == Some(Truth::True) => {
            vec![condition, held(guard)]
        }
        (Outcome::Met | Outcome::NotApplicable, _) => vec![condition],
        (Outcome::NotMet, guard) => [Some(condition), guard.map(held)].into_iter().flatten().collect(),
        (Outcome::Unknown, guard) => {
            let open = |step: StepId| (teller.truth(step) == Truth::Unknown).then_some((step, Stays::Open));
            // What is known of the two is told where it leaves the other one to decide.
            [open(rule.condition), guard.and_then(open)].into_iter().flatten().collect()
        }
    }
}

/// Of a rule that is met whether it applies or not, that it is open whether it applies.
pub fn open_guard(teller: &Teller<'_>, index: usize, guard: StepId) -> Option<Reason> {
    let mut told = of_rule(teller, index, false)?;
    let about = teller.about().rules.get(index)?;
    let part = applies(teller, guard, about.applies_when_at);
    told.outcome = Outcome::Unknown;
    told.sentence.clone_from(&part.sentence);
    told.parts = vec![part];
    told.rests_on = teller.open_facts_of(&[guard]).into_iter().collect();
    Some(told)
}

/// Whether a rule is asked of this patient.
fn applies(teller: &Teller<'_>, guard: StepId, at: Option<crate::source::Span>) -> Part {
    let mut part = teller.part(guard, Wanted::Either, at, 0);
    let says = match teller.truth(guard) {
        Truth::True => "it is asked of this patient",
        Truth::False => "it is not asked of this patient",
        Truth::Unknown => "it is open whether it is asked of this patient",
    };
    part.sentence = format!("{says}: {}", words::of_part(&part));
    part.kind = PartKind::Applies;
    part
}

/// Whether the ruleset is for this patient; `None` where it is for everybody.
pub fn scope(teller: &Teller<'_>) -> Option<Reason> {
    let compiled = &teller.decision.compiled;
    let guard = compiled.program.applies_when?;
    teller.begin(None);
    let truth = teller.truth(guard);
    let mut part = teller.part(guard, Wanted::Either, None, 0);
    if part.speaks == Speaks::Neither {
        part.speaks = if truth == Truth::True { Speaks::For } else { Speaks::Against };
    }
    let told = words::of_part(&part);
    let says = match truth {
        Truth::True => "it is for this patient",
        Truth::False => "it is not for this patient",
        Truth::Unknown => "it is open whether it is for this patient",
    };
    let rests_on: IndexSet<Arc<str>> = teller.cited(guard);
    Some(Reason {
        rule: None,
        kind: None,
        outcome: match truth {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::NotApplicable,
            Truth::Unknown => Outcome::Unknown,
        },
        sentence: format!("{says}: {told}"),
        because: None,
        condition: compiled.about.applies_when.clone().unwrap_or_default(),
        until: None,
        parts: vec![part],
        citations: Vec::new(),
        evidence: Vec::new(),
        place: None,
        rests_on: rests_on.into_iter().collect(),
    })
}
