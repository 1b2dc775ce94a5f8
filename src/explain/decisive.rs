//! Which values decided a condition.

use crate::eval::Values;
use crate::eval::asked;
use crate::ir::{Program, SlotId, Step, StepId};
use crate::possible::Truth;

/// A fact as a condition reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The fact.
    pub slot: SlotId,
    /// The step that stands for it with what is assumed of it, where the record is silent.
    pub assumed: Option<StepId>,
}

/// What a condition rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The facts, in the order written.
    pub readings: indexmap::IndexSet<Reading>,
    /// The conditions that count as something because the facts they wait for are not recorded.
    pub settled: indexmap::IndexSet<StepId>,
}

/// What made `root` what it is.
///
/// Of a conjunction that is false these are the facts of its false parts, of a disjunction that is true those
/// of its true parts: each such part decides alone. Of an unknown condition they are the facts of its unknown
/// parts. Everything else rests on all its parts.
#[must_use]
pub fn decisive(program: &Program, values: &Values, root: StepId) -> Grounds {
    // What is decided whichever branch is taken does not rest on an open condition, unless on nothing else.
    let found = followed(program, values, root, values.truth(root) == Truth::Unknown);
    if found.readings.is_empty() { followed(program, values, root, true) } else { found }
}

/// Every fact below `root`, as it is read there, without going below a step that `beyond` names.
#[must_use]
pub fn readings(
    program: &Program,
    values: &Values,
    root: StepId,
    beyond: &dyn Fn(&Step) -> bool,
) -> indexmap::IndexSet<Reading> {
    let mut found = indexmap::IndexSet::new();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match program.step(id) {
            Some(Step::Slot(slot)) => {
                found.insert(Reading { slot: *slot, assumed: None });
            }
            Some(Step::Assumed { slot, .. }) if values.is_filled(id) => {
                found.insert(Reading { slot: *slot, assumed: Some(id) });
            }
            Some(step) if !beyond(step) => {
                let below: Vec<_> = step.operands().collect();
                open.extend(below.into_iter().rev());
            }
            _ => {}
        }
    }
    found
}

fn followed(program: &Program, values: &Values, root: StepId, open_branches: bool) -> Grounds {
    let mut found = Grounds::default();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![(root, open_branches)];
    while let Some((id, open_branches)) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(step) = program.step(id) else { continue };
        match step {
            Step::Slot(slot) => {
                found.readings.insert(Reading { slot: *slot, assumed: None });
                continue;
            }
            Step::Assumed { slot, .. } if values.is_filled(id) => {
                found.readings.insert(Reading { slot: *slot, assumed: Some(id) });
                continue;
            }
            Step::Settled { of, .. } if values.is_filled(id) => {
                found.settled.insert(id);
                open.push((*of, true));
                continue;
            }
            Step::Branch { .. } => {
                let possible = step.possible_arms(|condition| values.truth(condition));
                // What is decided whichever branch is taken does not rest on which it is.
                let rests_on =
                    |id: &StepId| open_branches || possible.len() == 1 || values.truth(*id) != Truth::Unknown;
                let asked = asked(step, values).into_iter().filter(rests_on).rev();
                open.extend(asked.map(|step| (step, open_branches)));
                continue;
            }
            _ => {}
        }
        let truth = values.truth(id);
        let only = match step {
            Step::All(_) if truth != Truth::True => Some(truth),
            Step::Any(_) if truth != Truth::False => Some(truth),
            Step::Count { .. } if truth == Truth::Unknown => Some(truth),
            // Enough true parts decide `at least`, too few that are not false refuse it.
            Step::Count { at_most: u32::MAX, .. } => Some(truth),
            _ => None,
        };
        let below: Vec<_> = step
            .operands()
            .filter(|operand| only.is_none_or(|only| values.truth(*operand) == only))
            .map(|operand| (operand, open_branches))
            .collect();
        open.extend(below.into_iter().rev());
    }
    found
}
