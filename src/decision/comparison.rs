//! The comparisons that a rule makes: both sides, and how they were converted.

use std::fmt;

use serde::Serialize;

use super::{Decision, find};
use crate::about::Compared;
use crate::ir::{Step, StepId};
use crate::possible::{Interval, Possible, Truth};
use crate::vocabulary::{QuantityType, Subject, ValueType};
use std::ops::Bound;

/// One comparison with what its two sides are for this patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// As it is written in the ruleset.
    pub written: String,
    /// The left side; what is not known is shown by what it could be.
    pub left: String,
    /// `=`, `<`, `<=`, `>` or `>=`.
    pub relation: &'static str,
    /// The right side.
    pub right: String,
    /// One side in the unit of the other, where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Whether it holds.
    pub holds: Truth,
    /// The declared factors and relations by which a side was converted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.relation, self.right)?;
        if let Some(same) = &self.same_as {
            write!(f, " ({same})")?;
        }
        f.write_str(match self.holds {
            Truth::True => ": holds",
            Truth::False => ": does not hold",
            Truth::Unknown => ": not known",
        })?;
        for by in &self.by {
            write!(f, "; by {by}")?;
        }
        Ok(())
    }
}

/// The comparisons below the condition of a rule and its guard, in the order written.
pub(super) fn of_rule(decision: &Decision, index: usize) -> Vec<Comparison> {
    let program = &decision.compiled.program;
    let mut steps = indexmap::IndexSet::new();
    for root in find::roots(decision, index) {
        program.walk_ids(root, |id| {
            steps.insert(id);
        });
    }
    let mut found: Vec<_> = steps
        .into_iter()
        .filter_map(|id| Some((program.place(id), id, decision.compiled.about.comparisons.get(&id)?)))
        .collect();
    found.sort_by_key(|(place, id, _)| (place.start, *id));
    found.into_iter().map(|(_, id, compared)| of_step(decision, id, compared)).collect()
}

pub(super) fn of_step(decision: &Decision, id: StepId, compared: &Compared) -> Comparison {
    let (left, right) = (&compared.left, &compared.right);
    let written = decision.compiled.sources.slice(decision.compiled.program.place(id));
    let written: Vec<_> = written.split_whitespace().collect();
    let by: indexmap::IndexSet<String> =
        [left.0, right.0].into_iter().flat_map(|side| conversions(decision, side)).collect();
    Comparison {
        written: written.join(" "),
        left: side(decision, left),
        relation: compared.relation,
        right: side(decision, right),
        same_as: same_as(decision, compared),
        holds: decision.values.truth(id),
        by: by.into_iter().collect(),
    }
}

/// One side: as it is written if it was converted before anything ran, else its value and how it came about.
fn side(decision: &Decision, (step, ty): &(StepId, ValueType)) -> String {
    if let Some(written) = decision.compiled.about.converted.get(step) {
        return written.clone();
    }
    let value = show(decision.values.get(*step), ty);
    match decision.compiled.program.step(*step) {
        Some(Step::AsOf) => format!("{value} (as of)"),
        Some(Step::Completed { unit, .. }) => {
            format!("{value} completed {}", if value == "1" { unit.singular() } else { unit.plural() })
        }
        Some(Step::Shift { date, period, back }) => {
            let date = show(decision.values.get(*date), ty);
            let period = show(decision.values.get(*period), &ValueType::Duration);
            format!("{date} {} {period} = {value}", if *back { '-' } else { '+' })
        }
        _ => value,
    }
}

/// How what a side reads was converted when the record was read, and what relations it uses.
fn conversions(decision: &Decision, side: StepId) -> Vec<String> {
    let compiled = &decision.compiled;
    let mut found = Vec::new();
    compiled.program.walk_ids(side, |id| {
        if let Some(by) = compiled.about.conversions.get(&id) {
            found.extend(by.iter().cloned());
        }
        if let Some(Step::Slot(slot)) = compiled.program.step(id)
            && let Some(by) = decision.record.entry(*slot).and_then(|entry| entry.by.as_ref())
        {
            found.push(by.to_string());
        }
    });
    found
}

/// One side in the unit of the other.
fn same_as(decision: &Decision, compared: &Compared) -> Option<String> {
    let (left, right) = (&compared.left, &compared.right);
    let (ValueType::Quantity(one), ValueType::Quantity(other)) = (&left.1, &right.1) else { return None };
    for side in [left, right] {
        if let Some(written) = decision.compiled.about.converted.get(&side.0) {
            return Some(format!("{written} is {}", show(decision.values.get(side.0), &side.1)));
        }
    }
    if one.unit == other.unit {
        return None;
    }
    // What is written out is shown in the unit of what is recorded.
    let (side, in_unit_of) = if one.subject == Subject::Written { (left, other) } else { (right, one) };
    let ValueType::Quantity(own) = &side.1 else { return None };
    let value = decision.values.get(side.0);
    let ty =
        QuantityType { unit: in_unit_of.unit.clone(), scale: in_unit_of.scale, ..QuantityType::clone(own) };
    let shown = ValueType::Quantity(std::sync::Arc::new(ty));
    Some(format!("{} is {}", show(value, &side.1), show(value, &shown)))
}

/// A value, or what it could be.
pub(crate) fn show(value: &Possible, ty: &ValueType) -> String {
    match (value, ty) {
        (Possible::Number(interval), _) if !interval.is_point() => range(interval, ty),
        _ => ty.show(value),
    }
}

/// What a number is at least, and at most.
pub(crate) fn ends(value: &Possible, ty: &ValueType) -> (Option<String>, Option<String>) {
    let Possible::Number(interval) = value else { return (None, None) };
    let end = |end: &Bound<crate::quantity::Number>| match end {
        Bound::Included(number) | Bound::Excluded(number) if interval.fault().is_none() => {
            Some(ty.show(&Possible::number(number.clone())))
        }
        _ => None,
    };
    (end(interval.low()), end(interval.high()))
}

fn range(interval: &Interval, ty: &ValueType) -> String {
    let end = |number: &crate::quantity::Number| ty.show(&Possible::number(number.clone()));
    let (low, high) = (interval.low(), interval.high());
    match (low, high) {
        _ if interval.fault().is_some() => "no result".to_owned(),
        (Bound::Unbounded, Bound::Unbounded) => "unknown".to_owned(),
        (Bound::Unbounded, Bound::Included(high)) => format!("at most {}", end(high)),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("below {}", end(high)),
        (Bound::Included(low), Bound::Unbounded) => format!("at least {}", end(low)),
        (Bound::Excluded(low), Bound::Unbounded) => format!("above {}", end(low)),
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => {
            format!("between {} and {}", end(low), end(high))
        }
    }
}
