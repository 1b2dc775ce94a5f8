//! What a number could still be.
//!
//! Where a record leaves a value open, evaluation carries the set of all values it could have: an
//! [`Interval`]. A comparison is decided only when every possibility agrees.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use crate::quantity::{Fault, Number};

/// The set of numbers that a value could still be: all rationals between two ends, each of which belongs to
/// it, does not belong to it, or is missing. The set is never empty.
///
/// A *fault* says that the calculation has failed for at least one possibility. Then nothing is decided,
/// whatever the ends say.
///
/// # The law
///
/// For every `a` in A and every `b` in B, `a op b` is in `A op B`; or `A op B` has a fault, as it has when A
/// or B has one. The result is the smallest interval that obeys the law, unless it has a fault.
///
/// Fewer possibilities never give more: when A is a subset of B, `A op C` is a subset of `B op C`, and what a
/// comparison decides for B it decides for A. One exception: an end of A can be a fraction so long that the
/// calculation overflows where that of B does not. A caller who has to exclude this bounds the bits of the
/// numbers that get here.
///
/// ```text
/// [1, 2] + (3, 5]   =  (4, 7]
/// [0, 1) * [2, ∞)   =  [0, ∞)
/// 1 / (0, 4]        =  [1/4, ∞)
/// 1 / [0, 4]        =  (-∞, ∞), fault: division by zero
/// [1, 5) < [5, 9]   is true of every pair
/// [1, 5] < [5, 9]   depends on the pair: None
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Interval {
    low: Bound<Number>,
    high: Bound<Number>,
    fault: Option<Fault>,
}

impl Interval {
    /// Exactly this number.
    #[must_use]
    pub fn point(number: Number) -> Self {
        Self { low: Included(number.clone()), high: Included(number), fault: None }
    }

    /// All numbers from `low` to `high`. There must be at least one.
    #[must_use]
    pub fn new(low: Bound<Number>, high: Bound<Number>) -> Self {
        let interval = Self { low, high, fault: None };
        debug_assert!(!is_below(&interval.high_end(), &interval.low_end()), "empty interval: {interval:?}");
        interval
    }

    /// All numbers.
    #[must_use]
    pub fn everything() -> Self {
        Self { low: Unbounded, high: Unbounded, fault: None }
    }

    /// The lower end.
    #[must_use]
    pub fn low(&self) -> &Bound<Number> {
        &self.low
    }

    /// The upper end.
    #[must_use]
    pub fn high(&self) -> &Bound<Number> {
        &self.high
    }

    /// Why the calculation fails for at least one possibility, or `None` when it cannot fail. Of several
    /// faults the greatest is kept, so that the order of a calculation does not show.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The same numbers, with a fault in addition to the one there may be.
    #[must_use]
    pub fn with_fault(self, fault: Fault) -> Self {
        Self { fault: self.fault.max(Some(fault)), ..self }
    }

    /// Whether the value is certain: one number and no fault.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.as_point().is_some()
    }

    /// The number that the value certainly is. `None` when there are several, or a fault.
    #[must_use]
    pub fn as_point(&self) -> Option<&Number> {
        match (&self.low, &self.high, self.fault) {
            (Included(low), Included(high), None) if low == high => Some(low),
            _ => None,
        }
    }

    /// The same, as a fraction in lowest terms, where it is a small one.
    #[inline]
    pub(crate) fn as_small_point(&self) -> Option<(i64, i64)> {
        match (&self.low, &self.high, self.fault) {
            (Included(low), Included(high), None) => {
                let (low, high) = (low.as_small()?, high.as_small()?);
                (low == high).then_some(low)
            }
            _ => None,
        }
    }

    /// Whether the set has this number.
    #[must_use]
    pub fn contains(&self, number: &Number) -> bool {
        let number = End { limit: Limit::At(number.clone()), closed: true };
        !is_below(&number, &self.low_end()) && !is_below(&self.high_end(), &number)
    }

    /// Whether everything possible here is possible in `other`: each number, and failure.
    #[must_use]
    pub fn is_subset_of(&self, other: &Self) -> bool {
        let hull = self.hull(other);
        (&hull.low, &hull.high) == (&other.low, &other.high)
            && (self.fault.is_none() || other.fault.is_some())
    }

    /// The smallest interval that holds both: the value is in one or in the other.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        let low = lower(self.low_end(), other.low_end());
        let high = higher(self.high_end(), other.high_end());
        Self { low: low.into_bound(), high: high.into_bound(), fault: self.fault.max(other.fault) }
    }

    /// The numbers that are in both; `None` when there are none.
    #[must_use]
    pub fn common(&self, other: &Self) -> Option<Self> {
        let narrower = |one: End, wide: End, is_low: bool| {
            let wider =
                if is_low { lower(one.clone(), wide.clone()) } else { higher(one.clone(), wide.clone()) };
            let one_is_wider = wider.limit == one.limit && wider.closed == one.closed;
            if one_is_wider { wide } else { one }
        };
        let low = narrower(self.low_end(), other.low_end(), true);
        let high = narrower(self.high_end(), other.high_end(), false);
        (!is_below(&high, &low)).then(|| Self {
            low: low.into_bound(),
            high: high.into_bound(),
            fault: self.fault.max(other.fault),
        })
    }

    /// The greater of the two: of every pair.
    #[must_use]
    pub fn greater(&self, other: &Self) -> Self {
        // The lower end is the higher of the lower ends, and the one that lets fewer numbers in where they meet.
        let (one, two) = (self.low_end(), other.low_end());
        let low = if is_lower_end_below(&one, &two) { two } else { one };
        let high = higher(self.high_end(), other.high_end());
        Self { low: low.into_bound(), high: high.into_bound(), fault: self.fault.max(other.fault) }
    }

    /// The lesser of the two: of every pair.
    #[must_use]
    pub fn lesser(&self, other: &Self) -> Self {
        self.negated().greater(&other.negated()).negated()
    }

    /// Each number rounded to the nearest whole one; halves away from zero.
    #[must_use]
    pub fn rounded(&self) -> Self {
        // Behind an open end the halves of that end itself are not reached: 2.5 is not in (1, 2.5).
        let low = match &self.low {
            Unbounded => Ok(Unbounded),
            Included(end) => end.rounded().map(Included),
            Excluded(end) => end.half_up().map(Included),
        };
        let high = match &self.high {
            Unbounded => Ok(Unbounded),
            Included(end) => end.rounded().map(Included),
            Excluded(end) => end.half_down().map(Included),
        };
        self.calculated(self, low.and_then(|low| Ok((low, high?))))
    }

    /// `self < other`: `Some(true)` of every pair, `Some(false)` of none, `None` when it depends on the pair or
    /// there is a fault.
    #[must_use]
    pub fn less(&self, other: &Self) -> Option<bool> {
        if self.fault.or(other.fault).is_some() {
            None
        } else if is_below(&self.high_end(), &other.low_end()) {
            Some(true)
        } else if self.low_end().limit >= other.high_end().limit {
            // Where both ends are at one number, they may belong to their intervals: it is not below itself.
            Some(false)
        } else {
            None
        }
    }

    /// `self <= other`, as [`Interval::less`].
    #[must_use]
    pub fn less_or_equal(&self, other: &Self) -> Option<bool> {
        other.less(self).map(|less| !less)
    }

    /// `self == other`, as [`Interval::less`]: `Some(true)` only of two points.
    #[must_use]
    pub fn equal(&self, other: &Self) -> Option<bool> {
        if self.less(other) == Some(true) || other.less(self) == Some(true) {
            return Some(false);
        }
        match (self.as_point(), other.as_point()) {
            // Two points of which neither is below the other.
            (Some(_), Some(_)) => Some(true),
            _ => None,
        }
    }

    /// `self + other`, by [the law](Interval#the-law).
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let ends = || Ok((add_bounds(&self.low, &other.low)?, add_bounds(&self.high, &other.high)?));
        self.calculated(other, ends())
    }

    /// `self - other`, by [the law](Interval#the-law).
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// `-self`. It cannot fail.
    #[must_use]
    pub fn negated(&self) -> Self {
        let negate = |end: &Bound<Number>| end.as_ref().map(|number| -number);
        Self { low: negate(&self.high), high: negate(&self.low), fault: self.fault }
    }

    /// `self * other`, by [the law](Interval#the-law).
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        // A product is linear in each factor: it is least and greatest where both are at an end.
        let ends = || {
            let first = multiply_ends(&self.low_end(), &other.low_end())?;
            let (mut low, mut high) = (first.clone(), first);
            for (left, right) in [
                (self.low_end(), other.high_end()),
                (self.high_end(), other.low_end()),
                (self.high_end(), other.high_end()),
            ] {
                let product = multiply_ends(&left, &right)?;
                low = lower(low, product.clone());
                high = higher(high, product);
            }
            Ok((low.into_bound(), high.into_bound()))
        };
        self.calculated(other, ends())
    }

    /// `self / other`, by [the law](Interval#the-law). When `other` holds zero the result is everything with
    /// [`Fault::DivideByZero`]; an open end at zero is no fault.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        if other.contains(&Number::ZERO) {
            return self.calculated(other, Err(Fault::DivideByZero));
        }
        // On one side of zero 1/x falls as x grows, so that the ends change places.
        let ends = || Ok((invert_bound(&other.high)?, invert_bound(&other.low)?));
        self.times(&other.calculated(other, ends()))
    }

    /// The interval between the calculated ends, or everything when they have a fault; with the faults of the
    /// operands.
    fn calculated(&self, other: &Self, ends: Result<(Bound<Number>, Bound<Number>), Fault>) -> Self {
        let result = match ends {
            Ok((low, high)) => Self::new(low, high),
            Err(fault) => Self::everything().with_fault(fault),
        };
        Self { fault: result.fault.max(self.fault).max(other.fault), ..result }
    }

    fn low_end(&self) -> End {
        End::new(&self.low, Limit::Below)
    }

    fn high_end(&self) -> End {
        End::new(&self.high, Limit::Above)
    }
}

/// A place on the number line, or beyond one side of it. The order is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    /// Minus infinity.
    Below,
    At(Number),
    /// Infinity.
    Above,
}

/// An end of an interval: a [`Bound`] that knows which infinity it is. An infinite end is never closed.
#[derive(Debug, Clone)]
struct End {
    limit: Limit,
    /// Whether the limit belongs to the interval.
    closed: bool,
}

impl End {
    fn new(bound: &Bound<Number>, unbounded: Limit) -> Self {
        match bound {
            Included(number) => Self { limit: Limit::At(number.clone()), closed: true },
            Excluded(number) => Self { limit: Limit::At(number.clone()), closed: false },
            Unbounded => Self { limit: unbounded, closed: false },
        }
    }

    fn into_bound(self) -> Bound<Number> {
        match (self.limit, self.closed) {
            (Limit::At(number), true) => Included(number),
            (Limit::At(number), false) => Excluded(number),
            (Limit::Below | Limit::Above, _) => Unbounded,
        }
    }

    fn is_zero(&self) -> bool {
        matches!(&self.limit, Limit::At(number) if number.is_zero())
    }

    fn is_negative(&self) -> bool {
        match &self.limit {
            Limit::Below => true,
            Limit::At(number) => number.is_negative(),
            Limit::Above => false,
        }
    }
}

/// Whether all numbers up to the upper end `high` are below all numbers from the lower end `low`.
fn is_below(high: &End, low: &End) -> bool {
    high.limit < low.limit || (high.limit == low.limit && !(high.closed && low.closed))
}

/// Does `a`, as a lower end, let in more numbers than `b`?
fn is_lower_end_below(a: &End, b: &End) -> bool {
    a.limit < b.limit || (a.limit == b.limit && a.closed && !b.closed)
}

/// The one of two lower ends that lets more numbers in.
fn lower(a: End, b: End) -> End {
    if a.limit == b.limit {
        End { closed: a.closed || b.closed, ..a }
    } else if a.limit < b.limit {
        a
    } else {
        b
    }
}

/// The one of two upper ends that lets more numbers in.
fn higher(a: End, b: End) -> End {
    if a.limit == b.limit {
        End { closed: a.closed || b.closed, ..a }
    } else if a.limit > b.limit {
        a
    } else {
        b
    }
}

/// The sum of two lower ends, or of two upper ends. It is reached when both are.
fn add_bounds(a: &Bound<Number>, b: &Bound<Number>) -> Result<Bound<Number>, Fault> {
    Ok(match (a, b) {
        (Unbounded, _) | (_, Unbounded) => Unbounded,
        (Included(a), Included(b)) => Included(a.checked_add(b)?),
        (Included(a) | Excluded(a), Included(b) | Excluded(b)) => Excluded(a.checked_add(b)?),
    })
}

/// The product of two ends. It is reached when both are, and a zero that is reached is enough.
fn multiply_ends(a: &End, b: &End) -> Result<End, Fault> {
    let reaches_zero = |end: &End| end.closed && end.is_zero();
    let closed = (a.closed && b.closed) || reaches_zero(a) || reaches_zero(b);
    let limit = match (&a.limit, &b.limit) {
        (Limit::At(a), Limit::At(b)) => Limit::At(a.checked_mul(b)?),
        // Zero times infinity: all products of zero are zero, however far the other factor goes. Those of an
        // open zero can be anything between zero and infinity, and the infinity is another pair's product.
        _ if a.is_zero() || b.is_zero() => Limit::At(Number::ZERO),
        _ if a.is_negative() == b.is_negative() => Limit::Above,
        _ => Limit::Below,
    };
    Ok(End { limit, closed })
}

/// One divided by an end of an interval without zero.
fn invert_bound(bound: &Bound<Number>) -> Result<Bound<Number>, Fault> {
    Ok(match bound {
        Unbounded => Excluded(Number::ZERO),
        Excluded(zero) if zero.is_zero() => Unbounded,
        Included(number) => Included(Number::ONE.checked_div(number)?),
        Excluded(number) => Excluded(Number::ONE.checked_div(number)?),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        match text.split_once('/') {
            Some((n, d)) => number(n).checked_div(&number(d)).unwrap(),
            None => Number::parse(text).unwrap(),
        }
    }

    /// `[1 2)`, `(-inf 2]`, `(1/3 inf)`, or a point `5`; a `!` at the end is a division by zero.
    fn interval(text: &str) -> Interval {
        if let Some(rest) = text.strip_suffix('!') {
            return interval(rest).with_fault(Fault::DivideByZero);
        }
        let end = |text: &str, closed: bool| match text {
            "-inf" | "inf" => Unbounded,
            text if closed => Included(number(text)),
            text => Excluded(number(text)),
        };
        match text.split_once(' ') {
            Some((low, high)) => {
                let (low, low_closed) = (&low[1..], low.starts_with('['));
                let (high, high_closed) = (&high[..high.len() - 1], high.ends_with(']'));
                Interval::new(end(low, low_closed), end(high, high_closed))
            }
            None => Interval::point(number(text)),
        }
    }

    #[test]
    fn arithmetic() {
        let table = [
            ("[1 2]", "+", "(3 5]", "(4 7]"),
            ("[1 2)", "+", "[3 inf)", "[4 inf)"),
            ("(-inf 2]", "+", "[3 inf)", "(-inf inf)"),
            ("[1 2)", "-", "(3 5]", "[-4 -1)"),
            ("[1 inf)", "-", "[3 inf)", "(-inf inf)"),
            ("[1 2]", "*", "[3 4)", "[3 8)"),
            ("[-1 2]", "*", "[-3 4)", "[-6 8)"),
            ("[-1 2)", "*", "(-3 4]", "(-6 8)"),
            // The two corners 4 and 4, of which one is reached.
            ("[-2 2)", "*", "[-2 2)", "(-4 4]"),
            ("(-1 1)", "*", "0", "0"),
            ("(-inf inf)", "*", "0", "0"),
            ("[0 1)", "*", "[2 inf)", "[0 inf)"),
            ("(0 1)", "*", "[2 inf)", "(0 inf)"),
            ("(0 1)", "*", "[0 inf)", "[0 inf)"),
            ("(0 1)", "*", "(-inf 0)", "(-inf 0)"),
            ("[0 1)", "*", "(0 1)", "[0 1)"),
            ("[-1 0]", "*", "(1 inf)", "(-inf 0]"),
            ("(-inf -1]", "*", "(-inf -2)", "(2 inf)"),
            ("(-inf inf)", "*", "-1", "(-inf inf)"),
            ("1", "/", "(0 4]", "[1/4 inf)"),
            ("1", "/", "[-4 0)", "(-inf -1/4]"),
            ("[1 2]", "/", "[4 inf)", "(0 1/2]"),
            ("[0 2]", "/", "[4 inf)", "[0 1/2]"),
            ("(-inf 2]", "/", "(-inf -4]", "[-1/2 inf)"),
            ("[6 9)", "/", "[2 3]", "[2 9/2)"),
            ("[-1 1)", "/", "(0 1)", "(-inf inf)"),
            ("0", "/", "(0 1)", "0"),
            ("[1 2]", "/", "0", "(-inf inf)!"),
            ("0", "/", "[0 1]", "(-inf inf)!"),
            ("1", "/", "(-1 inf)", "(-inf inf)!"),
            ("1", "/", "(-inf inf)", "(-inf inf)!"),
            ("1!", "+", "2", "3!"),
            ("1", "-", "2!", "-1!"),
            ("1!", "*", "2", "2!"),
            ("1", "/", "2!", "1/2!"),
        ];
        for (left, op, right, expected) in table {
            let (a, b) = (interval(left), interval(right));
            let result = match op {
                "+" => a.plus(&b),
                "-" => a.minus(&b),
                "*" => a.times(&b),
                _ => a.over(&b),
            };
            assert_eq!(result, interval(expected), "{left} {op} {right}");
        }
        assert_eq!(interval("[-1 2)").negated(), interval("(-2 1]"));
        assert_eq!(interval("(-inf 2]!").negated(), interval("[-2 inf)!"));
    }

    #[test]
    fn what_is_greater_and_what_is_common() {
        // the greater of every pair, what is in both
        let table = [
            ("[1 3]", "[2 5]", "[2 5]", Some("[2 3]")),
            ("(2 5]", "[2 5]", "(2 5]", Some("(2 5]")),
            ("[2 5)", "[2 5]", "[2 5]", Some("[2 5)")),
            ("(2 4]", "[2 5)", "(2 5)", Some("(2 4]")),
            ("[1 2]", "[2 5]", "[2 5]", Some("2")),
            ("[1 2)", "[2 5]", "[2 5]", None),
            ("[1 2]", "[3 5]", "[3 5]", None),
            ("(-inf 2]", "[1 inf)", "[1 inf)", Some("[1 2]")),
            ("(-inf inf)", "[1 2)", "[1 inf)", Some("[1 2)")),
            ("1!", "2", "2!", None),
            ("[1 2]!", "2", "2!", Some("2!")),
        ];
        for (left, right, greater, common) in table {
            let (a, b) = (interval(left), interval(right));
            let common = common.map(interval);
            assert_eq!(
                (a.greater(&b), b.greater(&a)),
                (interval(greater), interval(greater)),
                "{left} {right}"
            );
            assert_eq!((a.common(&b), b.common(&a)), (common.clone(), common), "{left} {right}");
            let lesser = interval(greater).negated();
            assert_eq!(a.negated().lesser(&b.negated()), lesser, "{left} {right}");
        }
    }

    #[test]
    fn comparisons() {
        const DEPENDS: Option<bool> = None;
        // less, less or equal, equal
        let table = [
            ("1", "2", Some(true), Some(true), Some(false)),
            ("2", "2", Some(false), Some(true), Some(true)),
            ("3", "2", Some(false), Some(false), Some(false)),
            ("[1 5)", "[5 9]", Some(true), Some(true), Some(false)),
            ("[1 5]", "(5 9]", Some(true), Some(true), Some(false)),
            ("[1 5]", "[5 9]", DEPENDS, Some(true), DEPENDS),
            ("[5 9]", "[1 5]", Some(false), DEPENDS, DEPENDS),
            ("[5 9]", "[1 5)", Some(false), Some(false), Some(false)),
            ("(5 9]", "[1 5]", Some(false), Some(false), Some(false)),
            ("[1 6)", "[5 9]", DEPENDS, DEPENDS, DEPENDS),
            ("[1 2]", "[1 2]", DEPENDS, DEPENDS, DEPENDS),
            ("(-inf 5)", "5", Some(true), Some(true), Some(false)),
            ("5", "(5 inf)", Some(true), Some(true), Some(false)),
            ("5", "[5 inf)", DEPENDS, Some(true), DEPENDS),
            ("(-inf inf)", "5", DEPENDS, DEPENDS, DEPENDS),
            ("(-inf inf)", "(-inf inf)", DEPENDS, DEPENDS, DEPENDS),
            ("[6 inf)", "(-inf 5)", Some(false), Some(false), Some(false)),
            ("(-inf 1)", "(-inf 1)", DEPENDS, DEPENDS, DEPENDS),
            ("1!", "2", DEPENDS, DEPENDS, DEPENDS),
            ("2", "2!", DEPENDS, DEPENDS, DEPENDS),
        ];
        for (left, right, less, less_or_equal, equal) in table {
            let (a, b) = (interval(left), interval(right));
            assert_eq!(a.less(&b), less, "{left} < {right}");
            assert_eq!(a.less_or_equal(&b), less_or_equal, "{left} <= {right}");
            assert_eq!(a.equal(&b), equal, "{left} == {right}");
            assert_eq!(b.equal(&a), equal, "{right} == {left}");
        }
    }

    #[test]
    fn sets() {
        let table = [
            ("1", "3", "[1 3]"),
            ("[1 2)", "(1 2]", "[1 2]"),
            ("(1 2)", "(1 5)", "(1 5)"),
            ("(-inf 0)", "[7 inf)", "(-inf inf)"),
            ("(-inf 0)", "-3", "(-inf 0)"),
            ("1!", "2", "[1 2]!"),
        ];
        for (left, right, hull) in table {
            assert_eq!(interval(left).hull(&interval(right)), interval(hull), "{left} and {right}");
            assert_eq!(interval(right).hull(&interval(left)), interval(hull), "{right} and {left}");
        }
        for (inner, outer, is_subset) in [
            ("1", "[1 2)", true),
            ("2", "[1 2)", false),
            ("(1 2)", "[1 2]", true),
            ("[1 2]", "(1 2]", false),
            ("[1 2]", "[1 2]", true),
            ("[1 inf)", "(0 inf)", true),
            ("(-inf 1]", "[0 1]", false),
            ("1!", "[1 2]", false),
            ("1", "[1 2]!", true),
            ("1!", "[1 2]!", true),
        ] {
            assert_eq!(interval(inner).is_subset_of(&interval(outer)), is_subset, "{inner} in {outer}");
        }
        let half_open = interval("(1 2]");
        for (text, contained) in [("1", false), ("1.5", true), ("2", true), ("2.1", false), ("0", false)] {
            assert_eq!(half_open.contains(&number(text)), contained, "{text}");
        }
        assert_eq!(interval("5").as_point(), Some(&number("5")));
        assert!(!interval("5!").is_point() && !interval("[5 6]").is_point());
        assert_eq!(interval("5!").fault(), Some(Fault::DivideByZero));
        assert_eq!((half_open.low(), half_open.high()), (&Excluded(number("1")), &Included(number("2"))));
    }

    #[test]
    #[cfg(debug_assertions)] // a release build does not check
    #[should_panic(expected = "empty interval")]
    fn an_interval_is_not_empty() {
        let _ = Interval::new(Included(Number::ONE), Excluded(Number::ONE));
    }

    #[test]
    fn an_overflow_leaves_everything_possible() {
        let mut large = number("2");
        for _ in 0..10 {
            large = large.checked_mul(&large).unwrap();
        }
        let wide = Interval::new(Included(Number::ONE), Excluded(large));
        let overflow = Interval::everything().with_fault(Fault::Overflow);
        assert_eq!(wide.times(&wide), overflow);
        assert_eq!(overflow.times(&Interval::point(Number::ZERO)).fault(), Some(Fault::Overflow));
        // Of two faults, the same one on either side.
        let zero = interval("0");
        assert_eq!(overflow.over(&zero).fault(), Some(Fault::DivideByZero));
        assert_eq!(overflow.over(&zero).plus(&overflow), overflow.plus(&overflow.over(&zero)));
    }

    /// Few distinct numbers, so that ends meet.
    fn any_number() -> impl Strategy<Value = Number> {
        (-6_i64..7, 1_i64..4).prop_map(|(n, d)| Number::from(n).checked_div(&Number::from(d)).unwrap())
    }

    fn any_interval() -> impl Strategy<Value = Interval> {
        let ends = (any_number(), any_number(), 0..3, 0..3);
        let fault = prop_oneof![9 => Just(None), 1 => Just(Some(Fault::Overflow))];
        (ends, fault).prop_map(|((a, b, low_kind, high_kind), fault)| {
            let end = |kind, number| match kind {
                0 => Included(number),
                1 => Excluded(number),
                _ => Unbounded,
            };
            let is_point = a == b;
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let interval = if is_point {
                Interval::point(low)
            } else {
                Interval::new(end(low_kind, low), end(high_kind, high))
            };
            Interval { fault, ..interval }
        })
    }

    /// Members of the interval: among others its own ends and those of `other`, and numbers next to them.
    fn members(interval: &Interval, other: &Interval) -> Vec<Number> {
        let mut candidates: Vec<Number> =
            ["-1000", "-3", "-0.001", "0", "0.001", "2", "1000"].map(number).into();
        let ends: Vec<Number> = [interval.low(), interval.high(), other.low(), other.high()]
            .into_iter()
            .filter_map(|end| match end {
                Included(number) | Excluded(number) => Some(number.clone()),
                Unbounded => None,
            })
            .collect();
        for end in &ends {
            for step in ["-1", "-0.001", "0", "0.001", "1"] {
                candidates.push(end.checked_add(&number(step)).unwrap());
            }
        }
        candidates.retain(|candidate| interval.contains(candidate));
        candidates
    }

    /// Each member of `a` with each of `b`.
    fn pairs(a: &Interval, b: &Interval) -> Vec<(Number, Number)> {
        let right = members(b, a);
        members(a, b).iter().flat_map(|x| right.iter().map(|y| (x.clone(), y.clone()))).collect()
    }

    /// An interval and one around it.
    fn nested() -> impl Strategy<Value = (Interval, Interval)> {
        (any_interval(), any_interval()).prop_map(|(inner, other)| {
            let outer = inner.hull(&other);
            (inner, outer)
        })
    }

    type Operation = fn(&Interval, &Interval) -> Interval;
    type Exact = fn(&Number, &Number) -> Result<Number, Fault>;
    type Comparison = fn(&Interval, &Interval) -> Option<bool>;
    type ExactComparison = fn(&Number, &Number) -> bool;

    const OPERATIONS: [(Operation, Exact); 5] = [
        (Interval::plus, Number::checked_add),
        (Interval::minus, Number::checked_sub),
        (Interval::times, Number::checked_mul),
        (Interval::over, Number::checked_div),
        (|a, _| a.negated(), |a, _| Ok(-a)),
    ];

    const COMPARISONS: [(Comparison, ExactComparison); 3] = [
        (Interval::less, |a, b| a < b),
        (Interval::less_or_equal, |a, b| a <= b),
        (Interval::equal, |a, b| a == b),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn every_result_of_members_is_a_member_of_the_result(a in any_interval(), b in any_interval()) {
            for (operation, exact) in OPERATIONS {
                let result = operation(&a, &b);
                let mut reached = Vec::new();
                for (x, y) in pairs(&a, &b) {
                    match exact(&x, &y) {
                        Ok(z) => {
                            prop_assert!(result.contains(&z), "{x} and {y} give {z}, not in {result:?}");
                            reached.push(z);
                        }
                        Err(fault) => prop_assert_eq!(result.fault().max(Some(fault)), result.fault()),
                    }
                }
                // Tight: a closed end is the result of some pair of members.
                if result.fault().is_none() {
                    for end in [result.low(), result.high()] {
                        if let Included(end) = end {
                            prop_assert!(reached.contains(end), "{end} is not reached from {a:?}, {b:?}");
                        }
                    }
                }
            }
        }

        #[test]
        fn a_decided_comparison_holds_for_all_members(a in any_interval(), b in any_interval()) {
            for (compare, exact) in COMPARISONS {
                let answers: Vec<bool> = pairs(&a, &b).iter().map(|(x, y)| exact(x, y)).collect();
                match compare(&a, &b) {
                    Some(decided) => prop_assert!(answers.iter().all(|answer| *answer == decided)),
                    // The members next to the ends are close enough to show both answers.
                    None if a.fault().or(b.fault()).is_none() => {
                        prop_assert!(answers.contains(&true) && answers.contains(&false), "{a:?} {b:?}");
                    }
                    None => {}
                }
            }
        }

        #[test]
        fn fewer_possibilities_never_give_more((a, b) in nested(), (c, d) in nested()) {
            prop_assert!(a.is_subset_of(&b) && c.is_subset_of(&d));
            for (operation, _) in OPERATIONS {
                prop_assert!(operation(&a, &c).is_subset_of(&operation(&b, &d)));
            }
            for (compare, _) in COMPARISONS {
                if let Some(decided) = compare(&b, &d) {
                    prop_assert_eq!(compare(&a, &c), Some(decided));
                }
            }
        }

        #[test]
        fn the_hull_is_the_smallest(a in any_interval(), b in any_interval(), c in any_interval()) {
            let hull = a.hull(&b);
            prop_assert!(a.is_subset_of(&hull) && b.is_subset_of(&hull));
            if a.is_subset_of(&c) && b.is_subset_of(&c) {
                prop_assert!(hull.is_subset_of(&c));
            }
        }

        #[test]
        fn a_subset_has_no_other_members(a in any_interval(), b in any_interval()) {
            if a.is_subset_of(&b) {
                prop_assert!(members(&a, &b).iter().all(|x| b.contains(x)));
            }
        }
    }
}
