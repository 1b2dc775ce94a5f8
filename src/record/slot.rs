//! What is known of a fact, in as little room as it takes: so that a decision on many records reads few bytes of each.

use super::Entry;
use crate::absence::Absence;
use crate::possible::{Possible, Truth};
use crate::vocabulary::{ValueType, Vocabulary};

/// What is known of one fact. Everything that is not of a usual kind is told by its [`Entry`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// A boolean that is true.
    True,
    /// A boolean that is false.
    False,
    /// A number, as a fraction in lowest terms.
    Number {
        /// The numerator.
        numerator: i64,
        /// The denominator, which is above zero.
        denominator: u32,
    },
    /// A day, by [`packed`].
    Day(u32),
    /// A value of a choice or scale, by its place.
    Value(u8),
    /// Nothing is recorded: it could be anything of its type.
    Silent,
    /// Something else.
    Other,
}

impl Slot {
    /// Of what is recorded of a fact of this type.
    pub(super) fn of(entry: &Entry, ty: &ValueType) -> Self {
        if entry.absence == Some(Absence::NotRecorded) {
            let is_plain = !matches!(ty, ValueType::List(_) | ValueType::Record(_) | ValueType::Set(_));
            return if is_plain && entry.value == ty.everything() { Slot::Silent } else { Slot::Other };
        }
        match &entry.value {
            Possible::Truth(Truth::True) => Slot::True,
            Possible::Truth(Truth::False) => Slot::False,
            Possible::Number(number) => {
                let fraction = number.as_small_point();
                let small = fraction.and_then(|(own, of)| Some((own, u32::try_from(of).ok()?)));
                small.map_or(Slot::Other, |(numerator, denominator)| Slot::Number { numerator, denominator })
            }
            Possible::Dates(dates) => dates.only().map_or(Slot::Other, |day| Slot::Day(packed(day))),
            Possible::Values(values) => values.only().map_or(Slot::Other, Slot::Value),
            _ => Slot::Other,
        }
    }
}

/// How many slots lie beside the record itself, so that reading them waits for no other place in memory.
const NEAR: usize = 16;

/// The slots of a record, in the order of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slots {
    near: [Slot; NEAR],
    far: Box<[Slot]>,
}

impl Slots {
    /// Of what is recorded of each fact of a vocabulary.
    pub(super) fn of(vocabulary: &Vocabulary, entries: &[Entry]) -> Self {
        let mut slots = vocabulary.facts().zip(entries).map(|(fact, entry)| Slot::of(entry, &fact.ty));
        let mut near = [Slot::Other; NEAR];
        near.iter_mut().zip(slots.by_ref()).for_each(|(to, slot)| *to = slot);
        Self { near, far: slots.collect() }
    }

    /// Puts another slot in the place of one.
    pub(super) fn set(&mut self, fact: usize, slot: Slot) {
        let place = match fact.checked_sub(NEAR) {
            None => self.near.get_mut(fact),
            Some(far) => self.far.get_mut(far),
        };
        if let Some(place) = place {
            *place = slot;
        }
    }

    /// The slot of a fact, by its place.
    #[inline]
    pub(crate) fn get(&self, fact: usize) -> Slot {
        let slot = self.near.get(fact).or_else(|| self.far.get(fact.checked_sub(NEAR)?));
        slot.copied().unwrap_or(Slot::Other)
    }
}

/// A number by which days stand in their order.
pub(crate) fn packed(day: jiff::civil::Date) -> u32 {
    let (year, month, day) =
        (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    u32::from(year) << 9 | u32::from(month) << 5 | u32::from(day)
}
