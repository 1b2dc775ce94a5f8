//! elig and its fast path against the reference, over rulesets and records that are made up.
//!
//! `ELIG_CASES` says how many rulesets, each with a handful of patients. A night of a million:
//! `ELIG_CASES=1000000 cargo test --release --test all reference::differential`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use elig::screen::{Patients, Screen};
use elig::{Absence, AsOf, Record, Ruleset};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::calendar;
use super::decide::{Decision, Outcome, Verdict, decide};
use super::generate::{Case, case, tapes};
use super::program::Program;
use super::value::Reason;
use crate::support::compile;

pub fn verdict(verdict: elig::Verdict) -> Verdict {
    match verdict {
        elig::Verdict::Eligible => Verdict::Eligible,
        elig::Verdict::Ineligible => Verdict::Ineligible,
        elig::Verdict::Undetermined => Verdict::Undetermined,
        elig::Verdict::NotApplicable => Verdict::NotApplicable,
    }
}

pub fn outcome(outcome: elig::Outcome) -> Outcome {
    match outcome {
        elig::Outcome::Met => Outcome::Met,
        elig::Outcome::NotMet => Outcome::NotMet,
        elig::Outcome::Unknown => Outcome::Unknown,
        elig::Outcome::NotApplicable => Outcome::NotApplicable,
    }
}

fn reason(absence: Absence) -> Option<Reason> {
    Some(match absence {
        Absence::NotRecorded => Reason::NotRecorded,
        Absence::AskedDeclined => Reason::Declined,
        Absence::NotApplicable => Reason::NotApplicable,
        Absence::Stale => Reason::Stale,
        Absence::Imprecise => Reason::Imprecise,
        Absence::Censored => Reason::Censored,
        Absence::Conflicting => Reason::Conflicting,
        Absence::Invalid => Reason::Invalid,
        _ => return None,
    })
}

/// What elig says, in the words of the reference.
pub fn decided(ruleset: &Ruleset, record: &str, as_of: AsOf) -> Decision {
    let decision = ruleset.decide_json(record, as_of).expect("the record is an object");
    let missing = decision.missing().into_iter().map(|missing| {
        let slot = ruleset.vocabulary().find(&missing.fact).expect("a fact");
        let ty = &ruleset.vocabulary().fact(slot).expect("a fact").ty;
        // Of a list there are many ways of not saying enough.
        let is_list = matches!(ty, elig::vocabulary::ValueType::List(_));
        let reason = reason(missing.absent).into_iter().filter(|_| !is_list).collect();
        (missing.fact.to_string(), (reason, missing.matters))
    });
    Decision {
        verdict: verdict(decision.verdict()),
        missing: missing.collect(),
        rules: decision.outcomes().map(|(rule, found)| (rule.label.to_string(), outcome(found))).collect(),
    }
}

/// A ruleset that must compile: what is generated has the right types.
pub fn compiled(text: &str) -> Result<Ruleset, String> {
    let compilation = compile(text);
    compilation.into_result().map_err(|error| format!("it does not compile: {error}\n{text}"))
}

/// Where two decisions differ, a line each.
fn differences(found: &Decision, wanted: &Decision) -> Vec<String> {
    let mut lines = Vec::new();
    if found.verdict != wanted.verdict {
        lines.push(format!("verdict: elig says {:?}, the reference {:?}", found.verdict, wanted.verdict));
    }
    for ((label, found), (_, wanted)) in found.rules.iter().zip(&wanted.rules) {
        if found != wanted {
            lines.push(format!("{label}: elig says {found:?}, the reference {wanted:?}"));
        }
    }
    let paths: BTreeSet<_> = found.missing.keys().chain(wanted.missing.keys()).collect();
    for path in paths {
        let (found, wanted) = (found.missing.get(path), wanted.missing.get(path));
        if found != wanted {
            lines.push(format!("missing {path}: elig says {found:?}, the reference {wanted:?}"));
        }
    }
    lines
}

/// Holds elig, and its fast path, against the reference.
pub fn check(case: &Case, mut saw: impl FnMut(Verdict)) -> Result<(), String> {
    let ruleset = compiled(&case.ruleset)?;
    let program = Program::read(&case.ruleset).map_err(|error| format!("{error:?}\n{}", case.ruleset))?;
    let day: jiff::civil::Date = case.as_of.parse().expect("a day");
    let (today, _) = calendar::span(case.as_of).expect("a day");
    let screen = Screen::new(&ruleset, AsOf::Fixed(day)).expect("it has rules");
    let mut patients = screen.patients();
    for record in &case.records {
        let text = record.to_string();
        let told = |what: &str| format!("{what}\n\n{}\nas of {}\n{text}\n", case.ruleset, case.as_of);
        let wanted = decide(&program, record, today).map_err(|error| told(&format!("{error:?}")))?;
        let found = decided(&ruleset, &text, AsOf::Fixed(day));
        if !differences(&found, &wanted).is_empty() {
            return Err(told(&differences(&found, &wanted).join("\n")));
        }
        saw(wanted.verdict);
        let read = Record::from_json(ruleset.vocabulary(), &text).map_err(|_| told("it cannot be read"))?;
        // Twice: a second patient like the first goes another way through the screen.
        for _ in 0..2 {
            let judged = patients.judge(&read).map_err(|error| told(&error.to_string()))?;
            if let Some(said) = other_than(&wanted, judged.verdict, judged.rules.outcomes()) {
                return Err(told(&format!("judged without reasons: {said}")));
            }
            screened((&ruleset, &mut patients), &text, &found).map_err(|why| told(&why))?;
        }
    }
    Ok(())
}

/// A verdict and the outcomes of all rules, where they are others than those of a decision.
fn other_than(
    decision: &Decision,
    said: elig::Verdict,
    outcomes: impl Iterator<Item = elig::Outcome>,
) -> Option<String> {
    let outcomes: Vec<_> = outcomes.map(outcome).collect();
    let is_same =
        verdict(said) == decision.verdict && outcomes.iter().eq(decision.rules.iter().map(|(_, rule)| rule));
    (!is_same).then(|| format!("{said:?}, {outcomes:?}"))
}

/// The fast path says what a decision says, and of whom is undetermined the facts that matter.
pub fn screened(
    (ruleset, patients): (&Ruleset, &mut Patients<'_>),
    text: &str,
    found: &Decision,
) -> Result<(), String> {
    let path = |fact| ruleset.vocabulary().fact(fact).expect("a fact").path.to_string();
    let answer = patients.decide(text).map_err(|_| "the screen refuses it")?.answer;
    if let Some(said) = other_than(found, answer.verdict, answer.rules.outcomes()) {
        return Err(format!("the screen says {said}"));
    }
    let missing: BTreeSet<_> = answer.missing.iter().map(|missing| path(missing.fact)).collect();
    let open = found.missing.iter().filter(|(_, (_, matters))| *matters);
    let open: BTreeSet<_> = open.map(|(path, _)| path.clone()).collect();
    match missing == open {
        true => Ok(()),
        false => Err(format!("missing: the screen says {missing:?}, elig {open:?}")),
    }
}

fn cases(otherwise: u32) -> u32 {
    std::env::var("ELIG_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(otherwise)
}

/// The same cases each time, so that no change is blamed for what others brought, unless others are asked for.
fn seed() -> u64 {
    std::env::var("ELIG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0)
}

#[test]
fn elig_and_the_reference_agree() {
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    let cases = cases(300);
    let config = Config { cases, max_shrink_iters: 3_000, failure_persistence: None, ..Config::default() };
    let seed = seed();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
    let found = TestRunner::new_with_rng(config, rng).run(&tapes(6).prop_map(case), |case| {
        check(&case, |verdict| *seen.borrow_mut().entry(verdict.name()).or_default() += 1)
            .map_err(TestCaseError::fail)
    });
    if let Err(error) = found {
        let why = match error {
            TestError::Fail(why, _) => why.to_string(),
            TestError::Abort(why) => why.to_string(),
        };
        panic!("{why}\nELIG_SEED={seed}");
    }
    // What is made up has to be worth the trouble: every verdict comes up, and none all the time.
    let seen = seen.into_inner();
    eprintln!("{seen:?}");
    let all: u32 = seen.values().sum();
    if cases >= 300 {
        assert!(seen.len() == 4 && seen.values().all(|count| *count > all / 100), "{seen:?}");
    }
}
