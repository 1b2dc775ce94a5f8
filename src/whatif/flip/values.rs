//! The values that are tried in a place, nearest first.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::spot::Spot;
use crate::decision::Decision;
use crate::engine::Ruleset;
use crate::explore::{Making, Variable, alternatives, at_bounds_by, lists_with_any_entry};
use crate::ir::StepId;
use crate::limits::{MAX_FLIP_ENTRIES, MAX_FLIP_VALUES};
use crate::patient::{Patient, literal};
use crate::quantity::Number;
use crate::syntax::ast::{Expr, ExprKind};
use crate::vocabulary::{Choice, RecordType, ValueType};

/// A set of so many values has no more subsets than can be tried.
const MOST_MEMBERS: usize = 6;

/// The values to try, in groups; of each group the first that does is enough.
#[derive(Debug, Default)]
pub struct Values {
    pub groups: Vec<Vec<Expr>>,
    /// Tried only where none of the others does.
    pub last: Option<Expr>,
    /// They are all that there are.
    pub all: bool,
}

/// Makes values for places.
#[derive(Clone, Copy)]
pub struct Maker<'m> {
    pub ruleset: &'m Ruleset,
    pub making: Making<'m>,
    /// The conditions whose answers have a part in the verdict.
    pub conditions: &'m [StepId],
    /// Decides on a patient, if it may still be decided.
    pub ask: &'m dyn Fn(&Patient) -> Option<Decision>,
}

impl Maker<'_> {
    /// The values of a place other than the one it has. `now` is what is recorded before any change.
    pub fn values(&self, spot: &Spot, patient: &Patient, now: &Patient) -> Values {
        let variable = &spot.variable;
        let one = |group: Vec<Expr>, all: bool| Values { groups: vec![group], last: None, all };
        match &variable.ty {
            ValueType::Boolean => one(alternatives(variable, patient, self.making), true),
            ValueType::Choice(choice) if !choice.ordered => {
                one(alternatives(variable, patient, self.making), true)
            }
            ValueType::Choice(_) => {
                self.nearest_first(spot, patient, now, alternatives(variable, patient, self.making), true)
            }
            ValueType::Set(choice) => sets(choice, variable, patient),
            ValueType::Number { .. } | ValueType::Quantity(_) => {
                let mut values = self.at_bounds(spot, patient);
                values.extend(alternatives(variable, patient, self.making));
                self.nearest_first(spot, patient, now, values, false)
            }
            ValueType::List(_) => self.lists(variable, patient),
            ValueType::Record(of) if of.is_attested => {
                // By whom it is judged, and when, is not tried out.
                one(judged(of, variable, patient, self.making), false)
            }
            _ => one(alternatives(variable, patient, self.making), false),
        }
    }

    /// The values at which a condition changes its answer.
    pub fn at_bounds(&self, spot: &Spot, patient: &Patient) -> Vec<Expr> {
        at_bounds_by(self.ruleset, patient, &spot.variable, self.conditions, self.ask)
    }

    /// In the order of their distance from what is recorded: those below, and those above. Where nothing is, from zero.
    pub fn nearest_first(
        &self,
        spot: &Spot,
        patient: &Patient,
        now: &Patient,
        values: Vec<Expr>,
        all: bool,
    ) -> Values {
        let from = spot.at(now.record());
        let mut placed: Vec<(Number, Expr)> = Vec::new();
        // What has no place on the axis.
        let mut others: Vec<Expr> = Vec::new();
        for value in values {
            let Some(changed) = spot.variable.with(patient, Some(value.clone())) else { continue };
            match spot.at(changed.record()) {
                Some(at) if from.as_ref() != Some(&at) => placed.push((at, value)),
                Some(_) => {}
                None => others.push(value),
            }
        }
        placed.sort_by(|(one, _), (other, _)| one.cmp(other));
        placed.dedup_by(|(one, _), (other, _)| one == other);
        others.retain(|value| Some(value) != spot.variable.get(now));
        if from.is_none() {
            // A stable sort: of two that are as far from zero the lesser one is first.
            placed.sort_by_key(|(at, _)| {
                if at.is_negative() {
                    Number::ZERO.checked_sub(at).unwrap_or_else(|_| at.clone())
                } else {
                    at.clone()
                }
            });
        }
        let (below, above): (Vec<_>, Vec<_>) =
            placed.into_iter().partition(|(at, _)| from.as_ref().is_some_and(|from| at < from));
        let plain =
            |values: Vec<(Number, Expr)>| values.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
        let mut groups = vec![plain(below).into_iter().rev().collect(), plain(above), others];
        groups.retain(|group: &Vec<Expr>| !group.is_empty());
        Values { groups, last: None, all }
    }

    /// A list without one of its entries; with one more; with none. Of one that may have more, that it has not.
    fn lists(&self, variable: &Variable, patient: &Patient) -> Values {
        let now = variable.get(patient).map(|value| &value.kind);
        let items: &[Expr] = match now {
            Some(ExprKind::List(items)) => items,
            Some(ExprKind::Record(fields)) => {
                // `{ items = […], complete = false }`.
                let items = fields.iter().find(|field| field.path.text == "items");
                let closed = items.map(|items| items.value.clone()).into_iter().collect();
                return Values { groups: vec![closed], ..Values::default() };
            }
            _ => &[],
        };
        let fewer = (0..items.len()).map(|gone| {
            let left = items.iter().enumerate().filter(|(at, _)| *at != gone);
            literal::list(left.map(|(_, item)| item.clone()).collect())
        });
        let fewer: Vec<Expr> = match now {
            None => vec![literal::list(Vec::new())],
            Some(_) => fewer.take(MAX_FLIP_VALUES).collect(),
        };
        let made = lists_with_any_entry(variable, patient, self.making, MAX_FLIP_ENTRIES);
        let again = alternatives(variable, patient, self.making);
        let longer =
            |value: &Expr| matches!(&value.kind, ExprKind::List(found) if found.len() == items.len() + 1);
        let more: Vec<Expr> = made.into_iter().chain(again).filter(longer).collect();
        let last = (items.len() > 1).then(|| literal::list(Vec::new()));
        let groups = [fewer, more].into_iter().filter(|group: &Vec<Expr>| !group.is_empty());
        Values { groups: groups.collect(), last, all: false }
    }
}

/// Sets in the order of how many of their members are others than now.
fn sets(choice: &Choice, variable: &Variable, patient: &Patient) -> Values {
    let names: Vec<&str> = choice.names().collect();
    let named = |value: &Expr| match &value.kind {
        ExprKind::Name(path) => Some(path.text.clone()),
        _ => None,
    };
    let now: BTreeSet<String> = match variable.get(patient).map(|value| &value.kind) {
        Some(ExprKind::List(items)) => items.iter().filter_map(named).collect(),
        _ => BTreeSet::new(),
    };
    let all = names.len() <= MOST_MEMBERS;
    let mut found: Vec<BTreeSet<usize>> = match all {
        true => (0..1_usize << names.len())
            .map(|bits| (0..names.len()).filter(|at| bits >> at & 1 == 1).collect())
            .collect(),
        false => {
            let own: BTreeSet<usize> =
                names.iter().enumerate().filter(|(_, name)| now.contains(**name)).map(|(at, _)| at).collect();
            let one_other = (0..names.len()).map(|at| {
                let mut other = own.clone();
                if !other.remove(&at) {
                    other.insert(at);
                }
                other
            });
            one_other.chain([BTreeSet::new(), (0..names.len()).collect()]).collect()
        }
    };
    let distance = |members: &BTreeSet<usize>| {
        (0..names.len())
            .filter(|at| names.get(*at).is_some_and(|name| now.contains(*name)) != members.contains(at))
            .count()
    };
    let is_recorded = variable.get(patient).is_some();
    found.retain(|members| !is_recorded || distance(members) > 0);
    found.sort_by_key(|members| (distance(members), members.clone()));
    found.dedup();
    let written = found.iter().filter_map(|members| {
        let members: Vec<_> = members.iter().filter_map(|at| names.get(*at).copied()).collect();
        literal::expression(&format!("[{}]", members.join(", ")))
    });
    Values { groups: vec![written.collect()], last: None, all }
}

/// Other judgements: by whom it was judged before, or somebody.
fn judged(of: &Arc<RecordType>, variable: &Variable, patient: &Patient, making: Making<'_>) -> Vec<Expr> {
    let Some(field) = of.position("value").and_then(|at| of.fields.get(at)) else { return Vec::new() };
    let silent = Patient::new(patient.record().vocabulary());
    let inner = Variable { fact: Arc::clone(&variable.fact), within: Vec::new(), ty: field.ty.clone() };
    let made = alternatives(variable, &silent, making).into_iter().next();
    let now = variable.get(patient).cloned();
    let base = now.clone().filter(
        |now| matches!(&now.kind, ExprKind::Record(fields) if fields.iter().any(|f| f.path.text == "by")),
    );
    let Some(base) = base.or(made) else { return Vec::new() };
    let ExprKind::Record(fields) = &base.kind else { return Vec::new() };
    let others = alternatives(&inner, &silent, making).into_iter().map(|value| {
        let mut fields = fields.clone();
        for field in fields.iter_mut().filter(|field| field.path.text == "value") {
            field.value = value.clone();
        }
        Expr { kind: ExprKind::Record(fields), place: base.place }
    });
    others.filter(|value| Some(value) != now.as_ref()).collect()
}
