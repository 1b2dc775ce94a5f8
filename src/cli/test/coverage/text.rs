//! What is covered, on a terminal.

use std::io::{self, Write};

use crate::cli::problems::plural;
use crate::cli::style::{BAD, GOOD, QUIET, STRONG};
use crate::cli::wrap::wrapped;
use crate::testing::coverage::{Figure, Missed, Place, Report, RulesetCovered, State};

/// Places that are shown of one ruleset; of further ones only the count.
const SHOWN: usize = 20;

/// Writes the figures of each ruleset, and what no test shows.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.rulesets.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Coverage{STRONG:#}")?;
    for ruleset in &report.rulesets {
        figures(ruleset, out)?;
        if ruleset.tests > 0 {
            missed(ruleset, out)?;
        }
    }
    Ok(())
}

fn figures(ruleset: &RulesetCovered, out: &mut dyn Write) -> io::Result<()> {
    let full = ruleset.rules.is_full() && ruleset.conditions.is_full() && ruleset.tests > 0;
    let (mark, style) = if full { ("✓", GOOD) } else { ("✗", BAD) };
    let figure = |figure: &Figure| format!("{} ({} of {})", figure.percent(), figure.covered, figure.total);
    write!(
        out,
        "{style}{mark}{style:#} {}: rules {}, conditions {}",
        ruleset.file,
        figure(&ruleset.rules),
        figure(&ruleset.conditions)
    )?;
    let left_out = ruleset.rules.left_out + ruleset.conditions.left_out;
    if left_out > 0 {
        write!(out, "{QUIET}; {left_out} that no record can bring about are not counted{QUIET:#}")?;
    }
    if ruleset.tests == 0 {
        write!(out, "; there is no test of it")?;
    }
    writeln!(out)
}

/// A place with what no test shows of it.
struct Entry<'r> {
    place: &'r Place,
    what: Option<String>,
    missed: Vec<&'r Missed>,
}

fn missed(ruleset: &RulesetCovered, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(ruleset);
    let mut before = None;
    for entry in entries.iter().take(SHOWN) {
        let line = (&entry.place.file, entry.place.line);
        shown(ruleset, entry, before == Some(line), out)?;
        before = Some(line);
    }
    if entries.len() > SHOWN {
        let more = plural(entries.len() - SHOWN, "more place");
        writeln!(out, "\n  and {more}; --coverage-html FILE shows all of them")?;
    }
    if !entries.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// Everything that is missed, by its place: each rule before its conditions.
fn entries(ruleset: &RulesetCovered) -> Vec<Entry<'_>> {
    fn of(state: &State) -> Option<&Missed> {
        match state {
            State::Missed(missed) => Some(missed),
            State::Covered | State::LeftOut { .. } => None,
        }
    }
    let rules = ruleset.outcomes.iter().map(|rule| Entry {
        place: &rule.place,
        what: Some(format!("the rule `{}`", rule.label)),
        missed: rule.outcomes.iter().filter_map(|outcome| of(&outcome.state)).collect(),
    });
    let points = ruleset.points.iter().map(|point| Entry {
        place: &point.place,
        what: (!point.side.is_empty()).then(|| format!("`{}`", point.text)),
        missed: point.told().filter_map(|objective| of(&objective.state)).collect(),
    });
    let mut entries: Vec<_> = rules.chain(points).filter(|entry| !entry.missed.is_empty()).collect();
    entries.sort_by_key(|entry| (entry.place.file != ruleset.file, &entry.place.file, entry.place.bytes.0));
    entries
}

/// The line, a mark under the part, and why.
fn shown(
    ruleset: &RulesetCovered,
    entry: &Entry<'_>,
    is_same_line: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = entry.place;
    let text = ruleset.sources.iter().find(|(name, _)| *name == place.file).map_or("", |(_, text)| text);
    let line = text.lines().nth(place.line.saturating_sub(1)).unwrap_or_default();
    let trimmed = line.trim_start();
    let start = format!("  {}:{}  ", place.file, place.line);
    if !is_same_line {
        writeln!(out, "\n{QUIET}{start}{QUIET:#}{}", trimmed.trim_end())?;
    }
    // The part, as far as it stands on this line.
    let before: String = line.chars().take(place.column.saturating_sub(1)).collect();
    let indent = width(&before).saturating_sub(width(line) - width(trimmed));
    let (from, to) = (place.bytes.0 as usize, place.bytes.1 as usize);
    let part = text.get(from..to).and_then(|part| part.lines().next()).unwrap_or_default();
    let marks = "^".repeat(width(part.trim_end()).max(1));
    writeln!(out, "{}{BAD}{marks}{BAD:#}", " ".repeat(width(&start) + indent))?;
    let what = entry.what.as_ref().map(|what| format!("{what}: ")).unwrap_or_default();
    let mut told: Vec<&str> = Vec::new();
    for missed in &entry.missed {
        if told.contains(&missed.why.as_str()) {
            continue;
        }
        told.push(&missed.why);
        let hint = missed.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        write!(out, "    ")?;
        wrapped(&format!("    {what}{}{hint}", missed.why), "    ", "      ", out)?;
    }
    Ok(())
}

fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}
