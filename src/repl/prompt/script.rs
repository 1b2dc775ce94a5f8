//! A session that is read from a file or a pipe: its transcript, and where it went wrong.

use std::io::{self, BufRead, Read, Write};

use super::entries::{Entries, Entry};
use super::{paint, too_long};
use crate::limits::MAX_ENTRY_BYTES;
use crate::repl::{After, Entered, Session};

/// Takes every entry; was all of it taken? `echo` shows each entry behind its prompt, as if it had been typed.
pub fn run(session: &mut Session, input: impl BufRead, echo: bool, out: &mut dyn Write) -> io::Result<bool> {
    let mut entries = Entries::of(lines(input));
    let mut is_all_taken = true;
    loop {
        session.refresh(out)?;
        let is_whole = |text: &str| session.entered(text) == Entered::Whole;
        let Some(entry) = entries.next(is_whole)? else { break };
        if echo && !entry.too_long {
            self::echo(session, &entry, out)?;
        }
        let after = if entry.too_long { After::Failed } else { session.enter(&entry.text, out)? };
        match after {
            After::Done => {}
            After::Quit => break,
            After::Failed => {
                is_all_taken = false;
                // What was said of it comes before.
                out.flush()?;
                let why = if entry.too_long { format!(": {}", too_long()) } else { String::new() };
                let message = format!("line {}: the entry that begins here was not taken{why}", entry.line);
                writeln!(anstream::stderr(), "{}", paint::error(&message))?;
            }
        }
    }
    Ok(is_all_taken)
}

/// What stands before the second line of an entry and all that follow.
const GOES_ON: &str = "... ";

/// An entry behind its prompt.
pub fn echo(session: &Session, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let goes_on = format!("\n{}", paint::hint(GOES_ON));
    let text = paint::entry(&entry.text, None).replace('\n', &goes_on);
    writeln!(out, "{}{text}", paint::prompt(&session.prompt()))
}

/// The lines of a script. Of one that is longer than an entry may be, only the beginning.
fn lines(mut input: impl BufRead) -> impl Iterator<Item = io::Result<String>> {
    let mut number = 0;
    std::iter::from_fn(move || {
        number += 1;
        line(&mut input, number).transpose()
    })
}

fn line(input: &mut impl BufRead, number: usize) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let limit = MAX_ENTRY_BYTES as u64 + 1;
    if Read::take(&mut *input, limit).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() != Some(&b'\n') && bytes.len() > MAX_ENTRY_BYTES {
        input.skip_until(b'\n')?;
        // A character cut in two is left out with the rest.
        bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        io::Error::new(io::ErrorKind::InvalidData, format!("line {number} of the script is not UTF-8 text"))
    })?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
        lines(bytes).collect::<io::Result<_>>().map_err(|error| error.to_string())
    }

    #[test]
    fn lines_end_in_any_way() {
        assert_eq!(
            read(b"a\r\nb\n\nc"),
            Ok(vec!["a".to_owned(), "b".to_owned(), String::new(), "c".to_owned()])
        );
    }

    #[test]
    fn a_line_has_an_end() {
        let mut long = vec![b'x'; 3 * MAX_ENTRY_BYTES];
        long.extend(b"\nb");
        let lines = read(&long).expect("it is text");
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [MAX_ENTRY_BYTES + 1, 1]);
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(read(b"a\n\xff\n"), Err("line 2 of the script is not UTF-8 text".to_owned()));
    }
}
