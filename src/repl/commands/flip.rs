//! `:flip`, `:whatif`.

use clap::ValueEnum;

use super::why::decided;
use super::{Command, Takes};
use crate::cli::{flip as flips, interrupt, verdict, whatif};
use crate::diagnostic::{Problems, nearest};
use crate::patient::sample::{AS_OF, unknown_fact};
use crate::repl::session::{After, ENTRY, refuse};
use crate::source::SourceMap;
use crate::syntax::parse_setting;
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
        let decision = match decided(session, out)? {
            Ok(decision) => decision,
            Err(after) => return Ok(after),
        };
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
        let before = match decided(session, out)? {
            Ok(decision) => decision,
            Err(after) => return Ok(after),
        };
        if !call.arguments.contains('=') {
            let help = "write `:whatif FACT = VALUE`, for example `:whatif pain_months = 24`";
            return call.wrong("this changes nothing", help, out);
        }
        let mut text = " ".repeat(call.start);
        text.push_str(call.arguments);
        let mut sources = SourceMap::default();
        let file = sources.add(ENTRY, call.entry);
        let mut problems = Problems::new();
        let setting = parse_setting(&text, file, &mut problems).filter(|_| !problems.has_errors());
        let compiled = session.compiled();
        let (Some(ruleset), Some(patient)) = (compiled.ruleset(), &compiled.patient) else {
            return Ok(After::Failed);
        };
        let vocabulary = patient.record().vocabulary();
        let changed = setting.and_then(|setting| {
            let name = setting.path.text.as_str();
            let changed = match name == AS_OF || vocabulary.find(name).is_some() {
                true => patient.with(name, &setting.value),
                false => {
                    let mut found = Problems::new();
                    found.push(unknown_fact(&setting.path, vocabulary));
                    Err(found)
                }
            };
            changed.map_err(|found| problems.extend(found)).ok()
        });
        let Some(changed) = changed else {
            crate::cli::problems::show(&problems, &sources, out)?;
            return Ok(After::Failed);
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
