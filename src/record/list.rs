//! Lists of records, single records, and sets.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::read::Reader;
use super::visible::visible;
use super::{Entry, RecordProblem};
use crate::absence::Absence;
use crate::diagnostic::{Code, nearest};
use crate::json::{Kind, list, object};
use crate::limits::Limit;
use crate::possible::{List, Members, Possible, Values};
use crate::vocabulary::{Choice, RecordType, ValueType};

/// Characters of an unknown key that are shown.
const MAX_KEY_SHOWN: usize = 60;

impl<'t> Reader<'t> {
    /// `[ … ]`, or `{ "items": [ … ], "complete": false }`: what it holds, and whether that is all.
    fn items(
        &self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
    ) -> Result<(Vec<&'t RawValue>, bool), RecordProblem> {
        if Kind::of(raw) == Kind::List {
            return Ok((list(raw).unwrap_or_default(), true));
        }
        let members = object(raw).unwrap_or_default();
        let (mut items, mut complete) = (None, None);
        for (key, value) in &members {
            match (&**key, Kind::of(value)) {
                ("items", Kind::List) if items.is_none() => items = list(value),
                ("complete", Kind::Boolean(all)) if complete.is_none() => complete = Some(all),
                _ => return Err(self.wrong_type(raw, path, ty)),
            }
        }
        match items {
            Some(items) => Ok((items, complete.unwrap_or(true))),
            None => Err(self.wrong_type(raw, path, ty)),
        }
    }

    /// A list of records. An entry that cannot be read could be anything.
    pub(super) fn list(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        record: &Arc<RecordType>,
    ) -> Result<Entry, RecordProblem> {
        let (items, complete) = self.items(raw, path, ty)?;
        let most = self.vocabulary.limits().get(Limit::ListEntries);
        if items.len() > most {
            return Err(self
                .problem(
                    Code::RecordTooLarge,
                    self.bytes(raw),
                    path,
                    format!("`{path}` has more than {most} entries"),
                )
                .help(format!(
                    "leave out what the ruleset cannot ask about; {}",
                    Limit::ListEntries.help()
                )));
        }
        let entries: Vec<Vec<Entry>> = items
            .iter()
            .enumerate()
            .map(|(at, item)| self.fields(item, &format!("{path}[{at}]"), record))
            .collect();
        let items = entries.iter().map(|fields| fields.iter().map(|field| field.value.clone()).collect());
        let value = Possible::List(List { items: items.collect(), complete });
        // Something is recorded, be it open: what holds `when not recorded` is not said of this.
        Ok(Entry { entries: Some(entries.into()), ..Entry::new(value, Some(Absence::Imprecise)) })
    }

    /// One record.
    pub(super) fn record(&mut self, raw: &'t RawValue, path: &str, record: &Arc<RecordType>) -> Entry {
        let fields = self.fields(raw, path, record);
        if fields.iter().all(|field| field.absence == Some(Absence::Invalid)) {
            return Entry::new(ValueType::Record(Arc::clone(record)).everything(), Some(Absence::Invalid));
        }
        let value = Possible::Record(fields.iter().map(|field| field.value.clone()).collect());
        Entry { entries: Some(Arc::from([fields])), ..Entry::new(value, Some(Absence::Imprecise)) }
    }

    /// What an object says of each field, in their order.
    fn fields(&mut self, raw: &'t RawValue, path: &str, record: &RecordType) -> Vec<Entry> {
        let unknown = |reason| -> Vec<Entry> {
            record.fields.iter().map(|field| Entry::new(field.ty.everything(), Some(reason))).collect()
        };
        let members = match (Kind::of(raw), object(raw)) {
            (Kind::Object, Some(members)) => members,
            _ if record.is_attested => {
                let problem = self.unattested(raw, path, record);
                self.report(problem);
                return unknown(Absence::Invalid);
            }
            (found, _) => {
                let problem = self
                    .problem(
                        Code::RecordType,
                        self.bytes(raw),
                        path,
                        format!("`{path}` is an entry with fields, and this is {}", found.phrase()),
                    )
                    .help("write an object with its fields");
                self.report(problem);
                return unknown(Absence::Invalid);
            }
        };
        let mut fields = unknown(Absence::NotRecorded);
        let mut seen = std::collections::HashSet::new();
        for (key, value) in &members {
            let at = record.position(key);
            let inner = format!("{path}.{}", visible(key, MAX_KEY_SHOWN));
            if !seen.insert(key.clone()) {
                let problem = self
                    .problem(
                        Code::RecordDuplicateKey,
                        self.bytes(value),
                        &inner,
                        format!("`{inner}` is given more than once"),
                    )
                    .help("keep one of the two; until then neither is used");
                self.report(problem);
                if let Some((field, entry)) = at.and_then(|at| record.fields.get(at).zip(fields.get_mut(at)))
                {
                    *entry = Entry::new(field.ty.everything(), Some(Absence::Invalid));
                }
                continue;
            }
            let beside_value = record.is_observation && matches!(&**key, "unit" | "comparator");
            let Some((field, at)) = at.and_then(|at| Some((record.fields.get(at)?, at))) else {
                if !beside_value {
                    self.unknown_field(key, &inner, value, record);
                }
                continue;
            };
            let entry =
                self.recorded(value, &inner, &field.ty, |reader| match (Kind::of(value), &field.ty) {
                    (Kind::Number | Kind::Text, ValueType::Quantity(quantity)) if record.is_observation => {
                        reader.quantity_beside((raw, &members), (key, *value), &inner, &field.ty, quantity)
                    }
                    (_, ty) => reader.value(value, &inner, ty, false),
                });
            if let Some(place) = fields.get_mut(at) {
                *place = entry;
            }
        }
        if record.is_attested && !self.is_attested(raw, path, record, &fields) {
            return unknown(Absence::Invalid);
        }
        fields
    }

    fn unknown_field(&mut self, key: &str, inner: &str, value: &'t RawValue, record: &RecordType) {
        let near = nearest(key, record.names()).map(|near| format!("did you mean `{near}`?"));
        let problem = self
            .problem(
                Code::UnknownKey,
                self.bytes(value),
                inner,
                format!(
                    "an entry of `{}` has no field `{}`, so this is not read",
                    record.name,
                    visible(key, MAX_KEY_SHOWN)
                ),
            )
            .help(near.unwrap_or_else(|| {
                if record.is_observation {
                    let names: Vec<_> = record.names().map(|name| format!("`{name}`")).collect();
                    format!("delete it; its fields are {}", names.join(", "))
                } else {
                    "delete it, or declare it as a field".to_owned()
                }
            }));
        self.report(problem);
    }

    /// `[ "type1", "type2" ]`: these and no others.
    pub(super) fn set_of(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        choice: &Choice,
    ) -> Result<Entry, RecordProblem> {
        let (items, complete) = self.items(raw, path, ty)?;
        let mut members: Option<Values> = None;
        for item in items {
            if Kind::of(item) != Kind::Text {
                return Err(self.wrong_type(item, path, ty));
            }
            if let Possible::Values(value) = self.choice(item, path, choice)? {
                members = Some(members.map_or(value, |members| members.union(value)));
            }
        }
        let all = Values::first(choice.values.len());
        let value = if complete { Members::known(members) } else { Members::open(members, all) };
        Ok(Entry::new(Possible::Members(value), Some(Absence::Imprecise)))
    }
}
