//! Files that change on disk while a session goes on.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::document::{Base, UNNAMED};
use super::record::again;
use super::state::RecordState;
use super::told::errors;
use super::{Session, State};
use crate::Draft;
use crate::cli::problems::{show, tally};
use crate::cli::style::BAD;
use crate::loader::{Loader, Wanted};

/// What a file was like when it was last looked at: when it was changed, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

/// The files that are watched.
#[derive(Debug, Default)]
pub struct Watched {
    files: Vec<(PathBuf, Stamp)>,
    /// A ruleset that could not be loaded, and what it said.
    waiting: Option<(PathBuf, Option<String>)>,
}

impl Watched {
    /// The files of a state: the ruleset, all that it uses, and the record.
    pub fn note(&mut self, state: &State, draft: &Draft) {
        let sources = draft.compilation.sources.iter().map(|(_, file)| PathBuf::from(&*file.name));
        let base = state.document.base().map(|base| base.path.clone());
        let record = state.record.loaded.as_ref().map(|loaded| loaded.path.clone());
        let mut files: Vec<_> = sources.chain(base).chain(record).collect();
        files.retain(|path| path != Path::new(UNNAMED) && path != Path::new(super::ENTRY));
        files.sort_unstable();
        files.dedup();
        let known = std::mem::take(&mut self.files);
        let stamped = files.into_iter().map(|path| {
            // A file that was seen keeps what it was like then: a change since is still news.
            let seen = known.iter().find(|(known, _)| *known == path).map(|(_, stamp)| *stamp);
            let stamp = seen.unwrap_or_else(|| stamp(&path));
            (path, stamp)
        });
        self.files = stamped.collect();
    }

    /// A ruleset that could not be loaded is looked at again.
    pub fn wait_for(&mut self, path: &Path, text: Option<&str>) {
        self.waiting = Some((path.to_path_buf(), text.map(str::to_owned)));
    }

    /// It was loaded.
    pub fn stop_waiting(&mut self) {
        self.waiting = None;
    }

    /// Did any file change since it was looked at? Then it was looked at now.
    fn changed(&mut self) -> bool {
        let mut changed = false;
        for (path, known) in &mut self.files {
            let now = stamp(path);
            changed |= *known != now;
            *known = now;
        }
        changed
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

impl Session {
    /// Loads what changed, if something did.
    pub(super) fn reload_changed(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some((path, text)) = self.watched.waiting.clone() {
            let now = self.disk().load(Wanted::File(&path.display().to_string()), None).ok();
            if now.map(|file| file.text) != text {
                self.load(&path, out)?;
            }
        }
        if self.watched.changed() {
            self.reload(false, out)?;
        }
        Ok(())
    }

    /// Loads all files again. What was typed and recorded stays. `always` says to tell even that nothing changed.
    pub(in crate::repl) fn reload(&mut self, always: bool, out: &mut dyn Write) -> io::Result<bool> {
        let (base, text_changed) = match self.base_again() {
            Ok(base) => base,
            Err(why) => {
                writeln!(out, "{BAD}error{BAD:#}: {why}; the session keeps what it had")?;
                return Ok(false);
            }
        };
        let record = self.record_again(out)?;
        let record_changed = record.as_ref().is_some_and(|record| record.loaded != self.state.record.loaded);
        let rebased = |state: &State, session: &Self| {
            let mut state = state.clone();
            if let Some(base) = base.clone().filter(|base| is_base(&state, &base.path)) {
                state.document = state.document.rebased(base, &|name| session.is_subject(name));
            }
            if let (Some(record), Some(loaded)) = (&record, &state.record.loaded) {
                let same = record
                    .loaded
                    .as_ref()
                    .is_some_and(|now| now.path == loaded.path && now.which == loaded.which);
                if same {
                    state.record.loaded = record.loaded.clone();
                }
            }
            state
        };
        let state = rebased(&self.state, self);
        let (draft, read) = self.compile_anew(&state);
        if draft.compilation.problems.has_errors() {
            let found = errors(&draft.compilation.problems);
            show(&found, &draft.compilation.sources, out)?;
            let what = self.state.document.name();
            writeln!(
                out,
                "{BAD}error{BAD:#}: {what} changed and has {}; the session keeps what it had",
                tally(&found)
            )?;
            return Ok(false);
        }
        let used_changed = *draft.compilation.sources != *self.compiled().compilation().sources;
        if !(text_changed || record_changed || used_changed) {
            if always {
                writeln!(out, "nothing changed")?;
            }
            return Ok(true);
        }
        self.take_files(read);
        let past = std::mem::take(&mut self.past);
        self.past = past.into_iter().map(|(state, what)| (rebased(&state, self), what)).collect();
        self.put(state, draft);
        let typed = self.state.document.typed_count();
        let kept = match typed {
            0 => String::new(),
            1 => ", with the statement that was typed".to_owned(),
            count => format!(", with the {count} statements that were typed"),
        };
        if text_changed || used_changed {
            writeln!(out, "reloaded {}{kept}", self.state.document.name())?;
        }
        if let Some(loaded) = self.state.record.loaded.clone().filter(|_| record_changed) {
            self.tell_record(&loaded.path, out)?;
        }
        self.tell_verdict(out)?;
        Ok(true)
    }

    /// The loaded file as it is now, and whether it says something else.
    pub(super) fn base_again(&self) -> Result<(Option<Base>, bool), String> {
        let Some(base) = self.state.document.base() else { return Ok((None, false)) };
        let named = base.path.display().to_string();
        let file = self.disk().load(Wanted::File(&named), None);
        let file = file.map_err(|error| format!("`{named}` could not be loaded again: {error}"))?;
        let changed = *file.text != *base.text;
        Ok((Some(Base { text: file.text.into(), ..base.clone() }), changed))
    }

    /// A record that cannot be read now, perhaps because it is being written, stays what it was, and is told.
    fn record_again(&self, out: &mut dyn Write) -> io::Result<Option<RecordState>> {
        let Some(loaded) = &self.state.record.loaded else { return Ok(None) };
        let vocabulary = self.compiled().ruleset().map(crate::Ruleset::vocabulary);
        let now = again(loaded, &self.disk.limits()).filter(|now| {
            vocabulary.is_none_or(|vocabulary| crate::Record::from_json(vocabulary, &now.text).is_ok())
        });
        if now.is_none() {
            let path = loaded.path.display();
            writeln!(
                out,
                "{BAD}error{BAD:#}: the record {path} cannot be read any more; the session keeps what it had"
            )?;
        }
        let now = now.map_or_else(|| Arc::clone(loaded), Arc::new);
        Ok(Some(RecordState { loaded: Some(now), changes: self.state.record.changes.clone() }))
    }
}

fn is_base(state: &State, path: &Path) -> bool {
    state.document.base().is_some_and(|base| base.path == path)
}
