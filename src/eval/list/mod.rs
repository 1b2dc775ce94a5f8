//! Questions about the entries of a list.
//!
//! An entry whose filter or date is unknown may or may not belong; a list that is not complete may have others, as
//! far as any entry at all could belong. The answer covers every possibility.

mod entry;
mod fold;
mod inside;
mod previous;
mod spaced;
mod when;
mod windows;

use std::collections::HashSet;

use super::Read;
use crate::ir::{Body, Fold, StepId};
use crate::possible::{List, Possible, Truth};
use crate::time::Dates;

use entry::{Entry, look_at, look_at_unseen, look_inside};
use fold::{Member, fold};
pub(crate) use inside::Inside;
pub(crate) use windows::{Found, windows, windows_seen};

/// What a question finds of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Does it belong?
    pub belongs: Truth,
    /// What is asked of it, or taken from it.
    pub value: Option<Possible>,
    /// It would belong, were it more recent.
    pub too_old: bool,
}

/// What a question finds of each entry of a list, in the order recorded; nothing of a list that is too long to be asked.
#[must_use]
pub fn entries(list: &List, body: &Body, outside: &super::Values, as_of: &Dates) -> Vec<Asked> {
    if list.items.len() > body.most {
        return Vec::new();
    }
    let looked_at = look_at(list, body, list.items.len(), outside, as_of);
    let asked = |entry: entry::Entry<'_>| Asked {
        belongs: entry.belongs,
        value: entry.value,
        too_old: entry.too_old,
    };
    looked_at.into_iter().map(asked).collect()
}

/// Shows what a question computes of each entry, and whether the entry belongs.
pub(crate) fn entries_seen(
    list: &Possible,
    body: &Body,
    outside: &dyn Read,
    as_of: &Dates,
    seen: &mut entry::Seen<'_>,
) {
    let missing = List::missing();
    let (list, work) = askable(Some(list), body.most, outside, &missing);
    look_inside(list, body, (work, outside), as_of, seen);
}

/// The answer to a question about a list; what is no list could hold anything.
pub(super) fn each(
    list: Option<&Possible>,
    body: &Body,
    asked: Fold,
    outside: &dyn Read,
    as_of: &Dates,
) -> Possible {
    let missing = List::missing();
    let (list, work) = askable(list, body.most, outside, &missing);
    let entries = look_at(list, body, work, outside, as_of);
    let members: Vec<_> = entries.iter().map(Member::of).collect();
    let other = other(list, body, outside, as_of);
    fold(&members, other.as_ref().map(Member::perhaps), asked)
}

/// An entry that is not recorded, and may be there and belong.
fn other<'b>(list: &List, body: &'b Body, outside: &dyn Read, as_of: &Dates) -> Option<Entry<'b>> {
    let other = (!list.complete).then(|| look_at_unseen(body, outside, (as_of, &mut |_, _| {})));
    other.filter(|other| other.belongs != Truth::False)
}

/// What an answer waits for.
#[derive(Debug, Default)]
pub(super) struct WaitsFor {
    /// What entries of the list do not say, or other entries that there may be.
    pub list: bool,
    /// Steps outside of the body.
    pub outside: HashSet<StepId>,
}

/// What keeps the answer to a question about a list open, or one field of the entry that it finds; nothing where that is
/// not one entry or one fact, as where two entries are the latest.
pub(super) fn waits_for(
    list: &Possible,
    (body, asked, field): (&Body, Fold, Option<u32>),
    outside: &dyn Read,
    as_of: &Dates,
) -> WaitsFor {
    let is_ordered = matches!(asked, Fold::Latest | Fold::Earliest | Fold::Spaced) || body.previous;
    let mut found = WaitsFor::default();
    let mut look = |inside: &Inside<'_>, belongs: Truth, is_recorded: bool| {
        let value = body.value.map(|value| inside.get(value));
        let holds_anyway = asked == Fold::Every && value.is_some_and(|value| value.truth() == Truth::True);
        if belongs == Truth::False || holds_anyway {
            return;
        }
        let date = body.date.and_then(|date| inside.field(date)).filter(|date| !date.is_known());
        let by_date = date.is_some_and(|date| is_ordered || date.is_never() != Truth::False);
        let is_unsaid = field.and_then(|field| inside.field(field)).is_some_and(|field| !field.is_known());
        found.list |= by_date || is_unsaid || !is_recorded;
        let roots = [Some(body.filter), body.value, body.clear].into_iter().flatten();
        inside.waits_for(&body.steps, roots, as_of, &mut found);
    };
    let missing = List::missing();
    let (list, work) = askable(Some(list), body.most, outside, &missing);
    look_inside(list, body, (work, outside), as_of, &mut |inside, belongs| look(inside, belongs, true));
    if !list.complete {
        look_at_unseen(body, outside, (as_of, &mut |inside, belongs| look(inside, belongs, false)));
    }
    found
}

/// The list, and how often its entries are asked in all; one that would be asked too often could hold anything.
fn askable<'l>(
    list: Option<&'l Possible>,
    most: usize,
    outside: &dyn Read,
    missing: &'l List,
) -> (&'l List, usize) {
    let asked = |list: &List| outside.asked().saturating_mul(list.items.len());
    match list {
        Some(Possible::List(list)) if asked(list) <= most => (list, asked(list)),
        _ => (missing, 0),
    }
}
