//! Text of rulesets and records in a page.

use std::fmt::{self, Display, Formatter, Write};

use crate::record::is_hidden;

/// Shows what `0` shows as text of a page: no mark-up can come of it, and nothing that is not seen or that changes the
/// direction of reading.
pub struct Text<T>(pub T);

impl<T: Display> Display for Text<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

/// XML has no place for these.
fn is_no_text(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

struct Escaping<'f, 'b>(&'f mut Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                '\n' | '\t' => self.0.write_char(' ')?,
                _ if is_hidden(c) || is_no_text(c) => {}
                _ => self.0.write_char(c)?,
            }
        }
        Ok(())
    }
}
