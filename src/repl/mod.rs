//! The REPL: a ruleset, a record and the questions that come to mind.
//!
//! [`Session`] holds what was loaded and typed, and answers; it knows no terminal. `prompt` reads lines, from a
//! person with an editor's comforts or from a script, and hands them to a session.

mod commands;
mod prompt;
mod session;

pub use prompt::{Interrupt, Keep, Options, greet, history_file, is_typed, run};
pub use session::{After, Candidate, CandidateKind, Completions, Entered, Session, Setup};
