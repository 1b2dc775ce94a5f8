//! A decision: the verdict and every reason for it.
//!
//! A decision holds the values of all steps and what they were computed from; findings are built when they
//! are read.

pub(crate) mod chosen;
pub(crate) mod comparison;
pub(crate) mod entries;
pub(crate) mod find;
mod finding;
pub(crate) mod lapse;
pub(crate) mod linked;
mod output;
mod parts;
mod report;
pub(crate) mod words;

use std::sync::Arc;

use jiff::civil::Date;

pub use chosen::{ArmFound, BranchFound, PointsFound, ScoreFound};
pub use comparison::Comparison;
pub use finding::{
    AssumptionUsed, ExceptionFound, Finding, Judged, MissingFact, NameUsed, Place, Read, Scope, Unknown,
    Warning,
};
pub use linked::{Consulted, DefaultUsed, SettingUsed};
pub use output::OutputFound;
pub use parts::PartFound;
pub use report::{Report, SCHEMA};

use crate::about::{About, Assumption, OutputAbout, RuleAbout};
use crate::diagnostic::Code;
use crate::engine::Compiled;
use crate::eval::{Outcome, Values, Verdict, evaluate, outcome, verdict};
use crate::ir::{Program, SlotId, Step, StepId};
use crate::possible::{Possible, Truth};
use crate::record::{Record, RecordProblem};
use crate::terminology::Coding;
use crate::time::Dates;

/// What a ruleset says of one patient on one date. Serializes as documented in `docs/decision.md`.
#[derive(Debug, Clone)]
pub struct Decision {
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) record: Record,
    as_of: Date,
    pub(crate) values: Values,
    verdict: Verdict,
}

impl Decision {
    pub(crate) fn new(compiled: Arc<Compiled>, record: Record, as_of: Date) -> Self {
        let slots: Vec<Possible> = record.entries().iter().map(|entry| entry.value.clone()).collect();
        let absence = |slot: SlotId| record.entry(slot).and_then(|entry| entry.absence);
        let values = evaluate(&compiled.program, &slots, &absence, &Dates::day(as_of));
        let verdict = verdict(&compiled.program, &values);
        Self { compiled, record, as_of, values, verdict }
    }

    /// The answer.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The date on which it holds.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The record it was decided on.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The record's `id`.
    #[must_use]
    pub fn record_id(&self) -> Option<&str> {
        self.record.id()
    }

    /// What could not be understood in the record.
    #[must_use]
    pub fn record_problems(&self) -> &[RecordProblem] {
        self.record.problems()
    }

    /// The fingerprint of the ruleset, its parameters and the engine.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.compiled.hash
    }

    /// The ruleset's own dates, if this decision's date lies outside of them.
    #[must_use]
    pub fn outside_effective(&self) -> Option<(Date, Date)> {
        self.compiled.about.effective.filter(|(first, last)| self.as_of < *first || *last < self.as_of)
    }

    /// What a reader must know before leaning on this decision, each with its code.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let outside = self.outside_effective().map(|(first, last)| {
            let message =
                format!("{} is outside of the ruleset's effective dates, {first} to {last}", self.as_of);
            Warning { code: Code::OutsideEffective, message }
        });
        let contradicting = self.recorded_though_not_asked().into_iter().map(|fact| {
            let message = format!(
                "`{fact}` is recorded as true, and is not asked of this patient: it counts as false; check the record"
            );
            Warning { code: Code::NotAskedButTrue, message }
        });
        let other_system = self.codes_of_other_systems().into_iter().map(|(fact, systems, set)| {
            let message = format!(
                "`{fact}` is coded in {systems} only, of which the value set `{set}` has no codes, so that it counts as not in the set; add codes of that system to the set, or record one that it lists"
            );
            Warning { code: Code::OtherSystem, message }
        });
        let outside = outside.into_iter().chain(linked::outside_effective(self));
        outside.chain(contradicting).chain(other_system).collect()
    }

    /// Facts whose codes are all of systems that a value set does not list: they are not in it, and perhaps
    /// only because nobody listed their system. The fact, its systems and the value set.
    #[must_use]
    pub fn codes_of_other_systems(&self) -> Vec<(Arc<str>, String, Arc<str>)> {
        let program = &self.compiled.program;
        let mut found = indexmap::IndexSet::new();
        for step in program.steps() {
            let Step::InSet(of, set) = step else { continue };
            let Possible::Codes(codes) = self.values.get(*of) else { continue };
            let listed = |coding: &Coding| set.systems().any(|system| system == coding.system());
            if codes.is_open() || codes.codings().iter().any(listed) {
                continue;
            }
            let systems: indexmap::IndexSet<_> =
                codes.codings().iter().map(|coding| coding.system().title()).collect();
            let systems: Vec<_> = systems.into_iter().collect();
            for slot in program.slots_below(*of) {
                let Some(fact) = self.compiled.vocabulary.fact(slot) else { continue };
                found.insert((Arc::clone(&fact.path), systems.join(" and "), set.name().into()));
            }
        }
        found.into_iter().collect()
    }

    /// Facts that the record says are true, of a patient of whom they are not asked (`asked when` is
    /// false). They count as false; either they or what the guard reads is likely recorded wrongly.
    #[must_use]
    pub fn recorded_though_not_asked(&self) -> Vec<Arc<str>> {
        let about = &self.compiled.about;
        let contradicting = about.asked_when.iter().filter(|(slot, guard)| {
            let recorded = self.record.entry(*slot).map(|entry| entry.value.truth());
            recorded == Some(Truth::True) && self.values.truth(*guard) == Truth::False
        });
        contradicting
            .filter_map(|(slot, _)| Some(Arc::clone(&self.compiled.vocabulary.fact(*slot)?.path)))
            .collect()
    }

    /// One finding for each rule, in the order written.
    #[must_use]
    pub fn rules(&self) -> Vec<Finding> {
        (0..self.compiled.program.rules.len()).filter_map(|index| find::of_rule(self, index)).collect()
    }

    /// The typed core of the ruleset.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.compiled.program
    }

    /// What a step of the program could be for this patient.
    #[must_use]
    pub fn value(&self, step: StepId) -> &Possible {
        self.values.get(step)
    }

    /// Whether a condition of the program holds for this patient.
    #[must_use]
    pub fn truth(&self, step: StepId) -> Truth {
        self.values.truth(step)
    }

    /// What each rule says, in the order written, without the reasons.
    pub fn outcomes(&self) -> impl Iterator<Item = (&RuleAbout, Outcome)> {
        let rules = self.compiled.about.rules.iter().zip(&self.compiled.program.rules);
        rules.map(|(about, rule)| (about, outcome(rule, &self.values)))
    }

    /// An output by its name: its words, and what its value could be.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<(&OutputAbout, &Possible)> {
        let about = self.compiled.about.outputs.iter().find(|output| &*output.name == name)?;
        Some((about, self.values.get(about.step)))
    }

    /// The finding of one rule, by its label.
    #[must_use]
    pub fn rule(&self, label: &str) -> Option<Finding> {
        let index = self.compiled.about.rules.iter().position(|rule| &*rule.label == label)?;
        find::of_rule(self, index)
    }

    /// What a step of the program rests on: the facts that decided it, in words, or, while it is not known, what it
    /// waits for.
    #[must_use]
    pub fn grounds(&self, step: StepId) -> Vec<String> {
        find::grounds(self, step)
    }

    /// Each comparison of dates, quantities and numbers that the rule with this label makes: both sides, and
    /// how they were converted. In the order written.
    #[must_use]
    pub fn comparisons(&self, label: &str) -> Vec<Comparison> {
        let index = self.compiled.about.rules.iter().position(|rule| &*rule.label == label);
        index.map(|index| comparison::of_rule(self, index)).unwrap_or_default()
    }

    /// The parts of the condition of the rule with this label, and of its guard: each before the parts it is made of,
    /// with whether it holds for this patient, and the values it rests on.
    #[must_use]
    pub fn parts(&self, label: &str) -> Vec<PartFound> {
        let index = self.compiled.about.rules.iter().position(|rule| &*rule.label == label);
        index.map(|index| parts::of_rule(self, index)).unwrap_or_default()
    }

    /// The facts that keep rules open, those that keep most of them open first.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingFact> {
        find::missing(self)
    }

    /// The assumptions that rules of this decision leaned on.
    #[must_use]
    pub fn assumptions(&self) -> Vec<AssumptionUsed> {
        find::assumptions(self)
    }

    /// Rules of used rulesets that count as something only because the record is silent, and on which rules of this
    /// decision leaned.
    #[must_use]
    pub fn defaults(&self) -> Vec<DefaultUsed> {
        linked::defaults(self)
    }

    /// The parameters that were set to another value than the ruleset's own.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingUsed> {
        linked::settings(&self.compiled.about)
    }

    /// Of an ineligible patient: the day on which all rules that are not met have lapsed, where each of them has
    /// an `until`. What the other rules say on that day is another question.
    #[must_use]
    pub fn lapses(&self) -> Option<Date> {
        lapse::lapses(self)
    }

    /// The results that the ruleset states beside the verdict, in the order written.
    #[must_use]
    pub fn outputs(&self) -> Vec<OutputFound> {
        output::outputs(self)
    }

    /// The ruleset's names and words.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.compiled.about
    }

    /// Whether the ruleset is for this patient, and why; `None` when it is for everybody.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        find::scope(self)
    }

    /// Does any rule that decides apply for certain?
    pub(crate) fn certainly_applies(&self) -> bool {
        self.compiled.program.certainly_applies(|guard| self.values.truth(guard))
    }

    /// The assumption for which a step stands.
    pub(crate) fn assumption(&self, step: StepId) -> Option<&Assumption> {
        self.compiled.about.assumptions.iter().find(|assumption| assumption.step == Some(step))
    }
}

impl serde::Serialize for Decision {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Report::of(self).serialize(serializer)
    }
}
