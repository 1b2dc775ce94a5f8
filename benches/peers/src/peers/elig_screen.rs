//! elig as a host uses it for many patients: the ruleset laid out once, verdicts and outcomes without the reasons.

use std::sync::Arc;

use elig::screen::{Patients, Screen};
use elig::vocabulary::Vocabulary;
use elig::{Outcome, Record, Verdict};

use crate::answer::{Answer, RULES};
use crate::peer::{Peer, Result};

pub struct EligScreen<'s> {
    screen: &'s Screen,
    vocabulary: Arc<Vocabulary>,
    is_warm: bool,
    patients: Patients<'s>,
}

impl<'s> EligScreen<'s> {
    pub fn new(screen: &'s Screen, vocabulary: &Arc<Vocabulary>, is_warm: bool) -> Self {
        Self { screen, vocabulary: Arc::clone(vocabulary), is_warm, patients: screen.patients() }
    }
}

impl Peer for EligScreen<'_> {
    type Ready = Record;

    fn read(&self, text: &str) -> Result<Record> {
        Ok(Record::from_json(&self.vocabulary, text)?)
    }

    fn decide(&mut self, record: &Record) -> Result<Answer> {
        let judged = self.patients.judge(record)?;
        answer(judged.verdict, judged.rules.outcomes())
    }

    fn decide_json(&mut self, text: &str) -> Result<Answer> {
        match self.patients.decide(text) {
            Ok(told) => answer(told.answer.verdict, told.answer.rules.outcomes()),
            Err(problems) => {
                Err(problems.first().map_or_else(|| "rejected".into(), |first| first.clone().into()))
            }
        }
    }

    fn start(&mut self, earlier: &[String]) {
        self.patients = self.screen.patients();
        if self.is_warm {
            for text in earlier {
                // What is wrong with one is told when its turn comes.
                let _ = self.patients.decide(text);
            }
        }
    }
}

/// The outcomes in a row.
pub fn answer(verdict: Verdict, outcomes: impl Iterator<Item = Outcome>) -> Result<Answer> {
    let mut rules = [Outcome::Unknown; RULES.len()];
    let mut count = 0;
    for outcome in outcomes {
        *rules.get_mut(count).ok_or("a rule too many")? = outcome;
        count += 1;
    }
    if count < rules.len() {
        return Err("a rule is missing".into());
    }
    Ok(Answer { verdict, rules })
}
