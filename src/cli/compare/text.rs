//! A comparison on a terminal: the rulesets by their letters, the matrix, the reasons, the pairs.

use std::io::{self, Write};

use indexmap::IndexMap;

use crate::cli::problems::plural;
use crate::cli::style::{BAD, OPEN, QUIET, STRONG, of_verdict};
use crate::cli::wrap::{WIDTH, wrapped};
use crate::compare::{Matrix, Pair, Patient, Point, RulesetCompared, Side, key, mark};
use crate::{Outcome, Verdict};

/// A date, `2025-11-20`.
const DATE_WIDTH: usize = 10;

/// Up to so many rulesets their columns have a blank more between them.
const MAX_WIDE_COLUMNS: usize = 12;

/// Names of patients are cut to no fewer characters than these in the matrix.
const MIN_NAME_WIDTH: usize = 12;

/// Patients that a note about a ruleset names; of further ones only the count.
const MAX_NAMED: usize = 5;

/// Writes a comparison; `fixed` says that its date is that of `--as-of`.
pub fn write(matrix: &Matrix, fixed: bool, out: &mut dyn Write) -> io::Result<()> {
    let shown = Shown { matrix, names: matrix.names() };
    writeln!(out, "{STRONG}{}{STRONG:#}", matrix.in_words())?;
    for pair in matrix.called_out() {
        let start = "! ";
        write!(out, "{BAD}!{BAD:#} ")?;
        wrapped(&format!("{start}{pair}"), start, "  ", out)?;
    }
    for note in matrix.notes() {
        let start = "note: ";
        write!(out, "{OPEN}note{OPEN:#}: ")?;
        wrapped(&format!("{start}{note}"), start, "      ", out)?;
    }
    writeln!(out)?;
    for ruleset in &matrix.rulesets {
        write_ruleset(ruleset, out)?;
    }
    shown.matrix(fixed, out)?;
    shown.reasons(out)?;
    shown.notes(out)?;
    shown.pairs(out)
}

/// Letters of rulesets: `A, B and C`.
pub fn keys(keys: &[char]) -> String {
    let keys: Vec<_> = keys.iter().map(char::to_string).collect();
    match keys.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `A  title (name, version 1; file)`, and by whom it is.
fn write_ruleset(ruleset: &RulesetCompared, out: &mut dyn Write) -> io::Result<()> {
    let key = ruleset.key;
    let called = ruleset.called();
    let version = ruleset.version.as_ref().map(|version| format!("version {version}"));
    let notes = [ruleset.name.as_deref(), version.as_deref(), Some(&ruleset.file)];
    let notes: Vec<_> = notes.into_iter().flatten().filter(|note| *note != called).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    let start = format!("  {key}  ");
    write!(out, "  {STRONG}{key}{STRONG:#}  ")?;
    wrapped(&format!("{start}{called}{notes}"), &start, "     ", out)?;
    let from: Vec<_> = ruleset.sources.iter().filter(|source| source.decides).collect();
    let dates = from.iter().map(|source| {
        let dated = |word: &str, date: &Option<std::sync::Arc<str>>| {
            date.as_ref().map(|date| format!("{word} {date}"))
        };
        let dates = [dated("updated", &source.updated), dated("reviewed", &source.reviewed)];
        let pending = (source.status.as_deref() == Some("pending")).then(|| "review pending".to_owned());
        let notes: Vec<_> = dates.into_iter().flatten().chain(pending).collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        let publisher = source.publisher.as_deref().unwrap_or("no publisher named");
        format!("{}: {publisher}{notes}", source.name)
    });
    for line in dates {
        write!(out, "     {QUIET}source{QUIET:#} ")?;
        wrapped(&format!("     source {line}"), "     source ", "       ", out)?;
    }
    for variant in &ruleset.extends {
        let changes: Vec<_> = variant.changes.iter().map(ToString::to_string).collect();
        let text = format!("     variant of {}: {}", variant.base, changes.join("; "));
        write!(out, "     {QUIET}variant{QUIET:#} ")?;
        wrapped(&text, "     variant ", "       ", out)?;
    }
    Ok(())
}

struct Shown<'m> {
    matrix: &'m Matrix,
    names: Vec<String>,
}

impl Shown<'_> {
    fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// One row a patient, one mark a ruleset.
    fn matrix(&self, fixed: bool, out: &mut dyn Write) -> io::Result<()> {
        let patients = &self.matrix.patients;
        if patients.is_empty() {
            return Ok(());
        }
        let rulesets = self.matrix.rulesets.len();
        let gap = if rulesets > MAX_WIDE_COLUMNS { " " } else { "  " };
        let columns = rulesets * (gap.len() + 1);
        let room = WIDTH.saturating_sub(2 + 2 + DATE_WIDTH + columns).max(MIN_NAME_WIDTH);
        let longest = self.names.iter().map(|name| textwrap::core::display_width(name)).max();
        let width = longest.unwrap_or_default().clamp("patient".len(), room);
        write!(out, "\n  {}  {:<DATE_WIDTH$}", padded("patient", width), "as of")?;
        for index in 0..rulesets {
            write!(out, "{gap}{STRONG}{}{STRONG:#}", key(index))?;
        }
        writeln!(out)?;
        for (index, patient) in patients.iter().enumerate() {
            match patient.is_contradicted() {
                true => write!(out, "{BAD}!{BAD:#} ")?,
                false => write!(out, "  ")?,
            }
            write!(out, "{}  {}", padded(self.name(index), width), patient.as_of)?;
            for answer in &patient.answers {
                let style = of_verdict(answer.verdict);
                write!(out, "{gap}{style}{}{style:#}", mark(answer.verdict))?;
            }
            writeln!(out)?;
        }
        let legend = [Verdict::Eligible, Verdict::Ineligible, Verdict::Undetermined, Verdict::NotApplicable];
        let legend: Vec<_> = legend.iter().map(|verdict| format!("{} {verdict}", mark(*verdict))).collect();
        writeln!(out, "\n{QUIET}{}  ! contradicted{QUIET:#}", legend.join("  "))?;
        if fixed {
            return writeln!(out, "{QUIET}The date is the one given with --as-of.{QUIET:#}");
        }
        let today = patients.iter().filter(|patient| !patient.as_of_recorded).count();
        if today > 0 {
            writeln!(
                out,
                "{QUIET}Of {} the date is today, as neither --as-of nor the record says one.{QUIET:#}",
                plural(today, "patient")
            )?;
        }
        Ok(())
    }

    /// Of each patient on whom the rulesets differ, what each of them says; patients who are alike in all of it stand
    /// together.
    fn reasons(&self, out: &mut dyn Write) -> io::Result<()> {
        let differing = |index: &usize| self.matrix.patients.get(*index).is_some_and(Patient::differs);
        let alike = self.matrix.alike().into_iter().filter(|group| group.iter().all(differing));
        for (at, group) in alike.enumerate() {
            if at == 0 {
                writeln!(out, "\n{STRONG}Where they differ, and why{STRONG:#}")?;
            }
            let Some(patient) = group.first().and_then(|first| self.matrix.patients.get(*first)) else {
                continue;
            };
            let names: Vec<_> = group.iter().map(|index| self.name(*index)).collect();
            let start = if patient.is_contradicted() { "! " } else { "  " };
            write!(out, "\n{BAD}{start}{BAD:#}{STRONG}")?;
            wrapped(&format!("{start}{}{STRONG:#}", names.join(", ")), start, "  ", out)?;
            for side in patient.sides() {
                write_side(patient, &side, out)?;
            }
        }
        Ok(())
    }

    /// What rulesets took for granted, and what to know before leaning on a verdict: by ruleset, with the patients.
    fn notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut assumed: IndexMap<(char, String), Vec<usize>> = IndexMap::new();
        let mut warned: IndexMap<(char, String), Vec<usize>> = IndexMap::new();
        for (index, patient) in self.matrix.patients.iter().enumerate() {
            for (key, answer) in patient.told() {
                for told in &answer.assumed {
                    let text = format!("{}: {}", told.says, told.because);
                    assumed.entry((key, text)).or_default().push(index);
                }
                for warning in &answer.warnings {
                    let text = format!("{}: {}", warning.code, warning.message);
                    warned.entry((key, text)).or_default().push(index);
                }
            }
        }
        let titles = [("Assumed", "not recorded, and taken for granted by the ruleset"), ("Warnings", "")];
        for ((title, about), notes) in titles.into_iter().zip([assumed, warned]) {
            if notes.is_empty() {
                continue;
            }
            let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
            writeln!(out, "\n{STRONG}{title}{STRONG:#}{about}")?;
            let mut notes: Vec<_> = notes.into_iter().collect();
            notes.sort_by_key(|((key, _), _)| *key);
            for ((key, text), patients) in notes {
                let start = format!("  {key}  ");
                write!(out, "  {STRONG}{key}{STRONG:#}  ")?;
                wrapped(&format!("{start}{text} ({})", self.of(&patients)), &start, "     ", out)?;
            }
        }
        Ok(())
    }

    /// `p-1, p-2`, or how many more there are.
    fn of(&self, patients: &[usize]) -> String {
        let names: Vec<_> = patients.iter().take(MAX_NAMED).map(|index| self.name(*index)).collect();
        let more = patients.len().saturating_sub(MAX_NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{}{more}", names.join(", "))
    }

    fn pairs(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n{STRONG}Pairs{STRONG:#}")?;
        for pair in self.matrix.summary.pairs_by_weight() {
            let start = if pair.contradict > 0 { "! " } else { "  " };
            let names = format!("{} {}", pair.left, pair.right);
            write!(out, "{BAD}{start}{BAD:#}{STRONG}{names}{STRONG:#}")?;
            let start = format!("{start}{names}");
            let said = in_words(pair, self.matrix.summary.patients);
            wrapped(&format!("{start}  {said}"), &start, "       ", out)?;
        }
        Ok(())
    }
}

/// Cut or filled to this many columns.
fn padded(text: &str, width: usize) -> String {
    let own = textwrap::core::display_width(text);
    if own <= width {
        return format!("{text}{}", " ".repeat(width - own));
    }
    let mut cut = String::new();
    for c in text.chars() {
        let next = format!("{cut}{c}");
        if textwrap::core::display_width(&next) + 1 > width {
            break;
        }
        cut = next;
    }
    let own = textwrap::core::display_width(&cut) + 1;
    format!("{cut}…{}", " ".repeat(width.saturating_sub(own)))
}

fn write_side(patient: &Patient, side: &Side, out: &mut dyn Write) -> io::Result<()> {
    let verdict = side.verdict;
    let style = of_verdict(verdict);
    let letters = keys(&side.keys);
    write!(out, "    {style}{} {verdict}{style:#} by {STRONG}{letters}{STRONG:#}", mark(verdict))?;
    let start = format!("    {} {verdict} by {letters}", mark(verdict));
    let assumed: Vec<_> = side.assumed.iter().map(|assumed| assumed.says.as_str()).collect();
    let lapses = side.lapses.as_ref().map(|day| format!(", lapses {day}")).unwrap_or_default();
    let assumes = match assumed.as_slice() {
        [] => String::new(),
        assumed => format!(", assuming: {}", assumed.join("; ")),
    };
    wrapped(&format!("{start}{lapses}{assumes}"), &start, "        ", out)?;
    for point in &side.points {
        write_point(patient, side, point, out)?;
    }
    Ok(())
}

fn write_point(patient: &Patient, side: &Side, point: &Point, out: &mut dyn Write) -> io::Result<()> {
    let label = point.label.as_deref().unwrap_or_default();
    let sharing = match patient.sharing(&side.keys, label, point.outcome).as_slice() {
        [] => String::new(),
        others => format!(" ({label} of {}, too)", keys(others)),
    };
    let (mark, style) = if point.outcome == Outcome::NotMet { ("✗", BAD) } else { ("?", OPEN) };
    write!(out, "      {style}{mark}{style:#} ")?;
    let start = format!("      {mark} ");
    let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
    wrapped(&format!("{start}{label}{}{sharing}", point.says), &start, "        ", out)?;
    for found in &point.found {
        write!(out, "        {QUIET}found{QUIET:#} ")?;
        wrapped(&format!("        found {found}"), "        found ", "          ", out)?;
    }
    if !point.citations.is_empty() {
        let several = side.keys.len() > 1;
        let cited = point.citations.iter();
        let cited: Vec<_> = cited
            .map(|(by, cited)| if several { format!("{cited} ({})", keys(by)) } else { cited.to_string() })
            .collect();
        write!(out, "        {QUIET}cites{QUIET:#} ")?;
        wrapped(&format!("        cites {}", cited.join(", ")), "        cites ", "          ", out)?;
    }
    Ok(())
}

/// How two rulesets stand to each other.
fn in_words(pair: &Pair, patients: usize) -> String {
    let of = format!("of {}", plural(patients, "patient"));
    let publishers = match pair.shared_publishers.as_slice() {
        [] => String::new(),
        shared => format!("same publisher ({}), ", shared.join(", ")),
    };
    let said = match (pair.contradict, pair.differ) {
        (1.., _) => format!("contradicting on {} {of}", pair.contradict),
        (0, 1..) => format!("differing on {} {of}", pair.differ),
        (0, 0) => return format!("{publishers}the same verdict on all patients"),
    };
    let verdicts = pair.verdicts_in_words(|both| both.left != both.right).join("; ");
    format!("{publishers}{said}: {verdicts}; the same verdict: {}", pair.same)
}
