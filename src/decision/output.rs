//! The outputs of a decision: typed results beside the verdict.

use std::sync::Arc;

use serde::Serialize;

use super::chosen::chosen;
use super::finding::Unknown;
use super::{BranchFound, Decision, ScoreFound, find};
use crate::about::{Citation, Evidence};

/// A result that the ruleset states beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputFound {
    /// Its name.
    pub name: Arc<str>,
    /// Its type, as written.
    #[serde(rename = "type")]
    pub ty: Arc<str>,
    /// Its value as text; `None` when it is not known.
    pub value: Option<String>,
    /// What it says, in the words of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// How an ambiguous source was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Arc<str>>,
    /// The tables, `choose` and `if` that it asks, and which of their rows or branches gave the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<BranchFound>,
    /// The scores that it asks, and the points they are made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreFound>,
    /// What an unknown came from; empty when the value is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Grades of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// One for each output, in the order written.
pub(super) fn outputs(decision: &Decision) -> Vec<OutputFound> {
    let outputs = decision.compiled.about.outputs.iter().map(|output| {
        let value = decision.values.get(output.step);
        let (branches, scores) = chosen(decision, &[output.step]);
        OutputFound {
            name: Arc::clone(&output.name),
            ty: Arc::clone(&output.written_type),
            value: value.is_known().then(|| output.ty.show(value)),
            because: output.because.clone(),
            reading: output.reading.clone(),
            branches,
            scores,
            unknown: find::unknown(decision, &[output.step]),
            citations: output.citations.clone(),
            evidence: output.evidence.clone(),
        }
    });
    outputs.collect()
}
