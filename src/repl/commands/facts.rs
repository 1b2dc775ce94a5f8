//! `:facts`.

use super::{Command, Takes};
use crate::Absence;
use crate::cli::style::{OPEN, QUIET, STRONG};
use crate::decision::words::known_only;
use crate::ir::SlotId;
use crate::repl::session::After;

pub const FACTS: Command = Command {
    name: "facts",
    arguments: "[TEXT]",
    summary: "show the facts with their types, and what is recorded of them",
    help: "With a text only those are shown that have it in their name or description.",
    example: &[":facts", ":facts pain"],
    takes: Takes::Fact,
    private: false,
    run: |session, call, out| {
        let Some(patient) = &session.compiled().patient else { return Ok(After::Done) };
        let vocabulary = patient.record().vocabulary();
        let wanted = call.arguments.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        let mut shown = 0;
        for (at, fact) in vocabulary.facts().enumerate() {
            if !has(&fact.path) && !fact.description.as_deref().is_some_and(has) {
                continue;
            }
            shown += 1;
            write!(out, "  {STRONG}{}{STRONG:#}  {QUIET}{}{QUIET:#}", fact.path, fact.ty)?;
            let slot = u32::try_from(at).ok().map(SlotId);
            let entry = slot.and_then(|slot| patient.record().entry(slot));
            match entry.map(|entry| (entry, entry.absence)) {
                None | Some((_, Some(Absence::NotRecorded))) => writeln!(out)?,
                Some((entry, Some(absence))) if entry.entries.is_none() => {
                    let known = known_only(absence, entry.written.as_deref());
                    writeln!(out, "  {OPEN}{known}{OPEN:#}")?;
                }
                Some((entry, _)) => writeln!(out, "  = {}", fact.ty.show(&entry.value))?,
            }
            if let Some(description) = &fact.description {
                writeln!(out, "    {QUIET}{description}{QUIET:#}")?;
            }
        }
        match (shown, vocabulary.is_empty()) {
            (0, true) => {
                writeln!(out, "there is no fact yet; type one, such as `fact pain_months: integer 0..1200`")?
            }
            (0, false) => writeln!(out, "no fact has `{}` in its name or description", call.arguments)?,
            _ => {}
        }
        Ok(After::Done)
    },
};
