//! A cohort through a ruleset: a verdict for each patient, and where the others were lost.

pub mod summary;

pub use summary::Summary;
