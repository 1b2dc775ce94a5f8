//! What is known of one patient: JSON to typed values, each mistake told with its place in the text.

mod attested;
pub mod fhir;
mod list;
mod origin;
mod path;
mod problem;
mod quantity;
mod read;
mod slot;
mod stream;
mod table;
mod value;
mod visible;

use std::sync::Arc;

use jiff::civil::Date;

pub use origin::Origin;
pub(crate) use path::{is_inside, without_numbers};
pub use problem::RecordProblem;
pub(crate) use quantity::ratio_bits;
pub(crate) use read::too_large;
pub(crate) use slot::{SCALE, Slot, Slots, Tag, in_own_unit, packed};
pub(crate) use stream::not_utf8;
pub use stream::{RecordText, Records};
#[cfg(feature = "cli")]
pub(crate) use table::looks_like_a_table;
pub use table::{Delimiter, NOT_RECORDED, Table};
pub(crate) use visible::{is_hidden, visible};

use crate::absence::Absence;
use crate::ir::SlotId;
use crate::possible::Possible;
use crate::vocabulary::Vocabulary;

/// What is known of one patient, read for one vocabulary. Cheap to clone; shared freely among threads.
///
/// What most decisions read stands in the record itself, so that records in a row wait for memory but once.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    vocabulary: Arc<Vocabulary>,
    /// What of the entries can be told in a few bytes.
    slots: Slots,
    content: Arc<Content>,
}

#[derive(Debug, Clone, PartialEq)]
struct Content {
    as_of: Option<Date>,
    entries: Vec<Entry>,
    as_of_problem: Option<RecordProblem>,
    problems: Vec<RecordProblem>,
    id: Option<String>,
}

/// What the record says of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the fact could be.
    pub value: Possible,
    /// Why it is not known; `None` when it is.
    pub absence: Option<Absence>,
    /// A quantity, a date or a bound as it is recorded: `101 [degF]`, `2025-05`, `<0.5 mg/L`.
    pub written: Option<Arc<str>>,
    /// The declared factors by which it was converted when it was read, as written.
    pub by: Option<Arc<str>>,
    /// Of a list or a record, what it says of each field of each entry.
    pub entries: Option<Arc<[Vec<Entry>]>>,
}

impl Entry {
    /// A value and the reason for which it is not known. One that is known has none, whatever is given: a bound
    /// can leave one value.
    #[must_use]
    pub fn new(value: Possible, absence: Option<Absence>) -> Self {
        let absence = absence.filter(|_| !value.is_known());
        Self { value, absence, written: None, by: None, entries: None }
    }

    /// The same, with what is recorded.
    #[must_use]
    pub fn written(self, written: impl Into<Arc<str>>) -> Self {
        Self { written: Some(written.into()), ..self }
    }
}

impl Record {
    /// Reads a record from JSON text: one object.
    ///
    /// Values that are not of their fact's type are kept out and told in [`problems`](Self::problems); the
    /// rest stays usable.
    ///
    /// # Errors
    /// When the text is too large, no JSON, or no object.
    ///
    /// ```
    /// use elig::loader::{Memory, Wanted};
    /// let files = Memory::new().with("a.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
    /// let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result().unwrap();
    /// let record = elig::Record::from_json(ruleset.vocabulary(), r#"{"pain_months": -4}"#).unwrap();
    /// assert_eq!(record.problems().len(), 1);
    /// ```
    pub fn from_json(vocabulary: &Arc<Vocabulary>, text: &str) -> Result<Self, RecordProblem> {
        read::read(vocabulary, text)
    }

    /// A record that says nothing but these values. A value that is known carries no reason for its absence,
    /// whatever the entry says.
    #[must_use]
    pub fn from_entries(
        vocabulary: &Arc<Vocabulary>,
        entries: impl IntoIterator<Item = (SlotId, Entry)>,
    ) -> Self {
        let mut all = unknown_entries(vocabulary);
        for (slot, mut entry) in entries {
            if entry.value.is_known() {
                entry.absence = None;
            }
            if let Some(place) = all.get_mut(slot.index()) {
                *place = entry;
            }
        }
        let content =
            Content { as_of: None, entries: all, as_of_problem: None, problems: Vec::new(), id: None };
        Self::new(vocabulary, content)
    }

    /// The same record with another entry for one fact. What was told of that fact is no longer.
    #[must_use]
    pub fn with(&self, slot: SlotId, mut entry: Entry) -> Self {
        if entry.value.is_known() {
            entry.absence = None;
        }
        let mut record = self.clone();
        let Some(fact) = self.vocabulary.fact(slot) else { return record };
        let content = Arc::make_mut(&mut record.content);
        content.problems.retain(|problem| !is_inside(&problem.path, &fact.path));
        record.slots.set(slot.index(), Slot::of(&entry, &fact.ty));
        if let Some(place) = content.entries.get_mut(slot.index()) {
            *place = entry;
        }
        record
    }

    /// The same record, silent about one fact.
    #[must_use]
    pub fn without(&self, slot: SlotId) -> Self {
        match self.vocabulary.fact(slot) {
            Some(fact) => self.with(slot, Entry::new(fact.ty.everything(), Some(Absence::NotRecorded))),
            None => self.clone(),
        }
    }

    /// The same record to another date, or to none.
    #[must_use]
    pub fn with_as_of(&self, as_of: Option<Date>) -> Self {
        let mut record = self.clone();
        let content = Arc::make_mut(&mut record.content);
        content.as_of = as_of;
        content.as_of_problem = None;
        content.problems.retain(|problem| problem.path != "as_of");
        record
    }

    fn new(vocabulary: &Arc<Vocabulary>, content: Content) -> Self {
        Self {
            slots: Slots::of(vocabulary, &content.entries),
            vocabulary: Arc::clone(vocabulary),
            content: Arc::new(content),
        }
    }

    /// The vocabulary it was read for.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// Its `id`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.content.id.as_deref()
    }

    /// Its `as_of`: the date to which it describes the patient.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.content.as_of
    }

    /// Why its `as_of` could not be read. Such a record has a date, and nobody knows which: it is decided
    /// only for a date that the caller fixes, never silently for another one.
    #[must_use]
    pub fn as_of_problem(&self) -> Option<&RecordProblem> {
        self.content.as_of_problem.as_ref()
    }

    /// What it says of a fact.
    #[must_use]
    pub fn entry(&self, slot: SlotId) -> Option<&Entry> {
        self.content.entries.get(slot.index())
    }

    /// What it says of every fact, in the order of the vocabulary.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.content.entries
    }

    /// The same in a few bytes each, as far as these will do.
    #[inline]
    pub(crate) fn slots(&self) -> &Slots {
        &self.slots
    }

    /// What could not be understood when it was read.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.content.problems
    }

    /// Does it differ from `other` only by what became known: absent or invalid values that became values
    /// they could have been, and values that became more precise?
    ///
    /// The law of the language speaks of this relation: what is decided of a record is the same of every
    /// record that completes it.
    #[must_use]
    pub fn completes(&self, other: &Record) -> bool {
        self.vocabulary() == other.vocabulary()
            && self.content.as_of == other.content.as_of
            && self.entries().iter().zip(other.entries()).all(|(new, old)| new.value.is_within(&old.value))
    }
}

/// A record of which nothing is known.
fn unknown_entries(vocabulary: &Vocabulary) -> Vec<Entry> {
    vocabulary.facts().map(|fact| Entry::new(fact.ty.everything(), Some(Absence::NotRecorded))).collect()
}
