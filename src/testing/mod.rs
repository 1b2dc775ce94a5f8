//! Rulesets tested like software: sample patients, and what a ruleset must say of them.
//!
//! A sample patient is a record like any other: it is written out as one and read by the one reader of records, so
//! that a test can say nothing that a record could not. Knows neither files nor terminals.

mod boundaries;
pub mod coverage;
mod describe;
mod expectation;
pub mod mutation;
mod outcome;
mod suite;

pub use crate::patient::Fields;
pub(crate) use crate::patient::sample::{AS_OF, read};
pub use boundaries::{Boundaries, boundaries};
pub use describe::expectation_of;
pub use expectation::{Expectation, ExpectedOutput, Names};
pub use outcome::{Difference, NamesDiffer, TestResult, due_to, missing, raised, unchecked};
pub use suite::{Accepted, Suite, Test, Written};
