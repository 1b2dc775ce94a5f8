//! The facts that would settle what is open.

use std::sync::Arc;

use serde::Serialize;

use super::fact::without_is;
use super::plain;
use super::teller::Teller;
use crate::ask::effect;
use crate::completions::Question;
use crate::decision::{MissingFact, words};

/// A fact that would settle what is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenFact {
    /// What is not known of it, in words.
    pub sentence: String,
    /// What answers to it would do to the verdict, in words.
    pub would: String,
    /// The fact, why it is not known, and the rules that it keeps open.
    #[serde(flatten)]
    pub missing: MissingFact,
}

impl Teller<'_> {
    /// The facts that still matter, each with its sentence.
    pub fn open_facts(&self, questions: Vec<Question>) -> Vec<OpenFact> {
        let told = questions.into_iter().map(|question| {
            let would = effect(&question);
            let missing = question.missing;
            let slot = self.decision.compiled.vocabulary.find(&missing.fact);
            let called = slot.map_or_else(|| plain::path(&missing.fact), |slot| self.called(slot));
            let recorded = missing.recorded.as_deref().map(plain::recorded);
            let why = words::known_only(missing.absent, recorded.as_deref());
            let settled =
                missing.settled_by.as_deref().map(|by| format!("; {}", plain::words(by))).unwrap_or_default();
            OpenFact { sentence: format!("{called}: {}{settled}", without_is(&why)), would, missing }
        });
        told.collect()
    }
}

/// The paths of open facts.
pub fn paths(facts: &[OpenFact]) -> impl Iterator<Item = Arc<str>> {
    facts.iter().map(|fact| Arc::clone(&fact.missing.fact))
}
