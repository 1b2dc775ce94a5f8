//! `elig boundaries`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::{same_file, tests_beside};
use super::growing::write_whole;
use super::problems::{plural, show, tally, unreadable};
use super::run::full_date;
use super::{SearchPath, Status, complain};
use crate::diagnostic::Severity;
use crate::loader::Wanted;
use crate::testing::boundaries;
use crate::{AsOf, Verdict};

/// Write tests at the bounds of a ruleset, for a person to confirm.
///
/// Patients at, just under and just over every bound, one for each fact that is not recorded, and one for each row of a
/// table and each item of a score. They start from a patient of the tests whom the ruleset admits; where there is none,
/// one is made up. The file says of each what the ruleset says today: whether that is what the source asks is for a
/// person to say.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct BoundariesCommand {
    /// The ruleset, or a file of its tests
    ruleset: String,
    /// Write to this file, and not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// The date of decision of all patients; without it that of the tests, and of a patient who is made up today
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    #[command(flatten)]
    search: SearchPath,
}

impl BoundariesCommand {
    /// Is the output what is read, `--force` or not?
    fn read_over(&self, path: &Path) -> Option<String> {
        same_file(path, Path::new(&self.ruleset))
            .then(|| format!("`{}` is what is read; name another file", path.display()))
    }

    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if let Some(path) = self.output.as_ref().filter(|path| path.exists() && !self.force) {
            complain(&format!(
                "`{}` is there already, perhaps with what somebody confirmed; name another file, or replace it with --force",
                path.display()
            ));
            return Ok(Status::Usage);
        }
        if let Some(why) = self.output.as_ref().and_then(|path| self.read_over(path)) {
            complain(&why);
            return Ok(Status::Usage);
        }
        let loader = self.search.loader();
        let compilation = crate::compile(&loader, Wanted::File(&self.ruleset));
        let mut err = anstream::stderr();
        let Some(ruleset) = &compilation.ruleset else {
            let mut errors = compilation.problems.clone();
            errors.retain(|problem| problem.severity() == Severity::Error);
            show(&errors, &compilation.sources, &mut err)?;
            complain(&format!("`{}` has {}, so nothing was written", self.ruleset, tally(&errors)));
            return Ok(if unreadable(&errors) { Status::Usage } else { Status::Ruleset });
        };
        if ruleset.is_vocabulary() || ruleset.name().is_none() {
            let why = match ruleset.is_vocabulary() {
                true => "is a vocabulary, and has no bounds; name a ruleset that uses it",
                false => {
                    "has no name that a file of tests could call; start it with `ruleset NAME \"title\"`"
                }
            };
            complain(&format!("`{}` {why}", self.ruleset));
            return Ok(Status::Usage);
        }
        let beside = tests_beside(Path::new(&self.ruleset)).filter(|file| file.is_file());
        let beside = beside.map(|file| crate::compile(&loader, Wanted::File(&file.display().to_string())));
        let suite = match &beside {
            // Patients of tests that have errors are none.
            Some(tests) if tests.ruleset.is_some() => &tests.suite,
            _ => &compilation.suite,
        };
        let as_of = match self.as_of {
            Some(date) => AsOf::Fixed(date),
            None => AsOf::RecordOr(jiff::Zoned::now().date()),
        };
        let Some(found) = boundaries(ruleset, suite, as_of) else {
            complain(
                "no patient could be made up for this ruleset; describe one with `patient`, and give it to a test",
            );
            return Ok(Status::Ruleset);
        };
        match &self.output {
            Some(path) => write_whole(path, found.text.as_bytes())?,
            None => out.write_all(found.text.as_bytes())?,
        }
        out.flush()?;
        writeln!(
            err,
            "{} for {}, to be confirmed",
            plural(found.cases, "case"),
            plural(found.facts, "fact")
        )?;
        if found.verdict != Verdict::Eligible {
            writeln!(
                err,
                "nobody was found whom the ruleset admits: the patient in the middle is {}, so that many cases look alike; \
                 describe an eligible patient, and give it to a test",
                found.verdict
            )?;
        }
        for what in &found.not_reached {
            writeln!(err, "no patient was found within two changes for: {what}; write one by hand")?;
        }
        Ok(Status::Done)
    }
}
