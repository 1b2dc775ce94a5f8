//! What time alone does: the first later day on which a verdict is reached.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::{Asked, RuleTurned};
use crate::decision::Decision;
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::eval::Outcome;
use crate::limits::MAX_FLIP_DAYS;
use crate::patient::Patient;

/// A verdict that is reached by waiting, if nothing in the record changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The first day on which it is reached.
    pub from: String,
    /// The last day in a row, where it ends within the days that were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The rules and cautions that say something else then.
    pub rules: Vec<RuleTurned>,
    /// Those among them that lapse, by their `until`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lapsing: Vec<Arc<str>>,
    /// The day lies outside of the ruleset's own dates.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outside_effective: bool,
}

/// The first day after the decision on which the verdict is the one that is asked for. Every day is decided, up to
/// [`MAX_FLIP_DAYS`].
pub fn waiting(
    ruleset: &Ruleset,
    patient: &Patient,
    now: &Decision,
    asked: &Asked<'_>,
) -> Result<Option<Waiting>, DecideError> {
    let mut first: Option<Decision> = None;
    let mut last: Option<Date> = None;
    for days in 1..=MAX_FLIP_DAYS {
        let Ok(day) = now.as_of().checked_add(jiff::Span::new().days(days)) else { break };
        if (asked.stop)() {
            break;
        }
        let decision = ruleset.decide(patient.record(), AsOf::Fixed(day))?;
        match (&first, decision.verdict() == asked.verdict) {
            (None, true) => first = Some(decision),
            (Some(_), false) => {
                last = day.yesterday().ok();
                break;
            }
            _ => {}
        }
    }
    let Some(first) = first else { return Ok(None) };
    let rules = turned(now, &first);
    let lapses = |rule: &RuleTurned| {
        let finding = now.rule(&rule.label);
        let until = finding.and_then(|finding| finding.until?.parse::<Date>().ok());
        rule.before == Outcome::NotMet && until.is_some_and(|until| until <= first.as_of())
    };
    Ok(Some(Waiting {
        from: first.as_of().to_string(),
        to: last.map(|day| day.to_string()),
        lapsing: rules.iter().filter(|rule| lapses(rule)).map(|rule| Arc::clone(&rule.label)).collect(),
        outside_effective: now.outside_effective().is_none() && first.outside_effective().is_some(),
        rules,
    }))
}

/// The rules that say something else.
pub fn turned(before: &Decision, after: &Decision) -> Vec<RuleTurned> {
    let pairs = before.outcomes().zip(after.outcomes());
    let turned = pairs.filter(|((_, first), (_, second))| first != second);
    turned
        .map(|((about, first), (_, second))| RuleTurned {
            label: Arc::clone(&about.label),
            kind: about.kind,
            before: first,
            after: second,
        })
        .collect()
}
