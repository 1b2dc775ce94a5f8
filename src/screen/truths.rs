//! Many truths side by side, so that one operation on words joins as many of them as it has to.

use std::ops::Range;

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

/// A joining of truths, laid out.
#[derive(Debug)]
pub struct Join {
    /// Where the result goes.
    pub to: Register,
    /// How they are joined.
    pub how: How,
    /// Which ones.
    pub first: Mask,
    /// Where they do not stand in one word, or one is meant twice: their further masks among all of the plan.
    pub more: Range<usize>,
}

/// Which truths: the word, and the bits in it. One that is meant twice stands in two of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
            word.set(register, bits);
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

    /// Joins truths one after the other. `more` are the further masks of all.
    #[inline]
    pub fn join(&mut self, joins: &[Join], more: &[Mask]) {
        if let ([word], []) = (self.words.as_mut_slice(), more) {
            // Most often: not more than 64 truths, and none of them joined with itself.
            let mut only = *word;
            for join in joins {
                only.set(join.to, join.how.of(only.among(join.first), std::iter::empty()));
            }
            *word = only;
            return;
        }
        for join in joins {
            let among = |mask: &Mask| self.words.get(mask.word).copied().unwrap_or_default().among(*mask);
            let further = more.get(join.more.clone()).unwrap_or_default();
            let joined = join.how.of(among(&join.first), further.iter().map(among));
            self.set(join.to, joined);
        }
    }
}

impl Word {
    #[inline]
    fn set(&mut self, register: Register, bits: Bits) {
        self.is_true |= u64::from(bits & TRUE) << (register % WORD);
        self.is_false |= u64::from(bits >> 1) << (register % WORD);
    }

    #[inline]
    fn among(self, mask: Mask) -> Among {
        Among {
            is_true: self.is_true & mask.bits,
            is_false: self.is_false & mask.bits,
            not_true: mask.bits & !self.is_true,
            not_false: mask.bits & !self.is_false,
        }
    }
}

impl How {
    /// What is joined, by what is in each of the words in which it stands.
    #[inline]
    fn of(self, first: Among, more: impl Iterator<Item = Among> + Clone) -> Bits {
        let of = more.clone().fold(first, Among::or);
        let (holds, fails) = match self {
            How::All => (of.not_true == 0, of.is_false != 0),
            How::Any => (of.is_true != 0, of.not_false == 0),
            How::Not => (of.is_false != 0, of.is_true != 0),
            How::AnyRecorded => (of.is_true != 0, of.is_true == 0 && of.is_false != 0),
            How::Count { at_least, at_most } => {
                let all = || std::iter::once(first).chain(more.clone());
                let certain = all().map(|of| of.is_true.count_ones()).sum();
                let possible = all().map(|of| (of.is_true | of.not_true & of.not_false).count_ones()).sum();
                return bits(Truth::within(certain, possible, at_least, at_most));
            }
        };
        Bits::from(holds) | Bits::from(fails) << 1
    }
}

/// Is something among some truths? Each of these is zero where nothing is.
#[derive(Debug, Clone, Copy, Default)]
struct Among {
    is_true: u64,
    is_false: u64,
    not_true: u64,
    not_false: u64,
}

impl Among {
    fn or(self, other: Self) -> Self {
        Self {
            is_true: self.is_true | other.is_true,
            is_false: self.is_false | other.is_false,
            not_true: self.not_true | other.not_true,
            not_false: self.not_false | other.not_false,
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
            let mut truths = Truths::new(all.len() + 1);
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
            let to = all.len();
            let joined = |how, of: &[Register]| {
                let masks = masks(of);
                let (first, more) = masks.split_first().map_or((Mask::default(), &[][..]), |(first, more)| (*first, more));
                let mut truths = truths.clone();
                truths.join(&[Join { to, how, first, more: 0..more.len() }], more);
                truth(truths.at(to))
            };
            prop_assert_eq!(joined(How::All, &of), Truth::all(each()));
            prop_assert_eq!(joined(How::Any, &of), Truth::any(each()));
            prop_assert_eq!(joined(How::Count { at_least, at_most }, &of), Truth::count(each(), at_least, at_most));
            let known = each().any(|own| own != Truth::Unknown);
            let any_recorded = match each().any(|own| own == Truth::True) {
                true => Truth::True,
                false if known => Truth::False,
                false => Truth::Unknown,
            };
            prop_assert_eq!(joined(How::AnyRecorded, &of), any_recorded);
            if let Some(first) = of.first() {
                prop_assert_eq!(joined(How::Not, &[*first]), !all[*first]);
            }
        }
    }
}
