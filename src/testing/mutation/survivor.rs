//! What can be said of a mutant that no test notices.

use super::core::difference;
use super::mutants::Mutant;
use super::ready_made;
use super::run::{Fate, Survivor};
use super::tested::{Group, Tested};
use crate::Ruleset;
use crate::absence::Absence;
use crate::ir::SlotId;
use crate::testing::Test;

/// Is it equivalent, or is there a test that would have noticed it?
pub fn examine(tested: &Tested, mutant: &Mutant, pairs: &[(&Group, &Ruleset)]) -> Fate {
    let (mut concerned, mut tests) = (0, 0);
    let mut ready_made = None;
    for (group, ruleset) in pairs {
        let difference = difference(&group.ruleset, ruleset);
        tests += group.tests().count();
        concerned += group.tests().filter(|test| says_something(test, &difference.read)).count();
        ready_made =
            ready_made.or_else(|| ready_made::find(tested, &mutant.subject, (group, ruleset), &difference));
    }
    Fate::Survived(Box::new(Survivor { concerned, tests, test: ready_made }))
}

/// Does the test's record say something of one of these facts?
fn says_something(test: &Test, facts: &[SlotId]) -> bool {
    let entries = facts.iter().filter_map(|fact| test.record.entry(*fact));
    facts.is_empty() || entries.into_iter().any(|entry| entry.absence != Some(Absence::NotRecorded))
}
