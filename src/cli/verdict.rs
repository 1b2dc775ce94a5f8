//! Verdicts as they are named on the command line and in a session.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::Verdict;

impl ValueEnum for Verdict {
    fn value_variants<'a>() -> &'a [Self] {
        &[Verdict::Eligible, Verdict::Ineligible, Verdict::Undetermined, Verdict::NotApplicable]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

/// The names of all.
pub fn names() -> impl Iterator<Item = &'static str> {
    Verdict::value_variants().iter().map(|verdict| verdict.code())
}
