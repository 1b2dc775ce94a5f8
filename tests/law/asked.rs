//! The law through another ruleset: what is asked of it, over generated rulesets in a file of their own.

use elig::loader::{Memory, Wanted};
use elig::record::Entry;
use elig::{Absence, AsOf, Decision, Outcome, Record, Ruleset, Verdict};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{rulesets, values};
use crate::support::ruleset;
use elig::possible::Possible;
use std::sync::Arc;

const PANEL: &str = "\
ruleset panel
use law
use law as again
require other: law.eligible
require back: not again.eligible
require past: law.eligible as of @2024-03-31
caution first: law.always
caution second: law.rule_0
";

fn panel(other: &str) -> Ruleset {
    let files = Memory::new().with("panel.elig", PANEL).with("law.elig", other);
    elig::compile(&files, Wanted::File("panel.elig"))
        .into_result()
        .unwrap_or_else(|error| panic!("{error}\nin:\n{other}"))
}

/// What could be anything is not recorded, so that assumptions fill it; the rest is known in part.
fn record(ruleset: &Ruleset, values: &[Possible]) -> Record {
    let vocabulary = Arc::clone(ruleset.vocabulary());
    let entries = vocabulary.facts().zip(values).map(|(fact, value)| {
        let silent = *value == fact.ty.everything();
        let absence = if silent { Absence::NotRecorded } else { Absence::Imprecise };
        let slot = vocabulary.find(&fact.path).expect("it is in the vocabulary");
        (slot, Entry::new(value.clone(), Some(absence)))
    });
    Record::from_entries(&vocabulary, entries.collect::<Vec<_>>())
}

fn decide(ruleset: &Ruleset, values: &[Possible], on: Date) -> Decision {
    ruleset.decide(&record(ruleset, values), AsOf::Fixed(on)).expect("its own vocabulary")
}

fn outcome(decision: &Decision, label: &str) -> Outcome {
    decision.rule(label).expect("it is there").outcome
}

/// Does what was asked agree with the verdict of the ruleset alone?
fn agrees(alone: Verdict, asked: Outcome) -> bool {
    match alone {
        Verdict::Eligible => asked == Outcome::Met,
        Verdict::Ineligible | Verdict::NotApplicable => asked == Outcome::NotMet,
        Verdict::Undetermined => true,
    }
}

/// The same ruleset, with what breaks the law: an assumption, and a rule that is met while it is not recorded.
fn with_defaults(text: &str) -> String {
    let assumed = "assume b1 = true when not recorded because \"generated\"\n\
                   assume i0 = 3 when not recorded because \"generated\"\n";
    let rule = "require settled: b2 or i1 > 0\n  when not recorded: met because \"generated\"\n";
    format!("{text}{assumed}{rule}")
}

const ON: Date = date(2025, 11, 20);
const THEN: Date = date(2024, 3, 31);

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_through_another_ruleset_stays_so(text in rulesets(), pair in values::pairs()) {
        let panel = panel(&text);
        let (less, more) = (decide(&panel, &pair.less, ON), decide(&panel, &pair.more, ON));
        for label in ["other", "back", "past", "first", "second"] {
            let (before, after) = (outcome(&less, label), outcome(&more, label));
            prop_assert!(before == Outcome::Unknown || before == after, "{label} was {before:?} and became {after:?} in\n{text}");
        }
        if less.verdict() != Verdict::Undetermined {
            prop_assert_eq!(less.verdict(), more.verdict());
        }
    }

    #[test]
    fn another_ruleset_says_what_it_says_alone(
        text in rulesets(), pair in values::pairs(), defaults in any::<bool>(),
    ) {
        let text = if defaults { with_defaults(&text) } else { text };
        let (alone, panel) = (ruleset(&text), panel(&text));
        for known in [&pair.less, &pair.more] {
            let (own, asked) = (decide(&alone, known, ON), decide(&panel, known, ON));
            prop_assert!(agrees(own.verdict(), outcome(&asked, "other")), "{:?}, but {:?} in\n{text}", own.verdict(), outcome(&asked, "other"));
            let back = match outcome(&asked, "other") {
                Outcome::Met => Outcome::NotMet,
                Outcome::NotMet => Outcome::Met,
                open => open,
            };
            prop_assert_eq!(outcome(&asked, "back"), back);
            let past = decide(&alone, known, THEN).verdict();
            prop_assert!(agrees(past, outcome(&asked, "past")), "{past:?}, but {:?} in\n{text}", outcome(&asked, "past"));
            // What it would say is told beside it, whatever more the condition may know.
            let told = asked.rule("other").expect("it is there").consulted;
            prop_assert_eq!(told.first().and_then(|told| told.verdict), Some(own.verdict()));
            // A rule holds where it applies and its condition does: of a `require` that is met, and applies.
            prop_assert_eq!(outcome(&own, "always") == Outcome::Met, outcome(&asked, "first") == Outcome::NotMet);
        }
    }
}
