//! Text of a record, shown.

/// At most `limit` characters of `text`, without those that a terminal obeys or does not show.
pub fn visible(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !is_hidden(*c)).take(limit).collect()
}

/// Control characters, and those that change the reading direction or have no width.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
