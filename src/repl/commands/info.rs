//! `:info`.

use std::io::{self, Write};

use super::{Call, Command, Takes};
use crate::cli::explain::page;
use crate::cli::run::text::{Detail, write_finding};
use crate::cli::style::{QUIET, STRONG};
use crate::cli::units::about_unit;
use crate::diagnostic::{Code, nearest};
use crate::quantity::Unit;
use crate::repl::session::{After, Session, in_entry, tell_of_entry};
use crate::source::Span;
use crate::vocabulary::ValueType;
use crate::{NameInScope, NameKind};

/// Lines of a statement that are shown.
const LINES_SHOWN: usize = 20;

pub const INFO: Command = Command {
    name: "info",
    arguments: "NAME",
    summary: "show all about a name: a fact, a definition, a rule, a source, a unit, a code",
    help: "What it is, its type, its words and where it is declared; of a rule what it says of the record; of a code of an \
           error or a warning its page; of a unit in quotes what it measures.",
    example: &[":info pain_months", ":info E0104", ":info 'mg/dL'"],
    takes: Takes::Name,
    private: false,
    run: |session, call, out| {
        let name = call.arguments;
        if name.is_empty() {
            return call.wrong("about what?", "name something: `:info pain_months`, `:info E0104`", out);
        }
        if let Some(code) = Code::find(name) {
            page(code.page(), out)?;
            return Ok(After::Done);
        }
        let mut found = false;
        for known in session.names().iter().filter(|known| *known.name == *name) {
            about(session, known, out)?;
            found = true;
        }
        if let Some(finding) = session.decision().and_then(|decision| decision.rule(name)) {
            write!(out, "{QUIET}a rule: {QUIET:#}")?;
            write_finding(&finding, Detail::Everything, out)?;
            statement(session, rule_place(session, name), out)?;
            found = true;
        }
        found |= value(session, name, out)?;
        if found {
            return Ok(After::Done);
        }
        let unit = name.trim_matches('\'');
        if Unit::parse(unit).is_ok() {
            about_unit(unit, out)?;
            return Ok(After::Done);
        }
        unknown(session, call, out)
    },
};

/// What a name stands for.
fn about(session: &Session, known: &NameInScope, out: &mut dyn Write) -> io::Result<()> {
    let kind = match known.kind {
        NameKind::Fact => "a fact",
        NameKind::Definition => "a definition",
        NameKind::Parameter => "a parameter",
        NameKind::Function => "a function",
        NameKind::BuiltIn => "known to every ruleset",
        NameKind::Field => "a field",
        NameKind::Value => "a value",
        NameKind::Type => "a type",
        NameKind::ValueSet(_) => "a value set",
        NameKind::Source => "a source",
        NameKind::Analyte => "an analyte",
        NameKind::Ruleset => "another ruleset",
    };
    write!(out, "{STRONG}{}{STRONG:#}  {QUIET}{kind}{QUIET:#}", known.name)?;
    match &known.ty {
        Some(ty) if !matches!(known.kind, NameKind::ValueSet(_) | NameKind::Type) => writeln!(out, "  {ty}")?,
        _ => writeln!(out)?,
    }
    if let Some(description) = &known.description {
        writeln!(out, "  {description}")?;
    }
    match known.ty.as_ref().map(ValueType::plain) {
        Some(ValueType::Choice(choice) | ValueType::Set(choice)) if known.kind != NameKind::Type => {
            for value in &choice.values {
                let words = value.description.as_deref().unwrap_or_default();
                writeln!(out, "{}", format!("  - {}  {words}", value.name).trim_end())?;
            }
        }
        _ => {}
    }
    if let NameKind::ValueSet(Some(set)) = &known.kind {
        writeln!(out, "  {} codes and wildcards", set.size())?;
    }
    if known.kind == NameKind::Fact
        && let Some(patient) = &session.compiled().patient
    {
        let vocabulary = patient.record().vocabulary();
        let entry = vocabulary.find(&known.name).and_then(|slot| patient.record().entry(slot));
        let value = entry
            .zip(known.ty.as_ref())
            .filter(|(entry, _)| entry.value.is_known() || entry.entries.is_some());
        match (value, entry.and_then(|entry| entry.absence)) {
            (Some((entry, ty)), _) => writeln!(out, "  recorded: {}", ty.show(&entry.value))?,
            (None, Some(absence)) => writeln!(
                out,
                "  it {}",
                crate::decision::words::known_only(absence, entry.and_then(|entry| entry.written.as_deref()))
            )?,
            (None, None) => {}
        }
    }
    statement(session, known.place, out)
}

/// The value of a choice.
fn value(session: &Session, name: &str, out: &mut dyn Write) -> io::Result<bool> {
    let mut found: Vec<&str> = Vec::new();
    for known in session.names() {
        let Some(ValueType::Choice(choice) | ValueType::Set(choice)) =
            known.ty.as_ref().map(ValueType::plain)
        else {
            continue;
        };
        let Some(at) = choice.position(name).filter(|_| !found.contains(&&*choice.name)) else { continue };
        found.push(&choice.name);
        let words = choice.values.get(usize::from(at)).and_then(|value| value.description.as_deref());
        writeln!(
            out,
            "{STRONG}{name}{STRONG:#}  {QUIET}a value of the {} {}{QUIET:#}",
            choice.kind(),
            choice.name
        )?;
        if let Some(words) = words {
            writeln!(out, "  {words}")?;
        }
    }
    Ok(!found.is_empty())
}

fn rule_place(session: &Session, label: &str) -> Span {
    let ruleset = session.compiled().ruleset();
    let mut rules = ruleset.into_iter().flat_map(|ruleset| &ruleset.about().rules);
    rules.find(|rule| &*rule.label == label).map(|rule| rule.place).unwrap_or_default()
}

/// The statement in which something is declared, as it is written, and where.
fn statement(session: &Session, place: Span, out: &mut dyn Write) -> io::Result<()> {
    if place == Span::default() {
        return Ok(());
    }
    let sources = &session.compiled().compilation().sources;
    let text = sources.text(place.file);
    let tree = crate::syntax::parse(text, place.file, &mut crate::diagnostic::Problems::new());
    let holds = |one: &&crate::syntax::ast::Statement| {
        one.place.0.start <= place.start && place.end <= one.place.0.end
    };
    let Some(found) = tree.statements.iter().find(holds) else { return Ok(()) };
    let start = sources.start(found.place.0);
    writeln!(out, "  {QUIET}{}:{}{QUIET:#}", sources.name(place.file), start.line)?;
    let lines: Vec<_> = sources.slice(found.place.0).lines().collect();
    for line in lines.iter().take(LINES_SHOWN) {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    if lines.len() > LINES_SHOWN {
        writeln!(out, "    {QUIET}… {} more lines{QUIET:#}", lines.len() - LINES_SHOWN)?;
    }
    Ok(())
}

fn unknown(session: &Session, call: &Call<'_>, out: &mut dyn Write) -> io::Result<After> {
    let name = call.arguments;
    let ruleset = session.compiled().ruleset();
    let labels = ruleset.into_iter().flat_map(|ruleset| &ruleset.about().rules).map(|rule| &*rule.label);
    let names = session.names().iter().map(|known| &*known.name);
    let mut problem = in_entry(Code::UnknownName, call.place(), format!("nothing is called `{name}` here"));
    if let Some(near) = nearest(name, names.chain(labels)) {
        problem = problem.says(format!("did you mean `{near}`?"));
    }
    let problem =
        problem.help("`:facts` and `:rules` list what there is; a unit stands in quotes: `:info 'mg/dL'`");
    tell_of_entry(problem, call.entry, out)?;
    Ok(After::Failed)
}
