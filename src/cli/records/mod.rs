//! `elig records`: what is done with records alone.

mod check;
mod text;

use std::io::{self, Write};

use clap::Subcommand;

use super::Status;

/// What can be done with records.
#[derive(Debug, Subcommand)]
pub enum Records {
    /// Count what records say of the facts of a ruleset: found, missing, invalid, and where
    Check(check::Check),
}

impl Records {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        match self {
            Records::Check(command) => command.run(out),
        }
    }
}
