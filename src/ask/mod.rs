//! An interview: asks for the facts that still matter to a verdict, the one that settles most first, and ends as soon
//! as the verdict is settled.
//!
//! It knows no terminal: whoever has one shows what is said, and hands in each line that was typed.

mod answer;
mod form;
mod words;

pub(crate) use words::effect;

use std::sync::Arc;

use jiff::civil::Date;

use crate::completions::{Question, Whatever, first_question};
use crate::decision::Decision;
use crate::engine::{AsOf, DecideError, Ruleset};
use crate::patient::{Patient, expression};
use crate::syntax::ast::Expr;
use crate::vocabulary::ValueType;
use form::{Form, Step};

/// An interview about one patient.
#[derive(Debug, Clone)]
pub struct Interview {
    ruleset: Ruleset,
    as_of: Date,
    now: Now,
    /// How it was before each answer.
    past: Vec<Now>,
}

/// Where it stands.
#[derive(Debug, Clone)]
struct Now {
    patient: Patient,
    decision: Decision,
    skipped: Vec<Arc<str>>,
    /// What is asked; `None` at the end.
    asked: Option<Question>,
    /// The entries of a list, or the fields of a record, that are being asked one by one.
    form: Option<Form>,
    whatever: Whatever,
}

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It was an answer; another question follows.
    Answered,
    /// It was no answer: what is wrong, and what to type instead. The question stays.
    Refused(String),
    /// It asked for help; the question stays.
    Told(String),
    /// Whoever answers wants no more questions.
    Stopped,
}

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The verdict is settled.
    Settled,
    /// Everything else that matters was skipped, or cannot be answered.
    NothingLeft,
}

impl Interview {
    /// Begins with what is known of a patient.
    ///
    /// # Errors
    /// As [`Ruleset::decide`].
    pub fn new(ruleset: &Ruleset, patient: Patient, as_of: AsOf) -> Result<Self, DecideError> {
        let decision = patient.decide(ruleset, as_of)?;
        let as_of = decision.as_of();
        let now = Now::of(patient, decision, Vec::new());
        Ok(Self { ruleset: ruleset.clone(), as_of, now, past: Vec::new() })
    }

    /// The patient, with what was answered so far.
    #[must_use]
    pub fn patient(&self) -> &Patient {
        &self.now.patient
    }

    /// The decision on what is known so far.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.now.decision
    }

    /// Whether what is missing still matters.
    #[must_use]
    pub fn whatever_is_missing(&self) -> Whatever {
        self.now.whatever
    }

    /// How many answers were given that can be taken back.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.past.len()
    }

    /// The facts that were skipped.
    #[must_use]
    pub fn skipped(&self) -> &[Arc<str>] {
        &self.now.skipped
    }

    /// Whether it has ended, and how.
    #[must_use]
    pub fn ended(&self) -> Option<Ended> {
        match (&self.now.asked, self.now.whatever) {
            (Some(_), _) => None,
            (None, Whatever::Settled(_)) => Some(Ended::Settled),
            (None, _) => Some(Ended::NothingLeft),
        }
    }

    /// The question in words: what is asked, how it is answered, and what the answer is for. Empty at the end.
    #[must_use]
    pub fn question(&self) -> String {
        match (&self.now.asked, &self.now.form) {
            (_, Some(form)) => form.question(),
            (Some(question), None) => words::question(question, self.ty().as_ref()),
            (None, None) => String::new(),
        }
    }

    /// What stands in front of the answer: the fact, or the field of an entry of it.
    #[must_use]
    pub fn prompt(&self) -> String {
        match (&self.now.asked, &self.now.form) {
            (_, Some(form)) => format!("{}? ", form.name()),
            (Some(question), None) => format!("{}? ", question.missing.fact),
            (None, None) => String::new(),
        }
    }

    /// How it ended, in words: the verdict, and what remains open.
    #[must_use]
    pub fn summary(&self) -> String {
        words::summary(&self.now.decision, self.now.whatever)
    }

    fn ty(&self) -> Option<ValueType> {
        let slot = self.now.asked.as_ref()?.slot;
        self.ruleset.vocabulary().fact(slot).map(|fact| fact.ty.clone())
    }

    /// Takes a line: an answer, or `back`, `skip`, `decline`, `why`, `help`, `stop`.
    pub fn take(&mut self, line: &str) -> Taken {
        let line = line.trim();
        let Some(question) = self.now.asked.clone() else { return Taken::Stopped };
        match line.to_ascii_lowercase().as_str() {
            "" => {
                return Taken::Refused(
                    "nothing was typed; `skip` leaves it open, `help` says more".to_owned(),
                );
            }
            "stop" | "quit" => {
                self.stop();
                return Taken::Stopped;
            }
            "help" | "?" => {
                let how =
                    self.now.form.as_ref().map(Form::how).or_else(|| self.ty().as_ref().map(answer::how));
                return Taken::Told(words::help(how.as_deref()));
            }
            "why" => return Taken::Told(words::why(&question, &self.now.decision)),
            "back" => return self.back(),
            _ => {}
        }
        let word = line.to_ascii_lowercase();
        // A record is asked for field by field; what is said of all of it is said at its first field.
        if self
            .now
            .form
            .as_ref()
            .is_some_and(|form| !form.is_at_start() || !matches!(word.as_str(), "skip" | "decline"))
        {
            return self.fill(line);
        }
        let fact = Arc::clone(&question.missing.fact);
        match word.as_str() {
            "skip" => {
                let mut skipped = self.now.skipped.clone();
                skipped.push(fact);
                let (patient, decision) = (self.now.patient.clone(), self.now.decision.clone());
                self.go_on(Now::of(patient, decision, skipped));
                return Taken::Answered;
            }
            "decline" => {
                let Some(value) = expression("{ absent = \"asked-declined\" }") else {
                    return Taken::Stopped;
                };
                // What was declined is not asked again.
                let mut skipped = self.now.skipped.clone();
                skipped.push(Arc::clone(&fact));
                return self.answer(&fact, &value, skipped);
            }
            _ => {}
        }
        let Some(ty) = self.ty() else { return Taken::Stopped };
        if let ValueType::List(_) = &ty
            && let Some(form) = Form::begin(&fact, &ty, line)
        {
            self.past.push(self.now.clone());
            self.now.form = Some(form);
            return Taken::Answered;
        }
        match answer::read(line, &ty) {
            Ok(value) => self.answer(&fact, &value, self.now.skipped.clone()),
            Err(why) => Taken::Refused(why),
        }
    }

    /// Ends before the end: the entries of a list that are whole are kept, and there may be others.
    pub fn stop(&mut self) {
        let finished = self.now.form.as_ref().and_then(Form::finished);
        if let Some((fact, value)) = finished {
            let _ = self.answer(&fact, &value, self.now.skipped.clone());
        }
    }

    /// One answer back, or to the question before.
    fn back(&mut self) -> Taken {
        match self.past.pop() {
            Some(before) => {
                self.now = before;
                Taken::Answered
            }
            None => Taken::Refused("this is the first question".to_owned()),
        }
    }

    /// An answer to one field of a form.
    fn fill(&mut self, line: &str) -> Taken {
        let Some(form) = &self.now.form else { return Taken::Stopped };
        match form.take(line) {
            Step::Refused(why) => Taken::Refused(why),
            Step::Next(form) => {
                // A value is checked where it is typed, and not when the whole entry is there.
                let why = form.may_be_checked().then(|| self.refusal(&form.fact, &form.value()));
                if let Some(why) = why.flatten() {
                    return Taken::Refused(why);
                }
                let before = self.now.clone();
                self.past.push(before);
                self.now.form = Some(form);
                Taken::Answered
            }
            Step::Done { fact, value } => self.answer(&fact, &value, self.now.skipped.clone()),
        }
    }

    fn refusal(&self, fact: &str, value: &Expr) -> Option<String> {
        self.now.patient.with(fact, value).err().map(|problems| words::refused(&problems))
    }

    fn answer(&mut self, fact: &Arc<str>, value: &Expr, skipped: Vec<Arc<str>>) -> Taken {
        let patient = match self.now.patient.with(fact, value) {
            Ok(patient) => patient,
            Err(problems) => return Taken::Refused(words::refused(&problems)),
        };
        match patient.decide(&self.ruleset, AsOf::Fixed(self.as_of)) {
            Ok(decision) => {
                self.go_on(Now::of(patient, decision, skipped));
                Taken::Answered
            }
            Err(error) => Taken::Refused(error.to_string()),
        }
    }

    fn go_on(&mut self, next: Now) {
        let before = std::mem::replace(&mut self.now, next);
        self.past.push(before);
    }
}

impl Now {
    /// With the next question, if there is one.
    fn of(patient: Patient, decision: Decision, skipped: Vec<Arc<str>>) -> Self {
        let (whatever, asked) = first_question(&decision, &skipped);
        let form = asked.as_ref().and_then(|question| Form::of_record(question, &decision));
        Self { patient, decision, skipped, asked, form, whatever }
    }
}
