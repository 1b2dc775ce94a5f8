//! What outlasts a session, and what must not.

use std::fs;

use super::person::{CTRL_D, ENTER, UP, seat};
use super::{clinic, history_of};

/// A session in which this is entered.
fn session(folder: &std::path::Path, arguments: &[&str], entries: &[&str]) {
    let person = seat(folder, arguments).sits_down();
    for entry in entries {
        person.asks(entry);
    }
    person.types(CTRL_D);
    assert_eq!(person.exit_status().code(), Some(0));
}

#[test]
fn entries_are_recalled_in_the_next_session() {
    let folder = clinic();
    session(folder.path(), &["pain.elig"], &["20 + 22"]);
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(UP);
    person.sees("> 20 + 22");
    person.enters(ENTER);
    person.sees("\n42");
}

#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = clinic();
    session(folder.path(), &[], &["1 + 1"]);
    let mode = |name: &str| fs::metadata(folder.path().join(name)).expect("it is there").permissions().mode();
    assert_eq!(mode("state/elig/history") & 0o777, 0o600);
    assert_eq!(mode("state/elig") & 0o777, 0o700);
}

/// What is said of a patient is recalled in its session, and in no other.
#[test]
fn a_patients_values_are_not_kept() {
    let folder = clinic();
    session(folder.path(), &["pain.elig"], &[":set pain.months = 987", "1 + 1"]);
    assert_eq!(history_of(folder.path()), "#V2\n1 + 1\n");
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.asks(":set pain.months = 987");
    person.types(&format!(":set{UP}"));
    person.sees_that("it twice", |screen| screen.contents().matches(":set pain.months = 987").count() == 2);
}

#[test]
fn a_patients_values_are_kept_where_that_is_asked_for() {
    let folder = clinic();
    session(folder.path(), &["pain.elig", "--keep-values"], &[":set pain.months = 987"]);
    assert_eq!(history_of(folder.path()), "#V2\n:set pain.months = 987\n");
}

#[test]
fn a_private_session_leaves_nothing() {
    let folder = clinic();
    session(folder.path(), &["--private"], &["1 + 1"]);
    session(folder.path(), &["--no-history"], &["1 + 1"]);
    assert!(!folder.path().join("state").exists());
    // What earlier ones kept is recalled in the one, and not in the other.
    session(folder.path(), &[], &["2 + 2"]);
    let person = seat(folder.path(), &["--private"]).sits_down();
    person.types(UP);
    person.sees("> 2 + 2");
    let person = seat(folder.path(), &["--no-history"]).sits_down();
    person.types(UP);
    person.enters(&format!("3 + 3{ENTER}"));
    person.sees("\n6");
    assert!(!person.screen().contains("2 + 2"));
}

#[test]
fn a_line_that_begins_with_a_blank_is_not_kept() {
    let folder = clinic();
    session(folder.path(), &[], &[" 1 + 1", "2 + 2"]);
    assert_eq!(history_of(folder.path()), "#V2\n2 + 2\n");
}

#[test]
fn another_file() {
    let folder = clinic();
    session(folder.path(), &["--history", "mine"], &["1 + 1"]);
    assert_eq!(fs::read_to_string(folder.path().join("mine")).expect("it is there"), "#V2\n1 + 1\n");
    assert_eq!(history_of(folder.path()), "");
}

/// A history that cannot be read or written is told once, and nothing else fails.
#[test]
fn a_file_that_cannot_be_used() {
    let folder = clinic();
    let person = seat(folder.path(), &["--history", "."]).sits_down();
    person.sees("the history cannot be read");
    person.asks("20 + 22");
    person.sees("\n42");
}
