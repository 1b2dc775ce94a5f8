//! Rules that depend on what is recorded (W0405): completing a record may then change a decision.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::ir::{SlotId, Step, StepId};
use crate::source::Span;

/// What breaks the law below a condition.
#[derive(Default, PartialEq, Eq, Hash)]
struct Breaks {
    asks_known: bool,
    asks_recorded: bool,
    counts_missing: bool,
    settles: bool,
    assumed: Vec<SlotId>,
}

impl Checker<'_> {
    pub(super) fn lint_law(&mut self) {
        let mut found: Vec<(Span, String)> = Vec::new();
        let scope = self.program.applies_when.map(|guard| (vec![guard], self.program.place(guard)));
        let rules = self.program.rules.iter().zip(&self.about.rules).map(|(rule, about)| {
            ([Some(rule.condition), rule.guard].into_iter().flatten().collect::<Vec<_>>(), about.place)
        });
        let outputs = self.about.outputs.iter().map(|output| (vec![output.step], output.place));
        for (roots, place) in scope.into_iter().chain(rules).chain(outputs) {
            let mut told: IndexMap<Arc<str>, Vec<StepId>> = IndexMap::new();
            let own = self.breaks(&roots, |id| {
                if let Some(asked) = self.about.asked.get(&id)
                    && let Some(linked) = self.about.linked.get(asked.linked)
                {
                    told.entry(linked.name()).or_default().push(id);
                }
            });
            found.extend(self.in_words(&own).into_iter().map(|what| (place, what)));
            for (name, steps) in told {
                let below: Vec<StepId> =
                    steps.iter().filter_map(|id| self.program.step(*id)).flat_map(Step::operands).collect();
                let breaks = self.breaks_anywhere(&below);
                let through = self.in_words(&breaks).into_iter();
                found.extend(through.map(|what| (place, format!("asks `{name}`, which {what}"))));
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

    /// What this ruleset itself does below these steps; `told` is shown where another one is asked.
    fn breaks(&self, roots: &[StepId], mut told: impl FnMut(StepId)) -> Breaks {
        let mut breaks = Breaks::default();
        let mut seen = HashSet::new();
        let mut open: Vec<StepId> = roots.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(step) = self.program.step(id) else { continue };
            if matches!(step, Step::Told(_)) {
                told(id);
                continue;
            }
            self.note(&mut breaks, id, step);
            let below: Vec<_> = step.operands().collect();
            open.extend(below.into_iter().rev());
        }
        breaks
    }

    /// The same, through all that is asked.
    fn breaks_anywhere(&self, roots: &[StepId]) -> Breaks {
        let mut breaks = Breaks::default();
        for root in roots {
            self.program.walk_ids(*root, |id| {
                if let Some(step) = self.program.step(id) {
                    self.note(&mut breaks, id, step);
                }
            });
        }
        breaks
    }

    fn note(&self, breaks: &mut Breaks, id: StepId, step: &Step) {
        let counts = self.counts_missing.contains(&id);
        breaks.counts_missing |= counts;
        breaks.asks_known |= matches!(step, Step::IsKnown(_)) && !counts;
        breaks.asks_recorded |= matches!(step, Step::AnyRecorded(_));
        breaks.settles |= matches!(step, Step::Settled { .. });
        if let Step::Assumed { slot, .. } = step
            && !breaks.assumed.contains(slot)
        {
            breaks.assumed.push(*slot);
        }
    }

    fn in_words(&self, breaks: &Breaks) -> Vec<String> {
        let told = [
            (breaks.asks_known, "asks whether something `is known`"),
            (breaks.asks_recorded, "passes over what is not recorded (`any recorded of`)"),
            (breaks.counts_missing, "leans on a score that counts what is missing (`missing counts`)"),
            (breaks.settles, "says what holds `when not recorded`"),
        ];
        let told = told.iter().filter(|(does, _)| *does).map(|(_, what)| (*what).to_owned());
        let assumed = breaks.assumed.iter().map(|slot| {
            let path = self.vocabulary.fact(*slot).map(|fact| fact.path.to_string()).unwrap_or_default();
            format!("leans on what is assumed of `{path}`")
        });
        told.chain(assumed).collect()
    }
}
