//! A condition among the steps: what is written, and what it is made of.

use std::collections::{HashMap, HashSet};

use super::plan::overlap;
use crate::engine::Compiled;
use crate::ir::{Places, Program, SlotId, Step, StepId};
use crate::source::Span;

/// Steps, and where they are written.
pub struct Arena<'a> {
    steps: &'a [Step],
    places: &'a [Span],
    named: &'a HashMap<StepId, Box<[Span]>>,
    guards: Option<&'a HashSet<(SlotId, StepId)>>,
    /// Places at which conditions stand that nobody wrote: `unless` joins two that are written elsewhere.
    pub implicit: &'a HashSet<Span>,
    /// The steps by which `missing counts` asks what is known.
    missing: HashSet<StepId>,
}

/// A fact that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Its `asked when`.
    pub guard: Option<StepId>,
}

/// A condition as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The step whose truth is that of what is written.
    pub point: StepId,
    /// The step that joins its parts, if it is made of parts.
    pub joined: StepId,
    /// The step that was looked at is its contrary.
    pub denied: bool,
    /// Where it is named.
    pub named: Option<Span>,
    /// Which of the conditions that its text stands for.
    pub side: Vec<usize>,
    is_compound: bool,
    is_fact: bool,
}

/// A part of a condition.
pub struct NodePart {
    /// The step that reads it.
    pub parent: StepId,
    /// Which operand of that step.
    pub operand: usize,
    /// The operand.
    pub step: StepId,
    /// Where it is named.
    pub named: Option<Span>,
    /// Which of the conditions that its text stands for.
    pub side: Vec<usize>,
}

impl Node {
    /// Is it made of parts?
    pub fn is_compound(&self) -> bool {
        self.is_compound
    }

    /// Where it is written: a fact is written wherever it is named, everything else where its step stands.
    pub fn written_at(&self, arena: &Arena<'_>) -> Span {
        let place = arena.place(self.point);
        if self.is_fact { self.named.unwrap_or(place) } else { place }
    }
}

impl<'a> Arena<'a> {
    /// The steps of a program.
    pub fn of_program(
        compiled: &'a Compiled,
        guards: &'a HashSet<(SlotId, StepId)>,
        implicit: &'a HashSet<Span>,
    ) -> Self {
        let (program, named) = (&compiled.program, &compiled.about.named);
        Self::new((program.steps(), program.places()), named, Some(guards), implicit)
    }

    /// The steps of a body.
    pub fn of_body(steps: &'a [Step], places: &'a Places, implicit: &'a HashSet<Span>) -> Self {
        Self::new((steps, &places.of_steps), &places.named, None, implicit)
    }

    fn new(
        (steps, places): (&'a [Step], &'a [Span]),
        named: &'a HashMap<StepId, Box<[Span]>>,
        guards: Option<&'a HashSet<(SlotId, StepId)>>,
        implicit: &'a HashSet<Span>,
    ) -> Self {
        let mut arena = Self { steps, places, named, guards, implicit, missing: HashSet::new() };
        let ids = (0..steps.len()).map(Program::id);
        arena.missing = ids.filter_map(|id| arena.counted_as_missing(id)).map(|(known, _)| known).collect();
        arena
    }

    /// One step.
    pub fn step(&self, id: StepId) -> Option<&'a Step> {
        self.steps.get(id.index())
    }

    /// Where a step is written.
    pub fn place(&self, id: StepId) -> Span {
        self.places.get(id.index()).copied().unwrap_or_default()
    }

    /// Where the operands of a step are named.
    pub fn named(&self, id: StepId) -> &'a [Span] {
        self.named.get(&id).map_or(&[], |named| named)
    }

    /// If a step is what is read of a fact, and nothing else: the fact.
    pub fn fact(&self, id: StepId) -> Option<Fact> {
        match self.step(id)? {
            Step::Slot(_) | Step::Assumed { .. } => Some(Fact { guard: None }),
            // Where it is not asked it is false.
            Step::All(of) => match &**of {
                [guard, read] => {
                    let slot = self.slot(*read)?;
                    let is_guard = self.guards?.contains(&(slot, *guard));
                    is_guard.then_some(Fact { guard: Some(*guard) })
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn slot(&self, id: StepId) -> Option<SlotId> {
        match self.step(id)? {
            Step::Slot(slot) | Step::Assumed { slot, .. } => Some(*slot),
            _ => None,
        }
    }

    /// Of an item of a score with `missing counts`: that its condition is known, and the condition.
    fn counted_as_missing(&self, id: StepId) -> Option<(StepId, StepId)> {
        let Some(Step::All(of)) = self.step(id) else { return None };
        let [known, condition] = **of else { return None };
        // Written by hand, `x is known and x` is longer than `x is known`.
        let is_one = matches!(self.step(known), Some(Step::IsKnown(of)) if *of == condition);
        (is_one && self.place(known) == self.place(id)).then_some((known, condition))
    }

    /// Does it only say what a score counts for what is missing?
    pub fn is_count_of_missing(&self, id: StepId) -> bool {
        matches!(self.step(id), Some(Step::Not(of)) if self.missing.contains(of))
    }

    /// Is it made of conditions that are told one by one?
    fn is_compound(&self, id: StepId) -> bool {
        if self.fact(id).is_some() || self.is_one_question(id) {
            return false;
        }
        match self.step(id) {
            Some(Step::All(of) | Step::Any(of)) => of.len() > 1,
            Some(Step::Count { of, .. } | Step::AnyRecorded(of)) => !of.is_empty(),
            Some(Step::Branch { .. }) => true,
            _ => false,
        }
    }

    /// Is it one question that takes several steps at one place, whose sides have no words of their own?
    /// `is contiguous` asks for every gap that there could be.
    fn is_one_question(&self, id: StepId) -> bool {
        let place = self.place(id);
        let of = |id: StepId| match self.step(id) {
            Some(Step::All(of) | Step::Any(of)) => Some(of),
            _ => None,
        };
        let same = |id: &StepId| self.place(*id) == place;
        of(id).is_some_and(|outer| {
            !outer.is_empty()
                && outer.iter().all(|gap| {
                    same(gap) && of(*gap).is_some_and(|inner| inner.len() > 1 && inner.iter().all(same))
                })
                && !self.implicit.contains(&place)
        })
    }

    /// The parts of a condition, in the order written. A conjunction inside of a conjunction is no part of its own:
    /// parentheses that change nothing change nothing here.
    pub fn parts(&self, node: &Node) -> Vec<NodePart> {
        let whole = self.place(node.joined);
        let mut found = Vec::new();
        let mut open: Vec<(StepId, usize, StepId, Vec<usize>)> = self.operands(node.joined, &node.side);
        open.reverse();
        while let Some((parent, operand, step, side)) = open.pop() {
            let named = self.named(parent).get(operand).copied();
            let inside = named.unwrap_or_else(|| self.place(step));
            let is_written_here = overlap(whole, inside) && overlap(inside, self.place(step));
            let is_implicit = self.implicit.contains(&whole);
            if is_written_here && !is_implicit && self.is_joined_like(node.joined, step) {
                let mut inner = self.operands(step, &[]);
                inner.reverse();
                open.extend(inner);
                continue;
            }
            found.push(NodePart { parent, operand, step, named, side });
        }
        found
    }

    /// Each operand of a step: the step, which operand, what it is, and which side.
    fn operands(&self, id: StepId, side: &[usize]) -> Vec<(StepId, usize, StepId, Vec<usize>)> {
        let Some(step) = self.step(id) else { return Vec::new() };
        let operands = step.operands().enumerate().filter(|(_, of)| !self.is_count_of_missing(*of));
        // One piece of text may stand for several conditions: which of them it is, the place does not say.
        let side = |at: usize, of: StepId| match self.place(of) == self.place(id) {
            true => side.iter().copied().chain([at]).collect(),
            false => Vec::new(),
        };
        operands.map(|(at, of)| (id, at, of, side(at, of))).collect()
    }

    /// Are both conjunctions, or both disjunctions, of conditions that are written one by one?
    fn is_joined_like(&self, outer: StepId, inner: StepId) -> bool {
        let (Some(outer), Some(step)) = (self.step(outer), self.step(inner)) else { return false };
        let same = matches!((outer, step), (Step::All(_), Step::All(_)) | (Step::Any(_), Step::Any(_)));
        let is_sugar = step.operands().all(|of| self.place(of) == self.place(inner));
        same && !is_sugar && self.is_compound(inner) && self.counted_as_missing(inner).is_none()
    }
}

/// What is written where a step is used as a condition.
pub fn find(arena: &Arena<'_>, step: StepId, named: Option<Span>, side: Vec<usize>) -> Node {
    let mut node =
        Node { point: step, joined: step, denied: false, named, side, is_compound: false, is_fact: false };
    loop {
        let id = node.point;
        let only = match arena.step(id) {
            Some(Step::Settled { of, .. }) => Some(*of),
            Some(Step::Not(of)) => {
                if arena.place(*of) == arena.place(id) && !arena.implicit.contains(&arena.place(id)) {
                    // `!=`, `not in`, `none of`: the words of the condition say it.
                    node.is_compound = arena.is_compound(*of);
                    node.joined = if node.is_compound { *of } else { id };
                    break;
                }
                node.denied = !node.denied;
                node.named = arena.named(id).first().copied();
                Some(*of)
            }
            Some(Step::All(of) | Step::Any(of)) if arena.fact(id).is_none() => match &**of {
                // What a group of one, or a cell of a table, is made of.
                [only] if arena.is_compound(*only) || is_group_of_one(arena, *only) => {
                    node.named = arena.named(id).first().copied();
                    Some(*only)
                }
                _ => arena.counted_as_missing(id).map(|(_, condition)| condition),
            },
            _ => None,
        };
        let Some(only) = only else {
            node.joined = id;
            node.is_compound = arena.is_compound(id);
            break;
        };
        if arena.place(only) != arena.place(id) {
            node.side.clear();
        }
        node.point = only;
    }
    node.is_fact = arena.fact(node.point).is_some();
    node
}

fn is_group_of_one(arena: &Arena<'_>, id: StepId) -> bool {
    matches!(arena.step(id), Some(Step::All(of) | Step::Any(of)) if of.len() == 1)
}
