//! Who reads a fact, or the date of the decision.

use std::collections::HashSet;

use crate::decision::Decision;
use crate::ir::{Program, Rule, SlotId, Step, StepId};

/// Does something below these steps read one of the facts, or, if it is asked, the date?
pub fn reads(program: &Program, roots: impl IntoIterator<Item = StepId>, asked: &Read) -> bool {
    let mut found = false;
    for root in roots {
        program.walk(root, |step| {
            found |= match step {
                Step::Slot(slot) => asked.facts.contains(slot),
                step => asked.date && step.reads_date(),
            };
            !found
        });
    }
    found
}

/// What may be read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    pub facts: HashSet<SlotId>,
    pub date: bool,
}

/// Does any rule, output or the scope of a decision's ruleset read it?
pub fn is_read(decision: &Decision, asked: &Read) -> bool {
    let program = decision.program();
    let outputs = decision.about().outputs.iter().map(|output| output.step);
    let all = program.rules.iter().flat_map(Rule::roots).chain(program.applies_when).chain(outputs);
    reads(program, all, asked)
}
