//! What a census found, as a table to read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::census::{Example, FactFound, Report};
use crate::cli::problems::plural;
use crate::cli::style::{BAD, QUIET, STRONG};
use crate::diagnostic::Severity;
use crate::record::fhir::Account;

/// Keys that are told; `--format json` has them all.
const KEYS_SHOWN: usize = 20;

/// Writes it. `dated`: somebody says for which date the records are to be decided on.
pub fn write(report: &Report, dated: bool, out: &mut dyn Write) -> io::Result<()> {
    let records = &report.records;
    let unreadable = match records.unreadable {
        0 => String::new(),
        more => format!(", and {more} that could not be read"),
    };
    writeln!(out, "{STRONG}{}{STRONG:#}{unreadable}", plural(records.read, "record"))?;
    for found in records.unreadable_examples.iter().chain(&records.headers) {
        writeln!(out, "  {BAD}{}{BAD:#}: {}: {}", found.code, found.place, found.message)?;
    }
    if records.with_errors > 0 {
        writeln!(out, "  {} with errors", plural(records.with_errors, "record"))?;
    }
    if records.as_of_unreadable > 0 {
        writeln!(
            out,
            "  {} with an `as_of` that cannot be read",
            plural(records.as_of_unreadable, "record")
        )?;
    }
    if records.without_id > 0 {
        writeln!(out, "  {} without an `id`", plural(records.without_id, "record"))?;
    }
    if records.id_again > 0 {
        let places = places(&records.id_again_examples);
        writeln!(
            out,
            "  {} with an `id` that another one before has: {places}",
            plural(records.id_again, "record")
        )?;
    }
    if records.ids_not_compared > 0 {
        writeln!(
            out,
            "  the ids of {} were not compared: there are too many",
            plural(records.ids_not_compared, "record")
        )?;
    }
    let undated = records.read.saturating_sub(records.with_as_of + records.as_of_unreadable);
    if !dated && undated > 0 {
        writeln!(
            out,
            "  {} without an `as_of`: today is taken, unless --as-of says the date",
            plural(undated, "record")
        )?;
    }
    if records.read > 0 {
        writeln!(out)?;
        table(report, out)?;
    }
    keys(report, out)?;
    match &report.resources {
        Some(account) => resources(account, out),
        None => Ok(()),
    }
}

/// What became of resources of FHIR: fact by fact those that its bindings mean, and why some did not count.
fn resources(account: &Account, out: &mut dyn Write) -> io::Result<()> {
    let of_kinds = |kinds: &BTreeMap<String, usize>| {
        let kinds: Vec<_> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        kinds.join(", ")
    };
    writeln!(out, "\n{STRONG}Resources of FHIR{STRONG:#}, of {}", plural(account.patients, "patient"))?;
    writeln!(out, "  read: {}", of_kinds(&account.resources))?;
    for (what, kinds) in
        [("not bound", &account.unread), ("of no patient that is here", &account.without_patient)]
    {
        if !kinds.is_empty() {
            writeln!(out, "  {what}: {}", of_kinds(kinds))?;
        }
    }
    for (what, count) in
        [("could not be read", account.unreadable), ("given again, the same or older", account.repeated)]
    {
        if count > 0 {
            writeln!(out, "  {BAD}{what}{BAD:#}: {count}")?;
        }
    }
    for fact in &account.unfit {
        writeln!(
            out,
            "  {BAD}{fact}{BAD:#}: bound, and no fact of this type here; its bindings are not used"
        )?;
    }
    for fact in &account.facts {
        writeln!(
            out,
            "  {}: {} meant, {} used, of {}",
            fact.fact,
            plural(fact.matched, "resource"),
            fact.used,
            plural(fact.patients, "patient")
        )?;
        for (what, reasons) in [
            ("skipped", &fact.skipped),
            ("doubtful, so that the fact stays open", &fact.doubtful),
            ("no value taken", &fact.without_value),
        ] {
            for (reason, count) in reasons {
                writeln!(out, "    {what}: {count}: a resource {}", reason.phrase())?;
            }
        }
    }
    Ok(())
}

/// The columns behind the name of the fact.
const HEADS: [&str; 6] = ["found", "%", "partial", "absent", "nothing", "invalid"];

fn table(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<_> = report.facts.iter().map(|fact| (fact, numbers(fact))).collect();
    let name_width =
        rows.iter().map(|(fact, _)| fact.fact.chars().count()).max().unwrap_or(0).max("fact".len());
    let width = |at: usize| {
        let head = HEADS.get(at).map_or(0, |head| head.len());
        let numbers = rows.iter().filter_map(|(_, numbers)| numbers.get(at).map(String::len));
        numbers.max().unwrap_or(0).max(head)
    };
    let widths: Vec<_> = (0..HEADS.len()).map(width).collect();
    write!(out, "{QUIET}{:name_width$}", "fact")?;
    for (head, width) in HEADS.iter().zip(&widths) {
        write!(out, "  {head:>width$}")?;
    }
    writeln!(out, "{QUIET:#}")?;
    for (fact, numbers) in &rows {
        write!(out, "{:name_width$}", fact.fact)?;
        for (number, width) in numbers.iter().zip(&widths) {
            write!(out, "  {number:>width$}")?;
        }
        writeln!(out)?;
        below(fact, out)?;
    }
    Ok(())
}

fn numbers(fact: &FactFound) -> [String; 6] {
    let count = |number: usize| if number == 0 { "·".to_owned() } else { number.to_string() };
    [
        fact.found.to_string(),
        percent(fact.share),
        count(fact.partial),
        count(fact.absent.values().sum()),
        count(fact.not_recorded),
        count(fact.invalid),
    ]
}

/// Never 0 of more than none, nor 100 of less than all.
fn percent(share: f64) -> String {
    match share {
        0.0 | 100.0 => format!("{share:.0}"),
        _ if share < 0.05 => "<0.1".to_owned(),
        _ if share >= 99.95 => ">99.9".to_owned(),
        _ => format!("{share:.1}"),
    }
}

/// The reasons and the mistakes, where there are any.
fn below(fact: &FactFound, out: &mut dyn Write) -> io::Result<()> {
    if !fact.absent.is_empty() {
        let reasons: Vec<_> = fact.absent.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        writeln!(out, "    absent: {}", reasons.join(", "))?;
    }
    for problem in &fact.problems {
        let style = if problem.code.severity() == Severity::Error { BAD } else { STRONG };
        let count = match problem.records {
            0 => "in the header".to_owned(),
            some => plural(some, "record"),
        };
        let places = places(&problem.examples);
        writeln!(out, "    {style}{}{style:#} {}: {count}: {places}", problem.code, problem.title)?;
    }
    Ok(())
}

fn places(examples: &[Example]) -> String {
    let one = |example: &Example| match &example.value {
        Some(value) => format!("{} ({value})", example.place),
        None => example.place.clone(),
    };
    examples.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn keys(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.keys.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Not read, as the vocabulary has no such fact{STRONG:#}")?;
    for key in report.keys.iter().take(KEYS_SHOWN) {
        let near = key.nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        writeln!(out, "  {}: {}, first {}{near}", key.key, plural(key.records, "record"), key.place)?;
    }
    let more = report.keys.len().saturating_sub(KEYS_SHOWN);
    if more > 0 || report.other_keys > 0 {
        writeln!(out, "  and {} more; --format json lists them", plural(more + report.other_keys, "key"))?;
    }
    Ok(())
}

/// That no record says anything a rule could use, and what they say instead.
pub fn nothing_found(report: &Report, ruleset: &str) -> String {
    let is_invalid = report.facts.iter().any(|fact| fact.invalid > 0);
    let what = match is_invalid {
        true => format!("no fact of `{ruleset}` has a value that can be used in any record"),
        false => format!("no fact of `{ruleset}` was found in any record"),
    };
    let found: Vec<_> = report.keys.iter().take(5).map(|key| format!("`{}`", key.key)).collect();
    let wanted: Vec<_> = report.facts.iter().take(3).map(|fact| format!("`{}`", fact.fact)).collect();
    match found.is_empty() {
        true => format!("{what}; its facts are named {}", wanted.join(", ")),
        false => format!(
            "{what}; they have {} instead, and its facts are named {}",
            found.join(", "),
            wanted.join(", ")
        ),
    }
}
