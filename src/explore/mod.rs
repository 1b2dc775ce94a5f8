//! Patients near a given one: which values a fact could have, and where what a ruleset says of it changes.
//!
//! Nothing here knows how a condition is built. The evaluator is asked, with one value after another, and a bound is
//! wherever its answer changes: so bounds are found behind conversions of units, ages, windows of time and formulas
//! as they are in plain comparisons.

mod base;
mod bounds;
mod search;
mod values;
mod variable;

pub use base::{eligible_patient, facts_read};
pub use bounds::{at_bounds, at_bounds_by, conditions_of};
pub use search::reach;
pub use values::{Making, alternatives, lists_with_any_entry, spread};
pub use variable::{Variable, Within, variables};

use crate::decision::Decision;
use crate::engine::{AsOf, Ruleset};
use crate::patient::{Fields, Patient};

/// The patient that these fields are, if a record can say all this of somebody.
#[must_use]
pub fn patient(ruleset: &Ruleset, fields: &Fields) -> Option<Patient> {
    Patient::from_fields(ruleset.vocabulary(), fields.clone()).ok()
}

/// The decision on a patient whose record says its date.
#[must_use]
pub fn decide(ruleset: &Ruleset, patient: &Patient) -> Option<Decision> {
    let as_of = patient.as_of()?;
    patient.decide(ruleset, AsOf::Fixed(as_of)).ok()
}
