//! `at least 6 months ago`, `within 6 weeks before d`.

use super::written_span;
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Relation, Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{Bound, Direction, Expr, ExprKind, Window};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::Dates;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// `d at least 6 months ago`: `d + 6 months <= as_of`. `at most` is the same window as `within`.
    pub fn ago(&mut self, date: &'a Expr, bound: Bound, period: &'a Expr, place: Span) -> Option<Typed> {
        let subject = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if subject.ty == ValueType::DateTime {
            self.day_wanted(date);
            return None;
        }
        let (subject, period) = (self.date_again(date, subject), self.calendar(period));
        let (subject, period) = (subject?, period?);
        let as_of = self.as_of(place);
        Some(match bound {
            Bound::AtLeast => {
                let shifted = self.shift(subject.step, period.step, false, place);
                self.step_compare(Relation::AtMost, shifted, as_of.step, place)
            }
            Bound::AtMost => self.window_after(subject.step, as_of.step, period.step, place),
        })
    }

    /// The decision's date is a day: hours before it cannot be told.
    pub(super) fn day_wanted(&mut self, expr: &'a Expr) {
        let text = print_expr(without_parens(expr));
        self.report(
            Problem::new(
                Code::WrongType,
                expr.place.0,
                "the date of a decision is a day, and this is a moment",
            )
            .says("this is `datetime`")
            .help(format!(
                "take its day: `date of {text}`; hours are counted between two datetimes: \
                     `{text} within 4 'h' before …`"
            )),
        );
    }

    /// `from <= to <= from + period`.
    fn window_after(&mut self, from: StepId, to: StepId, period: StepId, place: Span) -> Typed {
        let starts = self.step_compare(Relation::AtMost, from, to, place);
        let end = self.shift(from, period, false, place);
        let ends = self.step_compare(Relation::AtMost, to, end, place);
        self.boolean(Step::All(Box::new([starts.step, ends.step])), place)
    }

    /// `d within 6 weeks`, `d within 6 weeks before e`, `t within 4 'h' of u`.
    pub fn within(&mut self, date: &'a Expr, window: &'a Window, place: Span) -> Option<Typed> {
        let subject = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if subject.ty == ValueType::DateTime {
            return self.within_hours(date, subject.step, window, place);
        }
        let subject = self.date_again(date, subject)?;
        self.window_of(&subject, window, place)
    }

    /// The first or the last day of a date; of a year or a month that is written out, its own.
    pub fn edge(&mut self, expr: &'a Expr, first: bool) -> Option<Typed> {
        match written_span(expr) {
            Some(span) => {
                let day = if first { span.first() } else { span.last() };
                Some(self.days(Dates::day(day), expr.place.0))
            }
            None => self.date(expr),
        }
    }

    /// The time from which on another entry is no longer too close: `date + P`.
    pub fn clear_after(&mut self, date: &Typed, period: &'a Expr, place: Span) -> Option<StepId> {
        if date.ty == ValueType::DateTime {
            let duration = self.outside(|c| c.clock(period), place)?;
            return Some(self.later(date.step, duration.step, place));
        }
        let period = self.outside(|c| c.calendar(period), place)?;
        Some(self.shift(date.step, period.step, false, place))
    }

    /// The window around a date that is understood.
    pub fn window_of(&mut self, subject: &Typed, window: &'a Window, place: Span) -> Option<Typed> {
        let (subject, period) = (Some(subject), self.calendar(&window.period));
        let Some((direction, anchor)) = &window.anchor else {
            let as_of = self.as_of(place);
            return Some(self.window_after(subject?.step, as_of.step, period?.step, place));
        };
        let anchors = self.anchor(anchor, *direction);
        let (subject, period, (before, after)) = (subject?.step, period?.step, anchors?);
        Some(match direction {
            Direction::Before => self.window_after(subject, before, period, place),
            Direction::After => self.window_after(after, subject, period, place),
            // Neither is more than the period behind the other. Of the earlier one that is the law; of the
            // later one it always holds.
            Direction::Of => {
                let one_end = self.shift(subject, period, false, place);
                let other_end = self.shift(before, period, false, place);
                let one = self.step_compare(Relation::AtMost, before, one_end, place);
                let other = self.step_compare(Relation::AtMost, subject, other_end, place);
                self.boolean(Step::All(Box::new([one.step, other.step])), place)
            }
        })
    }

    /// The days from which a window is counted: of a year or a month that is written out, its first day
    /// before it and its last day after it.
    fn anchor(&mut self, anchor: &'a Expr, direction: Direction) -> Option<(StepId, StepId)> {
        if without_parens(anchor).kind == ExprKind::Never {
            self.report(
                Problem::new(Code::NoOrder, anchor.place.0, "nothing is counted from `never`")
                    .help("ask `… is never` or `… is not never`"),
            );
            return None;
        }
        let Some(span) = written_span(anchor) else {
            let step = self.date(anchor)?.step;
            return Some((step, step));
        };
        if direction == Direction::Of {
            self.report(
                Problem::new(Code::PartialDate, anchor.place.0, "`within … of` is counted from one day")
                    .says("this is a span of days")
                    .help("write the whole date, or say `before` or `after` the span"),
            );
            return None;
        }
        let place = anchor.place.0;
        let first = self.days(Dates::day(span.first()), place).step;
        Some((first, self.days(Dates::day(span.last()), place).step))
    }
}
