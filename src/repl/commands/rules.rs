//! `:rules`.

use super::{Command, Takes};
use crate::cli::run::text::mark;
use crate::cli::style::{QUIET, STRONG};
use crate::cli::wrap::wrapped;
use crate::decision::words;
use crate::repl::session::{After, NO_DATE, refuse};

pub const RULES: Command = Command {
    name: "rules",
    arguments: "[LABEL]",
    summary: "show every rule, and what it says of the record",
    help: "Each rule with its mark, its label, and what was found. With a label only those are shown that have it in theirs; \
           `:info LABEL` says more of one.",
    example: &[":rules", ":rules pain"],
    takes: Takes::Label,
    private: false,
    run: |session, call, out| {
        let Some(decision) = session.decision() else {
            return refuse(NO_DATE, out);
        };
        let rules = decision.rules();
        if rules.is_empty() {
            writeln!(out, "there is no rule yet; type one, such as `require pain_months >= 6`")?;
        }
        let wanted = |label: &str| label.contains(call.arguments);
        if !rules.is_empty() && !rules.iter().any(|finding| wanted(&finding.label)) {
            writeln!(out, "no rule has `{}` in its label", call.arguments)?;
        }
        for finding in rules.into_iter().filter(|finding| wanted(&finding.label)) {
            let (mark, word, style) = mark(&finding);
            let label = &finding.label;
            let found = words::found(&finding, false).join("; ");
            write!(out, "  {style}{mark} {word}{style:#}  {STRONG}{label}{STRONG:#}")?;
            let plain = format!("  {mark} {word}  {label}");
            let found = if found.is_empty() { String::new() } else { format!(": {found}") };
            wrapped(&format!("{plain}{found}"), &plain, "      ", out)?;
            let condition = format!("      {} {}", finding.kind.word(), finding.condition);
            write!(out, "      ")?;
            let rest = condition.trim_start().to_owned();
            write!(out, "{QUIET}")?;
            wrapped(&format!("      {rest}"), "      ", "        ", out)?;
            write!(out, "{QUIET:#}")?;
        }
        let outputs = if call.arguments.is_empty() { decision.outputs() } else { Vec::new() };
        for output in outputs {
            let value = output.value.as_deref().unwrap_or("unknown");
            writeln!(out, "  = output  {STRONG}{}{STRONG:#}: {value}", output.name)?;
        }
        Ok(After::Done)
    },
};
