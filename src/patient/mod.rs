//! A patient in the language's own words: what the record says of each fact, as a ruleset writes it, beside the record
//! as it was read. So a record can be changed, told and saved, and everything that is not changed stays what it was.

mod json;
pub(crate) mod literal;
pub(crate) mod sample;
mod written;

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;

use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::ir::SlotId;
use crate::record::{Record, RecordProblem};
use crate::syntax::ast::{Expr, FieldValue, Path};
use crate::vocabulary::Vocabulary;
use sample::AS_OF;

/// What is said of a patient: each fact with its value as it is written; the date of the decision stands as `as_of`.
pub type Fields = IndexMap<Arc<str>, Expr>;

/// A patient whose record can be changed.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::patient::{Patient, expression};
/// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
/// let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
/// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
///
/// let patient = Patient::from_json(ruleset.vocabulary(), r#"{ "pain_months": 4 }"#)?;
/// assert_eq!(patient.decide(&ruleset, as_of)?.verdict(), elig::Verdict::Ineligible);
///
/// let later = patient.with("pain_months", &expression("6").unwrap()).unwrap();
/// assert_eq!(later.decide(&ruleset, as_of)?.verdict(), elig::Verdict::Eligible);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Patient {
    record: Record,
    fields: Fields,
}

pub use literal::expression;

impl Patient {
    /// A patient of whom nothing is known.
    #[must_use]
    pub fn new(vocabulary: &Arc<Vocabulary>) -> Self {
        Self { record: Record::from_entries(vocabulary, []), fields: Fields::new() }
    }

    /// Reads a patient's record from JSON text: one object. What could not be read is told in the record's
    /// [`problems`](Record::problems), and counts as unknown.
    ///
    /// # Errors
    /// When the text is too large, no JSON, or no object.
    pub fn from_json(vocabulary: &Arc<Vocabulary>, text: &str) -> Result<Self, RecordProblem> {
        let record = Record::from_json(vocabulary, text)?;
        let fields = written::fields(&record, text);
        Ok(Self { record, fields })
    }

    /// A patient as a ruleset's file describes one.
    ///
    /// # Errors
    /// When a value is not of its fact's type, or no fact has such a name.
    pub fn from_fields(vocabulary: &Arc<Vocabulary>, fields: Fields) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        match sample::read(&fields, vocabulary, &mut problems) {
            Some(record) => Ok(Self { record, fields }),
            None => Err(problems),
        }
    }

    /// A patient who was read already: the record says what the fields say.
    pub(crate) fn of(record: Record, fields: Fields) -> Self {
        Self { record, fields }
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What the record says of each fact, as a ruleset writes it. What it leaves out is not there.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The date to which the record describes the patient, if it says one.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.record.as_of()
    }

    /// The patient with another value of a fact, or, of `as_of`, with another date.
    ///
    /// # Errors
    /// When no fact has that name, or the value is not of its type.
    pub fn with(&self, path: &str, value: &Expr) -> Result<Self, Problems> {
        let path = Path { text: path.to_owned(), place: value.place };
        self.with_setting(&FieldValue { path, value: value.clone() })
    }

    /// The same, with what is wrong with a name told where the name stands.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    pub fn with_setting(&self, setting: &FieldValue) -> Result<Self, Problems> {
        let (vocabulary, value) = (self.record.vocabulary(), &setting.value);
        let path: Arc<str> = setting.path.text.as_str().into();
        let mut problems = Problems::new();
        let known = vocabulary.find(&path).and_then(|slot| Some((slot, vocabulary.fact(slot)?)));
        let record = match known {
            Some((slot, fact)) => sample::entry(fact, vocabulary, value, &mut problems)
                .map(|entry| self.record.with(slot, entry)),
            None if *path == *AS_OF => {
                let date = std::iter::once((Arc::clone(&path), value.clone())).collect();
                sample::read(&date, vocabulary, &mut problems)
                    .map(|read| self.record.with_as_of(read.as_of()))
            }
            None => {
                problems.push(sample::unknown_fact(&setting.path, vocabulary));
                None
            }
        };
        let Some(record) = record else { return Err(problems) };
        let mut fields = self.fields.clone();
        fields.insert(path, value.clone());
        Ok(Self { record, fields })
    }

    /// The patient with a fact, or the date, that is not recorded.
    #[must_use]
    pub fn without(&self, path: &str) -> Self {
        let mut changed = self.clone();
        changed.fields.shift_remove(path);
        changed.record = match self.record.vocabulary().find(path) {
            Some(slot) => self.record.without(slot),
            None if path == AS_OF => self.record.with_as_of(None),
            None => return changed,
        };
        changed
    }

    /// The record as JSON text, indented. `read` is the text that it was read from, if there is one: what stands there
    /// under other keys stays, and so does all that was not changed since.
    ///
    /// ```
    /// use elig::loader::{Memory, Wanted};
    /// use elig::patient::{Patient, expression};
    /// let files = Memory::new().with("a.elig", "fact device.pacemaker: boolean\nexclude device.pacemaker\n");
    /// let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result()?;
    /// let read = r#"{ "id": "p-001" }"#;
    /// let patient = Patient::from_json(ruleset.vocabulary(), read)?;
    /// let patient = patient.with("device.pacemaker", &expression("false").unwrap()).unwrap();
    /// assert_eq!(
    ///     patient.to_json(Some(read)),
    ///     "{\n  \"id\": \"p-001\",\n  \"device\": {\n    \"pacemaker\": false\n  }\n}\n"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self, read: Option<&str>) -> String {
        json::text(self, read)
    }

    /// Is anything said of the fact that the language cannot write, so that it is only in the record?
    #[must_use]
    pub fn is_unwritten(&self, slot: SlotId) -> bool {
        let fact = self.record.vocabulary().fact(slot);
        let recorded = self
            .record
            .entry(slot)
            .is_some_and(|entry| entry.absence != Some(crate::absence::Absence::NotRecorded));
        recorded && fact.is_some_and(|fact| !self.fields.contains_key(&fact.path))
    }

    /// Decides on this patient.
    ///
    /// # Errors
    /// As [`Ruleset::decide`].
    pub fn decide(&self, ruleset: &Ruleset, as_of: AsOf) -> Result<Decision, DecideError> {
        ruleset.decide(&self.record, as_of)
    }
}
