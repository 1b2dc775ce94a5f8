//! What is known of one entry.

use super::inside::{Inside, Unseen};
use super::previous::{Before, before_each};
use super::when::When;
use crate::eval::Read;
use crate::ir::Body;
use crate::possible::{Fields, List, Possible, Truth};
use crate::time::Dates;

/// What is known of one entry.
pub struct Entry<'l> {
    /// What it says.
    pub fields: &'l Fields,
    /// Does it belong?
    pub belongs: Truth,
    /// What is asked of it, or taken from it.
    pub value: Option<Possible>,
    /// When it is dated, if that is asked; never, for certain, is `None`.
    pub when: Option<When>,
    /// From when on another one is no longer too close, if that is asked.
    pub clear: Option<When>,
    /// It would belong, were it more recent.
    pub too_old: bool,
}

/// Is shown what is computed of an entry, and whether it belongs.
pub type Seen<'s> = dyn FnMut(&Inside<'_>, Truth) + 's;

/// Looks at every entry of a list.
pub fn look_at<'l>(
    list: &'l List,
    body: &Body,
    asked: usize,
    outside: &dyn Read,
    as_of: &Dates,
) -> Vec<Entry<'l>> {
    let before = match body.date {
        Some(date) if body.previous => before_each(list, date, body.most),
        _ => Vec::new(),
    };
    let one = |(at, fields): (usize, &'l Fields)| {
        entry(fields, before.get(at), body, (asked, outside), (as_of, &mut |_, _| {}))
    };
    list.items.iter().enumerate().map(one).collect()
}

/// Shows what is computed of every entry of a list: its steps, and whether it belongs.
pub fn look_inside(
    list: &List,
    body: &Body,
    (asked, outside): (usize, &dyn Read),
    as_of: &Dates,
    seen: &mut Seen<'_>,
) {
    let before = match body.date {
        Some(date) if body.previous => before_each(list, date, body.most),
        _ => Vec::new(),
    };
    for (at, fields) in list.items.iter().enumerate() {
        entry(fields, before.get(at), body, (asked, outside), (as_of, seen));
    }
}

/// Looks at an entry that is not recorded, and may be there: whatever it could say.
pub fn look_at_unseen<'b>(
    body: &'b Body,
    outside: &dyn Read,
    (as_of, seen): (&Dates, &mut Seen<'_>),
) -> Entry<'b> {
    let before = Before { is_there: Truth::Unknown, fields: Fields::from([]) };
    let before = body.previous.then_some(&before);
    entry(&body.unseen, before, body, (1, &Unseen(outside)), (as_of, seen))
}

fn entry<'l>(
    fields: &'l Fields,
    before: Option<&Before>,
    body: &Body,
    (asked, outside): (usize, &dyn Read),
    (as_of, seen): (&Dates, &mut Seen<'_>),
) -> Entry<'l> {
    let more: &[Possible] = before.map_or(&[], |before| &before.fields);
    let inside = Inside::computed(&body.steps, (fields, more), (outside, asked), as_of);
    // A question that reads the entry before is asked only of entries that have one.
    let has_before = before.map_or(Truth::True, |before| before.is_there);
    let when = body.date.and_then(|date| fields.get(date as usize)).and_then(When::of);
    // What is dated never is none of the dated entries.
    let dated = match (&body.date, &when) {
        (None, _) => Truth::True,
        (Some(_), None) => Truth::False,
        (Some(_), Some(when)) if when.may_be_never => Truth::Unknown,
        (Some(_), Some(_)) => Truth::True,
    };
    let belongs = Truth::all([dated, has_before, inside.get(body.filter).truth()]);
    seen(&inside, belongs);
    Entry {
        belongs,
        value: body.value.map(|value| inside.get(value).clone()),
        too_old: body.ever.is_some_and(|ever| inside.get(ever).truth() == Truth::True)
            && inside.get(body.filter).truth() == Truth::False,
        clear: body.clear.and_then(|clear| When::of(inside.get(clear))),
        when,
        fields,
    }
}
