//! The values that are written in the parts of a ruleset that a mutant changes: around them something may change.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexSet;
use jiff::civil::Date;

use super::core::Difference;
use crate::Ruleset;
use crate::diagnostic::Problems;
use crate::ir::{Program, Step, StepId};
use crate::possible::Possible;
use crate::quantity::Number;
use crate::source::SourceMap;
use crate::syntax::ast::{CodeSource, StatementKind};
use crate::syntax::parse;
use crate::time::{CalendarUnit, Dates, Period};

/// What is written in the parts that differ.
#[derive(Debug, Default)]
pub struct Hints {
    /// Numbers; of quantities in base units.
    pub numbers: BTreeSet<Number>,
    /// Dates.
    pub days: Vec<Dates>,
    /// Calendar durations.
    pub periods: IndexSet<Period>,
    /// Units in which the time between dates is counted.
    pub units: IndexSet<CalendarUnit>,
    /// Texts.
    pub texts: IndexSet<Arc<str>>,
    /// Codes of value sets, with their systems.
    pub codes: IndexSet<(String, String)>,
}

impl Hints {
    /// Of a ruleset and its mutant.
    pub fn of(original: &Ruleset, mutant: &Ruleset, difference: &Difference, sources: &SourceMap) -> Self {
        let mut hints = Self::default();
        for (ruleset, seen) in [(original, &difference.original), (mutant, &difference.mutant)] {
            for root in seen.iter().flat_map(|seen| seen.steps.iter().flatten()) {
                hints.below(ruleset.program(), *root, sources);
            }
        }
        hints
    }

    fn below(&mut self, program: &Program, root: StepId, sources: &SourceMap) {
        let mut ids = Vec::new();
        program.walk_ids(root, |id| ids.push(id));
        for step in ids.into_iter().filter_map(|id| program.step(id)) {
            self.step(step, sources);
        }
    }

    fn step(&mut self, step: &Step, sources: &SourceMap) {
        for step in step.whole() {
            match step {
                Step::Constant(value) => self.constant(value),
                Step::Completed { unit, .. } => {
                    self.units.insert(*unit);
                }
                Step::InSet(_, set) => self.codes(set.name(), sources),
                _ => {}
            }
        }
    }

    fn constant(&mut self, value: &Possible) {
        match value {
            Possible::Number(interval) => self.numbers.extend(interval.as_point().cloned()),
            Possible::Dates(dates) => self.days.push(*dates),
            Possible::Period(Some(period)) => {
                self.periods.insert(*period);
            }
            Possible::Text(Some(text)) => {
                self.texts.insert(Arc::clone(text));
            }
            _ => {}
        }
    }

    /// The codes that are written out in the value set with this name; a wildcard stands for one of its codes.
    fn codes(&mut self, name: &str, sources: &SourceMap) {
        for (file, source) in sources.iter() {
            if !source.text.contains("valueset") {
                continue;
            }
            for statement in parse(&source.text, file, &mut Problems::new()).statements {
                let StatementKind::ValueSet(set) = statement.kind else { continue };
                let CodeSource::Here(codes) = set.codes else { continue };
                if set.name.text == name {
                    let codes = codes.into_iter();
                    self.codes.extend(codes.map(|code| {
                        (code.system.text, code.code.text.replace(".*", ".9").replace('*', "9"))
                    }));
                }
            }
        }
    }

    /// The days around which something may change for a patient who is decided on this day.
    pub fn days_near(&self, as_of: Date, anchors: &[Date]) -> Vec<Date> {
        let mut found: IndexSet<Date> = IndexSet::new();
        let mut around = |day: Date| {
            found.insert(day);
            found.extend(day.yesterday().ok());
            found.extend(day.tomorrow().ok());
        };
        let counted = self.units.iter().flat_map(|unit| {
            let whole = self.numbers.iter().filter_map(|number| number.to_string().parse::<u32>().ok());
            whole.filter_map(|count| Period::new(count, *unit).ok()).collect::<Vec<_>>()
        });
        let periods: Vec<Period> = self.periods.iter().copied().chain(counted).collect();
        for day in self.days.iter().filter_map(Dates::days).flat_map(|(first, last)| [first, last]) {
            around(day);
        }
        for anchor in std::iter::once(&as_of).chain(anchors) {
            for period in &periods {
                let anchor = Dates::day(*anchor);
                let shifted = [anchor.shifted_back(period), anchor.shifted(period)];
                shifted.iter().filter_map(Dates::only).for_each(&mut around);
            }
        }
        for anchor in std::iter::once(&as_of).chain(anchors) {
            around(*anchor);
        }
        found.into_iter().collect()
    }
}
