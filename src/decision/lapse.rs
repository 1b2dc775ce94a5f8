//! `until`: the day on which a rule lapses.

use jiff::civil::Date;

use super::Decision;
use crate::eval::{Outcome, Verdict, outcome};
use crate::ir::{Rule, RuleKind};
use crate::possible::Possible;

/// The day on which a rule lapses, if it is known.
pub(crate) fn until(decision: &Decision, rule: &Rule) -> Option<Date> {
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
