//! Rulesets held against one another, patient by patient: where they differ, and the reasons that each side has.
//!
//! Rulesets are compared, never merged: each keeps its own verdict, its own reasons and its own sources.
//! A [`Matrix`] serializes as documented in `docs/compare.md`.
//!
//! ```
//! use elig::compare::Compare;
//! use elig::loader::{Memory, Wanted};
//! use elig::record::Records;
//!
//! let files = Memory::new()
//!     .with("six.elig", "fact months: integer\nrequire months >= 6\n")
//!     .with("three.elig", "fact months: integer\nrequire months >= 3\n");
//! let mut rulesets = Vec::new();
//! for name in ["six.elig", "three.elig"] {
//!     rulesets.push((name.to_owned(), elig::compile(&files, Wanted::File(name)).into_result()?));
//! }
//! let compare = Compare::new(rulesets)?;
//! let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
//! let mut patients = Vec::new();
//! for record in Records::new("{ \"id\": 1, \"months\": 4 }\n{ \"id\": 2, \"months\": 9 }\n".as_bytes()) {
//!     patients.push(compare.decide("patients.json", &record??, as_of)?);
//! }
//! let matrix = compare.matrix(patients, Vec::new());
//! assert_eq!(matrix.summary.contradicted, 1);
//! assert_eq!(&*matrix.patients[0].answers[0].not_met[0].label, "months");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod html;
mod matrix;
mod pair;
mod patient;
mod ruleset;

use std::sync::Arc;

pub use answer::{Answer, Assumed, Cited, OutsideScope, Point, Reason, Side};
pub use html::Page;
pub use matrix::{Matrix, SCHEMA, Summary};
pub use pair::{Difference, Labels, Pair, VerdictPair};
pub use patient::{LeftOut, Patient, ProblemTold};
pub use ruleset::{Effective, RulesetCompared, SourceCompared};

use crate::engine::{AsOf, DecideError, Ruleset};
use crate::eval::Verdict;
use crate::limits::MAX_COMPARED_RULESETS;
use crate::record::{Record, RecordText};
use crate::vocabulary::Vocabulary;

/// The letter by which a ruleset is called in a comparison: `A` for the first one.
#[must_use]
pub fn key(index: usize) -> char {
    let letter = u8::try_from(index).ok().and_then(|index| b'A'.checked_add(index));
    letter.filter(u8::is_ascii_uppercase).map_or('?', char::from)
}

/// The mark of a verdict. It never stands alone: a legend or the word is beside it.
#[must_use]
pub fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Eligible => '✓',
        Verdict::Ineligible => '✗',
        Verdict::Undetermined => '?',
        Verdict::NotApplicable => '–',
    }
}

/// Why there is nothing to compare.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompareError {
    /// There is nothing to compare with.
    #[error("a comparison needs at least two rulesets")]
    TooFewRulesets,
    /// There are more rulesets than letters.
    #[error("at most {MAX_COMPARED_RULESETS} rulesets are compared at once")]
    TooManyRulesets,
    /// One of them is a vocabulary.
    #[error("`{0}` is a vocabulary: it has facts, and no rules to decide by")]
    Vocabulary(String),
    /// A record could not be read, or nobody knows for which date it is.
    #[error("{0}")]
    LeftOut(LeftOut),
    /// A decision could not be taken.
    #[error(transparent)]
    Decide(#[from] DecideError),
}

/// Rulesets that are held against one another. Immutable, and shared freely among threads.
#[derive(Debug, Clone)]
pub struct Compare {
    rulesets: Vec<(String, Ruleset)>,
    /// Each distinct vocabulary, with the rulesets over it: a record is read once for each.
    vocabularies: Vec<(Arc<Vocabulary>, Vec<usize>)>,
    values: bool,
}

impl Compare {
    /// Compares these rulesets, each with the name of its file.
    ///
    /// # Errors
    /// When they are fewer than two or more than [`MAX_COMPARED_RULESETS`], or one of them is a vocabulary.
    pub fn new(rulesets: Vec<(String, Ruleset)>) -> Result<Self, CompareError> {
        match rulesets.len() {
            0 | 1 => return Err(CompareError::TooFewRulesets),
            2..=MAX_COMPARED_RULESETS => {}
            _ => return Err(CompareError::TooManyRulesets),
        }
        let mut vocabularies: Vec<(Arc<Vocabulary>, Vec<usize>)> = Vec::new();
        for (index, (file, ruleset)) in rulesets.iter().enumerate() {
            if ruleset.is_vocabulary() {
                return Err(CompareError::Vocabulary(file.clone()));
            }
            match vocabularies.iter_mut().find(|(known, _)| known == ruleset.vocabulary()) {
                Some((_, members)) => members.push(index),
                None => vocabularies.push((Arc::clone(ruleset.vocabulary()), vec![index])),
            }
        }
        Ok(Self { rulesets, vocabularies, values: false })
    }

    /// Whether to say what was found of each patient, too. Unless it is asked for, no value of a record is in a
    /// comparison: reasons are in the words of the rules.
    #[must_use]
    pub fn show_values(mut self, values: bool) -> Self {
        self.values = values;
        self
    }

    /// The facts of all rulesets together: what a table of patients is read by.
    ///
    /// # Errors
    /// The path of a fact that two rulesets write differently, such as a number and a quantity.
    pub fn vocabulary(&self) -> Result<Vocabulary, Arc<str>> {
        Vocabulary::union(self.vocabularies.iter().map(|(vocabulary, _)| &**vocabulary))
    }

    /// What every ruleset says of one record. `file` is told as its place.
    ///
    /// # Errors
    /// [`CompareError::LeftOut`] when the record cannot be read, or its `as_of` is needed and cannot be read: then no
    /// ruleset decides on it.
    pub fn decide(&self, file: &str, text: &RecordText, as_of: AsOf) -> Result<Patient, CompareError> {
        let mut records = Vec::new();
        for (vocabulary, members) in &self.vocabularies {
            let record = Record::from_json(vocabulary, &text.text).map_err(|problem| {
                let moved = text.placed(&problem);
                CompareError::LeftOut(LeftOut { file: file.to_owned(), problems: vec![moved] })
            })?;
            records.push((record, members.as_slice()));
        }
        let problems = patient::problems(&records, text);
        let dateless = records.iter().any(|(record, _)| record.as_of_problem().is_some());
        if dateless && matches!(as_of, AsOf::RecordOr(_)) {
            let problems = problems.into_iter().map(|told| told.problem).collect();
            return Err(CompareError::LeftOut(LeftOut { file: file.to_owned(), problems }));
        }
        let Some((first, _)) = records.first() else { return Err(CompareError::TooFewRulesets) };
        let mut answers = Vec::new();
        for (index, (_, ruleset)) in self.rulesets.iter().enumerate() {
            for (record, _) in records.iter().filter(|(_, members)| members.contains(&index)) {
                answers.push(Answer::of(&ruleset.decide(record, as_of)?, self.values));
            }
        }
        Ok(Patient {
            id: first.id().map(str::to_owned),
            file: file.to_owned(),
            line: text.lines_before + 1,
            as_of: as_of.of(first)?,
            as_of_recorded: matches!(as_of, AsOf::RecordOr(_)) && first.as_of().is_some(),
            answers,
            problems,
        })
    }

    /// All patients together, and the records that were left out.
    #[must_use]
    pub fn matrix(&self, patients: Vec<Patient>, left_out: Vec<LeftOut>) -> Matrix {
        let told = self.rulesets.iter().enumerate();
        let told = told.map(|(index, (file, ruleset))| RulesetCompared::of(key(index), file, ruleset));
        Matrix::of(told.collect(), patients, left_out, self.values)
    }
}
