//! What is made of the entries that belong, or may belong.

use std::ops::Bound;

use super::entry::Entry;
use super::spaced::spaced;
use super::when::When;
use crate::ir::Fold;
use crate::possible::{Interval, Members, Possible, Truth, Values};
use crate::quantity::Number;

/// What nothing is known of.
const NOTHING: Possible = Possible::Text(None);

/// An entry, and whether it belongs to what is asked about.
#[derive(Clone, Copy)]
pub struct Member<'e> {
    entry: &'e Entry<'e>,
    belongs: Truth,
}

impl<'e> Member<'e> {
    /// An entry of a list.
    pub fn of(entry: &'e Entry<'e>) -> Self {
        Self { entry, belongs: entry.belongs }
    }

    /// An entry that may not be there.
    pub fn perhaps(entry: &'e Entry<'e>) -> Self {
        Self::inside(entry, Truth::Unknown)
    }

    /// An entry of which it is known whether it lies where it is looked for.
    pub fn inside(entry: &'e Entry<'e>, is_inside: Truth) -> Self {
        Self { entry, belongs: Truth::all([entry.belongs, is_inside]) }
    }

    /// Does it belong for certain?
    pub fn is_certain(&self) -> bool {
        self.belongs == Truth::True
    }

    /// May it belong?
    pub fn is_possible(&self) -> bool {
        self.belongs != Truth::False
    }

    /// When it is dated, and from when on another one is clear of it.
    pub fn span(&self) -> Option<(&'e When, &'e When)> {
        Some((self.entry.when.as_ref()?, self.entry.clear.as_ref()?))
    }

    /// Does what is asked hold of it?
    fn holds(&self) -> Truth {
        self.entry.value.as_ref().map_or(Truth::Unknown, Possible::truth)
    }

    fn number(&self) -> Interval {
        match &self.entry.value {
            Some(Possible::Number(interval)) => interval.clone(),
            _ => Interval::everything(),
        }
    }
}

/// The answer. Where there may be further entries, `other` is any of them.
pub fn fold(members: &[Member<'_>], other: Option<Member<'_>>, asked: Fold) -> Possible {
    let open = other.is_some();
    let all = || members.iter().copied().chain(other);
    match asked {
        Fold::Some => Possible::Truth(Truth::any(all().map(|member| member.belongs))),
        Fold::Every => {
            let holds = |member: Member<'_>| Truth::any([!member.belongs, member.holds()]);
            Possible::Truth(Truth::all(all().map(holds)))
        }
        Fold::Count => {
            let certain = members.iter().filter(|member| member.is_certain()).count();
            let possible = members.iter().filter(|member| member.is_possible()).count();
            count((certain, possible), open)
        }
        Fold::Spaced => count(spaced(members), open),
        Fold::Share => Possible::Number(share(members, open)),
        Fold::Distinct(of) => distinct(members, open, of),
        Fold::Latest => dated(&all().collect::<Vec<_>>(), true),
        Fold::Earliest => dated(&all().collect::<Vec<_>>(), false),
        Fold::Highest => extreme(all(), true),
        Fold::Lowest => extreme(all(), false),
        Fold::Sum => Possible::Number(sum(members, open)),
        Fold::Average => Possible::Number(average(members, open)),
    }
}

fn whole(count: usize) -> Number {
    Number::from(i64::try_from(count).unwrap_or(i64::MAX))
}

fn count((least, most): (usize, usize), open: bool) -> Possible {
    let most = if open { Bound::Unbounded } else { Bound::Included(whole(most)) };
    Possible::Number(Interval::new(Bound::Included(whole(least)), most))
}

/// The entry that no other one is certainly after (or before): every one that could be it.
fn dated(members: &[Member<'_>], latest: bool) -> Possible {
    let certain = || members.iter().filter(|member| member.is_certain());
    // One goes before all others for certain if it goes before the one with the greatest first day (or the least
    // last day); so one look at each is enough.
    let whens = certain().filter_map(|member| member.entry.when.as_ref());
    let champion = match latest {
        true => whens.max_by(|one, other| one.by_first(other)),
        false => whens.min_by(|one, other| one.by_last(other)),
    };
    let beaten = |member: &Member<'_>| {
        let (Some(own), Some(champion)) = (&member.entry.when, champion) else { return false };
        if latest { own.is_before(champion) } else { champion.is_before(own) }
    };
    // Nothing may belong.
    if certain().next().is_none() {
        return NOTHING;
    }
    let taken = |member: &Member<'_>| {
        member.entry.value.clone().unwrap_or_else(|| Possible::Record(member.entry.fields.clone()))
    };
    let possible = members.iter().filter(|member| member.is_possible() && !beaten(member));
    possible.map(taken).reduce(|one, other| one.union(&other)).unwrap_or(NOTHING)
}

/// The greatest or the least number: between that of the entries that belong for certain, and that of all that
/// may.
fn extreme<'e>(members: impl Iterator<Item = Member<'e>> + Clone, highest: bool) -> Possible {
    let turned = |interval: Interval| if highest { interval } else { interval.negated() };
    let of = |wanted: fn(&Member<'_>) -> bool| {
        let chosen = members.clone().filter(wanted);
        chosen.map(|member| turned(member.number())).reduce(|one, other| one.greater(&other))
    };
    let (Some(certain), Some(possible)) =
        (of(|member| member.is_certain()), of(|member| member.is_possible()))
    else {
        return Possible::Number(Interval::everything());
    };
    let both = Interval::new(certain.low().clone(), possible.high().clone());
    let both = match certain.fault().max(possible.fault()) {
        Some(fault) => both.with_fault(fault),
        None => both,
    };
    Possible::Number(turned(both))
}

fn sum(members: &[Member<'_>], open: bool) -> Interval {
    if open {
        return Interval::everything();
    }
    let zero = || Interval::point(Number::ZERO);
    let terms = members.iter().filter(|member| member.is_possible()).map(|member| {
        let own = member.number();
        if member.is_certain() { own } else { own.hull(&zero()) }
    });
    terms.fold(zero(), |sum, term| sum.plus(&term))
}

fn average(members: &[Member<'_>], open: bool) -> Interval {
    let certain = members.iter().filter(|member| member.is_certain()).count();
    let possible = members.iter().filter(|member| member.is_possible()).count();
    if open || certain != possible || certain == 0 {
        return Interval::everything();
    }
    sum(members, open).over(&Interval::point(whole(certain)))
}

/// The share of the entries of which something holds. What is not known counts against it for the least share, and
/// for it for the greatest; without an entry there is no share.
fn share(members: &[Member<'_>], open: bool) -> Interval {
    let anything = || Interval::new(Bound::Included(Number::ZERO), Bound::Included(Number::from(1_i64)));
    if open || !members.iter().any(Member::is_certain) {
        return anything();
    }
    // Of those that hold for certain, and belong for certain, against all that may stand against them.
    let least = |holds: Truth| {
        let surely = |member: &&Member<'_>| member.is_certain() && member.holds() == holds;
        let favourable = members.iter().filter(surely).count();
        let against = members.iter().filter(|member| member.is_possible() && member.holds() != holds).count();
        (whole(favourable), whole(favourable.saturating_add(against)))
    };
    let ratio = |(part, whole): (Number, Number)| part.checked_div(&whole).ok();
    match (ratio(least(Truth::True)), ratio(least(Truth::False))) {
        (Some(low), Some(rest)) => match Number::from(1_i64).checked_sub(&rest) {
            Ok(high) => Interval::new(Bound::Included(low), Bound::Included(high)),
            Err(_) => anything(),
        },
        _ => anything(),
    }
}

/// The values that the entries have.
fn distinct(members: &[Member<'_>], open: bool, of: u8) -> Possible {
    let mut certain: Option<Values> = None;
    let mut possible: Option<Values> = None;
    let add = |to: &mut Option<Values>, values: Values| {
        *to = Some(to.map_or(values, |own| own.union(values)));
    };
    for member in members.iter().filter(|member| member.is_possible()) {
        let Some(Possible::Values(values)) = &member.entry.value else { return NOTHING };
        add(&mut possible, *values);
        if member.is_certain() && values.only().is_some() {
            add(&mut certain, *values);
        }
    }
    if open {
        possible = Some(Values::first(of.into()));
    }
    Possible::Members(Members::between(certain, possible))
}
