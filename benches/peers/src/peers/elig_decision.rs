//! elig with everything it says of one patient: each rule's reason, the values that decided, what is missing.

use std::hint::black_box;

use elig::{AsOf, Decision, Record, Ruleset};

use super::elig_screen::answer;
use crate::answer::Answer;
use crate::peer::{Peer, Result};

pub struct EligDecision {
    ruleset: Ruleset,
    as_of: AsOf,
}

impl EligDecision {
    pub fn new(ruleset: &Ruleset, as_of: AsOf) -> Self {
        Self { ruleset: ruleset.clone(), as_of }
    }
}

impl Peer for EligDecision {
    type Ready = Record;

    fn read(&self, text: &str) -> Result<Record> {
        Ok(Record::from_json(self.ruleset.vocabulary(), text)?)
    }

    fn decide(&mut self, record: &Record) -> Result<Answer> {
        with_reasons(&self.ruleset.decide(record, self.as_of)?)
    }

    fn decide_json(&mut self, text: &str) -> Result<Answer> {
        with_reasons(&self.ruleset.decide_json(text, self.as_of)?)
    }
}

/// Reasons are worked out when they are asked for: here they are, of every rule.
fn with_reasons(decision: &Decision) -> Result<Answer> {
    black_box(decision.rules());
    black_box(decision.missing());
    answer(decision.verdict(), decision.outcomes().map(|(_, outcome)| outcome))
}
