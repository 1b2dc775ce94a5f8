//! The ways in which an entry could go on, as a list: what would be typed, and beside it what it is.

use rustyline::completion::Candidate as Shown;
use textwrap::core::display_width;

use crate::repl::{Candidate, CandidateKind};

/// The widest a text may be before its description stands closer.
const MAX_TEXT_COLUMN: usize = 32;

/// Between a text and its description, and between candidates side by side.
const GAP: usize = 2;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Text and description.
    pub display: String,
    /// Where in it the description begins.
    pub description: usize,
    /// What is typed when it is chosen.
    pub text: String,
    /// What kind of thing it is.
    pub kind: CandidateKind,
}

impl Shown for Line {
    fn display(&self) -> &str {
        &self.display
    }

    fn replacement(&self) -> &str {
        &self.text
    }
}

/// The candidates as lines of this many columns. Those with descriptions stand one below the other, and so they do where
/// `rows` blank lines must stand below: the editor clears as many as the entry takes beyond its first.
pub fn lines(candidates: Vec<Candidate>, columns: usize, rows: usize) -> Vec<Line> {
    let described = rows > 0 || candidates.iter().any(|candidate| !candidate.description.is_empty());
    let width = candidates.iter().map(|candidate| display_width(&candidate.text)).max().unwrap_or_default();
    let width = width.min(MAX_TEXT_COLUMN);
    let mut lines: Vec<Line> =
        candidates.into_iter().map(|candidate| line(candidate, width, columns)).collect();
    if let Some(first) = lines.first_mut().filter(|_| described) {
        // As wide as this, no two stand side by side.
        fill(&mut first.display, columns / 2);
    }
    if let Some(last) = lines.last_mut() {
        last.display.push_str(&"\n".repeat(rows));
    }
    lines
}

/// How many rows a text takes beyond its first.
pub fn rows(text: &str, columns: usize) -> usize {
    let (mut rows, mut column) = (0, 0);
    for c in text.chars() {
        let width = display_width(c.encode_utf8(&mut [0; 4]));
        if c == '\n' || column + width > columns {
            rows += 1;
            column = 0;
        }
        column += if c == '\n' { 0 } else { width };
    }
    rows + usize::from(column == columns && column > 0)
}

fn line(candidate: Candidate, width: usize, columns: usize) -> Line {
    let mut display = fitted(&candidate.text, columns.saturating_sub(GAP));
    let mut description = display.len();
    if !candidate.description.is_empty() {
        fill(&mut display, width);
        display.push_str("  ");
        description = display.len();
        let room = columns.saturating_sub(display_width(&display) + GAP);
        display.push_str(&fitted(&candidate.description, room));
    }
    Line { display, description, text: candidate.text, kind: candidate.kind }
}

fn fill(text: &mut String, width: usize) {
    for _ in display_width(text)..width {
        text.push(' ');
    }
}

/// As much of a text as has room on one line. What would move the cursor is left out: it may be the name of a file.
fn fitted(text: &str, room: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if display_width(&text) <= room {
        return text;
    }
    let mut fitted = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += display_width(c.encode_utf8(&mut [0; 4]));
        if width > room {
            break;
        }
        fitted.push(c);
    }
    if room > 0 {
        fitted.push('…');
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(text: &str, description: &str) -> Candidate {
        Candidate { text: text.to_owned(), description: description.to_owned(), kind: CandidateKind::Fact }
    }

    fn shown(candidates: &[(&str, &str)], columns: usize) -> Vec<String> {
        let candidates = candidates.iter().map(|(text, description)| candidate(text, description)).collect();
        lines(candidates, columns, 0).into_iter().map(|line| line.display).collect()
    }

    #[test]
    fn descriptions_stand_below_each_other() {
        assert_eq!(
            shown(&[("pain.months", "how long"), ("pregnant", "is with child")], 40),
            ["pain.months  how long", "pregnant     is with child"]
        );
    }

    /// The list is set in as many columns as have room; with descriptions it is one.
    #[test]
    fn short_ones_stand_alone_on_their_lines() {
        assert_eq!(shown(&[("a", "b"), ("c", "")], 20), ["a  b      ", "c"]);
        assert_eq!(shown(&[("a", ""), ("c", "")], 20), ["a", "c"]);
    }

    #[test]
    fn long_ones_fit_on_a_line() {
        let long = "x".repeat(50);
        let lines = shown(&[("a", &long), (&long, "b")], 40);
        assert_eq!(lines.first().map(|line| display_width(line)), Some(38));
        assert!(lines.iter().all(|line| display_width(line) <= 40), "{lines:?}");
        shown(&[("a", &long), (&long, "b")], 0);
    }

    #[test]
    fn rows_of_an_entry() {
        assert_eq!(rows("abc", 4), 0);
        assert_eq!(rows("abcd", 4), 1);
        assert_eq!(rows("abcde", 4), 1);
        assert_eq!(rows("ab\ncd\n", 4), 2);
        assert_eq!(rows("", 4), 0);
        assert_eq!(rows("日本語", 5), 1);
    }

    #[test]
    fn blank_lines_stand_below() {
        let found = lines(vec![candidate("a", ""), candidate("b", "")], 20, 2);
        let displays: Vec<_> = found.iter().map(|line| &*line.display).collect();
        assert_eq!(displays, ["a         ", "b\n\n"]);
    }

    #[test]
    fn nothing_in_them_moves_the_cursor() {
        assert_eq!(shown(&[("a\u{1b}[2Jb", "")], 40), ["a [2Jb"]);
    }
}
