//! `in some 30 days from A to B: COND`.

use std::sync::Arc;

use super::Question;
use super::frame::{Frame, OfStretch};
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{self, Step, StepId, Stretches};
use crate::limits::{MAX_CONSECUTIVE, MAX_ENTRIES_ASKED};
use crate::possible::Possible;
use crate::source::Span;
use crate::syntax::ast::{Expr, InWindows, Windows};
use crate::time::Period;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// A condition about what lies in stretches of days.
    pub fn in_windows(&mut self, asked: &'a InWindows, place: Span) -> Option<Typed> {
        if self.window.is_some() && !self.is_written_out() {
            self.report(
                Problem::new(Code::WrongType, place, "stretches of days stand inside of others")
                    .help("a stretch is asked about lists only; for months in a row write `in each of 3 consecutive months from … to …: …`"),
            );
            return None;
        }
        let (which, length) = self.stretches(&asked.windows)?;
        let (from, to) = (self.end_of_stretches(&asked.from, true), self.end_of_stretches(&asked.to, false));
        let (condition, inner) =
            self.inside(Frame::of_stretch(), |c| c.condition(&asked.condition, "a stretch of days"));
        let (from, to, condition) = (from?, to?, condition?);
        let OfStretch { steps, questions, outside, places } = inner.into_stretch()?;
        if questions.is_empty() {
            self.report(
                Problem::new(Code::NotACondition, asked.condition.place.0, "this asks nothing of the stretch of days")
                    .says("no question about a list stands here")
                    .help("ask a list here, such as `count of visits >= 2`; a definition is computed of all its entries, so write the question out"),
            );
            return None;
        }
        let mut reads = vec![from, to, length];
        reads.extend(questions.iter().map(|question| question.list));
        reads.extend(questions.iter().flat_map(|question| &question.checked.outside));
        reads.extend(outside);
        let questions = questions.into_iter().map(|Question { list, checked, fold, .. }| ir::Question {
            list,
            body: Arc::new(checked.body),
            fold,
        });
        let questions = questions.collect();
        let most = MAX_ENTRIES_ASKED;
        let asked = ir::Windows { which, from, to, length, questions, steps, condition, most, places };
        let step = Step::Windows { reads: reads.into(), asked: Arc::new(asked) };
        Some(self.boolean(step, place))
    }

    /// How long a stretch is, and how many there are in a row.
    fn stretches(&mut self, windows: &'a Windows) -> Option<(Stretches, StepId)> {
        let (which, expr) = match windows {
            Windows::Some(length) => (Stretches::Some, length),
            Windows::Every(length) => (Stretches::Every, length),
            Windows::Consecutive(number, unit) => {
                let count = number.value.to_i64().and_then(|count| u32::try_from(count).ok());
                let Some(count) = count.filter(|count| (2..=MAX_CONSECUTIVE).contains(count)) else {
                    self.report(
                        Problem::new(Code::ImpossibleCount, number.place.0, "so many do not follow one another")
                            .help(format!("write a whole number from 2 to {MAX_CONSECUTIVE}; for one alone write `in some 1 {}`", unit.singular())),
                    );
                    return None;
                };
                let one = Period::new(1, *unit).ok()?;
                let step = self.push(Step::Constant(Possible::Period(Some(one))), number.place.0);
                return Some((Stretches::Consecutive(count), step));
            }
        };
        let length = self.calendar(expr)?;
        if let Some(Step::Constant(Possible::Period(Some(period)))) = self.program.step(length.step)
            && period.months() == 0
            && period.days() == 0
        {
            self.report(
                Problem::new(Code::BadPeriod, expr.place.0, "a stretch of no days holds nothing")
                    .help("write at least `1 day`"),
            );
            return None;
        }
        Some((which, length.step))
    }

    /// The first or the last day of all stretches; of a year or a month that is written out, its own.
    fn end_of_stretches(&mut self, expr: &'a Expr, first: bool) -> Option<StepId> {
        let typed = self.edge(expr, first)?;
        if typed.ty == (ValueType::Date { or_never: true }) {
            self.report(
                Problem::new(Code::WrongType, expr.place.0, "stretches of days lie between two days, and this may be never")
                    .says("this is `date or never`")
                    .help("name a date that has a day, such as `as_of - 12 months`; ask `… is not never` in a condition of its own"),
            );
            return None;
        }
        Some(typed.step)
    }
}
