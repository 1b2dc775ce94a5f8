//! Arithmetic on exact numbers.

use super::expression::written_number;
use super::hole::{HoleWants, is_hole};
use super::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step, StepId};
use crate::possible::Possible;
use crate::quantity::{MAX_BITS, MAX_DIGITS, Number, Unit};
use crate::record::ratio_bits;
use crate::source::Span;
use crate::syntax::ast::{AddOperator, Expr, ExprKind, MultiplyOperator};
use crate::syntax::walk::without_parens;
use crate::vocabulary::ValueType;

/// Bounds on how large a number can get, in bits: what it takes to hold it exactly.
///
/// With them the checker knows before anything runs whether a result could pass the limit on a number's
/// size ([`MAX_BITS`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Bits before the point.
    magnitude: u64,
    /// The denominator divides ten to this power …
    tens: u64,
    /// … times a number of so many bits.
    other: u64,
}

impl Size {
    /// A number as records and rulesets may write it.
    pub const RECORDED: Size =
        Size { magnitude: bits_of_tens(MAX_DIGITS as u64), tens: MAX_DIGITS as u64, other: 0 };

    /// A whole number as records may write it.
    pub const WHOLE: Size = Size { tens: 0, ..Size::RECORDED };

    /// A moment: seconds to the nanosecond, within the years 1 to 9999.
    pub const MOMENT: Size = Size { magnitude: 40, tens: 9, other: 0 };

    /// A recorded quantity in base units: its number times the ratio of its unit, which has at most so many
    /// bits, and of an analyte's factor.
    pub fn quantity(declared: Option<&Unit>) -> Size {
        let bits = ratio_bits(declared);
        // One more for the zero of a scale with an offset.
        Size { magnitude: Size::RECORDED.magnitude + bits + 1, other: bits, ..Size::RECORDED }
    }

    /// A number that is written out.
    pub fn of(number: &Number) -> Size {
        let bits = number.bits();
        match number.places() {
            Some(places) => Size { magnitude: bits, tens: u64::from(places), other: 0 },
            None => Size { magnitude: bits, tens: 0, other: bits },
        }
    }

    /// Of a value that is one of two.
    pub fn either(one: Size, other: Size) -> Size {
        Size {
            magnitude: one.magnitude.max(other.magnitude),
            tens: one.tens.max(other.tens),
            other: one.other.max(other.other),
        }
    }

    /// Of the nearest whole number.
    pub fn rounded(self) -> Size {
        Size { magnitude: self.magnitude + 1, tens: 0, other: 0 }
    }

    fn denominator(self) -> u64 {
        bits_of_tens(self.tens) + self.other
    }

    fn total(self) -> u64 {
        self.magnitude + self.denominator()
    }

    fn combined(operator: Operator, a: Size, b: Size) -> Size {
        match operator {
            Operator::Add | Operator::Subtract => Size {
                magnitude: a.magnitude.max(b.magnitude) + 1,
                tens: a.tens.max(b.tens),
                other: a.other + b.other,
            },
            Operator::Multiply => {
                Size { magnitude: a.magnitude + b.magnitude, tens: a.tens + b.tens, other: a.other + b.other }
            }
            // a / b = a · b's denominator / b's numerator
            Operator::Divide => {
                Size { magnitude: a.magnitude + b.denominator(), tens: a.tens, other: a.other + b.total() }
            }
        }
    }

    /// What is left after a result that passed the limit was given up.
    fn capped(self) -> Size {
        if self.total() > MAX_BITS { Size { magnitude: MAX_BITS, tens: 0, other: 0 } } else { self }
    }
}

/// Bits of ten to the power `tens`: log2(10) is a little less than 3.33.
const fn bits_of_tens(tens: u64) -> u64 {
    (tens * 333).div_ceil(100)
}

impl<'a> Checker<'a> {
    /// `-a`, `a + b - c`, `a * b / c`.
    pub fn arithmetic(&mut self, expr: &'a Expr) -> Option<Typed> {
        let place = expr.place.0;
        match &expr.kind {
            ExprKind::Negate(_) if let Some(number) = written_number(expr) => {
                Some(self.number(number, place))
            }
            ExprKind::Negate(inner) => {
                if let ExprKind::Quantity(number, unit) = &without_parens(inner).kind {
                    return self.quantity_literal(number, unit, true, place);
                }
                let minus_one = self.number(-Number::ONE, place);
                let typed = self.operand(inner)?;
                if typed.ty == ValueType::Duration {
                    self.report(
                        Problem::new(Code::BadPeriod, place, "a calendar duration is not negative")
                            .help("delete the minus; to go back from a date write `as_of - 6 months`, and for a later date `after`"),
                    );
                    return None;
                }
                self.combine(Operator::Multiply, (expr, &minus_one), (inner, &typed), place)
            }
            ExprKind::Sum(first, rest) => {
                let operator = |operator: &AddOperator| match operator {
                    AddOperator::Add => Operator::Add,
                    AddOperator::Subtract => Operator::Subtract,
                };
                self.chain(first, rest.iter().map(|(op, operand)| (operator(op), operand)))
            }
            ExprKind::Product(first, rest) => {
                let operator = |operator: &MultiplyOperator| match operator {
                    MultiplyOperator::Multiply => Operator::Multiply,
                    MultiplyOperator::Divide => Operator::Divide,
                };
                self.chain(first, rest.iter().map(|(op, operand)| (operator(op), operand)))
            }
            _ => None,
        }
    }

    /// Operands one after the other, from left to right.
    fn chain(&mut self, first: &'a Expr, rest: impl Iterator<Item = (Operator, &'a Expr)>) -> Option<Typed> {
        let start = first.place.0;
        let mut result = self.operand(first);
        let mut before = result.clone();
        for (operator, operand) in rest {
            let right = match (&before, operator) {
                (Some(left), Operator::Add | Operator::Subtract) if is_hole(operand) => {
                    self.hole_like(operand, first, &left.ty);
                    None
                }
                _ => self.operand(operand),
            };
            before = before.or_else(|| right.clone());
            if operator == Operator::Divide && written_number(operand).is_some_and(|number| number.is_zero())
            {
                self.report(
                    Problem::new(Code::DivisionByZero, operand.place.0, "a division by zero has no result")
                        .help("mend the number"),
                );
                result = None;
            }
            result = match (result, right) {
                (Some(left), Some(right)) => {
                    let place = start.to(operand.place.0);
                    self.combine(operator, (first, &left), (operand, &right), place)
                }
                (None, Some(right)) => {
                    // What can be no operand at all is told, whatever stands before it.
                    if matches!(right.ty, ValueType::Boolean | ValueType::Text | ValueType::Choice(_)) {
                        self.check_numeric(operand, &right);
                    }
                    None
                }
                _ => None,
            };
        }
        result
    }

    /// Two operands by their kinds: dates, quantities, numbers.
    fn combine(&mut self, operator: Operator, left: Side<'_>, right: Side<'_>, place: Span) -> Option<Typed> {
        if let Some(result) = self.dated_sum(operator, left, right, place) {
            return result;
        }
        if let Some(result) = self.quantity_arithmetic(operator, left, right, place) {
            return result;
        }
        let numeric = [left, right].map(|(expr, typed)| self.check_numeric(expr, typed));
        if numeric.contains(&None) {
            return None;
        }
        let whole = |typed: &Typed| matches!(typed.ty, ValueType::Number { integer: true, .. });
        let integer = operator != Operator::Divide && whole(left.1) && whole(right.1);
        let step = self.calculated(operator, left.1.step, right.1.step, place);
        Some(Typed { step, ty: ValueType::number(integer) })
    }

    /// The step of a calculation, with how large its result can get.
    pub fn calculated(&mut self, operator: Operator, left: StepId, right: StepId, place: Span) -> StepId {
        let size_of = |step| self.sizes.get(&step).copied().unwrap_or(Size::RECORDED);
        let size = Size::combined(operator, size_of(left), size_of(right));
        let may_overflow = size.total() > MAX_BITS;
        let step = self.push(Step::Arithmetic { operator, left, right, may_overflow }, place);
        self.sizes.insert(step, size.capped());
        step
    }

    fn operand(&mut self, expr: &'a Expr) -> Option<Typed> {
        if is_hole(expr) {
            self.hole(expr, HoleWants::Amount, "it is calculated with");
            return None;
        }
        self.value(expr, Some(&ValueType::number(false)))
    }

    fn check_numeric(&mut self, expr: &Expr, typed: &Typed) -> Option<()> {
        if matches!(typed.ty, ValueType::Number { .. }) {
            return Some(());
        }
        self.report(
            Problem::new(Code::NotANumber, expr.place.0, "arithmetic takes numbers")
                .says(format!("this is `{}`", typed.ty))
                .help("elig never converts between kinds: a condition is not 1 or 0; count conditions with `at least 2 of { … }`"),
        );
        None
    }

    /// The size of what a step that reads a fact or a parameter can be.
    pub fn recorded_size(ty: &ValueType) -> Option<Size> {
        match ty {
            ValueType::Number { integer: true, .. } => Some(Size::WHOLE),
            ValueType::Number { .. } => Some(Size::RECORDED),
            ValueType::DateTime => Some(Size::MOMENT),
            ValueType::Quantity(quantity) => Some(Size::quantity(quantity.unit.as_ref())),
            _ => None,
        }
    }
}

impl Size {
    /// The size of a value that is written out.
    pub fn of_value(value: &Possible) -> Option<Size> {
        match value {
            Possible::Number(number) => number.as_point().map(Size::of),
            Possible::Instants(_) => Some(Size::MOMENT),
            _ => None,
        }
    }
}
