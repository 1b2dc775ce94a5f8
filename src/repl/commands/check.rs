//! `:check`.

use super::{Command, Takes};
use crate::cli::problems::{show, tally};
use crate::repl::session::After;

pub const CHECK: Command = Command {
    name: "check",
    arguments: "",
    summary: "show all warnings of the document",
    help: "Those of a statement are told in one line when it is typed; here they are shown with the text they point at. \
           `:info W0401` shows the page of a warning.",
    example: &[":check"],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| {
        let compilation = session.compiled().compilation();
        show(&compilation.problems, &compilation.sources, out)?;
        match tally(&compilation.problems) {
            none if none.is_empty() => writeln!(out, "no problems")?,
            found => writeln!(out, "{found}")?,
        }
        Ok(After::Done)
    },
};
