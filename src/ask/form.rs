//! A list or a record that is entered field by field.

use std::sync::Arc;

use super::answer::{self, how};
use crate::completions::Question;
use crate::decision::Decision;
use crate::patient::literal;
use crate::syntax::ast::Expr;
use crate::vocabulary::{Field, RecordType, ValueType};

/// Entries that are there, and the one that is being entered.
#[derive(Debug, Clone)]
pub struct Form {
    /// The fact.
    pub fact: Arc<str>,
    /// Of a record, what it says, in words.
    description: Option<Arc<str>>,
    record: Arc<RecordType>,
    is_list: bool,
    entries: Vec<Expr>,
    /// What was said of the entry so far.
    fields: Vec<(String, Expr)>,
    /// Which of its fields is asked; behind the last one, whether there is another entry.
    at: usize,
}

/// What came of a line.
pub enum Step {
    /// It is no answer.
    Refused(String),
    /// The form goes on.
    Next(Form),
    /// The whole value is there.
    Done {
        /// The fact.
        fact: Arc<str>,
        /// Its value.
        value: Expr,
    },
}

impl Form {
    /// Begins with the first entry, if the line asks for it.
    pub fn begin(fact: &Arc<str>, ty: &ValueType, line: &str) -> Option<Self> {
        let asks = ["add", "yes", "y"].into_iter().any(|word| line.eq_ignore_ascii_case(word));
        let ValueType::List(record) = ty else { return None };
        asks.then(|| Self::new(fact, record, true))
    }

    /// The form of a record that is asked for; `None` of anything else.
    pub fn of_record(question: &Question, decision: &Decision) -> Option<Self> {
        let fact = decision.compiled.vocabulary.fact(question.slot)?;
        let ValueType::Record(record) = &fact.ty else { return None };
        let form = Self::new(&fact.path, record, false);
        Some(Self { description: fact.description.clone(), ..form })
    }

    fn new(fact: &Arc<str>, record: &Arc<RecordType>, is_list: bool) -> Self {
        Self {
            fact: Arc::clone(fact),
            description: None,
            record: Arc::clone(record),
            is_list,
            entries: Vec::new(),
            fields: Vec::new(),
            at: 0,
        }
    }

    /// Is it a record of which nothing was said yet?
    pub fn is_at_start(&self) -> bool {
        !self.is_list && self.at == 0
    }

    /// The fields that are asked: of an observation its value and its date.
    fn asked(&self) -> Vec<&Field> {
        let of_observation = ["value", "date", "by", "on"];
        let is_asked = |field: &&Field| !self.record.is_observation || of_observation.contains(&&*field.name);
        // A list in an entry is written out, or left open.
        let is_plain = |field: &&Field| !matches!(field.ty, ValueType::List(_) | ValueType::Record(_));
        self.record.fields.iter().filter(is_asked).filter(is_plain).collect()
    }

    fn field(&self) -> Option<&Field> {
        self.asked().get(self.at).copied()
    }

    /// The fact, the number of the entry, and the field.
    pub fn name(&self) -> String {
        let field = self.field().map(|field| format!(".{}", field.name)).unwrap_or_default();
        match self.is_list {
            true if self.at < self.asked().len() => format!("{}[{}]{field}", self.fact, self.entries.len()),
            true => format!("another entry of {}", self.fact),
            false => format!("{}{field}", self.fact),
        }
    }

    /// What is asked, and how it is answered.
    pub fn question(&self) -> String {
        match self.field() {
            Some(field) => {
                let own = self.description.as_deref().or(Some(&*self.fact));
                let own = own.filter(|_| self.is_at_start());
                let description = own.or(field.description.as_deref()).unwrap_or(match &*field.name {
                    "by" if self.record.is_attested => "Who judged: a role or a name",
                    "on" if self.record.is_attested => "When it was judged",
                    name => name,
                });
                format!("{description}\n  {}; skip if it is not known", how(&field.ty))
            }
            None => {
                "Is there another one?\n  yes; no, these are all; or open, there may be others".to_owned()
            }
        }
    }

    /// How what is asked is answered.
    pub fn how(&self) -> String {
        self.field().map_or_else(|| "yes, no, or open".to_owned(), |field| how(&field.ty))
    }

    /// Can the value be read as far as it goes? A judgement is none before it is said who judged, and when.
    pub fn may_be_checked(&self) -> bool {
        !self.record.is_attested || self.is_list
    }

    /// The value as far as it goes.
    pub fn value(&self) -> Expr {
        let own = (!self.fields.is_empty()).then(|| literal::record(self.fields.clone()));
        match self.is_list {
            true => literal::list(self.entries.iter().cloned().chain(own).collect()),
            false => literal::record(self.fields.clone()),
        }
    }

    /// Takes a line.
    pub fn take(&self, line: &str) -> Step {
        let mut next = self.clone();
        let is = |word: &str| line.eq_ignore_ascii_case(word);
        let Some(field) = self.field() else {
            return match () {
                () if is("yes") || is("y") || is("add") => {
                    next.at = 0;
                    Step::Next(next)
                }
                () if is("no") || is("n") || is("done") => next.done(true),
                () if is("open") => next.done(false),
                () => Step::Refused("this is no answer; yes, no, or open".to_owned()),
            };
        };
        if is("decline") {
            let why =
                "what is declined is the whole question: `back` to it, or `skip` leaves this field open";
            return Step::Refused(why.to_owned());
        }
        if !is("skip") {
            match answer::read(line, &field.ty) {
                Ok(value) => next.fields.push((field.name.to_string(), value)),
                Err(why) => return Step::Refused(why),
            }
        }
        next.at += 1;
        if next.field().is_none() {
            if !self.is_list {
                return next.done(true);
            }
            next.entries.push(literal::record(std::mem::take(&mut next.fields)));
        }
        Step::Next(next)
    }

    /// The entries that are whole; there may be others. `None` where there is none.
    pub fn finished(&self) -> Option<(Arc<str>, Expr)> {
        match (self.is_list && !self.entries.is_empty()).then(|| self.clone().done(false)) {
            Some(Step::Done { fact, value }) => Some((fact, value)),
            _ => None,
        }
    }

    fn done(self, complete: bool) -> Step {
        let value = match (self.is_list, complete) {
            (true, false) => {
                let open = crate::patient::expression("false");
                let items = ("items".to_owned(), literal::list(self.entries));
                literal::record(
                    [items].into_iter().chain(open.map(|no| ("complete".to_owned(), no))).collect(),
                )
            }
            (true, true) => literal::list(self.entries),
            (false, _) => literal::record(self.fields),
        };
        Step::Done { fact: self.fact, value }
    }
}
