//! Who tells: a decision with what is needed to tell of it.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexSet;

use crate::about::{About, RuleAbout};
use crate::decision::Decision;
use crate::explain::{Grounds, Resting, Stays};
use crate::ir::{Rule, SlotId, Step, StepId};
use crate::limits::MAX_WHY_PARTS;
use crate::possible::Truth;
use crate::source::Span;

/// A decision with what is needed to tell of it.
pub struct Teller<'d> {
    pub decision: &'d Decision,
    pub resting: Resting<'d>,
    /// What definitions and scores are called, by the steps that compute them.
    names: HashMap<StepId, Arc<str>>,
    /// How many more parts are told of this reason.
    left: Cell<usize>,
    /// The rule that is told of.
    rule: Cell<Option<usize>>,
}

/// Tells something of a decision.
pub fn told<T>(decision: &Decision, tell: &dyn Fn(&Teller<'_>) -> T) -> T {
    let absence = |slot: SlotId| decision.record.entry(slot).and_then(|entry| entry.absence);
    let compiled = &decision.compiled;
    let about = &compiled.about;
    let mut names = HashMap::new();
    for named in about.rules.iter().flat_map(|rule| &rule.names) {
        if let Some((step, _)) = &named.computed {
            names.insert(*step, Arc::clone(&named.name));
        }
    }
    names.extend(about.scores.iter().map(|(step, score)| (*step, Arc::clone(&score.name))));
    let branches = about.branches.iter();
    names.extend(branches.filter_map(|(step, branch)| Some((*step, Arc::clone(branch.name.as_ref()?)))));
    // A fact that a definition stands for keeps its own words.
    names.retain(|step, _| {
        !matches!(compiled.program.step(*step), Some(Step::Slot(_) | Step::Assumed { .. }))
    });
    let teller = Teller {
        decision,
        resting: Resting::new(&compiled.program, &decision.values, &absence),
        names,
        left: Cell::new(MAX_WHY_PARTS),
        rule: Cell::new(None),
    };
    tell(&teller)
}

impl<'d> Teller<'d> {
    pub fn about(&self) -> &'d About {
        &self.decision.compiled.about
    }

    pub fn step(&self, id: StepId) -> Option<&'d Step> {
        self.decision.compiled.program.step(id)
    }

    pub fn truth(&self, id: StepId) -> Truth {
        self.decision.values.truth(id)
    }

    pub fn place(&self, id: StepId) -> Span {
        self.decision.compiled.program.place(id)
    }

    /// What a definition or a score is called.
    pub fn name(&self, id: StepId) -> Option<&Arc<str>> {
        self.names.get(&id)
    }

    /// Text of the ruleset on one line.
    pub fn written(&self, place: Span) -> String {
        let text = self.decision.compiled.sources.slice(place);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where the operand at a place of a step is named.
    pub fn named(&self, id: StepId, at: usize) -> Option<Span> {
        self.about().named.get(&id)?.get(at).copied()
    }

    /// Begins the parts of another reason: of a rule, or of the ruleset's own `applies when`.
    pub fn begin(&self, rule: Option<usize>) {
        self.left.set(MAX_WHY_PARTS);
        self.rule.set(rule);
    }

    /// The place of the rule that is told of.
    pub fn rule_index(&self) -> Option<usize> {
        self.rule.get()
    }

    /// Tells of another rule, or of none of this ruleset.
    pub fn set_rule(&self, rule: Option<usize>) {
        self.rule.set(rule);
    }

    /// The rule that is told of.
    pub fn rule(&self) -> Option<(&'d Rule, &'d RuleAbout)> {
        let index = self.rule.get()?;
        Some((self.decision.compiled.program.rules.get(index)?, self.about().rules.get(index)?))
    }

    /// May one more part be told?
    pub fn one_more(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// The facts that keep these steps what they are.
    pub fn grounds(&self, roots: &[(StepId, Stays)]) -> Grounds {
        self.resting.of(roots)
    }

    /// The paths of the facts on which steps rest; of what is not known, those that keep it open.
    pub fn paths(&self, grounds: &Grounds) -> IndexSet<Arc<str>> {
        let vocabulary = &self.decision.compiled.vocabulary;
        let facts = grounds.readings.iter().filter_map(|reading| vocabulary.fact(reading.slot));
        facts.map(|fact| Arc::clone(&fact.path)).collect()
    }
}
