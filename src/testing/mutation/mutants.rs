//! The changed rulesets: what is changed in each, where, and the text that comes of it.

use std::collections::HashSet;
use std::sync::Arc;

use super::edit::{Edit, apply};
use super::operators::{Found, Names, Told, of_statement, of_value_set};
use crate::Compilation;
use crate::diagnostic::Problems;
use crate::ir::{Program, Step};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{File, StatementKind};
use crate::syntax::parse;

/// What is changed: a rule by its label alone, anything else with the word before its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// `define`, `score` and so on; empty of a rule.
    pub word: &'static str,
    /// The label, or the name.
    pub name: Arc<str>,
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.word {
            "" => write!(f, "{}", self.name),
            word => write!(f, "{word} {}", self.name),
        }
    }
}

/// A ruleset that differs from the one that is tested in one place.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What is changed.
    pub subject: Subject,
    /// How, in words: "`>=` became `>` in `pain.months >= 6`".
    pub what: String,
    /// Where the change begins.
    pub place: Span,
    edits: Vec<Edit>,
    /// A label for a rule that is called by its condition.
    pin: Option<Edit>,
}

impl Mutant {
    /// With these edits, which stand in order.
    pub(super) fn new(subject: Subject, what: String, edits: Vec<Edit>, pin: Option<Edit>) -> Self {
        let first = edits.first().map(|edit| edit.span).unwrap_or_default();
        let place = edits.iter().fold(first, |place, edit| place.to(edit.span));
        Self { subject, what, place, edits, pin }
    }

    /// The changed text of the file in which it stands.
    #[must_use]
    pub fn text(&self, original: &str) -> String {
        let mut edits: Vec<&Edit> = self.pin.iter().chain(&self.edits).collect();
        edits.sort_by_key(|edit| edit.span.start);
        apply(original, &edits)
    }

    /// What sorts it out from all others of its ruleset, wherever it stands: "chronic: `>=` became `>` in …".
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}: {}", self.subject, self.what)
    }

    /// The lines that are changed, before and after, and the number of the first.
    #[must_use]
    pub fn lines(&self, original: &str) -> Lines {
        let edits: Vec<&Edit> = self.edits.iter().collect();
        let changed = apply(original, &edits);
        let first = original.get(..self.place.start as usize).unwrap_or_default().matches('\n').count();
        let last = original.get(..self.place.end as usize).unwrap_or_default().matches('\n').count();
        let numbered = |text: &str| -> Vec<(usize, String)> {
            let lines = text.lines().enumerate().skip(first).take(last - first + 1);
            lines.map(|(number, line)| (number + 1, line.trim_end().to_owned())).collect()
        };
        let (mut before, mut after) = (numbered(original), numbered(&changed));
        let same: HashSet<usize> =
            before.iter().filter(|line| after.contains(line)).map(|(at, _)| *at).collect();
        before.retain(|(at, _)| !same.contains(at));
        after.retain(|(at, line)| !same.contains(at) && !line.is_empty());
        let number = before.first().map_or(first + 1, |(at, _)| *at);
        let text = |lines: Vec<(usize, String)>| lines.into_iter().map(|(_, line)| line).collect();
        Lines { number, before: text(before), after: text(after) }
    }
}

/// Lines that are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The number of the first.
    pub number: usize,
    /// As they are.
    pub before: Vec<String>,
    /// As the mutant has them; none where all was dropped.
    pub after: Vec<String>,
}

/// All mutants of the ruleset that was compiled: of its own file, and of the value sets that its rules ask.
#[must_use]
pub fn mutants(compilation: &Compilation) -> Vec<Mutant> {
    let Some(ruleset) = &compilation.ruleset else { return Vec::new() };
    let sources = &compilation.sources;
    let names = Names::of(ruleset.vocabulary());
    let told = Told { about: ruleset.about(), sources };
    let mut found = Found::new(&names);
    for statement in &tree(sources, compilation.entry).statements {
        of_statement(statement, &told, &mut found);
    }
    let sets = sets_asked(ruleset.program());
    for (file, _) in sources.iter() {
        for statement in &tree(sources, file).statements {
            match &statement.kind {
                StatementKind::ValueSet(set) if sets.contains(set.name.text.as_str()) => {
                    of_value_set(set, &mut found);
                }
                _ => {}
            }
        }
    }
    let mut seen = HashSet::new();
    let mut mutants = found.mutants;
    mutants.retain(|mutant| {
        seen.insert((mutant.place.file, mutant.edits.iter().map(Edit::key).collect::<Vec<_>>()))
    });
    mutants
}

/// The statements of a file. A value set in JSON has none.
fn tree(sources: &SourceMap, file: FileId) -> File {
    let text = sources.text(file);
    if text.trim_start().starts_with(['{', '[']) {
        return File::default();
    }
    parse(text, file, &mut Problems::new())
}

/// The names of the value sets that the program asks.
fn sets_asked(program: &Program) -> HashSet<&str> {
    let mut found = HashSet::new();
    let mut open: Vec<&[Step]> = vec![program.steps()];
    while let Some(steps) = open.pop() {
        for step in steps {
            match step {
                Step::InSet(_, set) => {
                    found.insert(set.name());
                }
                Step::Each { body, .. } => open.push(&body.steps),
                Step::Windows { asked, .. } => {
                    open.push(&asked.steps);
                    open.extend(asked.questions.iter().map(|question| &*question.body.steps));
                }
                _ => {}
            }
        }
    }
    found
}
