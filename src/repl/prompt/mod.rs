//! Reads entries, and hands them to a session: from a person, with an editor's comforts, or from a script.

mod candidates;
mod entries;
mod highlight;
mod history;
mod keys;
mod paint;
mod recall;
mod script;
mod stoppable;
mod terminal;
mod typing;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::Session;
use crate::limits::MAX_ENTRY_BYTES;

pub use history::{Keep, history_file};
pub use stoppable::Interrupt;

/// How a session is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The file of the history, if there is to be one.
    pub history: Option<PathBuf>,
    /// Which entries that file gets.
    pub keep: Keep,
    /// How an answer is stopped.
    pub interrupt: Interrupt,
}

/// Does a person sit at a terminal, and see there what is said?
#[must_use]
pub fn is_typed() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The first line that a person sees.
///
/// # Errors
/// When it cannot be written.
pub fn greet(title: &str, out: &mut dyn Write) -> io::Result<()> {
    let help = ":help lists the commands, Tab completes, Ctrl-D leaves";
    writeln!(out, "{}  {}", paint::strong(title), paint::hint(help))
}

/// Runs a session to its end; was everything taken? A person has seen what was not, and it counts for a script only.
///
/// # Errors
/// When what is said cannot be written, or a script cannot be read.
pub fn run(session: &mut Session, options: &Options, out: &mut dyn Write) -> io::Result<bool> {
    if is_typed() {
        return terminal::run(session, options, out).map(|()| true);
    }
    // What is typed stands on the terminal already.
    let echo = !io::stdin().is_terminal();
    script::run(session, io::stdin().lock(), echo, out)
}

fn too_long() -> String {
    format!("it is longer than {} KiB", MAX_ENTRY_BYTES / 1024)
}
