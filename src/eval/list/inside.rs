//! The steps of a body: what they read are the fields of an entry, or the answers of a stretch of days, and steps outside.

use std::collections::HashSet;

use super::WaitsFor;
use crate::eval::causes::{through_member, waits_for};
use crate::eval::{Read, value};
use crate::ir::{Step, StepId};
use crate::possible::{Possible, Truth};
use crate::time::Dates;

/// The steps of a body, computed.
pub struct Inside<'o> {
    steps: Vec<Possible>,
    fields: &'o [Possible],
    /// The fields that follow: those of the entry before.
    more: &'o [Possible],
    outside: &'o dyn Read,
    /// How often the body is computed, for all entries of the lists outside together.
    asked: usize,
}

impl<'o> Inside<'o> {
    /// Computes the steps one after the other; `asked` is how often this is done in all.
    pub fn computed(
        steps: &[Step],
        (fields, more): (&'o [Possible], &'o [Possible]),
        (outside, asked): (&'o dyn Read, usize),
        as_of: &Dates,
    ) -> Self {
        let mut inside = Self { steps: Vec::with_capacity(steps.len()), fields, more, outside, asked };
        for step in steps {
            let computed = value(step, &inside, &|_| None, as_of);
            inside.steps.push(computed);
        }
        inside
    }
}

impl Inside<'_> {
    /// Adds what these steps wait for: fields of the entry, and steps outside.
    pub(super) fn waits_for(
        &self,
        steps: &[Step],
        roots: impl Iterator<Item = StepId>,
        as_of: &Dates,
        found: &mut WaitsFor,
    ) {
        let mut seen = HashSet::new();
        let mut open: Vec<_> = roots.collect();
        while let Some(id) = open.pop() {
            if self.get(id).is_known() || !seen.insert(id) {
                continue;
            }
            match steps.get(id.index()) {
                Some(Step::Outer(outer)) => {
                    found.outside.insert(*outer);
                }
                Some(Step::Field(_)) => found.list = true,
                Some(step) => {
                    let asked = through_member(step, &|id| steps.get(id.index()));
                    open.extend(waits_for(asked, self, as_of));
                }
                None => {}
            }
        }
    }
}

impl Read for Inside<'_> {
    fn get(&self, id: StepId) -> &Possible {
        const ANYTHING: &Possible = &Possible::Truth(Truth::Unknown);
        self.steps.get(id.index()).unwrap_or(ANYTHING)
    }

    fn field(&self, at: u32) -> Option<&Possible> {
        let at = at as usize;
        self.fields.get(at).or_else(|| self.more.get(at.checked_sub(self.fields.len())?))
    }

    fn outer(&self, id: StepId) -> Option<&Possible> {
        Some(self.outside.get(id))
    }

    fn asked(&self) -> usize {
        self.asked
    }

    fn is_unseen(&self) -> bool {
        self.outside.is_unseen()
    }
}

/// What stands outside of an entry that is not recorded.
pub struct Unseen<'o>(pub &'o dyn Read);

impl Read for Unseen<'_> {
    fn get(&self, id: StepId) -> &Possible {
        self.0.get(id)
    }

    fn asked(&self) -> usize {
        self.0.asked()
    }

    fn is_unseen(&self) -> bool {
        true
    }
}
