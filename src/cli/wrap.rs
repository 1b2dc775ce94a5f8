//! Long lines.

use std::io::{self, Write};

/// Lines are at most this long, names of files aside.
pub const WIDTH: usize = 100;

/// Writes `text` in lines of at most [`WIDTH`], without its start, which is already written.
pub fn wrapped(text: &str, start: &str, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    // Blanks at the start would be lost in wrapping: they are stood in for.
    let shape: String = start.chars().map(|c| if c == ' ' { '\u{2007}' } else { c }).collect();
    let whole = text.replacen(start, &shape, 1);
    let options = textwrap::Options::new(WIDTH)
        .subsequent_indent(indent)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(&whole, options);
    for (index, line) in lines.iter().enumerate() {
        let line = if index == 0 { line.strip_prefix(&shape).unwrap_or(line) } else { line };
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
