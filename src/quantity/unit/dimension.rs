//! What a unit measures: mass, time, amount per volume.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::quantity::Fault;

/// One direction that cannot be expressed by the others.
///
/// The order is the one in which a dimension is spelt out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Base {
    /// Base unit: the gram.
    Mass,
    /// Base unit: the mole, equivalent or osmole.
    Amount(Count),
    /// A ratio in which an amount cancelled: `mmol/mol` is not a percentage of anything else.
    Fraction(Count),
    /// An arbitrary or logarithmic unit, named by its code: comparable with itself only.
    Named(Arc<str>),
    /// Base unit: the coulomb.
    Charge,
    /// Base unit: the candela.
    Luminosity,
    /// Base unit: the radian.
    Angle,
    /// Base unit: the kelvin.
    Temperature,
    /// Base unit: the metre.
    Length,
    /// Base unit: the second.
    Time,
}

/// What UCUM counts as so many times 6.02214076e23 and clinicians never exchange for a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Count {
    /// The mole.
    Moles,
    /// The charge equivalent.
    Equivalents,
    /// The osmole.
    Osmoles,
}

impl Base {
    fn word(&self) -> &str {
        match self {
            Self::Mass => "mass",
            Self::Amount(Count::Moles) => "amount",
            Self::Amount(Count::Equivalents) => "charge equivalents",
            Self::Amount(Count::Osmoles) => "osmoles",
            Self::Fraction(Count::Moles) => "amount fraction",
            Self::Fraction(Count::Equivalents) => "equivalent fraction",
            Self::Fraction(Count::Osmoles) => "osmole fraction",
            Self::Named(code) => code,
            Self::Charge => "electric charge",
            Self::Luminosity => "luminous intensity",
            Self::Angle => "angle",
            Self::Temperature => "temperature",
            Self::Length => "length",
            Self::Time => "time",
        }
    }
}

/// Dimensions with a word of their own. UCUM shows which units belong to each.
const WORDS: &[(&[(Base, i32)], &str)] = &[
    (&[(Base::Length, 2)], "area"),
    (&[(Base::Length, 3)], "volume"),
    (&[(Base::Mass, 1), (Base::Length, -1), (Base::Time, -2)], "pressure"),
    (&[(Base::Mass, 1), (Base::Length, 1), (Base::Time, -2)], "force"),
    (&[(Base::Mass, 1), (Base::Length, 2), (Base::Time, -2)], "energy"),
    (&[(Base::Mass, 1), (Base::Length, 2), (Base::Time, -3)], "power"),
    (&[(Base::Length, 2), (Base::Time, -2)], "absorbed dose"),
    (&[(Base::Charge, 1), (Base::Time, -1)], "electric current"),
    (&[(Base::Mass, 1), (Base::Charge, -1), (Base::Length, 2), (Base::Time, -2)], "electric potential"),
    (&[(Base::Mass, 1), (Base::Charge, -2), (Base::Length, 2), (Base::Time, -1)], "electric resistance"),
];

/// What a unit measures, whatever its size: `mg/dL` and `g/L` are both mass / volume.
///
/// Two quantities can be compared or added only when their dimensions are equal. A dimension is a product of
/// powers of base dimensions: mass, length, time, temperature, electric charge, luminous intensity and angle
/// as in UCUM; amount of substance, charge equivalents and osmoles, which UCUM takes for plain numbers; and
/// one for each arbitrary unit (`[IU]`) and each logarithmic one (`[pH]`).
///
/// ```
/// use elig::quantity::unit::Unit;
///
/// let concentration = Unit::parse("mmol/L")?;
/// assert_eq!(concentration.dimension().to_string(), "amount / volume");
/// assert_ne!(concentration.dimension(), Unit::parse("10*9/L")?.dimension());
/// # Ok::<(), elig::quantity::unit::UnitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// In ascending order, each base once, no exponent zero: equal dimensions are equal lists.
    powers: Vec<(Base, i32)>,
}

impl Dimension {
    /// The dimension of a plain number.
    ///
    /// ```
    /// use elig::quantity::unit::{Dimension, Unit};
    /// assert_eq!(Unit::parse("%")?.dimension(), &Dimension::none());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub const fn none() -> Self {
        Self { powers: Vec::new() }
    }

    /// The dimension of a length of time.
    ///
    /// ```
    /// use elig::quantity::unit::{Dimension, Unit};
    /// assert_eq!(Unit::parse("wk")?.dimension(), &Dimension::time());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn time() -> Self {
        Self::of(Base::Time)
    }

    /// A base dimension alone.
    pub(super) fn of(base: Base) -> Self {
        Self { powers: vec![(base, 1)] }
    }

    /// Whether this is the dimension of a plain number. An amount fraction (`mmol/mol`) is not.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert!(Unit::parse("mg/kg")?.dimension().is_none());
    /// assert!(!Unit::parse("mmol/mol")?.dimension().is_none());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.powers.is_empty()
    }

    /// The dimension of a product.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`] when an exponent passes 2^31.
    ///
    /// ```
    /// use elig::quantity::unit::{Dimension, Unit};
    /// let dose = Unit::parse("mg/kg")?;
    /// let weight = Unit::parse("kg")?;
    /// let product = dose.dimension().multiply(weight.dimension()).unwrap();
    /// assert_eq!(&product, Unit::parse("mg")?.dimension());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    pub fn multiply(&self, other: &Self) -> Result<Self, Fault> {
        self.combine(other, 1)
    }

    /// The dimension of a quotient. Dividing a dimension by itself gives that of a plain number, an amount
    /// included: the marker for an amount fraction comes from a unit as written only.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`] when an exponent passes 2^31.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// let (weight, height) = (Unit::parse("kg")?, Unit::parse("m2")?);
    /// let index = weight.dimension().divide(height.dimension()).unwrap();
    /// assert_eq!(index.to_string(), "mass / area");
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    pub fn divide(&self, other: &Self) -> Result<Self, Fault> {
        self.combine(other, -1)
    }

    /// The dimension of a whole power: of the square for 2, of the reciprocal for -1.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`] when an exponent passes 2^31.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("cm")?.dimension().power(2).unwrap().to_string(), "area");
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    pub fn power(&self, exponent: i32) -> Result<Self, Fault> {
        Self::none().combine(self, exponent)
    }

    /// This dimension times a power of another.
    fn combine(&self, other: &Self, exponent: i32) -> Result<Self, Fault> {
        let mut powers: BTreeMap<Base, i32> = self.powers.iter().cloned().collect();
        for (base, own) in &other.powers {
            let power = powers.entry(base.clone()).or_default();
            let added = own.checked_mul(exponent).ok_or(Fault::Overflow)?;
            *power = power.checked_add(added).ok_or(Fault::Overflow)?;
        }
        powers.retain(|_, power| *power != 0);
        Ok(Self { powers: powers.into_iter().collect() })
    }

    /// The exponent of a base dimension, 0 when it does not occur.
    pub(super) fn exponent(&self, base: &Base) -> i32 {
        self.powers.iter().find(|(own, _)| own == base).map_or(0, |(_, exponent)| *exponent)
    }

    /// The base dimensions with their exponents.
    pub(super) fn powers(&self) -> &[(Base, i32)] {
        &self.powers
    }
}

/// In words: `mass / volume`, `pressure`, `amount / (volume · time)`, `plain number`.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("plain number");
        }
        if let Some((_, word)) = WORDS.iter().find(|(powers, _)| *powers == self.powers) {
            return f.write_str(word);
        }
        let over: Vec<String> = self.powers.iter().filter(|(_, n)| *n > 0).map(numerator).collect();
        let under: Vec<String> = self.powers.iter().filter(|(_, n)| *n < 0).map(denominator).collect();
        f.write_str(&if over.is_empty() { "1".to_owned() } else { over.join(" · ") })?;
        match under.as_slice() {
            [] => Ok(()),
            [one] => write!(f, " / {one}"),
            several => write!(f, " / ({})", several.join(" · ")),
        }
    }
}

fn numerator((base, exponent): &(Base, i32)) -> String {
    match (base, exponent) {
        (Base::Length, 3) => "volume".to_owned(),
        _ => format!("{}{}", base.word(), raised(exponent.unsigned_abs())),
    }
}

fn denominator((base, exponent): &(Base, i32)) -> String {
    match (base, exponent) {
        (Base::Length, -3) => "volume".to_owned(),
        (Base::Length, -2) => "area".to_owned(),
        _ => format!("{}{}", base.word(), raised(exponent.unsigned_abs())),
    }
}

/// An exponent in superscript digits; nothing for 1.
pub(super) fn raised(exponent: u32) -> String {
    if exponent == 1 {
        return String::new();
    }
    let superscript = |digit: char| match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    };
    exponent.to_string().chars().map(superscript).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    fn dimension(code: &str) -> Dimension {
        Unit::parse(code).unwrap().dimension().clone()
    }

    #[test]
    fn spelt_out() {
        for (code, words) in [
            ("1", "plain number"),
            ("%", "plain number"),
            ("mg/dL", "mass / volume"),
            ("mmol/L", "amount / volume"),
            ("meq/L", "charge equivalents / volume"),
            ("mosm/kg", "osmoles / mass"),
            ("mm[Hg]", "pressure"),
            ("a", "time"),
            ("/min", "1 / time"),
            ("10*9/L", "1 / volume"),
            ("kg/m2", "mass / area"),
            ("m2", "area"),
            ("cm3", "volume"),
            ("mL/min/{1.73_m2}", "volume / time"),
            ("U/L", "amount / (volume · time)"),
            ("[IU]/L", "[IU] / volume"),
            ("[iU]/L", "[IU] / volume"),
            ("mmol/mol", "amount fraction"),
            ("kcal", "energy"),
            ("kg.m2/s3", "power"),
            ("kg.m2/s4", "mass · length² / time⁴"),
            ("K", "temperature"),
            ("Cel", "temperature"),
            ("[pH]", "[pH]"),
            ("mV", "electric potential"),
            ("Ohm", "electric resistance"),
            ("m12", "length¹²"),
        ] {
            assert_eq!(dimension(code).to_string(), words, "{code}");
        }
    }

    #[test]
    fn products_quotients_and_powers_are_canonical() {
        let (mass, volume, time) = (dimension("g"), dimension("L"), dimension("s"));
        let concentration = mass.divide(&volume).unwrap();
        assert_eq!(concentration, dimension("mg/dL"));
        assert_eq!(concentration.multiply(&volume).unwrap(), mass);
        assert!(concentration.divide(&concentration).unwrap().is_none());
        assert_eq!(time.power(-1).unwrap(), dimension("Hz"));
        assert!(time.power(0).unwrap().is_none());
        assert_eq!(dimension("m").power(3).unwrap(), volume);
        assert!(dimension("mmol").divide(&dimension("mol")).unwrap().is_none());
        assert_eq!(volume.power(i32::MAX), Err(Fault::Overflow));
        let huge = time.power(i32::MAX).unwrap();
        assert_eq!(huge.multiply(&huge), Err(Fault::Overflow));
    }
}
