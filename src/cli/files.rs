//! Files and folders named on the command line.

use std::io::{self, ErrorKind, Write};
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

/// How the name of a file of tests ends.
const TESTS: &str = ".test.elig";

/// The file of tests that stands beside a ruleset: `clinic.test.elig` beside `clinic.elig`.
pub fn tests_beside(ruleset: &Path) -> Option<PathBuf> {
    let name = ruleset.file_name()?.to_str()?;
    let name = name.strip_suffix(".elig").filter(|_| !name.ends_with(TESTS))?;
    Some(ruleset.with_file_name(format!("{name}{TESTS}")))
}

/// Writes a file: under a temporary name beside it, then renamed, so that whoever looks finds the old text or the new,
/// whole. A file that is there keeps its permissions, and behind a link it is the file that is written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = || -> io::Result<()> {
        let existing = path.canonicalize().ok();
        let path = existing.as_deref().unwrap_or(path);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        if existing.is_some() {
            file.as_file().set_permissions(std::fs::metadata(path)?.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    written().map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("`{}` could not be written: {}", path.display(), in_words(&error)),
        )
    })
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
