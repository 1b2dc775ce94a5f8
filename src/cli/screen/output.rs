//! Where rows and rejects are written: to temporary names beside the files, which get their names when all is there.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::files::{not_written, temporary_beside};

/// A file that is being written.
struct Growing {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    is_empty: bool,
}

impl Growing {
    fn create(path: &Path) -> io::Result<Self> {
        let file = temporary_beside(path)?;
        Ok(Self { path: path.to_path_buf(), file: BufWriter::with_capacity(1 << 16, file), is_empty: true })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.is_empty &= bytes.is_empty();
        self.file.write_all(bytes).map_err(|error| not_written(&self.path, &error))
    }

    /// Gives it its name, or that of a part.
    fn finish(self, is_part: bool) -> io::Result<PathBuf> {
        let path = match is_part {
            true => {
                let mut name = self.path.clone().into_os_string();
                name.push(".partial");
                name.into()
            }
            false => self.path.clone(),
        };
        let file = self.file.into_inner().map_err(|error| not_written(&self.path, error.error()))?;
        // Nothing waits here for the disk: after a loss of power a screening is run again.
        file.persist(&path).map_err(|error| not_written(&path, &error.error))?;
        Ok(path)
    }
}

enum Rows {
    Nowhere,
    Stdout(io::Stdout),
    File(Growing),
}

/// The rows and the rejects of a run.
pub struct Output {
    rows: Rows,
    rejects: Option<Growing>,
}

impl Output {
    /// Rows to this file, or to standard output; rejects to that one.
    pub fn create(rows: Option<&Path>, rejects: Option<&Path>) -> io::Result<Self> {
        let rows = match rows {
            None => Rows::Nowhere,
            Some(path) if path == Path::new("-") => Rows::Stdout(io::stdout()),
            Some(path) => Rows::File(Growing::create(path)?),
        };
        Ok(Self { rows, rejects: rejects.map(Growing::create).transpose()? })
    }

    /// Writes rows.
    pub fn rows(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.rows {
            Rows::Nowhere => Ok(()),
            Rows::Stdout(out) => out.write_all(bytes),
            Rows::File(file) => file.write(bytes),
        }
    }

    /// Writes rejects.
    pub fn rejects(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.rejects.as_mut().map_or(Ok(()), |file| file.write(bytes))
    }

    /// Gives the files their names; those of a run that was interrupted say so. What there is to tell of them.
    pub fn finish(self, is_part: bool) -> io::Result<Vec<String>> {
        let mut told = Vec::new();
        match self.rows {
            Rows::Nowhere => {}
            Rows::Stdout(mut out) => out.flush()?,
            Rows::File(file) => {
                let path = file.finish(is_part)?;
                if is_part {
                    told.push(format!("`{}` holds the rows until then", path.display()));
                }
            }
        }
        if let Some(rejects) = self.rejects {
            if rejects.is_empty {
                // What an earlier run rejected must not look like this one's.
                if let Err(error) = fs::remove_file(&rejects.path)
                    && error.kind() != io::ErrorKind::NotFound
                {
                    return Err(not_written(&rejects.path, &error));
                }
            } else {
                let path = rejects.finish(is_part)?;
                told.push(format!(
                    "`{}` holds the records that could not be decided on, each with the reasons",
                    path.display()
                ));
            }
        }
        Ok(told)
    }
}
