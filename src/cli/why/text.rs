//! An explanation for people: the verdict in plain words, each reason with its sentence, and what it rests on.

use std::io::{self, Write};

use anstyle::Style;

use crate::Outcome;
use crate::cli::run::text::{line, write_origin, write_sources};
use crate::cli::style::{BAD, GOOD, OPEN, QUIET, STRONG, of_only_verdict};
use crate::cli::wrap::wrapped;
use crate::ir::RuleKind;
use crate::why::{Explanation, Part, Reason, Speaks};

/// Writes an explanation: its headline, what `context` says of record and ruleset, then all behind it.
pub(crate) fn write(
    explanation: &Explanation,
    context: &dyn Fn(&mut dyn Write) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    headline(explanation, out)?;
    context(out)?;
    body(explanation, out)
}

/// The verdict in plain words.
fn headline(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    let style = of_only_verdict(explanation.verdict);
    let text = &explanation.headline;
    let end = text.find([',', ':']).unwrap_or(text.len());
    let start = text.get(..end).unwrap_or(text);
    write!(out, "{style}{start}{style:#}")?;
    wrapped(text, start, "  ", out)
}

/// All behind the headline.
fn body(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    if let Some(day) = &explanation.lapses {
        writeln!(out, "\nAll of these reasons have lapsed on {day}.")?;
    }
    if let Some(applies) = &explanation.applies {
        writeln!(out)?;
        write_reason(applies, "", out)?;
    }
    if !explanation.facts.is_empty() {
        writeln!(out, "\n{STRONG}What would settle it{STRONG:#}")?;
        for fact in &explanation.facts {
            let text = format!("  {}", fact.sentence);
            write!(out, "  ")?;
            wrapped(&text, "  ", "      ", out)?;
            let rules: Vec<&str> = fact.missing.rules.iter().map(|rule| &**rule).collect();
            line("open for", &rules.join(", "), out)?;
            line("answers", &fact.would, out)?;
        }
        if !explanation.reasons.is_empty() {
            writeln!(out, "\n{STRONG}What is open{STRONG:#}")?;
        }
    } else if !explanation.reasons.is_empty() {
        writeln!(out)?;
    }
    write_numbered(&explanation.reasons, out)?;
    if !explanation.cautions.is_empty() {
        writeln!(out, "\n{STRONG}Cautions{STRONG:#} (advice; they never change the verdict)")?;
        for caution in &explanation.cautions {
            write_reason(caution, "- ", out)?;
        }
    }
    let reasons = explanation.reasons.iter().chain(&explanation.cautions);
    write_sources(reasons.flat_map(|reason| reason.citations.clone()), out)
}

/// Writes these reasons, and the sources they cite.
pub(crate) fn write_reasons(reasons: &[Reason], out: &mut dyn Write) -> io::Result<()> {
    write_numbered(reasons, out)?;
    write_sources(reasons.iter().flat_map(|reason| reason.citations.clone()), out)
}

fn write_numbered(reasons: &[Reason], out: &mut dyn Write) -> io::Result<()> {
    for (at, reason) in reasons.iter().enumerate() {
        write_reason(reason, &format!("{}. ", at + 1), out)?;
    }
    Ok(())
}

/// Writes why one rule says what it says, then what `context` says of record and ruleset.
pub(crate) fn write_rule(
    reason: &Reason,
    context: &dyn Fn(&mut dyn Write) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (_, style) = mark_of(reason);
    let label = reason.rule.as_deref().unwrap_or("applies when");
    writeln!(out, "{STRONG}{label}{STRONG:#}: {style}{}{style:#}", word(reason))?;
    context(out)?;
    writeln!(out)?;
    write_reason(reason, "", out)?;
    write_sources(reason.citations.iter().cloned(), out)
}

fn write_reason(reason: &Reason, number: &str, out: &mut dyn Write) -> io::Result<()> {
    let (mark, style) = mark_of(reason);
    let start = format!("{number}{mark}");
    write!(out, "{number}{style}{mark}{style:#}")?;
    wrapped(&format!("{start} {}", reason.sentence), &start, "      ", out)?;
    if let Some(label) = &reason.rule {
        let kind = match (reason.kind, reason.outcome) {
            (Some(RuleKind::Require), _) => "must hold",
            (Some(RuleKind::Exclude), _) => "must not hold",
            _ => "advice",
        };
        let asks = reason.because.as_deref().unwrap_or(&reason.condition);
        line("rule", &format!("{label} ({kind}): {asks}"), out)?;
    } else {
        line("for", &format!("patients of whom this holds: {}", reason.condition), out)?;
    }
    if let Some(until) = &reason.until {
        line("until", until, out)?;
    }
    for part in below(reason) {
        write_part(part, 0, out)?;
    }
    write_origin(&reason.citations, &reason.evidence, out)
}

/// The parts that say more than the sentence of the reason: of one part, those below it.
fn below(reason: &Reason) -> &[Part] {
    match reason.parts.as_slice() {
        [part] => &part.parts,
        parts => parts,
    }
}

/// A part with those that made it so. They nest no deeper than an explanation does.
fn write_part(part: &Part, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let (mark, style) = mark(part.speaks);
    let indent = " ".repeat(6 + 2 * depth);
    let start = format!("{indent}{mark}");
    write!(out, "{indent}{style}{mark}{style:#}")?;
    wrapped(&format!("{start} {}", part.sentence), &start, &format!("{indent}    "), out)?;
    for inner in &part.parts {
        write_part(inner, depth + 1, out)?;
    }
    Ok(())
}

fn mark(speaks: Speaks) -> (&'static str, Style) {
    match speaks {
        Speaks::For => ("✓", GOOD),
        Speaks::Against => ("✗", BAD),
        Speaks::Open => ("?", OPEN),
        Speaks::Neither => ("·", QUIET),
    }
}

/// What a rule says, in a word.
fn word(reason: &Reason) -> &'static str {
    match (reason.kind, reason.outcome) {
        (Some(RuleKind::Caution), Outcome::Met) => "clear",
        (Some(RuleKind::Caution), Outcome::NotMet) => "raised",
        (Some(RuleKind::Caution), Outcome::Unknown) => "could not be checked",
        (_, Outcome::Met) => "met",
        (_, Outcome::NotMet) => "not met",
        (_, Outcome::Unknown) => "open",
        (_, Outcome::NotApplicable) => "not asked of this patient",
    }
}

fn mark_of(reason: &Reason) -> (&'static str, Style) {
    match (reason.kind, reason.outcome) {
        (Some(RuleKind::Caution), Outcome::NotMet) => ("!", OPEN),
        (_, Outcome::Met) => ("✓", GOOD),
        (_, Outcome::NotMet) => ("✗", BAD),
        (_, Outcome::Unknown) => ("?", OPEN),
        (_, Outcome::NotApplicable) => ("–", QUIET),
    }
}
