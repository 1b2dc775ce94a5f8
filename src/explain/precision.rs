//! What would settle a condition that a date leaves open because it is known only to the year or the month.

use crate::eval::Values;
use crate::ir::{Program, SlotId, Step, StepId};
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

/// Which missing digit of a partial date would decide the comparisons that it leaves open below `root`; `None`
/// when no finer date would, or the fact is no partial date. Nothing else is taken to change.
#[must_use]
pub fn settled_by(
    program: &Program,
    values: &Values,
    root: StepId,
    slot: SlotId,
    date: PartialDate,
    as_of: &Dates,
) -> Option<Settles> {
    let open = open_comparisons(program, values, root, slot);
    if open.is_empty() {
        return None;
    }
    // All that lies below them, in the order of evaluation.
    let mut below = std::collections::BTreeSet::new();
    for step in &open {
        program.walk_ids(*step, |id| {
            below.insert(id);
        });
    }
    let mut trial = values.clone();
    let mut settles = |date: PartialDate| {
        let known = |slot_asked: SlotId| (slot_asked == slot).then(|| Possible::Dates(Dates::from(date)));
        trial.recompute(program, below.iter().copied(), &known, as_of);
        open.iter().all(|step| trial.truth(*step) != Truth::Unknown)
    };
    let finer: Vec<_> = date.refinements().collect();
    let by_day =
        |date: PartialDate, settles: &mut dyn FnMut(PartialDate) -> bool| date.refinements().all(settles);
    match date.precision() {
        Precision::Day => None,
        Precision::Month => by_day(date, &mut settles).then_some(Settles::Day),
        Precision::Year => {
            let open: Vec<_> = finer.iter().copied().filter(|month| !settles(*month)).collect();
            if open.is_empty() {
                return Some(Settles::Month);
            }
            if !open.iter().all(|month| by_day(*month, &mut settles)) {
                return None;
            }
            // A list of most months says less than "the day".
            Some(if open.len() > 3 { Settles::Day } else { Settles::MonthUnless(open) })
        }
    }
}

/// The comparisons below `root` that are unknown and read the fact, followed through what is unknown only.
fn open_comparisons(program: &Program, values: &Values, root: StepId, slot: SlotId) -> Vec<StepId> {
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) || values.get(id).is_known() {
            continue;
        }
        match program.step(id) {
            Some(Step::Compare(..)) if program.slots_below(id).contains(&slot) => found.push(id),
            Some(step) => open.extend(step.operands()),
            None => {}
        }
    }
    found
}
