//! Questions about the entries of a list.
//!
//! An entry whose filter or date is unknown may or may not belong; a list that is not complete may have others.
//! The answer covers every possibility.

mod entry;
mod fold;
mod previous;
mod spaced;
mod when;
mod windows;

use super::Read;
use crate::ir::{Body, Fold};
use crate::limits::MAX_ENTRIES_ASKED;
use crate::possible::{List, Possible, Truth};
use crate::time::Dates;

use entry::look_at;
use fold::{Member, fold};
pub(crate) use windows::{Found, windows};

/// Whether each entry of a list belongs, in the order recorded; and, of `every`, whether what is asked holds.
#[must_use]
pub fn entries(
    list: &List,
    body: &Body,
    outside: &super::Values,
    as_of: &Dates,
) -> Vec<(Truth, Option<Possible>)> {
    let looked_at = look_at(list, body, list.items.len(), outside, as_of);
    looked_at.into_iter().map(|entry| (entry.belongs, entry.value)).collect()
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
    let (list, work) = askable(list, outside, &missing);
    let entries = look_at(list, body, work, outside, as_of);
    let members: Vec<_> = entries.iter().map(Member::of).collect();
    fold(&members, !list.complete, asked)
}

/// The list, and how often its entries are asked in all; one that would be asked too often could hold anything.
fn askable<'l>(list: Option<&'l Possible>, outside: &dyn Read, missing: &'l List) -> (&'l List, usize) {
    let asked = |list: &List| outside.asked().saturating_mul(list.items.len());
    match list {
        Some(Possible::List(list)) if asked(list) <= MAX_ENTRIES_ASKED => (list, asked(list)),
        _ => (missing, 0),
    }
}
