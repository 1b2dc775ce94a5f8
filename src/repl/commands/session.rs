//! `:undo`, `:quit`.

use super::{Command, Takes};
use crate::repl::session::{After, refuse};

pub const UNDO: Command = Command {
    name: "undo",
    arguments: "",
    summary: "take back the last change of the document, the record or the parameters",
    help: "Again and again, up to the start of the session. Files that were written stay as they are.",
    example: &[":set pain_months = 24", ":undo"],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| match session.undo() {
        Some(what) => {
            writeln!(out, "undone: {what}")?;
            session.tell_verdict(out)?;
            Ok(After::Done)
        }
        None => refuse("there is nothing to take back", out),
    },
};

pub const QUIT: Command = Command {
    name: "quit",
    arguments: "",
    summary: "end the session",
    help: "What was not saved is gone.",
    example: &[":quit"],
    takes: Takes::Nothing,
    private: false,
    run: |_, _, _| Ok(After::Quit),
};
