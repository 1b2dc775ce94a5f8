//! What one side of a comparison lacks.

use super::dimension::{Base, Count, Dimension};

/// Dimensions with a word of their own that are worth naming as what is missing, besides single bases.
const FACTORS: &[(&[(Base, i32)], &str)] = &[
    (&[(Base::Length, 3)], "volume"),
    (&[(Base::Length, 2)], "area"),
    (&[(Base::Length, 3), (Base::Time, -1)], "volume / time"),
    (&[(Base::Mass, 1), (Base::Length, -3)], "mass / volume"),
    (&[(Base::Mass, 1), (Base::Time, -1)], "mass / time"),
];

/// Do the two dimensions differ by that of this unit, one way or the other: mass and amount by `g/mol`?
pub(crate) fn differ_by(left: &Dimension, right: &Dimension, unit: &str) -> bool {
    let Ok(factor) = super::Unit::parse(unit) else { return false };
    [(left, right), (right, left)]
        .iter()
        .any(|(one, other)| one.divide(other).as_ref() == Ok(factor.dimension()))
}

/// What one of two sides of different dimensions lacks to be comparable, for the help of a message. Nothing
/// when they are equal, or too different for a single factor to be the mistake.
///
/// ```
/// use elig::quantity::unit::{Unit, missing_factor};
///
/// let missing = |left: &str, right: &str| {
///     let (left, right) = (Unit::parse(left).unwrap(), Unit::parse(right).unwrap());
///     missing_factor(left.dimension(), right.dimension())
/// };
/// assert_eq!(missing("mg", "mg/dL").as_deref(), Some("the left side lacks `/ volume`"));
/// assert_eq!(missing("mg/kg/d", "mg/kg").as_deref(), Some("the right side lacks `/ time`"));
/// assert_eq!(missing("mg/dL", "g/L"), None);
/// ```
#[must_use]
pub fn missing_factor(left: &Dimension, right: &Dimension) -> Option<String> {
    if let Some(help) = amount_and_mass(left, right) {
        return Some(help);
    }
    let quotient = right.divide(left).ok()?;
    if left.is_none() || right.is_none() {
        return beside_a_number(left, right);
    }
    if let Some(word) = factor(&quotient.power(-1).ok()?) {
        return Some(lacking("left", &word));
    }
    let word = factor(&quotient)?;
    // Whatever the right side has more of, the left one may divide by: `mg/dL` against `mg`.
    let divides = left.powers().iter().any(|(base, power)| *power < 0 && quotient.exponent(base) > 0);
    Some(if divides { lacking("right", &word) } else { format!("the left side lacks `· {word}`") })
}

/// One side is a plain number: written without a unit, or in one that cancels, such as `mg/kg`.
fn beside_a_number(left: &Dimension, right: &Dimension) -> Option<String> {
    let (bare, side, other) = if left.is_none() { ("left", "right", right) } else { ("right", "left", left) };
    if other.is_none() {
        return None;
    }
    Some(match factor(&other.power(-1).ok()?) {
        Some(word) => lacking(bare, &word),
        None => format!("the {bare} side is a plain number, the {side} side is {other}"),
    })
}

fn lacking(side: &str, word: &str) -> String {
    let word = if word.contains('/') { format!("({word})") } else { word.to_owned() };
    format!("the {side} side lacks `/ {word}`")
}

/// The words of a dimension that can be one factor: a base to the third power at most, or a known product.
fn factor(dimension: &Dimension) -> Option<String> {
    if let Some((_, word)) = FACTORS.iter().find(|(powers, _)| *powers == dimension.powers()) {
        return Some((*word).to_owned());
    }
    match dimension.powers() {
        [(_, 1..=3)] => Some(dimension.to_string()),
        _ => None,
    }
}

/// One side counts particles, the other weighs them: the commonest mismatch of laboratory units.
fn amount_and_mass(left: &Dimension, right: &Dimension) -> Option<String> {
    let quotient = right.divide(left).ok()?;
    let amount = Base::Amount(Count::Moles);
    let molar = [(Base::Mass, 1), (amount.clone(), -1)];
    let per_mass = [(Base::Mass, -1), (amount.clone(), 1)];
    let (weighing, counting, weighed, counted) = match quotient.powers() {
        powers if powers == molar => ("right", "left", right, left),
        powers if powers == per_mass => ("left", "right", left, right),
        _ => return None,
    };
    if weighed.exponent(&Base::Mass) <= 0 || counted.exponent(&amount) <= 0 {
        return None;
    }
    Some(format!(
        "the {counting} side is an amount of substance, the {weighing} side a mass: to convert one to \
         the other takes the molar mass of the substance"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    fn missing(left: &str, right: &str) -> Option<String> {
        let (left, right) = (Unit::parse(left).unwrap(), Unit::parse(right).unwrap());
        missing_factor(left.dimension(), right.dimension())
    }

    #[test]
    fn names_the_side_and_the_factor() {
        for (left, right, help) in [
            ("mg", "mg/dL", "the left side lacks `/ volume`"),
            ("mg/dL", "mg", "the right side lacks `/ volume`"),
            ("mg", "mg/h", "the left side lacks `/ time`"),
            ("kg", "kg/m2", "the left side lacks `/ area`"),
            ("mL", "mL/min/m2", "no"),
            ("[IU]", "[IU]/L", "the left side lacks `/ volume`"),
            ("mg", "mg.m", "the left side lacks `· length`"),
            ("mg", "mg/kg", "the right side is a plain number, the left side is mass"),
            ("1", "mmol/L", "the left side is a plain number, the right side is amount / volume"),
            (
                "mmol/L",
                "mg/dL",
                "the left side is an amount of substance, the right side a mass: to convert one to the other \
                 takes the molar mass of the substance",
            ),
            ("mg/kg", "mg/kg/d", "the left side lacks `/ time`"),
            ("U/L", "[IU]/L", "no"),
            ("mmol/L", "mm[Hg]", "no"),
            ("mg/mmol", "1", "the right side is a plain number, the left side is mass / amount"),
            ("g/L", "mg/dL", "no"),
        ] {
            assert_eq!(missing(left, right).as_deref().unwrap_or("no"), help, "{left} and {right}");
        }
    }
}
