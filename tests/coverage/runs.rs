//! Several runs of one ruleset, other settings, and what is another ruleset's.

use elig::loader::{Memory, Wanted};
use elig::testing::coverage::{Coverage, SCHEMA};

use super::{covered, left_out, met};

const CLINIC: &str = "ruleset clinic\nparameter least: integer = 0\nfact n: integer 0..10\nfact a: boolean\n\
    require r: n >= least and a\n";

#[test]
fn several_files_of_tests_are_put_together() {
    let own =
        format!("{CLINIC}test \"own\" given with as_of = @2025-11-20, n = 3, a = true expect eligible\n");
    let more = "tests for clinic\ntest \"more\" given with as_of = @2025-11-20, n = 3, a = false expect ineligible\n";
    let open = "tests for clinic\ntest \"open\" given with as_of = @2025-11-20, n = 3 expect undetermined\n";
    let files = [("clinic.elig", &*own), ("more.elig", more), ("open.elig", open)];
    let found = covered(&files, &["clinic.elig", "more.elig", "open.elig"]);
    assert_eq!((&*found.file, found.tests), ("clinic.elig", 3));
    assert!(found.rules.is_full());
    assert_eq!(met(&found, "a"), "tfuTF");
    // Nothing is lower than the least that there is.
    assert_eq!(left_out(&found, "n >= least"), "fuTF");
}

/// What is so by one setting need not be so by another.
#[test]
fn another_setting_makes_reachable_what_was_not() {
    let set = "tests for clinic with least = 5\ntest \"set\" given with as_of = @2025-11-20, n = 3, a = true expect ineligible\n";
    let found = covered(&[("clinic.elig", CLINIC), ("set.elig", set)], &["clinic.elig", "set.elig"]);
    assert_eq!((met(&found, "n >= least"), left_out(&found, "n >= least")), ("fF".into(), String::new()));
}

#[test]
fn what_another_ruleset_says_is_one_condition() {
    let panel = "ruleset panel\nuse clinic\nfact b: boolean\nrequire both: clinic.eligible and b\n";
    let files = [("clinic.elig", CLINIC), ("panel.elig", panel)];
    let found = covered(&files, &["panel.elig"]);
    let texts: Vec<_> = found.points.iter().map(|point| &*point.text).collect();
    assert_eq!(texts, ["clinic.eligible and b", "clinic.eligible", "b"]);
}

#[test]
fn a_report_is_written_as_documented() {
    let memory = Memory::new().with("clinic.elig", CLINIC);
    let ruleset = elig::compile(&memory, Wanted::File("clinic.elig")).into_result().expect("it compiles");
    let mut coverage = Coverage::new();
    coverage.run(&ruleset);
    let report = serde_json::to_value(coverage.report()).expect("it can be written");
    assert_eq!(report["schema"], SCHEMA);
    let ruleset = &report["rulesets"][0];
    assert_eq!(
        ruleset["rules"],
        serde_json::json!({ "covered": 0, "total": 3, "left_out": 0, "percent": 0.0 })
    );
    assert_eq!(ruleset["outcomes"][0]["outcomes"][1]["outcome"], "not-met");
    assert_eq!(ruleset["points"][1]["text"], "n >= least");
    assert_eq!(ruleset["points"][1]["objectives"][4]["objective"], "decides-false");
    assert_eq!(ruleset["points"][1]["objectives"][4]["state"], "left-out");
    assert_eq!(ruleset["points"][2]["objectives"][0]["why"], "no test looks at it");
}
