//! Writing what was authored to a file: the whole document, and the records that were kept as tests.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::document::{Base, Document, Files, parsed};
use super::state::Kept;
use super::told::errors;
use super::{After, Session, State, refuse};
use crate::cli::files::same_file;
use crate::cli::growing::write_whole;
use crate::cli::problems::{plural, show};
use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::engine::AsOf;
use crate::loader::{Loader, Wanted};
use crate::patient::{Fields, Patient};
use crate::source::FileId;
use crate::syntax::ast::StatementKind;
use crate::syntax::parse;
use crate::syntax::print::{print, print_expr, quoted};
use crate::testing::expectation_of;

/// A test that is to be written, and how it differs from what was there when it was kept.
struct Pinned {
    text: String,
    note: Option<String>,
}

impl Session {
    /// Remembers the record as it is for a test.
    pub(in crate::repl) fn keep(&mut self, title: &str, out: &mut dyn Write) -> io::Result<After> {
        let Some(decision) = self.decided(out)? else { return Ok(After::Failed) };
        let Some(kept) = self.kept_now(title, &decision) else { return Ok(After::Failed) };
        let verdict = kept.verdict;
        let mut state = self.state.clone();
        state.kept.retain(|other| other.title != title);
        state.kept.push(kept);
        let count = state.kept.len();
        self.change_record(format!("kept \"{title}\""), state);
        let verdict = verdict.map(|verdict| format!(", {verdict}")).unwrap_or_default();
        let those = if count == 1 { "it as a test".to_owned() } else { format!("{count} records as tests") };
        writeln!(out, "kept \"{title}\"{verdict}: `:save` writes {those}")?;
        Ok(After::Done)
    }

    /// The record as it is, with the date on which it is decided.
    fn kept_now(&self, title: &str, decision: &Decision) -> Option<Kept> {
        let patient = self.compiled().patient.as_ref()?;
        let day = crate::patient::literal::day(decision.as_of())?;
        let mut fields: Fields = std::iter::once((Arc::from("as_of"), day)).collect();
        let facts = patient.fields().iter().filter(|(path, _)| &***path != "as_of");
        fields.extend(facts.map(|(path, value)| (Arc::clone(path), value.clone())));
        Some(Kept { title: title.to_owned(), fields, verdict: Some(decision.verdict()) })
    }

    /// Writes the document. `path` is the loaded file where none is named; `over` writes over a file that is there.
    pub(in crate::repl) fn save(
        &mut self,
        path: Option<&Path>,
        over: bool,
        out: &mut dyn Write,
    ) -> io::Result<After> {
        let loaded = self.state.document.base().map(|base| base.path.clone());
        let Some(path) = path.map(Path::to_path_buf).or_else(|| loaded.clone()) else {
            return refuse("say where to: `:save clinic.elig`", out);
        };
        let is_loaded = loaded.is_some_and(|loaded| same_file(&loaded, &path));
        if path.exists() && !is_loaded && !over {
            return refuse(
                &format!(
                    "`{}` is there already; `:save {} !` writes over it",
                    path.display(),
                    path.display()
                ),
                out,
            );
        }
        if is_loaded && !over && self.base_again().is_ok_and(|(_, changed)| changed) {
            return refuse(
                &format!(
                    "`{0}` changed on disk since it was read; `:reload` takes that in, `:save {0} !` writes over it",
                    path.display()
                ),
                out,
            );
        }
        let mut to_write = self.state.kept.clone();
        let now = match self.state.record.changes.is_empty() || !self.compiled().decides() {
            true => None,
            false => self.decision().and_then(|decision| self.kept_now("as set in the session", &decision)),
        };
        let is_kept = |now: &Kept| {
            let kept = to_write.iter().map(|kept| &kept.fields);
            kept.chain(&self.state.written).any(|fields| *fields == now.fields)
        };
        let now = now.filter(|now| !is_kept(now));
        // What a file says of a patient is not written into a ruleset unless that is asked for.
        let (from_file, typed) = match self.state.record.loaded.is_some() {
            true => (now, None),
            false => (None, now),
        };
        to_write.extend(typed);
        let (pinned, lost) = self.pinned(&to_write);
        let text = self.authored(&pinned);
        let named = path.display().to_string();
        if let Some(problems) = self.refused(&named, &text, out)? {
            return refuse(&format!("`{named}` was not written: {problems}"), out);
        }
        if let Err(error) = write_whole(&path, text.as_bytes()) {
            return refuse(&error.to_string(), out);
        }
        let patients = match pinned.len() {
            0 => String::new(),
            count => format!(", with {} as {}", plural(count, "patient"), plural(count, "test")),
        };
        writeln!(out, "wrote {named}{patients}")?;
        if from_file.is_some() {
            writeln!(
                out,
                "  the record as it is now was not written: it is a patient's; `:keep \"TITLE\"` makes it a test"
            )?;
        }
        for note in pinned.iter().filter_map(|pinned| pinned.note.as_ref()).chain(&lost) {
            writeln!(out, "  {note}")?;
        }
        let name =
            self.disk().load(Wanted::File(&named), None).map_or_else(|_| named.clone(), |file| file.name);
        let base = Base { path, name: name.into(), text: text.into() };
        let mut state = State { document: Document::loaded(base), kept: Vec::new(), ..self.state.clone() };
        state.written.extend(to_write.into_iter().map(|kept| kept.fields));
        self.change_record(format!("saved {named}, which stays as it was written"), state);
        Ok(After::Done)
    }

    /// The patients and tests to write, and what of them could not be written.
    fn pinned(&self, kept: &[Kept]) -> (Vec<Pinned>, Vec<String>) {
        let Some(ruleset) = self.compiled().ruleset() else { return (Vec::new(), Vec::new()) };
        let statements = parsed(self.state.document.text());
        let mut names: HashSet<String> = HashSet::new();
        let mut titles: HashSet<String> = HashSet::new();
        for statement in &statements {
            match &statement.kind {
                StatementKind::Patient(patient) => drop(names.insert(patient.name.text.clone())),
                StatementKind::Test(test) => drop(titles.insert(test.title.value())),
                _ => {}
            }
        }
        names.extend(self.compiled().compilation().suite.patients.keys().map(ToString::to_string));
        let (mut pinned, mut lost) = (Vec::new(), Vec::new());
        for one in kept {
            let known =
                |(path, _): &(&Arc<str>, _)| &***path == "as_of" || ruleset.vocabulary().find(path).is_some();
            let fields: Fields = one
                .fields
                .iter()
                .filter(known)
                .map(|(path, value)| (Arc::clone(path), value.clone()))
                .collect();
            let read = Patient::from_fields(ruleset.vocabulary(), fields.clone());
            let decided = read.ok().and_then(|patient| {
                let day = patient.as_of()?;
                patient.decide(ruleset, AsOf::Fixed(day)).ok()
            });
            let Some(decision) = decided else {
                lost.push(format!("\"{}\" could not be written as a patient, and was left out", one.title));
                continue;
            };
            let title = free(&one.title, &titles, |title, count| format!("{title} ({count})"));
            let name = free(&as_name(&one.title), &names, |name, count| format!("{name}_{count}"));
            let lines = fields.iter().map(|(path, value)| format!("  {path} = {},\n", print_expr(value)));
            let lines: String = lines.collect();
            let test = match ruleset.is_vocabulary() {
                true => String::new(),
                false => format!(
                    "\ntest {}\n  given {name}\n  expect {}\n",
                    quoted(&title),
                    expectation_of(&decision)
                ),
            };
            let changed = one.verdict.filter(|verdict| *verdict != decision.verdict());
            let note = changed.map(|was| {
                format!("\"{title}\" expects {}: it was {was} when it was kept", decision.verdict())
            });
            pinned.push(Pinned { text: format!("\npatient {name} {{\n{lines}}}\n{test}"), note });
            names.insert(name);
            titles.insert(title);
        }
        let patient = self.compiled().patient.as_ref().filter(|_| !pinned.is_empty());
        let unwritten = patient.into_iter().flat_map(|patient| {
            let facts = ruleset.vocabulary().facts().enumerate();
            let slots =
                facts.filter_map(|(at, fact)| Some((crate::ir::SlotId(u32::try_from(at).ok()?), fact)));
            slots.filter(|(slot, _)| patient.is_unwritten(*slot)).map(|(_, fact)| fact.path.to_string())
        });
        let unwritten: Vec<_> = unwritten.collect();
        if !unwritten.is_empty() {
            lost.push(format!(
                "the language cannot write what the record says of {}; the patients go without",
                unwritten.join(", ")
            ));
        }
        (pinned, lost)
    }

    /// The whole document with these patients, formatted.
    fn authored(&self, pinned: &[Pinned]) -> String {
        let mut text = self.state.document.text().to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.extend(pinned.iter().map(|pinned| pinned.text.as_str()));
        let tree = parse(&text, FileId::default(), &mut Problems::new());
        print(&tree, &text)
    }

    /// Why the text cannot be written there: as a file of its own it has errors, or its tests fail.
    fn refused(&self, named: &str, text: &str, out: &mut dyn Write) -> io::Result<Option<String>> {
        let base = Base { path: named.into(), name: named.into(), text: text.into() };
        let document = Document::loaded(base);
        let files = Files { disk: self.disk(), read: &RefCell::default(), document: &document };
        let compilation = crate::compile(&files, Wanted::File(named));
        let Some(ruleset) = &compilation.ruleset else {
            let found = errors(&compilation.problems);
            show(&found, &compilation.sources, out)?;
            return Ok(Some(crate::cli::problems::tally(&found)));
        };
        // A parameter that is set here only has its own value there.
        let failed = compilation
            .suite
            .tests
            .iter()
            .filter(|test| test.run(ruleset).is_ok_and(|result| !result.passes()));
        let failed: Vec<_> = failed.map(|test| format!("\"{}\"", test.title)).collect();
        let why = match self.state.settings.is_empty() {
            true => "type it anew with what it should expect",
            false => "parameters that are set here have their own values in a file; `:unset` them first",
        };
        Ok((!failed.is_empty())
            .then(|| format!("{} would fail: {}; {why}", plural(failed.len(), "test"), failed.join(", "))))
    }
}

/// A name that is not taken.
fn free(wanted: &str, taken: &HashSet<String>, next: impl Fn(&str, usize) -> String) -> String {
    let numbered = (2..=taken.len() + 2).map(|count| next(wanted, count));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    all.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// A title as the name of a patient: `long pain, no device` is `long_pain_no_device`.
fn as_name(title: &str) -> String {
    let mut name = String::new();
    for char in title.chars() {
        match char {
            _ if char.is_ascii_alphanumeric() => name.extend(char.to_lowercase()),
            _ if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('_').chars().take(40).collect::<String>();
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    match starts_well && !crate::syntax::RESERVED.contains(&&*name) {
        true => name,
        false => format!("patient_{name}").trim_end_matches('_').to_owned(),
    }
}
