//! `elig check`.

use super::{folder, here, within};

/// Without a problem.
const CLEAN: &str = r#"source page { title "A page" }

fact months: integer 0..1200

require months >= 6
  cite page "section 1"
"#;

#[test]
fn a_file_without_problems() {
    insta::assert_snapshot!(within(&folder(&[("clean.elig", CLEAN)]), &["check", "clean.elig"]), @r"
    $ elig check clean.elig
    1 file checked: no problems
    --- exit status 0
    ");
}

#[test]
fn a_folder() {
    let checked = here(&["check", "rulesets"]);
    assert!(checked.ends_with(" files checked: no problems\n--- exit status 0\n"), "{checked}");
}

#[test]
fn warnings() {
    insta::assert_snapshot!(here(&["check", "examples/hello.elig"]));
    let denied = here(&["check", "--deny-warnings", "examples/hello.elig"]);
    assert!(denied.ends_with("--- exit status 1\n"), "{denied}");
    let folder = folder(&[("clean.elig", CLEAN)]);
    assert!(within(&folder, &["check", "--deny-warnings", "clean.elig"]).ends_with("--- exit status 0\n"));
}

/// All problems of all files are shown, those of a file that two others use once.
#[test]
fn errors() {
    let folder = folder(&[
        ("a.elig", "ruleset a \"A\"\nuse shared\nrequire months >= six\n"),
        ("deeper/b.elig", "ruleset b \"B\"\nuse shared\nrequire moths >= 6\nrequire nothing\n"),
        ("shared.elig", "vocabulary shared \"Shared\"\nfact months: integr\n"),
        ("notes.txt", "no ruleset"),
    ]);
    insta::assert_snapshot!(within(&folder, &["check", "."]));
}

#[test]
fn nothing_to_check() {
    let folder = folder(&[("notes.txt", "no ruleset")]);
    insta::assert_snapshot!(within(&folder, &["check", "."]), @r"
    $ elig check .
    --- standard error
    error: no `.elig` file in the folder `.`
    --- exit status 2
    ");
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = folder(&[("clean.elig", CLEAN)]);
    std::fs::write(folder.path().join("latin.elig"), b"# caf\xe9\n").expect("the folder is the test's");
    insta::assert_snapshot!(within(&folder, &["check", "clean.elig", "missing.elig"]));
    insta::assert_snapshot!(within(&folder, &["check", "latin.elig"]));
}

/// A file that a ruleset uses and that is not there is a problem of the ruleset.
#[test]
fn a_used_file_that_is_missing() {
    let folder = folder(&[("a.elig", "ruleset a \"A\"\nuse shared\nrequire months >= 6\n")]);
    insta::assert_snapshot!(within(&folder, &["check", "a.elig"]));
}

#[test]
fn used_files_are_found_in_the_folders_that_are_named() {
    let folder = folder(&[
        (
            "rules/a.elig",
            "ruleset a \"A\"\nuse shared\nsource page { title \"A page\" }\nrequire months >= 6\n  cite page \"1\"\n",
        ),
        ("library/shared.elig", "vocabulary shared \"Shared\"\nfact months: integer\n"),
    ]);
    let found = within(&folder, &["check", "rules/a.elig", "--search", "library"]);
    assert!(found.ends_with("1 file checked: no problems\n--- exit status 0\n"), "{found}");
}
