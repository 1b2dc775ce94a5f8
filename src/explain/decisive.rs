//! Which values decided a condition.

use super::causes::asked;
use crate::eval::Values;
use crate::ir::{Program, SlotId, Step, StepId};
use crate::possible::Truth;

/// The facts whose values made `root` what it is, in the order written.
///
/// Of a conjunction that is false these are the facts of its false parts, of a disjunction that is true those
/// of its true parts: each such part decides alone. Of an unknown condition they are the facts of its unknown
/// parts. Everything else rests on all its parts.
#[must_use]
pub fn decisive(program: &Program, values: &Values, root: StepId) -> Vec<SlotId> {
    // What is decided whichever branch is taken does not rest on an open condition, unless on nothing else.
    let found = followed(program, values, root, values.truth(root) == Truth::Unknown);
    if found.is_empty() { followed(program, values, root, true) } else { found }
}

fn followed(program: &Program, values: &Values, root: StepId, open_branches: bool) -> Vec<SlotId> {
    let mut found = indexmap::IndexSet::new();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(step) = program.step(id) else { continue };
        if let Step::Slot(slot) = step {
            found.insert(*slot);
            continue;
        }
        if let Step::Branch { .. } = step {
            let possible = step.possible_arms(|condition| values.truth(condition));
            // What is decided whichever branch is taken does not rest on which it is.
            let rests_on =
                |id: &StepId| open_branches || possible.len() == 1 || values.truth(*id) != Truth::Unknown;
            open.extend(asked(step, values).into_iter().filter(rests_on).rev());
            continue;
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
            .collect();
        open.extend(below.into_iter().rev());
    }
    found.into_iter().collect()
}
