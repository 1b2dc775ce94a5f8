//! What records say of the facts of a ruleset, counted: before anything is decided on them.
//!
//! ```
//! use elig::census::Census;
//! use elig::loader::{Memory, Wanted};
//! use elig::record::Records;
//!
//! let files = Memory::new().with("a.elig", "fact pain_months: integer\nrequire pain_months >= 6\n");
//! let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result()?;
//! let mut census = Census::of(&ruleset);
//! for record in Records::new("{ \"pain_months\": 9 }\n{ \"pain_months\": \"9\" }\n{ \"height\": 180 }\n".as_bytes()) {
//!     census.record("patients.ndjson", &record??);
//! }
//! let report = census.report();
//! let fact = &report.facts[0];
//! assert_eq!((fact.found, fact.invalid, fact.not_recorded), (1, 1, 1));
//! assert_eq!(fact.problems[0].examples[0].place, "patients.ndjson:2:18");
//! assert_eq!(report.keys[0].key, "height");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod report;
mod tally;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use indexmap::IndexMap;

pub use report::{Example, FactFound, KeyFound, ProblemFound, RecordsFound, Report, SCHEMA, Unreadable};
use tally::Tally;

use crate::decision::words::MAX_ID_SHOWN;
use crate::diagnostic::{Code, Severity, nearest};
use crate::engine::Ruleset;
use crate::ir::{Rule, SlotId};
use crate::limits::{CENSUS_EXAMPLES, MAX_CENSUS_IDS, MAX_CENSUS_KEYS, MAX_RECORD_PROBLEMS, MAX_SUGGESTIONS};
use crate::record::fhir::Account;
use crate::record::{Record, RecordProblem, RecordText, visible, without_numbers};
use crate::vocabulary::Vocabulary;

/// Characters of a value that are shown where it is asked for.
const MAX_VALUE_SHOWN: usize = 200;

/// Counts record by record. It grows with the facts, and with keys and ids up to the limits; not with the records.
#[derive(Debug, Clone)]
pub struct Census {
    vocabulary: Arc<Vocabulary>,
    facts: IndexMap<SlotId, Tally>,
    records: RecordsFound,
    keys: IndexMap<String, Key>,
    other_keys: usize,
    resources: Option<Account>,
    ids: HashSet<u128>,
    values: bool,
}

#[derive(Debug, Clone)]
struct Key {
    records: usize,
    nearest: Option<String>,
    place: String,
}

impl Census {
    /// Of the facts that a ruleset reads: in its rules, for whom it is, and in its outputs.
    #[must_use]
    pub fn of(ruleset: &Ruleset) -> Self {
        let program = ruleset.program();
        let outputs = ruleset.about().outputs.iter().map(|output| output.step);
        let roots = program.rules.iter().flat_map(Rule::roots).chain(program.applies_when).chain(outputs);
        let facts: HashSet<_> = roots.flat_map(|root| program.slots_below(root)).collect();
        let vocabulary = ruleset.vocabulary();
        let slots = vocabulary.facts().filter_map(|fact| vocabulary.find(&fact.path));
        Self::new(vocabulary, slots.filter(|slot| facts.contains(slot)))
    }

    /// Of these facts.
    #[must_use]
    pub fn new(vocabulary: &Arc<Vocabulary>, facts: impl IntoIterator<Item = SlotId>) -> Self {
        Self {
            vocabulary: Arc::clone(vocabulary),
            facts: facts.into_iter().map(|slot| (slot, Tally::default())).collect(),
            records: RecordsFound::default(),
            keys: IndexMap::new(),
            other_keys: 0,
            resources: None,
            ids: HashSet::new(),
            values: false,
        }
    }

    /// Of all facts of a vocabulary.
    #[must_use]
    pub fn of_all(vocabulary: &Arc<Vocabulary>) -> Self {
        Self::new(vocabulary, vocabulary.facts().filter_map(|fact| vocabulary.find(&fact.path)))
    }

    /// Whether to show what could not be read, and ids: they are patients'.
    #[must_use]
    pub fn show_values(mut self, values: bool) -> Self {
        self.values = values;
        self
    }

    /// How many records were counted so far, readable or not.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.records.read + self.records.unreadable
    }

    /// What is wrong with the header of a table.
    pub fn header(&mut self, file: &str, problems: &[RecordProblem]) {
        for problem in problems {
            let place = place_of(file, problem);
            if problem.code == Code::UnknownKey {
                self.key(&problem.path, 0, || place);
            } else if let Some(tally) = self.fact_of(&problem.path) {
                tally.problem(problem.code, true, false, || Example { place, value: None });
            } else if self.records.headers.len() < MAX_RECORD_PROBLEMS {
                self.records.headers.push(unreadable(file, problem));
            }
        }
    }

    /// Records of a table in which a column that nobody knows says something.
    pub fn passed_over(&mut self, file: &str, column: &str, records: usize) {
        self.key(column, records, || file.to_owned());
    }

    /// What became of resources of FHIR, some of which made the records.
    pub fn resources(&mut self, account: &Account) {
        self.resources.get_or_insert_default().add(account);
    }

    /// A record that could not be read.
    pub fn unreadable(&mut self, file: &str, problem: &RecordProblem) {
        self.records.unreadable += 1;
        if self.records.unreadable_examples.len() < CENSUS_EXAMPLES {
            self.records.unreadable_examples.push(unreadable(file, problem));
        }
    }

    /// Reads a record and counts it.
    pub fn record(&mut self, file: &str, text: &RecordText) {
        let record = match Record::from_json(&self.vocabulary, &text.text) {
            Ok(record) => record,
            Err(problem) => return self.unreadable(file, &text.placed(&problem)),
        };
        self.records.read += 1;
        let vocabulary = Arc::clone(&self.vocabulary);
        for (slot, tally) in &mut self.facts {
            if let Some((entry, fact)) = record.entry(*slot).zip(vocabulary.fact(*slot)) {
                tally.entry(entry, fact);
            }
        }
        let mut told = HashSet::new();
        let mut has_errors = false;
        for problem in text.problems().iter().chain(record.problems()) {
            has_errors |= problem.severity() == Severity::Error;
            self.problem(file, text, problem, &mut told);
        }
        self.records.with_errors += usize::from(has_errors);
        self.records.with_as_of += usize::from(record.as_of().is_some());
        self.records.as_of_unreadable += usize::from(record.as_of_problem().is_some());
        self.id(file, text, record.id());
    }

    fn problem<'p>(
        &mut self,
        file: &str,
        text: &RecordText,
        problem: &'p RecordProblem,
        told: &mut HashSet<(Code, &'p str)>,
    ) {
        let values = self.values;
        let example = || {
            let value = text.text.get(problem.bytes.clone()).filter(|value| values && !value.is_empty());
            let value = value.map(|value| visible(value, MAX_VALUE_SHOWN));
            let placed = if problem.place.is_some() { problem.clone() } else { text.placed(problem) };
            Example { place: place_of(file, &placed), value }
        };
        if problem.code == Code::UnknownKey {
            let key = without_numbers(&problem.path);
            let is_first = told.insert((problem.code, &problem.path));
            return self.key(&key, usize::from(is_first), || example().place);
        }
        let Some(slot) = self.slot_of(&problem.path) else { return };
        let fact = fact_path(&problem.path, |path| self.vocabulary.find(path).is_some());
        let is_first = told.insert((problem.code, fact.unwrap_or_default()));
        if let Some(tally) = self.facts.get_mut(&slot) {
            tally.problem(problem.code, is_first, true, example);
        }
    }

    fn slot_of(&self, path: &str) -> Option<SlotId> {
        self.vocabulary.find(fact_path(path, |path| self.vocabulary.find(path).is_some())?)
    }

    fn fact_of(&mut self, path: &str) -> Option<&mut Tally> {
        let slot = self.slot_of(path)?;
        self.facts.get_mut(&slot)
    }

    fn key(&mut self, key: &str, records: usize, place: impl FnOnce() -> String) {
        if let Some(known) = self.keys.get_mut(key) {
            known.records += records;
        } else if self.keys.len() < MAX_CENSUS_KEYS {
            let is_searched = self.keys.len() < MAX_SUGGESTIONS;
            let near = || nearest(key, self.vocabulary.facts().map(|fact| &*fact.path)).map(str::to_owned);
            let nearest = is_searched.then(near).flatten();
            self.keys.insert(key.to_owned(), Key { records, nearest, place: place() });
        } else {
            self.other_keys += records;
        }
    }

    fn id(&mut self, file: &str, text: &RecordText, id: Option<&str>) {
        let Some(id) = id else {
            self.records.without_id += 1;
            return;
        };
        let known = fingerprint(id);
        if self.ids.contains(&known) {
            self.records.id_again += 1;
            if self.records.id_again_examples.len() < CENSUS_EXAMPLES {
                let start =
                    text.placed(&RecordProblem::new(Code::RecordDuplicateKey, &text.text, 0..0, "id", ""));
                let value = self.values.then(|| visible(id, MAX_ID_SHOWN));
                self.records.id_again_examples.push(Example { place: place_of(file, &start), value });
            }
        } else if self.ids.len() < MAX_CENSUS_IDS {
            self.ids.insert(known);
        } else {
            self.records.ids_not_compared += 1;
        }
    }

    /// What was counted until now.
    #[must_use]
    pub fn report(&self) -> Report {
        let facts = self.facts.iter();
        let facts = facts
            .filter_map(|(slot, tally)| Some(tally.told(self.vocabulary.fact(*slot)?, self.records.read)));
        let facts: Vec<_> = facts.collect();
        let says_nothing =
            |fact: &FactFound| fact.found + fact.partial + fact.absent.values().sum::<usize>() == 0;
        let nothing_found = self.records.read > 0 && !facts.is_empty() && facts.iter().all(says_nothing);
        let keys = self.keys.iter().map(|(key, found)| KeyFound {
            key: key.clone(),
            records: found.records,
            nearest: found.nearest.clone(),
            place: found.place.clone(),
        });
        let mut keys: Vec<_> = keys.collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.records));
        Report {
            schema: SCHEMA,
            engine: crate::engine::NAME,
            interrupted: false,
            values: self.values,
            records: self.records.clone(),
            nothing_found,
            facts,
            keys,
            other_keys: self.other_keys,
            resources: self.resources.clone(),
        }
    }
}

fn unreadable(file: &str, problem: &RecordProblem) -> Unreadable {
    Unreadable { code: problem.code, message: problem.message.clone(), place: place_of(file, problem) }
}

/// `FILE:3:12`, or `FILE: row 7, column Hb`.
fn place_of(file: &str, problem: &RecordProblem) -> String {
    match &problem.place {
        Some(place) => format!("{file}: {place}"),
        None => format!("{file}:{}", problem.at),
    }
}

/// The part of a path that is a fact.
fn fact_path(path: &str, is_fact: impl Fn(&str) -> bool) -> Option<&str> {
    let mut path = path;
    while !is_fact(path) {
        path = path.get(..path.rfind(['.', '['])?)?;
    }
    Some(path)
}

/// Enough of an id to know it again: two of a million differ here, too.
fn fingerprint(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
