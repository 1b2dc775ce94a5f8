//! What is said can be stopped: Ctrl-C ends an answer, not the session.

use std::fmt;
use std::io::{self, Write};

/// How a session learns that somebody pressed Ctrl-C.
#[derive(Debug, Clone, Copy)]
pub struct Interrupt {
    /// Has somebody?
    pub is_asked: fn() -> bool,
    /// That was seen; the next time is another one.
    pub forget: fn(),
}

impl Default for Interrupt {
    /// Nobody ever does.
    fn default() -> Self {
        Interrupt { is_asked: || false, forget: || () }
    }
}

/// Writes until somebody asks it to stop.
pub struct Stoppable<'a> {
    out: &'a mut dyn Write,
    interrupt: Interrupt,
}

impl<'a> Stoppable<'a> {
    /// To there.
    pub fn new(out: &'a mut dyn Write, interrupt: Interrupt) -> Self {
        Stoppable { out, interrupt }
    }
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.interrupt.is_asked)() {
            // Not `ErrorKind::Interrupted`, after which everybody tries again.
            return Err(io::Error::other(Stopped));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Somebody asked it to stop.
#[derive(Debug)]
struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// Is this why it could not be written?
pub fn was_stopped(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Stopped>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_writes_until_it_is_asked() {
        let mut text = Vec::new();
        Stoppable::new(&mut text, Interrupt::default()).write_all(b"a").expect("nobody asks");
        let asked = Interrupt { is_asked: || true, ..Interrupt::default() };
        let error = Stoppable::new(&mut text, asked).write_all(b"b").expect_err("somebody asked");
        assert!(was_stopped(&error));
        assert_eq!(text, b"a");
        assert!(!was_stopped(&io::Error::other("full")));
    }
}
