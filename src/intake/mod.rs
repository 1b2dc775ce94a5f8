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
mod export;
mod fhir;
mod files;
mod format;
mod peek;
mod zstd;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use compression::Compression;
pub use fhir::WhereBound;
pub use files::{below, find};
pub use format::{Format, InputFormat};
use peek::Peek;

use crate::decision::words::plural;
use crate::record::fhir::{Account, is_bundle};
use crate::record::{RecordProblem, RecordText, Records, Table};
use crate::vocabulary::Vocabulary;
use export::Export;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// How inputs are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format, whatever the name and the first bytes say.
    pub format: Option<InputFormat>,
    /// Where facts stand in FHIR; without it FHIR is refused.
    pub bindings: Option<Arc<WhereBound>>,
    /// Files of resources that belong together, as those of a bulk export do: they are read with the first of them.
    pub together: Arc<[PathBuf]>,
    /// Counts the bytes that are read of files, as they are stored.
    pub read: Arc<AtomicU64>,
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
    /// It is FHIR, and a Bundle.
    is_bundle: bool,
    options: Options,
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
    let file = Counted { inner: File::open(path)?, read: Arc::clone(&options.read) };
    decode(path, Box::new(BufReader::with_capacity(PIECE, file)), options)
}

/// A file of which is counted how much was read.
struct Counted {
    inner: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The same of bytes that are already at hand; the path is only a name.
///
/// # Errors
/// When the input cannot be read, or its first bytes show that it is damaged.
pub fn decode(path: &Path, input: Box<dyn BufRead + Send>, options: &Options) -> io::Result<Decoded> {
    let (input, compression) = compression::decompressed(input).map_err(|error| lost(&error, 0))?;
    let mut input = Peek::new(input);
    let format = format::recognise(path, options.format, &mut input).map_err(|error| lost(&error, 0))?;
    let is_bundle = format == Format::Fhir && is_bundle(&String::from_utf8_lossy(input.seen()));
    let options = options.clone();
    Ok(Decoded { name: path.to_path_buf(), format, compression, input: Box::new(input), is_bundle, options })
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
        let (name, format) = (self.name.clone(), self.format);
        let buffered = |input| -> Input { BufReader::with_capacity(PIECE, input) };
        let source = match format {
            Format::Json => Source::Json(Records::new(buffered(self.input)).within(vocabulary.limits())),
            Format::Table(delimiter) => {
                let input = buffered(self.input);
                let table = Table::new(input, delimiter, vocabulary).map_err(|error| lost(&error, 0))?;
                Source::Table(Box::new(table))
            }
            Format::Fhir => {
                let others = match self.options.together.split_first() {
                    Some((first, others)) if *first == name => others.to_vec(),
                    _ => Vec::new(),
                };
                let options = self.options.clone();
                let mut parts = vec![self];
                for other in &others {
                    let part = decoded(other, &options);
                    parts.push(part.map_err(|error| {
                        io::Error::new(error.kind(), format!("`{}`: {error}", other.display()))
                    })?);
                }
                Source::Fhir(Box::new(fhir::patients(parts, vocabulary)?))
            }
        };
        Ok(Intake { name, format, source, read: 0, problems: Vec::new() }.opened())
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
    Fhir(Box<Export>),
}

impl Intake {
    fn opened(mut self) -> Self {
        self.problems = match &self.source {
            Source::Json(_) => Vec::new(),
            Source::Table(table) => table.problems().to_vec(),
            Source::Fhir(export) => export.problems().to_vec(),
        };
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
            Source::Json(_) | Source::Fhir(_) => None,
        };
        table.into_iter().flatten()
    }

    /// What became of resources of FHIR; whole when the last record was given.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match &self.source {
            Source::Fhir(export) => Some(export.account()),
            Source::Json(_) | Source::Table(_) => None,
        }
    }
}

impl Iterator for Intake {
    type Item = io::Result<Result<RecordText, RecordProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match &mut self.source {
            Source::Json(records) => records.next(),
            Source::Table(table) => table.next(),
            Source::Fhir(export) => export.next().map(|text| text.map(Ok)),
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
