//! Verdicts in a page.

use std::fmt::{self, Display, Formatter};

use crate::compare::mark;
use crate::eval::Verdict;

/// A verdict: its mark, which is not read aloud, and its word.
pub struct Marked(pub Verdict);

impl Display for Marked {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "<span class=\"mark\" aria-hidden=\"true\">{}</span> {}", mark(self.0), self.0)
    }
}
