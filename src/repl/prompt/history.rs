//! The entries that outlast the session: a file, its owner's alone.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};

use rustyline::Config;
use rustyline::error::ReadlineError;
use rustyline::history::{FileHistory, History};

/// Which entries outlast the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// Those that say nothing of a patient.
    #[default]
    NoPatient,
    /// All.
    Everything,
    /// None; what earlier sessions kept is still recalled.
    Nothing,
}

/// The file of the history where nothing else is said: in the folder for such things, which the user may have moved.
#[must_use]
pub fn history_file() -> Option<PathBuf> {
    // A relative path would be another one in each folder.
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")))
        .or_else(|| folder("LOCALAPPDATA"))?;
    Some(state.join("elig").join("history"))
}

/// The history's file, to which entries are added one by one.
pub struct Kept {
    path: PathBuf,
    entries: FileHistory,
}

impl Kept {
    /// This file; it is made with the first entry.
    pub fn at(path: &Path, config: &Config) -> Self {
        Kept { path: path.to_path_buf(), entries: FileHistory::with_config(config) }
    }

    /// What earlier sessions kept, oldest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(&mut self) -> io::Result<Vec<String>> {
        if self.path.exists() {
            self.entries.load(&self.path).map_err(plain)?;
        }
        Ok(self.entries.iter().cloned().collect())
    }

    /// Adds an entry at once: a session may end in any way.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, entry: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.recursive(true).create(folder)?;
        }
        self.entries.add(entry).map_err(plain)?;
        self.entries.append(&self.path).map_err(plain)
    }
}

fn plain(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(size: usize) -> Config {
        Config::builder().max_history_size(size).expect("any size is one").build()
    }

    fn loaded(path: &Path, size: usize) -> Vec<String> {
        Kept::at(path, &config(size)).load().expect("it can be read")
    }

    #[test]
    fn entries_outlast_the_session() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("state/elig/history");
        let mut kept = Kept::at(&path, &config(10));
        assert!(kept.load().expect("there is none yet").is_empty());
        kept.add("require a\n  because \"b\\n\"").expect("it can be written");
        kept.add("1 + 1").expect("it can be written");
        assert_eq!(loaded(&path, 10), ["require a\n  because \"b\\n\"", "1 + 1"]);
    }

    /// Two sessions at once lose nothing of each other.
    #[test]
    fn two_sessions() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("history");
        let (mut one, mut other) = (Kept::at(&path, &config(10)), Kept::at(&path, &config(10)));
        one.add("a").expect("it can be written");
        other.add("b").expect("it can be written");
        one.add("c").expect("it can be written");
        assert_eq!(loaded(&path, 10), ["a", "b", "c"]);
    }

    #[test]
    fn the_oldest_give_way() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("history");
        let mut kept = Kept::at(&path, &config(3));
        for entry in ["a", "b", "c", "d", "e"] {
            kept.add(entry).expect("it can be written");
        }
        assert_eq!(loaded(&path, 3), ["c", "d", "e"]);
        assert_eq!(loaded(&path, 10), ["c", "d", "e"]);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("elig/history");
        Kept::at(&path, &config(3)).add("a").expect("it can be written");
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().expect("it is in a folder")), 0o700);
    }
}
