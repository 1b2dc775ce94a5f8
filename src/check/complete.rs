//! Do the conditions of `if` and `choose` leave a case out, and can each of them ever be the first to hold?
//!
//! Conditions are made of parts: a number beside numbers that are written out, a value of a choice, or something
//! else that is true or false. Trying every combination of what the parts can be decides both questions: of
//! a number only the written numbers and one number in each stretch between them need to be tried.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::branch::Branches;
use super::samples;
use super::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::eval::{Values, evaluate};
use crate::ir::{Step, StepId};
use crate::limits::{MAX_BRANCH_PARTS, MAX_BRANCH_TRIES, MAX_BRANCH_TRIES_IN_ALL};
use crate::possible::{Interval, Possible, Truth};
use crate::quantity::Number;
use crate::time::Dates;
use crate::vocabulary::ValueType;

/// What came of trying all combinations.
struct Tried {
    /// In some case none of the conditions holds.
    open: bool,
    /// Which of them are ever the first to hold.
    reached: Vec<bool>,
}

impl Checker<'_> {
    /// Reports branches and rows that are never taken, and `choose` and tables that leave a case out.
    pub fn check_completeness(&mut self) {
        if (self.branches.is_empty() && self.tables.is_empty()) || self.too_many_steps {
            return;
        }
        let nothing_known: Vec<Possible> = self.vocabulary.facts().map(|fact| fact.ty.everything()).collect();
        let values = evaluate(&self.program, &nothing_known, &Dates::everything(false));
        self.check_branches(&values);
        self.check_tables(&values);
    }

    fn check_branches(&mut self, values: &Values) {
        let all = std::mem::take(&mut self.branches);
        let asks = self.steps_that_ask_what_is_known();
        let mut left = MAX_BRANCH_TRIES_IN_ALL;
        for branches in all {
            let tried = self.tried(&branches, values, &asks, &mut left);
            self.report_branches(&branches, &tried);
        }
    }

    fn report_branches(&mut self, branches: &Branches, tried: &Tried) {
        for ((_, place), reached) in branches.conditions.iter().zip(&tried.reached) {
            if !reached {
                self.report(
                    Problem::new(Code::UnreachableArm, *place, "this branch is never taken")
                        .says("it never holds, or one before it always does")
                        .help(
                            "the first condition that holds counts: mend it, delete it, or put it further up",
                        ),
                );
            }
        }
        if branches.must_be_complete && tried.open {
            self.report(
                Problem::new(Code::IncompleteChoose, branches.place, "this leaves out what holds otherwise")
                    .says("in some case none of these conditions holds")
                    .help("add `otherwise VALUE` at the end, or the case that is missing"),
            );
        }
    }

    fn tried(&self, branches: &Branches, values: &Values, asks: &[bool], left: &mut usize) -> Tried {
        let roots: Vec<StepId> = branches.conditions.iter().map(|(step, _)| *step).collect();
        if let Some(parts) = self.parts(&roots, values, asks)
            && let Some(tried) = parts.try_all(self, &roots, left)
        {
            return tried;
        }
        // Too many cases: what is always true or false is seen without trying.
        let mut open = true;
        let reached = roots.iter().map(|root| {
            let reached = open && values.truth(*root) != Truth::False;
            open &= values.truth(*root) != Truth::True;
            reached
        });
        let reached = reached.collect();
        Tried { open, reached }
    }

    /// The parts that the conditions are made of.
    fn parts(&self, roots: &[StepId], values: &Values, asks: &[bool]) -> Option<Parts> {
        let mut parts = Parts::default();
        let mut numbers: BTreeMap<StepId, (Interval, ValueType, BTreeSet<Number>)> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<StepId> = roots.to_vec();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if seen.len() > MAX_BRANCH_PARTS {
                return None;
            }
            let step = self.program.step(id)?;
            match step {
                Step::Constant(value) if value.is_known() => {
                    parts.fixed.insert(id, value.clone());
                }
                Step::All(of) | Step::Any(of) | Step::Count { of, .. } => {
                    parts.inner.push(id);
                    open.extend(of.iter().copied());
                }
                Step::Not(of) => {
                    parts.inner.push(id);
                    open.push(*of);
                }
                Step::OneOf(of, _) if matches!(values.get(*of), Possible::Values(_)) => {
                    parts.inner.push(id);
                    parts.may_be(*of, values);
                }
                Step::Compare(_, left, right) => {
                    let constant = |id: StepId| match self.program.step(id) {
                        Some(Step::Constant(value)) if value.is_known() => Some(value),
                        _ => None,
                    };
                    let (subject, written) = match (constant(*left), constant(*right)) {
                        (None, Some(written)) => (*left, (*right, written)),
                        (Some(written), None) => (*right, (*left, written)),
                        _ => {
                            parts.opaque(id, values, asks);
                            continue;
                        }
                    };
                    match (values.get(subject), written) {
                        (Possible::Number(range), (at, Possible::Number(number))) => {
                            let number = number.as_point()?;
                            let ty = ValueType::number(self.is_whole(id));
                            let entry = numbers
                                .entry(subject)
                                .or_insert_with(|| (range.clone(), ty, BTreeSet::new()));
                            entry.2.insert(number.clone());
                            parts.fixed.insert(at, written.1.clone());
                            parts.inner.push(id);
                        }
                        (Possible::Values(_), (at, Possible::Values(_))) => {
                            parts.may_be(subject, values);
                            parts.fixed.insert(at, written.1.clone());
                            parts.inner.push(id);
                        }
                        _ => parts.opaque(id, values, asks),
                    }
                }
                _ => parts.opaque(id, values, asks),
            }
        }
        for (subject, (range, ty, written)) in numbers {
            let samples = samples::numbers(&range, &ty, written);
            parts.free.push((subject, samples.into_iter().map(|sample| sample.value).collect()));
        }
        parts.inner.sort_unstable();
        Some(parts)
    }

    /// Does the comparison compare whole numbers?
    fn is_whole(&self, comparison: StepId) -> bool {
        self.about.comparisons.get(&comparison).is_some_and(|compared| {
            [&compared.left.1, &compared.right.1]
                .iter()
                .all(|ty| matches!(ty, ValueType::Number { integer: true, .. }))
        })
    }

    /// For each step whether it asks what is known, itself or below.
    pub fn steps_that_ask_what_is_known(&self) -> Vec<bool> {
        let mut asks: Vec<bool> = Vec::with_capacity(self.program.steps().len());
        for step in self.program.steps() {
            let itself = matches!(step, Step::IsKnown(_) | Step::AnyRecorded(_));
            let below = step.operands().any(|of| asks.get(of.index()).copied().unwrap_or(false));
            asks.push(itself || below);
        }
        asks
    }
}

#[derive(Default)]
struct Parts {
    /// Steps that are computed, in ascending order.
    inner: Vec<StepId>,
    /// Parts of which only one value is possible.
    fixed: HashMap<StepId, Possible>,
    /// Parts that can have several values.
    free: Vec<(StepId, Vec<Possible>)>,
}

impl Parts {
    /// Something that is true or false.
    fn opaque(&mut self, id: StepId, values: &Values, asks: &[bool]) {
        let truth = values.truth(id);
        if truth != Truth::Unknown && !asks.get(id.index()).copied().unwrap_or(false) {
            self.fixed.insert(id, Possible::Truth(truth));
        } else if !self.is_free(id) {
            self.free.push((id, vec![Possible::Truth(Truth::True), Possible::Truth(Truth::False)]));
        }
    }

    /// A value of a choice.
    fn may_be(&mut self, id: StepId, values: &Values) {
        if let Possible::Values(possible) = values.get(id)
            && !self.is_free(id)
        {
            let each = possible.positions().map(|at| Possible::Values(crate::possible::Values::one(at)));
            self.free.push((id, each.collect()));
        }
    }

    fn is_free(&self, id: StepId) -> bool {
        self.free.iter().any(|(free, _)| *free == id)
    }

    /// Every combination of values; `None` when there are too many.
    fn try_all(self, checker: &Checker<'_>, roots: &[StepId], left: &mut usize) -> Option<Tried> {
        let steps = self.inner.len() + roots.len() + self.free.len();
        let tries = self.free.iter().try_fold(steps, |tries, (_, of)| tries.checked_mul(of.len()))?;
        if tries > MAX_BRANCH_TRIES.min(*left) {
            return None;
        }
        *left -= tries;
        let mut tried = Tried { open: false, reached: vec![false; roots.len()] };
        let mut at = vec![0_usize; self.free.len()];
        let mut known = self.fixed;
        loop {
            for ((id, of), at) in self.free.iter().zip(&at) {
                known.insert(*id, of.get(*at)?.clone());
            }
            for id in &self.inner {
                let value = samples::truth(checker.program.step(*id)?, &|id| known.get(&id).cloned());
                let value = Possible::Truth(value);
                known.insert(*id, value);
            }
            let holds = |root: &StepId| known.get(root).map(Possible::truth) == Some(Truth::True);
            match roots.iter().position(holds).and_then(|first| tried.reached.get_mut(first)) {
                Some(reached) => *reached = true,
                None => tried.open = true,
            }
            // The next combination, as a clock counts.
            let mut wheels = at.iter_mut().zip(&self.free);
            if !wheels.any(|(at, (_, of))| {
                *at = if *at + 1 < of.len() { *at + 1 } else { 0 };
                *at > 0
            }) {
                return Some(tried);
            }
        }
    }
}
