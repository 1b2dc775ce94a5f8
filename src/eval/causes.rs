//! What an unknown came from.

use super::{Read, Values, list};
use crate::absence::Absence;
use crate::ir::{Operator, Program, SlotId, Step, StepId};
use crate::possible::Possible;
use crate::quantity::{Fault, Number};
use crate::time::Dates;

/// One thing an unknown came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A fact that is not known.
    Fact(SlotId),
    /// A computation on known values that failed.
    Computation(StepId, Absence),
}

/// What the unknown value of `root` came from, in the order written; nothing when it is known.
///
/// Only what matters is followed: an operand that is known, or that is part of a condition already decided,
/// is no cause.
#[must_use]
pub fn causes(program: &Program, values: &Values, root: StepId) -> Vec<Cause> {
    let mut found = indexmap::IndexSet::new();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if values.get(id).is_known() || !seen.insert(id) {
            continue;
        }
        let Some(step) = program.step(id) else { continue };
        if let Step::Slot(slot) = step {
            found.insert(Cause::Fact(*slot));
            continue;
        }
        if let Step::Constant(_) = step {
            // `@2025` where one day is asked about.
            found.insert(Cause::Computation(id, Absence::Imprecise));
            continue;
        }
        // Divided by zero there is no result, whatever is divided.
        if let Step::Arithmetic { operator: Operator::Divide, right, .. } = step
            && matches!(values.get(*right), Possible::Number(divisor) if divisor.as_point() == Some(&Number::ZERO))
        {
            found.insert(Cause::Computation(id, Absence::DivideByZero));
            continue;
        }
        let (step, field) = through_member(step, &|id| program.step(id));
        let below = waits_for((step, field), values, &values.as_of);
        // A list of which all is known may still not answer: it has no entry in the window, or two on one day.
        if below.is_empty() {
            let lists = step.lists().filter_map(|list| match program.step(list) {
                Some(Step::Slot(slot)) => Some(Cause::Fact(*slot)),
                _ => None,
            });
            found.extend(lists);
        }
        if below.is_empty()
            && let Some(fault) = values.get(id).fault()
        {
            found.insert(Cause::Computation(id, absence(fault)));
        }
        open.extend(below.into_iter().rev());
    }
    found.into_iter().collect()
}

/// A step; of a field of one entry of a list the question that finds the entry, and the field.
pub(super) fn through_member<'p>(
    step: &'p Step,
    steps: &dyn Fn(StepId) -> Option<&'p Step>,
) -> (&'p Step, Option<u32>) {
    match step {
        Step::Member(of, field) => match steps(*of) {
            Some(question @ Step::Each { .. }) => (question, Some(*field)),
            _ => (step, None),
        },
        _ => (step, None),
    }
}

/// The operands that are not known, and that matter, of a step [as it is asked](through_member).
///
/// Of a condition about stretches of days all are taken to matter.
pub(super) fn waits_for(
    (step, field): (&Step, Option<u32>),
    values: &dyn Read,
    as_of: &Dates,
) -> Vec<StepId> {
    let mut operands: Vec<StepId> = match step {
        // The branches that are not taken have no part in it.
        Step::Branch { .. } => asked(step, values),
        _ => step.operands().collect(),
    };
    operands.retain(|operand| !values.get(*operand).is_known());
    if let Step::Each { reads, body, fold } = step
        && let Some(list) = reads.first()
        && !operands.is_empty()
    {
        let open = list::waits_for(values.get(*list), (body, *fold, field), values, as_of);
        operands.retain(|operand| (open.list && operand == list) || open.outside.contains(operand));
    }
    operands
}

/// The conditions of a branch that were asked, and the values that it still could have.
pub(crate) fn asked(step: &Step, values: &dyn Read) -> Vec<StepId> {
    let possible = step.possible_arms(|condition| values.truth_of(condition));
    let last = possible.last().copied().unwrap_or_default();
    let arms: Vec<_> = step.arms().take(last + 1).collect();
    let known =
        |at: usize| arms.get(at).map(|(_, value)| values.get(*value)).filter(|value| value.is_known());
    // Where all that could still follow is the same, it makes no difference which of the last ones it is.
    let same = possible.iter().rev().take_while(|at| known(last).is_some() && known(**at) == known(last));
    let from = same.last().copied().unwrap_or(last);
    let of_arm = |(at, (condition, value)): (usize, &(Option<StepId>, StepId))| {
        let condition = condition.filter(|_| at < from || at == last);
        [condition, Some(*value).filter(|_| possible.contains(&at))]
    };
    arms.iter().enumerate().flat_map(of_arm).flatten().collect()
}

fn absence(fault: Fault) -> Absence {
    match fault {
        Fault::Overflow => Absence::Overflow,
        Fault::DivideByZero => Absence::DivideByZero,
    }
}
