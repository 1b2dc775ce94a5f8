//! What a value could be, cut into parts: together they are all of it, and none is empty.

use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;

use crate::possible::{Interval, List, Members, Possible, Truth, Values};
use crate::quantity::Number;
use crate::time::Dates;
use crate::vocabulary::ValueType;

/// Bits of a number at which it is no longer halved: finer than most records would write it.
const MOST_BITS: u64 = 48;

/// Where values are cut.
pub struct Cuts<'c> {
    /// Numbers with which the fact is compared, ascending.
    pub numbers: &'c [Number],
    /// The fields of a record, or of the entries of a list, that are read.
    pub fields: &'c [u32],
    /// The date of the decision.
    pub as_of: Date,
}

/// Two parts or more; `None` of what is known, and of what nobody can look through.
pub fn parts(value: &Possible, ty: &ValueType, cuts: &Cuts<'_>) -> Option<Vec<Possible>> {
    match (value, ty) {
        (Possible::Truth(Truth::Unknown), _) => {
            Some(vec![Possible::Truth(Truth::True), Possible::Truth(Truth::False)])
        }
        (Possible::Values(values), _) if values.only().is_none() => {
            Some(values.positions().map(|at| Possible::Values(Values::one(at))).collect())
        }
        (Possible::Members(members), ValueType::Set(choice)) => {
            member(*members, choice.values.len()).map(|parts| parts.map(Possible::Members).to_vec())
        }
        (Possible::Number(interval), ty) => {
            let integer = matches!(ty, ValueType::Number { integer: true, .. });
            let parts = numbers(interval, integer, cuts.numbers)?;
            Some(parts.into_iter().map(Possible::Number).collect())
        }
        (Possible::Dates(dates), _) => Some(days(dates, cuts.as_of)?.map(Possible::Dates).to_vec()),
        (Possible::Record(fields), ValueType::Record(record)) => {
            let at = |at: usize| u32::try_from(at).is_ok_and(|at| cuts.fields.contains(&at));
            let read = fields.iter().zip(&record.fields).enumerate().filter(|(index, _)| at(*index));
            let (index, parts) = read
                .filter_map(|(index, (value, field))| Some((index, parts(value, &field.ty, cuts)?)))
                .next()?;
            Some(parts.into_iter().map(|part| Possible::Record(replaced(fields, index, part))).collect())
        }
        (Possible::List(list), ValueType::List(record)) => {
            let of = ValueType::Record(Arc::clone(record));
            let (index, parts) = list.items.iter().enumerate().find_map(|(index, item)| {
                Some((index, parts(&Possible::Record(Arc::clone(item)), &of, cuts)?))
            })?;
            let with = |part: Possible| {
                let Possible::Record(fields) = part else { return None };
                let items = list.items.iter().enumerate();
                let items =
                    items.map(|(at, item)| if at == index { Arc::clone(&fields) } else { Arc::clone(item) });
                Some(Possible::List(List { items: items.collect(), complete: list.complete }))
            };
            parts.into_iter().map(with).collect()
        }
        _ => None,
    }
}

fn replaced(fields: &[Possible], index: usize, part: Possible) -> Arc<[Possible]> {
    let mut fields = fields.to_vec();
    if let Some(place) = fields.get_mut(index) {
        *place = part;
    }
    fields.into()
}

/// One value that may be in the set: it is, or it is not.
fn member(members: Members, count: usize) -> Option<[Members; 2]> {
    let certain = members.certain();
    let possible = |at: u8| members.has_any(Values::one(at)) == Truth::Unknown;
    let open: Vec<u8> = Values::first(count).positions().filter(|at| possible(*at)).collect();
    let (one, others) = open.split_first()?;
    let join = |values: &[u8]| values.iter().map(|at| Values::one(*at)).reduce(Values::union);
    let with = certain.map_or(Values::one(*one), |certain| certain.union(Values::one(*one)));
    Some([Members::between(Some(with), join(others)), Members::between(certain, join(others))])
}

/// Below a number, the number, and above it.
fn numbers(interval: &Interval, integer: bool, cuts: &[Number]) -> Option<Vec<Interval>> {
    if interval.is_point() || interval.fault().is_some() {
        return None;
    }
    let inside: Vec<&Number> = cuts.iter().filter(|number| interval.contains(number)).collect();
    let cut = match inside.get(inside.len() / 2) {
        Some(number) => (*number).clone(),
        None => middle(interval, integer)?,
    };
    let parts = [
        (interval.low().clone(), Bound::Excluded(cut.clone())),
        (Bound::Included(cut.clone()), Bound::Included(cut.clone())),
        (Bound::Excluded(cut), interval.high().clone()),
    ];
    let parts: Vec<_> = parts.into_iter().filter_map(|(low, high)| between(low, high, integer)).collect();
    (parts.len() > 1).then_some(parts)
}

/// Halfway between two ends.
fn middle(interval: &Interval, integer: bool) -> Option<Number> {
    let (Bound::Included(low) | Bound::Excluded(low)) = interval.low() else { return None };
    let (Bound::Included(high) | Bound::Excluded(high)) = interval.high() else { return None };
    let middle = low.checked_add(high).ok()?.checked_div(&Number::from(2_i64)).ok()?;
    let middle = if integer { middle.floor() } else { middle };
    (middle.bits() < MOST_BITS).then_some(middle).filter(|middle| interval.contains(middle))
}

/// What lies between two ends; `None` if that is nothing.
fn between(low: Bound<Number>, high: Bound<Number>, integer: bool) -> Option<Interval> {
    let (low, high) = if integer { whole(low, high) } else { (low, high) };
    let is_there = match (&low, &high) {
        (Bound::Included(low), Bound::Included(high)) => low <= high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => {
            low < high
        }
        _ => true,
    };
    is_there.then(|| Interval::new(low, high))
}

/// The first and the last whole number between two ends.
fn whole(low: Bound<Number>, high: Bound<Number>) -> (Bound<Number>, Bound<Number>) {
    let one = Number::from(1_i64);
    let low = match low {
        Bound::Included(low) => Bound::Included(low.ceil()),
        Bound::Excluded(low) => low.floor().checked_add(&one).map_or(Bound::Unbounded, Bound::Included),
        Bound::Unbounded => Bound::Unbounded,
    };
    let high = match high {
        Bound::Included(high) => Bound::Included(high.floor()),
        Bound::Excluded(high) => high.ceil().checked_sub(&one).map_or(Bound::Unbounded, Bound::Included),
        Bound::Unbounded => Bound::Unbounded,
    };
    (low, high)
}

/// Never and some day; the days up to one, and those after it.
fn days(dates: &Dates, as_of: Date) -> Option<[Dates; 2]> {
    let (first, last) = dates.days()?;
    if dates.may_be_never() {
        return Some([Dates::never(), Dates::span(first, last)]);
    }
    if first == last {
        return None;
    }
    // Most of what is asked of a date is asked of days before the decision.
    let cut = if first <= as_of && as_of < last {
        as_of
    } else {
        let between = first.until(last).ok()?.get_days();
        first.checked_add(jiff::Span::new().days(between / 2)).ok()?
    };
    let next = cut.tomorrow().ok()?;
    Some([Dates::span(first, cut), Dates::span(next, last)])
}
