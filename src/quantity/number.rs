//! Exact rational numbers.
//!
//! A clinical threshold must mean what is written: `0.1 + 0.2` is `0.3`, and a third of a dose three
//! times is the dose. [`Number`] is therefore a fraction of whole numbers of any size, never a binary
//! float. It carries no unit.
//!
//! Two limits keep the cost of a calculation bounded:
//!
//! * [`MAX_DIGITS`]: what can be written down. [`Number::parse`] refuses longer or finer text.
//! * [`MAX_BITS`]: what can be calculated. The checked operations answer [`Fault::Overflow`] beyond it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Neg;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde::{Serialize, Serializer};
use thiserror::Error;

/// The most significant digits a written number may have. It also bounds the size: a written number is
/// below 10^28 in absolute value, and a multiple of 10^-28.
pub const MAX_DIGITS: u32 = 28;

/// The most bits the numerator or the denominator of a calculated number may have.
pub const MAX_BITS: u64 = 2_048;

/// Why a calculation has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Error)]
pub enum Fault {
    /// The numerator or the denominator of the result, in lowest terms, passes [`MAX_BITS`].
    #[error("the result is too large to calculate exactly")]
    Overflow,
    /// The divisor is zero.
    #[error("division by zero")]
    DivideByZero,
}

/// Why a text is not taken as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ParseNumberError {
    /// The text is not a number in the JSON grammar.
    #[error("not a number")]
    NotANumber,
    /// More than [`MAX_DIGITS`] digits, not counting leading zeros and zeros that end the fraction.
    #[error("more than {MAX_DIGITS} significant digits")]
    TooManyDigits,
    /// The absolute value is 10^28 or more, or the number is not a multiple of 10^-28.
    #[error("out of range: a number is below 1e{MAX_DIGITS} and has at most {MAX_DIGITS} decimal places")]
    OutOfRange,
}

/// An exact rational number, with no unit.
///
/// Equality, hash and order are those of the value, however it was written or calculated.
///
/// ```
/// use elig::quantity::{Fault, Number};
///
/// let tenth = Number::parse("0.1").unwrap();
/// let fifth = Number::parse("0.20").unwrap();
/// assert_eq!(tenth.checked_add(&fifth), Ok(Number::parse("3e-1").unwrap()));
///
/// let third = Number::ONE.checked_div(&Number::from(3_i64)).unwrap();
/// assert_eq!(third.to_string(), "1/3");
/// assert_eq!(third.checked_div(&Number::ZERO), Err(Fault::DivideByZero));
/// ```
#[derive(Clone)]
pub struct Number(Repr);

/// The fraction, in lowest terms with a denominator above zero. A value that fits `Small` is never `Big`,
/// so that each value has one representation.
#[derive(Clone)]
enum Repr {
    /// Nearly every number of a record or a ruleset: no allocation.
    Small { numerator: i64, denominator: i64 },
    /// The rest. Boxed, because it is rare and would make every number larger.
    Big(Box<BigRational>),
}

impl Number {
    /// 0.
    pub const ZERO: Self = Self(Repr::Small { numerator: 0, denominator: 1 });
    /// 1.
    pub const ONE: Self = Self(Repr::Small { numerator: 1, denominator: 1 });

    /// Reads a number in the JSON grammar: an optional `-`, digits without a needless leading zero, an
    /// optional fraction, an optional exponent.
    ///
    /// The cost is linear in the length of the text, whatever the exponent says.
    ///
    /// # Errors
    ///
    /// See [`ParseNumberError`]; the grammar is checked first, then the digits, then the range.
    ///
    /// ```
    /// use elig::quantity::{Number, ParseNumberError};
    ///
    /// assert_eq!(Number::parse("1.50"), Number::parse("15e-1"));
    /// assert_eq!(Number::parse("0e999999999999"), Ok(Number::ZERO));
    /// assert_eq!(Number::parse("1e400000000"), Err(ParseNumberError::OutOfRange));
    /// assert_eq!(Number::parse("1."), Err(ParseNumberError::NotANumber));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ParseNumberError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction.trim_end_matches('0')),
            Some(_) => return Err(ParseNumberError::NotANumber),
            None => (mantissa, ""),
        };
        if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(ParseNumberError::NotANumber);
        }

        let mut significand = 0_i128; // below 10^28 at the end of the loop
        let mut digits = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if digits == 0 && digit == b'0' {
                continue;
            }
            digits += 1;
            if digits > MAX_DIGITS {
                return Err(ParseNumberError::TooManyDigits);
            }
            significand = significand * 10 + i128::from(digit - b'0');
        }
        if digits == 0 {
            return Ok(Self::ZERO);
        }

        // The value is significand * 10^scale. Without its last zeros, the significand tells how fine the
        // value is: 10e-29 is 1e-28 and in range.
        let fraction_digits = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        let mut scale = exponent.saturating_sub(fraction_digits);
        while significand % 10 == 0 {
            significand /= 10;
            digits -= 1;
            scale = scale.saturating_add(1);
        }
        let limit = i64::from(MAX_DIGITS);
        if scale < -limit || scale > limit - i64::from(digits) {
            return Err(ParseNumberError::OutOfRange);
        }

        let signed = if negative { -significand } else { significand };
        let power = (0..scale.unsigned_abs()).fold(1_i128, |power, _| power * 10); // at most 10^28
        Ok(if scale < 0 { Self::reduced(signed, power) } else { Self::lowest(signed * power, 1) })
    }

    /// A fraction of any terms. The denominator is above zero, neither is `i128::MIN`.
    fn reduced(numerator: i128, denominator: i128) -> Self {
        if denominator == 1 {
            return Self::lowest(numerator, 1); // whole numbers need no gcd, which costs most here
        }
        let divisor = numerator.gcd(&denominator);
        Self::lowest(numerator / divisor, denominator / divisor)
    }

    /// A fraction in lowest terms with a denominator above zero.
    fn lowest(numerator: i128, denominator: i128) -> Self {
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Self(Repr::Small { numerator, denominator }),
            _ => {
                let big = BigRational::new_raw(numerator.into(), denominator.into());
                Self(Repr::Big(Box::new(big)))
            }
        }
    }

    /// The canonical form of a fraction in lowest terms with a denominator above zero.
    fn canonical(numerator: BigInt, denominator: BigInt) -> Self {
        match (numerator.to_i64(), denominator.to_i64()) {
            (Some(numerator), Some(denominator)) => Self(Repr::Small { numerator, denominator }),
            _ => Self(Repr::Big(Box::new(BigRational::new_raw(numerator, denominator)))),
        }
    }

    /// A fraction of any terms with a denominator above zero, unless it passes [`MAX_BITS`].
    fn reduced_big(numerator: BigInt, denominator: BigInt) -> Result<Self, Fault> {
        if numerator.is_zero() {
            return Ok(Self::ZERO);
        }
        // The library's gcd takes a step for every bit of the longer number. The remainder first makes it the
        // shorter one, which is often 1.
        let divisor = if numerator.bits() > denominator.bits() {
            (&numerator % &denominator).gcd(&denominator)
        } else {
            (&denominator % &numerator).gcd(&numerator)
        };
        let (numerator, denominator) = (numerator / &divisor, denominator / &divisor);
        if numerator.bits().max(denominator.bits()) > MAX_BITS {
            return Err(Fault::Overflow);
        }
        Ok(Self::canonical(numerator, denominator))
    }

    /// Numerator and denominator of a small number, widened. Each is at most 2^63 in absolute value and the
    /// denominator below that, so that a sum or difference of two products of a numerator with a denominator
    /// fits an `i128`.
    /// Numerator and denominator, in lowest terms, of a number that is small.
    #[inline]
    pub(crate) fn as_small(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small { numerator, denominator } => Some((numerator, denominator)),
            Repr::Big(_) => None,
        }
    }

    fn small(&self) -> Option<(i128, i128)> {
        self.as_small().map(|(numerator, denominator)| (numerator.into(), denominator.into()))
    }

    fn big(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                Cow::Owned(BigRational::new_raw((*numerator).into(), (*denominator).into()))
            }
            Repr::Big(big) => Cow::Borrowed(big),
        }
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, Fault> {
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return Ok(Self::reduced(a * d + c * b, b * d));
        }
        let (left, right) = (self.big(), other.big());
        let (a, b, c, d) = (left.numer(), left.denom(), right.numer(), right.denom());
        Self::reduced_big(a * d + c * b, b * d)
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`].
    pub fn checked_sub(&self, other: &Self) -> Result<Self, Fault> {
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return Ok(Self::reduced(a * d - c * b, b * d));
        }
        let (left, right) = (self.big(), other.big());
        let (a, b, c, d) = (left.numer(), left.denom(), right.numer(), right.denom());
        Self::reduced_big(a * d - c * b, b * d)
    }

    /// The product.
    ///
    /// # Errors
    ///
    /// [`Fault::Overflow`].
    pub fn checked_mul(&self, other: &Self) -> Result<Self, Fault> {
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return Ok(Self::reduced(a * c, b * d));
        }
        let (left, right) = (self.big(), other.big());
        Self::reduced_big(left.numer() * right.numer(), left.denom() * right.denom())
    }

    /// The quotient.
    ///
    /// # Errors
    ///
    /// [`Fault::DivideByZero`] when `other` is zero, [`Fault::Overflow`].
    pub fn checked_div(&self, other: &Self) -> Result<Self, Fault> {
        if other.is_zero() {
            return Err(Fault::DivideByZero);
        }
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            // The sign belongs to the numerator.
            return Ok(Self::reduced(a * d * c.signum(), b * c.abs()));
        }
        let (left, right) = (self.big(), other.big());
        let (a, b, c, d) = (left.numer(), left.denom(), right.numer(), right.denom());
        Self::reduced_big(a * d * c.signum(), b * c.abs())
    }

    /// The largest whole number that is not above this one: `-1.5` gives `-2`.
    #[must_use]
    pub fn floor(&self) -> Self {
        match &self.0 {
            Repr::Small { numerator, denominator } => Self::from(Integer::div_floor(numerator, denominator)),
            Repr::Big(big) => Self::canonical(big.numer().div_floor(big.denom()), BigInt::one()),
        }
    }

    /// The smallest whole number that is not below this one: `-1.5` gives `-1`.
    #[must_use]
    pub fn ceil(&self) -> Self {
        -(-self).floor()
    }

    /// The nearest whole number; halves go away from zero: `2.5` gives `3`, `-2.5` gives `-3`.
    ///
    /// # Errors
    ///
    /// When a number on the way is larger than the limit.
    pub fn rounded(&self) -> Result<Self, Fault> {
        if self.is_negative() { self.half_down() } else { self.half_up() }
    }

    /// The nearest whole number; halves go up.
    ///
    /// # Errors
    ///
    /// As [`Number::rounded`].
    pub fn half_up(&self) -> Result<Self, Fault> {
        if self.is_integer() {
            return Ok(self.clone());
        }
        let floor = self.floor();
        let middle = floor.checked_add(&Number::ONE.checked_div(&Number::from(2_i64))?)?;
        if *self < middle { Ok(floor) } else { floor.checked_add(&Number::ONE) }
    }

    /// The nearest whole number; halves go down.
    ///
    /// # Errors
    ///
    /// As [`Number::rounded`].
    pub fn half_down(&self) -> Result<Self, Fault> {
        (-self).half_up().map(|number| -number)
    }

    /// Whether the number is whole.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { denominator, .. } => *denominator == 1,
            Repr::Big(big) => big.is_integer(),
        }
    }

    /// Whether the number is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { numerator: 0, .. })
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { numerator, .. } => *numerator < 0,
            Repr::Big(big) => big.numer().is_negative(),
        }
    }

    /// The number as an `i64`, if it is whole and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small { numerator, denominator: 1 } => Some(numerator),
            _ => None,
        }
    }

    /// The bit length of the numerator's absolute value or of the denominator, whichever is larger: the
    /// measure that [`MAX_BITS`] limits. 0 and 1 have 1 bit, 255 has 8, 1/256 has 9.
    #[must_use]
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                let larger = numerator.unsigned_abs().max(denominator.unsigned_abs());
                u64::from(u64::BITS - larger.leading_zeros())
            }
            Repr::Big(big) => big.numer().bits().max(big.denom().bits()),
        }
    }

    /// How many places behind the point it has as a decimal; `None` of a number whose decimal never ends.
    ///
    /// ```
    /// use elig::quantity::Number;
    /// assert_eq!(Number::parse("2.50").unwrap().places(), Some(1));
    /// assert_eq!(Number::ONE.checked_div(&Number::from(3_i64)).unwrap().places(), None);
    /// ```
    #[must_use]
    pub fn places(&self) -> Option<u32> {
        decimal_places(self.big().denom())
    }

    /// For people: all digits of a decimal that has at most twenty-eight, else the first eight that count, cut off
    /// and followed by `…`. What is cut off makes a number no larger: 38.29999… is below 38.3.
    ///
    /// ```
    /// use elig::quantity::Number;
    /// let third = Number::ONE.checked_div(&Number::from(3_i64)).unwrap();
    /// assert_eq!(third.to_short(), "0.33333333…");
    /// assert_eq!(Number::parse("0.0555").unwrap().to_short(), "0.0555");
    /// ```
    #[must_use]
    pub fn to_short(&self) -> String {
        const ALL: usize = MAX_DIGITS as usize;
        const CUT: usize = 8;
        if self.is_integer() || decimal_places(self.big().denom()).is_some() {
            let all = self.to_string();
            if self.is_integer() || all.chars().filter(char::is_ascii_digit).count() <= ALL {
                return all;
            }
        }
        let big = self.big();
        let (whole, mut rest) = big.numer().abs().div_rem(big.denom());
        let mut text = whole.to_string();
        let mut counting = if whole.is_zero() { 0 } else { text.len() };
        let sign = if self.is_negative() { "-" } else { "" };
        text.push('.');
        // At least two places, and not for ever in a number that is nearly nothing.
        for place in 0..64 {
            if counting >= CUT && place >= 2 {
                break;
            }
            rest *= 10;
            let (digit, left) = rest.div_rem(big.denom());
            rest = left;
            counting += usize::from(counting > 0 || !digit.is_zero());
            text.push_str(&digit.to_string());
        }
        format!("{sign}{text}…")
    }

    /// About this number, to arrange things for display only: distinct numbers can give the same float, and
    /// a large one gives an infinity. To decide anything, compare the numbers.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        // The conversion always gives a value; the default only satisfies its type.
        self.big().to_f64().unwrap_or_default()
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits after the `e` with their optional sign. An exponent beyond `i64` is taken as the nearest
/// `i64`, which is far out of range all the same.
fn parse_exponent(text: &str) -> Result<i64, ParseNumberError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !is_digits(digits) {
        return Err(ParseNumberError::NotANumber);
    }
    let size =
        digits.bytes().fold(0_i64, |size, byte| size.saturating_mul(10).saturating_add((byte - b'0').into()));
    Ok(if text.starts_with('-') { -size } else { size })
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Small { numerator: value, denominator: 1 })
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self::from(i64::from(value))
    }
}

impl Neg for &Number {
    type Output = Number;

    fn neg(self) -> Number {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                Number::lowest(-i128::from(*numerator), i128::from(*denominator))
            }
            Repr::Big(big) => Number::canonical(-big.numer(), big.denom().clone()),
        }
    }
}

impl Neg for Number {
    type Output = Self;

    fn neg(self) -> Self {
        -&self
    }
}

// `BigRational` compares and hashes by a continued fraction that recurses once per term, thousands of calls
// deep for a large fraction. Lowest terms make the fields of a number enough to tell it from another.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) => {
                a == c && b == d
            }
            (Repr::Big(a), Repr::Big(b)) => a.numer() == b.numer() && a.denom() == b.denom(),
            _ => false,
        }
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small { numerator, denominator } => (numerator, denominator).hash(state),
            Repr::Big(big) => (big.numer(), big.denom()).hash(state),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return (a * d).cmp(&(c * b));
        }
        let (left, right) = (self.big(), other.big());
        (left.numer() * right.denom()).cmp(&(right.numer() * left.denom()))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The exact value: a decimal where it ends (`5.4`, `-0.125`, `1000`), else a fraction in lowest terms
/// (`1/3`). Never an exponent. Width and precision of the format are ignored.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let big = self.big();
        let (numerator, denominator) = (big.numer(), big.denom());
        if self.is_integer() {
            return write!(f, "{numerator}");
        }
        let Some(places) = decimal_places(denominator) else {
            return write!(f, "{numerator}/{denominator}");
        };
        let (whole, rest) = numerator.abs().div_rem(denominator);
        let fraction = (rest * BigInt::from(10).pow(places) / denominator).to_string();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{whole}.")?;
        // By hand: a format width ends at 65535, and a fraction can be longer.
        for _ in fraction.len()..places as usize {
            f.write_str("0")?;
        }
        f.write_str(&fraction)
    }
}

/// How many decimal places a fraction in lowest terms with this denominator has, or `None` when no number
/// of places is enough: when the denominator has a factor other than 2 and 5.
fn decimal_places(denominator: &BigInt) -> Option<u32> {
    let twos = denominator.trailing_zeros().unwrap_or(0);
    let odd = denominator >> twos;
    // 5^n has floor(n * log2(5)) + 1 bits, so that the bit length leaves one n to try. Dividing by five until
    // it no longer works would be quadratic.
    let fives = (odd.bits() as f64 / 5_f64.log2()) as u32;
    if odd != BigInt::from(5).pow(fives) {
        return None;
    }
    u32::try_from(twos).ok().map(|twos| twos.max(fives))
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

/// As the string that [`Display`](fmt::Display) gives: a JSON number would be read as a float by many.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn ratio(numerator: i64, denominator: i64) -> Number {
        Number::from(numerator).checked_div(&Number::from(denominator)).unwrap()
    }

    /// 2 to the `exponent`, which is a power of two itself.
    fn power_of_two(exponent: u32) -> Number {
        let mut power = Number::from(2_i64);
        for _ in 0..exponent.ilog2() {
            power = power.checked_mul(&power).unwrap();
        }
        power
    }

    fn is_small(number: &Number) -> bool {
        number.small().is_some()
    }

    #[test]
    fn decimals_and_thirds_are_exact() {
        assert_eq!(number("0.1").checked_add(&number("0.2")), Ok(number("0.3")));
        assert_eq!(ratio(1, 3).checked_mul(&Number::from(3_i64)), Ok(Number::ONE));
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(ratio(2, -4), number("-0.5"));
        assert_eq!(ratio(-7, 7).to_i64(), Some(-1));
    }

    #[test]
    fn what_people_are_shown() {
        let power = |of: i64, exponent: u32| {
            (0..exponent).fold(Number::ONE, |power, _| power.checked_mul(&Number::from(of)).unwrap())
        };
        let long = power(10, 30).checked_add(&Number::ONE).unwrap();
        let finest = Number::ONE.checked_div(&power(10, 27)).unwrap();
        let table = [
            (ratio(1, 3), "0.33333333…", None),
            (ratio(-1, 3), "-0.33333333…", None),
            (ratio(100, 3), "33.333333…", None),
            (ratio(1, 7000), "0.00014285714…", None),
            (ratio(1_234_567_891, 7), "176366841.57…", None),
            (ratio(-5, 2), "-2.5", Some(1)),
            (Number::ZERO, "0", Some(0)),
            (ratio(1, 3).checked_div(&power(10, 70)).unwrap(), &format!("0.{}…", "0".repeat(64)), None),
            // A whole number has all its digits, a decimal up to 28 of them.
            (long.clone(), "1000000000000000000000000000001", Some(0)),
            (finest.clone(), "0.000000000000000000000000001", Some(27)),
            (
                finest.checked_div(&Number::from(10_i64)).unwrap(),
                "0.00000000000000000000000000010000000…",
                Some(28),
            ),
        ];
        for (number, short, places) in table {
            let shown = number.to_short();
            assert_eq!((number.places(), shown.as_str()), (places, short), "{number}");
        }
    }

    #[test]
    fn numbers_that_differ_are_told_apart_by_their_hashes() {
        let hash = |number: &Number| {
            let mut hasher = std::hash::DefaultHasher::new();
            number.hash(&mut hasher);
            hasher.finish()
        };
        let numbers: Vec<_> =
            (1..50_i64).map(|of| ratio(1, of)).chain((0..50_i64).map(Number::from)).collect();
        let hashes: HashSet<_> = numbers.iter().map(hash).collect();
        assert_eq!(hashes.len(), 98, "1 is there twice");
        assert_eq!(hash(&number("1.50")), hash(&ratio(3, 2)));
    }

    #[test]
    fn a_value_is_small_exactly_when_it_fits() {
        let max = Number::from(i64::MAX);
        let min = Number::from(i64::MIN);
        let above = max.checked_add(&Number::ONE).unwrap();
        assert!(!is_small(&above));
        assert_eq!(above.to_string(), "9223372036854775808");
        assert_eq!(above.to_i64(), None);
        assert_eq!(-&min, above);
        assert_eq!(-above.clone(), min);
        assert!(is_small(&-above.clone()));
        let back = above.checked_sub(&Number::ONE).unwrap();
        assert!(is_small(&back));
        assert_eq!(back, max);
        assert_eq!(min.checked_div(&min), Ok(Number::ONE));
        assert_eq!(min.checked_div(&Number::from(-1_i64)), Ok(above.clone()));
        assert_eq!(Number::ONE.checked_div(&min).unwrap().checked_mul(&min), Ok(Number::ONE));
        assert_eq!(min.checked_sub(&Number::ONE).unwrap().checked_add(&Number::ONE), Ok(min.clone()));
        assert_eq!(max.checked_mul(&max).unwrap().checked_div(&max), Ok(max.clone()));
        // The largest intermediates there are.
        let (low, high) = (ratio(i64::MIN, i64::MAX), ratio(i64::MAX - 1, i64::MAX));
        assert_eq!(low.checked_sub(&high).unwrap().checked_add(&high), Ok(low.clone()));
        assert!(low < high);

        let set: HashSet<Number> = [above.clone(), -min, max, back].into();
        assert_eq!(set.len(), 2);
    }

    #[test]
    fn parse_accepts_the_json_grammar() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.000", "0"),
            ("0e999999999999", "0"),
            ("0E-99999999999999999999999999", "0"),
            ("-12.50", "-12.5"),
            ("1e3", "1000"),
            ("1E+3", "1000"),
            ("1.25e1", "12.5"),
            ("125e-3", "0.125"),
            ("10e-29", "0.0000000000000000000000000001"),
            ("9999999999999999999999999999", "9999999999999999999999999999"),
            ("0.9999999999999999999999999999", "0.9999999999999999999999999999"),
            ("1e27", "1000000000000000000000000000"),
            ("0.00000000000000000000000000000000000001e38", "1"),
            ("1.0000000000000000000000000000000000000000", "1"),
        ] {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn parse_errors() {
        use ParseNumberError::{NotANumber, OutOfRange, TooManyDigits};
        let wrong = "- +1 --1 1. .5 01 -01 00 1e 1e+ 1e+-2 1e1.5 1.2.3 1e2e3 1_000 1,5 0x1 ٣ NaN inf 1.e5 1x";
        for text in wrong.split(' ').chain(["", " 1", "1 ", "1e5 ", "99999999999999999999999999999999x"]) {
            assert_eq!(Number::parse(text), Err(NotANumber), "{text:?}");
        }
        for text in [
            "12345678901234567890123456789",
            "1.2345678901234567890123456789",
            "10000000000000000000000000000",
        ] {
            assert_eq!(Number::parse(text), Err(TooManyDigits), "{text:?}");
        }
        for text in [
            "1e28",
            "-1e28",
            "10e27",
            "1e400000000",
            "1e-400000000",
            "1e99999999999999999999999999",
            "1e-99999999999999999999999999",
            "1e-29",
            "15e-29",
            "0.00000000000000000000000000001",
        ] {
            assert_eq!(Number::parse(text), Err(OutOfRange), "{text:?}");
        }
    }

    #[test]
    fn faults() {
        assert_eq!(Number::ONE.checked_div(&Number::ZERO), Err(Fault::DivideByZero));
        let root = power_of_two(1024);
        assert_eq!(root.bits(), 1025);
        assert_eq!(root.checked_mul(&root), Err(Fault::Overflow));
        let largest = root.checked_mul(&root.checked_sub(&Number::ONE).unwrap()).unwrap();
        assert_eq!(largest.bits(), MAX_BITS);
        assert_eq!(largest.checked_add(&largest), Err(Fault::Overflow));
        assert_eq!((-&largest).checked_sub(&largest), Err(Fault::Overflow));
        let smallest = Number::ONE.checked_div(&largest).unwrap();
        assert_eq!(smallest.checked_div(&root), Err(Fault::Overflow));
        assert_eq!(smallest.checked_mul(&largest), Ok(Number::ONE));
        assert_eq!(smallest.checked_div(&Number::ZERO), Err(Fault::DivideByZero));
    }

    #[test]
    fn huge_numbers_compare_hash_and_print() {
        // Neighbours in the Fibonacci sequence have the longest continued fraction for their size.
        let (mut a, mut b) = (Number::ONE, Number::ONE);
        while b.bits() < 900 {
            (a, b) = (b.clone(), a.checked_add(&b).unwrap());
        }
        let golden = b.checked_div(&a).unwrap();
        let next = a.checked_add(&b).unwrap().checked_div(&b).unwrap();
        assert_ne!(golden, next);
        assert_ne!(golden.cmp(&next), Ordering::Equal);
        assert_eq!(HashSet::from([golden.clone(), next, golden.clone()]).len(), 2);
        assert!((golden.as_f64() - 1.618).abs() < 0.001);
        assert!(golden.to_string().contains('/'));

        let mut power = Number::ONE;
        for _ in 0..2_047 / 23 {
            power = power.checked_mul(&ratio(1, 1 << 23)).unwrap();
        }
        assert_eq!(power.bits(), MAX_BITS);
        let text = power.to_string();
        assert_eq!(text.len(), 2 + 2_047);
        assert!(text.starts_with("0.000") && text.ends_with("25"));
        assert_eq!(power_of_two(512).as_f64(), 2_f64.powi(512));
    }

    #[test]
    fn display() {
        for (value, shown) in [
            (ratio(27, 5), "5.4"),
            (ratio(-1, 8), "-0.125"),
            (Number::from(1000_u32), "1000"),
            (ratio(1, 3), "1/3"),
            (ratio(-10, 6), "-5/3"),
            (ratio(1, 3125), "0.00032"),
            (ratio(1, 14), "1/14"),
            (ratio(-201, 2), "-100.5"),
            (ratio(1, i64::MAX), "1/9223372036854775807"),
        ] {
            assert_eq!(value.to_string(), shown);
            assert_eq!(serde_json::to_value(&value).unwrap(), serde_json::Value::from(shown));
        }
        assert_eq!(format!("{:?}", ratio(1, 3)), "Number(1/3)");
    }

    #[test]
    fn every_power_of_five_is_recognised() {
        let mut power = BigInt::from(1);
        for exponent in 0..2_000 {
            assert_eq!(decimal_places(&power), Some(exponent));
            assert_eq!(decimal_places(&(&power * 3)), None);
            power *= 5;
        }
        // The largest that a number can have: 28225 * log2(5) is just below 65537.
        assert_eq!(decimal_places(&BigInt::from(5).pow(28_224)), Some(28_224));
    }

    #[test]
    fn floor_ceil_and_the_rest() {
        for (text, floor, ceil) in
            [("1.5", 1, 2), ("-1.5", -2, -1), ("3", 3, 3), ("-3", -3, -3), ("0.1", 0, 1)]
        {
            assert_eq!(number(text).floor(), Number::from(floor as i64), "{text}");
            assert_eq!(number(text).ceil(), Number::from(ceil as i64), "{text}");
        }
        let big = number("-12345678901234567890.5");
        assert_eq!(big.floor(), number("-12345678901234567891"));
        assert_eq!(big.ceil(), number("-12345678901234567890"));
        assert_eq!(number("-9223372036854775808.5").ceil(), Number::from(i64::MIN));
        assert!(is_small(&number("-9223372036854775808.5").ceil()));
        assert_eq!(Number::from(i64::MIN).ceil(), Number::from(i64::MIN));
        assert!(big.is_negative() && !big.is_integer() && !big.is_zero());
        assert!(Number::ZERO.is_zero() && Number::ZERO.is_integer() && !Number::ZERO.is_negative());
        for (value, bits) in [
            (Number::ZERO, 1),
            (Number::ONE, 1),
            (ratio(255, 1), 8),
            (ratio(1, 256), 9),
            (Number::from(i64::MIN), 64),
        ] {
            assert_eq!(value.bits(), bits, "{value}");
        }
        assert_eq!(ratio(-5, 4).as_f64(), -1.25);
    }

    #[test]
    fn ordering() {
        let ascending = [
            number("-1e20"),
            Number::from(i64::MIN),
            number("-0.5"),
            Number::ZERO,
            ratio(1, 3),
            number("0.3333333333333333333333333334"),
            Number::ONE,
            Number::from(i64::MAX),
            number("9223372036854775807.5"),
            number("1e20"),
        ];
        for (i, left) in ascending.iter().enumerate() {
            for (j, right) in ascending.iter().enumerate() {
                assert_eq!(left.cmp(right), i.cmp(&j), "{left} and {right}");
            }
        }
    }

    /// Numbers that are often equal, often at the edge of the small form, and often beyond it.
    fn any_number() -> impl Strategy<Value = Number> {
        let integer = prop_oneof![
            -4_i64..5,
            -1000_i64..1000,
            any::<i64>(),
            Just(i64::MIN),
            Just(i64::MIN + 1),
            Just(i64::MAX),
        ];
        let denominator = prop_oneof![Just(1_i64), 1_i64..7, any::<i64>().prop_filter("zero", |n| *n != 0)];
        let small = (integer, denominator).prop_map(|(n, d)| ratio(n, d));
        let big = (small.clone(), small.clone()).prop_map(|(a, b)| a.checked_mul(&b).unwrap());
        prop_oneof![4 => small, 1 => big]
    }

    /// A decimal within what can be written down.
    fn any_decimal() -> impl Strategy<Value = Number> {
        let limit = 10_i128.pow(MAX_DIGITS) - 1;
        (-limit..=limit, 0..=MAX_DIGITS)
            .prop_map(|(digits, places)| Number::reduced(digits, 10_i128.pow(places)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn numbers_are_a_field(a in any_number(), b in any_number(), c in any_number()) {
            let add = |x: &Number, y: &Number| x.checked_add(y).unwrap();
            let mul = |x: &Number, y: &Number| x.checked_mul(y).unwrap();
            prop_assert_eq!(add(&a, &b), add(&b, &a));
            prop_assert_eq!(mul(&a, &b), mul(&b, &a));
            prop_assert_eq!(add(&add(&a, &b), &c), add(&a, &add(&b, &c)));
            prop_assert_eq!(mul(&mul(&a, &b), &c), mul(&a, &mul(&b, &c)));
            prop_assert_eq!(mul(&a, &add(&b, &c)), add(&mul(&a, &b), &mul(&a, &c)));
            prop_assert_eq!(add(&a, &-&a), Number::ZERO);
            prop_assert_eq!(a.checked_sub(&b).unwrap(), add(&a, &-&b));
            if !b.is_zero() {
                prop_assert_eq!(mul(&a.checked_div(&b).unwrap(), &b), a);
            }
        }

        #[test]
        fn arithmetic_agrees_with_the_library(a in any_number(), b in any_number()) {
            let (x, y) = (a.big(), b.big());
            let (x, y) = (x.as_ref(), y.as_ref());
            let mut results =
                vec![(a.checked_add(&b), x + y), (a.checked_sub(&b), x - y), (a.checked_mul(&b), x * y)];
            if !b.is_zero() {
                results.push((a.checked_div(&b), x / y));
            }
            for (result, expected) in results {
                let result = result.unwrap();
                let fits = expected.numer().to_i64().is_some() && expected.denom().to_i64().is_some();
                prop_assert_eq!(is_small(&result), fits);
                prop_assert_eq!(result.big().into_owned(), expected);
            }
        }

        #[test]
        fn order_is_the_sign_of_the_difference(a in any_number(), b in any_number(), c in any_number()) {
            let difference = a.checked_sub(&b).unwrap();
            prop_assert_eq!(a < b, difference.is_negative());
            prop_assert_eq!(a == b, difference.is_zero());
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a.cmp(&b), a.big().as_ref().cmp(b.big().as_ref()));
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
        }

        #[test]
        fn floor_and_ceil_are_the_nearest_integers(a in any_number()) {
            let (floor, ceil) = (a.floor(), a.ceil());
            prop_assert!(floor.is_integer() && ceil.is_integer());
            prop_assert!(floor <= a && a <= ceil);
            let gap = if a.is_integer() { Number::ZERO } else { Number::ONE };
            prop_assert_eq!(ceil.checked_sub(&floor).unwrap(), gap);
        }

        #[test]
        fn a_decimal_survives_display_and_parse(a in any_decimal()) {
            prop_assert_eq!(Number::parse(&a.to_string()), Ok(a));
        }

        #[test]
        fn parse_has_the_grammar_of_json(text in "[-+]?[0-9]{0,3}[.]?[0-9]{0,3}([eE][-+]?[0-9]{0,2})?") {
            let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            prop_assert_eq!(Number::parse(&text) != Err(ParseNumberError::NotANumber), is_json);
        }
    }
}
