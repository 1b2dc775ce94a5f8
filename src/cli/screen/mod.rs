//! `elig screen`.

mod output;
mod progress;
mod source;
pub(crate) mod text;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::files::refusal;
use super::growing::write_private;
use super::problems::plural;
use super::run::full_date;
use super::{Format, InputOptions, SearchPath, SetParameters, Status, complain, decides, interrupt};
use crate::AsOf;
use crate::screen::{Page, RowFormat, Rows, Screen, Summary, Worked};
use output::Output;
use progress::Progress;
use source::Files;

/// Decide on a whole cohort: a row for each patient, and where the others were lost.
///
/// Any number of patients streams through in bounded memory, over all cores; rows keep the order of the records.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct ScreenCommand {
    /// The ruleset
    ruleset: String,
    /// Files of records, or folders of them: JSON or tables, also compressed; `-` is standard input
    #[arg(required = true, value_name = "DATA")]
    data: Vec<PathBuf>,
    /// Write a row for each patient: verdict, the rules that decide, what is missing, and every rule's outcome; `-` is
    /// standard output, and the summary then goes to standard error
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How rows are written; without it as the name of the file ends, and else as CSV
    #[arg(long, value_enum)]
    rows: Option<RowsAs>,
    /// Write records that cannot be decided on, each with the reasons; without it they go beside the rows, to
    /// FILE.rejects.ndjson
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Write the summary as a page of HTML, too, with a diagram of where patients are lost
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Decide as of this date (2025-11-20), whatever the records say
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// How to write the summary; json is one object
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many threads decide; without it as many as the machine runs at once
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    set: SetParameters,
    #[command(flatten)]
    search: SearchPath,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RowsAs {
    Csv,
    Ndjson,
}

impl ScreenCommand {
    pub(crate) fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if let Some(message) = self.wrong_usage() {
            complain(&message);
            return Ok(Status::Usage);
        }
        let compiled = decides::ruleset(&self.ruleset, &self.set.settings(), &self.search, "screened")?;
        let ruleset = match compiled {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        let today = jiff::Zoned::now().date();
        let as_of = self.as_of.map_or(AsOf::RecordOr(today), AsOf::Fixed);
        let screen = Screen::new(&ruleset, as_of).map_err(io::Error::other)?;
        let format = self.row_format();
        let mut head = Vec::new();
        Rows::new(&ruleset, format).head(&mut head);
        let mut output = Output::create(self.output.as_deref(), self.rejects_file().as_deref())?;
        output.rows(&head)?;
        interrupt::watch_patiently();
        let mut files = Files::new(
            &self.data,
            ruleset.vocabulary(),
            self.input.options(std::slice::from_ref(&ruleset), &self.search),
        );
        let progress = Progress::new(files.size(), files.read());
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok());
        let threads = threads.map_or(1, NonZeroUsize::get);
        let mut sink = |worked: Worked| -> io::Result<()> {
            output.rows(&worked.rows)?;
            output.rejects(&worked.rejects)?;
            progress.advance(worked.patients + worked.rejected);
            Ok(())
        };
        let (tally, _) = screen.run(format, threads, &mut || Ok(files.next_portion()), &mut sink)?;
        progress.finish();
        let broke_off = files.broke_off;
        let summary = screen.summary(&tally, !broke_off);
        let told = output.finish(interrupt::is_asked())?;
        match self.output.as_deref() == Some(Path::new("-")) {
            true => self.tell(&summary, &mut anstream::stderr())?,
            false => self.tell(&summary, out)?,
        }
        out.flush()?;
        for line in told {
            writeln!(anstream::stderr(), "{line}")?;
        }
        if let Some(report) = &self.report {
            write_private(report, Page::of(&summary).to_string().as_bytes())?;
        }
        self.finish(&summary, files.unread, files.bad)
    }

    fn tell(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, summary)?;
                writeln!(out)
            }
            Format::Text => text::write(summary, out),
        }
    }

    fn finish(&self, summary: &Summary, unread: usize, bad: usize) -> io::Result<Status> {
        let records = summary.patients + summary.rejected;
        if interrupt::is_asked() {
            complain(&format!(
                "interrupted after {}: the counts are of these alone",
                plural(usize::try_from(records).unwrap_or(usize::MAX), "record")
            ));
            return Ok(Status::Interrupted);
        }
        if records == 0 && unread == 0 {
            complain("there is no record in the data; a record is a JSON object: { \"id\": \"p-001\", … }");
            return Ok(Status::Record);
        }
        if summary.patients > 0 && summary.without_facts == summary.patients {
            complain(&format!(
                "no fact of this ruleset was found in any record, so that the verdicts say nothing; `elig records check {} …` tells which keys were found",
                self.ruleset
            ));
            return Ok(Status::Record);
        }
        Ok(match (unread, bad, summary.rejected) {
            (1.., ..) => Status::Usage,
            (0, 0, 0) => Status::Done,
            _ => Status::Record,
        })
    }

    fn wrong_usage(&self) -> Option<String> {
        let written = [self.output.as_ref(), self.rejects.as_ref(), self.report.as_ref()];
        let written: Vec<_> = written.into_iter().flatten().collect();
        if written.iter().enumerate().any(|(at, one)| written.iter().skip(at + 1).any(|other| one == other)) {
            return Some("rows, rejects and the report need a file each; name different ones".to_owned());
        }
        if let Some(path) =
            [&self.rejects, &self.report].into_iter().flatten().find(|path| path.as_path() == Path::new("-"))
        {
            return Some(format!(
                "only rows go to standard output, and `{}` is none of a file",
                path.display()
            ));
        }
        let mut written = written.into_iter().filter(|path| path.as_path() != Path::new("-"));
        written.find_map(|path| refusal(path, &self.data))
    }

    fn rejects_file(&self) -> Option<PathBuf> {
        self.rejects.clone().or_else(|| {
            // What is no plain file, such as a pipe, has nothing beside it.
            let is_plain =
                |path: &&PathBuf| path.as_path() != Path::new("-") && (path.is_file() || !path.exists());
            let rows = self.output.as_ref().filter(is_plain)?;
            let mut name = rows.clone().into_os_string();
            name.push(".rejects.ndjson");
            Some(name.into())
        })
    }

    fn row_format(&self) -> RowFormat {
        let ending = self.output.as_ref().and_then(|path| path.extension());
        let json =
            ending.is_some_and(|ending| ["ndjson", "jsonl", "json"].iter().any(|json| ending == *json));
        match self.rows {
            Some(RowsAs::Ndjson) => RowFormat::Ndjson,
            None if json => RowFormat::Ndjson,
            Some(RowsAs::Csv) | None => RowFormat::Csv,
        }
    }
}
