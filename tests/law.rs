//! The law: what is decided of a record is the same of every record that completes it.
//!
//! Over generated rulesets and generated pairs of records. A record here may say of a fact anything that is
//! possible, not only "known" and "missing": a range of numbers, a subset of a choice's values. That is the
//! general relation, [`Record::completes`]; whatever a later kind of value may leave open is a case of it.

mod asked;
mod expressions;
pub mod values;

use std::sync::Arc;

use elig::completions::{Whatever, questions};
use elig::possible::Possible;
use elig::record::Entry;
use elig::{Absence, AsOf, Decision, Outcome, Record, Ruleset, Verdict};
use jiff::civil::date;
use proptest::prelude::*;

use crate::support::ruleset;

/// Facts of every type, with and without bounds, and one that is not always asked.
const FACTS: &str = "\
choice colour { red, green, blue }
scale grade { low < mid < high }
fact b0: boolean
fact b1: boolean
fact b2: boolean asked when b0
fact i0: integer 0..10
fact i1: integer -5..5
fact i2: integer
fact d0: decimal 0..1
fact d1: decimal
fact c0: colour
fact c1: colour
fact s0: grade
fact s1: grade
fact t0: text
fact when0: date
fact when1: date or never
fact q0: quantity 'mg/dL' 0..900 of glucose
fact q1: quantity 'Cel' 20..45
fact dx: code
fact m0: datetime
valueset heart_failure { icd10cm: I50.*, snomed: 84114007 }
score points { +1 when b0, -2 when i0 >= 5, max of { +1 when c0 is red, +3 when s0 > low } }
table by_two: integer by points | s0 {
  < 0      | any         : -1,
  0 to 1   | low or mid  : 2,
  0 to 1   | high        : i0,
  > 1      | != high     : 5,
  > 1      | high        : 7,
}
table by_many: colour by d0 | q0 | when1 | b0 {
  < 0.5                | any            | never    | any   : red,
  < 0.5                | <= 126 'mg/dL' | < @2025  | true  : c0,
  0.5 or 1             | > 7 'mmol/L'   | >= @2025 | any   : green,
  > 0.5 and < 1        | any            | @2024    | false : blue,
  otherwise                                                : c1,
}
define half(v: decimal) = if v > 4 then v / 2 else v / 3
";

/// Some rules over these facts, none of which asks what is recorded rather than what is true.
pub fn rulesets() -> impl Strategy<Value = String> {
    let guard = prop::option::weighted(0.3, expressions::condition(2));
    let unless = prop::option::weighted(0.3, expressions::condition(2));
    let kind = prop_oneof![Just("require"), Just("exclude"), Just("caution")];
    let rule = (kind, expressions::condition(3), unless, guard);
    (prop::collection::vec(rule, 1..5), prop::option::weighted(0.2, expressions::condition(2))).prop_map(
        |(rules, scope)| {
            let scope = scope.map(|scope| format!("  applies when {scope}\n")).unwrap_or_default();
            let mut text = format!("ruleset law\n{scope}{FACTS}require always: b0 or not b0 or i0 >= 5\n");
            for (index, (kind, condition, unless, guard)) in rules.into_iter().enumerate() {
                text.push_str(&format!("{kind} rule_{index}: {condition}\n"));
                if let Some(unless) = unless {
                    text.push_str(&format!("  unless {unless}\n"));
                }
                if let Some(guard) = guard {
                    // The guard's own truth is seen through a caution beside the rule.
                    text.push_str(&format!("  applies when {guard}\ncaution guard_{index}: {guard}\n"));
                }
            }
            text
        },
    )
}

fn record(ruleset: &Ruleset, values: &[Possible]) -> Record {
    let vocabulary = Arc::clone(ruleset.vocabulary());
    let entries = vocabulary.facts().zip(values).map(|(fact, value)| {
        let absence = (!value.is_known()).then_some(Absence::Imprecise);
        (vocabulary.find(&fact.path).expect("it is in the vocabulary"), Entry::new(value.clone(), absence))
    });
    Record::from_entries(&vocabulary, entries.collect::<Vec<_>>())
}

fn decide(ruleset: &Ruleset, record: &Record) -> Decision {
    ruleset.decide(record, AsOf::Fixed(date(2025, 11, 20))).expect("its own vocabulary")
}

/// May a rule's outcome turn from one into the other when the record is completed?
fn may_become(less: &Decision, label: &str, before: Outcome, after: Outcome) -> bool {
    let guard_open =
        less.rule(&label.replace("rule", "guard")).is_some_and(|guard| guard.outcome == Outcome::Unknown);
    match before {
        Outcome::Unknown => true,
        // With an open guard: met whether it applies or not.
        Outcome::Met if guard_open => matches!(after, Outcome::Met | Outcome::NotApplicable),
        decided => decided == after,
    }
}

/// Is something unknown although all it reads is known?
fn computation_failed(decision: &Decision) -> bool {
    let unknown = decision.rules().into_iter().flat_map(|finding| finding.unknown);
    let unknown = unknown.chain(decision.scope().into_iter().flat_map(|scope| scope.unknown));
    unknown.into_iter().any(|unknown| unknown.computation.is_some())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn completing_a_record_never_changes_what_is_decided(
        text in rulesets(),
        pair in values::pairs(),
    ) {
        let ruleset = ruleset(&text);
        let (less, more) = (record(&ruleset, &pair.less), record(&ruleset, &pair.more));
        prop_assert!(more.completes(&less));
        let (less, more) = (decide(&ruleset, &less), decide(&ruleset, &more));
        if less.verdict() != Verdict::Undetermined {
            prop_assert_eq!(less.verdict(), more.verdict(), "the verdict of\n{}", text);
        }
        for (before, after) in less.rules().iter().zip(more.rules()) {
            prop_assert!(
                may_become(&less, &before.label, before.outcome, after.outcome),
                "{} was {:?} and became {:?} in\n{text}", before.label, before.outcome, after.outcome
            );
        }
    }

    /// An unknown is never bare: it names facts that are not known, or a computation that failed.
    #[test]
    fn an_unknown_always_says_what_it_came_from(text in rulesets(), pair in values::pairs()) {
        let ruleset = ruleset(&text);
        let decision = decide(&ruleset, &record(&ruleset, &pair.less));
        for finding in decision.rules() {
            prop_assert_eq!(finding.outcome == Outcome::Unknown, !finding.unknown.is_empty(), "{}\n{}", finding.label, text);
        }
        if decision.verdict() == Verdict::Undetermined && !computation_failed(&decision) {
            prop_assert!(decision.missing().iter().any(|fact| fact.matters), "nothing is missing in\n{}", text);
        }
    }

    /// Filling in the facts that are named as missing, and no others, settles the verdict.
    #[test]
    fn the_missing_facts_settle_it(text in rulesets(), pair in values::pairs()) {
        let ruleset = ruleset(&text);
        let (less, known) = (record(&ruleset, &pair.less), values::points(&pair.more));
        let mut filled: Vec<Possible> = pair.less.clone();
        // Filling in one fact may bring others to light: as often as there are facts, at most.
        for _ in 0..=filled.len() {
            let decision = decide(&ruleset, &record(&ruleset, &filled));
            if decision.verdict() != Verdict::Undetermined {
                return Ok(());
            }
            for fact in decision.missing().iter().filter(|fact| fact.matters) {
                let slot = ruleset.vocabulary().find(&fact.fact).expect("it is in the vocabulary").index();
                filled[slot] = known[slot].clone();
            }
        }
        let decision = decide(&ruleset, &record(&ruleset, &filled));
        prop_assert!(computation_failed(&decision), "still open:\n{text}\n{:?}", less.entries());
    }

    /// The order of the rules has no part in the verdict.
    #[test]
    fn the_order_of_rules_changes_nothing(text in rulesets(), pair in values::pairs()) {
        let (head, rules) = text.split_once("require always").expect("it is there");
        let rules = format!("require always{rules}");
        let mut statements: Vec<String> = Vec::new();
        for line in rules.lines() {
            match statements.last_mut() {
                Some(last) if line.starts_with(' ') => last.push_str(&format!("\n{line}")),
                _ => statements.push(line.to_owned()),
            }
        }
        statements.reverse();
        let (forth, back) = (ruleset(&text), ruleset(&format!("{head}{}\n", statements.join("\n"))));
        let verdicts = [&forth, &back].map(|ruleset| decide(ruleset, &record(ruleset, &pair.less)).verdict());
        prop_assert_eq!(verdicts[0], verdicts[1]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is said to hold whatever is missing holds of a record that leaves nothing open, and a fact that is said to
    /// have no part in it has none.
    #[test]
    fn what_is_missing_matters_where_it_is_said_to(text in rulesets(), pair in values::pairs()) {
        let ruleset = ruleset(&text);
        let less = decide(&ruleset, &record(&ruleset, &pair.less));
        if less.verdict() != Verdict::Undetermined {
            return Ok(());
        }
        let known = values::points(&pair.more);
        let verdict = |values: &[Possible]| decide(&ruleset, &record(&ruleset, values)).verdict();
        let reached = verdict(&known);
        if let Whatever::Settled(verdict) = less.whatever_is_missing() {
            prop_assert_eq!(verdict, reached, "in\n{}", text);
        }
        let asked = questions(&less);
        let others = values::points(&pair.less);
        for (index, value) in others.iter().enumerate() {
            if asked.iter().any(|question| question.slot.index() == index) || pair.less[index].is_known() {
                continue;
            }
            let mut changed = known.clone();
            changed[index] = value.clone();
            // A fact that no open rule waits for now may be asked once others are known.
            let is_left_out = less.missing().iter().any(|missing| {
                missing.matters && ruleset.vocabulary().find(&missing.fact).map(|slot| slot.index()) == Some(index)
            });
            if is_left_out {
                prop_assert_eq!(verdict(&changed), reached, "fact {} in\n{}", index, text);
            }
        }
    }
}

/// The constructs that break the law, each shown to break it: if one ever stops, the warning about it is wrong.
#[test]
fn is_known_breaks_the_law_and_the_checker_says_so() {
    let compilation = crate::support::compile("fact a: boolean\nrequire asked: a is not known\n");
    let codes = crate::support::codes(&compilation.problems);
    assert!(codes.contains(&elig::diagnostic::Code::LawBreaking), "{codes:?}");
    let ruleset = compilation.ruleset.expect("warnings only");
    assert_eq!(crate::support::decide(&ruleset, "{}").verdict(), Verdict::Eligible);
    assert_eq!(crate::support::decide(&ruleset, "{\"a\": true}").verdict(), Verdict::Ineligible);
}

#[test]
fn assumptions_break_the_law_and_the_checker_says_so() {
    let text =
        "fact a: boolean\nassume a = true when not recorded because \"it is the rule here\"\nrequire a\n";
    let compilation = crate::support::compile(text);
    let codes = crate::support::codes(&compilation.problems);
    assert!(codes.contains(&elig::diagnostic::Code::LawBreaking), "{codes:?}");
    let ruleset = compilation.ruleset.expect("warnings only");
    let leaning = crate::support::decide(&ruleset, "{}");
    assert_eq!(leaning.verdict(), Verdict::Eligible);
    assert_eq!(leaning.assumptions().len(), 1);
    // Only the named reason is filled: a patient who declined to answer is not assumed to have said yes.
    let declined = crate::support::decide(&ruleset, "{\"a\": {\"absent\": \"asked-declined\"}}");
    assert_eq!(declined.verdict(), Verdict::Undetermined);
    let known = crate::support::decide(&ruleset, "{\"a\": false}");
    assert_eq!((known.verdict(), known.assumptions().len()), (Verdict::Ineligible, 0));
}
