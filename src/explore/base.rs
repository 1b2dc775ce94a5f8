//! An eligible patient of whom everything is known, made up where there is none.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::values::{Making, alternatives, lists_with_any_entry, of_type};
use super::variable::variables;
use super::{at_bounds, conditions_of, decide, patient};
use crate::decision::Decision;
use crate::engine::Ruleset;
use crate::eval::Outcome;
use crate::ir::RuleKind;
use crate::patient::literal::day;
use crate::patient::sample::AS_OF;
use crate::patient::{Fields, Patient};
use crate::possible::Truth;
use crate::vocabulary::ValueType;

/// Rounds of changes before the search ends.
const MOST_ROUNDS: usize = 40;

/// Entries of a list that are tried in one round.
const MOST_ENTRIES: usize = 1_000;

/// A patient whom a ruleset admits, with every fact it reads; where nobody is found whom it admits, the one who comes
/// nearest. Starts from the facts of `like`, if there are any.
#[must_use]
pub fn eligible_patient(ruleset: &Ruleset, like: Option<&Fields>, as_of: Date) -> Option<Patient> {
    let vocabulary = ruleset.vocabulary();
    let facts = facts_read(ruleset);
    let making = Making { program: ruleset.program(), as_of };
    let mut fields = like.cloned().unwrap_or_default();
    if !fields.contains_key(AS_OF) {
        fields.insert(AS_OF.into(), day(as_of)?);
    }
    for fact in &facts {
        if fields.contains_key(fact) {
            continue;
        }
        let ty = &vocabulary.fact(vocabulary.find(fact)?)?.ty;
        let first = first_value(ty, making);
        if let Some(value) = first {
            fields.insert(Arc::clone(fact), value);
        }
    }
    let conditions = conditions_of(ruleset);
    let mut patient = patient(ruleset, &fields)?;
    let mut best = distance(&decide(ruleset, &patient)?);
    for _ in 0..MOST_ROUNDS {
        if best == (0, 0, 0) {
            break;
        }
        let mut better: Option<((usize, usize, usize), Patient)> = None;
        for variable in variables(&patient, &in_doubt(ruleset, &patient), vocabulary) {
            let at_bounds = at_bounds(ruleset, &patient, &variable, &conditions);
            let others = alternatives(&variable, &patient, making);
            let lists = lists_with_any_entry(&variable, &patient, making, MOST_ENTRIES);
            for value in at_bounds.into_iter().chain(others).chain(lists) {
                let Some(changed) = variable.with(&patient, Some(value)) else { continue };
                let Some(decision) = decide(ruleset, &changed) else { continue };
                let reached = distance(&decision);
                if reached < better.as_ref().map_or(best, |(reached, _)| *reached) {
                    better = Some((reached, changed));
                }
            }
            // One step in the right direction is enough for a round.
            if better.is_some() {
                break;
            }
        }
        let Some((reached, changed)) = better else { break };
        (best, patient) = (reached, changed);
    }
    Some(patient)
}

/// The facts that something in the ruleset reads, in the order declared.
#[must_use]
pub fn facts_read(ruleset: &Ruleset) -> Vec<Arc<str>> {
    let program = ruleset.program();
    let outputs = ruleset.about().outputs.iter().map(|output| output.step);
    let rules = program.rules.iter().flat_map(|rule| [Some(rule.condition), rule.guard, rule.until]);
    let roots = rules.flatten().chain(program.applies_when).chain(outputs);
    let slots: BTreeSet<_> = roots.flat_map(|root| program.slots_below(root)).collect();
    let facts = slots.into_iter().filter_map(|slot| ruleset.vocabulary().fact(slot));
    facts.map(|fact| Arc::clone(&fact.path)).collect()
}

/// What a fact starts from: what hardly ever stands in the way.
fn first_value(ty: &ValueType, making: Making<'_>) -> Option<crate::syntax::ast::Expr> {
    let values = of_type(ty, making, 0);
    match ty {
        // The middle of what is tried lies within the bounds more often than its ends.
        ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Date { or_never: false } => {
            values.get(values.len() / 2).cloned()
        }
        _ => values.into_iter().next(),
    }
}

/// The facts of the rules that are not met or not known.
fn in_doubt(ruleset: &Ruleset, patient: &Patient) -> Vec<Arc<str>> {
    let Some(decision) = decide(ruleset, patient) else { return Vec::new() };
    let program = ruleset.program();
    let open = decision.outcomes().zip(&program.rules);
    let open = open.filter(|((_, outcome), _)| !matches!(outcome, Outcome::Met | Outcome::NotApplicable));
    let roots = open.flat_map(|(_, rule)| [Some(rule.condition), rule.guard]).flatten();
    let roots = roots.chain(program.applies_when.filter(|guard| decision.truth(*guard) != Truth::True));
    let slots: BTreeSet<_> = roots.flat_map(|root| program.slots_below(root)).collect();
    let facts = slots.into_iter().filter_map(|slot| ruleset.vocabulary().fact(slot));
    facts.map(|fact| Arc::clone(&fact.path)).collect()
}

/// How far a patient is from being admitted without a caution: what is false that must be true counts most.
fn distance(decision: &Decision) -> (usize, usize, usize) {
    let scope = decision.scope().map_or(Truth::True, |scope| scope.holds);
    let count = |caution: bool, wanted: Outcome| {
        let outcomes = decision.outcomes();
        outcomes
            .filter(|(rule, outcome)| (rule.kind == RuleKind::Caution) == caution && *outcome == wanted)
            .count()
    };
    (
        count(false, Outcome::NotMet) + usize::from(scope == Truth::False),
        count(false, Outcome::Unknown) + usize::from(scope == Truth::Unknown),
        count(true, Outcome::NotMet) + count(true, Outcome::Unknown),
    )
}
