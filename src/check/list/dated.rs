//! Which date of an entry counts.

use std::sync::Arc;

use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Relation, Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{Comparison, DateOrder, Direction, Expr, ExprKind, Name, Window};
use crate::syntax::walk::{children, without_parens};
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

    /// Does the entry belong: what is asked of it holds, and it is not dated after the decision, unless `later` ones
    /// are asked for.
    pub(super) fn filter(
        &mut self,
        record: &Arc<RecordType>,
        date: Option<usize>,
        (filter, later): (Option<&'a Expr>, bool),
        place: Span,
    ) -> Option<StepId> {
        let asked = match filter {
            Some(filter) => Some(self.condition(filter, "`where`")?),
            None => None,
        };
        let seen = if later { None } else { self.seen(record, date, place) };
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

    /// Does the condition ask for entries that are dated after something: `date after enrolment`, `enrolment before
    /// date`? Not so of what another entry says, which is no later than the decision itself.
    pub(super) fn asks_for_later(&self, record: &RecordType, date: Option<usize>, filter: &'a Expr) -> bool {
        let Some(date) = date.and_then(|date| record.fields.get(date)) else { return false };
        let is_own = |expr: &Expr| {
            let alias = self.element.as_ref().and_then(|element| element.alias);
            let ExprKind::Name(path) = &without_parens(expr).kind else { return false };
            let own = alias.and_then(|alias| path.text.strip_prefix(alias)?.strip_prefix('.'));
            own.unwrap_or(&path.text) == &*date.name
        };
        let of_an_entry = |expr: &'a Expr| {
            self.names_read(expr).iter().any(|path| {
                self.is_field(&path.text) || self.frames.iter().any(|frame| frame.has_field(&path.text))
            })
        };
        let mut open = vec![filter];
        while let Some(expr) = open.pop() {
            let found = match &expr.kind {
                ExprKind::Order(own, DateOrder::After | DateOrder::OnOrAfter, other)
                | ExprKind::Order(other, DateOrder::Before | DateOrder::OnOrBefore, own)
                | ExprKind::Compare(Comparison::Greater | Comparison::GreaterOrEqual, own, other)
                | ExprKind::Compare(Comparison::Less | Comparison::LessOrEqual, other, own) => {
                    is_own(own) && !of_an_entry(other)
                }
                ExprKind::Within(own, Window { anchor: Some((Direction::After, anchor)), .. }) => {
                    is_own(own) && !of_an_entry(anchor)
                }
                // A question inside is about other entries.
                ExprKind::Some { .. }
                | ExprKind::Every { .. }
                | ExprKind::Count { .. }
                | ExprKind::Share { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::InWindows(_) => continue,
                _ => false,
            };
            if found {
                return true;
            }
            open.extend(children(expr));
        }
        false
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
