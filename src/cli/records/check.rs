//! `elig records check`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::text;
use crate::census::{Census, Report};
use crate::cli::files::in_words;
use crate::cli::problems::{complain_of_no_record, plural};
use crate::cli::run::full_date;
use crate::cli::{Format, InputOptions, SearchPath, Status, complain, decides, interrupt};
use crate::{Ruleset, Settings, intake};

/// Count what records say of the facts of a ruleset: found, missing, invalid, and where.
///
/// Nothing is decided. Each fact that the ruleset reads is told with the number of records that have a value of it, a
/// part of one, a reason why there is none, nothing, or something that cannot be used; with the places of the first
/// mistakes of each kind, and the keys and columns that nobody knows.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::EXIT_STATUS)]
pub struct Check {
    /// The ruleset
    ruleset: String,
    /// Files of records: JSON, CSV or TSV, compressed or not; a folder stands for all of them below it, and `-` is
    /// standard input
    #[arg(required = true, value_name = "DATA")]
    data: Vec<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
    /// Count all facts of the vocabulary, and not only those that the ruleset reads
    #[arg(long)]
    all: bool,
    /// The date for which they are to be decided on: records without a date of their own are not told of
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// How to write it; json is one object
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show the text of values that could not be read, and ids that occur again; they are patients'
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    search: SearchPath,
}

impl Check {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let ruleset = match decides::ruleset(&self.ruleset, &Settings::new(), &self.search, "counted")? {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        let census = if self.all { Census::of_all(ruleset.vocabulary()) } else { Census::of(&ruleset) };
        let mut census = census.show_values(self.show_values);
        let (mut unread, mut empty) = (0_usize, false);
        interrupt::watch();
        let options = self.input.options(std::slice::from_ref(&ruleset), &self.search);
        let (files, options) = intake::find(&self.data, options);
        for path in files {
            if interrupt::is_asked() {
                break;
            }
            let counted = match path {
                Ok(path) => self
                    .file(&ruleset, (&path, &options), &mut census)
                    .map_err(|error| (path, in_words(&error))),
                Err((_, why)) => {
                    complain(&why);
                    unread += 1;
                    continue;
                }
            };
            match counted {
                Ok(found) => empty |= !found,
                Err((path, why)) => {
                    complain(&format!("`{}`: {why}", path.display()));
                    unread += 1;
                }
            }
        }
        let interrupted = interrupt::is_asked();
        let report = Report { interrupted, ..census.report() };
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &report)?;
                writeln!(out)?;
            }
            Format::Text => text::write(&report, self.as_of.is_some(), out)?,
        }
        out.flush()?;
        if report.nothing_found {
            complain(&text::nothing_found(&report, &self.ruleset));
        }
        if interrupted {
            complain(&format!(
                "interrupted after {}: what is above was counted until then",
                plural(census.counted(), "record")
            ));
            return Ok(Status::Interrupted);
        }
        Ok(match unread {
            1.. => Status::Usage,
            0 if empty || report.has_errors() => Status::Record,
            0 => Status::Done,
        })
    }

    /// Counts the records of a file; `false` if there are none.
    fn file(
        &self,
        ruleset: &Ruleset,
        (path, options): (&Path, &intake::Options),
        census: &mut Census,
    ) -> io::Result<bool> {
        let mut intake = intake::open(path, ruleset.vocabulary(), options)?;
        let path = intake.name().to_path_buf();
        let name = path.display().to_string();
        census.header(&name, intake.problems());
        let before = census.counted();
        // What was passed over is told even of a file that fails in its midst.
        let mut failure = None;
        for record in &mut intake {
            if interrupt::is_asked() {
                break;
            }
            match record {
                Ok(Ok(text)) => census.record(&name, &text),
                Ok(Err(problem)) => census.unreadable(&name, &problem),
                Err(error) => failure = Some(error),
            }
        }
        for (column, records) in intake.passed_over() {
            census.passed_over(&name, column, records);
        }
        if let Some(account) = intake.account() {
            census.resources(account);
        }
        if let Some(error) = failure {
            return Err(error);
        }
        let found = census.counted() > before || interrupt::is_asked();
        if !found {
            complain_of_no_record(&path);
        }
        Ok(found)
    }
}
