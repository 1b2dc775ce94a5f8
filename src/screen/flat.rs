//! The parts of a ruleset as one flat list of checks on records that were already read.
//!
//! Where a value is known, or nothing is recorded, and the check is of a usual kind, it is a comparison or two on a slot of a
//! few bytes. Everything else goes to the fact's program ([`programs`](super::programs)).

use std::cmp::Ordering;

use jiff::civil::Date;

use super::plan::{FactPlan, Plan};
use super::truths::{Bits, FALSE, Register, TRUE, bits, not};
use crate::AsOf;
use crate::absence::Absence;
use crate::eval::evaluate;
use crate::ir::{Program, Relation, SlotId, Step, StepId};
use crate::possible::{Possible, Truth, Values};
use crate::record::{Slot, packed};
use crate::time::Dates;

/// A check of one fact, whose answer goes to one register.
#[derive(Debug)]
pub struct Check {
    /// The fact, by its place in the record.
    pub slot: SlotId,
    /// Where the answer goes.
    pub to: Register,
    /// The fact, by its place among those that are read, and the part of it.
    pub part: (usize, usize),
    kind: Kind,
    /// The answer is turned round.
    negated: bool,
    /// The answer where nothing is recorded, if it does not hang on a date that is not known yet.
    silent: Option<Bits>,
}

/// What is checked.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// The value itself.
    Holds,
    /// The number beside a fraction.
    Number { relation: Relation, swapped: bool, bound: Fraction },
    /// Is it one of these?
    OneOf(Values),
    /// Does the day lie between two days, both included?
    Days { first: u32, last: u32 },
    /// Something else.
    Other,
}

/// Numerator and denominator, in lowest terms.
type Fraction = (i64, i64);

/// All checks, in the order of the facts.
pub fn checks(plan: &Plan, as_of: AsOf) -> Vec<Check> {
    let mut checks = Vec::new();
    for (place, fact) in plan.facts.iter().enumerate() {
        // Of a fact that has nothing to do with the date of the decision any date will do.
        let date = match as_of {
            AsOf::RecordOr(_) if fact.is_dated => None,
            AsOf::Fixed(date) | AsOf::RecordOr(date) => Some(date),
        };
        let silence = date.map(|date| silence(fact, date)).unwrap_or_default();
        for (part, (step, to)) in fact.parts.iter().zip(&fact.registers).enumerate() {
            let (step, negated) = match fact.program.step(*step) {
                Some(Step::Not(of)) => (*of, true),
                _ => (*step, false),
            };
            checks.push(Check {
                slot: fact.slot,
                to: *to,
                part: (place, part),
                kind: kind(fact, step, date).unwrap_or(Kind::Other),
                negated,
                silent: silence.get(part).copied(),
            });
        }
    }
    checks
}

/// What each part of a fact says where nothing is recorded.
fn silence(fact: &FactPlan, as_of: Date) -> Vec<Bits> {
    let Some(declared) = fact.vocabulary.fact(SlotId(0)) else { return Vec::new() };
    let values = evaluate(
        &fact.program,
        &[declared.ty.everything()],
        &|_| Some(Absence::NotRecorded),
        &Dates::day(as_of),
    );
    fact.parts.iter().map(|part| bits(values.truth(*part))).collect()
}

impl Check {
    /// What a fact says by its slot; `None` where it takes more.
    #[inline]
    pub fn says(&self, slot: Slot) -> Option<Bits> {
        let says = match (self.kind, slot) {
            (_, Slot::Silent) => return self.silent,
            (Kind::Holds, Slot::True) => TRUE,
            (Kind::Holds, Slot::False) => FALSE,
            (Kind::Number { relation, swapped, bound }, Slot::Number { numerator, denominator }) => {
                let order = compare((numerator, i64::from(denominator)), bound);
                let order = if swapped { order.reverse() } else { order };
                truth(match relation {
                    Relation::Equal => order.is_eq(),
                    Relation::Less => order.is_lt(),
                    Relation::AtMost => order.is_le(),
                })
            }
            (Kind::OneOf(values), Slot::Value(position)) => truth(values.has(position)),
            (Kind::Days { first, last }, Slot::Day(day)) => truth(first <= day && day <= last),
            _ => return None,
        };
        Some(if self.negated { not(says) } else { says })
    }
}

#[inline]
fn compare((own, of): Fraction, (other, of_other): Fraction) -> Ordering {
    match of == of_other {
        true => own.cmp(&other),
        false => (i128::from(own) * i128::from(of_other)).cmp(&(i128::from(other) * i128::from(of))),
    }
}

#[inline]
fn truth(is: bool) -> Bits {
    if is { TRUE } else { FALSE }
}

/// The usual kind of a step, for decisions of this date, if it is known yet.
fn kind(fact: &FactPlan, step: StepId, as_of: Option<Date>) -> Option<Kind> {
    let is_fact = |step: StepId| matches!(fact.program.step(step), Some(Step::Slot(_)));
    match fact.program.step(step)? {
        Step::Slot(_) => Some(Kind::Holds),
        Step::OneOf(of, values) if is_fact(*of) => Some(Kind::OneOf(*values)),
        Step::Compare(relation, left, right) => match (fact.program.step(*left)?, fact.program.step(*right)?)
        {
            (Step::Slot(_), Step::Constant(with)) => with_constant(*relation, false, with),
            (Step::Constant(with), Step::Slot(_)) => with_constant(*relation, true, with),
            _ => None,
        }
        .or_else(|| days(fact, step, as_of?)),
        _ => days(fact, step, as_of?),
    }
}

fn with_constant(relation: Relation, swapped: bool, with: &Possible) -> Option<Kind> {
    match with {
        Possible::Number(with) => Some(Kind::Number { relation, swapped, bound: with.as_small_point()? }),
        Possible::Values(with) => beside(relation, swapped, with.only()?).map(Kind::OneOf),
        _ => None,
    }
}

/// The values of a scale that stand so beside one of them.
fn beside(relation: Relation, swapped: bool, with: u8) -> Option<Values> {
    let is = |own: u8| match (relation, swapped) {
        (Relation::Equal, _) => own == with,
        (Relation::Less, false) => own < with,
        (Relation::AtMost, false) => own <= with,
        (Relation::Less, true) => with < own,
        (Relation::AtMost, true) => with <= own,
    };
    let mut those = (0..=127).filter(|own| is(*own)).map(Values::one);
    let first = those.next()?;
    Some(those.fold(first, Values::union))
}

/// The days between which a part is true.
fn days(fact: &FactPlan, part: StepId, as_of: Date) -> Option<Kind> {
    match fact.program.step(part)? {
        // Most often both ends of a window.
        Step::All(of) => {
            let mut both = (0, u32::MAX);
            for own in of {
                let Kind::Days { first, last } = days(fact, *own, as_of)? else { return None };
                both = (both.0.max(first), both.1.min(last));
            }
            Some(Kind::Days { first: both.0, last: both.1 })
        }
        Step::Compare(Relation::Less | Relation::AtMost, left, right)
            if moves_one_way(&fact.program, *left)
                && moves_one_way(&fact.program, *right)
                && is_fixed(&fact.program, *left) != is_fixed(&fact.program, *right) =>
        {
            turn(fact, part, as_of)
        }
        _ => None,
    }
}

/// Is a step a date, or a number of units, that with later days of the fact never gets less, or never more?
fn moves_one_way(program: &Program, step: StepId) -> bool {
    match program.step(step) {
        Some(Step::Slot(_) | Step::AsOf | Step::Constant(Possible::Dates(_) | Possible::Number(_))) => true,
        Some(Step::Shift { date, period, .. }) => {
            moves_one_way(program, *date) && matches!(program.step(*period), Some(Step::Constant(_)))
        }
        Some(Step::Completed { from, to, .. }) => {
            moves_one_way(program, *from)
                && moves_one_way(program, *to)
                && is_fixed(program, *from) != is_fixed(program, *to)
        }
        _ => false,
    }
}

/// Does a step not hang on the fact?
fn is_fixed(program: &Program, step: StepId) -> bool {
    program.slots_below(step).is_empty()
}

/// A comparison that turns once at the most, found by halving.
fn turn(fact: &FactPlan, part: StepId, as_of: Date) -> Option<Kind> {
    let says = |day: Date| {
        let value = Possible::Dates(Dates::day(day));
        let values = evaluate(&fact.program, std::slice::from_ref(&value), &|_| None, &Dates::day(as_of));
        match values.truth(part) {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }
    };
    let (first, last) = Dates::everything(false).days()?;
    let early = says(first)?;
    if says(last)? == early {
        // Always, or never.
        return Some(if early {
            Kind::Days { first: 0, last: u32::MAX }
        } else {
            Kind::Days { first: 1, last: 0 }
        });
    }
    // The last day on which it is as on the first, and the first one on which it is as on the last.
    let (mut low, mut high) = (first, last);
    loop {
        let between = low.until(high).ok()?.get_days();
        if between <= 1 {
            break;
        }
        let middle = low.checked_add(jiff::Span::new().days(between / 2)).ok()?;
        if says(middle)? == early { low = middle } else { high = middle }
    }
    Some(match early {
        true => Kind::Days { first: 0, last: packed(low) },
        false => Kind::Days { first: packed(high), last: u32::MAX },
    })
}
