//! What became of everything that was read: so that nothing is left out without a word.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::Reason;

/// What was read, and what of it came into records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Patients of whom there is a record.
    pub patients: usize,
    /// Resources that were read, by kind.
    pub resources: BTreeMap<String, usize>,
    /// Of these the ones that no binding reads, by kind.
    pub unread: BTreeMap<String, usize>,
    /// Resources of bound kinds that no patient could be found for, by kind.
    pub without_patient: BTreeMap<String, usize>,
    /// Resources that were given again, with the same contents or an older version.
    pub repeated: usize,
    /// What could not be read at all.
    pub unreadable: usize,
    /// Facts that are bound and that the ruleset's records do not have, or of another type.
    pub unfit: Vec<Arc<str>>,
    /// What became of each bound fact.
    pub facts: Vec<FactAccount>,
}

/// What became of one bound fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FactAccount {
    /// The fact.
    pub fact: Arc<str>,
    /// Patients whose record says something of it.
    pub patients: usize,
    /// Resources, or parts of one, that its bindings mean.
    pub matched: usize,
    /// Of these the ones that came into a record as a value or an entry.
    pub used: usize,
    /// Those that did not count, by reason.
    pub skipped: BTreeMap<Reason, usize>,
    /// Those that may or may not count, by reason: they leave the fact open.
    pub doubtful: BTreeMap<Reason, usize>,
    /// Values that were not taken over, by reason.
    pub without_value: BTreeMap<Reason, usize>,
}

impl Account {
    pub(super) fn fact(&mut self, fact: &str) -> Option<&mut FactAccount> {
        self.facts.iter_mut().find(|own| *own.fact == *fact)
    }
}

impl Account {
    /// Adds what became of other resources.
    pub fn add(&mut self, other: &Account) {
        self.patients += other.patients;
        self.repeated += other.repeated;
        self.unreadable += other.unreadable;
        merge(&mut self.resources, &other.resources);
        merge(&mut self.unread, &other.unread);
        merge(&mut self.without_patient, &other.without_patient);
        for fact in &other.unfit {
            if !self.unfit.contains(fact) {
                self.unfit.push(Arc::clone(fact));
            }
        }
        for own in &other.facts {
            if self.fact(&own.fact).is_none() {
                self.facts.push(FactAccount { fact: Arc::clone(&own.fact), ..FactAccount::default() });
            }
            let Some(sum) = self.fact(&own.fact) else { continue };
            sum.patients += own.patients;
            sum.matched += own.matched;
            sum.used += own.used;
            merge(&mut sum.skipped, &own.skipped);
            merge(&mut sum.doubtful, &own.doubtful);
            merge(&mut sum.without_value, &own.without_value);
        }
    }
}

fn merge<K: Ord + Clone>(into: &mut BTreeMap<K, usize>, from: &BTreeMap<K, usize>) {
    for (key, more) in from {
        *into.entry(key.clone()).or_default() += more;
    }
}

/// Counts one more.
pub(super) fn count<K: Ord>(counts: &mut BTreeMap<K, usize>, key: K) {
    *counts.entry(key).or_default() += 1;
}
