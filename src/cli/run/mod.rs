//! `elig run`.

pub(crate) mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::in_words;
use super::problems::{complain_of_no_record, has_errors, plural, show_in_record, tell_of_input};
use super::{Format, InputOptions, SearchPath, SetParameters, Status, complain, decides, interrupt};
use crate::decision::{Decision, Report};
use crate::diagnostic::{Severity, nearest};
use crate::intake;
use crate::limits::MAX_RECORD_PROBLEMS;
use crate::record::{RecordProblem, RecordText};
use crate::time::PartialDate;
use crate::{AsOf, Record, Ruleset, Verdict};

/// Decide on patients' records, with every reason.
///
/// A record is a JSON object, of which a file holds one, an array of them, or one a line; or a row of a table (CSV,
/// TSV), whose columns are named after the facts. Files may be compressed (gzip, zstd). Where neither --as-of nor
/// the record says on which date to decide, it is today.
#[derive(Debug, Default, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct Run {
    /// The ruleset
    pub(super) ruleset: String,
    /// Files of records: JSON, CSV or TSV, compressed or not; a folder stands for all of them below it, and `-` is
    /// standard input
    #[arg(required = true, value_name = "RECORD")]
    pub(super) records: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) input: InputOptions,
    /// Decide as of this date (2025-11-20), whatever the records say
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    pub(super) as_of: Option<Date>,
    /// How to write the decisions; json is one decision a line, always with everything
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Show only this rule
    #[arg(long, value_name = "LABEL")]
    pub(super) rule: Option<String>,
    /// Say everything of every rule, and how ambiguous sources were read; without it one record is shown in
    /// full, and several in brief
    #[arg(long)]
    pub(super) details: bool,
    /// Show each comparison with the values of both sides, and how they were read and converted
    #[arg(long)]
    pub(super) explain_values: bool,
    /// Say in plain words why each verdict is what it is, in place of the list of rules; for text only, as
    /// `elig why --format json` writes it for programs
    #[arg(long, conflicts_with_all = ["details", "explain_values"])]
    pub(super) why: bool,
    /// It is `elig why` that asks.
    #[arg(skip)]
    pub(super) explains_in_json: bool,
    /// Exit with 4 if a verdict is another one
    #[arg(long, value_name = "VERDICT", value_enum)]
    pub(super) expect: Option<Verdict>,
    /// Show the text of values that could not be read; it is a patient's
    #[arg(long)]
    pub(super) show_values: bool,
    #[command(flatten)]
    pub(super) set: SetParameters,
    #[command(flatten)]
    pub(super) search: SearchPath,
}

/// A date to the day.
pub fn full_date(text: &str) -> Result<Date, String> {
    let date = PartialDate::parse(text.strip_prefix('@').unwrap_or(text))
        .map_err(|why| format!("{why}; write the date as 2025-11-20"))?;
    if let Some(day) = date.day() {
        Ok(day)
    } else {
        Err("a decision needs a full date, such as 2025-11-20".to_owned())
    }
}

/// What has happened so far.
#[derive(Default)]
struct Tally {
    verdicts: [usize; 4],
    unreadable: usize,
    with_problems: usize,
    unexpected: usize,
    /// Files without a record in them, or with a header that has errors.
    bad_files: usize,
    /// There is more than one record.
    several: bool,
}

impl Tally {
    /// Records that were read so far, well or badly.
    fn read(&self) -> usize {
        self.decided() + self.unreadable
    }

    fn decided(&self) -> usize {
        self.verdicts.iter().sum()
    }
}

impl Run {
    fn detail(&self, several: bool) -> text::Detail {
        match (self.details, several && self.rule.is_none()) {
            (true, _) => text::Detail::Everything,
            (false, true) => text::Detail::Brief,
            (false, false) => text::Detail::Full,
        }
    }

    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if self.why && !self.explains_in_json && self.format == Format::Json {
            complain(
                "--why is for text, and a decision in JSON stays what it is; `elig why --format json` writes explanations",
            );
            return Ok(Status::Usage);
        }
        let compiled = decides::ruleset(&self.ruleset, &self.set.settings(), &self.search, "decided")?;
        let ruleset = match compiled {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        if let Some(message) = self.rule.as_ref().and_then(|label| unknown_label(&ruleset, label)) {
            complain(&message);
            return Ok(Status::Usage);
        }
        let mut tally = Tally::default();
        let mut unread = 0;
        interrupt::watch();
        let options = self.input.options(std::slice::from_ref(&ruleset), &self.search);
        let (files, options) = intake::find(&self.records, options);
        tally.several = files.len() > 1;
        for path in files {
            if interrupt::is_asked() {
                break;
            }
            let path = match path {
                Ok(path) => path,
                Err((_, why)) => {
                    complain(&why);
                    unread += 1;
                    continue;
                }
            };
            if let Err(error) = self.file(&ruleset, (&path, &options), &mut tally, out) {
                if error.kind() == io::ErrorKind::BrokenPipe {
                    return Err(error);
                }
                complain(&format!("`{}`: {}", path.display(), in_words(&error)));
                unread += 1;
            }
        }
        let status = self.finish(&tally, unread, out)?;
        if !interrupt::is_asked() {
            return Ok(status);
        }
        out.flush()?;
        complain(&format!(
            "interrupted after {}: the decisions above are complete, and no further record was looked at",
            plural(tally.read(), "record")
        ));
        Ok(Status::Interrupted)
    }

    /// The counts, if there was more than one record, and the status.
    fn finish(&self, tally: &Tally, unread: usize, out: &mut dyn Write) -> io::Result<Status> {
        let records = tally.read();
        if records > 1 && self.format == Format::Text {
            let [eligible, ineligible, undetermined, not_applicable] = tally.verdicts;
            let mut counts = vec![
                format!("{eligible} eligible"),
                format!("{ineligible} ineligible"),
                format!("{undetermined} undetermined"),
            ];
            if not_applicable > 0 {
                counts.push(format!("{not_applicable} not applicable"));
            }
            if tally.unreadable > 0 {
                counts.push(format!("{} could not be read", tally.unreadable));
            }
            writeln!(out, "\n{}: {}", plural(records, "record"), counts.join(", "))?;
        }
        if let (Some(expected), 1..) = (self.expect, tally.unexpected) {
            let which = match (tally.unexpected, tally.decided()) {
                (1, 1) => "the verdict is".to_owned(),
                (1, all) => format!("1 of {all} verdicts is"),
                (some, all) => format!("{some} of {all} verdicts are"),
            };
            complain(&format!("{which} not `{}`, as --expect asks", expected));
        }
        Ok(if unread > 0 {
            Status::Usage
        } else if tally.unreadable + tally.with_problems + tally.bad_files > 0 {
            Status::Record
        } else if tally.unexpected > 0 {
            Status::Unexpected
        } else {
            Status::Done
        })
    }

    fn file(
        &self,
        ruleset: &Ruleset,
        (path, options): (&Path, &intake::Options),
        tally: &mut Tally,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let intake = intake::open(path, ruleset.vocabulary(), options)?;
        tally.bad_files += usize::from(tell_of_input(&intake)?);
        let path = &intake.name().to_path_buf();
        let before = tally.read();
        let mut records = intake.peekable();
        while let Some(record) = records.next() {
            if interrupt::is_asked() {
                return Ok(());
            }
            // Only the text depends on whether there are more; a program that writes records and waits for the
            // decisions in JSON gets each of them at once.
            tally.several |= self.format == Format::Text && !tally.several && records.peek().is_some();
            match record? {
                Ok(text) => self.record(ruleset, path, &text, tally, out)?,
                Err(problem) => self.unreadable(path, &problem, "", tally)?,
            }
        }
        if tally.read() == before {
            complain_of_no_record(path);
            tally.bad_files += 1;
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
    ) -> io::Result<()> {
        let record = match Record::from_json(ruleset.vocabulary(), &text.text) {
            Ok(record) => record,
            Err(problem) => return self.unreadable(path, &text.placed(&problem), &text.text, tally),
        };
        if self.as_of.is_none() && record.as_of_problem().is_some() {
            // It has a date, and nobody knows which: today would be a guess.
            tally.unreadable += 1;
            self.show_problems(path, &record, text)?;
            return Ok(());
        }
        let as_of = text::AsOfFrom::of(self.as_of, record.as_of());
        let decision = ruleset.decide(&record, AsOf::Fixed(as_of.0)).map_err(io::Error::other)?;
        self.show_problems(path, &record, text)?;
        let (errors, warnings): (Vec<_>, Vec<_>) =
            record.problems().iter().partition(|problem| problem.severity() == Severity::Error);
        if errors.len().max(warnings.len()) >= MAX_RECORD_PROBLEMS {
            let mut err = anstream::stderr();
            writeln!(
                err,
                "only the first {MAX_RECORD_PROBLEMS} errors and warnings of this record are shown"
            )?;
        }
        self.count(&decision, text, tally);
        match self.format {
            Format::Json if self.why => {
                self.explained_in_json(&decision, out)?;
                writeln!(out)?;
            }
            Format::Json => {
                let report = Report::of(&decision);
                let report = match &self.rule {
                    Some(label) => report.only(label),
                    None => report,
                };
                let report = if self.explain_values { report.explain_values(&decision) } else { report };
                serde_json::to_writer(&mut *out, &report)?;
                writeln!(out)?;
            }
            Format::Text => {
                match text::ruleset_line(&decision) {
                    Some(ruleset) if tally.several && tally.decided() == 1 => writeln!(out, "{ruleset}\n")?,
                    _ if tally.decided() > 1 => writeln!(out)?,
                    _ => {}
                }
                let shown = text::Shown {
                    path,
                    as_of_from: as_of.1,
                    rule: self.rule.as_deref(),
                    detail: self.detail(tally.several),
                    explain_values: self.explain_values,
                };
                match self.why {
                    true => text::write_why(&decision, shown, out)?,
                    false => text::write(&decision, shown, out)?,
                }
            }
        }
        // What goes to standard error next comes after it.
        out.flush()
    }

    /// The explanation, or that of one rule.
    fn explained_in_json(&self, decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
        match &self.rule {
            Some(label) => serde_json::to_writer(out, &decision.why_rule(label))?,
            None => serde_json::to_writer(out, &decision.why())?,
        }
        Ok(())
    }

    fn count(&self, decision: &Decision, text: &RecordText, tally: &mut Tally) {
        let place = match decision.verdict() {
            Verdict::Eligible => 0,
            Verdict::Ineligible => 1,
            Verdict::Undetermined => 2,
            Verdict::NotApplicable => 3,
        };
        if let Some(count) = tally.verdicts.get_mut(place) {
            *count += 1;
        }
        let is_wrong = has_errors(decision.record_problems()) || has_errors(text.problems());
        tally.with_problems += usize::from(is_wrong);
        let unexpected = self.expect.is_some_and(|expected| expected != decision.verdict());
        tally.unexpected += usize::from(unexpected);
    }

    fn unreadable(
        &self,
        path: &Path,
        problem: &RecordProblem,
        text: &str,
        tally: &mut Tally,
    ) -> io::Result<()> {
        tally.unreadable += 1;
        self.show_problem(path, problem, text)
    }

    /// What could not be taken over into the record's text, and what could not be read of it.
    fn show_problems(&self, path: &Path, record: &Record, text: &RecordText) -> io::Result<()> {
        text.problems().iter().try_for_each(|problem| self.show_problem(path, problem, ""))?;
        let mut own = record.problems().iter();
        own.try_for_each(|problem| self.show_problem(path, &text.placed(problem), &text.text))
    }

    fn show_problem(&self, path: &Path, problem: &RecordProblem, text: &str) -> io::Result<()> {
        let value = text.get(problem.bytes.clone()).filter(|_| self.show_values);
        show_in_record(path, problem, "", value)
    }
}

fn unknown_label(ruleset: &Ruleset, label: &str) -> Option<String> {
    let labels: Vec<_> = ruleset.about().rules.iter().map(|rule| &*rule.label).collect();
    if labels.contains(&label) {
        return None;
    }
    let near = nearest(label, labels.iter().copied())
        .map_or(".".to_owned(), |near| format!("; did you mean `{near}`?"));
    Some(format!("there is no rule `{label}`{near} The rules are {}", labels.join(", ")))
}
