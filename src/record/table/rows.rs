//! Text to rows of cells, in memory for one row at a time.

use std::io::{BufRead, ErrorKind};

use crate::record::stream::next_byte;

/// The rows of a table.
pub(super) struct Rows<R> {
    input: R,
    delimiter: u8,
    /// Lines before what comes next.
    line: usize,
    started: bool,
    finished: bool,
    /// The last row ended with a carriage return: a line feed behind it belongs to it.
    after_return: bool,
    row: Row,
    /// How many bytes a row may have.
    most: usize,
}

/// The cells of one row.
#[derive(Default)]
pub(super) struct Row {
    text: String,
    /// Where each cell ends, of as many as are wanted.
    ends: Vec<usize>,
    /// How many cells there are, wanted or not.
    count: usize,
    /// The line on which it starts, from 1.
    pub line: usize,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// A quotation mark is never closed.
    Unclosed,
    /// Text stands behind the closing quotation mark of the cell with this number, from 1.
    BehindQuote(usize),
    /// The cell with this number is not UTF-8.
    NotUtf8(usize),
    /// The row is too large; where it stands in quotes, nobody knows where it ends.
    TooLarge(usize),
}

impl Row {
    /// The text of a cell.
    pub fn cell(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(at).copied()).map(|(start, end)| start..end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// How many cells it has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// A row with one cell in it that is not empty.
    pub fn with_one(at: usize, cell: &str) -> Self {
        let mut ends = vec![0; at];
        ends.push(cell.len());
        Self { text: cell.to_owned(), count: ends.len(), ends, line: 1 }
    }

    fn is_blank(&self) -> bool {
        self.count == 1 && self.text.trim().is_empty()
    }
}

/// Where in a row the scanner is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark that closes the cell, unless another one follows.
    Closed,
}

/// What a scanner found in a piece of the input.
enum Found {
    /// The row goes on.
    More,
    /// It ends; with a carriage return, or without.
    Row {
        by_return: bool,
    },
    TooLarge,
}

/// Takes a row apart.
struct Scanner {
    delimiter: u8,
    wanted: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    state: State,
    slip: Option<Slip>,
    /// Line feeds in the row.
    lines: usize,
    most: usize,
}

impl Scanner {
    /// Goes on with these bytes, and says how many of them belong to the row.
    fn feed(&mut self, bytes: &[u8]) -> (usize, Found) {
        let mut used = 0;
        while let Some(&byte) = bytes.get(used) {
            if self.text.len() > self.most {
                return (used, Found::TooLarge);
            }
            match self.state {
                State::Quoted => {
                    let rest = bytes.get(used..).unwrap_or_default();
                    let plain = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
                    let piece = rest.get(..plain).unwrap_or_default();
                    self.lines += piece.iter().filter(|byte| **byte == b'\n').count();
                    self.text.extend_from_slice(piece);
                    used += plain;
                    if plain < rest.len() {
                        self.state = State::Closed;
                        used += 1;
                    }
                }
                State::Closed if byte == b'"' => {
                    self.text.push(b'"');
                    self.state = State::Quoted;
                    used += 1;
                }
                State::Start if byte == b'"' => {
                    self.state = State::Quoted;
                    used += 1;
                }
                _ if byte == self.delimiter => {
                    self.end_cell();
                    used += 1;
                }
                _ if byte == b'\n' || byte == b'\r' => {
                    self.end_cell();
                    self.lines += 1;
                    return (used + 1, Found::Row { by_return: byte == b'\r' });
                }
                State::Closed => {
                    // Blanks behind a closing quotation mark say nothing.
                    if byte != b' ' && byte != b'\t' {
                        self.slip = self.slip.or(Some(Slip::BehindQuote(self.count + 1)));
                    }
                    used += 1;
                }
                State::Start | State::Plain => {
                    self.state = State::Plain;
                    let rest = bytes.get(used..).unwrap_or_default();
                    let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
                    let plain = rest.iter().position(ends).unwrap_or(rest.len());
                    self.text.extend_from_slice(rest.get(..plain).unwrap_or_default());
                    used += plain;
                }
            }
        }
        (used, Found::More)
    }

    fn end_cell(&mut self) {
        self.count += 1;
        if self.ends.len() < self.wanted {
            self.ends.push(self.text.len());
        }
        self.state = State::Start;
    }
}

impl<R: BufRead> Rows<R> {
    /// `most` is how many bytes a row may have.
    pub fn new(input: R, delimiter: u8, most: usize) -> Self {
        let row = Row::default();
        Self { input, delimiter, line: 0, started: false, finished: false, after_return: false, row, most }
    }

    /// The row that was read last.
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// The next row that is not blank, of which as many cells are kept as are wanted; `None` behind the last.
    pub fn read(&mut self, wanted: usize) -> std::io::Result<Option<Result<(), Slip>>> {
        while !self.finished {
            match self.next(wanted) {
                Ok(Some(Ok(()))) if self.row.is_blank() => {}
                Ok(found) => return Ok(found),
                Err(error) => {
                    self.finished = true;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        next_byte(&mut self.input)
    }

    /// The mark that some editors put at the start of a file is no part of its text; half of one is.
    fn half_a_mark(&mut self) -> std::io::Result<Vec<u8>> {
        let mut seen = Vec::new();
        for byte in [0xEF, 0xBB, 0xBF] {
            if self.peek()? != Some(byte) {
                return Ok(seen);
            }
            self.input.consume(1);
            seen.push(byte);
        }
        Ok(Vec::new())
    }

    fn next(&mut self, wanted: usize) -> std::io::Result<Option<Result<(), Slip>>> {
        if self.after_return && self.peek()? == Some(b'\n') {
            self.input.consume(1);
        }
        self.after_return = false;
        // The memory of the row before is used again.
        let mut last = std::mem::take(&mut self.row);
        last.ends.clear();
        let mut text = last.text.into_bytes();
        text.clear();
        let mut state = State::Start;
        if !self.started {
            text = self.half_a_mark()?;
            state = if text.is_empty() { State::Start } else { State::Plain };
            self.started = true;
        }
        let mut scanner = Scanner {
            delimiter: self.delimiter,
            wanted,
            text,
            ends: last.ends,
            count: 0,
            state,
            slip: None,
            lines: 0,
            most: self.most,
        };
        self.row.line = self.line + 1;
        let mut any = state == State::Plain;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                self.finished = true;
                if !any {
                    return Ok(None);
                }
                if scanner.state == State::Quoted {
                    return Ok(Some(Err(Slip::Unclosed)));
                }
                scanner.end_cell();
                return Ok(Some(self.take(scanner)));
            }
            any = true;
            let (used, found) = scanner.feed(buffer);
            self.input.consume(used);
            match found {
                Found::More => {}
                Found::Row { by_return } => {
                    self.after_return = by_return;
                    self.line += scanner.lines;
                    return Ok(Some(self.take(scanner)));
                }
                Found::TooLarge => {
                    if scanner.state == State::Quoted {
                        self.finished = true;
                    } else {
                        self.input.skip_until(b'\n')?;
                        self.line += scanner.lines + 1;
                    }
                    return Ok(Some(Err(Slip::TooLarge(self.most))));
                }
            }
        }
    }

    /// Is nothing behind the row that was read last going to be read?
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    fn take(&mut self, scanner: Scanner) -> Result<(), Slip> {
        let Scanner { text, ends, count, slip, .. } = scanner;
        let text = String::from_utf8(text).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Slip::NotUtf8(ends.iter().filter(|end| **end <= at).count() + 1)
        })?;
        let line = self.row.line;
        self.row = Row { text, ends, count, line };
        slip.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row as its line and its cells, whatever pieces the input comes in.
    fn rows(text: &[u8], piece: usize) -> Vec<Result<(usize, Vec<String>), Slip>> {
        let mut rows = Rows::new(std::io::BufReader::with_capacity(piece, text), b',', 1_000_000);
        let mut found = Vec::new();
        while let Some(row) = rows.read(100).expect("memory can be read") {
            let cells = |row: &Row| (0..row.count()).map(|at| row.cell(at).to_owned()).collect();
            found.push(row.map(|()| (rows.row().line, cells(rows.row()))));
        }
        found
    }

    #[test]
    fn quotes_line_ends_and_blank_lines() {
        let text = b"\xEF\xBB\xBF\"a\",b\r\n\r\n1,\"x\ny\" \n,\"q\"\"q\"\rlast,5\" pipe";
        let wanted = [
            (1, vec!["a", "b"]),
            (3, vec!["1", "x\ny"]),
            (5, vec!["", "q\"q"]),
            (6, vec!["last", "5\" pipe"]),
        ];
        for piece in 1..20 {
            let found: Vec<_> = rows(text, piece).into_iter().map(|row| row.expect("it is whole")).collect();
            assert_eq!(found.len(), wanted.len());
            for ((line, cells), (wanted_line, wanted)) in found.iter().zip(&wanted) {
                assert_eq!((line, cells), (wanted_line, &wanted.iter().map(|c| (*c).to_owned()).collect()));
            }
        }
    }

    #[test]
    fn slips() {
        assert_eq!(rows(b"a,\"b\n1,2\n", 4)[0], Err(Slip::Unclosed));
        assert_eq!(rows(b"a,\"b\"c\n1,2\n", 4)[0], Err(Slip::BehindQuote(2)));
        assert_eq!(rows(b"a,b\n1,\xFF\n3,4\n", 4)[1], Err(Slip::NotUtf8(2)));
        assert_eq!(rows(b"a,b\n1,\xFF\n3,4\n", 4)[2], Ok((3, vec!["3".to_owned(), "4".to_owned()])));
    }
}
