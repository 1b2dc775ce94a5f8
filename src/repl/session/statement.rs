//! A typed statement: checked with the whole document, and part of it if nothing is wrong.

use std::io::{self, Write};
use std::ops::Range;

use super::document::{Document, Replaced};
use super::told::{Piece, errors, tell, warnings_in_brief};
use super::{After, Session, State, hole, naming};
use crate::cli::problems::tally;
use crate::cli::style::QUIET;
use crate::diagnostic::{Code, Problems};
use crate::source::SourceMap;
use crate::syntax::parse;

impl Session {
    /// Takes one statement or several.
    pub(super) fn take_statement(&mut self, text: &str, out: &mut dyn Write) -> io::Result<After> {
        let mut sources = SourceMap::default();
        let entry = sources.add(super::ENTRY, text);
        let mut problems = Problems::new();
        let tree = parse(text, entry, &mut problems);
        if problems.has_errors() || tree.statements.is_empty() {
            crate::cli::problems::show(&problems, &sources, out)?;
            return Ok(After::Failed);
        }
        let starts: Vec<usize> = tree.statements.iter().map(|one| one.place.0.range().start).collect();
        let mut document = self.state.document.clone();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut said = Vec::new();
        let mut short = Vec::new();
        // A fact that is typed in this very entry can name a rule that follows.
        let typed = |name: &str| {
            tree.statements.iter().any(|one| {
                use crate::syntax::ast::StatementKind as S;
                match &one.kind {
                    S::Fact(fact) => fact.path.text == name,
                    S::Define(define) => define.parameters.is_none() && define.name.text == name,
                    S::Score(score) => score.name.text == name,
                    _ => false,
                }
            })
        };
        let is_subject = |name: &str| self.is_subject(name) || typed(name);
        for (index, statement) in tree.statements.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            let range = piece(text, statement.place.0.range().start..end);
            let (changed, placed) = document.with(text.get(range.clone()).unwrap_or_default(), &is_subject);
            moved(&mut pieces, &placed, document.text().len(), changed.text().len());
            pieces.push(Piece { entry: range, start: placed.start });
            let what = naming::in_words(statement, &is_subject);
            let verb = if placed.replaced.is_some() { "replaced" } else { "added" };
            short.push(format!("{verb} {what}"));
            said.push(in_words(&what, placed.replaced, &document));
            document = changed;
        }
        let state = State { document, ..self.state.clone() };
        let draft = self.compile(&state);
        let compilation = &draft.compilation;
        let found = (text, pieces.as_slice());
        let is_hole = |code: Code| code == Code::Hole;
        if !draft.holes.is_empty() {
            hole::answer(&draft.holes, out)?;
            let mut others = errors(&compilation.problems);
            others.retain(|problem| !is_hole(problem.code));
            tell(&others, &compilation.sources, compilation.entry, found, out)?;
            writeln!(out, "{QUIET}nothing was added{QUIET:#}")?;
            return Ok(if others.is_empty() { After::Done } else { After::Failed });
        }
        if compilation.problems.has_errors() {
            let told = errors(&compilation.problems);
            tell(&told, &compilation.sources, compilation.entry, found, out)?;
            let is_elsewhere = |problem: &crate::diagnostic::Problem| {
                let span = problem.span();
                span.file != compilation.entry || !pieces.iter().any(|piece| piece.holds(span))
            };
            if told.iter().all(is_elsewhere) {
                let count = tally(&told);
                writeln!(
                    out,
                    "{QUIET}with this the document would have {count}, so it was not taken{QUIET:#}"
                )?;
            }
            return Ok(After::Failed);
        }
        for line in &said {
            writeln!(out, "{line}")?;
        }
        let (problems, document) = (compilation.problems.clone(), compilation.entry);
        warnings_in_brief(&problems, document, &pieces, out)?;
        self.change(short.join(", "), state, draft);
        if tree.statements.iter().any(|one| matches!(one.kind, crate::syntax::ast::StatementKind::Rule(_))) {
            self.told = None;
        }
        self.tell_verdict(out)?;
        Ok(After::Done)
    }
}

/// What was done, in words.
fn in_words(what: &str, replaced: Option<Replaced>, document: &Document) -> String {
    match replaced {
        None => format!("added {what}"),
        Some(Replaced::Typed) => format!("replaced {what}"),
        Some(Replaced::Loaded) => {
            format!("replaced {what} in this session; {} stays as it is", document.name())
        }
    }
}

/// The statement with the comments behind it, without the blanks at its end.
fn piece(text: &str, range: Range<usize>) -> Range<usize> {
    let kept = text.get(range.clone()).unwrap_or_default().trim_end().len();
    range.start..range.start + kept
}

/// What stands behind a statement that was put in has moved.
fn moved(pieces: &mut [Piece], placed: &super::document::Placed, before: usize, after: usize) {
    for piece in pieces {
        if piece.start >= placed.start {
            piece.start = (piece.start + after).saturating_sub(before);
        }
    }
}
