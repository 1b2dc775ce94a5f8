//! What is counted of one fact.

use std::collections::BTreeMap;

use super::report::{Example, FactFound, ProblemFound};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::limits::CENSUS_EXAMPLES;
use crate::record::Entry;
use crate::vocabulary::Fact;

/// In how many records a fact is what.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    found: usize,
    partial: usize,
    not_recorded: usize,
    invalid: usize,
    absent: BTreeMap<&'static str, usize>,
    /// By code: records, and where.
    problems: BTreeMap<Code, (usize, Vec<Example>)>,
}

impl Tally {
    /// Counts what a record says of it.
    pub fn entry(&mut self, entry: &Entry, fact: &Fact) {
        let says_something = entry.written.is_some()
            || entry.entries.is_some()
            || entry.absence != Some(Absence::Invalid) && entry.value != fact.ty.everything();
        match entry.absence {
            None => self.found += 1,
            Some(Absence::Invalid) => self.invalid += 1,
            Some(Absence::NotRecorded) => self.not_recorded += 1,
            // A list has entries, whatever they leave open.
            Some(_) if entry.entries.is_some() => self.found += 1,
            Some(_) if says_something => self.partial += 1,
            Some(reason) => {
                let own = Absence::CODES.iter().find(|(_, known)| *known == reason);
                *self.absent.entry(own.map_or("", |(code, _)| code)).or_default() += 1;
            }
        }
    }

    /// Counts a mistake; once a record, however often it is made there. `record`: it is one of a record, and not of a header.
    pub fn problem(&mut self, code: Code, is_first: bool, record: bool, example: impl FnOnce() -> Example) {
        let (records, examples) = self.problems.entry(code).or_default();
        *records += usize::from(is_first && record);
        if is_first && examples.len() < CENSUS_EXAMPLES {
            examples.push(example());
        }
    }

    pub fn told(&self, fact: &Fact, records: usize) -> FactFound {
        let problems = self.problems.iter();
        let problems = problems.map(|(code, (records, examples))| ProblemFound {
            code: *code,
            title: code.title(),
            records: *records,
            examples: examples.clone(),
        });
        FactFound {
            fact: fact.path.to_string(),
            ty: fact.ty.to_string(),
            found: self.found,
            partial: self.partial,
            absent: self.absent.clone(),
            not_recorded: self.not_recorded,
            invalid: self.invalid,
            share: share(self.found + self.partial, records),
            problems: problems.collect(),
        }
    }
}

/// Per cent, to four digits behind the point.
#[expect(clippy::cast_precision_loss, reason = "shares of counts that a program can reach")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1_000_000.0).round() / 10_000.0 }
}
