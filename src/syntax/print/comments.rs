//! The comments of a file, each to be printed once and in order, and the blank lines of its source.

use super::spanned::Spanned;
use crate::syntax::ast::Comment;

/// How far a [`Cursor`] has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    /// The comments before this one are printed.
    next: usize,
    /// The last byte of the source whose place in the output is settled.
    last: usize,
}

/// Hands out the comments of a file in order. Whoever comes to a place where a comment can stand takes
/// those that stand before it; what nobody takes stays for the next such place, so that none is lost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    comments: &'a [Comment],
    source: &'a str,
    progress: Progress,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(comments: &'a [Comment], source: &'a str) -> Self {
        Self { comments, source, progress: Progress::default() }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress
    }

    pub(super) fn resume(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// The byte behind the last thing that was passed or taken.
    pub(super) fn last(&self) -> usize {
        self.progress.last
    }

    /// Everything before `end` has its place in the output.
    pub(super) fn pass(&mut self, end: usize) {
        self.progress.last = self.progress.last.max(end);
    }

    /// The next comment, if it passes `test`.
    fn take_if(&mut self, test: impl Fn(&Comment) -> bool) -> Option<&'a Comment> {
        let comment = self.comments.get(self.progress.next).filter(|comment| test(comment))?;
        self.progress.next += 1;
        Some(comment)
    }

    /// The next comment, if it starts before `offset`.
    pub(super) fn take_before(&mut self, offset: usize) -> Option<&'a Comment> {
        self.take_if(|comment| comment.start() < offset)
    }

    /// The next comment, if it starts before `offset` and stands behind something on its line.
    pub(super) fn take_trailing_before(&mut self, offset: usize) -> Option<&'a Comment> {
        self.take_if(|comment| comment.start() < offset && !comment.own_line)
    }

    /// The next comment, whatever it is.
    pub(super) fn take(&mut self) -> Option<&'a Comment> {
        self.take_if(|_| true)
    }

    /// The next comment, if it stands inside of what ends at `end`, or behind it on the same line and
    /// before `limit`, where the next thing begins.
    pub(super) fn take_after(&mut self, end: usize, limit: usize) -> Option<&'a Comment> {
        let source = self.source;
        self.take_if(|comment| {
            let start = comment.start();
            let same_line = || source.get(end..start).is_some_and(|between| !between.contains('\n'));
            start < end || (start < limit && same_line())
        })
    }

    /// The next comment, if it stands before `end`, or before `limit` and belongs to what ends there: it is
    /// indented, and no blank line stands above.
    pub(super) fn take_continuation(&mut self, end: usize, limit: usize) -> Option<&'a Comment> {
        let cursor = *self;
        self.take_if(|comment| {
            let start = comment.start();
            let before = start.checked_sub(1).and_then(|at| cursor.source.as_bytes().get(at));
            let belongs = !comment.own_line || matches!(before, Some(b' ' | b'\t'));
            start < end || (start < limit && belongs && !cursor.blank_before(start))
        })
    }

    /// A blank line stands between what was passed last and `start`.
    pub(super) fn blank_before(&self, start: usize) -> bool {
        let Some(gap) = self.source.get(self.progress.last..start) else { return false };
        let mut lines = gap.split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            // What stands behind the last line break is the beginning of a line that is not blank.
            if lines.peek().is_some() && line.trim().is_empty() {
                return true;
            }
        }
        false
    }

    /// Where the brace, bracket or parenthesis stands that closes what has no further items after `from`.
    pub(super) fn closing(&self, from: usize, close: char) -> usize {
        if self.comments.get(self.progress.next).is_none() {
            return from;
        }
        let mut in_comment = false;
        for (at, char) in self.source.get(from..).unwrap_or_default().char_indices() {
            match char {
                '\n' => in_comment = false,
                '#' => in_comment = true,
                _ if char == close && !in_comment => return from + at,
                _ => {}
            }
        }
        from
    }
}
