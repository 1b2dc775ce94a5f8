//! The type of a quantity: its dimension, what it is a quantity of, and the unit it is shown in.

use std::fmt;
use std::sync::Arc;

use crate::possible::{Interval, Possible};
use crate::quantity::{Analyte, Dimension, Number, Unit};

/// The type of a quantity. Its values are numbers of the base units of its dimension, whatever unit they were
/// written in, so that two quantities of one dimension compare without conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityType {
    /// What is measured: a mass, a mass by volume, a time …
    pub dimension: Dimension,
    /// The unit in which its values are written and shown; a product of two quantities has none.
    pub unit: Option<Unit>,
    /// What it is a quantity of.
    pub subject: Subject,
    /// Points on a scale with an offset, or amounts.
    pub scale: Scale,
    /// The lowest value, in base units, if there is a bound.
    pub low: Option<Number>,
    /// The highest value, in base units, if there is a bound.
    pub high: Option<Number>,
}

/// What a quantity is a quantity of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Nothing is said: `quantity 'kg'`.
    Unsaid,
    /// A quantity that is written out, which is of whatever it is compared with.
    Written,
    /// An analyte: `quantity 'mg/dL' of glucose`.
    Of(Arc<Analyte>),
}

/// How the values of a quantity add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Amounts: they add up. A quantity in K is also a temperature, or a difference of two.
    Amount,
    /// Points on a scale with an offset (`Cel`, `[degF]`): two of them do not add up.
    Point,
    /// The difference of two points, in K.
    Difference,
}

impl QuantityType {
    /// The type without its range.
    #[must_use]
    pub fn without_range(&self) -> Self {
        Self { low: None, high: None, ..self.clone() }
    }

    /// Quantities in this unit, without bounds.
    #[must_use]
    pub fn in_unit(unit: Unit, subject: Subject) -> Self {
        let scale = if unit.is_point() { Scale::Point } else { Scale::Amount };
        let dimension = unit.dimension().clone();
        Self { dimension, unit: Some(unit), subject, scale, low: None, high: None }
    }

    /// Quantities that come of a calculation, without a unit of their own.
    #[must_use]
    pub fn of_dimension(dimension: Dimension) -> Self {
        Self { dimension, unit: None, subject: Subject::Unsaid, scale: Scale::Amount, low: None, high: None }
    }

    /// The analyte, if it is a quantity of one.
    #[must_use]
    pub fn analyte(&self) -> Option<&Arc<Analyte>> {
        match &self.subject {
            Subject::Of(analyte) => Some(analyte),
            Subject::Unsaid | Subject::Written => None,
        }
    }

    /// A number of base units as a number of the units it is shown in.
    #[must_use]
    pub fn shown(&self, base: &Number) -> Option<Number> {
        match (&self.unit, self.scale) {
            (Some(unit), Scale::Difference) => base.checked_div(unit.ratio()?).ok(),
            (Some(unit), _) => unit.from_base(base).ok(),
            (None, _) => Some(base.clone()),
        }
    }

    /// The unit in quotes, as it stands behind a number.
    #[must_use]
    pub fn unit_text(&self) -> String {
        match &self.unit {
            Some(unit) => unit.quoted(),
            None => format!("in base units of {}", self.dimension),
        }
    }

    /// How a value is shown: `5.4 'mg/dL'`, with at most eight digits that count where it does not end.
    #[must_use]
    pub fn show(&self, value: &Interval) -> Option<String> {
        let number = self.shown(value.as_point()?)?;
        Some(format!("{} {}", number.to_short(), self.unit_text()))
    }
}

impl fmt::Display for QuantityType {
    /// As a type is written: `quantity 'mg/dL' 0..500 of glucose`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Some(unit) => write!(f, "quantity {}", unit.quoted())?,
            None => write!(f, "quantity of {}", self.dimension)?,
        }
        if self.low.is_some() || self.high.is_some() {
            let end = |end: &Option<Number>| {
                end.as_ref().and_then(|end| self.shown(end)).map(|end| end.to_short()).unwrap_or_default()
            };
            write!(f, " {}..{}", end(&self.low), end(&self.high))?;
        }
        if let Some(analyte) = self.analyte() {
            write!(f, " of {}", analyte.name)?;
        }
        if self.scale == Scale::Difference {
            f.write_str(", a difference of two temperatures")?;
        }
        Ok(())
    }
}

/// Everything a quantity within these bounds could be.
pub(super) fn everything(ty: &QuantityType) -> Possible {
    Possible::Number(super::value_type::between(&ty.low, &ty.high))
}
