//! Patients, tests and bounds, asked of the library.

mod boundaries;
mod patients;
