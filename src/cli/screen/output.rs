//! Where rows and rejects are written.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::cli::growing::Growing;

/// What is gathered before it is written.
const PIECE: usize = 1 << 16;

enum Rows {
    Nowhere,
    Stdout(io::Stdout),
    File(BufWriter<Growing>),
}

/// The rows and the rejects of a run. Nothing waits for the disk: after a loss of power a screening is run again.
pub struct Output {
    rows: Rows,
    rejects: Option<Growing>,
    has_rejects: bool,
}

impl Output {
    /// Rows to this file, or to standard output; rejects to that one.
    pub fn create(rows: Option<&Path>, rejects: Option<&Path>) -> io::Result<Self> {
        let rows = match rows {
            None => Rows::Nowhere,
            Some(path) if path == Path::new("-") => Rows::Stdout(io::stdout()),
            Some(path) => Rows::File(BufWriter::with_capacity(PIECE, Growing::create_private(path)?)),
        };
        let rejects = rejects.map(Growing::create_private).transpose()?;
        Ok(Self { rows, rejects, has_rejects: false })
    }

    /// Writes rows.
    pub fn rows(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.rows {
            Rows::Nowhere => Ok(()),
            Rows::Stdout(out) => out.write_all(bytes),
            Rows::File(file) => file.write_all(bytes),
        }
    }

    /// Writes rejects.
    pub fn rejects(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.has_rejects |= !bytes.is_empty();
        self.rejects.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    /// Gives the files their names; those of a run that was interrupted say so. What there is to tell of them.
    pub fn finish(self, is_part: bool) -> io::Result<Vec<String>> {
        let mut told = Vec::new();
        match self.rows {
            Rows::Nowhere => {}
            Rows::Stdout(mut out) => out.flush()?,
            Rows::File(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                if is_part {
                    told.push(format!("`{}` holds the rows until then", file.finish_part()?.display()));
                } else {
                    file.finish()?;
                }
            }
        }
        match self.rejects {
            Some(rejects) if self.has_rejects => {
                let path = match is_part {
                    true => rejects.finish_part()?,
                    false => {
                        let named = rejects.named().to_path_buf();
                        rejects.finish()?;
                        named
                    }
                };
                told.push(format!(
                    "`{}` holds the records that could not be decided on, each with the reasons",
                    path.display()
                ));
            }
            // What an earlier run rejected must not look like this one's.
            Some(rejects) => rejects.remove()?,
            None => {}
        }
        Ok(told)
    }
}
