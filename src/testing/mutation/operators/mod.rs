//! What can be changed in a ruleset, one kind of change a function.
//!
//! Works on the syntax tree, before anything is checked: what makes no sense does not compile, and is not counted.

mod expression;
mod found;
mod literal;
mod members;
mod statement;
mod step;
mod table;
mod value_set;
mod variant;

pub use found::{Found, Names, cut};
pub use statement::{Told, of_statement};
pub use value_set::of_value_set;

/// Longer pieces of the ruleset are cut short where a change is described.
const SHOWN: usize = 80;
