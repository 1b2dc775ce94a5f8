//! From the truth of conditions to the outcome of rules, and from these to the verdict.

use serde::Serialize;

use super::Values;
use crate::ir::{Program, Rule, RuleKind, StepId};
use crate::possible::Truth;

/// What a rule says of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The rule does not stand in the way: a `require` that holds, an `exclude` or `caution` that does not.
    Met,
    /// The rule stands in the way: a `require` that does not hold, an `exclude` or `caution` that does.
    NotMet,
    /// It depends on what is not known.
    Unknown,
    /// The rule's `applies when` is false.
    NotApplicable,
}

impl Outcome {
    /// The outcome in one word: `not-met`, as it is written for programs.
    ///
    /// ```
    /// assert_eq!(elig::Outcome::NotMet.code(), "not-met");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::NotMet => "not-met",
            Outcome::Unknown => "unknown",
            Outcome::NotApplicable => "not-applicable",
        }
    }
}

/// The answer to the whole question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every rule that applies is met.
    Eligible,
    /// Some rule that applies is not met.
    Ineligible,
    /// It depends on what is not known.
    Undetermined,
    /// The ruleset is not for this patient.
    NotApplicable,
}

impl Verdict {
    /// The verdict in one word: `not-applicable`, as it is written for programs and named on the command line.
    ///
    /// ```
    /// assert_eq!(elig::Verdict::NotApplicable.code(), "not-applicable");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Eligible => "eligible",
            Verdict::Ineligible => "ineligible",
            Verdict::Undetermined => "undetermined",
            Verdict::NotApplicable => "not-applicable",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Verdict::Eligible => "eligible",
            Verdict::Ineligible => "ineligible",
            Verdict::Undetermined => "undetermined",
            Verdict::NotApplicable => "not applicable",
        })
    }
}

/// Whether conditions hold.
type Truths<'t> = &'t dyn Fn(StepId) -> Truth;

/// The truth of a rule's guard; a rule without one always applies.
fn guard(rule: &Rule, truth: Truths<'_>) -> Truth {
    rule.guard.map_or(Truth::True, truth)
}

/// The outcome of one rule.
///
/// With an unknown guard a rule that does not stand in the way is met: whether it applies or not, it does
/// not stand in the way.
#[must_use]
pub fn outcome(rule: &Rule, values: &Values) -> Outcome {
    outcome_by(rule, &|id| values.truth(id))
}

/// The same, wherever the truths come from.
pub(crate) fn outcome_by(rule: &Rule, truth: Truths<'_>) -> Outcome {
    let condition = truth(rule.condition);
    let passes = if rule.kind == RuleKind::Require { condition } else { !condition };
    match (guard(rule, truth), passes) {
        (Truth::False, _) => Outcome::NotApplicable,
        (_, Truth::True) => Outcome::Met,
        (Truth::True, Truth::False) => Outcome::NotMet,
        _ => Outcome::Unknown,
    }
}

/// The verdict over all rules; cautions have no part in it.
///
/// A ruleset all of whose rules turn out not to apply is *not applicable*; so *eligible* needs one rule that
/// certainly applies.
#[must_use]
pub fn verdict(program: &Program, values: &Values) -> Verdict {
    verdict_of(program.applies_when, &program.rules, values)
}

/// The verdict of one of the rulesets of a program, over its own rules.
#[must_use]
pub fn verdict_of(applies_when: Option<StepId>, rules: &[Rule], values: &Values) -> Verdict {
    verdict_by(applies_when, rules, &|id| values.truth(id))
}

/// The same, wherever the truths come from.
pub(crate) fn verdict_by(applies_when: Option<StepId>, rules: &[Rule], truth: Truths<'_>) -> Verdict {
    let scope = applies_when.map_or(Truth::True, truth);
    let deciding = || rules.iter().filter(|rule| rule.kind != RuleKind::Caution);
    if scope == Truth::False || deciding().all(|rule| guard(rule, truth) == Truth::False) {
        return Verdict::NotApplicable;
    }
    if scope == Truth::Unknown {
        return Verdict::Undetermined;
    }
    let (mut open, mut certainly_applies) = (false, false);
    for rule in deciding() {
        certainly_applies |= guard(rule, truth) == Truth::True;
        match outcome_by(rule, truth) {
            Outcome::NotMet => return Verdict::Ineligible,
            Outcome::Unknown => open = true,
            Outcome::Met | Outcome::NotApplicable => {}
        }
    }
    if certainly_applies && !open { Verdict::Eligible } else { Verdict::Undetermined }
}
