//! By what a statement is known: another one of the same name takes its place.

use crate::check::only_name;
use crate::syntax::ast::{Statement, StatementKind, UseTarget};

/// Which names do not clash with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Header,
    Value,
    Function,
    Type,
    Source,
    ValueSet,
    Analyte,
    Rule,
    Output,
    Patient,
    Test,
    Assumption,
    Use,
    Accept,
}

/// By what a statement is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    space: Space,
    name: String,
}

/// What a statement is known by; `None` of a rule that is called by its line.
pub fn key_of(statement: &Statement, is_subject: &dyn Fn(&str) -> bool) -> Option<Key> {
    let (space, name) = match &statement.kind {
        StatementKind::Ruleset(_)
        | StatementKind::Vocabulary(_)
        | StatementKind::Extend(_)
        | StatementKind::Tests(_) => (Space::Header, String::new()),
        StatementKind::Use(used) => (Space::Use, used_name(&used.target)),
        StatementKind::Source(source) => (Space::Source, source.name.text.clone()),
        StatementKind::Parameter(parameter) => (Space::Value, parameter.name.text.clone()),
        StatementKind::Fact(fact) => (Space::Value, fact.path.text.clone()),
        StatementKind::Record(record) => (Space::Type, record.name.text.clone()),
        StatementKind::Choice(values) | StatementKind::Scale(values) => {
            (Space::Type, values.name.text.clone())
        }
        StatementKind::ValueSet(set) => (Space::ValueSet, set.name.text.clone()),
        StatementKind::Analyte(analyte) => (Space::Analyte, analyte.name.text.clone()),
        StatementKind::Define(define) if define.parameters.is_some() => {
            (Space::Function, define.name.text.clone())
        }
        StatementKind::Define(define) => (Space::Value, define.name.text.clone()),
        StatementKind::Score(score) => (Space::Value, score.name.text.clone()),
        StatementKind::Table(table) => (Space::Value, table.name.text.clone()),
        StatementKind::Rule(rule) => {
            let label = match &rule.label {
                Some(label) => label.text.clone(),
                None => only_name(&rule.condition, is_subject)?.to_owned(),
            };
            (Space::Rule, label)
        }
        StatementKind::Output(output) => (Space::Output, output.name.text.clone()),
        StatementKind::Assume(assume) => (Space::Assumption, assume.path.text.clone()),
        StatementKind::Patient(patient) => (Space::Patient, patient.name.text.clone()),
        StatementKind::Test(test) => (Space::Test, test.title.value()),
        StatementKind::Accept(accept) => (Space::Accept, accept.mutant.value()),
        // A fact may stand in several places: each binding counts by itself.
        StatementKind::Bind(_) => return None,
    };
    Some(Key { space, name })
}

fn used_name(target: &UseTarget) -> String {
    match target {
        UseTarget::Name(path) => path.text.clone(),
        UseTarget::File(text) => text.value(),
    }
}

/// What a statement is, for people: ``the fact `pain_months` ``.
pub fn in_words(statement: &Statement, is_subject: &dyn Fn(&str) -> bool) -> String {
    let named = |what: &str| match key_of(statement, is_subject) {
        Some(key) if !key.name.is_empty() => format!("the {what} `{}`", key.name),
        _ => format!("the {what}"),
    };
    match &statement.kind {
        StatementKind::Ruleset(_)
        | StatementKind::Vocabulary(_)
        | StatementKind::Extend(_)
        | StatementKind::Tests(_) => "the header".to_owned(),
        StatementKind::Use(used) => format!("`use {}`", used_name(&used.target)),
        StatementKind::Source(_) => named("source"),
        StatementKind::Parameter(_) => named("parameter"),
        StatementKind::Fact(_) => named("fact"),
        StatementKind::Record(_) => named("record"),
        StatementKind::Choice(_) => named("choice"),
        StatementKind::Scale(_) => named("scale"),
        StatementKind::ValueSet(_) => named("value set"),
        StatementKind::Analyte(_) => named("analyte"),
        StatementKind::Define(define) if define.parameters.is_some() => named("function"),
        StatementKind::Define(_) => named("definition"),
        StatementKind::Score(_) => named("score"),
        StatementKind::Table(_) => named("table"),
        StatementKind::Rule(_) => named("rule"),
        StatementKind::Output(_) => named("output"),
        StatementKind::Assume(_) => named("assumption about"),
        StatementKind::Patient(_) => named("patient"),
        StatementKind::Test(_) => named("test"),
        StatementKind::Accept(_) => named("acceptance of"),
        StatementKind::Bind(bind) => format!("the binding of `{}`", bind.fact.text),
    }
}
