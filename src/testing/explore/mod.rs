//! Patients near a given one: which values a fact could have, and where what a ruleset says of it changes.
//!
//! Nothing here knows how a condition is built. The evaluator is asked, with one value after another, and a bound is
//! wherever its answer changes: so bounds are found behind conversions of units, ages, windows of time and formulas
//! as they are in plain comparisons.

mod base;
mod bounds;
mod literal;
mod search;
mod values;
mod variable;

use jiff::civil::Date;

pub use base::{eligible_patient, facts_read};
pub use bounds::{at_bounds, conditions_of};
pub use literal::{day, expression};
pub use search::reach;
pub use values::{Making, alternatives};
pub use variable::{Variable, Within, variables};

use super::sample::{self, AS_OF};
use super::suite::Fields;
use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::engine::{AsOf, Ruleset};

/// The decision on a patient, if a record can say all this of somebody.
#[must_use]
pub fn decide(ruleset: &Ruleset, fields: &Fields) -> Option<Decision> {
    let record = sample::read(fields, ruleset.vocabulary(), &mut Problems::new())?;
    let as_of = record.as_of()?;
    ruleset.decide(&record, AsOf::Fixed(as_of)).ok()
}

/// The date on which a patient is decided.
#[must_use]
pub fn as_of(fields: &Fields) -> Option<Date> {
    fields.get(AS_OF).and_then(literal::as_day)
}
