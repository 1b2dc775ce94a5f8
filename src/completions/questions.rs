//! What to ask first: which missing facts still matter to a verdict, and how much knowing each would settle.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::search::Search;
use super::space::Space;
use super::{Silence, Whatever, budget};
use crate::decision::{Decision, MissingFact};
use crate::diagnostic::Problems;
use crate::eval::{Outcome, Trial, Verdict, outcome_by, verdict_by};
use crate::explore::{Making, Variable, alternatives, lists_with_any_entry, spread};
use crate::ir::{SlotId, StepId};
use crate::limits::{MAX_ANSWERS_TRIED, MAX_PARTS_A_QUESTION, MAX_QUESTIONS_WEIGHED};
use crate::patient::sample;
use crate::patient::{Fields, Patient};
use crate::possible::{Possible, Truth};
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
    outlook(decision).1
}

/// Whether what is missing matters.
pub(super) fn whatever(decision: &Decision) -> Whatever {
    Asking::of(decision, &[]).map_or_else(|settled| settled, |asking| asking.whatever)
}

/// Whether what is missing matters, and the facts that do.
#[must_use]
pub fn outlook(decision: &Decision) -> (Whatever, Vec<Question>) {
    match Asking::of(decision, &[]) {
        Ok(asking) => (asking.whatever, asking.collect()),
        Err(settled) => (settled, Vec::new()),
    }
}

/// Whether what is missing matters, and the first fact that does and is none of these.
#[must_use]
pub fn first_question(decision: &Decision, but: &[Arc<str>]) -> (Whatever, Option<Question>) {
    match Asking::of(decision, but) {
        Ok(mut asking) => (asking.whatever, asking.next()),
        Err(settled) => (settled, None),
    }
}

/// What may be asked, in order.
struct Asking {
    space: Space,
    /// The parts of what the facts could be that may still be looked at.
    left: usize,
    whatever: Whatever,
    /// The verdicts that records could get that complete this one.
    verdicts: BTreeSet<Verdict>,
    ranked: std::vec::IntoIter<Weighed>,
}

/// A question, and the verdicts that an answer to it settles, whatever all others are.
struct Weighed {
    question: Question,
    settled: Vec<Verdict>,
}

impl Iterator for Asking {
    type Item = Question;

    fn next(&mut self) -> Option<Question> {
        loop {
            let weighed = self.ranked.next()?;
            if self.may_matter(&weighed) {
                return Some(weighed.question);
            }
        }
    }
}

impl Asking {
    /// Where nothing is to be asked, the verdict.
    fn of(decision: &Decision, but: &[Arc<str>]) -> Result<Self, Whatever> {
        if decision.verdict() != Verdict::Undetermined {
            return Err(Whatever::Settled(decision.verdict()));
        }
        let vocabulary = &decision.compiled.vocabulary;
        let space = Space::of(decision);
        // Where it is asked what is recorded nothing is proven, and so nothing is left out.
        let is_lawful = !Silence::of(decision).is_asked;
        let mut left = if is_lawful { budget(&space) } else { 0 };
        let search = Search::new(&space);
        let weigh = Weigh::of(decision);
        let missing = decision.missing().into_iter().filter(|missing| missing.matters);
        let slots = missing.filter_map(|missing| Some((vocabulary.find(&missing.fact)?, missing)));
        let mut found: Vec<Weighed> = Vec::new();
        // A record in which every fact speaks for the patient, as far as one fact alone can.
        let mut favourable = space.start();
        for (slot, missing) in slots {
            let weighed = found.len() < MAX_QUESTIONS_WEIGHED;
            let tried = if weighed { weigh.answers(slot) } else { Tried::default() };
            let with = |value: &Possible| space.with(&space.start(), slot, value.clone());
            let settled = tried.settling.iter().map(|value| space.evaluate(&with(value)).1);
            let settled = settled.filter(|verdict| *verdict != Verdict::Undetermined).collect();
            if let Some(best) = &tried.best {
                favourable = space.with(&favourable, slot, best.clone());
            }
            found.push(Weighed { question: Question { missing, slot, answers: tried.answers }, settled });
        }
        // Two verdicts are mostly found so, and then nothing need be looked through.
        let mut verdicts: BTreeSet<Verdict> =
            found.iter().flat_map(|weighed| weighed.settled.clone()).collect();
        verdicts
            .extend(Some(space.evaluate(&favourable).1).filter(|verdict| *verdict != Verdict::Undetermined));
        let mut whatever = Whatever::Open;
        if verdicts.len() < 2 {
            let tally = search.run(space.start(), &mut left);
            whatever = super::whatever(&tally);
            if matches!(whatever, Whatever::Settled(_)) {
                return Err(whatever);
            }
            verdicts.extend(tally.verdicts);
        }
        found.retain(|weighed| !but.contains(&weighed.question.missing.fact));
        for weighed in &mut found {
            let answers = &mut weighed.question.answers;
            answers.always = is_lawful && answers.settle > 0 && search.is_settled_by(weighed.question.slot);
        }
        // Shares are compared without division; a stable sort keeps the order of the decision among equals.
        let share =
            |part: usize, of: &Answers, other: &Answers| part * other.all.max(1) * usize::from(of.all > 0);
        found.sort_by(|one, other| {
            let (a, b) = (&one.question.answers, &other.question.answers);
            let settle = share(b.settle, b, a).cmp(&share(a.settle, a, b));
            let rules = share(b.rules, b, a).cmp(&share(a.rules, a, b));
            b.always.cmp(&a.always).then(settle).then(rules)
        });
        Ok(Self { left, whatever, verdicts, ranked: found.into_iter(), space })
    }

    /// Could the verdict hang on this fact? Not if it is decided without it, whatever the others are.
    fn may_matter(&mut self, weighed: &Weighed) -> bool {
        // One answer settles the verdict, and some record gets another one: that record with this answer differs in
        // nothing but this fact.
        let differs = |verdict: &Verdict| self.verdicts.iter().any(|other| other != verdict);
        if weighed.settled.iter().any(differs) || self.left == 0 {
            return true;
        }
        let mut own = self.left.min(MAX_PARTS_A_QUESTION);
        let before = own;
        let may = Search::new(&self.space).may_hang_on(weighed.question.slot, &mut own);
        self.left -= before - own;
        may
    }
}

/// What came of the answers to one question.
#[derive(Default)]
struct Tried {
    answers: Answers,
    /// An answer for each verdict that is settled so.
    settling: Vec<Possible>,
    /// The answer that speaks most for the patient: no rule is not met because of it, and most of them are decided.
    best: Option<Possible>,
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

    fn answers(&self, slot: SlotId) -> Tried {
        let mut found = Tried::default();
        let (program, record) = (self.decision.program(), self.decision.record());
        let known = self.decision.compiled.vocabulary.fact(slot).zip(record.entry(slot));
        let Some((declared, before)) = known else { return found };
        let making = Making { program, as_of: self.decision.as_of() };
        let variable =
            Variable { fact: Arc::clone(&declared.path), within: Vec::new(), ty: declared.ty.clone() };
        let plain = alternatives(&variable, &self.patient, making);
        let lists = lists_with_any_entry(&variable, &self.patient, making, MOST_ENTRIES);
        // Nothing else is computed anew.
        let above = program.steps_above(slot);
        let mut seen: HashSet<Vec<Outcome>> = HashSet::new();
        let mut most = None;
        for value in spread(plain.into_iter().chain(lists).collect(), MAX_ANSWERS_TRIED) {
            let Some(value) = sample::value(&value, &declared.ty, &mut Problems::new()) else { continue };
            // What is known of it in part is no longer possible otherwise.
            if !value.is_within(&before.value) {
                continue;
            }
            let trial = Trial::new(program, &self.decision.values, &above, (slot, &value), &self.as_of);
            let truth = |id: StepId| trial.truth(id);
            let outcomes = self.outcomes(&truth);
            if !seen.insert(outcomes.clone()) {
                continue;
            }
            let was_open = self.now.iter().zip(&outcomes).filter(|(now, _)| **now == Outcome::Unknown);
            let decided = was_open.filter(|(_, then)| **then != Outcome::Unknown).count();
            let answers = &mut found.answers;
            answers.all += 1;
            answers.rules += decided;
            let verdict = verdict_by(program.applies_when, &program.rules, &truth);
            let against = outcomes.contains(&Outcome::NotMet) || verdict == Verdict::NotApplicable;
            if !against && most.is_none_or(|most| decided > most) {
                most = Some(decided);
                found.best = Some(value.clone());
            }
            if verdict != Verdict::Undetermined {
                answers.settle += 1;
                if !answers.verdicts.contains(&verdict) {
                    answers.verdicts.push(verdict);
                    found.settling.push(value);
                }
            }
        }
        found.answers.verdicts.sort_unstable();
        found
    }

    fn outcomes(&self, truth: &dyn Fn(StepId) -> Truth) -> Vec<Outcome> {
        self.decision.program().deciding().map(|(_, rule)| outcome_by(rule, truth)).collect()
    }
}
