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
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| error.to_string())?;
            if entry.file_type().is_file() && is_ruleset(entry.path()) {
                files.push(entry.into_path());
            }
        }
        if files.len() == before {
            return Err(format!("no `.elig` file in the folder `{}`", path.display()));
        }
    }
    Ok(files)
}

fn is_ruleset(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "elig")
}

/// Why a file cannot be read, and what to do about it.
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "this is a folder; name the files in it".to_owned(),
        ErrorKind::PermissionDenied => "you are not permitted to read it".to_owned(),
        _ => error.to_string(),
    }
}
