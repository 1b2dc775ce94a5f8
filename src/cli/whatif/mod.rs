//! `elig whatif`.

pub(crate) mod text;

use std::io::{self, Write};

use clap::Args;

use super::patients::{OnePatient, Patients, write_whom};
use super::problems::show;
use super::{Format, Status, complain};
use crate::whatif::{Changes, Origins, difference};
use crate::{AsOf, Ruleset, Settings};

/// What its options are called, so that messages can name them.
const OPTIONS: Origins = Origins { set: "--set", unset: "--unset", parameter: "--parameter" };

/// What a decision would be if something were otherwise: the verdict before and after, and every rule, caution and
/// output that says something else, with why.
///
/// A record is a JSON object. A file may hold one, an array of them, or one a line. The records themselves are not
/// changed.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct WhatIf {
    #[command(flatten)]
    patients: Patients,
    /// Another value of a fact, as a ruleset writes it: `device.pacemaker=false`, `"crp=3 'mg/L'"`, or of the date:
    /// `as_of=@2026-03-01`; may be given more than once
    #[arg(long = "set", value_name = "FACT=VALUE")]
    set: Vec<String>,
    /// A fact that is not recorded; may be given more than once
    #[arg(long, value_name = "FACT")]
    unset: Vec<String>,
    /// Another value of a parameter of the ruleset: `minimum_months=3`; may be given more than once
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// How to write it; json is one object a line, for each record
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl WhatIf {
    pub(super) fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let before = match self.patients.compile(&Settings::new(), "decided")? {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        let changes = match Changes::read(&before, (&self.set, &self.unset), OPTIONS) {
            Ok(changes) => changes,
            Err((problems, sources)) => {
                show(&problems, &sources, &mut anstream::stderr())?;
                complain("the changes could not be read, so nothing was decided");
                return Ok(Status::Usage);
            }
        };
        let settings = super::parameters(&self.parameter);
        let after = match self.parameter.as_slice() {
            [] => before.clone(),
            _ => match self.patients.compile(&settings, "decided")? {
                Ok(ruleset) => ruleset,
                Err(status) => return Ok(status),
            },
        };
        if changes.is_empty() && self.parameter.is_empty() {
            complain(
                "nothing is to be otherwise; name a change: `--set FACT=VALUE`, `--unset FACT` or `--parameter NAME=VALUE`",
            );
            return Ok(Status::Usage);
        }
        let mut visit = |one: &OnePatient<'_>, out: &mut dyn Write| {
            self.one((&before, &after), one, &changes, out).map(|()| Status::Done)
        };
        self.patients.each(&before, out, &mut visit)
    }

    fn one(
        &self,
        (before, after): (&Ruleset, &Ruleset),
        one: &OnePatient<'_>,
        changes: &Changes,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let patient = changes.apply(&one.patient).map_err(|_| io::Error::other("a change cannot be made"))?;
        let changed_to = if changes.sets_date() { patient.as_of() } else { None };
        let first = one.patient.decide(before, AsOf::Fixed(one.as_of)).map_err(io::Error::other)?;
        let second = AsOf::Fixed(changed_to.unwrap_or(one.as_of));
        let second = patient.decide(after, second).map_err(io::Error::other)?;
        let difference = difference(&first, &second);
        if self.format == Format::Json {
            serde_json::to_writer(&mut *out, &difference)?;
            return writeln!(out);
        }
        if one.before > 0 {
            writeln!(out)?;
        }
        text::headline(&difference, out)?;
        write_whom(one, out)?;
        text::write(&difference, &second, out)
    }
}
