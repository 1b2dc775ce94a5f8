//! Bounds on one value that make each other pointless (W0202), or that nothing can meet together (W0201).

use std::ops::Bound;

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
            let limits: Vec<Limit> = operands.iter().filter_map(|operand| self.limit(*operand)).collect();
            for (index, one) in limits.iter().enumerate() {
                for other in limits.iter().skip(index + 1).filter(|other| other.of == one.of) {
                    found.extend(compare(one, other, all));
                }
            }
        }
        for problem in found {
            if self.is_in_entry(problem.span()) {
                self.report(problem);
            }
        }
    }

    fn limit(&self, id: StepId) -> Option<Limit> {
        let Step::Compare(relation @ (Relation::Less | Relation::AtMost), left, right) = self.program.step(id)? else {
            return None;
        };
        let constant = |id: StepId| match self.program.step(id) {
            Some(Step::Constant(Possible::Number(number))) => number.as_point().cloned(),
            _ => None,
        };
        let (of, number, is_upper) = match (constant(*left), constant(*right)) {
            (None, Some(number)) => (*left, number, true),
            (Some(number), None) => (*right, number, false),
            _ => return None,
        };
        Some(Limit { of, number, is_upper, included: *relation == Relation::AtMost, place: self.program.place(id) })
    }
}

fn compare(one: &Limit, other: &Limit, all: bool) -> Option<Problem> {
    if one.is_upper != other.is_upper {
        let (low, high) = if one.is_upper { (other, one) } else { (one, other) };
        let touches = low.included && high.included;
        let empty = low.number > high.number || (low.number == high.number && !touches);
        return (all && empty).then(|| {
            Problem::new(Code::AlwaysSame, one.place, "nothing can meet both of these bounds")
                .says("one bound")
                .also(other.place, "the other bound")
                .help("join them with `or`, or mend one of the two")
        });
    }
    // Of two bounds on the same side one is wider, and holds whenever the other does.
    let (wide, narrow) = if range(one).is_subset_of(&range(other)) { (other, one) } else { (one, other) };
    let pointless = if all { wide } else { narrow };
    let deciding = if all { narrow } else { wide };
    Some(
        Problem::new(Code::Subsumed, pointless.place, "this bound never decides anything")
            .also(deciding.place, "the other bound decides already")
            .help("delete it, or mend one of the two"),
    )
}

fn range(limit: &Limit) -> Interval {
    let end = if limit.included { Bound::Included(limit.number.clone()) } else { Bound::Excluded(limit.number.clone()) };
    if limit.is_upper { Interval::new(Bound::Unbounded, end) } else { Interval::new(end, Bound::Unbounded) }
}
