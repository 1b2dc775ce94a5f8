//! Conditions that ask facts.

use super::part::{Part, PartKind, Wanted};
use super::teller::Teller;
use super::{plain, words};
use crate::explain::{Cause, Reading, Stays, causes};
use crate::ir::{Step, StepId};
use crate::possible::{Possible, Truth, Values};
use crate::source::Span;
use crate::vocabulary::{Choice, ValueType};

use std::sync::Arc;

impl Teller<'_> {
    /// What a condition that is made of no others found, and what it asks.
    pub fn leaf(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let truth = self.truth(id);
        let (mut parts, direct) = match truth {
            Truth::Unknown => (self.open_values_below(id, depth), Vec::new()),
            _ => self.values_below(id, Stays::Held, depth),
        };
        let told = self.compared(id).or_else(|| self.recent(id)).or_else(|| self.several(id));
        let (found, asked) = match told {
            Some((found, asked)) => (found, Some(asked)),
            None => {
                let grounds = match parts.is_empty() && direct.is_empty() {
                    true => self.grounds(&[(id, Stays::Held)]).readings,
                    false => direct.into_iter().collect(),
                };
                let found: Vec<_> = grounds.iter().map(|reading| self.fact(*reading, id)).collect();
                (found.join("; "), self.asked(id, named))
            }
        };
        let found = match truth {
            Truth::Unknown => self.kept_open(id).join("; "),
            _ if found.is_empty() => match parts.is_empty() {
                true => self.without_facts(id, truth),
                false => parts.iter().map(|part| part.found.clone()).collect::<Vec<_>>().join("; "),
            },
            _ => found,
        };
        // A part that says no more than the sentence does is not told twice.
        parts.retain(|part| part.kind != PartKind::Entries || !found.contains(&part.found));
        // What gave a value is told below its sentence, and not below the same sentence once more.
        let parts = match parts.as_slice() {
            [only] if only.found == found => only.parts.clone(),
            _ => parts,
        };
        let said = match asked.as_deref().is_some_and(|asked| asked.starts_with('“'))
            && self.is_denied(id, named)
        {
            true => wanted.contrary(),
            false => wanted,
        };
        let sentence = words::sentence(&found, asked.as_deref(), said);
        let part = self.finished(PartKind::Condition, id, (wanted, named), (found, asked), parts);
        Part { sentence, wanted: said, ..part }
    }

    /// Do the words that stand there deny the condition, as `no x where …` denies that there is one?
    fn is_denied(&self, id: StepId, named: Option<Span>) -> bool {
        let place = named.unwrap_or_else(|| self.place(id));
        let program = &self.decision.compiled.program;
        program
            .steps()
            .iter()
            .zip(program.places())
            .any(|(step, own)| *step == Step::Not(id) && *own == place)
    }

    /// A part with what it rests on.
    pub fn finished(
        &self,
        kind: PartKind,
        id: StepId,
        (wanted, named): (Wanted, Option<Span>),
        (found, asked): (String, Option<String>),
        parts: Vec<Part>,
    ) -> Part {
        let truth = self.truth(id);
        let written = self.written(named.unwrap_or_else(|| self.place(id)));
        Part {
            kind,
            holds: Some(truth),
            speaks: wanted.speaks(truth),
            sentence: words::sentence(&found, asked.as_deref(), wanted),
            written,
            rests_on: self.cited(id).into_iter().collect(),
            parts,
            found,
            asked,
            wanted,
        }
    }

    /// The facts that a condition rests on; of one that is open those that keep it so.
    pub fn cited(&self, id: StepId) -> indexmap::IndexSet<Arc<str>> {
        match self.truth(id) {
            Truth::Unknown => self.open_facts_of(&[id]),
            _ => self.paths(&self.grounds(&[(id, Stays::Held)])),
        }
    }

    /// What is not known, and what would close a condition if it were not recorded.
    pub fn kept_open(&self, id: StepId) -> Vec<String> {
        let mut told = self.unknown(id);
        let grounds = self.grounds(&[(id, Stays::Open)]);
        told.extend(grounds.readings.iter().map(|reading| self.fact(*reading, id)));
        told
    }

    /// The facts that keep conditions open, and what would close them if it were not recorded.
    pub fn open_facts_of(&self, roots: &[StepId]) -> indexmap::IndexSet<Arc<str>> {
        let program = &self.decision.compiled.program;
        let mut grounds = crate::explain::Grounds::default();
        let mut stays: Vec<(StepId, Stays)> = Vec::new();
        for root in roots {
            stays.push((*root, Stays::Open));
            if self.truth(*root) != Truth::Unknown {
                continue;
            }
            for cause in causes(program, &self.decision.values, *root) {
                match cause {
                    Cause::Fact(slot) => {
                        grounds.readings.insert(Reading { slot, assumed: None });
                    }
                    Cause::Computation(step, _) => stays.push((step, Stays::Held)),
                }
            }
        }
        grounds.readings.extend(self.grounds(&stays).readings);
        self.paths(&grounds)
    }

    /// What a condition asks, where it is no comparison.
    fn asked(&self, id: StepId, named: Option<Span>) -> Option<String> {
        let written = || {
            let text = self.written(named.unwrap_or_else(|| self.place(id)));
            Some(if text.is_empty() { words::SO.to_owned() } else { format!("“{text}”") })
        };
        if self.is_fact(id).is_some() {
            return Some(words::SO.to_owned());
        }
        match self.step(id)? {
            Step::OneOf(of, values) => match self.choice_of(*of) {
                Some(choice) => Some(named_values(&choice, *values, "or")),
                None => written(),
            },
            Step::HasAny(of, values) => match self.choice_of(*of) {
                Some(choice) => Some(format!("{} among them", named_values(&choice, *values, "or"))),
                None => written(),
            },
            Step::InSet(_, set) => Some(format!("one that is listed as “{}”", plain::words(set.name()))),
            Step::IsNever(_) => Some("never".to_owned()),
            Step::IsKnown(_) => Some("an answer on record".to_owned()),
            Step::Constant(_) => None,
            _ => written(),
        }
    }

    /// A condition that nothing recorded decides.
    fn without_facts(&self, id: StepId, truth: Truth) -> String {
        // What a record need not say: it is so for every value that there could be.
        let written = self.written(self.place(id));
        let so = if truth == Truth::True { "holds" } else { "does not hold" };
        match self.step(id) {
            Some(Step::Constant(_)) if truth == Truth::True => "this is said of every patient".to_owned(),
            Some(Step::Constant(_)) => "this is said of no patient".to_owned(),
            _ => format!("“{written}” {so} whatever is recorded"),
        }
    }

    fn choice_of(&self, id: StepId) -> Option<Arc<Choice>> {
        let ty = match self.step(id)? {
            Step::Slot(slot) | Step::Assumed { slot, .. } => {
                self.decision.compiled.vocabulary.fact(*slot)?.ty.clone()
            }
            Step::Member(of, at) => match self.step(*of)? {
                Step::Slot(slot) => match &self.decision.compiled.vocabulary.fact(*slot)?.ty {
                    ValueType::Record(record) => record.fields.get(*at as usize)?.ty.clone(),
                    _ => return None,
                },
                _ => return None,
            },
            _ => self.about().branches.get(&id)?.ty.clone(),
        };
        match ty {
            ValueType::Choice(choice) | ValueType::Set(choice) => Some(choice),
            _ => None,
        }
    }

    /// Is it a condition?
    pub fn is_condition(&self, id: StepId) -> bool {
        matches!(self.decision.values.get(id), Possible::Truth(_))
    }
}

fn named_values(choice: &Choice, values: Values, word: &str) -> String {
    let names = values.positions().filter_map(|at| choice.value_name(at));
    let names: Vec<_> = names.map(|name| plain::words(name)).collect();
    plain::listed(&names, word)
}
