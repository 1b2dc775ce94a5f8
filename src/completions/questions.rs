//! What to ask first: which missing facts still matter to a verdict, and how much knowing each would settle.

use std::collections::HashSet;
use std::sync::Arc;

use super::search::Search;
use super::space::Space;
use super::{Whatever, budget, whatever};
use crate::decision::{Decision, MissingFact};
use crate::engine::{AsOf, Ruleset};
use crate::eval::{Outcome, Verdict};
use crate::explore::{Making, Variable, alternatives, lists_with_any_entry, spread};
use crate::ir::{RuleKind, SlotId};
use crate::limits::{MAX_ANSWERS_TRIED, MAX_PARTS_A_QUESTION, MAX_QUESTIONS_WEIGHED};
use crate::patient::{Fields, Patient};

/// Lists with one entry more that are tried as an answer.
const MOST_ENTRIES: usize = 50;

/// A missing fact that matters, and what knowing it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The fact.
    pub missing: MissingFact,
    /// Its place in the vocabulary.
    pub slot: SlotId,
    /// What answers to it would do.
    pub answers: Answers,
}

/// What answers to a question would do, by answers that were tried. Answers of which the ruleset says the same count once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Every answer settles the verdict, those that were not tried included.
    pub always: bool,
    /// How many different answers there are.
    pub all: usize,
    /// How many of them settle the verdict.
    pub settle: usize,
    /// Which verdicts these lead to.
    pub verdicts: Vec<Verdict>,
    /// How many rules they decide, all of them together.
    pub rules: usize,
}

/// The missing facts that still matter to an undetermined verdict, the one to ask first in front; nothing of a decision
/// that does not hang on any.
///
/// First come those of which most answers settle the verdict, then those whose answers decide most rules. A fact is left
/// out where the verdict is the same whatever it is, all else being whatever it may be.
#[must_use]
pub fn questions(decision: &Decision) -> Vec<Question> {
    let Some((space, mut left, ranked)) = ranked(decision, &[]) else { return Vec::new() };
    ranked.into_iter().filter(|question| may_matter(&space, question.slot, &mut left)).collect()
}

/// The first of them that is none of these facts.
#[must_use]
pub fn first_question(decision: &Decision, but: &[Arc<str>]) -> Option<Question> {
    let (space, mut left, ranked) = ranked(decision, but)?;
    ranked.into_iter().find(|question| may_matter(&space, question.slot, &mut left))
}

/// What may be asked, in order, some of which may turn out to have no part in the verdict; what is left of the parts that
/// may be looked at. `None` where nothing is to be asked.
fn ranked(decision: &Decision, but: &[Arc<str>]) -> Option<(Space, usize, Vec<Question>)> {
    if decision.verdict() != Verdict::Undetermined {
        return None;
    }
    let vocabulary = &decision.compiled.vocabulary;
    let space = Space::of(decision);
    let mut left = budget(&space);
    let search = Search::new(&space);
    if matches!(whatever(&search.run(space.start(), &mut left)), Whatever::Settled(_)) {
        return None;
    }
    let weigh = Weigh::of(decision);
    let missing = decision.missing().into_iter();
    let missing = missing.filter(|missing| missing.matters && !but.contains(&missing.fact));
    let slots = missing.filter_map(|missing| Some((vocabulary.find(&missing.fact)?, missing)));
    let mut found: Vec<Question> = Vec::new();
    for (slot, missing) in slots {
        let weighed = found.len() < MAX_QUESTIONS_WEIGHED;
        let mut answers = if weighed { weigh.answers(&missing.fact, slot) } else { Answers::default() };
        answers.always = weighed && search.is_settled_by(slot);
        found.push(Question { missing, slot, answers });
    }
    // Shares are compared without division; a stable sort keeps the order of the decision among equals.
    let share =
        |part: usize, of: &Answers, other: &Answers| part * other.all.max(1) * usize::from(of.all > 0);
    found.sort_by(|one, other| {
        let (a, b) = (&one.answers, &other.answers);
        let settle = share(b.settle, b, a).cmp(&share(a.settle, a, b));
        let rules = share(b.rules, b, a).cmp(&share(a.rules, a, b));
        b.always.cmp(&a.always).then(settle).then(rules)
    });
    Some((space, left, found))
}

/// Could the verdict hang on this fact? Not if it is decided without it, whatever the others are.
fn may_matter(space: &Space, slot: SlotId, left: &mut usize) -> bool {
    if *left == 0 {
        return true;
    }
    let mut own = (*left).min(MAX_PARTS_A_QUESTION);
    let before = own;
    let may = Search::new(space).may_hang_on(slot, &mut own);
    *left -= before - own;
    may
}

/// Tries answers.
struct Weigh<'d> {
    decision: &'d Decision,
    ruleset: Ruleset,
    patient: Patient,
}

impl<'d> Weigh<'d> {
    fn of(decision: &'d Decision) -> Self {
        let ruleset = Ruleset { compiled: Arc::clone(&decision.compiled) };
        let patient = Patient::of(decision.record().clone(), Fields::new());
        Self { decision, ruleset, patient }
    }

    fn answers(&self, fact: &Arc<str>, slot: SlotId) -> Answers {
        let mut found = Answers::default();
        let Some(ty) = self.decision.compiled.vocabulary.fact(slot).map(|fact| fact.ty.clone()) else {
            return found;
        };
        let making = Making { program: self.decision.program(), as_of: self.decision.as_of() };
        let variable = Variable { fact: Arc::clone(fact), within: Vec::new(), ty };
        let plain = alternatives(&variable, &self.patient, making);
        let lists = lists_with_any_entry(&variable, &self.patient, making, MOST_ENTRIES);
        let mut seen: HashSet<Vec<Outcome>> = HashSet::new();
        let open = |outcomes: &[Outcome]| outcomes.iter().filter(|one| **one == Outcome::Unknown).count();
        let now = open(&self.outcomes(self.decision));
        for value in spread(plain.into_iter().chain(lists).collect(), MAX_ANSWERS_TRIED) {
            let Some(patient) = variable.with(&self.patient, Some(value)) else { continue };
            // What is known of it in part is no longer possible otherwise.
            let could_be =
                |(new, old): (&crate::record::Entry, &crate::record::Entry)| new.value.is_within(&old.value);
            if !patient.record().entry(slot).zip(self.decision.record().entry(slot)).is_some_and(could_be) {
                continue;
            }
            let Ok(decision) = patient.decide(&self.ruleset, AsOf::Fixed(self.decision.as_of())) else {
                continue;
            };
            let outcomes = self.outcomes(&decision);
            let open = open(&outcomes);
            if !seen.insert(outcomes) {
                continue;
            }
            found.all += 1;
            found.rules += now.saturating_sub(open);
            if decision.verdict() != Verdict::Undetermined {
                found.settle += 1;
                if !found.verdicts.contains(&decision.verdict()) {
                    found.verdicts.push(decision.verdict());
                }
            }
        }
        found.verdicts.sort_unstable();
        found
    }

    fn outcomes(&self, decision: &Decision) -> Vec<Outcome> {
        let outcomes = decision.outcomes().filter(|(rule, _)| rule.kind != RuleKind::Caution);
        outcomes.map(|(_, outcome)| outcome).collect()
    }
}
