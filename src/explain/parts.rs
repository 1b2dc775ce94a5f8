//! The parts of a condition: what it is made of, down to the comparisons and facts it asks.

use std::collections::HashSet;

use crate::ir::{Fold, Program, Step, StepId};

/// A part of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The step that computes it.
    pub step: StepId,
    /// How many parts it stands in.
    pub depth: usize,
    /// It is made of the parts behind it that stand deeper; else it asks something itself.
    pub is_compound: bool,
}

/// A condition and its parts, each before those it is made of, in the order written; at most `most` of them.
///
/// Without recursion: definitions that name definitions nest as deep as their author likes.
#[must_use]
pub fn parts(program: &Program, root: StepId, most: usize) -> Vec<Part> {
    let mut found = Vec::new();
    let mut open = vec![(root, 0)];
    while let Some((step, depth)) = open.pop() {
        if found.len() >= most {
            break;
        }
        let below = parts_of(program, step);
        found.push(Part { step, depth, is_compound: !below.is_empty() });
        open.extend(below.into_iter().rev().map(|part| (part, depth + 1)));
    }
    found
}

/// The conditions that a condition is directly made of; none of one that asks something itself.
#[must_use]
pub fn parts_of(program: &Program, step: StepId) -> Vec<StepId> {
    match program.step(step) {
        Some(Step::All(of)) => of.iter().map(|part| exception(program, step, *part)).collect(),
        Some(Step::Any(of) | Step::AnyRecorded(of) | Step::Count { of, .. }) => of.to_vec(),
        Some(Step::Settled { of, .. }) => vec![*of],
        // `not in`, `is not`, `>=`: the words of the condition say it, and it is no part of its own.
        Some(Step::Not(of)) if program.place(*of) == program.place(step) => parts_of(program, *of),
        Some(Step::Not(of)) => vec![*of],
        Some(branch @ Step::Branch { .. }) => {
            branch.arms().flat_map(|(condition, value)| condition.into_iter().chain([value])).collect()
        }
        _ => Vec::new(),
    }
}

/// Of `exclude A unless B`, which is `A and not B`, the part that is written is B.
fn exception(program: &Program, whole: StepId, part: StepId) -> StepId {
    match program.step(part) {
        Some(Step::Not(of)) if program.place(part) == program.place(whole) => *of,
        _ => part,
    }
}

/// Every condition below these steps, each once: the parts of the conditions themselves, and the conditions by which
/// a value below them is chosen (of an `if`, a table, the items of a score), with their parts. In the order in which
/// they are computed.
#[must_use]
pub fn conditions(program: &Program, roots: &[StepId]) -> Vec<StepId> {
    let mut found = HashSet::new();
    // Steps below which conditions are looked for; true of those that are conditions.
    let mut open: Vec<(StepId, bool)> = roots.iter().map(|root| (*root, true)).collect();
    let mut seen = HashSet::new();
    while let Some((id, is_condition)) = open.pop() {
        if !seen.insert((id, is_condition)) {
            continue;
        }
        let Some(step) = program.step(id) else { continue };
        if is_condition || is_boolean(step) {
            found.insert(id);
            let parts = parts_of(program, id);
            open.extend(parts.iter().map(|part| (*part, true)));
            if !parts.is_empty() {
                continue;
            }
        }
        let conditions: HashSet<StepId> = step.arms().filter_map(|(condition, _)| condition).collect();
        open.extend(step.operands().map(|operand| (operand, conditions.contains(&operand))));
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// Does a step of this kind always compute a condition?
pub(crate) fn is_boolean(step: &Step) -> bool {
    match step {
        Step::All(_)
        | Step::Any(_)
        | Step::Not(_)
        | Step::Count { .. }
        | Step::Compare(..)
        | Step::OneOf(..)
        | Step::InSet(..)
        | Step::IsNever(_)
        | Step::HasAny(..)
        | Step::IsKnown(_)
        | Step::AnyRecorded(_)
        | Step::Windows { .. } => true,
        Step::Each { fold, .. } => matches!(fold, Fold::Some | Fold::Every),
        _ => false,
    }
}
