//! Clock durations between moments.

use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Relation, Step, StepId};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{Direction, Expr, Window};
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// `t within 4 'h' before u`, on datetimes.
    pub(super) fn within_hours(
        &mut self,
        date: &'a Expr,
        subject: StepId,
        window: &'a Window,
        place: Span,
    ) -> Option<Typed> {
        let Some((direction, anchor)) = &window.anchor else {
            self.day_wanted(date);
            return None;
        };
        let period = self.clock(&window.period);
        let anchor_typed = self.value(anchor, Some(&ValueType::DateTime));
        let (period, other) = (period?.step, anchor_typed?);
        if other.ty != ValueType::DateTime {
            self.report(
                Problem::new(Code::NotComparable, anchor.place.0, "the two sides are of different kinds")
                    .says(format!("this is `{}`", other.ty))
                    .also(date.place.0, "this is `datetime`")
                    .help("compare two datetimes, or the days of both: `date of …`"),
            );
            return None;
        }
        let (one, two) = (subject, other.step);
        // As for days: `from <= to <= from + period`, or neither is more than the period behind the other.
        let (one_end, two_end) = (self.later(one, period, place), self.later(two, period, place));
        let tests = match direction {
            Direction::Before => [(one, two), (two, one_end)],
            Direction::After => [(two, one), (one, two_end)],
            Direction::Of => [(two, one_end), (one, two_end)],
        };
        let tests = tests.map(|(left, right)| self.moments(left, right, place));
        Some(self.boolean(Step::All(tests.into()), place))
    }

    /// A moment, a clock duration later.
    pub(super) fn later(&mut self, moment: StepId, duration: StepId, place: Span) -> StepId {
        self.calculated(Operator::Add, moment, duration, place)
    }

    /// Is one moment no later than the other?
    fn moments(&mut self, left: StepId, right: StepId, place: Span) -> StepId {
        let compared = self.boolean(Step::Compare(Relation::AtMost, left, right), place);
        let moment = |step| Typed { step, ty: ValueType::DateTime };
        self.note_comparison(compared.step, &moment(left), "<=", &moment(right));
        compared.step
    }

    /// A clock duration: a quantity of time.
    pub(super) fn clock(&mut self, expr: &'a Expr) -> Option<Typed> {
        let typed = self.value(expr, None)?;
        match &typed.ty {
            ValueType::Quantity(quantity) if quantity.dimension == Dimension::time() => {
                return Some(typed);
            }
            _ => {}
        }
        let help = match &typed.ty {
            ValueType::Duration => {
                "a day or a month has no fixed number of hours: write `24 'h'`, or compare the days of both datetimes: `date of …`"
            }
            _ => "write for example `4 'h'` or `90 'min'`",
        };
        self.report(
            Problem::new(Code::BadPeriod, expr.place.0, "between datetimes a clock duration is expected")
                .says(format!("this is `{}`", typed.ty))
                .help(help),
        );
        None
    }
}
