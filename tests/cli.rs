//! The program as a user meets it: what it prints, where, and with which exit status.

mod ask;
mod check;
mod compare;
mod coverage;
mod explain;
mod flip;
mod fmt;
mod help;
mod limits;
mod mutation;
mod records;
mod repl;
mod run;
mod screen;
mod test;
mod trace;
mod units;
mod whatif;
mod why;

use std::fmt::Write as _;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const CLEVELAND: &str = "rulesets/intracept/cleveland_clinic.elig";
const HELLO: &str = "examples/hello.elig";

/// The program in a folder, with nothing of the tester's terminal around it.
fn elig(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("elig");
    command.current_dir(folder).args(arguments);
    for variable in
        ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "LINES", "RUST_BACKTRACE"]
    {
        command.env_remove(variable);
    }
    command
}

/// The folder of the repository, from which the examples are named.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that a run shows: the command, both outputs, the exit status.
fn shown(mut command: Command, arguments: &[&str]) -> String {
    let output = command.output().expect("it runs");
    let mut shown = format!("$ elig {}\n", arguments.join(" "));
    shown += &String::from_utf8(output.stdout).expect("it prints UTF-8");
    let errors = String::from_utf8(output.stderr).expect("it prints UTF-8");
    if !errors.is_empty() {
        write!(shown, "--- standard error\n{errors}").expect("a string takes all");
    }
    let status = output.status.code().expect("it ends by itself");
    writeln!(shown, "--- exit status {status}").expect("a string takes all");
    shown
}

/// A run in the folder of the repository.
fn here(arguments: &[&str]) -> String {
    shown(elig(repository(), arguments), arguments)
}

/// A run in another folder.
fn within(folder: &TempDir, arguments: &[&str]) -> String {
    shown(elig(folder.path(), arguments), arguments)
}

/// A run with something on its standard input.
fn fed(input: impl Into<Vec<u8>>, arguments: &[&str]) -> String {
    let mut command = elig(repository(), arguments);
    command.write_stdin(input);
    shown(command, arguments)
}

/// Only the exit status.
fn status(folder: &Path, arguments: &[&str]) -> i32 {
    elig(folder, arguments).output().expect("it runs").status.code().expect("it ends by itself")
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder is the test's");
        std::fs::write(path, text).expect("the folder is the test's");
    }
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("the file is there")
}
