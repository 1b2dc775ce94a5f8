//! Ways to another verdict, for people.

use std::io::{self, Write};

use crate::cli::problems::plural;
use crate::cli::style::of_only_verdict;
use crate::cli::style::{OPEN, STRONG};
use crate::cli::wrap::wrapped;
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;
use crate::whatif::{Answer, Change, ChangeKind, Flip, Flips, LeftBecause, RuleTurned, Waiting};

/// Numbers from which on they are written in digits.
const WORDS: [&str; 9] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"];

/// The verdict now, and what came of looking for another one.
pub(crate) fn headline(flips: &Flips, out: &mut dyn Write) -> io::Result<()> {
    let style = of_only_verdict(flips.verdict);
    let verdict = flips.verdict.to_string().to_uppercase();
    let wanted = flips.wanted;
    let says = match (flips.answer, flips.flips.len(), &flips.waiting) {
        (Answer::Already, ..) => ": it is so already, and nothing has to change".to_owned(),
        (_, 1, _) => match flips.flips.first().map_or(1, |flip| flip.changes.len()) {
            1 => format!(": {wanted} with this change to the record"),
            count => format!(": {wanted} with these {} to the record", changes(count)),
        },
        (_, 2.., _) => {
            format!(": {wanted} with any one of these {} sets of changes to the record", flips.flips.len())
        }
        (_, 0, Some(_)) => format!(": {wanted} by waiting"),
        (Answer::NotDecided, ..) => {
            format!(": whether anything makes it {wanted} is not decided within the limit")
        }
        (Answer::None, ..) => format!(": no change to the record makes it {wanted}"),
        (Answer::NoneSoSmall, ..) => {
            format!(": no set of at most {} makes it {wanted}", changes(flips.tried.most_changes))
        }
        _ => format!(": no change was found that makes it {wanted}"),
    };
    write!(out, "{style}{verdict}{style:#}")?;
    wrapped(&format!("{verdict}{says}"), &verdict, "  ", out)
}

/// `one change`, `three changes`.
fn changes(count: usize) -> String {
    let word = WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned());
    if count == 1 { format!("{word} change") } else { format!("{word} changes") }
}

/// Everything below the headline: the answers by their size, waiting, what was left alone, and how far it was looked.
pub(crate) fn write(flips: &Flips, out: &mut dyn Write) -> io::Result<()> {
    let mut size = 0;
    for (number, flip) in flips.flips.iter().enumerate() {
        if flip.changes.len() != size {
            size = flip.changes.len();
            writeln!(out, "\n{STRONG}With {}{STRONG:#}", changes(size))?;
        }
        write_flip(number + 1, flip, out)?;
    }
    if flips.waiting.is_some() || !flips.lapsing.is_empty() {
        writeln!(out, "\n{STRONG}By waiting{STRONG:#}")?;
    }
    if let Some(waiting) = &flips.waiting {
        write_waiting(flips, waiting, out)?;
    }
    for lapsing in &flips.lapsing {
        let then = match lapsing.then {
            Outcome::NotMet => "; as the record is, it is still not met on that day",
            Outcome::Unknown => "; as the record is, it is open on that day",
            Outcome::Met | Outcome::NotApplicable => "",
        };
        line(
            &format!("{} lapses on {}, as it says itself (`until`){then}", lapsing.label, lapsing.until),
            out,
        )?;
    }
    if !flips.left_alone.is_empty() {
        writeln!(out, "\n{STRONG}Left alone{STRONG:#}")?;
        for left in &flips.left_alone {
            let why = match left.because {
                LeftBecause::Fixed => "it is fixed, and no one can change it",
                LeftBecause::Asked => "as asked",
            };
            line(&format!("{}: {why}", left.fact), out)?;
        }
        line(&format!("Only with another value there could a change make it {}.", flips.wanted), out)?;
    }
    write_tried(flips, out)
}

fn line(text: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "  ")?;
    wrapped(&format!("  {text}"), "  ", "      ", out)
}

fn write_flip(number: usize, flip: &Flip, out: &mut dyn Write) -> io::Result<()> {
    let said: Vec<_> = flip.changes.iter().map(sentence).collect();
    let start = format!("{number:>3}. ");
    write!(out, "{start}")?;
    wrapped(&format!("{start}{}", said.join("; and ")), &start, "     ", out)?;
    let turned = turned(&flip.rules);
    if turned.is_empty() {
        return Ok(());
    }
    write!(out, "     ")?;
    wrapped(&format!("     {turned}"), "     ", "     ", out)
}

/// `pain.months from 5 to 6 or more`.
fn sentence(change: &Change) -> String {
    let (place, from, to) = (&change.place, &change.from, &change.to);
    match change.kind {
        ChangeKind::EntryMore => {
            let (fact, entry) = (&place.fact, to.value.as_deref().unwrap_or_default());
            match entry.is_empty() {
                true => format!("{fact} with an entry more"),
                false => format!("{fact} with an entry more, such as {entry}"),
            }
        }
        ChangeKind::EntryLess => {
            let entry = from.value.as_deref().unwrap_or_default();
            format!("{} without entry {} ({entry})", place.fact, place.entry.unwrap_or_default())
        }
        ChangeKind::NoEntry => format!("{place} from {from} to none at all"),
        ChangeKind::NotRecorded => format!("{place} from {from} to not recorded"),
        ChangeKind::Value => format!("{place} from {from} to {}", target(change)),
    }
}

/// The value, and all others that do as well.
fn target(change: &Change) -> String {
    if !change.or.is_empty() {
        let mut all: Vec<String> = vec![change.to.to_string()];
        all.extend(change.or.iter().cloned());
        let last = all.pop().unwrap_or_default();
        return format!("{} or {last}", all.join(", "));
    }
    let Some(range) = &change.range else { return change.to.to_string() };
    match (&range.at_least, &range.at_most, range.dates) {
        (Some(low), None, false) => format!("{low} or more"),
        (None, Some(high), false) => format!("{high} or less"),
        (Some(low), None, true) => format!("{low} or later"),
        (None, Some(high), true) => format!("{high} or earlier"),
        (Some(low), Some(high), _) if low == high => low.clone(),
        (Some(low), Some(high), _) => format!("{} (anything from {low} to {high})", change.to),
        (None, None, _) => format!("any value, such as {}", change.to),
    }
}

/// What the rules say then: `settles chronic; raises no_ride`.
fn turned(rules: &[RuleTurned]) -> String {
    let labels = |wanted: &dyn Fn(&RuleTurned) -> bool| -> Vec<&str> {
        rules.iter().filter(|rule| wanted(rule)).map(|rule| &*rule.label).collect()
    };
    let caution = |rule: &RuleTurned| rule.kind == RuleKind::Caution;
    let parts = [
        ("met then", labels(&|rule| !caution(rule) && rule.after == Outcome::Met)),
        ("not met then", labels(&|rule| !caution(rule) && rule.after == Outcome::NotMet)),
        ("open then", labels(&|rule| !caution(rule) && rule.after == Outcome::Unknown)),
        ("not applicable then", labels(&|rule| !caution(rule) && rule.after == Outcome::NotApplicable)),
        ("caution raised", labels(&|rule| caution(rule) && rule.after == Outcome::NotMet)),
        ("caution cleared", labels(&|rule| caution(rule) && rule.before == Outcome::NotMet)),
    ];
    let said = parts.iter().filter(|(_, labels)| !labels.is_empty());
    said.map(|(word, labels)| format!("{word}: {}", labels.join(", "))).collect::<Vec<_>>().join("; ")
}

fn write_waiting(flips: &Flips, waiting: &Waiting, out: &mut dyn Write) -> io::Result<()> {
    let until = match &waiting.to {
        Some(to) if *to == waiting.from => format!("on {} only", waiting.from),
        Some(to) => format!("from {} to {to}", waiting.from),
        None => format!("from {} on", waiting.from),
    };
    line(&format!("{} {until}, if nothing in the record changes", flips.wanted), out)?;
    let turned = turned(&waiting.rules);
    if !turned.is_empty() {
        line(&turned, out)?;
    }
    if waiting.outside_effective {
        line("that day is outside of the ruleset's own dates: another version may hold then", out)?;
    }
    Ok(())
}

fn write_tried(flips: &Flips, out: &mut dyn Write) -> io::Result<()> {
    let tried = &flips.tried;
    if flips.answer == Answer::Already {
        return Ok(());
    }
    let mut said: Vec<String> = Vec::new();
    if !tried.finished {
        let how = match tried.decisions >= tried.most_decisions {
            true => format!(
                "The limit of {} was met (--most-decisions)",
                plural(tried.most_decisions, "decision")
            ),
            false => format!("Ended after {}", plural(tried.decisions, "decision")),
        };
        said.push(format!("{how}: there may be ways that are not told."));
    }
    let most = changes(tried.most_changes);
    match flips.answer {
        Answer::None if flips.wanted == Verdict::Undetermined => {
            said.push("It is looked for by taking facts away, and none that can be taken away leaves it open.".to_owned());
        }
        Answer::None => said.push(
            "Whatever the facts are that may be changed, the verdict on this date is never that: proven over all their values at once."
                .to_owned(),
        ),
        Answer::NoneSoSmall => {
            let needs = tried.needs_at_least.map_or_else(String::new, |needs| {
                format!(" It needs {} at least; --most-changes allows more.", changes(needs))
            });
            said.push(format!("Every set of at most {most} was ruled out over all values.{needs}"));
        }
        Answer::NoneFound => said.push(format!(
            "Sets of at most {most} were looked at. Of {} not every value could be tried: only those at which a rule changes its answer, and some between; so this does not say that there is none.",
            tried.sampled.join(", ")
        )),
        Answer::Already | Answer::Found | Answer::NotDecided => {}
    }
    if said.is_empty() {
        return Ok(());
    }
    write!(out, "\n{OPEN}")?;
    for sentence in said {
        wrapped(&sentence, "", "", out)?;
    }
    write!(out, "{OPEN:#}")
}
