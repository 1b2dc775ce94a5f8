//! Where the steps of a body are written.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use super::{Program, StepId};
use crate::source::Span;

/// Where the steps of a body are written, and where the parts of its conditions are.
///
/// No part of what is computed: two bodies that compute the same are the same, wherever they are written. So any two
/// of these are equal.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Of each step, in their order.
    pub of_steps: Box<[Span]>,
    /// Of the operands of a condition, where each is named: see [`About::named`](crate::about::About::named).
    pub named: HashMap<StepId, Box<[Span]>>,
}

impl Places {
    /// Where a step is written.
    #[must_use]
    pub fn of(&self, step: StepId) -> Span {
        self.of_steps.get(step.index()).copied().unwrap_or_default()
    }

    /// The same for a body with so many more steps before its own, which are written nowhere.
    #[must_use]
    pub fn moved(&self, by: usize) -> Self {
        let new = std::iter::repeat_n(Span::default(), by);
        let named = self.named.iter().map(|(id, spans)| (Program::id(id.index() + by), spans.clone()));
        Self { of_steps: new.chain(self.of_steps.iter().copied()).collect(), named: named.collect() }
    }
}

impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl Hash for Places {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
