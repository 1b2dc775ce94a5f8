//! `elig ask`.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::files::{in_words, same_file};
use super::growing::write_private;
use super::problems::{plural, show_in_record};
use super::run::full_date;
use super::run::text::AsOfFrom;
use super::style::{QUIET, STRONG};
use super::{SearchPath, SetParameters, Status, complain, decides, interrupt};
use crate::AsOf;
use crate::ask::{Ended, Interview, Taken};
use crate::patient::Patient;

/// Ask for the facts that still matter, one by one, and write the record.
///
/// Asks first for what settles most, and ends as soon as the verdict is settled. At each question: an answer, or `skip`,
/// `decline`, `back`, `why`, `help`, `stop`. Answers may also come from a file: `elig ask RULESET < answers.txt`.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct Ask {
    /// The ruleset
    ruleset: String,
    /// What is known already: a record in JSON
    record: Option<PathBuf>,
    /// Write the record to this file, and not to standard output; it may be the one that was read
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Decide as of this date (2025-11-20), whatever the record says
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    #[command(flatten)]
    set: SetParameters,
    #[command(flatten)]
    search: SearchPath,
}

impl Ask {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if let Some(why) = self.written_over() {
            complain(&why);
            return Ok(Status::Usage);
        }
        let ruleset = match decides::ruleset(&self.ruleset, &self.set.settings(), &self.search, "asked")? {
            Ok(ruleset) => ruleset,
            Err(status) => return Ok(status),
        };
        let read = match self.record.as_ref().map(|path| (path, std::fs::read_to_string(path))) {
            Some((path, Err(error))) => {
                complain(&format!("`{}`: {}", path.display(), in_words(&error)));
                return Ok(Status::Usage);
            }
            Some((path, Ok(text))) => Some((path, text)),
            None => None,
        };
        let mut with_problems = false;
        let patient = match &read {
            None => Patient::new(ruleset.vocabulary()),
            Some((path, text)) => match Patient::from_json(ruleset.vocabulary(), text) {
                Ok(patient) => {
                    for problem in patient.record().problems() {
                        with_problems |= problem.severity() == crate::diagnostic::Severity::Error;
                        show_in_record(path, problem, "", None)?;
                    }
                    patient
                }
                Err(problem) => {
                    show_in_record(path, &problem, "", None)?;
                    return Ok(Status::Record);
                }
            },
        };
        if let Some(problem) = patient.record().as_of_problem().filter(|_| self.as_of.is_none()) {
            complain(&format!("{}; or say the date with --as-of", problem.message));
            return Ok(Status::Record);
        }
        let (date, _) = AsOfFrom::of(self.as_of, patient.as_of());
        // What is answered holds on this date.
        let dated = crate::patient::expression(&format!("@{date}"));
        let patient = dated.and_then(|date| patient.with("as_of", &date).ok()).unwrap_or(patient);
        let mut interview = Interview::new(&ruleset, patient, AsOf::Fixed(date)).map_err(io::Error::other)?;
        // While it computes Ctrl-C ends it, too, with what was answered.
        interrupt::watch();
        let mut lines = Lines::new()?;
        let stopped = converse(&mut interview, &mut lines, out)?;
        out.flush()?;
        self.write(&interview, read.as_ref().map(|(_, text)| text.as_str()), out)?;
        Ok(match (stopped, with_problems) {
            (Some(Stopped::Interrupted), _) => Status::Interrupted,
            (Some(Stopped::Refused(line)), _) => {
                complain(&format!(
                    "line {line} is no answer to its question, so that nothing from there on was taken; mend it and ask again"
                ));
                Status::Usage
            }
            (_, true) => Status::Record,
            _ => Status::Done,
        })
    }

    /// Why the output cannot be written.
    fn written_over(&self) -> Option<String> {
        let path = self.output.as_ref()?;
        if same_file(path, std::path::Path::new(&self.ruleset)) {
            return Some(format!("`{}` is the ruleset; name another file", path.display()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Some(format!(
                "the folder of `{}` is not there; make it, or name another file",
                path.display()
            ));
        }
        let is_record = self.record.as_ref().is_some_and(|record| same_file(path, record));
        (path.exists() && !is_record && !self.force).then(|| {
            format!("`{}` is there already; name another file, or replace it with --force", path.display())
        })
    }

    fn write(&self, interview: &Interview, read: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let text = interview.patient().to_json(read);
        match &self.output {
            Some(path) => match write_private(path, text.as_bytes()) {
                Ok(()) => writeln!(anstream::stderr(), "the record was written to `{}`", path.display()),
                // What was answered is not lost.
                Err(error) => {
                    write!(out, "\n{text}")?;
                    out.flush()?;
                    Err(error)
                }
            },
            None => write!(out, "\n{text}"),
        }
    }
}

/// Why an interview stopped before its end.
enum Stopped {
    /// Whoever answers had enough, or there are no more lines.
    Asked,
    /// Ctrl-C.
    Interrupted,
    /// This line of a file was no answer.
    Refused(usize),
}

fn said(text: &str, out: &mut dyn Write) -> io::Result<()> {
    text.lines().try_for_each(|line| writeln!(out, "  {line}"))
}

/// Asks until the end.
fn converse(
    interview: &mut Interview,
    lines: &mut Lines,
    out: &mut dyn Write,
) -> io::Result<Option<Stopped>> {
    let mut asks = true;
    let mut stopped = None;
    while interview.ended().is_none() {
        if interrupt::is_asked() {
            interview.stop();
            stopped = Some(Stopped::Interrupted);
            break;
        }
        if asks {
            let question = interview.question();
            let (what, how) = question.split_once('\n').unwrap_or((&question, ""));
            writeln!(out, "{STRONG}{what}{STRONG:#}")?;
            writeln!(out, "{QUIET}{how}{QUIET:#}")?;
            out.flush()?;
        }
        let line = match lines.next(&interview.prompt(), out)? {
            Line::Typed(line) => line,
            Line::End => {
                interview.stop();
                stopped = Some(Stopped::Asked);
                break;
            }
            Line::Interrupted => {
                interview.stop();
                stopped = Some(Stopped::Interrupted);
                break;
            }
        };
        asks = match interview.take(&line) {
            Taken::Answered => true,
            Taken::Told(text) => {
                said(&text, out)?;
                false
            }
            Taken::Refused(why) => {
                said(&why, out)?;
                // The next line would answer a question that it was not written for.
                if let Some(line) = lines.line_of_script() {
                    interview.stop();
                    stopped = Some(Stopped::Refused(line));
                    break;
                }
                false
            }
            Taken::Stopped => {
                stopped = Some(Stopped::Asked);
                break;
            }
        };
    }
    writeln!(out, "\n{STRONG}{}{STRONG:#}", interview.summary())?;
    if let (Some(_), None) = (&stopped, interview.ended()) {
        writeln!(out, "stopped after {}", plural(interview.answers(), "answer"))?;
    }
    if interview.ended() == Some(Ended::NothingLeft) && !interview.skipped().is_empty() {
        writeln!(out, "nothing else that matters is left to ask")?;
    }
    Ok(stopped)
}

/// Where answers come from: a person at a terminal, or a file.
enum Lines {
    Terminal(Box<rustyline::DefaultEditor>),
    Piped(io::Lines<io::StdinLock<'static>>, usize),
}

enum Line {
    Typed(String),
    End,
    Interrupted,
}

impl Lines {
    fn new() -> io::Result<Self> {
        if io::stdin().is_terminal() {
            return Ok(Lines::Terminal(Box::new(rustyline::DefaultEditor::new().map_err(io::Error::other)?)));
        }
        Ok(Lines::Piped(io::stdin().lock().lines(), 0))
    }

    /// Which line of a file was read last; `None` at a terminal.
    fn line_of_script(&self) -> Option<usize> {
        match self {
            Lines::Terminal(_) => None,
            Lines::Piped(_, line) => Some(*line),
        }
    }

    fn next(&mut self, prompt: &str, out: &mut dyn Write) -> io::Result<Line> {
        match self {
            Lines::Terminal(editor) => match editor.readline(prompt) {
                Ok(line) => Ok(Line::Typed(line)),
                Err(rustyline::error::ReadlineError::Interrupted) => Ok(Line::Interrupted),
                Err(rustyline::error::ReadlineError::Eof) => Ok(Line::End),
                Err(error) => Err(io::Error::other(error)),
            },
            // A transcript shows what was answered.
            Lines::Piped(lines, count) => match lines.next().transpose()? {
                Some(line) => {
                    *count += 1;
                    writeln!(out, "{prompt}{line}")?;
                    Ok(Line::Typed(line))
                }
                None => Ok(Line::End),
            },
        }
    }
}
