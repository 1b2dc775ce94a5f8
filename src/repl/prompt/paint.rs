//! Colours of what is typed. They are those of the terminal, readable on light and dark.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::highlight::{Kind, pair_at, spans};
use crate::repl::CandidateKind;

const QUIET: Style = Style::new().dimmed();

/// An entry, coloured; `cursor` is where a bracket may stand whose partner is shown.
pub fn entry(text: &str, cursor: Option<usize>) -> String {
    let pair = cursor.and_then(|at| pair_at(text, at));
    let mut painted = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for span in spans(text) {
        painted.push_str(text.get(at..span.bytes.start).unwrap_or_default());
        let is_paired = pair.is_some_and(|(open, close)| [open, close].contains(&span.bytes.start));
        let style = if is_paired { Style::new().bold().underline() } else { of_kind(span.kind) };
        paint(text.get(span.bytes.clone()).unwrap_or_default(), style, &mut painted);
        at = span.bytes.end;
    }
    painted.push_str(text.get(at..).unwrap_or_default());
    painted
}

/// What stands before an entry: a verdict has its colour.
pub fn prompt(text: &str) -> String {
    let verdicts = [
        ("ineligible", AnsiColor::Red),
        ("eligible", AnsiColor::Green),
        ("undetermined", AnsiColor::Yellow),
        ("not applicable", AnsiColor::Cyan),
    ];
    let mut painted = String::new();
    match verdicts.into_iter().find_map(|(word, colour)| Some((text.split_once(word)?, word, colour))) {
        Some(((before, after), word, colour)) => {
            paint(before, Style::new().bold(), &mut painted);
            paint(word, colour.on_default().bold(), &mut painted);
            paint(after, Style::new().bold(), &mut painted);
        }
        None => paint(text, Style::new().bold(), &mut painted),
    }
    painted
}

/// A mistake that is no entry's.
pub fn error(message: &str) -> String {
    let style = AnsiColor::Red.on_default().bold();
    format!("{style}error{style:#}: {message}")
}

/// What stands out.
pub fn strong(text: &str) -> String {
    let mut painted = String::new();
    paint(text, Style::new().bold(), &mut painted);
    painted
}

/// What is only offered, or said aside.
pub fn hint(text: &str) -> String {
    let mut painted = String::new();
    paint(text, QUIET, &mut painted);
    painted
}

/// One way to go on: the text by its kind, the description faint.
pub fn candidate(text: &str, description: &str, kind: CandidateKind) -> String {
    let style = match kind {
        CandidateKind::Keyword => of_kind(Kind::Keyword),
        CandidateKind::Command => of_kind(Kind::Command),
        CandidateKind::Unit | CandidateKind::Code => of_kind(Kind::Unit),
        CandidateKind::Value => of_kind(Kind::Text),
        CandidateKind::Fact | CandidateKind::Name | CandidateKind::File => Style::new().bold(),
    };
    let mut painted = String::new();
    paint(text, style, &mut painted);
    paint(description, QUIET, &mut painted);
    painted
}

fn of_kind(kind: Kind) -> Style {
    match kind {
        Kind::Keyword => AnsiColor::Magenta.on_default(),
        Kind::Command => AnsiColor::Magenta.on_default().bold(),
        Kind::Text => AnsiColor::Green.on_default(),
        Kind::Unit | Kind::Number | Kind::Date => AnsiColor::Cyan.on_default(),
        Kind::Comment => QUIET,
        Kind::Stray => AnsiColor::Red.on_default().bold(),
        // Most of what is typed: calm.
        Kind::Name | Kind::Bracket | Kind::Symbol => Style::new(),
    }
}

fn paint(text: &str, style: Style, painted: &mut String) {
    if text.is_empty() || style == Style::new() {
        painted.push_str(text);
        return;
    }
    // A string takes all.
    let _ = write!(painted, "{style}{text}{style:#}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_no_letter() {
        let text = "require chronic: pain >= 6 'mo' # (x\n  because \"it lasts\"";
        assert_eq!(anstream::adapter::strip_str(&entry(text, Some(3))).to_string(), text);
    }

    #[test]
    fn a_bracket_at_the_cursor_shows_its_partner() {
        assert_eq!(entry("(a)", Some(3)), "\u{1b}[1m\u{1b}[4m(\u{1b}[0ma\u{1b}[1m\u{1b}[4m)\u{1b}[0m");
        assert_eq!(entry("(a)", None), "(a)");
    }

    #[test]
    fn verdicts() {
        assert!(prompt("ineligible> ").contains("\u{1b}[31m"));
        assert!(prompt("eligible> ").contains("\u{1b}[32m"));
        assert!(prompt("undetermined> ").contains("\u{1b}[33m"));
    }
}
