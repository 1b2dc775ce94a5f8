//! The places of a record that may be changed.

use std::ops::Bound;
use std::sync::Arc;

use crate::absence::Absence;
use crate::explore::{Variable, Within, variables};
use crate::ir::SlotId;
use crate::patient::{Patient, literal};
use crate::possible::{List, Possible};
use crate::quantity::Number;
use crate::record::{Entry, Record};
use crate::syntax::ast::{Expr, ExprKind, FieldValue};
use crate::vocabulary::{Fact, RecordType, ValueType};

/// A place that may be changed.
#[derive(Debug, Clone)]
pub struct Spot {
    pub variable: Variable,
    pub slot: SlotId,
    /// The type of the fact.
    pub fact_type: ValueType,
}

impl Spot {
    /// The places of a fact: itself, and the fields of what is recorded in it.
    pub fn of_fact(patient: &Patient, slot: SlotId, fact: &Fact) -> Vec<Self> {
        let all = variables(patient, &[Arc::clone(&fact.path)], patient.record().vocabulary());
        let one = |variable: Variable| Self { variable, slot, fact_type: fact.ty.clone() };
        let has_fields = all.iter().any(|variable| matches!(variable.within.last(), Some(Within::Field(_))));
        let kept = all.into_iter().filter(|variable| match (variable.within.last(), &variable.ty) {
            // An entry as a whole comes and goes with its list.
            (Some(Within::Entry(_)), _) => false,
            (Some(Within::Field(_)), _) => !matches!(&fact.ty, ValueType::Record(of) if of.is_attested),
            // Of a record whose fields are there each of them is a place of its own.
            (None, ValueType::Record(of)) => of.is_attested || !has_fields,
            (None, _) => true,
        });
        kept.map(one).collect()
    }

    /// Does a change here take the other place with it?
    pub fn overlaps(&self, other: &Self) -> bool {
        let (short, long) = match self.variable.within.len() <= other.variable.within.len() {
            true => (self, other),
            false => (other, self),
        };
        self.slot == other.slot && long.variable.within.starts_with(&short.variable.within)
    }

    /// What could be here.
    pub fn possible(&self, record: &Record) -> Option<Possible> {
        let mut value = record.entry(self.slot)?.value.clone();
        let mut ty = self.fact_type.clone();
        for step in &self.variable.within {
            (value, ty) = inside(&value, &ty, step)?;
        }
        Some(value)
    }

    /// The record with something else that could be here.
    pub fn with_possible(&self, record: &Record, value: Possible) -> Option<Record> {
        let whole = &record.entry(self.slot)?.value;
        let whole = replaced(whole, &self.fact_type, &self.variable.within, value)?;
        let absence = (!whole.is_known()).then_some(Absence::Imprecise);
        Some(record.with(self.slot, Entry::new(whole, absence)))
    }

    /// The record with all that could be here.
    pub fn relaxed(&self, record: &Record) -> Option<Record> {
        self.with_possible(record, self.variable.ty.everything())
    }

    /// The place of what is here on the axis of its type: a number, a day, a value of a scale.
    pub fn at(&self, record: &Record) -> Option<Number> {
        match (self.possible(record)?, &self.variable.ty) {
            (Possible::Number(number), _) => number.as_point().cloned(),
            (Possible::Dates(dates), _) => {
                let day = dates.only().map(|_| dates.day_numbers())??;
                Some(Number::from(day.0))
            }
            (Possible::Values(values), ValueType::Choice(choice)) if choice.ordered => {
                values.only().map(|at| Number::from(i64::from(at)))
            }
            _ => None,
        }
    }

    /// Is it of a type whose ranges can be decided on as a whole?
    pub fn has_ranges(&self) -> bool {
        matches!(self.variable.ty, ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Date { .. })
    }
}

/// What is one step into a value.
fn inside(value: &Possible, ty: &ValueType, step: &Within) -> Option<(Possible, ValueType)> {
    match (value, ty, step) {
        (Possible::List(list), ValueType::List(of), Within::Entry(at)) => {
            let fields = list.items.get(*at)?;
            Some((Possible::Record(Arc::clone(fields)), ValueType::Record(Arc::clone(of))))
        }
        (Possible::Record(fields), ValueType::Record(of), Within::Field(name)) => {
            let at = of.position(name)?;
            Some((fields.get(at)?.clone(), of.fields.get(at)?.ty.clone()))
        }
        _ => None,
    }
}

/// A value with another one somewhere inside. The way has at most as many steps as variables are deep.
fn replaced(whole: &Possible, ty: &ValueType, within: &[Within], new: Possible) -> Option<Possible> {
    let mut way = vec![(whole.clone(), ty.clone())];
    for step in within {
        let (value, ty) = way.last()?;
        let next = inside(value, ty, step)?;
        way.push(next);
    }
    way.pop();
    let mut new = new;
    for (step, (value, ty)) in within.iter().zip(way).rev() {
        new = match (value, ty, step, new) {
            (Possible::List(list), _, Within::Entry(at), Possible::Record(fields)) => {
                let mut items = list.items.to_vec();
                *items.get_mut(*at)? = fields;
                Possible::List(List { items: items.into(), complete: list.complete })
            }
            (Possible::Record(fields), ValueType::Record(of), Within::Field(name), new) => {
                let mut fields = fields.to_vec();
                *fields.get_mut(of.position(name)?)? = new;
                Possible::Record(fields.into())
            }
            _ => return None,
        };
    }
    Some(new)
}

/// Values from one to another, of a place's type; an end that is missing is that of the type.
pub fn between(spot: &Spot, low: Option<&Possible>, high: Option<&Possible>) -> Option<Possible> {
    match (spot.variable.ty.everything(), low, high) {
        (Possible::Number(all), low, high) => {
            let point = |value: Option<&Possible>| match value {
                Some(Possible::Number(number)) => number.as_point().cloned().map(Bound::Included),
                _ => None,
            };
            let low = point(low).unwrap_or_else(|| all.low().clone());
            let high = point(high).unwrap_or_else(|| all.high().clone());
            Some(Possible::Number(crate::possible::Interval::new(low, high)))
        }
        (Possible::Dates(all), low, high) => {
            let day = |value: Option<&Possible>| match value {
                Some(Possible::Dates(dates)) => dates.only(),
                _ => None,
            };
            let (first, last) = all.days()?;
            Some(Possible::Dates(crate::time::Dates::span(
                day(low).unwrap_or(first),
                day(high).unwrap_or(last),
            )))
        }
        _ => None,
    }
}

/// The patient with each value of an observation beside its unit, so that it is one value of its own; what would not be
/// read as the same stays as it is.
pub fn in_one_piece(patient: Patient) -> Patient {
    let vocabulary = Arc::clone(patient.record().vocabulary());
    let mut patient = patient;
    for (at, fact) in vocabulary.facts().enumerate() {
        let Some(now) = patient.fields().get(&fact.path) else { continue };
        let piece = match (&fact.ty, &now.kind) {
            (ValueType::List(of), ExprKind::List(items)) => {
                literal::list(items.iter().map(|item| joined(item, of)).collect())
            }
            (ValueType::Record(of), _) => joined(now, of),
            _ => continue,
        };
        if piece == *now {
            continue;
        }
        let value = |patient: &Patient| patient.record().entries().get(at).map(|entry| entry.value.clone());
        if let Ok(changed) = patient.with(&fact.path, &piece)
            && value(&changed) == value(&patient)
        {
            patient = changed;
        }
    }
    patient
}

/// `{ value = 42, unit = "%" }` as `{ value = 42 '%' }`.
fn joined(item: &Expr, of: &RecordType) -> Expr {
    let ExprKind::Record(fields) = &item.kind else { return item.clone() };
    let find = |name: &str| fields.iter().find(|field| field.path.text == name);
    let (Some(value), Some(unit)) = (find("value"), find("unit")) else { return item.clone() };
    let (ExprKind::Text(unit), true) = (&unit.value.kind, of.is_observation && of.position("unit").is_none())
    else {
        return item.clone();
    };
    let number = crate::syntax::print::print_expr(&value.value);
    let Some(quantity) = literal::expression(&format!("{number} '{}'", unit.value())) else {
        return item.clone();
    };
    let kept = fields.iter().filter(|field| field.path.text != "unit").map(|field| {
        match field.path.text == "value" {
            true => FieldValue { path: field.path.clone(), value: quantity.clone() },
            false => field.clone(),
        }
    });
    Expr { kind: ExprKind::Record(kept.collect()), place: item.place }
}
