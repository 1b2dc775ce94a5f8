//! What a person is helped with while typing: completion, hints, colours, and when an entry ends.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Changeset, CompletionType, Context, Helper, Result};

use super::candidates::{Line, lines, rows};
use super::entries::entries;
use super::paint;
use super::recall::Recall;
use crate::limits::MAX_CANDIDATES_LISTED;
use crate::repl::{CandidateKind, Entered, Session};

/// How wide a list is where the terminal does not say how wide it is.
const COLUMNS: usize = 80;

/// The session while an entry is typed.
pub struct Typing<'a> {
    /// What is being talked to.
    pub session: &'a mut Session,
    /// What is known of the text at hand, for the keys.
    pub at_hand: Arc<Mutex<AtHand>>,
    /// Earlier entries.
    pub recall: Arc<Mutex<Recall>>,
    /// What stands before the entry.
    pub prompt: String,
    /// The whole text is replaced, rather than the word before the cursor.
    is_recalling: Cell<bool>,
    /// The list that was last shown: where its descriptions begin, and of which kind its lines are.
    listed: RefCell<BTreeMap<String, (usize, CandidateKind)>>,
    /// Where a bracket's partner is looked for.
    cursor: Cell<Option<usize>>,
}

/// The text at hand.
#[derive(Debug, Default)]
pub struct AtHand {
    /// What was typed.
    pub text: String,
    /// Its last entry is not whole.
    pub is_open: bool,
    /// What stands faintly behind it.
    pub faint: String,
    /// What is to stand in its place.
    pub recalled: Option<String>,
}

impl<'a> Typing<'a> {
    /// To this session, with what was typed earlier.
    pub fn to(session: &'a mut Session, recall: Arc<Mutex<Recall>>) -> Self {
        Typing {
            session,
            recall,
            at_hand: Arc::default(),
            prompt: String::new(),
            is_recalling: Cell::default(),
            listed: RefCell::default(),
            cursor: Cell::default(),
        }
    }

    fn faint(&self, text: &str) -> Option<Faint> {
        if let Some(note) = self.session.hint(text) {
            return Some(Faint { shown: first_line(&note), typed: None });
        }
        let recall = self.recall.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = recall.offer(text)?;
        Some(Faint { shown: first_line(rest), typed: Some(rest.to_owned()) })
    }

    fn is_open(&self, text: &str) -> bool {
        let is_whole = |text: &str| self.session.entered(text) == Entered::Whole;
        entries(text, is_whole).last().is_some_and(|last| !last.too_long && !is_whole(&last.text))
    }
}

impl Helper for Typing<'_> {}

impl Completer for Typing<'_> {
    type Candidate = Line;

    fn complete(&self, text: &str, at: usize, _: &Context<'_>) -> Result<(usize, Vec<Line>)> {
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = at_hand.recalled.take() {
            self.is_recalling.set(true);
            let kind = CandidateKind::Name;
            return Ok((0, vec![Line { display: String::new(), description: 0, text, kind }]));
        }
        let mut completions = self.session.completions(text, at);
        completions.candidates.truncate(MAX_CANDIDATES_LISTED);
        let columns = terminal_size::terminal_size().map_or(COLUMNS, |(columns, _)| columns.0.into());
        let rows = rows(&format!("{}{text}{}", self.prompt, at_hand.faint), columns);
        let lines = lines(completions.candidates, columns, rows);
        let listed = lines.iter().map(|line| (line.display.clone(), (line.description, line.kind)));
        self.listed.replace(listed.collect());
        Ok((completions.start.min(at), lines))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        if self.is_recalling.take() {
            line.update(elected, elected.len(), changes);
        } else {
            line.replace(start..line.pos(), elected, changes);
        }
    }
}

/// What stands faintly behind the cursor.
pub struct Faint {
    shown: String,
    /// What is typed when it is accepted; a note is nothing to type.
    typed: Option<String>,
}

impl Hint for Faint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.typed.as_deref()
    }
}

impl Hinter for Typing<'_> {
    type Hint = Faint;

    /// Asked for whenever the text has changed: a note about what was typed, or the rest of an earlier entry.
    fn hint(&self, text: &str, at: usize, _: &Context<'_>) -> Option<Faint> {
        let faint = self.faint(text).filter(|_| at == text.len());
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        at_hand.text = text.to_owned();
        at_hand.is_open = self.is_open(text);
        at_hand.faint = faint.as_ref().map_or_else(String::new, |faint| faint.shown.clone());
        faint
    }
}

/// The first line of a text, without what would move the cursor.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).collect()
}

impl Highlighter for Typing<'_> {
    fn highlight<'l>(&self, text: &'l str, _: usize) -> Cow<'l, str> {
        Cow::Owned(paint::entry(text, self.cursor.get()))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Owned(paint::prompt(prompt))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(paint::hint(hint))
    }

    fn highlight_candidate<'c>(&self, line: &'c str, _: CompletionType) -> Cow<'c, str> {
        let listed = self.listed.borrow();
        let parts = listed.get(line).and_then(|(at, kind)| Some((line.split_at_checked(*at)?, *kind)));
        match parts {
            Some(((text, description), kind)) => Cow::Owned(paint::candidate(text, description, kind)),
            None => Cow::Borrowed(line),
        }
    }

    fn highlight_char(&self, _: &str, at: usize, kind: CmdKind) -> bool {
        // An entry that was made stands there without its cursor.
        self.cursor.set((kind != CmdKind::ForcedRefresh).then_some(at));
        true
    }
}

impl Validator for Typing<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(match self.is_open(context.input()) {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Valid(None),
        })
    }
}
