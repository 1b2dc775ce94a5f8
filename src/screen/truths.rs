//! Many truths side by side, so that one operation on words joins as many of them as it has to.

use crate::possible::Truth;

/// Where a truth stands among others.
pub type Register = usize;

/// A truth in two bits: true, false; neither is unknown.
pub type Bits = u8;

/// The bit of what is true.
pub const TRUE: Bits = 1;
/// The bit of what is false.
pub const FALSE: Bits = 2;

/// Truths in one word.
pub const WORD: usize = 64;

/// The two bits of a truth.
pub fn bits(truth: Truth) -> Bits {
    match truth {
        Truth::True => TRUE,
        Truth::False => FALSE,
        Truth::Unknown => 0,
    }
}

/// The two bits of the contrary.
#[inline]
pub fn not(of: Bits) -> Bits {
    of >> 1 | (of & TRUE) << 1
}

/// The truth of two bits.
pub fn truth(bits: Bits) -> Truth {
    match bits {
        TRUE => Truth::True,
        FALSE => Truth::False,
        _ => Truth::Unknown,
    }
}

/// For each truth a bit that says it is true, and one that says it is false; neither is unknown.
#[derive(Debug, Clone, Default)]
pub struct Truths {
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Word {
    is_true: u64,
    is_false: u64,
}

/// How truths are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Strong Kleene conjunction.
    All,
    /// Strong Kleene disjunction.
    Any,
    /// Negation, of one.
    Not,
    /// Is the number of true ones within these bounds?
    Count {
        /// At least so many.
        at_least: u32,
        /// At most so many.
        at_most: u32,
    },
    /// True if one is true, else false if one is known.
    AnyRecorded,
}

/// Which truths: the word, and the bits in it. One that is meant twice stands in two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// The word.
    pub word: usize,
    /// The bits in it.
    pub bits: u64,
}

impl Mask {
    /// The mask of one truth.
    pub fn of(register: Register) -> Self {
        Self { word: register / WORD, bits: 1 << (register % WORD) }
    }

    /// Its bits, if it is so.
    pub fn when(self, is: bool) -> u64 {
        if is { self.bits } else { 0 }
    }
}

/// The masks of these truths.
pub fn masks(of: &[Register]) -> Vec<Mask> {
    let mut masks: Vec<Mask> = Vec::new();
    for own in of.iter().copied().map(Mask::of) {
        match masks.iter_mut().find(|mask| mask.word == own.word && mask.bits & own.bits == 0) {
            Some(mask) => mask.bits |= own.bits,
            None => masks.push(own),
        }
    }
    masks
}

impl Truths {
    /// So many, all of them unknown.
    pub fn new(count: usize) -> Self {
        Self { words: vec![Word::default(); count.div_ceil(WORD)] }
    }

    /// All are unknown again.
    #[inline]
    pub fn clear(&mut self) {
        self.words.fill(Word::default());
    }

    /// A truth.
    #[inline]
    pub fn at(&self, register: Register) -> Bits {
        let Some(word) = self.words.get(register / WORD) else { return 0 };
        let shift = register % WORD;
        #[allow(clippy::cast_possible_truncation, reason = "one bit of each is left")]
        let two = ((word.is_true >> shift & 1) | (word.is_false >> shift & 1) << 1) as Bits;
        two
    }

    /// Says that a truth which is unknown is something else.
    #[inline]
    pub fn set(&mut self, register: Register, bits: Bits) {
        if let Some(word) = self.words.get_mut(register / WORD) {
            word.is_true |= u64::from(bits & TRUE) << (register % WORD);
            word.is_false |= u64::from(bits >> 1) << (register % WORD);
        }
    }

    /// Says of the truths in one word, all of them unknown, which are true and which are false.
    #[inline]
    pub fn add(&mut self, word: usize, (is_true, is_false): (u64, u64)) {
        if let Some(word) = self.words.get_mut(word) {
            word.is_true |= is_true;
            word.is_false |= is_false;
        }
    }

    /// 64 truths from one on: which are true, and which are false.
    #[inline]
    pub fn from(&self, first: Register) -> (u64, u64) {
        let (at, shift) = (first / WORD, first % WORD);
        let word = |at| self.words.get(at).copied().unwrap_or_default();
        let (low, high) = (word(at), if shift == 0 { Word::default() } else { word(at + 1) });
        let joined = |low: u64, high: u64| low >> shift | high << 1 << (WORD - 1 - shift);
        (joined(low.is_true, high.is_true), joined(low.is_false, high.is_false))
    }

    /// Those of some truths that are neither true nor false.
    pub fn open(&self, mask: Mask) -> u64 {
        let word = self.words.get(mask.word).copied().unwrap_or_default();
        mask.bits & !(word.is_true | word.is_false)
    }

    /// Joins truths.
    #[inline]
    pub fn join(&self, how: How, masks: &[Mask]) -> Bits {
        let words = masks.iter().map(|mask| {
            let word = self.words.get(mask.word).copied().unwrap_or_default();
            (word.is_true & mask.bits, word.is_false & mask.bits, mask.bits)
        });
        match how {
            How::All => words.fold(TRUE, |all, (is_true, is_false, of)| {
                all & u8::from(is_true == of) | all & FALSE | u8::from(is_false != 0) << 1
            }),
            How::Any => words.fold(FALSE, |any, (is_true, is_false, of)| {
                any & u8::from(is_false == of) << 1 | any & TRUE | u8::from(is_true != 0)
            }),
            How::Not => words
                .fold(0, |_, (is_true, is_false, _)| u8::from(is_false != 0) | u8::from(is_true != 0) << 1),
            How::AnyRecorded => {
                let (is_true, is_false) = words
                    .fold((0, 0), |(any, known), (is_true, is_false, _)| (any | is_true, known | is_false));
                if is_true != 0 { TRUE } else { u8::from(is_false != 0) << 1 }
            }
            How::Count { at_least, at_most } => {
                let (certain, possible) =
                    words.fold((0, 0), |(certain, possible), (is_true, is_false, of)| {
                        (certain + is_true.count_ones(), possible + of.count_ones() - is_false.count_ones())
                    });
                bits(Truth::within(certain, possible, at_least, at_most))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_truth() -> impl Strategy<Value = Truth> {
        prop::sample::select(vec![Truth::True, Truth::False, Truth::Unknown])
    }

    proptest! {
        /// Joined in words they are what they are joined one by one, wherever they stand and however often.
        #[test]
        fn joined_as_one_by_one(
            all in prop::collection::vec(any_truth(), 1..200),
            of in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
            (at_least, at_most) in (0_u32..6, 0_u32..8),
        ) {
            let mut truths = Truths::new(all.len());
            for (at, own) in all.iter().enumerate() {
                // Half of them one by one, the other half by words.
                let mask = Mask::of(at);
                match (at % 2, own) {
                    (0, own) => truths.set(at, bits(*own)),
                    (_, Truth::True) => truths.add(mask.word, (mask.bits, 0)),
                    (_, Truth::False) => truths.add(mask.word, (0, mask.bits)),
                    (_, Truth::Unknown) => {}
                }
            }
            for (at, own) in all.iter().enumerate() {
                prop_assert_eq!(truth(truths.at(at)), *own);
            }
            let of: Vec<Register> = of.iter().map(|index| index.index(all.len())).collect();
            let each = || of.iter().map(|at| all[*at]);
            let joined = |how| truth(truths.join(how, &masks(&of)));
            prop_assert_eq!(joined(How::All), Truth::all(each()));
            prop_assert_eq!(joined(How::Any), Truth::any(each()));
            prop_assert_eq!(joined(How::Count { at_least, at_most }), Truth::count(each(), at_least, at_most));
            let known = each().any(|own| own != Truth::Unknown);
            let any_recorded = match each().any(|own| own == Truth::True) {
                true => Truth::True,
                false if known => Truth::False,
                false => Truth::Unknown,
            };
            prop_assert_eq!(joined(How::AnyRecorded), any_recorded);
            if let Some(first) = of.first() {
                prop_assert_eq!(truth(truths.join(How::Not, &masks(&[*first]))), !all[*first]);
            }
        }
    }
}
