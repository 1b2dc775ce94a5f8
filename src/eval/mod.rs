//! The typed core and what is known of a patient to the value of every step. Pure: no file, no clock.

mod outcome;

pub use outcome::{Outcome, Verdict, outcome, verdict};

use crate::ir::{Operator, Program, Relation, Step, StepId};
use crate::possible::{Interval, Possible, Truth};
use crate::quantity::Fault;

/// The value of every step, in the order of the steps; `slots` holds what each fact could be.
///
/// One loop without recursion: a step reads only steps before it.
#[must_use]
pub fn evaluate(program: &Program, slots: &[Possible]) -> Values {
    let mut values = Values(Vec::with_capacity(program.steps().len()));
    for step in program.steps() {
        let value = value(step, &values, slots);
        values.0.push(value);
    }
    values
}

/// The values of all steps of one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values(Vec<Possible>);

impl Values {
    /// What a step could be; a step that is not there could be anything.
    #[must_use]
    pub fn get(&self, id: StepId) -> &Possible {
        const ANYTHING: &Possible = &Possible::Truth(Truth::Unknown);
        self.0.get(id.index()).unwrap_or(ANYTHING)
    }

    /// The truth of a condition.
    #[must_use]
    pub fn truth(&self, id: StepId) -> Truth {
        self.get(id).truth()
    }
}

fn value(step: &Step, values: &Values, slots: &[Possible]) -> Possible {
    match step {
        Step::Constant(value) => value.clone(),
        Step::Slot(slot) => slots.get(slot.index()).cloned().unwrap_or(Possible::Truth(Truth::Unknown)),
        Step::All(of) => Possible::Truth(Truth::all(of.iter().map(|id| values.truth(*id)))),
        Step::Any(of) => Possible::Truth(Truth::any(of.iter().map(|id| values.truth(*id)))),
        Step::Not(of) => Possible::Truth(!values.truth(*of)),
        Step::Count { of, at_least, at_most } => {
            Possible::Truth(Truth::count(of.iter().map(|id| values.truth(*id)), *at_least, *at_most))
        }
        Step::Compare(relation, left, right) => {
            let (left, right) = (values.get(*left), values.get(*right));
            Possible::Truth(match relation {
                Relation::Equal => left.equals(right),
                Relation::Less => left.is_less(right),
                Relation::AtMost => left.is_at_most(right),
            })
        }
        Step::OneOf(of, members) => Possible::Truth(values.get(*of).is_one_of(*members)),
        Step::Arithmetic { operator, left, right, may_overflow } => {
            match (values.get(*left), values.get(*right)) {
                (Possible::Number(left), Possible::Number(right)) => {
                    Possible::Number(arithmetic(*operator, left, right, *may_overflow))
                }
                _ => Possible::Number(Interval::everything()),
            }
        }
        Step::IsKnown(of) => Possible::Truth(Truth::from(values.get(*of).is_known())),
    }
}

fn arithmetic(operator: Operator, left: &Interval, right: &Interval, may_overflow: bool) -> Interval {
    if may_overflow && !(left.is_point() && right.is_point()) {
        return Interval::everything().with_fault(Fault::Overflow);
    }
    match operator {
        Operator::Add => left.plus(right),
        Operator::Subtract => left.minus(right),
        Operator::Multiply => left.times(right),
        Operator::Divide => left.over(right),
    }
}
