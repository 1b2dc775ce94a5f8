//! Bounds on one value that make each other pointless (W0202), or that nothing can meet together (W0201).

use std::ops::Bound;

use indexmap::IndexMap;
use jiff::civil::Date;

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::ir::{Relation, Step, StepId};
use crate::possible::{Interval, Possible};
use crate::quantity::Number;
use crate::source::Span;

/// A comparison of a value with a number that is written out.
struct Limit {
    of: StepId,
    number: Number,
    /// The value must be below (or at) the number.
    is_upper: bool,
    included: bool,
    place: Span,
}

impl Checker<'_> {
    pub(super) fn lint_bounds(&mut self) {
        let mut found = Vec::new();
        for step in self.program.steps() {
            let (operands, all) = match step {
                Step::All(operands) => (operands, true),
                Step::Any(operands) => (operands, false),
                _ => continue,
            };
            let mut by_value: IndexMap<StepId, Vec<Limit>> = IndexMap::new();
            for limit in operands.iter().filter_map(|operand| self.limit(*operand)) {
                by_value.entry(limit.of).or_default().push(limit);
            }
            for limits in by_value.values() {
                found.extend(judge(limits, all));
            }
        }
        for problem in found {
            if self.is_in_entry(problem.span()) {
                self.report(problem);
            }
        }
    }

    fn limit(&self, id: StepId) -> Option<Limit> {
        let Step::Compare(relation @ (Relation::Less | Relation::AtMost), left, right) =
            self.program.step(id)?
        else {
            return None;
        };
        let constant = |id: StepId| match self.program.step(id) {
            Some(Step::Constant(Possible::Number(number))) => number.as_point().cloned(),
            Some(Step::Constant(Possible::Dates(dates))) => dates.only().map(day_number),
            _ => None,
        };
        let (of, number, is_upper) = match (constant(*left), constant(*right)) {
            (None, Some(number)) => (*left, number, true),
            (Some(number), None) => (*right, number, false),
            _ => return None,
        };
        Some(Limit {
            of,
            number,
            is_upper,
            included: *relation == Relation::AtMost,
            place: self.program.place(id),
        })
    }
}

/// What is wrong among the limits on one value. On each side one limit decides: under `and` the narrowest,
/// under `or` the widest; the others are pointless.
fn judge(limits: &[Limit], all: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut deciding = |is_upper: bool| -> Option<&Limit> {
        let side: Vec<&Limit> = limits.iter().filter(|limit| limit.is_upper == is_upper).collect();
        let decides = side.iter().copied().reduce(|best, limit| {
            let narrower = range(limit).is_subset_of(&range(best));
            if narrower == all { limit } else { best }
        })?;
        found.extend(side.iter().filter(|limit| !std::ptr::eq(**limit, decides)).map(|pointless| {
            Problem::new(Code::Subsumed, pointless.place, "this bound never decides anything")
                .also(decides.place, "the other bound decides already")
                .help("delete it, or mend one of the two")
        }));
        Some(decides)
    };
    if let (Some(low), Some(high)) = (deciding(false), deciding(true)) {
        let touches = low.included && high.included;
        if all && (low.number > high.number || (low.number == high.number && !touches)) {
            let (first, second) = if low.place.start <= high.place.start { (low, high) } else { (high, low) };
            found.push(
                Problem::new(Code::AlwaysSame, first.place, "nothing can meet both of these bounds")
                    .says("one bound")
                    .also(second.place, "the other bound")
                    .help("join them with `or`, or mend one of the two"),
            );
        }
    }
    found
}

/// Days since 1970: the order of days as numbers.
fn day_number(day: Date) -> Number {
    Number::from(i64::from((day - Date::constant(1970, 1, 1)).get_days()))
}

fn range(limit: &Limit) -> Interval {
    let end = if limit.included {
        Bound::Included(limit.number.clone())
    } else {
        Bound::Excluded(limit.number.clone())
    };
    if limit.is_upper { Interval::new(Bound::Unbounded, end) } else { Interval::new(end, Bound::Unbounded) }
}
