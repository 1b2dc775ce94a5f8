//! Which facts keep a value what it is, whatever becomes of all others.
//!
//! Two demands are followed from a step to what it reads. *Held*: nothing else becomes possible of it than what is.
//! *Open*: all that is possible of it stays possible. What the record does not say is possible anyhow, so that only
//! what asks whether something is recorded can break the second one; of everything else no fact is needed for it.

use std::collections::HashSet;

use super::decisive::{Grounds, Reading};
use crate::absence::Absence;
use crate::eval::{Cause, Values, asked, causes};
use crate::ir::{Operator, Program, Relation, SlotId, Step, StepId};
use crate::possible::{Possible, Truth};

/// What has to stay so of a value while facts are left out of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stays {
    /// Nothing else becomes possible.
    Held,
    /// Of a number: nothing lower becomes possible.
    NoLower,
    /// Of a number: nothing higher becomes possible.
    NoHigher,
    /// All that is possible stays possible.
    Open,
}

impl Stays {
    fn contrary(self) -> Self {
        match self {
            Stays::NoLower => Stays::NoHigher,
            Stays::NoHigher => Stays::NoLower,
            other => other,
        }
    }
}

/// A decision as its facts are looked at.
pub struct Resting<'d> {
    program: &'d Program,
    values: &'d Values,
    /// Why a fact is not known.
    absence: &'d dyn Fn(SlotId) -> Option<Absence>,
    /// Of each step: does it, or anything below it, ask what is recorded rather than what is so?
    asks_record: Vec<bool>,
    /// Of each step: may a computation fail in it, or below it?
    may_fail: Vec<bool>,
}

impl<'d> Resting<'d> {
    /// A program with the values of all its steps.
    #[must_use]
    pub fn new(
        program: &'d Program,
        values: &'d Values,
        absence: &'d dyn Fn(SlotId) -> Option<Absence>,
    ) -> Self {
        let mut asks_record: Vec<bool> = Vec::with_capacity(program.steps().len());
        let mut may_fail: Vec<bool> = Vec::with_capacity(program.steps().len());
        for step in program.steps() {
            let fails = match step {
                Step::Arithmetic { operator, may_overflow, .. } => {
                    *may_overflow || *operator == Operator::Divide
                }
                Step::Each { .. } | Step::Windows { .. } => true,
                _ => false,
            };
            let below = step.operands().any(|of| may_fail.get(of.index()).copied().unwrap_or(true));
            may_fail.push(fails || below);
            let below = step.operands().any(|of| asks_record.get(of.index()).copied().unwrap_or(true));
            asks_record.push(below || asks(step));
        }
        Self { program, values, absence, asks_record, may_fail }
    }

    /// The facts that keep these values so. Left alone in the record, they leave the values what they are.
    #[must_use]
    pub fn of(&self, roots: &[(StepId, Stays)]) -> Grounds {
        let mut found = Grounds::default();
        let mut seen = HashSet::new();
        let mut open: Vec<(StepId, Stays)> = roots.iter().rev().copied().collect();
        while let Some((id, stays)) = open.pop() {
            if stays == Stays::Open && !self.asks_record.get(id.index()).copied().unwrap_or(true) {
                continue;
            }
            if !seen.insert((id, stays)) {
                continue;
            }
            let below = self.needs(id, stays, &mut found);
            open.extend(below.into_iter().rev());
        }
        found
    }

    /// What has to stay so of the operands of a step, and the facts that have to stay themselves.
    pub(crate) fn needs(&self, id: StepId, stays: Stays, found: &mut Grounds) -> Vec<(StepId, Stays)> {
        let mut below = Vec::new();
        match stays {
            Stays::Open => self.open(id, found, &mut below),
            _ => self.held(id, stays, found, &mut below),
        }
        below
    }

    /// What is read of a fact says nothing: it could be anything, and nobody said why.
    fn is_silent(&self, slot: SlotId) -> bool {
        (self.absence)(slot) == Some(Absence::NotRecorded)
    }

    fn held(&self, id: StepId, stays: Stays, found: &mut Grounds, below: &mut Vec<(StepId, Stays)>) {
        let Some(step) = self.program.step(id) else { return };
        let truth = self.values.truth(id);
        match step {
            Step::Slot(slot) => {
                if !self.is_silent(*slot) {
                    found.readings.insert(Reading { slot: *slot, assumed: None });
                }
            }
            Step::Assumed { slot, .. } if self.values.is_filled(id) => {
                found.readings.insert(Reading { slot: *slot, assumed: Some(id) });
            }
            Step::Settled { of, .. } if self.values.is_filled(id) => {
                found.settled.insert(id);
                self.waits_for(*of, found);
                below.push((*of, Stays::Open));
                below.extend(self.closed(*of).into_iter().map(|part| (part, Stays::Held)));
            }
            Step::IsKnown(of) if truth == Truth::False => {
                self.waits_for(*of, found);
                below.push((*of, Stays::Open));
            }
            Step::AnyRecorded(of) if truth == Truth::False => {
                for part in of {
                    match self.values.truth(*part) {
                        Truth::Unknown => {
                            self.waits_for(*part, found);
                            below.push((*part, Stays::Open));
                        }
                        _ => below.push((*part, Stays::Held)),
                    }
                }
            }
            _ if is_open_condition(self.values.get(id)) => {}
            Step::Each { reads, .. } | Step::Windows { reads, .. } => {
                below.extend(reads.iter().map(|of| (*of, Stays::Held)));
                if asks(step) {
                    below.extend(reads.iter().map(|of| (*of, Stays::Open)));
                }
            }
            Step::Compare(relation, left, right) => {
                let (one, other) = self.compared(*relation, truth, *left, *right);
                below.extend([(*left, one), (*right, other)]);
            }
            Step::Arithmetic { operator: Operator::Add, left, right, may_overflow: false } => {
                below.extend([(*left, stays), (*right, stays)]);
            }
            Step::Arithmetic { operator: Operator::Subtract, left, right, may_overflow: false } => {
                below.extend([(*left, stays), (*right, stays.contrary())]);
            }
            Step::Round(of) => below.push((*of, stays)),
            Step::Assumed { of, .. } | Step::Settled { of, .. } | Step::Told(of) => below.push((*of, stays)),
            Step::Branch { .. } => self.arms(step, id, stays, below),
            Step::Extreme { of, greatest } => self.extreme(of, *greatest, (id, stays), below),
            _ => below.extend(deciding(step, self.values, truth).into_iter().map(|of| (of, Stays::Held))),
        }
    }

    /// What a comparison that is decided needs of its sides: of numbers only that they do not come closer.
    fn compared(&self, relation: Relation, truth: Truth, left: StepId, right: StepId) -> (Stays, Stays) {
        let (Possible::Number(one), Possible::Number(other)) =
            (self.values.get(left), self.values.get(right))
        else {
            return (Stays::Held, Stays::Held);
        };
        let left_is_less = match (relation, truth) {
            (Relation::Equal, Truth::False) if one.less(other) == Some(true) => true,
            (Relation::Equal, Truth::False) if other.less(one) == Some(true) => false,
            (Relation::Equal, _) => return (Stays::Held, Stays::Held),
            (_, truth) => truth == Truth::True,
        };
        if left_is_less { (Stays::NoHigher, Stays::NoLower) } else { (Stays::NoLower, Stays::NoHigher) }
    }

    /// The arms of a branch: those that are possible stay what they are, and another one stays out where it would
    /// make something else possible.
    fn arms(&self, step: &Step, id: StepId, stays: Stays, below: &mut Vec<(StepId, Stays)>) {
        let arms: Vec<_> = step.arms().collect();
        let possible = step.possible_arms(|condition| self.values.truth(condition));
        let last = possible.last().copied().unwrap_or_default();
        let may_come = |value: StepId| !goes_beyond(self.values.get(value), self.values.get(id), stays);
        let later_may_come = arms.iter().skip(last + 1).all(|(_, value)| may_come(*value));
        for (at, (condition, value)) in arms.iter().enumerate() {
            let comes = if at > last { later_may_come } else { possible.contains(&at) || may_come(*value) };
            let stays_out = at < last && !comes;
            // That it is taken keeps out what stands behind it.
            let keeps_out = at == last && !later_may_come;
            if let Some(condition) = condition.filter(|_| stays_out || keeps_out) {
                below.push((condition, Stays::Held));
            }
            if comes {
                below.push((*value, stays));
            }
        }
    }

    fn extreme(
        &self,
        of: &[StepId],
        greatest: bool,
        (id, stays): (StepId, Stays),
        below: &mut Vec<(StepId, Stays)>,
    ) {
        let one_is_enough = stays == if greatest { Stays::NoLower } else { Stays::NoHigher };
        let reaches = |part: &&StepId| !goes_beyond(self.values.get(**part), self.values.get(id), stays);
        match of.iter().find(reaches).filter(|_| one_is_enough) {
            Some(part) => {
                below.push((*part, stays));
                // One that fails leaves nothing known of the whole.
                let may_fail = |other: &&StepId| {
                    *other != part && self.may_fail.get(other.index()).copied().unwrap_or(true)
                };
                below.extend(of.iter().filter(may_fail).map(|other| (*other, Stays::Held)));
            }
            None => below.extend(of.iter().map(|part| (*part, stays))),
        }
    }

    fn open(&self, id: StepId, found: &mut Grounds, below: &mut Vec<(StepId, Stays)>) {
        let Some(step) = self.program.step(id) else { return };
        let truth = self.values.truth(id);
        match step {
            // What is recorded would be filled with something else, were it not.
            Step::Assumed { slot, value, reasons, of } if !self.values.is_filled(id) => {
                let stays = self.values.get(*of).is_within(value);
                if reasons.contains(&Absence::NotRecorded) && !stays {
                    found.readings.insert(Reading { slot: *slot, assumed: None });
                }
            }
            Step::Assumed { .. } => {}
            Step::Settled { of, counts_as } if !self.values.is_filled(id) => match truth {
                Truth::Unknown => {
                    below.push((*of, Stays::Open));
                    self.waits_for(*of, found);
                    self.failures(*of, below);
                }
                known if known == Truth::from(*counts_as) => below.push((*of, Stays::Open)),
                _ => below.push((*of, Stays::Held)),
            },
            Step::IsKnown(of) if truth == Truth::True => below.push((*of, Stays::Held)),
            Step::AnyRecorded(of) if truth == Truth::True => {
                let holds = of.iter().filter(|part| self.values.truth(**part) == Truth::True);
                below.extend(holds.map(|part| (*part, Stays::Held)));
            }
            Step::All(of) if truth == Truth::False && self.can_only_open(of, Truth::False) => {}
            Step::Any(of) if truth == Truth::True && self.can_only_open(of, Truth::True) => {}
            Step::Each { .. } | Step::Windows { .. } if asks(step) => self.everything_below(id, found),
            Step::Branch { .. } => {
                below.extend(asked(step, self.values).into_iter().map(|of| (of, Stays::Open)))
            }
            _ => below.extend(step.operands().map(|of| (of, Stays::Open))),
        }
    }

    /// Is one of these so, and asks nothing that could make it the contrary when facts are left out?
    fn can_only_open(&self, of: &[StepId], truth: Truth) -> bool {
        let asks = |id: &StepId| self.asks_record.get(id.index()).copied().unwrap_or(true);
        of.iter().any(|part| self.values.truth(*part) == truth && !asks(part))
    }

    /// Of a condition that nothing but silence keeps open, the parts that are decided and hide another reason for which
    /// something is not known: were they open, it would count.
    pub(crate) fn closed(&self, of: StepId) -> Vec<StepId> {
        let mut found = indexmap::IndexSet::new();
        let mut seen = HashSet::new();
        let mut open = vec![of];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if !self.values.get(id).is_known() {
                let below: Vec<_> = self.program.step(id).into_iter().flat_map(Step::operands).collect();
                open.extend(below.into_iter().rev());
                continue;
            }
            let hides = |slot: SlotId| (self.absence)(slot).is_some_and(|why| why != Absence::NotRecorded);
            if self.program.slots_below(id).into_iter().any(hides) {
                found.insert(id);
            }
        }
        found.into_iter().collect()
    }

    /// The facts whose absence keeps a condition open.
    fn waits_for(&self, of: StepId, found: &mut Grounds) {
        for cause in causes(self.program, self.values, of) {
            if let Cause::Fact(slot) = cause {
                found.readings.insert(Reading { slot, assumed: None });
            }
        }
    }

    /// Computations that fail because of what they read.
    fn failures(&self, of: StepId, below: &mut Vec<(StepId, Stays)>) {
        for cause in causes(self.program, self.values, of) {
            if let Cause::Computation(step, _) = cause {
                below.push((step, Stays::Held));
            }
        }
    }

    fn everything_below(&self, id: StepId, found: &mut Grounds) {
        for slot in self.program.slots_below(id) {
            if !self.is_silent(slot) {
                found.readings.insert(Reading { slot, assumed: None });
            }
        }
    }
}

/// Is something possible of the one that is beyond all that is possible of the other?
fn goes_beyond(value: &Possible, whole: &Possible, stays: Stays) -> bool {
    match (value, whole, stays) {
        (_, _, Stays::Held | Stays::Open) => !value.is_within(whole),
        (Possible::Number(value), Possible::Number(whole), _) => {
            let hull = whole.hull(value);
            let same =
                if stays == Stays::NoLower { hull.low() == whole.low() } else { hull.high() == whole.high() };
            !same || value.fault().is_some()
        }
        _ => true,
    }
}

/// A condition that is open holds nothing: both are possible.
fn is_open_condition(value: &Possible) -> bool {
    matches!(value, Possible::Truth(Truth::Unknown))
}

/// The operands that make a step what it is: of a conjunction that is false its false parts, each of which is enough;
/// of a count as many as decide; of an `if` or a table the arms that are possible, and why no other one is.
#[must_use]
pub fn deciding(step: &Step, values: &Values, truth: Truth) -> Vec<StepId> {
    let with = |of: &[StepId], wanted: &dyn Fn(Truth) -> bool| {
        of.iter().copied().filter(|part| wanted(values.truth(*part))).collect()
    };
    match step {
        Step::All(of) if truth == Truth::True => of.to_vec(),
        Step::Any(of) if truth == Truth::False => of.to_vec(),
        Step::All(of) | Step::Any(of) | Step::AnyRecorded(of) => with(of, &|part| part == truth),
        Step::Count { of, at_least, at_most } => {
            if truth == Truth::Unknown {
                return with(of, &|part| part == Truth::Unknown);
            }
            let count = |wanted: Truth| {
                let found = of.iter().filter(|part| values.truth(**part) == wanted).count();
                u32::try_from(found).unwrap_or(u32::MAX)
            };
            let (true_ones, all) = (count(Truth::True), u32::try_from(of.len()).unwrap_or(u32::MAX));
            match truth {
                // Too many hold, or too few can.
                Truth::False if true_ones > *at_most => with(of, &|part| part == Truth::True),
                Truth::False => with(of, &|part| part == Truth::False),
                _ => with(of, &|part| match part {
                    Truth::True => *at_least > 0,
                    Truth::False => *at_most < all,
                    Truth::Unknown => false,
                }),
            }
        }
        Step::Branch { .. } => asked(step, values),
        _ => step.operands().collect(),
    }
}

/// Does it ask what is recorded rather than what is so?
fn asks(step: &Step) -> bool {
    let asks = |step: &Step| {
        matches!(step, Step::IsKnown(_) | Step::AnyRecorded(_) | Step::Assumed { .. } | Step::Settled { .. })
    };
    step.whole().any(asks)
}
