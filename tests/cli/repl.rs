//! `elig repl` without a terminal: a script and its transcript.

use tempfile::TempDir;

use super::{elig, folder, shown};

const PAIN: &str = "\
fact pain.months: integer 0..1200 \"How long the pain has lasted\"
fact pregnant: boolean \"Is with child\"
require chronic: pain.months >= 6
exclude pregnant
";

const RECORD: &str = r#"{ "as_of": "2025-11-20", "pain": { "months": 24 } }"#;

fn clinic() -> TempDir {
    folder(&[
        ("pain.elig", PAIN),
        ("broken.elig", "require nothing"),
        ("p.json", RECORD),
        ("q.json", RECORD),
        ("broken.json", "{ \"pain\": "),
        ("notes.txt", ""),
    ])
}

/// What a script shows.
fn transcript(script: &str, arguments: &[&str]) -> String {
    let arguments: Vec<_> = std::iter::once(&"repl").chain(arguments).copied().collect();
    let folder = clinic();
    let mut command = elig(folder.path(), &arguments);
    command.env("HOME", folder.path()).env_remove("XDG_STATE_HOME").write_stdin(script);
    let shown = shown(command, &arguments);
    assert!(!folder.path().join(".local").exists(), "a script leaves no history");
    shown
}

#[test]
fn a_script_is_shown_with_its_answers() {
    insta::assert_snapshot!(transcript(
        "# How it stands\npain.months >= 12\n\ndefine long = pain.months\n  >= 12\nlong\n",
        &["pain.elig", "p.json"]
    ));
}

#[test]
fn what_is_not_taken_is_told_with_its_line() {
    insta::assert_snapshot!(transcript("1 + 1\n\n# wrong\n1 +\n  nobody\n2 + 2\n", &["pain.elig"]));
}

#[test]
fn quit_ends_a_script() {
    insta::assert_snapshot!(transcript("1 + 1\n:quit\nnobody\n", &["pain.elig"]));
}

#[test]
fn an_entry_that_never_ends() {
    insta::assert_snapshot!(transcript("any of {\n  pregnant,\n", &["pain.elig"]));
    insta::assert_snapshot!(transcript("any of {\n  pregnant,\ndefine a = 1\na\n", &["pain.elig"]));
}

#[test]
fn an_entry_that_is_too_long() {
    let shown = transcript(&format!("1 + 1\n{}\n2 + 2\n", "x".repeat(70_000)), &["pain.elig"]);
    assert!(
        shown.contains("error: line 2: the entry that begins here was not taken: it is longer than 64 KiB"),
        "{shown}"
    );
    assert!(shown.contains("\n2  integer\n") && shown.contains("\n4  integer\n"), "{shown}");
    assert!(shown.ends_with("--- exit status 1\n"), "{shown}");
}

/// A script that begins with what cannot be loaded does not begin.
#[test]
fn not_all_is_loaded() {
    insta::assert_snapshot!(transcript("1 + 1\n", &["broken.elig"]));
    insta::assert_snapshot!(transcript("1 + 1\n", &["pain.elig", "broken.json"]));
    insta::assert_snapshot!(transcript("1 + 1\n", &["pain.elig", "--set", "months=3"]));
}

#[test]
fn wrong_usage() {
    insta::assert_snapshot!(transcript("", &["notes.txt"]));
    insta::assert_snapshot!(transcript("", &["pain.elig", "p.json", "q.json"]));
    insta::assert_snapshot!(transcript("", &["missing.elig"]));
    insta::assert_snapshot!(transcript("", &["pain.elig", "missing.json"]));
    insta::assert_snapshot!(transcript("", &["pain.elig", "--private", "--keep-values"]));
}
