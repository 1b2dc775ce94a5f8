//! A record's facts with what they could be, and the program that is asked of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::lawful::lawful;
use super::parts::{Cuts, parts};
use crate::absence::Absence;
use crate::decision::Decision;
use crate::eval::{Cause, Outcome, Values, Verdict, causes, evaluate, outcome, verdict};
use crate::ir::{Program, SlotId, Step, StepId};
use crate::limits::MAX_COMPLETION_STEPS;
use crate::possible::{Possible, Truth};
use crate::quantity::Number;
use crate::time::Dates;
use crate::vocabulary::Vocabulary;

/// What every fact could be; one part of everything that a record could still say.
pub type Part = Vec<Possible>;

/// Everything that a record could still say.
pub struct Space {
    /// The ruleset, with nothing in it that breaks the law.
    pub program: Program,
    vocabulary: Arc<Vocabulary>,
    start: Part,
    /// Why a fact is silent, where the ruleset fills the silence and nothing waits for the fact.
    silent: IndexMap<SlotId, Absence>,
    as_of: Dates,
    day: jiff::civil::Date,
    /// For each fact the numbers that it is compared with.
    numbers: Vec<Vec<Number>>,
    /// The fields of records, and of entries of lists, that are read.
    fields: Vec<u32>,
}

impl Space {
    pub fn of(decision: &Decision) -> Self {
        let program = lawful(decision.program(), &|id| decision.value(id).is_known());
        let vocabulary = Arc::clone(&decision.compiled.vocabulary);
        let record = decision.record();
        let start: Part = record.entries().iter().map(|entry| entry.value.clone()).collect();
        let numbers = constants_beside(&program, vocabulary.len());
        let fields = fields_read(&program);
        let silent = filled(decision)
            .into_iter()
            .filter_map(|slot| Some((slot, record.entry(slot)?.absence?)))
            .collect();
        let day = decision.as_of();
        Self { program, vocabulary, start, silent, as_of: Dates::day(day), day, numbers, fields }
    }

    /// Everything.
    pub fn start(&self) -> Part {
        self.start.clone()
    }

    /// What the ruleset says of a part.
    pub fn evaluate(&self, part: &[Possible]) -> (Values, Verdict) {
        let absence = |slot: SlotId| self.silent.get(&slot).copied();
        let values = evaluate(&self.program, part, &absence, &self.as_of);
        let verdict = verdict(&self.program, &values);
        (values, verdict)
    }

    /// The facts that keep a part open, those that keep most of the rules open first; and whether anything else does.
    pub fn open(&self, values: &Values) -> (Vec<SlotId>, bool) {
        let mut counts: IndexMap<SlotId, usize> = IndexMap::new();
        let mut computed = false;
        for root in open_roots(&self.program, values) {
            for cause in causes(&self.program, values, root) {
                match cause {
                    Cause::Fact(slot) => *counts.entry(slot).or_default() += 1,
                    Cause::Computation(..) => computed = true,
                }
            }
        }
        let mut facts: Vec<_> = counts.into_iter().collect();
        facts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        (facts.into_iter().map(|(slot, _)| slot).collect(), computed)
    }

    /// The part cut by what one of its facts could be; `None` if that cannot be cut.
    pub fn cut(&self, part: &[Possible], slot: SlotId) -> Option<Vec<Part>> {
        if self.silent.contains_key(&slot) {
            return None;
        }
        let value = part.get(slot.index())?;
        let cuts = Cuts {
            numbers: self.numbers.get(slot.index()).map(Vec::as_slice).unwrap_or_default(),
            fields: &self.fields,
            as_of: self.day,
        };
        let values = parts(value, &self.vocabulary.fact(slot)?.ty, &cuts)?;
        Some(values.into_iter().map(|value| self.with(part, slot, value)).collect())
    }

    /// The part in which a fact is this.
    pub fn with(&self, part: &[Possible], slot: SlotId, value: Possible) -> Part {
        let mut part = part.to_vec();
        if let Some(place) = part.get_mut(slot.index()) {
            *place = value;
        }
        part
    }

    /// Is everything known of a fact?
    pub fn is_known(&self, part: &[Possible], slot: SlotId) -> bool {
        part.get(slot.index()).is_some_and(Possible::is_known)
    }
}

/// The conditions that keep the verdict open: of the rules that are not known, and of whom the ruleset is for.
fn open_roots(program: &Program, values: &Values) -> Vec<StepId> {
    let mut roots: Vec<StepId> = program.applies_when.into_iter().collect();
    let certainly_applies = program.certainly_applies(|guard| values.truth(guard));
    for (_, rule) in program.deciding() {
        if outcome(rule, values) == Outcome::Unknown {
            roots.push(rule.condition);
            roots.extend(rule.guard);
        } else if !certainly_applies {
            roots.extend(rule.guard);
        }
    }
    roots.retain(|root| values.truth(*root) == Truth::Unknown);
    roots
}

/// Facts that are silent, and whose silence the ruleset fills: by an assumption, or by what a rule counts as.
fn filled(decision: &Decision) -> IndexSet<SlotId> {
    let (program, values) = (decision.program(), &decision.values);
    let mut filled = IndexSet::new();
    for (index, step) in program.steps().iter().enumerate() {
        let id = Program::id(index);
        match step {
            Step::Assumed { slot, .. } if values.is_filled(id) => {
                filled.insert(*slot);
            }
            Step::Settled { of, .. } if values.is_filled(id) => {
                let facts = causes(program, values, *of).into_iter();
                filled.extend(facts.filter_map(|cause| match cause {
                    Cause::Fact(slot) => Some(slot),
                    Cause::Computation(..) => None,
                }));
            }
            _ => {}
        }
    }
    // What another rule waits for is asked for, and then it is no longer silent.
    for root in open_roots(program, values) {
        for cause in causes(program, values, root) {
            if let Cause::Fact(slot) = cause {
                filled.shift_remove(&slot);
            }
        }
    }
    filled
}

/// For each fact the numbers that stand in a comparison with it, ascending.
fn constants_beside(program: &Program, facts: usize) -> Vec<Vec<Number>> {
    let mut found: Vec<BTreeSet<Number>> = vec![BTreeSet::new(); facts];
    let mut work = 0;
    for (index, step) in program.steps().iter().enumerate() {
        let asks = matches!(
            step,
            Step::Compare(..) | Step::Each { .. } | Step::Windows { .. } | Step::Branch { .. }
        );
        // Of a ruleset without end there are fewer cuts, and nothing is wrong with that.
        if !asks || work > MAX_COMPLETION_STEPS {
            continue;
        }
        let mut numbers: BTreeSet<Number> = BTreeSet::new();
        let mut slots: Vec<SlotId> = Vec::new();
        program.walk_ids(Program::id(index), |id| {
            work += 1;
            for step in program.step(id).into_iter().flat_map(Step::whole) {
                match step {
                    Step::Slot(slot) => slots.push(*slot),
                    Step::Constant(Possible::Number(number)) => numbers.extend(number.as_point().cloned()),
                    _ => {}
                }
            }
        });
        for slot in slots {
            if let Some(place) = found.get_mut(slot.index()) {
                place.extend(numbers.iter().cloned());
            }
        }
    }
    found.into_iter().map(|numbers| numbers.into_iter().collect()).collect()
}

/// The fields that something reads. What is taken from a list by `latest` is read where it stands then: any such field may
/// be one of any list's.
fn fields_read(program: &Program) -> Vec<u32> {
    let mut found: BTreeSet<u32> = BTreeSet::new();
    for step in program.all_steps() {
        match step {
            Step::Member(_, at) | Step::Field(at) => {
                found.insert(*at);
            }
            Step::Each { body, .. } => found.extend(body.date),
            Step::Windows { asked, .. } => {
                found.extend(asked.questions.iter().filter_map(|question| question.body.date));
            }
            _ => {}
        }
    }
    found.into_iter().collect()
}
