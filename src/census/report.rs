//! What a census found, as it is serialized.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Code;
use crate::record::fhir::Account;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-records-check/1";

/// What records say of the facts of a ruleset. Serializes as documented in `docs/records-check.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The name and version of this shape: [`SCHEMA`].
    pub schema: &'static str,
    /// The program that counted.
    pub engine: &'static str,
    /// It was interrupted: what stands here is of the records until then.
    pub interrupted: bool,
    /// Patients' values are shown.
    pub values: bool,
    /// The records.
    pub records: RecordsFound,
    /// No record says anything of any of the facts that a rule could use.
    pub nothing_found: bool,
    /// The facts that were looked for.
    pub facts: Vec<FactFound>,
    /// Keys and columns that nobody knows, the most frequent first.
    pub keys: Vec<KeyFound>,
    /// How often others were met, of which too many are different to be told.
    pub other_keys: usize,
    /// Of FHIR, what became of the resources; left out where there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Account>,
}

/// How many records there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordsFound {
    /// Records that were read.
    pub read: usize,
    /// Records that could not be read at all.
    pub unreadable: usize,
    /// Where the first of them stand, and why.
    pub unreadable_examples: Vec<Unreadable>,
    /// Mistakes in the headers of tables that concern no single fact.
    pub headers: Vec<Unreadable>,
    /// Records with errors, be it of facts that were not looked for.
    pub with_errors: usize,
    /// Records with an `as_of`.
    pub with_as_of: usize,
    /// Records whose `as_of` cannot be read.
    pub as_of_unreadable: usize,
    /// Records without an `id`.
    pub without_id: usize,
    /// Records with an `id` that another record before them has.
    pub id_again: usize,
    /// Where the first of them stand.
    pub id_again_examples: Vec<Example>,
    /// Records whose `id` was not looked for among others, as there are too many.
    pub ids_not_compared: usize,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// Why.
    pub code: Code,
    /// Why, in words.
    pub message: String,
    /// Where: `FILE:3:12`, or `FILE: row 7`.
    pub place: String,
}

/// What records say of one fact. Each record counts once: as found, partial, absent, not recorded or invalid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactFound {
    /// Its path.
    pub fact: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Records with a value.
    pub found: usize,
    /// Records with a bound, a date without a day, or a set that is not complete.
    pub partial: usize,
    /// Records that say why there is no value, by the reason.
    pub absent: BTreeMap<&'static str, usize>,
    /// Records that say nothing of it.
    pub not_recorded: usize,
    /// Records with a value that cannot be used.
    pub invalid: usize,
    /// Per cent of the records with a value, a partial one included.
    pub share: f64,
    /// The mistakes, by their codes.
    pub problems: Vec<ProblemFound>,
}

/// One kind of mistake with one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemFound {
    /// Its code.
    pub code: Code,
    /// What the code is about.
    pub title: &'static str,
    /// In how many records it is made; 0 of a mistake in a header.
    pub records: usize,
    /// Where, of the first of them.
    pub examples: Vec<Example>,
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// `FILE:3:12`, or `FILE: row 7, column Hb`.
    pub place: String,
    /// What stands there, a patient's, where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A key or a column that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyFound {
    /// Its path; entries of lists without their number: `odi[].valu`.
    pub key: String,
    /// In how many records it stands.
    pub records: usize,
    /// The fact that it most likely means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// Where it was met first.
    pub place: String,
}

impl Report {
    /// Is there anything that is an error: in a record, in a header, or that nothing was found?
    #[must_use]
    pub fn has_errors(&self) -> bool {
        use crate::diagnostic::Severity;
        let facts = self.facts.iter().flat_map(|fact| &fact.problems).map(|problem| problem.code);
        let codes = facts.chain(self.records.headers.iter().map(|header| header.code));
        self.nothing_found
            || self.records.unreadable > 0
            || self.records.with_errors > 0
            || codes.into_iter().any(|code| code.severity() == Severity::Error)
    }
}
