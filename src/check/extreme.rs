//! `min of { a, b }`, `max of { a, b }`, `round(x, to: 5 'mg')`.

use std::sync::Arc;

use super::arithmetic::Size;
use super::hole::{HoleWants, is_hole};
use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step, StepId};
use crate::possible::Possible;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Extreme, Name};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{QuantityType, Scale, ValueType};

impl<'a> Checker<'a> {
    /// `min of { a, b }`, `max of { a, b }`.
    pub fn extreme(
        &mut self,
        which: Extreme,
        operands: &'a [Expr],
        wanted: Option<&ValueType>,
        place: Span,
    ) -> Option<Typed> {
        let (word, says) = match which {
            Extreme::Min => ("min of", "the least"),
            Extreme::Max => ("max of", "the greatest"),
        };
        if operands.is_empty() {
            self.report(
                Problem::new(Code::EmptyGroup, place, format!("there is nothing to take {says} of"))
                    .help(format!("put values between the braces: `{word} {{ a, b }}`")),
            );
            return None;
        }
        let exprs: Vec<&'a Expr> = operands.iter().collect();
        let (typed, ty) = self.branch_values(&exprs, wanted, "value")?;
        let ordered = match &ty {
            ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Date { or_never: false } => true,
            ValueType::Choice(choice) => choice.ordered,
            _ => false,
        };
        if !ordered {
            let help = match &ty {
                ValueType::Date { .. } => {
                    "`never` is no day: choose what counts, such as `if a is never then b else …`"
                }
                _ => "give it numbers, quantities, dates, or values of a scale",
            };
            self.report(
                Problem::new(Code::NoOrder, place, format!("`{word}` takes values that have an order"))
                    .says(format!("these are `{ty}`"))
                    .help(help),
            );
            return None;
        }
        let of: Box<[StepId]> = typed.iter().map(|typed| typed.step).collect();
        let sizes: Option<Vec<Size>> = of.iter().map(|step| self.sizes.get(step).copied()).collect();
        let step = self.push(Step::Extreme { of, greatest: which == Extreme::Max }, place);
        if let Some(size) = sizes.and_then(|sizes| sizes.into_iter().reduce(Size::either)) {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty: ty.without_range() })
    }

    /// `round(x)`, `round(x, to: 5 'mg')`: the nearest multiple, halves away from zero.
    pub fn round(&mut self, name: &'a Name, arguments: &'a [Argument], place: Span) -> Option<Typed> {
        let is = |argument: &Argument, wanted: Option<&str>| {
            argument.name.as_ref().map(|name| name.text.as_str()) == wanted
        };
        let (value, to) = match arguments {
            [value] if is(value, None) => (&value.value, None),
            [value, to] if is(value, None) && is(to, Some("to")) => (&value.value, Some(&to.value)),
            _ => {
                self.report(
                    Problem::new(Code::WrongType, name.place.0, "`round` takes a value, and what to round it to")
                        .help("write `round(x)` for a whole number, `round(x, to: 5 'mg')` for the nearest multiple"),
                );
                return None;
            }
        };
        if is_hole(value) {
            self.hole(value, HoleWants::Amount, "it is rounded");
            return None;
        }
        let typed = self.value(value, None)?;
        match (&typed.ty, to) {
            (ValueType::Number { .. }, None) => {
                let step = self.rounded(typed.step, place);
                Some(Typed { step, ty: ValueType::number(true) })
            }
            (ValueType::Number { .. }, Some(to)) => {
                let multiple = self.value(to, Some(&ValueType::number(false)))?;
                if !matches!(multiple.ty, ValueType::Number { .. }) {
                    return self.not_roundable((value, &typed), Some((to, &multiple)));
                }
                let integer = matches!(multiple.ty, ValueType::Number { integer: true, .. });
                let step = self.nearest_multiple(typed.step, (to, multiple.step), place)?;
                Some(Typed { step, ty: ValueType::number(integer) })
            }
            (ValueType::Quantity(quantity), Some(to)) => {
                let quantity = Arc::clone(quantity);
                let multiple = self.value(to, Some(&typed.ty))?;
                if !matches!(multiple.ty, ValueType::Quantity(_)) {
                    return self.not_roundable((value, &typed), Some((to, &multiple)));
                }
                if quantity.scale == Scale::Point {
                    self.report(
                        Problem::new(
                            Code::PointArithmetic,
                            value.place.0,
                            "a temperature has no multiples: its zero is a convention",
                        )
                        .help(format!(
                            "round its number: `round(number of {} in {}, to: 0.5)`",
                            print_expr(without_parens(value)),
                            quantity.unit_text()
                        )),
                    );
                    return None;
                }
                // A multiple may lie outside of the range of what is rounded.
                let free =
                    Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(quantity.without_range())) };
                let (_, multiple) = self.reconciled((value, &free), (to, &multiple))?;
                let step = self.nearest_multiple(typed.step, (to, multiple.step), place)?;
                let ty = QuantityType { scale: quantity.scale, ..quantity.without_range() };
                Some(Typed { step, ty: ValueType::Quantity(Arc::new(ty)) })
            }
            (_, to) => {
                let _ = to.map(|to| self.value(to, None));
                self.not_roundable((value, &typed), None)
            }
        }
    }

    fn not_roundable(
        &mut self,
        (value, typed): (&Expr, &Typed),
        to: Option<(&Expr, &Typed)>,
    ) -> Option<Typed> {
        let text = print_expr(without_parens(value));
        let (place, message, says, help) = match (to, &typed.ty) {
            (Some((to, multiple)), ValueType::Quantity(quantity)) => (
                to.place.0,
                "a quantity is rounded to a quantity",
                format!("this is `{}`", multiple.ty),
                format!("say the unit: `round({text}, to: 5 {})`", quantity.unit_text()),
            ),
            (Some((to, multiple)), _) => (
                to.place.0,
                "a number is rounded to a number",
                format!("this is `{}`", multiple.ty),
                format!("delete the unit, or round a quantity: `{text}` has none"),
            ),
            (None, ValueType::Quantity(quantity)) => (
                value.place.0,
                "a quantity is whole in one unit and not in another",
                format!("this is `{}`", typed.ty),
                format!("say to what: `round({text}, to: 1 {})`", quantity.unit_text()),
            ),
            (None, ty) => (
                value.place.0,
                "`round` takes a number or a quantity",
                format!("this is `{ty}`"),
                "round a number, or leave it as it is".to_owned(),
            ),
        };
        self.report(Problem::new(Code::WrongType, place, message).says(says).help(help));
        None
    }

    /// The nearest multiple of a value that is written out and above zero.
    fn nearest_multiple(
        &mut self,
        step: StepId,
        (to, multiple): (&Expr, StepId),
        place: Span,
    ) -> Option<StepId> {
        let number = match self.program.step(multiple) {
            Some(Step::Constant(Possible::Number(number))) => number.as_point().cloned(),
            _ => None,
        };
        let text = print_expr(without_parens(to));
        let problem = match number {
            None => Problem::new(Code::NotConstant, to.place.0, format!("`{text}` is not written out"))
                .help("write the multiple, or name a `parameter`"),
            Some(number) if number.is_zero() || number.is_negative() => Problem::new(
                Code::OutOfRange,
                to.place.0,
                format!("nothing is rounded to multiples of `{text}`"),
            )
            .help("write a value above zero"),
            Some(_) => {
                let times = self.calculated(Operator::Divide, step, multiple, place);
                let whole = self.rounded(times, place);
                return Some(self.calculated(Operator::Multiply, whole, multiple, place));
            }
        };
        self.report(problem);
        None
    }

    fn rounded(&mut self, of: StepId, place: Span) -> StepId {
        let size = self.sizes.get(&of).copied();
        let step = self.push(Step::Round(of), place);
        if let Some(size) = size {
            self.sizes.insert(step, size.rounded());
        }
        step
    }
}
