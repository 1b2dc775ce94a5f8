//! What is added to dates and moments, and subtracted from them.

use super::{calendar_for_clock, span_for_day, written_span};
use crate::check::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step};
use crate::possible::Possible;
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// `date + period`, `datetime - 4 'h'`, `datetime - datetime`, `period + period`; `None` when the
    /// operands are none of these.
    pub fn dated_sum(
        &mut self,
        operator: Operator,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Option<Typed>> {
        use ValueType::{Date, DateTime, Duration, Quantity};
        let back = operator == Operator::Subtract;
        let adds = matches!(operator, Operator::Add | Operator::Subtract);
        let is_temporal =
            |typed: &Typed| matches!(typed.ty, Date { .. } | DateTime | Duration | ValueType::Age);
        if !is_temporal(left.1) && !is_temporal(right.1) {
            return None;
        }
        if let Some((expr, _)) = [left, right].into_iter().find(|(expr, _)| written_span(expr).is_some()) {
            self.report(span_for_day(expr));
            return Some(None);
        }
        let result = match (&left.1.ty, &right.1.ty) {
            (Date { .. }, Duration) if adds => {
                let step = self.shift(left.1.step, right.1.step, back, place);
                Some(Typed { step, ty: left.1.ty.clone() })
            }
            (Duration, Date { .. }) if operator == Operator::Add => {
                let step = self.shift(right.1.step, left.1.step, false, place);
                Some(Typed { step, ty: right.1.ty.clone() })
            }
            (DateTime, Quantity(quantity)) if adds && quantity.dimension == Dimension::time() => {
                let step = self.calculated(operator, left.1.step, right.1.step, place);
                Some(Typed { step, ty: DateTime })
            }
            (DateTime, DateTime) if back => {
                let step = self.calculated(operator, left.1.step, right.1.step, place);
                Some(Typed { step, ty: self.hours()? })
            }
            (Duration, Duration) if adds => self.periods(operator, left, right, place),
            _ => {
                self.report(mixed_dates(left, right, place));
                None
            }
        };
        Some(result)
    }

    /// `1 year + 6 months`, both written out.
    fn periods(&mut self, operator: Operator, left: Side<'_>, right: Side<'_>, place: Span) -> Option<Typed> {
        let constant = |typed: &Typed| match self.program.step(typed.step) {
            Some(Step::Constant(Possible::Period(Some(period)))) => Some(*period),
            _ => None,
        };
        let sum = match (operator, constant(left.1), constant(right.1)) {
            (Operator::Add, Some(one), Some(other)) => one.plus(&other).ok(),
            _ => None,
        };
        let Some(sum) = sum else {
            self.report(
                Problem::new(Code::BadPeriod, place, "durations add up only where they are written out")
                    .help("move a date by one and then by the other: `date + a + b`"),
            );
            return None;
        };
        let step = self.push(Step::Constant(Possible::Period(Some(sum))), place);
        Some(Typed { step, ty: ValueType::Duration })
    }
}

/// Why two operands of which one is a date do not add up.
fn mixed_dates(left: Side<'_>, right: Side<'_>, place: Span) -> Problem {
    use ValueType::{Age, Date, DateTime, Duration, Number, Quantity};
    let (one, other) = (print_expr(without_parens(left.0)), print_expr(without_parens(right.0)));
    let help = match (&left.1.ty, &right.1.ty) {
        (Date { or_never: true }, Date { .. }) | (Date { .. }, Date { or_never: true }) => {
            "no time passes between a day and `never`: ask `… at least 6 months ago`, or `… within 6 months after …`"
                .to_owned()
        }
        (Date { .. }, Date { .. }) => { format!("count the units between them: `days between {other} and {one}`")
        }
        (Date { .. }, Quantity(_)) => calendar_for_clock(without_parens(right.0)),
        (Date { .. }, Number { .. }) => format!("say which units: `{one} + {other} days`"),
        (DateTime, Duration) => format!("move its day: `date of {one} + {other}`; or say hours: `24 'h'`"),
        (DateTime, _) | (_, DateTime) => "a datetime takes a clock duration: `4 'h'`".to_owned(),
        (Age, _) | (_, Age) => "use `number of age in years`".to_owned(),
        _ => "a date takes a calendar duration: `as_of - 6 months`".to_owned(),
    };
    Problem::new(Code::NotANumber, place, "these two do not add up")
        .says(format!("`{}` and `{}`", left.1.ty, right.1.ty))
        .help(help)
}
