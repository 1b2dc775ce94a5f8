//! The values that need to be tried to know what a condition says of every value: of a number those that are
//! written out, and one in each stretch between them.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Included};

use crate::ir::{Relation, Step, StepId};
use crate::possible::{Interval, Possible, Truth};
use crate::quantity::Number;
use crate::time::Dates;
use crate::vocabulary::{QuantityType, Scale, ValueType};

/// A value to try.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The value.
    pub value: Possible,
    /// It is written out, or the end of a range: not the first choice as an example of its neighbours.
    pub at_bound: bool,
}

/// The numbers to try within a range. Each is the simplest one of its stretch, in the unit of `ty`.
pub fn numbers(range: &Interval, ty: &ValueType, written: BTreeSet<Number>) -> Vec<Sample> {
    let mut bounds = written;
    for end in [range.low(), range.high()] {
        if let Included(end) | Excluded(end) = end {
            bounds.insert(end.clone());
        }
    }
    let whole = matches!(ty, ValueType::Number { integer: true, .. });
    let shown = |base: &Number| match ty {
        ValueType::Quantity(quantity) => quantity.shown(base),
        _ => Some(base.clone()),
    };
    let base = |number: Number| match ty {
        ValueType::Quantity(quantity) => in_base_units(quantity, &number),
        _ => Some(number),
    };
    let mut found = bounds.clone();
    if bounds.is_empty() {
        found.insert(Number::ZERO);
    }
    for bound in &bounds {
        let number = shown(bound);
        let above = number.as_ref().and_then(|number| number.floor().checked_add(&Number::ONE).ok());
        let below = number.as_ref().and_then(|number| number.ceil().checked_sub(&Number::ONE).ok());
        found.extend(above.and_then(base).filter(|above| above > bound).or_else(|| plus_one(bound)));
        found.extend(below.and_then(base).filter(|below| below < bound).or_else(|| minus_one(bound)));
    }
    if whole {
        found.retain(Number::is_integer);
    } else {
        for (one, other) in bounds.iter().zip(bounds.iter().skip(1)) {
            let between = shown(one).zip(shown(other)).and_then(|(one, other)| simplest(&one, &other));
            // Rounded to base units it may fall on an end; the middle never does.
            let between = between.and_then(base).filter(|number| one < number && number < other);
            found.extend(between.or_else(|| middle(one, other)));
        }
    }
    let in_range = found.into_iter().filter(|number| range.contains(number));
    in_range
        .map(|number| Sample { at_bound: bounds.contains(&number), value: Possible::number(number) })
        .collect()
}

fn plus_one(number: &Number) -> Option<Number> {
    number.checked_add(&Number::ONE).ok()
}

fn minus_one(number: &Number) -> Option<Number> {
    number.checked_sub(&Number::ONE).ok()
}

fn in_base_units(quantity: &QuantityType, number: &Number) -> Option<Number> {
    match (&quantity.unit, quantity.scale) {
        (Some(unit), Scale::Difference) => number.checked_mul(unit.ratio()?).ok(),
        (Some(unit), _) => unit.to_base(number).ok(),
        (None, _) => Some(number.clone()),
    }
}

fn middle(one: &Number, other: &Number) -> Option<Number> {
    one.checked_add(other).and_then(|sum| sum.checked_div(&Number::from(2_i64))).ok()
}

/// A number strictly between two, with as few decimals as may be.
fn simplest(one: &Number, other: &Number) -> Option<Number> {
    const MOST_PLACES: usize = 12;
    let middle = middle(one, other)?;
    let mut scale = Number::ONE;
    for _ in 0..=MOST_PLACES {
        let scaled = middle.checked_mul(&scale).ok()?;
        for whole in [scaled.floor(), scaled.ceil()] {
            let number = whole.checked_div(&scale).ok()?;
            if *one < number && number < *other {
                return Some(number);
            }
        }
        scale = scale.checked_mul(&Number::from(10_i64)).ok()?;
    }
    Some(middle)
}

/// The days to try, and never if it is possible.
pub fn days(range: &Dates, written: &[Dates]) -> Vec<Sample> {
    let written = written.iter().filter_map(Dates::only);
    let ends = range.days().into_iter().flat_map(|(first, last)| [first, last]);
    let bounds: BTreeSet<_> = written.chain(ends).collect();
    let mut days = bounds.clone();
    for day in &bounds {
        days.extend(day.yesterday());
        days.extend(day.tomorrow());
    }
    let within =
        |day: &jiff::civil::Date| range.days().is_some_and(|(first, last)| first <= *day && *day <= last);
    let days = days.into_iter().filter(within);
    let mut found: Vec<_> = days
        .map(|day| Sample { value: Possible::Dates(Dates::day(day)), at_bound: bounds.contains(&day) })
        .collect();
    if range.may_be_never() {
        found.push(Sample { value: Possible::Dates(Dates::never()), at_bound: false });
    }
    found
}

/// The truth of a step, as its operands are.
pub fn truth(step: &Step, of: &dyn Fn(StepId) -> Option<Possible>) -> Truth {
    let holds = |id: &StepId| of(*id).map_or(Truth::Unknown, |value| value.truth());
    match step {
        Step::All(parts) => Truth::all(parts.iter().map(holds)),
        Step::Any(parts) => Truth::any(parts.iter().map(holds)),
        Step::Not(part) => !holds(part),
        Step::Count { of: parts, at_least, at_most } => {
            Truth::count(parts.iter().map(holds), *at_least, *at_most)
        }
        Step::OneOf(part, members) => of(*part).map_or(Truth::Unknown, |value| value.is_one_of(*members)),
        Step::IsNever(part) => of(*part).map_or(Truth::Unknown, |value| value.is_never()),
        Step::Compare(relation, left, right) => match (of(*left), of(*right)) {
            (Some(left), Some(right)) => match relation {
                Relation::Equal => left.equals(&right),
                Relation::Less => left.is_less(&right),
                Relation::AtMost => left.is_at_most(&right),
            },
            _ => Truth::Unknown,
        },
        _ => Truth::Unknown,
    }
}
