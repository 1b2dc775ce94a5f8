//! What each word of an entry looks to be, by its letters alone: the entry is being typed, and need not be right.

use std::ops::Range;

use crate::syntax::{CONTINUATIONS, RESERVED, STATEMENTS};

/// What a stretch of text looks to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of the language.
    Keyword,
    /// `:why`, a command of the session.
    Command,
    /// A fact, a label, a value: whatever has a name.
    Name,
    /// `"text"`.
    Text,
    /// `'mg/dL'`, and `months` behind a number.
    Unit,
    /// `5.4`.
    Number,
    /// `@2025-11-20`.
    Date,
    /// `# to the end of the line`.
    Comment,
    /// `(`, `]`.
    Bracket,
    /// A bracket that closes nothing.
    Stray,
    /// `>=`, `,`.
    Symbol,
}

/// A stretch of text and what it looks to be. Blanks belong to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its bytes; it never reaches beyond its line.
    pub bytes: Range<usize>,
    /// What it looks to be.
    pub kind: Kind,
}

/// Words of questions, which are names elsewhere.
const QUESTIONS: &[&str] = &[
    "all",
    "any",
    "as",
    "at",
    "average",
    "before",
    "after",
    "ago",
    "by",
    "choose",
    "count",
    "earliest",
    "every",
    "exactly",
    "highest",
    "known",
    "latest",
    "least",
    "lowest",
    "most",
    "no",
    "none",
    "of",
    "on",
    "otherwise",
    "over",
    "recorded",
    "some",
    "sum",
    "to",
];

const DURATIONS: &[&str] = &["year", "years", "month", "months", "week", "weeks", "day", "days"];

/// The stretches of a text, in order.
pub fn spans(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans: Vec<Span> = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (end, kind) = match byte {
            _ if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'#' => (line_end(bytes, at), Kind::Comment),
            b'"' => (quoted(bytes, at, b'"'), Kind::Text),
            b'\'' => (quoted(bytes, at, b'\''), Kind::Unit),
            b'@' => (
                while_true(bytes, at + 1, |byte| byte.is_ascii_alphanumeric() || b"-:+.".contains(&byte)),
                Kind::Date,
            ),
            b':' if text.get(..at).is_some_and(|before| before.trim().is_empty()) => (
                while_true(bytes, at + 1, |byte| is_word(byte) || byte == b'-' || byte == b'?'),
                Kind::Command,
            ),
            b'(' | b'[' | b'{' => {
                open.push(byte);
                (at + 1, Kind::Bracket)
            }
            b')' | b']' | b'}' => {
                let kind = if open.pop() == Some(partner(byte)) { Kind::Bracket } else { Kind::Stray };
                (at + 1, kind)
            }
            _ if byte.is_ascii_digit() => (number(bytes, at), Kind::Number),
            _ if is_word(byte) => {
                let end = while_true(bytes, at, is_word);
                (end, word(text, at, end, spans.last()))
            }
            _ if byte.is_ascii() => (at + 1, Kind::Symbol),
            _ => (while_true(bytes, at, |byte| !byte.is_ascii()), Kind::Name),
        };
        spans.push(Span { bytes: at..end, kind });
        at = end;
    }
    spans
}

/// The two brackets that belong together, if one of them is at this byte or right before it.
pub fn pair_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for span in spans(text).into_iter().filter(|span| span.kind == Kind::Bracket) {
        match text.as_bytes().get(span.bytes.start) {
            Some(b'(' | b'[' | b'{') => open.push(span.bytes.start),
            _ => pairs.extend(open.pop().map(|opener| (opener, span.bytes.start))),
        }
    }
    let touches = |place: usize| pairs.iter().copied().find(|pair| pair.0 == place || pair.1 == place);
    touches(at).or_else(|| at.checked_sub(1).and_then(touches))
}

/// A word by its letters, and by what stands beside it.
fn word(text: &str, at: usize, end: usize, before: Option<&Span>) -> Kind {
    let word = text.get(at..end).unwrap_or_default();
    let next = text.as_bytes().get(end);
    let previous = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
    // `evidence.level`, `test: pain >= 6`
    if previous == Some(&b'.') || matches!(next, Some(b'.' | b':')) {
        return Kind::Name;
    }
    if before.is_some_and(|span| span.kind == Kind::Number) && DURATIONS.contains(&word) {
        return Kind::Unit;
    }
    let starts_line = at == 0 || previous == Some(&b'\n');
    let starts_statement = starts_line && STATEMENTS.contains(&word);
    let is_asked = [RESERVED, CONTINUATIONS, QUESTIONS].iter().any(|words| words.contains(&word));
    if starts_statement || is_asked { Kind::Keyword } else { Kind::Name }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn partner(closer: u8) -> u8 {
    match closer {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

fn while_true(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let length = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| belongs(**byte)).count();
    from + length
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    while_true(bytes, from, |byte| byte != b'\n')
}

/// `5`, `5.4`; in `0..10` the dots are none of the number's.
fn number(bytes: &[u8], at: usize) -> usize {
    let digits = |from| while_true(bytes, from, |byte| byte.is_ascii_digit());
    let end = digits(at);
    let fraction = digits(end + 1);
    if bytes.get(end) == Some(&b'.') && fraction > end + 1 { fraction } else { end }
}

/// One past the closing quote, or the end of the line where there is none yet.
fn quoted(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\n' => return end,
            b'\\' if bytes.get(end + 1).is_some_and(|next| *next != b'\n') => end += 2,
            _ if byte == quote => return end + 1,
            _ => end += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let parts = spans(text).into_iter().map(|span| format!("{} {:?}", &text[span.bytes], span.kind));
        parts.collect::<Vec<_>>().join(" · ")
    }

    #[test]
    fn a_rule() {
        assert_eq!(
            shown("require chronic: pain.months >= 6 # half a year"),
            "require Keyword · chronic Name · : Symbol · pain Name · . Symbol · months Name · > Symbol · = Symbol · \
             6 Number · # half a year Comment"
        );
    }

    #[test]
    fn literals() {
        assert_eq!(
            shown("5.4 'mg/dL' 0..10 @2025-11 \"a \\\" b\" 6 months"),
            "5.4 Number · 'mg/dL' Unit · 0 Number · . Symbol · . Symbol · 10 Number · @2025-11 Date · \"a \\\" b\" Text · \
             6 Number · months Unit"
        );
    }

    /// A fact may be called like a statement.
    #[test]
    fn statements_stand_in_column_one() {
        assert_eq!(shown("fact test: boolean"), "fact Keyword · test Name · : Symbol · boolean Name");
        assert_eq!(shown("not test\n  fact"), "not Keyword · test Name · fact Name");
        assert_eq!(shown("1\ntest"), "1 Number · test Keyword");
        assert_eq!(shown("reading.count"), "reading Name · . Symbol · count Name");
    }

    #[test]
    fn questions() {
        assert_eq!(
            shown("at least 2 of { some echo where area < 1, never }"),
            "at Keyword · least Keyword · 2 Number · of Keyword · { Bracket · some Keyword · echo Name · where Keyword · \
             area Name · < Symbol · 1 Number · , Symbol · never Keyword · } Bracket"
        );
    }

    #[test]
    fn commands() {
        assert_eq!(shown(":why chronic"), ":why Command · chronic Name");
        assert_eq!(shown("a :why"), "a Name · : Symbol · why Name");
    }

    #[test]
    fn what_is_not_closed_yet_ends_with_its_line() {
        assert_eq!(shown("\"a\nb 'c"), "\"a Text · b Name · 'c Unit");
        assert_eq!(shown("\"a\\"), "\"a\\ Text");
    }

    #[test]
    fn strays() {
        assert_eq!(shown("(]) {"), "( Bracket · ] Stray · ) Stray · { Bracket");
    }

    #[test]
    fn letters_beyond_ascii() {
        assert_eq!(shown("größe ≥ \"ü\""), "gr Name · öß Name · e Name · ≥ Name · \"ü\" Text");
    }

    #[test]
    fn pairs() {
        let text = "(a {b} \")\" )";
        assert_eq!(pair_at(text, 0), Some((0, 11)));
        assert_eq!(pair_at(text, 12), Some((0, 11)));
        assert_eq!(pair_at(text, 3), Some((3, 5)));
        assert_eq!(pair_at(text, 6), Some((3, 5)));
        assert_eq!(pair_at(text, 2), None);
        assert_eq!(pair_at("", 0), None);
    }

    proptest::proptest! {
        /// The stretches stand in order, between characters, within their lines, and only blanks are between them.
        #[test]
        fn any_text_has_stretches(text in "[a(\\[{}\\])\"'\\\\#@:.0 \n_é≥-]{0,40}") {
            let mut end = 0;
            for span in spans(&text) {
                proptest::prop_assert!(text[end..span.bytes.start].trim().is_empty());
                proptest::prop_assert!(!text[span.bytes.clone()].contains('\n'));
                proptest::prop_assert!(!span.bytes.is_empty());
                end = span.bytes.end;
            }
            proptest::prop_assert!(text[end..].trim().is_empty());
            for at in 0..=text.len() {
                pair_at(&text, at);
            }
        }
    }
}
