//! Files and folders named on the command line.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The ruleset files among these paths: a file is itself, a folder is every `.elig` file below it, in the
/// order of their names.
///
/// # Errors
/// In words, when a path does not exist or a folder has no such file.
pub fn rulesets(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let found: Result<Vec<_>, _> = paths.iter().map(|path| below(path, "elig", false)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// The path itself if it is no folder, else every file below it with this extension, in the order of their names;
/// `links` says whether links are followed.
///
/// # Errors
/// In words, when the folder has no such file or cannot be read.
pub fn below(path: &Path, extension: &str, links: bool) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(path).follow_links(links).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        let wanted = entry.path().extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
        if entry.file_type().is_file() && wanted {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(format!("no `.{extension}` file in the folder `{}`", path.display()));
    }
    Ok(files)
}

/// A file by the name under which it is told, ready to be read; `-` is standard input.
pub fn open(path: &Path) -> io::Result<(&Path, Box<dyn BufRead + Send>)> {
    if path == Path::new("-") {
        return Ok((Path::new("<standard input>"), Box::new(BufReader::new(io::stdin()))));
    }
    Ok((path, Box::new(BufReader::new(File::open(path)?))))
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

/// Writes a file: under a temporary name beside it, then renamed, so that whoever looks finds the old text or the new,
/// whole. A file that is there keeps its permissions, and behind a link it is the file that is written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, 0o666)
}

/// The same of a file that says something of patients: a new one is its owner's alone.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, 0o600)
}

/// `mode` is what a new file permits, less what the user's mask takes away.
fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let written = || -> io::Result<()> {
        let existing = path.canonicalize().ok();
        let path = existing.as_deref().unwrap_or(path);
        let mut file = temporary(path, mode)?;
        file.write_all(bytes)?;
        if existing.is_some() {
            file.as_file().set_permissions(fs::metadata(path)?.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    written().map_err(|error| not_written(path, &error))
}

/// A file beside this one under a temporary name, its owner's alone, for what is written bit by bit.
pub fn temporary_beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    temporary(path, 0o600).map_err(|error| not_written(path, &error))
}

#[cfg_attr(not(unix), allow(unused_variables, reason = "only there files have such permissions"))]
fn temporary(path: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    builder.tempfile_in(folder)
}

/// That a file could not be written, and why.
pub fn not_written(path: &Path, error: &io::Error) -> io::Error {
    let why = match error.kind() {
        ErrorKind::NotFound => "its folder is not there".to_owned(),
        _ => in_words(error),
    };
    io::Error::new(error.kind(), format!("`{}` could not be written: {why}", path.display()))
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
