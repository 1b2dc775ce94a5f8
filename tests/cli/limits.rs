//! `elig limits`, and `--set-limit`.

use super::{HELLO, here};

#[test]
fn all_that_can_be_set() {
    insta::assert_snapshot!(here(&["limits"]));
}

#[test]
fn they_are_set() {
    let record = "examples/hello.json";
    let each: [&[&str]; 5] = [
        &["check", HELLO, "--set-limit", "rules=1"],
        &["run", HELLO, record, "--set-limit", "record-bytes=20"],
        &["run", HELLO, record, "--set-limit", "record-bytes=64MiB"],
        &["screen", HELLO, record, "--set-limit", "record-bytes=20"],
        &["run", HELLO, record, "--set-limit", "entries=20"],
    ];
    insta::assert_snapshot!(each.map(here).concat());
}
