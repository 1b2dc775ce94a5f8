//! Generated pairs of records, the second of which completes the first.

use std::ops::Bound;

use elig::possible::{Interval, Possible, Truth, Values};
use elig::quantity::Number;
use proptest::prelude::*;

/// What two records say of every fact, in the order of the law's vocabulary.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The one that says less.
    pub less: Vec<Possible>,
    /// The one that completes it.
    pub more: Vec<Possible>,
}

/// Pairs for the facts `b0 b1 b2 i0 i1 i2 d0 d1 c0 c1 s0 s1 t0`.
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

fn texts() -> BoxedStrategy<(Possible, Possible)> {
    let known = prop_oneof![Just("yes"), Just("no")].prop_map(|text| Possible::Text(Some(text.into())));
    (known, any::<bool>())
        .prop_map(|(known, missing)| (if missing { Possible::Text(None) } else { known.clone() }, known))
        .boxed()
}
