//! `elig repl` as a person meets it: the real program in a pseudo-terminal, keys in, screens out.

mod files;
mod history;
mod keys;
mod leaving;
mod looks;
mod person;
mod picture;
mod svg;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

const PAIN: &str = "\
choice sex { female, male }
fact pain.months: integer 0..1200 \"How long the pain has lasted\"
fact pain.score: integer 0..10 \"Worst pain of the last week\"
fact pregnant: boolean \"Is with child\"
fact sex: sex
require chronic: pain.months >= 6
require severe: pain.score >= 4
exclude pregnant
";

const RECORD: &str = r#"{ "pain": { "months": 24 }, "pregnant": false }"#;

/// A folder with a ruleset and a record, in which a person sits.
fn clinic() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("pain.elig"), PAIN).expect("the folder is the test's");
    fs::write(folder.path().join("p.json"), RECORD).expect("the folder is the test's");
    folder
}

/// What the history's file holds, where nothing else was said.
fn history_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("state/elig/history")).unwrap_or_default()
}
