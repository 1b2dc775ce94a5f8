//! Lists of records, and sets of a choice's values: what they hold for certain, and what they may hold beside.

use std::sync::Arc;

use super::{Possible, Truth, Values};

/// The fields of one entry of a list, in the order of their declaration.
pub type Fields = Arc<[Possible]>;

/// A list: the entries that are there, and whether there may be others. A list that is missing has no entries,
/// and may have any.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct List {
    /// The entries in the order recorded.
    pub items: Arc<[Fields]>,
    /// There are no others.
    pub complete: bool,
}

impl List {
    /// A list of which nothing is known.
    #[must_use]
    pub fn missing() -> Self {
        Self { items: Arc::from([]), complete: false }
    }

    /// Does everything that is possible for `self` stay possible for `other`? An open list may gain entries;
    /// the entries that it has may become more precise.
    #[must_use]
    pub fn is_within(&self, other: &List) -> bool {
        let more = self.items.len() == other.items.len()
            || (!other.complete && self.items.len() > other.items.len());
        let closed = self.complete || !other.complete;
        let fields = |(own, other): (&Fields, &Fields)| {
            own.len() == other.len() && own.iter().zip(other.iter()).all(|(a, b)| a.is_within(b))
        };
        more && closed && self.items.iter().zip(other.items.iter()).all(fields)
    }

    /// Is every field of every entry known, and are there no other entries?
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.complete && self.items.iter().all(|item| item.iter().all(Possible::is_known))
    }
}

/// A set of values of a choice: those that are in it, and those that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Members {
    /// In it for certain; `None` is nothing.
    certain: Option<Values>,
    /// In it, or perhaps in it.
    possible: Option<Values>,
}

impl Members {
    /// Exactly these values.
    #[must_use]
    pub fn known(values: Option<Values>) -> Self {
        Self { certain: values, possible: values }
    }

    /// These values, and perhaps others of `all`.
    #[must_use]
    pub fn open(certain: Option<Values>, all: Values) -> Self {
        Self { certain, possible: Some(all) }
    }

    /// The values that are in it for certain.
    #[must_use]
    pub fn certain(&self) -> Option<Values> {
        self.certain
    }

    /// How many values are in it at least, and at most.
    #[must_use]
    pub fn size(&self) -> (i64, i64) {
        let count = |values: Option<Values>| values.map_or(0, |values| i64::from(values.count()));
        (count(self.certain), count(self.possible))
    }

    /// What is in it for certain, and what else may be in it.
    #[must_use]
    pub fn between(certain: Option<Values>, possible: Option<Values>) -> Self {
        let possible = certain.map_or(possible, |own| Some(possible.map_or(own, |other| own.union(other))));
        Self { certain, possible }
    }

    /// Is it known of every value whether it is in it?
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.certain == self.possible
    }

    /// Does everything that is possible for `self` stay possible for `other`?
    #[must_use]
    pub fn is_within(&self, other: &Members) -> bool {
        let inside = |small: Option<Values>, large: Option<Values>| match (small, large) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(small), Some(large)) => small.is_within(large),
        };
        inside(other.certain, self.certain) && inside(self.possible, other.possible)
    }

    /// Everything that either could be.
    #[must_use]
    pub fn union(self, other: Members) -> Members {
        let both = |a: Option<Values>, b: Option<Values>| match (a, b) {
            (Some(a), Some(b)) => Some(a.union(b)),
            (a, b) => a.or(b),
        };
        let common = self.certain.zip(other.certain).and_then(|(a, b)| a.intersection(b));
        Members { certain: common, possible: both(self.possible, other.possible) }
    }

    /// Is any of these values in the set?
    #[must_use]
    pub fn has_any(&self, of: Values) -> Truth {
        let meets = |values: Option<Values>| values.is_some_and(|values| !values.is_disjoint(of));
        match (meets(self.certain), meets(self.possible)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }
}
