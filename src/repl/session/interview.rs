//! An interview in a session: until it ends, what is entered is an answer.

use std::io::{self, Write};

use super::{After, Session, State, refuse};
use crate::AsOf;
use crate::ask::{Interview, Taken};
use crate::cli::problems::plural;
use crate::cli::style::{QUIET, STRONG};
use crate::patient::Fields;

/// An interview that is going on.
#[derive(Debug, Clone)]
pub struct Asking {
    interview: Interview,
    /// What was said of the patient before.
    before: Fields,
}

impl Asking {
    /// What stands before the answer.
    pub fn prompt(&self) -> String {
        self.interview.prompt()
    }
}

impl Session {
    /// Begins to ask.
    pub(in crate::repl) fn interview(&mut self, out: &mut dyn Write) -> io::Result<After> {
        let Some(decision) = self.decided(out)? else { return Ok(After::Failed) };
        let as_of = AsOf::Fixed(decision.as_of());
        let (Some(ruleset), Some(patient)) = (self.compiled.ruleset(), &self.compiled.patient) else {
            return Ok(After::Failed);
        };
        let before = patient.fields().clone();
        match Interview::new(ruleset, patient.clone(), as_of) {
            Ok(interview) => {
                self.asking = Some(Asking { interview, before });
                self.ask_next(out)?;
                Ok(After::Done)
            }
            Err(error) => refuse(&error.to_string(), out),
        }
    }

    /// Takes what was entered while an interview goes on.
    pub(super) fn answer(&mut self, text: &str, out: &mut dyn Write) -> io::Result<After> {
        let Some(asking) = &mut self.asking else { return Ok(After::Done) };
        if text == ":quit" {
            self.end_interview(out)?;
            return Ok(After::Quit);
        }
        if text.starts_with(':') {
            return refuse("a question is open: answer it, or end the interview with `stop`", out);
        }
        match asking.interview.take(text) {
            Taken::Answered => self.ask_next(out)?,
            Taken::Stopped => self.end_interview(out)?,
            Taken::Told(said) => tell(&said, out)?,
            Taken::Refused(why) => {
                tell(&why, out)?;
                return Ok(After::Failed);
            }
        }
        Ok(After::Done)
    }

    /// The next question, or the end.
    fn ask_next(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(asking) = &self.asking else { return Ok(()) };
        if asking.interview.ended().is_some() {
            return self.end_interview(out);
        }
        let question = asking.interview.question();
        let (what, how) = question.split_once('\n').unwrap_or((&question, ""));
        writeln!(out, "{STRONG}{what}{STRONG:#}\n{QUIET}{how}{QUIET:#}")
    }

    /// What was answered is the record's from now on; `:undo` takes all of it back.
    fn end_interview(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(Asking { mut interview, before }) = self.asking.take() else { return Ok(()) };
        interview.stop();
        writeln!(out, "{STRONG}{}{STRONG:#}", interview.summary())?;
        let after = interview.patient().fields();
        let answered: Vec<_> =
            after.iter().filter(|(path, value)| before.get(*path) != Some(*value)).collect();
        if answered.is_empty() {
            return Ok(());
        }
        let record = answered.iter().fold(self.state.record.clone(), |record, (path, value)| {
            record.changed(path, Some((*value).clone()))
        });
        let state = State { record, ..self.state.clone() };
        let facts = plural(answered.len(), "fact");
        self.change_record(format!("answers about {facts}"), state);
        writeln!(out, "{facts} recorded; `:undo` takes them back")
    }
}

fn tell(said: &str, out: &mut dyn Write) -> io::Result<()> {
    said.lines().try_for_each(|line| writeln!(out, "  {line}"))
}
