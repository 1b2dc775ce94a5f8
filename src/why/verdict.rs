//! Why the verdict is what it is.

use std::sync::Arc;

use indexmap::IndexSet;

use super::rule::{Reason, of_rule, open_guard, scope};
use super::teller::Teller;
use super::{Explanation, OpenFact, RulesetNamed, SCHEMA, open, plain};
use crate::completions::{Silence, Whatever, outlook};
use crate::eval::{Outcome, Verdict, outcome};
use crate::explain::Stays;
use crate::ir::{Rule, RuleKind, StepId};
use crate::possible::Truth;

/// The whole explanation.
pub fn explanation(teller: &Teller<'_>) -> Explanation {
    let decision = teller.decision;
    let about = teller.about();
    let verdict = decision.verdict();
    let scope = scope(teller);
    let is_outside = scope.as_ref().is_some_and(|scope| scope.outcome == Outcome::NotApplicable);
    let is_open = scope.as_ref().is_some_and(|scope| scope.outcome == Outcome::Unknown);
    let reasons = match verdict {
        Verdict::Ineligible => told(teller, Some(Outcome::NotMet)),
        Verdict::Eligible => told(teller, None),
        Verdict::NotApplicable if is_outside => Vec::new(),
        Verdict::NotApplicable => told(teller, None),
        Verdict::Undetermined => undetermined(teller, is_open),
    };
    let (whatever, questions) = outlook(decision);
    let facts = teller.open_facts(questions);
    let whatever = match whatever {
        Whatever::Settled(settled) if verdict == Verdict::Undetermined => Some(settled),
        _ => None,
    };
    let (reasons, applies) = match scope {
        Some(scope) if is_outside || is_open => (std::iter::once(scope).chain(reasons).collect(), None),
        scope => (reasons, scope.filter(|_| verdict != Verdict::Undetermined)),
    };
    let headline = match whatever {
        Some(settled) => {
            let verdict = plain::begun(plain::verdict(settled));
            let proviso = Silence::of(decision).proviso();
            format!("{verdict}, whatever the missing facts are{proviso}, though no rule by itself says so")
        }
        None => headline(verdict, &reasons, &facts),
    };
    Explanation {
        schema: SCHEMA,
        verdict,
        as_of: decision.as_of().to_string(),
        record: decision.record_id().map(str::to_owned),
        ruleset: RulesetNamed {
            name: about.name.clone(),
            title: about.title.clone(),
            version: about.version.clone(),
        },
        sentence: sentence(verdict, &headline, &reasons, &facts),
        headline,
        whatever_is_missing: whatever,
        lapses: decision.lapses().map(|day| day.to_string()),
        rests_on: rests_on(teller, &reasons, applies.as_ref(), &facts).into_iter().collect(),
        reasons,
        applies,
        facts,
        cautions: cautions(teller, is_outside),
        warnings: decision.warnings(),
    }
}

/// The rules that decide and say this, or all of them.
fn told(teller: &Teller<'_>, wanted: Option<Outcome>) -> Vec<Reason> {
    let must_apply = teller.decision.program().deciding().all(|(_, rule)| rule.guard.is_some());
    let says = |rule: &Rule| outcome(rule, &teller.decision.values);
    let rules = teller
        .decision
        .program()
        .deciding()
        .filter(|(_, rule)| wanted.is_none_or(|wanted| wanted == says(rule)));
    rules.filter_map(|(index, _)| of_rule(teller, index, must_apply)).collect()
}

/// What is open, and could still change the verdict.
fn undetermined(teller: &Teller<'_>, scope_is_open: bool) -> Vec<Reason> {
    let not_met = told(teller, Some(Outcome::NotMet));
    // Should the ruleset be for this patient, they are turned away: no other rule matters.
    if scope_is_open && !not_met.is_empty() {
        return not_met;
    }
    let open = told(teller, Some(Outcome::Unknown));
    if teller.decision.certainly_applies() {
        return open;
    }
    // Whether any rule applies is open, too.
    let mut reasons = open;
    for (index, rule) in teller.decision.program().deciding() {
        let is_met = outcome(rule, &teller.decision.values) == Outcome::Met;
        let guard = rule.guard.filter(|guard| teller.truth(*guard) == Truth::Unknown);
        if let (true, Some(guard)) = (is_met, guard) {
            reasons.extend(open_guard(teller, index, guard));
        }
    }
    reasons
}

fn cautions(teller: &Teller<'_>, is_outside: bool) -> Vec<Reason> {
    if is_outside {
        return Vec::new();
    }
    let rules = teller.decision.compiled.program.rules.iter().enumerate();
    let raised = rules.filter(|(_, rule)| {
        let says = outcome(rule, &teller.decision.values);
        rule.kind == RuleKind::Caution && matches!(says, Outcome::NotMet | Outcome::Unknown)
    });
    raised.filter_map(|(index, _)| of_rule(teller, index, false)).collect()
}

fn rests_on(
    teller: &Teller<'_>,
    reasons: &[Reason],
    applies: Option<&Reason>,
    facts: &[OpenFact],
) -> IndexSet<Arc<str>> {
    let all = applies.into_iter().chain(reasons);
    let mut found: IndexSet<Arc<str>> = all.flat_map(|reason| reason.rests_on.iter().cloned()).collect();
    if teller.decision.verdict() != Verdict::Undetermined {
        return found;
    }
    found.extend(open::paths(facts));
    // What would decide if less were recorded.
    let steps = teller.decision.program().verdict_roots();
    let steps: Vec<(StepId, Stays)> = steps.map(|step| (step, Stays::Open)).collect();
    found.extend(teller.paths(&teller.grounds(&steps)));
    found
}

/// The verdict, and how many reasons or facts are behind it.
fn headline(verdict: Verdict, reasons: &[Reason], facts: &[OpenFact]) -> String {
    let rules = reasons.iter().filter(|reason| reason.rule.is_some());
    match verdict {
        Verdict::Eligible => {
            let applying = rules.filter(|reason| reason.outcome == Outcome::Met).count();
            match applying {
                1 => "Eligible: the one rule that applies is met".to_owned(),
                count => format!("Eligible: all {count} rules that apply are met"),
            }
        }
        Verdict::Ineligible => match reasons.len() {
            1 => "Not eligible, for one reason".to_owned(),
            count => format!("Not eligible, for {count} reasons, each of which is enough by itself"),
        },
        Verdict::Undetermined => {
            let not_met = rules.clone().filter(|reason| reason.outcome == Outcome::NotMet).count();
            let but = match not_met {
                0 => "",
                _ => ", which cannot make the patient eligible",
            };
            match facts.len() {
                0 => format!("Not decided: something cannot be computed{but}"),
                1 => format!("Not decided: one fact is open{but}"),
                count => format!("Not decided: {count} facts are open{but}"),
            }
        }
        Verdict::NotApplicable if reasons.iter().all(|reason| reason.rule.is_some()) => {
            "Not applicable: no rule is asked of this patient".to_owned()
        }
        Verdict::NotApplicable => "Not applicable: this ruleset is not for this patient".to_owned(),
    }
}

/// The verdict with its reasons.
fn sentence(verdict: Verdict, headline: &str, reasons: &[Reason], facts: &[OpenFact]) -> String {
    let numbered = |told: Vec<String>| -> String {
        match told.as_slice() {
            [one] => plain::inside(one),
            all => {
                let all: Vec<_> =
                    all.iter().enumerate().map(|(at, told)| format!("({}) {told}", at + 1)).collect();
                all.join("; ")
            }
        }
    };
    let reasons_told = || reasons.iter().map(|reason| reason.sentence.clone()).collect::<Vec<_>>();
    match verdict {
        Verdict::Ineligible if reasons.len() == 1 => format!("Not eligible: {}", numbered(reasons_told())),
        Verdict::Ineligible => format!("{headline}: {}", numbered(reasons_told())),
        Verdict::Undetermined if !facts.is_empty() => {
            format!("{headline}: {}", numbered(facts.iter().map(|fact| fact.sentence.clone()).collect()))
        }
        Verdict::Undetermined => format!("{headline}: {}", numbered(reasons_told())),
        Verdict::NotApplicable => format!("{headline}: {}", numbered(reasons_told())),
        Verdict::Eligible => format!("{headline}: {}", numbered(reasons_told())),
    }
}
