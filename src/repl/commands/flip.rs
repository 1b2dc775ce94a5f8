//! `:flip`, `:whatif`.

use clap::ValueEnum;

use super::{Command, Takes};
use crate::cli::{flip as flips, interrupt, verdict, whatif};
use crate::diagnostic::nearest;
use crate::repl::session::{After, refuse, tell_all_of_entry};
use crate::whatif::{Asked, difference, flip};
use crate::{AsOf, Verdict};

pub const FLIP: Command = Command {
    name: "flip",
    arguments: "[VERDICT]",
    summary: "find the smallest changes to the record that give another verdict",
    help: "Looks for `eligible` unless another verdict is named. Every answer is decided again before it is told; facts \
           that nobody can change are left alone. The record is not changed: `:set` does that.",
    example: &[":set pain_months = 4", ":flip", ":flip undetermined"],
    takes: Takes::Verdict,
    private: false,
    run: |session, call, out| {
        let Some(decision) = session.decided(out)? else { return Ok(After::Failed) };
        let named = if call.arguments.is_empty() { "eligible" } else { call.arguments };
        let written = named.replace([' ', '_'], "-");
        let Ok(wanted) = Verdict::from_str(&written, false) else {
            let near = nearest(&written, verdict::names()).map(|near| format!("did you mean `{near}`? "));
            let names: Vec<_> = verdict::names().collect();
            let help = format!("{}the verdicts are {}", near.unwrap_or_default(), names.join(", "));
            return call.wrong("this is no verdict", &help, out);
        };
        let compiled = session.compiled();
        let (Some(ruleset), Some(patient)) = (compiled.ruleset(), &compiled.patient) else {
            return Ok(After::Failed);
        };
        let stop = interrupt::is_asked;
        let asked = Asked::new(wanted).stop_when(&stop);
        match flip(ruleset, patient, AsOf::Fixed(decision.as_of()), &asked) {
            Ok(found) => {
                flips::text::headline(&found, out)?;
                flips::text::write(&found, out)?;
                Ok(After::Done)
            }
            Err(error) => refuse(&error.to_string(), out),
        }
    },
};

pub const WHATIF: Command = Command {
    name: "whatif",
    arguments: "FACT = VALUE",
    summary: "say what would change if a fact were otherwise; the record stays",
    help: "The value is written as `:set` takes it. What is told is each rule that would say something else, with what was \
           found before and after.",
    example: &[":set pain_months = 4", ":whatif pain_months = 6"],
    takes: Takes::Setting,
    private: true,
    run: |session, call, out| {
        let Some(before) = session.decided(out)? else { return Ok(After::Failed) };
        let help = "write `:whatif FACT = VALUE`, for example `:whatif pain_months = 24`";
        let Some(setting) = call.setting("this changes nothing", help, out)? else {
            return Ok(After::Failed);
        };
        let compiled = session.compiled();
        let (Some(ruleset), Some(patient)) = (compiled.ruleset(), &compiled.patient) else {
            return Ok(After::Failed);
        };
        let changed = match patient.with_setting(&setting) {
            Ok(changed) => changed,
            Err(problems) => {
                tell_all_of_entry(&problems, call.entry, out)?;
                return Ok(After::Failed);
            }
        };
        let as_of = changed.as_of().filter(|_| changed.as_of() != patient.as_of()).unwrap_or(before.as_of());
        match changed.decide(ruleset, AsOf::Fixed(as_of)) {
            Ok(after) => {
                let found = difference(&before, &after);
                whatif::text::headline(&found, out)?;
                whatif::text::write(&found, &after, out)?;
                Ok(After::Done)
            }
            Err(error) => refuse(&error.to_string(), out),
        }
    },
};
