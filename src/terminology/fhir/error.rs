//! What is wrong with a FHIR file.

use std::ops::Range;

use super::reader::Place;

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FhirErrorKind {
    /// Larger than the limit.
    TooLarge,
    /// Not JSON.
    NotJson,
    /// Another resource, or none.
    NotAValueSet,
    /// An element is not of the kind that FHIR gives it, or is missing.
    Shape,
    /// An element is given more than once.
    Repeated,
    /// An element that changes the meaning of others, and that elig does not understand.
    Modifier,
    /// No members.
    Empty,
    /// An expansion that does not hold all members.
    Incomplete,
    /// The members follow from a filter or another value set, and there is no expansion.
    NeedsExpansion,
    /// A code system that is missing, or none.
    System,
    /// A code that is missing, or cannot be one of its system.
    Code,
    /// More codes than the limit.
    TooMany,
    /// Deeper nested than the limit.
    TooDeep,
}

/// A mistake in a FHIR value set, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FhirError {
    /// What kind of mistake it is.
    pub kind: FhirErrorKind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The element: `expansion.contains[2].code`; empty for the file as a whole.
    pub path: String,
    /// The bytes of the text that it speaks of.
    pub bytes: Range<usize>,
}

impl FhirError {
    pub(super) fn new(
        kind: FhirErrorKind,
        bytes: Range<usize>,
        place: &Place<'_>,
        message: impl Into<String>,
    ) -> Self {
        Self { kind, message: message.into(), help: None, path: place.to_string(), bytes }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
