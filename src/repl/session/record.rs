//! Loading a file and a record, and changing the record.

use std::io::{self, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

use super::document::{Base, Document};
use super::state::{LoadedRecord, RecordState};
use super::told::{errors, tell_all_of_entry};
use super::{After, Session, State, refuse};
use crate::cli::files::in_words;
use crate::cli::problems::{plural, show, tally};
use crate::cli::style::{OPEN, QUIET};
use crate::limits::Limits;
use crate::loader::{Loader, Wanted};
use crate::record::{RecordProblem, RecordText, Records};
use crate::syntax::ast::{Expr, FieldValue};
use crate::syntax::print::print_expr;

impl Session {
    /// Loads a ruleset in the place of the document. The record and the parameters stay.
    pub(in crate::repl) fn load(&mut self, path: &Path, out: &mut dyn Write) -> io::Result<After> {
        let named = path.display().to_string();
        let file = match self.disk().load(Wanted::File(&named), None) {
            Ok(file) => file,
            Err(error) => {
                self.watched.wait_for(path, None);
                return refuse(&format!("`{named}` is not loaded: {error}"), out);
            }
        };
        let base = Base { path: path.to_path_buf(), name: file.name.into(), text: file.text.into() };
        let text = Arc::clone(&base.text);
        // What was kept for tests, and what parameters were set to, is about the other ruleset.
        let state = State {
            document: Document::loaded(base),
            record: self.state.record.clone(),
            as_of: self.state.as_of,
            ..State::default()
        };
        let (draft, read) = self.compile_anew(&state);
        let compilation = &draft.compilation;
        if compilation.problems.has_errors() {
            let found = errors(&compilation.problems);
            show(&found, &compilation.sources, out)?;
            self.watched.wait_for(path, Some(&text));
            return refuse(
                &format!("`{named}` has {}, and is loaded once they are mended", tally(&found)),
                out,
            );
        }
        let warnings = compilation.problems.len();
        self.watched.stop_waiting();
        self.take_files(read);
        self.change(format!("loaded {named}"), state, draft);
        self.tell_loaded(&named, warnings, out)?;
        self.tell_verdict(out)?;
        Ok(After::Done)
    }

    fn tell_loaded(&self, named: &str, warnings: usize, out: &mut dyn Write) -> io::Result<()> {
        let Some(ruleset) = self.compiled().ruleset() else { return Ok(()) };
        let mut parts = vec![plural(ruleset.vocabulary().len(), "fact")];
        if !ruleset.is_vocabulary() {
            parts.push(plural(ruleset.program().rules.len(), "rule"));
        }
        let tests = self.compiled().compilation().suite.tests.len();
        if tests > 0 {
            parts.push(plural(tests, "test"));
        }
        writeln!(out, "loaded {named}: {}", parts.join(", "))?;
        if warnings > 0 {
            let count = plural(warnings, "warning");
            writeln!(out, "{OPEN}{count}{OPEN:#} {QUIET}(`:check` shows them){QUIET:#}")?;
        }
        Ok(())
    }

    /// Loads a record; `which` says which of those in the file, by its place or its `id`.
    pub(in crate::repl) fn load_record(
        &mut self,
        path: &Path,
        which: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<After> {
        let named = path.display().to_string();
        let loaded = match read(path, which, &self.disk.limits()) {
            Ok(loaded) => loaded,
            Err(why) => return refuse(&format!("`{named}` is not loaded: {why}"), out),
        };
        let record = RecordState { loaded: Some(Arc::new(loaded)), changes: Vec::new() };
        let state = State { record, ..self.state.clone() };
        if let Some(problem) = self.unreadable(&state) {
            tell_in_record(path, &problem, out)?;
            return Ok(After::Failed);
        }
        self.change_record(format!("loaded the record {named}"), state);
        self.tell_record(path, out)?;
        self.tell_verdict(out)?;
        Ok(After::Done)
    }

    /// Why a record cannot be read at all.
    fn unreadable(&self, state: &State) -> Option<RecordProblem> {
        let ruleset = self.compiled().ruleset()?;
        let loaded = state.record.loaded.as_ref()?;
        crate::Record::from_json(ruleset.vocabulary(), &loaded.text).err()
    }

    /// What is recorded, and what could not be understood.
    pub(super) fn tell_record(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let Some(patient) = &self.compiled().patient else { return Ok(()) };
        let record = patient.record();
        let known = record.entries().iter();
        let recorded = known.filter(|entry| entry.absence != Some(crate::Absence::NotRecorded)).count();
        let total = record.vocabulary().len();
        writeln!(
            out,
            "loaded the record {}: {recorded} of {} recorded",
            path.display(),
            plural(total, "fact")
        )?;
        for problem in record.problems() {
            tell_in_record(path, problem, out)?;
        }
        Ok(())
    }

    /// Sets a fact of the record, or a parameter, as it was written at `start` of the entry.
    pub(in crate::repl) fn set(
        &mut self,
        entry: &str,
        setting: &FieldValue,
        out: &mut dyn Write,
    ) -> io::Result<After> {
        let name = setting.path.text.as_str();
        if self.is_parameter(name) {
            return self.set_parameter(name, Some(&setting.value), out);
        }
        let Some(patient) = &self.compiled().patient else { return Ok(After::Failed) };
        if let Err(problems) = patient.with_setting(setting) {
            tell_all_of_entry(&problems, entry, out)?;
            return Ok(After::Failed);
        }
        let value = setting.value.clone();
        let written = print_expr(&value);
        let record = self.state.record.changed(name, Some(value));
        let state = State { record, ..self.state.clone() };
        self.change_record(format!("set {name} to {written}"), state);
        writeln!(out, "{name} = {written}")?;
        self.tell_verdict(out)?;
        Ok(After::Done)
    }

    /// Takes a fact out of the record, or gives a parameter its own value again.
    pub(in crate::repl) fn unset(&mut self, name: &str, out: &mut dyn Write) -> io::Result<After> {
        if self.is_parameter(name) {
            return self.set_parameter(name, None, out);
        }
        let record = self.state.record.changed(name, None);
        let state = State { record, ..self.state.clone() };
        self.change_record(format!("unset {name}"), state);
        writeln!(out, "{name} is not recorded")?;
        self.tell_verdict(out)?;
        Ok(After::Done)
    }

    fn is_parameter(&self, name: &str) -> bool {
        self.names().iter().any(|known| known.kind == crate::NameKind::Parameter && *known.name == *name)
    }

    fn set_parameter(&mut self, name: &str, value: Option<&Expr>, out: &mut dyn Write) -> io::Result<After> {
        let mut settings = self.state.settings.clone();
        settings.retain(|(known, _)| known != name);
        settings.extend(value.map(|value| (name.to_owned(), print_expr(value))));
        let state = State { settings, ..self.state.clone() };
        let draft = self.compile(&state);
        if draft.compilation.problems.has_errors() {
            show(&errors(&draft.compilation.problems), &draft.compilation.sources, out)?;
            return Ok(After::Failed);
        }
        let said = match value {
            Some(value) => format!("{name} = {}", print_expr(value)),
            None => format!("{name} has its own value again"),
        };
        self.change(format!("set the parameter {name}"), state, draft);
        writeln!(out, "{said}")?;
        self.tell_verdict(out)?;
        Ok(After::Done)
    }

    /// The record in JSON, with what was set.
    pub(in crate::repl) fn record_as_json(&self) -> Option<String> {
        let patient = self.compiled().patient.as_ref()?;
        let loaded = self.state.record.loaded.as_ref();
        Some(patient.to_json(loaded.map(|loaded| loaded.text.as_str())))
    }

    /// Decides on another date, or on that of the record.
    pub(in crate::repl) fn set_as_of(
        &mut self,
        as_of: Option<jiff::civil::Date>,
        out: &mut dyn Write,
    ) -> io::Result<After> {
        let state = State { as_of, ..self.state.clone() };
        self.change_record("the date of the decision", state);
        match self.decision() {
            Some(decision) => writeln!(out, "as of {}", decision.as_of())?,
            None => writeln!(out, "as of the record's own date, which cannot be read")?,
        }
        self.tell_verdict(out)?;
        Ok(After::Done)
    }
}

/// Reads one record of a file. Of several only the one that is wanted is held.
fn read(path: &Path, which: Option<&str>, limits: &Limits) -> Result<LoadedRecord, String> {
    let file = std::fs::File::open(path).map_err(|error| in_words(&error))?;
    let mut only = None;
    for (index, record) in Records::new(BufReader::new(file)).within(limits).enumerate() {
        let record = record.map_err(|error| in_words(&error))?.map_err(|problem| problem.message)?;
        let is_wanted = |which: &str| which.parse() == Ok(index + 1) || id(&record).as_deref() == Some(which);
        match which {
            Some(which) if is_wanted(which) => return Ok(loaded(path, Some(which), record)),
            Some(_) => {}
            None if index > 0 => {
                return Err(format!(
                    "it has several records; say which one: `:record {} 1`, or its `id`",
                    path.display()
                ));
            }
            None => only = Some(loaded(path, None, record)),
        }
    }
    only.ok_or_else(|| match which {
        Some(which) => format!("no record in it is number or `id` `{which}`"),
        None => "there is no record in it".to_owned(),
    })
}

fn loaded(path: &Path, which: Option<&str>, record: RecordText) -> LoadedRecord {
    LoadedRecord { path: path.to_path_buf(), which: which.map(str::to_owned), text: record.text }
}

fn id(record: &RecordText) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(&record.text).ok()?;
    Some(value.get("id")?.as_str()?.to_owned())
}

/// A record anew from its file; `None` where it cannot be read.
pub(super) fn again(loaded: &LoadedRecord, limits: &Limits) -> Option<LoadedRecord> {
    read(&loaded.path, loaded.which.as_deref(), limits).ok()
}

/// Tells a mistake in a record, without the value.
fn tell_in_record(path: &Path, problem: &RecordProblem, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}:{problem}", path.display())?;
    match &problem.help {
        Some(help) => writeln!(out, "  help: {help}"),
        None => Ok(()),
    }
}
