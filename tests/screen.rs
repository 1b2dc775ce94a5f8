//! Screening: whole cohorts, and that each patient gets the answer that a decision gives.

mod cohorts;
mod days;
mod same;
mod stream;
