//! Colours. `anstream` drops them where the output is no terminal, and where `NO_COLOR` is set.

use anstyle::{AnsiColor, Style};

use crate::Verdict;

pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();
pub const QUIET: Style = Style::new().dimmed();
pub const STRONG: Style = Style::new().bold();

/// The colour of a verdict among others; one that says nothing of the patient stands back.
pub fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Eligible => GOOD,
        Verdict::Ineligible => BAD,
        Verdict::Undetermined => OPEN,
        Verdict::NotApplicable => QUIET,
    }
}

/// The colour of the one verdict that is told.
pub fn of_only_verdict(verdict: Verdict) -> Style {
    if verdict == Verdict::NotApplicable { STRONG } else { of_verdict(verdict) }
}
