//! What was loaded and typed so far, and its answers. A failed entry leaves no trace.

mod complete;
mod document;
mod expression;
mod hint;
mod hole;
mod interview;
mod naming;
mod partial;
mod record;
mod reload;
mod save;
mod state;
mod statement;
mod told;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil::Date;

use super::commands;
use crate::cli::run::text::summary;
use crate::cli::style::BAD;
use crate::cli::style::of_only_verdict;
use crate::decision::Decision;
use crate::loader::{Disk, Wanted};
use crate::syntax::STATEMENTS;
use crate::{Draft, NameInScope, NameKind, Verdict};

pub(in crate::repl) use hole::answer as answer_holes;
pub(in crate::repl) use state::{Compiled, State};
pub(in crate::repl) use told::{ENTRY, errors, in_entry, tell_all_of_entry, tell_of_entry};

use document::{Files, FilesRead};
use reload::Watched;

/// What an entry is so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It can be taken as it is.
    Whole,
    /// More must follow: a bracket is open, or it ends in `and`.
    Partial,
}

/// What came of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// It was done.
    Done,
    /// It was refused, and left no trace.
    Failed,
    /// The session ends.
    Quit,
}

/// What kind of thing a candidate is, by which it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// A word of the language.
    Keyword,
    /// A fact.
    Fact,
    /// A value of a choice or scale.
    Value,
    /// A unit.
    Unit,
    /// A code of a code system or a value set.
    Code,
    /// A label of a rule, a definition, a parameter, a patient.
    Name,
    /// A command of the session.
    Command,
    /// A file or folder.
    File,
}

/// One way in which an entry could go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What stands in the place of what was typed of it.
    pub text: String,
    /// What it is, in words; may be empty.
    pub description: String,
    /// Which kind of thing.
    pub kind: CandidateKind,
}

/// The ways in which an entry could go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// The byte from which what was typed is replaced.
    pub start: usize,
    /// The candidates, best first.
    pub candidates: Vec<Candidate>,
}

/// How a session starts.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The ruleset to load.
    pub ruleset: Option<PathBuf>,
    /// Rulesets that `:compare` holds it against.
    pub others: Vec<PathBuf>,
    /// The record to load.
    pub record: Option<PathBuf>,
    /// Where used files are looked for, and how large they may be.
    pub disk: Disk,
    /// What parameters are set to: `minimum_months=3`.
    pub set: Vec<String>,
    /// On which date to decide, whatever the record says.
    pub as_of: Option<Date>,
    /// The date of today; without it the clock says it.
    pub today: Option<Date>,
}

/// A session.
#[derive(Debug)]
pub struct Session {
    disk: Disk,
    /// The used files as they were read.
    read: RefCell<FilesRead>,
    others: Vec<PathBuf>,
    today: Option<Date>,
    state: State,
    compiled: Compiled,
    /// The states before each change, and what the change was.
    past: Vec<(State, String)>,
    watched: Watched,
    /// The interview that is going on.
    asking: Option<interview::Asking>,
    /// The line about the verdict that was written last.
    told: Option<String>,
}

impl Default for Session {
    fn default() -> Self {
        Self::new(Setup::default())
    }
}

impl Session {
    /// A session in which nothing is loaded yet, whatever the setup names.
    fn new(setup: Setup) -> Self {
        let state = State { as_of: setup.as_of, ..State::default() };
        let disk = setup.disk;
        let read = RefCell::default();
        let draft = draft(&disk, &read, &state, None);
        Self {
            read,
            compiled: Compiled { draft, patient: None },
            disk,
            others: setup.others,
            today: setup.today,
            state,
            past: Vec::new(),
            watched: Watched::default(),
            asking: None,
            told: None,
        }
    }

    /// Starts a session, and loads what it is to start with; was all of it loaded? What cannot be loaded is told. A
    /// ruleset that has errors is waited for: it is loaded as soon as they are mended.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn start(setup: Setup, out: &mut dyn Write) -> io::Result<(Self, bool)> {
        let (ruleset, record) = (setup.ruleset.clone(), setup.record.clone());
        let set = setup.set.clone();
        let mut session = Self::new(setup);
        let mut all = true;
        if let Some(path) = ruleset {
            all &= session.load(&path, out)? == After::Done;
        }
        for setting in set {
            all &= commands::run(&mut session, &format!(":set {setting}"), out)? == After::Done;
        }
        if let Some(path) = record {
            all &= session.load_record(&path, None, out)? == After::Done;
        }
        session.past.clear();
        Ok((session, all))
    }

    /// Is this text, of one line or several, a whole entry?
    #[must_use]
    pub fn entered(&self, text: &str) -> Entered {
        // An answer is a line.
        if self.asking.is_some() { Entered::Whole } else { partial::entered(text) }
    }

    /// Takes an entry: a statement, an expression or a command. What is said goes to `out`.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn enter(&mut self, text: &str, out: &mut dyn Write) -> io::Result<After> {
        let text = text.trim();
        if self.asking.is_some() {
            return self.answer(text, out);
        }
        // What is answered is answered of the files as they are.
        self.reload_changed(out)?;
        match Kind::of(text, self) {
            Kind::Nothing => Ok(After::Done),
            Kind::Command => commands::run(self, text, out),
            Kind::Statement => self.take_statement(text, out),
            Kind::Expression => self.ask(text, out),
        }
    }

    /// How the text could go on at this byte.
    #[must_use]
    pub fn completions(&self, text: &str, at: usize) -> Completions {
        if self.asking.is_some() { Completions::default() } else { complete::completions(self, text, at) }
    }

    /// What is shown faintly behind what was typed; nothing of it is taken unless it is accepted.
    #[must_use]
    pub fn hint(&self, text: &str) -> Option<String> {
        hint::hint(self, text).filter(|_| self.asking.is_none())
    }

    /// What stands before the next entry: the verdict so far.
    #[must_use]
    pub fn prompt(&self) -> String {
        if let Some(asking) = &self.asking {
            return asking.prompt();
        }
        let Some(decision) = self.decision().filter(|_| self.compiled.decides()) else {
            return "elig> ".to_owned();
        };
        let missing = decision.missing().iter().filter(|fact| fact.matters).count();
        match decision.verdict() {
            Verdict::Undetermined if missing > 0 => format!("undetermined ({missing} missing)> "),
            verdict => format!("{verdict}> "),
        }
    }

    /// May this entry be kept in the history beyond this session? Not where it says something of a patient, unless
    /// that was asked for.
    #[must_use]
    pub fn may_be_kept(&self, text: &str) -> bool {
        let text = text.trim();
        if self.asking.is_some() {
            return false;
        }
        // A comment may say anything.
        if text.contains('#') {
            return false;
        }
        match Kind::of(text, self) {
            Kind::Command => commands::may_be_kept(text),
            Kind::Statement => {
                !document::parsed(text).iter().any(|statement| {
                    use crate::syntax::ast::StatementKind;
                    matches!(statement.kind, StatementKind::Patient(_) | StatementKind::Test(_))
                }) && !matches!(first_word(text), "patient" | "test")
            }
            // What looks like an answer about the patient may be one.
            Kind::Expression => !self.looks_recorded(text) && !says_equal(text),
            Kind::Nothing => true,
        }
    }

    /// The document as it is: the text of the loaded file with what was typed.
    #[must_use]
    pub fn document(&self) -> &str {
        self.state.document.text()
    }

    /// What would be lost if the session ended now, in words.
    #[must_use]
    pub fn unsaved(&self) -> Option<String> {
        use crate::cli::problems::plural;
        let typed = self.state.document.typed_count();
        let kept = self.state.kept.len();
        let parts = [(typed, "statement"), (kept, "kept record")].into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts.map(|(count, what)| plural(count, what)).collect();
        (!parts.is_empty())
            .then(|| format!("not saved: {}; `:save FILE` writes what was typed", parts.join(" and ")))
    }

    /// Does an interview go on?
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Loads again what changed on disk since it was loaded; tells what it did.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn refresh(&mut self, out: &mut dyn Write) -> io::Result<()> {
        // The questions are about the files as they were.
        if self.asking.is_some() { Ok(()) } else { self.reload_changed(out) }
    }
}

/// What the commands need.
impl Session {
    /// The state.
    pub(in crate::repl) fn state(&self) -> &State {
        &self.state
    }

    /// The document as it was compiled, and the patient.
    pub(in crate::repl) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Where files are looked for.
    pub(in crate::repl) fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Rulesets to compare with.
    pub(in crate::repl) fn others(&self) -> &[PathBuf] {
        &self.others
    }

    /// The date of today.
    pub(in crate::repl) fn today(&self) -> Date {
        self.today.unwrap_or_else(|| jiff::Zoned::now().date())
    }

    /// The names in scope.
    pub(in crate::repl) fn names(&self) -> &[NameInScope] {
        &self.compiled.draft.names
    }

    /// What the ruleset says of the patient; of a document without rules what its facts are.
    pub(in crate::repl) fn decision(&self) -> Option<Decision> {
        let (ruleset, patient) = (self.compiled.ruleset()?, self.compiled.patient.as_ref()?);
        ruleset.evaluated(patient.record(), self.state.as_of(self.today()))
    }

    /// The same; where there is none, why is told.
    pub(in crate::repl) fn decided(&self, out: &mut dyn Write) -> io::Result<Option<Decision>> {
        if !self.compiled.decides() {
            refuse("there is nothing to decide yet: type a rule first", out)?;
            return Ok(None);
        }
        let decision = self.decision();
        if decision.is_none() {
            refuse(NO_DATE, out)?;
        }
        Ok(decision)
    }

    /// Can a rule be called by this name?
    pub(in crate::repl) fn is_subject(&self, name: &str) -> bool {
        is_subject(self.names(), name)
    }

    /// The document compiled with a question in its scope.
    pub(in crate::repl) fn asked(&self, question: &str) -> Draft {
        draft(&self.disk, &self.read, &self.state, Some(question))
    }

    /// Compiles a state; it is the session's from then on, errors or not.
    pub(in crate::repl) fn adopt(&mut self, state: State) {
        let draft = draft(&self.disk, &self.read, &state, None);
        self.put(state, draft);
    }

    /// Takes over a state that was compiled.
    fn put(&mut self, state: State, draft: Draft) {
        let ruleset = draft.compilation.ruleset.as_ref();
        let patient = ruleset.map(|ruleset| state.record.patient(ruleset.vocabulary()));
        self.watched.note(&state, &draft);
        self.compiled = Compiled { draft, patient };
        self.state = state;
    }

    /// Takes over a state that was compiled; `:undo` leads back to the one before.
    pub(in crate::repl) fn change(&mut self, what: impl Into<String>, state: State, draft: Draft) {
        let before = std::mem::take(&mut self.state);
        self.past.push((before, what.into()));
        self.put(state, draft);
    }

    /// Takes over a state of the same document.
    pub(in crate::repl) fn change_record(&mut self, what: impl Into<String>, state: State) {
        let draft = draft(&self.disk, &self.read, &state, None);
        self.change(what, state, draft);
    }

    /// Compiles a state without taking it over.
    pub(in crate::repl) fn compile(&self, state: &State) -> Draft {
        draft(&self.disk, &self.read, state, None)
    }

    /// The same with all files as they are on disk now, and these.
    pub(in crate::repl) fn compile_anew(&self, state: &State) -> (Draft, FilesRead) {
        let read = RefCell::default();
        let draft = draft(&self.disk, &read, state, None);
        (draft, read.into_inner())
    }

    /// From now on used files are what was read so.
    fn take_files(&mut self, read: FilesRead) {
        self.read = RefCell::new(read);
    }

    /// Takes back the last change, and says what it was.
    pub(in crate::repl) fn undo(&mut self) -> Option<String> {
        let (state, what) = self.past.pop()?;
        self.adopt(state);
        Some(what)
    }

    /// Writes the verdict, unless it says what was said last.
    pub(in crate::repl) fn tell_verdict(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(decision) = self.decision().filter(|_| self.compiled.decides()) else { return Ok(()) };
        let line = format!("{}: {}", decision.verdict(), summary(&decision, &decision.rules()));
        if self.told.as_ref() == Some(&line) {
            return Ok(());
        }
        let style = of_only_verdict(decision.verdict());
        let rest = line.strip_prefix(&decision.verdict().to_string()).unwrap_or_default();
        writeln!(out, "{style}{}{style:#}{rest}", decision.verdict())?;
        self.told = Some(line);
        Ok(())
    }
}

/// Why there is no decision on a record.
pub(in crate::repl) const NO_DATE: &str =
    "the record's date cannot be read; say on which date to decide with `:asof DATE`";

/// Can a rule without a label be called by this name?
fn is_subject(names: &[NameInScope], name: &str) -> bool {
    names.iter().any(|known| match known.kind {
        NameKind::Fact | NameKind::Definition => &*known.name == name,
        NameKind::Ruleset => name.strip_prefix(&*known.name).is_some_and(|rest| rest.starts_with('.')),
        _ => false,
    })
}

/// Does an expression say that something is this and nothing else? A bound says less of a patient.
fn says_equal(text: &str) -> bool {
    let spaced = text.replace(">=", " ").replace("<=", " ").replace("!=", " ");
    let word =
        |word: &str| spaced.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|own| own == word);
    spaced.contains('=') || word("is") || word("has")
}

fn draft(disk: &Disk, read: &RefCell<FilesRead>, state: &State, question: Option<&str>) -> Draft {
    let files = Files { disk, read, document: &state.document };
    let name = state.document.name().to_owned();
    let question = question.map(|text| (ENTRY, text));
    crate::draft(&files, Wanted::File(&name), &state.settings(), question)
}

/// One line that says that something could not be done.
pub(in crate::repl) fn refuse(message: &str, out: &mut dyn Write) -> io::Result<After> {
    writeln!(out, "{BAD}error{BAD:#}: {message}")?;
    Ok(After::Failed)
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Command,
    Statement,
    Expression,
}

impl Kind {
    /// Statement keywords are contextual: an entry that starts with one is a statement, unless it can only be read as
    /// an expression about a name that is there.
    fn of(text: &str, session: &Session) -> Self {
        use crate::diagnostic::{Problems, nearest};
        use crate::source::FileId;
        let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        if text.lines().all(is_comment) {
            return Kind::Nothing;
        }
        if text.starts_with(':') {
            return Kind::Command;
        }
        let word = first_word(text);
        let mut problems = Problems::new();
        let reads_as_statement = || {
            let mut problems = Problems::new();
            let tree = crate::syntax::parse(text, FileId::default(), &mut problems);
            !problems.has_errors() && !tree.statements.is_empty()
        };
        if STATEMENTS.contains(&word) {
            let is_expression = || {
                let mut problems = Problems::new();
                crate::syntax::parse_question(text, FileId::default(), &mut problems).is_some()
                    && !problems.has_errors()
                    && session.is_value_name(first_path(text))
            };
            return match !reads_as_statement() && is_expression() {
                true => Kind::Expression,
                false => Kind::Statement,
            };
        }
        let is_expression = crate::syntax::parse_question(text, FileId::default(), &mut problems).is_some()
            && !problems.has_errors();
        if is_expression || session.is_value_name(first_path(text)) {
            return Kind::Expression;
        }
        // `requre pain_months >= 6`, or a comment before a statement.
        let then = text.get(word.len()..).unwrap_or_default().trim_start();
        let names_something = then.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '"');
        let misspelt = nearest(word, STATEMENTS.iter().copied()).is_some() && names_something;
        match misspelt || reads_as_statement() {
            true => Kind::Statement,
            false => Kind::Expression,
        }
    }
}

impl Session {
    /// Is it the name of a value, or of a field of one?
    fn is_value_name(&self, path: &str) -> bool {
        let first =
            |name: &str| path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.names().iter().any(|name| {
            let is_value = matches!(
                name.kind,
                NameKind::Fact
                    | NameKind::Definition
                    | NameKind::Parameter
                    | NameKind::BuiltIn
                    | NameKind::Ruleset
            );
            is_value && first(&name.name)
        })
    }
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn first_path(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches('.')
}
