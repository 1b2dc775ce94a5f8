//! The flow of patients through the rules, drawn as trials draw theirs: who remains goes down the middle, who leaves
//! goes out to the side, with the rule at which and what it asks.

mod blocks;
mod draw;
mod measure;

use std::fmt::{self, Formatter};

pub(super) use draw::scaled;

use super::Page;
use crate::screen::figure::Count;

/// How high a part of the diagram may be: what is higher goes on in a further part, so that no sheet of paper cuts a box.
const MAX_HEIGHT: u32 = 900;

const ABOUT: &str = "Down the middle: how many patients remain, with a bar for their part of all patients. To the \
    side: how many leave, each at the first rule that is not met; the percentage is of those who were there before \
    it. <em>Open</em> are those for whom a rule so far is not known, or whether the ruleset is for them; they leave \
    nowhere. At the end percentages are of all patients. The same figures stand in the tables below.";

impl Page<'_> {
    pub(super) fn write_flow(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"flow\">\n<h2 id=\"flow\">Where patients are lost</h2>")?;
        if summary.patients == 0 {
            return writeln!(
                f,
                "<p>No patient was decided on, so that there is no flow to draw.</p>\n</section>"
            );
        }
        writeln!(f, "<p class=\"quiet\">{ABOUT}</p>")?;
        let parts = blocks::of(summary).parts(MAX_HEIGHT);
        writeln!(
            f,
            "<div class=\"scroll flow\" role=\"region\" tabindex=\"0\" aria-label=\"Flow diagram of {} patients\">",
            Count(summary.patients)
        )?;
        for (index, part) in parts.iter().enumerate() {
            draw::write(part, index + 1, parts.len(), f)?;
        }
        writeln!(f, "</div>\n</section>")
    }
}
