//! The parts of a ruleset as one flat list of checks on records that were already read.
//!
//! Where a value is known, or nothing is recorded, and the check is of a usual kind, it is a comparison or two on a slot of
//! eight bytes. Everything else goes to the fact's program ([`programs`](super::programs)).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::plan::{FactPlan, Plan};
use super::truths::{Bits, FALSE, Mask, Register, TRUE, bits};
use crate::AsOf;
use crate::absence::Absence;
use crate::eval::evaluate;
use crate::ir::{Program, Relation, SlotId, Step, StepId};
use crate::possible::{Possible, Truth};
use crate::record::{SCALE, Slot, Slots, Tag, in_own_unit, packed};
use crate::time::Dates;

/// The checks of a ruleset, and the day that they were made for.
#[derive(Debug)]
pub struct Checks {
    /// All of them.
    pub groups: Vec<Group>,
    /// The date of the decision that those hold for that have to do with it.
    pub on: Date,
}

/// Checks whose answers go to one word of truths, no two parts to one truth.
#[derive(Debug, Default)]
pub struct Group {
    /// The word.
    pub word: usize,
    /// They have to do with the date of the decision, which is each record's own.
    pub is_dated: bool,
    /// The parts that are decided.
    pub parts: Vec<Part>,
    checks: Vec<Check>,
    /// The truths of these parts.
    asked: u64,
    /// What is said where what is asked is so, where it is not, and where nothing is recorded.
    so: Says,
    not_so: Says,
    silent: Says,
}

/// A part of a fact.
#[derive(Debug)]
pub struct Part {
    /// The fact, by its place in the record.
    pub fact: usize,
    /// The fact, by its place among those that are read, and the part of it.
    pub of: (usize, usize),
    /// Where the answer goes.
    pub to: Register,
}

/// Does a fact lie between two things, both included? Where a part has gaps between what it asks for, it has several of these.
#[derive(Debug)]
struct Check {
    fact: usize,
    tag: Tag,
    first: Slot,
    last: Slot,
    /// Which truth of its word is told by it.
    bit: u32,
}

/// Truths in one word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Says {
    /// Those that are true.
    pub is_true: u64,
    /// Those that are false.
    pub is_false: u64,
    /// Those for which it takes more than slots.
    pub is_other: u64,
}

impl Checks {
    /// The checks of a plan.
    pub fn of(plan: &Plan, as_of: AsOf) -> Self {
        // Where the date is fixed no decision is of another one.
        let (on, is_fixed) = match as_of {
            AsOf::Fixed(on) => (on, true),
            AsOf::RecordOr(on) => (on, false),
        };
        let mut groups = BTreeMap::<(usize, bool), Group>::new();
        for (place, fact) in plan.facts.iter().enumerate() {
            let silence = silence(fact, on);
            for (part, (step, to)) in fact.parts.iter().zip(&fact.registers).enumerate() {
                let mask = Mask::of(*to);
                let is_dated = fact.is_dated && !is_fixed;
                let group = groups.entry((mask.word, is_dated));
                let group = group.or_insert_with(|| Group { word: mask.word, is_dated, ..Group::default() });
                let (step, is_not) = asked(fact, *step);
                let (tag, stretches) = kind(fact, step, on).unwrap_or((Tag::Never, vec![(1, 0)]));
                let so = if is_not { FALSE } else { TRUE };
                group.asked |= mask.bits;
                group.so.add(mask, so);
                group.not_so.add(mask, so ^ (TRUE | FALSE));
                group.silent.add(mask, silence.get(part).copied().unwrap_or_default());
                group.checks.extend(stretches.into_iter().map(|(first, last)| Check {
                    fact: fact.slot.index(),
                    tag,
                    first: Slot::nearest(tag, first),
                    last: Slot::nearest(tag, last),
                    bit: mask.bits.trailing_zeros(),
                }));
                group.parts.push(Part { fact: fact.slot.index(), of: (place, part), to: *to });
            }
        }
        Self { groups: groups.into_values().collect(), on }
    }
}

/// What each part of a fact says where nothing is recorded.
fn silence(fact: &FactPlan, as_of: Date) -> Vec<Bits> {
    let Some(declared) = fact.vocabulary.fact(SlotId(0)) else { return Vec::new() };
    let values = evaluate(
        &fact.program,
        &[declared.ty.everything()],
        &|_| Some(Absence::NotRecorded),
        &Dates::day(as_of),
    );
    fact.parts.iter().map(|part| bits(values.truth(*part))).collect()
}

impl Says {
    /// Says something of one truth of which nothing was said.
    fn add(&mut self, mask: Mask, bits: Bits) {
        self.is_true |= mask.when(bits & TRUE != 0);
        self.is_false |= mask.when(bits & FALSE != 0);
    }
}

impl Group {
    /// What the slots of a record say.
    #[inline]
    pub fn say(&self, slots: &Slots) -> Says {
        let (mut so, mut known, mut silent) = (0, 0, 0);
        for check in &self.checks {
            let slot = slots.get(check.fact);
            // Shifted, so that nothing here is a jump: of which facts a record is silent is hard to foresee.
            so |= u64::from((check.first <= slot) & (slot <= check.last)) << check.bit;
            known |= u64::from(slot.is(check.tag)) << check.bit;
            silent |= u64::from(slot == Slot::SILENT) << check.bit;
        }
        let not_so = known & !so;
        let said =
            |of: fn(&Says) -> u64| so & of(&self.so) | not_so & of(&self.not_so) | silent & of(&self.silent);
        Says {
            is_true: said(|says| says.is_true),
            is_false: said(|says| says.is_false),
            is_other: self.asked & !known & !silent,
        }
    }
}

/// The days from which on something else is said of a fact than before, by [`packed`], the earliest first, for decisions of
/// this date. `None` where anything but the side of a day is asked.
pub fn turns(fact: &FactPlan, as_of: Date) -> Option<Vec<i64>> {
    let mut turns = BTreeSet::new();
    for step in &fact.parts {
        let (tag, stretches) = kind(fact, asked(fact, *step).0, as_of)?;
        if tag != Tag::Day {
            return None;
        }
        turns.extend(stretches.into_iter().flat_map(|(first, last)| [first, last.saturating_add(1)]));
    }
    Some(turns.into_iter().collect())
}

/// What a part asks, and whether it says the contrary.
fn asked(fact: &FactPlan, part: StepId) -> (StepId, bool) {
    match fact.program.step(part) {
        Some(Step::Not(of)) => (*of, true),
        _ => (part, false),
    }
}

/// What kind of thing is asked for, and between which it lies, both included; once, or several times.
type Usual = (Tag, Vec<(i64, i64)>);

/// The usual kind of a step, for decisions of this date.
fn kind(fact: &FactPlan, step: StepId, as_of: Date) -> Option<Usual> {
    let is_fact = |step: StepId| matches!(fact.program.step(step), Some(Step::Slot(_)));
    match fact.program.step(step)? {
        Step::Slot(_) => Some((Tag::Truth, vec![(1, 1)])),
        Step::OneOf(of, values) if is_fact(*of) => {
            let mut stretches: Vec<(i64, i64)> = Vec::new();
            let all = values.lowest()..=values.highest();
            for value in all.filter(|value| values.has(*value)).map(i64::from) {
                match stretches.last_mut() {
                    Some((_, last)) if *last + 1 == value => *last = value,
                    _ => stretches.push((value, value)),
                }
            }
            Some((Tag::Value, stretches))
        }
        Step::Compare(relation, left, right) => match (fact.program.step(*left)?, fact.program.step(*right)?)
        {
            (Step::Slot(_), Step::Constant(with)) => with_constant(fact, (*relation, false), with),
            (Step::Constant(with), Step::Slot(_)) => with_constant(fact, (*relation, true), with),
            _ => None,
        }
        .or_else(|| days(fact, step, as_of)),
        _ => days(fact, step, as_of),
    }
}

fn with_constant(fact: &FactPlan, how: (Relation, bool), with: &Possible) -> Option<Usual> {
    let (tag, (below, above)) = match with {
        Possible::Number(with) => {
            let (numerator, of) = in_own_unit(with, &fact.vocabulary.fact(SlotId(0))?.ty)?;
            let (scaled, of) = (i128::from(numerator) * i128::from(SCALE), i128::from(of));
            // Of the numbers that slots tell the next one at or below it, and the next one at or above it.
            (Tag::Number, (scaled.div_euclid(of), -(-scaled).div_euclid(of)))
        }
        Possible::Values(with) => (Tag::Value, (with.only()?.into(), with.only()?.into())),
        _ => return None,
    };
    let (first, last) = match how {
        (Relation::Equal, _) => (above, below),
        (Relation::Less, false) => (i128::MIN, above - 1),
        (Relation::AtMost, false) => (i128::MIN, below),
        (Relation::Less, true) => (below + 1, i128::MAX),
        (Relation::AtMost, true) => (above, i128::MAX),
    };
    // What slots tell is nearer than the ends.
    let near = |end: i128| end.clamp(i64::MIN.into(), i64::MAX.into()).try_into().ok();
    Some((tag, vec![(near(first)?, near(last)?)]))
}

/// The days between which a part is true.
fn days(fact: &FactPlan, part: StepId, as_of: Date) -> Option<Usual> {
    within_days(fact, part, as_of).map(|days| (Tag::Day, vec![days]))
}

fn within_days(fact: &FactPlan, part: StepId, as_of: Date) -> Option<(i64, i64)> {
    match fact.program.step(part)? {
        // Most often both ends of a window.
        Step::All(of) => {
            let mut both = (i64::MIN, i64::MAX);
            for own in of {
                let (first, last) = within_days(fact, *own, as_of)?;
                both = (both.0.max(first), both.1.min(last));
            }
            Some(both)
        }
        Step::Compare(Relation::Less | Relation::AtMost, left, right)
            if moves_one_way(&fact.program, *left)
                && moves_one_way(&fact.program, *right)
                && is_fixed(&fact.program, *left) != is_fixed(&fact.program, *right) =>
        {
            turn(fact, part, as_of)
        }
        _ => None,
    }
}

/// Is a step a date, or a number of units, that with later days of the fact never gets less, or never more?
fn moves_one_way(program: &Program, step: StepId) -> bool {
    match program.step(step) {
        Some(Step::Slot(_) | Step::AsOf | Step::Constant(Possible::Dates(_) | Possible::Number(_))) => true,
        Some(Step::Shift { date, period, .. }) => {
            moves_one_way(program, *date) && matches!(program.step(*period), Some(Step::Constant(_)))
        }
        Some(Step::Completed { from, to, .. }) => {
            moves_one_way(program, *from)
                && moves_one_way(program, *to)
                && is_fixed(program, *from) != is_fixed(program, *to)
        }
        _ => false,
    }
}

/// Does a step not hang on the fact?
fn is_fixed(program: &Program, step: StepId) -> bool {
    program.slots_below(step).is_empty()
}

/// A comparison that turns once at the most, found by halving.
fn turn(fact: &FactPlan, part: StepId, as_of: Date) -> Option<(i64, i64)> {
    let says = |day: Date| {
        let value = Possible::Dates(Dates::day(day));
        let values = evaluate(&fact.program, std::slice::from_ref(&value), &|_| None, &Dates::day(as_of));
        match values.truth(part) {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }
    };
    let (first, last) = Dates::everything(false).days()?;
    let early = says(first)?;
    if says(last)? == early {
        // Always, or never.
        return Some(if early { (i64::MIN, i64::MAX) } else { (1, 0) });
    }
    // The last day on which it is as on the first, and the first one on which it is as on the last.
    let (mut low, mut high) = (first, last);
    loop {
        let between = low.until(high).ok()?.get_days();
        if between <= 1 {
            break;
        }
        let middle = low.checked_add(jiff::Span::new().days(between / 2)).ok()?;
        if says(middle)? == early { low = middle } else { high = middle }
    }
    Some(match early {
        true => (i64::MIN, packed(low)),
        false => (packed(high), i64::MAX),
    })
}
