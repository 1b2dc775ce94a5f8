//! Folders of data.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::format::is_data;

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

/// The files of all these paths; or, in words, why there are none of one.
pub fn files(paths: &[PathBuf]) -> impl Iterator<Item = Result<PathBuf, (PathBuf, String)>> {
    paths.iter().flat_map(|path| match below(path) {
        Ok(found) => found.into_iter().map(Ok).collect(),
        Err(why) => vec![Err((path.clone(), why))],
    })
}
