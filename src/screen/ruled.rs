//! What many rules say, a bit each.

use super::truths::WORD;
use crate::eval::Outcome;
use crate::ir::{Program, RuleKind};

/// Rules that are looked at together, where all that they can say is known beforehand.
pub const GROUP: usize = 4;

/// All that so many rules can say.
pub const CODES: usize = 1 << (2 * GROUP);

/// What a rule says by two bits, the lower one in front.
const OUTCOMES: [Outcome; 4] = [Outcome::Unknown, Outcome::Met, Outcome::NotMet, Outcome::NotApplicable];

/// What one rule of a group says in a code.
pub fn outcome_in(code: usize, at: usize) -> Outcome {
    outcome_of(code >> at & 1, code >> (GROUP + at) & 1)
}

#[inline]
fn outcome_of(low: usize, high: usize) -> Outcome {
    // By a look, not by a branch that nobody could foresee.
    OUTCOMES.get(low | high << 1).copied().unwrap_or(Outcome::Unknown)
}

/// What up to 64 rules say, a bit each. A rule with none of `met`, `not_met` and `outside` is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    /// It is met.
    pub met: u64,
    /// It is not met.
    pub not_met: u64,
    /// It does not apply.
    pub outside: u64,
    /// It applies for certain.
    pub applies: u64,
}

/// What the rules of a ruleset say of a patient, in the order written, cautions included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ruled {
    count: usize,
    words: Vec<Word>,
}

/// Some of the rules of a ruleset, a bit each.
#[derive(Debug, Clone, Default)]
pub struct Those(Vec<u64>);

impl Those {
    /// The rules of which this is so, of all.
    pub fn of(rules: impl IntoIterator<Item = bool>) -> Self {
        let mut those = Vec::new();
        for (at, is) in rules.into_iter().enumerate() {
            if at % WORD == 0 {
                those.push(0);
            }
            if let Some(word) = those.last_mut() {
                *word |= u64::from(is) << (at % WORD);
            }
        }
        Self(those)
    }

    /// The rules of a program that decide: all but cautions.
    pub fn deciding(program: &Program) -> Self {
        Self::of(program.rules.iter().map(|rule| rule.kind != RuleKind::Caution))
    }

    /// The words.
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    /// Is a rule one of them?
    pub fn has(&self, rule: usize) -> bool {
        self.0.get(rule / WORD).is_some_and(|word| word >> (rule % WORD) & 1 == 1)
    }
}

impl Word {
    /// Two bits of each rule, the lower one in front: what it says.
    #[inline]
    fn codes(&self) -> (u64, u64) {
        (self.met | self.outside, self.not_met | self.outside)
    }

    /// The rules that are unknown, among these.
    #[inline]
    pub fn unknown(&self, among: u64) -> u64 {
        among & !(self.met | self.not_met | self.outside)
    }
}

impl Ruled {
    /// So many rules.
    pub fn new(count: usize) -> Self {
        Self { count, words: vec![Word::default(); count.div_ceil(WORD)] }
    }

    /// The words.
    #[inline]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The words, to say something else.
    #[inline]
    pub fn words_mut(&mut self) -> &mut [Word] {
        &mut self.words
    }

    /// Says what each rule says, and whether it applies for certain.
    pub fn set(&mut self, rules: impl Iterator<Item = (Outcome, bool)>) {
        self.words.fill(Word::default());
        for (at, (outcome, applies)) in rules.enumerate() {
            let Some(word) = self.words.get_mut(at / WORD) else { return };
            let bit = 1 << (at % WORD);
            word.applies |= if applies { bit } else { 0 };
            match outcome {
                Outcome::Met => word.met |= bit,
                Outcome::NotMet => word.not_met |= bit,
                Outcome::NotApplicable => word.outside |= bit,
                Outcome::Unknown => {}
            }
        }
    }

    /// What the rules say, [`GROUP`] by [`GROUP`].
    #[inline]
    pub fn codes(&self) -> impl Iterator<Item = usize> {
        (0..self.count.div_ceil(GROUP)).map(|group| {
            const THOSE: u64 = (1 << GROUP) - 1;
            let word = self.words.get(group * GROUP / WORD).copied().unwrap_or_default();
            let shift = group * GROUP % WORD;
            let (low, high) = word.codes();
            usize::try_from(low >> shift & THOSE | (high >> shift & THOSE) << GROUP).unwrap_or_default()
        })
    }

    /// Does a rule apply for certain?
    pub fn applies(&self, rule: usize) -> bool {
        self.words.get(rule / WORD).is_some_and(|word| word.applies >> (rule % WORD) & 1 == 1)
    }

    /// What a rule says, by its place.
    #[must_use]
    pub fn outcome(&self, rule: usize) -> Option<Outcome> {
        let word = self.words.get(rule / WORD).filter(|_| rule < self.count)?;
        let (low, high) = word.codes();
        let bit = |of: u64| usize::try_from(of >> (rule % WORD) & 1).unwrap_or_default();
        Some(outcome_of(bit(low), bit(high)))
    }

    /// What each rule says.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        (0..self.count).filter_map(|rule| self.outcome(rule))
    }

    /// The rules, of some, of which something is said: the place of each.
    #[inline]
    pub fn places<'r>(
        &'r self,
        those: &'r Those,
        of: impl Fn(&Word, u64) -> u64 + 'r,
    ) -> impl Iterator<Item = usize> + 'r {
        self.words.iter().zip(&those.0).enumerate().flat_map(move |(at, (word, among))| {
            let mut left = of(word, *among);
            std::iter::from_fn(move || {
                let place = (left != 0).then(|| at * WORD + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(place)
            })
        })
    }
}
