//! A stream of random choices, from which a tree is made.
//!
//! proptest shrinks the stream, and a shorter stream makes a smaller tree: the first alternative of
//! every choice is the smallest one, and it is taken when the stream is used up.

use std::fmt;

use proptest::prelude::*;

/// The choices that are left.
#[derive(Clone)]
pub struct Choices(std::vec::IntoIter<u32>);

/// Up to `most` random choices.
pub fn choices(most: usize) -> impl Strategy<Value = Choices> {
    prop::collection::vec(any::<u32>(), 0..most).prop_map(|values| Choices(values.into_iter()))
}

/// A failure shows the text that was made of the choices; their numbers would only hide it.
impl fmt::Debug for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} choices", self.0.len())
    }
}

impl Choices {
    /// The next number.
    pub fn number(&mut self) -> u32 {
        self.0.next().unwrap_or(0)
    }

    /// A number below `alternatives`.
    pub fn below(&mut self, alternatives: u32) -> u32 {
        self.number() % alternatives
    }

    pub fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    /// One of the items.
    pub fn one<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.number() as usize % items.len()].clone()
    }

    /// Sometimes what `make` makes.
    pub fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    /// At least `least` items and at most three more, mostly few.
    pub fn some<T>(&mut self, least: u32, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let more = self.below(4);
        (0..least + more).map(|_| make(self)).collect()
    }
}
