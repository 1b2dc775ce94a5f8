//! What two records say otherwise.

use std::sync::Arc;

use serde::Serialize;

use super::difference::Turn;
use super::place::{Place, Said};
use crate::decision::Decision;
use crate::record::Entry;
use crate::vocabulary::{Fact, RecordType, ValueType};

/// What a record says otherwise of a fact, or in an entry of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChanged {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What it says there.
    #[serde(flatten)]
    pub says: Turn<Said>,
}

/// What the record of the second decision says otherwise than that of the first, in the order of the vocabulary.
pub fn facts(before: &Decision, after: &Decision) -> Vec<FactChanged> {
    let vocabulary = after.record().vocabulary();
    let mut found = Vec::new();
    for fact in vocabulary.facts() {
        let entry = |decision: &Decision| {
            let record = decision.record();
            record.vocabulary().find(&fact.path).and_then(|slot| record.entry(slot)).cloned()
        };
        if let (Some(first), Some(second)) = (entry(before), entry(after))
            && first != second
        {
            changed(fact, &first, &second, &mut found);
        }
    }
    found
}

/// What is other in a fact: in one of so many entries the entry alone.
fn changed(fact: &Fact, before: &Entry, after: &Entry, found: &mut Vec<FactChanged>) {
    let entries = before.entries.as_deref().zip(after.entries.as_deref());
    let inside = match (&fact.ty, entries) {
        (ValueType::List(of), Some((first, second))) => list(fact, of, (first, second)),
        (ValueType::Record(of), Some((first, second))) => {
            let pairs = first.iter().zip(second);
            pairs.flat_map(|(first, second)| fields(&Place::fact(&fact.path), of, first, second)).collect()
        }
        _ => Vec::new(),
    };
    match inside.is_empty() {
        false => found.extend(inside),
        true => found.push(FactChanged {
            place: Place::fact(&fact.path),
            says: Turn { before: Said::of(before, &fact.ty), after: Said::of(after, &fact.ty) },
        }),
    }
}

type Entries<'e> = &'e [Vec<Entry>];

/// Fields of entries where there are as many as before; else the entries that are gone, and those that came.
fn list(fact: &Fact, of: &Arc<RecordType>, (before, after): (Entries<'_>, Entries<'_>)) -> Vec<FactChanged> {
    if before.len() == after.len() {
        let pairs = before.iter().zip(after).enumerate();
        let changed =
            pairs.flat_map(|(at, (first, second))| fields(&Place::entry(&fact.path, at), of, first, second));
        return changed.collect();
    }
    let shown = |fields: &[Entry]| {
        let ty = ValueType::Record(Arc::clone(of));
        let value =
            crate::possible::Possible::Record(fields.iter().map(|field| field.value.clone()).collect());
        Said::value(ty.show(&value))
    };
    let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let ends = |entries: Entries<'_>| entries.iter().skip(start).rev().cloned().collect::<Vec<_>>();
    let end = ends(before).iter().zip(ends(after)).take_while(|(one, other)| *one == other).count();
    let middle = |entries: Entries<'_>| -> Vec<(usize, Vec<Entry>)> {
        let last = entries.len().saturating_sub(end);
        entries.iter().cloned().enumerate().take(last).skip(start).collect()
    };
    let gone = middle(before).into_iter().map(|(at, fields)| FactChanged {
        place: Place::entry(&fact.path, at),
        says: Turn { before: shown(&fields), after: Said::nothing() },
    });
    let come = middle(after).into_iter().map(|(at, fields)| FactChanged {
        place: Place::entry(&fact.path, at),
        says: Turn { before: Said::nothing(), after: shown(&fields) },
    });
    gone.chain(come).collect()
}

/// The fields of an entry that are other.
fn fields(place: &Place, of: &RecordType, before: &[Entry], after: &[Entry]) -> Vec<FactChanged> {
    let pairs = of.fields.iter().zip(before.iter().zip(after));
    let changed = pairs.filter(|(_, (first, second))| first != second);
    changed
        .map(|(field, (first, second))| FactChanged {
            place: Place { field: Some(field.name.to_string()), ..place.clone() },
            says: Turn { before: Said::of(first, &field.ty), after: Said::of(second, &field.ty) },
        })
        .collect()
}
