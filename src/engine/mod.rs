//! The facade that hosts use: files to [`Ruleset`], ruleset and record to [`Decision`](crate::decision::Decision).

mod draft;
mod fingerprint;
mod load;
mod ruleset;
mod samples;
mod settings;
mod units;
mod variant;

pub use draft::{Draft, Question, draft};
pub use ruleset::{AsOf, CompileError, Compiled, DecideError, Ruleset};
pub use settings::Settings;

use std::sync::Arc;

use crate::check::Asking;
use crate::diagnostic::{Code, Problem, Problems, Severity};
use crate::limits::{Limit, MAX_PROBLEMS};
use crate::loader::{Loader, Wanted};
use crate::source::{FileId, SourceMap};
use crate::syntax::parse_question;
use crate::testing::Suite;

/// The engine and its version, as whatever is written for programs names it.
pub const NAME: &str = concat!("elig ", env!("CARGO_PKG_VERSION"));

/// Everything that comes of compiling: the texts, the problems, and the ruleset if there is no error.
#[derive(Debug)]
pub struct Compilation {
    /// Every file that was read.
    pub sources: Arc<SourceMap>,
    /// Every error and warning, sorted by place.
    pub problems: Problems,
    /// The ruleset; `None` when there is an error. Of a file of tests it is the ruleset that is tested.
    pub ruleset: Option<Ruleset>,
    /// The patients that the files describe, and the tests of the file that was asked for.
    pub suite: Suite,
    /// The file of the ruleset: of a file of tests the one that is tested.
    pub entry: FileId,
}

impl Compilation {
    /// The ruleset, or all problems in words.
    ///
    /// # Errors
    /// When the files have an error. Warnings are no errors.
    pub fn into_result(self) -> Result<Ruleset, CompileError> {
        self.ruleset.ok_or(CompileError { sources: self.sources, problems: self.problems })
    }
}

/// Compiles a ruleset and all files it uses. All problems of all files are found in one run.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
/// let compilation = elig::compile(&files, Wanted::File("pain.elig"));
/// assert!(compilation.ruleset.is_some());
/// ```
#[must_use]
pub fn compile(loader: &dyn Loader, wanted: Wanted<'_>) -> Compilation {
    compile_with(loader, wanted, &Settings::new())
}

/// The same, with some of the ruleset's parameters set to other values than its own.
#[must_use]
pub fn compile_with(loader: &dyn Loader, wanted: Wanted<'_>, settings: &Settings) -> Compilation {
    compile_all(loader, wanted, settings, None).compilation
}

/// `asking` is there of a ruleset that is being written, with what is asked in its scope.
fn compile_all(
    loader: &dyn Loader,
    wanted: Wanted<'_>,
    settings: &Settings,
    asking: Option<Option<(&str, &str)>>,
) -> Draft {
    let mut problems = Problems::new();
    let mut loaded = load::load_all(loader, wanted, &mut problems);
    let files = loaded.sources.iter().count();
    let mut all_settings = loaded.tested().map(|(header, _)| header.settings.clone()).unwrap_or_default();
    all_settings.extend(settings.parse(&mut loaded.sources, &mut problems));
    let question = asking.flatten().and_then(|(origin, text)| {
        let file = loaded.sources.add(origin, text);
        parse_question(text, file, &mut problems)
    });
    let draft = asking.map(|_| Asking { question: question.as_ref() });
    let variants = units::variants(&loaded, &mut problems);
    let mut checked = units::check_all(&loaded, &variants, &all_settings, draft, &mut problems);
    checked.program.bound_questions(loaded.limits.get(Limit::Work));
    let holes = std::mem::take(&mut checked.holes);
    let names = std::mem::take(&mut checked.names);
    let answer = checked.answer.take();
    let written = samples::of(&loaded, &mut problems);
    let suite = match problems.has_errors() {
        // What the patients say and the tests expect hangs on facts and rules that may not be understood.
        true => Suite::default(),
        false => Suite::collect(&written, &checked.vocabulary, &checked.about, &mut problems),
    };
    let entry = loaded.entry().unwrap_or_default();
    let sources = Arc::new(loaded.sources);
    let problems = limited(problems.sorted()).sorted();
    let ruleset = (!problems.has_errors()).then(|| {
        let hash = fingerprint::fingerprint(&sources, files, &checked.about);
        Ruleset::new(checked, Arc::clone(&sources), entry, hash)
    });
    let question = question.map(|expr| Question { expr, answer: answer.filter(|_| ruleset.is_some()) });
    Draft { compilation: Compilation { sources, problems, ruleset, suite, entry }, question, holes, names }
}

/// A file of noise would fill the screen: with errors among them, only the first [`MAX_PROBLEMS`] are kept,
/// errors before warnings, and the rest is counted.
fn limited(problems: Problems) -> Problems {
    let total = problems.len();
    if total <= MAX_PROBLEMS || !problems.has_errors() {
        return problems;
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|problem| problem.severity() == Severity::Error);
    let mut kept = Problems::new();
    kept.extend(errors.into_iter().chain(warnings).take(MAX_PROBLEMS));
    let last = kept.iter().last().map(Problem::span).unwrap_or_default();
    kept.push(
        Problem::new(Code::TooLarge, last, format!("{} more problems are not shown", total - MAX_PROBLEMS))
            .help("mend the first ones and check again"),
    );
    kept
}
