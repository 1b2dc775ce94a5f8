//! Branch and prune: a part that is decided is done with, another one is cut further.

use std::collections::BTreeSet;

use super::space::{Part, Space};
use crate::eval::Verdict;
use crate::ir::SlotId;

/// Ways down that are tried before everything is looked through: two verdicts are mostly found soon.
const WAYS_DOWN: u64 = 16;

/// Cuts of one fact, to see whether it settles the verdict alone.
const MAX_CUTS_OF_ONE: usize = 200;

/// Cuts on one way down.
const DEEPEST: usize = 400;

/// A search through everything that a record could still say.
pub struct Search<'s> {
    space: &'s Space,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    /// The verdicts that some part gets, each once; two are enough to know that the rest matters.
    pub verdicts: BTreeSet<Verdict>,
    /// Nothing was left out: neither a part that nobody can look through, nor one beyond the limit.
    pub is_whole: bool,
}

impl Tally {
    /// Is there one verdict and no other?
    fn is_settled(&self) -> bool {
        self.is_whole && self.verdicts.len() == 1
    }
}

/// What a part is.
enum Seen {
    /// It gets this verdict.
    Decided(Verdict),
    /// It is open, and these are its parts.
    Cut(Vec<Part>),
    /// It is open, and nothing more can be cut: one fact is not to be, or cannot.
    Stuck(Part),
}

impl<'s> Search<'s> {
    pub fn new(space: &'s Space) -> Self {
        Self { space }
    }

    /// Looks at a part; `kept` is not cut.
    fn look(&self, part: Part, kept: Option<SlotId>) -> Seen {
        let (values, verdict) = self.space.evaluate(&part);
        if verdict != Verdict::Undetermined {
            return Seen::Decided(verdict);
        }
        let (facts, computed) = self.space.open(&values);
        let free = facts.iter().filter(|slot| Some(**slot) != kept);
        if let Some(parts) = free.filter_map(|slot| self.space.cut(&part, *slot)).next() {
            return Seen::Cut(parts);
        }
        let is_known = |slot: &SlotId| self.space.is_known(&part, *slot);
        if (computed || !facts.is_empty()) && facts.iter().all(is_known) {
            // With everything known it stays open: a computation fails, or a list has no such entry.
            return Seen::Decided(Verdict::Undetermined);
        }
        Seen::Stuck(part)
    }

    /// Is the verdict settled as soon as this fact is known, whatever it is, though nothing else is?
    pub fn is_settled_by(&self, slot: SlotId) -> bool {
        let mut open = vec![self.space.start()];
        let mut budget = MAX_CUTS_OF_ONE;
        while let Some(part) = open.pop() {
            if self.space.evaluate(&part).1 != Verdict::Undetermined {
                continue;
            }
            match self.space.cut(&part, slot).filter(|_| spend(&mut budget)) {
                Some(parts) => open.extend(parts),
                None => return false,
            }
        }
        true
    }

    /// Looks through a part, until two verdicts are found.
    pub fn run(&self, start: Part, budget: &mut usize) -> Tally {
        let mut tally = Tally::default();
        for way in 0..WAYS_DOWN {
            if self.way_down(&start, None, way, budget, &mut tally).is_none() || tally.verdicts.len() > 1 {
                break;
            }
        }
        if tally.verdicts.len() > 1 {
            return tally;
        }
        tally.is_whole = true;
        let mut open = vec![start];
        while let Some(part) = open.pop() {
            if tally.verdicts.len() > 1 {
                break;
            }
            if !spend(budget) {
                tally.is_whole = false;
                break;
            }
            match self.look(part, None) {
                Seen::Decided(verdict) => drop(tally.verdicts.insert(verdict)),
                Seen::Cut(parts) => open.extend(parts.into_iter().rev()),
                Seen::Stuck(_) => tally.is_whole = false,
            }
        }
        tally
    }

    /// Could the verdict hang on this fact? Not if, whatever the others are, it is the same whatever this one is.
    pub fn may_hang_on(&self, slot: SlotId, budget: &mut usize) -> bool {
        let start = self.space.start();
        for way in 0..WAYS_DOWN {
            match self.way_down(&start, Some(slot), way, budget, &mut Tally::default()) {
                None => return true,
                Some(Some(stuck)) if !self.run(stuck.clone(), budget).is_settled() => return true,
                Some(_) => {}
            }
        }
        let mut open = vec![start];
        while let Some(part) = open.pop() {
            if !spend(budget) {
                return true;
            }
            match self.look(part, Some(slot)) {
                Seen::Decided(_) => {}
                Seen::Cut(parts) => open.extend(parts.into_iter().rev()),
                Seen::Stuck(part) if self.run(part.clone(), budget).is_settled() => {}
                Seen::Stuck(_) => return true,
            }
        }
        false
    }

    /// From a part to ever smaller ones of it that are still open, one way of many: what is decided beside it is noted.
    /// `Some(Some(part))` is an open one that cannot be cut further; `None` is the end of the budget.
    fn way_down(
        &self,
        start: &Part,
        kept: Option<SlotId>,
        way: u64,
        budget: &mut usize,
        tally: &mut Tally,
    ) -> Option<Option<Part>> {
        // Numbers that scatter, and are the same each time (Steele, Lea and Flood 2014, SplitMix).
        let mut seed = way.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut pick = |of: usize| {
            seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            usize::try_from((mixed ^ (mixed >> 31)) % (of.max(1) as u64)).unwrap_or_default()
        };
        let mut parts = vec![start.clone()];
        for _ in 0..DEEPEST {
            let mut deeper: Vec<Vec<Part>> = Vec::new();
            let mut stuck = None;
            // Not all of a choice with a hundred values, but always some.
            let first = pick(parts.len());
            let count = parts.len().min(8);
            let chosen: Vec<Part> = parts.iter().cycle().skip(first).take(count).cloned().collect();
            for part in chosen {
                if !spend(budget) {
                    return None;
                }
                match self.look(part, kept) {
                    Seen::Decided(verdict) => drop(tally.verdicts.insert(verdict)),
                    Seen::Cut(parts) => deeper.push(parts),
                    Seen::Stuck(part) => stuck = Some(part),
                }
            }
            if stuck.is_some() {
                return Some(stuck);
            }
            if deeper.is_empty() {
                return Some(None);
            }
            let at = pick(deeper.len());
            parts = deeper.swap_remove(at);
        }
        Some(None)
    }
}

/// Takes one from what is left; is there one?
fn spend(budget: &mut usize) -> bool {
    let is_left = *budget > 0;
    *budget = budget.saturating_sub(1);
    is_left
}
