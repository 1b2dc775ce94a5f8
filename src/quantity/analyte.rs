//! What is measured, and how clinical practice converts it between mass, amount and charge.

use std::sync::Arc;

use super::{Dimension, Number, Unit};

/// Something that is measured: glucose, creatinine.
///
/// Dimension alone is too weak for laboratory values. A quantity of an analyte compares with no other
/// analyte, and its mass converts to an amount only by a *declared* factor: practice rounds it (1 mg/dL of
/// creatinine is 88.4 µmol/L), and a bound must fall where practice puts it.
#[derive(Debug, PartialEq, Eq)]
pub struct Analyte {
    /// The name behind `of`.
    pub name: Arc<str>,
    /// In words.
    pub description: Option<Arc<str>>,
    /// Units it is measured in, beside those of its factors and its relation.
    pub measured_in: Vec<Unit>,
    /// Declared equalities.
    pub factors: Vec<Factor>,
    /// How it follows from other analytes.
    pub relations: Vec<Relation>,
    /// Where its factors come from, in words: source, then the place in it.
    pub cited: Vec<Arc<str>>,
}

/// `1 'mg/dL' = 88.4 'umol/L'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// The left side.
    pub left: (Number, Unit),
    /// The right side.
    pub right: (Number, Unit),
    /// Base units of the right side's dimension for one base unit of the left side's.
    ratio: Number,
    /// The right side's dimension over the left side's.
    shift: Dimension,
}

impl Factor {
    /// The equality of two amounts; `None` when a side is zero, negative, or a point on a scale with an offset.
    #[must_use]
    pub fn new(left: (Number, Unit), right: (Number, Unit)) -> Option<Self> {
        let base = |(number, unit): &(Number, Unit)| {
            let positive = !unit.is_point() && !number.is_negative() && !number.is_zero();
            positive.then(|| number.checked_mul(unit.ratio()?).ok()).flatten()
        };
        let ratio = base(&right)?.checked_div(&base(&left)?).ok()?;
        let shift = right.1.dimension().divide(left.1.dimension()).ok()?;
        Some(Self { left, right, ratio, shift })
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        let side = |(number, unit): &(Number, Unit)| format!("{number} {}", unit.quoted());
        format!("{} = {}", side(&self.left), side(&self.right))
    }
}

/// `ngsp_from_ifcc: '%' = 0.09148 * 'mmol/mol' of hba1c_ifcc + 2.152`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// What it is called.
    pub name: Arc<str>,
    /// The unit of the result.
    pub unit: Unit,
    /// What the other value is multiplied by.
    pub slope: Number,
    /// The unit of the other value.
    pub other_unit: Unit,
    /// The other analyte.
    pub other: Arc<str>,
    /// What is added.
    pub intercept: Number,
}

impl Relation {
    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        let (sign, added) = if self.intercept.is_negative() {
            ("-", -&self.intercept)
        } else {
            ("+", self.intercept.clone())
        };
        let (unit, other) = (self.unit.quoted(), self.other_unit.quoted());
        format!("{unit} = {} * {other} {sign} {added}", self.slope)
    }

    /// What to multiply base units of the other value by, and what to add, to get base units of the result.
    #[must_use]
    pub fn in_base_units(&self) -> Option<(Number, Number)> {
        let unit = self.unit.ratio()?;
        let slope = self.slope.checked_mul(unit).ok()?.checked_div(self.other_unit.ratio()?).ok()?;
        Some((slope, self.intercept.checked_mul(unit).ok()?))
    }
}

/// How one dimension of an analyte becomes another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Base units of the new dimension for one base unit of the old one.
    pub ratio: Number,
    /// The declared factors that were used, as written.
    pub by: Vec<String>,
}

impl Analyte {
    /// Every unit it declares.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        let factors = self.factors.iter().flat_map(|factor| [&factor.left.1, &factor.right.1]);
        self.measured_in.iter().chain(factors).chain(self.relations.iter().map(|relation| &relation.unit))
    }

    /// Is it measured so, or in something its factors lead to?
    #[must_use]
    pub fn is_measured_as(&self, dimension: &Dimension) -> bool {
        self.units().any(|unit| self.conversion(unit.dimension(), dimension).is_some())
    }

    /// From one dimension to another by one or two of the declared factors; by none when they are the same.
    #[must_use]
    pub fn conversion(&self, from: &Dimension, to: &Dimension) -> Option<Conversion> {
        conversion(&self.factors, from, to)
    }
}

/// From one dimension to another by one or two of these factors; by none when they are the same.
#[must_use]
pub fn conversion(factors: &[Factor], from: &Dimension, to: &Dimension) -> Option<Conversion> {
    if from == to {
        return Some(Conversion { ratio: Number::ONE, by: Vec::new() });
    }
    let steps = || factors.iter().flat_map(|factor| [(factor, false), (factor, true)]);
    let once = steps().find(|step| shifted(from, *step).as_ref() == Some(to));
    if let Some(step) = once {
        return Some(Conversion { ratio: ratio(step)?, by: vec![step.0.text()] });
    }
    let two = steps().find_map(|first| {
        let between = shifted(from, first)?;
        let second = steps().find(|step| shifted(&between, *step).as_ref() == Some(to))?;
        Some((first, second))
    });
    let (first, second) = two?;
    let ratio = ratio(first)?.checked_mul(&ratio(second)?).ok()?;
    Some(Conversion { ratio, by: vec![first.0.text(), second.0.text()] })
}

/// The dimension to which a factor leads, taken forwards or backwards.
fn shifted(from: &Dimension, (factor, backwards): (&Factor, bool)) -> Option<Dimension> {
    if backwards { from.divide(&factor.shift).ok() } else { from.multiply(&factor.shift).ok() }
}

fn ratio((factor, backwards): (&Factor, bool)) -> Option<Number> {
    if backwards { Number::ONE.checked_div(&factor.ratio).ok() } else { Some(factor.ratio.clone()) }
}
