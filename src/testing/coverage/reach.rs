//! Which truths a condition can have at all.
//!
//! What is decided although nothing is known is decided always: that is the law of the language. So a condition that
//! is known with every fact unknown has this one truth. Only what is proven so is left out.

use super::seen::{Objective, Objectives};
use crate::completions::lawful_step;
use crate::engine::Compiled;
use crate::eval::{Inside, Read, Values, evaluate};
use crate::ir::{Program, Step, StepId};
use crate::possible::{Possible, Truth};
use crate::time::Dates;
use crate::vocabulary::Vocabulary;

/// What is known of some steps while nothing is known of a patient.
pub struct Reach<'o> {
    /// The truth of each step.
    truths: Vec<Truth>,
    /// The truths that each step can have.
    sets: Vec<Objectives>,
    outer: Option<&'o Reach<'o>>,
}

/// The program with nothing in it that breaks the law: what it decides while nothing is known, it decides always.
pub fn lawful(program: &Program) -> Program {
    let mut lawful = Program::default();
    for (index, step) in program.steps().iter().enumerate() {
        lawful.push(lawful_step(step), program.place(Program::id(index)));
    }
    lawful
}

/// The value of every step of such a program while nothing is known.
pub fn nothing_known(lawful: &Program, vocabulary: &Vocabulary, as_of: &Dates) -> Values {
    let slots: Vec<Possible> = vocabulary.facts().map(|fact| fact.ty.everything()).collect();
    evaluate(lawful, &slots, &|_| None, as_of)
}

/// No certain day.
pub fn any_day() -> Dates {
    Dates::everything(false)
}

impl<'o> Reach<'o> {
    /// Of the steps of a program.
    pub fn of_program(compiled: &Compiled, values: &Values) -> Self {
        let steps = compiled.program.steps();
        let truths = (0..steps.len()).map(|index| values.truth(Program::id(index))).collect();
        Self::new(steps, truths, None)
    }

    /// Of the steps of a body: nothing is known of the entry, either. What is computed there is handed out, too, for
    /// the bodies within.
    pub fn of_body<'s>(steps: &[Step], values: &'s dyn Read, outer: &'o Reach<'o>) -> (Self, Inside<'s>) {
        let open: Vec<Step> = steps.iter().map(lawful_step).collect();
        let inside = Inside::computed(&open, (&[], &[]), (values, 1), &any_day());
        let truths = (0..steps.len()).map(|index| inside.truth_of(Program::id(index))).collect();
        (Self::new(steps, truths, Some(outer)), inside)
    }

    fn new(steps: &[Step], truths: Vec<Truth>, outer: Option<&'o Reach<'o>>) -> Self {
        let mut reach = Self { truths, sets: Vec::with_capacity(steps.len()), outer };
        let mut certain: Vec<bool> = Vec::with_capacity(steps.len());
        for (index, step) in steps.iter().enumerate() {
            let is_certain = |id: StepId| certain.get(id.index()).copied().unwrap_or(false);
            certain.push(is_always_known(step, &is_certain));
            let set = reach.set(step, index, &certain);
            reach.sets.push(set);
        }
        reach
    }

    /// The truths that a step can have.
    pub fn of(&self, step: StepId) -> Objectives {
        self.sets.get(step.index()).copied().unwrap_or(Objectives::truths())
    }

    /// Its truth while nothing is known.
    pub fn truth(&self, step: StepId) -> Truth {
        self.truths.get(step.index()).copied().unwrap_or(Truth::Unknown)
    }

    fn set(&self, step: &Step, index: usize, certain: &[bool]) -> Objectives {
        let truth = self.truths.get(index).copied().unwrap_or(Truth::Unknown);
        if truth != Truth::Unknown {
            return Objectives::these([Objective::of(truth)]);
        }
        let (known, all) = (Objectives::these([Objective::True, Objective::False]), Objectives::truths());
        if certain.get(index) == Some(&true) {
            return known;
        }
        match step {
            Step::IsKnown(_) => known,
            Step::Not(of) => denied(self.of(*of)),
            Step::All(of) => conjunction(of.iter().map(|id| self.of(*id))),
            Step::Any(of) => denied(conjunction(of.iter().map(|id| denied(self.of(*id))))),
            Step::Count { of, .. } if !of.iter().any(|id| self.of(*id).has(Objective::Unknown)) => known,
            Step::AnyRecorded(of) if !of.iter().all(|id| self.of(*id).has(Objective::Unknown)) => known,
            Step::Branch { .. } => {
                let mut set = Objectives::default();
                for (condition, value) in step.arms() {
                    set = set.and(self.of(value));
                    if condition.is_some_and(|condition| self.of(condition).has(Objective::Unknown)) {
                        set.add(Objective::Unknown);
                    }
                }
                set
            }
            Step::Settled { of, counts_as } if self.of(*of).has(Objective::Unknown) => {
                let mut set = self.of(*of);
                set.add(if *counts_as { Objective::True } else { Objective::False });
                set
            }
            Step::Told(of) | Step::Settled { of, .. } => self.of(*of),
            Step::Outer(id) => self.outer.map_or(all, |outer| outer.of(*id)),
            _ => all,
        }
    }
}

/// What a conjunction can be, from what its parts can be.
fn conjunction(parts: impl Iterator<Item = Objectives>) -> Objectives {
    let parts: Vec<_> = parts.collect();
    let mut set = Objectives::default();
    if parts.iter().all(|part| part.has(Objective::True)) {
        set.add(Objective::True);
    }
    if parts.iter().any(|part| part.has(Objective::False)) {
        set.add(Objective::False);
    }
    let is_open = |part: &Objectives| part.has(Objective::Unknown);
    if parts.iter().any(is_open) && parts.iter().all(|part| is_open(part) || part.has(Objective::True)) {
        set.add(Objective::Unknown);
    }
    set
}

fn denied(set: Objectives) -> Objectives {
    Objectives::these(set.iter().map(|one| match one {
        Objective::True => Objective::False,
        Objective::False => Objective::True,
        other => other,
    }))
}

/// Is it known in every decision, whatever is recorded? It reads nothing but the date of the decision and what is
/// written out, and cannot fail.
fn is_always_known(step: &Step, operand: &dyn Fn(StepId) -> bool) -> bool {
    match step {
        Step::Constant(value) => value.is_known(),
        Step::AsOf | Step::IsKnown(_) => true,
        Step::All(_)
        | Step::Any(_)
        | Step::Not(_)
        | Step::Count { .. }
        | Step::AnyRecorded(_)
        | Step::Compare(..)
        | Step::OneOf(..)
        | Step::IsNever(_)
        | Step::Completed { .. }
        | Step::Told(_) => step.operands().all(operand),
        _ => false,
    }
}
