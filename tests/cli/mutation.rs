//! `elig test --mutate`.

use super::{folder, here, status, within};

const RULESET: &str = "ruleset clinic\n\nfact months: integer 0..1200\nfact pregnant: boolean\n\nrequire chronic: months >= 6\nexclude pregnant\n";
const TESTS: &str = "tests for clinic\n\npatient p { as_of = @2025-11-20, months = 24, pregnant = false }\n\n\
    test \"textbook\" given p expect eligible\n\
    test \"short\" given p with months = 5 expect ineligible by only chronic\n\
    test \"pregnant\" given p with pregnant = true expect ineligible\n";

#[test]
fn survivors_are_told_with_tests() {
    let folder = folder(&[("clinic.elig", RULESET), ("clinic.test.elig", TESTS)]);
    insta::assert_snapshot!(within(&folder, &["test", "--mutate"]));
    insta::assert_snapshot!(
        "json",
        within(&folder, &["test", "--mutate", "--mutants", "chronic", "--format", "json"])
    );
}

#[test]
fn nothing_survives() {
    let tests = TESTS.replace("months = 24", "months = 6");
    let folder = folder(&[("clinic.elig", RULESET), ("clinic.test.elig", &tests)]);
    insta::assert_snapshot!(within(&folder, &["test", "--mutate", "clinic.elig"]));
}

#[test]
fn a_survivor_can_be_accepted() {
    let accept = "\naccept \"chronic: `>=` became `>`\" because \"both readings are in the source\"\n\
        accept \"chronic: `6` became `7`\" because \"the same\"\n\
        accept \"chronic: gone\" because \"it was there once\"\n";
    let folder = folder(&[("clinic.elig", RULESET), ("clinic.test.elig", &format!("{TESTS}{accept}"))]);
    insta::assert_snapshot!(within(&folder, &["test", "--mutate"]));
}

#[test]
fn tests_that_fail_as_it_is_are_told_first() {
    let tests = TESTS.replace("months = 5", "months = 7");
    let folder = folder(&[("clinic.elig", RULESET), ("clinic.test.elig", &tests)]);
    let shown = within(&folder, &["test", "--mutate"]);
    assert!(shown.contains("1 failed") && !shown.contains("mutant"), "{shown}");
    assert_eq!(status(folder.path(), &["test", "--mutate"]), 4);
}

#[test]
fn its_options_belong_to_it() {
    let folder = folder(&[("clinic.elig", RULESET)]);
    assert_eq!(status(folder.path(), &["test", "--mutants", "x"]), 2);
    assert_eq!(status(folder.path(), &["test", "--mutate", "--watch"]), 2);
    // Without a test there is nothing to hold changes against.
    assert_eq!(status(folder.path(), &["test", "--mutate"]), 2);
}

/// A filter that finds nothing has found a slip.
#[test]
fn no_such_mutants() {
    insta::assert_snapshot!(here(&["test", "examples/testing/pain.elig", "--mutate", "--mutants", "nosuch"]));
    insta::assert_snapshot!(here(&["test", "examples/testing/pain.elig", "--mutate", "--limit", "0"]));
}
