//! Laws of quantities, asked through compiled rulesets and records in many units.

use elig::Outcome;
use elig::quantity::{Number, Unit};
use proptest::prelude::*;

use crate::support::{decide, ruleset};

/// Units of each dimension in which a record could write the same thing.
const UNITS: &[&[&str]] = &[
    &["mg/dL", "g/L", "ug/mL", "kg/m3", "[lb_av]/[gal_us]"],
    &["Cel", "[degF]", "K", "[degRe]"],
    &["kg", "g", "[lb_av]", "[oz_av]", "[stone_av]"],
    &["mm[Hg]", "kPa", "bar", "[psi]", "cm[H2O]"],
    &["d", "h", "min", "wk", "a"],
];

const RULES: &str = "require ab: a < b\nrequire ba: b < a\nrequire eq: a = b\nrequire le: a <= b\nrequire ge: a >= b\n\
                     require ne: a != b\nrequire bc: b <= c\nrequire ac: a <= c\n";

/// Three quantities of one dimension: a dimension, and of each a number of hundredths and a unit.
fn three() -> impl Strategy<Value = (usize, [(i64, usize); 3])> {
    (0..UNITS.len()).prop_flat_map(|dimension| {
        let unit = 0..UNITS[dimension].len();
        let one = (-5_000..50_000_i64, unit);
        (Just(dimension), [one.clone(), one.clone(), one])
    })
}

fn number(hundredths: i64) -> Number {
    Number::from(hundredths).checked_div(&Number::from(100_i64)).expect("a hundred is not zero")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Of two quantities exactly one is the greater or they are equal, whatever units they are written in; and
    /// what is at most something that is at most a third thing is at most that.
    #[test]
    fn comparisons_are_antisymmetric_and_transitive_through_units((dimension, quantities) in three()) {
        let units = UNITS[dimension];
        let facts: String = ["a", "b", "c"]
            .iter()
            .enumerate()
            .map(|(at, name)| format!("fact {name}: quantity '{}'\n", units[(at * 2) % units.len()]))
            .collect();
        let written: Vec<_> = ["a", "b", "c"]
            .iter()
            .zip(&quantities)
            .map(|(name, (value, unit))| {
                format!("\"{name}\": {{ \"value\": {}, \"unit\": \"{}\" }}", number(*value), units[*unit])
            })
            .collect();
        let decision = decide(&ruleset(&format!("{facts}{RULES}")), &format!("{{ {} }}", written.join(", ")));
        prop_assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
        let holds: Vec<bool> = decision.rules().iter().map(|finding| finding.outcome == Outcome::Met).collect();
        let [ab, ba, eq, le, ge, ne, bc, ac] = holds[..] else { panic!("{holds:?}") };
        prop_assert_eq!(usize::from(ab) + usize::from(ba) + usize::from(eq), 1);
        prop_assert_eq!((le, ge, ne), (ab || eq, ba || eq, !eq));
        prop_assert!(!(le && bc) || ac);
        // And it is the order of the exact values.
        let base = |(value, unit): (i64, usize)| {
            Unit::parse(units[unit]).expect("a unit").to_base(&number(value)).expect("small")
        };
        prop_assert_eq!(ab, base(quantities[0]) < base(quantities[1]));
    }

    /// There and back again is the same number.
    #[test]
    fn converting_and_back_is_the_identity((dimension, quantities) in three()) {
        for (value, unit) in quantities {
            let unit = Unit::parse(UNITS[dimension][unit]).expect("a unit");
            let there = unit.to_base(&number(value)).expect("small");
            prop_assert_eq!(unit.from_base(&there), Ok(number(value)));
        }
    }
}

#[test]
fn fever_in_two_units() {
    let text = "fact t: quantity 'Cel'\nrequire f: t > 101 '[degF]'\nrequire c: t > 38.3 'Cel'\n\
                fact hb: quantity 'g/dL'\nrequire h: hb = 70 'g/L'\n";
    let record = r#"{ "t": { "value": 38.32, "unit": "Cel" }, "hb": { "value": 7, "unit": "g/dL" } }"#;
    let found: Vec<_> =
        decide(&ruleset(text), record).rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(found, [Outcome::NotMet, Outcome::Met, Outcome::Met]);
}

/// A bound is all that lies on one side of it, within the declared range.
#[test]
fn bounds_are_ranges() {
    let text = "fact crp: quantity 'mg/L' 0..500\nrequire below: crp < 5 'mg/L'\nrequire above: crp >= 0.4 'mg/L'\n\
                fact n: decimal 0..10\nrequire n >= 7\n";
    let ruleset = ruleset(text);
    for (crp, n, expected) in [
        (r#"{ "value": "<0.5", "unit": "mg/L" }"#, "\">7\"", [Outcome::Met, Outcome::Unknown, Outcome::Met]),
        (
            r#"{ "value": "<=5", "unit": "mg/L" }"#,
            "\">=7\"",
            [Outcome::Unknown, Outcome::Unknown, Outcome::Met],
        ),
        (r#"{ "value": ">5", "unit": "mg/L" }"#, "\"<7\"", [Outcome::NotMet, Outcome::Met, Outcome::NotMet]),
        (
            r#"{ "value": 0.4, "comparator": "<", "unit": "mg/L" }"#,
            "\"<= 7\"",
            [Outcome::Met, Outcome::NotMet, Outcome::Unknown],
        ),
        (
            r#"{ "value": "<0.5", "unit": "g/L" }"#,
            "\"<=0\"",
            [Outcome::Unknown, Outcome::Unknown, Outcome::NotMet],
        ),
    ] {
        let decision = decide(&ruleset, &format!(r#"{{ "crp": {crp}, "n": {n} }}"#));
        assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
        let found: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
        assert_eq!(found, expected, "{crp} {n}");
    }
}

/// What a temperature and a difference of two give.
#[test]
fn temperatures_are_points() {
    let text = "fact t: quantity 'Cel'\nfact base: quantity '[degF]'\nrequire a: t - base >= 1 'K'\n\
                require b: t + 1 'K' = 39 'Cel'\nrequire c: number of t in '[degF]' = 100.4\nrequire d: t = 311.15 'K'\n\
                require e: t - base < 1.5 'K'\n";
    let record = r#"{ "t": { "value": 38, "unit": "Cel" }, "base": { "value": 98.6, "unit": "[degF]" } }"#;
    let found: Vec<_> =
        decide(&ruleset(text), record).rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(found, [Outcome::Met; 5]);
}

/// Analytes: by the declared factor, at the record's edge and in the ruleset, and a ruleset's own factor first.
#[test]
fn analytes_convert_by_declared_factors() {
    let text = "fact creatinine: quantity 'mg/dL' of creatinine\nfact calcium: quantity 'mmol/L' of calcium\n\
                require a: creatinine <= 132.6 'umol/L'\nrequire b: creatinine = 1.5 'mg/dL'\n\
                require c: calcium = 10 'mg/dL'\nrequire d: calcium = 5 'meq/L'\n";
    let record = r#"{ "creatinine": { "value": 132.6, "unit": "umol/L" }, "calcium": { "value": 5, "unit": "meq/L" } }"#;
    let decision = decide(&ruleset(text), record);
    let found: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(found, [Outcome::Met; 4]);
    assert_eq!(decision.rules()[0].read[0].recorded.as_deref(), Some("132.6 umol/L"));
    let own = format!("analyte creatinine {{ 1 'mg/dL' = 88 'umol/L' }}\n{text}");
    let found: Vec<_> =
        decide(&ruleset(&own), record).rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(found[1], Outcome::NotMet);
}
