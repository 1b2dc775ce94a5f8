//! What is to be otherwise of a patient, as somebody writes it.

use std::sync::Arc;

use crate::diagnostic::{Code, Problem, Problems};
use crate::engine::Ruleset;
use crate::patient::Patient;
use crate::patient::sample::{AS_OF, unknown_fact};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::Expr;
use crate::syntax::parse_setting;

/// Changes to a patient's record: facts that are set to a value, and facts that are taken away.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    set: Vec<(Arc<str>, Expr)>,
    unset: Vec<Arc<str>>,
}

/// How the ways to change a record are called where the texts come from, so that a message can name them.
#[derive(Debug, Clone, Copy)]
pub struct Origins {
    /// Where a fact is set: `--set`.
    pub set: &'static str,
    /// Where a fact is taken away: `--unset`.
    pub unset: &'static str,
    /// Where a parameter is set: `--parameter`.
    pub parameter: &'static str,
}

impl Changes {
    /// Reads changes as they are written: `FACT = VALUE` each to set, and the names of facts to take away; `as_of`
    /// is the date of the decision.
    ///
    /// # Errors
    /// Every mistake, with the texts that it points into.
    pub fn read(
        ruleset: &Ruleset,
        (set, unset): (&[String], &[String]),
        origins: Origins,
    ) -> Result<Self, (Problems, SourceMap)> {
        let mut reading = Reading {
            ruleset,
            origins,
            sources: SourceMap::default(),
            problems: Problems::new(),
            seen: Vec::new(),
        };
        let mut changes = Self::default();
        for text in set {
            changes.set.extend(reading.set(text));
        }
        for name in unset {
            changes.unset.extend(reading.unset(name));
        }
        if reading.problems.is_empty() { Ok(changes) } else { Err((reading.problems, reading.sources)) }
    }

    /// Is nothing to be otherwise?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.unset.is_empty()
    }

    /// Is the date of the decision another one?
    #[must_use]
    pub fn sets_date(&self) -> bool {
        self.set.iter().any(|(name, _)| **name == *AS_OF)
    }

    /// The patient with these changes.
    ///
    /// # Errors
    /// When the patient's record is of another vocabulary.
    pub fn apply(&self, patient: &Patient) -> Result<Patient, Problems> {
        let mut changed = patient.clone();
        for (fact, value) in &self.set {
            changed = changed.with(fact, value)?;
        }
        for fact in &self.unset {
            changed = changed.without(fact);
        }
        Ok(changed)
    }
}

/// Reads texts, and collects what is wrong with them.
struct Reading<'r> {
    ruleset: &'r Ruleset,
    origins: Origins,
    sources: SourceMap,
    problems: Problems,
    seen: Vec<(Arc<str>, Span)>,
}

impl Reading<'_> {
    fn set(&mut self, text: &str) -> Option<(Arc<str>, Expr)> {
        let file = self.sources.add(self.origins.set, text);
        if !text.contains('=') {
            let span = Span::new(file, 0, text.len());
            let example = self.ruleset.vocabulary().facts().next().map_or("FACT", |fact| &fact.path);
            self.problems.push(
                Problem::new(Code::Syntax, span, format!("`{}` sets no fact", text.trim())).help(format!(
                    "write `FACT=VALUE`, with a value as the language writes it, such as `{example}=…`; to take a fact away, `{} FACT`",
                    self.origins.unset
                )),
            );
            return None;
        }
        let setting = parse_setting(text, file, &mut self.problems)?;
        let name: Arc<str> = setting.path.text.as_str().into();
        self.name(&name, setting.path.place.0)?;
        match Patient::new(self.ruleset.vocabulary()).with(&name, &setting.value) {
            Ok(_) => Some((name, setting.value)),
            Err(problems) => {
                // A record says of a fact that it is not known; here it is taken away.
                let unset = format!("if it is not known, `{} {name}`", self.origins.unset);
                self.problems.extend(problems.into_iter().map(|mut problem| {
                    problem.help = problem.help.map(|help| help.replace("if it is not known, null", &unset));
                    problem
                }));
                None
            }
        }
    }

    fn unset(&mut self, text: &str) -> Option<Arc<str>> {
        let file = self.sources.add(self.origins.unset, text);
        let span = Span::new(file, 0, text.len());
        if text.contains('=') {
            let help = format!("write `{} {text}`", self.origins.set);
            let message = format!("`{}` takes a fact away, and takes no value", self.origins.unset);
            self.problems.push(Problem::new(Code::Syntax, span, message).help(help));
            return None;
        }
        let name: Arc<str> = text.trim().into();
        if *name == *AS_OF {
            let problem = Problem::new(Code::NotConstant, span, "a decision always has a date");
            let help = format!("set another one: `{} as_of=@2026-03-01`", self.origins.set);
            self.problems.push(problem.help(help));
            return None;
        }
        self.name(&name, span)?;
        Some(name)
    }

    /// Is it the name of a fact that is not yet changed?
    fn name(&mut self, name: &Arc<str>, span: Span) -> Option<()> {
        let problem = name_of_fact(self.ruleset, name, span, self.origins.parameter);
        let twice = self.seen.iter().find(|(seen, _)| seen == name);
        let problem = problem.or_else(|| {
            let (_, first) = twice?;
            let problem = Problem::new(Code::SetTwice, span, format!("`{name}` is changed twice"));
            Some(problem.also(*first, "first changed here").help("keep one of the two"))
        });
        self.seen.push((Arc::clone(name), span));
        match problem {
            Some(problem) => {
                self.problems.push(problem);
                None
            }
            None => Some(()),
        }
    }
}

/// What is wrong with a name, if it is none of a fact, nor `as_of`; `parameter` says how parameters are set.
#[must_use]
pub fn name_of_fact(ruleset: &Ruleset, name: &str, span: Span, parameter: &str) -> Option<Problem> {
    let vocabulary = ruleset.vocabulary();
    if name == AS_OF || vocabulary.find(name).is_some() {
        return None;
    }
    let about = ruleset.about();
    if let Some(found) = about.parameters.iter().find(|found| *found.name == *name) {
        let value = found.ty.show(&found.value);
        return Some(
            Problem::new(
                Code::UnknownName,
                span,
                format!("`{name}` is a parameter of the ruleset, and no fact"),
            )
            .help(format!("set it with `{parameter} {name}=VALUE`; it is {value} now")),
        );
    }
    let path = crate::syntax::ast::Path { text: name.to_owned(), place: crate::syntax::ast::Place(span) };
    let problem = unknown_fact(&path, vocabulary);
    if about.rules.iter().any(|rule| *rule.label == *name) {
        return Some(problem.help(format!(
            "`{name}` is a rule: what it says follows from the facts that it reads; change one of these"
        )));
    }
    Some(problem)
}
