//! Facts: what they are called, and what is recorded of them.

use super::plain;
use super::teller::Teller;
use crate::decision::{find, words};
use crate::explain::Reading;
use crate::ir::{SlotId, StepId};
use crate::possible::{Possible, Truth};
use crate::record::visible;
use crate::vocabulary::ValueType;

impl Teller<'_> {
    /// What a fact is called: its description up to the first semicolon or colon, or its path in words.
    pub fn called(&self, slot: SlotId) -> String {
        let Some(fact) = self.decision.compiled.vocabulary.fact(slot) else { return String::new() };
        let Some(description) = &fact.description else { return plain::path(&fact.path) };
        let end = [description.find("; "), description.find(": ")].into_iter().flatten().min();
        let called = end.and_then(|end| description.get(..end)).unwrap_or(description);
        called.trim().trim_end_matches('.').to_owned()
    }

    /// What is found of a fact: `An implanted cardiac pacemaker: yes`. Below `root` it is asked about.
    pub fn fact(&self, reading: Reading, root: StepId) -> String {
        let slot = reading.slot;
        let called = self.called(slot);
        let Some((read, ty, value)) = self.read(reading, root) else { return format!("{called}: not known") };
        if !read.entries.is_empty() {
            let entries: Vec<_> = read.entries.iter().map(|told| plain::words(told)).collect();
            return format!("{called}: {}", entries.join("; "));
        }
        // "The lowest T-score is -0.8", but "The patient is pregnant today: yes".
        let takes_is = !matches!(
            ty,
            ValueType::Boolean
                | ValueType::List(_)
                | ValueType::Record(_)
                | ValueType::Set(_)
                | ValueType::Code
        ) && !ends_with_verb(&called);
        let mut notes = Vec::new();
        let known = match &read.value {
            Some(_) => {
                notes.extend(
                    read.recorded.as_deref().map(|own| format!("recorded as {}", plain::recorded(own))),
                );
                let said = said(&value, &ty);
                match (takes_is, called.contains(", ")) {
                    (true, true) => format!("{called}, is {said}"),
                    (true, false) => format!("{called} is {said}"),
                    _ => format!("{called}: {said}"),
                }
            }
            None => match read.absent {
                Some(absent) => {
                    let recorded = read.recorded.as_deref().map(plain::recorded);
                    format!("{called}: {}", without_is(&words::known_only(absent, recorded.as_deref())))
                }
                None => format!("{called}: not known"),
            },
        };
        if read.assumed {
            let because = reading.assumed.and_then(|step| self.decision.assumption(step));
            let because = because.map(|used| format!(": {}", used.because)).unwrap_or_default();
            notes.push(format!("assumed, as it is not recorded{because}"));
        }
        if let Some(judged) = &read.judged {
            notes.push(format!("judged by {} on {}", visible(&judged.by, words::MAX_ID_SHOWN), judged.on));
        }
        if notes.is_empty() { known } else { format!("{known} ({})", notes.join("; ")) }
    }

    /// What is read, its type and its value: of what is attested, of the judgement.
    fn read(&self, reading: Reading, root: StepId) -> Option<(crate::decision::Read, ValueType, Possible)> {
        let read = find::read_slot(self.decision, &[root], reading, false)?;
        let fact = self.decision.compiled.vocabulary.fact(reading.slot)?;
        let entry = self.decision.record.entry(reading.slot)?;
        let (entry, ty) = match find::attested(&fact.ty, entry) {
            Some((entry, ty, _)) => (entry, ty),
            None => (entry, &fact.ty),
        };
        let assumption = reading.assumed.and_then(|step| self.decision.assumption(step));
        let value = assumption.map_or(&entry.value, |assumption| &assumption.value);
        Some((read, ty.clone(), value.clone()))
    }

    /// Why what stands at this step is not known, and what would settle it.
    pub fn unknown(&self, id: StepId) -> Vec<String> {
        let unknown = find::unknown(self.decision, &[id]);
        let told = unknown.iter().map(|unknown| {
            let settled =
                unknown.settled_by.as_ref().map(|by| format!("; {}", plain::words(by))).unwrap_or_default();
            match &unknown.fact {
                Some(path) => {
                    let called = match self.decision.compiled.vocabulary.find(path) {
                        Some(slot) => self.called(slot),
                        None => plain::path(path),
                    };
                    let recorded = unknown.recorded.as_deref().map(plain::recorded);
                    let why = words::known_only(unknown.absent, recorded.as_deref());
                    format!("{called}: {}{settled}", without_is(&why))
                }
                None => {
                    let written = unknown.computation.as_deref().unwrap_or_default();
                    format!("“{written}” {}", unknown.absent.phrase())
                }
            }
        });
        told.collect()
    }

    /// The fact that a step reads, and nothing else; with the step of its `asked when`.
    pub fn is_fact(&self, id: StepId) -> Option<(Reading, Option<StepId>)> {
        use crate::ir::Step;
        match self.step(id)? {
            Step::Slot(slot) => Some((Reading { slot: *slot, assumed: None }, None)),
            Step::Assumed { slot, .. } => {
                let assumed = self.decision.values.is_filled(id).then_some(id);
                Some((Reading { slot: *slot, assumed }, None))
            }
            Step::All(of) => {
                let [guard, read] = **of else { return None };
                let (reading, None) = self.is_fact(read)? else { return None };
                let is_guard = self.about().asked_when.contains(&(reading.slot, guard));
                is_guard.then_some((reading, Some(guard)))
            }
            _ => None,
        }
    }
}

/// A value; an empty set and an empty list say so.
fn said(value: &Possible, ty: &ValueType) -> String {
    match value {
        Possible::List(list) if list.items.is_empty() && list.complete => "none".to_owned(),
        Possible::Truth(Truth::Unknown) => "not known".to_owned(),
        value => plain::value(value, ty),
    }
}

/// Can no further "is" stand behind it? "How marked a scoliosis is".
pub fn ends_with_verb(called: &str) -> bool {
    let last = called.rsplit(' ').next().unwrap_or_default();
    matches!(last, "is" | "are" | "was" | "were" | "has" | "have" | "be")
}

/// `is not recorded` behind a colon.
pub fn without_is(phrase: &str) -> &str {
    phrase.strip_prefix("is ").or_else(|| phrase.strip_prefix("was ")).unwrap_or(phrase)
}
