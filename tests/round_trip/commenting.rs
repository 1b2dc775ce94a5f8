//! Comments put into a text wherever two words meet.

use super::choices::Choices;

/// Characters of comments: a comment is never read, whatever it holds.
const TAILS: &[&str] = &["", " plain", " \"quote", " 'unit", " { [ (", " } ) ]", " # again", " é “x” 中"];

/// The text with comments at random places, and the comments in order.
pub fn with_comments(c: &mut Choices, text: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut comments = Vec::new();
    for piece in pieces(text) {
        if c.below(6) == 5 {
            let comment = format!("#{}{}", comments.len(), c.one(TAILS));
            insert(c, &mut out, &comment, piece);
            comments.push(comment);
        } else {
            out.push_str(piece);
        }
    }
    (out, comments)
}

/// Puts a comment before a piece of text: behind what is on the line, or on a line of its own.
fn insert(c: &mut Choices, out: &mut String, comment: &str, piece: &str) {
    let at_margin = out.is_empty() || out.ends_with('\n');
    match c.below(4) {
        // A statement starts in column 1, so what stood there must stand there again.
        0 | 1 if !at_margin => out.push(' '),
        2 => out.push_str("\n  "),
        _ if !at_margin => out.push('\n'),
        _ => {}
    }
    if c.below(4) == 3 && (out.is_empty() || out.ends_with('\n')) {
        out.push('\n');
    }
    out.push_str(comment);
    out.push('\n');
    if !at_margin || piece.starts_with(|first: char| first.is_whitespace()) {
        out.push_str("  ");
    }
    out.push_str(piece);
}

/// The text in pieces between which a comment may stand: words with the blanks before them, brackets
/// and commas, texts and units as a whole.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(piece_length(rest));
        // The blanks before a statement's keyword are a piece, so that it stays in column 1.
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

fn piece_length(rest: &str) -> usize {
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '"' | '\'' => quoted_length(rest, first),
        '(' | ')' | '[' | ']' | '{' | '}' | ',' | '\n' => 1,
        ' ' => rest.len() - rest.trim_start_matches(' ').len(),
        _ => rest.find([' ', '\n', '(', ')', '[', ']', '{', '}', ',', '"', '\'']).unwrap_or(rest.len()),
    }
}

/// How long the text or unit is that `rest` starts with.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
