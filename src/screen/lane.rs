//! One thread's way through many records: a record to an answer, quickly where nothing about it is unusual.
//!
//! The quick way reads a compact JSON text once from left to right, looks up what each fact that is read says
//! ([`table`](super::table)), and joins that ([`plan`](super::plan)). Whatever is unusual, be it an escape in a key, a key
//! given twice or a text that is no JSON, is left to [`Record`] and [`Decision`], as is every record that no quick way
//! was found for. The two give the same answers; a test holds them against each other.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::answer::{Answer, Missing, missing};
use super::keys::{Keys, Under};
use super::open::Open;
use super::plan::{Bits, FALSE, FactPlan, Operation, Plan, TRUE, bits};
use super::scan::{PADDING, blanks, piece, skip};
use super::table::{Said, Table};
use crate::absence::Absence;
use crate::diagnostic::{Code, Severity};
use crate::engine::DecideError;
use crate::eval::{Outcome, Verdict, evaluate};
use crate::ir::{RuleKind, SlotId};
use crate::limits::{MAX_OPEN_KEPT, MAX_RECORD_BYTES, MAX_RECORD_PROBLEMS, MAX_TEXT_BYTES};
use crate::possible::{Possible, Truth};
use crate::record::{Record, RecordProblem, is_inside};
use crate::time::{Dates, PartialDate};
use crate::{AsOf, Ruleset};

/// The ruleset of a screening, laid out once and shared by all threads.
#[derive(Debug)]
pub struct Laid {
    /// The ruleset.
    pub ruleset: Ruleset,
    /// The date of the decisions.
    pub as_of: AsOf,
    /// Its plan.
    pub plan: Plan,
}

impl Laid {
    /// Lays out a ruleset.
    pub fn new(ruleset: &Ruleset, as_of: AsOf) -> Self {
        let plan = Plan::of(ruleset.program(), ruleset.vocabulary());
        Self { ruleset: ruleset.clone(), as_of, plan }
    }
}

/// Where a value stands in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    start: usize,
    end: usize,
}

/// One thread's memory.
#[derive(Debug)]
pub struct Lane<'l> {
    laid: &'l Laid,
    keys: Keys,
    tables: Vec<Table>,
    /// What facts say that a record does not mention, on a day.
    absent: Vec<(Said, Option<Possible>)>,
    absent_on: Option<i32>,
    /// The record at hand: the facts it mentions, and what all facts say.
    pieces: Vec<(usize, Piece)>,
    said: Vec<Said>,
    registers: Vec<Bits>,
    id: Option<Piece>,
    own_date: Option<Date>,
    records: u64,
    /// The groups that are open: the one around, and the key in it.
    open: Vec<(usize, Option<usize>)>,
    /// What is missing, by what the facts say.
    missing: HashMap<Vec<u8>, Arc<[Missing]>>,
    answer: Answer,
    /// The text at hand, with [`PADDING`] behind it.
    padded: Vec<u8>,
}

impl<'l> Lane<'l> {
    /// A thread that has met no record yet.
    pub fn new(laid: &'l Laid) -> Self {
        let facts = laid.plan.facts.len();
        let nothing: Arc<[Missing]> = Arc::from([]);
        Self {
            laid,
            keys: Keys::new(laid.ruleset.vocabulary(), &laid.plan),
            tables: std::iter::repeat_with(Table::new).take(facts).collect(),
            absent: vec![(Said::default(), None); facts],
            absent_on: None,
            pieces: Vec::with_capacity(facts),
            said: vec![Said::default(); facts],
            registers: Vec::with_capacity(laid.plan.operations.len()),
            id: None,
            own_date: None,
            records: 0,
            open: Vec::new(),
            missing: HashMap::new(),
            answer: Answer {
                id: None,
                as_of: Date::constant(1970, 1, 1),
                as_of_is_own: false,
                verdict: Verdict::NotApplicable,
                scope: Truth::Unknown,
                outcomes: Vec::new(),
                applies: Vec::new(),
                missing: nothing,
                has_facts: false,
                has_unusable: false,
                problems: Vec::new(),
            },
            padded: Vec::new(),
        }
    }

    /// Decides on the record that starts here, on one line of a text that goes on for [`PADDING`] bytes behind it:
    /// the answer, and where the record ends. `None` if it is anything but usual.
    ///
    /// The text must be UTF-8.
    #[inline]
    pub fn quick(&mut self, text: &[u8], start: usize) -> Option<(&Answer, usize)> {
        let end = self.scan(text, start)?;
        self.look_up(text)?;
        self.operate();
        self.judge();
        self.tell(text, start, end)?;
        Some((&self.answer, end))
    }

    /// Decides on a record in JSON text.
    ///
    /// # Errors
    /// When it cannot be decided on.
    pub fn decide(&mut self, text: &str) -> Result<&Answer, Vec<RecordProblem>> {
        let mut padded = std::mem::take(&mut self.padded);
        padded.clear();
        padded.extend_from_slice(text.as_bytes());
        padded.resize(text.len() + PADDING, 0);
        let rest = |end| text.get(end..).is_some_and(|rest: &str| rest.trim_ascii().is_empty());
        let is_quick =
            text.len() <= MAX_RECORD_BYTES && self.quick(&padded, 0).is_some_and(|(_, end)| rest(end));
        self.padded = padded;
        if is_quick { Ok(&self.answer) } else { self.exact(text) }
    }

    /// Decides on a record the slow way.
    ///
    /// # Errors
    /// When it cannot be decided on.
    pub fn exact(&mut self, text: &str) -> Result<&Answer, Vec<RecordProblem>> {
        let laid = self.laid;
        let record = Record::from_json(laid.ruleset.vocabulary(), text).map_err(|problem| vec![problem])?;
        let decision = laid.ruleset.decide(&record, laid.as_of).map_err(|error| match error {
            DecideError::Record(problem) => vec![problem],
            // A screening's ruleset has rules, and the record was read for it.
            other => vec![RecordProblem::new(Code::RecordShape, text, 0..0, "", other.to_string())],
        })?;
        let answer = &mut self.answer;
        answer.id = record.id().map(str::to_owned);
        answer.as_of = decision.as_of();
        answer.as_of_is_own = matches!(laid.as_of, AsOf::RecordOr(_)) && record.as_of().is_some();
        answer.verdict = decision.verdict();
        answer.outcomes.clear();
        answer.outcomes.extend(decision.outcomes().map(|(_, outcome)| outcome));
        let program = laid.ruleset.program();
        let applies = |guard| decision.truth(guard) == Truth::True;
        answer.applies.clear();
        answer.applies.extend(program.rules.iter().map(|rule| rule.guard.is_none_or(applies)));
        answer.scope = program.applies_when.map_or(Truth::True, |scope| decision.truth(scope));
        answer.missing = missing(&decision).into();
        let absences = laid.plan.facts.iter().filter_map(|fact| Some(record.entry(fact.slot)?.absence));
        (answer.has_facts, answer.has_unusable) = seen_of(absences);
        answer.problems.clear();
        let problems = record.problems().iter().filter(|problem| problem.severity() == Severity::Error);
        let read = problems.filter(|problem| laid.reads(&problem.path));
        answer.problems.extend(read.map(|problem| (problem.code, problem.path.clone())));
        Ok(&self.answer)
    }

    /// Finds the values of the facts that are read.
    fn scan(&mut self, text: &[u8], start: usize) -> Option<usize> {
        if text.get(start)? != &b'{' {
            return None;
        }
        self.records += 1;
        self.pieces.clear();
        self.open.clear();
        (self.id, self.own_date) = (None, None);
        // The group, and the key in it that was read last.
        let (mut group, mut after) = (0, None);
        let mut at = blanks(text, start + 1);
        if text.get(at)? == &b'}' {
            return Some(at + 1);
        }
        loop {
            let (key, under, value) = self.keys.read(text, at, (group, after), self.records)?;
            after = Some(key);
            at = blanks(text, value);
            match under {
                Under::Fact(fact) => {
                    let end = piece(text, at)?;
                    self.pieces.push((fact, Piece { start: at, end }));
                    at = end;
                }
                Under::Group(inner) if text.get(at)? == &b'{' => {
                    let first = blanks(text, at + 1);
                    if text.get(first)? == &b'}' {
                        at = first + 1;
                    } else {
                        self.open.push((group, after));
                        (group, after, at) = (inner, None, first);
                        continue;
                    }
                }
                // Only null is a group, too.
                Under::Group(_) => at = skip(text, at, 0).filter(|_| text.get(at) == Some(&b'n'))?,
                Under::Other => at = skip(text, at, 0)?,
                Under::Id => {
                    let end = skip(text, at, 0)?;
                    self.id = match text.get(at)? {
                        b'n' => None,
                        b't' | b'f' | b'{' | b'[' => return None,
                        _ if end - at > MAX_TEXT_BYTES => return None,
                        _ => Some(Piece { start: at, end }),
                    };
                    at = end;
                }
                Under::AsOf => {
                    let end = piece(text, at)?;
                    self.own_date = match text.get(at..end)? {
                        b"null" => None,
                        [b'"', date @ .., b'"'] => {
                            Some(PartialDate::parse(std::str::from_utf8(date).ok()?).ok()?.day()?)
                        }
                        _ => return None,
                    };
                    at = end;
                }
            }
            loop {
                at = blanks(text, at);
                match text.get(at)? {
                    b',' => {
                        at = blanks(text, at + 1);
                        break;
                    }
                    b'}' => {
                        at += 1;
                        let Some((outer, key)) = self.open.pop() else { return Some(at) };
                        (group, after) = (outer, key);
                    }
                    _ => return None,
                }
            }
        }
    }

    /// The date of the decision on the record at hand, and the day by which what hangs on it is kept.
    fn date(&self) -> (Date, i32) {
        match self.laid.as_of {
            AsOf::Fixed(date) => (date, 0),
            AsOf::RecordOr(date) => {
                let date = self.own_date.unwrap_or(date);
                // Any number that no two days share.
                let (year, month, day) =
                    (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
                (date, year * 416 + month * 32 + day)
            }
        }
    }

    fn look_up(&mut self, text: &[u8]) -> Option<()> {
        let (date, day) = self.date();
        if self.absent_on != Some(day) {
            self.look_up_absent(date, day)?;
        }
        for (said, (absent, _)) in self.said.iter_mut().zip(&self.absent) {
            *said = *absent;
        }
        for (fact, piece) in &self.pieces {
            let (plan, table) = (self.laid.plan.facts.get(*fact)?, self.tables.get_mut(*fact)?);
            let day = if plan.is_dated { day } else { 0 };
            let length = piece.end - piece.start;
            let place = self.said.get_mut(*fact)?;
            if let Some(said) = table.find(text.get(piece.start..)?, length, day) {
                *place = *said;
            } else {
                let text = std::str::from_utf8(text.get(piece.start..piece.end)?).ok()?;
                *place = table.learn(plan, text, (day, date))?;
            }
        }
        Some(())
    }

    /// What facts say that are not mentioned; of those that have to do with the date, on this day.
    fn look_up_absent(&mut self, date: Date, day: i32) -> Option<()> {
        let is_first = self.absent_on.is_none();
        let tables = self.tables.iter_mut().zip(&self.laid.plan.facts).zip(&mut self.absent);
        for ((table, plan), absent) in tables {
            if !is_first && !plan.is_dated {
                continue;
            }
            let said = table.learn(plan, "null", (if plan.is_dated { day } else { 0 }, date))?;
            *absent = (said, table.kept(&said).and_then(|kept| kept.value.clone()));
        }
        self.absent_on = Some(day);
        Some(())
    }

    fn operate(&mut self) {
        let laid = self.laid;
        let rest = self.rest();
        let registers = &mut self.registers;
        registers.clear();
        for operation in &laid.plan.operations {
            let at = |register: &usize| registers.get(*register).copied().unwrap_or_default();
            let result = match operation {
                Operation::Part { fact, bit } => match self.said.get(*fact) {
                    Some(said) => {
                        #[allow(clippy::cast_possible_truncation, reason = "one bit of each is left")]
                        let two = ((said.is_true >> bit & 1) | (said.is_false >> bit & 1) << 1) as Bits;
                        two
                    }
                    None => 0,
                },
                Operation::Rest(root) => rest.get(*root).copied().unwrap_or_default(),
                Operation::All(of) => {
                    let (all, any) =
                        of.iter().map(at).fold((TRUE, 0), |(all, any), own| (all & own, any | own));
                    all | any & FALSE
                }
                Operation::Any(of) => {
                    let (all, any) =
                        of.iter().map(at).fold((FALSE, 0), |(all, any), own| (all & own, any | own));
                    all | any & TRUE
                }
                Operation::Not(of) => {
                    let of = at(of);
                    of >> 1 | (of & TRUE) << 1
                }
                Operation::Count { of, at_least, at_most } => {
                    bits(Truth::count(of.iter().map(|own| truth(at(own))), *at_least, *at_most))
                }
                Operation::AnyRecorded(of) => {
                    let any = of.iter().map(at).fold(0, |any, own| any | own);
                    if any & TRUE == TRUE { TRUE } else { any }
                }
            };
            registers.push(result);
        }
    }

    /// What hangs on several facts, evaluated.
    fn rest(&self) -> Vec<Bits> {
        let rest = &self.laid.plan.rest;
        if rest.roots.is_empty() {
            return Vec::new();
        }
        let open = || Possible::Truth(Truth::Unknown);
        let mut values: Vec<Possible> =
            self.absent.iter().map(|(_, value)| value.clone().unwrap_or_else(open)).collect();
        for (fact, _) in &self.pieces {
            let said = self.said.get(*fact).zip(self.tables.get(*fact));
            let value = said.and_then(|(said, table)| table.kept(said)?.value.clone());
            if let (Some(place), Some(value)) = (values.get_mut(*fact), value) {
                *place = value;
            }
        }
        let absence = |slot: SlotId| self.said.get(slot.index()).and_then(|said| said.absence);
        let values = evaluate(&rest.program, &values, &absence, &Dates::day(self.date().0));
        rest.roots.iter().map(|root| bits(values.truth(*root))).collect()
    }

    /// From the truth of conditions to the outcomes and the verdict, as [`eval`](crate::eval) says.
    fn judge(&mut self) {
        let at = |register: usize| self.registers.get(register).copied().unwrap_or_default();
        let answer = &mut self.answer;
        answer.outcomes.clear();
        answer.applies.clear();
        let (mut not_met, mut open, mut applies, mut outside) = (false, false, false, true);
        for rule in &self.laid.plan.rules {
            let guard = rule.guard.map_or(TRUE, at);
            let condition = at(rule.condition);
            let passes = if rule.kind == RuleKind::Require { TRUE } else { FALSE };
            let outcome = match (guard, condition) {
                (FALSE, _) => Outcome::NotApplicable,
                (_, own) if own == passes => Outcome::Met,
                (TRUE, TRUE | FALSE) => Outcome::NotMet,
                _ => Outcome::Unknown,
            };
            answer.outcomes.push(outcome);
            answer.applies.push(guard == TRUE);
            if rule.kind != RuleKind::Caution {
                not_met |= outcome == Outcome::NotMet;
                open |= outcome == Outcome::Unknown;
                applies |= guard == TRUE;
                outside &= guard == FALSE;
            }
        }
        let scope = self.laid.plan.scope.map_or(TRUE, at);
        answer.scope = truth(scope);
        answer.verdict = match () {
            () if scope == FALSE || outside => Verdict::NotApplicable,
            () if scope != TRUE => Verdict::Undetermined,
            () if not_met => Verdict::Ineligible,
            () if applies && !open => Verdict::Eligible,
            () => Verdict::Undetermined,
        };
    }

    /// Whose answer it is, what is missing, and what is wrong.
    fn tell(&mut self, text: &[u8], start: usize, end: usize) -> Option<()> {
        (self.answer.as_of, _) = self.date();
        self.answer.as_of_is_own = matches!(self.laid.as_of, AsOf::RecordOr(_)) && self.own_date.is_some();
        let id = match self.id {
            Some(Piece { start, end }) => {
                let id = std::str::from_utf8(text.get(start..end)?).ok()?;
                Some(id.strip_prefix('"').and_then(|id| id.strip_suffix('"')).unwrap_or(id))
            }
            None => None,
        };
        match (&mut self.answer.id, id) {
            (Some(own), Some(id)) => {
                own.clear();
                own.push_str(id);
            }
            (own, id) => *own = id.map(str::to_owned),
        }
        let absences = self.said.iter().map(|said| said.absence);
        (self.answer.has_facts, self.answer.has_unusable) = seen_of(absences);
        self.answer.problems.clear();
        for (fact, _) in &self.pieces {
            let said = self.said.get(*fact)?;
            if said.has_problems
                && let Some(kept) = self.tables.get(*fact)?.kept(said)
            {
                self.answer.problems.extend(kept.problems.iter().cloned());
            }
        }
        if self.answer.problems.len() >= MAX_RECORD_PROBLEMS {
            // Of more, not all are told.
            return None;
        }
        self.answer.missing = match self.answer.verdict {
            Verdict::Undetermined => self.open_facts(text, start, end)?,
            _ if self.answer.missing.is_empty() => return Some(()),
            _ => Arc::from([]),
        };
        Some(())
    }

    /// What an undetermined patient waits for. It is the same for all of whom the facts say the same.
    fn open_facts(&mut self, text: &[u8], start: usize, end: usize) -> Option<Arc<[Missing]>> {
        let open = Open {
            laid: self.laid,
            said: &self.said,
            registers: &self.registers,
            outcomes: &self.answer.outcomes,
        };
        if let Some(missing) = open.facts() {
            return Some(missing.into());
        }
        let mut key = Vec::with_capacity(self.said.len() * 17);
        for said in &self.said {
            key.extend(said.is_true.to_le_bytes());
            key.extend(said.is_false.to_le_bytes());
            key.push(said.absence.map_or(0, |absence| absence as u8 + 1));
            // Of these it may hang on the value itself: which entry of a list is silent, which of two facts is in the way.
            key.extend(said.text.to_le_bytes());
        }
        if let Some(known) = self.missing.get(&key) {
            return Some(Arc::clone(known));
        }
        let text = std::str::from_utf8(text.get(start..end)?).ok()?;
        let record = Record::from_json(self.laid.ruleset.vocabulary(), text).ok()?;
        let decision = self.laid.ruleset.decide(&record, self.laid.as_of).ok()?;
        let missing: Arc<[Missing]> = missing(&decision).into();
        if self.missing.len() >= MAX_OPEN_KEPT {
            self.missing.clear();
        }
        self.missing.insert(key, Arc::clone(&missing));
        Some(missing)
    }
}

/// Is anything recorded, and is anything recorded that cannot be used?
fn seen_of(absences: impl Iterator<Item = Option<Absence>>) -> (bool, bool) {
    absences.fold((false, false), |(facts, unusable), absence| {
        (facts | (absence != Some(Absence::NotRecorded)), unusable | (absence == Some(Absence::Invalid)))
    })
}

impl Laid {
    /// Does the ruleset read what stands under this path? The record as a whole it does.
    fn reads(&self, path: &str) -> bool {
        let read = |fact: &FactPlan| {
            let fact = self.ruleset.vocabulary().fact(fact.slot);
            fact.is_some_and(|fact| is_inside(path, &fact.path) || is_inside(&fact.path, path))
        };
        path.is_empty() || matches!(path, "id" | "as_of") || self.plan.facts.iter().any(read)
    }
}

fn truth(bits: Bits) -> Truth {
    match bits {
        TRUE => Truth::True,
        FALSE => Truth::False,
        _ => Truth::Unknown,
    }
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
        let padded = [text.as_bytes(), &[0; PADDING]].concat();
        Lane::new(&laid).quick(&padded, 0).is_some()
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
