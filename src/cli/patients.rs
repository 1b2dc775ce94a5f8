//! A ruleset and patients' records, looked at one by one: what several commands are given.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::in_words;
use super::problems::{complain_of_no_record, has_errors, plural, show_in_record, tell_of_input};
use super::run::full_date;
use super::run::text::AsOfFrom;
use super::{InputOptions, SearchPath, Status, complain, decides, interrupt};
use crate::intake;
use crate::patient::Patient;
use crate::record::{RecordProblem, RecordText};
use crate::{Ruleset, Settings};

/// A ruleset, records, and how to read them.
#[derive(Debug, Args)]
pub struct Patients {
    /// The ruleset
    pub ruleset: String,
    /// Files of records: JSON, CSV or TSV, compressed or not; a folder stands for all of them below it, and `-` is
    /// standard input
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
    /// Decide as of this date (2025-11-20), whatever the records say
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// Show the text of values that could not be read; it is a patient's
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    search: SearchPath,
}

/// One of the patients.
pub struct OnePatient<'p> {
    /// The file of the record.
    pub path: &'p Path,
    /// What it says.
    pub patient: Patient,
    /// The date of the decision.
    pub as_of: Date,
    /// Who said it.
    pub as_of_from: AsOfFrom,
    /// How many records stood before this one.
    pub before: usize,
}

/// What is done with each patient.
pub type Visit<'v> = dyn FnMut(&OnePatient<'_>, &mut dyn Write) -> io::Result<Status> + 'v;

/// What has happened so far.
struct Tally {
    read: usize,
    unread_files: usize,
    with_problems: usize,
    worst: Status,
}

impl Patients {
    /// The ruleset with these settings; what is wrong with it is shown. `done` completes "nothing was".
    pub fn compile(&self, settings: &Settings, done: &str) -> io::Result<Result<Ruleset, Status>> {
        decides::ruleset(&self.ruleset, settings, &self.search, done)
    }

    /// Looks at each patient in turn. What is wrong with a record is told, and does not stop the others.
    pub fn each(&self, ruleset: &Ruleset, out: &mut dyn Write, visit: &mut Visit<'_>) -> io::Result<Status> {
        let mut tally = Tally { read: 0, unread_files: 0, with_problems: 0, worst: Status::Done };
        interrupt::watch();
        let options = self.input.options(std::slice::from_ref(ruleset), &self.search);
        let (files, options) = intake::find(&self.records, options);
        for path in files {
            if interrupt::is_asked() {
                break;
            }
            let path = match path {
                Ok(path) => path,
                Err((_, why)) => {
                    complain(&why);
                    tally.unread_files += 1;
                    continue;
                }
            };
            if let Err(error) = self.file(ruleset, (&path, &options), &mut tally, out, visit) {
                if error.kind() == io::ErrorKind::BrokenPipe {
                    return Err(error);
                }
                complain(&format!("`{}`: {}", path.display(), in_words(&error)));
                tally.unread_files += 1;
            }
        }
        if interrupt::is_asked() {
            out.flush()?;
            complain(&format!(
                "interrupted after {}: what is above was found until then",
                plural(tally.read, "record")
            ));
            return Ok(Status::Interrupted);
        }
        Ok(match tally {
            Tally { unread_files: 1.., .. } => Status::Usage,
            Tally { with_problems: 1.., .. } => Status::Record,
            Tally { worst, .. } => worst,
        })
    }

    fn file(
        &self,
        ruleset: &Ruleset,
        (path, options): (&Path, &intake::Options),
        tally: &mut Tally,
        out: &mut dyn Write,
        visit: &mut Visit<'_>,
    ) -> io::Result<()> {
        let intake = intake::open(path, ruleset.vocabulary(), options)?;
        tally.with_problems += usize::from(tell_of_input(&intake)?);
        let path = &intake.name().to_path_buf();
        let mut empty = true;
        for record in intake {
            if interrupt::is_asked() {
                return Ok(());
            }
            empty = false;
            match record? {
                Ok(text) => self.record(ruleset, path, &text, tally, out, visit)?,
                Err(problem) => {
                    tally.with_problems += 1;
                    self.show_problem(path, &problem, "")?;
                }
            }
        }
        if empty {
            complain_of_no_record(path);
            tally.with_problems += 1;
        }
        Ok(())
    }

    fn record(
        &self,
        ruleset: &Ruleset,
        path: &Path,
        text: &RecordText,
        tally: &mut Tally,
        out: &mut dyn Write,
        visit: &mut Visit<'_>,
    ) -> io::Result<()> {
        let moved = |problem: &RecordProblem| text.placed(problem);
        let patient = match Patient::from_json(ruleset.vocabulary(), &text.text) {
            Ok(patient) => patient,
            Err(problem) => {
                tally.with_problems += 1;
                return self.show_problem(path, &moved(&problem), &text.text);
            }
        };
        let problems = patient.record().problems();
        for problem in text.problems() {
            self.show_problem(path, problem, "")?;
        }
        for problem in problems {
            self.show_problem(path, &moved(problem), &text.text)?;
        }
        tally.with_problems += usize::from(has_errors(problems) || has_errors(text.problems()));
        if self.as_of.is_none() && patient.record().as_of_problem().is_some() {
            // It has a date, and nobody knows which: today would be a guess.
            return Ok(());
        }
        let (as_of, as_of_from) = AsOfFrom::of(self.as_of, patient.as_of());
        let one = OnePatient { path, patient, as_of, as_of_from, before: tally.read };
        tally.read += 1;
        tally.worst = tally.worst.max(visit(&one, out)?);
        // What goes to standard error next comes after it.
        out.flush()
    }

    fn show_problem(&self, path: &Path, problem: &RecordProblem, text: &str) -> io::Result<()> {
        let value = text.get(problem.bytes.clone()).filter(|_| self.show_values);
        show_in_record(path, problem, "", value)
    }
}

/// The lines that say which patient it is, and as of when.
pub fn write_whom(one: &OnePatient<'_>, out: &mut dyn Write) -> io::Result<()> {
    let id = one.patient.record().id();
    let name =
        id.map(|id| format!(" ({})", crate::record::visible(id, crate::decision::words::MAX_ID_SHOWN)));
    writeln!(out, "  record   {}{}", one.path.display(), name.unwrap_or_default())?;
    writeln!(out, "  as of    {}, {}", one.as_of, one.as_of_from.in_words())
}
