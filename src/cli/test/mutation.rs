//! `elig test --mutate`.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;

use super::TestCommand;
use crate::cli::problems::plural;
use crate::cli::style::{BAD, GOOD, OPEN, QUIET, STRONG};
use crate::cli::{Format, Status, complain, interrupt};
use crate::limits::MUTANTS_RUN;
use crate::syntax::print::quoted;
use crate::testing::mutation::{Fate, Options, Report, Result as Mutated, Survivor, Tested, Unmatched, run};

/// How rules are changed, and what is told of it.
#[derive(Debug, Args)]
pub struct MutateArguments {
    /// Change the rules, one at a time, and tell each change that no test notices
    #[arg(long, conflicts_with_all = ["watch", "junit"])]
    mutate: bool,
    /// With --mutate: only changes that are told with this text, such as the name of a rule
    #[arg(long, value_name = "TEXT", requires = "mutate")]
    mutants: Option<String>,
    /// With --mutate: at most so many changes of one ruleset, taken from all over it
    #[arg(long, value_name = "N", requires = "mutate", default_value_t = MUTANTS_RUN, value_parser = at_least_one)]
    limit: usize,
    /// With --mutate: for a reader, or for a program
    #[arg(long, value_enum, default_value_t, requires = "mutate")]
    format: Format,
}

impl MutateArguments {
    /// Was it asked for?
    pub fn is_asked(&self) -> bool {
        self.mutate
    }
}

/// Runs the tests against every mutant of every ruleset that has tests. Tests that fail as it is are told, and nothing
/// is changed.
pub fn mutate(command: &TestCommand, out: &mut dyn Write) -> io::Result<Status> {
    let arguments = &command.mutate;
    let mut told = Vec::new();
    let (status, _) = command.once(&mut told)?;
    if status != Status::Done || arguments.format == Format::Text {
        out.write_all(&told)?;
    }
    if status != Status::Done {
        out.flush()?;
        if status == Status::Unexpected {
            complain("nothing was changed: the tests must pass as the rules are");
        }
        return Ok(status);
    }
    let loader = command.search.loader();
    let files = super::files::with_tests(&command.paths).unwrap_or_default();
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let options = Options { only: arguments.mutants.clone(), limit: arguments.limit };
    interrupt::watch();
    let mut reports = Vec::new();
    for mut tested in Tested::all(&loader, &files) {
        tested.retain_tests(|file, test| command.is_wanted(Path::new(file), test));
        if !tested.has_tests() {
            continue;
        }
        let progress = Progress::new(&tested.name);
        let report = run(&tested, &options, &|done, of| progress.tell(done, of));
        progress.clear();
        let stopped = report.stopped;
        if arguments.format == Format::Text {
            show(&tested, &report, out)?;
            out.flush()?;
        }
        reports.push((tested, report));
        if stopped {
            break;
        }
    }
    if arguments.format == Format::Json {
        super::mutation_json::write(&reports, out)?;
    }
    if let Some(text) = arguments.mutants.as_ref().filter(|_| !reports.is_empty())
        && reports.iter().all(|(_, report)| report.made == 0)
    {
        complain(&format!(
            "no change is told with `{text}`; without --mutants all are run and told by their names"
        ));
        return Ok(Status::Usage);
    }
    if reports.is_empty() {
        complain("there is no ruleset with tests here, so there is nothing to hold changes against");
        return Ok(Status::Usage);
    }
    if reports.iter().any(|(_, report)| report.stopped) {
        return Ok(Status::Interrupted);
    }
    let survived = reports.iter().any(|(_, report)| unexplained(report).next().is_some());
    Ok(if survived { Status::Unexpected } else { Status::Done })
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1 on".to_owned()),
        Ok(limit) => Ok(limit),
    }
}

/// The survivors that nobody accepts.
fn unexplained(report: &Report) -> impl Iterator<Item = (&Mutated, &Survivor)> {
    report.survivors().filter(|(_, survivor)| survivor.accepted.is_none())
}

/// A line on a terminal that says how far it came.
struct Progress<'p> {
    name: &'p str,
    shown: bool,
    last: AtomicUsize,
}

impl<'p> Progress<'p> {
    fn new(name: &'p str) -> Self {
        Self { name, shown: io::stderr().is_terminal(), last: AtomicUsize::new(0) }
    }

    /// Goes on until somebody presses Ctrl-C.
    fn tell(&self, done: usize, of: usize) -> bool {
        let percent = done * 100 / of.max(1);
        if self.shown && self.last.swap(percent, Ordering::Relaxed) != percent {
            // Nobody is told where there is no terminal any more.
            let _ = write!(io::stderr(), "\r{}: {done} of {}", self.name, plural(of, "mutant"));
        }
        !interrupt::is_asked()
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn show(tested: &Tested, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut shown = HashSet::new();
    for (result, survivor) in unexplained(report) {
        show_survivor(result, survivor, &mut shown, out)?;
    }
    for (result, because) in
        report.survivors().filter_map(|(result, one)| Some((result, one.accepted.as_ref()?)))
    {
        let (mutant, place) = (&result.mutant, format!("{}:{}", result.file, result.lines.number));
        writeln!(
            out,
            "{QUIET}accepted{QUIET:#}  {}: {}  {QUIET}{place}{QUIET:#}",
            mutant.subject, mutant.what
        )?;
        writeln!(out, "    because {because}")?;
    }
    for unmatched in &report.unmatched {
        out.flush()?;
        let Unmatched { mutant, file, line } = unmatched;
        let warning =
            format!("`{file}:{line}`: no mutant that survives is called \"{mutant}\"; delete this `accept`");
        writeln!(anstream::stderr(), "{OPEN}warning{OPEN:#}: {warning}")?;
    }
    let caught = report.count(|fate| matches!(fate, Fate::Caught { .. }));
    let survived = unexplained(report).count();
    let accepted = report.survivors().count() - survived;
    let equivalent = report.count(|fate| matches!(fate, Fate::Equivalent(_)));
    let invalid = report.count(|fate| *fate == Fate::Invalid);
    let mut counts = vec![format!("{caught} caught")];
    if survived > 0 {
        counts.push(format!("{BAD}{survived} survived{BAD:#}"));
    }
    if accepted > 0 {
        counts.push(format!("{accepted} accepted"));
    }
    if equivalent > 0 {
        counts.push(format!("{equivalent} equivalent"));
    }
    if invalid > 0 {
        counts.push(format!("{invalid} did not compile"));
    }
    let mark = if survived > 0 { format!("{BAD}✗{BAD:#}") } else { format!("{GOOD}✓{GOOD:#}") };
    let total = caught + survived + accepted + equivalent;
    writeln!(
        out,
        "{mark} {}: {STRONG}{}{STRONG:#}: {}",
        tested.name,
        plural(total, "mutant"),
        counts.join(", ")
    )?;
    let run = report.results.len();
    if report.stopped {
        writeln!(out, "  {QUIET}interrupted: {run} of {} were run{QUIET:#}", report.made)?;
    } else if run < report.made {
        writeln!(out, "  {QUIET}{run} of {} were run (--limit){QUIET:#}", report.made)?;
    }
    Ok(())
}

fn show_survivor<'r>(
    result: &'r Mutated,
    survivor: &'r Survivor,
    shown: &mut HashSet<&'r str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (mutant, lines) = (&result.mutant, &result.lines);
    let place = format!("{}:{}", result.file, lines.number);
    writeln!(out, "{BAD}survived{BAD:#}  {STRONG}{}{STRONG:#}: {}", mutant.subject, mutant.what)?;
    writeln!(out, "    {QUIET}{place}{QUIET:#}")?;
    for line in &lines.before {
        writeln!(out, "    {BAD}-{BAD:#} {line}")?;
    }
    for line in &lines.after {
        writeln!(out, "    {GOOD}+{GOOD:#} {line}")?;
    }
    match (survivor.concerned, survivor.tests) {
        (0, _) => writeln!(out, "    no test records a fact that it reads")?,
        (concerned, tests) => {
            writeln!(out, "    {concerned} of {} record a fact that it reads", plural(tests, "test"))?
        }
    }
    match &survivor.test {
        Some(test) if !shown.insert(&test.text) => {
            writeln!(out, "    the test \"{}\" above would notice it, too", test.title)?;
        }
        Some(test) => {
            writeln!(out, "    a test that would notice it, for {}:\n", test.file)?;
            for line in test.text.lines() {
                writeln!(out, "      {line}")?;
            }
        }
        None => {
            writeln!(
                out,
                "    no test found within the limit; write one by hand (`elig boundaries` gives patients to start"
            )?;
            writeln!(
                out,
                "    from), or say why none is needed: accept {} because \"…\"",
                quoted(&mutant.id())
            )?;
        }
    }
    writeln!(out)
}
