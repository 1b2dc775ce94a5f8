//! What is wrong with a record, and where. Never the value itself: it is a patient's.

use std::fmt;

use serde::Serialize;

use crate::diagnostic::{Code, Severity};
use crate::source::{LineColumn, line_column};

/// A mistake in a record: its place in the record's own text, and what to do about it. Carries no value of
/// the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordProblem {
    /// Its code.
    pub code: Code,
    /// The path of the fact or key; empty for the record as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Box<str>>,
    /// It is a key that is taken for a misspelt name of the vocabulary: the fact that it most likely means counts as
    /// recorded with an invalid value.
    #[serde(skip)]
    pub is_misspelt: bool,
    /// Where the value stands in a source that has no lines of its own for it: `row 7, column Hb`,
    /// `Observation/17, valueQuantity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<str>>,
    /// Line and column of the value, from 1.
    #[serde(flatten)]
    pub at: LineColumn,
    /// The bytes of the record's text that it speaks of.
    #[serde(skip)]
    pub bytes: std::ops::Range<usize>,
}

impl RecordProblem {
    /// A problem at these bytes of `text`.
    #[must_use]
    pub fn new(
        code: Code,
        text: &str,
        bytes: std::ops::Range<usize>,
        path: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            path: path.to_owned(),
            message: message.into(),
            help: None,
            is_misspelt: false,
            place: None,
            at: line_column(text, bytes.start),
            bytes,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Moves the place: for a record that does not start at the first line of its file.
    #[must_use]
    pub fn moved(mut self, lines: usize, columns: usize) -> Self {
        if self.at.line == 1 {
            self.at.column += columns;
        }
        self.at.line += lines;
        self
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for RecordProblem {
    /// `3:12: error[E0702]: message`; with a place of its own, that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        match &self.place {
            Some(place) => write!(f, " {place}: {kind}[{}]: {}", self.code, self.message),
            None => write!(f, "{}: {kind}[{}]: {}", self.at, self.code, self.message),
        }
    }
}

impl std::error::Error for RecordProblem {}
