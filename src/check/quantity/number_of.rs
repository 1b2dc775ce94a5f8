//! `number of x in 'kg'`, `number of age in years`.

use std::sync::Arc;

use super::mismatch::dimensions;
use super::too_large;
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Operator;
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, UnitName};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{QuantityType, Scale, Subject, ValueType};

impl<'a> Checker<'a> {
    /// `number of x in 'kg'`, `number of age in years`.
    pub fn number_of(&mut self, value: &'a Expr, unit: &'a UnitName, place: Span) -> Option<Typed> {
        let typed = self.value(value, None)?;
        let text = print_expr(without_parens(value));
        match (unit, &typed.ty) {
            (UnitName::Calendar(unit), ValueType::Age) => Some(self.number_of_age(&typed, *unit, place)),
            (UnitName::Ucum(unit), ValueType::Quantity(quantity)) => {
                let quantity = Arc::clone(quantity);
                self.number_in(&typed, &quantity, (value, unit), place)
            }
            (_, ty) => {
                let help = match (unit, ty) {
                    (_, ValueType::Age) => "say a calendar unit: `number of age in years`".to_owned(),
                    (UnitName::Calendar(unit), ValueType::Date { .. }) => {
                        let unit = unit.plural();
                        format!("count what lies between two dates: `{unit} between {text} and as_of`")
                    }
                    (UnitName::Calendar(_), ValueType::Quantity(_)) => {
                        "a quantity of time has a unit in quotes: `in 'd'`".to_owned()
                    }
                    (_, ValueType::Number { .. }) => format!("it is a number already: `{text}`"),
                    _ => "it strips the unit of a quantity: `number of weight in 'kg'`".to_owned(),
                };
                self.report(
                    Problem::new(Code::WrongType, value.place.0, "`number of` takes a quantity or an age")
                        .says(format!("this is `{ty}`"))
                        .help(help),
                );
                None
            }
        }
    }

    fn number_in(
        &mut self,
        typed: &Typed,
        quantity: &QuantityType,
        (value, written): (&'a Expr, &'a ast::Unit),
        place: Span,
    ) -> Option<Typed> {
        let unit = self.unit(written)?;
        let difference = quantity.scale == Scale::Difference;
        let (mut ratio, mut by) = (Number::ONE, Vec::new());
        if unit.dimension() != &quantity.dimension {
            let conversion =
                quantity.analyte().and_then(|a| a.conversion(&quantity.dimension, unit.dimension()));
            let Some(conversion) = conversion else {
                let asked = QuantityType::in_unit(unit, Subject::Written);
                let names = self.relation_names();
                let analyte = quantity.analyte().cloned();
                let (left, right) = ((value.place.0, quantity), (written.place.0, &asked));
                self.report(dimensions(left, right, analyte.as_deref(), &names));
                return None;
            };
            ratio = conversion.ratio;
            by = conversion.by;
        }
        if difference && unit.is_point() {
            self.report(
                Problem::new(
                    Code::PointArithmetic,
                    written.place.0,
                    "a difference of two temperatures is in K",
                )
                .help("write `in 'K'`"),
            );
            return None;
        }
        // base / ratio_of_unit, and for a point minus the offset.
        let scale = unit.ratio().and_then(|unit| ratio.checked_div(unit).ok());
        let offset = if unit.is_point() && !difference { unit.from_base(&Number::ZERO).ok() } else { None };
        if unit.ratio().is_some() && scale.is_none() {
            self.report(too_large(written.place.0));
            return None;
        }
        let Some(scale) = scale else {
            // A unit on a scale of its own: its number is what is written.
            let step = typed.step;
            return Some(Typed { step, ty: ValueType::number(false) });
        };
        let mut step = typed.step;
        if scale != Number::ONE {
            let factor = self.number(scale, place);
            step = self.calculated(Operator::Multiply, step, factor.step, place);
            if !by.is_empty() {
                self.about.conversions.insert(step, by);
            }
        }
        if let Some(offset) = offset.filter(|offset| !offset.is_zero()) {
            let offset = self.number(offset, place);
            step = self.calculated(Operator::Add, step, offset.step, place);
        }
        Some(Typed { step, ty: ValueType::number(false) })
    }
}
