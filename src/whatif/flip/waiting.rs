//! What time alone does: the first later day on which a verdict is reached.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::goal::asked_whether_recorded;
use super::{Asked, RuleTurned};
use crate::decision::Decision;
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::eval::{Outcome, Values, Verdict, evaluate, verdict};
use crate::ir::{RuleKind, SlotId};
use crate::limits::MAX_FLIP_DAYS;
use crate::patient::Patient;
use crate::time::{Dates, day_number, from_day_number};

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
    /// The day lies outside of the ruleset's own dates.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outside_effective: bool,
}

/// A rule that is not met, and says itself on which later day it lapses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lapsing {
    /// Its label.
    pub label: Arc<str>,
    /// The day.
    pub until: String,
    /// What it says on that day of the record as it is.
    pub then: Outcome,
}

/// The rules that are not met, and say on which later day they lapse.
pub fn lapsing(ruleset: &Ruleset, patient: &Patient, now: &Decision) -> Result<Vec<Lapsing>, DecideError> {
    let mut found = Vec::new();
    for (about, _) in now
        .outcomes()
        .filter(|(about, outcome)| *outcome == Outcome::NotMet && about.kind != RuleKind::Caution)
    {
        let until = now.rule(&about.label).and_then(|finding| finding.until?.parse::<Date>().ok());
        let Some(until) = until.filter(|until| *until > now.as_of()) else { continue };
        let then = ruleset.decide(patient.record(), AsOf::Fixed(until))?;
        let then = then.outcomes().find(|(other, _)| other.label == about.label).map(|(_, outcome)| outcome);
        found.push(Lapsing {
            label: Arc::clone(&about.label),
            until: until.to_string(),
            then: then.unwrap_or(Outcome::Unknown),
        });
    }
    Ok(found)
}

/// The first day after the decision on which the verdict is the one that is asked for, within [`MAX_FLIP_DAYS`]. No day is
/// passed over but those of which the evaluator says that on all of them the verdict is another one.
pub fn waiting(
    ruleset: &Ruleset,
    patient: &Patient,
    now: &Decision,
    asked: &Asked<'_>,
) -> Result<Option<Waiting>, DecideError> {
    let days = Days { ruleset, patient, now, asked };
    let Some(first) = days.first(1, true)? else { return Ok(None) };
    let after =
        i64::from(first.as_of().since(now.as_of()).map(|span| span.get_days()).unwrap_or_default()) + 1;
    let last = days.first(after, false)?.and_then(|decision| decision.as_of().yesterday().ok());
    Ok(Some(Waiting {
        from: first.as_of().to_string(),
        to: last.map(|day| day.to_string()),
        rules: turned(now, &first),
        outside_effective: now.outside_effective().is_none() && first.outside_effective().is_some(),
    }))
}

/// The days after a decision.
struct Days<'d> {
    ruleset: &'d Ruleset,
    patient: &'d Patient,
    now: &'d Decision,
    asked: &'d Asked<'d>,
}

impl Days<'_> {
    /// The first day, so many days after the decision or later, on which the verdict is the one that is asked for, or is not.
    fn first(&self, from: i64, wanted: bool) -> Result<Option<Decision>, DecideError> {
        let program = self.ruleset.program();
        // What is asked whether it is known is not known on several days at once: of these nothing follows.
        let by_stretch = asked_whether_recorded(self.ruleset).is_empty();
        let mut open = vec![(from, i64::from(MAX_FLIP_DAYS))];
        while let Some((low, high)) = open.pop() {
            let (Some(first), Some(last)) = (self.day(low), self.day(high)) else { continue };
            if low > high || (self.asked.stop)() {
                continue;
            }
            if low == high {
                let decision = self.ruleset.decide(self.patient.record(), AsOf::Fixed(first))?;
                if (decision.verdict() == self.asked.verdict) == wanted {
                    return Ok(Some(decision));
                }
                continue;
            }
            if by_stretch {
                let verdict = verdict(program, &self.values(&Dates::span(first, last)));
                if verdict != Verdict::Undetermined && (verdict == self.asked.verdict) != wanted {
                    continue;
                }
            }
            let middle = low + (high - low) / 2;
            open.extend([(middle + 1, high), (low, middle)]);
        }
        Ok(None)
    }

    fn day(&self, after: i64) -> Option<Date> {
        Some(from_day_number(day_number(self.now.as_of()).checked_add(after)?))
    }

    fn values(&self, as_of: &Dates) -> Values {
        let record = self.patient.record();
        let slots: Vec<_> = record.entries().iter().map(|entry| entry.value.clone()).collect();
        let absence = |slot: SlotId| record.entry(slot).and_then(|entry| entry.absence);
        evaluate(self.ruleset.program(), &slots, &absence, as_of)
    }
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
