//! Value sets from FHIR R4 files: <https://hl7.org/fhir/R4/valueset.html>.

mod compose;
mod error;
mod expansion;
mod note;
mod reader;

pub use error::{FhirError, FhirErrorKind};
pub use note::FhirNote;

use serde_json::value::RawValue;

use super::limits::MAX_VALUE_SET_BYTES;
use super::value_set::ValueSet;
use crate::json::offset;
use reader::{Place, Reader};

impl ValueSet {
    /// A value set from the text of a FHIR R4 ValueSet in JSON, under the name that a ruleset gives it, and
    /// what its readers should know of it.
    ///
    /// If the file has an expansion, the members are what the expansion contains, nested entries
    /// included and abstract ones left out. It has to be complete. Otherwise they are the concepts and whole
    /// code systems that `compose` includes, less those that it excludes. Versions of code systems are passed
    /// over. Inactive codes are members: old entries in records hold them.
    ///
    /// # Errors
    ///
    /// Whatever could make the set smaller or larger than its author meant: another resource or no JSON, an
    /// incomplete expansion, a filter or another value set without an expansion (elig asks no terminology
    /// server), a concept without a code system, a code that cannot be one, no members at all, an element that
    /// changes the meaning of others, a limit that is passed. At least one error, at most
    /// [`MAX_VALUE_SET_PROBLEMS`](super::limits::MAX_VALUE_SET_PROBLEMS).
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, Coding, FhirErrorKind, ValueSet};
    /// let text = r#"{ "resourceType": "ValueSet", "status": "active", "compose": { "include": [
    ///     { "system": "http://snomed.info/sct", "concept": [{ "code": "84114007" }] } ] } }"#;
    /// let (set, notes) = ValueSet::from_fhir("failure", text).unwrap();
    /// assert!(set.contains(&Coding::new(CodeSystem::SNOMED, "84114007")));
    /// assert!(notes.is_empty());
    ///
    /// let errors = ValueSet::from_fhir("failure", r#"{ "resourceType": "Patient" }"#).unwrap_err();
    /// assert_eq!(errors[0].kind, FhirErrorKind::NotAValueSet);
    /// assert_eq!(errors[0].to_string(), "this file is a FHIR Patient, not a ValueSet");
    /// ```
    pub fn from_fhir(name: &str, text: &str) -> Result<(Self, Vec<FhirNote>), Vec<FhirError>> {
        if text.len() > MAX_VALUE_SET_BYTES {
            let limit = MAX_VALUE_SET_BYTES / (1024 * 1024);
            let message = format!("this value set is larger than {limit} MiB");
            let error = FhirError::new(FhirErrorKind::TooLarge, 0..0, &Place::ROOT, message);
            return Err(vec![
                error.help("leave out its narrative and designations, or use whole code systems"),
            ]);
        }
        // The mark that some editors put at the start of a file is no part of its text; places count from it.
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        match serde_json::from_str::<&RawValue>(body) {
            Ok(whole) => Reader::new(text).value_set(name, whole),
            Err(error) => {
                let at = text.len() - body.len() + offset(body, &error);
                let message = "this file is not JSON";
                let error = FhirError::new(FhirErrorKind::NotJson, at..at, &Place::ROOT, message);
                Err(vec![error.help("elig reads value sets in the JSON format of FHIR, not in XML or CSV")])
            }
        }
    }
}
