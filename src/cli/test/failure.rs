//! A test that fails: what was expected, what came, and the rules to which that is due.

use std::io::{self, Write};
use std::sync::Arc;

use crate::cli::run::text::{Detail, mark, write_found};
use crate::cli::style::{BAD, QUIET, STRONG};
use crate::cli::wrap::wrapped;
use crate::decision::{Decision, Scope, words};
use crate::eval::Verdict;
use crate::ir::RuleKind;
use crate::possible::Truth;
use crate::record::visible;
use crate::source::SourceMap;
use crate::testing::{Difference, Names, NamesDiffer, Test, TestResult, due_to, missing, raised, unchecked};

/// Characters of a title that are shown.
const MAX_TITLE_SHOWN: usize = 300;

/// Writes why a test fails.
pub fn write(test: &Test, result: &TestResult, sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    let at = sources.start(test.place);
    write!(out, "\n  {BAD}FAILED{BAD:#} {STRONG}{}{STRONG:#}", visible(&test.title, MAX_TITLE_SHOWN))?;
    writeln!(out, "  {QUIET}{}:{}{QUIET:#}", sources.name(test.place.file), at.line)?;
    line("expected", &expected(test), out)?;
    line("came", &came(test, &result.decision), out)?;
    for difference in &result.differences {
        if let Some(text) = in_words(difference) {
            line("", &text, out)?;
        }
    }
    let not_for_them = |verdict| verdict == Verdict::NotApplicable;
    if not_for_them(result.decision.verdict()) != not_for_them(test.expect.verdict)
        && let Some(scope) = result.decision.scope()
    {
        // Whom the ruleset is for decides, and no rule.
        return write_scope(&scope, out);
    }
    for label in due(test, result) {
        rule(&label, &result.decision, out)?;
    }
    Ok(())
}

/// Whom the ruleset is for, and what was found of that.
fn write_scope(scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let holds = match scope.holds {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    };
    line("applies", &format!("when {}: {holds}", scope.condition), out)?;
    for found in words::found_of_scope(scope) {
        line("", &found, out)?;
    }
    Ok(())
}

fn line(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let start = format!("    {label:<9}");
    write!(out, "{start}")?;
    wrapped(&format!("{start}{text}"), &start, "             ", out)
}

/// What the test expects, as it is written.
fn expected(test: &Test) -> String {
    let expect = &test.expect;
    let mut words = expect.verdict.to_string();
    for (word, names) in [
        ("by", &expect.by),
        ("missing", &expect.missing),
        ("cautions", &expect.cautions),
        ("unchecked", &expect.unchecked),
    ] {
        if let Some(names) = names {
            words.push_str(&format!(" {word} {}", listed(names)));
        }
    }
    let outputs = expect.outputs.iter().map(|output| match &output.written {
        Some(value) => format!("{} = {value}", output.name),
        None => format!("{} not known", output.name),
    });
    let outputs: Vec<_> = outputs.collect();
    if !outputs.is_empty() {
        words.push_str(&format!(" output {}", outputs.join(", ")));
    }
    if let Some(day) = expect.until {
        words.push_str(&format!(" until {day}"));
    }
    words
}

fn listed(names: &Names) -> String {
    let list = names.names.join(", ");
    match (names.only, list.is_empty()) {
        (_, true) => "none".to_owned(),
        (true, false) => format!("only {list}"),
        (false, false) => list,
    }
}

/// What came, in the same words, of what the test asks for.
fn came(test: &Test, decision: &Decision) -> String {
    let verdict = decision.verdict();
    let mut words = verdict.to_string();
    let mut say = |word: &str, names: &[Arc<str>]| {
        let list = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        words.push_str(&format!(" {word} {list}"));
    };
    if matches!(verdict, Verdict::Ineligible | Verdict::Undetermined) {
        say("by", &due_to(decision, verdict));
    }
    if verdict == Verdict::Undetermined {
        say("missing", &missing(decision));
    }
    if test.expect.cautions.is_some() {
        say("cautions", &raised(decision));
    }
    if test.expect.unchecked.is_some() {
        say("unchecked", &unchecked(decision));
    }
    if let Some(day) = decision.lapses() {
        words.push_str(&format!(" until {day}"));
    }
    words
}

/// What the lines above do not show at a glance.
fn in_words(difference: &Difference) -> Option<String> {
    let names = |differ: &NamesDiffer, lacking: &str, beyond: &str| {
        let lists = [(&differ.lacking, lacking), (&differ.beyond, beyond)];
        let said = lists.iter().filter(|(names, _)| !names.is_empty());
        let said: Vec<_> = said.map(|(names, words)| format!("{words} {}", names.join(", "))).collect();
        (!said.is_empty()).then(|| said.join("; "))
    };
    match difference {
        Difference::Verdict | Difference::Until => None,
        Difference::By(differ) => names(differ, "not due to", "also due to"),
        Difference::Missing(differ) => names(differ, "not missing:", "also missing:"),
        Difference::Cautions(differ) => names(differ, "not raised:", "also raised:"),
        Difference::Unchecked(differ) => names(differ, "could be checked:", "not checked either:"),
        Difference::Output { name, expected, found } => {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "not known".to_owned());
            Some(format!("output {name} is {}, and {} was expected", value(found), value(expected)))
        }
    }
}

/// The rules that explain the difference: those that were named or came in place of these, and those to which the
/// verdict is due. Where there is none, as where an eligible patient was expected to be refused, every rule.
fn due(test: &Test, result: &TestResult) -> Vec<Arc<str>> {
    let decision = &result.decision;
    let mut due: indexmap::IndexSet<Arc<str>> = indexmap::IndexSet::new();
    for difference in &result.differences {
        match difference {
            Difference::Verdict => due.extend(due_to(decision, decision.verdict())),
            Difference::By(differ) | Difference::Cautions(differ) | Difference::Unchecked(differ) => {
                due.extend(differ.lacking.iter().chain(&differ.beyond).cloned());
            }
            Difference::Missing(differ) => {
                let about = |label: &Arc<str>| {
                    let finding = decision.rule(label);
                    let read = finding.into_iter().flat_map(|finding| finding.read);
                    let mut read = read.map(|read| read.fact);
                    read.any(|fact| differ.lacking.contains(&fact) || differ.beyond.contains(&fact))
                };
                due.extend(rules(decision).filter(about));
            }
            Difference::Until => due.extend(due_to(decision, Verdict::Ineligible)),
            Difference::Output { .. } => {}
        }
    }
    if let Some(by) = &test.expect.by {
        due.extend(by.names.iter().cloned());
    }
    if due.is_empty() && result.differences.contains(&Difference::Verdict) {
        due.extend(rules(decision));
    }
    due.into_iter().collect()
}

fn rules(decision: &Decision) -> impl Iterator<Item = Arc<str>> {
    let rules = decision.outcomes().filter(|(rule, _)| rule.kind != RuleKind::Caution);
    rules.map(|(rule, _)| Arc::clone(&rule.label))
}

/// A rule with what was found, and every part of its condition with what it is.
fn rule(label: &str, decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let Some(finding) = decision.rule(label) else { return Ok(()) };
    let (mark, word, style) = mark(&finding);
    let place = format!("{}:{}", finding.place.file, finding.place.line);
    writeln!(out, "    {style}{mark} {word}{style:#}  {STRONG}{label}{STRONG:#}  {QUIET}{place}{QUIET:#}")?;
    let parts = decision.parts(label);
    for part in &parts {
        let holds = match part.holds {
            Truth::True => "true   ",
            Truth::False => "false  ",
            Truth::Unknown => "unknown",
        };
        let indent = "  ".repeat(part.depth.min(20));
        let start = format!("      {holds}  {indent}");
        write!(out, "{start}")?;
        let values =
            if part.values.is_empty() { String::new() } else { format!("   [{}]", part.values.join("; ")) };
        wrapped(&format!("{start}{}{values}", part.written), &start, &" ".repeat(start.len() + 2), out)?;
    }
    write_found(&finding, Detail::Full, out)
}
