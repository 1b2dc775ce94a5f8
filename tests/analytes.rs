//! The analytes that elig brings along: every declared factor, by hand-computed conversions in both directions.

use std::sync::Arc;

use elig::quantity::{Analyte, Number, Unit};

fn analyte(name: &str) -> Option<Arc<Analyte>> {
    elig::analytes().find(|analyte| *analyte.name == *name).cloned()
}

fn number(text: &str) -> Number {
    let parse = |text: &str| Number::parse(text).unwrap_or_else(|_| panic!("no number: {text}"));
    match text.split_once('/') {
        Some((over, under)) => parse(over).checked_div(&parse(under)).expect("not zero"),
        None => parse(text),
    }
}

/// A quantity of an analyte in another unit, by declared factors only.
fn converted(of: Option<&Analyte>, value: &str, from: &str, to: &str) -> Option<Number> {
    let (from, to) = (Unit::parse(from).expect(from), Unit::parse(to).expect(to));
    let base = from.to_base(&number(value)).expect("small enough");
    let ratio = match of {
        Some(analyte) => analyte.conversion(from.dimension(), to.dimension())?.ratio,
        None if from.dimension() == to.dimension() => Number::ONE,
        None => return None,
    };
    Some(to.from_base(&base.checked_mul(&ratio).expect("small enough")).expect("small enough"))
}

#[test]
fn conversions() {
    let table = include_str!("analytes/conversions.tsv");
    let (mut done, mut refused) = (0, 0);
    for line in table.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let cells: Vec<_> = line.split('\t').collect();
        let [of, value, from, expected, to, to_analyte, ..] = cells.as_slice() else { panic!("{line}") };
        let known = analyte(of);
        assert!(known.is_some() || of.is_empty(), "there is no analyte {of}");
        // A relation is declared in one direction; the other one is its inverse.
        let declared = |from: &Analyte, to: &Analyte| {
            to.relations.iter().find(|relation| relation.other == from.name)?.in_base_units()
        };
        let relation = known.as_ref().zip(analyte(to_analyte)).and_then(|(one, other)| {
            declared(one, &other).or_else(|| {
                let (slope, intercept) = declared(&other, one)?;
                let inverse = Number::ONE.checked_div(&slope).expect("not zero");
                let added = intercept.checked_mul(&inverse).expect("small");
                Some((inverse, -added))
            })
        });
        match (*expected, of == to_analyte, relation) {
            ("MUST NOT CONVERT", true, _) => {
                assert_eq!(converted(known.as_deref(), value, from, to), None, "{line}");
                refused += 1;
            }
            // Another analyte, without a relation: the checker compares names, so that nothing converts it.
            ("MUST NOT CONVERT", false, _) => {
                assert_ne!(of, to_analyte, "{line}");
                refused += 1;
            }
            (_, false, Some((slope, intercept))) => {
                let (from, to) = (Unit::parse(from).expect(from), Unit::parse(to).expect(to));
                let base = from.to_base(&number(value)).expect("small");
                let result = base.checked_mul(&slope).and_then(|scaled| scaled.checked_add(&intercept));
                let result = to.from_base(&result.expect("small")).expect("small");
                assert_eq!(result, number(expected), "{line}");
                done += 1;
            }
            (_, _, _) => {
                assert_eq!(converted(known.as_deref(), value, from, to), Some(number(expected)), "{line}");
                done += 1;
            }
        }
    }
    assert!(done > 150 && refused > 20, "{done} converted, {refused} refused");
}

/// There and back again is the same number, for every pair of units of every analyte.
#[test]
fn conversions_are_undone_by_their_inverse() {
    for analyte in elig::analytes() {
        for from in analyte.units() {
            for to in analyte.units() {
                let there = analyte.conversion(from.dimension(), to.dimension());
                let back = analyte.conversion(to.dimension(), from.dimension());
                let (Some(there), Some(back)) = (there, back) else { continue };
                assert_eq!(there.ratio.checked_mul(&back.ratio), Ok(Number::ONE), "{}", analyte.name);
            }
        }
    }
}

#[test]
fn what_every_ruleset_can_count_on() {
    let wanted = "glucose creatinine cholesterol hdl_cholesterol ldl_cholesterol triglycerides bilirubin urea \
                  urea_nitrogen calcium uric_acid haemoglobin hba1c_ngsp hba1c_ifcc sodium potassium phosphate \
                  albumin crp tsh free_t4 total_testosterone vitamin_d_25oh vitamin_b12 ferritin lactate ammonia \
                  digoxin lithium";
    for name in wanted.split_whitespace() {
        assert!(analyte(name).is_some(), "{name}");
    }
}
