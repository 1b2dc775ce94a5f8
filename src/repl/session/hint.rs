//! What is shown behind what was typed: the type of the name that was typed last, or what a command takes.

use super::complete::described;
use super::{Session, first_word};
use crate::repl::commands;

/// What to show faintly.
pub fn hint(session: &Session, text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix(':') {
        let word = first_word(rest);
        let command = commands::find(word)?;
        let typed = rest.get(word.len()..).unwrap_or_default();
        return match (command.arguments, typed) {
            ("", _) => None,
            (arguments, "") => Some(format!(" {arguments}")),
            (arguments, " ") => Some(arguments.to_owned()),
            _ => None,
        };
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let start = text.char_indices().rev().take_while(|(_, c)| is_word(*c)).last().map(|(at, _)| at)?;
    let word = text.get(start..)?;
    let name = session.names().iter().find(|name| &*name.name == word)?;
    let said = described(name);
    (!said.is_empty()).then(|| format!("  {said}"))
}
