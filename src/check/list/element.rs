//! The fields of the entry that is asked about, and of the one before it.

use std::sync::Arc;

use super::dated::no_single_date;
use crate::check::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::Step;
use crate::source::Span;
use crate::syntax::ast::Path;
use crate::vocabulary::{RecordType, ValueType};

/// The entry before the one that is asked about.
const PREVIOUS: &str = "previous";

impl<'a> Checker<'a> {
    /// Inside a body: a field of the entry, by its name or behind the entry's own. `None` of other names.
    pub fn element_name(&mut self, path: &'a Path) -> Option<Option<Typed>> {
        // A function that is written out here knows its parameters and the ruleset, and not the entry.
        let element = self.element.as_ref().filter(|_| !self.is_written_out())?;
        let text = path.text.as_str();
        if element.alias == Some(text) {
            return Some(self.whole_entry(path.place.0));
        }
        let own = element.alias.and_then(|alias| text.strip_prefix(alias)?.strip_prefix('.'));
        let path_of_fields = own.unwrap_or(text);
        let (first, rest) = match path_of_fields.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path_of_fields, None),
        };
        let at = element.record.position(first);
        let place = path.place.0;
        if at.is_none()
            && self.is_previous(path_of_fields)
            && let Some(rest) = rest
        {
            return Some(self.previous_field(rest, place));
        }
        let Some(at) = at else {
            own?;
            let name = element.record.name.clone();
            self.report(
                Problem::new(Code::UnknownName, place, format!("`{name}` has no field `{first}`"))
                    .help("name one of its fields"),
            );
            return Some(None);
        };
        if own.is_none()
            && let Some(other) = self.also_called(first)
        {
            let name = element.record.name.clone();
            self.report(
                Problem::new(
                    Code::Duplicate,
                    place,
                    format!("`{first}` is a field of `{name}`, and {other}"),
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

    /// The entry by its own name alone: an observation stands for its value.
    fn whole_entry(&mut self, place: Span) -> Option<Typed> {
        let element = self.element.as_ref()?;
        let (record, name) = (Arc::clone(&element.record), element.alias.unwrap_or_default());
        if record.is_observation || record.is_attested {
            return self.field(&record, record.position("value")?, place);
        }
        let fields: Vec<_> = record.names().map(|field| format!("`{name}.{field}`")).collect();
        self.report(
            Problem::new(Code::WrongType, place, format!("`{name}` is a whole entry"))
                .says(format!("this is `{}`", record.name))
                .help(format!("ask one of its fields: {}", fields.join(", "))),
        );
        None
    }

    /// What else a bare name could mean where it is a field of the entry.
    fn also_called(&self, name: &str) -> Option<String> {
        if self.names.contains_key(name) {
            return Some("is declared for the whole ruleset too".to_owned());
        }
        for frame in self.frames.iter().rev() {
            if frame.has_parameter(name) {
                return Some("a parameter of the function too".to_owned());
            }
            // A function knows nothing of the entries that it is asked about.
            if frame.is_of_function() {
                return None;
            }
            if let Some(record) = frame.record_with(name) {
                return Some(format!("of `{record}` outside of it too"));
            }
        }
        None
    }

    /// Is it the name of a field of the entry?
    pub fn is_field(&self, name: &str) -> bool {
        let first = name.split('.').next().unwrap_or(name);
        self.element.as_ref().filter(|_| !self.is_written_out()).is_some_and(|element| {
            element.alias == Some(first) || element.record.position(first).is_some() || self.is_previous(name)
        })
    }

    /// The type of a field of the entry that is named alone.
    pub fn field_type(&self, name: &str) -> Option<ValueType> {
        let element = self.element.as_ref().filter(|_| !self.is_written_out())?;
        let own = element.alias.and_then(|alias| name.strip_prefix(alias)?.strip_prefix('.'));
        let field = own.unwrap_or(name);
        let of = |path: &str| {
            let mut names = path.split('.');
            let mut ty = &element.record.fields.get(element.record.position(names.next()?)?)?.ty;
            for name in names {
                let ValueType::Record(record) = ty else { return None };
                ty = &record.fields.get(record.position(name)?)?.ty;
            }
            Some(ty.clone())
        };
        of(field).or_else(|| of(field.strip_prefix(PREVIOUS)?.strip_prefix('.')?))
    }

    /// Is it a field of the entry before? A fact may be called so, too.
    fn is_previous(&self, path: &str) -> bool {
        let has_entry = self.element.as_ref().is_some_and(|element| !element.record.fields.is_empty());
        has_entry
            && path.split_once('.').is_some_and(|(first, _)| first == PREVIOUS)
            && !self.names.contains_key(path)
    }

    /// `previous.value`: a field of the entry with the latest date before that of this one.
    fn previous_field(&mut self, path: &'a str, place: Span) -> Option<Typed> {
        let element = self.element.as_ref()?;
        let record = Arc::clone(&element.record);
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        if element.date.is_none() {
            self.report(no_single_date(&record, place));
            return None;
        }
        let Some(at) = record.position(first) else {
            let near = nearest(first, record.names()).map(|near| format!("did you mean `previous.{near}`?"));
            self.report(
                Problem::new(Code::UnknownName, place, format!("`{}` has no field `{first}`", record.name))
                    .says(near.unwrap_or_default())
                    .help("behind `previous.` stands a field of the entry before"),
            );
            return None;
        };
        if let Some(element) = &mut self.element {
            element.reads_previous = true;
        }
        // The fields of the entry before stand behind the entry's own.
        let ty = record.fields.get(at)?.ty.clone();
        let typed = self.field_at(record.fields.len() + at, ty, place)?;
        match rest {
            Some(rest) => self.members(typed, rest, place),
            None => Some(typed),
        }
    }

    /// The step that reads a field of the entry.
    pub(super) fn field(&mut self, record: &RecordType, at: usize, place: Span) -> Option<Typed> {
        let ty = record.fields.get(at)?.ty.clone();
        self.field_at(at, ty, place)
    }

    /// The step that reads a field, or an answer, with how large a number it can be.
    pub(super) fn field_at(&mut self, at: usize, ty: ValueType, place: Span) -> Option<Typed> {
        let step = self.push(Step::Field(u32::try_from(at).ok()?), place);
        if let Some(size) = Self::recorded_size(&ty) {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty })
    }
}
