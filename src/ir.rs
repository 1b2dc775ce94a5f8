//! The typed core: what every reader of a compiled ruleset reads, and nothing else.
//!
//! Some twenty-five kinds of steps, with no names and no sugar. Steps stand in an arena in the order of their
//! operands: a step reads only steps before it, so that one loop without recursion computes them all,
//! and afterwards the value of every part of every condition is at hand for whoever explains it.

mod places;

use std::sync::Arc;

pub use places::Places;

use crate::absence::Absence;
use crate::limits::MAX_ENTRIES_ASKED;
use crate::possible::{Fields, Possible, Truth, Values};
use crate::source::Span;
use crate::terminology::ValueSet;
use crate::time::CalendarUnit;

/// A step of the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(u32);

impl StepId {
    /// Its place in the arena.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A fact of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u32);

impl SlotId {
    /// Its place in the vocabulary and in a record.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a step computes from the steps before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// A value written in the ruleset.
    Constant(Possible),
    /// What the record says of a fact.
    Slot(SlotId),
    /// The value of a fact, or what is assumed of it where the record is silent for one of these reasons.
    Assumed {
        /// What is read of the fact.
        of: StepId,
        /// The fact.
        slot: SlotId,
        /// What is assumed of it.
        value: Possible,
        /// The reasons for absence that the assumption fills.
        reasons: Box<[Absence]>,
    },
    /// A condition, or what it counts as while nothing but silence keeps it open: that the facts it waits for
    /// are not recorded.
    Settled {
        /// The condition.
        of: StepId,
        /// What it counts as.
        counts_as: bool,
    },
    /// What another ruleset says: the same value.
    Told(StepId),
    /// The date of the decision.
    AsOf,
    /// Strong Kleene conjunction.
    All(Box<[StepId]>),
    /// Strong Kleene disjunction.
    Any(Box<[StepId]>),
    /// Strong Kleene negation.
    Not(StepId),
    /// Is the number of true operands within these bounds, both included?
    Count {
        /// What is counted.
        of: Box<[StepId]>,
        /// At least so many.
        at_least: u32,
        /// At most so many.
        at_most: u32,
    },
    /// A comparison; the other three are these with their operands swapped, or under `Not`.
    Compare(Relation, StepId, StepId),
    /// Is the value one of these values of its choice or scale?
    OneOf(StepId, Values),
    /// Is a coded concept in the value set?
    InSet(StepId, Arc<ValueSet>),
    /// Is a date *never*?
    IsNever(StepId),
    /// A date moved by a calendar duration, clamped to the end of the month it falls in.
    Shift {
        /// The date.
        date: StepId,
        /// By how much.
        period: StepId,
        /// Into the past.
        back: bool,
    },
    /// How many whole units lie between two dates: less than nothing when the second is the earlier one.
    Completed {
        /// Which units.
        unit: CalendarUnit,
        /// The first date.
        from: StepId,
        /// The second one.
        to: StepId,
    },
    /// The calendar day of a datetime, where it was recorded.
    DateOf(StepId),
    /// A field of a record, by its place.
    Member(StepId, u32),
    /// Is any of these values in the set?
    HasAny(StepId, Values),
    /// A question about the entries of a list.
    Each {
        /// The list, and then every step outside of the body that the body reads.
        reads: Box<[StepId]>,
        /// What is computed of each entry.
        body: Arc<Body>,
        /// What is made of it.
        fold: Fold,
    },
    /// A condition about what lies in stretches of days: does it hold in one of them, in each, or in so many
    /// in a row?
    Windows {
        /// The first day, the last day and the length, then the lists, then every other step that is read.
        reads: Box<[StepId]>,
        /// What is asked.
        asked: Arc<Windows>,
    },
    /// How many values are in a set?
    Size(StepId),
    /// Inside a body: a field of the entry, by its place; those of the entry before it follow. Inside stretches
    /// of days: the answer to a question about a list, by its place.
    Field(u32),
    /// Inside a body: a step outside of it.
    Outer(StepId),
    /// Arithmetic on exact numbers; a datetime takes and gives seconds.
    Arithmetic {
        /// Which.
        operator: Operator,
        /// The left operand.
        left: StepId,
        /// The right operand.
        right: StepId,
        /// For some values within the declared ranges the result may pass the limit on a number's size.
        /// Such a step says nothing about its value while an operand is not known: otherwise a bound
        /// could decide what the completed record then leaves open.
        may_overflow: bool,
    },
    /// Is only one value possible?
    IsKnown(StepId),
    /// The value of the first arm whose condition holds; while that is open, whatever the arms could be that
    /// are still possible ([`Step::arms`] says which).
    Branch {
        /// Conditions, each with the value where it is the first to hold: one after the other, two by two.
        arms: Box<[StepId]>,
        /// The value where none of them holds; without it one of them always does.
        otherwise: Option<StepId>,
    },
    /// The least or the greatest of several values of one kind.
    Extreme {
        /// The values.
        of: Box<[StepId]>,
        /// The greatest, not the least.
        greatest: bool,
    },
    /// A number rounded to the nearest whole one; halves away from zero.
    Round(StepId),
    /// Is one of them true, among those that are known? Unknown only when none is known.
    AnyRecorded(Box<[StepId]>),
}

/// What is computed of each entry of a list: steps of their own, which read its fields and steps outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Body {
    /// The steps.
    pub steps: Box<[Step]>,
    /// Does the entry belong?
    pub filter: StepId,
    /// What is asked of an entry that belongs, or taken from it; without it the entry itself is taken.
    pub value: Option<StepId>,
    /// The field that dates the entry.
    pub date: Option<u32>,
    /// The time from which on another entry is no longer too close to this one.
    pub clear: Option<StepId>,
    /// Does it belong, however long ago it is? Asked where a window says how recent it must be.
    pub ever: Option<StepId>,
    /// The fields of the entry before it are read, too.
    pub previous: bool,
    /// The fields of an entry of which nothing is said: each everything that its type allows.
    pub unseen: Fields,
    /// Of how many entries at most it is computed for one decision; of a longer list nothing is known.
    pub most: usize,
    /// Where its steps are written.
    pub places: Places,
}

/// What is asked of stretches of days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Windows {
    /// In which of them it must hold.
    pub which: Stretches,
    /// The first day.
    pub from: StepId,
    /// The last day.
    pub to: StepId,
    /// How long each is.
    pub length: StepId,
    /// The questions about lists. Of each list only the entries that are dated in the stretch are seen.
    pub questions: Box<[Question]>,
    /// The steps of the condition; their fields are the answers.
    pub steps: Box<[Step]>,
    /// The condition.
    pub condition: StepId,
    /// How many entries, in all stretches, are looked at for one decision; beyond it nothing is known.
    pub most: usize,
    /// Where its steps are written.
    pub places: Places,
}

/// In which stretches of days a condition must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stretches {
    /// In one at least.
    Some,
    /// In each.
    Every,
    /// In so many that follow one another without a gap.
    Consecutive(u32),
}

/// A question about a list that is asked of each stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// The list.
    pub list: StepId,
    /// What is computed of each entry.
    pub body: Arc<Body>,
    /// What is made of it.
    pub fold: Fold,
}

/// What is made of the entries of a list that belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Is there one?
    Some,
    /// Does what is asked hold of each?
    Every,
    /// How many are there?
    Count,
    /// How many are there at most, of which each is clear of the one before?
    Spaced,
    /// Of what share does that hold which is asked?
    Share,
    /// Which values do they have, of a choice with so many?
    Distinct(u8),
    /// The one with the latest date.
    Latest,
    /// The one with the earliest date.
    Earliest,
    /// The greatest value.
    Highest,
    /// The least value.
    Lowest,
    /// The sum of the values.
    Sum,
    /// Their mean.
    Average,
}

/// The comparisons of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`.
    Equal,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
}

/// The arithmetic of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
}

impl Step {
    /// The same step with other operands, and with another fact.
    #[must_use]
    pub fn moved(&self, to: &dyn Fn(StepId) -> StepId, fact: &dyn Fn(SlotId) -> SlotId) -> Step {
        let all = |of: &[StepId]| of.iter().map(|id| to(*id)).collect();
        match self {
            Step::Constant(value) => Step::Constant(value.clone()),
            Step::Slot(slot) => Step::Slot(fact(*slot)),
            Step::Assumed { of, slot, value, reasons } => Step::Assumed {
                of: to(*of),
                slot: fact(*slot),
                value: value.clone(),
                reasons: reasons.clone(),
            },
            Step::Settled { of, counts_as } => Step::Settled { of: to(*of), counts_as: *counts_as },
            Step::Told(of) => Step::Told(to(*of)),
            Step::AsOf => Step::AsOf,
            Step::All(of) => Step::All(all(of)),
            Step::Any(of) => Step::Any(all(of)),
            Step::Not(of) => Step::Not(to(*of)),
            Step::Count { of, at_least, at_most } => {
                Step::Count { of: all(of), at_least: *at_least, at_most: *at_most }
            }
            Step::Compare(relation, left, right) => Step::Compare(*relation, to(*left), to(*right)),
            Step::OneOf(of, values) => Step::OneOf(to(*of), *values),
            Step::InSet(of, set) => Step::InSet(to(*of), Arc::clone(set)),
            Step::IsNever(of) => Step::IsNever(to(*of)),
            Step::Shift { date, period, back } => {
                Step::Shift { date: to(*date), period: to(*period), back: *back }
            }
            Step::Completed { unit, from, to: until } => {
                Step::Completed { unit: *unit, from: to(*from), to: to(*until) }
            }
            Step::DateOf(of) => Step::DateOf(to(*of)),
            Step::Member(of, at) => Step::Member(to(*of), *at),
            Step::HasAny(of, values) => Step::HasAny(to(*of), *values),
            Step::Each { reads, body, fold } => {
                Step::Each { reads: all(reads), body: Arc::clone(body), fold: *fold }
            }
            Step::Windows { reads, asked } => Step::Windows { reads: all(reads), asked: Arc::clone(asked) },
            Step::Size(of) => Step::Size(to(*of)),
            Step::Field(at) => Step::Field(*at),
            Step::Outer(of) => Step::Outer(*of),
            Step::Arithmetic { operator, left, right, may_overflow } => Step::Arithmetic {
                operator: *operator,
                left: to(*left),
                right: to(*right),
                may_overflow: *may_overflow,
            },
            Step::IsKnown(of) => Step::IsKnown(to(*of)),
            Step::Branch { arms, otherwise } => {
                Step::Branch { arms: all(arms), otherwise: otherwise.map(to) }
            }
            Step::AnyRecorded(of) => Step::AnyRecorded(all(of)),
            Step::Extreme { of, greatest } => Step::Extreme { of: all(of), greatest: *greatest },
            Step::Round(of) => Step::Round(to(*of)),
        }
    }

    /// The steps it reads.
    pub fn operands(&self) -> impl Iterator<Item = StepId> {
        let (many, two): (&[StepId], [Option<StepId>; 2]) = match self {
            Step::Constant(_) | Step::Slot(_) | Step::AsOf | Step::Field(_) | Step::Outer(_) => {
                (&[], [None, None])
            }
            Step::All(of)
            | Step::Any(of)
            | Step::Count { of, .. }
            | Step::AnyRecorded(of)
            | Step::Windows { reads: of, .. }
            | Step::Each { reads: of, .. } => (of, [None, None]),
            Step::Branch { arms, otherwise } => (arms, [*otherwise, None]),
            Step::Extreme { of, .. } => (of, [None, None]),
            Step::Not(of)
            | Step::OneOf(of, _)
            | Step::Assumed { of, .. }
            | Step::Settled { of, .. }
            | Step::Told(of)
            | Step::InSet(of, _)
            | Step::IsNever(of)
            | Step::DateOf(of)
            | Step::Member(of, _)
            | Step::HasAny(of, _)
            | Step::Round(of)
            | Step::Size(of)
            | Step::IsKnown(of) => (&[], [Some(*of), None]),
            Step::Compare(_, left, right)
            | Step::Arithmetic { left, right, .. }
            | Step::Shift { date: left, period: right, .. }
            | Step::Completed { from: left, to: right, .. } => (&[], [Some(*left), Some(*right)]),
        };
        many.iter().copied().chain(two.into_iter().flatten())
    }

    /// The arms of a branch in their order: each condition with its value, at the end the value of `otherwise`
    /// without one. Of other steps nothing.
    pub fn arms(&self) -> impl Iterator<Item = (Option<StepId>, StepId)> {
        let (arms, otherwise): (&[StepId], Option<StepId>) = match self {
            Step::Branch { arms, otherwise } => (arms, *otherwise),
            _ => (&[], None),
        };
        let arms = arms.chunks_exact(2).filter_map(|arm| match arm {
            [condition, value] => Some((Some(*condition), *value)),
            _ => None,
        });
        arms.chain(otherwise.map(|value| (None, value)))
    }

    /// The arms of a branch that are still possible, by their place among [`Step::arms`]: those whose condition
    /// is not false, up to the first that is true. All of them, should none be possible.
    pub fn possible_arms(&self, truth: impl Fn(StepId) -> Truth) -> Vec<usize> {
        let mut possible = Vec::new();
        for (at, (condition, _)) in self.arms().enumerate() {
            let holds = condition.map_or(Truth::True, &truth);
            if holds != Truth::False {
                possible.push(at);
            }
            if holds == Truth::True {
                break;
            }
        }
        // Of conditions of which one always holds none can be left out, unless a computation failed.
        if possible.is_empty() { (0..self.arms().count()).collect() } else { possible }
    }
}

impl Step {
    /// It, and every step of the bodies in it, however deep they nest.
    pub fn whole(&self) -> impl Iterator<Item = &Step> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let step = open.pop()?;
            open.extend(step.inside());
            Some(step)
        })
    }

    /// Bounds of how many entries it, and the questions in it, are asked.
    fn bound(&mut self, most: usize) {
        let of_body = |body: &mut Arc<Body>| {
            let body = Arc::make_mut(body);
            body.most = most;
            body.steps.iter_mut().for_each(|step| step.bound(most));
        };
        match self {
            Step::Each { body, .. } => of_body(body),
            Step::Windows { asked, .. } => {
                let asked = Arc::make_mut(asked);
                asked.most = most;
                asked.steps.iter_mut().for_each(|step| step.bound(most));
                asked.questions.iter_mut().for_each(|question| of_body(&mut question.body));
            }
            _ => {}
        }
    }

    /// The steps of the bodies directly in it.
    fn inside(&self) -> impl Iterator<Item = &Step> {
        let (body, asked) = match self {
            Step::Each { body, .. } => (Some(body), None),
            Step::Windows { asked, .. } => (None, Some(asked)),
            _ => (None, None),
        };
        let questions = asked.into_iter().flat_map(|asked| {
            let steps = asked.questions.iter().flat_map(|question| question.body.steps.iter());
            asked.steps.iter().chain(steps)
        });
        body.into_iter().flat_map(|body| body.steps.iter()).chain(questions)
    }

    /// Does it hang on the date of the decision? What is dated after that is not seen, so that a list is read to it.
    #[must_use]
    pub fn reads_date(&self) -> bool {
        matches!(self, Step::AsOf | Step::Each { .. } | Step::Windows { .. })
    }

    /// The lists that it asks about.
    pub fn lists(&self) -> impl Iterator<Item = StepId> {
        let (one, many): (Option<StepId>, &[Question]) = match self {
            Step::Each { reads, .. } => (reads.first().copied(), &[]),
            Step::Windows { asked, .. } => (None, &asked.questions),
            _ => (None, &[]),
        };
        one.into_iter().chain(many.iter().map(|question| question.list))
    }
}

/// What kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// Must hold.
    Require,
    /// Must not hold.
    Exclude,
    /// Advice; never changes the verdict.
    Caution,
}

impl RuleKind {
    /// Its keyword.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RuleKind::Require => "require",
            RuleKind::Exclude => "exclude",
            RuleKind::Caution => "caution",
        }
    }
}

/// A rule: two steps. `unless` is already part of the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which kind.
    pub kind: RuleKind,
    /// The condition.
    pub condition: StepId,
    /// `applies when`.
    pub guard: Option<StepId>,
    /// `until`: the day on which it lapses.
    pub until: Option<StepId>,
}

impl Rule {
    /// The steps that its outcome rests on: its condition, and when it applies.
    pub fn asks(&self) -> impl Iterator<Item = StepId> + use<> {
        [Some(self.condition), self.guard].into_iter().flatten()
    }

    /// These, and when it lapses.
    pub fn roots(&self) -> impl Iterator<Item = StepId> + use<> {
        self.asks().chain(self.until)
    }
}

/// A compiled ruleset, without its names.
#[derive(Debug, Clone, Default)]
pub struct Program {
    steps: Vec<Step>,
    /// Where each step was written.
    places: Vec<Span>,
    /// The rules in the order written.
    pub rules: Vec<Rule>,
    /// `applies when` of the whole ruleset.
    pub applies_when: Option<StepId>,
}

impl Program {
    /// The step at a place in the arena.
    #[must_use]
    pub fn id(index: usize) -> StepId {
        StepId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Adds a step; its operands are already there.
    pub fn push(&mut self, step: Step, place: Span) -> StepId {
        debug_assert!(step.operands().all(|operand| operand.index() < self.steps.len()));
        let id = Self::id(self.steps.len());
        self.steps.push(step);
        self.places.push(place);
        id
    }

    /// Bounds of how many entries questions about lists are asked, so that all of them together compute about so many
    /// steps at most for one decision.
    pub fn bound_questions(&mut self, work: usize) {
        let inside = self.all_steps().count().saturating_sub(self.steps.len());
        let most = work.checked_div(inside).unwrap_or(work).clamp(1, MAX_ENTRIES_ASKED);
        if most < MAX_ENTRIES_ASKED {
            self.steps.iter_mut().for_each(|step| step.bound(most));
        }
    }

    /// All steps in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Every step, those inside of questions about lists included.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().flat_map(Step::whole)
    }

    /// The rules that have a part in the verdict, each with its place among all: a caution has none.
    pub fn deciding(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.rules.iter().enumerate().filter(|(_, rule)| rule.kind != RuleKind::Caution)
    }

    /// What the verdict is made of: the conditions of the rules that decide, when each applies, and whom the ruleset is
    /// for.
    pub fn verdict_roots(&self) -> impl Iterator<Item = StepId> {
        self.deciding().flat_map(|(_, rule)| rule.asks()).chain(self.applies_when)
    }

    /// Does any rule that decides apply for certain?
    pub fn certainly_applies(&self, truth: impl Fn(StepId) -> Truth) -> bool {
        self.deciding().any(|(_, rule)| rule.guard.is_none_or(|guard| truth(guard) == Truth::True))
    }

    /// One step.
    #[must_use]
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(id.index())
    }

    /// Where all steps were written, in their order.
    #[must_use]
    pub fn places(&self) -> &[Span] {
        &self.places
    }

    /// Where a step was written.
    #[must_use]
    pub fn place(&self, id: StepId) -> Span {
        self.places.get(id.index()).copied().unwrap_or_default()
    }

    /// The facts that a step reads, directly or through others, in the order in which they are written.
    #[must_use]
    pub fn slots_below(&self, root: StepId) -> Vec<SlotId> {
        let mut found = indexmap::IndexSet::new();
        self.walk(root, |step| {
            if let Step::Slot(slot) = step {
                found.insert(*slot);
            }
            true
        });
        found.into_iter().collect()
    }

    /// The steps that read a fact, directly or through others, in ascending order.
    #[must_use]
    pub fn steps_above(&self, fact: SlotId) -> Vec<StepId> {
        let mut reads = vec![false; self.steps.len()];
        let mut found = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let is_read = |id: StepId| reads.get(id.index()).copied().unwrap_or_default();
            if matches!(step, Step::Slot(slot) if *slot == fact) || step.operands().any(is_read) {
                if let Some(place) = reads.get_mut(index) {
                    *place = true;
                }
                found.push(Self::id(index));
            }
        }
        found
    }

    /// Visits a step and all below it once each, operands from left to right; `visit` says whether to go
    /// below a step.
    pub fn walk(&self, root: StepId, mut visit: impl FnMut(&Step) -> bool) {
        self.walk_steps(root, |_, step| visit(step));
    }

    /// Visits the places of a step and of all below it once each.
    pub fn walk_ids(&self, root: StepId, mut visit: impl FnMut(StepId)) {
        self.walk_steps(root, |id, _| {
            visit(id);
            true
        });
    }

    fn walk_steps(&self, root: StepId, mut visit: impl FnMut(StepId, &Step) -> bool) {
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(step) = self.step(id) else { continue };
            if visit(id, step) {
                let operands: Vec<_> = step.operands().collect();
                open.extend(operands.into_iter().rev());
            }
        }
    }
}
