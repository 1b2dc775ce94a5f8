//! Stretches of days: `in some 30 days from A to B: COND`.
//!
//! Every stretch of the length between the two days is looked at, one for each day on which it can begin. Of each
//! list the entries are looked at once; a stretch then sees those that are dated in it.

use std::cell::Cell;

use jiff::civil::Date;

use super::entry::{Entry, look_at};
use super::fold::{Member, fold};
use super::inside::Inside;
use super::{askable, other};
use crate::eval::Read;
use crate::ir::{Fold, Question, Stretches, Windows};
use crate::limits::MAX_STRETCHES;
use crate::possible::{List, Possible, Truth};
use crate::time::{CalendarUnit, Dates, Period};

/// What was found in the stretches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The answer.
    pub truth: Truth,
    /// The stretch that decided, its last day included: the first in which the condition holds, or the first in
    /// which it does not where it must hold in each.
    pub stretch: Option<(Date, Date)>,
    /// How many there are to look at.
    pub stretches: usize,
}

/// Asks the condition of every stretch of days.
#[must_use]
pub fn windows(asked: &Windows, outside: &dyn Read, as_of: &Dates) -> Found {
    windows_seen(asked, outside, as_of, &mut |_| {})
}

/// The same; shows what is computed of each stretch.
pub fn windows_seen(
    asked: &Windows,
    outside: &dyn Read,
    as_of: &Dates,
    seen: &mut dyn FnMut(&Inside<'_>),
) -> Found {
    let days = |id| match outside.get(id) {
        Possible::Dates(dates) if !dates.may_be_never() => dates.days(),
        _ => None,
    };
    let open = Found { truth: Truth::Unknown, stretch: None, stretches: 0 };
    let (Some(from), Some(to), Possible::Period(Some(length))) =
        (days(asked.from), days(asked.to), outside.get(asked.length))
    else {
        return open;
    };
    if length.months() == 0 && length.days() == 0 {
        return open;
    }
    let missing = List::missing();
    let look = Look::new(asked, outside, as_of, &missing);
    look.through((from, to), length, seen).unwrap_or(open)
}

/// The entries of a list that a question asks about.
struct Prepared<'l> {
    entries: Vec<Entry<'l>>,
    /// By their first possible day.
    in_order: Vec<Dated>,
    /// Those that could be dated anywhere in a long time.
    others: Vec<Dated>,
    /// Any entry that is not recorded.
    other: Option<Entry<'l>>,
    fold: Fold,
}

/// The place of an entry, and the first and the last day it could be dated.
struct Dated {
    at: usize,
    days: (i64, i64),
}

struct Look<'l> {
    asked: &'l Windows,
    outside: &'l dyn Read,
    as_of: &'l Dates,
    lists: Vec<Prepared<'l>>,
    /// How many entries were looked at, in all stretches together.
    visited: Cell<usize>,
}

/// What was seen in the stretch before, and what followed from it.
#[derive(Default)]
struct Known {
    seen: Vec<Vec<(usize, Truth)>>,
    truth: Option<Truth>,
}

impl<'l> Look<'l> {
    fn new(asked: &'l Windows, outside: &'l dyn Read, as_of: &'l Dates, missing: &'l List) -> Self {
        let prepared = |question: &'l Question| {
            let (list, work) =
                askable(Some(outside.get(question.list)), question.body.most, outside, missing);
            let entries = look_at(list, &question.body, work, outside, as_of);
            let other = other(list, &question.body, outside, as_of);
            Prepared::new(entries, question, other)
        };
        let lists = asked.questions.iter().map(prepared).collect();
        Self { asked, outside, as_of, lists, visited: Cell::new(0) }
    }

    /// Goes through the stretches from the first day to the last; `None` when there are too many.
    ///
    /// Where a day is known in part, a stretch that may lie outside decides nothing by itself.
    fn through(
        &self,
        (from, to): ((Date, Date), (Date, Date)),
        length: &Period,
        shown: &mut dyn FnMut(&Inside<'_>),
    ) -> Option<Found> {
        let every = self.asked.which == Stretches::Every;
        let mut found = Found { truth: Truth::from(every), stretch: None, stretches: 0 };
        if to.1 < from.0 {
            return Some(found);
        }
        let (first, last) = Dates::span(from.0, to.1).day_numbers()?;
        let days = usize::try_from(last.saturating_sub(first)).ok()?;
        if days > MAX_STRETCHES || days.saturating_mul(self.outside.asked()) > self.asked.most {
            return None;
        }
        let in_a_row = match self.asked.which {
            Stretches::Some | Stretches::Every => 1,
            Stretches::Consecutive(count) => count,
        };
        let lengths = multiples(length, in_a_row)?;
        let mut known = Known::default();
        for start in from.0.series(jiff::Span::new().days(1)).take(days.saturating_add(1)) {
            let starts: Option<Vec<Date>> =
                lengths.iter().map(|length| Dates::day(start).shifted(length).only()).collect();
            let starts = starts?;
            let stretches = starts.windows(2).filter_map(|pair| match pair {
                [start, next] => Some((*start, next.yesterday().ok()?)),
                _ => None,
            });
            let stretches: Vec<(Date, Date)> = stretches.collect();
            let end = stretches.last()?.1;
            if end > to.1 {
                break;
            }
            found.stretches += 1;
            let truths: Option<Vec<Truth>> =
                stretches.iter().map(|stretch| self.holds_in(*stretch, &mut known, shown)).collect();
            let holds = Truth::all(truths?);
            let counts = if from.1 <= start && end <= to.0 { Truth::True } else { Truth::Unknown };
            found.truth = if every {
                Truth::all([found.truth, Truth::any([!counts, holds])])
            } else {
                Truth::any([found.truth, Truth::all([counts, holds])])
            };
            if found.truth == Truth::from(!every) {
                found.stretch = Some((start, end));
                break;
            }
        }
        Some(found)
    }

    /// Does the condition hold in a stretch? `None` when too many entries were looked at.
    fn holds_in(
        &self,
        (first, last): (Date, Date),
        known: &mut Known,
        shown: &mut dyn FnMut(&Inside<'_>),
    ) -> Option<Truth> {
        let stretch = Dates::span(first, last).day_numbers()?;
        let seen: Vec<Vec<(usize, Truth)>> = self.lists.iter().map(|list| list.within(stretch)).collect();
        let visited = self.visited.get() + seen.iter().map(Vec::len).sum::<usize>();
        self.visited.set(visited);
        if visited.saturating_mul(self.outside.asked()) > self.asked.most {
            return None;
        }
        // Most days bring nothing new.
        if let Some(truth) = known.truth.filter(|_| known.seen == seen) {
            return Some(truth);
        }
        let answers: Vec<Possible> =
            self.lists.iter().zip(&seen).map(|(list, seen)| list.answer(seen)).collect();
        let inside = Inside::computed(&self.asked.steps, (&answers, &[]), (self.outside, 1), self.as_of);
        shown(&inside);
        let truth = inside.get(self.asked.condition).truth();
        *known = Known { seen, truth: Some(truth) };
        Some(truth)
    }
}

/// Nothing, the length, twice the length, …
fn multiples(length: &Period, count: u32) -> Option<Vec<Period>> {
    let mut found = vec![Period::new(0, CalendarUnit::Days).ok()?, *length];
    for _ in 1..count {
        found.push(found.last()?.plus(length).ok()?);
    }
    Some(found)
}

/// Entries that are dated at least this well stand in order; the others are looked at for every stretch.
const WELL_DATED_DAYS: i64 = 366;

impl<'l> Prepared<'l> {
    fn new(entries: Vec<Entry<'l>>, question: &Question, other: Option<Entry<'l>>) -> Self {
        let days =
            |entry: &Entry<'_>| match question.body.date.and_then(|date| entry.fields.get(date as usize)) {
                Some(Possible::Dates(dates)) => dates.day_numbers(),
                Some(Possible::Instants(instants)) => instants.local_days().day_numbers(),
                _ => Some((i64::MIN, i64::MAX)),
            };
        let dated = entries.iter().enumerate().filter(|(_, entry)| entry.belongs != Truth::False);
        let dated = dated.filter_map(|(at, entry)| days(entry).map(|days| Dated { at, days }));
        let well = |dated: &Dated| dated.days.1.saturating_sub(dated.days.0) <= WELL_DATED_DAYS;
        let (mut in_order, others): (Vec<_>, Vec<_>) = dated.partition(well);
        in_order.sort_by_key(|dated| dated.days.0);
        Self { entries, in_order, others, other, fold: question.fold }
    }

    /// The entries that lie, or may lie, within these days.
    fn within(&self, (first, last): (i64, i64)) -> Vec<(usize, Truth)> {
        let begins =
            self.in_order.partition_point(|dated| dated.days.0 < first.saturating_sub(WELL_DATED_DAYS));
        let near = self.in_order.iter().skip(begins).take_while(|dated| dated.days.0 <= last);
        let seen = |dated: &Dated| {
            let inside = first <= dated.days.0 && dated.days.1 <= last;
            let may_be = dated.days.0 <= last && first <= dated.days.1;
            may_be.then_some((dated.at, if inside { Truth::True } else { Truth::Unknown }))
        };
        near.chain(&self.others).filter_map(seen).collect()
    }

    fn answer(&self, seen: &[(usize, Truth)]) -> Possible {
        let member = |(at, inside): &(usize, Truth)| Some(Member::inside(self.entries.get(*at)?, *inside));
        let members: Vec<_> = seen.iter().filter_map(member).collect();
        fold(&members, self.other.as_ref().map(Member::perhaps), self.fold)
    }
}
