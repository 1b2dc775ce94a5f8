//! Files that are written bit by bit, or at once: under a temporary name beside them, then renamed, so that whoever
//! looks finds the old text or the new, whole. A file that is there keeps its permissions, and behind a link it is the
//! file that is written. What is no plain file, such as a pipe or `/dev/null`, has no whole and is written to.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::files::in_words;

/// A file that is being written.
pub struct Growing {
    /// As it is named.
    named: PathBuf,
    /// Where it is, links followed.
    path: PathBuf,
    into: Into,
}

enum Into {
    Beside(NamedTempFile),
    Straight(File),
}

impl Growing {
    /// Begins a file. A new one permits everybody what the user's mask lets them.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o666)
    }

    /// Begins a file that says something of patients: a new one is its owner's alone.
    pub fn create_private(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o600)
    }

    #[cfg_attr(not(unix), allow(unused_variables, reason = "only there files have such permissions"))]
    fn with_mode(named: &Path, mode: u32) -> io::Result<Self> {
        let begin = || -> io::Result<(PathBuf, Into)> {
            let existing = named.canonicalize().ok();
            let path = existing.clone().unwrap_or_else(|| named.to_path_buf());
            let about = existing.as_ref().map(fs::metadata).transpose()?;
            if about.as_ref().is_some_and(|about| !about.is_file() && !about.is_dir()) {
                let file = File::options().write(true).open(&path)?;
                return Ok((path, Into::Straight(file)));
            }
            let folder =
                path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut builder = tempfile::Builder::new();
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
            let file = builder.tempfile_in(folder)?;
            if let Some(about) = about {
                file.as_file().set_permissions(about.permissions())?;
            }
            Ok((path, Into::Beside(file)))
        };
        let (path, into) = begin().map_err(|error| not_written(named, &error))?;
        Ok(Self { named: named.to_path_buf(), path, into })
    }

    /// As it is named.
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// Waits until the disk has all of it.
    pub fn sync(&self) -> io::Result<()> {
        match &self.into {
            Into::Beside(file) => file.as_file().sync_all(),
            // A pipe has no disk to wait for.
            Into::Straight(_) => Ok(()),
        }
        .map_err(|error| not_written(&self.named, &error))
    }

    /// Gives it its name.
    pub fn finish(self) -> io::Result<()> {
        match self.into {
            Into::Beside(file) => {
                file.persist(&self.path).map_err(|error| not_written(&self.named, &error.error))?;
                Ok(())
            }
            Into::Straight(_) => Ok(()),
        }
    }

    /// Takes it away, and what is there under its name; what is no plain file stays.
    pub fn remove(self) -> io::Result<()> {
        if let Into::Straight(_) = self.into {
            return Ok(());
        }
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(&self.named, &error)),
            _ => Ok(()),
        }
    }

    /// Gives it the name of a part, `FILE.partial`; what is no plain file has had it already.
    pub fn finish_part(self) -> io::Result<PathBuf> {
        let part = |path: &Path| {
            let mut name = path.to_path_buf().into_os_string();
            name.push(".partial");
            PathBuf::from(name)
        };
        match self.into {
            Into::Beside(_) => {
                let named = part(&self.named);
                Self { path: part(&self.path), named: named.clone(), ..self }.finish()?;
                Ok(named)
            }
            Into::Straight(_) => Ok(self.named),
        }
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.into {
            Into::Beside(file) => file.write(bytes),
            Into::Straight(file) => file.write(bytes),
        };
        written.map_err(|error| match error.kind() {
            ErrorKind::Interrupted => error,
            _ => not_written(&self.named, &error),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.into {
            Into::Beside(file) => file.flush(),
            Into::Straight(file) => file.flush(),
        }
    }
}

/// Writes a whole file.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(Growing::create(path)?, bytes)
}

/// The same of a file that says something of patients.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(Growing::create_private(path)?, bytes)
}

fn write(mut file: Growing, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync()?;
    file.finish()
}

fn not_written(path: &Path, error: &io::Error) -> io::Error {
    let why = match error.kind() {
        ErrorKind::NotFound => "its folder is not there".to_owned(),
        _ => in_words(error),
    };
    io::Error::new(error.kind(), format!("`{}` could not be written: {why}", path.display()))
}
