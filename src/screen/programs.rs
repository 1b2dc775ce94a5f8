//! What values that were already read say of the parts of their fact, where that takes the program: a range of numbers, how
//! long ago a day is, what is assumed of a fact that is not recorded. What slots tell is kept, as they repeat.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use jiff::civil::Date;

use super::plan::FactPlan;
use super::truths::{Bits, bits};
use crate::eval::evaluate;
use crate::ir::SlotId;
use crate::limits::MAX_TEXTS_KEPT;
use crate::possible::Possible;
use crate::record::{Entry, Slot, Tag};
use crate::time::Dates;

/// What each part says.
type Parts = Box<[Bits]>;

/// A value, where it takes few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Slot(Slot),
    /// A number that is too fine for a slot: numerator and denominator.
    Fraction(i64, i64),
}

/// What values of each fact say.
#[derive(Debug)]
pub struct Programs {
    facts: Vec<HashMap<Key, Parts, RandomState>>,
    /// The date of the decision that what is kept belongs to.
    on: Option<Date>,
}

impl Programs {
    /// So many facts, of which nothing is kept.
    pub fn new(facts: usize) -> Self {
        Self { facts: vec![HashMap::default(); facts], on: None }
    }

    /// The date of the decision that follows.
    #[inline]
    pub fn begin(&mut self, facts: &[FactPlan], date: Date) {
        if self.on.replace(date) != Some(date) {
            let dated = self.facts.iter_mut().zip(facts).filter(|(_, plan)| plan.is_dated);
            dated.for_each(|(kept, _)| kept.clear());
        }
    }

    /// What a value says of a part of its fact: the fact's place among those that are read, and the part's own.
    pub fn says(
        &mut self,
        facts: &[FactPlan],
        (fact, part): (usize, usize),
        (slot, entry): (Slot, &Entry),
        date: Date,
    ) -> Bits {
        let (Some(plan), Some(kept)) = (facts.get(fact), self.facts.get_mut(fact)) else { return 0 };
        if kept.len() >= MAX_TEXTS_KEPT {
            kept.clear();
        }
        let evaluated;
        let parts = match Key::of(slot, entry) {
            Some(key) => kept.entry(key).or_insert_with(|| said(plan, entry, date)),
            None => {
                evaluated = said(plan, entry, date);
                &evaluated
            }
        };
        parts.get(part).copied().unwrap_or_default()
    }
}

impl Key {
    fn of(slot: Slot, entry: &Entry) -> Option<Self> {
        match &entry.value {
            _ if !slot.is(Tag::Other) => Some(Key::Slot(slot)),
            Possible::Number(number) => number.as_small_point().map(|(own, of)| Key::Fraction(own, of)),
            _ => None,
        }
    }
}

#[cold]
fn said(plan: &FactPlan, entry: &Entry, date: Date) -> Parts {
    let absence = |_: SlotId| entry.absence;
    let values = evaluate(&plan.program, std::slice::from_ref(&entry.value), &absence, &Dates::day(date));
    plan.parts.iter().map(|part| bits(values.truth(*part))).collect()
}
