//! Text to syntax tree: every statement by itself, every problem reported.

use super::ast::{Comment, Expr, FieldValue, File};
use super::characters::{clean, whole_characters};
use super::lower::{Mistakes, lower_question, lower_setting, lower_statement};
use super::scan::{scan, scan_piece};
use crate::diagnostic::{Code, Problem, Problems};
use crate::limits::{Limit, Limits, MAX_FILE_BYTES};
use crate::source::{FileId, Span};

/// Reads one file. Statements with errors are left out of the tree, and their problems are added to
/// `problems`; everything else is there.
pub fn parse(text: &str, file: FileId, problems: &mut Problems) -> File {
    parse_within(text, file, &Limits::default(), problems)
}

/// The same, with other limits.
pub fn parse_within(text: &str, file: FileId, limits: &Limits, problems: &mut Problems) -> File {
    let most = limits.get(Limit::FileBytes);
    if text.len() > most {
        let message = format!("this file is larger than {}", Limit::FileBytes.shown(most));
        problems.push(Problem::new(Code::TooLarge, Span::new(file, 0, 0), message).help(format!(
            "split it into a vocabulary and several rulesets that `use` it; {}",
            Limit::FileBytes.help()
        )));
        return File::default();
    }
    let cleaned = clean(text, file, problems);
    let mut found = Problems::new();
    let scanned = scan(&cleaned.text, file, limits.get(Limit::Nesting), &mut found);
    problems.extend(found.into_iter().map(|problem| in_original(problem, text)));
    let code = without_comments(cleaned.text, &scanned.comments);
    let mut tree = File { comments: scanned.comments, ..File::default() };
    for chunk in scanned.chunks {
        let slice = code.get(chunk.start..chunk.end).unwrap_or_default();
        let next = cleaned.unreadable.partition_point(|at| *at < chunk.start);
        let unreadable = cleaned.unreadable.get(next).is_some_and(|at| *at < chunk.end);
        if chunk.broken || unreadable {
            broken(&mut tree, slice);
            continue;
        }
        let mistakes = Mistakes::new(file, text, chunk.start);
        match lower_statement(slice, &mistakes) {
            Some(statement) => tree.statements.push(statement),
            None => broken(&mut tree, slice),
        }
        problems.extend(mistakes.into_problems());
    }
    tree
}

/// Reads what a parameter is set to from outside: `minimum_months = 3`.
pub fn parse_setting(text: &str, file: FileId, problems: &mut Problems) -> Option<FieldValue> {
    if !text.contains('=') {
        problems.push(
            Problem::new(
                Code::Syntax,
                Span::new(file, 0, text.len()),
                format!("`{}` sets no parameter", text.trim()),
            )
            .help("write `NAME=VALUE`, for example `minimum_months=3`"),
        );
        return None;
    }
    piece(text, file, problems, lower_setting)
}

/// Reads an expression that stands by itself: `pain_months >= 6`.
pub fn parse_question(text: &str, file: FileId, problems: &mut Problems) -> Option<Expr> {
    if text.len() > MAX_FILE_BYTES {
        problems.push(
            Problem::new(Code::TooLarge, Span::new(file, 0, 0), "this expression is too long")
                .help("give parts of it names with `define`, and use the names here"),
        );
        return None;
    }
    piece(text, file, problems, lower_question)
}

/// Reads a text that is no file of statements.
fn piece<T>(
    text: &str,
    file: FileId,
    problems: &mut Problems,
    lower: fn(&str, &Mistakes<'_>) -> Option<T>,
) -> Option<T> {
    let cleaned = clean(text, file, problems);
    let mut found = Problems::new();
    let scanned = scan_piece(&cleaned.text, file, &mut found);
    let broken = found.has_errors() || !cleaned.unreadable.is_empty();
    problems.extend(found.into_iter().map(|problem| in_original(problem, text)));
    if broken {
        return None;
    }
    let code = without_comments(cleaned.text, &scanned.comments);
    let mistakes = Mistakes::new(file, text, 0);
    let read = lower(&code, &mistakes);
    problems.extend(mistakes.into_problems());
    read
}

/// A problem found in the cleaned text, where it stands in the text as it was written.
fn in_original(mut problem: Problem, text: &str) -> Problem {
    for label in &mut problem.labels {
        label.span = whole_characters(text, label.span);
    }
    problem
}

/// Blanks in the place of comments: positions stay as they are, and no span ends in a comment.
fn without_comments(text: String, comments: &[Comment]) -> String {
    let mut bytes = text.into_bytes();
    for comment in comments {
        if let Some(stretch) = bytes.get_mut(comment.place.0.range()) {
            stretch.fill(b' ');
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Notes what a statement with errors would have said to others.
fn broken(tree: &mut File, statement: &str) {
    tree.broken_names.extend(declared_name(statement));
    tree.broken_use |= statement.split_whitespace().next() == Some("use");
}

/// The name that a statement with errors would have declared, so that its uses are not reported too.
fn declared_name(statement: &str) -> Option<String> {
    let after_keyword = statement.split_once(char::is_whitespace)?.1.trim_start();
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let end = after_keyword.find(|c| !is_path(c)).unwrap_or(after_keyword.len());
    let name = after_keyword.get(..end)?.trim_end_matches('.');
    (!name.is_empty()).then(|| name.to_owned())
}
