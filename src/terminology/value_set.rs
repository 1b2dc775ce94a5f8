//! Sets of codes, and what is in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coding::Coding;
use super::system::CodeSystem;

/// A set of codes with a name: single codes, all codes that start alike, whole code systems, less those taken
/// out again. Never empty.
///
/// Equal sets are equal whatever the order in which their members were written.
///
/// ```
/// use elig::terminology::{CodeSystem, Coding, Entry, ValueSet};
/// let entries = [
///     Entry { system: "icd10cm", code: "I50.*" },
///     Entry { system: "snomed", code: "84114007" },
/// ];
/// let (failure, notes) = ValueSet::from_entries("heart_failure", &entries).unwrap();
/// assert!(notes.is_empty());
/// assert!(failure.contains(&Coding::new(CodeSystem::ICD10CM, "I50.22")));
/// assert!(failure.contains(&Coding::new(CodeSystem::SNOMED, "84114007")));
/// assert!(!failure.contains(&Coding::new(CodeSystem::ICD10, "I50.2")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ValueSet {
    name: Arc<str>,
    provenance: Provenance,
    included: Members,
    /// Only what lies under a wildcard or in a whole system of `included`.
    excluded: Members,
}

/// Where a value set was read from; all empty for one that is written out in a ruleset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// The canonical URL.
    pub url: Option<Arc<str>>,
    /// The version of the set.
    pub version: Option<Arc<str>>,
    /// The name for machines.
    pub name: Option<Arc<str>>,
    /// The title for people.
    pub title: Option<Arc<str>>,
    /// The identifier and the time of the expansion that it was read from.
    pub expansion: Option<Arc<str>>,
}

/// Which codes of a system are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Pattern {
    /// This code, normalized.
    Code(Box<str>),
    /// All codes that start like this, normalized.
    Prefix(Box<str>),
    /// All codes.
    Whole,
}

type Members = BTreeMap<CodeSystem, Group>;

/// The members of one code system. Nothing in it is covered by anything else in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Group {
    whole: bool,
    /// Sorted.
    prefixes: Vec<Box<str>>,
    /// Sorted.
    codes: Vec<Box<str>>,
}

impl ValueSet {
    /// The set of everything included that is not excluded; `None` if that is nothing.
    pub(super) fn build(
        name: &str,
        provenance: Provenance,
        included: Vec<(CodeSystem, Pattern)>,
        excluded: Vec<(CodeSystem, Pattern)>,
    ) -> Option<Self> {
        let (mut included, mut excluded) = (grouped(included), grouped(excluded));
        for (system, group) in &mut included {
            let Some(without) = excluded.get_mut(system) else { continue };
            group.subtract(without);
            without.limit_to(group);
        }
        included.retain(|_, group| !group.is_empty());
        excluded.retain(|system, group| included.contains_key(system) && !group.is_empty());
        (!included.is_empty()).then(|| Self { name: name.into(), provenance, included, excluded })
    }

    /// Its name in the ruleset.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it was read from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Is this code in the set?
    #[must_use]
    pub fn contains(&self, coding: &Coding) -> bool {
        let within = |members: &Members| {
            members.get(coding.system()).is_some_and(|group| group.contains(coding.code()))
        };
        within(&self.included) && !within(&self.excluded)
    }

    /// The code systems of which it has codes, so that a recorded code of any other can be pointed out:
    /// it is not in the set, but perhaps only because nobody listed its system.
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, Entry, ValueSet};
    /// let (set, _) = ValueSet::from_entries("a", &[Entry { system: "loinc", code: "2160-0" }]).unwrap();
    /// assert!(set.systems().eq([&CodeSystem::LOINC]));
    /// ```
    pub fn systems(&self) -> impl Iterator<Item = &CodeSystem> {
        self.included.keys()
    }

    /// A code of each entry that names one: of a wildcard one that it covers. The system's URI and the code.
    pub fn samples(&self) -> impl Iterator<Item = (&str, &str)> {
        self.included.iter().flat_map(|(system, group)| {
            group.codes.iter().chain(&group.prefixes).map(|code| (system.uri(), &**code))
        })
    }

    /// How many codes and wildcards it holds; a whole system counts as one.
    #[must_use]
    pub fn size(&self) -> usize {
        self.included.values().map(|g| usize::from(g.whole) + g.prefixes.len() + g.codes.len()).sum()
    }
}

impl Group {
    fn is_empty(&self) -> bool {
        !self.whole && self.prefixes.is_empty() && self.codes.is_empty()
    }

    fn contains(&self, code: &str) -> bool {
        self.covers_prefix(code) || self.codes.binary_search_by(|own| (**own).cmp(code)).is_ok()
    }

    /// Does the whole system, or one of the prefixes, take in everything that starts like this?
    fn covers_prefix(&self, start: &str) -> bool {
        // No prefix starts another one, so that only the last one up to `start` can start it.
        let after = self.prefixes.partition_point(|prefix| **prefix <= *start);
        let before = after.checked_sub(1).and_then(|at| self.prefixes.get(at));
        self.whole || before.is_some_and(|prefix| start.starts_with(&**prefix))
    }

    /// Sorts, and drops what is covered.
    fn settle(&mut self) {
        if self.whole {
            self.prefixes.clear();
            self.codes.clear();
        }
        self.prefixes.sort_unstable();
        // What starts with a prefix follows it at once.
        self.prefixes.dedup_by(|later, kept| later.starts_with(&**kept));
        let mut codes = std::mem::take(&mut self.codes);
        codes.retain(|code| !self.covers_prefix(code));
        codes.sort_unstable();
        codes.dedup();
        codes.shrink_to_fit();
        self.codes = codes;
    }

    /// Drops what is taken out in full.
    fn subtract(&mut self, without: &Group) {
        self.whole &= !without.whole;
        self.prefixes.retain(|prefix| !without.covers_prefix(prefix));
        self.codes.retain(|code| !without.contains(code));
    }

    /// Drops what takes nothing out of the prefixes and the whole system of `group`.
    fn limit_to(&mut self, group: &Group) {
        self.whole = false;
        self.prefixes.retain(|prefix| group.covers_prefix(prefix));
        self.codes.retain(|code| group.covers_prefix(code));
    }
}

fn grouped(patterns: Vec<(CodeSystem, Pattern)>) -> Members {
    let mut members = Members::new();
    for (system, pattern) in patterns {
        let group = members.entry(system).or_default();
        match pattern {
            Pattern::Code(code) => group.codes.push(code),
            Pattern::Prefix(prefix) => group.prefixes.push(prefix),
            Pattern::Whole => group.whole = true,
        }
    }
    members.values_mut().for_each(Group::settle);
    members
}
