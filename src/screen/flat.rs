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
use crate::possible::{Possible, Truth, Values};
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

/// Checks whose answers go to one word of truths, no two of them to one truth.
#[derive(Debug)]
pub struct Group {
    /// The word.
    pub word: usize,
    /// They have to do with the date of the decision.
    pub is_dated: bool,
    /// The checks.
    pub checks: Vec<Check>,
}

/// A check of one fact.
#[derive(Debug)]
pub struct Check {
    /// The fact, by its place in the record.
    pub fact: usize,
    /// The fact, by its place among those that are read, and the part of it.
    pub part: (usize, usize),
    /// Where the answer goes.
    pub to: Register,
    /// The kind of thing that is looked at.
    tag: Tag,
    kind: Kind,
    /// What it says where what is asked is not so, where it is, where nothing is recorded, and where it takes more.
    says: [Says; 4],
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

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Does it lie between these, both included?
    Within(Slot, Slot),
    /// Is it one of these?
    OneOf(Values),
}

impl Checks {
    /// The checks of a plan.
    pub fn of(plan: &Plan, as_of: AsOf) -> Self {
        let (AsOf::Fixed(on) | AsOf::RecordOr(on)) = as_of;
        let mut groups = BTreeMap::<(usize, bool), Vec<Check>>::new();
        for (place, fact) in plan.facts.iter().enumerate() {
            let silence = silence(fact, on);
            for (part, (step, to)) in fact.parts.iter().zip(&fact.registers).enumerate() {
                let (step, is_not) = asked(fact, *step);
                let (not_so, so) = if is_not { (TRUE, FALSE) } else { (FALSE, TRUE) };
                let (tag, kind) = kind(fact, step, on).unwrap_or(within(Tag::Never, (1, 0)));
                let mask = Mask::of(*to);
                let silent = silence.get(part).copied().unwrap_or_default();
                let [not_so, so, silent] = [not_so, so, silent].map(|bits| Says::of(mask, bits));
                let other = Says { is_other: mask.bits, ..Says::default() };
                groups.entry((mask.word, fact.is_dated)).or_default().push(Check {
                    fact: fact.slot.index(),
                    part: (place, part),
                    to: *to,
                    tag,
                    kind,
                    says: [not_so, so, silent, other],
                });
            }
        }
        let groups = groups.into_iter().map(|((word, is_dated), checks)| Group { word, is_dated, checks });
        Self { groups: groups.collect(), on }
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
    /// One truth, by its bits.
    fn of(mask: Mask, bits: Bits) -> Self {
        Self { is_true: mask.when(bits & TRUE != 0), is_false: mask.when(bits & FALSE != 0), is_other: 0 }
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        Self {
            is_true: self.is_true | other.is_true,
            is_false: self.is_false | other.is_false,
            is_other: self.is_other | other.is_other,
        }
    }
}

impl Group {
    /// What the slots of a record say.
    #[inline]
    pub fn say(&self, slots: &Slots) -> Says {
        self.checks.iter().fold(Says::default(), |says, check| says.and(check.says(slots.get(check.fact))))
    }
}

impl Check {
    #[inline]
    fn says(&self, slot: Slot) -> Says {
        let holds = match self.kind {
            Kind::Within(first, last) => (first <= slot) & (slot <= last),
            Kind::OneOf(values) => u8::try_from(slot.key()).is_ok_and(|position| values.has(position)),
        };
        // Nothing here is a jump: of which facts a record is silent is hard to foresee.
        let known = if slot.is(self.tag) { usize::from(holds) } else { 3 };
        let at = if slot == Slot::SILENT { 2 } else { known };
        self.says.get(at).copied().unwrap_or_default()
    }
}

/// The days from which on something else is said of a fact than before, by [`packed`], the earliest first, for decisions of
/// this date. `None` where anything but the side of a day is asked.
pub fn turns(fact: &FactPlan, as_of: Date) -> Option<Vec<i64>> {
    let mut turns = BTreeSet::new();
    for step in &fact.parts {
        match kind(fact, asked(fact, *step).0, as_of)? {
            (Tag::Day, Kind::Within(first, last)) => turns.extend([first.key(), last.key() + 1]),
            _ => return None,
        }
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

/// What is looked at, and how.
type Usual = (Tag, Kind);

/// The usual kind of a step, for decisions of this date.
fn kind(fact: &FactPlan, step: StepId, as_of: Date) -> Option<Usual> {
    let is_fact = |step: StepId| matches!(fact.program.step(step), Some(Step::Slot(_)));
    match fact.program.step(step)? {
        Step::Slot(_) => Some(within(Tag::Truth, (1, 1))),
        Step::OneOf(of, values) if is_fact(*of) => {
            let (first, last) = (values.lowest(), values.highest());
            Some(match (first..=last).all(|position| values.has(position)) {
                true => within(Tag::Value, (first.into(), last.into())),
                false => (Tag::Value, Kind::OneOf(*values)),
            })
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

/// What lies between these of a kind, both included.
fn within(tag: Tag, (first, last): (i64, i64)) -> Usual {
    (tag, Kind::Within(Slot::nearest(tag, first), Slot::nearest(tag, last)))
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
    Some(within(tag, (near(first)?, near(last)?)))
}

/// The days between which a part is true.
fn days(fact: &FactPlan, part: StepId, as_of: Date) -> Option<Usual> {
    within_days(fact, part, as_of).map(|days| within(Tag::Day, days))
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
