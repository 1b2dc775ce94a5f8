//! The definition of a value set: what is included and what is taken out again.

use serde_json::value::RawValue;

use super::error::{FhirError, FhirErrorKind};
use super::note::FhirNote;
use super::reader::{Patterns, Place, Reader};
use crate::terminology::value_set::Pattern;

impl<'t> Reader<'t> {
    /// What `compose` includes and excludes.
    pub(super) fn compose(&mut self, raw: &'t RawValue) -> Result<(Patterns, Patterns), FhirError> {
        let place = Place::ROOT;
        let place = place.inner("compose");
        let compose = self.object(raw, &place)?;
        self.no_modifiers(&compose, &place)?;
        let (mut included, mut excluded) = (Patterns::new(), Patterns::new());
        let Some(includes) = self.list(&compose, &place, "include")? else {
            return Err(self.empty(raw, &place));
        };
        for (index, item) in includes.into_iter().enumerate() {
            self.part(item, &place.inner("include").at(index), &mut included)?;
        }
        for (system, pattern) in &included {
            if *pattern == Pattern::Whole {
                self.notes.push(FhirNote::WholeSystem { system: system.clone() });
            }
        }
        for (index, item) in self.list(&compose, &place, "exclude")?.into_iter().flatten().enumerate() {
            self.part(item, &place.inner("exclude").at(index), &mut excluded)?;
        }
        Ok((included, excluded))
    }

    /// One include or exclude.
    fn part(&mut self, raw: &'t RawValue, place: &Place<'_>, to: &mut Patterns) -> Result<(), FhirError> {
        let part = self.object(raw, place)?;
        self.no_modifiers(&part, place)?;
        for (key, what) in [("filter", "a filter"), ("valueSet", "another value set")] {
            if let Some(raw) = self.element(&part, place, key)? {
                let message = format!(
                    "the members of this value set follow from {what}, and the file does not list them"
                );
                let error = self.error(FhirErrorKind::NeedsExpansion, raw, &place.inner(key), message);
                return Err(error.help(
                    "elig asks no terminology server: save the expanded value set (`$expand`) and read that file",
                ));
            }
        }
        let Some(system) = self.system(&part, place)? else { return Err(self.no_system(raw, place)) };
        let Some(concepts) = self.list(&part, place, "concept")? else {
            to.push((system, Pattern::Whole));
            return self.counted(raw, place);
        };
        for (index, item) in concepts.into_iter().enumerate() {
            let place = place.inner("concept");
            let place = place.at(index);
            let concept = self.object(item, &place)?;
            self.no_modifiers(&concept, &place)?;
            match self.text(&concept, &place, "code")? {
                Some((code, raw)) => self.code(to, &system, (&code, raw), &place)?,
                None => {
                    let error = self.error(FhirErrorKind::Code, item, &place, "this concept has no code");
                    self.report(error.help("write its code, or delete it"));
                }
            }
        }
        Ok(())
    }
}
