//! Beginning, leaving, and not being thrown out.

use std::io::Write;

use super::person::{CTRL_C, CTRL_D, ENTER, seat};
use super::{clinic, history_of};

#[test]
fn it_greets_and_tells_what_is_loaded() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig", "p.json"]).sits_down();
    insta::assert_snapshot!(person.screen().replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn ctrl_d_leaves() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(CTRL_D);
    assert_eq!(person.exit_status().code(), Some(0));
}

/// On a line with something on it, it does nothing.
#[test]
fn ctrl_d_leaves_an_empty_line_only() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!("1 + 1{CTRL_D}"));
    person.enters(ENTER);
    person.types(CTRL_D);
    assert_eq!(person.exit_status().code(), Some(0));
}

#[test]
fn quit_leaves() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!(":quit{ENTER}"));
    assert_eq!(person.exit_status().code(), Some(0));
}

#[test]
fn ctrl_c_drops_the_line_and_twice_says_how_to_leave() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.enters(&format!("1 + {CTRL_C}"));
    assert!(!person.screen().contains("leaves, and so does"));
    person.enters(CTRL_C);
    person.sees("Ctrl-D leaves, and so does :quit");
    person.asks("2 + 3");
    person.sees("\n5");
    assert_eq!(history_of(folder.path()), "#V2\n2 + 3\n");
}

/// The program waits for a file that somebody else writes; Ctrl-C meanwhile, and again, does not end it.
#[test]
fn ctrl_c_does_not_end_the_session_while_it_answers() {
    let folder = clinic();
    let slow = folder.path().join("slow.json");
    let made = std::process::Command::new("mkfifo").arg(&slow).status().expect("it is there");
    assert!(made.success());
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    let reads = person.reads();
    person.types(&format!(":record slow.json{ENTER}"));
    // It can be opened when the program opens it: from here on the program waits.
    let mut writer = std::fs::OpenOptions::new().write(true).open(&slow).expect("the program reads it");
    person.types(CTRL_C);
    person.sees("^C");
    person.types(CTRL_C);
    person.sees("^C^C");
    writer.write_all(super::RECORD.as_bytes()).expect("the program reads it");
    drop(writer);
    person.reads_again(reads);
    person.asks("2 + 3");
    person.sees("\n5");
}
