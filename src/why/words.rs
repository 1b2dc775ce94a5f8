//! Sentences: how what was found and what is asked are put together.

use super::part::{Part, PartKind, Wanted};
use crate::ir::RuleKind;
use crate::possible::Truth;

/// Parts that are told one by one in one sentence; of more only how many.
const MOST_IN_A_SENTENCE: usize = 5;

/// What asks nothing but that something is so.
pub const SO: &str = "yes";

/// What was found, and what is asked. Of what is only so or not so, what was found says it all.
pub fn sentence(found: &str, asked: Option<&str>, wanted: Wanted) -> String {
    match (asked, wanted) {
        (None | Some(SO), _) => found.to_owned(),
        (Some(asked), Wanted::EitherNot) => format!("{found}; asked: not {asked}"),
        (Some(asked), Wanted::No) => format!("{found}; not allowed: {asked}"),
        (Some(asked), _) => format!("{found}; asked: {asked}"),
    }
}

/// The sentence of a rule: of one condition what the ruleset asks of it, of several one after the other.
pub fn of_rule(parts: &[Part], kind: RuleKind) -> String {
    match parts {
        [part] if part.kind == PartKind::Condition && kind != RuleKind::Caution => of_condition(part),
        parts => parts.iter().map(of_part).collect::<Vec<_>>().join("; "),
    }
}

fn of_condition(part: &Part) -> String {
    let found = &part.found;
    match (part.asked.as_deref(), part.wanted) {
        (None, _) => part.sentence.clone(),
        (Some(SO), Wanted::No) => format!("{found}; this ruleset asks for no"),
        (Some(asked), Wanted::No) => format!("{found}; this ruleset excludes {asked}"),
        (Some(asked), _) => format!("{found}; this ruleset asks for {asked}"),
    }
}

/// A part in one sentence: a group by the conditions it is made of, another ruleset by the rules behind it.
pub fn of_part(part: &Part) -> String {
    let parts = match part.kind {
        PartKind::Group | PartKind::Exception | PartKind::Ruleset | PartKind::Choice
            if !part.parts.is_empty() =>
        {
            lettered(&part.parts)
        }
        _ => return part.sentence.clone(),
    };
    format!("{}: {parts}", part.sentence)
}

/// `(a) …; (b) …`; one stands by itself.
fn lettered(parts: &[Part]) -> String {
    let told = |part: &Part| match part.kind {
        // What is behind a rule of another ruleset is what it says; other parts are listed below.
        PartKind::Rule if !part.parts.is_empty() => {
            let inner: Vec<_> = part.parts.iter().map(|part| part.sentence.clone()).collect();
            format!("{}: {}", part.sentence, inner.join("; "))
        }
        PartKind::Exception if !part.parts.is_empty() => {
            let inner: Vec<_> = part.parts.iter().map(|part| part.sentence.clone()).collect();
            format!("{}: {}", part.sentence, inner.join(", and "))
        }
        _ => part.sentence.clone(),
    };
    if let [one] = parts {
        return told(one);
    }
    let more = parts.len().saturating_sub(MOST_IN_A_SENTENCE);
    let letters = ('a'..='z').zip(parts).take(MOST_IN_A_SENTENCE);
    let told: Vec<_> = letters.map(|(letter, part)| format!("({letter}) {}", told(part))).collect();
    let more = if more > 0 { format!("; and {more} more, listed below") } else { String::new() };
    format!("{}{more}", told.join("; "))
}

/// What is found of a group.
pub struct Counted {
    pub of: usize,
    pub hold: usize,
    pub open: usize,
}

fn is_are(count: usize) -> String {
    match count {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        count => format!("{count} are"),
    }
}

/// Of conditions that all have to hold.
pub fn all_of(counted: &Counted, truth: Truth) -> String {
    let Counted { of, hold, open } = counted;
    match truth {
        Truth::True => format!("all {of} are so"),
        Truth::False if *hold + *open == 0 => format!("all {of} have to be so, and none is"),
        Truth::False => format!("of {of} that all have to be so, {} not", is_are(of - hold - open)),
        Truth::Unknown => format!("of {of} that all have to be so, {} not known", is_are(*open)),
    }
}

/// Of conditions of which one is enough.
pub fn any_of(counted: &Counted, truth: Truth) -> String {
    let Counted { of, hold, open } = counted;
    match truth {
        Truth::True => format!("of {of} of which one is enough, {} so", is_are(*hold)),
        Truth::False => format!("of {of} of which one is enough, none is so"),
        Truth::Unknown => {
            format!("of {of} of which one is enough, {} not known, and none is known to be so", is_are(*open))
        }
    }
}

/// Of conditions of which one is enough among those that are recorded.
pub fn any_recorded(counted: &Counted, truth: Truth) -> String {
    let Counted { of, hold, open } = counted;
    match truth {
        Truth::True => format!("of {of} of which one is enough, {} so", is_are(*hold)),
        Truth::False if *open > 0 => {
            format!(
                "of those of {of} that are recorded none is so, and one would be enough; {} not known",
                is_are(*open)
            )
        }
        Truth::False => format!("of {of} of which one is enough, none is so"),
        Truth::Unknown => format!("of {of} none is known, and at least one has to be"),
    }
}

/// Of conditions that are counted.
pub fn count_of(counted: &Counted, (at_least, at_most): (u32, u32)) -> String {
    let Counted { of, hold, open } = counted;
    let asked = match (at_least, at_most) {
        (low, u32::MAX) => format!("at least {low} of {of} have to be so"),
        (0, high) => format!("at most {high} of {of} may be so"),
        (low, high) if low == high => format!("exactly {low} of {of} have to be so"),
        (low, high) => format!("{low} to {high} of {of} have to be so"),
    };
    match open {
        0 => format!("{asked}, and {} so", is_are(*hold)),
        open => format!("{asked}; {} so, and {} not known", is_are(*hold), is_are(*open)),
    }
}
