//! Conditions that are always true, or always false, within the declared ranges (W0201).

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::eval::evaluate;
use crate::ir::{Step, StepId};
use crate::possible::{Possible, Truth};
use crate::time::Dates;

impl Checker<'_> {
    /// What is decided about a patient of whom nothing is known is decided about everybody.
    pub(super) fn lint_constants(&mut self) {
        let nothing_known: Vec<Possible> = self.vocabulary.facts().map(|fact| fact.ty.everything()).collect();
        let values = evaluate(&self.program, &nothing_known, &|_| None, &Dates::everything(false));
        let asks = self.steps_that_ask_what_is_known();
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for root in self.roots() {
            let mut open = vec![root];
            while let Some(id) = open.pop() {
                if !seen.insert(id) {
                    continue;
                }
                let Some(step) = self.program.step(id) else { continue };
                let decided = match step {
                    // Written out on purpose: `exclude everybody: true`.
                    Step::Constant(_) => continue,
                    // True or false of every patient by its meaning.
                    Step::IsKnown(_) => continue,
                    _ => values.get(id).truth(),
                };
                let is_condition = matches!(values.get(id), Possible::Truth(_));
                if !is_condition {
                    continue;
                }
                // Report the innermost part: look below first. A value that is written out is no part of its
                // own: in `pacemaker and false` it is the whole that is always false.
                let below = step.operands().any(|operand| {
                    let written = matches!(self.program.step(operand), Some(Step::Constant(_)));
                    !written
                        && matches!(values.get(operand), Possible::Truth(truth) if *truth != Truth::Unknown)
                });
                if decided != Truth::Unknown && !below && !asks.get(id.index()).copied().unwrap_or(false) {
                    found.push((self.program.place(id), decided == Truth::True));
                }
                open.extend(step.operands());
            }
        }
        for (place, always) in found {
            if !self.is_in_entry(place) || self.is_in_function(place) {
                continue;
            }
            let word = if always { "true" } else { "false" };
            self.report(
                Problem::new(
                    Code::AlwaysSame,
                    place,
                    format!("this is always {word} within the declared ranges"),
                )
                .help("mend the bound or the fact's range, or delete the condition"),
            );
        }
    }

    /// The steps that rules ask.
    pub(super) fn roots(&self) -> Vec<StepId> {
        let rules = self.program.rules.iter().flat_map(|rule| [Some(rule.condition), rule.guard]).flatten();
        let outputs = self.about.outputs.iter().map(|output| output.step);
        rules.chain(self.program.applies_when).chain(outputs).collect()
    }
}
