//! What findings say, in sentences for people. A sentence that says what was found shows a patient's values.

use std::sync::Arc;

use super::{Finding, MissingFact, Read, Scope, Unknown};
use crate::absence::Absence;
use crate::eval::Verdict;
use crate::ir::RuleKind;
use crate::record::visible;

/// Characters that are shown of an `id`, or of who judged.
pub const MAX_ID_SHOWN: usize = 100;

/// What the rule asks, in its author's words if there are any.
pub fn asked(kind: RuleKind, because: Option<&str>, condition: &str) -> String {
    let said = because.unwrap_or(condition);
    match kind {
        RuleKind::Require => format!("must hold: {said}"),
        RuleKind::Exclude => format!("must not hold: {said}"),
        RuleKind::Caution => said.to_owned(),
    }
}

/// What was found of the facts that decided, and what failed.
///
/// What another ruleset says stands first, and then the facts by which it says so, unless they all speak for the
/// patient: those are told only where `everything` is.
pub fn found(finding: &Finding, everything: bool) -> Vec<String> {
    let consulted: indexmap::IndexSet<_> = finding.consulted.iter().map(ToString::to_string).collect();
    let speaks_for = |name: &Arc<str>| {
        let said = finding.consulted.iter().filter(|said| said.ruleset == *name);
        said.into_iter().all(|said| said.verdict == Some(Verdict::Eligible))
    };
    let shown = |read: &&Read| everything || read.through.is_empty() || !read.through.iter().all(speaks_for);
    let settled_by = |fact: &str| {
        let unknown = finding.unknown.iter().find(|unknown| unknown.fact.as_deref() == Some(fact))?;
        unknown.settled_by.clone()
    };
    let facts = finding.read.iter().filter(|read| read.decisive).filter(shown).map(|read| {
        match settled_by(&read.fact) {
            Some(settled_by) => format!("{}; {settled_by}", sentence(read)),
            None => sentence(read),
        }
    });
    let failures = finding.unknown.iter().filter_map(failure);
    consulted.into_iter().chain(facts).chain(failures).collect()
}

/// What was found of the facts that decide whether a ruleset is for the patient.
pub fn found_of_scope(scope: &Scope) -> Vec<String> {
    let said = scope.consulted.iter().map(ToString::to_string);
    let read = scope.read.iter().filter(|read| read.decisive).map(sentence);
    said.chain(read).chain(scope.unknown.iter().filter_map(failure)).collect()
}

/// What was found of one fact.
pub fn sentence(read: &Read) -> String {
    let fact = &read.fact;
    if read.not_asked {
        return format!("{fact} is not asked of this patient, and counts as false");
    }
    let recorded = read.recorded.as_deref();
    if !read.entries.is_empty() {
        let value = read.value.as_deref().unwrap_or("a list");
        return format!("{fact} is {value}; {}", read.entries.join("; "));
    }
    let judged = read.judged.as_ref();
    let judged =
        judged.map(|judged| format!("judged by {} on {}", visible(&judged.by, MAX_ID_SHOWN), judged.on));
    let as_recorded = recorded.map(|recorded| format!("recorded as {recorded}"));
    let note = |notes: &[&Option<String>]| {
        let notes: Vec<_> = notes.iter().filter_map(|note| note.as_deref()).collect();
        if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
    };
    match (&read.value, read.assumed, read.absent) {
        (Some(value), true, _) => format!("{fact} is assumed to be {value}"),
        (Some(value), false, _) => format!("{fact} is {value}{}", note(&[&as_recorded, &judged])),
        (None, _, Some(absent)) => format!("{fact} {}{}", known_only(absent, recorded), note(&[&judged])),
        (None, _, None) => format!("{fact} is not known"),
    }
}

/// `is known only as 2025-05`, or why it is not known at all.
pub fn known_only(absent: Absence, recorded: Option<&str>) -> String {
    match (absent, recorded) {
        (Absence::Imprecise | Absence::Censored | Absence::Invalid, Some(recorded)) => {
            format!("is known only as {recorded}")
        }
        _ => absent.phrase().to_owned(),
    }
}

/// A computation that has no result.
fn failure(unknown: &Unknown) -> Option<String> {
    let computation = unknown.computation.as_ref()?;
    if unknown.absent == Absence::Imprecise {
        return Some(format!("`{computation}` could be any of its days, and the answer depends on which"));
    }
    Some(format!("`{computation}` {}", unknown.absent.phrase()))
}

/// What an unknown came from.
pub fn unknown_sentence(unknown: &Unknown) -> String {
    match &unknown.fact {
        Some(fact) => format!("{fact} {}", known_only(unknown.absent, unknown.recorded.as_deref())),
        None => failure(unknown).unwrap_or_default(),
    }
}

/// A fact that is missing.
pub fn missing_sentence(missing: &MissingFact) -> String {
    format!("{} {}", missing.fact, known_only(missing.absent, missing.recorded.as_deref()))
}

/// `1 rule`, `2 rules`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
