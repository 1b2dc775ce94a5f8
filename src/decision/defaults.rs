//! `when not recorded: met`: rules that are open only because the record is silent; and `until`.

use jiff::civil::Date;

use super::Decision;
use crate::absence::Absence;
use crate::eval::{Outcome, Values, Verdict, outcome};
use crate::explain::{Cause, causes};
use crate::ir::{Program, Rule, RuleKind, SlotId, Step, StepId};
use crate::possible::{Possible, Truth};

/// Settles the rules that say what holds `when not recorded`, where nothing but silence keeps them open.
/// Such a rule has a step of its own, which nothing else reads. Which rules were settled.
pub(super) fn settle(
    program: &Program,
    values: &mut Values,
    absence: impl Fn(SlotId) -> Option<Absence>,
) -> Vec<bool> {
    let settle = |rule: &Rule| {
        let Some(met) = rule.when_not_recorded else { return false };
        if values.truth(rule.condition) != Truth::Unknown {
            return false;
        }
        let silent = |cause: &Cause| match cause {
            Cause::Fact(slot) => absence(*slot) == Some(Absence::NotRecorded),
            Cause::Computation(..) => false,
        };
        let causes = causes(program, values, rule.condition);
        if causes.is_empty() || !causes.iter().all(silent) {
            return false;
        }
        values.settle(rule.condition, Truth::from(met == (rule.kind == RuleKind::Require)));
        true
    };
    program.rules.iter().map(settle).collect()
}

/// The condition itself, below the step that was settled.
pub(super) fn below(program: &Program, rule: &Rule) -> StepId {
    program.step(rule.condition).and_then(|step: &Step| step.operands().next()).unwrap_or(rule.condition)
}

/// The day on which a rule lapses, if it is known.
pub(super) fn until(decision: &Decision, rule: &Rule) -> Option<Date> {
    match decision.values.get(rule.until?) {
        Possible::Dates(dates) => dates.only(),
        _ => None,
    }
}

/// The day on which all reasons against have lapsed; `None` unless each of them lapses on a later day than
/// that of the decision.
pub(super) fn lapses(decision: &Decision) -> Option<Date> {
    if decision.verdict != Verdict::Ineligible {
        return None;
    }
    let rules = decision.compiled.program.rules.iter();
    let against = rules
        .filter(|rule| rule.kind != RuleKind::Caution && outcome(rule, &decision.values) == Outcome::NotMet);
    let days: Option<Vec<Date>> =
        against.map(|rule| until(decision, rule).filter(|day| *day > decision.as_of)).collect();
    days?.into_iter().max()
}
