//! FHIR R4 resources to records, by the bindings of a vocabulary.
//!
//! Each record is written as elig's own JSON, and read by the one reader there is: types, units, ranges and codes are
//! judged in one place. Here it is only said which resources count, and where in them a value stands. Nothing that
//! stands in a bound resource is passed over without being counted in the [`Account`], and what could change a
//! verdict leaves its fact open and is told with the record.

mod account;
mod bindings;
mod collector;
mod gathered;
mod patient;
mod reason;
mod reference;
mod resource;
mod standing;
mod value;
mod when;

pub use account::{Account, FactAccount};
pub use bindings::{BESIDE, Bindings};
#[cfg(feature = "cli")]
pub(crate) use collector::lines;
pub use collector::{Collector, Patients};
pub use reason::Reason;

/// Does a text start like resources of FHIR: does it say a `resourceType`? The first few thousand characters are enough.
///
/// ```
/// use elig::record::fhir::is_fhir;
/// assert!(is_fhir(r#"{ "resourceType": "Bundle", "entry": ["#));
/// assert!(!is_fhir(r#"{ "id": "p-001", "pain_months": 24 }"#));
/// ```
#[must_use]
pub fn is_fhir(start: &str) -> bool {
    first_kind(start).is_some()
}

/// Does a text start like a Bundle, which holds all there is to say of its patients? Other resources belong together
/// with those of other files.
///
/// ```
/// use elig::record::fhir::is_bundle;
/// assert!(is_bundle(r#"{ "resourceType": "Bundle", "entry": ["#));
/// assert!(!is_bundle(r#"{ "resourceType": "Patient", "id": "#));
/// ```
#[must_use]
pub fn is_bundle(start: &str) -> bool {
    first_kind(start).is_some_and(|kind| kind.trim_start().starts_with("\"Bundle\""))
}

/// What follows the first `"resourceType":`.
fn first_kind(start: &str) -> Option<&str> {
    start.split("\"resourceType\"").skip(1).find_map(|rest| rest.trim_start().strip_prefix(':'))
}

/// The reference to the patient whom a resource is about, or that a Patient resource is referred to by: by it a caller
/// can sort the resources of a large export before it collects them. `None` of resources that are about no patient,
/// such as a Medication, which may be needed with those of any patient.
///
/// ```
/// use elig::record::fhir::subject;
/// let text = r#"{ "resourceType": "Observation", "subject": { "reference": "https://example.org/fhir/Patient/7" } }"#;
/// assert_eq!(subject(text).as_deref(), Some("Patient/7"));
/// ```
#[must_use]
pub fn subject(resource: &str) -> Option<String> {
    let resource = resource::Resource::read(resource, &resource::Nowhere)?;
    let (_, element) = crate::binding::elements::BOUND.iter().find(|(kind, _)| *kind == resource.kind)?;
    if element.is_empty() {
        return resource.text("id").map(|id| format!("Patient/{id}"));
    }
    let reference = resource.reference(element)?;
    let names: Vec<&str> = reference::keys(&reference).collect();
    names.last().map(|name| (*name).to_owned())
}
