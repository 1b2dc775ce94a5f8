//! What was asked on the way to a value.

use super::causes::asked;
use crate::eval::Values;
use crate::ir::{Program, Step, StepId};

/// The steps below `roots`, each once, operands from left to right; without what stands in branches that are not
/// taken.
#[must_use]
pub fn taken_below(program: &Program, values: &Values, roots: &[StepId]) -> Vec<StepId> {
    let mut found = indexmap::IndexSet::new();
    let mut open: Vec<StepId> = roots.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let below: Vec<StepId> = match program.step(id) {
            Some(step @ Step::Branch { .. }) => asked(step, values),
            Some(step) => step.operands().collect(),
            None => Vec::new(),
        };
        open.extend(below.into_iter().rev());
    }
    found.into_iter().collect()
}
