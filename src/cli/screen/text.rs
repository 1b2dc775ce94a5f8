//! A summary on a terminal, and in a log: the verdicts, where patients are lost, what each rule and each missing fact
//! costs, who is nearly eligible, what was wrong with records.

use std::io::{self, Write};

use crate::Verdict;
use crate::cli::style::{BAD, OPEN, QUIET, STRONG, of_verdict};
use crate::cli::wrap::{WIDTH, wrapped};
use crate::compare::mark;
use crate::ir::RuleKind;
use crate::record::visible;
use crate::screen::Summary;
use crate::screen::figure::{Count, CountOf, Share, counted};
use crate::screen::words::{INCOMPLETE, Piece};

/// Missing facts that are told; of further ones only how many there are. So with pairs of rules, and with problems.
const MAX_FACTS: usize = 10;
const MAX_PAIRS: usize = 5;
const MAX_PROBLEMS: usize = 10;

/// A name is shown up to so many characters.
const MAX_NAME: usize = 400;

/// A name that is longer than this is cut in a sentence, and broken, not in bold, where it stands in full.
const MAX_STRONG: usize = 60;

/// How wide the bar of a verdict is that all patients have.
const BAR: u64 = 40;

/// Writes a summary, in lines of at most 100 columns.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    heading(summary, out)?;
    verdicts(summary, out)?;
    attrition(summary, out)?;
    rules(summary, out)?;
    missing(summary, out)?;
    near_misses(summary, out)?;
    problems(summary, out)
}

/// A name from a ruleset or a record, without what a terminal obeys.
fn name(text: &str) -> String {
    visible(&text.replace(['\n', '\t'], " "), MAX_NAME)
}

/// A name within a sentence.
fn short(text: &str) -> String {
    let whole = name(text);
    match whole.char_indices().nth(MAX_STRONG) {
        Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or_default()),
        None => whole,
    }
}

fn heading(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if !summary.complete {
        write!(out, "{BAD}! INCOMPLETE{BAD:#}")?;
        let start = "! INCOMPLETE";
        wrapped(&format!("{start}: {INCOMPLETE}"), start, "  ", out)?;
    }
    write!(out, "{STRONG}")?;
    wrapped(&format!("{}{STRONG:#}", summary.in_words()), "", "  ", out)?;
    let ruleset = &summary.ruleset;
    let version = ruleset.version.as_ref().map(|version| format!("version {}", name(version)));
    let called = ruleset.title.as_ref().or(ruleset.name.as_ref()).map(|called| name(called));
    let notes = [ruleset.name.as_ref().map(|text| name(text)), version, Some(name(&ruleset.file))];
    let notes: Vec<_> = notes.into_iter().flatten().filter(|note| Some(note) != called.as_ref()).collect();
    let line = match called {
        Some(called) => format!("{called} ({})", notes.join(", ")),
        None => notes.join(", "),
    };
    row("ruleset", &line, out)?;
    for setting in &ruleset.settings {
        let text = format!(
            "{} = {} (the ruleset's own is {})",
            name(&setting.name),
            name(&setting.value),
            name(&setting.own)
        );
        row("set", &text, out)?;
    }
    row("as of", &summary.as_of.in_words(), out)?;
    let mut records = format!("{} read", Count(summary.records()));
    if summary.rejected > 0 {
        records += &format!("; {} could not be decided on", Count(summary.rejected));
    }
    match summary.with_problems {
        0 if summary.records() == 0 => {}
        0 if summary.rejected == 0 => records += ", and every value could be used",
        0 => {}
        1 => records += "; 1 has a value that could not be used, and counts as unknown",
        some => {
            records += &format!("; {} have values that could not be used, and count as unknown", Count(some))
        }
    }
    if summary.without_facts > 0 {
        let says = if summary.without_facts == 1 { "says" } else { "say" };
        records += &format!("; {} {says} nothing of any fact that is read", Count(summary.without_facts));
    }
    row("records", &records, out)?;
    if let Some(scope) = &summary.scope {
        let text = format!(
            "when {}: it does to {}, does not to {}, not known of {}",
            name(&scope.condition),
            Count(scope.holds),
            Count(scope.does_not_hold),
            Count(scope.unknown)
        );
        row("applies", &text, out)?;
    }
    let findings = summary.findings();
    if !findings.is_empty() {
        writeln!(out)?;
    }
    for finding in findings {
        let pieces = finding.into_iter().map(|piece| match piece {
            Piece::Words(words) => words,
            Piece::Name(label) => format!("`{}`", short(&label)),
        });
        wrapped(&pieces.collect::<String>(), "", "  ", out)?;
    }
    Ok(())
}

/// `  as of    2025-11-20, …`
fn row(word: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let start = format!("  {word:<9}");
    write!(out, "  {QUIET}{word:<9}{QUIET:#}")?;
    wrapped(&format!("{start}{text}"), &start, "           ", out)
}

fn title(title: &str, about: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n{STRONG}{title}{STRONG:#}")?;
    if about.is_empty() {
        return writeln!(out);
    }
    wrapped(&format!("{title} ({about})"), title, "", out)
}

fn verdicts(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if summary.patients == 0 {
        return Ok(());
    }
    title("Verdicts", "", out)?;
    let by_verdict = summary.by_verdict();
    let wide = by_verdict.iter().map(|(_, count)| Count(*count).to_string().len()).max().unwrap_or_default();
    for (verdict, count) in by_verdict {
        if verdict == Verdict::NotApplicable && count == 0 {
            continue;
        }
        let style = of_verdict(verdict);
        let share = Share::of(count, summary.patients).map(|share| share.to_string()).unwrap_or_default();
        let bar = u128::from(count) * u128::from(BAR) / u128::from(summary.patients);
        // Somebody is at least seen.
        let bar = usize::try_from(bar).unwrap_or_default().max(usize::from(count > 0));
        let verdict = format!("{} {verdict:<14}", mark(verdict), verdict = verdict.to_string());
        let line = format!("{:>wide$}  {share:>6}  {}", Count(count), "█".repeat(bar));
        writeln!(out, "  {style}{verdict}{style:#}  {}", line.trim_end())?;
    }
    Ok(())
}

/// A table: names to the left, figures to the right of them.
struct Table {
    /// The heads of the figures, each in two lines.
    heads: Vec<[&'static str; 2]>,
    rows: Vec<(String, Vec<String>)>,
}

impl Table {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.heads.iter().enumerate().map(|(at, head)| {
            let figures = self.rows.iter().filter_map(|(_, figures)| figures.get(at));
            let widest = figures.map(|figure| figure.chars().count()).chain(head.map(str::len)).max();
            widest.unwrap_or_default()
        });
        let columns: Vec<usize> = columns.collect();
        let figures: usize = columns.iter().map(|width| width + 2).sum();
        let room = WIDTH.saturating_sub(2 + figures);
        let names = self.rows.iter().map(|(name, _)| textwrap::core::display_width(name));
        let widest = names.filter(|width| *width <= room).max().unwrap_or_default();
        let heads = [0, 1].map(|line| {
            let heads = self.heads.iter().map(|head| head.get(line).copied().unwrap_or_default());
            heads.zip(&columns).map(|(head, width)| format!("  {head:>width$}")).collect::<String>()
        });
        for line in heads.iter().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "  {QUIET}{}{line}{QUIET:#}", " ".repeat(widest))?;
        }
        for (name, figures) in &self.rows {
            let own = textwrap::core::display_width(name);
            let figures = figures.iter().zip(&columns);
            let figures: String = figures.map(|(figure, width)| format!("  {figure:>width$}")).collect();
            if own <= widest {
                writeln!(out, "  {name}{}{figures}", " ".repeat(widest - own))?;
                continue;
            }
            // A name that has no room beside the figures has lines of its own.
            write!(out, "  ")?;
            wrapped(&format!("  {name}"), "  ", "    ", out)?;
            writeln!(out, "  {}{figures}", " ".repeat(widest))?;
        }
        Ok(())
    }
}

fn share(part: u64, whole: u64) -> String {
    Share::of(part, whole).map(|share| share.to_string()).unwrap_or_default()
}

fn attrition(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if summary.attrition.is_empty() || summary.patients == 0 {
        return Ok(());
    }
    title(
        "Attrition",
        "rule by rule; each leaves at the first rule that is not met, % of those before it",
        out,
    )?;
    let rows = summary.attrition.iter().map(|step| {
        let figures = vec![
            Count(step.before).to_string(),
            Count(step.lost).to_string(),
            share(step.lost, step.before),
            Count(step.after).to_string(),
            Count(step.open).to_string(),
        ];
        (name(&step.label), figures)
    });
    let heads = vec![["", "before"], ["", "leave"], ["", "%"], ["", "remain"], ["of these", "open"]];
    Table { heads, rows: rows.collect() }.write(out)
}

fn rules(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if summary.rules.is_empty() || summary.patients == 0 {
        return Ok(());
    }
    title("Rules", "each by itself; the last column: how many more would be eligible without it", out)?;
    let rows = summary.rules.iter().map(|rule| {
        let mut figures: Vec<_> = [rule.met, rule.not_met, rule.unknown, rule.not_applicable]
            .map(|count| Count(count).to_string())
            .into();
        match rule.kind {
            // Advice keeps nobody out.
            RuleKind::Caution => figures.extend(["–", "–", "–"].map(str::to_owned)),
            _ => figures.extend(
                [rule.alone_keeps_out, rule.alone_leaves_open, rule.more_without]
                    .map(|count| Count(count).to_string()),
            ),
        }
        let advice = if rule.kind == RuleKind::Caution { " (advice)" } else { "" };
        (format!("{}{advice}", name(&rule.label)), figures)
    });
    let heads = vec![
        ["", "met"],
        ["not", "met"],
        ["not", "known"],
        ["does not", "apply"],
        ["alone", "keeps out"],
        ["alone", "leaves open"],
        ["more", "without"],
    ];
    Table { heads, rows: rows.collect() }.write(out)
}

fn missing(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if summary.missing.is_empty() {
        return Ok(());
    }
    let open = counted(summary.verdicts.undetermined, "undetermined patient");
    title("Missing facts", &format!("of {open}; who waits for several is counted at each"), out)?;
    for missing in summary.missing.iter().take(MAX_FACTS) {
        let fact = name(&missing.fact);
        let waits = format!(
            "  {fact}: {}, {} for nothing else",
            CountOf(missing.patients, summary.verdicts.undetermined),
            Count(missing.alone)
        );
        if textwrap::core::display_width(&fact) > MAX_STRONG {
            write!(out, "  ")?;
            wrapped(&waits, "  ", "      ", out)?;
        } else {
            write!(out, "  {STRONG}{fact}{STRONG:#}")?;
            wrapped(&waits, &format!("  {fact}"), "      ", out)?;
        }
        line("why", &missing.reasons_in_words(), out)?;
        line("rules", &name(&missing.rules_in_words()), out)?;
    }
    more(summary.missing.len(), MAX_FACTS, "fact", out)
}

/// `      why    …`, unless there is nothing to say.
fn line(word: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let start = format!("      {word:<6}");
    write!(out, "      {QUIET}{word:<6}{QUIET:#}")?;
    wrapped(&format!("{start}{text}"), &start, "            ", out)
}

/// How many are not told here.
fn more(all: usize, told: usize, word: &str, out: &mut dyn Write) -> io::Result<()> {
    match u64::try_from(all.saturating_sub(told)).unwrap_or_default() {
        0 => Ok(()),
        more => {
            let more = counted(more, &format!("more {word}"));
            writeln!(out, "  {QUIET}and {more}: --report FILE writes all of them{QUIET:#}")
        }
    }
}

fn near_misses(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let near = &summary.near_misses;
    if summary.verdicts.ineligible == 0 && summary.verdicts.undetermined == 0 {
        return Ok(());
    }
    title("Near misses", "", out)?;
    let (closed, open) = (summary.verdicts.ineligible, summary.verdicts.undetermined);
    for (count, whole, what) in [
        (near.by_one_rule, closed, "ineligible by one rule alone"),
        (near.by_two_rules, closed, "ineligible by two rules and nothing else"),
        (near.by_one_fact, open, "undetermined, and waiting for one fact alone"),
    ] {
        if whole > 0 {
            writeln!(out, "  {} of {} {what}", CountOf(count, whole), Count(whole))?;
        }
    }
    for pair in near.pairs.iter().take(MAX_PAIRS) {
        let [one, other] = &pair.rules;
        let text = format!("{}: {} and {}", Count(pair.patients), short(one), short(other));
        line("pair", &text, out)?;
    }
    more(near.pairs.len(), MAX_PAIRS, "pair", out)
}

fn problems(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if summary.problems.is_empty() {
        return Ok(());
    }
    title("Problems in records", "", out)?;
    for problem in summary.problems.iter().take(MAX_PROBLEMS) {
        let place =
            if problem.path.is_empty() { String::new() } else { format!(" at {}", name(&problem.path)) };
        let came = problem.came_in_words();
        let start = format!("  {}", problem.code);
        write!(out, "  {}{}{}", OPEN, problem.code, format_args!("{OPEN:#}"))?;
        let records = counted(problem.records, "record");
        wrapped(&format!("{start}  {}{place}: {records}, {came}", problem.title), &start, "         ", out)?;
    }
    more(summary.problems.len(), MAX_PROBLEMS, "kind of problem", out)
}
