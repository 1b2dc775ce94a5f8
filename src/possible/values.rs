//! Which values of a choice or scale are still possible.

/// A set of values, each by its position in the declaration; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Values(u128);

impl Values {
    /// How many values a choice or scale can have at most.
    pub const MAX: usize = 128;

    /// The one value at this position (below [`Values::MAX`]).
    #[must_use]
    pub fn one(position: u8) -> Self {
        Self(1_u128 << (position & 127))
    }

    /// All of the first `count` values (1 to [`Values::MAX`]).
    #[must_use]
    pub fn first(count: usize) -> Self {
        Self(if count >= Self::MAX { u128::MAX } else { (1_u128 << count.max(1)) - 1 })
    }

    /// What is in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both; `None` when that is nothing.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let common = self.0 & other.0;
        (common != 0).then_some(Self(common))
    }

    /// The higher of the two, of every pair; of a scale.
    #[must_use]
    pub fn greater(self, other: Self) -> Self {
        let floor = self.lowest().max(other.lowest());
        // What is below the lowest of the other one is never the higher of a pair.
        Self((self.0 | other.0) & (u128::MAX << floor))
    }

    /// The lower of the two, of every pair; of a scale.
    #[must_use]
    pub fn lesser(self, other: Self) -> Self {
        let ceiling = self.highest().min(other.highest());
        Self((self.0 | other.0) & (u128::MAX >> 127_u8.saturating_sub(ceiling)))
    }

    /// Is everything of `self` in `other`?
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Is nothing of `self` in `other`?
    #[must_use]
    pub fn is_disjoint(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// The value, if only one is possible.
    #[must_use]
    pub fn only(self) -> Option<u8> {
        (self.0.count_ones() == 1).then(|| self.lowest())
    }

    /// Is the value at this position one of them?
    #[inline]
    pub(crate) fn has(self, position: u8) -> bool {
        self.0 >> (position & 127) & 1 == 1
    }

    /// The lowest position.
    #[must_use]
    pub fn lowest(self) -> u8 {
        u8::try_from(self.0.trailing_zeros()).unwrap_or(0)
    }

    /// The highest position.
    #[must_use]
    pub fn highest(self) -> u8 {
        u8::try_from(127_u32.saturating_sub(self.0.leading_zeros())).unwrap_or(0)
    }

    /// How many they are.
    #[must_use]
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// All others of the first `count` values; `None` when there is none.
    #[must_use]
    pub fn others(self, count: usize) -> Option<Self> {
        let left = Self::first(count).0 & !self.0;
        (left != 0).then_some(Self(left))
    }

    /// The positions, lowest first.
    pub fn positions(self) -> impl Iterator<Item = u8> {
        (0..128_u8).filter(move |position| self.0 >> position & 1 == 1)
    }
}
