//! What is known of a fact, in as little room as it takes: so that a decision on many records reads few bytes of each.

use std::sync::Arc;

use super::Entry;
use crate::absence::Absence;
use crate::possible::{Interval, Possible, Truth};
use crate::vocabulary::{ValueType, Vocabulary};

/// What is known of one fact, in eight bytes: in the highest bits what kind of thing it is, in the others which, as a whole
/// number by which things of a kind stand in their order. So what lies between two things of a kind lies between their
/// slots. Everything that is not of a usual kind is told by its [`Entry`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(u64);

/// The kind of thing that a slot tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Something that is not told here.
    Other,
    /// Nothing is recorded: it could be anything of its type.
    Silent,
    /// A boolean: 1 or 0.
    Truth,
    /// A number, in parts of [`SCALE`]; of a quantity, how many of the unit it is shown in.
    Number,
    /// A day, by [`packed`].
    Day,
    /// A value of a choice or scale, by its place.
    Value,
    /// What no slot tells.
    Never,
}

/// How many bits tell which of its kind it is; the other three tell the kind.
const KEY_BITS: u32 = 61;

/// Keys lie between this, negated, and this; nothing that is recorded stands at either end.
const END: i64 = (1 << (KEY_BITS - 1)) - 1;

/// Numbers are told to their sixth decimal place. One that is finer, as a third is, is told by its entry.
pub(crate) const SCALE: i64 = 1_000_000;

impl Slot {
    const OTHER: Slot = Slot::first(Tag::Other);
    /// What a slot says of which nothing is recorded.
    pub(crate) const SILENT: Slot = Slot::first(Tag::Silent);

    /// The first one of a kind.
    const fn first(tag: Tag) -> Self {
        Self((tag as u64) << KEY_BITS)
    }

    /// A thing of a kind, if there is room for its number.
    fn new(tag: Tag, key: i64) -> Self {
        if -END < key && key < END { Self::nearest(tag, key) } else { Self::OTHER }
    }

    /// A thing of a kind; where there is no room for its number an end, beyond all that is recorded.
    pub(crate) fn nearest(tag: Tag, key: i64) -> Self {
        Self(Self::first(tag).0 + key.clamp(-END, END).abs_diff(-END))
    }

    /// Is it of a kind?
    #[inline]
    pub(crate) fn is(self, tag: Tag) -> bool {
        self.0 >> KEY_BITS == tag as u64
    }

    /// Of what is recorded of a fact of this type.
    pub(super) fn of(entry: &Entry, ty: &ValueType) -> Self {
        if entry.absence == Some(Absence::NotRecorded) {
            let is_plain = !matches!(ty, ValueType::List(_) | ValueType::Record(_) | ValueType::Set(_));
            return if is_plain && entry.value == ty.everything() { Self::SILENT } else { Self::OTHER };
        }
        let told = match &entry.value {
            Possible::Truth(Truth::True) => Some((Tag::Truth, 1)),
            Possible::Truth(Truth::False) => Some((Tag::Truth, 0)),
            Possible::Number(number) => {
                in_own_unit(number, ty).and_then(scaled).map(|number| (Tag::Number, number))
            }
            Possible::Dates(dates) => dates.only().map(|day| (Tag::Day, packed(day))),
            Possible::Values(values) => values.only().map(|value| (Tag::Value, value.into())),
            _ => None,
        };
        told.map_or(Self::OTHER, |(tag, key)| Self::new(tag, key))
    }
}

/// A number of a fact as a fraction in lowest terms, its denominator above zero. A quantity is counted in the unit it is
/// shown in, in which it was most often written: in base units a pressure in `mm[Hg]` is no short decimal.
pub(crate) fn in_own_unit(number: &Interval, ty: &ValueType) -> Option<(i64, i64)> {
    match ty {
        ValueType::Quantity(ty) => ty.shown(number.as_point()?)?.as_small(),
        _ => number.as_small_point(),
    }
}

/// A fraction in parts of [`SCALE`], if it is a whole number of them.
fn scaled((numerator, denominator): (i64, i64)) -> Option<i64> {
    (SCALE % denominator == 0).then(|| numerator.checked_mul(SCALE / denominator))?
}

/// How many slots lie in the record itself, so that reading them waits for no other place in memory.
const NEAR: usize = 24;

/// The slots of a record, in the order of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slots {
    near: [Slot; NEAR],
    /// The others, if there are any.
    far: Option<Arc<[Slot]>>,
}

impl Slots {
    /// Of what is recorded of each fact of a vocabulary.
    pub(super) fn of(vocabulary: &Vocabulary, entries: &[Entry]) -> Self {
        let mut slots = vocabulary.facts().zip(entries).map(|(fact, entry)| Slot::of(entry, &fact.ty));
        let mut near = [Slot::OTHER; NEAR];
        near.iter_mut().zip(slots.by_ref()).for_each(|(to, slot)| *to = slot);
        let far: Vec<Slot> = slots.collect();
        Self { near, far: if far.is_empty() { None } else { Some(far.into()) } }
    }

    /// Puts another slot in the place of one.
    pub(super) fn set(&mut self, fact: usize, slot: Slot) {
        let place = match fact.checked_sub(NEAR) {
            None => self.near.get_mut(fact),
            Some(far) => self.far.as_mut().and_then(|slots| Arc::make_mut(slots).get_mut(far)),
        };
        if let Some(place) = place {
            *place = slot;
        }
    }

    /// The slot of a fact, by its place.
    #[inline]
    pub(crate) fn get(&self, fact: usize) -> Slot {
        match self.near.get(fact) {
            Some(slot) => *slot,
            None => self.far(fact),
        }
    }

    fn far(&self, fact: usize) -> Slot {
        let far = fact.checked_sub(NEAR).and_then(|far| self.far.as_ref()?.get(far));
        far.copied().unwrap_or(Slot::OTHER)
    }
}

/// A number by which days stand in their order.
#[inline]
pub(crate) fn packed(day: jiff::civil::Date) -> i64 {
    i64::from(day.year()) << 9 | i64::from(day.month()) << 5 | i64::from(day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Number;
    use proptest::prelude::*;

    fn slot(number: &Number) -> Slot {
        let ty = ValueType::Number { integer: false, low: None, high: None };
        Slot::of(&Entry::new(Possible::Number(Interval::point(number.clone())), None), &ty)
    }

    proptest! {
        /// Numbers that are told stand as the numbers themselves do.
        #[test]
        fn numbers_stand_in_their_order(a in -(10_i64.pow(13))..10_i64.pow(13), b in 0..10_u32, c: i64, d in 0..10_u32) {
            let number = |of: i64, places: u32| {
                Number::from(of).checked_div(&Number::from(10_i64.pow(places))).expect("it is no zero")
            };
            let (one, other) = (number(a, b), number(c, d));
            let (told, told_other) = (slot(&one), slot(&other));
            prop_assert!(told.is(Tag::Number) || b > 6 || a.abs() > i64::MAX / 8 / SCALE);
            if told.is(Tag::Number) && told_other.is(Tag::Number) {
                prop_assert_eq!(told.cmp(&told_other), one.cmp(&other));
            }
        }
    }
}
