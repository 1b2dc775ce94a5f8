//! `elig flip`.

use super::{CLEVELAND, folder, here, within};

const INJECTION: &str = "examples/whatif/injection.elig";

#[test]
fn one_change() {
    insta::assert_snapshot!(here(&["flip", CLEVELAND, "examples/patients/p-06-five-months.json"]));
}

#[test]
fn two_changes_of_which_one_is_not_recorded() {
    insta::assert_snapshot!(here(&["flip", CLEVELAND, "examples/patients/p-02-pacemaker.json"]));
}

#[test]
fn changes_and_waiting() {
    insta::assert_snapshot!(here(&["flip", INJECTION, "examples/whatif/repeat.json"]));
}

#[test]
fn nothing_but_what_is_fixed() {
    insta::assert_snapshot!(here(&["flip", INJECTION, "examples/whatif/child.json"]));
}

#[test]
fn facts_that_are_kept() {
    let thinned = "examples/whatif/thinned.json";
    insta::assert_snapshot!(here(&["flip", INJECTION, thinned]));
    insta::assert_snapshot!(here(&["flip", INJECTION, thinned, "--keep", "anticoagulated"]));
    insta::assert_snapshot!(here(&["flip", INJECTION, thinned, "--only", "pain.severity"]));
}

#[test]
fn each_verdict() {
    let textbook = "examples/patients/p-01-textbook.json";
    for verdict in ["eligible", "ineligible", "undetermined", "not-applicable"] {
        insta::assert_snapshot!(
            format!("to_{verdict}"),
            here(&["flip", CLEVELAND, textbook, "--to", verdict])
        );
    }
}

#[test]
fn several_records() {
    insta::assert_snapshot!(here(&[
        "flip",
        INJECTION,
        "examples/whatif/repeat.json",
        "examples/whatif/child.json",
        "examples/whatif/thinned.json",
        "--only",
        "pain.severity",
        "--only",
        "anticoagulated"
    ]));
}

#[test]
fn what_lapses_by_its_own_words() {
    let rules = "fact operated: boolean\nfact fever: boolean\nexclude recent: operated\n  until @2026-03-01\nexclude fever\n";
    let folder = folder(&[
        ("rules.elig", rules),
        ("one.json", "{ \"as_of\": \"2025-11-20\", \"operated\": true, \"fever\": false }"),
    ]);
    insta::assert_snapshot!(within(&folder, &["flip", "rules.elig", "one.json"]));
}

#[test]
fn the_limits() {
    insta::assert_snapshot!(here(&["flip", CLEVELAND, "examples/patients/p-07-nothing-recorded.json"]));
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--most-changes",
        "1"
    ]));
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--most-decisions",
        "5"
    ]));
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--most-changes",
        "9"
    ]));
}

#[test]
fn values_that_cannot_all_be_tried() {
    let folder = folder(&[
        ("rules.elig", "fact a: decimal\nfact b: decimal\nrequire meet: a * a = b and b * b = 7 * a + 1/3\n"),
        ("one.json", "{ \"as_of\": \"2025-11-20\", \"a\": 1, \"b\": 2 }"),
    ]);
    insta::assert_snapshot!(within(&folder, &["flip", "rules.elig", "one.json"]));
}

#[test]
fn as_json() {
    insta::assert_snapshot!(
        here(&["flip", INJECTION, "examples/whatif/thinned.json", "--format", "json"])
            .replace(env!("CARGO_PKG_VERSION"), "VERSION")
    );
}

#[test]
fn names_that_are_no_facts() {
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--keep",
        "pacemaker",
        "--keep",
        "minimum_months"
    ]));
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--only",
        "chronic"
    ]));
    insta::assert_snapshot!(here(&[
        "flip",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--to",
        "maybe"
    ]));
}
