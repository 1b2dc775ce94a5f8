//! The core of a ruleset held against that of a mutant: what is the same, and what differs.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::Ruleset;
use crate::ir::{Program, RuleKind, SlotId, Step, StepId};
use crate::link::moved_step;

/// Gives the same number to steps that compute the same, in whatever program and at whatever place they stand.
#[derive(Debug, Default)]
pub struct Numbering {
    known: HashMap<Step, StepId>,
}

impl Numbering {
    /// The number of each step of a program.
    pub fn of(&mut self, program: &Program) -> Vec<StepId> {
        let mut numbers: Vec<StepId> = Vec::with_capacity(program.steps().len());
        for step in program.steps() {
            let to = |id: StepId| numbers.get(id.index()).copied().unwrap_or(id);
            let step = moved_step(step, &to, &|fact| fact, None);
            let next = Program::id(self.known.len());
            let number = *self.known.entry(step).or_insert(next);
            numbers.push(number);
        }
        numbers
    }
}

/// Something that a test can see: a rule, an output, or whom the ruleset is for; with the steps that it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub what: What,
    /// The steps: condition, guard and `until` of a rule, the value of an output.
    pub steps: Vec<Option<StepId>>,
}

/// What a test can see.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    /// `applies when` of the ruleset.
    Scope,
    /// A rule, by its kind and label.
    Rule(RuleKind, Arc<str>),
    /// An output, by its name.
    Output(Arc<str>),
}

/// All that tests can see of a ruleset.
pub fn seen(ruleset: &Ruleset) -> Vec<Seen> {
    let (program, about) = (ruleset.program(), ruleset.about());
    let scope = Seen { what: What::Scope, steps: vec![program.applies_when] };
    let rules = program.rules.iter().zip(&about.rules).map(|(rule, about)| Seen {
        what: What::Rule(rule.kind, Arc::clone(&about.label)),
        steps: vec![Some(rule.condition), rule.guard, rule.until],
    });
    let outputs = about
        .outputs
        .iter()
        .map(|output| Seen { what: What::Output(Arc::clone(&output.name)), steps: vec![Some(output.step)] });
    std::iter::once(scope).chain(rules).chain(outputs).collect()
}

/// What differs between a ruleset and a mutant of it.
#[derive(Debug)]
pub struct Difference {
    /// What tests can see of the ruleset, and is not the same in the mutant.
    pub original: Vec<Seen>,
    /// The same of the mutant.
    pub mutant: Vec<Seen>,
    /// The facts that the changed parts read.
    pub changed: Vec<SlotId>,
    /// All facts that what differs reads, those included.
    pub read: Vec<SlotId>,
}

impl Difference {
    /// Is there none?
    pub fn is_none(&self) -> bool {
        self.original.is_empty() && self.mutant.is_empty()
    }
}

/// Holds a mutant against its ruleset.
pub fn difference(original: &Ruleset, mutant: &Ruleset) -> Difference {
    let mut numbering = Numbering::default();
    let numbers = [original, mutant].map(|ruleset| numbering.of(ruleset.program()));
    let numbered = |which: usize, seen: &Seen| {
        let number =
            |step: &Option<StepId>| step.and_then(|step| numbers.get(which)?.get(step.index()).copied());
        (seen.what.clone(), seen.steps.iter().map(number).collect::<Vec<_>>())
    };
    let all = [seen(original), seen(mutant)];
    let [one, other] = &all;
    let keys: [HashSet<_>; 2] = [
        one.iter().map(|seen| numbered(0, seen)).collect(),
        other.iter().map(|seen| numbered(1, seen)).collect(),
    ];
    let [in_original, in_mutant] = &keys;
    let only = |which: usize, all: &[Seen], others: &HashSet<(What, Vec<Option<StepId>>)>| -> Vec<Seen> {
        all.iter().filter(|seen| !others.contains(&numbered(which, seen))).cloned().collect()
    };
    let (one, other) = (only(0, one, in_mutant), only(1, other, in_original));
    let mut changed = Slots::default();
    let mut read = Slots::default();
    for (which, (ruleset, seen)) in [(original, &one), (mutant, &other)].into_iter().enumerate() {
        let program = ruleset.program();
        let roots: Vec<StepId> = seen.iter().flat_map(|seen| seen.steps.iter().flatten().copied()).collect();
        let own = numbers.get(which).map(Vec::as_slice).unwrap_or_default();
        let others: HashSet<StepId> = numbers.get(1 - which).into_iter().flatten().copied().collect();
        // A fact and what is written change nothing by themselves: it is the question about them that changes.
        let is_changed = |id: StepId| {
            let is_end = matches!(program.step(id), Some(Step::Constant(_) | Step::Slot(_)));
            !is_end && own.get(id.index()).is_some_and(|number| !others.contains(number))
        };
        for root in &roots {
            read.add(program, *root);
            let mut innermost = Vec::new();
            program.walk_ids(*root, |id| {
                let below = program.step(id).is_some_and(|step| step.operands().any(is_changed));
                if is_changed(id) && !below {
                    innermost.push(id);
                }
            });
            // What is dropped changes only what it was an operand of.
            for id in innermost {
                changed.add(program, id);
            }
        }
    }
    Difference { original: one, mutant: other, changed: changed.found, read: read.found }
}

#[derive(Default)]
struct Slots {
    found: Vec<SlotId>,
}

impl Slots {
    fn add(&mut self, program: &Program, root: StepId) {
        for slot in program.slots_below(root) {
            if !self.found.contains(&slot) {
                self.found.push(slot);
            }
        }
    }
}

/// A number for all that tests can see of a ruleset: two mutants with the same one are the same mutant.
pub fn key(ruleset: &Ruleset) -> u128 {
    let mut numbering = Numbering::default();
    let numbers = numbering.of(ruleset.program());
    let mut steps: Vec<(StepId, Step)> = numbering.known.into_iter().map(|(step, id)| (id, step)).collect();
    steps.sort_unstable_by_key(|(id, _)| *id);
    let seen: Vec<_> = seen(ruleset)
        .into_iter()
        .map(|seen| {
            let number = |step: Option<StepId>| step.and_then(|step| numbers.get(step.index()).copied());
            (seen.what, seen.steps.into_iter().map(number).collect::<Vec<_>>())
        })
        .collect();
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, &steps, &seen).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
