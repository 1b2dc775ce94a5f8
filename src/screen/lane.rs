//! One thread's way through many records: a record to an answer, quickly where nothing about it is unusual.
//!
//! The quick way reads a compact JSON text once from left to right ([`walk`](super::walk)), looks up what each fact that
//! is read says ([`table`](super::table)), joins that ([`plan`](super::plan)), and judges ([`judge`](super::judge)). A
//! record that was already read goes through a list of checks instead ([`flat`](super::flat)). Whatever is unusual, be it
//! an escape in a key, a key given twice or a text that is no JSON, is left to [`Record`] and
//! [`Decision`](crate::Decision), as is every record that no quick way was found for. All give the same answers; tests
//! hold them against each other.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use jiff::civil::Date;

use super::answer::{Answer, Judged, Missing, Told, missing};
use super::flat::{Checks, Group, Says};
use super::judge::Judge;
use super::open::Open;
use super::plan::{FactPlan, Plan};
use super::programs::Programs;
use super::reached::Reached;
use super::scan::{PADDING, is_blank, piece};
use super::table::{Said, Seen, Table, Which};
use super::truths::{Mask, Truths, bits, truth};
use super::walk::Walk;
use crate::absence::Absence;
use crate::diagnostic::{Code, Severity};
use crate::engine::DecideError;
use crate::eval::{Verdict, evaluate};
use crate::ir::SlotId;
use crate::limits::{Limit, MAX_OPEN_KEPT, MAX_RECORD_PROBLEMS};
use crate::possible::{Possible, Truth};
use crate::record::{Record, RecordProblem, is_inside};
use crate::time::Dates;
use crate::{AsOf, Ruleset};

/// What stands behind a text: [`PADDING`] bytes.
const NOTHING: &str = match std::str::from_utf8(&[0; PADDING]) {
    Ok(nothing) => nothing,
    Err(_) => "",
};

/// The ruleset of a screening, laid out once and shared by all threads.
#[derive(Debug)]
pub struct Laid {
    /// The ruleset.
    pub ruleset: Ruleset,
    /// The date of the decisions.
    pub as_of: AsOf,
    /// Its plan.
    pub plan: Plan,
    /// The checks of records that were already read; made when the first of them comes.
    checks: OnceLock<Checks>,
}

/// One thread's memory.
#[derive(Debug)]
pub struct Lane<'l> {
    laid: &'l Laid,
    walk: Walk,
    tables: Vec<Table>,
    /// How often a table was emptied: what is said has other numbers since.
    emptied: u64,
    /// A table is full.
    is_full: bool,
    /// What facts say that a record does not mention, on a day.
    absent: Vec<Which>,
    absent_on: Option<i32>,
    /// The facts of which that is more than nothing.
    telling: Vec<usize>,
    /// What all facts say in the record at hand.
    said: Vec<Which>,
    truths: Truths,
    programs: Programs,
    judge: Judge,
    nothing: Arc<[Missing]>,
    /// What is missing of undetermined patients, by all that it hangs on.
    missing: HashMap<Box<[u64]>, Arc<[Missing]>, RandomState>,
    /// What is missing of the patient at hand hangs on this.
    key: Vec<u64>,
    reached: Reached,
    /// The answer at hand.
    answer: Answer,
    /// The text at hand, with [`PADDING`] behind it.
    padded: String,
    /// How many bytes a record may have.
    pub most: usize,
}

impl Laid {
    /// Lays out a ruleset.
    pub fn new(ruleset: &Ruleset, as_of: AsOf) -> Self {
        let plan = Plan::of(ruleset.program(), ruleset.vocabulary());
        Self { ruleset: ruleset.clone(), as_of, plan, checks: OnceLock::new() }
    }

    /// Does the ruleset read what stands under this path? The record as a whole it does.
    fn reads(&self, path: &str) -> bool {
        let read = |fact: &FactPlan| {
            let fact = self.ruleset.vocabulary().fact(fact.slot);
            fact.is_some_and(|fact| is_inside(path, &fact.path) || is_inside(&fact.path, path))
        };
        path.is_empty() || matches!(path, "id" | "as_of") || self.plan.facts.iter().any(read)
    }
}

impl<'l> Lane<'l> {
    /// A thread that has met no record yet.
    pub fn new(laid: &'l Laid) -> Self {
        let facts = laid.plan.facts.len();
        Self {
            laid,
            walk: Walk::new(laid.ruleset.vocabulary(), &laid.plan),
            tables: std::iter::repeat_with(Table::new).take(facts).collect(),
            emptied: 0,
            is_full: false,
            absent: vec![0; facts],
            absent_on: None,
            telling: Vec::new(),
            said: vec![0; facts],
            truths: Truths::new(laid.plan.operations.len()),
            programs: Programs::new(facts),
            judge: Judge::new(&laid.plan),
            nothing: Arc::from([]),
            missing: HashMap::default(),
            key: Vec::new(),
            reached: Reached::new(&laid.plan),
            answer: Answer::new(laid.plan.rules.len()),
            padded: String::new(),
            most: laid.ruleset.vocabulary().limits().get(Limit::RecordBytes),
        }
    }

    /// Decides on the record that starts here, on one line of a text that goes on for [`PADDING`] bytes behind it: where
    /// the record ends. `None` if it is anything but usual.
    #[inline]
    pub fn quick(&mut self, text: &str, start: usize) -> Option<usize> {
        if self.is_full {
            self.empty();
        }
        let end = self.walk.read(text.as_bytes(), start)?;
        let (as_of, day) = self.date();
        let has_problems = self.look_up(text, (day, as_of))?;
        if !self.laid.plan.rest.roots.is_empty() {
            self.look_up_rest(as_of);
        }
        self.join();
        let answer = &mut self.answer;
        let (verdict, in_scope) = self.judge.judge(&self.truths, &mut answer.rules);
        (answer.verdict, answer.scope) = (verdict, truth(in_scope));
        answer.problems.clear();
        if has_problems {
            self.tell_problems()?;
        }
        if verdict == Verdict::Undetermined {
            self.answer.missing = self.open_facts(day, text.get(start..end)?)?;
        } else if !self.answer.missing.is_empty() {
            self.answer.missing = Arc::clone(&self.nothing);
        }
        Some(end)
    }

    /// What is said of the record at hand, that was decided on quickly.
    #[inline]
    pub fn told<'t>(&'t self, text: &'t str) -> Told<'t> {
        Told {
            id: self.walk.id.clone().and_then(|id| text.get(id)).map(Cow::Borrowed),
            as_of: self.date().0,
            as_of_is_own: self.is_own(self.walk.as_of),
            answer: &self.answer,
        }
    }

    /// Decides on a record in JSON text.
    ///
    /// # Errors
    /// When it cannot be decided on.
    pub fn decide<'t>(&'t mut self, text: &'t str) -> Result<Told<'t>, Vec<RecordProblem>> {
        let mut padded = std::mem::take(&mut self.padded);
        padded.clear();
        padded.push_str(text);
        padded.push_str(NOTHING);
        let end = if text.len() <= self.most { self.quick(&padded, 0) } else { None };
        self.padded = padded;
        match end.and_then(|end| text.get(end..)) {
            Some(rest) if is_blank(rest) => Ok(self.told(text)),
            _ => self.exact(text),
        }
    }

    /// Decides on a record the slow way.
    ///
    /// # Errors
    /// When it cannot be decided on.
    pub fn exact(&mut self, text: &str) -> Result<Told<'_>, Vec<RecordProblem>> {
        let laid = self.laid;
        let record = Record::from_json(laid.ruleset.vocabulary(), text).map_err(|problem| vec![problem])?;
        let decision = laid.ruleset.decide(&record, laid.as_of).map_err(|error| match error {
            DecideError::Record(problem) => vec![problem],
            // A screening's ruleset has rules, and the record was read for it.
            other => vec![RecordProblem::new(Code::RecordShape, text, 0..0, "", other.to_string())],
        })?;
        let answer = &mut self.answer;
        answer.verdict = decision.verdict();
        let program = laid.ruleset.program();
        let certain = |guard| decision.truth(guard) == Truth::True;
        let applies = program.rules.iter().map(|rule| rule.guard.is_none_or(certain));
        answer.rules.set(decision.outcomes().map(|(_, outcome)| outcome).zip(applies));
        answer.scope = program.applies_when.map_or(Truth::True, |scope| decision.truth(scope));
        answer.missing = missing(&decision).into();
        let entries = laid.plan.facts.iter().filter_map(|fact| record.entry(fact.slot));
        answer.see(entries.fold(Seen::default(), |seen, entry| seen.and(Seen::of(entry.absence))));
        answer.problems.clear();
        let problems = record.problems().iter().filter(|problem| problem.severity() == Severity::Error);
        let read = problems.filter(|problem| laid.reads(&problem.path));
        answer.problems.extend(read.map(|problem| (problem.code, problem.path.clone())));
        Ok(Told {
            id: record.id().map(|id| Cow::Owned(id.to_owned())),
            as_of: decision.as_of(),
            as_of_is_own: self.is_own(record.as_of()),
            answer: &self.answer,
        })
    }

    /// What the rules say of a record that was already read.
    ///
    /// # Errors
    /// When the record was read for another vocabulary, or its `as_of` is needed and cannot be read.
    pub fn judge(&mut self, record: &Record) -> Result<Judged<'_>, DecideError> {
        let laid = self.laid;
        laid.ruleset.accepts(record)?;
        let date = laid.as_of.of(record)?;
        self.truths.clear();
        self.programs.begin(&laid.plan.facts, date);
        let slots = record.slots();
        let checks = laid.checks.get_or_init(|| Checks::of(&laid.plan, laid.as_of));
        let is_other_day = checks.on != date;
        for group in &checks.groups {
            let says = match group.is_dated && is_other_day {
                true => Says { is_other: u64::MAX, ..Says::default() },
                false => group.say(slots),
            };
            self.truths.add(group.word, (says.is_true, says.is_false));
            if says.is_other != 0 {
                self.look_closer(group, says.is_other, (record, date));
            }
        }
        let rest = &laid.plan.rest;
        if !rest.roots.is_empty() {
            let values: Vec<Possible> = laid
                .plan
                .facts
                .iter()
                .filter_map(|fact| Some(record.entry(fact.slot)?.value.clone()))
                .collect();
            let absence = |slot: SlotId| record.entry(laid.plan.facts.get(slot.index())?.slot)?.absence;
            self.set_rest(&values, &absence, date);
        }
        self.join();
        let (verdict, in_scope) = self.judge.judge(&self.truths, &mut self.answer.rules);
        Ok(Judged { verdict, scope: truth(in_scope), rules: &self.answer.rules })
    }

    /// Asks the programs what takes more than slots.
    #[cold]
    fn look_closer(&mut self, group: &Group, those: u64, (record, date): (&Record, Date)) {
        for part in group.parts.iter().filter(|part| Mask::of(part.to).bits & those != 0) {
            let Some(entry) = record.entries().get(part.fact) else { continue };
            let slot = record.slots().get(part.fact);
            let bits = self.programs.says(&self.laid.plan.facts, part.of, (slot, entry), date);
            self.truths.set(part.to, bits);
        }
    }

    /// Empties the tables that are full. To begin anew is right for data in which other texts are frequent now.
    #[cold]
    fn empty(&mut self) {
        for table in self.tables.iter_mut().filter(|table| table.is_full()) {
            *table = Table::new();
        }
        self.is_full = false;
        self.absent_on = None;
        self.emptied += 1;
    }

    /// Does the record itself say its date?
    fn is_own(&self, own: Option<Date>) -> bool {
        matches!(self.laid.as_of, AsOf::RecordOr(_)) && own.is_some()
    }

    /// The date of the decision on the record at hand, and the day by which what hangs on it is kept.
    fn date(&self) -> (Date, i32) {
        match self.laid.as_of {
            AsOf::Fixed(date) => (date, 0),
            AsOf::RecordOr(date) => {
                let date = self.walk.as_of.unwrap_or(date);
                // Any number that no two days share.
                let (year, month, day) =
                    (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
                (date, year * 416 + month * 32 + day)
            }
        }
    }

    /// Looks up what all facts say: whether something is wrong with a value.
    #[inline]
    fn look_up(&mut self, text: &str, (day, date): (i32, Date)) -> Option<bool> {
        if self.absent_on != Some(day) {
            self.look_up_absent((day, date))?;
        }
        self.said.copy_from_slice(&self.absent);
        self.truths.clear();
        let mut seen = Seen::default();
        let plans = self.laid.plan.facts.as_slice();
        for (fact, piece) in &self.walk.pieces {
            let (plan, table) = (plans.get(*fact)?, self.tables.get_mut(*fact)?);
            let day = if plan.is_dated { day } else { 0 };
            let which = match table.find(text.as_bytes(), piece, day) {
                Some(which) => which,
                None => {
                    let own = text.get(piece.start..piece.start + piece.length)?;
                    let which = table.learn(plan, own, (day, date))?;
                    self.is_full |= table.is_full();
                    which
                }
            };
            *self.said.get_mut(*fact)? = which;
            add(&mut self.truths, &mut seen, plan, table, which);
        }
        // Facts that are mentioned say nothing new here.
        for fact in &self.telling {
            let (plan, table, which) = (plans.get(*fact)?, self.tables.get(*fact)?, self.said.get(*fact)?);
            add(&mut self.truths, &mut seen, plan, table, *which);
        }
        self.answer.see(seen);
        Some(seen.has(Seen::PROBLEMS))
    }

    /// What facts say that are not mentioned; of those that have to do with the date, on this day.
    #[cold]
    fn look_up_absent(&mut self, (day, date): (i32, Date)) -> Option<()> {
        const ABSENT: &str = "null";
        let padded = [ABSENT.as_bytes(), b",", &[0; PADDING]].concat();
        let absent_piece = piece(&padded, 0)?;
        let tables = self.tables.iter_mut().zip(&self.laid.plan.facts).zip(&mut self.absent);
        for ((table, plan), absent) in tables {
            let day = if plan.is_dated { day } else { 0 };
            *absent = match table.find(&padded, &absent_piece, day) {
                Some(which) => which,
                None => table.learn(plan, ABSENT, (day, date))?,
            };
        }
        let telling = self.absent.iter().zip(&self.tables).zip(&self.laid.plan.facts).enumerate();
        let telling = telling.filter(|(_, ((which, table), plan))| {
            table.words(**which, plan.masks.len()).iter().any(|words| *words != (0, 0))
        });
        self.telling = telling.map(|(fact, _)| fact).collect();
        self.absent_on = Some(day);
        Some(())
    }

    /// Joins truths.
    #[inline]
    fn join(&mut self) {
        let plan = &self.laid.plan;
        self.truths.join(&plan.joins, &plan.masks);
    }

    /// What hangs on several facts, evaluated by what facts say.
    fn look_up_rest(&mut self, date: Date) {
        let value = |(table, which): (&Table, &Which)| table.kept(table.said(*which)?)?.value.clone();
        let open = || Possible::Truth(Truth::Unknown);
        let values: Vec<Possible> =
            self.tables.iter().zip(&self.said).map(|of| value(of).unwrap_or_else(open)).collect();
        let absences: Vec<Option<Absence>> =
            (0..values.len()).map(|fact| self.said_of(fact).and_then(|said| said.absence)).collect();
        self.set_rest(&values, &|slot| absences.get(slot.index()).copied().flatten(), date);
    }

    /// What hangs on several facts, evaluated.
    fn set_rest(&mut self, values: &[Possible], absence: &dyn Fn(SlotId) -> Option<Absence>, date: Date) {
        let rest = &self.laid.plan.rest;
        let values = evaluate(&rest.program, values, absence, &Dates::day(date));
        for (to, root) in &rest.roots {
            self.truths.set(*to, bits(values.truth(*root)));
        }
    }

    /// What a fact says in the record at hand.
    fn said_of(&self, fact: usize) -> Option<&Said> {
        self.tables.get(fact)?.said(*self.said.get(fact)?)
    }

    /// Tells what is wrong with values. `None` if that is more than is told.
    #[cold]
    fn tell_problems(&mut self) -> Option<()> {
        for (fact, _) in &self.walk.pieces {
            let table = self.tables.get(*fact)?;
            let said = table.said(*self.said.get(*fact)?)?;
            if said.has_problems
                && let Some(kept) = table.kept(said)
            {
                self.answer.problems.extend(kept.problems.iter().cloned());
            }
        }
        (self.answer.problems.len() < MAX_RECORD_PROBLEMS).then_some(())
    }

    /// What an undetermined patient waits for. It is the same for all of whom the same registers are reached that are
    /// open, and their facts say the same.
    fn open_facts(&mut self, day: i32, text: &str) -> Option<Arc<[Missing]>> {
        let plan = &self.laid.plan;
        self.key.clear();
        for word in self.answer.rules.words() {
            self.key.extend([word.met, word.not_met, word.outside, word.applies]);
        }
        let is_usual = self.reached.reach(plan, &self.truths, &self.answer.rules);
        self.key.extend(self.reached.words());
        for ((fact, table), which) in plan.facts.iter().zip(&self.tables).zip(&self.said) {
            let said = table.said(*which)?;
            if !is_usual || fact.masks.iter().any(|mask| self.reached.has(*mask)) {
                let absence = said.absence.map_or(0, |absence| absence as u64 + 1);
                // Of these it may hang on the value itself: which entry of a list is silent, which of two facts is in the
                // way. Where tables are emptied their numbers begin anew.
                self.key.extend([absence, said.text]);
                if said.text != 0 {
                    self.key.push(self.emptied);
                }
            }
        }
        if plan.rest.is_dated {
            self.key.push(u64::from(day.unsigned_abs()));
        }
        if let Some(known) = self.missing.get(self.key.as_slice()) {
            return Some(Arc::clone(known));
        }
        let missing: Arc<[Missing]> = self.find_open_facts(text)?.into();
        if self.missing.len() >= MAX_OPEN_KEPT {
            self.missing.clear();
        }
        self.missing.insert(self.key.as_slice().into(), Arc::clone(&missing));
        Some(missing)
    }

    #[cold]
    fn find_open_facts(&self, text: &str) -> Option<Vec<Missing>> {
        let said = |fact| self.said_of(fact);
        let open = Open { laid: self.laid, said: &said, truths: &self.truths, rules: &self.answer.rules };
        if let Some(missing) = open.facts() {
            return Some(missing);
        }
        let record = Record::from_json(self.laid.ruleset.vocabulary(), text).ok()?;
        let decision = self.laid.ruleset.decide(&record, self.laid.as_of).ok()?;
        Some(missing(&decision))
    }
}

/// Adds what a fact says.
#[inline]
fn add(truths: &mut Truths, seen: &mut Seen, plan: &FactPlan, table: &Table, which: Which) {
    match (plan.masks.as_slice(), table.words(which, plan.masks.len())) {
        // Most often.
        ([mask], [words]) => truths.add(mask.word, *words),
        (masks, words) => masks.iter().zip(words).for_each(|(mask, words)| truths.add(mask.word, *words)),
    }
    *seen = seen.and(table.seen(which));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::{Memory, Wanted};

    const RULES: &str = "fact months: integer 0..1200\nfact device.pacemaker: boolean\nfact seen: date\nfact note: text\n\
        require months >= 6\nexclude device.pacemaker\nrequire seen within 6 months\n";

    /// Whether a record goes the quick way.
    fn is_quick(text: &str) -> bool {
        let files = Memory::new().with("rules.elig", RULES);
        let ruleset = crate::compile(&files, Wanted::File("rules.elig")).into_result().expect("it is right");
        let laid = Laid::new(&ruleset, AsOf::RecordOr(jiff::civil::date(2025, 11, 20)));
        let padded = format!("{text}{}", "\0".repeat(PADDING));
        Lane::new(&laid).quick(&padded, 0).is_some()
    }

    #[test]
    fn behind_a_record_stands_what_json_takes_for_blank() {
        let files = Memory::new().with("rules.elig", RULES);
        let ruleset = crate::compile(&files, Wanted::File("rules.elig")).into_result().expect("it is right");
        let laid = Laid::new(&ruleset, AsOf::RecordOr(jiff::civil::date(2025, 11, 20)));
        for behind in ["", " \t\r\n", "\u{b}", "\u{c}", "\n\u{c}\n", "\u{a0}", "\0", "x"] {
            let text = format!("{{\"months\":7}}{behind}");
            let is_read = Record::from_json(ruleset.vocabulary(), &text).is_ok();
            assert_eq!(Lane::new(&laid).decide(&text).is_ok(), is_read, "{behind:?}");
            assert_eq!(is_read, behind.trim_matches([' ', '\t', '\r', '\n']).is_empty(), "{behind:?}");
        }
    }

    #[test]
    fn what_is_usual_goes_the_quick_way() {
        for text in [
            "{}",
            r#"{"id":"p-1","months":7,"device":{"pacemaker":false},"seen":"2025-11"}"#,
            r#"{ "months" : 7 , "device" : { "pacemaker" : { "absent" : "asked-declined" } } }"#,
            r#"{"as_of":"2025-01-31","id":17,"device":null,"months":"<9","note":"whatever, {it} says"}"#,
            r#"{"months":-1,"seen":"no date","something else":[1,{"a":null}]}"#,
        ] {
            assert!(is_quick(text), "{text}");
        }
    }

    #[test]
    fn what_is_unusual_does_not() {
        for text in [
            "",
            "[]",
            r#"{"months":7,"months":8}"#,
            r#"{"device":{},"device":{}}"#,
            r#"{"device.pacemaker":true}"#,
            r#"{"month":7}"#,
            r#"{"months":07}"#,
            r#"{"months":7,}"#,
            r#"{"m\u006fnths":7}"#,
            r#"{"device":3}"#,
            r#"{"as_of":"2025"}"#,
            r#"{"months":7"#,
        ] {
            assert!(!is_quick(text), "{text}");
        }
    }
}
