//! A session with a person at a terminal.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::entries::{Entry, entries};
use super::history::{Keep, Kept};
use super::recall::Recall;
use super::stoppable::{Stoppable, was_stopped};
use super::typing::Typing;
use super::{Options, keys, paint, script, too_long};
use crate::limits::MAX_HISTORY_ENTRIES;
use crate::repl::{After, Entered, Session};

/// Talks until somebody leaves.
pub fn run(session: &mut Session, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut terminal = Terminal::new(session, options, out)?;
    let mut interrupts = 0;
    let mut warned = false;
    loop {
        match terminal.read()? {
            Read::Text(text) => {
                interrupts = 0;
                if terminal.take(&text)? != After::Quit {
                    warned = false;
                } else if terminal.may_leave(&mut warned)? {
                    return Ok(());
                }
            }
            // Ctrl-C and Ctrl-D end an interview, and not the session.
            Read::Dropped | Read::End if terminal.is_asking() => {
                terminal.take("stop")?;
            }
            Read::Dropped => {
                interrupts += 1;
                if interrupts > 1 {
                    terminal.say("Ctrl-D leaves, and so does :quit")?;
                }
            }
            Read::Nothing => {}
            Read::End => {
                if terminal.may_leave(&mut warned)? {
                    return Ok(());
                }
            }
        }
    }
}

/// What came from the keyboard.
enum Read {
    Text(String),
    /// Ctrl-C.
    Dropped,
    Nothing,
    /// Ctrl-D, or there is no terminal any more.
    End,
}

struct Terminal<'a> {
    editor: Editor<Typing<'a>, MemHistory>,
    recall: Arc<Mutex<Recall>>,
    kept: Option<Kept>,
    options: &'a Options,
    out: &'a mut dyn Write,
}

impl<'a> Terminal<'a> {
    fn new(session: &'a mut Session, options: &'a Options, out: &'a mut dyn Write) -> io::Result<Self> {
        let config = config()?;
        let mut kept = options.history.as_ref().map(|path| Kept::at(path, &config));
        let earlier = match kept.as_mut().map(Kept::load).transpose() {
            Ok(earlier) => earlier.unwrap_or_default(),
            Err(error) => {
                tell_unkept("read", &error, out)?;
                kept = None;
                Vec::new()
            }
        };
        let history = MemHistory::with_config(&config);
        let mut editor = Editor::with_history(config, history).map_err(unexpected)?;
        for entry in &earlier {
            editor.add_history_entry(entry).map_err(unexpected)?;
        }
        let recall = Arc::new(Mutex::new(Recall::of(earlier)));
        let typing = Typing::to(session, Arc::clone(&recall));
        let at_hand = Arc::clone(&typing.at_hand);
        editor.set_helper(Some(typing));
        keys::bind(&mut editor, &at_hand, &recall);
        Ok(Terminal { editor, recall, kept, options, out })
    }

    /// Once it is told what would be lost; then whoever leaves means it.
    fn may_leave(&mut self, warned: &mut bool) -> io::Result<bool> {
        let unsaved = self.editor.helper().and_then(|typing| typing.session.unsaved());
        let Some(unsaved) = unsaved.filter(|_| !*warned) else { return Ok(true) };
        *warned = true;
        self.say(&format!("{unsaved}, and leaving once more leaves without"))?;
        Ok(false)
    }

    fn is_asking(&self) -> bool {
        self.editor.helper().is_some_and(|typing| typing.session.is_asking())
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", paint::hint(text))
    }

    fn read(&mut self) -> io::Result<Read> {
        let Some(typing) = self.editor.helper_mut() else { return Ok(Read::End) };
        typing.session.refresh(&mut *self.out)?;
        let prompt = typing.session.prompt();
        typing.prompt.clone_from(&prompt);
        self.out.flush()?;
        match self.editor.readline(&prompt) {
            Ok(text) => Ok(Read::Text(text)),
            Err(ReadlineError::Interrupted) => Ok(Read::Dropped),
            Err(ReadlineError::Eof) => Ok(Read::End),
            Err(ReadlineError::Signal(_)) => Ok(Read::Nothing),
            // Its terminal was closed.
            #[cfg(unix)]
            Err(ReadlineError::Errno(_)) => Ok(Read::End),
            Err(error) => Err(unexpected(error)),
        }
    }

    /// Takes what was typed or pasted, entry by entry.
    fn take(&mut self, text: &str) -> io::Result<After> {
        let Some(typing) = self.editor.helper() else { return Ok(After::Quit) };
        let entries = entries(text, |text| typing.session.entered(text) == Entered::Whole);
        let are_several = entries.len() > 1;
        for entry in entries {
            self.remember(&entry)?;
            if are_several && let Some(typing) = self.editor.helper() {
                script::echo(typing.session, &entry, &mut *self.out)?;
            }
            if self.enter(&entry)? == After::Quit {
                return Ok(After::Quit);
            }
        }
        Ok(After::Done)
    }

    fn enter(&mut self, entry: &Entry) -> io::Result<After> {
        if entry.too_long {
            writeln!(self.out, "{}", paint::error(&too_long()))?;
            return Ok(After::Failed);
        }
        let Some(typing) = self.editor.helper_mut() else { return Ok(After::Quit) };
        let interrupt = self.options.interrupt;
        (interrupt.forget)();
        let after = typing.session.enter(&entry.text, &mut Stoppable::new(&mut *self.out, interrupt));
        (interrupt.forget)();
        match after {
            Err(error) if was_stopped(&error) => {
                self.say("\nstopped")?;
                Ok(After::Done)
            }
            after => after,
        }
    }

    /// An entry that begins with a blank, or is too long, is not recalled.
    fn remember(&mut self, entry: &Entry) -> io::Result<()> {
        if entry.too_long || entry.text.starts_with(char::is_whitespace) {
            return Ok(());
        }
        self.editor.add_history_entry(&entry.text).map_err(unexpected)?;
        self.recall.lock().unwrap_or_else(PoisonError::into_inner).add(&entry.text);
        let says_nothing_of_a_patient =
            || self.editor.helper().is_some_and(|typing| typing.session.may_be_kept(&entry.text));
        let is_kept = match self.options.keep {
            Keep::Everything => true,
            Keep::NoPatient => says_nothing_of_a_patient(),
            Keep::Nothing => false,
        };
        if let Some(kept) = self.kept.as_mut().filter(|_| is_kept)
            && let Err(error) = kept.add(&entry.text)
        {
            // Told once; the session goes on.
            self.kept = None;
            tell_unkept("written", &error, &mut *self.out)?;
        }
        Ok(())
    }
}

fn config() -> io::Result<Config> {
    let color = match AutoStream::choice(&io::stdout()) {
        ColorChoice::Never => ColorMode::Disabled,
        _ => ColorMode::Enabled,
    };
    let config = Config::builder()
        .max_history_size(MAX_HISTORY_ENTRIES)
        .map_err(unexpected)?
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .color_mode(color)
        .build();
    Ok(config)
}

fn tell_unkept(done: &str, error: &io::Error, out: &mut dyn Write) -> io::Result<()> {
    let message = format!("the history cannot be {done}, so nothing is kept: {error}");
    writeln!(out, "{}", paint::error(&message))
}

fn unexpected(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
