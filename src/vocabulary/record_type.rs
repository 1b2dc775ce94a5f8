//! The type of a record: what one entry of a list says.

use std::sync::Arc;

use super::ValueType;

/// A record with named fields; an observation is one, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordType {
    /// Its name; of an observation, what it looks like.
    pub name: Arc<str>,
    /// Its fields in the order declared.
    pub fields: Vec<Field>,
    /// It is an observation: where a value is wanted, its `value` is meant.
    pub is_observation: bool,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// The type of its value.
    pub ty: ValueType,
    /// In words.
    pub description: Option<Arc<str>>,
}

impl RecordType {
    /// The place of the field with this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| &*field.name == name)
    }

    /// Its only field that is a date or a moment, if it has one and no other.
    #[must_use]
    pub fn only_date(&self) -> Option<usize> {
        let is_date = |field: &Field| matches!(field.ty, ValueType::Date { .. } | ValueType::DateTime);
        let mut dates = self.fields.iter().enumerate().filter(|(_, field)| is_date(field)).map(|(at, _)| at);
        let first = dates.next()?;
        dates.next().is_none().then_some(first)
    }

    /// The names of its fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &*field.name)
    }
}
