//! Running a test: what came, held against what was expected.

use std::sync::Arc;

use super::expectation::{Expectation, Names};
use super::suite::Test;
use crate::decision::Decision;
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;

/// What came of a test.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// The decision on the record that the test was given.
    pub decision: Decision,
    /// In what it differs from what was expected; empty if the test passes.
    pub differences: Vec<Difference>,
}

/// In what a decision differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Another verdict.
    Verdict,
    /// Other rules than `by` names.
    By(NamesDiffer),
    /// Other facts than `missing` names.
    Missing(NamesDiffer),
    /// Other cautions than `cautions` names.
    Cautions(NamesDiffer),
    /// Other cautions than `unchecked` names.
    Unchecked(NamesDiffer),
    /// Another value of this output, as text; `None` for one that is not known.
    Output {
        /// The output.
        name: Arc<str>,
        /// What was expected.
        expected: Option<String>,
        /// What came.
        found: Option<String>,
    },
    /// Another day on which all reasons have lapsed, or none.
    Until,
}

/// Names that were expected, held against those that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamesDiffer {
    /// All that were found.
    pub found: Vec<Arc<str>>,
    /// Expected, and not found.
    pub lacking: Vec<Arc<str>>,
    /// Found, and not among those that were the only ones expected.
    pub beyond: Vec<Arc<str>>,
}

impl Test {
    /// Decides on what the test is given, and holds the decision against what it expects.
    ///
    /// # Errors
    /// When the test was read for a ruleset with another vocabulary.
    pub fn run(&self, ruleset: &Ruleset) -> Result<TestResult, DecideError> {
        let decision = ruleset.decide(&self.record, AsOf::Fixed(self.as_of))?;
        let differences = differences(&self.expect, &decision);
        Ok(TestResult { decision, differences })
    }
}

impl TestResult {
    /// Did everything come as expected?
    #[must_use]
    pub fn passes(&self) -> bool {
        self.differences.is_empty()
    }
}

fn differences(expect: &Expectation, decision: &Decision) -> Vec<Difference> {
    let mut found = Vec::new();
    if decision.verdict() != expect.verdict {
        found.push(Difference::Verdict);
    }
    let names = |expected: &Option<Names>, names: &dyn Fn() -> Vec<Arc<str>>| {
        expected.as_ref().and_then(|expected| differ(expected, names()))
    };
    found.extend(names(&expect.by, &|| due_to(decision, expect.verdict)).map(Difference::By));
    found.extend(names(&expect.missing, &|| missing(decision)).map(Difference::Missing));
    found.extend(names(&expect.cautions, &|| raised(decision)).map(Difference::Cautions));
    found.extend(names(&expect.unchecked, &|| unchecked(decision)).map(Difference::Unchecked));
    for expected in &expect.outputs {
        let Some((about, value)) = decision.output(&expected.name) else { continue };
        let value = value.is_known().then_some(value);
        if value != expected.value.as_ref() {
            let show = |value| about.ty.show(value);
            found.push(Difference::Output {
                name: Arc::clone(&expected.name),
                expected: expected.value.as_ref().map(show),
                found: value.map(show),
            });
        }
    }
    if expect.until.is_some() && decision.lapses() != expect.until {
        found.push(Difference::Until);
    }
    found
}

fn differ(expected: &Names, found: Vec<Arc<str>>) -> Option<NamesDiffer> {
    if expected.match_with(&found) {
        return None;
    }
    let without = |these: &[Arc<str>], those: &[Arc<str>]| {
        these.iter().filter(|name| !those.contains(name)).cloned().collect::<Vec<_>>()
    };
    let lacking = without(&expected.names, &found);
    let beyond = if expected.only { without(&found, &expected.names) } else { Vec::new() };
    Some(NamesDiffer { found, lacking, beyond })
}

/// The rules to which a verdict is due: those that are not met, or, of an open one, those that are open.
#[must_use]
pub fn due_to(decision: &Decision, verdict: Verdict) -> Vec<Arc<str>> {
    let due = if verdict == Verdict::Undetermined { Outcome::Unknown } else { Outcome::NotMet };
    labels(decision, |kind, outcome| kind != RuleKind::Caution && outcome == due)
}

/// The cautions that are raised.
#[must_use]
pub fn raised(decision: &Decision) -> Vec<Arc<str>> {
    labels(decision, |kind, outcome| kind == RuleKind::Caution && outcome == Outcome::NotMet)
}

/// The cautions that could not be checked.
#[must_use]
pub fn unchecked(decision: &Decision) -> Vec<Arc<str>> {
    labels(decision, |kind, outcome| kind == RuleKind::Caution && outcome == Outcome::Unknown)
}

fn labels(decision: &Decision, wanted: impl Fn(RuleKind, Outcome) -> bool) -> Vec<Arc<str>> {
    let outcomes = decision.outcomes();
    outcomes
        .filter(|(rule, outcome)| wanted(rule.kind, *outcome))
        .map(|(rule, _)| Arc::clone(&rule.label))
        .collect()
}

/// The facts that would settle an open verdict.
#[must_use]
pub fn missing(decision: &Decision) -> Vec<Arc<str>> {
    decision.missing().into_iter().filter(|fact| fact.matters).map(|fact| fact.fact).collect()
}
