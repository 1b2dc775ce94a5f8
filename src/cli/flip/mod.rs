//! `elig flip`.

pub(crate) mod text;

use std::io::{self, Write};

use clap::Args;

use super::patients::{OnePatient, Patients, write_whom};
use super::problems::show;
use super::{Format, Status, complain, interrupt};
use crate::diagnostic::Problems;
use crate::limits::{FLIP_CHANGES, FLIP_DECISIONS, MAX_FLIP_CHANGES};
use crate::source::{SourceMap, Span};
use crate::whatif::{Answer, Asked, Flips, flip, name_of_fact};
use crate::{AsOf, Ruleset, Verdict};

/// The smallest changes to a record that give another verdict, and the first day on which waiting gives it.
///
/// Every answer is decided again before it is told, and of each no change can be left out. Facts that are declared as
/// `fixed` are left alone. A record is a JSON object. A file may hold one, an array of them, or one a line. The records
/// themselves are not changed.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct FlipCommand {
    #[command(flatten)]
    patients: Patients,
    /// The verdict that is looked for
    #[arg(long, value_name = "VERDICT", value_enum, default_value_t = Verdict::Eligible)]
    to: Verdict,
    /// Leave this fact alone, too; may be given more than once
    #[arg(long, value_name = "FACT")]
    keep: Vec<String>,
    /// Change only this fact; may be given more than once
    #[arg(long, value_name = "FACT", conflicts_with = "keep")]
    only: Vec<String>,
    /// Changes in one set, at most
    #[arg(long, value_name = "N", default_value_t = FLIP_CHANGES, value_parser = most_changes)]
    most_changes: usize,
    /// Decisions taken on one record, at most
    #[arg(long, value_name = "N", default_value_t = FLIP_DECISIONS)]
    most_decisions: usize,
    /// Sets a parameter of the ruleset to another value: `minimum_months=3`; may be given more than once
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// How to write it; json is one object a line, for each record
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn most_changes(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(most) if (1..=MAX_FLIP_CHANGES).contains(&most) => Ok(most),
        _ => Err(format!("a set has 1 to {MAX_FLIP_CHANGES} changes")),
    }
}

impl FlipCommand {
    pub(super) fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let ruleset = match self.patients.compile(&super::parameters(&self.parameter), "looked for")? {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        if !self.names_are_facts(&ruleset)? {
            complain("these are no facts, so nothing was looked for");
            return Ok(Status::Usage);
        }
        let stop = interrupt::is_asked;
        let asked = Asked::new(self.to);
        let asked =
            asked.most_changes(self.most_changes).most_decisions(self.most_decisions).stop_when(&stop);
        let asked = self.keep.iter().fold(asked, |asked, fact| asked.keep(fact));
        let asked = self.only.iter().fold(asked, |asked, fact| asked.only(fact));
        self.patients.each(&ruleset, out, &mut |one, out| self.one(&ruleset, one, &asked, out))
    }

    /// Is every name that is kept, or alone to be changed, that of a fact? What is wrong with them is shown.
    fn names_are_facts(&self, ruleset: &Ruleset) -> io::Result<bool> {
        let mut sources = SourceMap::default();
        let mut problems = Problems::new();
        let keep = self.keep.iter().map(|name| ("--keep", name));
        for (option, name) in keep.chain(self.only.iter().map(|name| ("--only", name))) {
            let file = sources.add(option, name.as_str());
            let span = Span::new(file, 0, name.len());
            problems.extend(name_of_fact(ruleset, name, span, "--parameter"));
        }
        show(&problems, &sources, &mut anstream::stderr())?;
        Ok(problems.is_empty())
    }

    fn one(
        &self,
        ruleset: &Ruleset,
        one: &OnePatient<'_>,
        asked: &Asked<'_>,
        out: &mut dyn Write,
    ) -> io::Result<Status> {
        let flips = flip(ruleset, &one.patient, AsOf::Fixed(one.as_of), asked).map_err(io::Error::other)?;
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &flips)?;
                writeln!(out)?;
            }
            Format::Text => {
                if one.before > 0 {
                    writeln!(out)?;
                }
                text::headline(&flips, out)?;
                write_whom(one, out)?;
                text::write(&flips, out)?;
            }
        }
        Ok(status(&flips))
    }
}

fn status(flips: &Flips) -> Status {
    match flips.answer {
        Answer::Already | Answer::Found => Status::Done,
        // What waiting gives is found, too.
        _ if flips.waiting.is_some() => Status::Done,
        Answer::None | Answer::NoneSoSmall | Answer::NoneFound => Status::Unexpected,
        Answer::NotDecided => Status::Undecided,
    }
}
