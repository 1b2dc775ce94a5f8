//! A tape of numbers from which everything is chosen. The first choice is always the simplest one, and behind the end of
//! the tape every choice is the first: so a shorter tape with smaller numbers is a simpler case, and proptest finds the
//! simplest one that still fails.

use proptest::prelude::*;

#[derive(Debug)]
pub struct Tape {
    numbers: Vec<u32>,
    at: usize,
}

/// Tapes of so many numbers.
pub fn tapes(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), length)
}

impl Tape {
    pub fn new(numbers: Vec<u32>) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        number as usize % count.max(1)
    }

    /// A number between two, both included; the first is the simplest.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let many = usize::try_from(high - low + 1).expect("in order");
        low + i64::try_from(self.below(many)).expect("small")
    }

    /// So many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }
}
