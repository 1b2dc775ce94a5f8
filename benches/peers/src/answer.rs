//! What every engine has to say of a patient: the verdict, and what each of the twelve rules says.

use std::fmt;

use elig::{Outcome, Verdict};

/// The rules of the ruleset, in the order written there.
pub const RULES: [&str; 12] = [
    "adult",
    "established",
    "above_goal",
    "recent_hba1c",
    "metformin",
    "at_risk",
    "few_lows",
    "pregnant",
    "kidneys",
    "heart",
    "urgent",
    "thin",
];

/// A decision in three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    pub rules: [Outcome; RULES.len()],
}

impl Answer {
    /// The verdict from what the rules say, for engines that have no name for an intermediate result: they say whether
    /// the ruleset is for this patient, and what each rule says.
    pub fn of(scope: Option<bool>, rules: [Outcome; RULES.len()]) -> Self {
        let verdict = match scope {
            Some(false) => Verdict::NotApplicable,
            None => Verdict::Undetermined,
            Some(true) if rules.contains(&Outcome::NotMet) => Verdict::Ineligible,
            Some(true) if rules.contains(&Outcome::Unknown) => Verdict::Undetermined,
            Some(true) => Verdict::Eligible,
        };
        Self { verdict, rules }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<14}", self.verdict.code())?;
        for (name, outcome) in RULES.iter().zip(self.rules) {
            write!(f, " {name}={}", outcome.code())?;
        }
        Ok(())
    }
}

/// What a rule says, as the rules of the engines without a word for it number it.
pub fn outcome(number: i64) -> Option<Outcome> {
    Some(match number {
        0 => Outcome::NotMet,
        1 => Outcome::Met,
        2 => Outcome::Unknown,
        3 => Outcome::NotApplicable,
        _ => return None,
    })
}

/// A verdict, by its number in the rules of the engines that say one.
pub fn verdict(number: i64) -> Option<Verdict> {
    Some(match number {
        0 => Verdict::Ineligible,
        1 => Verdict::Eligible,
        2 => Verdict::Undetermined,
        3 => Verdict::NotApplicable,
        _ => return None,
    })
}
