//! The members of a value set as a terminology server has listed them, and whether these are all.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::error::{FhirError, FhirErrorKind};
use super::note::FhirNote;
use super::reader::{Element, Patterns, Place, Reader};
use crate::json::{Kind, text};
use crate::terminology::limits::MAX_CONTAINS_DEPTH;

/// What was seen below `expansion.contains`.
#[derive(Default)]
struct Seen {
    entries: u64,
    inactive: usize,
    r#abstract: usize,
    /// Entries with a code system: only such are members.
    patterns: Patterns,
}

impl<'t> Reader<'t> {
    /// Its identifier with its time, and the codes that it contains.
    pub(super) fn expansion(&mut self, raw: &'t RawValue) -> Result<(Option<Arc<str>>, Patterns), FhirError> {
        let place = Place::ROOT;
        let place = place.inner("expansion");
        let expansion = self.object(raw, &place)?;
        self.no_modifiers(&expansion, &place)?;
        self.not_marked_incomplete(&expansion, &place)?;
        let page_size = self.parameters(&expansion, &place)?;
        let mut seen = Seen::default();
        let Some(entries) = self.list(&expansion, &place, "contains")? else {
            return Err(self.empty(raw, &place));
        };
        self.contains(&entries, &place, 1, &mut seen)?;
        self.all_are_there(&expansion, &place, page_size, seen.entries)?;
        if seen.inactive > 0 {
            self.notes.push(FhirNote::Inactive { count: seen.inactive });
        }
        if seen.r#abstract > 0 {
            self.notes.push(FhirNote::Abstract { count: seen.r#abstract });
        }
        let identifier = self.text(&expansion, &place, "identifier")?.map(|(text, _)| text);
        let time = self.text(&expansion, &place, "timestamp")?.map(|(text, _)| text);
        let parts: Vec<_> = identifier.iter().chain(&time).map(|part| &**part).collect();
        Ok(((!parts.is_empty()).then(|| parts.join(" ").into()), seen.patterns))
    }

    fn incomplete(&self, raw: &RawValue, place: &Place<'_>, why: &str) -> FhirError {
        let message = format!("this expansion does not hold all members: {why}");
        self.error(FhirErrorKind::Incomplete, raw, place, message).help(
            "expand the value set in full (`$expand` without `count`, `offset` and `filter`), or put its pages together",
        )
    }

    /// Extensions by which a server says that it gave up
    /// (<https://hl7.org/fhir/R4/extension-valueset-toocostly.html>), or that no list could be complete
    /// (<https://hl7.org/fhir/R4/extension-valueset-unclosed.html>).
    fn not_marked_incomplete(&self, expansion: &Element<'t>, place: &Place<'_>) -> Result<(), FhirError> {
        let items = self.list(expansion, place, "extension")?.unwrap_or_default();
        for (index, item) in items.into_iter().enumerate() {
            let place = place.inner("extension");
            let place = place.at(index);
            let extension = self.object(item, &place)?;
            let url = self.text(&extension, &place, "url")?.map(|(url, _)| url);
            let why = match url.as_deref().and_then(|url| url.rsplit('/').next()) {
                Some("valueset-toocostly") => "the server found it too large",
                Some("valueset-unclosed") => "it has more members than can be listed",
                _ => continue,
            };
            let value = self.element(&extension, &place, "valueBoolean")?;
            if value.map(Kind::of) != Some(Kind::Boolean(false)) {
                return Err(self.incomplete(item, &place, why));
            }
        }
        Ok(())
    }

    /// What the server was asked for. How many entries a page has, if there are pages.
    fn parameters(&mut self, expansion: &Element<'t>, place: &Place<'_>) -> Result<Option<u64>, FhirError> {
        let mut page_size = None;
        let items = self.list(expansion, place, "parameter")?.unwrap_or_default();
        for (index, item) in items.into_iter().enumerate() {
            let place = place.inner("parameter");
            let place = place.at(index);
            let parameter = self.object(item, &place)?;
            let Some((name, _)) = self.text(&parameter, &place, "name")? else { continue };
            let is_set = self.flag(&parameter, &place, "valueBoolean")?;
            match &*name.to_ascii_lowercase() {
                "limitedexpansion" | "toocostly" | "too-costly" | "incomplete" if is_set => {
                    return Err(self.incomplete(item, &place, "the server cut it short"));
                }
                "filter" => {
                    let value = self.element(&parameter, &place, "valueString")?.and_then(text);
                    if value.is_none_or(|value| !value.is_empty()) {
                        return Err(self.incomplete(item, &place, "it was searched for a text"));
                    }
                }
                "activeonly" if is_set => self.notes.push(FhirNote::ActiveOnly),
                "count" => page_size = self.count(&parameter, &place, "valueInteger")?,
                "offset" if self.count(&parameter, &place, "valueInteger")?.is_some_and(|n| n > 0) => {
                    return Err(self.incomplete(item, &place, "it is a later page"));
                }
                _ => {}
            }
        }
        Ok(page_size)
    }

    /// Is the page the whole?
    fn all_are_there(
        &self,
        expansion: &Element<'t>,
        place: &Place<'_>,
        page_size: Option<u64>,
        entries: u64,
    ) -> Result<(), FhirError> {
        let offset = self.count(expansion, place, "offset")?;
        let total = self.count(expansion, place, "total")?;
        match (offset, total) {
            (Some(1..), _) => Err(self.incomplete(expansion.raw, place, "it is a later page")),
            (_, Some(total)) if entries < total => {
                let why = format!("it lists {entries} of {total}");
                Err(self.incomplete(expansion.raw, place, &why))
            }
            (_, Some(_)) => Ok(()),
            // Without a total, only a page that is not full is surely the last one.
            (None, None) if page_size.is_none() => Ok(()),
            (_, None) if page_size.is_some_and(|size| entries < size) => Ok(()),
            (_, None) => {
                Err(self.incomplete(expansion.raw, place, "it is a page, and the `total` is not given"))
            }
        }
    }

    /// Entries and those in them. Calls itself at most [`MAX_CONTAINS_DEPTH`] times.
    fn contains(
        &mut self,
        entries: &[&'t RawValue],
        outer: &Place<'_>,
        depth: usize,
        seen: &mut Seen,
    ) -> Result<(), FhirError> {
        for (index, raw) in entries.iter().enumerate() {
            let place = outer.inner("contains").at(index);
            if depth > MAX_CONTAINS_DEPTH {
                let message =
                    format!("entries contain one another more than {MAX_CONTAINS_DEPTH} levels deep");
                let error = self.error(FhirErrorKind::TooDeep, raw, &place, message);
                return Err(error.help("expand the value set without nesting (`excludeNested=true`)"));
            }
            let entry = self.object(raw, &place)?;
            self.no_modifiers(&entry, &place)?;
            seen.entries += 1;
            self.entry(&entry, &place, seen)?;
            if let Some(inner) = self.list(&entry, &place, "contains")? {
                self.contains(&inner, &place, depth + 1, seen)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Element<'t>, place: &Place<'_>, seen: &mut Seen) -> Result<(), FhirError> {
        let is_abstract = self.flag(entry, place, "abstract")?;
        let code = self.text(entry, place, "code")?;
        if is_abstract {
            seen.r#abstract += 1;
            return self.counted(entry.raw, place);
        }
        let Some((code, raw)) = code else {
            let error = self.error(FhirErrorKind::Code, entry.raw, place, "this entry has no code");
            self.report(error.help("an entry without a code is marked `\"abstract\": true`"));
            return Ok(());
        };
        let Some(system) = self.system(entry, place)? else {
            let error = self.no_system(entry.raw, place);
            self.report(error);
            return Ok(());
        };
        seen.inactive += usize::from(self.flag(entry, place, "inactive")?);
        self.code(&mut seen.patterns, &system, (&code, raw), place)
    }
}
