//! A test that notices a mutant.

/// A test that passes on the ruleset and fails on a mutant of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyMade {
    /// The file that it belongs to.
    pub file: String,
    /// The test, ready to be pasted there.
    pub text: String,
}
