//! Where in a record something changes, and what is said there.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::absence::Absence;
use crate::decision::words::known_only;
use crate::explore::{Variable, Within};
use crate::record::Entry;
use crate::vocabulary::ValueType;

/// A fact, an entry of a list, or a field of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The fact's path.
    pub fact: Arc<str>,
    /// Which entry of a list, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<usize>,
    /// Which field of the entry or record; one inside of another stands behind a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Place {
    /// A fact as a whole.
    #[must_use]
    pub fn fact(path: &Arc<str>) -> Self {
        Self { fact: Arc::clone(path), entry: None, field: None }
    }

    /// An entry of a list, by its place from 0.
    #[must_use]
    pub(super) fn entry(path: &Arc<str>, at: usize) -> Self {
        Self { entry: Some(at + 1), ..Self::fact(path) }
    }

    /// Where a variable stands.
    pub(super) fn of(variable: &Variable) -> Self {
        let mut place = Self::fact(&variable.fact);
        for step in &variable.within {
            match (step, &mut place.field) {
                (Within::Entry(at), None) => place.entry = Some(at + 1),
                (Within::Entry(at), Some(field)) => field.push_str(&format!(".{}", at + 1)),
                (Within::Field(name), None) => place.field = Some(name.to_string()),
                (Within::Field(name), Some(field)) => field.push_str(&format!(".{name}")),
            }
        }
        place
    }
}

impl fmt::Display for Place {
    /// `treatments, entry 2, response`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fact)?;
        if let Some(entry) = self.entry {
            write!(f, ", entry {entry}")?;
        }
        match &self.field {
            Some(field) => write!(f, ", {field}"),
            None => Ok(()),
        }
    }
}

/// What a record says somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Said {
    /// The value as text; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absence>,
    /// What is recorded of a value that is not known: `2025-05`, `<0.5 mg/L`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Arc<str>>,
}

impl Said {
    /// What an entry of a record says.
    pub(super) fn of(entry: &Entry, ty: &ValueType) -> Self {
        let is_there = entry.value.is_known() || entry.entries.is_some();
        let absent = entry.absence.filter(|_| !is_there);
        Self {
            value: is_there.then(|| shown(entry, ty)),
            recorded: entry.written.clone().filter(|_| absent.is_some()),
            absent: absent.or_else(|| (!is_there).then_some(Absence::NotRecorded)),
        }
    }

    /// A value.
    pub(super) fn value(value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), absent: None, recorded: None }
    }

    /// Nothing is recorded.
    pub(super) fn nothing() -> Self {
        Self { value: None, absent: Some(Absence::NotRecorded), recorded: None }
    }
}

/// A value as text; of a judgement, what was judged.
fn shown(entry: &Entry, ty: &ValueType) -> String {
    if let ValueType::Record(record) = ty
        && record.is_attested
        && let Some([fields]) = entry.entries.as_deref()
        && let Some(at) = record.position("value")
        && let Some((field, value)) = record.fields.get(at).zip(fields.get(at))
    {
        return field.ty.show(&value.value);
    }
    ty.show(&entry.value)
}

impl fmt::Display for Said {
    /// So that it stands behind "from" and "to": `4`, `not recorded`, `known only as 2025-05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.absent) {
            (Some(value), _) => f.write_str(value),
            (None, Some(Absence::AskedDeclined)) => f.write_str("an answer that was declined or is withheld"),
            (None, absent) => {
                let absent = absent.unwrap_or(Absence::NotRecorded);
                let phrase = known_only(absent, self.recorded.as_deref());
                f.write_str(phrase.strip_prefix("is ").unwrap_or(&phrase))
            }
        }
    }
}
