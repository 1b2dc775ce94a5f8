//! What to ask first: which missing facts still matter to a verdict, and how much knowing each would settle.

use std::collections::HashSet;
use std::sync::Arc;

use super::search::Search;
use super::space::Space;
use super::{Whatever, budget, whatever};
use crate::decision::{Decision, MissingFact};
use crate::eval::{Outcome, Trial, Verdict, outcome_by, verdict_by};
use crate::explore::{Making, Variable, alternatives, lists_with_any_entry, spread};
use crate::ir::{RuleKind, SlotId, StepId};
use crate::limits::{MAX_ANSWERS_TRIED, MAX_PARTS_A_QUESTION, MAX_QUESTIONS_WEIGHED};
use crate::patient::{Fields, Patient};
use crate::possible::Truth;
use crate::time::Dates;

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
    Asking::of(decision, &[]).map(|asking| asking.collect()).unwrap_or_default()
}

/// The first of them that is none of these facts.
#[must_use]
pub fn first_question(decision: &Decision, but: &[Arc<str>]) -> Option<Question> {
    Asking::of(decision, but)?.next()
}

/// What may be asked, in order.
struct Asking {
    space: Space,
    /// The parts of what the facts could be that may still be looked at.
    left: usize,
    /// The verdicts that records could get that complete this one.
    verdicts: Vec<Verdict>,
    ranked: std::vec::IntoIter<Question>,
}

impl Iterator for Asking {
    type Item = Question;

    fn next(&mut self) -> Option<Question> {
        loop {
            let question = self.ranked.next()?;
            if self.may_matter(&question) {
                return Some(question);
            }
        }
    }
}

impl Asking {
    /// `None` where nothing is to be asked.
    fn of(decision: &Decision, but: &[Arc<str>]) -> Option<Self> {
        if decision.verdict() != Verdict::Undetermined {
            return None;
        }
        let vocabulary = &decision.compiled.vocabulary;
        let space = Space::of(decision);
        let mut left = budget(&space);
        let search = Search::new(&space);
        let tally = search.run(space.start(), &mut left);
        if matches!(whatever(&tally), Whatever::Settled(_)) {
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
            answers.always = answers.settle > 0 && search.is_settled_by(slot);
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
        Some(Self { left, verdicts: tally.verdicts, ranked: found.into_iter(), space })
    }

    /// Could the verdict hang on this fact? Not if it is decided without it, whatever the others are.
    fn may_matter(&mut self, question: &Question) -> bool {
        // One answer settles the verdict, and some record gets another one: that record with this answer differs in
        // nothing but this fact.
        let settles = question.answers.verdicts.iter();
        let differs = |verdict: &Verdict| self.verdicts.iter().any(|other| other != verdict);
        if settles.into_iter().any(differs) || self.left == 0 {
            return true;
        }
        let mut own = self.left.min(MAX_PARTS_A_QUESTION);
        let before = own;
        let may = Search::new(&self.space).may_hang_on(question.slot, &mut own);
        self.left -= before - own;
        may
    }
}

/// Tries answers.
struct Weigh<'d> {
    decision: &'d Decision,
    patient: Patient,
    as_of: Dates,
    /// What each rule that decides says now.
    now: Vec<Outcome>,
}

impl<'d> Weigh<'d> {
    fn of(decision: &'d Decision) -> Self {
        let patient = Patient::of(decision.record().clone(), Fields::new());
        let as_of = Dates::day(decision.as_of());
        let mut weigh = Self { decision, patient, as_of, now: Vec::new() };
        weigh.now = weigh.outcomes(&|id| decision.truth(id));
        weigh
    }

    fn answers(&self, fact: &Arc<str>, slot: SlotId) -> Answers {
        let mut found = Answers::default();
        let (program, record) = (self.decision.program(), self.decision.record());
        let known = self.decision.compiled.vocabulary.fact(slot).zip(record.entry(slot));
        let Some((declared, before)) = known else { return found };
        let making = Making { program, as_of: self.decision.as_of() };
        let variable = Variable { fact: Arc::clone(fact), within: Vec::new(), ty: declared.ty.clone() };
        let plain = alternatives(&variable, &self.patient, making);
        let lists = lists_with_any_entry(&variable, &self.patient, making, MOST_ENTRIES);
        // Nothing else is computed anew.
        let above = program.steps_above(slot);
        let mut seen: HashSet<Vec<Outcome>> = HashSet::new();
        for value in spread(plain.into_iter().chain(lists).collect(), MAX_ANSWERS_TRIED) {
            let read = variable.with(&self.patient, Some(value));
            let Some(entry) = read.as_ref().and_then(|patient| patient.record().entry(slot)) else {
                continue;
            };
            // What is known of it in part is no longer possible otherwise.
            if !entry.value.is_within(&before.value) {
                continue;
            }
            let trial = Trial::new(program, &self.decision.values, &above, (slot, &entry.value), &self.as_of);
            let truth = |id: StepId| trial.truth(id);
            let outcomes = self.outcomes(&truth);
            let decided = self.now.iter().zip(&outcomes);
            let decided = decided.filter(|(now, then)| now != then && **now == Outcome::Unknown).count();
            if !seen.insert(outcomes) {
                continue;
            }
            found.all += 1;
            found.rules += decided;
            let verdict = verdict_by(program.applies_when, &program.rules, &truth);
            if verdict != Verdict::Undetermined {
                found.settle += 1;
                if !found.verdicts.contains(&verdict) {
                    found.verdicts.push(verdict);
                }
            }
        }
        found.verdicts.sort_unstable();
        found
    }

    fn outcomes(&self, truth: &dyn Fn(StepId) -> Truth) -> Vec<Outcome> {
        let deciding = self.decision.program().rules.iter().filter(|rule| rule.kind != RuleKind::Caution);
        deciding.map(|rule| outcome_by(rule, truth)).collect()
    }
}
