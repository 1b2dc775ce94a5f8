//! What other rulesets said, and what of them a reader must know.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use serde::Serialize;

use super::finding::Warning;
use super::{Decision, find};
use crate::about::{About, Answer, Asked, Linked};
use crate::diagnostic::Code;
use crate::eval::{Outcome, Verdict, outcome, verdict_of};
use crate::explain::{Reading, readings};
use crate::ir::{RuleKind, Step, StepId};
use crate::possible::{Possible, Truth};

/// What another ruleset said to a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consulted {
    /// The name of the ruleset.
    pub ruleset: Arc<str>,
    /// What was asked: `eligible`, the label of a rule, or the name of an output.
    pub asked: Arc<str>,
    /// The date of which it was asked, if it is not the date of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The parameters that were set to another value than the ruleset's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<SettingUsed>,
    /// The answer: whether the verdict is *eligible*, whether the rule holds, or the value of the output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Where its verdict was asked, the verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Where its verdict was asked, the rules that decided it, or that are still open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Arc<str>>,
}

impl std::fmt::Display for Consulted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let settings: Vec<_> =
            self.settings.iter().map(|set| format!("{} = {}", set.name, set.value)).collect();
        let with = if settings.is_empty() { String::new() } else { format!(" with {}", settings.join(", ")) };
        let as_of = self.as_of.as_ref().map(|day| format!(" as of {day}")).unwrap_or_default();
        let rules: Vec<&str> = self.rules.iter().map(|label| &**label).collect();
        match self.verdict {
            Some(verdict) => {
                write!(f, "{}{with} is {verdict}{as_of}", self.ruleset)?;
                match (verdict, rules.as_slice()) {
                    (_, []) => Ok(()),
                    (Verdict::Undetermined, rules) => write!(f, ", with {} open", rules.join(", ")),
                    (_, rules) => write!(f, ": {}", rules.join(", ")),
                }
            }
            None => {
                let answer = self.answer.as_deref().unwrap_or("not known");
                write!(f, "{}.{}{with} is {answer}{as_of}", self.ruleset, self.asked)
            }
        }
    }
}

/// A rule of a used ruleset that counts as something while it is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefaultUsed {
    /// The ruleset.
    pub ruleset: Arc<str>,
    /// The label of its rule.
    pub rule: Arc<str>,
    /// What it counts as.
    pub outcome: Outcome,
    /// Why.
    pub because: Arc<str>,
    /// The rules of this ruleset that leaned on it.
    pub rules: Vec<Arc<str>>,
}

/// A parameter that was set to another value than the ruleset's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingUsed {
    /// The parameter.
    pub name: Arc<str>,
    /// Its value.
    pub value: String,
    /// The value that the ruleset itself gives it.
    pub own: String,
}

pub(crate) fn settings(about: &About) -> Vec<SettingUsed> {
    let set = about.parameters.iter().filter(|parameter| parameter.is_set());
    set.map(|parameter| SettingUsed {
        name: Arc::clone(&parameter.name),
        value: parameter.ty.show(&parameter.value),
        own: parameter.ty.show(&parameter.own),
    })
    .collect()
}

/// The steps below `roots` that stand for what another ruleset says to this one, in the order written.
fn asked<'d>(decision: &'d Decision, roots: &[StepId]) -> Vec<(StepId, &'d Asked, &'d Linked)> {
    let compiled = &decision.compiled;
    let mut found = IndexMap::new();
    let mut seen = std::collections::HashSet::new();
    let mut open: Vec<StepId> = roots.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(step) = compiled.program.step(id) else { continue };
        if let Step::Told(_) = step {
            let asked = compiled.about.asked.get(&id);
            if let Some((asked, linked)) =
                asked.and_then(|asked| Some((asked, compiled.about.linked.get(asked.linked)?)))
            {
                found.insert(id, (asked, linked));
            }
            continue;
        }
        let below: Vec<_> = step.operands().collect();
        open.extend(below.into_iter().rev());
    }
    found.into_iter().map(|(id, (asked, linked))| (id, asked, linked)).collect()
}

/// What the rulesets that are asked below `roots` say.
pub(crate) fn consulted(decision: &Decision, roots: &[StepId]) -> Vec<Consulted> {
    let mut found: Vec<Consulted> = Vec::new();
    for (id, asked, linked) in asked(decision, roots) {
        let value = decision.values.get(id);
        let (name, answer): (Arc<str>, _) = match &asked.what {
            Answer::Eligible => ("eligible".into(), said(value.truth())),
            Answer::Rule(label) => (Arc::clone(label), said(value.truth())),
            Answer::Output(name, ty) => (Arc::clone(name), value.is_known().then(|| ty.show(value))),
        };
        let verdict = (asked.what == Answer::Eligible)
            .then(|| verdict_of(linked.applies_when, &linked.rules, &decision.values));
        let consulted = Consulted {
            ruleset: linked.name(),
            asked: name,
            as_of: as_of(decision, linked),
            settings: settings(&linked.about),
            answer,
            verdict,
            rules: verdict.map(|verdict| reasons(decision, linked, verdict)).unwrap_or_default(),
        };
        if !found.contains(&consulted) {
            found.push(consulted);
        }
    }
    found
}

fn said(truth: Truth) -> Option<String> {
    truth.known().map(|known| known.to_string())
}

/// The rules that decided a verdict, or that keep it open.
fn reasons(decision: &Decision, linked: &Linked, verdict: Verdict) -> Vec<Arc<str>> {
    let wanted = match verdict {
        Verdict::Ineligible => Outcome::NotMet,
        Verdict::Undetermined => Outcome::Unknown,
        Verdict::Eligible | Verdict::NotApplicable => return Vec::new(),
    };
    let rules = linked.rules.iter().zip(&linked.about.rules);
    let found: Vec<_> = rules
        .filter(|(rule, _)| rule.kind != RuleKind::Caution && outcome(rule, &decision.values) == wanted)
        .map(|(_, about)| Arc::clone(&about.label))
        .collect();
    let scope_open = linked.applies_when.is_some_and(|guard| decision.values.truth(guard) == Truth::Unknown);
    if verdict == Verdict::Undetermined && scope_open {
        return std::iter::once("applies when".into()).chain(found).collect();
    }
    found
}

/// The date of which a ruleset is asked; `None` for the date of the decision.
fn as_of(decision: &Decision, linked: &Linked) -> Option<String> {
    let Possible::Dates(dates) = decision.values.get(linked.as_of?) else { return None };
    match dates.only() {
        Some(day) if day == decision.as_of => None,
        Some(day) => Some(day.to_string()),
        None => Some("a date that is not known".to_owned()),
    }
}

/// What is read below `roots` through other rulesets, by the name of the ruleset that is asked.
pub(super) fn readings_through(
    decision: &Decision,
    roots: &[StepId],
) -> IndexMap<Arc<str>, IndexSet<Reading>> {
    let mut found: IndexMap<Arc<str>, IndexSet<Reading>> = IndexMap::new();
    for (id, _, linked) in asked(decision, roots) {
        let below = readings(&decision.compiled.program, &decision.values, id, &|_| false);
        found.entry(linked.name()).or_default().extend(below);
    }
    found
}

/// Rules of used rulesets that count as something while they are not recorded.
pub(super) fn defaults(decision: &Decision) -> Vec<DefaultUsed> {
    let mut found: Vec<DefaultUsed> = Vec::new();
    for linked in &decision.compiled.about.linked {
        for (rule, about) in linked.rules.iter().zip(&linked.about.rules) {
            let Some(because) = &about.when_not_recorded else { continue };
            if !decision.values.is_filled(rule.condition) {
                continue;
            }
            let rules = find::leaning(decision, &|grounds| grounds.settled.contains(&rule.condition));
            let default = DefaultUsed {
                ruleset: linked.name(),
                rule: Arc::clone(&about.label),
                outcome: outcome(rule, &decision.values),
                because: Arc::clone(because),
                rules,
            };
            if !default.rules.is_empty() && !found.contains(&default) {
                found.push(default);
            }
        }
    }
    found
}

/// Used rulesets that are not in force on the date of which they are asked.
pub(super) fn outside_effective(decision: &Decision) -> Vec<Warning> {
    let mut found: Vec<Warning> = Vec::new();
    for linked in &decision.compiled.about.linked {
        let Some((first, last)) = linked.about.effective else { continue };
        let day: Option<Date> = match linked.as_of.map(|step| decision.values.get(step)) {
            None => Some(decision.as_of),
            Some(Possible::Dates(dates)) => dates.only(),
            Some(_) => None,
        };
        let Some(day) = day.filter(|day| *day < first || last < *day) else { continue };
        let message =
            format!("{day} is outside of the effective dates of `{}`, {first} to {last}", linked.name());
        let warning = Warning { code: Code::OutsideEffective, message };
        if !found.contains(&warning) {
            found.push(warning);
        }
    }
    found
}
