//! `latest`, `earliest`, `highest`, `lowest`, `average of`, `sum of` and `distinct`.

use std::sync::Arc;

use super::Question;
use super::frame::Computed;
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Fold, Step};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, AggregateFunction, Direction, Expr};
use crate::vocabulary::{RecordType, ValueType};

impl<'a> Checker<'a> {
    /// `latest X by FIELD within P where (COND)`, `highest EXPR over X`, `average of X`.
    pub fn aggregate(&mut self, aggregate: &'a Aggregate, place: Span) -> Option<Typed> {
        let mut answer = self.ask(place, |c, dated| {
            let (list, of) = c.list_named(&aggregate.list)?;
            let needs_date = dated || is_by_date(aggregate.function) || aggregate.within.is_some();
            let by = aggregate.by.as_ref();
            let date = match needs_date {
                true => Some(c.needed_date(&of, by, aggregate.list.place.0)?),
                false => c.date_field(&of, by)?,
            };
            let checked = c.body(&of, (None, date), |c| c.aggregated_body(aggregate, &of, date, place))?;
            let ty = checked.ty.clone().unwrap_or(ValueType::Record(Arc::clone(&of)));
            let (fold, ty) = folded(aggregate.function, ty)?;
            Some(Question { list, checked, fold, ty })
        })?;
        answer.ty = aggregated(answer.ty);
        Some(answer)
    }

    /// What is computed of each entry.
    fn aggregated_body(
        &mut self,
        aggregate: &'a Aggregate,
        record: &Arc<RecordType>,
        date: Option<usize>,
        place: Span,
    ) -> Option<Computed> {
        let window = match (&aggregate.within, date) {
            (Some(window), Some(date)) => {
                let date = self.field(record, date, place)?;
                let day = Typed { step: self.day_of(&date, place), ty: ValueType::Date { or_never: true } };
                Some(self.window_of(&day, window, place)?.step)
            }
            _ => None,
        };
        if let Some(filter) = &aggregate.filter {
            self.lint_latest_of_those(aggregate, filter, record);
        }
        let filter = aggregate.filter.as_ref();
        let ahead = aggregate
            .within
            .as_ref()
            .is_some_and(|window| window.anchor.as_ref().is_some_and(|(side, _)| *side == Direction::After));
        let later = ahead || filter.is_some_and(|filter| self.asks_for_later(record, date, filter));
        let ever = self.filter(record, date, (filter, later), place)?;
        let filter = match window {
            Some(window) => self.push(Step::All(Box::new([ever, window])), place),
            None => ever,
        };
        let value = self.aggregated_value(aggregate, record, place)?;
        // A window that looks ahead has nothing that is too old.
        let ever = (window.is_some() && !later).then_some(ever);
        Some(Computed { filter, value, clear: None, ever })
    }

    /// What is taken of each entry; `None` within where it is the entry itself.
    #[allow(clippy::option_option, reason = "the entry itself, and could not be understood, are two things")]
    fn aggregated_value(
        &mut self,
        aggregate: &'a Aggregate,
        record: &RecordType,
        place: Span,
    ) -> Option<Option<Typed>> {
        let list = aggregate.list.place.0;
        let value = match &aggregate.over {
            Some(over) => self.value(over, None)?,
            None if is_by_date(aggregate.function) => return Some(None),
            None if record.is_observation => self.field(record, record.position("value")?, place)?,
            None => {
                let (what, help) = match aggregate.function {
                    AggregateFunction::Distinct => {
                        ("an entry of this list is no value of a choice", "distinct kind over treatments")
                    }
                    _ => ("an entry of this list is no number", "highest (dose) over treatments"),
                };
                self.report(
                    Problem::new(Code::WrongType, list, what)
                        .help(format!("say what is taken of each: `{help}`")),
                );
                return None;
            }
        };
        match aggregate.function {
            AggregateFunction::Latest | AggregateFunction::Earliest => {}
            AggregateFunction::Distinct => self.check_listable(&value, list)?,
            _ => self.check_summable(&value, list)?,
        }
        Some(Some(value))
    }

    fn check_summable(&mut self, value: &Typed, place: Span) -> Option<()> {
        match &value.ty {
            ValueType::Number { .. } | ValueType::Quantity(_) => Some(()),
            other => {
                self.report(
                    Problem::new(Code::NotANumber, place, "only numbers and quantities have a highest, a sum and a mean")
                        .says(format!("this is `{other}`"))
                        .help("say which number is taken: `highest (dose) over treatments`; by date ask for `latest`"),
                );
                None
            }
        }
    }

    /// `latest x where (value > 3)` passes over the latest result if that is a lower one.
    fn lint_latest_of_those(&mut self, aggregate: &Aggregate, filter: &'a Expr, record: &RecordType) {
        let word = match aggregate.function {
            AggregateFunction::Latest => "latest",
            AggregateFunction::Earliest => "earliest",
            _ => return,
        };
        if !record.is_observation || !self.names_read(filter).iter().any(|path| path.text == "value") {
            return;
        }
        self.report(
            Problem::new(Code::LatestOfThose, filter.place.0, format!("this is the {word} of those with such a value"))
                .says(format!("the {word} of all may have another"))
                .help(format!(
                    "to ask about the {word} of all, compare behind it: `{word} {} >= 3`; to ask whether there is one, write `some … where`; if it is meant so, `allow {} \"why\"`",
                    aggregate.list.text,
                    Code::LatestOfThose
                )),
        );
    }

    /// Only values of a choice or a scale make a set.
    fn check_listable(&mut self, value: &Typed, place: Span) -> Option<()> {
        match &value.ty {
            ValueType::Choice(_) => Some(()),
            other => {
                self.report(
                    Problem::new(Code::WrongType, place, "only values of a choice or a scale can be told apart so")
                        .says(format!("this is `{other}`"))
                        .help("`distinct kind over treatments` are the values of `kind` that occur; entries on different days are counted with `count of … spaced at least 1 day`"),
                );
                None
            }
        }
    }
}

/// Does it ask which entry is the first or the last?
fn is_by_date(function: AggregateFunction) -> bool {
    matches!(function, AggregateFunction::Latest | AggregateFunction::Earliest)
}

/// What is made of the entries, and its type; `ty` is that of what is taken of each.
fn folded(function: AggregateFunction, ty: ValueType) -> Option<(Fold, ValueType)> {
    let fold = match (function, &ty) {
        (AggregateFunction::Latest, _) => Fold::Latest,
        (AggregateFunction::Earliest, _) => Fold::Earliest,
        (AggregateFunction::Highest, _) => Fold::Highest,
        (AggregateFunction::Lowest, _) => Fold::Lowest,
        (AggregateFunction::Average, _) => Fold::Average,
        (AggregateFunction::Sum, _) => Fold::Sum,
        (AggregateFunction::Distinct, ValueType::Choice(choice)) => {
            let fold = Fold::Distinct(u8::try_from(choice.values.len()).ok()?);
            return Some((fold, ValueType::Set(Arc::clone(choice))));
        }
        // Told where the value was checked.
        (AggregateFunction::Distinct, _) => return None,
    };
    Some((fold, ty))
}

/// The bounds of one entry's value are none of the aggregate's, and a mean of whole numbers need not be whole.
fn aggregated(ty: ValueType) -> ValueType {
    match ty {
        ValueType::Number { .. } => ValueType::number(false),
        other => other.without_range(),
    }
}
