//! What would settle a condition that a date leaves open because it is known only to the year or the month.

use crate::eval::{Trial, Values};
use crate::ir::{Program, SlotId, Step, StepId};
use crate::limits::MAX_STEPS_RETRIED;
use crate::possible::{Possible, Truth};
use crate::time::{Dates, PartialDate, Precision};

/// What would settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settles {
    /// The month, whichever it is.
    Month,
    /// The month, unless it is one of these: then the day.
    MonthUnless(Vec<PartialDate>),
    /// Only the day.
    Day,
}

impl std::fmt::Display for Settles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Settles::Month => f.write_str("a month would settle it"),
            Settles::MonthUnless(months) => {
                let months: Vec<_> = months.iter().map(ToString::to_string).collect();
                write!(f, "a month would settle it, unless it is {}: then the day would", months.join(" or "))
            }
            Settles::Day => f.write_str("the day would settle it"),
        }
    }
}

/// A comparison that is open, with all it reads.
#[derive(Debug)]
pub struct OpenComparison {
    id: StepId,
    /// It and the steps below it, in ascending order.
    below: Vec<StepId>,
    reads: Vec<SlotId>,
}

/// The comparisons below `root` that are unknown, followed through what is unknown only.
#[must_use]
pub fn open_comparisons(program: &Program, values: &Values, root: StepId) -> Vec<OpenComparison> {
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) || values.get(id).is_known() {
            continue;
        }
        match program.step(id) {
            Some(Step::Compare(..)) => {
                let mut below = Vec::new();
                program.walk_ids(id, |step| below.push(step));
                below.sort_unstable();
                found.push(OpenComparison { id, below, reads: program.slots_below(id) });
            }
            Some(step) => open.extend(step.operands()),
            None => {}
        }
    }
    found
}

/// Which missing digit of a partial date would decide the comparisons that it leaves open, or the condition at
/// `root` altogether; `None` when no finer date would. Nothing else is taken to change.
#[must_use]
pub fn settled_by(
    program: &Program,
    values: &Values,
    (root, open): (StepId, &[OpenComparison]),
    (slot, date): (SlotId, PartialDate),
    as_of: &Dates,
) -> Option<Settles> {
    let open: Vec<_> = open.iter().filter(|comparison| comparison.reads.contains(&slot)).collect();
    if open.is_empty() {
        return None;
    }
    let below_root = std::cell::OnceCell::new();
    let settles = |date: PartialDate| {
        let fact = Possible::Dates(Dates::from(date));
        let decided = |comparison: &&OpenComparison| {
            let trial = Trial::new(program, values, &comparison.below, (slot, &fact), as_of);
            trial.truth(comparison.id) != Truth::Unknown
        };
        if open.iter().all(decided) {
            return true;
        }
        // One of them may decide the whole, whatever the others say.
        let steps = below_root.get_or_init(|| {
            let mut steps = Vec::new();
            program.walk_ids(root, |step| steps.push(step));
            steps.sort_unstable();
            steps
        });
        steps.len() <= MAX_STEPS_RETRIED
            && Trial::new(program, values, steps, (slot, &fact), as_of).truth(root) != Truth::Unknown
    };
    let by_day = |date: PartialDate| date.refinements().all(settles);
    match date.precision() {
        Precision::Day => None,
        Precision::Month => by_day(date).then_some(Settles::Day),
        Precision::Year => {
            let left: Vec<_> = date.refinements().filter(|month| !settles(*month)).collect();
            if left.is_empty() {
                return Some(Settles::Month);
            }
            if !left.iter().all(|month| by_day(*month)) {
                return None;
            }
            // A list of most months says less than "the day".
            Some(if left.len() > 3 { Settles::Day } else { Settles::MonthUnless(left) })
        }
    }
}
