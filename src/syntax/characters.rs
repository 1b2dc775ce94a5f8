//! Characters that only look right: quotes, dashes and spaces pasted from a word processor, letters of
//! other alphabets, and invisible characters that reorder what a reader sees.
//!
//! Each is reported once, with its fix. So that the rest of the file can still be checked, the ones
//! whose meaning is clear are replaced by what was meant, byte for byte in length, and parsing goes on.

use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

use crate::diagnostic::{Code, Problem, Problems};
use crate::source::{FileId, Span};

/// A file's text with pasted characters replaced, and the stretches that cannot be parsed at all.
pub struct Cleaned {
    /// As long as the original, byte for byte.
    pub text: String,
    /// Start offsets of words that cannot be names, in order.
    pub unreadable: Vec<usize>,
}

/// Replaces what can be replaced and reports what was found.
pub fn clean(text: &str, file: FileId, problems: &mut Problems) -> Cleaned {
    if text.is_ascii() {
        return Cleaned { text: text.to_owned(), unreadable: Vec::new() };
    }
    let mut cleaner =
        Cleaner { file, problems, out: String::with_capacity(text.len()), unreadable: Vec::new() };
    let mut inside = Inside::Code;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if is_directional(c) {
            cleaner.directional(at, c);
            continue;
        }
        match inside {
            Inside::Code if c == '"' => inside = Inside::Text,
            Inside::Code if c == '\'' => inside = Inside::Unit,
            Inside::Code if c == '#' => inside = Inside::Comment,
            Inside::Code if is_double_quote(c) => {
                inside = Inside::PastedText;
                cleaner.replace(at, c, '"', "a curly quotation mark");
                continue;
            }
            Inside::Code if is_single_quote(c) && !cleaner.after_number() => {
                // Behind a number it may stand for a unit's quote; anywhere else it opens a text.
                inside = Inside::PastedText;
                cleaner.replace(at, c, '"', "a curly quotation mark");
                continue;
            }
            Inside::PastedText if is_single_quote(c) && !next_is_letter(text, at + c.len_utf8()) => {
                inside = Inside::Code;
                cleaner.replace(at, c, '"', "a curly quotation mark");
                continue;
            }
            Inside::PastedText if is_double_quote(c) => {
                inside = Inside::Code;
                cleaner.replace(at, c, '"', "a curly quotation mark");
                continue;
            }
            Inside::Code if is_word(c) => {
                let end = rest_of_word(text, at);
                cleaner.word(text.get(at..end).unwrap_or_default(), at);
                while rest.next_if(|(next, _)| *next < end).is_some() {}
                continue;
            }
            Inside::Code
                if is_invisible(c) && cleaner.after_word() && next_is_letter(text, at + c.len_utf8()) =>
            {
                cleaner.inside_word(at, c);
                continue;
            }
            Inside::Code if !c.is_ascii() => {
                cleaner.symbol(at, c);
                continue;
            }
            Inside::Text | Inside::PastedText if c == '"' || c == '\n' => inside = Inside::Code,
            Inside::Text | Inside::PastedText if c == '\\' => {
                cleaner.out.push(c);
                if let Some((_, escaped)) = rest.next_if(|(_, next)| *next != '\n') {
                    cleaner.out.push(escaped);
                }
                continue;
            }
            Inside::Unit if c == '\\' => {
                cleaner.out.push(c);
                if let Some((_, escaped)) = rest.next_if(|(_, next)| *next == '\'') {
                    cleaner.out.push(escaped);
                }
                continue;
            }
            Inside::Unit if c == '\'' || c == '\n' => inside = Inside::Code,
            Inside::Comment if c == '\n' => inside = Inside::Code,
            _ => {}
        }
        cleaner.out.push(c);
    }
    Cleaned { text: cleaner.out, unreadable: cleaner.unreadable }
}

/// The span with no character cut in two. What was found in the cleaned text may start or end inside of
/// a character that a shorter one stands for there.
pub fn whole_characters(original: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    while start > 0 && !original.is_char_boundary(start) {
        start -= 1;
    }
    while end < original.len() && !original.is_char_boundary(end) {
        end += 1;
    }
    Span::new(span.file, start, end)
}

enum Inside {
    Code,
    Text,
    /// Text that a curly quotation mark opened; only one like it, or a straight one, closes it.
    PastedText,
    Unit,
    Comment,
}

struct Cleaner<'a> {
    file: FileId,
    problems: &'a mut Problems,
    out: String,
    unreadable: Vec<usize>,
}

impl Cleaner<'_> {
    fn span(&self, at: usize, length: usize) -> Span {
        Span::new(self.file, at, at + length)
    }

    /// Puts an ASCII character in the place of a longer one, filled up with blanks.
    fn replace(&mut self, at: usize, c: char, meant: char, what: &str) {
        let span = self.span(at, c.len_utf8());
        self.problems.push(
            Problem::new(Code::ForeignCharacter, span, format!("{what} stands where `{meant}` belongs"))
                .says(format!("U+{:04X}", c as u32))
                .help(format!("type a plain `{meant}`; word processors replace it while you write"))
                .fix(span, meant.to_string()),
        );
        self.fill(meant.encode_utf8(&mut [0; 4]), c.len_utf8());
    }

    fn fill(&mut self, text: &str, length: usize) {
        self.out.push_str(text);
        for _ in text.len()..length {
            self.out.push(' ');
        }
    }

    fn after_word(&self) -> bool {
        self.out.ends_with(is_word)
    }

    fn after_number(&self) -> bool {
        let before = self.out.trim_end();
        let word = before.rsplit(|c: char| !is_word(c) && c != '.').next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// An invisible character in the middle of a word: without it the word is what it looks like.
    fn inside_word(&mut self, at: usize, c: char) {
        let span = self.span(at, c.len_utf8());
        self.problems.push(
            Problem::new(Code::ForeignCharacter, span, "an invisible character stands inside a word")
                .says(format!("U+{:04X}", c as u32))
                .help("delete it, or type the word anew")
                .fix(span, ""),
        );
        self.unreadable.push(at);
        self.fill("_", c.len_utf8());
    }

    fn symbol(&mut self, at: usize, c: char) {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{2032}' => {
                self.replace(at, c, '\'', "a curly quotation mark");
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.replace(at, c, '-', "a typeset dash"),
            '≥' => self.operator(at, c, ">="),
            '≤' => self.operator(at, c, "<="),
            '≠' => self.operator(at, c, "!="),
            '×' | '·' => self.operator(at, c, "*"),
            '÷' => self.operator(at, c, "/"),
            '…' => self.operator(at, c, ".."),
            _ if c.is_whitespace() || is_invisible(c) => {
                let span = self.span(at, c.len_utf8());
                let (what, help, meant) = match c {
                    _ if is_invisible(c) => ("an invisible character", "delete it", ""),
                    '\u{a0}' => ("a non-breaking space", "delete it and type a plain space", " "),
                    _ => ("an unusual space", "delete it and type a plain space", " "),
                };
                self.problems.push(
                    Problem::new(Code::ForeignCharacter, span, format!("{what} stands between the words"))
                        .says(format!("U+{:04X}", c as u32))
                        .help(help)
                        .fix(span, meant),
                );
                self.fill(" ", c.len_utf8());
            }
            _ => {
                let span = self.span(at, c.len_utf8());
                self.problems.push(
                    Problem::new(Code::ForeignCharacter, span, format!("`{c}` has no meaning here"))
                        .says(format!("U+{:04X}", c as u32))
                        .help(
                            "outside of text in double quotes and comments, elig is written in plain ASCII",
                        ),
                );
                self.unreadable.push(at);
                self.fill("", c.len_utf8());
            }
        }
    }

    fn operator(&mut self, at: usize, c: char, meant: &str) {
        let span = self.span(at, c.len_utf8());
        self.problems.push(
            Problem::new(Code::WrongOperator, span, format!("`{c}` is not an operator of elig"))
                .help(format!("write `{meant}`"))
                .fix(span, meant),
        );
        self.fill(meant, c.len_utf8());
    }

    fn directional(&mut self, at: usize, c: char) {
        let span = self.span(at, c.len_utf8());
        self.problems.push(
            Problem::new(
                Code::DirectionalCharacter,
                span,
                "an invisible character changes the order in which this line is shown",
            )
            .says(format!("U+{:04X}", c as u32))
            .help("delete it: with it a reader and the program see different texts")
            .fix(span, ""),
        );
        self.fill("", c.len_utf8());
    }

    /// A word; one that is not plain ASCII is reported as a whole.
    fn word(&mut self, word: &str, at: usize) {
        if word.is_ascii() {
            self.out.push_str(word);
            return;
        }
        let span = self.span(at, word.len());
        // Only the foreign letters are looked up: the skeleton of a plain `m` is `rn`.
        let plain: String = word
            .chars()
            .map(
                |c| if c.is_ascii() { c.to_string() } else { skeleton(c.encode_utf8(&mut [0; 4])).collect() },
            )
            .collect();
        let is_plain = plain.is_ascii() && plain.chars().all(is_word);
        let looks_like = is_plain.then(|| format!("type it anew as `{plain}`, with plain letters"));
        let foreign: Vec<String> =
            word.chars().filter(|c| !c.is_ascii()).map(|c| format!("`{c}` (U+{:04X})", c as u32)).collect();
        let problem = if word.is_single_script() {
            Problem::new(Code::ForeignCharacter, span, format!("the name `{word}` is not plain ASCII"))
                .says(format!("has {}", foreign.join(", ")))
                .help("names are made of a to z, A to Z, 0 to 9 and `_`; say it as people do in the description")
        } else {
            Problem::new(Code::MixedScript, span, format!("the name `{word}` mixes two alphabets"))
                .says(format!("{} only looks like a Latin letter", foreign.join(", ")))
                .help("type the name anew with plain letters")
        };
        self.problems.push(problem.maybe_help(looks_like));
        self.unreadable.push(at);
        // One character can stand for more letters than it has bytes: `Ⅷ` for `VIII`.
        if is_plain && plain.len() <= word.len() {
            // What was meant, so that its other uses are not taken for unknown names.
            self.fill(&plain, word.len());
            return;
        }
        for c in word.chars() {
            if c.is_ascii() { self.out.push(c) } else { self.fill("_", c.len_utf8()) }
        }
    }
}

fn is_single_quote(c: char) -> bool {
    matches!(c, '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}')
}

/// An apostrophe stands before a letter; a closing quotation mark does not.
fn next_is_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_word)
}

fn is_double_quote(c: char) -> bool {
    matches!(c, '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '«' | '»' | '\u{2033}')
}

/// The characters of "Trojan Source" (CVE-2021-42574): they reorder what is shown.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn rest_of_word(text: &str, at: usize) -> usize {
    let tail = text.get(at..).unwrap_or_default();
    tail.find(|c: char| !is_word(c)).map_or(text.len(), |length| at + length)
}
