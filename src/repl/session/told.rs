//! What is told of problems: they point at what was typed, and not at where it stands in the document.

use std::io::{self, Write};
use std::ops::Range;

use crate::cli::problems::{plural, show};
use crate::cli::style::{OPEN, QUIET};
use crate::diagnostic::{Code, Problem, Problems, Severity};
use crate::source::{FileId, SourceMap, Span};

/// What an entry is called in messages.
pub const ENTRY: &str = "<entry>";

/// A piece of an entry, and where it stands in the document.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its bytes in the entry.
    pub entry: Range<usize>,
    /// Its first byte in the document.
    pub start: usize,
}

impl Piece {
    /// Does the place lie in it?
    pub fn holds(&self, span: Span) -> bool {
        self.start <= span.range().start && span.range().end <= self.start + self.entry.len()
    }
}

/// Shows problems; those that stand in a piece of the entry are shown there.
pub fn tell(
    problems: &Problems,
    sources: &SourceMap,
    document: FileId,
    (entry, pieces): (&str, &[Piece]),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sources = sources.clone();
    let typed = sources.add(ENTRY, entry);
    let moved = |span: Span| {
        let piece = pieces.iter().find(|piece| span.file == document && piece.holds(span));
        piece.map_or(span, |piece| {
            let at = |byte: usize| byte - piece.start + piece.entry.start;
            Span::new(typed, at(span.range().start), at(span.range().end))
        })
    };
    let mut told = Problems::new();
    for problem in problems {
        let mut problem = problem.clone();
        for label in &mut problem.labels {
            label.span = moved(label.span);
        }
        told.push(problem);
    }
    show(&told, &sources, out)
}

/// Shows what is wrong with an entry that has a place of its own.
pub fn tell_of_entry(problem: Problem, entry: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut problems = Problems::new();
    problems.push(problem);
    tell_all_of_entry(&problems, entry, out)
}

/// The same of several; their places are those of the first file.
pub fn tell_all_of_entry(problems: &Problems, entry: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut sources = SourceMap::default();
    sources.add(ENTRY, entry);
    show(problems, &sources, out)
}

/// A problem with an entry, at these bytes of it.
pub fn in_entry(code: Code, at: Range<usize>, message: impl Into<String>) -> Problem {
    Problem::new(code, Span::new(FileId::default(), at.start, at.end), message)
}

/// Only the errors.
pub fn errors(problems: &Problems) -> Problems {
    let mut errors = problems.clone();
    errors.retain(|problem| problem.severity() == Severity::Error);
    errors
}

/// The warnings of a typed statement in one line. A name that nothing uses yet is no news while it is typed.
pub fn warnings_in_brief(
    problems: &Problems,
    document: FileId,
    pieces: &[Piece],
    out: &mut dyn Write,
) -> io::Result<()> {
    let concerns = |problem: &&Problem| {
        let span = problem.span();
        problem.severity() == Severity::Warning
            && problem.code != Code::Unused
            && span.file == document
            && pieces.iter().any(|piece| piece.holds(span))
    };
    let found: Vec<_> = problems.iter().filter(concerns).map(|problem| problem.code).collect();
    let mut titles: Vec<_> = found.iter().map(|code| code.title()).collect();
    titles.dedup();
    if titles.is_empty() {
        return Ok(());
    }
    let count = plural(found.len(), "warning");
    writeln!(out, "{OPEN}{count}{OPEN:#}: {} {QUIET}(`:check` says more){QUIET:#}", titles.join("; "))
}
