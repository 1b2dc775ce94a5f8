//! `:load`, `:reload`, `:save`.

use std::path::Path;

use super::{Command, Takes};
use crate::repl::session::After;

pub const LOAD: Command = Command {
    name: "load",
    arguments: "FILE",
    summary: "load a ruleset in the place of what is there",
    help: "The record stays, as far as the new ruleset has its facts. What was typed goes; `:undo` brings it back. A file \
           that has errors is loaded as soon as they are mended, and a file that changes later is loaded again by itself.",
    example: &[":load clinic.elig"],
    takes: Takes::File(".elig"),
    private: false,
    run: |session, call, out| match call.arguments {
        "" => call.wrong("which file is to be loaded?", "name a ruleset: `:load clinic.elig`", out),
        path => session.load(Path::new(path), out),
    },
};

pub const RELOAD: Command = Command {
    name: "reload",
    arguments: "",
    summary: "load the ruleset and the record again",
    help: "A file that changed is loaded again by itself before the next entry; this does it now. What was typed and what \
           was set is kept. Where the changed file has errors, the session keeps what it had.",
    example: &[":reload"],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| Ok(if session.reload(true, out)? { After::Done } else { After::Failed }),
};

pub const SAVE: Command = Command {
    name: "save",
    arguments: "[FILE] [!]",
    summary: "write all that was authored to a file, formatted, with the kept records as tests",
    help: "Without a file it is the one that was loaded. No other file that is there is written over, unless a `!` says \
           so. Each record that was kept with `:keep`, and the record as it is now if anything in it was set, becomes a \
           patient and a test that expects what the ruleset says of it. Nothing is written that `elig check` would refuse \
           or whose tests would fail.",
    example: &[":set pain_months = 24", ":keep \"two years of pain\"", ":save authored.elig"],
    takes: Takes::File(".elig"),
    private: false,
    run: |session, call, out| {
        let path = (!call.arguments.is_empty()).then(|| Path::new(call.arguments));
        session.save(path, call.bang, out)
    },
};
