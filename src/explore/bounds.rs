//! Where the answer to a condition changes.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::civil::Date;

use super::decide;
use super::values::Making;
use super::variable::Variable;
use crate::decision::Decision;
use crate::engine::Ruleset;
use crate::explain::conditions;
use crate::ir::{Program, Step, StepId};
use crate::patient::Patient;
use crate::patient::literal::{decimal, expression, with_unit};
use crate::possible::{Possible, Truth};
use crate::quantity::Number;
use crate::syntax::ast::Expr;
use crate::vocabulary::{QuantityType, ValueType};

/// Decimal places to which a bound is looked for.
const MOST_PLACES: u32 = 4;

/// Years before and after the date of decision in which dates are tried.
const YEARS: [i32; 9] = [-120, -80, -60, -40, -20, -10, -5, -2, -1];

/// The values of an ordered type in a row, each with a place on it.
#[derive(Debug, Clone)]
pub struct Axis {
    kind: Kind,
    /// The places that belong to the type.
    range: RangeInclusive<i128>,
    /// Places to start from.
    samples: BTreeSet<i128>,
    /// Decimal places: a place is so many units of the last one.
    places: u32,
}

#[derive(Debug, Clone)]
enum Kind {
    Number,
    Integer,
    Quantity(Arc<QuantityType>),
    /// Days since the first of January 1970.
    Day,
}

impl Axis {
    /// The axis of a type; `None` if its values have no order.
    pub fn of(ty: &ValueType, making: Making<'_>) -> Option<Self> {
        let (kind, low, high) = match ty {
            ValueType::Number { integer, low, high } => {
                (if *integer { Kind::Integer } else { Kind::Number }, low.clone(), high.clone())
            }
            ValueType::Quantity(quantity) => {
                let shown = |end: &Option<Number>| end.as_ref().and_then(|end| quantity.shown(end));
                (Kind::Quantity(Arc::clone(quantity)), shown(&quantity.low), shown(&quantity.high))
            }
            ValueType::Date { .. } => return Some(Self::days(making)),
            _ => return None,
        };
        // Of a narrow range whole numbers are too few to start from.
        let width = low.as_ref().zip(high.as_ref()).and_then(|(low, high)| high.checked_sub(low).ok());
        let narrow = |most: i64| width.as_ref().is_some_and(|width| *width <= Number::from(most));
        let places = match kind {
            Kind::Integer => 0,
            _ if narrow(1) => 2,
            _ if narrow(20) => 1,
            _ => 0,
        };
        let mut axis =
            Self { kind, range: -10_i128.pow(12)..=10_i128.pow(12), samples: BTreeSet::new(), places };
        let low = low.and_then(|low| axis.place(&low, true)).unwrap_or(*axis.range.start());
        let high = high.and_then(|high| axis.place(&high, false)).unwrap_or(*axis.range.end());
        axis.range = low..=high;
        let mut samples: BTreeSet<i128> = [0, 1, low, high].into();
        samples.extend((0..10).flat_map(|power| [10_i128.pow(power), -(10_i128.pow(power))]));
        // Evenly, where both ends are declared.
        let step = high.saturating_sub(low) / 20;
        if step > 0 && high - low < 10_i128.pow(9) {
            samples.extend((1..20).map(|at| low + at * step));
        }
        for number in constants(making.program) {
            let number = match &axis.kind {
                Kind::Quantity(quantity) => quantity.shown(number),
                _ => Some(number.clone()),
            };
            let around = number.and_then(|number| axis.place(&number, false));
            samples.extend(around.into_iter().flat_map(|at| [at - 1, at, at + 1, at + 2]));
        }
        samples.retain(|at| axis.range.contains(at));
        axis.samples = samples;
        Some(axis)
    }

    fn days(making: Making<'_>) -> Self {
        let today = day_number(making.as_of);
        let range = day_number(Date::constant(1880, 1, 1))..=day_number(Date::constant(2150, 12, 31));
        let near = [0, 1, 2, 7, 14, 30, 45, 60, 90, 120, 180, 270];
        let mut samples: BTreeSet<i128> = near.iter().flat_map(|days| [today - days, today + days]).collect();
        samples.extend(YEARS.iter().flat_map(|years| {
            let days = i128::from(*years) * 365;
            [today + days, today - days]
        }));
        for day in constant_days(making.program) {
            let day = day_number(day);
            samples.extend([day - 1, day, day + 1]);
        }
        samples.retain(|at| range.contains(at));
        Self { kind: Kind::Day, range, samples, places: 0 }
    }

    /// The places to start from, in order.
    pub fn samples(&self) -> impl Iterator<Item = i128> + use<> {
        self.samples.clone().into_iter()
    }

    /// The value at a place.
    pub fn value(&self, at: i128) -> Option<Expr> {
        let number = || decimal(at, self.places);
        match &self.kind {
            Kind::Number | Kind::Integer => expression(&number()),
            Kind::Quantity(quantity) => expression(&with_unit(&number(), quantity)),
            Kind::Day => day_of(at).and_then(|day| expression(&format!("@{day}"))),
        }
    }

    /// The place of a number, or the nearest one above or below it.
    fn place(&self, number: &Number, up: bool) -> Option<i128> {
        let scaled = number.checked_mul(&Number::from(10_i64.pow(self.places))).ok()?;
        let whole = if up { scaled.ceil() } else { scaled.floor() };
        whole.to_i64().map(i128::from)
    }

    /// The same axis with one more decimal place; `None` where there are none.
    fn finer(&self) -> Option<Self> {
        let has_more = matches!(self.kind, Kind::Number | Kind::Quantity(_)) && self.places < MOST_PLACES;
        has_more.then(|| {
            let (low, high) = (self.range.start().saturating_mul(10), self.range.end().saturating_mul(10));
            Self {
                kind: self.kind.clone(),
                range: low..=high,
                samples: BTreeSet::new(),
                places: self.places + 1,
            }
        })
    }
}

fn day_number(day: Date) -> i128 {
    let since = Date::constant(1970, 1, 1).until(day).map(|span| span.get_days());
    i128::from(since.unwrap_or_default())
}

fn day_of(number: i128) -> Option<Date> {
    let days = i32::try_from(number).ok()?;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()
}

fn constants(program: &Program) -> impl Iterator<Item = &Number> {
    program.all_steps().filter_map(|step| match step {
        Step::Constant(Possible::Number(number)) => number.as_point(),
        _ => None,
    })
}

fn constant_days(program: &Program) -> impl Iterator<Item = Date> {
    program.all_steps().filter_map(|step| match step {
        Step::Constant(Possible::Dates(dates)) => dates.only(),
        _ => None,
    })
}

/// Every condition that decides something: of the rules, of whom the ruleset is for, and of the outputs.
#[must_use]
pub fn conditions_of(ruleset: &Ruleset) -> Vec<StepId> {
    let (program, about) = (ruleset.program(), ruleset.about());
    let rules = program.rules.iter().flat_map(|rule| [Some(rule.condition), rule.guard, rule.until]);
    let roots: Vec<_> = rules.flatten().chain(program.applies_when).collect();
    let outputs: Vec<_> = about.outputs.iter().map(|output| output.step).collect();
    let mut found = conditions(program, &roots);
    // The value of an output is no condition; what chooses it is.
    found.extend(conditions(program, &outputs).into_iter().filter(|id| !outputs.contains(id)));
    found.sort_unstable();
    found.dedup();
    found
}

/// The values of a variable at each bound, just under it and just over it, in order; none if nothing changes with it.
///
/// A bound is where one of the conditions that read the fact changes its answer, all else being as this patient has it.
#[must_use]
pub fn at_bounds(
    ruleset: &Ruleset,
    patient: &Patient,
    variable: &Variable,
    conditions: &[StepId],
) -> Vec<Expr> {
    at_bounds_by(ruleset, patient, variable, conditions, &|patient| decide(ruleset, patient))
}

/// The same, with decisions taken by `ask`, which may refuse them.
#[must_use]
pub fn at_bounds_by(
    ruleset: &Ruleset,
    patient: &Patient,
    variable: &Variable,
    conditions: &[StepId],
    ask: &dyn Fn(&Patient) -> Option<Decision>,
) -> Vec<Expr> {
    let Some(as_of) = patient.as_of() else { return Vec::new() };
    let program = ruleset.program();
    let Some(axis) = Axis::of(&variable.ty, Making { program, as_of }) else { return Vec::new() };
    let Some(slot) = ruleset.vocabulary().find(&variable.fact) else { return Vec::new() };
    let reading: Vec<_> =
        conditions.iter().copied().filter(|id| program.slots_below(*id).contains(&slot)).collect();
    let probe = Probe { ruleset, patient, variable, ask };
    let samples: Vec<_> =
        axis.samples().filter_map(|at| Some((at, probe.truths(&axis, at, &reading)?))).collect();
    let mut found: Vec<(Axis, i128)> = Vec::new();
    for (index, condition) in reading.iter().enumerate() {
        for pair in samples.windows(2) {
            let [(low, before), (high, after)] = pair else { continue };
            let (before, after) = (before.get(index), after.get(index));
            if let (Some(before), Some(after)) = (before, after)
                && before != after
            {
                found.extend(probe.change(&axis, (*low, *high), *before, *condition));
            }
        }
    }
    in_order(found)
}

/// The values at these places, each once, in order.
fn in_order(found: Vec<(Axis, i128)>) -> Vec<Expr> {
    let most = found.iter().map(|(axis, _)| axis.places).max().unwrap_or_default();
    let scaled = |axis: &Axis, at: i128| at.saturating_mul(10_i128.pow(most - axis.places));
    let mut values: Vec<(i128, Expr)> = Vec::new();
    for (axis, at) in found {
        let key = scaled(&axis, at);
        if !values.iter().any(|(known, _)| *known == key)
            && let Some(value) = axis.value(at)
        {
            values.push((key, value));
        }
    }
    values.sort_by_key(|(key, _)| *key);
    values.into_iter().map(|(_, value)| value).collect()
}

/// Asks what a ruleset says of a patient with other values of one variable.
struct Probe<'p> {
    ruleset: &'p Ruleset,
    patient: &'p Patient,
    variable: &'p Variable,
    ask: &'p dyn Fn(&Patient) -> Option<Decision>,
}

impl Probe<'_> {
    fn decide(&self, axis: &Axis, at: i128) -> Option<Decision> {
        (self.ask)(&self.variable.with(self.patient, axis.value(at))?)
    }

    fn truths(&self, axis: &Axis, at: i128, conditions: &[StepId]) -> Option<Vec<Truth>> {
        let decision = self.decide(axis, at)?;
        Some(conditions.iter().map(|condition| decision.truth(*condition)).collect())
    }

    /// The places around the one where the answer is no longer `before`, which lies between these two.
    fn change(
        &self,
        axis: &Axis,
        between: (i128, i128),
        before: Truth,
        condition: StepId,
    ) -> Vec<(Axis, i128)> {
        let truth = |axis: &Axis, at: i128| Some(self.truths(axis, at, &[condition])?.first().copied());
        let closer = |axis: &Axis, (mut low, mut high): (i128, i128)| {
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                // What no record can say is passed over with what lies above it.
                if truth(axis, middle).flatten() == Some(before) { low = middle } else { high = middle }
            }
            (low, high)
        };
        let mut axis = axis.clone();
        let (mut low, mut high) = closer(&axis, between);
        // With one more decimal place the bound is either one of the two still, or lies between them.
        while let Some(finer) = axis.finer() {
            let ends = (low * 10, high * 10);
            let (finer_low, finer_high) = closer(&finer, ends);
            if finer_low == ends.0 || finer_high == ends.1 {
                let at = if finer_low == ends.0 { low } else { high };
                return self.around(&axis, [at - 1, at, at + 1]);
            }
            (axis, low, high) = (finer, finer_low, finer_high);
        }
        // Where two sides are compared, the bound itself is where they are the same.
        match [low, high].into_iter().find(|at| self.is_equal(&axis, *at, condition)) {
            Some(at) => self.around(&axis, [at - 1, at, at + 1]),
            None => self.around(&axis, [low, high]),
        }
    }

    fn around(&self, axis: &Axis, places: impl IntoIterator<Item = i128>) -> Vec<(Axis, i128)> {
        let within = places.into_iter().filter(|at| axis.range.contains(at));
        within.map(|at| (axis.clone(), at)).collect()
    }

    /// Are the two sides of the comparison the same there?
    fn is_equal(&self, axis: &Axis, at: i128, condition: StepId) -> bool {
        let program = self.ruleset.program();
        let compared = match program.step(condition) {
            Some(Step::Not(of)) => program.step(*of),
            step => step,
        };
        let Some(Step::Compare(_, left, right)) = compared else { return false };
        let decision = self.decide(axis, at);
        decision.is_some_and(|decision| decision.value(*left).equals(decision.value(*right)) == Truth::True)
    }
}
