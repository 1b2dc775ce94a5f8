//! The entry before each entry, by its date.

use std::sync::Arc;

use super::when::When;
use crate::possible::{Fields, List, Truth};

/// What is known of the entry before another one.
pub struct Before {
    /// Is there one?
    pub is_there: Truth,
    /// What it says; of several that it could be, everything that they say. Nothing is known without any.
    pub fields: Fields,
}

/// For each entry the one with the latest date before its own. Where several have that date, or could have, it
/// is any of them.
///
/// Where more than `most` entries would have to be looked at for one of them, nothing is known of the one before it.
pub fn before_each(list: &List, date: u32, most: usize) -> Vec<Before> {
    let whens: Vec<Option<When>> =
        list.items.iter().map(|fields| fields.get(date as usize).and_then(When::of)).collect();
    let dated = || list.items.iter().zip(&whens).filter_map(|(fields, when)| Some((fields, when.as_ref()?)));
    // By their first possible date, each with the greatest last date up to it: behind it nothing else can be near.
    let mut by_first: Vec<_> = dated().collect();
    by_first.sort_by(|(_, one), (_, other)| one.by_first(other));
    let last_so_far: Vec<&When> =
        running(by_first.iter().map(|(_, when)| *when), |one, other| one.by_last(other).is_ge());
    // By their last possible date, each with the greatest first date up to it: the best that is surely before.
    let mut by_last: Vec<_> = dated().map(|(_, when)| when).filter(|when| !when.may_be_never).collect();
    by_last.sort_by(|one, other| one.by_last(other));
    let first_so_far: Vec<&When> = running(by_last.iter().copied(), |one, other| one.by_first(other).is_ge());

    let mut work = 0_usize;
    let mut before = |when: &When| {
        let surely = by_last.partition_point(|other| other.is_before(when));
        let best = surely.checked_sub(1).and_then(|at| first_so_far.get(at)).copied();
        let near = by_first.partition_point(|(_, other)| other.may_be_before(when));
        let mut fields: Option<Fields> = None;
        let mut some = false;
        let nearest = by_first.get(..near).into_iter().flatten().rev();
        let furthest = last_so_far.get(..near).into_iter().flatten().rev();
        for ((other, other_when), furthest) in nearest.zip(furthest) {
            if best.is_some_and(|best| furthest.is_before(best)) {
                break;
            }
            work += 1;
            let itself = std::ptr::eq(*other_when, when);
            if itself || best.is_some_and(|best| other_when.is_before(best)) {
                continue;
            }
            some = true;
            fields = Some(match fields {
                None => Fields::clone(other),
                Some(known) => known.iter().zip(other.iter()).map(|(a, b)| a.union(b)).collect(),
            });
            if work > most {
                fields = None;
                break;
            }
        }
        let is_there = match (best.is_some(), some) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::from(list.complete.then_some(false)),
        };
        // An entry that is not recorded may stand between.
        let fields = fields.filter(|_| list.complete).unwrap_or_else(|| Arc::from([]));
        Before { is_there, fields }
    };
    let one = |when: &Option<When>| match when {
        Some(when) => before(when),
        None => Before { is_there: Truth::False, fields: Arc::from([]) },
    };
    whens.iter().map(one).collect()
}

/// For each place the one that is ahead of all before it.
fn running<'w>(whens: impl Iterator<Item = &'w When>, ahead: fn(&When, &When) -> bool) -> Vec<&'w When> {
    let mut best: Option<&When> = None;
    whens
        .map(|when| {
            let chosen = best.filter(|best| ahead(best, when)).unwrap_or(when);
            best = Some(chosen);
            chosen
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::possible::Possible;
    use crate::time::{Dates, PartialDate};

    fn list(dates: &[&str], complete: bool) -> List {
        let item = |date: &&str| -> Fields {
            let dates = Dates::from(PartialDate::parse(date).expect("a date"));
            Arc::from([Possible::Dates(dates)])
        };
        List { items: dates.iter().map(item).collect(), complete }
    }

    fn shown(dates: &[&str]) -> Vec<String> {
        let show = |before: &Before| match before.fields.first() {
            Some(Possible::Dates(dates)) => format!("{:?} {dates}", before.is_there),
            _ => format!("{:?}", before.is_there),
        };
        before_each(&list(dates, true), 0, 1_000).iter().map(show).collect()
    }

    #[test]
    fn it_is_the_latest_before() {
        assert_eq!(
            shown(&["2025-03-01", "2025-01-01", "2025-02-01"]),
            ["True 2025-02-01", "False", "True 2025-01-01"]
        );
    }

    #[test]
    fn entries_of_one_day_are_both_before_a_later_one_and_not_before_each_other() {
        assert_eq!(shown(&["2025-01-01", "2025-01-01"]), ["False", "False"]);
        assert_eq!(shown(&["2025-03-01", "2025-01-01", "2025-01-01"]), ["True 2025-01-01", "False", "False"]);
    }

    #[test]
    fn a_partial_date_leaves_open_which_it_is() {
        assert_eq!(
            shown(&["2025-01-10", "2025-01", "2025-02-01"]),
            ["Unknown 2025-01", "Unknown 2025-01-10", "True 2025-01"]
        );
    }

    #[test]
    fn of_a_list_that_may_have_more_nothing_is_sure() {
        let found = before_each(&list(&["2025-01-10", "2025-02-01"], false), 0, 1_000);
        let is_there: Vec<_> = found.iter().map(|before| before.is_there).collect();
        assert_eq!(is_there, [Truth::Unknown, Truth::True]);
        assert!(found.iter().all(|before| before.fields.is_empty()));
    }
}
