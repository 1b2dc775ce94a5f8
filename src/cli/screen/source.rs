//! The files of a cohort, one after another, in portions.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::cli::files::in_words;
use crate::cli::problems::tell_of_input;
use crate::cli::{complain, interrupt};
use crate::intake::{self, Format, Intake};
use crate::screen::{Batch, LineBatches, Portion, is_lines, texts};
use crate::vocabulary::Vocabulary;

/// A file that is being read.
enum Open {
    /// JSON, one record a line: the threads read it themselves.
    Lines(LineBatches<Box<dyn BufRead + Send>>),
    /// Anything else.
    Records(Box<Intake>),
}

/// The files, the first of which may be half read.
pub struct Files {
    waiting: VecDeque<PathBuf>,
    open: Option<(Arc<str>, Open)>,
    vocabulary: Arc<Vocabulary>,
    options: intake::Options,
    /// Files that could not be read, or not to their end.
    pub unread: usize,
    /// Files with a mistake that is none of a single record, such as one in the header of a table.
    pub bad: usize,
    /// Something was left unread.
    pub broke_off: bool,
}

impl Files {
    /// The files of these paths, in their order. A path that leads to none is told.
    pub fn new(paths: &[PathBuf], vocabulary: &Arc<Vocabulary>, options: intake::Options) -> Self {
        let (found, options) = intake::find(paths, options);
        // What was looked into to tell what belongs together is not read yet.
        let options = intake::Options { read: Arc::default(), ..options };
        let mut files = Self {
            waiting: VecDeque::new(),
            open: None,
            vocabulary: Arc::clone(vocabulary),
            options,
            unread: 0,
            bad: 0,
            broke_off: false,
        };
        for file in found {
            match file {
                Ok(file) => files.waiting.push_back(file),
                Err((_, why)) => files.unreadable(&why),
            }
        }
        files
    }

    /// How many bytes the files have that were not opened yet; `None` where one is no plain file.
    pub fn size(&self) -> Option<u64> {
        let others = self.options.together.iter().skip(1);
        let size = |path: &PathBuf| {
            let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
            about.map(|about| about.len())
        };
        self.waiting.iter().chain(others).map(size).sum()
    }

    /// How many bytes of the files were read so far.
    pub fn read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.options.read)
    }

    /// The next portion of the next file. A file that cannot be read is told, and the next one is read.
    pub fn next_portion(&mut self) -> Option<Batch> {
        loop {
            if interrupt::is_asked() {
                self.broke_off = true;
                return None;
            }
            let Some((file, open)) = &mut self.open else {
                let path = self.waiting.pop_front()?;
                match self.opened(&path) {
                    Ok(open) => self.open = Some(open),
                    Err(error) => self.unreadable(&format!("`{}`: {}", path.display(), in_words(&error))),
                }
                continue;
            };
            let file = Arc::clone(file);
            let portion = match open {
                Open::Lines(lines) => lines.take().map(|next| next.map(Portion::Lines)),
                Open::Records(intake) => texts(intake).map(|next| next.map(Portion::Texts)),
            };
            match portion {
                Ok(Some(records)) => return Some(Batch { file, records }),
                Ok(None) => self.open = None,
                Err(error) => {
                    self.open = None;
                    self.unreadable(&format!("`{file}`: {}", in_words(&error)));
                }
            }
        }
    }

    fn opened(&mut self, path: &Path) -> io::Result<(Arc<str>, Open)> {
        let mut decoded = intake::decoded(path, &self.options)?;
        let name: Arc<str> = decoded.name.display().to_string().into();
        if decoded.format == Format::Json && is_lines(&mut decoded.input)? {
            return Ok((name, Open::Lines(LineBatches::new(decoded.input).within(self.vocabulary.limits()))));
        }
        let intake = decoded.records(&self.vocabulary)?;
        self.bad += usize::from(tell_of_input(&intake)?);
        Ok((name, Open::Records(Box::new(intake))))
    }

    fn unreadable(&mut self, why: &str) {
        complain(why);
        self.unread += 1;
        self.broke_off = true;
    }
}
