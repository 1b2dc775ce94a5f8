#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]
//! elig, an eligibility language.

pub mod about;
mod absence;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod decision;
pub mod diagnostic;
mod engine;
pub mod eval;
pub mod explain;
pub mod ir;
pub mod limits;
pub mod loader;
pub mod possible;
pub mod quantity;
pub mod record;
pub mod source;
pub mod syntax;
pub mod time;
pub mod vocabulary;

pub use absence::Absence;
pub use decision::Decision;
pub use engine::{AsOf, Compilation, CompileError, DecideError, Ruleset, compile};
pub use eval::{Outcome, Verdict};
pub use record::Record;
