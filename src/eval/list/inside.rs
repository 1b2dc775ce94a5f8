//! The steps of a body: what they read are the fields of an entry, or the answers of a stretch of days, and steps outside.

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
}
