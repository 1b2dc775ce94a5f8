//! What a session would lose if it were interrupted: what `:undo` takes back.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::document::Document;
use crate::engine::{Compilation, Draft, Ruleset};
use crate::patient::{Fields, Patient};
use crate::syntax::ast::Expr;
use crate::vocabulary::Vocabulary;
use crate::{AsOf, Settings, Verdict};

/// The document, the record, the parameters and the date.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The document.
    pub document: Document,
    /// The record.
    pub record: RecordState,
    /// What parameters are set to: name and value, as written.
    pub settings: Vec<(String, String)>,
    /// The date on which to decide, whatever the record says.
    pub as_of: Option<Date>,
    /// The records that were kept for tests.
    pub kept: Vec<Kept>,
    /// What was said of the patients that were written to a file as tests.
    pub written: Vec<Fields>,
}

/// The record, as it was loaded and changed. Facts come and go with the document, so that it is read anew for each
/// vocabulary.
#[derive(Debug, Clone, Default)]
pub struct RecordState {
    /// The file it was loaded from, and what it says.
    pub loaded: Option<Arc<LoadedRecord>>,
    /// What was set and unset since, in order; `None` is unset.
    pub changes: Vec<(Arc<str>, Option<Expr>)>,
}

/// A record that was loaded.
#[derive(Debug, PartialEq, Eq)]
pub struct LoadedRecord {
    /// Its file.
    pub path: PathBuf,
    /// Which of the records of that file, if it has several.
    pub which: Option<String>,
    /// Its text.
    pub text: String,
}

/// A record that is to become a test.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The title of the test.
    pub title: String,
    /// What is said of the patient, the date of the decision included.
    pub fields: Fields,
    /// What the ruleset said when it was kept.
    pub verdict: Option<Verdict>,
}

impl RecordState {
    /// The same with a fact set, or unset.
    pub fn changed(&self, path: &str, value: Option<Expr>) -> Self {
        let mut changed = self.clone();
        changed.changes.retain(|(known, _)| &**known != path);
        changed.changes.push((path.into(), value));
        changed
    }

    /// The patient, as the vocabulary reads the record. Facts that it does not have any more are left out.
    pub fn patient(&self, vocabulary: &Arc<Vocabulary>) -> Patient {
        let loaded =
            self.loaded.as_ref().and_then(|loaded| Patient::from_json(vocabulary, &loaded.text).ok());
        let start = loaded.unwrap_or_else(|| Patient::new(vocabulary));
        self.changes.iter().fold(start, |patient, (path, value)| match value {
            Some(value) => patient.with(path, value).unwrap_or(patient),
            None => patient.without(path),
        })
    }
}

/// A document as it was compiled, and the patient as it reads the record.
#[derive(Debug)]
pub struct Compiled {
    /// The document.
    pub draft: Draft,
    /// The patient.
    pub patient: Option<Patient>,
}

impl Compiled {
    /// The texts and problems.
    pub fn compilation(&self) -> &Compilation {
        &self.draft.compilation
    }

    /// The ruleset.
    pub fn ruleset(&self) -> Option<&Ruleset> {
        self.draft.compilation.ruleset.as_ref()
    }

    /// Can it decide anything?
    pub fn decides(&self) -> bool {
        self.ruleset()
            .is_some_and(|ruleset| !ruleset.is_vocabulary() && ruleset.program().deciding().next().is_some())
    }
}

impl State {
    /// What the parameters are set to.
    pub fn settings(&self) -> Settings {
        let settings = self.settings.iter();
        settings.fold(Settings::new(), |settings, (name, value)| {
            settings.written("<entry>", format!("{name} = {value}"))
        })
    }

    /// On which date to decide.
    pub fn as_of(&self, today: Date) -> AsOf {
        self.as_of.map_or(AsOf::RecordOr(today), AsOf::Fixed)
    }
}
