//! Tests of codes, code systems and value sets.

mod entries;
mod fhir;
mod properties;
mod recorded;
mod systems;
