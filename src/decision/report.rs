//! The serialized shape of a decision, documented in `docs/decision.md` and `docs/decision.schema.json`.

use std::sync::Arc;

use serde::Serialize;

use super::{
    AssumptionUsed, Decision, DefaultUsed, Finding, MissingFact, OutputFound, Scope, SettingUsed, Warning,
};
use crate::about::Variant;
use crate::eval::Verdict;
use crate::record::RecordProblem;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-decision/1";

/// A decision with all its findings, ready to be written.
#[derive(Debug, Serialize)]
pub struct Report<'d> {
    schema: &'static str,
    verdict: Verdict,
    as_of: String,
    record: Option<&'d str>,
    ruleset: RulesetReport<'d>,
    engine: &'static str,
    lapses: Option<String>,
    scope: Option<Scope>,
    rules: Vec<Finding>,
    outputs: Vec<OutputFound>,
    missing: Vec<MissingFact>,
    assumptions: Vec<AssumptionUsed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    defaults: Vec<DefaultUsed>,
    problems: &'d [RecordProblem],
    warnings: Vec<Warning>,
}

/// The ruleset that decided.
#[derive(Debug, Serialize)]
struct RulesetReport<'d> {
    name: Option<&'d Arc<str>>,
    title: Option<&'d Arc<str>>,
    version: Option<&'d Arc<str>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    extends: &'d [Variant],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    settings: Vec<SettingUsed>,
    hash: &'d str,
}

impl<'d> Report<'d> {
    /// Everything a decision says.
    #[must_use]
    pub fn of(decision: &'d Decision) -> Self {
        let about = &decision.compiled.about;
        Self {
            schema: SCHEMA,
            verdict: decision.verdict(),
            as_of: decision.as_of().to_string(),
            record: decision.record_id(),
            ruleset: RulesetReport {
                name: about.name.as_ref(),
                title: about.title.as_ref(),
                version: about.version.as_ref(),
                extends: &about.extends,
                settings: decision.settings(),
                hash: decision.hash(),
            },
            engine: crate::engine::NAME,
            lapses: decision.lapses().map(|day| day.to_string()),
            scope: decision.scope(),
            rules: decision.rules(),
            outputs: decision.outputs(),
            missing: decision.missing(),
            assumptions: decision.assumptions(),
            defaults: decision.defaults(),
            problems: decision.record_problems(),
            warnings: decision.warnings(),
        }
    }

    /// With each comparison that the rules make.
    #[must_use]
    pub fn explain_values(mut self, decision: &Decision) -> Self {
        for finding in &mut self.rules {
            finding.comparisons = Some(decision.comparisons(&finding.label));
        }
        self
    }

    /// Of the rules, only the one with this label.
    #[must_use]
    pub fn only(mut self, label: &str) -> Self {
        self.rules.retain(|finding| &*finding.label == label);
        self
    }
}
