//! Which files have tests.

use std::path::{Path, PathBuf};

use crate::cli::files::{rulesets, tests_beside};

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
        let beside = tests_beside(&path).filter(|file| file.is_file());
        for file in std::iter::once(path).chain(beside) {
            if !found.contains(&file) {
                found.push(file);
            }
        }
    }
    Ok(found)
}
