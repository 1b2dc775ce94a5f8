//! Records in portions that threads can share out.

use std::io::{BufRead, Read};
use std::sync::Arc;

use super::scan::PADDING;
use crate::limits::{Limit, Limits, MAX_RECORD_BYTES, SCREEN_BATCH_BYTES, SCREEN_BATCH_RECORDS};
use crate::record::{RecordProblem, RecordText, too_large};

/// Some records of one file.
#[derive(Debug)]
pub struct Batch {
    /// The name of the file.
    pub file: Arc<str>,
    /// The records.
    pub records: Portion,
}

/// A record, or what stands at its place.
pub type Taken = Result<RecordText, RecordProblem>;

/// Records, as they are read from their file.
#[derive(Debug)]
pub enum Portion {
    /// JSON, one record a line.
    Lines(Lines),
    /// Texts, and what was no record at all.
    Texts(Vec<Taken>),
}

/// Whole lines, with room behind the last one.
#[derive(Debug)]
pub struct Lines {
    /// The bytes: the lines, and behind them [`PADDING`] bytes that mean nothing.
    pub bytes: Vec<u8>,
    /// How many bytes are lines.
    pub length: usize,
    /// Lines of the file before the first one.
    pub lines_before: usize,
    /// The line that follows them is too large to be a record, and was passed over.
    pub passes_over: Option<RecordProblem>,
}

/// Cuts a stream of JSON, one record a line, into portions.
#[derive(Debug)]
pub struct LineBatches<R> {
    input: R,
    lines: usize,
    /// The start of a line whose end was not read yet.
    started: Vec<u8>,
    ended: bool,
    is_first: bool,
    /// How many bytes a line may have.
    most: usize,
}

impl<R: Read> LineBatches<R> {
    /// Reads from `input`.
    pub fn new(input: R) -> Self {
        let most = MAX_RECORD_BYTES;
        Self { input, lines: 0, started: Vec::new(), ended: false, is_first: true, most }
    }

    /// With these limits.
    #[must_use]
    pub fn within(mut self, limits: &Limits) -> Self {
        self.most = limits.get(Limit::RecordBytes);
        self
    }

    /// Reads what there is, up to a portion: how much.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<usize> {
        self.input.by_ref().take(SCREEN_BATCH_BYTES as u64).read_to_end(bytes)
    }

    /// The next portion.
    pub fn take(&mut self) -> std::io::Result<Option<Lines>> {
        let mut bytes = std::mem::take(&mut self.started);
        let mut whole = None;
        while !self.ended {
            let filled = bytes.len();
            bytes.reserve(SCREEN_BATCH_BYTES + PADDING);
            let read = self.fill(&mut bytes)?;
            self.ended = read == 0;
            // Only what is new can hold the end of a line.
            let new = bytes.get(filled..).unwrap_or_default();
            whole = memchr::memrchr(b'\n', new).map(|at| filled + at + 1);
            if whole.is_some() || bytes.len() > self.most {
                break;
            }
        }
        let mut passes_over = None;
        match whole {
            Some(end) => self.started = bytes.split_off(end),
            None if self.ended => {}
            None => {
                bytes.clear();
                passes_over = Some(too_large("", self.most).moved(self.lines, 0));
                self.pass_over_line()?;
            }
        }
        if bytes.is_empty() && passes_over.is_none() {
            return Ok(None);
        }
        if std::mem::take(&mut self.is_first) && bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        let lines_before = self.lines;
        self.lines += memchr::memchr_iter(b'\n', &bytes).count() + usize::from(passes_over.is_some());
        let length = bytes.len();
        bytes.resize(length + PADDING, 0);
        Ok(Some(Lines { bytes, length, lines_before, passes_over }))
    }

    /// Goes on behind the end of the line.
    fn pass_over_line(&mut self) -> std::io::Result<()> {
        loop {
            let mut piece = Vec::with_capacity(SCREEN_BATCH_BYTES);
            if self.fill(&mut piece)? == 0 {
                self.ended = true;
                return Ok(());
            }
            if let Some(at) = memchr::memchr(b'\n', &piece) {
                self.started = piece.split_off(at + 1);
                return Ok(());
            }
        }
    }
}

/// The next texts of a sequence, as many as one thread takes at once.
pub fn texts(
    records: &mut dyn Iterator<Item = std::io::Result<Taken>>,
) -> std::io::Result<Option<Vec<Taken>>> {
    let (mut taken, mut bytes) = (Vec::new(), 0);
    while taken.len() < SCREEN_BATCH_RECORDS && bytes < SCREEN_BATCH_BYTES {
        let Some(record) = records.next() else { break };
        let record = record?;
        bytes += record.as_ref().map_or(0, |record| record.text.len());
        taken.push(record);
    }
    Ok((!taken.is_empty()).then_some(taken))
}

/// Is a JSON stream one of records, one a line? So it is when its first line is one whole object. Looks only at what is
/// in the buffer; what it cannot tell from that is none.
pub fn is_lines(input: &mut dyn BufRead) -> std::io::Result<bool> {
    let buffer = input.fill_buf()?;
    let start = buffer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(buffer);
    let Some(end) = memchr::memchr(b'\n', start) else { return Ok(false) };
    let Ok(line) = std::str::from_utf8(start.get(..end).unwrap_or_default()) else { return Ok(false) };
    let whole: Result<&serde_json::value::RawValue, _> = serde_json::from_str(line);
    Ok(whole.is_ok_and(|whole| whole.get().starts_with('{')))
}
