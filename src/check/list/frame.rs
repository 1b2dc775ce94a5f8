//! The places where steps are put: the ruleset, the body of a list, a stretch of days.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Question;
use crate::about::Compared;
use crate::check::arithmetic::Size;
use crate::check::scope::{Checker, Literal, Typed};
use crate::ir::{Body, Places, Program, SlotId, Step, StepId};
use crate::limits::MAX_ENTRIES_ASKED;
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::vocabulary::{RecordType, ValueType};

/// What a body is being checked of.
pub struct Element<'a> {
    pub(super) record: Arc<RecordType>,
    pub(super) alias: Option<&'a str>,
    /// The field that dates it.
    pub(super) date: Option<usize>,
    /// A field of the entry before it is read.
    pub(super) reads_previous: bool,
    /// The steps outside that it reads, and the step inside that stands for each.
    pub(super) outside: IndexMap<StepId, StepId>,
}

/// What is computed in a body, and what it takes to use it.
pub struct Checked {
    pub(super) body: Body,
    /// The type of its value.
    pub(super) ty: Option<ValueType>,
    /// The steps outside that it reads.
    pub(super) outside: Vec<StepId>,
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
    named: HashMap<StepId, Box<[Span]>>,
    element: Option<Element<'a>>,
    window: Option<Vec<Question>>,
    bound: Vec<HashMap<&'a str, Typed>>,
}

/// What is computed of a stretch of days.
pub struct OfStretch {
    /// The steps of the condition.
    pub steps: Box<[Step]>,
    /// The questions about lists.
    pub questions: Vec<Question>,
    /// The steps outside that the condition reads.
    pub outside: Vec<StepId>,
    /// Where the steps are written.
    pub places: Places,
}

impl<'a> Element<'a> {
    fn new(record: Arc<RecordType>, alias: Option<&'a Name>, date: Option<usize>) -> Self {
        let alias = alias.map(|alias| alias.text.as_str());
        Self { record, alias, date, reads_previous: false, outside: IndexMap::new() }
    }
}

impl<'a> Element<'a> {
    /// The name it goes by, if it has one, and what it is.
    pub fn named(&self) -> (Option<&'a str>, &RecordType) {
        (self.alias, &self.record)
    }
}

impl Frame<'_> {
    /// Is a function being written out here?
    pub fn is_of_function(&self) -> bool {
        !self.bound.is_empty()
    }

    /// Has the function that is being written out here a parameter of this name?
    pub fn has_parameter(&self, name: &str) -> bool {
        self.bound.last().is_some_and(|bound| bound.contains_key(name))
    }

    /// The record of an entry without a name of its own that has a field of this name.
    pub fn record_with(&self, name: &str) -> Option<&str> {
        let element = self.element.as_ref().filter(|element| element.alias.is_none())?;
        element.record.position(name).map(|_| &*element.record.name)
    }

    /// Is there a field or an entry of this name?
    pub fn has_field(&self, name: &str) -> bool {
        let first = name.split('.').next().unwrap_or(name);
        self.element
            .as_ref()
            .is_some_and(|element| element.alias == Some(first) || element.record.position(first).is_some())
    }

    /// The place of the condition about stretches of days: a stretch has no fields, only questions.
    pub fn of_stretch() -> Self {
        let nothing = RecordType {
            name: "stretch of days".into(),
            fields: Vec::new(),
            is_observation: false,
            is_attested: false,
        };
        let element = Element::new(Arc::new(nothing), None, None);
        Frame { element: Some(element), window: Some(Vec::new()), ..Frame::default() }
    }

    /// What was put into the place of such a condition.
    pub fn into_stretch(self) -> Option<OfStretch> {
        let outside = self.element?.outside.into_keys().collect();
        let places = Places { of_steps: self.program.places().into(), named: self.named };
        Some(OfStretch {
            steps: self.program.steps().to_vec().into(),
            questions: self.window?,
            outside,
            places,
        })
    }
}

/// The steps of a body that are asked for.
pub struct Computed {
    /// Does the entry belong?
    pub filter: StepId,
    /// What is asked of it, or taken from it.
    pub value: Option<Typed>,
    /// From when on another entry is no longer too close.
    pub clear: Option<StepId>,
    /// Does it belong, however long ago it is?
    pub ever: Option<StepId>,
}

impl<'a> Checker<'a> {
    /// Puts the steps elsewhere; what was there until now is handed out.
    pub(super) fn exchange(&mut self, new: Frame<'a>) -> Frame<'a> {
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
            named: replace(&mut self.about.named, new.named),
            element: replace(&mut self.element, new.element),
            window: replace(&mut self.window, new.window),
            bound: replace(&mut self.bound, new.bound),
        }
    }

    /// Checks what is computed of each entry of a list; `date` is the field that dates it, if that is asked.
    pub(super) fn body(
        &mut self,
        record: &Arc<RecordType>,
        (alias, date): (Option<&'a Name>, Option<usize>),
        check: impl FnOnce(&mut Self) -> Option<Computed>,
    ) -> Option<Checked> {
        let element = Element::new(Arc::clone(record), alias, date);
        let (computed, inner) = self.inside(Frame { element: Some(element), ..Frame::default() }, check);
        let Computed { filter, value, clear, ever } = computed?;
        let element = inner.element?;
        let ty = value.as_ref().map(|value| value.ty.clone());
        let body = Body {
            steps: inner.program.steps().to_vec().into(),
            filter,
            value: value.map(|value| value.step),
            date: date.and_then(|date| u32::try_from(date).ok()),
            clear,
            ever,
            most: MAX_ENTRIES_ASKED,
            previous: element.reads_previous,
            unseen: record.fields.iter().map(|field| field.ty.everything()).collect(),
            places: Places { of_steps: inner.program.places().into(), named: inner.named },
        };
        Some(Checked { body, ty, outside: element.outside.into_keys().collect() })
    }

    /// Checks what stands in a place of its own; hands out that place, too.
    pub(super) fn inside<T>(
        &mut self,
        frame: Frame<'a>,
        check: impl FnOnce(&mut Self) -> T,
    ) -> (T, Frame<'a>) {
        let outer = self.exchange(frame);
        self.frames.push(outer);
        let checked = check(self);
        let outer = self.frames.pop().unwrap_or_default();
        (checked, self.exchange(outer))
    }

    /// Checks what stands in the place around this one.
    pub(super) fn around<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let outer = self.frames.pop()?;
        let inner = self.exchange(outer);
        let checked = check(self);
        let outer = self.exchange(inner);
        self.frames.push(outer);
        Some(checked)
    }

    /// Inside a body: what stands outside of it.
    pub fn outside(&mut self, check: impl FnOnce(&mut Self) -> Option<Typed>, place: Span) -> Option<Typed> {
        let (typed, constant, size) = self.around(|c| {
            let typed = check(c)?;
            let constant = match c.program.step(typed.step) {
                Some(Step::Constant(value)) => Some((value.clone(), c.literals.get(&typed.step).cloned())),
                _ => None,
            };
            let size = c.sizes.get(&typed.step).copied();
            Some((typed, constant, size))
        })??;
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
}
