//! `elig whatif`.

use super::{CLEVELAND, folder, here, within};

const INJECTION: &str = "examples/whatif/injection.elig";
const REPEAT: &str = "examples/whatif/repeat.json";

#[test]
fn a_change_that_changes_the_verdict() {
    insta::assert_snapshot!(here(&[
        "whatif",
        CLEVELAND,
        "examples/patients/p-02-pacemaker.json",
        "--set",
        "device.pacemaker=false",
        "--set",
        "device.other_electronic=false"
    ]));
}

#[test]
fn a_change_that_opens_it() {
    insta::assert_snapshot!(here(&[
        "whatif",
        CLEVELAND,
        "examples/patients/p-06-five-months.json",
        "--unset",
        "infection.active",
        "--set",
        "pain.months=6"
    ]));
}

#[test]
fn a_change_that_changes_nothing() {
    insta::assert_snapshot!(here(&["whatif", INJECTION, REPEAT, "--set", "pain.severity=9"]));
    insta::assert_snapshot!(here(&[
        "whatif",
        CLEVELAND,
        "examples/patients/p-01-textbook.json",
        "--set",
        "bmi=30 'kg/m2'"
    ]));
    insta::assert_snapshot!(here(&["whatif", INJECTION, REPEAT, "--set", "pain.severity=6"]));
}

#[test]
fn another_date() {
    insta::assert_snapshot!(here(&["whatif", INJECTION, REPEAT, "--set", "as_of=@2026-01-10"]));
    insta::assert_snapshot!(here(&[
        "whatif",
        INJECTION,
        REPEAT,
        "--as-of",
        "2026-01-10",
        "--set",
        "anticoagulated=true"
    ]));
}

#[test]
fn another_parameter() {
    insta::assert_snapshot!(here(&[
        "whatif",
        CLEVELAND,
        "examples/patients/p-06-five-months.json",
        "--parameter",
        "minimum_months=3"
    ]));
}

#[test]
fn entries_of_lists() {
    insta::assert_snapshot!(here(&[
        "whatif",
        INJECTION,
        REPEAT,
        "--set",
        "treatments=[{ kind = exercise, ended = @2025-09-30 }]"
    ]));
    insta::assert_snapshot!(here(&[
        "whatif",
        INJECTION,
        REPEAT,
        "--set",
        "treatments=[{ kind = exercise, ended = @2025-09-30 }, { kind = injection, ended = @2025-08 }]"
    ]));
}

#[test]
fn outputs_and_whom_it_is_for() {
    let rules = "ruleset small \"Small\"\n  applies when adult\nfact adult: boolean\nfact months: integer 0..99\nrequire months >= 6\noutput doubled: integer = months * 2\ncaution long: months > 24\n";
    let folder = folder(&[
        ("small.elig", rules),
        (
            "all.json",
            "[{ \"as_of\": \"2025-11-20\", \"adult\": true, \"months\": 4 }, { \"as_of\": \"2025-11-20\", \"adult\": false }]",
        ),
    ]);
    insta::assert_snapshot!(within(&folder, &["whatif", "small.elig", "all.json", "--set", "months=30"]));
    insta::assert_snapshot!(within(&folder, &["whatif", "small.elig", "all.json", "--set", "adult=false"]));
}

#[test]
fn as_json() {
    insta::assert_snapshot!(
        here(&["whatif", INJECTION, REPEAT, "--set", "pain.since=@2025-05-20", "--format", "json"])
            .replace(env!("CARGO_PKG_VERSION"), "VERSION")
    );
}

#[test]
fn changes_that_are_none() {
    insta::assert_snapshot!(here(&["whatif", INJECTION, REPEAT]));
    insta::assert_snapshot!(here(&[
        "whatif",
        INJECTION,
        REPEAT,
        "--set",
        "pain.severty=9",
        "--set",
        "anticoagulated=3",
        "--set",
        "adult=true",
        "--set",
        "pain",
        "--unset",
        "pain",
        "--unset",
        "as_of",
        "--unset",
        "pain.severity=3",
        "--set",
        "pain.since=\"2025\""
    ]));
    insta::assert_snapshot!(here(&[
        "whatif",
        INJECTION,
        REPEAT,
        "--set",
        "pain.severity=9",
        "--unset",
        "pain.severity"
    ]));
}

#[test]
fn a_parameter_among_the_facts_and_a_fact_among_the_parameters() {
    let patient = "examples/patients/p-06-five-months.json";
    insta::assert_snapshot!(here(&["whatif", CLEVELAND, patient, "--set", "minimum_months=3"]));
    insta::assert_snapshot!(here(&["whatif", CLEVELAND, patient, "--parameter", "pain.months=3"]));
    insta::assert_snapshot!(here(&["run", CLEVELAND, patient, "--set", "pain.months=3"]));
}

#[test]
fn no_record_and_one_with_mistakes() {
    let folder = folder(&[
        ("pain.elig", "fact months: integer 0..99\nrequire months >= 6\n"),
        ("none.json", ""),
        ("wrong.json", "{ \"as_of\": \"2025-11-20\", \"months\": \"four\" }\n{ \"months\": "),
    ]);
    insta::assert_snapshot!(within(&folder, &["whatif", "pain.elig", "none.json", "--set", "months=7"]));
    insta::assert_snapshot!(within(&folder, &["whatif", "pain.elig", "wrong.json", "--set", "months=7"]));
    insta::assert_snapshot!(within(&folder, &["whatif", "pain.elig", "nowhere.json", "--set", "months=7"]));
    insta::assert_snapshot!(within(&folder, &["whatif", "pain.elig"]));
}
