//! Does a part of a condition alone decide it?
//!
//! Masking MC/DC: one part is forced to the other truth, everything else stays as it is, and the condition is looked
//! at again. Where it is another one, nothing masked the part.

use std::collections::HashMap;

use crate::eval::any_recorded;
use crate::ir::{Program, Step, StepId};
use crate::possible::Truth;

/// A part of a condition: an operand of one of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The step whose operand it is.
    pub parent: StepId,
    /// Which operand.
    pub operand: usize,
    /// The step whose truth is that of the part as it is written.
    pub part: StepId,
    /// The operand is its contrary.
    pub denied: bool,
    /// The point that it is.
    pub point: usize,
}

/// A condition that stands by itself: of a rule, of a guard, of a branch.
#[derive(Debug, Clone)]
pub struct Root {
    /// The step that computes it.
    pub step: StepId,
    /// The steps that join its parts, it included, each after those that it reads.
    pub order: Vec<StepId>,
    /// Its parts, by their place among all edges.
    pub edges: Vec<usize>,
}

/// What came of forcing a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forced {
    /// The condition is another one.
    Changed,
    /// It is not: the operands of this step hide it; the one that changed is this one, if it is only one.
    Hidden(StepId),
}

impl Root {
    /// The steps that join the parts of a condition; `is_leaf` says where to stop.
    pub fn new(program: &Program, step: StepId, is_leaf: &dyn Fn(StepId) -> bool) -> Self {
        let mut order = std::collections::BTreeSet::new();
        let mut open = vec![step];
        while let Some(id) = open.pop() {
            let Some(step) = program.step(id).filter(|step| joins(step) && !is_leaf(id)) else { continue };
            if order.insert(id) {
                open.extend(step.operands());
            }
        }
        Self { step, order: order.into_iter().collect(), edges: Vec::new() }
    }

    /// Is the condition another one if this part has another truth?
    pub fn force(
        &self,
        program: &Program,
        edge: &Edge,
        truth: bool,
        truth_of: &dyn Fn(StepId) -> Truth,
    ) -> Forced {
        let (before, after) = self.forced(program, edge, truth, truth_of);
        match (before == after.0, after.1) {
            (true, Some(at)) => Forced::Hidden(at),
            (true, None) => Forced::Hidden(edge.parent),
            (false, _) => Forced::Changed,
        }
    }

    /// The condition as it is, as it is with the part forced, and the step at which the change is lost.
    pub fn forced(
        &self,
        program: &Program,
        edge: &Edge,
        truth: bool,
        truth_of: &dyn Fn(StepId) -> Truth,
    ) -> (Truth, (Truth, Option<StepId>)) {
        let mut changed: HashMap<StepId, Truth> = HashMap::new();
        let mut lost = None;
        let forced = Truth::from(truth != edge.denied);
        for id in self.order.iter().filter(|id| **id >= edge.parent) {
            let Some(step) = program.step(*id) else { continue };
            if *id != edge.parent && !step.operands().any(|operand| changed.contains_key(&operand)) {
                continue;
            }
            let operand = |at: usize, operand: StepId| match *id == edge.parent && at == edge.operand {
                true => forced,
                false => changed.get(&operand).copied().unwrap_or_else(|| truth_of(operand)),
            };
            let before = truth_of(*id);
            let after = joined(step, &operand).unwrap_or(before);
            if after == before {
                lost = lost.or(Some(*id));
            } else {
                changed.insert(*id, after);
            }
        }
        let before = truth_of(self.step);
        (before, (changed.get(&self.step).copied().unwrap_or(before), lost))
    }
}

/// Is it made of conditions?
pub fn joins(step: &Step) -> bool {
    matches!(
        step,
        Step::All(_)
            | Step::Any(_)
            | Step::Not(_)
            | Step::Count { .. }
            | Step::AnyRecorded(_)
            | Step::Branch { .. }
    )
}

/// The truth of a condition from that of its operands, each with its place among them.
fn joined(step: &Step, truth_of: &dyn Fn(usize, StepId) -> Truth) -> Option<Truth> {
    let each = |of: &[StepId]| {
        let truths: Vec<_> = of.iter().enumerate().map(|(at, id)| truth_of(at, *id)).collect();
        truths
    };
    Some(match step {
        Step::All(of) => Truth::all(each(of)),
        Step::Any(of) => Truth::any(each(of)),
        Step::Not(of) => !truth_of(0, *of),
        Step::Count { of, at_least, at_most } => Truth::count(each(of), *at_least, *at_most),
        Step::AnyRecorded(of) => any_recorded(each(of).into_iter()),
        Step::Branch { .. } => branch(step, truth_of),
        _ => return None,
    })
}

/// A branch whose values are conditions: what all that are still possible agree on.
fn branch(step: &Step, truth_of: &dyn Fn(usize, StepId) -> Truth) -> Truth {
    let operands: Vec<Truth> = step.operands().enumerate().map(|(at, id)| truth_of(at, id)).collect();
    let arms: Vec<(Option<Truth>, Truth)> = operands
        .chunks(2)
        .filter_map(|arm| match arm {
            [condition, value] => Some((Some(*condition), *value)),
            [value] => Some((None, *value)),
            _ => None,
        })
        .collect();
    let mut possible: Vec<Truth> = Vec::new();
    for (condition, value) in &arms {
        let holds = condition.unwrap_or(Truth::True);
        if holds != Truth::False {
            possible.push(*value);
        }
        if holds == Truth::True {
            break;
        }
    }
    if possible.is_empty() {
        possible.extend(arms.iter().map(|(_, value)| *value));
    }
    let agreed = possible.first().copied().unwrap_or(Truth::Unknown);
    if possible.iter().all(|value| *value == agreed) { agreed } else { Truth::Unknown }
}

/// The operand that hides a change of the others: that is false in a conjunction, or true in a disjunction.
pub fn hiding(step: &Step, edge: &Edge, at: StepId, truth_of: &dyn Fn(StepId) -> Truth) -> Option<usize> {
    let decided = match step {
        Step::All(_) => Truth::False,
        Step::Any(_) => Truth::True,
        _ => return None,
    };
    let mut operands = step.operands().enumerate();
    let found = operands
        .find(|(index, id)| !(at == edge.parent && *index == edge.operand) && truth_of(*id) == decided);
    found.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::evaluate;
    use crate::ir::SlotId;
    use crate::possible::Possible;
    use crate::source::Span;
    use crate::time::Dates;
    use proptest::prelude::*;

    const FACTS: usize = 4;
    /// Two constants stand before everything else, for the trial.
    const FIRST: usize = 2;

    /// Which step, and which steps before it, by any numbers.
    type Made = (u8, Vec<usize>);

    /// Conditions over facts, each over those before it: shared by several, as definitions are.
    fn program(made: &[Made]) -> Program {
        let mut program = Program::default();
        for truth in [Truth::False, Truth::True] {
            program.push(Step::Constant(Possible::Truth(truth)), Span::default());
        }
        for slot in 0..FACTS {
            program.push(Step::Slot(SlotId(u32::try_from(slot).unwrap())), Span::default());
        }
        for (kind, below) in made {
            let count = program.steps().len();
            let of: Vec<StepId> =
                below.iter().map(|any| Program::id(FIRST + any % (count - FIRST))).collect();
            let step = match kind % 6 {
                0 => Step::All(of.into()),
                1 => Step::Any(of.into()),
                2 => Step::Not(of[0]),
                3 => {
                    Step::Count { at_least: 1, at_most: u32::try_from(of.len()).unwrap() - 1, of: of.into() }
                }
                4 => Step::AnyRecorded(of.into()),
                _ => Step::Branch { arms: vec![of[0], of[1]].into(), otherwise: Some(of[of.len() - 1]) },
            };
            program.push(step, Span::default());
        }
        program
    }

    fn truths(program: &Program, facts: &[Truth]) -> Vec<Truth> {
        let slots: Vec<_> = facts.iter().map(|truth| Possible::Truth(*truth)).collect();
        let values = evaluate(program, &slots, &|_| None, &Dates::day(jiff::civil::date(2025, 11, 20)));
        (0..program.steps().len()).map(|index| values.truth(Program::id(index))).collect()
    }

    /// The definition itself: the program with a constant in the place of one operand, computed anew.
    fn with_constant(program: &Program, parent: StepId, operand: usize, truth: bool) -> Program {
        let mut changed = Program::default();
        for (index, step) in program.steps().iter().enumerate() {
            let step = if Program::id(index) == parent {
                let at = std::cell::Cell::new(0);
                let to = |id: StepId| {
                    let here = at.replace(at.get() + 1);
                    if here == operand { Program::id(usize::from(truth)) } else { id }
                };
                step.moved(&to, &|slot| slot)
            } else {
                step.clone()
            };
            changed.push(step, Span::default());
        }
        changed
    }

    fn truth() -> impl Strategy<Value = Truth> {
        prop_oneof![Just(Truth::True), Just(Truth::False), Just(Truth::Unknown)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn forcing_a_part_is_computing_anew_with_a_constant(
            made in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<usize>(), 2..4)), 1..10),
            facts in prop::collection::vec(truth(), FACTS),
        ) {
            let program = program(&made);
            let before = truths(&program, &facts);
            let last = Program::id(program.steps().len() - 1);
            let root = Root::new(&program, last, &|_| false);
            for parent in root.order.clone() {
                for operand in 0..program.step(parent).unwrap().operands().count() {
                    for truth in [false, true] {
                        let edge = Edge { parent, operand, part: parent, denied: false, point: 0 };
                        let (was, (is, _)) = root.forced(&program, &edge, truth, &|id| before[id.index()]);
                        let anew = truths(&with_constant(&program, parent, operand, truth), &facts);
                        prop_assert_eq!(was, before[last.index()]);
                        prop_assert_eq!(is, anew[last.index()], "{:?} of {:?}", edge, program);
                    }
                }
            }
        }
    }

    #[test]
    fn what_hides_a_part_is_named() {
        let mut program = Program::default();
        let facts: Vec<_> =
            (0..2).map(|slot| program.push(Step::Slot(SlotId(slot)), Span::default())).collect();
        let any = program.push(Step::Any(facts.clone().into()), Span::default());
        let root = Root::new(&program, any, &|_| false);
        let edge = Edge { parent: any, operand: 0, part: facts[0], denied: false, point: 0 };
        let both = |id: StepId| if id.index() < 3 { Truth::True } else { Truth::Unknown };
        assert_eq!(root.force(&program, &edge, false, &both), Forced::Hidden(any));
        assert_eq!(hiding(program.step(any).unwrap(), &edge, any, &both), Some(1));
    }
}
