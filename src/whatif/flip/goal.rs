//! What a verdict needs: conditions that must all hold, each with the facts that it reads.

use std::collections::BTreeSet;

use crate::decision::Decision;
use crate::engine::Ruleset;
use crate::eval::{Outcome, Verdict, outcome};
use crate::ir::{Program, Rule, SlotId, Step, StepId};
use crate::possible::Truth;

/// One way in which a verdict comes about.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// Every rule that applies is met.
    Eligible,
    /// This rule is not met.
    NotMet(usize),
    /// The ruleset is not for the patient.
    OutOfScope,
    /// No rule applies.
    NothingApplies,
}

/// One of the conditions that a goal needs, as it is for a patient.
#[derive(Debug, Clone)]
pub struct Need {
    /// Is it so?
    pub holds: Truth,
    /// The facts that it reads: only a change of one of them makes it another.
    pub facts: BTreeSet<SlotId>,
}

impl Goal {
    /// The ways to a verdict. Nothing is a way to *undetermined*: that is looked for by taking facts away.
    pub fn all(verdict: Verdict, program: &Program) -> Vec<Self> {
        match verdict {
            Verdict::Eligible => vec![Goal::Eligible],
            Verdict::Ineligible => program.deciding().map(|(index, _)| Goal::NotMet(index)).collect(),
            Verdict::NotApplicable => {
                let guarded = program.deciding().all(|(_, rule)| rule.guard.is_some());
                let scope = program.applies_when.map(|_| Goal::OutOfScope);
                scope.into_iter().chain(guarded.then_some(Goal::NothingApplies)).collect()
            }
            Verdict::Undetermined => Vec::new(),
        }
    }

    /// What it needs, as a decision has it.
    pub fn needs(self, decision: &Decision) -> Vec<Need> {
        let program = decision.program();
        let truth = |step: StepId| decision.truth(step);
        let need = |holds: Truth, roots: &[Option<StepId>]| Need { holds, facts: facts(program, roots) };
        let in_scope = program.applies_when.map(|guard| need(truth(guard), &[Some(guard)]));
        match self {
            Goal::Eligible => {
                let rules = program.deciding().map(|(_, rule)| {
                    let holds = match outcome(rule, &decision.values) {
                        Outcome::Met | Outcome::NotApplicable => Truth::True,
                        Outcome::NotMet => Truth::False,
                        Outcome::Unknown => Truth::Unknown,
                    };
                    need(holds, &[Some(rule.condition), rule.guard])
                });
                let applies =
                    Truth::any(program.deciding().map(|(_, rule)| rule.guard.map_or(Truth::True, truth)));
                let guards: Vec<_> = program.deciding().map(|(_, rule)| rule.guard).collect();
                in_scope.into_iter().chain(rules).chain([need(applies, &guards)]).collect()
            }
            Goal::NotMet(index) => {
                let rule = program.rules.get(index).map(|rule| {
                    let holds = match outcome(rule, &decision.values) {
                        Outcome::NotMet => Truth::True,
                        Outcome::Met | Outcome::NotApplicable => Truth::False,
                        Outcome::Unknown => Truth::Unknown,
                    };
                    need(holds, &[Some(rule.condition), rule.guard])
                });
                in_scope.into_iter().chain(rule).collect()
            }
            Goal::OutOfScope => {
                in_scope.into_iter().map(|need| Need { holds: !need.holds, ..need }).collect()
            }
            Goal::NothingApplies => program
                .deciding()
                .map(|(_, rule)| need(rule.guard.map_or(Truth::False, |guard| !truth(guard)), &[rule.guard]))
                .collect(),
        }
    }
}

/// What a decision that is not yet open must lose for it to be: the facts of which one has to be taken away.
pub fn closed_by(decision: &Decision) -> BTreeSet<SlotId> {
    let program = decision.program();
    let rule_facts = |rule: &Rule| facts(program, &[Some(rule.condition), rule.guard]);
    let guards = || {
        let guards: Vec<_> =
            program.deciding().map(|(_, rule)| rule.guard).chain([program.applies_when]).collect();
        facts(program, &guards)
    };
    match decision.verdict() {
        Verdict::NotApplicable => guards(),
        // While any of them stands in the way it is not open; so one of these in any case.
        Verdict::Ineligible => {
            let mut against = program
                .deciding()
                .filter(|(_, rule)| outcome(rule, &decision.values) == Outcome::NotMet)
                .map(|(_, rule)| rule_facts(rule))
                .collect::<Vec<_>>();
            let scope = facts(program, &[program.applies_when]);
            against.sort_by_key(BTreeSet::len);
            against.into_iter().next().unwrap_or_default().union(&scope).copied().collect()
        }
        _ => program.deciding().flat_map(|(_, rule)| rule_facts(rule)).chain(guards()).collect(),
    }
}

/// The facts below steps.
pub fn facts(program: &Program, roots: &[Option<StepId>]) -> BTreeSet<SlotId> {
    roots.iter().flatten().flat_map(|root| program.slots_below(*root)).collect()
}

/// Facts of which is asked whether they are recorded, rather than what they are: of these nothing follows from what holds
/// of everything they could be.
pub fn asked_whether_recorded(ruleset: &Ruleset) -> BTreeSet<SlotId> {
    let program = ruleset.program();
    let asks = |step: &Step| matches!(step, Step::IsKnown(_) | Step::AnyRecorded(_) | Step::Settled { .. });
    let mut found = BTreeSet::new();
    for (index, step) in program.steps().iter().enumerate() {
        if step.whole().any(asks) {
            found.extend(program.slots_below(Program::id(index)));
        }
    }
    found
}
