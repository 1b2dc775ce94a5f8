//! The formatter's heart: a syntax tree to its canonical text.
//!
//! The text says what the tree says: no parenthesis is added or removed, nothing changes its order,
//! and no comment is lost. Formatting what was formatted gives the same text.
//!
//! Comments can stand where a line can end: between statements, clauses, the items of braces and the
//! operands of a chain. One that stands elsewhere moves to a place nearby.
//!
//! Nothing here recurses along a list, only into nested nodes: a chain of ten thousand terms is one loop.

mod binding;
mod comments;
mod expression;
mod lists;
mod spanned;
mod statement;
mod table;
mod testing;
mod types;

#[cfg(test)]
mod tests;

use std::mem::discriminant;

use pretty::{Arena, DocAllocator, DocBuilder};

use super::ast::{Comment, Expr, File, Name, Path, Statement, StatementKind, Text, Type};
use comments::{Cursor, Progress};
pub use expression::threshold_words;
use spanned::Spanned;
pub use table::{print_cell, print_row};

/// Lines are broken so that they are no longer than this, where the language has a place to break them.
const WIDTH: usize = 100;

/// How far a continuation is indented.
const INDENT: isize = 2;

type Doc<'a> = DocBuilder<'a, Arena<'a>>;

/// The canonical text of a file. `source` is the text it was read from: it tells where blank lines and
/// comments stood. For a tree that was made and not read it is empty; statements of different kinds
/// are then kept apart by a blank line.
#[must_use]
pub fn print(file: &File, source: &str) -> String {
    let mut cursor = Cursor::new(&file.comments, source);
    let mut page = String::new();
    let mut previous: Option<(&Statement, bool)> = None;
    let mut statements = file.statements.iter().peekable();
    while let Some(statement) = statements.next() {
        let mut lines = Vec::new();
        while let Some(comment) = cursor.take_before(statement.start()) {
            lines.push((cursor.blank_before(comment.start()), comment_text(comment).to_owned()));
            cursor.pass(comment.end());
        }
        let blank = cursor.blank_before(statement.start());
        let (mut text, progress) = print_statement(statement, cursor);
        cursor.resume(progress);
        cursor.pass(statement.end());
        let limit = statements.peek().map_or(usize::MAX, Spanned::start);
        add_comments_behind(&mut text, statement.end(), limit, &mut cursor);
        let long = text.contains('\n');
        lines.push((blank, text));

        let apart = previous.is_some_and(|(other, other_long)| {
            let shape = (other_long || long) && !opens_with_use(other, statement);
            shape || after_header(other, statement) || (source.is_empty() && of_other_kind(other, statement))
        });
        if apart
            && lines.iter().all(|(blank, _)| !blank)
            && let Some((blank, _)) = lines.first_mut()
        {
            *blank = true;
        }
        for (blank, text) in lines {
            put(&mut page, blank, &text);
        }
        previous = Some((statement, long));
    }
    while let Some(comment) = cursor.take() {
        let blank = cursor.blank_before(comment.start());
        put(&mut page, blank, comment_text(comment));
        cursor.pass(comment.end());
    }
    page
}

/// An expression on one line.
#[must_use]
pub fn print_expr(expr: &Expr) -> String {
    let arena = Arena::new();
    let doc = Printer::new(&arena, Cursor::new(&[], "")).expr(expr);
    render(doc.group(), usize::MAX)
}

/// A type on one line.
#[must_use]
pub fn print_type(ty: &Type) -> String {
    let arena = Arena::new();
    let doc = Printer::new(&arena, Cursor::new(&[], "")).ty(ty);
    render(doc.group(), usize::MAX)
}

/// Adds the comments behind a statement that ends at `end`, before `limit`: one on its last line; below it those that had no
/// place inside, and those that are indented, like a clause that is commented out.
fn add_comments_behind(text: &mut String, end: usize, limit: usize, cursor: &mut Cursor<'_>) {
    if let Some(comment) = cursor.take_after(end, limit) {
        text.push_str("  ");
        text.push_str(comment_text(comment));
        cursor.pass(comment.end());
    }
    while let Some(comment) = cursor.take_continuation(end, limit) {
        text.push_str("\n  ");
        text.push_str(comment_text(comment));
        cursor.pass(comment.end());
    }
}

/// Adds lines to a page, after a blank line if `blank`, but never at its top.
fn put(page: &mut String, blank: bool, text: &str) {
    if blank && !page.is_empty() {
        page.push('\n');
    }
    page.push_str(text);
    page.push('\n');
}

/// The `use` lines may follow the header without a blank line.
fn opens_with_use(first: &Statement, second: &Statement) -> bool {
    is_header(first) && matches!(second.kind, StatementKind::Use(_))
}

fn after_header(first: &Statement, second: &Statement) -> bool {
    is_header(first) && !opens_with_use(first, second)
}

fn is_header(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        StatementKind::Ruleset(_)
            | StatementKind::Vocabulary(_)
            | StatementKind::Extend(_)
            | StatementKind::Tests(_)
    )
}

fn of_other_kind(first: &Statement, second: &Statement) -> bool {
    let same = match (&first.kind, &second.kind) {
        (StatementKind::Rule(first), StatementKind::Rule(second)) => first.kind == second.kind,
        (first, second) => discriminant(first) == discriminant(second),
    };
    !same && !opens_with_use(first, second)
}

fn print_statement(statement: &Statement, cursor: Cursor<'_>) -> (String, Progress) {
    let arena = Arena::new();
    let mut printer = Printer::new(&arena, cursor);
    let doc = printer.statement(statement);
    (render(doc, WIDTH), printer.comments.progress())
}

fn render(doc: Doc<'_>, width: usize) -> String {
    let text = doc.1.pretty(width).to_string();
    // The printer indents blank lines too. No line ends in a blank that means something.
    let mut trimmed = String::with_capacity(text.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            trimmed.push('\n');
        }
        trimmed.push_str(line.trim_end_matches(' '));
    }
    trimmed
}

fn comment_text(comment: &Comment) -> &str {
    comment.text.trim_end()
}

/// What stands around and between the items of a list.
#[derive(Debug, Clone, Copy)]
struct Brackets {
    open: &'static str,
    close: char,
    /// Blanks inside, when on one line.
    spaced: bool,
    /// What stands before each item but the first; without it, a comma stands behind each.
    before: Option<&'static str>,
    /// One item a line even where they would fit on one.
    tall: bool,
}

impl Brackets {
    /// `{ a, b }`.
    const BRACES: Self = Self { open: "{", close: '}', spaced: true, before: None, tall: false };
    /// `[ a, b ]`.
    const SQUARE: Self = Self { open: "[", close: ']', ..Self::BRACES };
    /// `(a, b)`.
    const ROUND: Self = Self { open: "(", close: ')', spaced: false, ..Self::BRACES };
    /// `{ a < b }`.
    const SCALE: Self = Self { before: Some("< "), ..Self::BRACES };

    fn tall(self, tall: bool) -> Self {
        Self { tall, ..self }
    }

    fn close_text(self) -> &'static str {
        match self.close {
            ')' => ")",
            ']' => "]",
            _ => "}",
        }
    }
}

/// Builds the documents of one statement, and takes its comments along the way: the parts of a
/// statement must be built in the order in which they stand.
struct Printer<'a> {
    arena: &'a Arena<'a>,
    comments: Cursor<'a>,
}

impl<'a> Printer<'a> {
    fn new(arena: &'a Arena<'a>, comments: Cursor<'a>) -> Self {
        Self { arena, comments }
    }

    fn nil(&self) -> Doc<'a> {
        self.arena.nil()
    }

    fn word(&self, word: &'a str) -> Doc<'a> {
        self.arena.text(word)
    }

    fn name(&self, name: &'a Name) -> Doc<'a> {
        self.arena.text(name.text.as_str())
    }

    fn path(&self, path: &'a Path) -> Doc<'a> {
        self.arena.text(path.text.as_str())
    }

    fn line(&self) -> Doc<'a> {
        self.arena.line()
    }

    fn hardline(&self) -> Doc<'a> {
        self.arena.hardline()
    }

    /// Nothing, but what it stands in is broken over lines.
    fn forced_break(&self) -> Doc<'a> {
        self.nil().flat_alt(self.arena.fail())
    }

    /// Text literals side by side, one a line if they do not fit.
    fn text(&self, text: &'a Text) -> Doc<'a> {
        let mut parts = text.parts.iter().map(|part| self.arena.text(quoted(part)));
        let first = parts.next().unwrap_or_else(|| self.word("\"\""));
        let rest = parts.fold(self.nil(), |rest, part| rest.append(self.line()).append(part));
        first.append(rest.nest(INDENT)).group()
    }

    /// ` "text"`, if there is one.
    fn description(&self, text: Option<&'a Text>) -> Doc<'a> {
        text.map_or_else(|| self.nil(), |text| self.word(" ").append(self.text(text)))
    }

    /// A comment's text, which never makes a line too long.
    fn comment(&mut self, comment: &'a Comment) -> Doc<'a> {
        self.comments.pass(comment.end());
        let text = self.arena.alloc(pretty::Doc::BorrowedText(comment_text(comment)));
        DocBuilder(self.arena, pretty::Doc::RenderLen(0, text).into())
    }

    fn behind(&mut self, comment: &'a Comment) -> Doc<'a> {
        let text = self.comment(comment);
        self.forced_break().append(self.word("  ")).append(text)
    }

    fn on_own_line(&mut self, comment: &'a Comment) -> Doc<'a> {
        let text = self.comment(comment);
        self.hardline().append(text)
    }

    /// The comments that belong behind what ends at `end`, which a line break must follow.
    fn trailing(&mut self, end: usize, limit: usize) -> Doc<'a> {
        let mut doc = self.nil();
        if let Some(comment) = self.comments.take_after(end, limit) {
            doc = doc.append(self.behind(comment));
            while let Some(comment) = self.comments.take_after(end, limit) {
                doc = doc.append(self.on_own_line(comment));
            }
        }
        doc
    }

    /// From what ends at `end` to what starts at `start`: the comments between, and the line break.
    fn between(&mut self, end: usize, start: usize, line: Doc<'a>) -> Doc<'a> {
        let mut doc = self.trailing(end, start);
        while let Some(comment) = self.comments.take_before(start) {
            doc = doc.append(self.on_own_line(comment));
        }
        doc.append(line)
    }

    /// The comments between an opening and what starts at `start`, if any; a line break must follow.
    fn opening(&mut self, start: usize) -> Option<Doc<'a>> {
        let first = self.comments.take_before(start)?;
        let mut doc = if first.own_line { self.on_own_line(first) } else { self.behind(first) };
        while let Some(comment) = self.comments.take_before(start) {
            doc = doc.append(self.on_own_line(comment));
        }
        Some(doc)
    }

    /// Each item after a line break, indented; `end` is the end of what stands before the first.
    fn indented<T: Spanned>(
        &mut self,
        mut end: usize,
        line: &Doc<'a>,
        items: &'a [T],
        item: fn(&mut Self, &'a T) -> Doc<'a>,
    ) -> Doc<'a> {
        let mut doc = self.nil();
        for one in items {
            doc = doc.append(self.between(end, one.start(), line.clone())).append(item(self, one));
            end = one.end();
        }
        doc.nest(INDENT)
    }

    /// Items with commas between them and no brackets around.
    fn listed<T: Spanned>(&mut self, items: &'a [T], item: fn(&mut Self, &'a T) -> Doc<'a>) -> Doc<'a> {
        let Some((first, rest)) = items.split_first() else { return self.nil() };
        let mut doc = item(self, first);
        let mut end = first.end();
        let mut more = self.nil();
        for one in rest {
            let line = self.line();
            more = more
                .append(self.word(","))
                .append(self.between(end, one.start(), line))
                .append(item(self, one));
            end = one.end();
        }
        doc = doc.append(more.nest(INDENT));
        doc.group()
    }

    /// Items in brackets: on one line if they fit, else one a line. With no items, the closing bracket
    /// is looked for behind `from`.
    fn bracketed<T: Spanned>(
        &mut self,
        brackets: Brackets,
        from: usize,
        items: impl IntoIterator<Item = T>,
        item: fn(&mut Self, &T) -> Doc<'a>,
    ) -> Doc<'a> {
        let mut items = items.into_iter().peekable();
        let mut close =
            if items.peek().is_none() { self.comments.closing(from, brackets.close) } else { from };
        let first = items.peek().map_or(close, Spanned::start);
        let opening = self.comments.take_trailing_before(first).map(|comment| self.behind(comment));
        let commented = opening.is_some();
        let mut inside = opening.unwrap_or_else(|| self.nil());

        let edge = if brackets.spaced { self.line() } else { self.arena.line_() };
        let mut lines = 0_usize;
        let mut before = None;
        while let Some(one) = items.next() {
            inside = inside.append(self.comment_lines(one.start(), &mut lines));
            inside = inside.append(if lines == 0 { edge.clone() } else { self.item_line(one.start()) });
            inside = inside.append(before.map_or_else(|| self.nil(), |before| self.word(before)));
            inside = inside.append(item(self, &one));
            before = brackets.before;
            lines += 1;
            let limit = items.peek().map(Spanned::start);
            if limit.is_none() {
                close = self.comments.closing(one.end(), brackets.close);
            }
            inside = inside.append(self.comma(&brackets, limit.is_some()));
            inside = inside.append(self.trailing(one.end(), limit.unwrap_or(close)));
            self.comments.pass(one.end());
        }
        inside = inside.append(self.comment_lines(close, &mut lines));
        self.comments.pass(close + 1);

        let closing = self.word(brackets.close_text());
        if lines == 0 && !commented {
            return self.word(brackets.open).append(closing);
        }
        if brackets.tall {
            inside = inside.append(self.forced_break());
        }
        self.word(brackets.open).append(inside.nest(INDENT)).append(edge).append(closing).group()
    }

    /// What stands behind an item.
    fn comma(&self, brackets: &Brackets, more: bool) -> Doc<'a> {
        match (brackets.before, more) {
            (Some(_), _) => self.nil(),
            (None, true) => self.word(","),
            (None, false) => self.word(",").flat_alt(self.nil()),
        }
    }

    /// The line break before an item that is not the first, with the blank line that the source has there.
    fn item_line(&self, start: usize) -> Doc<'a> {
        if self.comments.blank_before(start) {
            self.hardline().append(self.hardline()).flat_alt(self.arena.space())
        } else {
            self.line()
        }
    }

    /// The comments before `start` on lines of their own, after the `lines` that stand in these brackets.
    fn comment_lines(&mut self, start: usize, lines: &mut usize) -> Doc<'a> {
        let mut doc = self.nil();
        while let Some(comment) = self.comments.take_before(start) {
            if *lines > 0 && self.comments.blank_before(comment.start()) {
                doc = doc.append(self.hardline());
            }
            doc = doc.append(self.on_own_line(comment));
            *lines += 1;
        }
        doc
    }
}

/// A text literal with its quotes and escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            out.push('\\');
        }
        out.push(char);
    }
    out.push('"');
    out
}
