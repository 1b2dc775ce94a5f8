//! Two rulesets held against one another.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use super::answer::{Answer, Reason};
use super::patient::Patient;
use super::ruleset::RulesetCompared;
use crate::eval::Verdict;

/// Two rulesets with different verdicts on one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The one that was named first.
    pub left: char,
    /// The other one.
    pub right: char,
    /// The verdict of the first.
    pub left_verdict: Verdict,
    /// The verdict of the other.
    pub right_verdict: Verdict,
    /// One is *eligible*, and the other *ineligible*. An open verdict contradicts nothing.
    pub contradicts: bool,
    /// The labels of the reasons that only the first one has.
    pub left_only: Labels,
    /// The labels of the reasons that only the other one has.
    pub right_only: Labels,
    /// The labels of the reasons that both have: in both a rule of this label is not met, or in both it is open.
    pub shared: Labels,
}

/// Labels of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Labels {
    /// Of rules that are not met.
    pub not_met: Vec<Arc<str>>,
    /// Of rules that are open.
    pub open: Vec<Arc<str>>,
}

/// What two rulesets say of all patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The one that was named first.
    pub left: char,
    /// The other one.
    pub right: char,
    /// The publishers of whom both rulesets have sources.
    pub shared_publishers: Vec<Arc<str>>,
    /// On how many patients the verdicts are the same.
    pub same: usize,
    /// On how many they are not.
    pub differ: usize,
    /// On how many of these one is *eligible* and the other *ineligible*.
    pub contradict: usize,
    /// On how many patients they say what, most first.
    pub verdicts: Vec<VerdictPair>,
}

/// What two rulesets say, and of how many patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VerdictPair {
    /// The verdict of the first.
    pub left: Verdict,
    /// The verdict of the other.
    pub right: Verdict,
    /// How many patients.
    pub patients: usize,
}

impl Pair {
    /// Do two rulesets of one publisher contradict each other?
    #[must_use]
    pub fn is_called_out(&self) -> bool {
        self.contradict > 0 && !self.shared_publishers.is_empty()
    }

    /// How often they say what, of the verdicts that are wanted: `both eligible: 2`, `A eligible, B ineligible: 1`.
    pub fn verdicts_in_words(&self, wanted: impl Fn(&VerdictPair) -> bool) -> Vec<String> {
        let verdicts =
            self.verdicts.iter().filter(|both| wanted(both)).map(|both| match both.left == both.right {
                true => format!("both {}: {}", both.left, both.patients),
                false => {
                    format!("{} {}, {} {}: {}", self.left, both.left, self.right, both.right, both.patients)
                }
            });
        verdicts.collect()
    }

    /// Do they contradict each other on this patient?
    #[must_use]
    pub fn contradicts_on(&self, patient: &Patient) -> bool {
        let verdict =
            |wanted: char| patient.told().find(|(key, _)| *key == wanted).map(|(_, told)| told.verdict);
        matches!((verdict(self.left), verdict(self.right)), (Some(left), Some(right)) if contradict(left, right))
    }
}

/// Is a patient eligible by one, and ineligible by the other?
fn contradict(left: Verdict, right: Verdict) -> bool {
    matches!(
        (left, right),
        (Verdict::Eligible, Verdict::Ineligible) | (Verdict::Ineligible, Verdict::Eligible)
    )
}

/// Every two of them, each pair once.
fn each_pair<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let lefts = all.iter().enumerate();
    lefts.flat_map(|(index, left)| all.iter().skip(index + 1).map(move |right| (left, right)))
}

/// The pairs of rulesets with different verdicts on a patient.
pub(super) fn differences(patient: &Patient) -> Vec<Difference> {
    let told: Vec<_> = patient.told().collect();
    let differing = each_pair(&told).filter(|((_, left), (_, right))| left.verdict != right.verdict);
    differing.map(|((left, one), (right, other))| difference((*left, one), (*right, other))).collect()
}

fn difference((left, one): (char, &Answer), (right, other): (char, &Answer)) -> Difference {
    let apart = |own: &Answer, others: &Answer, shared: bool| Labels {
        not_met: labels(&own.not_met, &others.not_met, shared),
        open: labels(&own.open, &others.open, shared),
    };
    Difference {
        left,
        right,
        left_verdict: one.verdict,
        right_verdict: other.verdict,
        contradicts: contradict(one.verdict, other.verdict),
        left_only: apart(one, other, false),
        right_only: apart(other, one, false),
        shared: apart(one, other, true),
    }
}

/// The labels that stand among the others, too, or those that do not.
fn labels(reasons: &[Reason], others: &[Reason], shared: bool) -> Vec<Arc<str>> {
    let there = |label: &str| others.iter().any(|reason| &*reason.label == label);
    let labels = reasons.iter().map(|reason| &reason.label).filter(|label| there(label) == shared);
    labels.map(Arc::clone).collect()
}

/// Every two rulesets over all patients.
pub(super) fn pairs(rulesets: &[RulesetCompared], patients: &[Patient]) -> Vec<Pair> {
    let indexed: Vec<_> = rulesets.iter().enumerate().collect();
    let pairs = each_pair(&indexed).map(|((left, one), (right, other))| {
        let mut counts: IndexMap<(Verdict, Verdict), usize> = IndexMap::new();
        for patient in patients {
            let verdict = |index: usize| patient.answers.get(index).map(|answer| answer.verdict);
            if let (Some(left), Some(right)) = (verdict(*left), verdict(*right)) {
                *counts.entry((left, right)).or_default() += 1;
            }
        }
        let count = |which: &dyn Fn(Verdict, Verdict) -> bool| -> usize {
            counts.iter().filter(|((left, right), _)| which(*left, *right)).map(|(_, count)| count).sum()
        };
        let (same, differ) = (count(&|left, right| left == right), count(&|left, right| left != right));
        let contradict = count(&contradict);
        // By how many first, then in the order of the verdicts: nothing hangs on the order of the patients.
        counts.sort_by(|verdicts, count, others, other| other.cmp(count).then(verdicts.cmp(others)));
        let verdicts = counts.into_iter();
        let verdicts = verdicts.map(|((left, right), patients)| VerdictPair { left, right, patients });
        Pair {
            left: one.key,
            right: other.key,
            shared_publishers: one.publishers_shared(other),
            same,
            differ,
            contradict,
            verdicts: verdicts.collect(),
        }
    });
    pairs.collect()
}
