//! Are the tests of a ruleset good enough? Its rules are changed, one at a time, and each changed ruleset that passes
//! all tests is told: a *survivor*. It comes with a test that would have failed, or with the proof that there is none.
//!
//! [`mutants`] says what is changed, [`Tested`] is a ruleset with all its tests, and [`run`] holds the two together.

mod candidates;
mod cells;
mod core;
mod edit;
mod equivalent;
mod hints;
mod mutants;
mod operators;
mod overlay;
mod ready_made;
mod run;
mod survivor;
mod tested;

pub use mutants::{Lines, Mutant, Subject, mutants};
pub use ready_made::ReadyMade;
pub use run::{Fate, Options, Proof, Report, Result, Survivor, Unmatched, run};
pub use tested::{Group, TestFile, Tested};
