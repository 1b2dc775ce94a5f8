//! Sums, differences, products and quotients of quantities.

use std::sync::Arc;

use crate::check::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Operator;
use crate::quantity::{Dimension, Unit};
use crate::source::Span;
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{QuantityType, Scale, Subject, ValueType};

impl<'a> Checker<'a> {
    /// Quantities in sums, differences, products and quotients; `None` when neither operand is one.
    pub fn quantity_arithmetic(
        &mut self,
        operator: Operator,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Option<Typed>> {
        let is_quantity = |typed: &Typed| matches!(typed.ty, ValueType::Quantity(_));
        if !is_quantity(left.1) && !is_quantity(right.1) {
            return None;
        }
        Some(match operator {
            Operator::Add | Operator::Subtract => self.quantity_sum(operator, left, right, place),
            Operator::Multiply | Operator::Divide => self.quantity_product(operator, left, right, place),
        })
    }

    fn quantity_sum(
        &mut self,
        operator: Operator,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Typed> {
        let (ValueType::Quantity(_), ValueType::Quantity(_)) = (&left.1.ty, &right.1.ty) else {
            let (number, quantity) =
                if matches!(left.1.ty, ValueType::Quantity(_)) { (right, left) } else { (left, right) };
            let ValueType::Quantity(ty) = &quantity.1.ty else { return None };
            let text = print_expr(without_parens(number.0));
            let help = match &number.1.ty {
                ValueType::Number { .. } => format!("say the unit: `{text} {}`", ty.unit_text()),
                _ => "a quantity takes quantities of its own kind".to_owned(),
            };
            self.report(
                Problem::new(Code::NotANumber, place, "these two do not add up")
                    .says(format!("`{}` and `{}`", left.1.ty, right.1.ty))
                    .help(help),
            );
            return None;
        };
        let scale = self.sum_scale(operator, left, right, place)?;
        // Points and amounts of one dimension go together here; what they give is settled above.
        let (one, other) = self.reconciled_sum(left, right)?;
        let step = self.calculated(operator, one.step, other.step, place);
        let (ValueType::Quantity(a), ValueType::Quantity(b)) = (&one.ty, &other.ty) else { return None };
        let named = if a.subject == Subject::Written { b } else { a };
        // A point keeps its unit; a difference of points is in K.
        let unit = match scale {
            Scale::Difference => Unit::parse("K").ok(),
            Scale::Point => [a, b].into_iter().find(|side| side.scale == Scale::Point)?.unit.clone(),
            Scale::Amount => named.unit.clone(),
        };
        let ty = QuantityType {
            dimension: a.dimension.clone(),
            unit,
            subject: named.subject.clone(),
            scale,
            low: None,
            high: None,
        };
        Some(Typed { step, ty: ValueType::Quantity(Arc::new(ty)) })
    }

    fn reconciled_sum(&mut self, left: Side<'_>, right: Side<'_>) -> Option<(Typed, Typed)> {
        // Whether a point and a difference add up was asked already; ranges do not bound a sum.
        let plain = |typed: &Typed| match &typed.ty {
            ValueType::Quantity(quantity) => {
                let ty = QuantityType { scale: Scale::Amount, ..quantity.without_range() };
                Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) }
            }
            _ => typed.clone(),
        };
        let (one, other) = self.reconciled((left.0, &plain(left.1)), (right.0, &plain(right.1)))?;
        let back = |typed: Typed, scale: Scale| match &typed.ty {
            ValueType::Quantity(quantity) => {
                let ty = QuantityType { scale, ..QuantityType::clone(quantity) };
                Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) }
            }
            _ => typed,
        };
        Some((back(one, scale_of(left.1)), back(other, scale_of(right.1))))
    }

    /// What a sum or a difference of two is: point − point is a difference, point ± difference a point.
    fn sum_scale(
        &mut self,
        operator: Operator,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Scale> {
        Some(match (scale_of(left.1), operator, scale_of(right.1)) {
            (Scale::Point, Operator::Subtract, Scale::Point) => Scale::Difference,
            // A quantity in K may be a temperature itself: only what is written out surely is a difference.
            (Scale::Point, Operator::Subtract, Scale::Amount) if !is_written(right.1) => {
                self.report(
                    Problem::new(Code::PointArithmetic, place, "a quantity in K is subtracted from a temperature")
                        .says("is it a temperature too, or a difference?")
                        .help("declare a temperature in `Cel`; of a difference subtract what is written out, such as `2 'K'`"),
                );
                return None;
            }
            (Scale::Point, _, Scale::Amount | Scale::Difference)
            | (Scale::Amount | Scale::Difference, Operator::Add, Scale::Point) => Scale::Point,
            (Scale::Difference, _, Scale::Amount | Scale::Difference)
            | (Scale::Amount, _, Scale::Difference) => Scale::Difference,
            (Scale::Amount, _, Scale::Amount) => Scale::Amount,
            _ => {
                self.report(
                    Problem::new(Code::PointArithmetic, place, "two temperatures do not add up")
                        .says("each is a point on a scale with an offset")
                        .help("subtract one from the other, which gives a difference in K, or add a difference in `K`"),
                );
                return None;
            }
        })
    }

    fn quantity_product(
        &mut self,
        operator: Operator,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Typed> {
        for (expr, typed) in [left, right] {
            match &typed.ty {
                ValueType::Quantity(quantity)
                    if quantity.scale == Scale::Point
                        || quantity.unit.as_ref().is_some_and(|unit| unit.ratio().is_none()) =>
                {
                    self.report(
                        Problem::new(
                            Code::PointArithmetic,
                            expr.place.0,
                            "a point on a scale cannot be multiplied or divided",
                        )
                        .says(format!("this is `{quantity}`"))
                        .help(format!(
                            "for an empirical formula strip its unit: `number of {} in {}`",
                            print_expr(without_parens(expr)),
                            quantity.unit_text()
                        )),
                    );
                    return None;
                }
                ValueType::Quantity(_) | ValueType::Number { .. } => {}
                other => {
                    self.report(
                        Problem::new(
                            Code::NotANumber,
                            expr.place.0,
                            "arithmetic takes numbers and quantities",
                        )
                        .says(format!("this is `{other}`"))
                        .help("elig never converts between kinds"),
                    );
                    return None;
                }
            }
        }
        let mut right_typed = right.1.clone();
        let ty = match (&left.1.ty, &right.1.ty) {
            (ValueType::Quantity(quantity), ValueType::Number { .. }) => Some(QuantityType::clone(quantity)),
            (ValueType::Number { .. }, ValueType::Quantity(quantity)) if operator == Operator::Multiply => {
                Some(QuantityType::clone(quantity))
            }
            (ValueType::Number { .. }, ValueType::Quantity(quantity)) => {
                let unit = quantity.unit.as_ref().and_then(|unit| composed("1", operator, unit.code()));
                let dimension = Dimension::none().divide(&quantity.dimension).ok()?;
                Some(QuantityType { unit, ..QuantityType::of_dimension(dimension) })
            }
            (ValueType::Quantity(one), ValueType::Quantity(other)) => {
                let same_analyte = matches!((&one.subject, &other.subject), (Subject::Of(a), Subject::Of(b)) if a.name == b.name);
                if same_analyte && operator == Operator::Divide && one.dimension != other.dimension {
                    right_typed = self.reconciled(left, right)?.1;
                }
                let ValueType::Quantity(other) = &right_typed.ty else { return None };
                let dimension = match operator {
                    Operator::Multiply => one.dimension.multiply(&other.dimension),
                    _ => one.dimension.divide(&other.dimension),
                };
                let dimension = dimension.ok()?;
                let units = one.unit.as_ref().zip(other.unit.as_ref());
                let unit = units.and_then(|(one, other)| composed(one.code(), operator, other.code()));
                // A ratio of two amounts in one unit is a plain number; of mg over kg it has to be said whether
                // a number of `mg/kg` is meant, or the ratio itself.
                let plain = units.is_none_or(|(one, other)| one.ratio() == other.ratio());
                (!dimension.is_none() || !plain)
                    .then(|| QuantityType { unit, ..QuantityType::of_dimension(dimension) })
            }
            _ => return None,
        };
        let step = self.calculated(operator, left.1.step, right_typed.step, place);
        let ty = match ty {
            Some(ty) => ValueType::Quantity(Arc::new(QuantityType { low: None, high: None, ..ty })),
            None => ValueType::number(false),
        };
        Some(Typed { step, ty })
    }
}

/// The unit of a product or a quotient of two.
fn composed(left: &str, operator: Operator, right: &str) -> Option<Unit> {
    let factor = |code: &str| if code.contains(['.', '/']) { format!("({code})") } else { code.to_owned() };
    let code = match operator {
        Operator::Multiply => format!("{}.{}", factor(left), factor(right)),
        _ => format!("{}/{}", factor(left), factor(right)),
    };
    Unit::parse(&code).ok()
}

/// Is it a quantity that is written out?
fn is_written(typed: &Typed) -> bool {
    matches!(&typed.ty, ValueType::Quantity(quantity) if quantity.subject == Subject::Written)
}

fn scale_of(typed: &Typed) -> Scale {
    match &typed.ty {
        ValueType::Quantity(quantity) => quantity.scale,
        _ => Scale::Amount,
    }
}
