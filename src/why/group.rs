//! Conditions that are made of conditions: only the parts that decided are told.

use super::part::{Part, PartKind, Wanted};
use super::teller::Teller;
use super::words::{self, Counted};
use crate::explain::deciding;
use crate::ir::{Step, StepId};
use crate::limits::MAX_WHY_DEPTH;
use crate::possible::Truth;
use crate::source::Span;

impl Teller<'_> {
    /// A condition, down to the facts that decided it.
    pub fn part(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let (id, wanted, named) = self.unwrapped(id, wanted, named);
        if depth >= MAX_WHY_DEPTH || !self.one_more() {
            return self.unfolded(id, wanted, named);
        }
        if self.is_fact(id).is_some() {
            return self.fact_asked(id, wanted, named, depth);
        }
        match self.step(id) {
            Some(Step::Settled { .. }) => self.default(id, wanted, named, depth),
            Some(Step::Told(_)) => self.asked_ruleset(id, wanted, named, depth),
            Some(Step::All(_) | Step::Any(_)) if self.is_one_question(id) => {
                self.leaf(id, wanted, named, depth)
            }
            Some(Step::All(_) | Step::Any(_) | Step::Count { .. } | Step::AnyRecorded(_)) => {
                self.group(id, wanted, named, depth)
            }
            Some(Step::Branch { .. }) => self.chosen_condition(id, wanted, named, depth),
            _ => self.leaf(id, wanted, named, depth),
        }
    }

    /// Past what has no words of its own: the contrary of a condition, a group of one.
    fn unwrapped(
        &self,
        mut id: StepId,
        mut wanted: Wanted,
        mut named: Option<Span>,
    ) -> (StepId, Wanted, Option<Span>) {
        loop {
            let next = match self.step(id) {
                Some(Step::Not(of)) => {
                    wanted = wanted.contrary();
                    *of
                }
                Some(Step::Settled { of, .. }) if !self.decision.values.is_filled(id) => *of,
                Some(Step::All(of) | Step::Any(of)) if self.is_fact(id).is_none() => match **of {
                    [only] => only,
                    _ => return (id, wanted, named),
                },
                _ => return (id, wanted, named),
            };
            named = self.named(id, 0);
            id = next;
        }
    }

    /// Where no more parts are told: as it is written, with the values it rests on.
    fn unfolded(&self, id: StepId, wanted: Wanted, named: Option<Span>) -> Part {
        let written = self.written(named.unwrap_or_else(|| self.place(id)));
        let grounds = self.grounds(&[(id, crate::explain::Stays::Held)]);
        let facts: Vec<_> = match self.truth(id) {
            Truth::Unknown => self.unknown(id),
            _ => grounds.readings.iter().map(|reading| self.fact(*reading, id)).collect(),
        };
        let holds = match self.truth(id) {
            Truth::True => "holds",
            Truth::False => "does not hold",
            Truth::Unknown => "is open",
        };
        let found = format!("“{written}” {holds}: {}", facts.join("; "));
        self.finished(PartKind::Condition, id, (wanted, named), (found, None), Vec::new())
    }

    /// Does it take several steps to ask one question? `in { 0, 1 }`, `between 1 and 3`, `within 6 weeks`.
    pub fn is_one_question(&self, id: StepId) -> bool {
        let Some(Step::All(of) | Step::Any(of)) = self.step(id) else { return false };
        let place = self.place(id);
        if of.len() < 2 || self.about().named.contains_key(&id) {
            return false;
        }
        let lies_within = |part: &StepId| {
            let own = self.place(*part);
            own.file == place.file && place.start <= own.start && own.end <= place.end
        };
        of.iter().all(|part| match self.step(*part) {
            Some(Step::Compare(..) | Step::IsNever(_)) => lies_within(part),
            Some(Step::All(_) | Step::Any(_)) => self.is_one_question(*part) && lies_within(part),
            _ => false,
        })
    }

    fn fact_asked(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let Some((reading, guard)) = self.is_fact(id) else { return self.leaf(id, wanted, named, depth) };
        let asked = Some(words::SO.to_owned());
        let Some(guard) = guard else {
            let found = self.fact(reading, id);
            return self.finished(PartKind::Condition, id, (wanted, named), (found, asked), Vec::new());
        };
        let truth = self.truth(id);
        let of = match self.step(id) {
            Some(Step::All(of)) => of.last().copied().unwrap_or(id),
            _ => id,
        };
        let (guard_is, own) = (self.truth(guard), self.truth(of));
        let mut parts = Vec::new();
        let found = match truth {
            Truth::False if guard_is == Truth::False => {
                parts.push(self.part(guard, Wanted::Either, None, depth + 1));
                format!("{}: not asked of this patient, and counts as no", self.called(reading.slot))
            }
            Truth::Unknown => {
                if guard_is == Truth::Unknown {
                    parts.push(self.part(guard, Wanted::Either, None, depth + 1));
                }
                match own {
                    Truth::Unknown => self.unknown(of).join("; "),
                    _ => format!(
                        "{}; it is not known whether that is asked of this patient",
                        self.fact(reading, id)
                    ),
                }
            }
            Truth::True => {
                parts.push(self.part(guard, Wanted::Either, None, depth + 1));
                self.fact(reading, id)
            }
            Truth::False => self.fact(reading, id),
        };
        self.finished(PartKind::Condition, id, (wanted, named), (found, asked), parts)
    }

    fn group(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let truth = self.truth(id);
        let Some(step) = self.step(id) else { return self.leaf(id, wanted, named, depth) };
        let of: Vec<StepId> = step.operands().collect();
        let decide = match step {
            // What is not recorded has no say, and that it is not recorded has.
            Step::AnyRecorded(_) if truth == Truth::False => of.clone(),
            _ => deciding(step, &self.decision.values, truth),
        };
        let all_decide = decide.len() == of.len();
        let children: Vec<(usize, StepId)> =
            of.iter().copied().enumerate().filter(|(_, part)| decide.contains(part)).collect();
        let alone = matches!(
            (step, truth),
            (Step::All(_), Truth::False | Truth::Unknown) | (Step::Any(_), Truth::True | Truth::Unknown)
        );
        if let ([(at, only)], true, false) = (children.as_slice(), alone, all_decide) {
            return self.child((id, *at), *only, wanted, depth);
        }
        let mut parts: Vec<Part> = Vec::new();
        for (at, child) in children {
            parts.push(self.child((id, at), child, wanted, depth + 1));
        }
        if parts.is_empty() {
            return self.unfolded(id, wanted, named);
        }
        let count = |wanted: Truth| of.iter().filter(|part| self.truth(**part) == wanted).count();
        let counted = Counted { of: of.len(), hold: count(Truth::True), open: count(Truth::Unknown) };
        let has_exceptions = parts.iter().any(|part| part.kind == PartKind::Exception);
        let found = match step {
            // What is excepted and its exception are no list of things that have to be so.
            _ if has_exceptions => "the rule and its exception".to_owned(),
            Step::All(_) => words::all_of(&counted, truth),
            Step::Any(_) => words::any_of(&counted, truth),
            Step::AnyRecorded(_) => words::any_recorded(&counted, truth),
            Step::Count { at_least, at_most, .. } => words::count_of(&counted, (*at_least, *at_most)),
            _ => String::new(),
        };
        self.finished(PartKind::Group, id, (wanted, named), (found, None), parts)
    }

    /// A part of a group; of a rule's own `unless` it is said that it is one.
    fn child(&self, (parent, at): (StepId, usize), child: StepId, wanted: Wanted, depth: usize) -> Part {
        let named = self.named(parent, at);
        let exception = self.exception(parent, child);
        let mut part = self.part(child, wanted, named, depth);
        if let Some(word) = exception {
            // What a group counts is said by its parts.
            if part.kind == PartKind::Group {
                word.clone_into(&mut part.sentence);
            } else {
                part.sentence = format!("{word}: {}", part.sentence);
            }
            part.kind = PartKind::Exception;
        }
        part
    }

    /// The word of an exception, if this part of a rule's condition is one.
    fn exception(&self, parent: StepId, child: StepId) -> Option<&'static str> {
        let (rule, about) = self.rule()?;
        if self.place(parent) != self.place(rule.condition) {
            return None;
        }
        let of = match self.step(child) {
            Some(Step::Not(of)) => *of,
            _ => child,
        };
        // `unless B except when C` is one condition: B, and not C.
        let inner = match self.step(of) {
            Some(Step::All(parts)) if self.place(of) == self.place(rule.condition) => parts.first().copied(),
            _ => None,
        };
        let exceptions = &about.exceptions;
        let found =
            exceptions.iter().find(|exception| exception.step == of || Some(exception.step) == inner)?;
        // Inside of it the first part is the exception itself, whose name stands above it.
        if parent != rule.condition && found.step == child {
            return None;
        }
        if about.asked == child {
            return None;
        }
        let is = match (found.word, self.truth(of)) {
            ("unless", Truth::True) => "the exception applies",
            ("unless", Truth::False) => "the exception does not apply",
            ("unless", Truth::Unknown) => "it is open whether the exception applies",
            (_, Truth::True) => "the exception to the exception applies",
            (_, Truth::False) => "the exception to the exception does not apply",
            (_, Truth::Unknown) => "it is open whether the exception to the exception applies",
        };
        Some(is)
    }
}
