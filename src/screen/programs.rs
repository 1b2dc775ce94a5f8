//! What values that were already read say of the parts of their fact, where that takes a program: how long ago a day is,
//! what is assumed of a fact that is not recorded. What days and truths say is kept, as both repeat.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use jiff::civil::Date;

use super::plan::FactPlan;
use super::truths::{Bits, bits};
use crate::eval::evaluate;
use crate::ir::SlotId;
use crate::limits::MAX_TEXTS_KEPT;
use crate::possible::{Possible, Truth};
use crate::record::Entry;
use crate::time::Dates;

/// What each part says.
type Parts = Box<[Bits]>;

/// What values of each fact say.
#[derive(Debug)]
pub struct Programs {
    facts: Vec<HashMap<u32, Parts, RandomState>>,
}

impl Programs {
    /// So many facts, of which nothing is kept.
    pub fn new(facts: usize) -> Self {
        Self { facts: vec![HashMap::default(); facts] }
    }

    /// Another date of decisions begins.
    pub fn begin(&mut self, facts: &[FactPlan]) {
        let dated = self.facts.iter_mut().zip(facts).filter(|(_, plan)| plan.is_dated);
        dated.for_each(|(kept, _)| kept.clear());
    }

    /// What a value says of a part of its fact: the fact's place among those that are read, and the part's own.
    pub fn says(&mut self, facts: &[FactPlan], (fact, part): (u32, u32), entry: &Entry, date: Date) -> Bits {
        let (fact, part) = (fact as usize, part as usize);
        let (Some(plan), Some(kept)) = (facts.get(fact), self.facts.get_mut(fact)) else { return 0 };
        if let Some(test) = plan.tests.get(part) {
            return test.says(&entry.value);
        }
        let Some(key) = key(entry) else {
            return said(plan, entry, date).get(part).copied().unwrap_or_default();
        };
        if kept.len() >= MAX_TEXTS_KEPT {
            kept.clear();
        }
        let parts = kept.entry(key).or_insert_with(|| said(plan, entry, date));
        parts.get(part).copied().unwrap_or_default()
    }
}

/// A number that no two values share of those that are kept: days, truths, and dates of which nothing is known.
#[inline]
fn key(entry: &Entry) -> Option<u32> {
    let absence = entry.absence.map_or(0, |absence| absence as u32 + 1);
    match &entry.value {
        Possible::Dates(dates) => match dates.only() {
            // Of which the least is larger than the others.
            Some(day) => Some((u32::from(day.year().unsigned_abs()) + 1) << 9 | in_year(day)),
            None => (*dates == Dates::everything(dates.may_be_never()))
                .then_some(1 << 6 | u32::from(dates.may_be_never()) << 4 | absence),
        },
        Possible::Truth(truth) => Some(
            match truth {
                Truth::True => 1 << 4,
                Truth::False => 2 << 4,
                Truth::Unknown => 3 << 4,
            } | absence,
        ),
        _ => None,
    }
}

fn in_year(day: Date) -> u32 {
    u32::from(day.month().unsigned_abs()) << 5 | u32::from(day.day().unsigned_abs())
}

#[cold]
fn said(plan: &FactPlan, entry: &Entry, date: Date) -> Parts {
    let absence = |_: SlotId| entry.absence;
    let values = evaluate(&plan.program, std::slice::from_ref(&entry.value), &absence, &Dates::day(date));
    plan.parts.iter().map(|part| bits(values.truth(*part))).collect()
}
