//! Which open registers the open rules hang on: all that decides what an undetermined patient waits for.

use super::plan::{Operation, Plan};
use super::ruled::{Ruled, Those};
use super::truths::{Mask, Truths, WORD};

/// The registers that were reached, a bit each.
#[derive(Debug)]
pub struct Reached {
    words: Vec<u64>,
    /// The registers of the rest.
    rest: Vec<u64>,
    /// All rules.
    rules: Those,
}

impl Reached {
    /// Nothing was reached yet.
    pub fn new(plan: &Plan) -> Self {
        let words = plan.operations.chunks(WORD).map(|operations| {
            let rest = operations.iter().enumerate().filter(|(_, operation)| **operation == Operation::Rest);
            rest.fold(0, |rest, (at, _)| rest | 1 << at)
        });
        let rest: Vec<u64> = words.collect();
        let rules = Those::of(plan.rules.iter().map(|_| true));
        Self { words: vec![0; rest.len()], rest, rules }
    }

    /// Goes down from the conditions that are open, through all that is open. True if nothing of the rest was reached.
    pub fn reach(&mut self, plan: &Plan, truths: &Truths, ruled: &Ruled) -> bool {
        self.words.fill(0);
        let unknown = ruled.places(&self.rules, |word, all| word.unknown(all));
        let conditions = unknown.filter_map(|rule| plan.rules.get(rule).map(|rule| rule.condition));
        let guards = plan.rules.iter().filter_map(|rule| rule.guard);
        for root in conditions.chain(guards).chain(plan.scope) {
            add(&mut self.words, truths, Mask::of(root));
        }
        for join in plan.joins.iter().rev() {
            if self.has(Mask::of(join.to)) {
                add(&mut self.words, truths, join.first);
                for mask in plan.masks.get(join.more.clone()).unwrap_or_default() {
                    add(&mut self.words, truths, *mask);
                }
            }
        }
        self.words.iter().zip(&self.rest).all(|(word, rest)| word & rest == 0)
    }

    /// The words.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Was one of these registers reached?
    pub fn has(&self, those: Mask) -> bool {
        self.words.get(those.word).is_some_and(|word| word & those.bits != 0)
    }
}

/// Adds what of these is open.
fn add(words: &mut [u64], truths: &Truths, mask: Mask) {
    if let Some(word) = words.get_mut(mask.word) {
        *word |= truths.open(mask);
    }
}
