//! What an undetermined patient waits for, found in the plan alone: the same as
//! [`Decision::missing`](crate::Decision::missing) finds in all steps, where every open part waits for its own fact.

use super::answer::Missing;
use super::lane::Laid;
use super::plan::Operation;
use super::ruled::Ruled;
use super::table::Said;
use super::truths::{Bits, Register, TRUE, Truths};
use crate::eval::Outcome;
use crate::ir::RuleKind;

/// What is said of a patient, and what comes of it.
pub struct Open<'a> {
    /// The ruleset.
    pub laid: &'a Laid,
    /// What the facts say.
    pub said: &'a dyn Fn(usize) -> Option<&'a Said>,
    /// The truths in all registers.
    pub truths: &'a Truths,
    /// What the rules say.
    pub rules: &'a Ruled,
}

/// A fact that was found, with the rules that wait for it.
struct Found {
    fact: usize,
    rules: Vec<usize>,
    /// How many of them could still change the verdict.
    deciding: usize,
    /// The last root that counted: a rule counts once, be it for its condition and its guard.
    counted: Option<Option<usize>>,
}

impl Open<'_> {
    /// The facts; `None` where a part is open for another reason than that its fact is not known, or may be.
    pub fn facts(&self) -> Option<Vec<Missing>> {
        let plan = &self.laid.plan;
        let decides = |at: usize| plan.rules.get(at).is_some_and(|rule| rule.kind != RuleKind::Caution);
        let outcomes = || self.rules.outcomes().enumerate();
        let refused = outcomes().any(|(at, outcome)| decides(at) && outcome == Outcome::NotMet);
        let applies = plan.rules.iter().any(|rule| {
            rule.kind != RuleKind::Caution && rule.guard.is_none_or(|guard| self.at(guard) == TRUE)
        });
        let mut found = Vec::new();
        if let Some(scope) = plan.scope {
            self.note(scope, None, true, &mut found)?;
        }
        for (rule, (at, outcome)) in plan.rules.iter().zip(outcomes()) {
            let matters = !refused && rule.kind != RuleKind::Caution;
            if outcome == Outcome::Unknown {
                for root in [Some(rule.condition), rule.guard].into_iter().flatten() {
                    self.note(root, Some(at), matters, &mut found)?;
                }
            } else if let Some(guard) = rule.guard.filter(|_| matters && !applies) {
                self.note(guard, Some(at), true, &mut found)?;
            }
        }
        found.retain(|found| found.deciding > 0);
        found.sort_by_key(|found| std::cmp::Reverse(found.deciding));
        let missing = found.into_iter().filter_map(|found| {
            let absence = (self.said)(found.fact)?.absence?;
            let slot = plan.facts.get(found.fact)?.slot;
            let rules = found.rules.into_iter().filter(|rule| decides(*rule)).collect();
            Some(Missing { fact: slot, absence, rules })
        });
        Some(missing.collect())
    }

    fn at(&self, register: Register) -> Bits {
        self.truths.at(register)
    }

    /// Adds the facts below a root that is open.
    fn note(&self, root: Register, rule: Option<usize>, matters: bool, found: &mut Vec<Found>) -> Option<()> {
        let is_open = |register: &Register| self.at(*register) == 0;
        let mut waiting = vec![root];
        let mut seen = vec![false; self.laid.plan.operations.len()];
        while let Some(register) = waiting.pop() {
            if !is_open(&register) || std::mem::replace(seen.get_mut(register)?, true) {
                continue;
            }
            match self.laid.plan.operations.get(register)? {
                Operation::Part(fact) => {
                    let plan = self.laid.plan.facts.get(*fact)?;
                    (self.said)(*fact).filter(|said| plan.is_simple && !said.is_filled)?.absence?;
                    let place = match found.iter().position(|found| found.fact == *fact) {
                        Some(place) => place,
                        None => {
                            found.push(Found { fact: *fact, rules: Vec::new(), deciding: 0, counted: None });
                            found.len() - 1
                        }
                    };
                    let found = found.get_mut(place)?;
                    if found.counted != Some(rule) {
                        found.counted = Some(rule);
                        found.deciding += usize::from(matters);
                        found.rules.extend(rule);
                    }
                }
                Operation::Nothing => {}
                Operation::Rest => return None,
                Operation::Join { of, .. } => waiting.extend(of.iter().rev()),
            }
        }
        Some(())
    }
}
