//! Screening: whole cohorts, and that each patient gets the answer that a decision gives.

mod cohorts;
mod same;
mod stream;
