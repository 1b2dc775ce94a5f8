//! Which files have tests.

use std::path::{Path, PathBuf};

use crate::cli::files::rulesets;

/// How the name of a file of tests ends.
const TESTS: &str = ".test.elig";

/// The files to look for tests in: for a ruleset named by itself also the file of tests beside it. In the order named,
/// each once.
///
/// # Errors
/// In words, when a path does not exist or a folder has no ruleset.
pub fn with_tests(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found: Vec<PathBuf> = Vec::new();
    for path in rulesets(paths)? {
        let path = path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path);
        let beside = beside(&path).filter(|file| file.is_file());
        for file in std::iter::once(path).chain(beside) {
            if !found.contains(&file) {
                found.push(file);
            }
        }
    }
    Ok(found)
}

/// `clinic.test.elig` of `clinic.elig`.
fn beside(ruleset: &Path) -> Option<PathBuf> {
    let name = ruleset.file_name()?.to_str()?;
    let name = name.strip_suffix(".elig").filter(|_| !name.ends_with(TESTS))?;
    Some(ruleset.with_file_name(format!("{name}{TESTS}")))
}
