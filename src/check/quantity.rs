//! Quantities: units, dimensions, and the analytes they are quantities of.

use std::sync::Arc;

use super::arithmetic::Size;
use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step};
use crate::possible::Possible;
use crate::quantity::unit::{alias, missing_factor, plain_name};
use crate::quantity::{Analyte, Dimension, Number, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, NumberLiteral, UnitName};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{QuantityType, Scale, Subject, ValueType};

impl<'a> Checker<'a> {
    /// A unit as written; one that UCUM does not have is reported once a place.
    pub fn unit(&mut self, unit: &ast::Unit) -> Option<Unit> {
        match self.units.get(&unit.code) {
            Some(Ok(unit)) => return Some(unit.clone()),
            Some(Err(())) => {}
            None => {
                let parsed = Unit::parse(&unit.code).map_err(|_| ());
                self.units.insert(unit.code.clone(), parsed.clone());
                if let Ok(parsed) = parsed {
                    self.lint_look_alike(&parsed, unit.place.0);
                    return Some(parsed);
                }
            }
        }
        let error = Unit::parse(&unit.code).err()?;
        let place = unit.place.0;
        let mut problem = Problem::new(Code::UnknownUnit, place, error.to_string()).maybe_help(error.help());
        // Only another spelling of the same unit is sure enough to be put in its place.
        let sure = |instead: &String| alias(&unit.code).is_some() || instead.eq_ignore_ascii_case(&unit.code);
        if let Some(instead) = error.nearest().filter(sure) {
            problem = problem.fix(place, format!("'{instead}'"));
        }
        self.report(problem);
        None
    }

    /// `Mmol/L`, the megamole, for `mmol/L`; `mg/dl`, whose small l is easily read as the digit 1.
    fn lint_look_alike(&mut self, unit: &Unit, place: Span) {
        let code = unit.code();
        let name = |code: &str| plain_name(code).map(|name| format!(", {name}")).unwrap_or_default();
        let problem = if let Some(meant) = unit.look_alike() {
            Problem::new(Code::LookAlikeUnit, place, format!("`'{code}'` is a unit of its own{}", name(code)))
                .help(format!("did you mean `'{meant}'`{}?", name(meant)))
        } else if let Some(plain) = plain_spelling(unit) {
            Problem::new(Code::LookAlikeUnit, place, format!("`'{code}'` is easily misread"))
                .help(format!("UCUM writes `'{plain}'` too{}", name(&plain)))
                .fix(place, format!("'{plain}'"))
        } else {
            return;
        };
        self.report(problem);
    }

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
    pub fn reconciled(&mut self, left: (&Expr, &Typed), right: (&Expr, &Typed)) -> Option<(Typed, Typed)> {
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
        let ty = QuantityType { scale, low: None, high: None, ..QuantityType::clone(wanted) };
        Some(Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) })
    }

    /// Annotations count nothing in UCUM, and may mean much: `mL/min` beside `mL/min/{1.73_m2}`.
    fn lint_annotations(&mut self, left: (&Expr, &QuantityType), right: (&Expr, &QuantityType)) {
        let (Some(one), Some(other)) = (&left.1.unit, &right.1.unit) else { return };
        if one.annotations() == other.annotations() {
            return;
        }
        self.report(
            Problem::new(Code::Annotations, right.0.place.0, "the two sides differ in what stands in braces")
                .says(other.quoted())
                .also(left.0.place.0, one.quoted())
                .help(
                    "UCUM takes both for the same unit; write the same annotation if both mean the same quantity, and ask another fact if they do not",
                ),
        );
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

    /// Quantities in sums, differences, products and quotients; `None` when neither operand is one.
    pub fn quantity_arithmetic(
        &mut self,
        operator: Operator,
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
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
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
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

    fn reconciled_sum(&mut self, left: (&Expr, &Typed), right: (&Expr, &Typed)) -> Option<(Typed, Typed)> {
        // Whether a point and a difference add up was asked already; ranges do not bound a sum.
        let plain = |typed: &Typed| match &typed.ty {
            ValueType::Quantity(quantity) => {
                let ty = QuantityType {
                    scale: Scale::Amount,
                    low: None,
                    high: None,
                    ..QuantityType::clone(quantity)
                };
                Typed { step: typed.step, ty: ValueType::Quantity(Arc::new(ty)) }
            }
            _ => typed.clone(),
        };
        let (one, other) = self.reconciled((left.0, &plain(left.1)), (right.0, &plain(right.1)))?;
        let scale_of = |typed: &Typed| match &typed.ty {
            ValueType::Quantity(quantity) => quantity.scale,
            _ => Scale::Amount,
        };
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
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
        place: Span,
    ) -> Option<Scale> {
        let scale = |typed: &Typed| match &typed.ty {
            ValueType::Quantity(quantity) => quantity.scale,
            _ => Scale::Amount,
        };
        Some(match (scale(left.1), operator, scale(right.1)) {
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
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
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

/// The same unit with a large L for the litre, and a star for powers of ten.
fn plain_spelling(unit: &Unit) -> Option<String> {
    let code = unit.code();
    let mut plain = code.replace("10^", "10*");
    let ends =
        |next: Option<char>| next.is_none_or(|next| !next.is_alphabetic() && !matches!(next, '[' | '_'));
    for (at, _) in code.match_indices('l') {
        if !ends(code.get(at + 1..).and_then(|rest| rest.chars().next())) {
            continue;
        }
        let mut candidate = plain.clone();
        candidate.replace_range(at..=at, "L");
        let same = |other: &Unit| other.dimension() == unit.dimension() && other.ratio() == unit.ratio();
        if Unit::parse(&candidate).is_ok_and(|other| same(&other)) {
            plain = candidate;
        }
    }
    (plain != code).then_some(plain)
}

/// Is it a quantity that is written out?
fn is_written(typed: &Typed) -> bool {
    matches!(&typed.ty, ValueType::Quantity(quantity) if quantity.subject == Subject::Written)
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

/// Two quantities of different dimensions, one under the other.
fn dimensions(
    left: (Span, &QuantityType),
    right: (Span, &QuantityType),
    analyte: Option<&Analyte>,
    relations: &[(Arc<Analyte>, usize)],
) -> Problem {
    let side = |quantity: &QuantityType| quantity.unit.as_ref().map_or_else(String::new, Unit::quoted);
    let (one, other) = (side(left.1), side(right.1));
    let width = one.chars().count().max(other.chars().count());
    let says = |text: &str, quantity: &QuantityType| format!("{text:width$}  {}", quantity.dimension);
    let aligned = format!("{}\n{}", says(&one, left.1), says(&other, right.1));
    let relation = relations.iter().find_map(|(of, index)| {
        let relation = of.relations.get(*index)?;
        let kinds = [relation.unit.dimension(), relation.other_unit.dimension()];
        let fits = kinds.contains(&&left.1.dimension) && kinds.contains(&&right.1.dimension);
        let about = analyte.is_none_or(|analyte| analyte.name == of.name || analyte.name == relation.other);
        (fits && about).then_some((of, relation))
    });
    let help = match (relation, analyte) {
        (Some((of, relation)), _) => format!(
            "{}`{}` and `{}` are two kinds of quantity, joined only by the relation `{}`: {}; convert with `{}(…)`",
            if analyte.is_some() { "" } else { "if these are two scales of one test: " },
            of.name,
            relation.other,
            relation.name,
            relation.text(),
            relation.name
        ),
        (None, Some(analyte)) if may_be_declared(&left.1.dimension, &right.1.dimension) => {
            format!("`{}` declares no factor between the two; `analyte {} {{ 1 {one} = … {other} }}` would", analyte.name, analyte.name)
        }
        (None, None) if is_mass_and_amount(&left.1.dimension, &right.1.dimension) => {
            "mass becomes an amount only by what is measured: declare the fact as `quantity … of glucose`, or of another analyte".to_owned()
        }
        (None, _) => match missing_factor(&left.1.dimension, &right.1.dimension) {
            Some(missing) => missing,
            None => "mend one of the two units, or ask another fact".to_owned(),
        },
    };
    let message = "the two sides are of different dimensions";
    let problem = Problem::new(Code::DimensionMismatch, left.0, message);
    if left.0 == right.0 {
        // A value that is written out where a type says what belongs there.
        let says = format!("this is {}, where {} belongs", right.1.dimension, left.1.dimension);
        let message = "this is of another dimension than its type";
        return Problem::new(Code::DimensionMismatch, left.0, message)
            .says(says)
            .help(format!("{aligned}\n{help}"));
    }
    problem
        .says(left.1.dimension.to_string())
        .also(right.0, right.1.dimension.to_string())
        .help(format!("{aligned}\n{help}"))
}

/// Do the two differ by what the factor of an analyte is about: mass, amount, charge?
fn may_be_declared(left: &Dimension, right: &Dimension) -> bool {
    ["g/mol", "mol/eq", "g/eq", "g/[IU]", "mol/[IU]"].iter().any(|shift| differ_by(left, right, shift))
}

/// Do the two differ by mass against amount?
fn is_mass_and_amount(left: &Dimension, right: &Dimension) -> bool {
    differ_by(left, right, "g/mol")
}

fn differ_by(left: &Dimension, right: &Dimension, unit: &str) -> bool {
    let Ok(molar) = Unit::parse(unit) else { return false };
    [(left, right), (right, left)]
        .iter()
        .any(|(one, other)| one.divide(other).as_ref() == Ok(molar.dimension()))
}

/// Quantities of two different analytes.
fn analytes(
    left: (&Expr, &QuantityType),
    right: (&Expr, &QuantityType),
    relations: &[(Arc<Analyte>, usize)],
) -> Problem {
    let of = |quantity: &QuantityType| match quantity.analyte() {
        Some(analyte) => format!("this is of {}", analyte.name),
        None => "what this is a quantity of is not said".to_owned(),
    };
    let names: Vec<_> = [left.1, right.1].into_iter().filter_map(|q| q.analyte()).map(|a| &a.name).collect();
    let relation = relations.iter().find_map(|(of, index)| {
        let relation = of.relations.get(*index)?;
        (names.contains(&&of.name) && names.contains(&&relation.other)).then_some(relation)
    });
    let help = match (relation, names.as_slice()) {
        (Some(relation), _) => format!(
            "they are joined only by the relation `{}`: {}; convert with `{}(…)`",
            relation.name,
            relation.text(),
            relation.name
        ),
        (None, [name]) => format!("declare the other side `of {name}` too"),
        _ => "use a fact and a limit of one analyte; where practice joins two, a relation declares it, with its source".to_owned(),
    };
    Problem::new(Code::AnalyteMismatch, left.0.place.0, "the two sides are of different analytes")
        .says(of(left.1))
        .also(right.0.place.0, of(right.1))
        .help(help)
}
