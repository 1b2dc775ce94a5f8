//! What one ruleset says of one patient, and why.

use std::sync::Arc;

use serde::Serialize;

use crate::about::Citation;
use crate::decision::{Decision, Finding, MissingFact, Unknown, Warning, words};
use crate::diagnostic::Code;
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;
use crate::possible::Truth;

/// What one ruleset says of one patient. Cautions have no part in it: they never change a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// Why the ruleset is not for this patient, or what keeps that open; `None` where it is for the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<OutsideScope>,
    /// The rules that are not met; none where the ruleset is not for this patient.
    pub not_met: Vec<Reason>,
    /// The rules that are open, also beside rules that are not met.
    pub open: Vec<Reason>,
    /// Where the verdict is open, the facts that would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingFact>,
    /// What the ruleset took for granted where the record is silent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Assumed>,
    /// The day on which the rules that are not met have lapsed; with values only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses: Option<String>,
    /// What to know before leaning on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// The condition that says whom a ruleset is for, where it does not hold, or it is not known whether it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct OutsideScope {
    /// The ruleset's own `applies when`, as written.
    pub condition: Arc<str>,
    /// Does it hold?
    pub holds: Truth,
    /// What keeps it open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// What was found, in words; with values only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
}

/// A rule that is not met, or that is open.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Reason {
    /// The rule's label.
    pub label: Arc<str>,
    /// `require` or `exclude`.
    pub kind: RuleKind,
    /// What the rule asks, in the words of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// Its condition as written.
    pub condition: Arc<str>,
    /// What an open rule waits for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// What was found, in words; with values only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Cited>,
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Cited {
    /// The name of the source.
    pub source: Arc<str>,
    /// The key of its item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Arc<str>>,
    /// What the item says, or where in the source it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<Arc<str>>,
}

/// What is taken for granted because the record is silent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Assumed {
    /// What, in words: `smoker = false`.
    pub says: String,
    /// Why.
    pub because: Arc<str>,
}

/// One or several rulesets that give a patient the same verdict for the same reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The rulesets.
    pub keys: Vec<char>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons for it in words, those that decide first; none where it is *eligible*.
    pub points: Vec<Point>,
    /// What was taken for granted.
    pub assumed: Vec<Assumed>,
    /// The day on which the reasons have lapsed; with values only.
    pub lapses: Option<String>,
    /// What to know before leaning on it.
    pub warnings: Vec<Warning>,
}

/// One reason in words, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The label of the rule; `None` of what concerns the ruleset as a whole.
    pub label: Option<Arc<str>>,
    /// What it says of the patient: [`Outcome::NotMet`] or [`Outcome::Unknown`].
    pub outcome: Outcome,
    /// What it asks, and what keeps it open.
    pub says: String,
    /// What was found, in words; with values only.
    pub found: Vec<String>,
    /// Where it comes from, each with the rulesets that cite it so.
    pub citations: Vec<(Vec<char>, Cited)>,
}

impl Point {
    /// Does another ruleset have this reason in the same words? It may come from another source.
    fn reads_like(&self, other: &Self) -> bool {
        let Self { label, outcome, says, found, citations: _ } = self;
        (label, outcome, says, found) == (&other.label, &other.outcome, &other.says, &other.found)
    }
}

impl Side {
    /// Takes in another side that says the same in the same words; gives it back if it does not.
    pub(super) fn join(&mut self, other: Self) -> Option<Self> {
        let alike = self.verdict == other.verdict
            && self.assumed == other.assumed
            && self.lapses == other.lapses
            && self.warnings == other.warnings
            && self.points.len() == other.points.len()
            && self.points.iter().zip(&other.points).all(|(one, other)| one.reads_like(other));
        if !alike {
            return Some(other);
        }
        self.keys.extend(other.keys);
        for (own, other) in self.points.iter_mut().zip(other.points) {
            for (keys, cited) in other.citations {
                match own.citations.iter_mut().find(|(_, known)| *known == cited) {
                    Some((known, _)) => known.extend(keys),
                    None => own.citations.push((keys, cited)),
                }
            }
        }
        None
    }
}

impl Answer {
    pub(super) fn of(decision: &Decision, values: bool) -> Self {
        let verdict = decision.verdict();
        // What the rules would say of somebody whom they are not for is no reason.
        let findings = if verdict == Verdict::NotApplicable { Vec::new() } else { decision.rules() };
        let reasons = |outcome: Outcome| -> Vec<Reason> {
            let rules = findings.iter().filter(|finding| finding.kind != RuleKind::Caution);
            let rules = rules.filter(|finding| finding.outcome == outcome);
            rules.map(|finding| Reason::of(finding, values)).collect()
        };
        let scope = decision.scope().filter(|scope| scope.holds != Truth::True);
        let missing = decision.missing().into_iter().filter(|fact| fact.matters);
        Self {
            verdict,
            scope: scope.map(|scope| OutsideScope {
                found: if values { words::found_of_scope(&scope) } else { Vec::new() },
                unknown: scope.unknown.into_iter().map(|unknown| unknown_told(unknown, values)).collect(),
                condition: scope.condition,
                holds: scope.holds,
            }),
            not_met: reasons(Outcome::NotMet),
            open: reasons(Outcome::Unknown),
            missing: missing.map(|fact| missing_told(fact, values)).collect(),
            assumed: assumed(decision, &findings),
            lapses: decision.lapses().filter(|_| values).map(|day| day.to_string()),
            warnings: warnings(decision, values),
        }
    }

    /// What it says in words, as the only ruleset so far that says so.
    pub(super) fn side(&self, key: char) -> Side {
        Side {
            keys: vec![key],
            verdict: self.verdict,
            points: self.points(key),
            assumed: self.assumed.clone(),
            lapses: self.lapses.clone(),
            warnings: self.warnings.clone(),
        }
    }

    fn points(&self, key: char) -> Vec<Point> {
        match self.verdict {
            Verdict::Eligible => Vec::new(),
            Verdict::Ineligible => {
                self.not_met.iter().map(|reason| reason.point(key, Outcome::NotMet)).collect()
            }
            Verdict::NotApplicable => vec![match &self.scope {
                Some(scope) => scope.point(),
                None => whole(Outcome::NotMet, "none of its rules applies to this patient".to_owned()),
            }],
            Verdict::Undetermined => self.points_open(key),
        }
    }

    fn points_open(&self, key: char) -> Vec<Point> {
        let scope = self.scope.iter().map(OutsideScope::point);
        // While it is open whether the ruleset is for the patient, a rule in the way decides nothing.
        let not_met = self.not_met.iter().map(|reason| {
            let point = reason.point(key, Outcome::NotMet);
            Point { says: format!("{}; not met, if this ruleset is for the patient", point.says), ..point }
        });
        let open = self.open.iter().map(|reason| reason.point(key, Outcome::Unknown));
        let points: Vec<_> = scope.chain(not_met).chain(open).collect();
        if !points.is_empty() {
            return points;
        }
        let facts: Vec<_> = self.missing.iter().map(words::missing_sentence).collect();
        let why = if facts.is_empty() { "a computation has no result".to_owned() } else { facts.join("; ") };
        vec![whole(Outcome::Unknown, format!("whether any of its rules applies is open: {why}"))]
    }
}

/// A reason that is no rule's.
fn whole(outcome: Outcome, says: String) -> Point {
    Point { label: None, outcome, says, found: Vec::new(), citations: Vec::new() }
}

impl OutsideScope {
    fn point(&self) -> Point {
        let holds = match self.holds {
            Truth::False => "does not hold of this patient".to_owned(),
            _ => format!("is open: {}", sentences(&self.unknown)),
        };
        let says = format!("applies when {}, which {holds}", self.condition);
        let outcome = if self.holds == Truth::False { Outcome::NotMet } else { Outcome::Unknown };
        Point { found: beside(&self.found, &self.unknown), ..whole(outcome, says) }
    }
}

impl Reason {
    fn of(finding: &Finding, values: bool) -> Self {
        Self {
            label: Arc::clone(&finding.label),
            kind: finding.kind,
            because: finding.because.clone(),
            condition: Arc::clone(&finding.condition),
            unknown: finding.unknown.iter().map(|unknown| unknown_told(unknown.clone(), values)).collect(),
            found: if values { words::found(finding, false) } else { Vec::new() },
            citations: finding.citations.iter().map(cited).collect(),
        }
    }

    fn point(&self, key: char, outcome: Outcome) -> Point {
        let asked = words::asked(self.kind, self.because.as_deref(), &self.condition);
        let waits = sentences(&self.unknown);
        Point {
            label: Some(Arc::clone(&self.label)),
            outcome,
            says: if waits.is_empty() { asked } else { format!("{asked}; {waits}") },
            found: beside(&self.found, &self.unknown),
            citations: self.citations.iter().map(|cited| (vec![key], cited.clone())).collect(),
        }
    }
}

fn cited(citation: &Citation) -> Cited {
    Cited {
        source: Arc::clone(&citation.source.name),
        item: citation.item.clone(),
        says: citation.says.clone(),
    }
}

impl std::fmt::Display for Cited {
    /// `source.item`, or `source "where in it"`, as a rule cites it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.item, &self.says) {
            (Some(item), _) => write!(f, "{}.{item}", self.source),
            (None, Some(place)) => write!(f, "{} \"{place}\"", self.source),
            (None, None) => f.write_str(&self.source),
        }
    }
}

/// What was found beside what keeps it open, which is told already.
fn beside(found: &[String], unknown: &[Unknown]) -> Vec<String> {
    let told: Vec<_> = unknown.iter().map(words::unknown_sentence).collect();
    found.iter().filter(|found| !told.contains(found)).cloned().collect()
}

fn sentences(unknown: &[Unknown]) -> String {
    let told: Vec<_> = unknown.iter().map(words::unknown_sentence).collect();
    told.join("; ")
}

/// What is known of a value in part is a value, too.
fn unknown_told(unknown: Unknown, values: bool) -> Unknown {
    if values { unknown } else { Unknown { recorded: None, settled_by: None, ..unknown } }
}

fn missing_told(fact: MissingFact, values: bool) -> MissingFact {
    if values { fact } else { MissingFact { recorded: None, settled_by: None, ..fact } }
}

/// What the verdict or a rule leant on because the record is silent: the ruleset's words, and no value of the patient.
fn assumed(decision: &Decision, findings: &[Finding]) -> Vec<Assumed> {
    let counts = |outcome: Outcome| if outcome == Outcome::Met { "met" } else { "not met" };
    // Of whom a ruleset is not for, only what says so matters.
    let scope = decision.scope().filter(|_| decision.verdict() == Verdict::NotApplicable);
    let matters = |fact: &str| {
        scope.as_ref().is_none_or(|scope| scope.read.iter().any(|read| read.assumed && &*read.fact == fact))
    };
    let assumptions = decision.assumptions().into_iter().filter(|used| matters(&used.fact));
    let assumptions = assumptions.map(|used| {
        let by = used.ruleset.map(|name| format!(", by {name}")).unwrap_or_default();
        Assumed { says: format!("{} = {}{by}", used.fact, used.value), because: used.because }
    });
    let own = findings.iter().filter_map(|finding| {
        let because = finding.by_default.clone()?;
        let says =
            format!("{} counts as {} while it is not recorded", finding.label, counts(finding.outcome));
        Some(Assumed { says, because })
    });
    let defaults = decision.defaults().into_iter().map(|used| {
        let counts = counts(used.outcome);
        let says = format!("{} of {} counts as {counts} while it is not recorded", used.rule, used.ruleset);
        Assumed { says, because: used.because }
    });
    assumptions.chain(own).chain(defaults).collect()
}

/// Of warnings whose words are about what is recorded, without values only what they are about.
fn warnings(decision: &Decision, values: bool) -> Vec<Warning> {
    let own = decision.outside_effective().is_some();
    let warnings = decision.warnings().into_iter().enumerate();
    let mut told: Vec<Warning> = Vec::new();
    for (index, warning) in warnings {
        // The ruleset's own dates beside the date of the decision are no value of the patient, and come first.
        let bare = own && index == 0 && warning.code == Code::OutsideEffective;
        let told_so = if values || bare {
            warning
        } else {
            Warning { code: warning.code, message: warning.code.title().to_owned() }
        };
        if !told.contains(&told_so) {
            told.push(told_so);
        }
    }
    told
}
