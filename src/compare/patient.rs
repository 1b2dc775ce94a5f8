//! What every ruleset says of one patient.

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::answer::{Answer, Side};
use super::key;
use super::pair::{Difference, differences};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Outcome, Verdict};
use crate::record::{Record, RecordProblem, RecordText};

/// One patient, and what every ruleset says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// The record's `id`.
    pub id: Option<String>,
    /// The file of the record.
    pub file: String,
    /// The line on which it starts, from 1.
    pub line: usize,
    /// The date for which every ruleset decided.
    pub as_of: Date,
    /// The record itself says this date.
    pub as_of_recorded: bool,
    /// What the rulesets say, in their order.
    pub answers: Vec<Answer>,
    /// What could not be understood in the record.
    pub problems: Vec<ProblemTold>,
}

/// A mistake in a record. Carries no value of the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemTold {
    /// The mistake, with its place in the file.
    #[serde(flatten)]
    pub problem: RecordProblem,
    /// The rulesets that read the record so: where vocabularies differ, not all need to.
    pub rulesets: Vec<char>,
}

/// A record of which nothing was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its file.
    pub file: String,
    /// Why, with places in the file.
    pub problems: Vec<RecordProblem>,
}

impl fmt::Display for LeftOut {
    /// `FILE:3:12: error[E0701]: message`, one line for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{}:{problem}", if index > 0 { "\n" } else { "" }, self.file)?;
        }
        Ok(())
    }
}

impl Patient {
    /// The letters of the rulesets with what each says.
    pub fn told(&self) -> impl Iterator<Item = (char, &Answer)> {
        self.answers.iter().enumerate().map(|(index, answer)| (key(index), answer))
    }

    /// Does any ruleset have another verdict than another one?
    #[must_use]
    pub fn differs(&self) -> bool {
        let mut verdicts = self.answers.iter().map(|answer| answer.verdict);
        let first = verdicts.next();
        verdicts.any(|verdict| Some(verdict) != first)
    }

    /// Is the patient eligible by one ruleset, and ineligible by another? An open verdict contradicts nothing.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        let has = |verdict: Verdict| self.answers.iter().any(|answer| answer.verdict == verdict);
        has(Verdict::Eligible) && has(Verdict::Ineligible)
    }

    /// Each verdict that any ruleset has, with the rulesets that have it.
    #[must_use]
    pub fn by_verdict(&self) -> BTreeMap<Verdict, Vec<char>> {
        let mut found: BTreeMap<Verdict, Vec<char>> = BTreeMap::new();
        for (key, answer) in self.told() {
            found.entry(answer.verdict).or_default().push(key);
        }
        found
    }

    /// Each pair of rulesets with different verdicts, with the reasons that one of them has and the other lacks.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        differences(self)
    }

    /// What the rulesets say in words, those together that say the same in the same words.
    #[must_use]
    pub fn sides(&self) -> Vec<Side> {
        let mut sides: Vec<Side> = Vec::new();
        for (key, answer) in self.told() {
            let mut left = Some(answer.side(key));
            for side in &mut sides {
                left = left.and_then(|new| side.join(new));
            }
            sides.extend(left);
        }
        // A stable sort: rulesets with one verdict stay in their order.
        sides.sort_by_key(|side| side.verdict);
        sides
    }

    /// The other rulesets in which a rule of this label says the same of the patient: a reason that they share.
    #[must_use]
    pub fn sharing(&self, keys: &[char], label: &str, outcome: Outcome) -> Vec<char> {
        let others = self.told().filter(|(key, answer)| {
            let reasons = if outcome == Outcome::NotMet { &answer.not_met } else { &answer.open };
            !keys.contains(key) && reasons.iter().any(|reason| &*reason.label == label)
        });
        others.map(|(key, _)| key).collect()
    }

    /// Does the record have errors? What is only a warning, such as a key that nobody knows, is none.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|told| told.problem.severity() == Severity::Error)
    }
}

impl Serialize for Patient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut patient = serializer.serialize_struct("Patient", 8)?;
        patient.serialize_field("id", &self.id)?;
        patient.serialize_field("file", &self.file)?;
        patient.serialize_field("line", &self.line)?;
        patient.serialize_field("as_of", &self.as_of.to_string())?;
        patient.serialize_field("as_of_recorded", &self.as_of_recorded)?;
        patient.serialize_field("answers", &ByKey(self))?;
        patient.serialize_field("differences", &self.differences())?;
        patient.serialize_field("problems", &self.problems)?;
        patient.end()
    }
}

/// The answers by the letters of the rulesets.
struct ByKey<'p>(&'p Patient);

impl Serialize for ByKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.told())
    }
}

/// What is wrong with a record, over all the vocabularies for which it was read: each mistake once, with the rulesets
/// that it concerns.
///
/// That a key is unknown to some vocabularies is no mistake where others know it, unless it is taken for a misspelt
/// one: then the fact that it seems to mean counts as recorded with an invalid value.
pub(super) fn problems(records: &[(Record, &[usize])], text: &RecordText) -> Vec<ProblemTold> {
    let mut merged: IndexMap<_, (ProblemTold, usize)> = IndexMap::new();
    let everybody = || records.iter().flat_map(|(_, members)| members.iter().map(|index| key(*index)));
    for (record, members) in records {
        for problem in record.problems() {
            let unknown_key = problem.code == Code::UnknownKey && !problem.is_misspelt;
            let said = (!unknown_key).then(|| (problem.message.clone(), problem.help.clone()));
            let moved = text.placed(problem);
            let new = || (ProblemTold { problem: moved, rulesets: Vec::new() }, 0);
            let found = (problem.code, problem.bytes.start, said);
            let (told, vocabularies) = merged.entry(found).or_insert_with(new);
            told.rulesets.extend(members.iter().map(|index| key(*index)));
            *vocabularies += 1;
        }
    }
    let told = merged.into_iter().filter(|((code, _, said), (_, vocabularies))| {
        *code != Code::UnknownKey || said.is_some() || *vocabularies == records.len()
    });
    // What could not be taken over into the record's text concerns all.
    let own = text.problems().iter();
    let own = own.map(|problem| ProblemTold { problem: problem.clone(), rulesets: everybody().collect() });
    let mut told: Vec<_> = own.chain(told.map(|(_, (told, _))| told)).collect();
    told.iter_mut().for_each(|told| told.rulesets.sort_unstable());
    told.sort_by_key(|told| told.problem.bytes.start);
    told
}
