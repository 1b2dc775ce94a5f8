//! `:help`.

use std::io::{self, Write};

use super::{ALL, Command, Takes, find, unknown_at};
use crate::cli::style::{QUIET, STRONG};
use crate::cli::wrap::wrapped;
use crate::repl::session::{After, tell_of_entry};

pub const HELP: Command = Command {
    name: "help",
    arguments: "[COMMAND]",
    summary: "show the commands, or all about one of them",
    help: "Without a command it lists all of them. A command can be shortened to a beginning that only it has: `:cov` is \
           `:coverage`.",
    example: &[":help", ":help set"],
    takes: Takes::Command,
    private: false,
    run: |_, call, out| match call.arguments.trim_start_matches(':') {
        "" => list(out),
        name => match find(name) {
            Some(command) => one(command, out),
            None => {
                tell_of_entry(unknown_at(name, call.place()), call.entry, out)?;
                Ok(After::Failed)
            }
        },
    },
};

fn list(out: &mut dyn Write) -> io::Result<After> {
    writeln!(
        out,
        "Type a statement to add it, an expression to see its value, `?` to see what fits there.\n"
    )?;
    let called = |command: &Command| format!(":{} {}", command.name, command.arguments).trim_end().to_owned();
    let width = ALL.iter().map(|command| called(command).chars().count()).max().unwrap_or_default();
    for command in ALL {
        let name = called(command);
        let padding = " ".repeat(width.saturating_sub(name.chars().count()));
        writeln!(out, "  {STRONG}{name}{STRONG:#}{padding}  {}", command.summary)?;
    }
    writeln!(out, "\n{QUIET}`:help COMMAND` says more, with an example{QUIET:#}")?;
    Ok(After::Done)
}

fn one(command: &Command, out: &mut dyn Write) -> io::Result<After> {
    writeln!(out, "{STRONG}{}{STRONG:#}", format!(":{} {}", command.name, command.arguments).trim_end())?;
    paragraph(&format!("{}.", capital(command.summary)), out)?;
    paragraph(command.help, out)?;
    writeln!(out, "\n  {QUIET}for example{QUIET:#}")?;
    for entry in command.example {
        writeln!(out, "    {entry}")?;
    }
    Ok(After::Done)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn paragraph(text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    write!(out, "  ")?;
    wrapped(&format!("  {text}"), "  ", "  ", out)
}
