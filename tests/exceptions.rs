//! `unless`, and `except when` behind it: an exception to the exception before.

use elig::Outcome;
use elig::possible::Truth;

use crate::support::{compile, decide, render, ruleset};

const FACTS: &str = "fact a: boolean\nfact b: boolean\nfact c: boolean\nfact d: boolean\nfact e: boolean\n";

const KNOWN: [(Truth, &str); 3] = [(Truth::True, "true"), (Truth::False, "false"), (Truth::Unknown, "null")];

/// Every assignment of the five facts, as truths and as a record.
fn assignments() -> Vec<([Truth; 5], String)> {
    let mut found = Vec::new();
    for number in 0..3_usize.pow(5) {
        let digits = [0, 1, 2, 3, 4].map(|at| KNOWN[number / 3_usize.pow(at) % 3]);
        let members: Vec<_> = ["a", "b", "c", "d", "e"]
            .iter()
            .zip(digits)
            .map(|(name, (_, text))| format!("\"{name}\": {text}"))
            .collect();
        found.push((digits.map(|(truth, _)| truth), format!("{{ {} }}", members.join(", "))));
    }
    found
}

/// `b except when c except when d except when e`.
fn exception([_, b, c, d, e]: [Truth; 5]) -> Truth {
    let all = |one, other| Truth::all([one, other]);
    all(b, !all(c, !all(d, !e)))
}

#[test]
fn each_is_an_exception_to_the_one_before() {
    let chain = "a unless b except when c except when d except when e";
    let ruleset = ruleset(&format!("{FACTS}require r: {chain}\nexclude x: {chain}\ncaution k: {chain}\n"));
    let mut seen = std::collections::HashSet::new();
    for (truths, record) in assignments() {
        let decision = decide(&ruleset, &record);
        let expected = |holds: Truth, wanted: Truth| match holds {
            Truth::Unknown => Outcome::Unknown,
            holds if holds == wanted => Outcome::Met,
            _ => Outcome::NotMet,
        };
        let required = Truth::any([truths[0], exception(truths)]);
        let excluded = Truth::all([truths[0], !exception(truths)]);
        let outcomes: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
        let wanted = [
            expected(required, Truth::True),
            expected(excluded, Truth::False),
            expected(excluded, Truth::False),
        ];
        assert_eq!(outcomes, wanted, "{record}");
        for finding in decision.rules() {
            // What is told of the exceptions is so, and ends with what settles the last one that is told.
            let told: Vec<_> = finding.exceptions.iter().map(|exception| exception.holds).collect();
            assert!(truths[1..].starts_with(&told), "{record}: {told:?}");
            assert!(!told.iter().rev().skip(1).any(|holds| *holds == Truth::False), "{record}: {told:?}");
            assert!(finding.outcome != Outcome::Unknown || !finding.unknown.is_empty(), "{record}");
        }
        seen.extend(outcomes);
    }
    assert_eq!(seen.len(), 3);
}

/// What becomes known turns nothing over: every completion of every record.
#[test]
fn what_is_learned_turns_nothing_over() {
    let rules = "require r: a unless b except when c except when d and e\nexclude x: a unless b except when c or d\n  because \"x\"\n";
    let ruleset = ruleset(&format!("{FACTS}{rules}"));
    let of = |record: &str| -> Vec<Outcome> {
        decide(&ruleset, record).rules().iter().map(|finding| finding.outcome).collect()
    };
    let all: Vec<_> = assignments().into_iter().map(|(truths, record)| (truths, of(&record))).collect();
    for (before, outcomes) in &all {
        for (after, later) in &all {
            let completes =
                before.iter().zip(after).all(|(early, late)| *early == Truth::Unknown || early == late);
            if completes {
                for (early, late) in outcomes.iter().zip(later) {
                    assert!(*early == Outcome::Unknown || early == late, "{before:?} then {after:?}");
                }
            }
        }
    }
}

#[test]
fn where_it_cannot_stand() {
    let compilation = compile(&format!(
        "ruleset x \"X\"\n{FACTS}{}",
        "require one: a except when b\n\
         exclude two: a except b\n\
         exclude three: a unless b unless c except when d\n\
         exclude four: a unless b except when 3\n\
         exclude five: a unless b except\n\
         define six = a except when b\n\
         output seven: boolean = a unless b except when c\n\
         exclude eight: a except unless b\n\
         exclude nine: a unless b except when c applies when\n"
    ));
    insta::assert_snapshot!(render(&compilation.problems, &compilation.sources));
}

#[test]
fn a_fact_may_be_called_so() {
    let ruleset =
        ruleset("fact except: boolean\nfact when: boolean\nexclude except unless when except when except\n");
    let decision = decide(&ruleset, r#"{ "except": true, "when": true }"#);
    assert_eq!(decision.rules()[0].outcome, Outcome::NotMet);
}
