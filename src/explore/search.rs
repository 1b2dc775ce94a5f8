//! Looking for a patient of whom something is so.

use super::values::{Making, alternatives, lists_with_any_entry};
use super::variable::{Variable, variables};
use super::{at_bounds, conditions_of, decide};
use crate::decision::Decision;
use crate::engine::Ruleset;
use crate::patient::Patient;
use crate::syntax::ast::Expr;
use std::sync::Arc;

/// Entries of a list that are tried in the place of those it has.
const MOST_ENTRIES: usize = 200;

/// Patients of whom one thing is changed; two are changed of the first one.
const MOST_STARTS: usize = 8;

/// What can be changed of a patient, one variable at a time.
fn changes(ruleset: &Ruleset, patient: &Patient, facts: &[Arc<str>]) -> Vec<(Variable, Option<Expr>)> {
    let Some(as_of) = patient.as_of() else { return Vec::new() };
    let making = Making { program: ruleset.program(), as_of };
    let conditions = conditions_of(ruleset);
    let mut found = Vec::new();
    for variable in variables(patient, facts, ruleset.vocabulary()) {
        let mut values = at_bounds(ruleset, patient, &variable, &conditions);
        for value in alternatives(&variable, patient, making) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values.extend(lists_with_any_entry(&variable, patient, making, MOST_ENTRIES));
        let silent = variable.get(patient).is_some().then_some(None);
        found.extend(values.into_iter().map(Some).chain(silent).map(|value| (variable.clone(), value)));
    }
    found
}

/// A patient of whom `wanted` holds, with as few changes to one of these patients as may be: none, one, or two. `None`
/// if there is none among the `budget` that may still be looked at.
#[must_use]
pub fn reach(
    ruleset: &Ruleset,
    patients: &[&Patient],
    facts: &[Arc<str>],
    budget: &mut usize,
    wanted: &dyn Fn(&Decision) -> bool,
) -> Option<Patient> {
    let is_wanted = |patient: &Patient| decide(ruleset, patient).is_some_and(|decision| wanted(&decision));
    if let Some(found) = patients.iter().find(|patient| is_wanted(patient)) {
        return Some((*found).clone());
    }
    for patient in patients.iter().take(MOST_STARTS) {
        let one = changes(ruleset, patient, facts).into_iter();
        let mut one = one.filter_map(|(variable, value)| variable.with(patient, value));
        if let Some(found) = one.find(|patient| is_wanted(patient)) {
            return Some(found);
        }
    }
    for patient in patients.iter().take(1) {
        let changes = changes(ruleset, patient, facts);
        for (at, (variable, value)) in changes.iter().enumerate() {
            let Some(first) = variable.with(patient, value.clone()) else { continue };
            for (other, second) in changes.iter().skip(at + 1).filter(|(other, _)| other != variable) {
                if *budget == 0 {
                    return None;
                }
                *budget -= 1;
                let both = other.with(&first, second.clone()).filter(|patient| is_wanted(patient));
                if both.is_some() {
                    return both;
                }
            }
        }
    }
    None
}
