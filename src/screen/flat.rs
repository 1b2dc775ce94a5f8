//! The parts of a ruleset as one flat list of checks on records that were already read, for one date of decisions.
//!
//! Where a value is known, or nothing is recorded, and the check is of a usual kind, it is a comparison or two on a slot of a
//! few bytes. Everything else goes to the test or the program that the check was made of ([`typed`](super::typed)).

use std::cmp::Ordering;

use jiff::civil::Date;

use super::plan::{FactPlan, Plan};
use super::truths::{Bits, FALSE, Register, TRUE, bits, not};
use super::typed::Test;
use crate::absence::Absence;
use crate::eval::evaluate;
use crate::ir::{Program, Relation, SlotId, Step, StepId};
use crate::possible::{Possible, Truth, Values};
use crate::record::{Slot, packed};
use crate::time::Dates;

/// A check of one fact, whose answer goes to one register.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The fact, by its place in the record.
    pub slot: SlotId,
    /// Where the answer goes.
    pub to: Register,
    /// The fact, by its place among those that are read, and the part of it.
    pub part: (u32, u32),
    kind: Kind,
    /// The answer is turned round.
    negated: bool,
    /// The answer where nothing is recorded.
    silent: Bits,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// The value itself.
    Holds,
    /// The number beside a fraction.
    Number { relation: Relation, swapped: bool, bound: Fraction },
    /// Is it one of these?
    OneOf(Values),
    /// Does the day lie between two days, both included?
    Days { first: u32, last: u32, inside: bool },
    /// Something else.
    Other,
}

/// Numerator and denominator, in lowest terms.
type Fraction = (i64, i64);

/// All checks, in the order of the facts.
pub fn checks(plan: &Plan, as_of: Date) -> Vec<Check> {
    let mut checks = Vec::new();
    for (place, fact) in plan.facts.iter().enumerate() {
        let silence = silence(fact, as_of);
        for (part, (step, register)) in fact.parts.iter().zip(&fact.registers).enumerate() {
            let (kind, negated) = match fact.tests.get(part) {
                Some(Test::Not(test)) => (of_test(test), true),
                Some(test) => (of_test(test), false),
                None => (days(fact, *step, as_of).unwrap_or(Kind::Other), false),
            };
            let silent = silence.get(part).copied().unwrap_or_default();
            let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            checks.push(Check {
                slot: fact.slot,
                to: *register,
                part: (number(place), number(part)),
                kind,
                negated,
                silent,
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
            (_, Slot::Silent) => return Some(self.silent),
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
            (Kind::Days { first, last, inside }, Slot::Day(day)) => {
                truth((first <= day && day <= last) == inside)
            }
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

fn of_test(test: &Test) -> Kind {
    match test {
        Test::Holds => Kind::Holds,
        Test::OneOf(values) => Kind::OneOf(*values),
        Test::Compare { relation, with: Possible::Number(with), swapped } => match with.as_small_point() {
            Some(bound) => Kind::Number { relation: *relation, swapped: *swapped, bound },
            None => Kind::Other,
        },
        Test::Compare { relation, with: Possible::Values(with), swapped } => {
            let values = with.only().and_then(|with| beside(*relation, *swapped, with));
            values.map_or(Kind::Other, Kind::OneOf)
        }
        _ => Kind::Other,
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

/// The days between which a part is true, or outside of which it is.
fn days(fact: &FactPlan, part: StepId, as_of: Date) -> Option<Kind> {
    match fact.program.step(part)? {
        // Most often both ends of a window.
        Step::All(of) => {
            let mut both = (0, u32::MAX);
            for own in of {
                let Kind::Days { first, last, inside: true } = days(fact, *own, as_of)? else { return None };
                both = (both.0.max(first), both.1.min(last));
            }
            Some(Kind::Days { first: both.0, last: both.1, inside: true })
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
        return Some(Kind::Days { first: 0, last: u32::MAX, inside: early });
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
        true => Kind::Days { first: 0, last: packed(low), inside: true },
        false => Kind::Days { first: packed(high), last: u32::MAX, inside: true },
    })
}
