//! From the grammar's pairs to the syntax tree: the only place that names rules of the grammar.

mod binding;
mod chain;
mod clause;
mod expected;
mod expression;
mod hint;
mod lists;
mod literal;
mod parts;
mod statement;
mod table;
mod testing;
mod types;

use std::cell::RefCell;

use pest::Parser;

use super::ast::{Expr, FieldValue, Place, Statement};
use super::characters::whole_characters;
use crate::diagnostic::{Code, Problem};
use crate::source::{FileId, Span};
use parts::Pair;

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/elig.pest"]
struct Grammar;

/// Collects the mistakes of one statement, and knows where the statement stands in its file.
pub struct Mistakes<'a> {
    file: FileId,
    /// The file as its author wrote it.
    original: &'a str,
    offset: usize,
    found: RefCell<Vec<Problem>>,
    /// Comparisons of a comparison, which stand in no tree.
    chained: RefCell<Vec<chain::Chained>>,
}

impl<'a> Mistakes<'a> {
    /// For the statement that starts at byte `offset` of `file`, whose whole text is `original`.
    pub fn new(file: FileId, original: &'a str, offset: usize) -> Self {
        Self { file, original, offset, found: RefCell::default(), chained: RefCell::default() }
    }

    /// What was found.
    pub fn into_problems(self) -> Vec<Problem> {
        self.found.into_inner()
    }

    fn push(&self, problem: Problem) {
        self.found.borrow_mut().push(problem);
    }

    /// Tells this of a comparison in place of what was told of it last, if that was told.
    fn replace(&self, problem: Problem) {
        let place = problem.span();
        let mut found = self.found.borrow_mut();
        if let Some(at) = found.iter().rposition(|told| told.span() == place) {
            found.remove(at);
        }
        found.push(problem);
    }

    /// Forgets that words in place of a sign were told last, somewhere in there: what is told next says more.
    fn forget_words(&self, within: Span) {
        self.found.borrow_mut().pop_if(|told| {
            let (place, code) = (told.span(), told.code);
            code == Code::WrongOperator && within.start <= place.start && place.end <= within.end
        });
    }

    /// What the author wrote there.
    fn text(&self, span: Span) -> &'a str {
        self.original.get(span.range()).unwrap_or_default()
    }

    fn found_error(&self) -> bool {
        !self.found.borrow().is_empty()
    }

    fn at(&self, start: usize, end: usize) -> Span {
        whole_characters(self.original, Span::new(self.file, self.offset + start, self.offset + end))
    }

    /// Where a pair stands. The grammar's skipped blanks may trail behind its last token; they do not count.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let start = pair.as_span().start();
        self.at(start, start + pair.as_str().trim_end().len())
    }

    fn place(&self, pair: &Pair<'_>) -> Place {
        Place(self.span(pair))
    }
}

/// Reads one statement. Without a result there is at least one mistake; with one there may be mistakes
/// that were understood all the same, such as `==` for `=`.
pub fn lower_statement(text: &str, mistakes: &Mistakes<'_>) -> Option<Statement> {
    let parsed = match Grammar::parse(Rule::statement, text) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            mistakes.push(expected::problem(&error, text, mistakes));
            return None;
        }
    };
    let statement = parsed.and_then(|pair| statement::lower(pair, mistakes));
    if statement.is_none() && !mistakes.found_error() {
        mistakes.push(
            Problem::new(
                Code::Syntax,
                mistakes.at(0, text.trim_end().len()),
                "this statement could not be read",
            )
            .help("this is a fault in elig itself; please report it with the statement"),
        );
    }
    statement
}

/// Reads a parameter's setting, `minimum_months = 3`; without a result there is at least one mistake.
pub fn lower_setting(text: &str, mistakes: &Mistakes<'_>) -> Option<FieldValue> {
    match Grammar::parse(Rule::setting, text) {
        Ok(mut pairs) => statement::setting(pairs.next()?, mistakes),
        Err(error) => {
            mistakes.push(expected::problem(&error, text, mistakes));
            None
        }
    }
}

/// Reads an expression that stands by itself; without a result there is at least one mistake.
pub fn lower_question(text: &str, mistakes: &Mistakes<'_>) -> Option<Expr> {
    match Grammar::parse(Rule::question, text) {
        Ok(mut pairs) => expression::expression(pairs.next()?.into_inner().next()?, mistakes),
        Err(error) => {
            mistakes.push(expected::problem(&error, text, mistakes));
            None
        }
    }
}
