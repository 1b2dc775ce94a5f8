//! Sources, and what cites them.

use std::collections::HashSet;
use std::sync::Arc;

use super::scope::{Checker, Source};
use crate::about::{Citation, SourceAbout};
use crate::diagnostic::{Code, Problem, nearest};
use crate::limits::MAX_SUGGESTIONS;
use crate::source::Span;
use crate::syntax::ast::{Path, SourceDeclaration, SourceEntryKind, Text};

impl<'a> Checker<'a> {
    /// Makes a source known.
    pub fn declare_source(&mut self, source: &'a SourceDeclaration) {
        let name = source.name.text.as_str();
        if let Some(first) = self.sources.get(name).map(|first| first.place) {
            self.report(
                Problem::new(
                    Code::Duplicate,
                    source.name.place.0,
                    format!("the source `{name}` is declared twice"),
                )
                .also(first, "first declared here")
                .help("delete one of the two, or give it another name"),
            );
            return;
        }
        let mut about = SourceAbout {
            name: name.into(),
            title: None,
            publisher: None,
            updated: None,
            reviewed: None,
            pending: false,
        };
        let mut items: Vec<(&str, String, Span)> = Vec::new();
        let mut seen = HashSet::new();
        for entry in &source.entries {
            let said = match &entry.kind {
                SourceEntryKind::Title(text) => {
                    about.title = Some(text.value().into());
                    "title"
                }
                SourceEntryKind::Publisher(text) => {
                    about.publisher = Some(text.value().into());
                    "publisher"
                }
                SourceEntryKind::Updated(date) => {
                    about.updated = Some(date.written.as_str().into());
                    "updated"
                }
                SourceEntryKind::Reviewed(date) => {
                    about.reviewed = Some(date.written.as_str().into());
                    "reviewed"
                }
                SourceEntryKind::Status(status) => {
                    about.pending = status.text == "pending";
                    "status"
                }
                SourceEntryKind::Item(key, text) => {
                    items.push((&key.text, text.value(), key.place.0));
                    &key.text
                }
            };
            let is_item = matches!(entry.kind, SourceEntryKind::Item(..));
            if !seen.insert((is_item, said)) {
                self.report(
                    Problem::new(
                        Code::Duplicate,
                        entry.place.0,
                        format!("`{said}` is given twice in this source"),
                    )
                    .help("keep one of the two"),
                );
            }
        }
        let source = Source {
            about: Arc::new(about),
            items,
            place: source.name.place.0,
            cited: HashSet::new(),
            first_cited: None,
        };
        self.about.sources.push(Arc::clone(&source.about));
        self.sources.insert(name, source);
    }

    /// What a citation cites; `None` of one that cites nothing known.
    pub fn cited(&self, path: &Path, says: Option<&Text>) -> Option<Citation> {
        let (name, key) = match path.text.split_once('.') {
            Some((name, key)) => (name, Some(key)),
            None => (path.text.as_str(), None),
        };
        let source = self.sources.get(name)?;
        let item = match key {
            Some(key) => Some(source.items.iter().find(|(known, ..)| *known == key)?),
            None => None,
        };
        let says = says.map(Text::value).or_else(|| item.map(|(_, text, _)| text.clone()));
        Some(Citation {
            source: Arc::clone(&source.about),
            item: item.map(|(key, ..)| (*key).into()),
            says: says.map(Into::into),
        })
    }

    /// `cite SOURCE "where"`, `cite SOURCE.ITEM`: of something unknown it is reported.
    pub fn citation(&mut self, path: &'a Path, says: Option<&'a Text>) -> Option<Citation> {
        let place = path.place.0;
        let (name, item) = match path.text.split_once('.') {
            Some((name, item)) => (name, Some(item)),
            None => (path.text.as_str(), None),
        };
        let Some(source) = self.sources.get_mut(name) else {
            if self.is_broken(name) {
                return None;
            }
            let near = nearest(name, self.sources.keys().copied().take(MAX_SUGGESTIONS))
                .map(|near| format!("did you mean `{near}`?"));
            self.report(
                Problem::new(Code::UnknownSource, place, format!("there is no source `{name}`"))
                    .says(near.unwrap_or_default())
                    .help(format!("declare it: `source {name} {{ title \"…\", publisher \"…\" }}`")),
            );
            return None;
        };
        source.first_cited.get_or_insert(place);
        let known =
            item.and_then(|key| source.items.iter().map(|(known, ..)| *known).find(|known| *known == key));
        source.cited.extend(known);
        let Some(key) = item.filter(|_| known.is_none()) else { return self.cited(path, says) };
        let near = nearest(key, source.items.iter().map(|(known, _, _)| *known).take(MAX_SUGGESTIONS));
        let near = near.map(|near| format!("did you mean `{name}.{near}`?")).unwrap_or_default();
        self.report(
            Problem::new(Code::UnknownSource, place, format!("the source `{name}` has no item `{key}`"))
                .says(near)
                .help(format!("add it to the source: `item {key} \"what it says, in your own words\"`")),
        );
        None
    }
}
