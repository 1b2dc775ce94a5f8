//! What a record may hold: facts, their types, and the values of choices and scales.

mod fact;
mod quantity_type;
mod record_type;
mod union;
mod value_type;

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

pub use fact::Fact;
pub use quantity_type::{QuantityType, Scale, Subject};
pub use record_type::{Field, RecordType};
pub use value_type::{Choice, ChoiceValue, ValueType};

use crate::ir::SlotId;
use crate::limits::Limits;
use crate::time::Zone;

/// The facts that a ruleset may read, in the order of their declaration. A [`Record`](crate::record::Record)
/// belongs to a vocabulary: rulesets with equal vocabularies read the same record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    facts: IndexMap<Arc<str>, Fact>,
    /// Groups of facts by the path of the group; the empty path is the record itself.
    groups: HashMap<String, Group>,
    /// Where times of day without an offset were recorded.
    zone: Option<Zone>,
    /// How large the records may be.
    limits: Limits,
}

/// What one object of a record may hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    members: IndexMap<String, Member>,
}

/// One key of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A fact.
    Fact(SlotId),
    /// An object with facts in it; its path.
    Group(String),
}

impl Group {
    /// The member with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Member> {
        self.members.get(key)
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }
}

impl Vocabulary {
    /// A vocabulary without facts, whose records may be so large.
    #[must_use]
    pub fn within(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// A vocabulary of one fact, which is read as in this one.
    #[must_use]
    pub fn with_only(&self, fact: Fact) -> Self {
        let mut only = Self { zone: self.zone.clone(), ..Self::within(self.limits) };
        only.add(fact);
        only
    }

    /// Adds a fact; `None` if its path is taken, or is inside another fact, or has facts inside it.
    pub fn add(&mut self, fact: Fact) -> Option<SlotId> {
        if self.conflict(&fact.path).is_some() {
            return None;
        }
        let slot = SlotId(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
        let path = Arc::clone(&fact.path);
        let mut group = String::new();
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let inner = if group.is_empty() { step.to_owned() } else { format!("{group}.{step}") };
            let member =
                if steps.peek().is_none() { Member::Fact(slot) } else { Member::Group(inner.clone()) };
            self.groups.entry(group).or_default().members.entry(step.to_owned()).or_insert(member);
            group = inner;
        }
        self.facts.insert(path, fact);
        Some(slot)
    }

    /// The fact that stands in the way of declaring `path`: the same one, one it would be inside of, or
    /// one that would be inside of it.
    #[must_use]
    pub fn conflict(&self, path: &str) -> Option<&Fact> {
        let ancestors = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
        let above = ancestors.chain([path]).find_map(|path| self.facts.get(path));
        above.or_else(|| {
            self.groups.contains_key(path).then(|| {
                let inside = format!("{path}.");
                self.facts.values().find(|fact| fact.path.starts_with(&inside))
            })?
        })
    }

    /// Says where times of day without an offset were recorded.
    pub fn set_zone(&mut self, zone: Zone) {
        self.zone = Some(zone);
    }

    /// Where times of day without an offset were recorded; without it such times are not read.
    #[must_use]
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// How large the records may be.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// All facts, in the order of their slots.
    pub fn facts(&self) -> impl ExactSizeIterator<Item = &Fact> {
        self.facts.values()
    }

    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Are there no facts?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The fact in this slot.
    #[must_use]
    pub fn fact(&self, slot: SlotId) -> Option<&Fact> {
        self.facts.get_index(slot.index()).map(|(_, fact)| fact)
    }

    /// The slot of the fact with this path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<SlotId> {
        self.facts.get_index_of(path).and_then(|index| u32::try_from(index).ok()).map(SlotId)
    }

    /// The group with this path; the empty path is the record itself.
    #[must_use]
    pub fn group(&self, path: &str) -> Option<&Group> {
        self.groups.get(path)
    }
}
