//! `:missing`.

use std::io::{self, Write};

use super::{Command, Takes};
use crate::Verdict;
use crate::ask::effect;
use crate::cli::run::text::write_missing_fact;
use crate::cli::style::{QUIET, STRONG};
use crate::completions::{Silence, Whatever, outlook};
use crate::decision::Decision;
use crate::repl::session::After;

pub const MISSING: Command = Command {
    name: "missing",
    arguments: "",
    summary: "show the facts that are missing, the one to ask first in front",
    help: "Those come first of which most answers settle the verdict. Where the verdict is the same whatever the missing \
           facts are, it says so.",
    example: &[":missing"],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| {
        let Some(decision) = session.decided(out)? else { return Ok(After::Failed) };
        write(&decision, out)?;
        Ok(After::Done)
    },
};

fn write(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let missing = decision.missing();
    let (whatever, asked) = outlook(decision);
    let proviso = Silence::of(decision).proviso();
    if decision.verdict() != Verdict::Undetermined {
        let but = if proviso.is_empty() { ", whatever is missing" } else { proviso };
        writeln!(out, "the verdict is {}{but}", decision.verdict())?;
    } else if let Whatever::Settled(verdict) = whatever {
        writeln!(out, "every record that completes this one is {verdict}{proviso}: nothing need be asked")?;
    }
    for question in &asked {
        write_missing_fact(&question.missing, false, out)?;
        writeln!(out, "      {QUIET}{}{QUIET:#}", effect(question))?;
    }
    let rest = missing.iter().filter(|fact| !asked.iter().any(|question| question.missing.fact == fact.fact));
    let rest: Vec<_> = rest.map(|fact| &*fact.fact).collect();
    if !rest.is_empty() {
        writeln!(out, "also not known, with no part in the verdict: {STRONG}{}{STRONG:#}", rest.join(", "))?;
    }
    if missing.is_empty() {
        writeln!(out, "no rule waits for a fact")?;
    }
    Ok(())
}
