//! What can be seen of a condition, and what was.

use crate::eval::Outcome;
use crate::possible::Truth;

/// Something that a test can show of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// It is true.
    True,
    /// It is false.
    False,
    /// It is unknown.
    Unknown,
    /// It is true, and were it false, the condition that it is part of would be another one.
    DecidesTrue,
    /// It is false, and were it true, the condition that it is part of would be another one.
    DecidesFalse,
}

impl Objective {
    /// All of them, in the order in which they are told.
    pub const ALL: [Objective; 5] = [
        Objective::True,
        Objective::False,
        Objective::Unknown,
        Objective::DecidesTrue,
        Objective::DecidesFalse,
    ];

    /// That a condition is seen so.
    pub(super) fn of(truth: Truth) -> Self {
        match truth {
            Truth::True => Objective::True,
            Truth::False => Objective::False,
            Truth::Unknown => Objective::Unknown,
        }
    }

    /// That a part decides while it is so.
    pub(super) fn decides(truth: bool) -> Self {
        if truth { Objective::DecidesTrue } else { Objective::DecidesFalse }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Objectives(u8);

impl Objectives {
    /// These.
    pub fn these(of: impl IntoIterator<Item = Objective>) -> Self {
        Self(of.into_iter().fold(0, |bits, one| bits | one.bit()))
    }

    /// The three truths.
    pub fn truths() -> Self {
        Self::these([Objective::True, Objective::False, Objective::Unknown])
    }

    /// Is it among them?
    pub fn has(self, one: Objective) -> bool {
        self.0 & one.bit() != 0
    }

    /// Adds one.
    pub fn add(&mut self, one: Objective) {
        self.0 |= one.bit();
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are in both.
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Objective> {
        Objective::ALL.into_iter().filter(move |one| self.has(*one))
    }
}

/// Outcomes of a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes(u8);

impl Outcomes {
    /// All outcomes, in the order in which they are told.
    pub const ALL: [Outcome; 4] = [Outcome::Met, Outcome::NotMet, Outcome::Unknown, Outcome::NotApplicable];

    fn bit(outcome: Outcome) -> u8 {
        1 << (outcome as u8)
    }

    /// Adds one.
    pub fn add(&mut self, outcome: Outcome) {
        self.0 |= Self::bit(outcome);
    }

    /// Is it among them?
    pub fn has(self, outcome: Outcome) -> bool {
        self.0 & Self::bit(outcome) != 0
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
