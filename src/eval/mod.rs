//! The typed core and what is known of a patient to the value of every step. Pure: no file, no clock.

mod causes;
mod list;
mod outcome;
#[cfg(test)]
mod tests;

pub(crate) use causes::asked;
pub use causes::{Cause, causes};
pub use list::{Asked, entries};
pub(crate) use list::{Found, Inside, entries_seen, windows, windows_seen};
pub use outcome::{Outcome, Verdict, outcome, verdict, verdict_of};
pub(crate) use outcome::{outcome_by, verdict_by};

use std::collections::{HashMap, HashSet};
use std::ops::Bound;

use crate::absence::Absence;
use crate::ir::{Operator, Program, Relation, SlotId, Step, StepId};
use crate::possible::{Interval, Possible, Truth};
use crate::quantity::{Fault, Number};
use crate::time::{CalendarUnit, Dates, Instants, completed};

/// The value of every step, in the order of the steps; `slots` holds what each fact could be, `absence` says why
/// one is not known, and `as_of` is the day of the decision (or every day, to ask what holds on all of them).
///
/// One loop without recursion: a step reads only steps before it.
#[must_use]
pub fn evaluate(
    program: &Program,
    slots: &[Possible],
    absence: &dyn Fn(SlotId) -> Option<Absence>,
    as_of: &Dates,
) -> Values {
    let count = program.steps().len();
    let mut values = Values { of_steps: Vec::with_capacity(count), filled: HashSet::new(), as_of: *as_of };
    for (index, step) in program.steps().iter().enumerate() {
        let slot = |slot: SlotId| slots.get(slot.index()).cloned();
        let filled = match step {
            Step::Assumed { slot, value, reasons, .. } => {
                absence(*slot).filter(|reason| reasons.contains(reason)).map(|_| value.clone())
            }
            Step::Settled { of, counts_as } => is_open_by_silence(program, &values, *of, absence)
                .then(|| Possible::Truth(Truth::from(*counts_as))),
            _ => None,
        };
        if filled.is_some() {
            values.filled.insert(Program::id(index));
        }
        let value = filled.unwrap_or_else(|| value(step, &values, &slot, as_of));
        values.of_steps.push(value);
    }
    values
}

/// Is a condition open, and nothing keeps it so but facts that are not recorded?
fn is_open_by_silence(
    program: &Program,
    values: &Values,
    condition: StepId,
    absence: &dyn Fn(SlotId) -> Option<Absence>,
) -> bool {
    if values.truth(condition) != Truth::Unknown {
        return false;
    }
    let silent = |cause: &Cause| match cause {
        Cause::Fact(slot) => absence(*slot) == Some(Absence::NotRecorded),
        Cause::Computation(..) => false,
    };
    let causes = causes(program, values, condition);
    !causes.is_empty() && causes.iter().all(silent)
}

/// The values of all steps of one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    of_steps: Vec<Possible>,
    /// The steps that are what is assumed, or what holds while it is not recorded.
    filled: HashSet<StepId>,
    /// The day of the decision.
    as_of: Dates,
}

impl Values {
    /// What a step could be; a step that is not there could be anything.
    #[must_use]
    pub fn get(&self, id: StepId) -> &Possible {
        const ANYTHING: &Possible = &Possible::Truth(Truth::Unknown);
        self.of_steps.get(id.index()).unwrap_or(ANYTHING)
    }

    /// The truth of a condition.
    #[must_use]
    pub fn truth(&self, id: StepId) -> Truth {
        self.get(id).truth()
    }

    /// Is its value what is assumed of a fact, or what a rule counts as while it is not recorded, rather than
    /// what follows from the record?
    #[must_use]
    pub fn is_filled(&self, id: StepId) -> bool {
        self.filled.contains(&id)
    }

    /// Is the value of any step such?
    pub(crate) fn has_filled(&self) -> bool {
        !self.filled.is_empty()
    }
}

/// The values of a decision, some of them computed anew: to ask what would be.
#[derive(Debug)]
pub struct Trial<'v> {
    values: &'v Values,
    changed: HashMap<StepId, Possible>,
}

impl<'v> Trial<'v> {
    /// Computes these steps anew, which stand in ascending order, with another value for one fact.
    #[must_use]
    pub fn new(
        program: &Program,
        values: &'v Values,
        steps: &[StepId],
        fact: (SlotId, &Possible),
        as_of: &Dates,
    ) -> Self {
        let mut trial = Self { values, changed: HashMap::with_capacity(steps.len()) };
        for id in steps {
            let Some(step) = program.step(*id) else { continue };
            let new = match step {
                Step::Slot(slot) if *slot == fact.0 => fact.1.clone(),
                Step::Slot(_) => continue,
                // What was assumed of other facts, and what holds while they are not recorded, stays so.
                Step::Assumed { slot, .. } if *slot != fact.0 => continue,
                Step::Settled { of, .. } if trial.truth(*of) == Truth::Unknown => continue,
                _ => value(step, &trial, &|_| None, as_of),
            };
            trial.changed.insert(*id, new);
        }
        trial
    }

    /// The truth of a condition.
    #[must_use]
    pub fn truth(&self, id: StepId) -> Truth {
        self.get(id).truth()
    }
}

/// Where the values of earlier steps are read.
pub(crate) trait Read {
    fn get(&self, id: StepId) -> &Possible;

    fn truth_of(&self, id: StepId) -> Truth {
        self.get(id).truth()
    }

    /// Inside the body of a list: a field of the entry.
    fn field(&self, _: u32) -> Option<&Possible> {
        None
    }

    /// Inside the body of a list: a step outside of it.
    fn outer(&self, _: StepId) -> Option<&Possible> {
        None
    }

    /// How often a step here is computed: once, or for each entry of the lists outside.
    fn asked(&self) -> usize {
        1
    }

    /// Inside the body of a list: is this an entry that is not recorded, and may be there? What it says, and so
    /// what would be known of it, is open.
    fn is_unseen(&self) -> bool {
        false
    }
}

impl Read for Values {
    fn get(&self, id: StepId) -> &Possible {
        Values::get(self, id)
    }
}

impl Read for Trial<'_> {
    fn get(&self, id: StepId) -> &Possible {
        self.changed.get(&id).unwrap_or_else(|| self.values.get(id))
    }
}

fn value(
    step: &Step,
    values: &dyn Read,
    slots: &dyn Fn(SlotId) -> Option<Possible>,
    as_of: &Dates,
) -> Possible {
    match step {
        Step::Constant(value) => value.clone(),
        Step::Slot(slot) => slots(*slot).unwrap_or(Possible::Truth(Truth::Unknown)),
        Step::Assumed { of, .. } | Step::Settled { of, .. } | Step::Told(of) => values.get(*of).clone(),
        Step::AsOf => Possible::Dates(*as_of),
        Step::All(of) => Possible::Truth(Truth::all(of.iter().map(|id| values.truth_of(*id)))),
        Step::Any(of) => Possible::Truth(Truth::any(of.iter().map(|id| values.truth_of(*id)))),
        Step::Not(of) => Possible::Truth(!values.truth_of(*of)),
        Step::Count { of, at_least, at_most } => {
            Possible::Truth(Truth::count(of.iter().map(|id| values.truth_of(*id)), *at_least, *at_most))
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
        Step::InSet(of, set) => Possible::Truth(values.get(*of).is_coded_in(set)),
        Step::IsNever(of) => Possible::Truth(values.get(*of).is_never()),
        Step::Shift { date, period, back } => {
            Possible::Dates(shift(values.get(*date), values.get(*period), *back))
        }
        Step::Completed { unit, from, to } => {
            Possible::Number(completed_units(*unit, values.get(*from), values.get(*to)))
        }
        Step::DateOf(of) => match values.get(*of) {
            Possible::Instants(instants) => Possible::Dates(instants.local_days()),
            _ => Possible::Dates(Dates::everything(false)),
        },
        Step::Arithmetic { operator, left, right, may_overflow } => {
            calculate(*operator, values.get(*left), values.get(*right), *may_overflow)
        }
        Step::IsKnown(of) => Possible::Truth(match values.get(*of).is_known() {
            false if values.is_unseen() => Truth::Unknown,
            is_known => Truth::from(is_known),
        }),
        Step::Member(of, at) => match values.get(*of) {
            Possible::Record(fields) => fields.get(*at as usize).cloned().unwrap_or(Possible::Text(None)),
            _ => Possible::Text(None),
        },
        Step::HasAny(of, wanted) => Possible::Truth(match values.get(*of) {
            Possible::Members(members) => members.has_any(*wanted),
            _ => Truth::Unknown,
        }),
        Step::Each { reads, body, fold } => {
            let list = reads.first().map(|list| values.get(*list));
            list::each(list, body, *fold, values, as_of)
        }
        Step::Windows { asked, .. } => Possible::Truth(list::windows(asked, values, as_of).truth),
        Step::Size(of) => Possible::Number(match values.get(*of) {
            Possible::Members(members) => {
                let (least, most) = members.size();
                Interval::new(Bound::Included(Number::from(least)), Bound::Included(Number::from(most)))
            }
            _ => Interval::everything(),
        }),
        Step::Field(at) => values.field(*at).cloned().unwrap_or(Possible::Text(None)),
        Step::Outer(id) => values.outer(*id).cloned().unwrap_or(Possible::Text(None)),
        Step::Branch { .. } => {
            let arms: Vec<_> = step.arms().map(|(_, value)| value).collect();
            let possible = step.possible_arms(|condition| values.truth_of(condition));
            let each = possible.into_iter().filter_map(|at| arms.get(at)).map(|arm| values.get(*arm));
            combined(each, Possible::union)
        }
        Step::Extreme { of, greatest } => {
            let each = of.iter().map(|id| values.get(*id));
            combined(each, if *greatest { Possible::greater } else { Possible::lesser })
        }
        Step::Round(of) => match values.get(*of) {
            Possible::Number(number) => Possible::Number(number.rounded()),
            _ => Possible::Number(Interval::everything()),
        },
        Step::AnyRecorded(of) => {
            let each = of.iter().map(|id| values.truth_of(*id));
            Possible::Truth(if values.is_unseen() { Truth::any(each) } else { any_recorded(each) })
        }
    }
}

/// Several values as one, of which there is at least one.
fn combined<'v>(
    mut values: impl Iterator<Item = &'v Possible>,
    join: impl Fn(&Possible, &Possible) -> Possible,
) -> Possible {
    let first = values.next().cloned().unwrap_or(Possible::Truth(Truth::Unknown));
    values.fold(first, |joined, next| join(&joined, next))
}

/// True if one is true; false if some are known and none is true; unknown if none is known.
pub(crate) fn any_recorded(operands: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Truth::Unknown;
    for operand in operands {
        match operand {
            Truth::True => return Truth::True,
            Truth::False => result = Truth::False,
            Truth::Unknown => {}
        }
    }
    result
}

/// A date moved by a calendar duration; by one that is not known it could be any day.
fn shift(date: &Possible, period: &Possible, back: bool) -> Dates {
    match (date, period) {
        (Possible::Dates(dates), Possible::Period(Some(period))) if back => dates.shifted_back(period),
        (Possible::Dates(dates), Possible::Period(Some(period))) => dates.shifted(period),
        // By a duration that is not known: never stays never, and a later day is none before the first.
        (Possible::Dates(dates), _) => match dates.days() {
            None => *dates,
            Some((first, _)) if !back => {
                let later = Dates::span(first, jiff::civil::Date::constant(9999, 12, 31));
                if dates.may_be_never() { later.or_never() } else { later }
            }
            Some(_) => Dates::everything(dates.may_be_never()),
        },
        _ => Dates::everything(true),
    }
}

fn completed_units(unit: CalendarUnit, from: &Possible, to: &Possible) -> Interval {
    let (Possible::Dates(from), Possible::Dates(to)) = (from, to) else { return Interval::everything() };
    match completed(unit, from, to) {
        Some((low, high)) => {
            Interval::new(Bound::Included(Number::from(low)), Bound::Included(Number::from(high)))
        }
        None => Interval::everything(),
    }
}

fn calculate(operator: Operator, left: &Possible, right: &Possible, may_overflow: bool) -> Possible {
    match (left, operator, right) {
        (Possible::Number(left), _, Possible::Number(right)) => {
            Possible::Number(arithmetic(operator, left, right, may_overflow))
        }
        // As for numbers: what might overflow says nothing while an operand is not known.
        (Possible::Instants(_), _, Possible::Number(_))
            if may_overflow && !(left.is_known() && right.is_known()) =>
        {
            Possible::Instants(Instants::everything())
        }
        (Possible::Instants(instants), Operator::Add, Possible::Number(seconds)) => {
            Possible::Instants(instants.plus(seconds))
        }
        (Possible::Instants(instants), Operator::Subtract, Possible::Number(seconds)) => {
            Possible::Instants(instants.minus(seconds))
        }
        (Possible::Instants(_), Operator::Subtract, Possible::Instants(_))
            if may_overflow && !(left.is_known() && right.is_known()) =>
        {
            Possible::Number(Interval::everything().with_fault(Fault::Overflow))
        }
        (Possible::Instants(left), Operator::Subtract, Possible::Instants(right)) => {
            Possible::Number(left.seconds_since(right))
        }
        _ => Possible::Number(Interval::everything()),
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
