//! A compiled ruleset.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::about::About;
use crate::check::Checked;
use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::ir::Program;
use crate::record::{Record, RecordProblem};
use crate::source::{FileId, SourceMap};
use crate::trace::Trace;
use crate::vocabulary::Vocabulary;

/// A compiled ruleset: immutable, cheap to clone, shared freely among threads.
#[derive(Debug, Clone)]
pub struct Ruleset {
    pub(crate) compiled: Arc<Compiled>,
}

/// What a ruleset and its decisions read.
#[derive(Debug)]
pub struct Compiled {
    /// The typed core.
    pub program: Program,
    /// Names and words.
    pub about: About,
    /// The facts.
    pub vocabulary: Arc<Vocabulary>,
    /// The texts it was compiled from.
    pub sources: Arc<SourceMap>,
    /// The fingerprint of texts, parameters and engine.
    pub hash: String,
    /// The file that it stands in.
    pub file: FileId,
}

/// Why files could not be compiled: every problem, with its place. `Display` writes them all, one after
/// another, as plain lines.
#[derive(Debug, Clone)]
pub struct CompileError {
    /// Every file that was read.
    pub sources: Arc<SourceMap>,
    /// Every error and warning.
    pub problems: Problems,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.render_plain(&self.sources))
    }
}

impl std::error::Error for CompileError {}

/// Why there is no decision.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DecideError {
    /// The record could not be read at all.
    #[error("{0}")]
    Record(RecordProblem),
    /// The record was read for another vocabulary.
    #[error("this record was read for another vocabulary; read it with the ruleset's own `vocabulary()`")]
    OtherVocabulary,
    /// A vocabulary has nothing to decide.
    #[error("this is a vocabulary: it has facts, and no rules to decide by")]
    Vocabulary,
    /// A value could not be written as JSON.
    #[error("this value cannot be written as JSON: {0}")]
    NotJson(String),
}

/// The date on which a decision is taken. Never the machine's clock: the caller says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// This date, whatever the record says.
    Fixed(Date),
    /// The record's own `as_of`; this date if it has none. A record whose `as_of` cannot be read is refused.
    RecordOr(Date),
}

impl AsOf {
    /// The date on which to decide on a record.
    pub(crate) fn of(self, record: &Record) -> Result<Date, DecideError> {
        let date = match self {
            // The record is not even looked at: that would wait for memory.
            AsOf::Fixed(date) => return Ok(date),
            AsOf::RecordOr(date) => date,
        };
        match record.as_of_problem() {
            Some(problem) => Err(DecideError::Record(problem.clone())),
            None => Ok(record.as_of().unwrap_or(date)),
        }
    }
}

impl Ruleset {
    pub(super) fn new(checked: Checked, sources: Arc<SourceMap>, file: FileId, hash: String) -> Self {
        let compiled = Compiled {
            program: checked.program,
            about: checked.about,
            vocabulary: checked.vocabulary,
            sources,
            hash,
            file,
        };
        Self { compiled: Arc::new(compiled) }
    }

    /// The dotted name of its header, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.compiled.about.name.as_deref()
    }

    /// Is it a vocabulary, with nothing to decide?
    #[must_use]
    pub fn is_vocabulary(&self) -> bool {
        self.compiled.about.is_vocabulary
    }

    /// The name of the file that it stands in.
    #[must_use]
    pub fn file(&self) -> &str {
        self.compiled.sources.name(self.compiled.file)
    }

    /// Its names, reasons and sources.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.compiled.about
    }

    /// Its typed core.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.compiled.program
    }

    /// The facts that its records may hold.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.compiled.vocabulary
    }

    /// The texts it was compiled from.
    #[must_use]
    pub fn sources(&self) -> &Arc<SourceMap> {
        &self.compiled.sources
    }

    /// A fingerprint over the engine's version, every file's text and every parameter's value.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.compiled.hash
    }

    /// What each of its sources says, the rules that stand on it, and the rules that stand on nothing.
    ///
    /// ```
    /// use elig::loader::{Memory, Wanted};
    /// let text = r#"
    /// source page { title "A page", item duration "Six months or more", item age "Adults" }
    /// fact months: integer
    /// require months >= 6 cite page.duration
    /// "#;
    /// let files = Memory::new().with("page.elig", text);
    /// let ruleset = elig::compile(&files, Wanted::File("page.elig")).into_result()?;
    /// let trace = ruleset.trace();
    /// let [duration, age] = trace.sources[0].items.as_slice() else { panic!() };
    /// assert_eq!(&*duration.cited_by[0].label, "months");
    /// assert!(age.cited_by.is_empty());
    /// # Ok::<(), elig::CompileError>(())
    /// ```
    #[must_use]
    pub fn trace(&self) -> Trace {
        Trace::of(&self.compiled)
    }

    /// Decides on a record. All rules are evaluated; the decision holds every reason.
    ///
    /// # Errors
    /// When the record was read for another vocabulary, or its `as_of` is needed and cannot be read.
    pub fn decide(&self, record: &Record, as_of: AsOf) -> Result<Decision, DecideError> {
        self.accepts(record)?;
        if self.is_vocabulary() {
            return Err(DecideError::Vocabulary);
        }
        Ok(Decision::new(Arc::clone(&self.compiled), record.clone(), as_of.of(record)?))
    }

    /// Was the record read for its vocabulary?
    #[inline]
    pub(crate) fn accepts(&self, record: &Record) -> Result<(), DecideError> {
        let same = Arc::ptr_eq(record.vocabulary(), &self.compiled.vocabulary)
            || record.vocabulary() == &self.compiled.vocabulary;
        if same { Ok(()) } else { Err(DecideError::OtherVocabulary) }
    }

    /// What it says of a record, be it a vocabulary or a ruleset without rules: then the verdict says nothing, and the
    /// values do. `None` where the date of the record is needed and cannot be read.
    #[cfg(feature = "cli")]
    pub(crate) fn evaluated(&self, record: &Record, as_of: AsOf) -> Option<Decision> {
        let as_of = as_of.of(record).ok()?;
        Some(Decision::new(Arc::clone(&self.compiled), record.clone(), as_of))
    }

    /// Decides on a record in JSON text: one object.
    ///
    /// Values that are not of their fact's type are told in the decision's
    /// [`record_problems`](Decision::record_problems) and count as unknown (*invalid*).
    ///
    /// # Errors
    /// When the text is no JSON object.
    pub fn decide_json(&self, text: &str, as_of: AsOf) -> Result<Decision, DecideError> {
        let record = Record::from_json(&self.compiled.vocabulary, text).map_err(DecideError::Record)?;
        self.decide(&record, as_of)
    }

    /// Decides on any value that serializes to an object of the record's shape.
    ///
    /// # Errors
    /// When the value cannot be written as a JSON object.
    pub fn decide_value<T: Serialize + ?Sized>(
        &self,
        value: &T,
        as_of: AsOf,
    ) -> Result<Decision, DecideError> {
        let text = serde_json::to_string(value).map_err(|error| DecideError::NotJson(error.to_string()))?;
        self.decide_json(&text, as_of)
    }
}
