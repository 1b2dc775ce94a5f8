//! Cuts a file into statements.
//!
//! A statement starts at a keyword in column 1 and goes on to the next one, so that a mistake in one
//! statement leaves the others to be checked. On the way this pass checks what can be checked without
//! a grammar: closed quotes and brackets, and the depth of nesting (before any recursive code sees it).

use super::ast::{Comment, Place};
use super::keywords::{CONTINUATIONS, STATEMENTS};
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::limits::MAX_NESTING;
use crate::source::{FileId, Span};

/// A statement's place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its first byte, where its keyword stands.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// An error was found that makes parsing it pointless.
    pub broken: bool,
}

/// What the scan of a file gives.
pub struct Scan {
    /// The statements in order.
    pub chunks: Vec<Chunk>,
    /// The comments in order.
    pub comments: Vec<Comment>,
}

/// Cuts `text` into statements; problems found on the way are added to `problems`.
///
/// `nesting` is how many levels may stand in one another.
pub fn scan(text: &str, file: FileId, nesting: usize, problems: &mut Problems) -> Scan {
    run(text, file, (nesting, Vec::new()), problems)
}

/// Looks at a text that is no file of statements, but one piece.
pub fn scan_piece(text: &str, file: FileId, problems: &mut Problems) -> Scan {
    let whole = Chunk { start: 0, end: text.len(), broken: false };
    run(text, file, (MAX_NESTING, vec![whole]), problems)
}

fn run(text: &str, file: FileId, (most, chunks): (usize, Vec<Chunk>), problems: &mut Problems) -> Scan {
    let mut scanner = Scanner {
        text,
        file,
        problems,
        in_one_piece: !chunks.is_empty(),
        chunks,
        comments: Vec::new(),
        open: Vec::new(),
        nesting: Nesting::default(),
        most,
        stray_reported: false,
    };
    scanner.run();
    Scan { chunks: scanner.chunks, comments: scanner.comments }
}

struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    problems: &'a mut Problems,
    chunks: Vec<Chunk>,
    comments: Vec<Comment>,
    /// Brackets that are open: their character and offset.
    open: Vec<(u8, usize)>,
    nesting: Nesting,
    /// How deep it may get.
    most: usize,
    stray_reported: bool,
    /// Words in column 1 start no statement here.
    in_one_piece: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let column_one = !self.in_one_piece && (at == 0 || bytes.get(at - 1) == Some(&b'\n'));
            match byte {
                b'#' => at = self.comment(at),
                b'"' => at = self.quoted(at, b'"'),
                b'\'' => at = self.quoted(at, b'\''),
                b'(' | b'[' | b'{' => {
                    self.outside_statement(at);
                    self.open.push((byte, at));
                    self.nesting.open();
                    at += 1;
                }
                b')' | b']' | b'}' => {
                    self.close(byte, at);
                    at += 1;
                }
                b',' => {
                    self.nesting.separator();
                    at += 1;
                }
                _ if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let end = word_end(bytes, at);
                    let word = self.text.get(at..end).unwrap_or_default();
                    if column_one {
                        self.column_one(word, at)
                    } else {
                        self.outside_statement(at)
                    }
                    self.nesting.word(word);
                    at = end;
                }
                _ if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    self.outside_statement(at);
                    self.nesting.symbol(byte);
                    at += 1;
                }
            }
            if self.nesting.depth() > self.most && !self.nesting.reported {
                self.nesting.reported = true;
                let span = self.span(at.saturating_sub(1), at);
                self.problems.push(
                    Problem::new(Code::TooDeep, span, format!("nested more than {} levels deep", self.most))
                        .help("give parts of this condition names with `define`, and use the names here"),
                );
                self.break_chunk();
            }
        }
        self.finish_chunk(self.text.len());
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn break_chunk(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.broken = true;
        }
    }

    fn comment(&mut self, at: usize) -> usize {
        let tail = self.text.get(at..).unwrap_or_default();
        let end = at + tail.find('\n').unwrap_or(tail.len());
        let text = self.text.get(at..end).unwrap_or_default().trim_end().to_owned();
        let line_start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let own_line = self.text.get(line_start..at).is_some_and(|before| before.trim().is_empty());
        let place = Place(self.span(at, at + text.len()));
        self.comments.push(Comment { text, place, own_line });
        end
    }

    /// Skips text or a unit; it must be closed on its line.
    fn quoted(&mut self, at: usize, quote: u8) -> usize {
        self.outside_statement(at);
        self.nesting.symbol(quote);
        let bytes = self.text.as_bytes();
        let mut end = at + 1;
        while let Some(&byte) = bytes.get(end) {
            match byte {
                b'\n' => break,
                b'\\' if quote == b'"' && bytes.get(end + 1).is_some_and(|next| *next != b'\n') => end += 2,
                b'\\' if quote == b'\'' && bytes.get(end + 1) == Some(&b'\'') => end += 2,
                _ if byte == quote => return end + 1,
                _ => end += 1,
            }
        }
        let end = end.min(bytes.len());
        let problem = if quote == b'"' {
            Problem::new(
                Code::UnterminatedText,
                self.span(at, end),
                "this text has no closing `\"` on its line",
            )
            .help("close it on the same line; a long text goes on as a second \"…\" on the next line")
        } else {
            Problem::new(
                Code::UnterminatedText,
                self.span(at, end),
                "this unit has no closing `'` on its line",
            )
            .help("units stand in single quotes: 5.4 'mg/dL'; text stands in double quotes")
        };
        self.problems.push(problem);
        self.break_chunk();
        end
    }

    fn close(&mut self, byte: u8, at: usize) {
        self.outside_statement(at);
        let opener = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        match self.open.last() {
            Some((open, _)) if *open == opener => {
                self.open.pop();
                self.nesting.close();
            }
            Some(&(open, start)) => {
                self.problems.push(
                    Problem::new(
                        Code::Unclosed,
                        self.span(start, start + 1),
                        format!("this `{}` is closed by a `{}`", open as char, byte as char),
                    )
                    .says("opened here")
                    .also(self.span(at, at + 1), "closed here")
                    .help(format!("close it with `{}`", closer(open) as char)),
                );
                self.break_chunk();
                self.open.clear();
                self.nesting = Nesting::default();
            }
            None => {
                let already = self.chunks.last().is_some_and(|chunk| chunk.broken);
                if !already {
                    self.problems.push(
                        Problem::new(
                            Code::UnexpectedClosing,
                            self.span(at, at + 1),
                            format!("this `{}` closes nothing", byte as char),
                        )
                        .help(format!("delete it, or add the missing `{}`", opener as char)),
                    );
                }
                self.break_chunk();
            }
        }
    }

    /// A word in column 1: a statement's keyword, or something to ask about.
    fn column_one(&mut self, word: &str, at: usize) {
        if STATEMENTS.contains(&word) {
            self.start_chunk(at);
            return;
        }
        if !self.open.is_empty() {
            return; // inside braces layout means nothing
        }
        let span = self.span(at, at + word.len());
        let inside_statement = !self.chunks.is_empty();
        if inside_statement && CONTINUATIONS.contains(&word) {
            // Unambiguous: `because` cannot start a statement. Layout is the formatter's business.
            return;
        }
        let mut problem =
            Problem::new(Code::UnknownStatement, span, format!("`{word}` does not start a statement"));
        if let Some(near) = nearest(word, STATEMENTS.iter().copied()) {
            problem = problem.says(format!("did you mean `{near}`?"));
        }
        let help = if inside_statement {
            "a line that goes on with the statement above must be indented; a new statement starts with a \
             keyword such as `fact`, `require` or `exclude`"
        } else {
            "a statement starts with a keyword such as `fact`, `require` or `exclude`"
        };
        self.problems.push(problem.help(help));
        self.start_chunk(at);
        self.break_chunk();
    }

    /// Text before the first statement of the file.
    fn outside_statement(&mut self, at: usize) {
        if !self.chunks.is_empty() || self.stray_reported {
            return;
        }
        self.stray_reported = true;
        let tail = self.text.get(at..).unwrap_or_default();
        let end = at + tail.find('\n').unwrap_or(tail.len());
        let word_length = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(tail.len());
        let starts_statement = tail.get(..word_length).is_some_and(|word| STATEMENTS.contains(&word));
        let help = if starts_statement {
            "a statement starts in the first column: remove the blanks before it"
        } else {
            "a file starts with a statement, for example `ruleset name \"title\"` or `fact pregnant: boolean`"
        };
        self.problems.push(
            Problem::new(Code::UnknownStatement, self.span(at, end), "this text belongs to no statement")
                .help(help),
        );
        self.chunks.push(Chunk { start: at, end: self.text.len(), broken: true });
    }

    fn start_chunk(&mut self, at: usize) {
        self.finish_chunk(at);
        self.chunks.push(Chunk { start: at, end: self.text.len(), broken: false });
        self.nesting = Nesting::default();
    }

    /// Ends the statement that was being read; a bracket still open is reported at its opener.
    fn finish_chunk(&mut self, end: usize) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.end = end;
        }
        let Some(&(open, start)) = self.open.last() else { return };
        self.problems.push(
            Problem::new(
                Code::Unclosed,
                self.span(start, start + 1),
                format!("this `{}` is never closed", open as char),
            )
            .says("opened here")
            .help(format!("add `{}` before the next statement", closer(open) as char)),
        );
        self.break_chunk();
        self.open.clear();
    }
}

fn closer(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    bytes.iter().skip(at).position(|byte| !is_word(byte)).map_or(bytes.len(), |length| at + length)
}

/// Counts how deep recursive code would have to go: open brackets, prefix words in a row
/// (`not not not`), and constructs that run to the end of their bracket (`where`, `if`).
#[derive(Default)]
struct Nesting {
    /// `running`, `sums` and `betweens` when each open bracket was opened.
    outer: Vec<(usize, usize, usize)>,
    /// What the open brackets add up to: one for each, and all that stood before it.
    base: usize,
    /// What each open bracket added to `base`.
    added: Vec<usize>,
    /// Constructs running in the present bracket.
    running: usize,
    /// Prefix words in a row.
    prefixes: usize,
    /// Constructs running that end where an arithmetic expression ends: `latest x within latest y within …`.
    sums: usize,
    /// How many of them wait for the `and` of `between a and b`.
    betweens: usize,
    reported: bool,
}

impl Nesting {
    fn depth(&self) -> usize {
        self.base + self.running + self.prefixes + self.sums
    }

    fn open(&mut self) {
        let added = self.running + self.prefixes + self.sums + 1;
        self.outer.push((self.running, self.sums, self.betweens));
        self.added.push(added);
        self.base += added;
        self.separator();
    }

    fn close(&mut self) {
        (self.running, self.sums, self.betweens) = self.outer.pop().unwrap_or_default();
        self.base -= self.added.pop().unwrap_or_default();
        self.prefixes = 0;
    }

    /// A comma or a new clause ends whatever was running.
    fn separator(&mut self) {
        self.running = 0;
        self.prefixes = 0;
        self.end_sums();
    }

    /// What cannot stand in an arithmetic expression ends those that were running.
    fn end_sums(&mut self) {
        self.sums = 0;
        self.betweens = 0;
    }

    fn word(&mut self, word: &str) {
        match word {
            "where" | "if" | "every" => self.running += 1,
            "not" | "no" | "number" | "list" | "set" | "observation" | "attested" => self.prefixes += 1,
            "of" => {}
            "unless" | "except" | "because" | "cite" | "applies" => self.separator(),
            _ => {
                self.prefixes = 0;
                self.word_in_sum(word);
            }
        }
    }

    fn word_in_sum(&mut self, word: &str) {
        match word {
            "within" | "least" => self.sums += 1,
            "between" => {
                self.sums += 1;
                self.betweens += 1;
            }
            "and" if self.betweens > 0 => self.betweens -= 1,
            "and" | "or" | "is" | "in" | "has" | "then" | "else" => self.end_sums(),
            _ => {}
        }
    }

    fn symbol(&mut self, byte: u8) {
        match byte {
            b'-' | b'!' => self.prefixes += 1,
            b'=' | b'<' | b'>' | b'|' => {
                self.prefixes = 0;
                self.end_sums();
            }
            _ => self.prefixes = 0,
        }
    }
}
