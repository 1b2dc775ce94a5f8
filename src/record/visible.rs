//! Text of a record on a terminal.

/// At most `limit` characters of `text`, without those that a terminal obeys or does not show: control
/// characters, and those that change the reading direction or have no width.
pub fn visible(text: &str, limit: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(|c| !hidden(*c)).take(limit).collect()
}
