//! Where the facts of a vocabulary stand in FHIR R4: `bind` statements, compiled.
//!
//! Knows no record: [`record::fhir`](crate::record::fhir) reads resources by it.

pub(crate) mod elements;

use std::sync::Arc;

use crate::source::Span;
use crate::terminology::ValueSet;
use crate::vocabulary::ValueType;

/// Where one fact stands, in one kind of resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The path of the fact.
    pub fact: Arc<str>,
    /// Its type.
    pub ty: ValueType,
    /// The kind of resource: `Observation`.
    pub resource: Arc<str>,
    /// The part of it that is looked at, each by itself: `component`.
    pub part: Option<Arc<str>>,
    /// There may be more than what is found.
    pub incomplete: bool,
    /// Which resources are meant.
    pub condition: Option<Condition>,
    /// What of them.
    pub shape: Shape,
    /// The first steps of the elements that the condition names: of those the binding decides itself what counts.
    pub decides: Vec<Arc<str>>,
    /// Where it is written.
    pub place: Span,
}

/// What is made of the resources that are meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// It is true that there is one.
    Exists,
    /// The value of the latest.
    Latest(FieldBinding, Option<Element>),
    /// The latest, with its fields; the place of its date among them.
    Record(Vec<FieldBinding>, Option<usize>),
    /// Each of them is an entry of a list.
    Entries(Vec<FieldBinding>),
    /// Each of them is a member of a set.
    Members(FieldBinding),
}

impl Shape {
    /// Are facts of this shape put together alike?
    #[must_use]
    pub fn is_like(&self, other: &Shape) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Where a field of a fact stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldBinding {
    /// The field; `value` of a plain value.
    pub name: Arc<str>,
    /// Its type.
    pub ty: ValueType,
    /// The unit of a number that stands there without one, or with a mere annotation.
    pub unit: Option<Arc<str>>,
    /// Where its value is.
    pub source: Source,
}

/// Where a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Always this, in a record's JSON.
    Constant(Arc<str>),
    /// In an element.
    Element(Element),
    /// What an element says, in other words: the first case alone does not win, all that hold have to agree.
    Mapped(Element, Vec<Case>),
}

/// What stands in a resource, and what it is in a record, in JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What stands there.
    pub key: Key,
    /// The value or the reason for its absence, in JSON.
    pub value: Arc<str>,
}

/// What stands in a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// A code of this value set.
    In(Arc<ValueSet>),
    /// This word.
    Word(Arc<str>),
    /// Anything else.
    Otherwise,
}

/// Steps into a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The steps.
    pub steps: Vec<Step>,
    /// It starts in the part that is looked at, not in the whole resource.
    pub in_part: bool,
    /// As it is written.
    pub written: Arc<str>,
    /// The kinds of resources that references on the way, or at its end, may lead to.
    pub follows: Vec<Arc<str>>,
}

/// One step into a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The keys under which the element may stand: of `value` all of `valueQuantity`, `valueString` and so on.
    pub keys: Vec<Arc<str>>,
    /// Of an extension, its URL.
    pub url: Option<Arc<str>>,
}

/// Which resources are meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A code of this value set stands there.
    InSet(Element, Arc<ValueSet>),
    /// One of these words stands there.
    IsOneOf(Element, Vec<Arc<str>>),
    /// Something stands there.
    IsKnown(Element),
}

impl Binding {
    /// The elements that it names.
    pub(crate) fn elements(&self) -> Vec<&Element> {
        let mut found = Vec::new();
        if let Some(condition) = &self.condition {
            condition.elements(&mut found);
        }
        let (fields, date) = match &self.shape {
            Shape::Exists => (&[][..], None),
            Shape::Latest(field, date) => (std::slice::from_ref(field), date.as_ref()),
            Shape::Members(field) => (std::slice::from_ref(field), None),
            Shape::Record(fields, _) | Shape::Entries(fields) => (fields.as_slice(), None),
        };
        found.extend(date);
        found.extend(fields.iter().filter_map(|field| match &field.source {
            Source::Constant(_) => None,
            Source::Element(element) | Source::Mapped(element, _) => Some(element),
        }));
        found
    }

    /// Does its condition name this element, so that it decides itself what counts?
    #[must_use]
    pub fn decides(&self, element: &str) -> bool {
        self.decides.iter().any(|own| **own == *element)
    }
}

impl Condition {
    fn elements<'c>(&'c self, found: &mut Vec<&'c Element>) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| part.elements(found));
            }
            Condition::Not(inner) => inner.elements(found),
            Condition::InSet(element, _) | Condition::IsOneOf(element, _) | Condition::IsKnown(element) => {
                found.push(element);
            }
        }
    }
}
