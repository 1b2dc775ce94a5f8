//! The bindings of a ruleset: its own, those of a file, or those beside its vocabularies.

use std::sync::Arc;

use crate::binding::Binding;
use crate::engine::{CompileError, Ruleset, compile};
use crate::loader::{LoadError, Loader, Wanted};

/// What ends the name of a file of bindings beside a vocabulary: `spine.fhir.elig` beside `spine.elig`.
pub const BESIDE: &str = ".fhir.elig";

/// Where facts stand in FHIR, from one or more files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bindings {
    all: Vec<Arc<Binding>>,
    files: Vec<(String, String)>,
}

impl Bindings {
    /// The bindings that stand in a ruleset itself, and in the vocabularies that it uses.
    #[must_use]
    pub fn of(ruleset: &Ruleset) -> Self {
        let all = ruleset.about().bindings.clone();
        let files = match all.is_empty() {
            true => Vec::new(),
            false => vec![(ruleset.file().to_owned(), ruleset.hash().to_owned())],
        };
        Self { all, files }
    }

    /// The bindings of a file.
    ///
    /// # Errors
    /// When the file, or one that it uses, has errors or is not there.
    pub fn load(loader: &dyn Loader, file: &str) -> Result<Self, CompileError> {
        Ok(Self::of(&compile(loader, Wanted::File(file)).into_result()?))
    }

    /// The bindings for a ruleset: those of the file that is given; without one, its own, and those of each file
    /// `NAME.fhir.elig` beside a file `NAME.elig` that it is compiled from. Empty where there are none.
    ///
    /// # Errors
    /// When a file of bindings has errors, or the one that is given is not there.
    pub fn find(ruleset: &Ruleset, loader: &dyn Loader, given: Option<&str>) -> Result<Self, CompileError> {
        if let Some(file) = given {
            return Self::load(loader, file);
        }
        let mut found = Self::of(ruleset);
        for (_, file) in ruleset.sources().iter() {
            let name = &*file.name;
            let Some(stem) = name.strip_suffix(".elig").filter(|_| !name.ends_with(BESIDE)) else { continue };
            let beside = format!("{stem}{BESIDE}");
            match loader.load(Wanted::File(&beside), None) {
                Err(LoadError::NotFound { .. }) => {}
                // What else is wrong with it is told.
                _ => found.extend(Self::load(loader, &beside)?),
            }
        }
        Ok(found)
    }

    /// With other bindings, too.
    pub(crate) fn extend(&mut self, other: Self) {
        for binding in other.all {
            if !self.all.contains(&binding) {
                self.all.push(binding);
            }
        }
        self.files.extend(other.files);
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Binding>> {
        self.all.iter()
    }

    /// The facts that are bound, each once.
    #[must_use]
    pub fn facts(&self) -> Vec<Arc<str>> {
        let mut facts: Vec<Arc<str>> = self.all.iter().map(|binding| Arc::clone(&binding.fact)).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The files, each with its fingerprint: a record that is made by other bindings may say something else.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }
}
