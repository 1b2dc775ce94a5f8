//! Many records, one after another: an array, one a line, or one object over many lines, in memory for one
//! record at a time.

use std::io::{BufRead, ErrorKind};
use std::sync::Arc;

use super::read::too_large;
use super::{Origin, RecordProblem};
use crate::diagnostic::Code;
use crate::limits::{Limit, Limits, MAX_RECORD_BYTES};
use crate::source::LineColumn;

/// The text of one record, and where it starts in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordText {
    /// The text.
    pub text: String,
    /// Lines before it.
    pub lines_before: usize,
    /// Characters before it on its first line.
    pub columns_before: usize,
    /// Where its values stand, if it was not written as elig's own JSON: the text is then made of them.
    pub origin: Option<Arc<Origin>>,
}

impl RecordText {
    /// A record that stands so far behind the start of its file.
    #[must_use]
    pub fn new(text: String, lines_before: usize, columns_before: usize) -> Self {
        Self { text, lines_before, columns_before, origin: None }
    }

    /// A mistake in its text, told with its place in the file.
    #[must_use]
    pub fn placed(&self, problem: &RecordProblem) -> RecordProblem {
        match &self.origin {
            None => problem.clone().moved(self.lines_before, self.columns_before),
            Some(origin) => {
                let at = LineColumn { line: self.lines_before + 1, column: 1 };
                RecordProblem { at, ..origin.placed(problem) }
            }
        }
    }

    /// What of its source could not be taken over into its text at all, with its place.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        self.origin.as_ref().map(|origin| origin.problems()).unwrap_or_default()
    }
}

/// Cuts a stream of JSON into records without reading it whole.
///
/// An array gives its elements. Otherwise, when the first object ends on its own line, every line is a
/// record, and a broken line spoils only itself; when it does not, objects may span lines.
///
/// ```
/// use elig::record::Records;
/// let file = "{ \"pain_months\": 24 }\n{ \"pain_months\": 3 }\n";
/// let records: Vec<_> = Records::new(file.as_bytes()).map(|record| record.unwrap().unwrap()).collect();
/// assert_eq!(records[1].text, "{ \"pain_months\": 3 }");
/// assert_eq!(records[1].lines_before, 1);
/// ```
pub struct Records<R> {
    input: R,
    layout: Layout,
    line: usize,
    column: usize,
    started: bool,
    finished: bool,
    /// How many bytes a record may have.
    most: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Nothing was read yet.
    Unknown,
    /// Inside an array.
    Array(Expected),
    Lines,
    Spread,
}

/// What stands next in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The first record, or the end.
    First,
    /// A comma, or the end.
    Comma,
    /// A record.
    Record,
}

/// What comes next in the stream.
enum Next {
    Value,
    /// A slip between the elements of an array.
    Slip(RecordProblem),
    End,
}

enum Taken {
    Bytes(Vec<u8>),
    TooLarge,
}

impl<R: BufRead> Records<R> {
    /// Reads from `input`.
    pub fn new(input: R) -> Self {
        let most = MAX_RECORD_BYTES;
        Self { input, layout: Layout::Unknown, line: 0, column: 0, started: false, finished: false, most }
    }

    /// With these limits.
    #[must_use]
    pub fn within(mut self, limits: &Limits) -> Self {
        self.most = limits.get(Limit::RecordBytes);
        self
    }

    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        next_byte(&mut self.input)
    }

    fn advance(&mut self, byte: u8) {
        self.input.consume(1);
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        } else if byte & 0xC0 != 0x80 {
            // Bytes that go on with a character do not count as columns.
            self.column += 1;
        }
    }

    /// The mark that some editors put at the start of a file is no part of its text. Half of one is no text.
    fn skip_byte_order_mark(&mut self) -> std::io::Result<Option<Next>> {
        for (at, byte) in [0xEF, 0xBB, 0xBF].into_iter().enumerate() {
            if self.peek()? != Some(byte) {
                return Ok((at > 0)
                    .then(|| self.slip("a value is expected here", "save the file as UTF-8 and try again")));
            }
            self.input.consume(1);
        }
        Ok(None)
    }

    /// A slip at the byte that comes next.
    fn slip(&self, message: &str, help: &str) -> Next {
        let problem =
            RecordProblem::new(Code::RecordSyntax, "", 0..0, "", format!("this is not JSON: {message}"));
        Next::Slip(problem.help(help).moved(self.line, self.column))
    }

    /// Goes to the next value: over blanks, and between the elements of an array over the punctuation.
    fn skip_to_value(&mut self) -> std::io::Result<Next> {
        while let Some(byte) = self.peek()? {
            match (self.layout, byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n') => self.advance(byte),
                (Layout::Unknown, b'[') => {
                    self.layout = Layout::Array(Expected::First);
                    self.advance(byte);
                }
                (Layout::Array(expected), b',') => {
                    let slip = self.slip(
                        "a record is missing before this comma",
                        "delete the comma, or find the record",
                    );
                    self.layout = Layout::Array(Expected::Record);
                    self.advance(byte);
                    if expected != Expected::Comma {
                        return Ok(slip);
                    }
                }
                (Layout::Array(expected), b']') => {
                    let slip = self.slip(
                        "a comma stands behind the last record",
                        "delete the comma, or find the record",
                    );
                    self.layout = Layout::Spread;
                    self.advance(byte);
                    if expected == Expected::Record {
                        return Ok(slip);
                    }
                }
                (Layout::Array(Expected::Comma), _) => {
                    self.layout = Layout::Array(Expected::Record);
                    return Ok(self.slip(
                        "a comma is missing before this record",
                        "commas stand between the records of an array",
                    ));
                }
                (Layout::Spread, b',') => {
                    let slip = self.slip(
                        "a comma stands between records that are in no array",
                        "delete the comma, or put `[` before the first record and `]` behind the last",
                    );
                    self.advance(byte);
                    return Ok(slip);
                }
                _ => return Ok(Next::Value),
            }
        }
        if matches!(self.layout, Layout::Array(_)) {
            self.layout = Layout::Spread;
            return Ok(self.slip(
                "the array of records is not closed",
                "perhaps the file was cut off, and records are missing; a `]` ends the array",
            ));
        }
        Ok(Next::End)
    }

    /// Takes one value: to its closing bracket, or to the end of its line.
    fn take_value(&mut self) -> std::io::Result<Taken> {
        let mut bytes = Vec::new();
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        if let Layout::Array(_) = self.layout {
            self.layout = Layout::Array(Expected::Comma);
        }
        while let Some(byte) = self.peek()? {
            if self.layout == Layout::Lines && byte == b'\n' {
                return Ok(Taken::Bytes(bytes));
            }
            let ends_scalar = matches!(byte, b',' | b']' | b'\n') && depth == 0 && !in_text;
            if ends_scalar && self.layout != Layout::Lines && !bytes.is_empty() {
                return Ok(Taken::Bytes(bytes));
            }
            if byte == b'\n' && self.layout == Layout::Unknown {
                self.layout = Layout::Spread;
            }
            self.advance(byte);
            bytes.push(byte);
            if bytes.len() > self.most {
                return Ok(Taken::TooLarge);
            }
            if in_text {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => in_text = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let closed = depth == 0 && matches!(byte, b'}' | b']');
            if closed && self.layout == Layout::Unknown {
                self.layout = Layout::Lines;
            }
            if closed && self.layout != Layout::Lines {
                return Ok(Taken::Bytes(bytes));
            }
        }
        if depth > 0 || in_text {
            // The value itself is not closed; that the array around it is not closed either goes without saying.
            self.layout = Layout::Spread;
        }
        Ok(Taken::Bytes(bytes))
    }

    /// After a record that is too large: with one a line the next line is whole again.
    fn skip_line(&mut self) -> std::io::Result<()> {
        self.input.skip_until(b'\n')?;
        self.line += 1;
        self.column = 0;
        Ok(())
    }

    fn read(&mut self) -> std::io::Result<Option<Result<RecordText, RecordProblem>>> {
        let half_a_mark = if self.started { None } else { self.skip_byte_order_mark()? };
        self.started = true;
        let next = match half_a_mark {
            Some(slip) => slip,
            None => self.skip_to_value()?,
        };
        match next {
            Next::Value => {}
            Next::Slip(problem) => return Ok(Some(Err(problem))),
            Next::End => return Ok(None),
        }
        let (lines_before, columns_before) = (self.line, self.column);
        let problem = match self.take_value()? {
            Taken::Bytes(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Ok(Some(Ok(RecordText::new(text, lines_before, columns_before)))),
                Err(error) => not_utf8(error.as_bytes()),
            },
            Taken::TooLarge if self.layout == Layout::Lines => {
                self.skip_line()?;
                too_large("", self.most)
            }
            Taken::TooLarge => {
                // Nobody knows where it ends.
                self.finished = true;
                too_large("", self.most).help(format!(
                    "a record holds one patient; several stand in an array, or one a line. Nothing behind its start was \
                     read; {}",
                    Limit::RecordBytes.help()
                ))
            }
        };
        Ok(Some(Err(problem.moved(lines_before, columns_before))))
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = std::io::Result<Result<RecordText, RecordProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        match self.read() {
            Ok(Some(record)) => Some(Ok(record)),
            Ok(None) => None,
            Err(error) => {
                self.finished = true;
                Some(Err(error))
            }
        }
    }
}

/// What is told of bytes that are no text.
pub fn not_utf8(bytes: &[u8]) -> RecordProblem {
    let valid = std::str::from_utf8(bytes).err().map_or(bytes.len(), |error| error.valid_up_to());
    let text = String::from_utf8_lossy(bytes);
    RecordProblem::new(Code::RecordSyntax, &text, valid..valid, "", "this text is not UTF-8")
        .help("save the file as UTF-8 and try again")
}

/// The byte that comes next, which stays there; `None` at the end.
pub fn next_byte(input: &mut impl BufRead) -> std::io::Result<Option<u8>> {
    loop {
        match input.fill_buf() {
            Ok(buffer) => return Ok(buffer.first().copied()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
