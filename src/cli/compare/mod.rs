//! `elig compare`.

pub(crate) mod text;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::files::in_words;
use super::growing::write_private;
use super::problems::{plural, show, show_in_record, tally, tell_of_input, unreadable};
use super::run::full_date;
use super::{Format, InputOptions, SearchPath, Status, complain, interrupt};
use crate::compare::{self, CompareError, LeftOut, Page, Patient};
use crate::diagnostic::Code;
use crate::intake::{self, Options};
use crate::limits::MAX_COMPARED_ANSWERS;
use crate::loader::Wanted;
use crate::record::{RecordProblem, RecordText};
use crate::vocabulary::Vocabulary;
use crate::{AsOf, Ruleset};

/// Hold rulesets against one another, patient by patient.
///
/// A matrix of patients and rulesets, the reasons that one ruleset has and another lacks, and how often every two
/// of them differ. A patient who is eligible by one ruleset and ineligible by another is contradicted; a verdict
/// that is open contradicts nothing.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct Compare {
    /// The rulesets, two or more
    #[arg(required = true, value_name = "RULESET")]
    rulesets: Vec<String>,
    /// The patients: a folder stands for every file of records below it (JSON, CSV or TSV, compressed or not), a file may
    /// hold many records, and `-` is standard input; may be given more than once
    #[arg(long, required = true, value_name = "PATH")]
    patients: Vec<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
    /// Decide as of this date (2025-11-20), whatever the records say
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// Show only the patients on whom the rulesets differ; the counts stay those of all
    #[arg(long)]
    only_differences: bool,
    /// How to write it; json is one object
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write it as a page of HTML, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Show what was found of each patient, and the text of values that could not be read
    #[arg(long)]
    show_values: bool,
    /// Exit with 4 if two rulesets contradict each other on any patient
    #[arg(long)]
    fail_on_contradiction: bool,
    #[command(flatten)]
    search: SearchPath,
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    patients: Vec<Patient>,
    left_out: Vec<LeftOut>,
    /// Files that could not be read.
    unread: usize,
    /// The header of a table has errors.
    has_bad_header: bool,
    /// There are more patients than are held at once.
    too_many: bool,
}

impl Gathered {
    fn records(&self) -> usize {
        self.patients.len() + self.left_out.len()
    }

    /// Reads no further.
    fn stops(&self) -> bool {
        self.too_many || interrupt::is_asked()
    }

    /// A file that cannot be read has its place among what was left out.
    fn unread(&mut self, path: &Path, why: &str) {
        self.unread += 1;
        self.leave_out(path, RecordProblem::new(Code::Unreadable, "", 0..0, "", why));
    }

    fn leave_out(&mut self, path: &Path, problem: RecordProblem) {
        self.left_out.push(LeftOut { file: path.display().to_string(), problems: vec![problem] });
    }
}

impl Compare {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if let Some(message) = self.wrong_usage() {
            complain(&message);
            return Ok(Status::Usage);
        }
        let rulesets = match self.compile()? {
            Ok(rulesets) => rulesets,
            Err(status) => return Ok(status),
        };
        let all: Vec<_> = rulesets.iter().map(|(_, ruleset)| ruleset.clone()).collect();
        let options = self.input.options(&all, &self.search);
        let compare = match compare::Compare::new(rulesets) {
            Ok(compare) => compare.show_values(self.show_values),
            Err(error) => {
                complain(&error.to_string());
                return Ok(Status::Usage);
            }
        };
        let mut gathered = Gathered::default();
        let vocabulary = compare.vocabulary().map(Arc::new);
        interrupt::watch();
        let today = jiff::Zoned::now().date();
        let as_of = self.as_of.map_or(AsOf::RecordOr(today), AsOf::Fixed);
        let (files, options) = self.files(&mut gathered, options);
        if let Some(message) = self.page_over(&files) {
            complain(&message);
            return Ok(Status::Usage);
        }
        for path in files {
            if let Err(error) = self.read(&compare, &vocabulary, (&path, &options), as_of, &mut gathered) {
                let why = in_words(&error);
                complain(&format!("`{}`: {why}", path.display()));
                gathered.unread(&path, &why);
            }
            if gathered.stops() {
                break;
            }
        }
        if interrupt::is_asked() {
            complain(&format!(
                "interrupted after {}: nothing is shown, as a part would look like the whole",
                plural(gathered.records(), "record")
            ));
            return Ok(Status::Interrupted);
        }
        if gathered.too_many {
            complain(&format!(
                "more than {MAX_COMPARED_ANSWERS} answers (patients times rulesets) are not held at once; compare fewer patients, or fewer rulesets"
            ));
            return Ok(Status::Usage);
        }
        self.finish(&compare, gathered, out)
    }

    /// What can be known to be wrong before anything is read.
    fn wrong_usage(&self) -> Option<String> {
        if let Some(record) = self.rulesets.iter().find(|file| has_extension(Path::new(file), "json")) {
            return Some(format!(
                "`{record}` stands among the rulesets; each --patients takes one path: name the folder, or write --patients before each file"
            ));
        }
        if let [only] = self.rulesets.as_slice() {
            return Some(format!(
                "a comparison needs two rulesets or more; to decide by one, `elig run {only} RECORD…`"
            ));
        }
        let mut seen = HashSet::new();
        if let Some(twice) = self.rulesets.iter().find(|file| !seen.insert(same_file(Path::new(file)))) {
            return Some(format!("`{twice}` is named twice; a ruleset is compared with other ones"));
        }
        self.page_over(&[])
    }

    /// Would the page be written over what is read?
    fn page_over(&self, patients: &[PathBuf]) -> Option<String> {
        let page = self.html.as_deref()?;
        let rulesets = self.rulesets.iter().map(Path::new);
        let mut inputs = rulesets.chain(patients.iter().map(PathBuf::as_path));
        // A file that a ruleset uses is read, too.
        let is_input = has_extension(page, "elig") || has_extension(page, "json");
        let taken =
            is_input || page == Path::new("-") || inputs.any(|input| same_file(input) == same_file(page));
        taken.then(|| format!("the page needs a file of its own, and `{}` is none", page.display()))
    }

    /// The rulesets with the names of their files; every problem of every one is shown.
    fn compile(&self) -> io::Result<Result<Vec<(String, Ruleset)>, Status>> {
        let loader = self.search.loader();
        let mut rulesets = Vec::new();
        let mut failed = None;
        for file in &self.rulesets {
            let compilation = crate::compile(&loader, Wanted::File(file));
            let found = tally(&compilation.problems);
            let Some(ruleset) = compilation.ruleset else {
                show(&compilation.problems, &compilation.sources, &mut anstream::stderr())?;
                let status = if unreadable(&compilation.problems) {
                    complain(&format!("`{file}` could not be read, so nothing was compared"));
                    Status::Usage
                } else {
                    complain(&format!("`{file}` has {found}, so nothing was compared"));
                    Status::Ruleset
                };
                failed = failed.max(Some(status));
                continue;
            };
            if ruleset.is_vocabulary() {
                complain(&format!(
                    "`{file}` is a vocabulary: it has facts, and no rules to compare; name rulesets that use it"
                ));
                failed = Some(Status::Usage);
                continue;
            }
            if !found.is_empty() {
                writeln!(anstream::stderr(), "{found} in `{file}`; `elig check {file}` shows them")?;
            }
            rulesets.push((file.clone(), ruleset));
        }
        Ok(failed.map_or(Ok(rulesets), Err))
    }

    /// The files of patients, each once.
    fn files(&self, gathered: &mut Gathered, options: Options) -> (Vec<PathBuf>, Options) {
        let mut seen = HashSet::new();
        let mut files = Vec::new();
        let (found, options) = intake::find(&self.patients, options);
        for file in found {
            match file {
                Ok(file) => files.extend(Some(file).filter(|file| seen.insert(same_file(file)))),
                Err((path, why)) => {
                    complain(&why);
                    gathered.unread(&path, &why);
                }
            }
        }
        (files, options)
    }

    /// The records of a file. A table is read by the vocabularies of all rulesets together.
    fn intake(
        &self,
        vocabulary: &Result<Arc<Vocabulary>, Arc<str>>,
        (path, options): (&Path, &Options),
    ) -> io::Result<intake::Intake> {
        let decoded = intake::decoded(path, options)?;
        match (vocabulary, decoded.format) {
            (Ok(vocabulary), _) => decoded.records(vocabulary),
            (Err(_), intake::Format::Json) => decoded.records(&Arc::default()),
            (Err(fact), _) => Err(io::Error::other(format!(
                "the rulesets declare `{fact}` differently, so no table and no FHIR can be read for all of them; give the records as JSON"
            ))),
        }
    }

    fn read(
        &self,
        compare: &compare::Compare,
        vocabulary: &Result<Arc<Vocabulary>, Arc<str>>,
        (path, options): (&Path, &Options),
        as_of: AsOf,
        gathered: &mut Gathered,
    ) -> io::Result<()> {
        let intake = self.intake(vocabulary, (path, options))?;
        gathered.has_bad_header |= tell_of_input(&intake)?;
        let path = &intake.name().to_path_buf();
        let before = gathered.records();
        for record in intake {
            if gathered.stops() {
                return Ok(());
            }
            match record? {
                Ok(text) => self.record(compare, path, &text, as_of, gathered)?,
                Err(problem) => {
                    show_in_record(path, &problem, "", None)?;
                    gathered.leave_out(path, problem);
                }
            }
        }
        if gathered.records() == before {
            let problem =
                RecordProblem::new(Code::RecordSyntax, "", 0..0, "", "there is no record in this file")
                    .help("a record is a JSON object: `{ \"id\": \"p-001\", … }`");
            show_in_record(path, &problem, "", None)?;
            gathered.leave_out(path, problem);
        }
        Ok(())
    }

    fn record(
        &self,
        compare: &compare::Compare,
        path: &Path,
        text: &RecordText,
        as_of: AsOf,
        gathered: &mut Gathered,
    ) -> io::Result<()> {
        let value =
            |problem: &RecordProblem| text.text.get(problem.bytes.clone()).filter(|_| self.show_values);
        match compare.decide(&path.display().to_string(), text, as_of) {
            Ok(patient) => {
                for told in &patient.problems {
                    let note = match told.rulesets.len() == self.rulesets.len() {
                        true => String::new(),
                        false => format!(" (as {} read it)", text::keys(&told.rulesets)),
                    };
                    show_in_record(path, &told.problem, &note, value(&told.problem))?;
                }
                gathered.patients.push(patient);
                gathered.too_many = gathered.patients.len() * self.rulesets.len() > MAX_COMPARED_ANSWERS;
            }
            Err(CompareError::LeftOut(left_out)) => {
                for problem in &left_out.problems {
                    show_in_record(path, problem, "", value(problem))?;
                }
                gathered.left_out.push(left_out);
            }
            Err(other) => return Err(io::Error::other(other)),
        }
        Ok(())
    }

    fn finish(
        &self,
        compare: &compare::Compare,
        gathered: Gathered,
        out: &mut dyn Write,
    ) -> io::Result<Status> {
        let Gathered { patients, left_out, unread, has_bad_header, .. } = gathered;
        let mistaken = has_bad_header || !left_out.is_empty() || patients.iter().any(Patient::has_errors);
        let mut status = match (unread, mistaken) {
            (1.., _) => Status::Usage,
            (0, true) => Status::Record,
            (0, false) => Status::Done,
        };
        if patients.is_empty() {
            complain("there is no patient to compare the rulesets on");
            return Ok(status);
        }
        let matrix = compare.matrix(patients, left_out);
        let matrix = if self.only_differences { matrix.only_differences() } else { matrix };
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &matrix)?;
                writeln!(out)?;
            }
            Format::Text => text::write(&matrix, self.as_of.is_some(), out)?,
        }
        // What goes to standard error next comes after it.
        out.flush()?;
        if let Some(page) = &self.html
            && let Err(error) = write_private(page, Page::of(&matrix).to_string().as_bytes())
        {
            complain(&error.to_string());
            return Ok(Status::Usage);
        }
        let contradicted = matrix.summary.contradicted;
        if self.fail_on_contradiction && contradicted > 0 {
            complain(&format!("rulesets contradict each other on {}", plural(contradicted, "patient")));
            if status == Status::Done {
                status = Status::Unexpected;
            }
        }
        Ok(status)
    }
}

fn has_extension(file: &Path, wanted: &str) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// By this a file is known again, however it is named.
fn same_file(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf())
}
