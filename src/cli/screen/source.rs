//! The files of a cohort, one after another, in portions.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::files::in_words;
use crate::cli::{complain, interrupt};
use crate::record::Records;
use crate::screen::{Batch, LineBatches, Portion, Taken, is_lines, texts};

/// A file that is being read.
enum Open {
    Lines(LineBatches<Box<dyn io::BufRead + Send>>),
    Texts(Box<dyn Iterator<Item = io::Result<Taken>> + Send>),
}

/// The files, the first of which may be half read.
pub struct Files {
    waiting: VecDeque<PathBuf>,
    open: Option<(Arc<str>, Open)>,
    /// Files that could not be read, or not to their end.
    pub unread: usize,
    /// Something was left unread.
    pub broke_off: bool,
}

impl Files {
    /// These files, in their order.
    pub fn new(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { waiting: files.into_iter().collect(), open: None, unread: 0, broke_off: false }
    }

    /// The next portion of the next file. A file that cannot be read is told, and the next one is read.
    pub fn next(&mut self) -> Option<Batch> {
        loop {
            if interrupt::is_asked() {
                self.broke_off = true;
                return None;
            }
            let Some((file, open)) = &mut self.open else {
                let path = self.waiting.pop_front()?;
                match opened(&path) {
                    Ok(open) => self.open = Some((path.display().to_string().into(), open)),
                    Err(error) => self.unreadable(&path.display().to_string(), &error),
                }
                continue;
            };
            let file = Arc::clone(file);
            let portion = match open {
                Open::Lines(lines) => {
                    let next = lines.take();
                    next.map(|next| next.map(|lines| (lines.length, Portion::Lines(lines))))
                }
                Open::Texts(records) => {
                    let next = texts(records);
                    next.map(|next| next.map(|(texts, bytes)| (bytes, Portion::Texts(texts))))
                }
            };
            match portion {
                Ok(Some((bytes, records))) => return Some(Batch { file, records, bytes }),
                Ok(None) => self.open = None,
                Err(error) => {
                    self.open = None;
                    self.unreadable(&file, &error);
                }
            }
        }
    }

    fn unreadable(&mut self, file: &str, error: &io::Error) {
        complain(&format!("`{file}`: {}", in_words(error)));
        self.unread += 1;
        self.broke_off = true;
    }
}

fn opened(path: &Path) -> io::Result<Open> {
    let mut input = crate::cli::files::open(path)?.1;
    Ok(match is_lines(&mut input)? {
        true => Open::Lines(LineBatches::new(input)),
        false => Open::Texts(Box::new(Records::new(input))),
    })
}
