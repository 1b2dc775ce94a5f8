//! What full dates say of a fact. There are many, and most rules ask on which side of a few days one lies: so what was said
//! of one day goes for all days between the same two turns.

use jiff::civil::{Date, date};

use super::flat::turns;
use super::plan::FactPlan;
use super::scan::Short;
use super::table::Which;
use crate::ir::SlotId;
use crate::record::packed;
use crate::vocabulary::ValueType;

/// The first and the last year of days that are told here.
const YEARS: (i16, i16) = (1850, 2149);

/// The days of one fact.
#[derive(Debug)]
pub enum Days {
    /// By the stretches between the days on which something else is said from then on. What was said of one of a stretch,
    /// if one was met.
    Stretches {
        /// The first day of each stretch but the first, by [`packed`], the earliest first.
        turns: Box<[i64]>,
        /// Of each stretch.
        said: Box<[Option<Which>]>,
    },
    /// Each by itself, from the first year on.
    Each(Vec<Option<Which>>),
}

impl Days {
    /// No day was met yet; decisions are of this date.
    pub fn new(plan: &FactPlan, as_of: Date) -> Self {
        let fact = plan.vocabulary.fact(SlotId(0));
        let is_date = fact.is_some_and(|fact| matches!(fact.ty, ValueType::Date { .. }));
        // What hangs on several facts asks for the very day.
        let is_told_by_turns = is_date && plan.is_simple && !plan.is_in_rest;
        match turns(plan, as_of).filter(|_| is_told_by_turns) {
            Some(turns) => Self::Stretches { said: vec![None; turns.len() + 1].into(), turns: turns.into() },
            None => Self::Each(Vec::new()),
        }
    }

    /// What a day says, as far as one like it was met.
    #[inline]
    pub fn find(&self, day: i64) -> Option<Which> {
        let (said, place) = match self {
            Self::Stretches { turns, said } => (said.as_ref(), stretch(turns, day)),
            Self::Each(said) => (said.as_slice(), place(day)?),
        };
        said.get(place).copied().flatten()
    }

    /// Keeps what a day says.
    pub fn keep(&mut self, day: i64, which: Which) {
        let place = match self {
            Self::Stretches { turns, said } => said.get_mut(stretch(turns, day)),
            Self::Each(said) => place(day).and_then(|place| {
                if said.len() <= place {
                    said.resize(place + 1, None);
                }
                said.get_mut(place)
            }),
        };
        if let Some(place) = place {
            *place = Some(which);
        }
    }
}

/// In which stretch a day lies.
#[inline]
fn stretch(turns: &[i64], day: i64) -> usize {
    turns.iter().filter(|turn| **turn <= day).count()
}

/// The place of a day where each has its own.
#[inline]
fn place(day: i64) -> Option<usize> {
    usize::try_from(day - packed(date(YEARS.0, 1, 1))).ok()
}

/// A text that is a full date of these years in quotes, by [`packed`].
#[inline]
pub fn day([low, high]: Short) -> Option<i64> {
    // Quote, four digits, hyphen, two digits; hyphen, two digits, quote, nothing, the length of 12.
    const LOW: u64 = u64::from_le_bytes(*b"\"\0\0\0\0-\0\0");
    const LOW_MASK: u64 = u64::from_le_bytes([0xFF, 0, 0, 0, 0, 0xFF, 0, 0]);
    const HIGH: u64 = u64::from_le_bytes([b'-', 0, 0, b'"', 0, 0, 0, 13]);
    const HIGH_MASK: u64 = u64::from_le_bytes([0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    if high & HIGH_MASK != HIGH || low & LOW_MASK != LOW {
        return None;
    }
    // The eight digits as eight bytes: of each the upper half is 3, and still is when 6 is added.
    let digits = low >> 8 & 0xFFFF_FFFF | low >> 48 << 32 | (high >> 8 & 0xFFFF) << 48;
    let upper = 0xF0F0_F0F0_F0F0_F0F0;
    let above = digits.wrapping_add(0x0606_0606_0606_0606) & upper;
    if digits & upper != 0x3030_3030_3030_3030 || above != 0x3030_3030_3030_3030 {
        return None;
    }
    // Four numbers of two digits each, one in every other byte.
    let own = digits & 0x0F0F_0F0F_0F0F_0F0F;
    let [century, _, years, _, month, _, date, _] = (own * 10 + (own >> 8)).to_le_bytes();
    let year = i16::from(century) * 100 + i16::from(years);
    let is_near = (YEARS.0..=YEARS.1).contains(&year);
    // What is no day is read by the one reader, who says so.
    Date::new(year, month.cast_signed(), date.cast_signed()).ok().filter(|_| is_near).map(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::scan::{first_words, short};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<i64> {
        day(short(first_words(text.as_bytes()), text.len())?)
    }

    proptest! {
        /// A text is taken for a day if it is one, and for which.
        #[test]
        fn days_are_told_from_other_texts(year in 1840..2160_i16, month in 0..14_u8, date in 0..33_u8, other in "\"[-0-9]{9,11}\"") {
            for text in [format!("\"{year:04}-{month:02}-{date:02}\""), other] {
                let date: Option<Date> = text.trim_matches('"').parse().ok().filter(|_| text.len() == 12);
                let near = date.filter(|date| (1850..=2149).contains(&date.year()));
                prop_assert_eq!(read(&text), near.map(packed), "{}", text);
            }
        }
    }
}
