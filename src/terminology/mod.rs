//! Codes, code systems and value sets: which recorded code is meant by which name in a ruleset.
//!
//! A recorded code value is the set of codings that it could still hold ([`Codes`]), as every value is. It is
//! in a [`ValueSet`] as soon as one of its codings is, not in it when all are known and none is, and unknown
//! otherwise.
//!
//! A value set is either written out in a ruleset ([`ValueSet::from_entries`]) or read from a FHIR R4 file
//! ([`ValueSet::from_fhir`]). Nothing here asks a terminology server, opens a file or knows what a code
//! means: the members of a set stand in it, one by one, as a wildcard over a classification whose codes are
//! built by prefix, or as a whole code system. What would match nobody (a misspelt code, an empty set, a page
//! of a longer list) is an error.

mod check_digit;
mod code_error;
mod codes;
mod coding;
mod entries;
mod fhir;
pub mod limits;
mod recorded;
mod shape;
mod system;
#[cfg(test)]
mod tests;
mod value_set;
mod wildcard;

pub use code_error::CodeError;
pub use codes::Codes;
pub use coding::Coding;
pub use entries::{Entry, EntryError, EntryNote};
pub use fhir::{FhirError, FhirErrorKind, FhirNote};
pub(crate) use recorded::SHAPE_HELP;
pub use recorded::{CodeProblem, CodeProblemKind, RecordedCodes, read_codes};
pub use system::{CodeSystem, SystemError};
pub use value_set::{Provenance, ValueSet};
