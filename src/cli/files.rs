//! Files and folders named on the command line.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The ruleset files among these paths: a file is itself, a folder is every `.elig` file below it, in the
/// order of their names.
///
/// # Errors
/// In words, when a path does not exist or a folder has no such file.
pub fn rulesets(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let found: Result<Vec<_>, _> = paths.iter().map(|path| below(path)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// The path itself if it is no folder, else every `.elig` file below it, in the order of their names.
fn below(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        let wanted = entry.path().extension().is_some_and(|own| own.eq_ignore_ascii_case("elig"));
        if entry.file_type().is_file() && wanted {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(format!("no `.elig` file in the folder `{}`", path.display()));
    }
    Ok(files)
}

/// How the name of a file of tests ends.
const TESTS: &str = ".test.elig";

/// The file of tests that stands beside a ruleset: `clinic.test.elig` beside `clinic.elig`.
pub fn tests_beside(ruleset: &Path) -> Option<PathBuf> {
    let name = ruleset.file_name()?.to_str()?;
    let name = name.strip_suffix(".elig").filter(|_| !name.ends_with(TESTS))?;
    Some(ruleset.with_file_name(format!("{name}{TESTS}")))
}

/// Do two paths lead to one file?
pub fn same_file(one: &Path, other: &Path) -> bool {
    one == other
        || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// Why a file cannot be written to: it is a ruleset's, or one that was read.
pub fn refusal(path: &Path, read: &[PathBuf]) -> Option<String> {
    (is_named(path, "elig") || read.iter().any(|other| same_file(path, other))).then(|| {
        format!(
            "`{}` is or may be a file that was read, and is not written over; name another one",
            path.display()
        )
    })
}

fn is_named(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// Of a file that is not there, and what to do about it.
pub const NO_FILE: &str = "there is no such file; check its name, and from which folder its path starts";

/// Why a file cannot be read, and what to do about it.
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => NO_FILE.to_owned(),
        ErrorKind::IsADirectory => "this is a folder; name the files in it".to_owned(),
        ErrorKind::PermissionDenied => "you are not permitted to read it".to_owned(),
        _ => error.to_string(),
    }
}
