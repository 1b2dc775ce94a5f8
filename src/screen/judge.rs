//! From the truth of conditions to the outcomes and the verdict, as [`eval`](crate::eval) says; 64 rules at once.

use super::plan::{Plan, RulePlan};
use super::ruled::{Ruled, Word};
use super::truths::{Bits, FALSE, Register, TRUE, Truths, WORD};
use crate::eval::Verdict;
use crate::ir::RuleKind;

/// Up to 64 rules of a ruleset, a bit each.
#[derive(Debug)]
struct Rules {
    /// Those that are met when their condition holds.
    require: u64,
    /// Those that are met when it does not.
    exclude: u64,
    /// Those that decide: all but cautions.
    deciding: u64,
    /// Those that apply in some cases only.
    guarded: u64,
    /// Those that always apply.
    always: u64,
}

/// The rules of a ruleset.
#[derive(Debug)]
pub struct Judge {
    rules: Vec<Rules>,
    /// The first guard.
    guards: Register,
    scope: Option<Register>,
}

impl Judge {
    /// The rules of a plan.
    pub fn new(plan: &Plan) -> Self {
        let rules = plan.rules.chunks(WORD).map(|rules| {
            let those = |is: &dyn Fn(&RulePlan) -> bool| {
                rules.iter().enumerate().fold(0, |those, (at, rule)| those | u64::from(is(rule)) << at)
            };
            Rules {
                require: those(&|rule| rule.kind == RuleKind::Require),
                exclude: those(&|rule| rule.kind != RuleKind::Require),
                deciding: those(&|rule| rule.kind != RuleKind::Caution),
                guarded: those(&|rule| rule.guard.is_some()),
                always: those(&|rule| rule.guard.is_none()),
            }
        });
        Self { rules: rules.collect(), guards: plan.first_guard(), scope: plan.scope }
    }

    /// The verdict, and whether the ruleset is for this patient; what each rule says goes to `ruled`.
    #[inline]
    pub fn judge(&self, truths: &Truths, ruled: &mut Ruled) -> (Verdict, Bits) {
        let (mut not_met, mut open, mut applies, mut inside) = (0, 0, 0, 0);
        for (at, (rules, word)) in self.rules.iter().zip(ruled.words_mut()).enumerate() {
            // Behind the conditions, and behind the guards, other truths stand.
            let (holds, fails) = truths.from(at * WORD);
            let (within, outside) = truths.from(self.guards + at * WORD);
            let (within, outside) = (within & rules.guarded | rules.always, outside & rules.guarded);
            let passes = holds & rules.require | fails & rules.exclude;
            let refuses = holds & rules.exclude | fails & rules.require;
            *word = Word { met: passes & !outside, not_met: refuses & within, outside, applies: within };
            let deciding = rules.deciding;
            not_met |= word.not_met & deciding;
            open |= word.unknown(deciding);
            applies |= within & deciding;
            inside |= deciding & !outside;
        }
        let in_scope = self.scope.map_or(TRUE, |scope| truths.at(scope));
        let verdict = match () {
            () if in_scope == FALSE || inside == 0 => Verdict::NotApplicable,
            () if in_scope != TRUE => Verdict::Undetermined,
            () if not_met != 0 => Verdict::Ineligible,
            () if applies != 0 && open == 0 => Verdict::Eligible,
            () => Verdict::Undetermined,
        };
        (verdict, in_scope)
    }
}
