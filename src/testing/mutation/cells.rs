//! Everything that can be known of a value, as far as comparisons with written values can tell it apart.
//!
//! The written values cut a line into cells: each of them, and the stretch before, between and after them. What is known
//! of a number or a date is a stretch of the line, and every comparison answers alike for two stretches that touch the
//! same cells. So one stretch for each row of neighbouring cells stands for all, and one point in each cell for what is
//! known exactly.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Included, Unbounded};

use jiff::civil::Date;

use crate::possible::{Interval, Possible};
use crate::quantity::{Fault, Number};
use crate::time::Dates;

/// Of a number within a range. `whole` says that what is known exactly is a whole number, `may_fail` that it is
/// computed, and the computation may fail.
pub fn numbers(
    range: &Interval,
    written: &BTreeSet<Number>,
    whole: bool,
    may_fail: bool,
) -> Option<Vec<Possible>> {
    let mut bounds: BTreeSet<Number> =
        written.iter().filter(|number| range.contains(number)).cloned().collect();
    for end in [range.low(), range.high()] {
        if let Included(end) | Excluded(end) = end {
            bounds.insert(end.clone());
        }
    }
    let bounds: Vec<Number> = bounds.into_iter().collect();
    let mut found = Vec::new();
    // Cell 2i+1 is the i-th bound, cell 2i the stretch before it.
    let cells = 2 * bounds.len() + 1;
    for first in 0..cells {
        let low = match (
            first % 2,
            bounds.get(first / 2),
            first.checked_sub(1).and_then(|at| bounds.get(at / 2)),
        ) {
            (1, Some(bound), _) => Included(bound.clone()),
            (_, _, Some(before)) => Excluded(before.clone()),
            _ => Unbounded,
        };
        for last in first..cells {
            let high = match (last % 2, bounds.get(last / 2)) {
                (1, Some(bound)) => Included(bound.clone()),
                (_, Some(bound)) => Excluded(bound.clone()),
                _ => Unbounded,
            };
            let Some((low, high)) =
                (if whole { whole_ends(low.clone(), high)? } else { Some((low.clone(), high)) })
            else {
                continue;
            };
            let stretch = Interval::new(low, high);
            if !stretch.is_subset_of(range) {
                continue;
            }
            if first == last && !stretch.is_point() {
                found.push(Possible::number(inside(&stretch)?));
            }
            let stretch = Possible::Number(stretch);
            if !found.contains(&stretch) {
                found.push(stretch);
            }
        }
    }
    if may_fail {
        found.push(Possible::Number(Interval::everything().with_fault(Fault::Overflow)));
    }
    Some(found)
}

type End = std::ops::Bound<Number>;

/// The whole numbers of a stretch: from the first to the last. `Some(None)` where there is none, `None` if that cannot be
/// computed.
fn whole_ends(low: End, high: End) -> Option<Option<(End, End)>> {
    let low = match low {
        Included(low) => Included(low.ceil()),
        Excluded(low) => Included(low.floor().checked_add(&Number::ONE).ok()?),
        Unbounded => Unbounded,
    };
    let high = match high {
        Included(high) => Included(high.floor()),
        Excluded(high) => Included(high.ceil().checked_sub(&Number::ONE).ok()?),
        Unbounded => Unbounded,
    };
    let is_empty = matches!((&low, &high), (Included(low), Included(high)) if high < low);
    Some((!is_empty).then_some((low, high)))
}

/// A number of a stretch that has more than one; `None` if it cannot be computed.
fn inside(stretch: &Interval) -> Option<Number> {
    match (stretch.low(), stretch.high()) {
        // Of whole numbers the ends belong to it.
        (Included(end), _) | (_, Included(end)) => Some(end.clone()),
        (Unbounded, Unbounded) => Some(Number::ZERO),
        (Excluded(low), Unbounded) => low.checked_add(&Number::ONE).ok(),
        (Unbounded, Excluded(high)) => high.checked_sub(&Number::ONE).ok(),
        (Excluded(low), Excluded(high)) => {
            low.checked_add(high).and_then(|sum| sum.checked_div(&Number::from(2_i64))).ok()
        }
    }
}

/// Of a date, or of one that may be never.
pub fn dates(or_never: bool, written: &[Dates]) -> Vec<Possible> {
    let (first, last) = (Date::MIN, Date::MAX);
    let everything = Dates::everything(false).days().unwrap_or((first, last));
    let mut starts: BTreeSet<Date> = BTreeSet::from([everything.0]);
    // Each written day is a cell of its own, and so is each stretch between two of them.
    for day in written.iter().filter_map(Dates::days).flat_map(|(first, last)| [first, last]) {
        starts.insert(day);
        starts.extend(day.tomorrow());
    }
    let starts: Vec<Date> =
        starts.into_iter().filter(|day| everything.0 <= *day && *day <= everything.1).collect();
    let end = |cell: usize| match starts.get(cell + 1) {
        Some(next) => next.yesterday().unwrap_or(*next),
        None => everything.1,
    };
    let mut found = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        for last in at..starts.len() {
            let stretch = Dates::span(*start, end(last));
            if at == last && stretch.only().is_none() {
                found.push(Dates::day(*start));
            }
            found.push(stretch);
        }
    }
    if or_never {
        let or_never: Vec<Dates> = found.iter().map(|dates| dates.or_never()).collect();
        found.extend(or_never);
        found.push(Dates::never());
    }
    found.into_iter().map(Possible::Dates).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: i64) -> Number {
        Number::from(number)
    }

    #[test]
    fn a_number_is_known_exactly_or_as_a_stretch() {
        let range = Interval::new(Included(number(0)), Included(number(10)));
        let found = numbers(&range, &BTreeSet::from([number(6)]), false, false).unwrap();
        // The cells 0, (0, 6), 6, (6, 10), 10: fifteen rows of neighbours, and a point in each of the two stretches.
        assert_eq!(found.len(), 17);
        assert_eq!(found.iter().filter(|value| value.is_known()).count(), 5);
        let whole = numbers(&range, &BTreeSet::from([number(1)]), true, false).unwrap();
        // No whole number lies between 0 and 1: 0, 1, 2 to 9, 10.
        assert_eq!(whole.iter().filter(|value| value.is_known()).count(), 4);
        assert_eq!(whole.len(), 11);
    }

    #[test]
    fn without_a_range_the_ends_are_open() {
        let found = numbers(&Interval::everything(), &BTreeSet::from([number(6)]), false, true).unwrap();
        assert!(found.contains(&Possible::Number(Interval::everything())));
        assert_eq!(found.len(), 9);
    }

    #[test]
    fn a_date_is_a_day_or_some_days_or_never() {
        let day = Dates::day(jiff::civil::date(2025, 1, 1));
        let found = dates(true, &[day]);
        assert!(found.contains(&Possible::Dates(day)));
        assert!(found.contains(&Possible::Dates(Dates::never())));
        assert!(found.contains(&Possible::Dates(Dates::everything(true))));
    }
}
