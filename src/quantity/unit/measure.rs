//! A size in base units with its dimension.

use std::collections::BTreeSet;

use super::dimension::{Base, Count, Dimension};
use super::limits::MAX_RATIO_BITS;
use crate::quantity::{Fault, Number};

/// So many base units of a dimension, while a unit is put together.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) ratio: Number,
    dimension: Dimension,
    /// The amounts that occurred, whether they cancelled or not.
    counted: BTreeSet<Count>,
}

impl Measure {
    /// A plain number.
    pub(super) fn number(ratio: Number) -> Self {
        Self { ratio, dimension: Dimension::none(), counted: BTreeSet::new() }
    }

    /// One base unit.
    pub(super) fn base(base: Base) -> Self {
        let counted = match base {
            Base::Amount(count) => BTreeSet::from([count]),
            _ => BTreeSet::new(),
        };
        Self { ratio: Number::ONE, dimension: Dimension::of(base), counted }
    }

    /// This, times a power of another.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`] when the ratio passes [`MAX_RATIO_BITS`]. A power is reached step by step, so that
    /// the cost stops growing there.
    pub(super) fn times(mut self, other: &Self, exponent: i32) -> Result<Self, Fault> {
        for _ in 0..exponent.unsigned_abs() {
            self.ratio = if exponent < 0 {
                self.ratio.checked_div(&other.ratio)?
            } else {
                self.ratio.checked_mul(&other.ratio)?
            };
            if self.ratio.bits() > MAX_RATIO_BITS {
                return Err(Fault::Overflow);
            }
        }
        self.dimension = self.dimension.multiply(&other.dimension.power(exponent)?)?;
        self.counted.extend(&other.counted);
        Ok(self)
    }

    /// The dimension of the finished unit: where an amount cancelled, the marker of its fraction takes its
    /// place.
    pub(super) fn dimension(&self) -> Result<Dimension, Fault> {
        let cancelled =
            self.counted.iter().filter(|count| self.dimension.exponent(&Base::Amount(**count)) == 0);
        cancelled.copied().try_fold(self.dimension.clone(), |dimension, count| {
            dimension.multiply(&Dimension::of(Base::Fraction(count)))
        })
    }
}
