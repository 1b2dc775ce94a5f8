//! One fact.

use std::sync::Arc;

use super::ValueType;

/// One thing a record may say of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The dotted path into the record: `device.pacemaker`.
    pub path: Arc<str>,
    /// The type of its value.
    pub ty: ValueType,
    /// In words.
    pub description: Option<Arc<str>>,
    /// A bare number in a record has the declared unit: `unit assumed`.
    pub unit_assumed: bool,
    /// Nobody can change it (a date of birth).
    pub fixed: bool,
}
