//! Text to syntax tree and back. Knows no types and no records.
//!
//! `clean` (pasted characters) → `scan` (statements, brackets, depth) → `lower` (grammar to tree);
//! `print` is the way back. Only `lower` names rules of the grammar.

pub mod ast;
mod characters;
mod keywords;
mod lower;
mod parse;
pub mod print;
mod scan;
pub mod walk;

#[cfg(feature = "cli")]
pub(crate) use keywords::CONTINUATIONS;
pub use keywords::{RESERVED, STATEMENTS};
pub use parse::{parse, parse_question, parse_setting, parse_within};
