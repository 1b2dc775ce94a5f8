//! The start of an input, looked at before it is read.

use std::io::{self, BufRead, ErrorKind, Read};

/// An input whose first bytes are looked at, and read all the same. Nothing is waited for that is not asked for: a
/// program that writes a record and waits for its decision gets it.
pub struct Peek<R> {
    start: Vec<u8>,
    at: usize,
    rest: R,
}

impl<R: BufRead> Peek<R> {
    pub fn new(rest: R) -> Self {
        Self { start: Vec::new(), at: 0, rest }
    }

    /// What was looked at so far.
    pub fn seen(&self) -> &[u8] {
        &self.start
    }

    /// Looks at one more piece; `false` at the end of the input.
    pub fn more(&mut self) -> io::Result<bool> {
        loop {
            match self.rest.fill_buf() {
                Ok([]) => return Ok(false),
                Ok(piece) => {
                    self.start.extend_from_slice(piece);
                    let length = piece.len();
                    self.rest.consume(length);
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks until this is so, to the end, or to this many bytes.
    pub fn until(&mut self, limit: usize, enough: impl Fn(&[u8]) -> bool) -> io::Result<()> {
        while !enough(&self.start) && self.start.len() < limit && self.more()? {}
        Ok(())
    }

    /// Does the input start with these bytes? No more is looked at than can tell.
    pub fn starts_with(&mut self, magic: &[u8]) -> io::Result<bool> {
        self.until(magic.len(), |seen| seen.len() >= magic.len() || !magic.starts_with(seen))?;
        Ok(self.start.starts_with(magic))
    }
}

impl<R: BufRead> Read for Peek<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Peek<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.start.get(self.at..) {
            Some(left) if !left.is_empty() => Ok(self.start.get(self.at..).unwrap_or_default()),
            _ => {
                // The memory of the start is not needed any more.
                self.start = Vec::new();
                self.at = 0;
                self.rest.fill_buf()
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.start.len() {
            self.at += amount;
        } else {
            self.rest.consume(amount);
        }
    }
}
