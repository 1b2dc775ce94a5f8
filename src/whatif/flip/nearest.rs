//! The nearest whole number or day that does, by halving ranges: of a range of which the evaluator says that all of it
//! does not, nothing is tried.

use jiff::civil::Date;

use super::goal::Goal;
use super::search::{Search, Set};
use super::spot::Spot;
use crate::explore::Within;
use crate::limits::MAX_FLIP_VALUES;
use crate::patient::{Patient, literal};
use crate::possible::{Interval, Possible};
use crate::quantity::Number;
use crate::syntax::ast::Expr;
use crate::time::{Dates, day_number, from_day_number};
use crate::vocabulary::ValueType;
use std::ops::Bound;

/// How far from zero whole numbers without a bound are looked for.
const FARTHEST: i64 = 1_000_000_000_000;

/// Whole numbers, or days, in a row.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    is_day: bool,
    pub low: i64,
    pub high: i64,
    /// There is nothing beyond its ends.
    pub all: bool,
}

impl Row {
    /// The row of a place's type. An entry of a list is not dated after the decision: then it would not be seen, as if it
    /// were not there, which is another change.
    pub fn of(spot: &Spot, as_of: Date) -> Option<Self> {
        match &spot.variable.ty {
            ValueType::Number { integer: true, low, high } => {
                let low = low.as_ref().map(|low| low.ceil().to_i64());
                let high = high.as_ref().map(|high| high.floor().to_i64());
                let all = matches!((low, high), (Some(Some(_)), Some(Some(_))));
                let (low, high) = (low.flatten().unwrap_or(-FARTHEST), high.flatten().unwrap_or(FARTHEST));
                (low <= high).then_some(Self { is_day: false, low, high, all })
            }
            ValueType::Date { or_never } => {
                let (low, high) = Dates::everything(false).day_numbers()?;
                let is_of_entry = spot.variable.within.iter().any(|step| matches!(step, Within::Entry(_)));
                let high = if is_of_entry { day_number(as_of) } else { high };
                Some(Self { is_day: true, low, high, all: !is_of_entry && !or_never })
            }
            _ => None,
        }
    }

    /// Where to start from if nothing is recorded.
    fn start(self, as_of: Date) -> i64 {
        let start = if self.is_day { day_number(as_of) } else { 0 };
        start.clamp(self.low, self.high)
    }

    /// All that is in the row from one to another.
    pub fn span(self, low: i64, high: i64) -> Option<Possible> {
        match self.is_day {
            true => Some(Possible::Dates(Dates::span(from_day_number(low), from_day_number(high)))),
            false => Some(Possible::Number(Interval::new(
                Bound::Included(Number::from(low)),
                Bound::Included(Number::from(high)),
            ))),
        }
    }

    /// One of them as a ruleset writes it.
    fn value(self, at: i64) -> Option<Expr> {
        match self.is_day {
            true => literal::day(from_day_number(at)),
            false => literal::expression(&at.to_string()),
        }
    }
}

/// Towards which end of a row to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

impl Search<'_> {
    /// Patients with another number or day here who reach the goal: the nearest below, and the nearest above. Where nothing is
    /// recorded, the nearest to zero or to the decision.
    pub fn assign_nearest(
        &self,
        goal: Goal,
        (spot, row): (&Spot, Row),
        later: &[usize],
        patient: &Patient,
        sampled: &mut Set,
    ) -> Vec<Patient> {
        let now = spot.at(self.patient.record()).and_then(|at| at.to_i64());
        let start = row.start(self.now.as_of());
        let ways = match now {
            Some(now) => {
                [(Way::Down, row.low, now.saturating_sub(1)), (Way::Up, now.saturating_add(1), row.high)]
            }
            None if row.is_day => [(Way::Down, row.low, start), (Way::Up, start + 1, row.high)],
            None => [(Way::Up, start, row.high), (Way::Down, row.low, start - 1)],
        };
        let mut found = Vec::new();
        for (way, low, high) in ways {
            if now.is_none() && !found.is_empty() {
                break;
            }
            found.extend(self.nearest(goal, (spot, row), (way, low, high), later, patient, sampled));
        }
        found
    }

    fn nearest(
        &self,
        goal: Goal,
        (spot, row): (&Spot, Row),
        (way, low, high): (Way, i64, i64),
        later: &[usize],
        patient: &Patient,
        sampled: &mut Set,
    ) -> Vec<Patient> {
        let around = self.relaxed(patient.record(), later.iter().copied());
        let mut tried = 0;
        let mut open = vec![(low, high)];
        while let Some((low, high)) = open.pop() {
            if low > high {
                continue;
            }
            if low == high {
                tried += 1;
                let reached = self.with_value(goal, spot, row.value(low), later, patient, sampled);
                if !reached.is_empty() {
                    return reached;
                }
                if tried >= MAX_FLIP_VALUES {
                    sampled.extend(self.number_of(spot));
                    return Vec::new();
                }
                continue;
            }
            let all = row.span(low, high).and_then(|all| spot.with_possible(&around, all));
            let Some(decision) = all.and_then(|record| self.ask(&record)) else { return Vec::new() };
            let places: Vec<usize> = later.iter().copied().chain(self.number_of(spot)).collect();
            if self.refuses(goal, &decision, &places) {
                continue;
            }
            let middle = low + (high - low) / 2;
            let (below, above) = ((low, middle), (middle + 1, high));
            match way {
                Way::Down => open.extend([below, above]),
                Way::Up => open.extend([above, below]),
            }
        }
        Vec::new()
    }

    /// The end of a range that does, as far from one that does as can be: `does` holds up to somewhere, and not beyond.
    pub fn farthest(&self, from: i64, end: i64, does: &dyn Fn(i64) -> bool) -> i64 {
        if does(end) {
            return end;
        }
        let (mut near, mut far) = (from, end);
        while (far - near).abs() > 1 && !self.has_ended() {
            let middle = near + (far - near) / 2;
            if does(middle) { near = middle } else { far = middle }
        }
        near
    }
}
