//! `elig test`.

pub(crate) mod coverage;
pub(crate) mod failure;
mod files;
mod junit;
mod mutation;
mod mutation_json;
mod watch;

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::files::refusal;
use super::problems::{plural, show_one, tally, unreadable};
use super::style::{BAD, GOOD, STRONG};
use super::{SearchPath, Status, complain};
use crate::Compilation;
use crate::diagnostic::{Severity, render_plain};
use crate::loader::Wanted;
use crate::testing::coverage::Coverage;
use crate::testing::{Test, TestResult};

/// Run the tests that stand in rulesets, and in files of tests beside them.
///
/// A folder stands for every `.elig` file below it; without a path it is the folder you are in. A ruleset stands for
/// its own tests and for those of the file of tests beside it: `clinic.elig` for `clinic.test.elig`.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct TestCommand {
    /// Files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Run only tests whose title, or whose file, contains this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Run again whenever a file changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Also write the results as JUnit XML, for build servers
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    #[command(flatten)]
    mutate: mutation::MutateArguments,
    #[command(flatten)]
    coverage: coverage::CoverageOptions,
    #[command(flatten)]
    search: SearchPath,
}

/// A file with tests, and what came of them.
struct FileRun {
    path: PathBuf,
    compilation: Compilation,
    results: Vec<(Test, TestResult)>,
}

impl FileRun {
    fn failed(&self) -> usize {
        self.results.iter().filter(|(_, result)| !result.passes()).count()
    }
}

/// A file whose tests could not be run.
struct NotRun {
    path: PathBuf,
    /// Its errors, as they are shown.
    why: String,
}

/// What came of all files.
#[derive(Default)]
struct Session {
    runs: Vec<FileRun>,
    /// Files that have errors, so that their tests could not be run, and why.
    broken: Vec<NotRun>,
    /// Files that could not be read, and why.
    unread: Vec<NotRun>,
    /// Tests that the filter left out.
    left_out: usize,
    /// The problems that were shown: a ruleset is read again for its file of tests.
    told: HashSet<String>,
    /// What the tests show, if that is asked for.
    coverage: Option<Coverage>,
}

impl TestCommand {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if self.watch {
            return watch::forever(self, out);
        }
        if self.mutate.is_asked() {
            return mutation::mutate(self, out);
        }
        self.once(out).map(|(status, _)| status)
    }

    /// Runs all tests once; the files that were read are those to watch.
    fn once(&self, out: &mut dyn Write) -> io::Result<(Status, Vec<PathBuf>)> {
        let files = match files::with_tests(&self.paths) {
            Ok(files) => files,
            Err(message) => {
                complain(&message);
                return Ok((Status::Usage, Vec::new()));
            }
        };
        let loader = self.search.loader();
        let mut session = Session { coverage: self.coverage.collector(), ..Session::default() };
        let mut read: Vec<PathBuf> = files.clone();
        for file in &files {
            let compilation = crate::compile(&loader, Wanted::File(&file.display().to_string()));
            read.extend(compilation.sources.iter().map(|(_, source)| PathBuf::from(&*source.name)));
            self.file(file, compilation, &mut session, out)?;
        }
        read.sort_unstable();
        read.dedup();
        for path in self.junit.iter().chain(self.coverage.files()) {
            if let Some(why) = refusal(path, &read) {
                complain(&why);
                return Ok((Status::Usage, read));
            }
        }
        if let Some(path) = &self.junit {
            let not_run = session.broken.iter().chain(&session.unread);
            junit::write(path, &session.runs, not_run)?;
        }
        let mut status = self.finish(&session, out)?;
        if let Some(coverage) = &session.coverage {
            status = self.coverage.finish(coverage, status, out)?;
        }
        Ok((status, read))
    }

    fn file(
        &self,
        path: &Path,
        compilation: Compilation,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(ruleset) = &compilation.ruleset else {
            out.flush()?;
            let mut err = anstream::stderr();
            let mut errors = compilation.problems.clone();
            errors.retain(|problem| problem.severity() == Severity::Error);
            let mut why = String::new();
            for problem in &errors {
                let told = render_plain(problem, &compilation.sources);
                why.push_str(&told);
                if session.told.insert(told) {
                    show_one(problem, &compilation.sources, &mut err)?;
                }
            }
            let not_run = NotRun { path: path.to_path_buf(), why };
            match unreadable(&compilation.problems) {
                true => session.unread.push(not_run),
                false => session.broken.push(not_run),
            }
            complain(&format!("`{}` has {}, so its tests were not run", path.display(), tally(&errors)));
            return Ok(());
        };
        let (wanted, others): (Vec<_>, Vec<_>) =
            compilation.suite.tests.iter().cloned().partition(|test| self.is_wanted(path, test));
        session.left_out += others.len();
        // A filter leaves rulesets out, too.
        let is_counted = !ruleset.is_vocabulary() && (self.filter.is_none() || !wanted.is_empty());
        let mut seen = session.coverage.as_mut().filter(|_| is_counted).map(|coverage| coverage.run(ruleset));
        if wanted.is_empty() {
            return Ok(());
        }
        let mut results = Vec::with_capacity(wanted.len());
        for test in wanted {
            let result = test.run(ruleset).map_err(io::Error::other)?;
            if let Some(seen) = &mut seen {
                seen.add(&result.decision);
            }
            results.push((test, result));
        }
        let run = FileRun { path: path.to_path_buf(), compilation, results };
        self.show(&run, out)?;
        session.runs.push(run);
        Ok(())
    }

    fn is_wanted(&self, path: &Path, test: &Test) -> bool {
        let Some(filter) = &self.filter else { return true };
        let filter = filter.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&filter);
        has(&test.title) || has(&path.display().to_string())
    }

    /// One line for a file whose tests pass; each test that fails, with why.
    fn show(&self, run: &FileRun, out: &mut dyn Write) -> io::Result<()> {
        let count = plural(run.results.len(), "test");
        let path = run.path.display();
        let failed = run.failed();
        if failed == 0 {
            return writeln!(out, "{GOOD}✓{GOOD:#} {path}: {count}");
        }
        writeln!(out, "{BAD}✗{BAD:#} {path}: {count}, {BAD}{failed} failed{BAD:#}")?;
        for (test, result) in run.results.iter().filter(|(_, result)| !result.passes()) {
            failure::write(test, result, &run.compilation.sources, out)?;
        }
        writeln!(out)
    }

    fn finish(&self, session: &Session, out: &mut dyn Write) -> io::Result<Status> {
        let tests: usize = session.runs.iter().map(|run| run.results.len()).sum();
        let failed: usize = session.runs.iter().map(FileRun::failed).sum();
        let (unread, broken) = (session.unread.len(), session.broken.len());
        let status = match (unread, broken, failed) {
            (1.., ..) => Status::Usage,
            (_, 1.., _) => Status::Ruleset,
            (.., 1..) => Status::Unexpected,
            _ => Status::Done,
        };
        if tests == 0 {
            if status == Status::Done {
                complain(&self.nothing_found(session));
                return Ok(Status::Usage);
            }
            return Ok(status);
        }
        let passed = tests - failed;
        let mut counts = vec![format!("{passed} passed")];
        if failed > 0 {
            counts.push(format!("{BAD}{failed} failed{BAD:#}"));
        }
        if broken + unread > 0 {
            counts.push(format!("{BAD}{} not run{BAD:#}", plural(broken + unread, "file")));
        }
        if session.left_out > 0 {
            counts.push(format!("{} left out by --filter", session.left_out));
        }
        writeln!(
            out,
            "{STRONG}{} in {}{STRONG:#}: {}",
            plural(tests, "test"),
            plural(session.runs.len(), "file"),
            counts.join(", ")
        )?;
        Ok(status)
    }

    fn nothing_found(&self, session: &Session) -> String {
        match &self.filter {
            Some(filter) if session.left_out > 0 => {
                format!("none of {} has `{filter}` in its title or file", plural(session.left_out, "test"))
            }
            _ => "there is no test here; write one in a ruleset, `test \"title\" given PATIENT expect eligible`, or in a \
                  file of tests beside it, which starts with `tests for NAME`"
                .to_owned(),
        }
    }
}
