//! A decision for people: the verdict, each rule with its reason and source, what is missing, what was
//! assumed.

use std::io::{self, Write};
use std::path::Path;

use anstyle::Style;

use crate::about::Citation;
use crate::cli::problems::plural;
use crate::cli::style::{BAD, GOOD, OPEN, QUIET, STRONG};
use crate::decision::{Decision, Finding, MissingFact, Read, Unknown};
use crate::ir::RuleKind;
use crate::{Outcome, Verdict};

/// Who said on which date to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOfFrom {
    /// `--as-of`.
    Option,
    /// The record.
    Record,
    /// Nobody: it is today.
    Today,
}

/// Writes one decision; with `rule` only that rule's part of it.
pub fn write(
    decision: &Decision,
    path: &Path,
    from: AsOfFrom,
    rule: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    heading(decision, path, from, out)?;
    let findings = decision.rules();
    let shown = |finding: &&Finding| rule.is_none_or(|label| &*finding.label == label);
    let (cautions, rules): (Vec<_>, Vec<_>) =
        findings.iter().filter(shown).partition(|finding| finding.kind == RuleKind::Caution);
    for finding in rules {
        write_finding(finding, out)?;
    }
    if !cautions.is_empty() {
        writeln!(out, "\n{STRONG}Cautions{STRONG:#} (advice; they never change the verdict)")?;
        for finding in cautions {
            write_finding(finding, out)?;
        }
    }
    if rule.is_none() {
        write_missing(decision, out)?;
        write_assumptions(decision, out)?;
    }
    Ok(())
}

fn heading(decision: &Decision, path: &Path, from: AsOfFrom, out: &mut dyn Write) -> io::Result<()> {
    let style = verdict_style(decision.verdict());
    let name = decision.record_id().map(|id| format!(" ({id})")).unwrap_or_default();
    writeln!(
        out,
        "{style}{}{style:#}: {}",
        decision.verdict().to_string().to_uppercase(),
        summary(decision)
    )?;
    let about = decision.about();
    let title = about.title.as_deref().or(about.name.as_deref());
    writeln!(out, "  record   {}{name}", path.display())?;
    if let Some(title) = title {
        let version = about.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
        let name = about.name.as_ref().filter(|_| about.title.is_some());
        let name = name.map(|name| format!(" ({name}{version})")).unwrap_or(version);
        writeln!(out, "  ruleset  {title}{name}")?;
    }
    let from = match from {
        AsOfFrom::Option => "as given with --as-of",
        AsOfFrom::Record => "as the record says",
        AsOfFrom::Today => "today, as neither --as-of nor the record says a date",
    };
    writeln!(out, "  as of    {}, {from}", decision.as_of())?;
    for warning in decision.warnings() {
        writeln!(out, "  {OPEN}warning{OPEN:#}  {warning}")?;
    }
    Ok(())
}

fn verdict_style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Eligible => GOOD,
        Verdict::Ineligible => BAD,
        Verdict::Undetermined => OPEN,
        Verdict::NotApplicable => STRONG,
    }
}

/// The verdict in one sentence.
fn summary(decision: &Decision) -> String {
    let rules: Vec<Finding> =
        decision.rules().into_iter().filter(|finding| finding.kind != RuleKind::Caution).collect();
    let labels = |outcome: Outcome| -> Vec<&str> {
        rules.iter().filter(|finding| finding.outcome == outcome).map(|finding| &*finding.label).collect()
    };
    let (not_met, open) = (labels(Outcome::NotMet), labels(Outcome::Unknown));
    let applying = rules.len() - labels(Outcome::NotApplicable).len();
    match decision.verdict() {
        Verdict::Eligible if applying == 1 => "the one rule that applies is met".to_owned(),
        Verdict::Eligible => format!("all {applying} rules that apply are met"),
        Verdict::Ineligible => {
            let verb = if not_met.len() == 1 { "is" } else { "are" };
            format!("{} {verb} not met: {}", plural(not_met.len(), "rule"), not_met.join(", "))
        }
        Verdict::Undetermined => {
            let matters = decision.missing().iter().filter(|fact| fact.matters).count();
            let facts = if matters == 1 { "a fact is".to_owned() } else { format!("{matters} facts are") };
            match open.as_slice() {
                _ if matters == 0 => "a computation has no result".to_owned(),
                [] => format!("{facts} missing to know whether this ruleset applies"),
                open => {
                    let verb = if open.len() == 1 { "stays" } else { "stay" };
                    format!("{facts} missing, so {} {verb} open: {}", plural(open.len(), "rule"), open.join(", "))
                }
            }
        }
        Verdict::NotApplicable => "this ruleset is not for this patient".to_owned(),
    }
}

/// The mark, the word for the outcome, and the colour.
fn mark(finding: &Finding) -> (&'static str, &'static str, Style) {
    let caution = finding.kind == RuleKind::Caution;
    match finding.outcome {
        Outcome::Met if caution => ("✓", "clear", QUIET),
        Outcome::NotMet if caution => ("!", "raised", OPEN),
        Outcome::Unknown if caution => ("?", "could not be checked", OPEN),
        Outcome::Met => ("✓", "met", GOOD),
        Outcome::NotMet => ("✗", "not met", BAD),
        Outcome::Unknown => ("?", "unknown", OPEN),
        Outcome::NotApplicable => ("–", "not applicable", QUIET),
    }
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (mark, word, style) = mark(finding);
    let asks = match finding.kind {
        RuleKind::Require => "required",
        RuleKind::Exclude => "excluded",
        RuleKind::Caution => "caution",
    };
    let condition = &finding.condition;
    let said = finding.because.as_ref().unwrap_or(condition);
    writeln!(out, "\n{style}{mark} {word}{style:#}  {STRONG}{}{STRONG:#}  {asks}: {said}", finding.label)?;
    if finding.because.is_some() {
        line("rule", condition, out)?;
    }
    if let Some(guard) = &finding.applies_when {
        line("applies", &format!("when {guard}"), out)?;
    }
    let mut label = "found";
    for sentence in sentences(finding) {
        line(label, &sentence, out)?;
        label = "";
    }
    if let Some(reading) = &finding.reading {
        line("reading", reading, out)?;
    }
    for citation in &finding.citations {
        line("source", &cited(citation), out)?;
    }
    for evidence in &finding.evidence {
        line("evidence", &format!("{}: {}", evidence.scheme, evidence.grade), out)?;
    }
    Ok(())
}

fn line(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    {QUIET}{label:<9}{QUIET:#}{text}")
}

/// What was found of the facts that decided, and what failed.
fn sentences(finding: &Finding) -> Vec<String> {
    let facts = finding.read.iter().filter(|read| read.decisive).map(sentence);
    let failures = finding.unknown.iter().filter_map(|unknown| failure(unknown));
    facts.chain(failures).collect()
}

fn sentence(read: &Read) -> String {
    let fact = &read.fact;
    if read.not_asked {
        return format!("{fact} is not asked of this patient, and counts as false");
    }
    match (&read.value, read.assumed, read.absent) {
        (Some(value), true, _) => format!("{fact} is assumed to be {value}"),
        (Some(value), false, _) => format!("{fact} is {value}"),
        (None, _, Some(absent)) => format!("{fact} {}", absent.phrase()),
        (None, _, None) => format!("{fact} is not known"),
    }
}

fn failure(unknown: &Unknown) -> Option<String> {
    let computation = unknown.computation.as_ref()?;
    Some(format!("`{computation}` {}", unknown.absent.phrase()))
}

/// `Publisher, Title (reviewed 2023-11-06): what it says`.
fn cited(citation: &Citation) -> String {
    let source = &citation.source;
    let names: Vec<&str> = [&source.publisher, &source.title].into_iter().flatten().map(|text| &**text).collect();
    let mut text = if names.is_empty() { source.name.to_string() } else { names.join(", ") };
    let reviewed = source.reviewed.as_ref().map(|date| format!("reviewed {date}"));
    let pending = source.pending.then(|| "review pending".to_owned());
    let notes: Vec<_> = reviewed.into_iter().chain(pending).collect();
    if !notes.is_empty() {
        text.push_str(&format!(" ({})", notes.join(", ")));
    }
    if let Some(says) = &citation.says {
        text.push_str(": ");
        text.push_str(says);
    }
    text
}

fn write_missing(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let missing = decision.missing();
    let (matter, rest): (Vec<_>, Vec<_>) = missing.iter().partition(|fact| fact.matters);
    for (facts, title) in [
        (matter, "Missing (these facts would settle it)"),
        (rest, "Also not known (the verdict stands without it)"),
    ] {
        if facts.is_empty() {
            continue;
        }
        writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
        for fact in facts {
            writeln!(out, "  {}", missing_line(fact))?;
        }
    }
    Ok(())
}

fn missing_line(fact: &MissingFact) -> String {
    let rules: Vec<_> = fact.rules.iter().map(|rule| &**rule).collect();
    let description = fact.description.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    format!("{}{description}: {}; keeps open: {}", fact.fact, fact.absent.phrase(), rules.join(", "))
}

fn write_assumptions(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let assumptions = decision.assumptions();
    if assumptions.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Assumed{STRONG:#} (not recorded, and taken for granted by the ruleset)")?;
    for assumption in assumptions {
        let rules: Vec<_> = assumption.rules.iter().map(|rule| &**rule).collect();
        writeln!(
            out,
            "  {} = {}: {}; read by: {}",
            assumption.fact,
            assumption.value,
            assumption.because,
            rules.join(", ")
        )?;
    }
    Ok(())
}
