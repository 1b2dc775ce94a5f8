//! Where a ruleset asks what is recorded, rather than what is so: there more can change what is decided already.

use crate::decision::Decision;
use crate::explain::{Cause, causes};
use crate::ir::{Program, Step, StepId};
use crate::possible::Truth;

/// What a decision makes of what is not recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Silence {
    /// It takes something for granted: an assumption, or what a rule counts as.
    pub is_filled: bool,
    /// It asks whether something is known that is not, so that knowing it changes the answer; or it would take for
    /// granted what it does not yet.
    pub is_asked: bool,
}

impl Silence {
    /// What is to be said behind a verdict that rests on it; empty if none does.
    #[must_use]
    pub fn proviso(self) -> &'static str {
        match self {
            Silence { is_asked: true, .. } => {
                "; the ruleset asks whether something is recorded, so that recording more can change it"
            }
            Silence { is_filled: true, .. } => ", as long as what the ruleset assumes holds",
            Silence { .. } => "",
        }
    }

    /// Of a decision, as far as its verdict reads it.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        let (program, values) = (decision.program(), &decision.values);
        let mut found = Self::default();
        for id in read_by_the_verdict(program) {
            let Some(step) = program.step(id) else { continue };
            let open = |of: StepId| !values.get(of).is_known();
            match step {
                Step::Assumed { .. } | Step::Settled { .. } if values.is_filled(id) => found.is_filled = true,
                Step::Settled { of, .. } => {
                    let waits = values.truth(*of) == Truth::Unknown
                        && causes(program, values, *of).iter().any(|cause| matches!(cause, Cause::Fact(_)));
                    found.is_asked |= waits;
                }
                Step::IsKnown(of) => found.is_asked |= open(*of),
                Step::AnyRecorded(of) => found.is_asked |= of.iter().any(|of| open(*of)),
                // A question about entries may ask what is known of them.
                step => {
                    let asks = |step: &Step| matches!(step, Step::IsKnown(_) | Step::AnyRecorded(_));
                    found.is_asked |= step.whole().any(asks);
                }
            }
        }
        found
    }
}

/// The steps on which the verdict hangs: cautions and outputs have no part in it.
fn read_by_the_verdict(program: &Program) -> Vec<StepId> {
    let mut open: Vec<StepId> = program.verdict_roots().collect();
    let mut seen = std::collections::HashSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            found.push(id);
            open.extend(program.step(id).into_iter().flat_map(Step::operands));
        }
    }
    found
}
