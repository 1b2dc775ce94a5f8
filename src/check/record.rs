//! Record types, observations, and the fields of records.

use std::sync::Arc;

use super::scope::{Checker, Entity, Typed};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::Step;
use crate::source::Span;
use crate::syntax::ast;
use crate::vocabulary::{Field, RecordType, ValueType};

impl<'a> Checker<'a> {
    /// The declared record with this name; built when it is first asked for, so that records may be declared in
    /// any order. `None` of one that had an error, or holds itself.
    pub fn record_type(&mut self, name: &'a str, place: Span) -> Option<Arc<RecordType>> {
        if let Some(known) = self.records.get(name).cloned() {
            if known.is_none() && self.open_records.contains(&name) {
                self.report(
                    Problem::new(Code::Cycle, place, format!("the record `{name}` would hold itself"))
                        .help("a record holds values, and lists of other records"),
                );
            }
            return known;
        }
        let declared = *self.record_declarations.get(name)?;
        self.records.insert(name, None);
        self.open_records.push(name);
        let built = self.build_record(declared);
        self.open_records.pop();
        self.records.insert(name, built.clone());
        built
    }

    fn build_record(&mut self, declared: &'a ast::RecordDeclaration) -> Option<Arc<RecordType>> {
        let mut fields: Vec<Field> = Vec::new();
        let mut complete = true;
        for field in &declared.fields {
            if fields.iter().any(|other| *other.name == *field.name.text) {
                self.report(
                    Problem::new(
                        Code::Duplicate,
                        field.name.place.0,
                        format!("the field `{}` is declared twice", field.name.text),
                    )
                    .help("delete one of the two, or give it another name"),
                );
                complete = false;
                continue;
            }
            match self.value_type(&field.ty) {
                Some(ty) => fields.push(Field {
                    name: field.name.text.as_str().into(),
                    ty,
                    description: field.description.as_ref().map(|text| text.value().into()),
                }),
                None => complete = false,
            }
        }
        if declared.fields.is_empty() {
            let (name, place) = (&declared.name.text, declared.name.place.0);
            self.report(
                Problem::new(Code::EmptyGroup, place, format!("the record `{name}` has no fields"))
                    .help("name at least one: `record visit { day: date, kind: text }`"),
            );
            return None;
        }
        let name = declared.name.text.as_str().into();
        complete.then(|| Arc::new(RecordType { name, fields, is_observation: false }))
    }

    /// `observation of TYPE`: its value, when it was made, and what else is said of one.
    pub fn observation_type(&mut self, of: &'a ast::Type) -> Option<Arc<RecordType>> {
        let value = self.value_type(of)?;
        let plain = match &value {
            ValueType::Quantity(_) => value.without_range(),
            other => other.clone(),
        };
        let field = |name: &str, ty: ValueType| Field { name: name.into(), ty, description: None };
        let name = format!("observation of {value}").into();
        let fields = vec![
            field("value", value),
            field("date", ValueType::Date { or_never: false }),
            field("code", ValueType::Code),
            field("low", plain.clone()),
            field("high", plain),
            field("sample", ValueType::Text),
            field("method", ValueType::Text),
            field("site", ValueType::Text),
            field("state", ValueType::Text),
            field("status", ValueType::Text),
        ];
        Some(Arc::new(RecordType { name, fields, is_observation: true }))
    }

    /// The type of a field of something that is declared and is a record: `visit.day`.
    pub fn member_type(&self, path: &str) -> Option<ValueType> {
        if self.names.contains_key(path) {
            return None;
        }
        path.match_indices('.').rev().find_map(|(at, _)| {
            let (name, fields) = (path.get(..at)?, path.get(at + 1..)?);
            let mut ty = match self.names.get(name)?.0 {
                Entity::Fact(slot) => self.vocabulary.fact(slot)?.ty.clone(),
                Entity::Definition(index) => self.definitions.get(index)?.result.as_ref()?.ty.clone(),
                _ => return None,
            };
            for field in fields.split('.') {
                let ValueType::Record(record) = &ty else { return None };
                ty = record.fields.get(record.position(field)?)?.ty.clone();
            }
            Some(ty)
        })
    }

    /// `visit.day`: fields of a record, one after another.
    pub fn members(&mut self, of: Typed, path: &str, place: Span) -> Option<Typed> {
        let mut typed = of;
        for name in path.split('.') {
            let ValueType::Record(record) = &typed.ty else {
                self.report(
                    Problem::new(
                        Code::UnknownName,
                        place,
                        format!("`{name}` is asked of something without fields"),
                    )
                    .says(format!("this is `{}`", typed.ty))
                    .help("only records and observations have fields"),
                );
                return None;
            };
            let Some(at) = record.position(name) else {
                let near = nearest(name, record.names()).map(|near| format!("did you mean `{near}`?"));
                let fields: Vec<_> = record.names().map(|name| format!("`{name}`")).collect();
                self.report(
                    Problem::new(
                        Code::UnknownName,
                        place,
                        format!("`{}` has no field `{name}`", record.name),
                    )
                    .says(near.unwrap_or_default())
                    .help(format!("its fields are {}", fields.join(", "))),
                );
                return None;
            };
            let ty = record.fields.get(at)?.ty.clone();
            let step = self.push(Step::Member(typed.step, u32::try_from(at).ok()?), place);
            if let Some(size) = Self::recorded_size(&ty) {
                self.sizes.insert(step, size);
            }
            typed = Typed { step, ty };
        }
        Some(typed)
    }

    /// Where a value is wanted, an observation stands for its own.
    pub fn plain_value(&mut self, typed: Typed, place: Span) -> Option<Typed> {
        match &typed.ty {
            ValueType::Record(record) if record.is_observation => self.members(typed, "value", place),
            _ => Some(typed),
        }
    }
}
