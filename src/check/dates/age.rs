//! Ages, and completed units between two dates.

use crate::check::scope::{Checker, Entity, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::possible::Possible;
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{CalendarUnit, Comparison, Expr, Path};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::Period;
use crate::vocabulary::ValueType;

/// The fact from which ages are counted.
const BIRTH_DATE: &str = "birth_date";

impl<'a> Checker<'a> {
    /// `age`: the date of birth, looked at as completed units.
    pub fn age(&mut self, path: &'a Path) -> Option<Typed> {
        let place = path.place.0;
        self.used.insert(BIRTH_DATE);
        let slot = match self.names.get(BIRTH_DATE).map(|(entity, _)| *entity) {
            Some(Entity::Fact(slot)) => slot,
            Some(Entity::Silent) => return None,
            _ if self.is_broken(BIRTH_DATE) => return None,
            _ => {
                self.report(
                    Problem::new(
                        Code::AgeWithoutBirth,
                        place,
                        "`age` is counted from `birth_date`, which is not declared",
                    )
                    .help("declare it:\nfact birth_date: date fixed \"Date of birth\""),
                );
                return None;
            }
        };
        let ty = self.vocabulary.fact(slot)?.ty.clone();
        if ty != (ValueType::Date { or_never: false }) {
            self.report(
                Problem::new(Code::AgeWithoutBirth, place, "`age` is counted from `birth_date`, a date")
                    .says(format!("`birth_date` is `{ty}`"))
                    .help("declare it so:\nfact birth_date: date fixed \"Date of birth\""),
            );
            return None;
        }
        Some(Typed { step: self.fact_step(slot, place)?, ty: ValueType::Age })
    }

    /// `age >= 18 years`: completed units of the kind that is written, as a whole number.
    pub fn age_compared(
        &mut self,
        op: Comparison,
        (left_expr, left): Side<'_>,
        (right_expr, right): Side<'_>,
        place: Span,
    ) -> Option<Typed> {
        let left_is_age = left.ty == ValueType::Age;
        let (age, other, other_expr) =
            if left_is_age { (left, right, right_expr) } else { (right, left, left_expr) };
        let period = match self.program.step(other.step) {
            Some(Step::Constant(Possible::Period(Some(period)))) => single_unit(period),
            _ => None,
        };
        let Some((count, unit)) = period else {
            let text = print_expr(without_parens(other_expr));
            let help = match &other.ty {
                ValueType::Number { .. } => format!("say which units: `{text} years`"),
                ValueType::Duration => "write one calendar unit, for example `30 months`".to_owned(),
                _ => "compare it with a calendar duration: `age >= 18 years`".to_owned(),
            };
            self.report(
                Problem::new(
                    Code::NotComparable,
                    other_expr.place.0,
                    "an age is compared with a duration in years, months, weeks or days",
                )
                .says(format!("this is `{}`", other.ty))
                .help(help),
            );
            return None;
        };
        let age = self.completed(unit, age.step, None, place);
        let count = self.number(Number::from(count), other_expr.place.0);
        let (left, right) = if left_is_age { (age, count) } else { (count, age) };
        Some(self.compare(op, &left, &right, place))
    }

    /// Completed units between two dates, the second of which is the date of the decision if it is not given.
    fn completed(&mut self, unit: CalendarUnit, from: StepId, to: Option<StepId>, place: Span) -> Typed {
        let to = to.unwrap_or_else(|| self.as_of(place).step);
        let step = self.push(Step::Completed { unit, from, to }, place);
        Typed { step, ty: ValueType::number(true) }
    }

    /// `months between a and b`.
    pub fn units_between(
        &mut self,
        unit: CalendarUnit,
        from: &'a Expr,
        to: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        let (from, to) = (self.one_day(from), self.one_day(to));
        Some(self.completed(unit, from?.step, Some(to?.step), place))
    }

    /// `number of age in years`.
    pub fn number_of_age(&mut self, age: &Typed, unit: CalendarUnit, place: Span) -> Typed {
        self.completed(unit, age.step, None, place)
    }
}

/// A duration as a number of one calendar unit; `None` of one in months and days.
fn single_unit(period: &Period) -> Option<(i64, CalendarUnit)> {
    let unit = period.finest();
    let (months, days) = (period.months(), period.days());
    let count = match unit {
        CalendarUnit::Years => months / 12,
        CalendarUnit::Months => months,
        CalendarUnit::Weeks => days / 7,
        CalendarUnit::Days => days,
    };
    let in_months = matches!(unit, CalendarUnit::Years | CalendarUnit::Months);
    (if in_months { days } else { months } == 0).then_some((count, unit))
}
