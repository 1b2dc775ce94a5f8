//! A ruleset that is to decide.

use std::io::{self, Write};

use super::problems::{show, tally, unreadable};
use super::{SearchPath, Status, complain};
use crate::loader::Wanted;
use crate::{Ruleset, Settings};

/// The ruleset of a file with these settings; or the status to end with, when what is wrong was shown. `done` completes
/// "nothing was".
pub fn ruleset(
    file: &str,
    settings: &Settings,
    search: &SearchPath,
    done: &str,
) -> io::Result<Result<Ruleset, Status>> {
    let loader = search.loader();
    let compilation = crate::compile_with(&loader, Wanted::File(file), settings);
    let found = tally(&compilation.problems);
    let Some(ruleset) = compilation.ruleset else {
        show(&compilation.problems, &compilation.sources, &mut anstream::stderr())?;
        if unreadable(&compilation.problems) {
            complain(&format!("`{file}` could not be read, so nothing was {done}"));
            return Ok(Err(Status::Usage));
        }
        complain(&format!("`{file}` has {found}, so nothing was {done}"));
        return Ok(Err(Status::Ruleset));
    };
    if ruleset.is_vocabulary() {
        complain(&format!(
            "`{file}` is a vocabulary: it has facts, and no rules to decide by; name a ruleset that uses it"
        ));
        return Ok(Err(Status::Usage));
    }
    if !found.is_empty() {
        writeln!(anstream::stderr(), "{found} in the ruleset; `elig check {file}` shows them")?;
    }
    Ok(Ok(ruleset))
}
