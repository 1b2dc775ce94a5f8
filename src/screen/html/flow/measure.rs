//! How wide text is, without a font at hand: rather too wide than too narrow.

use crate::record::is_hidden;

/// The height of letters, in units of the diagram.
pub const FONT: u32 = 14;

/// Thousandths of the height of letters.
type Milli = u32;

/// At least as wide as in the wide fonts that browsers take for `sans-serif`.
fn advance(c: char) -> Milli {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' => 380,
        ' ' | 'f' | 't' | 'r' | '.' | ',' | ':' | ';' | '!' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' => 450,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1020,
        'A'..='Z' | '&' => 820,
        'a'..='z' | '0'..='9' | '_' | '"' | '?' | '*' | '`' => 660,
        ' '..='~' => 860,
        '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{5ff}' => 1020,
        // What is wider in its own script is cut at the edge of its box.
        _ => 1300,
    }
}

/// The width of a line, in units of the diagram.
pub fn width(text: &str, strong: bool) -> u32 {
    let sum: u64 = text.chars().map(|c| u64::from(advance(c))).sum();
    let sum = if strong { sum * 11 / 10 } else { sum };
    u32::try_from((sum * u64::from(FONT)).div_ceil(1000)).unwrap_or(u32::MAX)
}

/// Text in lines that fit, at most so many; what is left out is marked by `…`. A word that does not fit is broken.
pub fn wrap(text: &str, room: u32, lines: usize, strong: bool) -> Vec<String> {
    let fits = |line: &str| width(line, strong) <= room;
    let mut found: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().filter(|c| !is_hidden(*c)).collect();
        if word.is_empty() {
            continue;
        }
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            found.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                found.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
        if found.len() > lines {
            break;
        }
    }
    if !line.is_empty() {
        found.push(line);
    }
    if found.len() > lines {
        found.truncate(lines);
        if let Some(last) = found.last_mut() {
            while !fits(&format!("{last}…")) && last.pop().is_some() {}
            *last = format!("{}…", last.trim_end());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        let long = "W".repeat(300);
        for text in
            ["", "a b c", "a rule that asks for very much indeed", &long, "\u{202e}x\u{0} y", "早期の病変"]
        {
            for room in [30, 60, 240] {
                for lines in 1..4 {
                    let wrapped = wrap(text, room, lines, true);
                    assert!(wrapped.len() <= lines);
                    assert!(wrapped.iter().all(|line| width(line, true) <= room), "{wrapped:?} in {room}");
                }
            }
        }
        assert_eq!(wrap("one two three", 70, 2, false), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 70, 2, false), ["one two", "three…"]);
        assert_eq!(wrap("\u{202e}x\u{0} \u{200b} y", 70, 2, false), ["x y"]);
    }
}
