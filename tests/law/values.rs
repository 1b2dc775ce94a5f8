//! Generated pairs of records, the second of which completes the first.

use std::ops::Bound;

use elig::possible::{Interval, Possible, Truth, Values};
use elig::quantity::{Number, Unit};
use elig::terminology::{CodeSystem, Codes, Coding};
use elig::time::{Dates, Instants};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// What two records say of every fact, in the order of the law's vocabulary.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The one that says less.
    pub less: Vec<Possible>,
    /// The one that completes it.
    pub more: Vec<Possible>,
}

/// Pairs for the facts `b0 b1 b2 i0 i1 i2 d0 d1 c0 c1 s0 s1 t0 when0 when1 q0 q1 dx m0`.
pub fn pairs() -> impl Strategy<Value = Pair> {
    let facts: Vec<BoxedStrategy<(Possible, Possible)>> = vec![
        truths(),
        truths(),
        truths(),
        whole_numbers(Some((0, 10))),
        whole_numbers(Some((-5, 5))),
        whole_numbers(None),
        decimals(Some((0, 1))),
        decimals(None),
        choices(),
        choices(),
        scales(),
        scales(),
        texts(),
        dates(false),
        dates(true),
        quantities("mg/dL", (0, 900)),
        quantities("Cel", (20, 45)),
        codes(),
        moments(),
    ];
    facts.prop_map(|pairs| {
        let (less, more) = pairs.into_iter().unzip();
        Pair { less, more }
    })
}

/// Every value that is not known replaced by one it could have been.
pub fn points(values: &[Possible]) -> Vec<Possible> {
    values
        .iter()
        .map(|value| match value {
            Possible::Truth(Truth::Unknown) => Possible::Truth(Truth::True),
            Possible::Number(interval) if interval.as_point().is_none() => {
                match (interval.low(), interval.high()) {
                    (Bound::Included(end), _) | (_, Bound::Included(end)) => Possible::number(end.clone()),
                    _ => Possible::number(Number::from(3_i64)),
                }
            }
            Possible::Values(values) => Possible::Values(Values::one(values.lowest())),
            Possible::Text(None) => Possible::Text(Some("no".into())),
            Possible::Dates(dates) => Possible::Dates(match dates.days() {
                Some((first, _)) => Dates::day(first),
                None => Dates::never(),
            }),
            Possible::Codes(codes) if codes.is_open() => {
                let further = Coding::new(CodeSystem::SNOMED, "91273001");
                Possible::Codes(Codes::known(codes.codings().iter().cloned().chain([further])))
            }
            Possible::Instants(instants) if !instants.is_known() => Possible::Instants(moment(MOMENTS[0])),
            known => known.clone(),
        })
        .collect()
}

fn truths() -> BoxedStrategy<(Possible, Possible)> {
    let pair = |less, more| Just((Possible::Truth(less), Possible::Truth(more)));
    prop_oneof![
        pair(Truth::True, Truth::True),
        pair(Truth::False, Truth::False),
        pair(Truth::Unknown, Truth::True),
        pair(Truth::Unknown, Truth::False),
        pair(Truth::Unknown, Truth::Unknown),
    ]
    .boxed()
}

/// Four ordered numbers give a range and a range inside it; `None` at an end is without a bound.
fn nested(numbers: BoxedStrategy<Number>, bounds: Option<(i64, i64)>) -> BoxedStrategy<(Possible, Possible)> {
    let everything = match bounds {
        Some((low, high)) => {
            Interval::new(Bound::Included(Number::from(low)), Bound::Included(Number::from(high)))
        }
        None => Interval::everything(),
    };
    let range = |low: &Number, high: &Number| {
        Possible::Number(Interval::new(Bound::Included(low.clone()), Bound::Included(high.clone())))
    };
    (prop::collection::vec(numbers, 4), 0..5_u8)
        .prop_map(move |(mut ends, shape)| {
            ends.sort();
            let everything = Possible::Number(everything.clone());
            match shape {
                // Missing, then known; missing, then a range; a range, then a narrower one, and so on.
                0 => (everything, range(&ends[1], &ends[1])),
                1 => (everything, range(&ends[0], &ends[3])),
                2 => (range(&ends[0], &ends[3]), range(&ends[1], &ends[2])),
                3 => (range(&ends[0], &ends[3]), range(&ends[2], &ends[2])),
                _ => (range(&ends[1], &ends[1]), range(&ends[1], &ends[1])),
            }
        })
        .boxed()
}

fn whole_numbers(bounds: Option<(i64, i64)>) -> BoxedStrategy<(Possible, Possible)> {
    let numbers = match bounds {
        Some((low, high)) => (low..=high).prop_map(Number::from).boxed(),
        None => prop_oneof![(-20..20_i64).prop_map(Number::from), extremes()].boxed(),
    };
    nested(numbers, bounds)
}

fn decimals(bounds: Option<(i64, i64)>) -> BoxedStrategy<(Possible, Possible)> {
    let hundredths = |low: i64, high: i64| {
        (low * 100..=high * 100).prop_map(|value| {
            Number::from(value).checked_div(&Number::from(100_i64)).expect("a hundred is not zero")
        })
    };
    let numbers = match bounds {
        Some((low, high)) => hundredths(low, high).boxed(),
        None => prop_oneof![hundredths(-5, 5), extremes()].boxed(),
    };
    nested(numbers, bounds)
}

/// The longest numbers that a record can hold.
fn extremes() -> BoxedStrategy<Number> {
    let texts = [
        "9999999999999999999999999999",
        "-9999999999999999999999999999",
        "0.0000000000000000000000000001",
        "0",
    ];
    prop::sample::select(texts.to_vec()).prop_map(|text| Number::parse(text).expect("it can be held")).boxed()
}

/// Subsets of three values, the second inside the first.
fn subsets() -> BoxedStrategy<(Possible, Possible)> {
    (1..8_u8, 1..8_u8)
        .prop_map(|(less, mask)| {
            let more = if less & mask == 0 { less } else { less & mask };
            (Possible::Values(set(less)), Possible::Values(set(more)))
        })
        .boxed()
}

fn choices() -> BoxedStrategy<(Possible, Possible)> {
    subsets()
}

/// What is known of a scale is a range of it, but the core holds any subset.
fn scales() -> BoxedStrategy<(Possible, Possible)> {
    subsets()
}

fn set(bits: u8) -> Values {
    (0..3_u8)
        .filter(|position| bits >> position & 1 == 1)
        .map(Values::one)
        .reduce(Values::union)
        .expect("no empty set is drawn")
}

/// Days around the date of the decision, spans of them, whole months and years; with `or_never`, or never.
fn dates(or_never: bool) -> BoxedStrategy<(Possible, Possible)> {
    let span = |first: Date, last: Date| Dates::span(first, last);
    let day = (-800..200_i64).prop_map(|days| {
        let span = jiff::Span::new().days(days);
        date(2025, 11, 20).checked_add(span).expect("within the calendar")
    });
    (prop::collection::vec(day, 4), 0..6_u8, any::<bool>())
        .prop_map(move |(mut days, shape, perhaps_never)| {
            days.sort();
            let maybe = |dates: Dates| if or_never && perhaps_never { dates.or_never() } else { dates };
            let inside = span(days[1], days[2]);
            let (less, more) = match shape {
                0 => (Dates::everything(or_never), inside),
                1 => (maybe(span(days[0], days[3])), maybe(inside)),
                2 => (maybe(span(days[0], days[3])), Dates::day(days[1])),
                3 => (maybe(span(days[1].first_of_year(), days[1].last_of_year())), Dates::day(days[1])),
                4 if or_never => (inside.or_never(), Dates::never()),
                _ => (Dates::day(days[1]), Dates::day(days[1])),
            };
            (Possible::Dates(less), Possible::Dates(more))
        })
        .boxed()
}

/// Whole numbers of a unit, in base units.
fn quantities(unit: &str, bounds: (i64, i64)) -> BoxedStrategy<(Possible, Possible)> {
    let unit = Unit::parse(unit).expect("a unit");
    let base = move |value: i64| unit.to_base(&Number::from(value)).expect("small");
    let everything =
        Possible::Number(Interval::new(Bound::Included(base(bounds.0)), Bound::Included(base(bounds.1))));
    (prop::collection::vec((bounds.0..=bounds.1).prop_map(base), 4), 0..4_u8)
        .prop_map(move |(mut ends, shape)| {
            ends.sort();
            let range = |low: usize, high: usize| {
                let ends = (Bound::Included(ends[low].clone()), Bound::Included(ends[high].clone()));
                Possible::Number(Interval::new(ends.0, ends.1))
            };
            match shape {
                0 => (everything.clone(), range(1, 1)),
                1 => (everything.clone(), range(0, 3)),
                2 => (range(0, 3), range(1, 2)),
                _ => (range(0, 3), range(2, 2)),
            }
        })
        .boxed()
}

/// Codings that are known, and further ones that are not.
fn codes() -> BoxedStrategy<(Possible, Possible)> {
    let all = [
        Coding::new(CodeSystem::ICD10CM, "I50.22"),
        Coding::new(CodeSystem::ICD10CM, "E11.9"),
        Coding::new(CodeSystem::SNOMED, "84114007"),
    ];
    (0..8_usize, 0..8_usize, 0..3_u8)
        .prop_map(move |(less, further, shape)| {
            let some = |bits: usize| {
                let chosen = all.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1);
                chosen.map(|(_, coding)| coding.clone()).collect::<Vec<_>>()
            };
            let (less, more) = match shape {
                0 => (Codes::open(some(less)), Codes::known(some(less | further))),
                1 => (Codes::open(some(less)), Codes::open(some(less | further))),
                _ => (Codes::known(some(less | 1)), Codes::known(some(less | 1))),
            };
            (Possible::Codes(less), Possible::Codes(more))
        })
        .boxed()
}

/// From the exact ones to the vague ones: each says less than one before it.
const MOMENTS: &[&str] = &["2025-11-20T10:30:00+01:00", "2025-11-20T10:30+01:00", "2025-11-20", "2025-11"];

fn moment(text: &str) -> Instants {
    Instants::parse(text, None).expect("a moment")
}

fn moments() -> BoxedStrategy<(Possible, Possible)> {
    (0..MOMENTS.len(), 0..MOMENTS.len(), any::<bool>())
        .prop_map(|(one, other, missing)| {
            let less = if missing { Instants::everything() } else { moment(MOMENTS[one.max(other)]) };
            (Possible::Instants(less), Possible::Instants(moment(MOMENTS[one.min(other)])))
        })
        .boxed()
}

fn texts() -> BoxedStrategy<(Possible, Possible)> {
    let known = prop_oneof![Just("yes"), Just("no")].prop_map(|text| Possible::Text(Some(text.into())));
    (known, any::<bool>())
        .prop_map(|(known, missing)| (if missing { Possible::Text(None) } else { known.clone() }, known))
        .boxed()
}
