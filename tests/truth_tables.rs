//! Truth tables of every connective, through the whole way from text to decision.
//!
//! The oracle knows nothing of Kleene's tables: with each operand its own fact, a connective is true when
//! every way to fill the unknown operands makes it true, false when none does, and unknown otherwise.

use std::fmt::Write;

use elig::possible::Truth;
use elig::{Outcome, Ruleset};

use crate::support::{decide, ruleset};

const TRUTHS: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];

/// All combinations of `count` truth values.
fn combinations(count: usize) -> Vec<Vec<Truth>> {
    (0..count).fold(vec![Vec::new()], |so_far, _| {
        so_far
            .into_iter()
            .flat_map(|row| TRUTHS.map(|truth| row.iter().copied().chain([truth]).collect::<Vec<_>>()))
            .collect()
    })
}

/// Every way to fill the unknowns.
fn completions(row: &[Truth]) -> Vec<Vec<bool>> {
    row.iter().fold(vec![Vec::new()], |so_far, truth| {
        let possible: &[bool] = match truth {
            Truth::True => &[true],
            Truth::False => &[false],
            Truth::Unknown => &[true, false],
        };
        so_far
            .iter()
            .flat_map(|done| possible.iter().map(|value| done.iter().copied().chain([*value]).collect()))
            .collect()
    })
}

/// What every completion agrees on.
fn oracle(row: &[Truth], holds: impl Fn(&[bool]) -> bool) -> Truth {
    let results: Vec<_> = completions(row).iter().map(|row| holds(row)).collect();
    match (results.contains(&true), results.contains(&false)) {
        (true, false) => Truth::True,
        (false, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// A ruleset whose one rule asks `condition` of the facts `a`, `b`, …
fn asking(condition: &str, facts: usize) -> Ruleset {
    let facts: String = NAMES.iter().take(facts).map(|name| format!("fact {name}: boolean\n")).collect();
    ruleset(&format!("{facts}require asked: {condition}\n"))
}

fn record(row: &[Truth]) -> String {
    let members: Vec<_> = NAMES
        .iter()
        .zip(row)
        .filter_map(|(name, truth)| truth.known().map(|value| format!("\"{name}\": {value}")))
        .collect();
    format!("{{ {} }}", members.join(", "))
}

fn answer(ruleset: &Ruleset, row: &[Truth]) -> Truth {
    match decide(ruleset, &record(row)).rule("asked").expect("the rule is there").outcome {
        Outcome::Met => Truth::True,
        Outcome::NotMet => Truth::False,
        Outcome::Unknown => Truth::Unknown,
        Outcome::NotApplicable => panic!("the rule has no guard"),
    }
}

/// Holds a connective against the oracle for every combination of operands.
fn check(condition: &str, facts: usize, holds: impl Fn(&[bool]) -> bool) {
    let ruleset = asking(condition, facts);
    for row in combinations(facts) {
        assert_eq!(answer(&ruleset, &row), oracle(&row, &holds), "{condition} of {row:?}");
    }
}

fn count(row: &[bool]) -> usize {
    row.iter().filter(|value| **value).count()
}

#[test]
fn not() {
    check("not a", 1, |row| !row[0]);
}

#[test]
fn and_or_of_two_to_four() {
    for facts in 2..=4 {
        let names = &NAMES[..facts];
        check(&names.join(" and "), facts, |row| row.iter().all(|value| *value));
        check(&names.join(" or "), facts, |row| row.iter().any(|value| *value));
    }
}

#[test]
fn groups_of_one_to_four() {
    for facts in 1..=4 {
        let names = NAMES[..facts].join(", ");
        check(&format!("any of {{ {names} }}"), facts, |row| count(row) > 0);
        check(&format!("all of {{ {names} }}"), facts, |row| count(row) == facts);
        check(&format!("none of {{ {names} }}"), facts, |row| count(row) == 0);
        for bound in 1..=facts {
            check(&format!("at least {bound} of {{ {names} }}"), facts, |row| count(row) >= bound);
            check(&format!("exactly {bound} of {{ {names} }}"), facts, |row| count(row) == bound);
        }
        for bound in 0..facts {
            check(&format!("at most {bound} of {{ {names} }}"), facts, |row| count(row) <= bound);
        }
        check(&format!("exactly 0 of {{ {names} }}"), facts, |row| count(row) == 0);
    }
}

#[test]
fn equality_of_conditions() {
    check("a = b", 2, |row| row[0] == row[1]);
    check("a != b", 2, |row| row[0] != row[1]);
}

/// `require A unless B` is `A or B`; `exclude A unless B` is `A and not B`.
#[test]
fn unless() {
    check("a unless b", 2, |row| row[0] || row[1]);
    let excluding = ruleset("fact a: boolean\nfact b: boolean\nexclude asked: a unless b\n");
    for row in combinations(2) {
        // An exclude is met when it does not hold.
        let expected = !oracle(&row, |row| row[0] && !row[1]);
        assert_eq!(answer(&excluding, &row), expected, "{row:?}");
    }
}

/// A fact that is not asked is false; whether it is asked may itself be unknown.
#[test]
fn asked_when() {
    let guarded = ruleset("fact a: boolean\nfact b: boolean asked when a\nrequire asked: b\n");
    for row in combinations(2) {
        assert_eq!(answer(&guarded, &row), oracle(&row, |row| row[0] && row[1]), "{row:?}");
    }
}

/// `is known` is the one question that is never open.
#[test]
fn is_known() {
    let known = asking("a is known", 1);
    let unknown = asking("a is not known", 1);
    for truth in TRUTHS {
        assert_eq!(answer(&known, &[truth]), Truth::from(truth != Truth::Unknown));
        assert_eq!(answer(&unknown, &[truth]), Truth::from(truth == Truth::Unknown));
    }
}

/// The whole table of a rule's outcome and the verdict, by kind, guard and condition, to be read by people.
#[test]
fn rules_and_verdicts() {
    let mut table = String::from("kind     guard    condition  outcome         verdict\n");
    for kind in ["require", "exclude"] {
        let guarded = ruleset(&format!(
            "fact guard: boolean\nfact a: boolean\n{kind} asked: a\n  applies when guard\n"
        ));
        for guard in TRUTHS {
            for condition in TRUTHS {
                let text =
                    |name: &str, truth: Truth| truth.known().map(|value| format!("\"{name}\": {value}"));
                let members: Vec<_> =
                    [text("guard", guard), text("a", condition)].into_iter().flatten().collect();
                let decision = decide(&guarded, &format!("{{ {} }}", members.join(", ")));
                let outcome = decision.rule("asked").expect("the rule is there").outcome;
                writeln!(
                    table,
                    "{kind:<8} {:<8} {:<10} {:<15} {}",
                    format!("{guard:?}").to_lowercase(),
                    format!("{condition:?}").to_lowercase(),
                    format!("{outcome:?}"),
                    decision.verdict()
                )
                .expect("a string takes all");
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// The verdict over several rules: one definite reason to refuse decides, whatever else is open.
#[test]
fn verdict_of_two_rules_and_a_ruleset_guard() {
    let mut table = String::from("applies  require  exclude  verdict\n");
    let both = ruleset(
        "ruleset two\n  applies when scope\nfact scope: boolean\nfact a: boolean\nfact b: boolean\nrequire a\nexclude b\n",
    );
    for row in combinations(3) {
        let members: Vec<_> = ["scope", "a", "b"]
            .iter()
            .zip(&row)
            .filter_map(|(name, truth)| truth.known().map(|value| format!("\"{name}\": {value}")))
            .collect();
        let decision = decide(&both, &format!("{{ {} }}", members.join(", ")));
        let word = |truth: Truth| format!("{truth:?}").to_lowercase();
        writeln!(table, "{:<8} {:<8} {:<8} {}", word(row[0]), word(row[1]), word(row[2]), decision.verdict())
            .expect("a string takes all");
    }
    insta::assert_snapshot!(table);
}
