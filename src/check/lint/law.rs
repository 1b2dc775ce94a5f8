//! Rules that depend on what is recorded (W0405): completing a record may then change a decision.

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::ir::{SlotId, Step};
use crate::source::Span;

impl Checker<'_> {
    pub(super) fn lint_law(&mut self) {
        let mut found: Vec<(Span, String)> = Vec::new();
        let scope = self.program.applies_when.map(|guard| (vec![guard], self.program.place(guard)));
        let rules = self.program.rules.iter().zip(&self.about.rules).map(|(rule, about)| {
            ([Some(rule.condition), rule.guard].into_iter().flatten().collect::<Vec<_>>(), about.place)
        });
        let outputs = self.about.outputs.iter().map(|output| (vec![output.step], output.place));
        for (roots, place) in scope.into_iter().chain(rules).chain(outputs) {
            let (mut asks_known, mut asks_recorded, mut counts_missing) = (false, false, false);
            let mut assumed: Vec<SlotId> = Vec::new();
            for root in roots {
                self.program.walk_ids(root, |id| {
                    let Some(step) = self.program.step(id) else { return };
                    let counts = self.counts_missing.contains(&id);
                    counts_missing |= counts;
                    asks_known |= matches!(step, Step::IsKnown(_)) && !counts;
                    asks_recorded |= matches!(step, Step::AnyRecorded(_));
                    if let Step::Slot(slot) = step
                        && self.about.assumptions.iter().any(|assumption| assumption.slot == *slot)
                        && !assumed.contains(slot)
                    {
                        assumed.push(*slot);
                    }
                });
            }
            if asks_known {
                found.push((place, "asks whether something `is known`".to_owned()));
            }
            if asks_recorded {
                found.push((place, "passes over what is not recorded (`any recorded of`)".to_owned()));
            }
            if counts_missing {
                found.push((
                    place,
                    "leans on a score that counts what is missing (`missing counts`)".to_owned(),
                ));
            }
            for slot in assumed {
                let path = self.vocabulary.fact(slot).map(|fact| fact.path.to_string()).unwrap_or_default();
                found.push((place, format!("leans on what is assumed of `{path}`")));
            }
        }
        for (rule, about) in self.program.rules.iter().zip(&self.about.rules) {
            if rule.when_not_recorded.is_some() {
                found.push((about.place, "says what holds `when not recorded`".to_owned()));
            }
        }
        for (place, what) in found {
            self.report(
                Problem::new(Code::LawBreaking, place, format!("this {what}"))
                    .says("its answer may change when more is recorded")
                    .help("if that is meant, say why: `allow W0405 \"…\"`"),
            );
        }
    }
}
