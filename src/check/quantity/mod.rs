//! Quantities: units, dimensions, and the analytes they are quantities of.

mod arithmetic;
mod mismatch;
mod number_of;
mod unit;

use std::sync::Arc;

use mismatch::{analytes, dimensions};

use crate::check::arithmetic::Size;
use crate::check::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step};
use crate::possible::Possible;
use crate::quantity::{Analyte, Number, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, NumberLiteral};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{QuantityType, Scale, Subject, ValueType};

impl<'a> Checker<'a> {
    /// `quantity 'mg/dL' 0..500 of glucose`.
    pub fn quantity_type(
        &mut self,
        unit: &'a ast::Unit,
        range: Option<&'a ast::Range>,
        analyte: Option<&'a ast::Name>,
    ) -> Option<ValueType> {
        let subject = match analyte {
            Some(name) => self.analyte(name).map(Subject::Of),
            None => Some(Subject::Unsaid),
        };
        let bounds = match range {
            Some(range) => self.range_ends(range),
            None => Some((None, None)),
        };
        let parsed = self.unit(unit);
        let (parsed, subject, (low, high)) = (parsed?, subject?, bounds?);
        if let Subject::Of(analyte) = &subject
            && !analyte.is_measured_as(parsed.dimension())
        {
            self.report(not_measured_so(analyte, &parsed, unit.place.0));
            return None;
        }
        let in_base = |end: Option<Number>| end.map(|end| parsed.to_base(&end)).transpose();
        let (Ok(low), Ok(high)) = (in_base(low), in_base(high)) else {
            self.report(too_large(unit.place.0));
            return None;
        };
        let ty = QuantityType { low, high, ..QuantityType::in_unit(parsed, subject) };
        Some(ValueType::Quantity(Arc::new(ty)))
    }

    /// `5.4 'mg/dL'`: of whatever it is compared with.
    pub fn quantity_literal(
        &mut self,
        number: &NumberLiteral,
        unit: &ast::Unit,
        negative: bool,
        place: Span,
    ) -> Option<Typed> {
        let unit = self.unit(unit)?;
        let value = if negative { -number.value.clone() } else { number.value.clone() };
        let Ok(base) = unit.to_base(&value) else {
            self.report(too_large(place));
            return None;
        };
        let typed = self.base_quantity(base, QuantityType::in_unit(unit.clone(), Subject::Written), place);
        self.note_literal(typed.step, value, Some(unit));
        Some(typed)
    }

    /// A constant of so many base units.
    fn base_quantity(&mut self, base: Number, ty: QuantityType, place: Span) -> Typed {
        let size = Size::of(&base);
        let step = self.push(Step::Constant(Possible::number(base)), place);
        self.sizes.insert(step, size);
        Typed { step, ty: ValueType::Quantity(Arc::new(ty)) }
    }

    /// Hours: what the difference of two datetimes is shown in.
    pub fn hours(&mut self) -> Option<ValueType> {
        let hours = Unit::parse("h").ok()?;
        Some(ValueType::Quantity(Arc::new(QuantityType::in_unit(hours, Subject::Unsaid))))
    }

    /// The two sides of a comparison, a sum or a difference, in base units of one dimension and of one
    /// analyte; `None` when they do not go together, which is reported.
    pub fn reconciled(&mut self, left: Side<'_>, right: Side<'_>) -> Option<(Typed, Typed)> {
        let (ValueType::Quantity(one), ValueType::Quantity(other)) = (&left.1.ty, &right.1.ty) else {
            return None;
        };
        let (one, other) = (Arc::clone(one), Arc::clone(other));
        let analyte = self.common_analyte((left.0, &one), (right.0, &other))?;
        self.check_scales((left.0, &one), (right.0, &other))?;
        let (mut new_left, mut new_right) = (left.1.clone(), right.1.clone());
        if one.dimension != other.dimension {
            // What is written out is converted; of two facts the right one.
            let turns_left = one.subject == Subject::Written && other.subject != Subject::Written;
            let (from, to) = if turns_left { (&one, &other) } else { (&other, &one) };
            let conversion = analyte.as_ref().and_then(|a| a.conversion(&from.dimension, &to.dimension));
            let Some(conversion) = conversion else {
                let names = self.relation_names();
                let sides = ((left.0.place.0, &*one), (right.0.place.0, &*other));
                self.report(dimensions(sides.0, sides.1, analyte.as_deref(), &names));
                return None;
            };
            let (side, expr) = if turns_left { (&mut new_left, left.0) } else { (&mut new_right, right.0) };
            *side = self.scaled(side, &conversion.ratio, to, expr.place.0);
            if matches!(self.program.step(side.step), Some(Step::Constant(_))) {
                self.about.converted.insert(side.step, print_expr(without_parens(expr)));
            }
            self.about.conversions.insert(side.step, conversion.by);
        } else {
            self.lint_annotations((left.0, &one), (right.0, &other));
        }
        for (expr, typed, against) in [(left.0, &new_left, &new_right), (right.0, &new_right, &new_left)] {
            self.check_quantity(expr, typed, against)?;
        }
        // What is written out is of what the other side is.
        let of = |typed: Typed, other: &Typed| match (&typed.ty, &other.ty) {
            (ValueType::Quantity(quantity), ValueType::Quantity(adopted))
                if quantity.subject == Subject::Written =>
            {
                let subject = adopted.subject.clone();
                let ty = QuantityType { subject, ..QuantityType::clone(quantity) };
                Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) }
            }
            _ => typed,
        };
        let adopted = (of(new_left.clone(), &new_right), of(new_right, &new_left));
        Some(adopted)
    }

    /// A quantity where a type says what belongs there: a definition's, a parameter's, that of an assumed fact.
    /// It is converted as in a comparison.
    pub fn as_declared_quantity(
        &mut self,
        expr: &Expr,
        typed: &Typed,
        wanted: &Arc<QuantityType>,
    ) -> Option<Typed> {
        let ValueType::Quantity(own) = &typed.ty else { return None };
        let own = Arc::clone(own);
        let analyte = self.common_analyte((expr, wanted), (expr, &own))?;
        if wanted.scale == Scale::Point && own.scale == Scale::Difference {
            self.report(
                Problem::new(
                    Code::PointArithmetic,
                    expr.place.0,
                    "a difference of two temperatures is no temperature",
                )
                .says("this is a difference")
                .help("declare it in `K`"),
            );
            return None;
        }
        let mut typed = typed.clone();
        if wanted.dimension != own.dimension {
            let conversion = analyte.as_ref().and_then(|a| a.conversion(&own.dimension, &wanted.dimension));
            let Some(conversion) = conversion else {
                let names = self.relation_names();
                let sides = ((expr.place.0, &**wanted), (expr.place.0, &*own));
                self.report(dimensions(sides.0, sides.1, analyte.as_deref(), &names));
                return None;
            };
            typed = self.scaled(&typed, &conversion.ratio, wanted, expr.place.0);
            self.about.conversions.insert(typed.step, conversion.by);
        }
        let declared = ValueType::Quantity(Arc::clone(wanted));
        self.check_quantity(expr, &typed, &Typed { step: typed.step, ty: declared })?;
        // A difference stays one, whatever the type calls it.
        let scale = if own.scale == Scale::Difference { Scale::Difference } else { wanted.scale };
        let ty = QuantityType { scale, ..wanted.without_range() };
        Some(Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) })
    }

    /// A quantity of one dimension as one of another, by a declared factor.
    fn scaled(&mut self, typed: &Typed, ratio: &Number, to: &QuantityType, place: Span) -> Typed {
        let shown = match &typed.ty {
            ValueType::Quantity(quantity) => quantity.subject.clone(),
            _ => Subject::Unsaid,
        };
        let ty = QuantityType {
            dimension: to.dimension.clone(),
            unit: to.unit.clone(),
            subject: shown,
            scale: to.scale,
            low: None,
            high: None,
        };
        if let Some(Step::Constant(Possible::Number(number))) = self.program.step(typed.step)
            && let Some(converted) = number.as_point().and_then(|number| number.checked_mul(ratio).ok())
        {
            let literal = self.literals.get(&typed.step).cloned();
            let constant = self.base_quantity(converted, ty, place);
            if let Some(literal) = literal {
                self.literals.insert(constant.step, literal);
            }
            return constant;
        }
        let factor = self.number(ratio.clone(), place);
        let scaled = self.calculated(Operator::Multiply, typed.step, factor.step, place);
        Typed { step: scaled, ty: ValueType::Quantity(Arc::new(ty)) }
    }

    /// The analyte that both sides are of, if any; two different ones do not go together.
    fn common_analyte(
        &mut self,
        left: (&Expr, &QuantityType),
        right: (&Expr, &QuantityType),
    ) -> Option<Option<Arc<Analyte>>> {
        let (one, other) = (&left.1.subject, &right.1.subject);
        match (one, other) {
            (Subject::Of(a), Subject::Of(b)) if a.name == b.name => Some(Some(Arc::clone(a))),
            (Subject::Of(analyte), Subject::Written) | (Subject::Written, Subject::Of(analyte)) => {
                Some(Some(Arc::clone(analyte)))
            }
            (Subject::Unsaid | Subject::Written, Subject::Unsaid | Subject::Written) => Some(None),
            _ => {
                let problem = analytes(left, right, &self.relation_names());
                self.report(problem);
                None
            }
        }
    }

    /// A temperature on a scale, and a difference of two temperatures, are two things.
    fn check_scales(&mut self, left: (&Expr, &QuantityType), right: (&Expr, &QuantityType)) -> Option<()> {
        let (point, difference) = match (left.1.scale, right.1.scale) {
            (Scale::Point, Scale::Difference) => (left, right),
            (Scale::Difference, Scale::Point) => (right, left),
            _ => return Some(()),
        };
        self.report(
            Problem::new(
                Code::PointArithmetic,
                point.0.place.0,
                "a temperature is compared with a difference of two",
            )
            .says("this is a temperature")
            .also(difference.0.place.0, "this is a difference of two temperatures, in K")
            .help("write the difference in K: a step of 1 `Cel` is 1 `K`, one of 1 `[degF]` is 5/9 `K`"),
        );
        None
    }

    /// A quantity that is written out must be one that the other side can have.
    fn check_quantity(&mut self, expr: &Expr, typed: &Typed, against: &Typed) -> Option<()> {
        let ValueType::Quantity(other) = &against.ty else { return Some(()) };
        let Some(Step::Constant(Possible::Number(number))) = self.program.step(typed.step) else {
            return Some(());
        };
        let Some(number) = number.as_point().cloned() else { return Some(()) };
        if against.ty.admits(&number) {
            return Some(());
        }
        let text = print_expr(without_parens(expr));
        let here = other.shown(&number).map(|number| format!("{} {}", number.to_short(), other.unit_text()));
        self.report(
            Problem::new(Code::OutOfRange, expr.place.0, format!("`{text}` is not a value of `{other}`"))
                .says(here.filter(|here| *here != text).map_or_else(
                    || "outside of the declared range".to_owned(),
                    |here| format!("outside of the declared range: it is {here}"),
                ))
                .help(format!("what stands here is `{other}`: mend the quantity or the range")),
        );
        None
    }
}

fn too_large(place: Span) -> Problem {
    Problem::new(
        Code::BadNumber,
        place,
        "in base units this is larger than the largest number that can be held",
    )
    .help("use a unit nearer to the number")
}

fn not_measured_so(analyte: &Analyte, unit: &Unit, place: Span) -> Problem {
    let mut units: Vec<_> = analyte.units().map(|unit| format!("`{}`", unit.quoted())).collect();
    units.dedup();
    Problem::new(
        Code::DimensionMismatch,
        place,
        format!("`{}` is not measured in `{}` ({})", analyte.name, unit.quoted(), unit.dimension()),
    )
    .help(format!(
        "it is measured in {}, or in other units of the same dimensions; declare an analyte of your own for another quantity",
        units.join(", ")
    ))
}
