//! A ruleset with everything that is tested of it: its own tests, and those of files of tests.

use std::sync::Arc;

use super::overlay::{Files, Overlay, Recorder};
use crate::diagnostic::Problems;
use crate::limits::Limits;
use crate::loader::{LoadError, LoadedFile, Loader, Wanted};
use crate::source::{FileId, SourceMap};
use crate::syntax::ast::{FieldValue, StatementKind};
use crate::syntax::parse;
use crate::syntax::print::print_expr;
use crate::testing::{Suite, Test};
use crate::{Compilation, Ruleset, Settings, compile, compile_with};

/// A ruleset with all tests of it.
#[derive(Debug)]
pub struct Tested {
    /// The ruleset as it was compiled, with its own tests.
    pub compilation: Compilation,
    /// The name of its file.
    pub name: String,
    /// Its tests, those under the same settings together; those under its own settings first, be there any or not.
    pub groups: Vec<Group>,
    files: Files,
}

/// Tests of a ruleset with the same settings.
#[derive(Debug)]
pub struct Group {
    /// What its parameters are set to.
    pub settings: Settings,
    /// The ruleset so set.
    pub ruleset: Ruleset,
    /// The files with tests.
    pub suites: Vec<TestFile>,
}

/// A file with tests.
#[derive(Debug)]
pub struct TestFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
    /// Its patients and tests.
    pub suite: Suite,
    files: Files,
}

impl TestFile {
    /// The file with more at its end.
    pub fn compile_with(&self, more: &str) -> Compilation {
        let text = format!("{}\n\n{more}", self.text.trim_end());
        compile(&Overlay { files: &self.files, name: &self.name, text: &text }, Wanted::File(&self.name))
    }
}

impl Group {
    /// All tests.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.suites.iter().flat_map(|file| &file.suite.tests)
    }
}

impl Tested {
    /// The rulesets that are tested in these files, each once, in the order named. Files that do not compile are left
    /// out.
    pub fn all(loader: &dyn Loader, files: &[String]) -> Vec<Tested> {
        let mut all: Vec<Tested> = Vec::new();
        for file in files {
            let recorder = Recorder::new(loader);
            let compilation = compile(&recorder, Wanted::File(file));
            if compilation.ruleset.as_ref().is_none_or(Ruleset::is_vocabulary) {
                continue;
            }
            let name = compilation.sources.name(compilation.entry).to_owned();
            let known = all.iter().position(|tested| tested.name == name);
            let at = match known {
                Some(at) => at,
                None => {
                    let Some(tested) = Tested::new(loader, name) else { continue };
                    all.push(tested);
                    all.len() - 1
                }
            };
            if let Some(tested) = all.get_mut(at) {
                tested.add(&compilation, recorder.into_files());
            }
        }
        all.retain(Self::has_tests);
        all
    }

    /// Has it any?
    pub fn has_tests(&self) -> bool {
        self.groups.iter().any(|group| group.tests().next().is_some())
    }

    /// Leaves out tests, by the file that they stand in and by themselves.
    pub fn retain_tests(&mut self, wanted: impl Fn(&str, &Test) -> bool) {
        for file in self.groups.iter_mut().flat_map(|group| &mut group.suites) {
            file.suite.tests.retain(|test| wanted(&file.name, test));
        }
    }

    fn new(loader: &dyn Loader, name: String) -> Option<Self> {
        let recorder = Recorder::new(loader);
        let compilation = compile(&recorder, Wanted::File(&name));
        compilation.ruleset.as_ref()?;
        let mut tested = Self { name, groups: Vec::new(), files: recorder.into_files(), compilation };
        // With its own settings it decides, be it tested with them or not: a mutant that differs there is not equivalent.
        tested.group(Settings::new())?;
        Some(tested)
    }

    /// The tests of a file, under the settings that it names.
    fn add(&mut self, compilation: &Compilation, files: Files) {
        let file = FileId::default();
        let sources = &compilation.sources;
        let written: Vec<String> = settings(sources, file).iter().map(setting).collect();
        let settings = written.iter().fold(Settings::new(), |all, one| all.written("setting", one.as_str()));
        let suite = TestFile {
            name: sources.name(file).to_owned(),
            text: sources.text(file).into(),
            suite: compilation.suite.clone(),
            files,
        };
        if let Some(group) = self.group(settings) {
            group.suites.push(suite);
        }
    }

    /// The tests with these settings; `None` if the ruleset does not compile with them.
    fn group(&mut self, settings: Settings) -> Option<&mut Group> {
        let known = self.groups.iter().position(|group| group.settings == settings);
        let at = match known {
            Some(at) => at,
            None => {
                let base = self.compilation.sources.text(self.compilation.entry);
                let ruleset = self.compile(&self.name, &without_tests(base), &settings).ruleset?;
                self.groups.push(Group { settings, ruleset, suites: Vec::new() });
                self.groups.len() - 1
            }
        };
        self.groups.get_mut(at)
    }

    /// The ruleset with another text in the place of one file's.
    pub fn compile(&self, name: &str, text: &str, settings: &Settings) -> Compilation {
        let (sources, entry) = (&self.compilation.sources, self.compilation.entry);
        let wanted = Wanted::File(&self.name);
        if name == self.name {
            return compile_with(&Overlay { files: &self.files, name, text }, wanted, settings);
        }
        let own = without_tests(sources.text(entry));
        let bare = Overlay { files: &self.files, name: &self.name, text: &own };
        compile_with(&Overlay { files: &bare, name, text }, wanted, settings)
    }
}

impl Loader for Tested {
    /// The files of the ruleset as they were read.
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        self.files.load(wanted, from)
    }

    fn limits(&self) -> Limits {
        self.files.limits()
    }
}

/// What the header of a file of tests sets; nothing in any other file.
fn settings(sources: &SourceMap, file: FileId) -> Vec<FieldValue> {
    let tree = parse(sources.text(file), file, &mut Problems::new());
    let header = tree.statements.into_iter().find_map(|statement| match statement.kind {
        StatementKind::Tests(header) => Some(header.settings),
        _ => None,
    });
    header.unwrap_or_default()
}

fn setting(setting: &FieldValue) -> String {
    format!("{} = {}", setting.path.text, print_expr(&setting.value))
}

/// The text with blanks in the place of patients and tests: nothing else moves.
pub fn without_tests(text: &str) -> String {
    let tree = parse(text, FileId::default(), &mut Problems::new());
    let mut bytes = text.as_bytes().to_vec();
    for statement in &tree.statements {
        if matches!(statement.kind, StatementKind::Patient(_) | StatementKind::Test(_))
            && let Some(stretch) = bytes.get_mut(statement.place.0.range())
        {
            stretch.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
