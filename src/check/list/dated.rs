//! Which date of an entry counts.

use std::sync::Arc;

use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Relation, Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{DateOrder, Direction, Expr, ExprKind, Name};
use crate::syntax::walk::children;
use crate::vocabulary::{RecordType, ValueType};

impl<'a> Checker<'a> {
    /// The field that dates an entry: the one behind `by`, or its only one; `None` within where it has none.
    #[allow(clippy::option_option, reason = "not there, and could not be read, are two things")]
    pub(super) fn date_field(&mut self, record: &RecordType, by: Option<&'a Name>) -> Option<Option<usize>> {
        let Some(by) = by else { return Some(record.only_date()) };
        let at = record.position(&by.text);
        let ty = at.and_then(|at| record.fields.get(at)).map(|field| &field.ty);
        if matches!(ty, Some(ValueType::Date { .. } | ValueType::DateTime)) {
            return Some(at);
        }
        self.report(
            Problem::new(Code::WrongType, by.place.0, format!("`{}` is no date of an entry", by.text))
                .help("name a field of the type `date` or `datetime` behind `by`"),
        );
        None
    }

    /// The field that dates an entry, where a date is needed.
    pub(super) fn needed_date(
        &mut self,
        record: &RecordType,
        by: Option<&'a Name>,
        place: Span,
    ) -> Option<usize> {
        let found = self.date_field(record, by)?;
        if found.is_none() {
            self.report(no_single_date(record, place));
        }
        found
    }

    /// Does the entry belong: what is asked of it holds, and it is not dated after the decision. A question that
    /// says `after` asks for later ones itself.
    pub(super) fn filter(
        &mut self,
        record: &Arc<RecordType>,
        date: Option<usize>,
        (filter, word): (Option<&'a Expr>, &'static str),
        place: Span,
    ) -> Option<StepId> {
        let asked = match filter {
            Some(filter) => Some(self.condition(filter, word)?),
            None => None,
        };
        let seen = if filter.is_some_and(asks_for_later) { None } else { self.seen(record, date, place) };
        let tests: Vec<_> = asked.into_iter().chain(seen).collect();
        Some(match tests.as_slice() {
            [only] => *only,
            _ => self.push(Step::All(tests.into()), place),
        })
    }

    /// That an entry is not dated after the decision, if it has a date.
    pub(super) fn seen(&mut self, record: &RecordType, date: Option<usize>, place: Span) -> Option<StepId> {
        let date = self.field(record, date?, place)?;
        let day = self.day_of(&date, place);
        let as_of = self.as_of(place);
        Some(self.push(Step::Compare(Relation::AtMost, day, as_of.step), place))
    }

    /// The day of a date or a moment.
    pub(super) fn day_of(&mut self, date: &Typed, place: Span) -> StepId {
        match date.ty {
            ValueType::DateTime => self.push(Step::DateOf(date.step), place),
            _ => date.step,
        }
    }
}

/// An entry has no date, or several.
pub fn no_single_date(record: &RecordType, place: Span) -> Problem {
    let is_date = |ty: &ValueType| matches!(ty, ValueType::Date { .. } | ValueType::DateTime);
    let dates: Vec<_> = record
        .fields
        .iter()
        .filter(|field| is_date(&field.ty))
        .map(|field| format!("`by {}`", field.name))
        .collect();
    let help = match dates.as_slice() {
        [] => "give the record a field of the type `date`".to_owned(),
        dates => format!("say behind the list which one counts: {}", dates.join(" or ")),
    };
    Problem::new(Code::WrongType, place, format!("an entry of `{}` has no single date", record.name))
        .help(help)
}

/// Does the condition ask for what is after something?
pub fn asks_for_later(filter: &Expr) -> bool {
    let mut open = vec![filter];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Order(_, DateOrder::After | DateOrder::OnOrAfter, _) => return true,
            ExprKind::Within(_, window)
                if window.anchor.as_ref().is_some_and(|(side, _)| *side == Direction::After) =>
            {
                return true;
            }
            _ => open.extend(children(expr)),
        }
    }
    false
}
