//! Which entries of a list decided, and what the open ones do not say.

use std::sync::Arc;

use indexmap::IndexSet;
use jiff::civil::Date;

use super::Decision;
use crate::absence::Absence;
use crate::eval::{Asked, Found, entries, windows};
use crate::ir::{Body, Fold, SlotId, Step, StepId, Stretches};
use crate::limits::{Limit, MAX_ENTRIES_ASKED};
use crate::possible::{List, Possible, Truth};
use crate::time::Dates;
use crate::vocabulary::{RecordType, ValueType};

/// Entries that are told one by one; of more only the count.
const MAX_ENTRIES_TOLD: usize = 5;

/// A question about a list that stands in a condition.
struct Question<'d> {
    step: StepId,
    body: &'d Body,
    fold: Fold,
    /// What it finds of each entry.
    found: Vec<Asked>,
    /// What was found in the stretches of days in which it is asked.
    stretches: Option<(Stretches, Found)>,
}

/// The questions below `roots` about one list, each once.
fn questions<'d>(decision: &'d Decision, roots: &[StepId], slot: SlotId, list: &List) -> Vec<Question<'d>> {
    let program = &decision.compiled.program;
    let as_of = Dates::day(decision.as_of);
    let mut found = Vec::new();
    for root in roots {
        program.walk_ids(*root, |id| {
            let of_slot = |list: StepId| program.step(list) == Some(&Step::Slot(slot));
            if found.iter().any(|question: &Question<'_>| question.step == id) {
                return;
            }
            let mut ask = |body: &'d Body, fold, stretches| {
                let entries = entries(list, body, &decision.values, &as_of);
                found.push(Question { step: id, body, fold, found: entries, stretches });
            };
            match program.step(id) {
                Some(Step::Each { reads, body, fold }) if reads.first().copied().is_some_and(of_slot) => {
                    ask(body, *fold, None);
                }
                Some(Step::Windows { asked, .. }) => {
                    let stretches = windows(asked, &decision.values, &as_of);
                    for question in asked.questions.iter().filter(|question| of_slot(question.list)) {
                        ask(&question.body, question.fold, Some((asked.which, stretches.clone())));
                    }
                }
                _ => {}
            }
        });
    }
    found
}

/// What each question below `roots` found in the list: in words, one line a question.
pub(crate) fn told(decision: &Decision, roots: &[StepId], slot: SlotId) -> Vec<String> {
    let Some(record) = record_of(decision, slot) else { return Vec::new() };
    let Some(entry) = decision.record.entry(slot).filter(|entry| entry.entries.is_some()) else {
        // No entry could have belonged, whatever is asked.
        let asked = questions(decision, roots, slot, &List::missing());
        let is_decided = |question: &Question<'_>| decision.values.get(question.step).is_known();
        let all_are = !asked.is_empty() && asked.iter().all(is_decided);
        return all_are.then(|| "it makes no difference what it holds".to_owned()).into_iter().collect();
    };
    let Possible::List(list) = &entry.value else { return Vec::new() };
    let of_question = |question: Question<'_>| {
        if let Some((which, stretches)) = &question.stretches {
            return stretch_told(*which, stretches);
        }
        let found = &question.found;
        if found.len() < list.items.len() {
            return Some("too long to be asked".to_owned());
        }
        let which = |wanted: &dyn Fn(Truth, Truth) -> bool| -> Vec<usize> {
            let asked = |value: &Option<Possible>| value.as_ref().map_or(Truth::Unknown, Possible::truth);
            let numbered = found.iter().enumerate();
            numbered
                .filter(|(_, entry)| wanted(entry.belongs, asked(&entry.value)))
                .map(|(at, _)| at)
                .collect()
        };
        let show = |at: usize| shown(decision, record, slot, at);
        match question.fold {
            Fold::Some => {
                let matching = which(&|belongs, _| belongs == Truth::True);
                match (matching.as_slice(), decision.values.get(question.step).truth()) {
                    ([], Truth::False) => Some("none matches".to_owned()),
                    ([], _) => None,
                    (some, _) => Some(format!("{} {}", verb(some.len(), "match"), listed(some, &show))),
                }
            }
            Fold::Every => {
                let failing = which(&|belongs, asked| belongs == Truth::True && asked == Truth::False);
                match (failing.as_slice(), decision.values.get(question.step).truth()) {
                    ([], Truth::True) => {
                        let asked = which(&|belongs, _| belongs == Truth::True).len();
                        Some(if asked == 0 { "none to ask".to_owned() } else { format!("so of all {asked}") })
                    }
                    ([], _) => None,
                    (some, _) => Some(format!("not so: {}", listed(some, &show))),
                }
            }
            Fold::Count => {
                let counted = which(&|belongs, _| belongs == Truth::True).len();
                let open = which(&|belongs, _| belongs == Truth::Unknown).len();
                let most = if open == 0 { String::new() } else { format!(" to {}", counted + open) };
                Some(format!("{counted}{most} of {} counted", found.len()))
            }
            Fold::Spaced => {
                let counted = match decision.values.get(question.step) {
                    Possible::Number(interval) => interval.as_point().map(ToString::to_string)?,
                    _ => return None,
                };
                Some(format!("{counted} of {} counted, each far enough from the one before", found.len()))
            }
            Fold::Share => {
                let so = which(&|belongs, asked| belongs == Truth::True && asked == Truth::True).len();
                let of = which(&|belongs, _| belongs == Truth::True).len();
                Some(format!("so of {so} of {of}"))
            }
            Fold::Latest | Fold::Earliest => {
                let at = taken(decision, list, &question);
                let word = if question.fold == Fold::Latest { "latest" } else { "earliest" };
                at.map(|at| format!("{word}: {}", show(at)))
            }
            _ => None,
        }
    };
    let mut told = Vec::new();
    for question in questions(decision, roots, slot, list) {
        let later = dated_later(decision, list, &question);
        told.extend(of_question(question));
        told.extend(later);
    }
    told.dedup();
    told
}

/// How many entries are not seen because they are dated after the decision.
fn dated_later(decision: &Decision, list: &List, question: &Question<'_>) -> Option<String> {
    let is_later = |at: usize| dated(list, question, at).is_some_and(|(first, _)| decision.as_of < first);
    let unseen = question.found.iter().enumerate().filter(|(_, entry)| entry.belongs == Truth::False);
    let count = unseen.filter(|(at, _)| is_later(*at)).count();
    match count {
        0 => None,
        1 => Some("1 is dated after the decision, and not seen".to_owned()),
        count => Some(format!("{count} are dated after the decision, and not seen")),
    }
}

/// An entry with all that it says.
fn shown(decision: &Decision, record: &RecordType, slot: SlotId, at: usize) -> String {
    let said = decision.record.entry(slot).and_then(|entry| entry.entries.as_ref()?.get(at));
    let fields = said.into_iter().flatten().zip(&record.fields);
    let shown = fields.filter_map(|(field, declared)| {
        let known = field.value.is_known().then(|| declared.ty.show(&field.value));
        let known = known.or_else(|| field.written.as_deref().map(str::to_owned))?;
        Some(format!("{} {known}", declared.name))
    });
    let shown: Vec<_> = shown.collect();
    match shown.as_slice() {
        [] => format!("entry {}", at + 1),
        shown => format!("entry {} ({})", at + 1, shown.join(", ")),
    }
}

/// Where a condition about stretches of days was decided: in words.
fn stretch_told(which: Stretches, found: &Found) -> Option<String> {
    let count = found.stretches;
    match (which, found.truth, found.stretch) {
        (_, Truth::Unknown, _) => None,
        (_, Truth::True, Some((first, last))) => Some(format!("so from {first} to {last}")),
        (_, Truth::False, Some((first, last))) => Some(format!("not so from {first} to {last}")),
        (_, _, None) if count == 0 => Some("no stretch that long lies between the two days".to_owned()),
        (Stretches::Every, _, None) => Some(format!("so in each of {count} stretches of days")),
        (_, _, None) => Some(format!("in none of {count} stretches of days")),
    }
}

/// Why a list that says all that is asked still has no answer.
fn undecided(decision: &Decision, slot: SlotId, list: &List, question: &Question<'_>) -> Option<String> {
    if decision.values.get(question.step).is_known() {
        return None;
    }
    if let Some((_, stretches)) = &question.stretches {
        let answers_nothing =
            !matches!(question.fold, Fold::Some | Fold::Every | Fold::Count | Fold::Spaced | Fold::Sum);
        return match stretches.stretches {
            0 => Some("it is not known where the stretches of days lie, or there is more to look at than the limits allow".to_owned()),
            _ if list.complete && answers_nothing => Some(
                "some stretch of days has no such entry, or more than one that could be meant".to_owned(),
            ),
            _ => None,
        };
    }
    if !list.complete {
        return None;
    }
    let candidates = question.found.iter().filter(|entry| entry.belongs != Truth::False).count();
    match question.fold {
        Fold::Some | Fold::Every | Fold::Count | Fold::Spaced | Fold::Sum => None,
        _ if candidates == 0 => {
            let record = record_of(decision, slot)?;
            Some(match too_old(list, question) {
                Some(at) => format!("the last one is too old: {}", shown(decision, record, slot, at)),
                None => "it has no such entry".to_owned(),
            })
        }
        Fold::Latest if taken(decision, list, question).is_none() && candidates > 1 => {
            Some("more than one of its entries could be the latest".to_owned())
        }
        Fold::Earliest if taken(decision, list, question).is_none() && candidates > 1 => {
            Some("more than one of its entries could be the earliest".to_owned())
        }
        _ => None,
    }
}

/// Of the entries that are too old, the last one.
fn too_old(list: &List, question: &Question<'_>) -> Option<usize> {
    let old = question.found.iter().enumerate().filter(|(_, entry)| entry.too_old);
    old.map(|(at, _)| at).max_by_key(|at| dated(list, question, *at).map(|(_, last)| last))
}

/// Why the answer of a list is not known, where the list itself is.
pub(super) fn absence(decision: &Decision, roots: &[StepId], slot: SlotId) -> Option<Absence> {
    let entry = decision.record.entry(slot)?;
    let Possible::List(list) = &entry.value else { return None };
    let questions = questions(decision, roots, slot, list);
    let question = questions
        .iter()
        .find(|question| !decision.values.get(question.step).is_known() && question.stretches.is_none())?;
    let mut candidates =
        question.found.iter().enumerate().filter(|(_, entry)| entry.belongs != Truth::False).peekable();
    if !list.complete {
        return None;
    }
    if candidates.peek().is_none() {
        let old = too_old(list, question).is_some();
        return Some(if old { Absence::Stale } else { Absence::NotRecorded });
    }
    let by_date = matches!(question.fold, Fold::Latest | Fold::Earliest);
    let is_dated = |at: usize| dated(list, question, at).is_some_and(|(first, last)| first == last);
    let all_certain = candidates.all(|(at, entry)| entry.belongs == Truth::True && is_dated(at));
    (by_date && all_certain && taken(decision, list, question).is_none()).then_some(Absence::Conflicting)
}

/// Which entry was the latest, or the earliest.
fn taken(decision: &Decision, list: &List, question: &Question<'_>) -> Option<usize> {
    let value = decision.values.get(question.step);
    let is_taken = |(at, entry): &(usize, &Asked)| {
        let same = |fields: &_| match &entry.value {
            Some(own) => value == own,
            None => matches!(value, Possible::Record(taken) if taken == fields),
        };
        entry.belongs != Truth::False && list.items.get(*at).is_some_and(same)
    };
    let alike = question.found.iter().enumerate().filter(is_taken).map(|(at, _)| at);
    // Of several that say the same it is the one by its date.
    match question.fold {
        Fold::Earliest => alike.min_by_key(|at| dated(list, question, *at).map(|(first, _)| first)),
        _ => alike.max_by_key(|at| dated(list, question, *at).map(|(_, last)| last)),
    }
}

/// The first and the last day on which an entry could be dated.
fn dated(list: &List, question: &Question<'_>, at: usize) -> Option<(Date, Date)> {
    match list.items.get(at)?.get(question.body.date? as usize)? {
        Possible::Dates(dates) => dates.days(),
        Possible::Instants(instants) => instants.local_days().days(),
        _ => None,
    }
}

/// The fields that are asked of the entry that was found: `last.relief`.
fn asked_after(decision: &Decision, roots: &[StepId], question: &Question<'_>) -> Vec<usize> {
    let program = &decision.compiled.program;
    let mut found = Vec::new();
    for root in roots {
        program.walk_ids(*root, |id| {
            if let Some(Step::Member(of, at)) = program.step(id)
                && *of == question.step
                && !decision.values.get(id).is_known()
            {
                found.push(*at as usize);
            }
        });
    }
    found
}

/// What the entries that may or may not belong do not say, of what is asked: in words.
pub(super) fn unsaid(decision: &Decision, roots: &[StepId], slot: SlotId) -> Option<String> {
    let entry = decision.record.entry(slot)?;
    if let ValueType::Record(record) = &decision.compiled.vocabulary.fact(slot)?.ty {
        return fields_unsaid(decision, roots, slot, record);
    }
    let record = record_of(decision, slot)?;
    let Possible::List(list) = &entry.value else { return None };
    let said = entry.entries.as_ref()?;
    let mut found: IndexSet<String> = IndexSet::new();
    let questions = questions(decision, roots, slot, list);
    for question in &questions {
        found.extend(undecided(decision, slot, list, question));
        let after = asked_after(decision, roots, question);
        let taken = if after.is_empty() { None } else { taken(decision, list, question) };
        let asked: Vec<usize> = question
            .body
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Field(at) => usize::try_from(*at).ok(),
                _ => None,
            })
            .collect();
        for (at, asked_of) in question.found.iter().enumerate() {
            // Where dates are compared with one another, one that is known in part is open by itself.
            let dated =
                question.fold == Fold::Spaced || question.stretches.is_some() || question.body.previous;
            let undated = || {
                let date = question.body.date.and_then(|date| list.items.get(at)?.get(date as usize));
                dated && date.is_some_and(|date| !date.is_known())
            };
            let asked_after = !after.is_empty() && taken.is_none_or(|taken| taken == at);
            let unanswered =
                asked_of.value.as_ref().is_some_and(|value| !value.is_known()) || undated() || asked_after;
            if asked_of.belongs == Truth::False || asked_of.belongs == Truth::True && !unanswered {
                continue;
            }
            for (place, (field, declared)) in
                said.get(at).into_iter().flatten().zip(&record.fields).enumerate()
            {
                let is_asked = asked.contains(&place) || asked_after && after.contains(&place);
                if !is_asked || field.value.is_known() {
                    continue;
                }
                let known = match &field.written {
                    Some(written) => format!("says of {} only {written}", declared.name),
                    None => format!("does not say {}", declared.name),
                };
                found.insert(format!("entry {} {known}", at + 1));
            }
            if question.body.previous && asked.iter().any(|place| *place >= record.fields.len()) {
                found.insert(format!("what is before entry {} is not known, or does not say it", at + 1));
            }
        }
    }
    if !list.complete {
        found.insert("there may be further entries".to_owned());
    }
    if found.is_empty() {
        let count = list.items.len();
        let least = questions.iter().map(|question| question.body.most).min().unwrap_or(MAX_ENTRIES_ASKED);
        found.insert(if count > least {
            let help = Limit::Work.help();
            format!("it has more entries than the {least} that this ruleset may ask for one decision; {help}")
        } else if count.saturating_mul(count) > least {
            "it has too many entries to ask all of them for each of the others".to_owned()
        } else {
            "what is asked inside of it has no answer, or there is more to look at than the limits allow"
                .to_owned()
        });
    }
    let more = found.len().saturating_sub(MAX_ENTRIES_TOLD);
    let told: Vec<String> = found.into_iter().take(MAX_ENTRIES_TOLD).collect();
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(format!("{}{rest}", told.join("; ")))
}

/// Which fields of a single record are asked for and not known.
fn fields_unsaid(decision: &Decision, roots: &[StepId], slot: SlotId, record: &RecordType) -> Option<String> {
    let program = &decision.compiled.program;
    decision.record.entry(slot)?.entries.as_ref()?;
    let mut found: IndexSet<&str> = IndexSet::new();
    for root in roots {
        program.walk_ids(*root, |id| {
            let Some(Step::Member(of, at)) = program.step(id) else { return };
            let is_open = !decision.values.get(id).is_known();
            if is_open && program.step(*of) == Some(&Step::Slot(slot)) {
                found.extend(record.fields.get(*at as usize).map(|field| &*field.name));
            }
        });
    }
    let names: Vec<_> = found.into_iter().collect();
    (!names.is_empty()).then(|| format!("it does not say {}", names.join(", ")))
}

fn record_of(decision: &Decision, slot: SlotId) -> Option<&Arc<RecordType>> {
    match &decision.compiled.vocabulary.fact(slot)?.ty {
        ValueType::List(record) => Some(record),
        _ => None,
    }
}

fn verb(count: usize, word: &str) -> String {
    if count == 1 { format!("{word}es:") } else { format!("{count} {word}:") }
}

fn listed(which: &[usize], show: &dyn Fn(usize) -> String) -> String {
    let shown: Vec<_> = which.iter().take(MAX_ENTRIES_TOLD).map(|at| show(*at)).collect();
    let more = which.len().saturating_sub(MAX_ENTRIES_TOLD);
    if more > 0 { format!("{} and {more} more", shown.join("; ")) } else { shown.join("; ") }
}
