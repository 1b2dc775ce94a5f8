//! Why something was never seen, and what test would show it.

use std::sync::Arc;

use super::plan::{MOST_FACTS, Of, Point};
use super::seen::{Objective, Objectives};
use super::{Hidden, Seen};
use crate::eval::Outcome;
use crate::ir::RuleKind;

/// How many facts are named.
const NAMED: usize = 3;

/// Why, and a test that would show it.
pub struct Why {
    /// Why it was never seen.
    pub why: String,
    /// What test would show it, where that is said in a phrase.
    pub hint: Option<String>,
}

/// Why an objective is missed.
pub fn missed(point: &Point, seen: &Seen, objective: Objective, tests: usize) -> Why {
    let is_looked_at = seen.objectives.iter().next().is_some();
    if tests == 0 {
        return Why { why: "no test looks at it".to_owned(), hint: None };
    }
    match objective {
        Objective::True | Objective::False | Objective::Unknown if !is_looked_at => unreached(point),
        Objective::True => truth(point, seen, true),
        Objective::False => truth(point, seen, false),
        Objective::Unknown => unknown(point),
        Objective::DecidesTrue => decides(seen, true),
        Objective::DecidesFalse => decides(seen, false),
    }
}

fn unreached(point: &Point) -> Why {
    match &point.of {
        Of::Entry(list) => Why {
            why: format!("never asked: no test has an entry of `{list}` that comes so far"),
            hint: Some(format!("give a patient with an entry in `{list}`")),
        },
        Of::Stretch => Why {
            why: "never asked: no test has a stretch of days to look at".to_owned(),
            hint: Some("give the days from which and to which it is asked".to_owned()),
        },
        Of::Patient => Why { why: "no test looks at it".to_owned(), hint: None },
    }
}

fn truth(point: &Point, seen: &Seen, wanted: bool) -> Why {
    let known = Objectives::these([Objective::True, Objective::False]);
    let only = seen.objectives.common(known);
    let others = match (only.count(), seen.objectives.has(Objective::Unknown)) {
        (0, _) => "unknown",
        (_, true) => {
            if wanted {
                "false or unknown"
            } else {
                "true or unknown"
            }
        }
        (_, false) => {
            if wanted {
                "false"
            } else {
                "true"
            }
        }
    };
    let whose = match &point.of {
        Of::Patient => "in every test".to_owned(),
        Of::Entry(list) => format!("of every entry of `{list}`, in every test,"),
        Of::Stretch => "of every stretch of days, in every test,".to_owned(),
    };
    let does = if wanted { "holds" } else { "does not hold" };
    let hint = match (&point.of, point.is_fact, point.facts.first()) {
        (Of::Patient, true, Some(fact)) => format!("give a patient with `{fact} = {wanted}`"),
        (Of::Patient, ..) => format!("give a patient of whom `{}` {does}", point.text),
        (Of::Entry(list), ..) => format!("give an entry of `{list}` of which `{}` {does}", point.text),
        (Of::Stretch, ..) => format!("give entries with which `{}` {does} in a stretch", point.text),
    };
    Why { why: format!("never {wanted}: {whose} it is {others}"), hint: Some(hint) }
}

fn unknown(point: &Point) -> Why {
    let names = listed(&point.facts, "and");
    let (why, hint) = match (&point.of, &*point.facts) {
        (Of::Entry(list), _) => (
            "never unknown: no entry leaves it open".to_owned(),
            Some(format!("give an entry of `{list}` that does not say what this asks")),
        ),
        (Of::Stretch, _) => (
            "never unknown: no stretch of days leaves it open".to_owned(),
            Some("give a list that is not complete, or an entry that does not say enough".to_owned()),
        ),
        (_, []) => ("never unknown: no test leaves it open".to_owned(), None),
        _ if point.is_assumed => (
            "never unknown: no test leaves it open, and what is not recorded is assumed".to_owned(),
            Some(format!(
                "give a record that says of {names} why it is not known, other than that it is not recorded"
            )),
        ),
        (_, [fact]) => (
            format!("never unknown: no test leaves out `{fact}`"),
            Some(format!("give a patient without `{fact}`")),
        ),
        _ => (
            "never unknown: no test leaves it open".to_owned(),
            Some(format!("give a patient without {names}")),
        ),
    };
    Why { why, hint }
}

fn decides(seen: &Seen, while_is: bool) -> Why {
    let [while_true, while_false] = &seen.hidden;
    let hidden = if while_is { while_true } else { while_false };
    match hidden {
        Hidden::Never => {
            Why { why: format!("never decisive while {while_is}: in no test is it {while_is}"), hint: None }
        }
        Hidden::By(by) => Why {
            why: format!(
                "never decisive while {while_is}: in every test that has it {while_is}, `{}` decides as well",
                by.text
            ),
            hint: Some(format!(
                "give a patient of whom it is {while_is}, and `{}` {}",
                by.text,
                if by.is { "does not hold" } else { "holds" }
            )),
        },
        Hidden::Differently => Why {
            why: format!(
                "never decisive while {while_is}: in every test that has it {while_is}, other parts decide as well"
            ),
            hint: None,
        },
    }
}

/// Why an outcome of a rule is missed.
pub fn outcome(label: &str, kind: RuleKind, outcome: Outcome, tests: usize) -> Why {
    if tests == 0 {
        return Why { why: "no test looks at it".to_owned(), hint: None };
    }
    let stands = match kind {
        RuleKind::Caution => "raises",
        RuleKind::Require | RuleKind::Exclude => "is turned away by",
    };
    let (why, hint) = match outcome {
        Outcome::Met => {
            ("never met: it lets nobody pass", format!("test a patient whom `{label}` lets pass"))
        }
        Outcome::NotMet => {
            ("never not met: it stands in nobody's way", format!("test a patient who {stands} `{label}`"))
        }
        Outcome::Unknown => (
            "never open: every test settles it",
            format!("test a patient whose record leaves `{label}` open"),
        ),
        Outcome::NotApplicable => (
            "never not applicable: it applies in every test, or may",
            format!("test a patient to whom `{label}` does not apply"),
        ),
    };
    Why { why: why.to_owned(), hint: Some(hint) }
}

/// Why an objective can never be met.
pub fn unreachable(point: &Point, objective: Objective) -> String {
    let can = |one| point.reach.has(one);
    if point.is_one_of_too_many && matches!(objective, Objective::DecidesTrue | Objective::DecidesFalse) {
        return "it is not asked whether it decides: the condition has too many parts".to_owned();
    }
    let only = match (can(Objective::True), can(Objective::False)) {
        (true, false) => Some("true"),
        (false, true) => Some("false"),
        _ => None,
    };
    match (objective, only) {
        (Objective::Unknown, None) => "it is never unknown, whatever is recorded".to_owned(),
        (_, Some(only)) => format!("it is {only}, whatever is recorded"),
        (Objective::DecidesTrue | Objective::DecidesFalse, None) => {
            "what it is part of comes out the same, whichever it is".to_owned()
        }
        (Objective::True | Objective::False, None) => "it can never be so".to_owned(),
    }
}

/// `` `a`, `b`, `c` and 2 more``.
fn listed(facts: &[Arc<str>], word: &str) -> String {
    let named: Vec<_> = facts.iter().take(NAMED).map(|fact| format!("`{fact}`")).collect();
    let more = facts.len().saturating_sub(NAMED);
    match (named.as_slice(), more) {
        ([], _) => String::new(),
        ([only], 0) => only.clone(),
        ([first @ .., last], 0) => format!("{} {word} {last}", first.join(", ")),
        (all, _) if facts.len() >= MOST_FACTS => format!("{} {word} more", all.join(", ")),
        (all, more) => format!("{} {word} {more} more", all.join(", ")),
    }
}
