//! Folders of data.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::format::{is_data, is_named_as_table};
use super::{Format, Options};

/// The path itself if it is no folder, else every file of data below it, in the order of their names: `.json`, `.ndjson`,
/// `.jsonl`, `.csv` and `.tsv`, each also compressed (`.gz`, `.zst`).
///
/// # Errors
/// In words, when the folder has no such file or cannot be read.
pub fn below(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        if entry.file_type().is_file() && is_data(entry.path()) {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(format!(
            "no file of records in the folder `{}`: `.json`, `.ndjson`, `.jsonl`, `.csv` or `.tsv`, each also with `.gz` \
             or `.zst`",
            path.display()
        ));
    }
    Ok(files)
}

/// A file; or a path, and in words why there is no file of it.
pub type Found = Result<PathBuf, (PathBuf, String)>;

/// The files of all these paths. Files of FHIR resources that are no Bundles belong together, whichever paths they come of:
/// the first one stands for all, and the options say which these are.
pub fn find(paths: &[PathBuf], options: Options) -> (Vec<Found>, Options) {
    let found = paths.iter().flat_map(|path| match below(path) {
        Ok(found) => found.into_iter().map(Ok).collect(),
        Err(why) => vec![Err((path.clone(), why))],
    });
    let found: Vec<Found> = found.collect();
    // One alone needs no others, and is not looked into twice.
    let several = found.len() > 1;
    let (mut files, mut together): (Vec<Found>, Vec<PathBuf>) = (Vec::new(), Vec::new());
    for file in found {
        if let Ok(path) = &file
            && several
            && is_part(path, &options)
        {
            together.push(path.clone());
            if together.len() > 1 {
                continue;
            }
        }
        files.push(file);
    }
    (files, Options { together: together.into(), ..options })
}

/// Is it a file of resources that are no Bundles? What is no plain file can be read once only, and is left alone.
fn is_part(path: &Path, options: &Options) -> bool {
    !is_named_as_table(path)
        && path.is_file()
        && super::decoded(path, options).is_ok_and(|file| file.format == Format::Fhir && !file.is_bundle)
}
