//! Of every kind of value: what is known, what lies within what, and what stands before what.

use jiff::civil::date;

use super::*;
use crate::terminology::{CodeSystem, Coding};

fn number(number: i64) -> Possible {
    Possible::number(Number::from(number))
}

fn instant(text: &str) -> Possible {
    Possible::Instants(Instants::parse(text, None).expect("it is a moment"))
}

fn code(code: &str) -> Coding {
    Coding::new(CodeSystem::parse("snomed").expect("it is a system"), code)
}

fn list(entries: &[&Possible]) -> Possible {
    let items = entries.iter().map(|entry| Fields::from([(*entry).clone()])).collect();
    Possible::List(List { items, complete: true })
}

/// Of each kind two values that are known and differ, the first before the other where there is an order, and what either
/// could be.
fn kinds() -> Vec<[Possible; 3]> {
    let value = |position| Possible::Values(Values::one(position));
    let text = |text: &str| Possible::Text(Some(text.into()));
    let day = |day| Possible::Dates(Dates::day(date(2025, 11, day)));
    let period = |text| Possible::Period(Some(Period::parse(text).expect("it is a duration")));
    let codes = |of: &str| Possible::Codes(Codes::known([code(of)]));
    let record = |first, second| Possible::Record(Fields::from([first, second]));
    let members = |position| Possible::Members(Members::known(Some(Values::one(position))));
    let (noon, later) = ("2025-11-20T12:00:00Z", "2025-11-20T12:01:30Z");
    let from_noon = Instants::parse(noon, None).unwrap().union(&Instants::parse(later, None).unwrap());
    vec![
        [Truth::False, Truth::True, Truth::Unknown].map(Possible::Truth),
        [number(1), number(3), Possible::Number(between(1, 3))],
        [value(0), value(2), Possible::Values(Values::one(0).union(Values::one(2)))],
        [text("a"), text("b"), Possible::Text(None)],
        [day(20), day(22), Possible::Dates(Dates::span(date(2025, 11, 20), date(2025, 11, 22)))],
        [instant(noon), instant(later), Possible::Instants(from_noon)],
        [period("3 weeks"), period("2 months"), Possible::Period(None)],
        [codes("1"), codes("2"), Possible::Codes(Codes::open([]))],
        [list(&[&number(1)]), list(&[&number(3)]), Possible::List(List::missing())],
        [
            record(number(1), day(20)),
            record(number(3), day(20)),
            record(Possible::Number(between(1, 3)), day(20)),
        ],
        [
            members(0),
            members(2),
            Possible::Members(Members::between(None, Some(Values::one(0).union(Values::one(2))))),
        ],
    ]
}

fn between(low: i64, high: i64) -> Interval {
    Interval::point(Number::from(low)).hull(&Interval::point(Number::from(high)))
}

#[test]
fn what_either_could_be_is_what_both_lie_within() {
    for [one, other, either] in kinds() {
        assert!(one.is_known() && other.is_known() && !either.is_known(), "{either:?}");
        assert_eq!(one.union(&other), either);
        assert_eq!(other.union(&one), either);
        assert_eq!(one.union(&one), one);
        for known in [&one, &other] {
            assert!(known.is_within(known) && known.is_within(&either), "{known:?}");
            assert!(!either.is_within(known), "{either:?}");
        }
        assert!(either.is_within(&either));
        assert!(!one.is_within(&other) && !other.is_within(&one), "{one:?}");
    }
}

#[test]
fn kinds_do_not_lie_within_one_another() {
    let kinds = kinds();
    for (at, [one, ..]) in kinds.iter().enumerate() {
        for [_, _, either] in kinds.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, kind)| kind)
        {
            assert!(!one.is_within(either), "{one:?} and {either:?}");
        }
    }
    // A record has as many fields as its like.
    let longer = Possible::Record(Fields::from([number(1), number(1), number(1)]));
    let shorter = Possible::Record(Fields::from([number(1), number(1)]));
    assert!(!shorter.is_within(&longer) && !longer.is_within(&shorter));
}

#[test]
fn what_has_an_order_stands_in_it() {
    let mut ordered = 0;
    for [one, other, either] in kinds() {
        let less = one.is_less(&other);
        if less == Truth::Unknown {
            continue;
        }
        ordered += 1;
        assert_eq!((less, other.is_less(&one)), (Truth::True, Truth::False), "{one:?}");
        assert_eq!((one.is_less(&one), one.is_at_most(&one)), (Truth::False, Truth::True), "{one:?}");
        assert_eq!((one.is_at_most(&other), other.is_at_most(&one)), (Truth::True, Truth::False), "{one:?}");
        assert_eq!((one.equals(&one), one.equals(&other)), (Truth::True, Truth::False), "{one:?}");
        assert_eq!(
            (one.is_less(&either), either.equals(&one)),
            (Truth::Unknown, Truth::Unknown),
            "{either:?}"
        );
    }
    assert_eq!(ordered, 5, "numbers, scales, dates, moments and durations");
}

#[test]
fn beside_what_is_not_known_a_number_is_a_bound() {
    let open = Possible::Text(None);
    let at_least = Interval::point(Number::from(2_i64)).greater(&Interval::everything());
    let at_most = Interval::point(Number::from(2_i64)).lesser(&Interval::everything());
    assert_eq!(number(2).greater(&open), Possible::Number(at_least.clone()));
    assert_eq!(open.greater(&number(2)), Possible::Number(at_least));
    assert_eq!(number(2).lesser(&open), Possible::Number(at_most.clone()));
    assert_eq!(open.lesser(&number(2)), Possible::Number(at_most));
}

#[test]
fn only_a_number_can_be_the_result_of_a_computation_that_failed() {
    let failed = Possible::Number(Interval::everything().with_fault(Fault::Overflow));
    assert_eq!(failed.fault(), Some(Fault::Overflow));
    assert!(kinds().iter().flatten().all(|value| value.fault().is_none()));
}

#[test]
fn a_list_lies_within_one_that_may_have_more_or_says_less() {
    let (one, two, either) = (number(1), number(2), Possible::Number(between(1, 2)));
    let of = |entries: &[&Possible], complete| match list(entries) {
        Possible::List(list) => List { complete, ..list },
        _ => unreachable!("it is a list"),
    };
    for (own, other, is_within) in [
        (of(&[&one], true), of(&[&either], true), true),
        (of(&[&either], true), of(&[&one], true), false),
        // A list that may have more.
        (of(&[&one], true), of(&[&one], false), true),
        (of(&[&one, &two], true), of(&[&one], false), true),
        (of(&[&two, &one], true), of(&[&one], false), false),
        (of(&[&one], false), of(&[&one], false), true),
        (of(&[&one], false), of(&[&one], true), false),
        // Entries are not lost, nor gained by one that has no others.
        (of(&[&one], true), of(&[&one, &two], false), false),
        (of(&[&one], true), of(&[&one, &two], true), false),
        (of(&[&one, &two], true), of(&[&one], true), false),
    ] {
        assert_eq!(own.is_within(&other), is_within, "{own:?} and {other:?}");
    }
    assert!(of(&[&one, &two], true).is_known());
    assert!(!of(&[&one, &either], true).is_known() && !of(&[&one], false).is_known());
    // An entry has as many fields as its like.
    let wide = List { items: [Fields::from([one.clone(), two])].into(), complete: true };
    assert!(!wide.is_within(&of(&[&one], true)) && !of(&[&one], true).is_within(&wide));
}

#[test]
fn what_is_in_a_set_for_certain() {
    let (one, two) = (Values::one(0), Values::one(2));
    assert_eq!(Members::between(Some(one), Some(one.union(two))).certain(), Some(one));
    assert_eq!(Members::known(None).certain(), None);
    // To lie within another, it holds all that is there for certain, and nothing that cannot be.
    let open = Members::between(Some(one), Some(one.union(two)));
    for (own, is_within) in [
        (Members::known(Some(one)), true),
        (Members::known(Some(one.union(two))), true),
        (Members::known(Some(two)), false),
        (Members::known(Some(one.union(Values::one(1)))), false),
        (Members::known(None), false),
    ] {
        assert_eq!(own.is_within(&open), is_within, "{own:?}");
    }
}

/// Some positions, the last one that there can be among them.
const POSITIONS: [u8; 5] = [0, 1, 5, 64, 127];

fn subsets() -> impl Iterator<Item = Vec<u8>> {
    (1..1_u8 << POSITIONS.len()).map(|bits| {
        let these = POSITIONS.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        these.map(|(_, position)| *position).collect()
    })
}

fn values(positions: &[u8]) -> Option<Values> {
    positions.iter().copied().map(Values::one).reduce(Values::union)
}

#[test]
fn sets_of_values_are_what_sets_of_positions_are() {
    for one in subsets() {
        let own = values(&one).expect("it is not empty");
        assert_eq!(own.positions().collect::<Vec<_>>(), one);
        assert_eq!((own.lowest(), own.highest()), (one[0], one[one.len() - 1]));
        assert_eq!(own.only(), (one.len() == 1).then_some(one[0]));
        for position in POSITIONS {
            assert_eq!(own.has(position), one.contains(&position));
        }
        for other in subsets() {
            let theirs = values(&other).expect("it is not empty");
            let common: Vec<_> = one.iter().copied().filter(|position| other.contains(position)).collect();
            assert_eq!(own.intersection(theirs), values(&common), "{one:?} and {other:?}");
            assert_eq!(own.is_disjoint(theirs), common.is_empty());
            assert_eq!(own.is_within(theirs), common.len() == one.len());
            let pairs = || one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
            let greater: Vec<_> = pairs().map(|(one, other)| one.max(other)).collect();
            let lesser: Vec<_> = pairs().map(|(one, other)| one.min(other)).collect();
            assert_eq!(Some(own.greater(theirs)), values(&greater), "{one:?} and {other:?}");
            assert_eq!(Some(own.lesser(theirs)), values(&lesser), "{one:?} and {other:?}");
        }
    }
}

#[test]
fn never_is_neither_later_nor_earlier() {
    let (one, other) = (Dates::day(date(2025, 11, 20)), Dates::day(date(2025, 11, 22)));
    assert_eq!((one.later(&other), one.earlier(&other)), (other, one));
    for (left, right) in [(one.or_never(), other), (one, other.or_never()), (one, Dates::never())] {
        assert_eq!(left.later(&right), Dates::everything(true));
        assert_eq!(left.earlier(&right), Dates::everything(true));
    }
}

#[test]
fn only_what_is_coded_is_in_a_value_set_or_is_not() {
    let entries = [crate::terminology::Entry { system: "snomed", code: "22298006" }];
    let (set, _) = ValueSet::from_entries("s", &entries).expect("it has an entry");
    let codes = |of: &str| Possible::Codes(Codes::known([code(of)]));
    assert_eq!(codes("22298006").is_coded_in(&set), Truth::True);
    assert_eq!(codes("84114007").is_coded_in(&set), Truth::False);
    assert_eq!(number(1).is_coded_in(&set), Truth::Unknown);
}
