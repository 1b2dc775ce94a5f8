//! Warnings: what is allowed, and still worth a look.
//!
//! Only the entry is looked at: the files it uses are looked at when they are checked themselves.

mod bands;
mod bounds;
mod constant;
mod law;
mod logic;
mod sourced;
mod unused;
mod wording;

use super::scope::Checker;

impl Checker<'_> {
    /// All warnings. Those that need the compiled core are left out while there are errors.
    pub fn lint(&mut self) {
        self.lint_unused();
        self.lint_sources();
        self.lint_wording();
        self.lint_logic();
        if !self.problems.has_errors() {
            self.lint_bounds();
            self.lint_constants();
            self.lint_units();
            self.lint_gaps();
            self.lint_law();
        }
    }
}
