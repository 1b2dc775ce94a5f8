//! Questions about lists: `some`, `no`, `every`, `count of`, `latest` and its relatives.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::arithmetic::Size;
use super::scope::{Checker, Literal, Typed};
use super::unsupported::unsupported;
use crate::about::Compared;
use crate::diagnostic::{Code, Problem};
use crate::ir::{Body, Fold, Program, Relation, SlotId, Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, AggregateFunction, DateOrder, Direction, Expr, ExprKind, Name, Path};
use crate::syntax::walk::children;
use crate::vocabulary::{RecordType, ValueType};

/// What a body is being checked of.
pub struct Element<'a> {
    record: Arc<RecordType>,
    alias: Option<&'a str>,
    /// The steps outside that it reads, and the step inside that stands for each.
    outside: IndexMap<StepId, StepId>,
}

/// A place where steps are put: the program, or the body of a list.
#[derive(Default)]
pub struct Frame<'a> {
    program: Program,
    sizes: HashMap<StepId, Size>,
    literals: HashMap<StepId, Literal>,
    fact_steps: HashMap<SlotId, StepId>,
    as_of_step: Option<StepId>,
    comparisons: HashMap<StepId, Compared>,
    conversions: HashMap<StepId, Vec<String>>,
    converted: HashMap<StepId, String>,
    element: Option<Element<'a>>,
    bound: Vec<HashMap<&'a str, Typed>>,
}

impl<'a> Checker<'a> {
    /// Puts the steps elsewhere; what was there until now is handed out.
    fn exchange(&mut self, new: Frame<'a>) -> Frame<'a> {
        use std::mem::replace;
        Frame {
            program: replace(&mut self.program, new.program),
            sizes: replace(&mut self.sizes, new.sizes),
            literals: replace(&mut self.literals, new.literals),
            fact_steps: replace(&mut self.fact_steps, new.fact_steps),
            as_of_step: replace(&mut self.as_of_step, new.as_of_step),
            comparisons: replace(&mut self.about.comparisons, new.comparisons),
            conversions: replace(&mut self.about.conversions, new.conversions),
            converted: replace(&mut self.about.converted, new.converted),
            element: replace(&mut self.element, new.element),
            bound: replace(&mut self.bound, new.bound),
        }
    }

    /// Checks what is computed of each entry of a list.
    fn body(
        &mut self,
        record: &Arc<RecordType>,
        alias: Option<&'a Name>,
        check: impl FnOnce(&mut Self) -> Option<(StepId, Option<Typed>, Option<StepId>)>,
    ) -> Option<(Body, Option<ValueType>, Vec<StepId>)> {
        let element = Element {
            record: Arc::clone(record),
            alias: alias.map(|alias| alias.text.as_str()),
            outside: IndexMap::new(),
        };
        let outer = self.exchange(Frame { element: Some(element), ..Frame::default() });
        self.frames.push(outer);
        let checked = check(self);
        let outer = self.frames.pop().unwrap_or_default();
        let inner = self.exchange(outer);
        let (filter, value, date) = checked?;
        let steps = inner.program.steps().to_vec().into();
        let outside = inner.element.map(|element| element.outside.into_keys().collect()).unwrap_or_default();
        let ty = value.as_ref().map(|value| value.ty.clone());
        Some((Body { steps, filter, value: value.map(|value| value.step), date }, ty, outside))
    }

    /// Inside a body: a field of the entry, by its name or behind the entry's own. `None` of other names.
    pub fn element_name(&mut self, path: &'a Path) -> Option<Option<Typed>> {
        // A function that is written out here knows its parameters and the ruleset, and not the entry.
        let element = self.element.as_ref().filter(|_| !self.is_written_out())?;
        let text = path.text.as_str();
        let own = element.alias.and_then(|alias| text.strip_prefix(alias)?.strip_prefix('.'));
        let path_of_fields = own.unwrap_or(text);
        let (first, rest) = match path_of_fields.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path_of_fields, None),
        };
        let at = element.record.position(first);
        let place = path.place.0;
        let Some(at) = at else {
            own?;
            let name = element.record.name.clone();
            self.report(
                Problem::new(Code::UnknownName, place, format!("`{name}` has no field `{first}`"))
                    .help("name one of its fields"),
            );
            return Some(None);
        };
        if own.is_none() && self.names.contains_key(first) {
            let name = element.record.name.clone();
            self.report(
                Problem::new(
                    Code::Duplicate,
                    place,
                    format!("`{first}` is a field of `{name}`, and is declared for the whole ruleset too"),
                )
                .help(format!("say which is meant: name the entry, `… as x where x.{first} …`")),
            );
            return Some(None);
        }
        let record = Arc::clone(&element.record);
        let typed = self.field(&record, at, place)?;
        Some(match rest {
            Some(rest) => self.members(typed, rest, place),
            None => Some(typed),
        })
    }

    /// Is it the name of a field of the entry?
    pub fn is_field(&self, name: &str) -> bool {
        let first = name.split('.').next().unwrap_or(name);
        self.element
            .as_ref()
            .filter(|_| !self.is_written_out())
            .is_some_and(|element| element.alias == Some(first) || element.record.position(first).is_some())
    }

    /// The type of a field of the entry, or of a field of that.
    pub fn field_type(&self, name: &str) -> Option<ValueType> {
        let element = self.element.as_ref().filter(|_| !self.is_written_out())?;
        let own = element.alias.and_then(|alias| name.strip_prefix(alias)?.strip_prefix('.'));
        let mut names = own.unwrap_or(name).split('.');
        let mut ty = element.record.fields.get(element.record.position(names.next()?)?)?.ty.clone();
        for name in names {
            let ValueType::Record(record) = &ty else { return None };
            ty = record.fields.get(record.position(name)?)?.ty.clone();
        }
        Some(ty)
    }

    /// Inside a body: what stands outside of it.
    pub fn outside(&mut self, check: impl FnOnce(&mut Self) -> Option<Typed>, place: Span) -> Option<Typed> {
        let outer = self.frames.pop()?;
        let inner = self.exchange(outer);
        let found = check(self);
        let constant = found.as_ref().and_then(|typed| match self.program.step(typed.step) {
            Some(Step::Constant(value)) => Some((value.clone(), self.literals.get(&typed.step).cloned())),
            _ => None,
        });
        let size = found.as_ref().and_then(|typed| self.sizes.get(&typed.step).copied());
        let outer = self.exchange(inner);
        self.frames.push(outer);
        let typed = found?;
        let step = match constant {
            Some((value, literal)) => {
                let step = self.push(Step::Constant(value), place);
                if let Some(literal) = literal {
                    self.literals.insert(step, literal);
                }
                step
            }
            None => match self.element.as_ref().and_then(|element| element.outside.get(&typed.step)) {
                Some(known) => *known,
                None => {
                    let step = self.push(Step::Outer(typed.step), place);
                    if let Some(element) = &mut self.element {
                        element.outside.insert(typed.step, step);
                    }
                    step
                }
            },
        };
        if let Some(size) = size {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty: typed.ty })
    }

    /// The list that is asked about.
    fn list_named(&mut self, path: &'a Path) -> Option<(StepId, Arc<RecordType>)> {
        let typed = self.name(path, None)?;
        match &typed.ty {
            ValueType::List(record) => Some((typed.step, Arc::clone(record))),
            other => {
                self.report(
                    Problem::new(Code::WrongType, path.place.0, format!("`{}` is not a list", path.text))
                        .says(format!("this is `{other}`"))
                        .help("`some`, `every`, `count of` and `latest` ask about the entries of a list: `fact visits: list of visit`"),
                );
                None
            }
        }
    }

    /// That an entry is not dated after the decision, if it has one date; `after` in the question asks for those.
    fn seen(&mut self, record: &RecordType, filter: Option<&'a Expr>, place: Span) -> Option<StepId> {
        if filter.is_some_and(asks_for_later) {
            return None;
        }
        let at = u32::try_from(record.only_date()?).ok()?;
        let date = self.push(Step::Field(at), place);
        let as_of = self.as_of(place);
        Some(self.push(Step::Compare(Relation::AtMost, date, as_of.step), place))
    }

    /// The condition of the filter and that the entry is seen.
    fn filter(&mut self, record: &RecordType, filter: Option<&'a Expr>, place: Span) -> Option<StepId> {
        let asked = match filter {
            Some(filter) => Some(self.condition(filter, "`where`")?),
            None => None,
        };
        let seen = self.seen(record, filter, place);
        let tests: Vec<_> = asked.into_iter().chain(seen).collect();
        Some(match tests.as_slice() {
            [only] => *only,
            _ => self.push(Step::All(tests.into()), place),
        })
    }

    fn each(&mut self, list: StepId, body: Body, outside: Vec<StepId>, fold: Fold, place: Span) -> StepId {
        let reads = std::iter::once(list).chain(outside).collect();
        self.push(Step::Each { reads, body: Arc::new(body), fold }, place)
    }

    /// `some X as x where COND`, `no X where COND`.
    pub fn some_of(
        &mut self,
        negated: bool,
        list: &'a Path,
        alias: Option<&'a Name>,
        filter: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        let (list, record) = self.list_named(list)?;
        let (body, _, outside) =
            self.body(&record, alias, |c| Some((c.filter(&record, Some(filter), place)?, None, None)))?;
        let step = self.each(list, body, outside, Fold::Some, place);
        let found = Typed { step, ty: ValueType::Boolean };
        Some(if negated { self.boolean(Step::Not(found.step), place) } else { found })
    }

    /// `every X where FILTER has COND`.
    pub fn every_of(
        &mut self,
        list: &'a Path,
        alias: Option<&'a Name>,
        filter: Option<&'a Expr>,
        has: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        let (list, record) = self.list_named(list)?;
        let (body, _, outside) = self.body(&record, alias, |c| {
            let filter = c.filter(&record, filter, place);
            let asked = c.condition(has, "`has`").map(|step| Typed { step, ty: ValueType::Boolean });
            Some((filter?, Some(asked?), None))
        })?;
        let step = self.each(list, body, outside, Fold::Every, place);
        Some(Typed { step, ty: ValueType::Boolean })
    }

    /// `count of X where COND`.
    pub fn count_of(
        &mut self,
        list: &'a Path,
        alias: Option<&'a Name>,
        (filter, spaced): (Option<&'a Expr>, Option<&'a Expr>),
        place: Span,
    ) -> Option<Typed> {
        if let Some(spaced) = spaced {
            self.report(unsupported(spaced.place.0, "spacing between entries", "are", "is"));
            return None;
        }
        let (list, record) = self.list_named(list)?;
        let (body, _, outside) =
            self.body(&record, alias, |c| Some((c.filter(&record, filter, place)?, None, None)))?;
        let step = self.each(list, body, outside, Fold::Count, place);
        Some(Typed {
            step,
            ty: ValueType::Number { integer: true, low: Some(crate::quantity::Number::ZERO), high: None },
        })
    }

    /// `latest X by FIELD within P where (COND)`, `highest EXPR over X`, `average of X`.
    pub fn aggregate(&mut self, aggregate: &'a Aggregate, place: Span) -> Option<Typed> {
        if let Some(apart) = &aggregate.apart {
            self.report(unsupported(apart.place.0, "spacing between entries", "are", "is"));
            return None;
        }
        let (list, record) = self.list_named(&aggregate.list)?;
        let fold = match aggregate.function {
            AggregateFunction::Latest => Fold::Latest,
            AggregateFunction::Earliest => Fold::Earliest,
            AggregateFunction::Highest => Fold::Highest,
            AggregateFunction::Lowest => Fold::Lowest,
            AggregateFunction::Average => Fold::Average,
            AggregateFunction::Sum => Fold::Sum,
        };
        let by_date = matches!(fold, Fold::Latest | Fold::Earliest);
        let (body, ty, outside) = self.body(&record, None, |c| {
            let needs_date = by_date || aggregate.within.is_some();
            let date = if needs_date { Some(c.entry_date(&record, aggregate)?) } else { None };
            let window = match (&aggregate.within, &date) {
                (Some(window), Some(date)) => Some(c.window_of(date, window, place)?.step),
                _ => None,
            };
            let later = aggregate.within.as_ref().is_some_and(|window| {
                window.anchor.as_ref().is_some_and(|(side, _)| *side == Direction::After)
            });
            let asked = match &aggregate.filter {
                Some(filter) => Some(c.condition(filter, "`where`")?),
                None => None,
            };
            let seen = if later { None } else { c.seen(&record, aggregate.filter.as_ref(), place) };
            let tests: Vec<_> = asked.into_iter().chain(window).chain(seen).collect();
            let filter = c.push(Step::All(tests.into()), place);
            let value = match (&aggregate.over, record.is_observation || by_date) {
                (Some(over), _) => Some(c.value(over, None)?),
                (None, false) => {
                    c.report(
                        Problem::new(
                            Code::WrongType,
                            aggregate.list.place.0,
                            "an entry of this list is no number",
                        )
                        .help("say what is taken of each: `highest (dose) over treatments`"),
                    );
                    return None;
                }
                (None, true) if by_date => None,
                (None, true) => c.element_value(&record, place),
            };
            if !by_date && let Some(value) = &value {
                c.check_summable(value, aggregate.list.place.0)?;
            }
            Some((filter, value, date.map(|date| date.step)))
        })?;
        let step = self.each(list, body, outside, fold, place);
        let ty = ty.unwrap_or(ValueType::Record(record));
        if let Some(size) = Self::recorded_size(&ty) {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty: aggregated(ty) })
    }

    fn element_value(&mut self, record: &RecordType, place: Span) -> Option<Typed> {
        self.field(record, record.position("value")?, place)
    }

    /// The step that reads a field of the entry, with how large a number it can be.
    fn field(&mut self, record: &RecordType, at: usize, place: Span) -> Option<Typed> {
        let ty = record.fields.get(at)?.ty.clone();
        let step = self.push(Step::Field(u32::try_from(at).ok()?), place);
        if let Some(size) = Self::recorded_size(&ty) {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty })
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

    /// The date of an entry: the field behind `by`, or its only one.
    fn entry_date(&mut self, record: &RecordType, aggregate: &'a Aggregate) -> Option<Typed> {
        let place = aggregate.list.place.0;
        let at = match &aggregate.by {
            Some(by) => {
                let at = record.position(&by.text);
                let is_date = at
                    .and_then(|at| record.fields.get(at))
                    .is_some_and(|field| matches!(field.ty, ValueType::Date { .. }));
                if !is_date {
                    self.report(
                        Problem::new(
                            Code::WrongType,
                            by.place.0,
                            format!("`{}` is no date of an entry", by.text),
                        )
                        .help("name a field of the type `date` behind `by`"),
                    );
                    return None;
                }
                at
            }
            None => record.only_date(),
        };
        let Some(at) = at else {
            self.report(
                Problem::new(
                    Code::WrongType,
                    place,
                    format!("an entry of `{}` has no single date", record.name),
                )
                .help("say which one counts: `latest treatments by ended`"),
            );
            return None;
        };
        self.field(record, at, place)
    }
}

/// The bounds of one entry's value are none of the aggregate's, and a mean of whole numbers need not be whole.
fn aggregated(ty: ValueType) -> ValueType {
    match ty {
        ValueType::Number { .. } => ValueType::number(false),
        other => other.without_range(),
    }
}

/// Does the condition ask for what is after something?
fn asks_for_later(filter: &Expr) -> bool {
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
