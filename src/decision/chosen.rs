//! Which row of a table or which branch was taken, and how a score came about.

use std::sync::Arc;

use serde::Serialize;

use super::finding::{Place, Unknown};
use super::{Decision, comparison, find};
use crate::about::{BranchAbout, BranchKind, PointsAbout, ScoreAbout};
use crate::explain::taken_below;
use crate::ir::StepId;
use crate::limits::{MAX_ARMS_TOLD, MAX_CHOSEN_TOLD};
use crate::possible::Truth;
use crate::quantity::Number;

/// A table, a `choose` or an `if`, and which of its rows or branches gave the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchFound {
    /// Which construct.
    pub kind: BranchKind,
    /// What it is called, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// Its value as text; `None` when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The one that is taken, or all that are still possible.
    pub arms: Vec<ArmFound>,
    /// How many more are possible than are listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// A row of a table, or a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArmFound {
    /// As it is written, on one line.
    pub written: String,
    /// What it gives; `None` when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// A score, and the points it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreFound {
    /// Its name.
    pub name: Arc<str>,
    /// Its value as text; `None` when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it is at least; there when the value is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<String>,
    /// What it is at most; there when the value is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    /// The points that count.
    pub scored: Vec<PointsFound>,
    /// The points that could still come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<PointsFound>,
}

/// Points of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointsFound {
    /// How many, with their sign: `+1`.
    pub points: String,
    /// When they count, as written.
    pub condition: Arc<str>,
    /// Of `max of`: the points in whose place they would come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
    /// It is not known whether the condition holds, and these points count for that (`missing counts`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// What is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<Unknown>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What was chosen, and what was scored.
pub(super) type Chosen = (Vec<BranchFound>, Vec<ScoreFound>);

/// The tables, branches and scores that `roots` ask, in the order in which they are read; what stands in a branch
/// that is not taken is not asked.
pub(super) fn chosen(decision: &Decision, roots: &[StepId]) -> Chosen {
    let compiled = &decision.compiled;
    let (mut branches, mut scores) = (Vec::new(), Vec::new());
    if compiled.about.branches.is_empty() && compiled.about.scores.is_empty() {
        return (branches, scores);
    }
    for step in taken_below(&compiled.program, &decision.values, roots) {
        if let Some(about) = compiled.about.branches.get(&step)
            && branches.len() < MAX_CHOSEN_TOLD
        {
            branches.extend(branch(decision, step, about));
        }
        if let Some(about) = compiled.about.scores.get(&step)
            && scores.len() < MAX_CHOSEN_TOLD
        {
            scores.push(score(decision, step, about));
        }
    }
    (branches, scores)
}

pub(crate) fn branch(decision: &Decision, id: StepId, about: &BranchAbout) -> Option<BranchFound> {
    let (compiled, values) = (&decision.compiled, &decision.values);
    let step = compiled.program.step(id)?;
    let possible = step.possible_arms(|condition| values.truth(condition));
    let results: Vec<StepId> = step.arms().map(|(_, value)| value).collect();
    let known = |step: StepId| {
        let value = values.get(step);
        value.is_known().then(|| about.ty.show(value))
    };
    let arms = possible.iter().take(MAX_ARMS_TOLD).filter_map(|at| {
        let arm = about.arms.get(*at)?;
        let written = match &arm.written {
            Some(written) => written.to_string(),
            None => one_line(compiled.sources.slice(arm.place)),
        };
        let line = compiled.sources.start(arm.place).line;
        let place = Place { file: compiled.sources.name(arm.place.file).to_owned(), line };
        Some(ArmFound { written, value: results.get(*at).and_then(|value| known(*value)), place })
    });
    Some(BranchFound {
        kind: about.kind,
        name: about.name.clone(),
        value: known(id),
        arms: arms.collect(),
        more: possible.len().saturating_sub(MAX_ARMS_TOLD),
    })
}

/// A stretch of a ruleset without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn score(decision: &Decision, step: StepId, about: &ScoreAbout) -> ScoreFound {
    let value = decision.values.get(step);
    let (at_least, at_most) =
        if value.is_known() { (None, None) } else { comparison::ends(value, &about.ty) };
    let mut found = ScoreFound {
        name: Arc::clone(&about.name),
        value: value.is_known().then(|| about.ty.show(value)),
        at_least,
        at_most,
        scored: Vec::new(),
        open: Vec::new(),
    };
    for part in &about.parts {
        score_part(decision, part, about.missing.as_ref(), &mut found);
    }
    found
}

/// Points of which only the greatest that hold count.
fn score_part(decision: &Decision, part: &[PointsAbout], missing: Option<&Number>, found: &mut ScoreFound) {
    let truth = |points: &PointsAbout| decision.values.truth(points.condition);
    let told = |points: &PointsAbout| PointsFound {
        points: signed(&points.points),
        condition: Arc::clone(&points.written),
        instead_of: None,
        missing: false,
        waits_for: if truth(points) == Truth::Unknown {
            find::unknown(decision, &[points.condition])
        } else {
            Vec::new()
        },
    };
    // With `missing counts` an open condition counts so much, whatever it would count.
    let counts = |points: &PointsAbout| match (truth(points), missing) {
        (Truth::True, _) => Some(points.points.clone()),
        (Truth::Unknown, Some(missing)) if !missing.is_zero() => Some(missing.clone()),
        _ => None,
    };
    let greatest = part.iter().filter(|points| counts(points).is_some()).max_by_key(|points| counts(points));
    if let Some(greatest) = greatest {
        let mut scored = told(greatest);
        scored.missing = truth(greatest) == Truth::Unknown;
        if let Some(counted) = counts(greatest) {
            scored.points = signed(&counted);
        }
        found.scored.push(scored);
    }
    for points in part.iter().filter(|points| truth(points) == Truth::Unknown) {
        match missing {
            // What is missing and counts nothing is told all the same: somebody may want to look.
            Some(missing) if missing.is_zero() => {
                found.scored.push(PointsFound { points: signed(missing), missing: true, ..told(points) });
            }
            Some(_) => {}
            None if greatest.is_none_or(|greatest| greatest.points < points.points) => {
                let instead_of = greatest.map(|greatest| signed(&greatest.points));
                found.open.push(PointsFound { instead_of, ..told(points) });
            }
            None => {}
        }
    }
}

fn signed(number: &Number) -> String {
    if number.is_negative() || number.is_zero() { number.to_string() } else { format!("+{number}") }
}
