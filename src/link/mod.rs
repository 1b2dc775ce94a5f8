//! Links rulesets: what one says becomes steps in the program of another.
//!
//! Works on the core alone. The steps are copied, with slots by the fact they stand for, and with the date of the
//! decision by the date that is asked of. Two steps written in one place that read the same are one: a ruleset that
//! two others ask stands in the program once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ir::{Body, Program, Question, Rule, RuleKind, SlotId, Step, StepId, Windows};
use crate::source::Span;

/// The steps that were copied so far.
#[derive(Debug, Default)]
pub struct Linker {
    known: HashMap<(Step, Span), StepId>,
}

impl Linker {
    /// Copies all steps of a program; what comes of each, in their order. `as_of` is the date of which it is asked,
    /// if that is not the date of the decision; `push` adds a step.
    pub fn copy(
        &mut self,
        from: &Program,
        fact: &dyn Fn(SlotId) -> SlotId,
        as_of: Option<StepId>,
        push: &mut dyn FnMut(Step, Span) -> StepId,
    ) -> Vec<StepId> {
        let mut moved: Vec<StepId> = Vec::with_capacity(from.steps().len());
        for (index, step) in from.steps().iter().enumerate() {
            let to = |id: StepId| at(&moved, id);
            if let (Step::AsOf, Some(date)) = (step, as_of) {
                moved.push(date);
                continue;
            }
            let new = moved_step(step, &to, fact, as_of);
            moved.push(self.add(new, from.place(Program::id(index)), push));
        }
        moved
    }

    /// Adds a step, unless it is there.
    pub fn add(&mut self, step: Step, place: Span, push: &mut dyn FnMut(Step, Span) -> StepId) -> StepId {
        if let Some(known) = self.known.get(&(step.clone(), place)) {
            return *known;
        }
        let id = push(step.clone(), place);
        self.known.insert((step, place), id);
        id
    }
}

/// What comes of a step.
pub fn at(moved: &[StepId], id: StepId) -> StepId {
    moved.get(id.index()).copied().unwrap_or_default()
}

/// A step with all it reads, bodies of lists included, where that now stands.
pub fn moved_step(
    step: &Step,
    to: &dyn Fn(StepId) -> StepId,
    fact: &dyn Fn(SlotId) -> SlotId,
    as_of: Option<StepId>,
) -> Step {
    let all = |reads: &[StepId]| reads.iter().map(|id| to(*id)).chain(as_of).collect();
    match step {
        Step::Each { reads, body, fold } => {
            Step::Each { reads: all(reads), body: Arc::new(moved_body(body, to, fact, as_of)), fold: *fold }
        }
        Step::Windows { reads, asked } => {
            let questions = asked.questions.iter().map(|question| Question {
                list: to(question.list),
                body: Arc::new(moved_body(&question.body, to, fact, as_of)),
                fold: question.fold,
            });
            let windows = Windows {
                which: asked.which,
                from: to(asked.from),
                to: to(asked.to),
                length: to(asked.length),
                questions: questions.collect(),
                steps: moved_inside(&asked.steps, to, fact, as_of),
                condition: inside(as_of, asked.condition),
                most: asked.most,
                places: asked.places.moved(usize::from(as_of.is_some())),
            };
            Step::Windows { reads: all(reads), asked: Arc::new(windows) }
        }
        _ => step.moved(to, fact),
    }
}

/// Where a step of a body now stands. With another date than that of the decision, this date is the first step of
/// the body, so that it can be read at any depth; all others move up by one.
fn inside(as_of: Option<StepId>, id: StepId) -> StepId {
    Program::id(id.index() + usize::from(as_of.is_some()))
}

/// The steps of a body; `outer` says where a step outside of it now stands.
fn moved_inside(
    steps: &[Step],
    outer: &dyn Fn(StepId) -> StepId,
    fact: &dyn Fn(SlotId) -> SlotId,
    as_of: Option<StepId>,
) -> Box<[Step]> {
    let first = as_of.map(Step::Outer);
    let date = as_of.map(|_| Program::id(0));
    let rest = steps.iter().map(|step| match (step, as_of) {
        (Step::AsOf, Some(date)) => Step::Outer(date),
        (Step::Outer(id), _) => Step::Outer(outer(*id)),
        _ => moved_step(step, &|id| inside(as_of, id), fact, date),
    });
    first.into_iter().chain(rest).collect()
}

/// What is computed of each entry of a list.
fn moved_body(
    body: &Body,
    outer: &dyn Fn(StepId) -> StepId,
    fact: &dyn Fn(SlotId) -> SlotId,
    as_of: Option<StepId>,
) -> Body {
    let inside = |id: StepId| inside(as_of, id);
    Body {
        steps: moved_inside(&body.steps, outer, fact, as_of),
        filter: inside(body.filter),
        value: body.value.map(inside),
        date: body.date,
        clear: body.clear.map(inside),
        ever: body.ever.map(inside),
        most: body.most,
        previous: body.previous,
        unseen: Arc::clone(&body.unseen),
        places: body.places.moved(usize::from(as_of.is_some())),
    }
}

/// A rule with its steps where they now stand.
pub fn moved_rule(rule: &Rule, moved: &[StepId]) -> Rule {
    let to = |id: StepId| at(moved, id);
    Rule {
        kind: rule.kind,
        condition: to(rule.condition),
        guard: rule.guard.map(to),
        until: rule.until.map(to),
    }
}

/// The condition that a ruleset's verdict would be *eligible*: false where it would be *ineligible* or *not
/// applicable*.
///
/// It is one condition over all rules, so that it may be known where the verdict is not: while it is open whether a
/// ruleset is for the patient, a rule in the way decides that the patient is not eligible by it.
pub fn eligible(applies_when: Option<StepId>, rules: &[Rule], add: &mut dyn FnMut(Step) -> StepId) -> StepId {
    let mut all: Vec<StepId> = applies_when.into_iter().collect();
    let mut guards: Option<Vec<StepId>> = Some(Vec::new());
    for rule in rules.iter().filter(|rule| rule.kind != RuleKind::Caution) {
        let passes = match rule.kind {
            RuleKind::Require => rule.condition,
            _ => add(Step::Not(rule.condition)),
        };
        all.push(match rule.guard {
            Some(guard) => {
                let outside = add(Step::Not(guard));
                add(Step::Any(Box::new([outside, passes])))
            }
            None => passes,
        });
        guards = guards.zip(rule.guard).map(|(mut guards, guard)| {
            guards.push(guard);
            guards
        });
    }
    // Some rule must apply; one without a guard always does.
    if let Some(guards) = guards {
        all.push(add(Step::Any(guards.into())));
    }
    add(Step::All(all.into()))
}

/// The condition that a rule applies and that what it asks about is so: of an `exclude` that it excludes.
pub fn holds(rule: &Rule, add: &mut dyn FnMut(Step) -> StepId) -> StepId {
    match rule.guard {
        Some(guard) => add(Step::All(Box::new([guard, rule.condition]))),
        None => rule.condition,
    }
}
