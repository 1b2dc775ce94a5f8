//! A cohort through a ruleset: a verdict for each patient, and where the others were lost.

pub(crate) mod figure;
mod html;
pub mod summary;
pub(crate) mod words;

pub use html::Page;
pub use summary::Summary;
