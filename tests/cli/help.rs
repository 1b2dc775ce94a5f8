//! What the program says of itself.

use super::here;

#[test]
fn alone() {
    insta::assert_snapshot!(here(&[]));
}

#[test]
fn of_the_program() {
    insta::assert_snapshot!(here(&["--help"]));
    insta::assert_snapshot!(here(&["--version"]).replace(env!("CARGO_PKG_VERSION"), "VERSION"), @r"
    $ elig --version
    elig VERSION
    --- exit status 0
    ");
}

#[test]
fn of_each_command() {
    for command in [
        "run",
        "why",
        "ask",
        "whatif",
        "flip",
        "check",
        "test",
        "boundaries",
        "fmt",
        "compare",
        "repl",
        "trace",
        "explain",
        "units",
    ] {
        insta::assert_snapshot!(format!("of_{command}"), here(&[command, "--help"]));
    }
}

#[test]
fn of_a_command_that_is_none() {
    insta::assert_snapshot!(here(&["decide", "x"]));
    insta::assert_snapshot!(here(&["run", "x.elig"]));
    insta::assert_snapshot!(here(&["run", "x.elig", "y.json", "--format", "xml"]));
}
