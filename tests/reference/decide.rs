//! Rules, the verdict, and what it waits for.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use elig::syntax::ast::{ClauseKind, Expr, ExprKind, Rule, RuleKind};
use serde_json::Value as Json;

use super::Unsupported;
use super::calendar::Day;
use super::evaluate::{Patient, all, any, facts, not};
use super::program::{Kind, Program};
use super::value::{Cause, Reason, Value};

/// What one rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Met,
    NotMet,
    Unknown,
    NotApplicable,
}

/// What all rules say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Eligible,
    Ineligible,
    Undetermined,
    NotApplicable,
}

impl Verdict {
    /// As it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Ineligible => "ineligible",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl Outcome {
    /// As it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// A decision: the verdict, each rule in the order written, and the facts that keep rules open, each with its reasons
/// and whether knowing it could still change the verdict.
#[derive(Debug, PartialEq)]
pub struct Decision {
    pub verdict: Verdict,
    pub rules: Vec<(String, Outcome)>,
    pub missing: BTreeMap<String, (BTreeSet<Reason>, bool)>,
}

struct Found {
    kind: RuleKind,
    outcome: Outcome,
    applies: Value,
    causes: BTreeSet<Cause>,
}

pub fn decide(program: &Program, record: &Json, as_of: Day) -> Result<Decision, Unsupported> {
    let patient = Patient {
        program,
        record,
        as_of,
        defined: RefCell::default(),
        entry: RefCell::default(),
        entry_is_unseen: Cell::default(),
    };
    let scope = match &program.applies_when {
        Some(condition) => patient.condition(condition)?,
        None => Value::truth(true),
    };
    let mut rules = Vec::new();
    let mut labels = Vec::new();
    for rule in &program.rules {
        labels.push(label(rule)?);
        rules.push(find(&patient, rule)?);
    }
    let verdict = verdict(&scope, &rules);
    Ok(Decision {
        verdict,
        missing: missing(program, verdict, &scope, &rules),
        rules: labels.into_iter().zip(rules.iter().map(|rule| rule.outcome)).collect(),
    })
}

/// A rule whose whole condition is one name, or a comparison of one name, takes the name as its label.
fn label(rule: &Rule) -> Result<String, Unsupported> {
    let name = |expr: &Expr| match &expr.kind {
        ExprKind::Name(path) => Some(path.text.clone()),
        _ => None,
    };
    let found = rule.label.as_ref().map(|label| label.text.clone()).or_else(|| match &rule.condition.kind {
        ExprKind::Compare(_, left, _) => name(left),
        _ => name(&rule.condition),
    });
    found.ok_or(Unsupported("a rule without a label"))
}

/// `require A unless B` is `A or B`, `exclude A unless B` is `A and not B`; each `except when` takes back what stands
/// before it.
fn find(patient: &Patient, rule: &Rule) -> Result<Found, Unsupported> {
    let mut unless: Option<&Expr> = None;
    let mut excepts = Vec::new();
    let mut guard: Option<&Expr> = None;
    let mut by_default = None;
    for clause in &rule.clauses {
        match &clause.kind {
            ClauseKind::Unless(condition) => unless = Some(condition),
            ClauseKind::ExceptWhen(condition) => excepts.push(condition),
            ClauseKind::AppliesWhen(condition) => guard = Some(condition),
            ClauseKind::WhenNotRecorded(met, _) => by_default = Some(*met),
            ClauseKind::Until(_) => return Err(Unsupported("until")),
            _ => {}
        }
    }
    let mut holds = patient.condition(&rule.condition)?;
    if let Some(unless) = unless {
        let mut exception = None;
        for condition in std::iter::once(unless).chain(excepts).collect::<Vec<_>>().into_iter().rev() {
            let condition = patient.condition(condition)?;
            exception = Some(match exception {
                Some(taken_back) => all(&[condition, not(&taken_back)]),
                None => condition,
            });
        }
        let exception = exception.expect("there is one");
        holds = match rule.kind {
            RuleKind::Require => any(&[holds, exception]),
            RuleKind::Exclude | RuleKind::Caution => all(&[holds, not(&exception)]),
        };
    }
    let mut met = match rule.kind {
        RuleKind::Require => holds,
        RuleKind::Exclude | RuleKind::Caution => not(&holds),
    };
    // Where nothing but silence keeps it open, the rule says itself what it counts as.
    let silent = |cause: &Cause| matches!(cause, Cause::Fact(_, Reason::NotRecorded));
    if let Some(counts_as) = by_default.filter(|_| met.as_truth().is_none() && met.causes.iter().all(silent))
    {
        met = Value::truth(counts_as);
    }
    let applies = match guard {
        Some(guard) => patient.condition(guard)?,
        None => Value::truth(true),
    };
    let outcome = match (applies.as_truth(), met.as_truth()) {
        (Some(false), _) => Outcome::NotApplicable,
        // It does not stand in the way, whether it applies or not.
        (_, Some(true)) => Outcome::Met,
        (Some(true), Some(false)) => Outcome::NotMet,
        (None, Some(false)) | (_, None) => Outcome::Unknown,
    };
    let causes = if outcome == Outcome::Unknown { &met.causes | &applies.causes } else { BTreeSet::new() };
    Ok(Found { kind: rule.kind, outcome, applies, causes })
}

fn verdict(scope: &Value, rules: &[Found]) -> Verdict {
    // Cautions are advice.
    let rules: Vec<_> = rules.iter().filter(|rule| rule.kind != RuleKind::Caution).collect();
    let is = |outcome: Outcome| move |rule: &&Found| rule.outcome == outcome;
    if scope.as_truth() == Some(false) || rules.iter().all(is(Outcome::NotApplicable)) {
        Verdict::NotApplicable
    } else if scope.as_truth().is_none() {
        Verdict::Undetermined
    } else if rules.iter().any(is(Outcome::NotMet)) {
        Verdict::Ineligible
    } else if rules.iter().any(is(Outcome::Unknown)) || !rules.iter().any(|rule| is_sure_to_apply(rule)) {
        Verdict::Undetermined
    } else {
        Verdict::Eligible
    }
}

fn is_sure_to_apply(rule: &Found) -> bool {
    rule.applies.as_truth() == Some(true)
}

/// The facts that keep rules open, and whether each could still change the verdict: of the ruleset's own `applies when`
/// while the verdict is open, of rules while none stands in the way; never of cautions. Where all rules are met and none
/// applies for certain, what is open is whether one applies.
fn missing(
    program: &Program,
    verdict: Verdict,
    scope: &Value,
    rules: &[Found],
) -> BTreeMap<String, (BTreeSet<Reason>, bool)> {
    let open = verdict == Verdict::Undetermined;
    let counts = |rule: &&Found| rule.kind != RuleKind::Caution;
    let refused = rules.iter().filter(counts).any(|rule| rule.outcome == Outcome::NotMet);
    let none_applies = !rules.iter().filter(counts).any(is_sure_to_apply);
    let mut found: BTreeMap<String, (BTreeSet<Reason>, bool)> = BTreeMap::new();
    let mut note = |causes: &BTreeSet<Cause>, matters: bool| {
        for (path, reason) in facts(causes) {
            let is_list = matches!(program.facts[&path].kind, Kind::List(_));
            let entry = found.entry(path).or_default();
            // Of a list there are many ways of not saying enough.
            if !is_list {
                entry.0.insert(reason);
            }
            entry.1 |= matters;
        }
    };
    if scope.as_truth().is_none() {
        note(&scope.causes, open);
    }
    for rule in rules {
        let matters = open && !refused && rule.kind != RuleKind::Caution;
        match rule.outcome {
            Outcome::Unknown => note(&rule.causes, matters),
            Outcome::Met if matters && none_applies => note(&rule.applies.causes, true),
            _ => {}
        }
    }
    found
}
