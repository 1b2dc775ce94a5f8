//! The outputs of a decision: typed results beside the verdict.

use std::sync::Arc;

use serde::Serialize;

use super::finding::Unknown;
use super::{Decision, find};

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
    /// What an unknown came from; empty when the value is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
}

/// One for each output, in the order written.
pub(super) fn outputs(decision: &Decision) -> Vec<OutputFound> {
    let outputs = decision.compiled.about.outputs.iter().map(|output| {
        let value = decision.values.get(output.step);
        OutputFound {
            name: Arc::clone(&output.name),
            ty: Arc::clone(&output.written_type),
            value: value.is_known().then(|| output.ty.show(value)),
            because: output.because.clone(),
            unknown: find::unknown(decision, &[output.step]),
        }
    });
    outputs.collect()
}
