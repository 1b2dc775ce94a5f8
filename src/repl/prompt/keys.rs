//! Keys that do something of their own.

use std::sync::{Arc, Mutex, PoisonError};

use rustyline::history::History;
use rustyline::{
    Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, Helper, KeyCode, KeyEvent,
    Modifiers, RepeatCount,
};

use super::recall::Recall;
use super::typing::AtHand;

/// A line that goes on with the one before it is indented, as in a file.
const LINE_BREAK: &str = "\n  ";

/// Binds Enter, Alt-Enter, Up and Down.
pub fn bind<H: Helper, I: History>(
    editor: &mut Editor<H, I>,
    at_hand: &Arc<Mutex<AtHand>>,
    recall: &Arc<Mutex<Recall>>,
) {
    let key = |code, modifiers| KeyEvent(code, modifiers);
    let line_break = Cmd::Insert(1, LINE_BREAK.to_owned());
    editor.bind_sequence(key(KeyCode::Enter, Modifiers::ALT), line_break);
    let enter = Enter { at_hand: Arc::clone(at_hand) };
    editor.bind_sequence(key(KeyCode::Enter, Modifiers::NONE), EventHandler::Conditional(Box::new(enter)));
    for (code, is_up) in [(KeyCode::Up, true), (KeyCode::Down, false)] {
        let arrow = Arrow { is_up, at_hand: Arc::clone(at_hand), recall: Arc::clone(recall) };
        editor.bind_sequence(key(code, Modifiers::NONE), EventHandler::Conditional(Box::new(arrow)));
    }
}

/// An open entry goes on in an indented line; a line left blank ends it as it is.
struct Enter {
    at_hand: Arc<Mutex<AtHand>>,
}

impl ConditionalEventHandler for Enter {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        let text = context.line();
        if at_hand.text != text || !at_hand.is_open || context.pos() < text.len() {
            return None;
        }
        let last = text.rsplit_once('\n').map(|(_, last)| last);
        match last.is_some_and(|last| last.trim().is_empty()) {
            true => Some(Cmd::AcceptLine),
            false => Some(Cmd::Insert(1, LINE_BREAK.to_owned())),
        }
    }
}

/// In the first line Up is an earlier entry, and in the last one Down is a later one.
struct Arrow {
    is_up: bool,
    at_hand: Arc<Mutex<AtHand>>,
    recall: Arc<Mutex<Recall>>,
}

impl ConditionalEventHandler for Arrow {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let parts = context.line().split_at_checked(context.pos())?;
        let beyond = if self.is_up { parts.0 } else { parts.1 };
        if beyond.contains('\n') {
            return None;
        }
        let mut recall = self.recall.lock().unwrap_or_else(PoisonError::into_inner);
        let found = if self.is_up { recall.up(context.line()) } else { recall.down(context.line()) };
        let Some(text) = found else { return Some(Cmd::Noop) };
        // What stands there is replaced as a completion is, which alone leaves the cursor behind it.
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).recalled = Some(text);
        Some(Cmd::Complete)
    }
}
