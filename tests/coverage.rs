//! What tests show of a ruleset: the figures, what is counted, and what is left out.

mod inside;
mod layout;
mod reachable;
mod runs;

use elig::Compilation;
use elig::eval::Outcome;
use elig::loader::{Memory, Wanted};
use elig::testing::coverage::{ConditionCovered, Coverage, Objective, RulesetCovered, State};

/// Compiles files, runs the tests of some of them, and says what they show of the one ruleset they are about.
fn covered(files: &[(&str, &str)], asked: &[&str]) -> RulesetCovered {
    let memory = files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(*name, *text));
    let mut coverage = Coverage::new();
    for name in asked {
        let Compilation { ruleset, suite, problems, sources, .. } =
            elig::compile(&memory, Wanted::File(name));
        let shown = problems.render_plain(&sources);
        let ruleset = ruleset.unwrap_or_else(|| panic!("{name}\n{shown}"));
        let mut run = coverage.run(&ruleset);
        for test in &suite.tests {
            run.add(&test.run(&ruleset).expect("its own ruleset").decision);
        }
    }
    let mut report = coverage.report();
    assert_eq!(report.rulesets.len(), 1);
    report.rulesets.remove(0)
}

/// The same of one file.
fn of(text: &str) -> RulesetCovered {
    covered(&[("main.elig", text)], &["main.elig"])
}

/// The condition with this text; of several the first one.
fn point<'r>(ruleset: &'r RulesetCovered, text: &str) -> &'r ConditionCovered {
    let found = ruleset.points.iter().find(|point| &*point.text == text);
    let texts = || ruleset.points.iter().map(|point| point.text.to_string()).collect::<Vec<_>>();
    found.unwrap_or_else(|| panic!("`{text}` is none of {:?}", texts()))
}

fn state<'r>(ruleset: &'r RulesetCovered, text: &str, objective: Objective) -> &'r State {
    let point = point(ruleset, text);
    let found = point.objectives.iter().find(|one| one.objective == objective);
    &found.unwrap_or_else(|| panic!("`{text}` is not asked {objective:?}")).state
}

/// The objectives of a condition that were met, as letters: true, false, unknown, and decisive while true or false.
fn met(ruleset: &RulesetCovered, text: &str) -> String {
    letters(point(ruleset, text), |state| *state == State::Covered)
}

/// Those that are left out.
fn left_out(ruleset: &RulesetCovered, text: &str) -> String {
    letters(point(ruleset, text), |state| matches!(state, State::LeftOut { .. }))
}

fn letters(point: &ConditionCovered, wanted: impl Fn(&State) -> bool) -> String {
    let letter = |objective| match objective {
        Objective::True => "t",
        Objective::False => "f",
        Objective::Unknown => "u",
        Objective::DecidesTrue => "T",
        Objective::DecidesFalse => "F",
    };
    point.objectives.iter().filter(|one| wanted(&one.state)).map(|one| letter(one.objective)).collect()
}

/// The outcomes of a rule that were seen, and those that are left out.
fn outcomes(ruleset: &RulesetCovered, label: &str) -> (Vec<Outcome>, Vec<Outcome>) {
    let rule = ruleset.outcomes.iter().find(|rule| &*rule.label == label).expect("there is such a rule");
    let these = |wanted: &dyn Fn(&State) -> bool| {
        rule.outcomes.iter().filter(|one| wanted(&one.state)).map(|one| one.outcome).collect()
    };
    (these(&|state| *state == State::Covered), these(&|state| matches!(state, State::LeftOut { .. })))
}

const FACTS: &str = "fact a: boolean\nfact b: boolean\nfact c: boolean\nfact n: integer 0..10\n";

/// A ruleset over some facts, with a test for each of these patients.
fn ruleset(rules: &str, patients: &[&str]) -> String {
    let mut text = format!("{FACTS}{rules}\n");
    for (at, patient) in patients.iter().enumerate() {
        text += &format!("test \"{at}\" given with as_of = @2025-11-20");
        text += if patient.is_empty() { "" } else { ", " };
        text += &format!("{patient} expect eligible\n");
    }
    text
}

#[test]
fn without_a_test_nothing_is_covered() {
    let found = of(&ruleset("require r: a and n >= 5", &[]));
    assert_eq!((found.tests, found.rules.covered, found.rules.total), (0, 0, 3));
    // The whole: three truths. Each part: three truths, and that it decides while true and while false.
    assert_eq!((found.conditions.covered, found.conditions.total), (0, 3 + 2 * 5));
}

#[test]
fn four_tests_are_all_of_a_conjunction() {
    let patients = ["a = true, n = 5", "a = false, n = 5", "a = true, n = 4", "n = 5", "a = true"];
    let found = of(&ruleset("require r: a and n >= 5", &patients));
    assert!(found.conditions.is_full() && found.rules.is_full(), "{found:?}");
    assert_eq!(found.conditions.percent(), "100 %");
    let without_the_last = of(&ruleset("require r: a and n >= 5", &patients[..4]));
    assert_eq!(met(&without_the_last, "n >= 5"), "tfTF");
}

#[test]
fn a_part_that_is_always_hidden_is_not_decisive() {
    let found = of(&ruleset("require r: a or b", &["a = true, b = true", "a = false, b = true"]));
    assert_eq!(met(&found, "a"), "tf");
    assert_eq!(met(&found, "b"), "tT");
    let State::Missed(missed) = state(&found, "a", Objective::DecidesTrue) else { panic!("{found:?}") };
    assert_eq!(missed.why, "never decisive while true: in every test that has it true, `b` decides as well");
    assert_eq!(missed.hint.as_deref(), Some("give a patient of whom it is true, and `b` does not hold"));
}

/// That a part keeps open what it would have decided is no less of a difference.
#[test]
fn an_open_part_hides_nothing() {
    let found = of(&ruleset("require r: a and b", &["a = true", "a = false"]));
    assert_eq!(met(&found, "a"), "tfTF");
}

#[test]
fn an_exception_is_a_part_of_its_rule() {
    let rules = "exclude r: a\n  unless b\n  except when c";
    let found = of(&ruleset(rules, &["a = true, b = true, c = false", "a = true, b = true, c = true"]));
    assert_eq!(met(&found, "b"), "tT");
    assert_eq!(met(&found, "c"), "tfTF");
    assert_eq!(met(&found, "a"), "tT");
    // What `unless` makes of them is written nowhere, and is told as the outcomes of the rule.
    assert_eq!(found.points.len(), 3);
}

#[test]
fn a_definition_is_one_thing_however_often_it_is_named() {
    let once = of(&ruleset("define d = n >= 5\nrequire r: d and a", &[]));
    let often = of(&ruleset("define d = n >= 5\nrequire r: d and a\nrequire s: d and b", &[]));
    // The second rule: its condition, its part `b`, and whether `d` decides there.
    assert_eq!(often.conditions.total - once.conditions.total, 3 + 5 + 2);
    let of_body = |found: &RulesetCovered| found.points.iter().filter(|p| &*p.text == "n >= 5").count();
    assert_eq!((of_body(&once), of_body(&often)), (1, 1));
}

#[test]
fn a_function_is_one_thing_however_often_it_is_called() {
    let function = "define f(x: integer) = x >= 5 and a\nfact m: integer\n";
    let once = of(&ruleset(&format!("{function}require r: f(n)\nrequire m > 0"), &[]));
    let often = of(&ruleset(&format!("{function}require r: f(n)\nrequire m > 0\nrequire s: f(m)"), &[]));
    assert_eq!(often.conditions.total, once.conditions.total);
    // What the calls show is put together: `n` is high enough, `m` is not.
    let rules = format!("{function}require r: f(n)\nrequire s: f(m)");
    let found = of(&ruleset(&rules, &["n = 5, m = 1, a = true"]));
    assert_eq!(met(&found, "x >= 5"), "tfTF");
}

#[test]
fn each_side_of_a_text_is_a_condition() {
    let found = of(&ruleset("require n between 2 and 4", &["n = 3", "n = 1"]));
    assert_eq!(met(&found, "n >= 2"), "tfTF");
    assert_eq!(met(&found, "n <= 4"), "tT");
    assert_eq!(point(&found, "n <= 4").side, [2]);
    assert_eq!(met(&found, "n between 2 and 4"), "tf");
}

/// What is denied is told as it is written.
#[test]
fn a_denial_that_is_a_word_of_the_condition() {
    let found = of(&ruleset("require n != 3\nrequire r: not a", &["n = 3, a = true"]));
    assert_eq!(met(&found, "n != 3"), "f");
    assert_eq!(met(&found, "a"), "t");
    assert!(found.points.iter().all(|point| !point.text.starts_with("not")));
}

#[test]
fn whom_a_ruleset_and_a_rule_are_for() {
    let text = ruleset("require r: a\n  applies when n >= 5", &["a = true, n = 2", "a = true, n = 7"]);
    let found = of(&format!("ruleset r\n  applies when c\n{text}"));
    assert_eq!(met(&found, "c"), "u");
    assert_eq!(met(&found, "n >= 5"), "tf");
    assert_eq!(outcomes(&found, "r").0, [Outcome::Met, Outcome::NotApplicable]);
}
