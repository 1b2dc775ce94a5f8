//! What a screening says of one patient.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use super::ruled::Ruled;
use super::table::Seen;
use crate::absence::Absence;
use crate::decision::Decision;
use crate::diagnostic::Code;
use crate::eval::Verdict;
use crate::ir::{RuleKind, SlotId};
use crate::possible::Truth;

/// What a screening says of one patient.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    /// The record's `id`.
    pub id: Option<Cow<'t, str>>,
    /// The date of the decision.
    pub as_of: Date,
    /// The record itself says this date.
    pub as_of_is_own: bool,
    /// What the ruleset says.
    pub answer: &'t Answer,
}

/// What the rules say of a patient, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'j> {
    /// The verdict.
    pub verdict: Verdict,
    /// Whom the ruleset is for: whether it is for this patient.
    pub scope: Truth,
    /// What each rule says, in the order written, cautions included.
    pub rules: &'j Ruled,
}

/// What a ruleset says of a patient: the verdict and every rule's outcome, without the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// Whom the ruleset is for: whether it is for this patient.
    pub scope: Truth,
    /// What each rule says, in the order written, cautions included.
    pub rules: Ruled,
    /// Of an undetermined patient the facts that keep rules open, those that keep most of them open first.
    pub missing: Arc<[Missing]>,
    /// The record says something of a fact that the ruleset reads, be it that it is not known.
    pub has_facts: bool,
    /// A value of a fact that the ruleset reads could not be used, be it for a mistake that is told elsewhere: in the header
    /// of a table, or as a key that nobody knows.
    pub has_unusable: bool,
    /// What is wrong with values that the ruleset reads: the code and the path.
    pub problems: Vec<(Code, String)>,
}

impl Answer {
    /// Of a patient of whom nothing is known, by so many rules.
    pub(super) fn new(rules: usize) -> Self {
        Self {
            verdict: Verdict::Undetermined,
            scope: Truth::Unknown,
            rules: Ruled::new(rules),
            missing: Arc::from([]),
            has_facts: false,
            has_unusable: false,
            problems: Vec::new(),
        }
    }

    /// Says what there is to see of the facts.
    pub(super) fn see(&mut self, seen: Seen) {
        self.has_facts = seen.has(Seen::RECORDED);
        self.has_unusable = seen.has(Seen::UNUSABLE);
    }
}

/// A fact that an undetermined patient waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The fact.
    pub fact: SlotId,
    /// Why it is not known.
    pub absence: Absence,
    /// The rules that wait for it, by their places; none where only the ruleset's own `applies when` does.
    pub rules: Vec<usize>,
}

/// The facts that keep an undetermined patient open.
pub fn missing(decision: &Decision) -> Vec<Missing> {
    if decision.verdict() != Verdict::Undetermined {
        return Vec::new();
    }
    let about = decision.about();
    let place = |label: &str| about.rules.iter().position(|rule| &*rule.label == label);
    let facts = decision.missing().into_iter().filter(|missing| missing.matters);
    let facts = facts.filter_map(|missing| {
        let decides =
            |place: &usize| about.rules.get(*place).is_some_and(|rule| rule.kind != RuleKind::Caution);
        let rules = missing.rules.iter().filter_map(|label| place(label)).filter(decides);
        Some(Missing {
            fact: decision.record().vocabulary().find(&missing.fact)?,
            absence: missing.absent,
            rules: rules.collect(),
        })
    });
    facts.collect()
}
