//! What the readers of a FHIR value set should know of it.

use std::sync::Arc;

use crate::terminology::CodeSystem;

/// Something that leaves the set as it is, and that its readers should know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FhirNote {
    /// Its status is not `active`.
    #[error("the status of this value set is `{status}`, not `active`")]
    Status {
        /// The status.
        status: Arc<str>,
    },
    /// It is marked as experimental.
    #[error("this value set is marked as experimental: made for tests, not for patients")]
    Experimental,
    /// Codes that are no longer in use are members.
    #[error("{count} of its codes are inactive; they are members, because old entries hold them")]
    Inactive {
        /// How many.
        count: usize,
    },
    /// Abstract entries are no members.
    #[error("{count} of its entries are abstract, which only group others; they are left out")]
    Abstract {
        /// How many.
        count: usize,
    },
    /// Inactive codes were left out when it was expanded.
    #[error("it was expanded without inactive codes, so that old entries with such codes are not in it")]
    ActiveOnly,
    /// It holds a whole code system.
    #[error("every code of {} is in this value set", system.title())]
    WholeSystem {
        /// The code system.
        system: CodeSystem,
    },
    /// Blocks of a classification stand among its codes.
    #[error("{count} of its codes are ranges such as `I30-I52`, which match no recorded code")]
    Ranges {
        /// How many.
        count: usize,
    },
}
