//! Units of measure: UCUM codes, exactly.
//!
//! A [`Unit`] is read from its case-sensitive UCUM code and knows what it measures and how large it is, as a
//! fraction of whole numbers: a pound is 453.59237 g, not nearly so. What can be compared is decided more
//! strictly than UCUM does, because a criterion that compares the wrong things still gives an answer:
//!
//! * `mol`, `eq` and `osm` are base units. In UCUM all three are the plain number 6.02214076e23, which lets
//!   `5 mmol/L` be compared with `10*9/L`.
//! * Where such an amount cancels, as in `mmol/mol`, the dimension is an amount fraction, not a plain number:
//!   53 mmol/mol of glycated haemoglobin is no 5.3 %.
//! * An arbitrary unit (`[IU]`, `[arb'U]`) is a base unit: `k[IU]/L` and `[IU]/mL` compare, `[IU]` and
//!   `[arb'U]` do not. `[iU]` is `[IU]`.
//! * A logarithmic unit (`[pH]`, `dB`) compares with the same code only.
//!
//! The rest is UCUM 2.2: `a` and `mo` are the mean Julian year and month, `m[Hg]` is 133.322 kPa, an
//! annotation in braces counts 1, and `[pi]` is the decimal fraction of UCUM's table, taken for exact.

pub mod limits;

mod alias;
mod atlas;
mod common;
mod definitions;
mod dimension;
mod error;
mod measure;
mod missing;
mod name;
mod parse;
mod suggest;
#[cfg(test)]
mod tests;

use crate::quantity::{Fault, Number};

pub use alias::{ALIASES, alias};
#[cfg(feature = "cli")]
pub(crate) use common::COMMON;
pub use dimension::Dimension;
pub use error::UnitError;
pub(crate) use missing::differ_by;
pub use missing::missing_factor;
pub use name::plain_name;

/// A unit of measure.
///
/// Two units are equal when they are written alike; whether they can be compared is a matter of their
/// [dimension](Self::dimension).
///
/// ```
/// use elig::quantity::Number;
/// use elig::quantity::unit::Unit;
///
/// let (celsius, fahrenheit) = (Unit::parse("Cel")?, Unit::parse("[degF]")?);
/// let measured = celsius.to_base(&Number::parse("38.32").unwrap()).unwrap();
/// let threshold = fahrenheit.to_base(&Number::parse("101").unwrap()).unwrap();
/// assert!(measured < threshold);
///
/// assert_eq!(Unit::parse("mg/dL")?.ratio(), Some(&Number::from(10_i64))); // 10 g/m³
/// # Ok::<(), elig::quantity::unit::UnitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    code: Box<str>,
    dimension: Dimension,
    ratio: Number,
    /// For a point on a scale: base units from the absolute zero to the scale's own.
    zero: Option<Number>,
    /// Whether the unit is no multiple of others.
    alone: bool,
    annotations: Vec<String>,
}

impl Unit {
    /// Reads a case-sensitive UCUM code.
    ///
    /// # Errors
    ///
    /// [`UnitError`]. The cost is bounded by [`limits`], whatever is written.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    ///
    /// assert!(Unit::parse("mL/min/{1.73_m2}").is_ok());
    /// let error = Unit::parse("mmHg").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown unit `mmHg`");
    /// assert_eq!(error.help().as_deref(), Some("UCUM writes `mm[Hg]`, millimetre of mercury"));
    /// ```
    pub fn parse(code: &str) -> Result<Self, UnitError> {
        match parse::unit(code) {
            Ok(parsed) => Ok(Self {
                code: code.into(),
                dimension: parsed.dimension,
                ratio: parsed.ratio,
                zero: parsed.zero,
                alone: parsed.alone,
                annotations: parsed.annotations,
            }),
            Err(stop) => Err(UnitError::explain(stop, code)),
        }
    }

    /// The code as written.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("mg/dl")?.code(), "mg/dl");
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The code as a ruleset writes it: in single quotes, a quote in it behind a backslash.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("[anti'Xa'U]/mL")?.quoted(), r"'[anti\'Xa\'U]/mL'");
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn quoted(&self) -> String {
        format!("'{}'", self.code.replace('\'', "\\'"))
    }

    /// What the unit measures. Units of one dimension compare.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("k[IU]/L")?.dimension(), Unit::parse("[iU]/mL")?.dimension());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// Whether a value in this unit is a point on a scale of temperature whose zero is not the absolute one:
    /// `Cel`, `[degF]`, `[degRe]`. The difference of two points is not a point: 1 `Cel` more is 1 `K` more.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert!(Unit::parse("Cel")?.is_point());
    /// assert!(!Unit::parse("K")?.is_point());
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.zero.is_some()
    }

    /// The texts in braces, in the order written. They count 1 and change nothing; two quantities whose
    /// annotations differ are worth a warning.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("mL/min/{1.73_m2}")?.annotations(), ["1.73_m2"]);
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn annotations(&self) -> &[String] {
        &self.annotations
    }

    /// A value in this unit, in base units: gram, metre, second, kelvin, radian, coulomb, candela, mole,
    /// equivalent, osmole, or so many of an arbitrary unit. For a point on a scale, kelvins from the absolute
    /// zero. A logarithmic unit has no base unit and leaves the value as it is.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`].
    ///
    /// ```
    /// use elig::quantity::Number;
    /// use elig::quantity::unit::Unit;
    /// let body = Unit::parse("Cel")?.to_base(&Number::parse("38.3").unwrap());
    /// assert_eq!(body, Ok(Number::parse("311.45").unwrap()));
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    pub fn to_base(&self, value: &Number) -> Result<Number, Fault> {
        let scaled = value.checked_mul(&self.ratio)?;
        match &self.zero {
            Some(zero) => scaled.checked_add(zero),
            None => Ok(scaled),
        }
    }

    /// A value in base units, in this unit: the inverse of [`to_base`](Self::to_base).
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`].
    ///
    /// ```
    /// use elig::quantity::Number;
    /// use elig::quantity::unit::Unit;
    /// let weight = Unit::parse("[lb_av]")?.to_base(&Number::ONE).unwrap();
    /// assert_eq!(Unit::parse("kg")?.from_base(&weight), Ok(Number::parse("0.45359237").unwrap()));
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[allow(clippy::wrong_self_convention)] // from base units, in the unit that `self` is
    pub fn from_base(&self, value: &Number) -> Result<Number, Fault> {
        match &self.zero {
            Some(zero) => value.checked_sub(zero)?.checked_div(&self.ratio),
            None => value.checked_div(&self.ratio),
        }
    }

    /// How many base units one of this unit is; for a point on a scale, what a difference of one is. Nothing
    /// for a logarithmic unit.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("[degF]")?.ratio().unwrap().to_string(), "5/9");
    /// assert_eq!(Unit::parse("[pH]")?.ratio(), None);
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn ratio(&self) -> Option<&Number> {
        (!self.alone).then_some(&self.ratio)
    }

    /// The everyday code that this one is but for its letter case, when the two mean something else: `MG`,
    /// the megagauss, for `mg`. Both are UCUM, so that only a person can tell which is meant.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("Mmol/L")?.look_alike(), Some("mmol/L"));
    /// assert_eq!(Unit::parse("ml")?.look_alike(), None); // the same as `mL`
    /// # Ok::<(), elig::quantity::unit::UnitError>(())
    /// ```
    #[must_use]
    pub fn look_alike(&self) -> Option<&'static str> {
        suggest::look_alike(self)
    }
}
