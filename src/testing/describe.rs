//! A decision in the words of a test that expects it.

use std::sync::Arc;

use super::outcome::{due_to, missing, raised, unchecked};
use crate::decision::Decision;
use crate::eval::Verdict;
use crate::ir::{Rule, RuleKind, StepId};
use crate::vocabulary::ValueType;

/// All that a test can expect of a decision: `ineligible by only chronic cautions none output dose = full`.
#[must_use]
pub fn expectation_of(decision: &Decision) -> String {
    expectation_about(decision, &|_| true)
}

/// The same, of the cautions and outputs alone of whose steps `matters` holds.
#[must_use]
pub fn expectation_about(decision: &Decision, matters: &dyn Fn(&[StepId]) -> bool) -> String {
    let verdict = decision.verdict();
    let mut words = verdict.to_string();
    let mut only = |word: &str, names: Vec<Arc<str>>| {
        if !names.is_empty() {
            words.push_str(&format!(" {word} only {}", names.join(", ")));
        }
    };
    if matches!(verdict, Verdict::Ineligible | Verdict::Undetermined) {
        only("by", due_to(decision, verdict));
    }
    if verdict == Verdict::Undetermined {
        only("missing", missing(decision));
    }
    let about = decision.about();
    let is_caution = |rule: &&Rule| rule.kind == RuleKind::Caution;
    let cautions = decision.program().rules.iter().filter(is_caution);
    if cautions
        .into_iter()
        .any(|rule| matters(&rule.guard.into_iter().chain([rule.condition]).collect::<Vec<_>>()))
    {
        match raised(decision).as_slice() {
            [] => words.push_str(" cautions none"),
            raised => words.push_str(&format!(" cautions only {}", raised.join(", "))),
        }
        // That all could be checked goes without saying.
        let unchecked = unchecked(decision);
        if !unchecked.is_empty() {
            words.push_str(&format!(" unchecked only {}", unchecked.join(", ")));
        }
    }
    let outputs = about.outputs.iter().filter(|output| matters(&[output.step])).filter_map(|output| {
        let (_, value) = decision.output(&output.name)?;
        match value.is_known() {
            true => written(&output.ty, value).map(|value| format!("{} = {value}", output.name)),
            false => Some(format!("{} not known", output.name)),
        }
    });
    let outputs: Vec<_> = outputs.collect();
    if !outputs.is_empty() {
        words.push_str(&format!(" output {}", outputs.join(", ")));
    }
    if let Some(day) = decision.lapses() {
        words.push_str(&format!(" until @{day}"));
    }
    words
}

/// A known value as a test writes it; `None` of a value that cannot be written out exactly.
pub fn written(ty: &ValueType, value: &crate::possible::Possible) -> Option<String> {
    let shown = ty.show(value);
    match ty {
        ValueType::Boolean | ValueType::Choice(_) | ValueType::Text => Some(shown),
        ValueType::Number { .. } | ValueType::Quantity(_) => (!shown.contains('…')).then_some(shown),
        ValueType::Date { .. } if shown == "never" => Some(shown),
        ValueType::Date { .. } => Some(format!("@{shown}")),
        ValueType::Set(_) if shown == "none" => Some("[]".to_owned()),
        ValueType::Set(_) => Some(format!("[{shown}]")),
        _ => None,
    }
}
