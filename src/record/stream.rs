//! Many records, one after another: an array, one a line, or one object over many lines, in memory for one
//! record at a time.

use std::io::{BufRead, ErrorKind};

use super::RecordProblem;
use super::json::too_large;
use crate::diagnostic::Code;
use crate::limits::MAX_RECORD_BYTES;

/// The text of one record, and where it starts in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordText {
    /// The text.
    pub text: String,
    /// Lines before it.
    pub lines_before: usize,
    /// Characters before it on its first line.
    pub columns_before: usize,
}

/// Cuts a stream of JSON into records without reading it whole.
///
/// An array gives its elements. Otherwise, when the first object ends on its own line, every line is a
/// record, and a broken line spoils only itself; when it does not, objects may span lines.
pub struct Records<R> {
    input: R,
    layout: Layout,
    line: usize,
    column: usize,
    finished: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Nothing was read yet.
    Unknown,
    Array,
    Lines,
    Spread,
}

impl<R: BufRead> Records<R> {
    /// Reads from `input`.
    pub fn new(input: R) -> Self {
        Self { input, layout: Layout::Unknown, line: 0, column: 0, finished: false }
    }

    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
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

    /// Skips blanks, and between the elements of an array the punctuation; gives the next byte.
    fn skip_to_value(&mut self) -> std::io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF => self.advance(byte),
                b'[' if self.layout == Layout::Unknown => {
                    self.layout = Layout::Array;
                    self.advance(byte);
                }
                b',' if self.layout == Layout::Array => self.advance(byte),
                b']' if self.layout == Layout::Array => {
                    self.layout = Layout::Spread;
                    self.advance(byte);
                }
                _ => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    /// Takes one value: to its closing bracket, or to the end of its line.
    fn take_value(&mut self) -> std::io::Result<Taken> {
        let mut bytes = Vec::new();
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        while let Some(byte) = self.peek()? {
            if self.layout == Layout::Lines && byte == b'\n' {
                break;
            }
            let ends_scalar = matches!(byte, b',' | b']' | b'\n') && depth == 0 && !in_text;
            if ends_scalar && self.layout != Layout::Lines && !bytes.is_empty() {
                break;
            }
            if byte == b'\n' && self.layout == Layout::Unknown {
                self.layout = Layout::Spread;
            }
            self.advance(byte);
            bytes.push(byte);
            if bytes.len() > MAX_RECORD_BYTES {
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
                break;
            }
        }
        Ok(Taken::Bytes(bytes))
    }

    /// After a record that is too large: with one a line the next line is whole again.
    fn skip_line(&mut self) -> std::io::Result<()> {
        while let Some(byte) = self.peek()? {
            self.advance(byte);
            if byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    fn read(&mut self) -> std::io::Result<Option<Result<RecordText, RecordProblem>>> {
        if self.skip_to_value()?.is_none() {
            return Ok(None);
        }
        let (lines_before, columns_before) = (self.line, self.column);
        let problem = match self.take_value()? {
            Taken::Bytes(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Ok(Some(Ok(RecordText { text, lines_before, columns_before }))),
                Err(error) => {
                    let valid = error.utf8_error().valid_up_to();
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    RecordProblem::new(Code::RecordSyntax, &text, valid..valid, "", "this text is not UTF-8")
                        .help("save the file as UTF-8 and try again")
                }
            },
            Taken::TooLarge => {
                if self.layout == Layout::Lines {
                    self.skip_line()?;
                } else {
                    self.finished = true;
                }
                too_large("")
            }
        };
        Ok(Some(Err(problem.moved(lines_before, columns_before))))
    }
}

enum Taken {
    Bytes(Vec<u8>),
    TooLarge,
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
