//! Value sets that are written out in a ruleset.

use std::collections::HashMap;

use super::code_error::CodeError;
use super::limits::{MAX_VALUE_SET_CODES, MAX_VALUE_SET_PROBLEMS};
use super::system::{CodeSystem, SystemError};
use super::value_set::{Pattern, Provenance, ValueSet};
use super::wildcard::{WildcardError, stem};

/// One member of a value set as it is written: `icd10cm` and `I50.*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'t> {
    /// A short name of a code system, or its URI.
    pub system: &'t str,
    /// A code, or a wildcard: the start of codes and a star.
    pub code: &'t str,
}

/// A mistake in a value set that is written out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EntryError {
    /// The entry, from 0; `None` for the set as a whole.
    pub entry: Option<usize>,
    /// Is it the code system that is wrong? Otherwise the code.
    pub in_system: bool,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// What is odd about a value set that is written out, but leaves it as it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryNote {
    /// The same code or wildcard once more.
    #[error("this code is listed more than once")]
    Repeated {
        /// The entry, from 0.
        entry: usize,
        /// The first one that says the same.
        first: usize,
    },
    /// A wildcard takes it in already.
    #[error("a wildcard of this set takes this code in already")]
    Covered {
        /// The entry, from 0.
        entry: usize,
        /// The entry with the wildcard.
        by: usize,
    },
}

impl EntryNote {
    /// The entry that can go.
    #[must_use]
    pub fn entry(&self) -> usize {
        match self {
            EntryNote::Repeated { entry, .. } | EntryNote::Covered { entry, .. } => *entry,
        }
    }

    /// The entry that makes it superfluous.
    #[must_use]
    pub fn other(&self) -> usize {
        match self {
            EntryNote::Repeated { first, .. } => *first,
            EntryNote::Covered { by, .. } => *by,
        }
    }
}

impl ValueSet {
    /// A value set of these entries, in any order, and what is odd about them.
    ///
    /// A code that ends in a star is a wildcard: `I50.*` and `I50*` are `I50` itself and all codes below
    /// it. Only classifications whose codes are built by prefix have wildcards (icd10, icd10cm, icd10pcs,
    /// icd9cm and atc), and only from the category on (three characters; a whole level in ATC): `E1*` would
    /// take in both kinds of diabetes, but also other endocrine diseases.
    ///
    /// # Errors
    ///
    /// Every entry that would match nobody: an unknown code system, a code that cannot be one, a wildcard that
    /// stands for nothing; a set without entries; more than [`MAX_VALUE_SET_CODES`] of them.
    ///
    /// ```
    /// use elig::terminology::{Entry, ValueSet};
    /// let wrong = [Entry { system: "snomed", code: "84114008" }, Entry { system: "loinc", code: "2160-*" }];
    /// let errors = ValueSet::from_entries("wrong", &wrong).unwrap_err();
    /// assert_eq!(errors[0].to_string(), "the check digit of this SNOMED CT identifier is wrong, so it names nothing");
    /// assert_eq!(errors[1].to_string(), "LOINC has no wildcards: codes that start alike are not related");
    /// ```
    pub fn from_entries(
        name: &str,
        entries: &[Entry<'_>],
    ) -> Result<(Self, Vec<EntryNote>), Vec<EntryError>> {
        if entries.is_empty() {
            return Err(vec![of_set("this value set is empty, so that nobody is in it", EMPTY_HELP)]);
        }
        if entries.len() > MAX_VALUE_SET_CODES {
            let message = format!("this value set has more than {MAX_VALUE_SET_CODES} codes");
            return Err(vec![of_set(&message, "use wildcards, or several value sets")]);
        }
        let (mut read, mut errors) = (Vec::with_capacity(entries.len()), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            match pattern(at, entry) {
                Ok(pattern) => read.push(pattern),
                Err(error) if errors.len() < MAX_VALUE_SET_PROBLEMS => errors.push(error),
                Err(_) => {}
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let notes = notes(&read);
        match Self::build(name, Provenance::default(), read, Vec::new()) {
            Some(set) => Ok((set, notes)),
            None => Err(vec![of_set("this value set is empty, so that nobody is in it", EMPTY_HELP)]),
        }
    }
}

const EMPTY_HELP: &str = "list its codes, or read it from a FHIR file";

fn of_set(message: &str, help: &str) -> EntryError {
    EntryError { entry: None, in_system: false, message: message.to_owned(), help: help.to_owned() }
}

fn pattern(at: usize, entry: &Entry<'_>) -> Result<(CodeSystem, Pattern), EntryError> {
    let system = CodeSystem::parse(entry.system).map_err(|error| of_system(at, &error))?;
    let pattern = match stem(&system, entry.code).map_err(|error| of_wildcard(at, &error))? {
        Some(stem) => Pattern::Prefix(stem.into()),
        None => {
            system.check(entry.code).map_err(|error| of_code(at, &error))?;
            Pattern::Code(system.normalized(entry.code).into())
        }
    };
    Ok((system, pattern))
}

fn of_system(at: usize, error: &SystemError) -> EntryError {
    EntryError { entry: Some(at), in_system: true, message: error.to_string(), help: error.help() }
}

fn of_wildcard(at: usize, error: &WildcardError) -> EntryError {
    let help = error.help().to_owned();
    EntryError { entry: Some(at), in_system: false, message: error.to_string(), help }
}

fn of_code(at: usize, error: &CodeError) -> EntryError {
    EntryError { entry: Some(at), in_system: false, message: error.to_string(), help: error.help() }
}

/// Entries that others make superfluous.
fn notes(read: &[(CodeSystem, Pattern)]) -> Vec<EntryNote> {
    let mut first: HashMap<&(CodeSystem, Pattern), usize> = HashMap::new();
    let mut wildcards: HashMap<(&CodeSystem, &str), usize> = HashMap::new();
    for (at, entry) in read.iter().enumerate() {
        first.entry(entry).or_insert(at);
        if let (system, Pattern::Prefix(prefix)) = entry {
            wildcards.entry((system, prefix)).or_insert(at);
        }
    }
    let note = |(at, entry): (usize, &(CodeSystem, Pattern))| {
        match first.get(entry) {
            Some(first) if *first != at => return Some(EntryNote::Repeated { entry: at, first: *first }),
            _ => {}
        }
        let (system, pattern) = entry;
        let (start, longest) = match pattern {
            Pattern::Code(code) => (&**code, code.len()),
            // Itself aside.
            Pattern::Prefix(prefix) => (&**prefix, prefix.len().saturating_sub(1)),
            Pattern::Whole => return None,
        };
        // Wildcards are at most seven characters long.
        let covering =
            (1..=longest.min(7)).filter_map(|length| wildcards.get(&(system, start.get(..length)?))).next();
        covering.map(|by| EntryNote::Covered { entry: at, by: *by })
    };
    read.iter().enumerate().filter_map(note).collect()
}
