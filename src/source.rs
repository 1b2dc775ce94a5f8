//! Where a piece of text stands: files, spans, lines and columns.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// One file among those a ruleset was compiled from; an index into a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
pub struct FileId(pub u32);

/// A piece of one file's text: bytes `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
pub struct Span {
    /// The file the text is in.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// From the start of `self` to the end of `other`, which stands later in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same bytes as a range of `usize`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where byte `offset` of `text` stands.
///
/// ```
/// let at = elig::source::line_column("a\nbc", 3);
/// assert_eq!((at.line, at.column), (2, 2));
/// ```
#[must_use]
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    LineColumn {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
    }
}

/// One file that was read: its name as shown to people, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name shown in messages: a path, or what the loader calls it.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    /// Where its lines start, but the first: every finding of a decision says on which line its rule is.
    lines: Vec<u32>,
}

impl SourceFile {
    fn new(name: Arc<str>, text: Arc<str>) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = ends.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)).collect();
        Self { name, text, lines }
    }

    /// Where a byte stands.
    fn line_column(&self, offset: usize) -> LineColumn {
        let before = self.lines.partition_point(|start| *start as usize <= offset);
        let start =
            before.checked_sub(1).and_then(|at| self.lines.get(at)).map_or(0, |start| *start as usize);
        let line = self.text.get(start..).unwrap_or_default();
        LineColumn { line: before + 1, ..line_column(line, offset.saturating_sub(start)) }
    }
}

/// All files that were read, in the order of reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file and gives its number.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(name.into(), text.into()));
        id
    }

    /// The file with this number.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// The text of a file, empty if there is no such file.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.text)
    }

    /// The name of a file as shown to people.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.name)
    }

    /// The text a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// Where a span starts.
    #[must_use]
    pub fn start(&self, span: Span) -> LineColumn {
        self.get(span.file)
            .map_or(LineColumn { line: 1, column: 1 }, |file| file.line_column(span.start as usize))
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_kept_are_those_that_are_counted() {
        for text in ["", "a", "\n", "a\nbc", "é\n\n— x\nend", "a\r\nb\r\n", "last\n"] {
            let mut sources = SourceMap::default();
            let file = sources.add("a.elig", text);
            for at in 0..=text.len() + 2 {
                assert_eq!(sources.start(Span::new(file, at, at)), line_column(text, at), "{text:?} at {at}");
            }
        }
    }
}
