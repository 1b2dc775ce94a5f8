//! The command line: one file a subcommand. Only here is a terminal touched or the clock read.

mod ask;
mod boundaries;
mod check;
pub(crate) mod compare;
mod decides;
pub(crate) mod explain;
pub(crate) mod files;
pub(crate) mod flip;
mod fmt;
pub(crate) mod growing;
pub(crate) mod interrupt;
mod limits;
mod patients;
pub(crate) mod problems;
mod records;
mod repl;
pub(crate) mod run;
pub(crate) mod screen;
pub(crate) mod style;
pub(crate) mod test;
mod trace;
pub(crate) mod units;
pub(crate) mod verdict;
pub(crate) mod whatif;
pub(crate) mod why;
pub(crate) mod wrap;

pub use screen::text::write as write_summary;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::intake::{self, InputFormat, WhereBound};
use crate::limits::LimitError;
use crate::loader::Disk;
use crate::{Limits, Ruleset, Settings};

/// What a command's end says to the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// It ran.
    Done = 0,
    /// A ruleset has errors, or is not formatted.
    Ruleset = 1,
    /// It was called wrongly, or a file could not be read or written.
    Usage = 2,
    /// A record has errors.
    Record = 3,
    /// A verdict is not the expected one, rulesets contradict each other, or nothing gives the verdict that is asked for.
    Unexpected = 4,
    /// Whether anything gives the verdict that is asked for is not decided within the limit.
    Undecided = 5,
    /// Somebody pressed Ctrl-C.
    Interrupted = 130,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  it ran
  1  problems in a ruleset (for fmt --check: a file is not formatted)
  2  wrong usage, or a file that cannot be read or written
  3  problems in a record; what can be decided is decided all the same
  4  a test fails, a mutant survives, or less is covered than asked; a verdict is other than the one
     given with --expect; rulesets contradict each other, with --fail-on-contradiction; nothing was
     found that gives the verdict `elig flip` is asked for
  5  whether anything gives it is not decided within the limit
  130  interrupted; `elig run` has printed what was decided until then, `elig screen` has written it";

/// Decides who gets a treatment, by rules a clinician can read and sign.
#[derive(Debug, Parser)]
#[command(name = "elig", version, after_help = EXIT_STATUS, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decide on patients' records, with every reason
    Run(run::Run),
    /// Ask for the facts that still matter, one by one, and write the record
    Ask(ask::Ask),
    /// Say in plain words why a patient is eligible, or is not
    Why(why::Why),
    /// What a decision would be if something of the patient were otherwise
    #[command(name = "whatif")]
    WhatIf(whatif::WhatIf),
    /// The smallest changes to a record that give another verdict
    Flip(flip::FlipCommand),
    /// Decide on a whole cohort: a row for each patient, and where the others were lost
    Screen(screen::ScreenCommand),
    /// Check rulesets: read, resolve, type-check, warn
    Check(check::Check),
    /// Run the tests of rulesets
    Test(test::TestCommand),
    /// Write tests at the bounds of a ruleset, for a person to confirm
    Boundaries(boundaries::BoundariesCommand),
    /// Write rulesets in their canonical form, comments kept
    Fmt(fmt::Fmt),
    /// Hold rulesets against one another: who says what of which patient, and why
    Compare(compare::Compare),
    /// Look at records before anything is decided on them
    #[command(subcommand)]
    Records(records::Records),
    /// Ask a ruleset and a record what comes to mind
    Repl(repl::Repl),
    /// Show what each source says, and which rules stand on it
    Trace(trace::Trace),
    /// Show the page of an error or warning code
    Explain(explain::Explain),
    /// List the limits that can be set with --set-limit
    Limits(limits::LimitsCommand),
    /// Show units and analytes, and convert quantities exactly
    Units(units::Units),
}

/// For a reader, or for a program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Where used files are looked for.
#[derive(Debug, Clone, Default, Args)]
struct SearchPath {
    /// A folder in which used files are looked for, after the folder of the file that uses them and the one
    /// above it; may be given more than once
    #[arg(long = "search", value_name = "DIR")]
    search: Vec<PathBuf>,
    /// Sets how large something may be, `list-entries=500000` or `record-bytes=64MiB`; `elig limits` lists them all. May
    /// be given more than once
    #[arg(long = "set-limit", value_name = "NAME=VALUE", value_parser = limit)]
    limits: Vec<String>,
}

/// What `--set-limit` is given, if it sets a limit.
fn limit(text: &str) -> Result<String, LimitError> {
    Limits::default().written(text).map(|_| text.to_owned())
}

impl SearchPath {
    fn limits(&self) -> Limits {
        let limits = self.limits.iter();
        limits.fold(Limits::default(), |limits, text| limits.written(text).unwrap_or(limits))
    }

    /// What finds the files.
    fn loader(&self) -> Disk {
        Disk::with_search_path(self.search.clone()).within(self.limits())
    }
}

/// In which format records come.
#[derive(Debug, Clone, Default, Args)]
struct InputOptions {
    /// The format of the records, whatever the names and the first bytes of the files say
    #[arg(long, value_name = "FORMAT", value_enum)]
    input_format: Option<InputFormat>,
    /// A file of `bind` statements, which say where facts stand in FHIR; without it those of the ruleset, and NAME.fhir.elig
    /// beside each file NAME.elig that it uses
    #[arg(long, value_name = "FILE")]
    bindings: Option<String>,
}

impl InputOptions {
    /// For records of these rulesets.
    fn options(&self, rulesets: &[Ruleset], search: &SearchPath) -> intake::Options {
        let bound = WhereBound::new(rulesets.to_vec(), self.bindings.clone(), search.loader());
        intake::Options {
            format: self.input_format,
            bindings: Some(Arc::new(bound)),
            ..intake::Options::default()
        }
    }
}

/// What parameters are set to.
#[derive(Debug, Clone, Default, Args)]
struct SetParameters {
    /// Sets a parameter of the ruleset to another value, as a ruleset writes it: `minimum_months=3`,
    /// `minimum_duration="3 months"`; may be given more than once
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

impl SetParameters {
    fn settings(&self) -> Settings {
        self.set.iter().fold(Settings::new(), |settings, text| settings.written("--set", text.as_str()))
    }
}

/// What `--parameter` sets, of the commands whose `--set` is about facts.
fn parameters(texts: &[String]) -> Settings {
    texts.iter().fold(Settings::new(), |settings, text| settings.written("--parameter", text.as_str()))
}

/// The entry of the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = std::io::BufWriter::new(anstream::stdout());
    let result = match &cli.command {
        Command::Run(command) => command.run(&mut out),
        Command::Ask(command) => command.run(&mut out),
        Command::Why(command) => command.run(&mut out),
        Command::WhatIf(command) => command.run(&mut out),
        Command::Flip(command) => command.run(&mut out),
        Command::Screen(command) => command.run(&mut out),
        Command::Check(command) => command.run(&mut out),
        Command::Test(command) => command.run(&mut out),
        Command::Boundaries(command) => command.run(&mut out),
        Command::Fmt(command) => command.run(&mut out),
        Command::Compare(command) => command.run(&mut out),
        Command::Records(command) => command.run(&mut out),
        Command::Repl(command) => command.run(&mut out),
        Command::Trace(command) => command.run(&mut out),
        Command::Explain(command) => command.run(&mut out),
        Command::Limits(command) => command.run(&mut out),
        Command::Units(command) => command.run(&mut out),
    };
    let result = result.and_then(|status| out.flush().map(|()| status));
    match result {
        Ok(status) => ExitCode::from(status as u8),
        // Whoever read our output has read enough: `elig run … | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error}"));
            ExitCode::from(Status::Usage as u8)
        }
    }
}

/// One line to standard error.
fn complain(message: &str) {
    let mut err = anstream::stderr();
    // Without a standard error there is nobody to tell.
    let _ = writeln!(err, "{}error{:#}: {message}", style::BAD, style::BAD);
}
