//! Patients at every bound of a ruleset, as a file of tests for a person to confirm.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use super::coverage::{lawful, nothing_known};
use super::describe::{expectation_about, expectation_of};
use super::suite::Suite;
use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::engine::{AsOf, Ruleset};
use crate::eval::Verdict;
use crate::explain::parts_of;
use crate::explore::{
    Making, Variable, alternatives, at_bounds, conditions_of, decide, eligible_patient, facts_read, reach,
    variables,
};
use crate::ir::{Step, StepId};
use crate::limits::{MAX_CASES_A_FACT, MAX_PATIENTS_TRIED};
use crate::patient::Patient;
use crate::patient::literal::day;
use crate::possible::{Possible, Truth};
use crate::source::FileId;
use crate::syntax::ast::Expr;
use crate::syntax::parse;
use crate::syntax::print::{print, print_expr, quoted};
use crate::time::Dates;
use crate::vocabulary::ValueType;

/// Patients of the tests from which one at a bound is looked for.
const MOST_PATIENTS: usize = 1_000;

/// A file of tests with patients at every bound.
#[derive(Debug, Clone)]
pub struct Boundaries {
    /// The file's text, in canonical form.
    pub text: String,
    /// How many cases it holds.
    pub cases: usize,
    /// For how many facts.
    pub facts: usize,
    /// The patient who stands at the middle of them all: how the ruleset decides on them.
    pub verdict: Verdict,
    /// The name of the patient that was taken; `None` of one that was made up.
    pub taken: Option<Arc<str>>,
    /// Conditions, rows and points for which no patient was found within the limit, as they are written.
    pub not_reached: Vec<String>,
}

/// Patients at, just under and just over every bound of a ruleset, one for each thing a record can leave out, and one for
/// each row of its tables and each item of its scores.
///
/// Starts from a patient of the tests whom the ruleset admits, or makes one up. `as_of` says on which date they are decided: that of
/// the tests, or another one.
/// `None` if no record could be made up at all.
#[must_use]
pub fn boundaries(ruleset: &Ruleset, suite: &Suite, as_of: AsOf) -> Option<Boundaries> {
    let admitted = suite.tests.iter().find(|test| test.expect.verdict == Verdict::Eligible);
    let like = admitted.or(suite.tests.first());
    let mut given = like.map(|test| test.given.clone());
    let (AsOf::Fixed(date) | AsOf::RecordOr(date)) = as_of;
    if let (AsOf::Fixed(_), Some(given)) = (as_of, given.as_mut()) {
        given.insert("as_of".into(), day(date)?);
    }
    let base = eligible_patient(ruleset, given.as_ref(), date)?;
    let decision = decide(ruleset, &base)?;
    let facts = facts_read(ruleset);
    let given_to_tests = patients(suite);
    let mut writer = Writer {
        ruleset,
        base: &base,
        patients: std::iter::once(&base).chain(&given_to_tests).collect(),
        name: free_name(suite),
        text: String::new(),
        cases: 0,
        middle: &decision,
        seen: Seen::of(ruleset),
        budget: MAX_PATIENTS_TRIED,
    };
    let taken = like.and_then(|test| test.patient.clone());
    writer.head(taken.as_deref(), &facts);
    writer.note();
    let conditions = conditions_of(ruleset);
    for fact in &facts {
        writer.fact(fact, &conditions);
    }
    let not_reached = writer.the_rest(&conditions);
    let Writer { text, cases, .. } = writer;
    let tree = parse(&text, FileId::default(), &mut Problems::new());
    let text = print(&tree, &text);
    Some(Boundaries { text, cases, facts: facts.len(), verdict: decision.verdict(), taken, not_reached })
}

/// Of lists, codes and texts values are made up, and not found at a bound: those that change nothing are worth no case.
fn may_be_noise(variable: &Variable) -> bool {
    matches!(
        variable.ty,
        ValueType::List(_) | ValueType::Record(_) | ValueType::Code | ValueType::Text | ValueType::Duration
    )
}

/// Whom the tests are given, each once.
fn patients(suite: &Suite) -> Vec<Patient> {
    let mut seen: Vec<Patient> = Vec::new();
    for test in &suite.tests {
        if seen.len() < MOST_PATIENTS && seen.iter().all(|patient| *patient.fields() != test.given) {
            seen.push(test.patient());
        }
    }
    seen
}

/// A name that no patient has.
fn free_name(suite: &Suite) -> String {
    let taken = |name: &str| suite.patients.contains_key(name);
    let mut name = "in_the_middle".to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}

struct Writer<'w> {
    ruleset: &'w Ruleset,
    base: &'w Patient,
    /// The base, and the patients of the tests.
    patients: Vec<&'w Patient>,
    name: String,
    text: String,
    cases: usize,
    /// The decision on the base.
    middle: &'w Decision,
    /// What the patients so far show.
    seen: Seen,
    /// Patients with two changes that may still be tried.
    budget: usize,
}

/// What some patients show of the conditions and branches of a ruleset. Their decisions are not kept: each is as large as
/// the ruleset.
struct Seen {
    conditions: Vec<StepId>,
    branches: Vec<StepId>,
    truths: HashSet<(StepId, Truth)>,
    arms: HashSet<(StepId, usize)>,
}

impl Seen {
    fn of(ruleset: &Ruleset) -> Self {
        let mut branches: Vec<StepId> = ruleset.about().branches.keys().copied().collect();
        branches.sort_unstable();
        let conditions = conditions_of(ruleset);
        Self { conditions, branches, truths: HashSet::new(), arms: HashSet::new() }
    }

    fn add(&mut self, decision: &Decision) {
        self.truths.extend(self.conditions.iter().map(|id| (*id, decision.truth(*id))));
        let arms = self.branches.iter().filter_map(|id| Some((*id, only_arm(decision, *id)?)));
        self.arms.extend(arms);
    }
}

/// The arm of a branch that a decision takes, if no other is possible.
fn only_arm(decision: &Decision, branch: StepId) -> Option<usize> {
    let step = decision.program().step(branch)?;
    match step.possible_arms(|condition| decision.truth(condition)).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

impl Writer<'_> {
    fn head(&mut self, taken: Option<&str>, facts: &[Arc<str>]) {
        let ruleset = self.ruleset.name().unwrap_or("NAME");
        let from = match taken {
            Some(name) => format!("Its middle is the patient `{name}`, with whatever the rules read beside."),
            None => "Its middle is a patient who was made up to be admitted.".to_owned(),
        };
        let text = format!(
            "# Patients at the bounds of {ruleset}. {from}\n\
             #\n\
             # Each line expects what the ruleset says today, not what its source asks. Hold each against the source;\n\
             # where they agree, delete \"to be confirmed\" from its title, and where not, mend the ruleset.\n\
             tests for {ruleset}\n\n"
        );
        self.text.push_str(&text);
        let mut patient = format!("patient {} {{\n", self.name);
        let in_order = std::iter::once("as_of").chain(facts.iter().map(|fact| &**fact));
        for path in in_order {
            if let Some(value) = self.base.fields().get(path) {
                let _ = writeln!(patient, "  {path} = {},", print_expr(value));
            }
        }
        patient.push_str("}\n\n");
        self.text.push_str(&patient);
    }

    fn note(&mut self) {
        let expectation = expectation_of(self.middle);
        let _ = write!(
            self.text,
            "test \"in the middle, to be confirmed\"\n  given {}\n  expect {expectation}\n\n",
            self.name
        );
        self.cases += 1;
        self.seen.add(self.middle);
    }

    /// One table for each fact: its values at the bounds, and that it is not recorded.
    fn fact(&mut self, fact: &Arc<str>, conditions: &[StepId]) {
        let mut rows: Vec<(String, Decision)> = Vec::new();
        let mut add = |cell: String, decision: Decision| {
            let there = rows.iter().any(|(known, _)| *known == cell);
            if !there && rows.len() < MAX_CASES_A_FACT {
                rows.push((cell, decision));
            }
        };
        for variable in variables(self.base, std::slice::from_ref(fact), self.ruleset.vocabulary()) {
            for value in self.values(&variable, conditions) {
                let Some(changed) = variable.with(self.base, value) else { continue };
                let Some(decision) = decide(self.ruleset, &changed) else { continue };
                if may_be_noise(&variable)
                    && changed.fields().contains_key(fact)
                    && self.is_like_the_middle(&decision, conditions)
                {
                    continue;
                }
                let cell = changed.fields().get(fact).map_or_else(|| "without".to_owned(), print_expr);
                add(cell, decision);
            }
        }
        if rows.is_empty() {
            return;
        }
        // Cautions and outputs that do not read the fact say the same in every line.
        let slot = self.ruleset.vocabulary().find(fact);
        let reads = |steps: &[StepId]| {
            let program = self.ruleset.program();
            steps.iter().any(|step| slot.is_some_and(|slot| program.slots_below(*step).contains(&slot)))
        };
        let title = format!("{fact}, to be confirmed");
        let _ = writeln!(self.text, "test \"{title}\"\n  given {}\n  cases {fact} {{", self.name);
        for (cell, decision) in rows {
            let _ = writeln!(self.text, "    {cell} : {},", expectation_about(&decision, &reads));
            self.cases += 1;
            self.seen.add(&decision);
        }
        self.text.push_str("  }\n\n");
    }

    /// Is every condition what it is for the patient in the middle?
    fn is_like_the_middle(&self, decision: &Decision, conditions: &[StepId]) -> bool {
        conditions.iter().all(|id| self.middle.truth(*id) == decision.truth(*id))
    }

    /// The values of a variable that are worth a case; the last one is that nothing is recorded.
    fn values(&self, variable: &Variable, conditions: &[StepId]) -> Vec<Option<Expr>> {
        let mut values = at_bounds(self.ruleset, self.base, variable, conditions);
        let ordered = matches!(
            variable.ty,
            ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Date { .. } | ValueType::Text
        );
        let as_of = self.base.as_of();
        if let Some(as_of) = as_of {
            let making = Making { program: self.ruleset.program(), as_of };
            let others = alternatives(variable, self.base, making);
            let never = |value: &Expr| print_expr(value) == "never";
            values.extend(others.into_iter().filter(|value| !ordered || never(value)));
        }
        // What every entry of a list leaves out is worth a case; that there is no such entry is another list.
        let is_entry = matches!(variable.within.last(), Some(crate::explore::Within::Entry(_)));
        let silent = (variable.get(self.base).is_some() && !is_entry).then_some(None);
        values.into_iter().map(Some).chain(silent).collect()
    }

    /// What no case has shown so far: each condition true and false, each row, each item of a score. A patient is looked
    /// for by two changes; told is what was not found.
    fn the_rest(&mut self, conditions: &[StepId]) -> Vec<String> {
        let program = self.ruleset.program();
        let mut not_reached = Vec::new();
        let leaves: Vec<_> =
            conditions.iter().filter(|id| parts_of(program, **id).is_empty()).copied().collect();
        let mut told = HashSet::new();
        // What is chosen by a condition, and the day on which a rule lapses, is none itself.
        let is_condition = |id: &StepId| matches!(self.middle.value(*id), Possible::Truth(_));
        let leaves: Vec<_> = leaves.into_iter().filter(is_condition).collect();
        let as_of = Dates::day(self.middle.as_of());
        let nothing = nothing_known(&lawful(program), self.ruleset.vocabulary(), &as_of);
        for condition in leaves {
            let always = nothing.truth(condition);
            for wanted in [Truth::True, Truth::False] {
                // What is decided though nothing is known is decided always.
                let impossible = always != Truth::Unknown && always != wanted;
                let shown = self.seen.truths.contains(&(condition, wanted));
                if impossible || shown || matches!(program.step(condition), Some(Step::Constant(_))) {
                    continue;
                }
                let words = self.written(condition);
                let holds = if wanted == Truth::True { "holds" } else { "does not hold" };
                let goal = |decision: &Decision| decision.truth(condition) == wanted;
                if !self.look_for(&format!("`{words}` {holds}"), condition, &goal)
                    && told.insert((words.clone(), wanted == Truth::True))
                {
                    not_reached.push(format!("`{words}` {holds}"));
                }
            }
        }
        let branches = &self.ruleset.about().branches;
        let mut branches: Vec<_> = branches.iter().collect();
        branches.sort_by_key(|(id, _)| **id);
        for (id, about) in branches {
            for (at, arm) in about.arms.iter().enumerate() {
                let goal = |decision: &Decision| only_arm(decision, *id) == Some(at);
                if self.seen.arms.contains(&(*id, at)) {
                    continue;
                }
                let words = arm.written.as_ref().map_or_else(|| self.slice(arm.place), ToString::to_string);
                let name = about.name.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
                let what = format!("the row or branch `{words}`{name}");
                if !self.look_for(&what, *id, &goal) {
                    not_reached.push(what);
                }
            }
        }
        not_reached
    }

    /// Adds a test with a patient of whom something is so, if one is found.
    fn look_for(&mut self, what: &str, step: StepId, goal: &dyn Fn(&Decision) -> bool) -> bool {
        // It hangs on nothing but the facts below it.
        let vocabulary = self.ruleset.vocabulary();
        let slots = self.ruleset.program().slots_below(step).into_iter();
        let facts: Vec<_> =
            slots.filter_map(|slot| vocabulary.fact(slot)).map(|fact| Arc::clone(&fact.path)).collect();
        let found = reach(self.ruleset, &self.patients, &facts, &mut self.budget, goal);
        let Some(found) = found else { return false };
        let Some(decision) = decide(self.ruleset, &found) else { return false };
        let with: Vec<_> = found
            .fields()
            .iter()
            .filter(|(path, value)| self.base.fields().get(*path) != Some(*value))
            .map(|(path, value)| format!("{path} = {}", print_expr(value)))
            .collect();
        let gone: Vec<_> = self
            .base
            .fields()
            .keys()
            .filter(|path| !found.fields().contains_key(*path))
            .map(|path| &**path)
            .collect();
        let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(", ")) };
        let without = if gone.is_empty() { String::new() } else { format!(" without {}", gone.join(", ")) };
        let title = quoted(&format!("{what}, to be confirmed"));
        let _ = write!(
            self.text,
            "test {title}\n  given {}{with}{without}\n  expect {}\n\n",
            self.name,
            expectation_of(&decision)
        );
        self.cases += 1;
        self.seen.add(&decision);
        true
    }

    fn written(&self, step: StepId) -> String {
        self.slice(self.ruleset.program().place(step))
    }

    fn slice(&self, place: crate::source::Span) -> String {
        self.ruleset.sources().slice(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
