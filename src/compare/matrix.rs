//! Patients and rulesets: the whole comparison.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::Serialize;

use super::answer::Answer;
use super::pair::{Pair, pairs};
use super::patient::{LeftOut, Patient};
use super::ruleset::RulesetCompared;
use crate::decision::words::{MAX_ID_SHOWN, plural};
use crate::limits::MAX_LEFT_OUT_TOLD;
use crate::record::visible;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-compare/1";

/// What every ruleset says of every patient. Serializes as documented in `docs/compare.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The name and version of this shape: [`SCHEMA`].
    pub schema: &'static str,
    /// The program that compared.
    pub engine: &'static str,
    /// It says what was found of patients.
    pub values: bool,
    /// The rulesets, in the order in which they were named.
    pub rulesets: Vec<RulesetCompared>,
    /// The patients, in the order in which they were read.
    pub patients: Vec<Patient>,
    /// Records that could not be read.
    pub left_out: Vec<LeftOut>,
    /// What comes of it over all patients.
    pub summary: Summary,
}

/// What comes of a comparison over all patients, those included that are not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Patients that were compared.
    pub patients: usize,
    /// Those of whom not all rulesets say the same.
    pub differing: usize,
    /// Those who are eligible by one ruleset, and ineligible by another.
    pub contradicted: usize,
    /// Every two rulesets.
    pub pairs: Vec<Pair>,
}

impl Matrix {
    pub(super) fn of(
        rulesets: Vec<RulesetCompared>,
        patients: Vec<Patient>,
        left_out: Vec<LeftOut>,
        values: bool,
    ) -> Self {
        let summary = Summary {
            patients: patients.len(),
            differing: patients.iter().filter(|patient| patient.differs()).count(),
            contradicted: patients.iter().filter(|patient| patient.is_contradicted()).count(),
            pairs: pairs(&rulesets, &patients),
        };
        let engine = crate::engine::NAME;
        Self { schema: SCHEMA, engine, values, rulesets, patients, left_out, summary }
    }

    /// Only the patients on whom rulesets differ; the summary stays that of all.
    #[must_use]
    pub fn only_differences(mut self) -> Self {
        self.patients.retain(Patient::differs);
        self
    }

    /// The patients of whom every ruleset says the same for the same reasons, together: their places in
    /// [`patients`](Self::patients).
    #[must_use]
    pub fn alike(&self) -> Vec<Vec<usize>> {
        let mut alike: IndexMap<&[Answer], Vec<usize>> = IndexMap::new();
        for (index, patient) in self.patients.iter().enumerate() {
            alike.entry(patient.answers.as_slice()).or_default().push(index);
        }
        alike.into_values().collect()
    }

    /// What comes of it, in one sentence.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Summary { patients, differing, contradicted, .. } = self.summary;
        let all = format!("{}, {}", plural(self.rulesets.len(), "ruleset"), plural(patients, "patient"));
        match (differing, contradicted) {
            (0, _) => format!("{all}: every verdict is the same"),
            (_, 0) => format!("{all}: verdicts differ on {differing}, and none contradicts another"),
            _ => {
                format!("{all}: verdicts differ on {differing}, and contradict each other on {contradicted}")
            }
        }
    }

    /// Rulesets of one publisher that contradict each other, a sentence a pair: what a reader should see first.
    #[must_use]
    pub fn called_out(&self) -> Vec<String> {
        let called_out = self.summary.pairs.iter().filter(|pair| pair.is_called_out());
        called_out
            .map(|pair| {
                format!(
                    "{} and {} are by the same publisher ({}), and contradict each other on {} of {}",
                    pair.left,
                    pair.right,
                    pair.shared_publishers.join(", "),
                    pair.contradict,
                    plural(self.summary.patients, "patient")
                )
            })
            .collect()
    }

    /// What a reader must know of records that have no part in it, or that may be one patient's.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let left_out = self.left_out.iter().take(MAX_LEFT_OUT_TOLD);
        let mut notes: Vec<_> = left_out.map(|left_out| format!("left out: {left_out}")).collect();
        if self.left_out.len() > MAX_LEFT_OUT_TOLD {
            notes.push(format!(
                "left out: {} more",
                plural(self.left_out.len() - MAX_LEFT_OUT_TOLD, "record")
            ));
        }
        let mut ids: HashMap<&str, usize> = HashMap::new();
        for id in self.patients.iter().filter_map(|patient| patient.id.as_deref()) {
            *ids.entry(id).or_default() += 1;
        }
        let repeated = ids.values().filter(|times| **times > 1).count();
        if repeated > 0 {
            notes.push(format!(
                "{} stands in several records; each record counts as a patient of its own",
                plural(repeated, "id")
            ));
        }
        notes
    }

    /// What each patient is called: by the `id`, with its place where several have the same one, or none has.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let shown = |id: &String| visible(id, MAX_ID_SHOWN);
        let ids: Vec<_> = self.patients.iter().map(|patient| patient.id.as_ref().map(shown)).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for id in ids.iter().flatten() {
            *counts.entry(id).or_default() += 1;
        }
        let named = self.patients.iter().zip(&ids).map(|(patient, id)| {
            let place = || visible(&format!("{}:{}", patient.file, patient.line), usize::MAX);
            match id.as_deref().filter(|id| !id.trim().is_empty()) {
                Some(id) if counts.get(id) == Some(&1) => id.to_owned(),
                Some(id) => format!("{id} ({})", place()),
                None => place(),
            }
        });
        named.collect()
    }
}

impl Summary {
    /// The pairs, those first that deserve a look first: rulesets of one publisher that contradict each other, then
    /// others that do, then those that differ.
    #[must_use]
    pub fn pairs_by_weight(&self) -> Vec<&Pair> {
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        let weight = |pair: &&Pair| (pair.is_called_out(), pair.contradict, pair.differ);
        pairs.sort_by_key(|pair| std::cmp::Reverse(weight(pair)));
        pairs
    }
}
