//! Records as they come: files, standard input, folders; JSON and tables; compressed or not. One way for every command.
//!
//! ```
//! use elig::intake::{self, Options};
//! use elig::loader::{Memory, Wanted};
//!
//! let files = Memory::new().with("a.elig", "fact pain_months: integer\nrequire pain_months >= 6\n");
//! let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result()?;
//! let input = Box::new("id,pain_months\np-1,24\n".as_bytes());
//! let decoded = intake::decode(std::path::Path::new("-"), input, &Options::default())?;
//! let mut intake = decoded.records(ruleset.vocabulary())?;
//! assert!(intake.problems().is_empty());
//! assert_eq!(intake.next().unwrap()?.unwrap().text, r#"{"id":"p-1","pain_months":24}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compression;
mod files;
mod format;
mod peek;
mod zstd;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use compression::Compression;
pub use files::{below, files};
pub use format::{Format, InputFormat};
use peek::Peek;

use crate::decision::words::plural;
use crate::record::{RecordProblem, RecordText, Records, Table};
use crate::vocabulary::Vocabulary;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// How inputs are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The format, whatever the name and the first bytes say.
    pub format: Option<InputFormat>,
}

/// An input, decompressed, and what it is.
pub struct Decoded {
    /// The name under which it is told.
    pub name: PathBuf,
    /// Its format.
    pub format: Format,
    /// How it was compressed.
    pub compression: Option<Compression>,
    /// Its bytes, from the first one on.
    pub input: Box<dyn BufRead + Send>,
}

/// The bytes of a file, or of standard input where the path is `-`, decompressed.
///
/// # Errors
/// When it cannot be read, or its first bytes show that it is damaged.
pub fn decoded(path: &Path, options: &Options) -> io::Result<Decoded> {
    if path == Path::new("-") {
        let input = BufReader::with_capacity(PIECE, io::stdin());
        let decoded = decode(path, Box::new(input), options)?;
        return Ok(Decoded { name: PathBuf::from("<standard input>"), ..decoded });
    }
    decode(path, Box::new(BufReader::with_capacity(PIECE, File::open(path)?)), options)
}

/// The same of bytes that are already at hand; the path is only a name.
///
/// # Errors
/// When the input cannot be read, or its first bytes show that it is damaged.
pub fn decode(path: &Path, input: Box<dyn BufRead + Send>, options: &Options) -> io::Result<Decoded> {
    let (input, compression) = compression::decompressed(input).map_err(|error| lost(&error, 0))?;
    let mut input = Peek::new(input);
    let format = format::recognise(path, options.format, &mut input).map_err(|error| lost(&error, 0))?;
    Ok(Decoded { name: path.to_path_buf(), format, compression, input: Box::new(input) })
}

/// The records of a file, or of standard input where the path is `-`.
///
/// # Errors
/// When it cannot be read.
pub fn open(path: &Path, vocabulary: &Arc<Vocabulary>, options: &Options) -> io::Result<Intake> {
    decoded(path, options)?.records(vocabulary)
}

impl Decoded {
    /// Its records, read for this vocabulary. Of a table the header is read at once.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn records(self, vocabulary: &Arc<Vocabulary>) -> io::Result<Intake> {
        let input: Input = BufReader::with_capacity(PIECE, self.input);
        let source = match self.format {
            Format::Json => Source::Json(Records::new(input)),
            Format::Table(delimiter) => {
                let table = Table::new(input, delimiter, vocabulary).map_err(|error| lost(&error, 0))?;
                Source::Table(Box::new(table))
            }
            // Here resources become records, once there is something that says which is which fact.
            Format::Fhir => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "this is FHIR; records are read from elig's own JSON and from tables, not from resources",
                ));
            }
        };
        Ok(Intake { name: self.name, format: self.format, source, read: 0, problems: Vec::new() }.opened())
    }
}

type Input = BufReader<Box<dyn BufRead + Send>>;

/// The records of one input, one after another, in memory for one at a time. What a record's text says is read by
/// [`Record::from_json`](crate::Record::from_json).
pub struct Intake {
    name: PathBuf,
    format: Format,
    source: Source,
    /// Records so far, readable or not.
    read: usize,
    problems: Vec<RecordProblem>,
}

enum Source {
    Json(Records<Input>),
    Table(Box<Table<Input>>),
}

impl Intake {
    fn opened(mut self) -> Self {
        if let Source::Table(table) = &self.source {
            self.problems = table.problems().to_vec();
        }
        self
    }

    /// The name under which it is told: the path, or `<standard input>`.
    #[must_use]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Its format.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// What is wrong with the input as a whole, such as the header of a table. It is told once, not with each record.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.problems
    }

    /// Columns of a table that nobody knows, each with the number of rows so far in which it says something.
    pub fn passed_over(&self) -> impl Iterator<Item = (&str, usize)> {
        let table = match &self.source {
            Source::Table(table) => Some(table.passed_over()),
            Source::Json(_) => None,
        };
        table.into_iter().flatten()
    }
}

impl Iterator for Intake {
    type Item = io::Result<Result<RecordText, RecordProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match &mut self.source {
            Source::Json(records) => records.next(),
            Source::Table(table) => table.next(),
        }?;
        self.read += usize::from(next.is_ok());
        Some(next.map_err(|error| lost(&error, self.read)))
    }
}

/// An input that fails in its midst, with how far it came.
fn lost(error: &io::Error, read: usize) -> io::Error {
    let before = match read {
        0 => "no record was read before".to_owned(),
        1 => "1 record was read before".to_owned(),
        more => format!("{} were read before", plural(more, "record")),
    };
    io::Error::new(error.kind(), format!("{error}; {before}"))
}
