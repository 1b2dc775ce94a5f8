//! Questions about the entries of a list.
//!
//! An entry whose filter or date is unknown may or may not belong; a list that is not complete may have others.
//! The answer covers every possibility.

use std::ops::Bound;

use super::{Read, value};
use crate::ir::{Body, Fold, StepId};
use crate::limits::MAX_ENTRIES_ASKED;
use crate::possible::{Fields, Interval, List, Possible, Truth};
use crate::quantity::Number;
use crate::time::Dates;

/// What is known of one entry.
struct Entry<'l> {
    fields: &'l Fields,
    belongs: Truth,
    value: Option<Possible>,
    date: Option<Dates>,
}

/// The steps of a body for one entry.
struct Inside<'o> {
    steps: Vec<Possible>,
    fields: &'o Fields,
    outside: &'o dyn Read,
    /// How often the body is computed, for all entries of the lists outside together.
    asked: usize,
}

impl Read for Inside<'_> {
    fn get(&self, id: StepId) -> &Possible {
        const ANYTHING: &Possible = &Possible::Truth(Truth::Unknown);
        self.steps.get(id.index()).unwrap_or(ANYTHING)
    }

    fn field(&self, at: u32) -> Option<&Possible> {
        self.fields.get(at as usize)
    }

    fn outer(&self, id: StepId) -> Option<&Possible> {
        Some(self.outside.get(id))
    }

    fn asked(&self) -> usize {
        self.asked
    }
}

fn entry<'l>(fields: &'l Fields, body: &Body, asked: usize, outside: &dyn Read, as_of: &Dates) -> Entry<'l> {
    let mut inside = Inside { steps: Vec::with_capacity(body.steps.len()), fields, outside, asked };
    for step in &body.steps {
        let computed = value(step, &inside, &|_| None, as_of);
        inside.steps.push(computed);
    }
    let date = body.date.map(|date| match inside.get(date) {
        Possible::Dates(dates) => *dates,
        _ => Dates::everything(true),
    });
    Entry {
        belongs: inside.get(body.filter).truth(),
        value: body.value.map(|value| inside.get(value).clone()),
        date,
        fields,
    }
}

/// Whether each entry of a list belongs, in the order recorded; and, of `every`, whether what is asked holds.
#[must_use]
pub fn entries(
    list: &List,
    body: &Body,
    outside: &super::Values,
    as_of: &Dates,
) -> Vec<(Truth, Option<Possible>)> {
    list.items
        .iter()
        .map(|fields| {
            let entry = entry(fields, body, list.items.len(), outside, as_of);
            (entry.belongs, entry.value)
        })
        .collect()
}

/// The answer to a question about a list; what is no list could hold anything.
pub(super) fn each(
    list: Option<&Possible>,
    body: &Body,
    fold: Fold,
    outside: &dyn Read,
    as_of: &Dates,
) -> Possible {
    let missing = List::missing();
    let asked = |list: &List| outside.asked().saturating_mul(list.items.len());
    let list = match list {
        Some(Possible::List(list)) if asked(list) <= MAX_ENTRIES_ASKED => list,
        _ => &missing,
    };
    let asked = asked(list);
    let entries: Vec<_> =
        list.items.iter().map(|fields| entry(fields, body, asked, outside, as_of)).collect();
    let open = !list.complete;
    match fold {
        Fold::Some => {
            let found = Truth::any(entries.iter().map(|entry| entry.belongs));
            Possible::Truth(if open { Truth::any([found, Truth::Unknown]) } else { found })
        }
        Fold::Every => {
            let holds = |entry: &Entry<'_>| {
                let asked = entry.value.as_ref().map_or(Truth::Unknown, Possible::truth);
                Truth::any([!entry.belongs, asked])
            };
            let found = Truth::all(entries.iter().map(holds));
            Possible::Truth(if open { Truth::all([found, Truth::Unknown]) } else { found })
        }
        Fold::Count => {
            let counted = |wanted: fn(Truth) -> bool| {
                let count = entries.iter().filter(|entry| wanted(entry.belongs)).count();
                Number::from(i64::try_from(count).unwrap_or(i64::MAX))
            };
            let low = Bound::Included(counted(|belongs| belongs == Truth::True));
            let high = if open {
                Bound::Unbounded
            } else {
                Bound::Included(counted(|belongs| belongs != Truth::False))
            };
            Possible::Number(Interval::new(low, high))
        }
        Fold::Latest => dated(&entries, open, true),
        Fold::Earliest => dated(&entries, open, false),
        Fold::Highest => extreme(&entries, open, true),
        Fold::Lowest => extreme(&entries, open, false),
        Fold::Sum => Possible::Number(sum(&entries, open)),
        Fold::Average => Possible::Number(average(&entries, open)),
    }
}

/// The entry that no other one is certainly after (or before): every one that could be it.
fn dated(entries: &[Entry<'_>], open: bool, latest: bool) -> Possible {
    const NOTHING: Possible = Possible::Text(None);
    let candidates: Vec<_> = entries.iter().filter(|entry| entry.belongs != Truth::False).collect();
    let certain = || candidates.iter().filter(|entry| entry.belongs == Truth::True);
    // One goes before all others for certain if it goes before the one with the greatest first day (or the least
    // last day); so one look at each is enough.
    let dates = || certain().filter_map(|entry| entry.date.filter(|dates| !dates.may_be_never()));
    let champion = match latest {
        true => dates().max_by_key(|dates| dates.days().map(|(first, _)| first)),
        false => dates().min_by_key(|dates| dates.days().map(|(_, last)| last)),
    };
    let beaten = |entry: &Entry<'_>| {
        let (Some(own), Some(champion)) = (entry.date, champion) else { return false };
        let passed = if latest { own.less(&champion) } else { champion.less(&own) };
        passed == Truth::True
    };
    // Nothing may belong, or an entry that is not recorded may be the one.
    if open || certain().next().is_none() {
        return NOTHING;
    }
    let taken =
        |entry: &&Entry<'_>| entry.value.clone().unwrap_or_else(|| Possible::Record(entry.fields.clone()));
    let possible: Vec<_> = candidates.iter().copied().filter(|entry| !beaten(entry)).collect();
    possible.iter().map(taken).reduce(|one, other| one.union(&other)).unwrap_or(NOTHING)
}

/// The greatest or the least number: between that of the entries that belong for certain, and that of all that
/// may.
fn extreme(entries: &[Entry<'_>], open: bool, highest: bool) -> Possible {
    let number = |entry: &Entry<'_>| match &entry.value {
        Some(Possible::Number(interval)) => interval.clone(),
        _ => Interval::everything(),
    };
    let turned = |interval: Interval| if highest { interval } else { interval.negated() };
    let of = |wanted: fn(Truth) -> bool| {
        let chosen = entries.iter().filter(|entry| wanted(entry.belongs));
        chosen.map(|entry| turned(number(entry))).reduce(|one, other| one.greater(&other))
    };
    let (Some(certain), Some(possible)) =
        (of(|belongs| belongs == Truth::True), of(|belongs| belongs != Truth::False))
    else {
        return Possible::Number(Interval::everything());
    };
    let high = if open { Bound::Unbounded } else { possible.high().clone() };
    let both = Interval::new(certain.low().clone(), high);
    let both = match certain.fault().max(possible.fault()) {
        Some(fault) => both.with_fault(fault),
        None => both,
    };
    Possible::Number(turned(both))
}

fn sum(entries: &[Entry<'_>], open: bool) -> Interval {
    if open {
        return Interval::everything();
    }
    let zero = || Interval::point(Number::ZERO);
    let terms = entries.iter().filter(|entry| entry.belongs != Truth::False).map(|entry| {
        let own = match &entry.value {
            Some(Possible::Number(interval)) => interval.clone(),
            _ => Interval::everything(),
        };
        if entry.belongs == Truth::True { own } else { own.hull(&zero()) }
    });
    terms.fold(zero(), |sum, term| sum.plus(&term))
}

fn average(entries: &[Entry<'_>], open: bool) -> Interval {
    let certain = entries.iter().all(|entry| entry.belongs != Truth::Unknown);
    let count = entries.iter().filter(|entry| entry.belongs == Truth::True).count();
    if open || !certain || count == 0 {
        return Interval::everything();
    }
    sum(entries, open).over(&Interval::point(Number::from(i64::try_from(count).unwrap_or(i64::MAX))))
}
