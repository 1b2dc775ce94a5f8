//! All files of a ruleset: itself, what it uses, and what that uses.

use std::collections::HashMap;

use crate::diagnostic::{Code, Problem, Problems};
use crate::limits::{Limit, Limits, MAX_FILES, MAX_USE_DEPTH};
use crate::loader::{LoadError, LoadedFile, Loader, Wanted};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{
    CodeSource, Extend, File, Header, StatementKind, TestsHeader, Text, Use, UseTarget,
};
use crate::syntax::parse_within;

/// The files in the order in which they can be checked: each after the ones it uses, the entry last.
pub struct Loaded {
    /// The texts.
    pub sources: SourceMap,
    /// The trees.
    pub files: Vec<(FileId, File)>,
    /// The value set files, by the place where they are named.
    pub attached: HashMap<Span, FileId>,
    /// The files that `use`, `extend` and `tests for` statements name, by the place of the statement.
    pub uses: HashMap<Span, FileId>,
    /// How large they may be, and what comes of them.
    pub limits: Limits,
}

impl Loaded {
    /// The file that was asked for, which is the last one.
    pub fn asked_for(&self) -> Option<&(FileId, File)> {
        self.files.last()
    }

    /// If the file that was asked for holds tests of a ruleset: its header, and the ruleset, if it could be read.
    pub fn tested(&self) -> Option<(&TestsHeader, Option<FileId>)> {
        let (_, tree) = self.asked_for()?;
        let (header, place) = tests_header(tree)?;
        Some((header, self.uses.get(&place).copied()))
    }

    /// The file that is checked: the ruleset that is tested, or else the file that was asked for.
    pub fn entry(&self) -> Option<FileId> {
        match self.tested() {
            Some((_, Some(ruleset))) => Some(ruleset),
            _ => self.asked_for().map(|(file, _)| *file),
        }
    }

    /// The statements of a file.
    pub fn tree(&self, file: FileId) -> Option<&File> {
        self.files.iter().find(|(id, _)| *id == file).map(|(_, tree)| tree)
    }
}

/// The header of a file of tests, and its place.
pub fn tests_header(tree: &File) -> Option<(&TestsHeader, Span)> {
    tree.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Tests(header) => Some((header, statement.place.0)),
        _ => None,
    })
}

/// What a file says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `vocabulary NAME`.
    Vocabulary,
    /// `ruleset NAME`, or `extend BASE as NAME`.
    Ruleset,
}

/// The header of a file, and what it says that the file is.
pub fn header(tree: &File) -> Option<(&Header, Kind)> {
    tree.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Vocabulary(header) => Some((header, Kind::Vocabulary)),
        StatementKind::Ruleset(header) => Some((header, Kind::Ruleset)),
        StatementKind::Extend(extend) => Some((&extend.header, Kind::Ruleset)),
        _ => None,
    })
}

/// Reads the entry and everything it uses.
pub fn load_all(loader: &dyn Loader, wanted: Wanted<'_>, problems: &mut Problems) -> Loaded {
    let mut walk = Walk {
        loader,
        limits: loader.limits(),
        problems,
        sources: SourceMap::default(),
        files: Vec::new(),
        attached: HashMap::new(),
        uses: HashMap::new(),
        done: Vec::new(),
        open: Vec::new(),
        full: false,
    };
    match loader.load(wanted, None) {
        Ok(file) => {
            walk.file(file);
        }
        Err(error) => {
            let name = match wanted {
                Wanted::Name(name) | Wanted::File(name) => name,
            };
            let file = walk.sources.add(name, "");
            walk.problems.push(load_problem(&error, name, Span::new(file, 0, 0)));
        }
    }
    let Walk { sources, files, attached, uses, limits, .. } = walk;
    Loaded { sources, files, attached, uses, limits }
}

/// No statement starts with a brace or a bracket.
fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

struct Walk<'a> {
    loader: &'a dyn Loader,
    limits: Limits,
    problems: &'a mut Problems,
    sources: SourceMap,
    files: Vec<(FileId, File)>,
    attached: HashMap<Span, FileId>,
    uses: HashMap<Span, FileId>,
    /// Files that were read, by name.
    done: Vec<(String, FileId)>,
    /// The files being read, each used by the one before it; the place of the `use` beside it.
    open: Vec<(String, FileId)>,
    full: bool,
}

impl Walk<'_> {
    fn file(&mut self, loaded: LoadedFile) -> FileId {
        // What a record says of a patient has no place in an error.
        let is_record = looks_like_json(&loaded.text);
        let shown = if is_record { "" } else { loaded.text.as_str() };
        let id = self.sources.add(loaded.name.as_str(), shown);
        if is_record {
            self.problems.push(
                Problem::new(
                    Code::Unreadable,
                    Span::new(id, 0, 0),
                    format!("`{}` is a record in JSON, and no ruleset", loaded.name),
                )
                .help("name the ruleset first, then the records: `elig run RULESET RECORD …`"),
            );
            self.done.push((loaded.name, id));
            self.files.push((id, File::default()));
            return id;
        }
        self.done.push((loaded.name.clone(), id));
        self.open.push((loaded.name, id));
        let tree = parse_within(&loaded.text, id, &self.limits, self.problems);
        for statement in &tree.statements {
            match &statement.kind {
                StatementKind::Use(used) => {
                    self.used(Asked::Use(used, header(&tree).map(|(_, kind)| kind)), statement.place.0);
                }
                StatementKind::Extend(extend) => self.used(Asked::Extend(extend), statement.place.0),
                StatementKind::Tests(tests) => self.used(Asked::Tests(tests), statement.place.0),
                StatementKind::ValueSet(set) => match &set.codes {
                    CodeSource::File(file) => self.value_set(file),
                    CodeSource::Here(_) => {}
                },
                _ => {}
            }
        }
        self.open.pop();
        self.files.push((id, tree));
        id
    }

    /// A value set's file is a text of the ruleset like any other: it has places, and part in the fingerprint.
    fn value_set(&mut self, file: &Text) {
        let (name, place) = (file.value(), file.place.0);
        let from = self.open.last().map(|(name, _)| name.clone());
        match self.loader.load(Wanted::File(&name), from.as_deref()) {
            Ok(loaded) => {
                let id = self.sources.add(loaded.name.as_str(), loaded.text.as_str());
                self.attached.insert(place, id);
            }
            Err(error) => self.problems.push(load_problem(&error, &name, place)),
        }
    }

    fn used(&mut self, asked: Asked<'_>, place: Span) {
        let target = asked.target();
        let (wanted_text, span) = match target {
            UseTarget::Name(path) => (path.text.clone(), path.place.0),
            UseTarget::File(text) => (text.value(), text.place.0),
        };
        let wanted = match target {
            UseTarget::Name(_) => Wanted::Name(&wanted_text),
            UseTarget::File(_) => Wanted::File(&wanted_text),
        };
        let from = self.open.last().map(|(name, _)| name.clone());
        let loaded = match self.loader.load(wanted, from.as_deref()) {
            Ok(loaded) => loaded,
            Err(error) => return self.problems.push(load_problem(&error, &wanted_text, span)),
        };
        if let Some(at) = self.open.iter().position(|(name, _)| *name == loaded.name) {
            return self.report_cycle(at, span);
        }
        let known = self.done.iter().find(|(name, _)| *name == loaded.name).map(|(_, id)| *id);
        let id = match known {
            Some(id) => id,
            None if self.done.len() >= MAX_FILES || self.open.len() >= MAX_USE_DEPTH => {
                if !self.full {
                    self.full = true;
                    self.problems.push(
                        Problem::new(Code::TooLarge, span, "too many files use one another").help(format!(
                            "a ruleset has at most {MAX_FILES} files, at most {MAX_USE_DEPTH} deep"
                        )),
                    );
                }
                return;
            }
            None => self.file(loaded),
        };
        self.check_header(asked, id, &wanted_text, place);
    }

    /// A used file says what it is, and is what it was asked for.
    fn check_header(&mut self, asked: Asked<'_>, id: FileId, wanted: &str, place: Span) {
        let Some((_, tree)) = self.files.iter().find(|(file, _)| *file == id) else { return };
        let name = self.sources.name(id).to_owned();
        let target = asked.target();
        let at = match target {
            UseTarget::Name(path) => path.place.0,
            UseTarget::File(text) => text.place.0,
        };
        if tests_header(tree).is_some() {
            self.problems.push(
                Problem::new(Code::MisplacedUse, at, format!("`{name}` holds tests, which nothing can use"))
                    .help("patients that several files share stand in a vocabulary: `vocabulary NAME`, and then the patients"),
            );
            return;
        }
        let Some((header, kind)) = header(tree) else {
            if tree.broken_names.is_empty() {
                let word = if matches!(asked, Asked::Use(..)) { "vocabulary" } else { "ruleset" };
                self.problems.push(
                    Problem::new(Code::NoHeader, place, format!("`{name}` has no header")).help(format!(
                        "start it with `{word} {} \"title\"`",
                        wanted.trim_end_matches(".elig")
                    )),
                );
            }
            return;
        };
        let problem = misused(asked, header, kind, at);
        // Used wrongly, the names of a vocabulary are there all the same.
        if problem.is_none() || (kind == Kind::Vocabulary && matches!(asked, Asked::Use(..))) {
            self.uses.insert(place, id);
        }
        let other_name = matches!(target, UseTarget::Name(_)) && header.name.text != wanted;
        self.problems.extend(other_name.then(|| {
            let message = format!("`{name}` declares `{}`, not `{wanted}`", header.name.text);
            Problem::new(Code::NameMismatch, place, message)
                .also(header.name.place.0, "it is called so here")
                .help("use it by the name it declares, or mend its header")
        }));
        self.problems.extend(problem);
    }

    fn report_cycle(&mut self, at: usize, span: Span) {
        let names: Vec<_> = self.open.iter().skip(at).map(|(name, _)| format!("`{name}`")).collect();
        let first = names.first().cloned().unwrap_or_default();
        self.problems.push(
            Problem::new(Code::ImportCycle, span, "these files use each other in a circle")
                .says(format!("{} → {first}", names.join(" → ")))
                .help("move what both need into a vocabulary of its own; of two rulesets only one can ask the other"),
        );
    }
}

/// What asks for a file.
#[derive(Clone, Copy)]
enum Asked<'s> {
    /// `use`, in a file of this kind.
    Use(&'s Use, Option<Kind>),
    /// `extend`.
    Extend(&'s Extend),
    /// `tests for`.
    Tests(&'s TestsHeader),
}

impl<'s> Asked<'s> {
    fn target(self) -> &'s UseTarget {
        match self {
            Asked::Use(used, _) => &used.target,
            Asked::Extend(extend) => &extend.base,
            Asked::Tests(tests) => &tests.of,
        }
    }
}

/// A vocabulary's names are used as they are; a ruleset is asked, by a ruleset.
fn misused(asked: Asked<'_>, header: &Header, kind: Kind, place: Span) -> Option<Problem> {
    let name = &header.name.text;
    Some(match (asked, kind) {
        (Asked::Extend(_), Kind::Vocabulary) => Problem::new(
            Code::BaseNoRuleset,
            place,
            format!("`{name}` is a vocabulary, and has no rules to change"),
        )
        .also(header.name.place.0, "declared here")
        .help(format!("start this file with `ruleset NAME`, and `use {name}`")),
        (Asked::Tests(_), Kind::Vocabulary) => Problem::new(
            Code::MisplacedUse,
            place,
            format!("`{name}` is a vocabulary, and decides nothing that could be tested"),
        )
        .also(header.name.place.0, "declared here")
        .help("name the ruleset whose verdicts are tested: `tests for NAME`"),
        (Asked::Use(used, _), Kind::Vocabulary) if used.alias.is_some() || !used.settings.is_empty() => {
            let what = match used.alias {
                Some(_) => "its names are used as they are, and it has no other name here",
                None => "its parameters are those of the ruleset that uses it",
            };
            Problem::new(Code::MisplacedUse, place, format!("`{name}` is a vocabulary: {what}")).help(
                format!("write `use {name}`; only a ruleset is used `as` something, or `with` other values"),
            )
        }
        (Asked::Use(_, Some(Kind::Vocabulary)), Kind::Ruleset) => Problem::new(
            Code::MisplacedUse,
            place,
            format!("`{name}` is a ruleset, and a vocabulary asks none"),
        )
        .also(header.name.place.0, "declared here")
        .help("use it in a ruleset; what a record may hold does not hang on what a ruleset says"),
        _ => return None,
    })
}

fn load_problem(error: &LoadError, wanted: &str, span: Span) -> Problem {
    match error {
        LoadError::NotFound { tried } => {
            Problem::new(Code::FileNotFound, span, format!("`{wanted}` was not found"))
                .help(format!("looked at {}", tried.join(", ")))
        }
        LoadError::TooLarge { .. } => Problem::new(Code::TooLarge, span, error.to_string()).help(format!(
            "split it into a vocabulary and several rulesets that `use` it; {}",
            Limit::FileBytes.help()
        )),
        LoadError::Unreadable { name, why } => {
            Problem::new(Code::Unreadable, span, format!("`{name}` cannot be read: {why}"))
                .help("rulesets are plain text files in UTF-8")
        }
    }
}
