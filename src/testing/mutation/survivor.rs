//! What can be said of a mutant that no test notices.

use std::sync::Arc;

use super::core::difference;
use super::equivalent::is_proven;
use super::mutants::Mutant;
use super::ready_made;
use super::run::{Fate, Proof, Survivor};
use super::tested::{Group, Tested};
use crate::Ruleset;
use crate::absence::Absence;
use crate::ir::SlotId;
use crate::testing::Test;

/// Is it equivalent, or is there a test that would have noticed it? For one that is accepted nobody needs a test.
pub fn examine(
    tested: &Tested,
    mutant: &Mutant,
    pairs: &[(&Group, &Ruleset)],
    accepted: Option<Arc<str>>,
) -> Fate {
    let differences: Vec<_> =
        pairs.iter().map(|(group, ruleset)| difference(&group.ruleset, ruleset)).collect();
    let mut with_differences = pairs.iter().zip(&differences);
    if with_differences.all(|((group, ruleset), difference)| is_proven(&group.ruleset, ruleset, difference)) {
        return Fate::Equivalent(Proof::AllCases);
    }
    let (mut concerned, mut tests) = (0, 0);
    let mut ready_made = None;
    for ((group, ruleset), difference) in pairs.iter().zip(&differences) {
        tests += group.tests().count();
        concerned += group.tests().filter(|test| says_something(test, &difference.read)).count();
        if ready_made.is_none() && accepted.is_none() {
            ready_made = ready_made::find(tested, &mutant.subject, (group, ruleset), difference);
        }
    }
    Fate::Survived(Box::new(Survivor { concerned, tests, accepted, test: ready_made }))
}

/// Does the test's record say something of one of these facts?
fn says_something(test: &Test, facts: &[SlotId]) -> bool {
    let entries = facts.iter().filter_map(|fact| test.record.entry(*fact));
    facts.is_empty() || entries.into_iter().any(|entry| entry.absence != Some(Absence::NotRecorded))
}
