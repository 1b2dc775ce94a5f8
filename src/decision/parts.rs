//! The parts of a rule's condition, each with what it is for this patient.

use serde::Serialize;

use super::{Decision, comparison};
use crate::absence::Absence;
use crate::explain::{Part, parts};
use crate::ir::{Rule, Step, StepId};
use crate::limits::MAX_PARTS_TOLD;
use crate::possible::{Possible, Truth};

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartFound {
    /// How many parts it stands in.
    pub depth: usize,
    /// As it is written.
    pub written: String,
    /// Whether it holds.
    pub holds: Truth,
    /// What it compares, or the facts it asks, with their values; empty of a part that is made of parts.
    pub values: Vec<String>,
}

/// The parts of a rule's condition, then those of its guard.
pub(super) fn of_rule(decision: &Decision, index: usize) -> Vec<PartFound> {
    let compiled = &decision.compiled;
    let (Some(rule), Some(about)) = (compiled.program.rules.get(index), compiled.about.rules.get(index))
    else {
        return Vec::new();
    };
    let Rule { condition, guard, .. } = rule;
    let mut found = Vec::new();
    for (root, written) in [(Some(*condition), Some(&about.condition)), (*guard, about.applies_when.as_ref())]
    {
        let Some(root) = root else { continue };
        for part in parts(&compiled.program, root, MAX_PARTS_TOLD) {
            let whole = if part.depth == 0 { written.map(|text| text.to_string()) } else { None };
            let exception = about.exceptions.iter().find(|exception| exception.step == part.step);
            let exception = exception.map(|exception| format!("{} {}", exception.word, exception.condition));
            found.push(PartFound {
                depth: part.depth,
                written: whole.or(exception).unwrap_or_else(|| written_as(decision, part.step)),
                holds: decision.values.truth(part.step),
                values: if part.is_compound { Vec::new() } else { values(decision, part) },
            });
        }
    }
    found
}

/// As a part is written, on one line.
fn written_as(decision: &Decision, step: StepId) -> String {
    let place = decision.compiled.program.place(step);
    let text = decision.compiled.sources.slice(place);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn values(decision: &Decision, part: Part) -> Vec<String> {
    let compiled = &decision.compiled;
    if let Some(compared) = comparison_below(decision, part.step) {
        return vec![compared];
    }
    let mut found = Vec::new();
    for slot in compiled.program.slots_below(part.step) {
        let Some((fact, entry)) = compiled.vocabulary.fact(slot).zip(decision.record.entry(slot)) else {
            continue;
        };
        // A list or a set says something, whatever it leaves open.
        let is_there = matches!(entry.value, Possible::List(_) | Possible::Record(_) | Possible::Members(_));
        found.push(match entry.value.is_known() || is_there && entry.absence == Some(Absence::Imprecise) {
            true => format!("{} is {}", fact.path, fact.ty.show(&entry.value)),
            false => format!("{} is not known", fact.path),
        });
    }
    found
}

/// The comparison that a part is, or whose denial it is.
fn comparison_below(decision: &Decision, step: StepId) -> Option<String> {
    let compiled = &decision.compiled;
    let of = match compiled.program.step(step)? {
        Step::Not(of) if !compiled.about.comparisons.contains_key(&step) => *of,
        _ => step,
    };
    let compared = compiled.about.comparisons.get(&of)?;
    Some(comparison::of_step(decision, of, compared).to_string())
}
