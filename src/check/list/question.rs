//! `some`, `no`, `every`, `count of` and `share of`.

use std::sync::Arc;

use super::frame::{Checked, Computed};
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Fold, Step, StepId};
use crate::quantity::{Number, Unit};
use crate::source::Span;
use crate::syntax::ast::{Entries, Expr, Name, Path};
use crate::vocabulary::{QuantityType, RecordType, Subject, ValueType};

/// A question about a list that was understood.
pub struct Question {
    /// The list.
    pub list: StepId,
    /// What is computed of each entry.
    pub checked: Checked,
    /// What is made of it.
    pub fold: Fold,
    /// The type of the answer.
    pub ty: ValueType,
}

impl<'a> Checker<'a> {
    /// Puts a question where it is asked: here, or, inside of stretches of days, among the questions that each
    /// stretch answers. `question` is told whether its entries must have a date.
    pub(super) fn ask(
        &mut self,
        place: Span,
        question: impl FnOnce(&mut Self, bool) -> Option<Question>,
    ) -> Option<Typed> {
        // A function that is written out knows the ruleset, and not the stretch.
        if self.window.is_none() || self.is_written_out() {
            let Question { list, checked, fold, ty } = question(self, false)?;
            let reads = std::iter::once(list).chain(checked.outside).collect();
            let step = self.push(Step::Each { reads, body: Arc::new(checked.body), fold }, place);
            if let Some(size) = Self::recorded_size(&ty) {
                self.sizes.insert(step, size);
            }
            return Some(Typed { step, ty });
        }
        let outside = std::mem::replace(&mut self.in_stretch, true);
        let asked = self.around(|c| question(c, true));
        self.in_stretch = outside;
        let asked = asked??;
        let ty = asked.ty.clone();
        let questions = self.window.as_mut()?;
        let at = questions.len();
        questions.push(asked);
        self.field_at(at, ty, place)
    }

    /// The list that is asked about.
    pub(super) fn list_named(&mut self, path: &'a Path) -> Option<(StepId, Arc<RecordType>)> {
        // Which stretch it is, an entry does not know; a list of the entry itself lies where the entry does.
        let in_function = self.is_written_out() || self.frames.iter().any(super::Frame::is_of_function);
        let is_nested = self.in_stretch && self.element.is_some() && !in_function;
        if is_nested
            && !self.is_field(&path.text)
            && !self.frames.iter().any(|frame| frame.has_field(&path.text))
        {
            self.report(
                Problem::new(
                    Code::WrongType,
                    path.place.0,
                    "a question inside of another one sees all entries, and not those of the stretch of days",
                )
                .help("ask both beside each other, or have the entries hold what belongs to them"),
            );
            return None;
        }
        let typed = self.name(path, None)?;
        match &typed.ty {
            ValueType::List(record) => Some((typed.step, Arc::clone(record))),
            other => {
                let help = match other {
                    ValueType::Boolean => format!("of what is true or false write `{}`, or `not {}`", path.text, path.text),
                    _ => "`some`, `every`, `count of` and `latest` ask about the entries of a list: `fact visits: list of visit`".to_owned(),
                };
                self.report(
                    Problem::new(Code::WrongType, path.place.0, format!("`{}` is not a list", path.text))
                        .says(format!("this is `{other}`"))
                        .help(help),
                );
                None
            }
        }
    }

    /// The list, and the field that dates its entries.
    fn entries(
        &mut self,
        entries: &'a Entries,
        dated: bool,
    ) -> Option<(StepId, Arc<RecordType>, Option<usize>)> {
        let (list, record) = self.list_named(&entries.path)?;
        let by = entries.by.as_ref();
        let date = match dated {
            true => Some(self.needed_date(&record, by, entries.path.place.0)?),
            false => self.date_field(&record, by)?,
        };
        Some((list, record, date))
    }

    /// `some X as x where COND`, `no X where COND`, `some X`.
    pub fn some_of(
        &mut self,
        negated: bool,
        entries: &'a Entries,
        filter: Option<&'a Expr>,
        place: Span,
    ) -> Option<Typed> {
        let found = self.ask(place, |c, dated| {
            let (list, record, date) = c.entries(entries, dated)?;
            let checked = c.body(&record, (entries.alias.as_ref(), date), |c| {
                let filter = c.asked_filter(&record, date, filter, place)?;
                Some(Computed { filter, value: None, clear: None, ever: None })
            })?;
            Some(Question { list, checked, fold: Fold::Some, ty: ValueType::Boolean })
        })?;
        Some(if negated { self.boolean(Step::Not(found.step), place) } else { found })
    }

    /// `every X where FILTER has COND`.
    pub fn every_of(
        &mut self,
        entries: &'a Entries,
        filter: Option<&'a Expr>,
        has: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        self.ask(place, |c, dated| {
            let (list, record, date) = c.entries(entries, dated)?;
            let alias = entries.alias.as_ref();
            let checked = c.asked_of_each(&record, (alias, date), filter, (has, "`has`"), place)?;
            Some(Question { list, checked, fold: Fold::Every, ty: ValueType::Boolean })
        })
    }

    /// `share of X where COND`: a percentage of the entries.
    pub fn share_of(&mut self, entries: &'a Entries, has: &'a Expr, place: Span) -> Option<Typed> {
        let percent = Unit::parse("%").ok()?;
        let mut ty = QuantityType::in_unit(percent, Subject::Unsaid);
        (ty.low, ty.high) = (Some(Number::ZERO), Some(Number::from(1_i64)));
        self.ask(place, |c, dated| {
            let (list, record, date) = c.entries(entries, dated)?;
            let alias = entries.alias.as_ref();
            let checked = c.asked_of_each(&record, (alias, date), None, (has, "`where`"), place)?;
            if dated {
                c.report(
                    Problem::new(
                        Code::ShareOfRecorded,
                        place,
                        "this is a share of the entries in the stretch, and not of its days",
                    )
                    .says("one entry that fits is already all of them")
                    .help(format!(
                        "of days count those that fit: `(count of {} where … spaced at least 1 day) >= 21` of 30; if the entries are meant, `allow {} \"why\"`",
                        entries.path.text,
                        Code::ShareOfRecorded
                    )),
                );
            }
            Some(Question { list, checked, fold: Fold::Share, ty: ValueType::Quantity(Arc::new(ty)) })
        })
    }

    /// Does the entry belong? A question that says `after` asks for later ones itself.
    fn asked_filter(
        &mut self,
        record: &Arc<RecordType>,
        date: Option<usize>,
        filter: Option<&'a Expr>,
        place: Span,
    ) -> Option<StepId> {
        let later = filter.is_some_and(|filter| self.asks_for_later(record, date, filter));
        self.filter(record, date, (filter, later), place)
    }

    /// A body that asks something of each entry that belongs.
    fn asked_of_each(
        &mut self,
        record: &Arc<RecordType>,
        (alias, date): (Option<&'a Name>, Option<usize>),
        filter: Option<&'a Expr>,
        (has, word): (&'a Expr, &'static str),
        place: Span,
    ) -> Option<Checked> {
        self.body(record, (alias, date), |c| {
            let filter = c.asked_filter(record, date, filter, place);
            let asked = c.condition(has, word).map(|step| Typed { step, ty: ValueType::Boolean });
            Some(Computed { filter: filter?, value: Some(asked?), clear: None, ever: None })
        })
    }

    /// `count of X where COND spaced at least P`; of a set, how many values it has.
    pub fn count_of(
        &mut self,
        entries: &'a Entries,
        filter: Option<&'a Expr>,
        spaced: Option<&'a Expr>,
        place: Span,
    ) -> Option<Typed> {
        if filter.is_none() && spaced.is_none() && self.is_set(&entries.path) {
            return self.size_of(&entries.path, place);
        }
        let ty = ValueType::Number { integer: true, low: Some(Number::ZERO), high: None };
        self.ask(place, |c, dated| {
            let (list, record, date) = c.entries(entries, dated || spaced.is_some())?;
            let checked = c.body(&record, (entries.alias.as_ref(), date), |c| {
                let filter = c.asked_filter(&record, date, filter, place)?;
                let clear = match (spaced, date) {
                    (Some(period), Some(date)) => {
                        let date = c.field(&record, date, place)?;
                        Some(c.clear_after(&date, period, place)?)
                    }
                    _ => None,
                };
                Some(Computed { filter, value: None, clear, ever: None })
            })?;
            let fold = if spaced.is_some() { Fold::Spaced } else { Fold::Count };
            Some(Question { list, checked, fold, ty })
        })
    }
}
