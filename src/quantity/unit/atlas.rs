//! The unit symbols of UCUM with their exact sizes.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use octofhir_ucum::{Prefix, SpecialKind};

use super::definitions::{DEFINITIONS, POINTS};
use super::dimension::{Base, Count};
use super::measure::Measure;
use super::parse;
use crate::quantity::Number;

/// The base units, those of UCUM and the three amounts.
const BASES: &[(&str, Base)] = &[
    ("m", Base::Length),
    ("s", Base::Time),
    ("g", Base::Mass),
    ("rad", Base::Angle),
    ("K", Base::Temperature),
    ("C", Base::Charge),
    ("cd", Base::Luminosity),
    ("mol", Base::Amount(Count::Moles)),
    ("eq", Base::Amount(Count::Equivalents)),
    ("osm", Base::Amount(Count::Osmoles)),
];

/// How a unit symbol may be used.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A multiple of base units; takes part in products.
    Proper,
    /// A point on a scale of temperature: so many base units above the absolute zero. Stands alone.
    Point { zero: Number },
    /// Logarithmic and the like: comparable with the same symbol only. Stands alone.
    Alone,
}

/// A unit symbol without prefix.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// The size; for a point, of one degree; for a unit that stands alone, nothing but 1.
    pub(super) measure: Measure,
    pub(super) kind: Kind,
    /// Whether a prefix may precede it: UCUM calls such units metric.
    pub(super) takes_prefix: bool,
}

/// A symbol as written, taken apart.
pub(super) struct Symbol<'a> {
    pub(super) prefix: Option<&'static Prefix>,
    pub(super) code: &'a str,
    pub(super) atom: &'a Atom,
}

/// Why a symbol is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoSymbol {
    Unknown,
    /// Known, were it not for the prefix before so many of its last bytes.
    Prefix {
        atom_bytes: usize,
    },
}

/// The unit symbols that can be used.
#[derive(Debug, Default)]
pub(super) struct Atlas {
    atoms: HashMap<&'static str, Atom>,
}

/// Built at the first use: 300 symbols, some milliseconds.
static ATLAS: LazyLock<Atlas> = LazyLock::new(Atlas::build);

impl Atlas {
    /// The symbols of UCUM.
    pub(super) fn get() -> &'static Self {
        &ATLAS
    }

    /// A symbol is added when all those it is defined by are there. What then remains could not be defined;
    /// a test shows that nothing remains.
    fn build() -> Self {
        let mut atlas = Self::default();
        for (code, base) in BASES {
            atlas.add(code, Measure::base(base.clone()), Kind::Proper);
        }
        for unit in octofhir_ucum::get_all_units() {
            let name = || Measure::base(Base::Named(Arc::from(canonical(unit.code))));
            match unit.special {
                SpecialKind::None | SpecialKind::Celsius | SpecialKind::Fahrenheit | SpecialKind::Reaumur => {
                }
                SpecialKind::Arbitrary => atlas.add(unit.code, name(), Kind::Proper),
                _ => atlas.add(unit.code, name(), Kind::Alone),
            }
        }
        let mut open: Vec<_> = DEFINITIONS.to_vec();
        loop {
            let before = open.len();
            open.retain(|(code, value, units)| match atlas.define(value, units) {
                Some(measure) => {
                    atlas.add(code, measure, Kind::Proper);
                    false
                }
                None => true,
            });
            if open.len() == before {
                break;
            }
        }
        for (code, value, units, zero) in POINTS {
            let zero = atlas.define(value, units).zip(decimal(zero));
            if let Some((degree, zero)) = zero
                && let Ok(zero) = degree.ratio.checked_mul(&zero)
            {
                atlas.add(code, degree, Kind::Point { zero });
            }
        }
        atlas
    }

    fn define(&self, value: &str, units: &str) -> Option<Measure> {
        let units = parse::product(&parse::tree(units).ok()?, self).ok()?;
        units.times(&Measure::number(decimal(value)?), 1).ok()
    }

    fn add(&mut self, code: &'static str, measure: Measure, kind: Kind) {
        let takes_prefix = octofhir_ucum::find_unit(code).is_some_and(|unit| unit.is_metric);
        self.atoms.insert(code, Atom { measure, kind, takes_prefix });
    }

    /// All the symbols, in no order.
    pub(super) fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.atoms.keys().copied()
    }

    /// Takes a symbol apart: a whole one before one with a prefix, so that `cd` is the candela and `Pa` the
    /// pascal.
    pub(super) fn symbol<'a>(&'a self, text: &'a str) -> Result<Symbol<'a>, NoSymbol> {
        if let Some(atom) = self.atoms.get(text) {
            return Ok(Symbol { prefix: None, code: text, atom });
        }
        let mut refused = NoSymbol::Unknown;
        for prefix in octofhir_ucum::get_all_prefixes() {
            let Some(code) = text.strip_prefix(prefix.symbol) else { continue };
            match self.atoms.get(code) {
                Some(atom) if atom.takes_prefix => return Ok(Symbol { prefix: Some(prefix), code, atom }),
                Some(_) => refused = NoSymbol::Prefix { atom_bytes: code.len() },
                None => {}
            }
        }
        Err(refused)
    }
}

/// The value of a prefix: a power of ten or of two, which the library has exactly.
pub(super) fn factor(prefix: &Prefix) -> Option<Number> {
    integer_and_exponent(prefix.factor)
}

/// A number of the library, of which 28 digits are exact.
pub(super) fn integer_and_exponent(number: octofhir_ucum::Number) -> Option<Number> {
    let (digits, exponent) = number.to_integer_and_exponent();
    scaled(i64::try_from(digits).ok()?.into(), exponent)
}

/// `[iU]` and `[IU]` are the same unit. The second is the usual one.
fn canonical(code: &str) -> &str {
    if code == "[iU]" { "[IU]" } else { code }
}

/// The exact value of a decimal of any length: `6.62607015e-34`.
fn decimal(text: &str) -> Option<Number> {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let ten = Number::from(10_u32);
    let mut number = Number::ZERO;
    for digit in whole.chars().chain(fraction.chars()) {
        let digit = Number::from(digit.to_digit(10)?);
        number = number.checked_mul(&ten).and_then(|number| number.checked_add(&digit)).ok()?;
    }
    scaled(number, exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?)
}

/// A number times a power of ten.
fn scaled(number: Number, exponent: i32) -> Option<Number> {
    let ten = Measure::number(Number::from(10_u32));
    Measure::number(number).times(&ten, exponent).ok().map(|measure| measure.ratio)
}
