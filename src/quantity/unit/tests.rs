//! The whole of UCUM against tables: every symbol's exact size, and the cases of the functional tests.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use octofhir_ucum::{ErrorKind, SpecialKind};
use proptest::prelude::*;

use super::atlas::Atlas;
use super::common::COMMON;
use super::definitions::DEFINITIONS;
use super::dimension::{Base, Count};
use super::limits::{MAX_CODE_BYTES, MAX_RATIO_BITS};
use super::*;

const ATOMS: &str = include_str!("tests/atoms.tsv");
const CASES: &str = include_str!("tests/cases.tsv");

fn unit(code: &str) -> Unit {
    Unit::parse(code).unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// A decimal or a fraction of any length: `1.5`, `-40`, `5/9`.
fn number(text: &str) -> Number {
    let whole = |text: &str| {
        let ten = Number::from(10_u32);
        text.bytes().fold(Number::ZERO, |number, digit| {
            assert!(digit.is_ascii_digit(), "{text}");
            number.checked_mul(&ten).unwrap().checked_add(&Number::from(u32::from(digit - b'0'))).unwrap()
        })
    };
    if let Some(text) = text.strip_prefix('-') {
        return -&number(text);
    }
    match (text.split_once('/'), text.contains(['.', 'e'])) {
        (Some((over, under)), _) => whole(over).checked_div(&whole(under)).unwrap(),
        (None, true) => Number::parse(text).unwrap(),
        (None, false) => whole(text),
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with("# ") && *line != "#")
        .map(|line| line.split('\t').collect())
}

/// The value of a quantity in another unit; the dimensions must agree.
fn convert(value: &Number, from: &Unit, to: &Unit) -> Number {
    assert_eq!(from.dimension(), to.dimension(), "{} and {}", from.code(), to.code());
    to.from_base(&from.to_base(value).unwrap()).unwrap()
}

/// A quantity in base units with its dimension.
fn quantity(value: &str, code: &str) -> (Number, Dimension) {
    let unit = unit(code);
    (unit.to_base(&number(value)).unwrap(), unit.dimension().clone())
}

#[test]
fn every_symbol_has_the_exact_ratio_of_its_definition() {
    let mut seen = HashSet::new();
    for row in rows(ATOMS) {
        let [code, ratio, bases] = row[..] else { panic!("{row:?}") };
        seen.insert(code);
        let found = unit(code);
        if ratio == "special" {
            continue;
        }
        assert_eq!(found.ratio(), Some(&number(ratio)), "{code}");
        assert_eq!(found.dimension(), unit(bases).dimension(), "{code}");
    }
    let library: HashSet<&str> = octofhir_ucum::get_all_units().iter().map(|unit| unit.code).collect();
    assert_eq!(seen, library);
    assert_eq!(seen, Atlas::get().codes().collect());
    assert!(DEFINITIONS.is_sorted_by(|a, b| a.0 < b.0));
}

/// The library works the same table out with numbers of 28 digits: two ways, one result, but for rounding and
/// for what this crate does not take for a number.
#[test]
fn the_ratios_agree_with_those_of_the_library() {
    let avogadro = number("602214076000000000000000");
    let tolerance = Number::parse("1e-26").unwrap();
    let mut exact = 0;
    for theirs in octofhir_ucum::get_all_units().iter().filter(|unit| unit.special == SpecialKind::None) {
        let ours = unit(theirs.code);
        let mut ratio = ours.ratio().unwrap().clone();
        let mut dimension = ours.dimension().clone();
        for count in [Count::Moles, Count::Equivalents, Count::Osmoles] {
            let base = Base::Amount(count);
            let power = dimension.exponent(&base);
            for _ in 0..power.unsigned_abs() {
                ratio = if power > 0 { ratio.checked_mul(&avogadro) } else { ratio.checked_div(&avogadro) }
                    .unwrap();
            }
            dimension = dimension.divide(&Dimension::of(base).power(power).unwrap()).unwrap();
        }
        let mut base = String::from("1");
        for (code, exponent) in octofhir_ucum::Dimension::BASE_UNITS.iter().zip(theirs.dim.0) {
            write!(base, ".{code}{exponent:+}").unwrap();
        }
        assert_eq!(&dimension, unit(&base).dimension(), "{}", theirs.code);
        let (digits, exponent) = theirs.factor.to_integer_and_exponent();
        let ten = Number::from(10_u32);
        let scale =
            (0..exponent.unsigned_abs()).fold(Number::ONE, |power, _| power.checked_mul(&ten).unwrap());
        let digits = number(&digits.to_string());
        let factor =
            if exponent < 0 { digits.checked_div(&scale) } else { digits.checked_mul(&scale) }.unwrap();
        let error = ratio.checked_div(&factor).unwrap().checked_sub(&Number::ONE).unwrap();
        assert!(error < tolerance && -&error < tolerance, "{}: {error}", theirs.code);
        exact += usize::from(error.is_zero());
    }
    assert!((100..241).contains(&exact), "{exact} of the library's factors are exact");
}

#[test]
fn prefixes_are_exact_and_no_symbol_can_be_read_in_two_ways() {
    let powers: HashMap<&str, i32> = HashMap::from([
        ("Y", 24),
        ("Z", 21),
        ("E", 18),
        ("P", 15),
        ("T", 12),
        ("G", 9),
        ("M", 6),
        ("k", 3),
        ("h", 2),
        ("da", 1),
        ("d", -1),
        ("c", -2),
        ("m", -3),
        ("u", -6),
        ("n", -9),
        ("p", -12),
        ("f", -15),
        ("a", -18),
        ("z", -21),
        ("y", -24),
    ]);
    let atlas = Atlas::get();
    let mut readings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for prefix in octofhir_ucum::get_all_prefixes() {
        let code = format!("{}g", prefix.symbol);
        let expected = match powers.get(prefix.symbol) {
            Some(power) => unit(&format!("10*{power}")).ratio().unwrap().clone(),
            None => number(match prefix.symbol {
                "Ki" => "1024",
                "Mi" => "1048576",
                "Gi" => "1073741824",
                "Ti" => "1099511627776",
                other => panic!("{other}"),
            }),
        };
        assert_eq!(unit(&code).ratio(), Some(&expected), "{code}");
        for code in atlas.codes() {
            let text = format!("{}{code}", prefix.symbol);
            if atlas.symbol(&text).is_ok_and(|symbol| symbol.prefix.is_some()) {
                readings.entry(text).or_default().push(code);
            }
        }
    }
    for (text, codes) in &readings {
        assert_eq!(codes.len(), 1, "{text}: {codes:?}");
    }
}

#[test]
fn what_is_a_unit_and_what_is_not() {
    let (mut valid, mut invalid) = (0, 0);
    for row in rows(CASES) {
        let code = row[1].replace("\\t", "\t");
        match row[0] {
            "valid" => {
                valid += 1;
                let unit = unit(&code);
                assert!(plain_name(unit.code()).is_some_and(|name| !name.is_empty()), "{code}");
            }
            "invalid" => {
                invalid += 1;
                let Err(error) = Unit::parse(&code) else { panic!("{code} is a unit") };
                assert!(code.is_char_boundary(error.at()) && error.at() <= code.len(), "{code}");
                let message = error.to_string();
                assert!(
                    !message.ends_with('.') && message.starts_with(|c: char| !c.is_uppercase()),
                    "{message}"
                );
                if let Some(nearest) = error.nearest() {
                    unit(&nearest);
                }
            }
            _ => {}
        }
    }
    assert!(valid >= 400 && invalid >= 130, "{valid} {invalid}");
}

#[test]
fn conversions_are_exact() {
    let mut count = 0;
    for row in rows(CASES).filter(|row| row[0] == "convert") {
        let [_, value, from, to, result] = row[..] else { panic!("{row:?}") };
        assert_eq!(convert(&number(value), &unit(from), &unit(to)), number(result), "{row:?}");
        count += 1;
    }
    assert!(count >= 100, "{count}");
}

#[test]
fn products_and_quotients() {
    for row in rows(CASES).filter(|row| row[0] == "product" || row[0] == "quotient") {
        let [operation, left, left_unit, right, right_unit, to, result] = row[..] else { panic!("{row:?}") };
        let (left, left_dimension) = quantity(left, left_unit);
        let (right, right_dimension) = quantity(right, right_unit);
        let (value, dimension) = if operation == "product" {
            (left.checked_mul(&right), left_dimension.multiply(&right_dimension))
        } else {
            (left.checked_div(&right), left_dimension.divide(&right_dimension))
        };
        assert_eq!(&dimension.unwrap(), unit(to).dimension(), "{row:?}");
        assert_eq!(unit(to).from_base(&value.unwrap()).unwrap(), number(result), "{row:?}");
    }
}

#[test]
fn what_compares_and_what_does_not() {
    for row in rows(CASES) {
        match row[..] {
            ["apart", left, right, _] => {
                assert_ne!(unit(left).dimension(), unit(right).dimension(), "{left} and {right}");
            }
            ["alike", left, right, _] => {
                assert_eq!(unit(left).dimension(), unit(right).dimension(), "{left} and {right}");
            }
            ["apart" | "alike", ..] => panic!("{row:?}"),
            _ => {}
        }
    }
}

#[test]
fn known_sizes() {
    let compare = |left: &str, left_unit: &str, right: &str, right_unit: &str| {
        let ((left, dimension), (right, other)) = (quantity(left, left_unit), quantity(right, right_unit));
        assert_eq!(dimension, other);
        left.cmp(&right)
    };
    for (left, left_unit, order, right, right_unit) in [
        ("38.32", "Cel", Ordering::Less, "101", "[degF]"),
        ("38.34", "Cel", Ordering::Greater, "101", "[degF]"),
        ("37", "Cel", Ordering::Equal, "98.6", "[degF]"),
        ("7", "g/dL", Ordering::Equal, "70", "g/L"),
        ("1.5", "mg/dL", Ordering::Equal, "15", "mg/L"),
        ("1", "[lb_av]", Ordering::Equal, "453.59237", "g"),
        ("1", "[in_i]", Ordering::Equal, "2.54", "cm"),
        ("1", "mm[Hg]", Ordering::Equal, "133.322", "Pa"),
        ("1", "cal", Ordering::Equal, "4.184", "J"),
        ("1", "U", Ordering::Equal, "1", "umol/min"),
        ("60", "U", Ordering::Equal, "1", "umol/s"),
        ("1", "a", Ordering::Equal, "365.25", "d"),
        ("1", "mo", Ordering::Equal, "30.4375", "d"),
        ("0.3", "g/L", Ordering::Equal, "30", "mg/dL"),
    ] {
        assert_eq!(
            compare(left, left_unit, right, right_unit),
            order,
            "{left} {left_unit} {right} {right_unit}"
        );
    }
    assert_eq!(unit("Cel").to_base(&number("38.3")), Ok(number("311.45")));
    assert_eq!(unit("Cel").ratio(), Some(&Number::ONE));
    assert!(unit("mCel").is_point() && unit("[degRe]").is_point());
    assert!(!unit("K").is_point() && !unit("[degR]").is_point() && !unit("[pH]").is_point());
    assert_eq!(unit("[pH]").to_base(&number("7.4")), Ok(number("7.4")));
}

#[test]
fn annotations_are_kept_in_order() {
    for (code, annotations) in [
        ("mL/min/{1.73_m2}", &["1.73_m2"][..]),
        ("mL{a}/min{b}.{c}", &["a", "b", "c"]),
        ("Cel{oral}", &["oral"]),
        ("/({x}.g2{y})", &["x", "y"]),
        ("mg/dL", &[]),
    ] {
        assert_eq!(unit(code).annotations(), annotations, "{code}");
    }
}

#[test]
fn mistakes_are_explained() {
    for (code, message, help) in [
        ("", "the unit is empty", "the unit of a plain number is `1`"),
        ("mgs/dL", "unknown unit `mgs`", "UCUM writes `mg/dL`, milligram per decilitre"),
        ("MG/DL", "unknown unit `DL`", "UCUM writes `mg/dL`, milligram per decilitre"),
        ("cel", "unknown unit `cel`", "UCUM writes `Cel`, degree Celsius"),
        ("MMOL/L", "unknown unit `MMOL`", "UCUM writes `mmol/L`, millimole per litre"),
        ("mcg/kg/hr", "unknown unit `mcg`", "UCUM writes `ug/kg/h`, microgram per kilogram per hour"),
        ("µg/min", "a UCUM unit has no `µ`", "UCUM writes `ug/min`, microgram per minute"),
        ("mg / dL", "a UCUM unit has no spaces", "UCUM writes `mg/dL`, milligram per decilitre"),
        ("g/12h", "unknown unit `12h`", "UCUM writes `g/(12.h)`, gram per 12 hours"),
        ("m/", "`m/` is not a unit: something is missing at its end", "UCUM writes `m`, metre"),
        ("mg//dL", "`mg//dL` is not a unit, from `/dL` on", "UCUM writes `mg/dL`, milligram per decilitre"),
        ("kmin", "`min` takes no prefix, so that `kmin` is not a unit", ""),
        (
            "Cel/h",
            "`Cel` stands alone: it can not be multiplied, divided or raised to a power",
            "for differences of temperature and rates, write `K`: 1 Cel more is 1 K more",
        ),
        (
            "dB/m",
            "`dB` stands alone: it can not be multiplied, divided or raised to a power",
            "write it without other units",
        ),
        ("m101", "the exponent of `m` is not between -100 and 100", ""),
        ("iU", "unknown unit `iU`", "UCUM writes `[IU]`, international unit"),
        ("10*99.10*99", "the unit is too large or too small to calculate exactly", ""),
        ("qqqqqq", "unknown unit `qqqqqq`", ""),
        ("?", "unknown unit `?`", ""),
        ("mM", "unknown unit `mM`", ""),
        ("INR", "unknown unit `INR`", "UCUM writes `{INR}`, INR"),
        ("kg/m**2", "unknown unit `m**`", "UCUM writes `kg/m2`, kilogram per square metre"),
    ] {
        let error = Unit::parse(code).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.help().unwrap_or_default(), help, "{code}");
    }
    for (code, at) in
        [("mg/{x}/xx", 7), ("kg.min/kmin", 7), ("mg/xx2", 3), ("{xx}/xx", 5), ("m.µ", 2), ("g/(3.K.Cel)", 7)]
    {
        assert_eq!(Unit::parse(code).unwrap_err().at(), at, "{code}");
    }
}

#[test]
fn case_slips_that_are_units_are_noticed() {
    for (code, meant) in [
        ("MG", Some("mg")),
        ("Mmol/L", Some("mmol/L")),
        ("PG/mL", Some("pg/mL")),
        ("mg/dl", None),
        ("ml", None),
        ("mg/dL", None),
        ("m", None),
        ("MHz", None),
        ("k", None),
    ] {
        assert_eq!(Unit::parse(code).ok().and_then(|unit| unit.look_alike()), meant, "{code}");
    }
}

#[test]
fn everyday_codes_are_units() {
    let mut seen = HashSet::new();
    for code in COMMON {
        assert!(seen.insert(code), "{code} twice");
        unit(code);
    }
}

#[test]
fn hostile_units_end_quickly() {
    let long = |part: &str, times: usize| part.repeat(times);
    for code in [
        long("(", 10_000),
        long("(", 190),
        long("m/", 99) + "m",
        long("/", 150),
        long("{", 150),
        long("[", 150),
        long("m.", 99) + "m",
        long("10*100.", 28) + "m",
        long("[pi].", 30) + "m",
        long("9", 199),
        "m".to_owned() + &long("9", 190),
        long("{é}", 50),
        long("(m/", 60),
        long("m-100.", 30) + "m",
        "m999999999".to_owned(),
        long("\u{0}", 100),
    ] {
        if let Err(error) = Unit::parse(&code) {
            let _ = (error.help(), error.to_string(), error.at());
        }
    }
    assert_eq!(Unit::parse(&long("m", MAX_CODE_BYTES + 1)), Err(UnitError::TooLong));
    assert_eq!(Unit::parse(&long("(", 17)), Err(UnitError::TooDeep { at: 16 }));
    assert!(Unit::parse(&(long("(", 16) + "m" + &long(")", 16))).is_ok());
    assert!(unit(&(long("m/", 99) + "m")).dimension().to_string().contains("length"));
}

#[test]
fn equal_units_have_equal_hashes_and_dimensions_are_canonical() {
    let hash = |dimension: &Dimension| {
        let mut hasher = DefaultHasher::new();
        dimension.hash(&mut hasher);
        hasher.finish()
    };
    for (left, right) in [("kg.m/s2", "s-2.m.kg"), ("m3", "L"), ("g.m/m", "g"), ("/min", "1/h")] {
        let (left, right) = (unit(left), unit(right));
        assert_eq!(left.dimension(), right.dimension());
        assert_eq!(hash(left.dimension()), hash(right.dimension()));
    }
    assert_eq!(unit("mL"), unit("mL"));
    assert_ne!(unit("mL"), unit("ml"));
}

/// Codes put together from symbols, mostly units.
fn any_code() -> impl Strategy<Value = String> {
    let symbols: Vec<&'static str> = {
        let mut codes: Vec<_> =
            Atlas::get().codes().chain(["mg", "dL", "k[IU]", "{x}", "12", "mCel"]).collect();
        codes.sort_unstable();
        codes
    };
    let part = (
        prop::sample::select(symbols),
        prop_oneof![4 => Just(String::new()), 1 => (-3_i32..4).prop_map(|n| n.to_string())],
    );
    let part = part.prop_map(|(symbol, exponent)| format!("{symbol}{exponent}"));
    prop::collection::vec((part, prop::sample::select(vec![".", "/"])), 1..4).prop_map(|parts| {
        let mut code: String = parts.into_iter().flat_map(|(part, joint)| [part, joint.to_owned()]).collect();
        code.pop();
        code
    })
}

fn any_value() -> impl Strategy<Value = Number> {
    (any::<i64>(), 0..12_u32).prop_map(|(digits, places)| {
        Number::from(digits).checked_div(&Number::from(10_i64.pow(places))).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn to_base_and_from_base_are_inverse(code in any_code(), value in any_value()) {
        if let Ok(unit) = Unit::parse(&code) {
            if let Some(ratio) = unit.ratio() {
                prop_assert!(ratio.bits() <= MAX_RATIO_BITS && *ratio > Number::ZERO);
            }
            let base = unit.to_base(&value).unwrap();
            prop_assert_eq!(unit.from_base(&base), Ok(value));
        }
    }

    #[test]
    fn a_quotient_has_the_dimension_of_its_parts(left in any_code(), right in any_code()) {
        let whole = Unit::parse(&format!("({left})/({right})"));
        if let (Ok(left), Ok(right), Ok(whole)) = (Unit::parse(&left), Unit::parse(&right), whole) {
            let quotient = left.dimension().divide(right.dimension()).unwrap();
            // Units that cancel an amount have a marker that the quotient of dimensions does not have.
            let marked = |dimension: &Dimension| dimension.to_string().contains("fraction");
            if !marked(whole.dimension()) && !marked(&quotient) {
                prop_assert_eq!(&quotient, whole.dimension());
            }
            let ratio = left.ratio().unwrap().checked_div(right.ratio().unwrap()).unwrap();
            prop_assert_eq!(whole.ratio(), Some(&ratio));
        }
    }

    /// What the library takes for a unit is one here, but for the limits and the units that stand alone.
    #[test]
    fn the_library_agrees_on_what_is_a_unit(
        code in prop_oneof![16 => any_code(), 16 => "[mgLdsu0-9./()*-]{1,8}", 1 => Just("L50".to_owned())],
    ) {
        match (Unit::parse(&code), octofhir_ucum::validate(&code)) {
            // It holds a dimension's exponent in eight bits, which `L50` is beyond.
            (Ok(_), Err(error)) if matches!(error.kind, ErrorKind::PrecisionOverflow { .. }) => {}
            (Ok(_), theirs) => prop_assert!(theirs.is_ok(), "{theirs:?}"),
            (Err(UnitError::Alone { .. } | UnitError::TooLarge | UnitError::Exponent { .. }), _) => {}
            (Err(ours), theirs) => prop_assert!(theirs.is_err(), "{ours}"),
        }
    }

    #[test]
    fn no_text_panics(text in prop_oneof![
        any::<String>(),
        "[mgLdsu0-9./(){}\\[\\]+*^%' -]{0,40}",
        "\\PC{0,300}",
        "[(/.m]{150,260}",
    ]) {
        match Unit::parse(&text) {
            Ok(unit) => {
                let _ = (unit.look_alike(), unit.dimension().to_string());
                prop_assert!(plain_name(&text).is_some());
            }
            Err(error) => {
                prop_assert!(error.at() <= text.len() && text.is_char_boundary(error.at()));
                prop_assert!(!error.to_string().is_empty());
                let _ = error.help();
                prop_assert_eq!(plain_name(&text), None);
            }
        }
        let _ = alias(&text);
    }
}
