//! A difference for people: the verdict before and after, what was changed, and what follows from it.

use std::io::{self, Write};

use crate::cli::run::text::mark_of;
use crate::cli::style::of_only_verdict;
use crate::cli::style::{QUIET, STRONG};
use crate::cli::wrap::wrapped;
use crate::decision::{Decision, MissingFact, words};
use crate::eval::Outcome;
use crate::ir::RuleKind;
use crate::possible::Truth;
use crate::whatif::{Difference, RuleChanged, RuleSame, RuleSays, unread};

/// The verdict before and after, on one line.
pub(crate) fn headline(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (difference.verdict.before, difference.verdict.after);
    let (styled, plain) = (of_only_verdict(after), after.to_string().to_uppercase());
    if difference.verdict.is_other() {
        let first = before.to_string().to_uppercase();
        let start = format!("{first}, and with the change {plain}");
        let style = of_only_verdict(before);
        write!(out, "{style}{first}{style:#}, and with the change {styled}{plain}{styled:#}")?;
        return wrapped(&format!("{start}{}", reasons(difference)), &start, "  ", out);
    }
    let start = plain.clone();
    write!(out, "{styled}{plain}{styled:#}")?;
    let how = if difference.is_empty() { "before and after the change" } else { "as before" };
    wrapped(&format!("{start}, {how}{}", reasons(difference)), &start, "  ", out)
}

/// What keeps the verdict from being better afterwards.
fn reasons(difference: &Difference) -> String {
    let listed = |labels: &[std::sync::Arc<str>]| labels.join(", ");
    match (difference.not_met.as_slice(), difference.open.as_slice()) {
        _ if difference.verdict.after == crate::Verdict::NotApplicable => String::new(),
        ([], []) => String::new(),
        ([], open) => format!("; open: {}", listed(open)),
        (not_met, _) => format!("; not met: {}", listed(not_met)),
    }
}

/// Everything below the headline: what was changed, and what follows.
pub(crate) fn write(difference: &Difference, after: &Decision, out: &mut dyn Write) -> io::Result<()> {
    changes(difference, out)?;
    if let Some(scope) = &difference.scope {
        writeln!(out)?;
        let start = "  applies  ";
        let before = match scope.says.before.holds {
            Truth::True => "it did before",
            Truth::False => "it did not before",
            Truth::Unknown => "it was not known before",
        };
        let holds = match scope.says.after.holds {
            Truth::True => "it does now",
            Truth::False => "it does not now",
            Truth::Unknown => "it is not known now",
        };
        let found = scope.says.after.found.join("; ");
        write!(out, "{start}")?;
        let text = format!("{start}when {}: {before}, and {holds}; {found}", scope.condition);
        wrapped(&text, start, "           ", out)?;
    }
    if after.scope().is_some_and(|scope| scope.holds == Truth::False) {
        // What the rules would say of somebody whom they are not for only confuses.
        return writeln!(out, "\n  No rule is asked of this patient.");
    }
    for rule in &difference.rules {
        changed(rule, out)?;
    }
    if !difference.outputs.is_empty() {
        writeln!(out, "\n{STRONG}Outputs{STRONG:#}")?;
        for output in &difference.outputs {
            let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "not known".to_owned());
            let start = format!("  {}", output.name);
            let because = if output.unknown.is_empty() {
                String::new()
            } else {
                format!("; {}", output.unknown.join("; "))
            };
            write!(out, "{start}")?;
            let (before, after) = (known(&output.value.before), known(&output.value.after));
            wrapped(&format!("{start} from {before} to {after}{because}"), &start, "      ", out)?;
        }
    }
    missing("Missing now, and not before", &difference.missing_gained, out)?;
    missing("No longer missing", &difference.missing_lost, out)?;
    if let Some(lapses) = &difference.lapses {
        let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "no day".to_owned());
        writeln!(
            out,
            "\nEvery reason against has lapsed on {}, and before on {}.",
            day(&lapses.after),
            day(&lapses.before)
        )?;
    }
    unchanged(difference, after, out)
}

/// What was changed, one line each.
fn changes(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let mut label = "change";
    let mut line = |text: String, out: &mut dyn Write| {
        let start = format!("  {label:<7}  ");
        label = "";
        write!(out, "{start}")?;
        wrapped(&format!("{start}{text}"), &start, "           ", out)
    };
    if difference.as_of.is_other() {
        line(format!("as_of from {} to {}", difference.as_of.before, difference.as_of.after), out)?;
    }
    for parameter in &difference.parameters {
        let (before, after) = (&parameter.value.before, &parameter.value.after);
        line(format!("parameter {} from {before} to {after}", parameter.name), out)?;
    }
    for fact in &difference.facts {
        let (place, says) = (&fact.place, &fact.says);
        let is_entry = place.entry.is_some() && place.field.is_none();
        line(
            match (is_entry, &says.before.value, &says.after.value) {
                (true, Some(gone), None) => format!("{place} taken away: {gone}"),
                (true, None, Some(come)) => format!("{place} added: {come}"),
                _ => format!("{place} from {} to {}", says.before, says.after),
            },
            out,
        )?;
    }
    if difference.facts.is_empty() && difference.parameters.is_empty() && !difference.as_of.is_other() {
        line("none: the record says this already".to_owned(), out)?;
    }
    Ok(())
}

/// A rule that says something else: both marks, what it asks, and what was found before and after.
fn changed(rule: &RuleChanged, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (&rule.says.before, &rule.says.after);
    let (mark, word, style) = mark_of(rule.kind, after.outcome);
    let (_, first, _) = mark_of(rule.kind, before.outcome);
    let label = &rule.label;
    write!(out, "\n{style}{mark} {word}{style:#}, before {first}  {STRONG}{label}{STRONG:#}")?;
    let plain = format!("{mark} {word}, before {first}  {label}");
    let asked = words::asked(rule.kind, rule.because.as_deref(), &rule.condition);
    wrapped(&format!("{plain}: {asked}"), &plain, "    ", out)?;
    says("before", before, out)?;
    says("now", after, out)
}

fn says(label: &str, says: &RuleSays, out: &mut dyn Write) -> io::Result<()> {
    let none = ["nothing of the record decides it".to_owned()];
    let found = if says.found.is_empty() { &none[..] } else { &says.found };
    for (at, sentence) in found.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let start = format!("      {label:<6}   ");
        write!(out, "{QUIET}{start}{QUIET:#}")?;
        wrapped(&format!("{start}{sentence}"), &start, "               ", out)?;
    }
    Ok(())
}

fn missing(title: &str, facts: &[MissingFact], out: &mut dyn Write) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
    for fact in facts {
        let start = "  ";
        write!(out, "{start}")?;
        let text = format!("{start}{}: {}", words::missing_sentence(fact), fact.rules.join(", "));
        wrapped(&text, start, "      ", out)?;
    }
    Ok(())
}

/// What follows from the change for nothing: why rules that read what was changed say the same, and what none reads.
fn unchanged(difference: &Difference, after: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let unread = unread(difference, after);
    if difference.same.is_empty() && unread.is_empty() {
        return Ok(());
    }
    let title = if difference.is_empty() { "Nothing changed, because" } else { "The same as before" };
    writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
    for rule in &difference.same {
        let text = same(rule);
        write!(out, "  ")?;
        wrapped(&format!("  {text}"), "  ", "      ", out)?;
    }
    for place in unread {
        match place {
            Some(place) => writeln!(out, "  no rule and no output reads {place}")?,
            None => writeln!(out, "  no rule and no output reads the date of the decision")?,
        }
    }
    Ok(())
}

fn same(rule: &RuleSame) -> String {
    let (mark, word, _) = mark_of(rule.kind, rule.says.outcome);
    let verb =
        if rule.kind == RuleKind::Caution && rule.says.outcome == Outcome::Unknown { "" } else { "is " };
    let found =
        if rule.says.found.is_empty() { String::new() } else { format!(": {}", rule.says.found.join("; ")) };
    format!("{mark} {} {verb}{word} all the same{found}", rule.label)
}
