//! A decision for people: the verdict, each rule with its reason and source, what is missing, what was
//! assumed.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anstyle::Style;
use jiff::civil::Date;

use crate::about::{BranchKind, Citation, Evidence};
use crate::cli::problems::plural;
use crate::cli::style::{BAD, GOOD, OPEN, QUIET, STRONG, of_only_verdict};
use crate::cli::why;
use crate::cli::wrap::wrapped;
use crate::decision::{BranchFound, Decision, Finding, MissingFact, PointsFound, ScoreFound, words};
use crate::ir::RuleKind;
use crate::possible::Truth;
use crate::record::visible;
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

impl AsOfFrom {
    /// The date of a decision, and who said it: `--as-of`, the record, or nobody.
    pub fn of(option: Option<Date>, record: Option<Date>) -> (Date, Self) {
        match (option, record) {
            (Some(date), _) => (date, AsOfFrom::Option),
            (None, Some(date)) => (date, AsOfFrom::Record),
            (None, None) => (jiff::Zoned::now().date(), AsOfFrom::Today),
        }
    }

    /// As it stands behind the date.
    pub fn in_words(self) -> &'static str {
        match self {
            AsOfFrom::Option => "as given with --as-of",
            AsOfFrom::Record => "as the record says",
            AsOfFrom::Today => "today, as neither --as-of nor the record says a date",
        }
    }
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One line for each rule that is met; reason and source for the others.
    Brief,
    /// Reason, values and source of every rule.
    Full,
    /// And how ambiguous sources were read.
    Everything,
}

/// What to write of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The file of the record.
    pub path: &'a Path,
    /// Who said the date.
    pub as_of_from: AsOfFrom,
    /// Only this rule.
    pub rule: Option<&'a str>,
    /// How much.
    pub detail: Detail,
    /// Each comparison with both its sides.
    pub explain_values: bool,
}

/// Writes one decision.
pub fn write(decision: &Decision, shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = decision.rules();
    heading(decision, &findings, shown, out)?;
    let asked = |finding: &&Finding| shown.rule.is_none_or(|label| &*finding.label == label);
    let (cautions, rules): (Vec<_>, Vec<_>) =
        findings.iter().filter(asked).partition(|finding| finding.kind == RuleKind::Caution);
    if shown.detail == Detail::Brief {
        writeln!(out)?;
    }
    let outside = decision.scope().is_some_and(|scope| scope.holds == Truth::False);
    if outside && shown.detail != Detail::Everything && shown.rule.is_none() {
        // What the rules would say of somebody whom they are not for only confuses.
        return writeln!(out, "\n  No rule is asked of this patient.");
    }
    let explain = |finding: &Finding, out: &mut dyn Write| {
        write_finding(finding, shown.detail, out)?;
        if shown.explain_values { write_values(decision, finding, out) } else { Ok(()) }
    };
    for finding in &rules {
        explain(finding, out)?;
    }
    if !cautions.is_empty() {
        writeln!(out, "\n{STRONG}Cautions{STRONG:#} (advice; they never change the verdict)")?;
        for finding in &cautions {
            explain(finding, out)?;
        }
    }
    if shown.rule.is_none() {
        write_outputs(decision, shown.detail, out)?;
        write_missing(decision, shown.detail, out)?;
        write_assumptions(decision, &findings, out)?;
    }
    if shown.detail != Detail::Brief {
        let of_rules = rules.iter().chain(&cautions).flat_map(|finding| finding.citations.clone());
        let outputs = if shown.rule.is_none() { decision.outputs() } else { Vec::new() };
        let of_outputs = outputs.into_iter().flat_map(|output| output.citations);
        write_sources(of_rules.chain(of_outputs), out)?;
    }
    Ok(())
}

fn heading(
    decision: &Decision,
    findings: &[Finding],
    shown: Shown<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = of_only_verdict(decision.verdict());
    let verdict = decision.verdict().to_string().to_uppercase();
    write!(out, "{style}{verdict}{style:#}")?;
    wrapped(&format!("{verdict}: {}", summary(decision, findings)), &verdict, "  ", out)?;
    context(decision, shown, out)?;
    if let Some(day) = decision.lapses() {
        writeln!(out, "  lapses   {day}: on that day the reasons against have lapsed")?;
    }
    if let Some(scope) = decision.scope() {
        let found = words::found_of_scope(&scope);
        let holds = match scope.holds {
            Truth::True => "it does",
            Truth::False => "it does not",
            Truth::Unknown => "not known",
        };
        let start = "  applies  ";
        write!(out, "{start}")?;
        wrapped(
            &format!("{start}when {}: {holds}, {}", scope.condition, found.join("; ")),
            start,
            "           ",
            out,
        )?;
    }
    warnings(decision, out)
}

/// Of whom, when and by which ruleset it was decided.
fn context(decision: &Decision, shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name =
        decision.record_id().map(|id| format!(" ({})", visible(id, words::MAX_ID_SHOWN))).unwrap_or_default();
    writeln!(out, "  record   {}{name}", shown.path.display())?;
    let from = shown.as_of_from.in_words();
    writeln!(out, "  as of    {}, {from}", decision.as_of())?;
    if shown.detail != Detail::Brief
        && let Some(ruleset) = ruleset_line(decision)
    {
        writeln!(out, "  ruleset  {ruleset}")?;
    }
    for variant in &decision.about().extends {
        let changes: Vec<_> = variant.changes.iter().map(ToString::to_string).collect();
        let start = "  variant  ";
        write!(out, "{start}")?;
        let text = format!("{start}of {}: {}", variant.base, changes.join("; "));
        wrapped(&text, start, "           ", out)?;
    }
    for setting in decision.settings() {
        writeln!(
            out,
            "  set      {} = {} (the ruleset's own is {})",
            setting.name, setting.value, setting.own
        )?;
    }
    Ok(())
}

/// What a reader must know before leaning on it.
fn warnings(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    for warning in decision.warnings() {
        let start = "  warning";
        write!(out, "  {OPEN}warning{OPEN:#}")?;
        let text = format!("{start}  {}: {}", warning.code, warning.message);
        wrapped(&text, start, "           ", out)?;
    }
    Ok(())
}

/// Writes why a decision is what it is, or why one of its rules is.
pub fn write_why(decision: &Decision, shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let around = |out: &mut dyn Write| {
        context(decision, shown, out)?;
        warnings(decision, out)
    };
    match shown.rule.and_then(|label| decision.why_rule(label)) {
        Some(reason) => why::write_rule(&reason, &around, out),
        None => why::write(&decision.why(), &around, out),
    }
}

/// `title (name, version 1)`.
pub fn ruleset_line(decision: &Decision) -> Option<String> {
    let about = decision.about();
    let version = about.version.as_ref().map(|version| format!("version {version}"));
    match (&about.title, &about.name) {
        (Some(title), Some(name)) => {
            let notes: Vec<_> = [Some(name.to_string()), version].into_iter().flatten().collect();
            Some(format!("{title} ({})", notes.join(", ")))
        }
        (None, Some(name)) => {
            Some([Some(name.to_string()), version].into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

/// The verdict in one sentence.
pub fn summary(decision: &Decision, findings: &[Finding]) -> String {
    let (cautions, rules): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.kind == RuleKind::Caution);
    let raised: Vec<_> = cautions
        .iter()
        .filter(|finding| finding.outcome == Outcome::NotMet)
        .map(|finding| &*finding.label)
        .collect();
    let raised = match raised.as_slice() {
        [] => String::new(),
        labels => format!("; {} raised: {}", plural(labels.len(), "caution"), labels.join(", ")),
    };
    let said = verdict_in_words(decision, &rules);
    if decision.verdict() == Verdict::NotApplicable { said } else { format!("{said}{raised}") }
}

fn verdict_in_words(decision: &Decision, rules: &[&Finding]) -> String {
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
            let scope_open = decision.scope().is_some_and(|scope| scope.holds == Truth::Unknown);
            match open.as_slice() {
                _ if scope_open && !not_met.is_empty() => {
                    let verb = if not_met.len() == 1 { "is" } else { "are" };
                    let rules = plural(not_met.len(), "rule");
                    format!(
                        "{facts} missing to know whether this applies to the patient; if it does, {rules} {verb} not met: {}",
                        not_met.join(", ")
                    )
                }
                _ if matters == 0 => "a computation has no result".to_owned(),
                [] => format!("{facts} missing to know whether this applies to the patient"),
                open => {
                    let verb = if open.len() == 1 { "stays" } else { "stay" };
                    format!(
                        "{facts} missing, so {} {verb} open: {}",
                        plural(open.len(), "rule"),
                        open.join(", ")
                    )
                }
            }
        }
        Verdict::NotApplicable => "this ruleset is not for this patient".to_owned(),
    }
}

/// The mark, the word for the outcome, and the colour.
pub fn mark(finding: &Finding) -> (&'static str, &'static str, Style) {
    mark_of(finding.kind, finding.outcome)
}

/// The same of what a rule of this kind says.
pub fn mark_of(kind: RuleKind, outcome: Outcome) -> (&'static str, &'static str, Style) {
    let caution = kind == RuleKind::Caution;
    match outcome {
        Outcome::Met if caution => ("✓", "clear", QUIET),
        Outcome::NotMet if caution => ("!", "raised", OPEN),
        Outcome::Unknown if caution => ("?", "could not be checked", OPEN),
        Outcome::Met => ("✓", "met", GOOD),
        Outcome::NotMet => ("✗", "not met", BAD),
        Outcome::Unknown => ("?", "unknown", OPEN),
        Outcome::NotApplicable => ("–", "not applicable", QUIET),
    }
}

/// Writes what a rule says, and why.
pub fn write_finding(finding: &Finding, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let (mark, word, style) = mark(finding);
    let label = &finding.label;
    let quiet = matches!(finding.outcome, Outcome::Met | Outcome::NotApplicable);
    if detail == Detail::Brief {
        let found = words::found(finding, detail == Detail::Everything).join("; ");
        write!(out, "  {style}{mark} {word}{style:#}  {STRONG}{label}{STRONG:#}")?;
        let plain = format!("  {mark} {word}  {label}");
        wrapped(&format!("{plain}: {found}"), &plain, "      ", out)?;
        // In brief an advice that could not be checked is worth its one line.
        let unchecked = finding.kind == RuleKind::Caution && finding.outcome == Outcome::Unknown;
        if quiet || unchecked {
            return Ok(());
        }
        line("asked", &asked(finding), out)?;
    } else {
        write!(out, "\n{style}{mark} {word}{style:#}  {STRONG}{label}{STRONG:#}")?;
        let plain = format!("{mark} {word}  {label}");
        wrapped(&format!("{plain}: {}", asked(finding)), &plain, "    ", out)?;
        if finding.because.is_some() {
            line("rule", &finding.condition, out)?;
        }
        for name in &finding.names {
            match &name.value {
                Some(value) => line("where", &format!("{} is {value}: {}", name.name, name.stands_for), out)?,
                None => line("where", &format!("{} is {}", name.name, name.stands_for), out)?,
            }
        }
        for exception in &finding.exceptions {
            let word = if exception.word == "unless" { "unless" } else { "except" };
            let holds = match exception.holds {
                Truth::True => "it does",
                Truth::False => "it does not",
                Truth::Unknown => "not known",
            };
            let when = if word == "except" { "when " } else { "" };
            line(word, &format!("{when}{}: {holds}", exception.condition), out)?;
        }
        if let Some(guard) = &finding.applies_when {
            line("applies", &format!("when {guard}"), out)?;
        }
        write_found(finding, detail, out)?;
    }
    if let Some(until) = finding.until.as_ref().filter(|_| finding.outcome == Outcome::NotMet) {
        line("until", until, out)?;
    }
    if detail == Detail::Everything
        && let Some(reading) = &finding.reading
    {
        line("reading", reading, out)?;
    }
    write_origin(&finding.citations, &finding.evidence, out)
}

/// What was found of the facts that decided, and which rows, branches and points.
pub fn write_found(finding: &Finding, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let mut label = "found";
    let chosen = chosen_sentences(&finding.branches, &finding.scores);
    let found = words::found(finding, detail == Detail::Everything);
    for sentence in found.into_iter().chain(chosen) {
        line(label, &sentence, out)?;
        label = "";
    }
    Ok(())
}

/// What was read and compared, and how it was converted.
fn write_values(decision: &Decision, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    for comparison in decision.comparisons(&finding.label) {
        line("compared", &comparison.to_string(), out)?;
    }
    Ok(())
}

/// What the rule asks, in its author's words if there are any.
fn asked(finding: &Finding) -> String {
    words::asked(finding.kind, finding.because.as_deref(), &finding.condition)
}

/// A line with a name in front, wrapped under itself.
pub(in crate::cli) fn line(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let start = format!("      {label:<9}");
    write!(out, "      {QUIET}{label:<9}{QUIET:#}")?;
    wrapped(&format!("{start}{text}"), &start, "               ", out)
}

/// Every source once, with all that is known of it.
pub(in crate::cli) fn write_sources(
    citations: impl Iterator<Item = Citation>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sources: indexmap::IndexMap<_, _> =
        citations.map(|citation| (Arc::clone(&citation.source.name), citation.source)).collect();
    if sources.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Sources{STRONG:#}")?;
    for (name, source) in sources {
        let names: Vec<&str> =
            [&source.publisher, &source.title].into_iter().flatten().map(|text| &**text).collect();
        let notes = source.provenance();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({notes})") };
        let start = format!("  {name}");
        write!(out, "{start}")?;
        wrapped(&format!("{start}: {}{notes}", names.join(", ")), &start, "      ", out)?;
    }
    Ok(())
}

/// Which row or branch was taken, and how scores came about.
fn chosen_sentences(branches: &[BranchFound], scores: &[ScoreFound]) -> Vec<String> {
    branches.iter().filter_map(branch_sentence).chain(scores.iter().map(score_sentence)).collect()
}

/// `follow_up is none: row < 6 'mm' | low : none`.
fn branch_sentence(found: &BranchFound) -> Option<String> {
    let word = if found.kind == BranchKind::Table { "row" } else { "branch" };
    let more = if found.more > 0 { format!(" and {} more", found.more) } else { String::new() };
    let name = match &found.name {
        Some(name) => name.to_string(),
        None => "a value".to_owned(),
    };
    Some(match (found.arms.as_slice(), &found.value) {
        ([], _) => return None,
        ([arm], Some(value)) => format!("{name} is {value}: {word} `{}`", arm.written),
        ([arm], None) => format!("{name}: {word} `{}`", arm.written),
        (arms, value) => {
            let written: Vec<_> = arms.iter().map(|arm| format!("`{}`", arm.written)).collect();
            let written = written.join(", ");
            match value {
                Some(value) => {
                    format!("{name} is {value} by each {word} that is still possible: {written}{more}")
                }
                None => format!("{name} is open, these {} are possible: {written}{more}", plural_word(word)),
            }
        }
    })
}

fn plural_word(word: &str) -> &'static str {
    if word == "row" { "rows" } else { "branches" }
}

/// `wells is 3 to 4: +1 cancer, +2 tender; could still come: +1 swelling (not recorded)`.
fn score_sentence(found: &ScoreFound) -> String {
    let value = match (&found.value, &found.at_least, &found.at_most) {
        (Some(value), ..) => value.clone(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) => format!("at least {low}"),
        (None, None, Some(high)) => format!("at most {high}"),
        (None, None, None) => "not known".to_owned(),
    };
    let scored: Vec<_> = found.scored.iter().map(points_scored).collect();
    let scored = if scored.is_empty() { "no points so far".to_owned() } else { scored.join(", ") };
    let open: Vec<_> = found.open.iter().map(points_open).collect();
    let nothing_open = found.open.is_empty() && found.scored.is_empty();
    match open.as_slice() {
        [] if nothing_open => format!("{} is {value}: no points", found.name),
        [] => format!("{} is {value}: {scored}", found.name),
        open => format!("{} is {value}: {scored}; could still come: {}", found.name, open.join(", ")),
    }
}

fn points_scored(found: &PointsFound) -> String {
    if found.missing {
        return format!("{} counts {} {}", found.condition, found.points, waits_for(found));
    }
    points_when(found)
}

/// `+1 cancer`, `+2 when swelling > 3 'cm'`.
fn points_when(found: &PointsFound) -> String {
    let when = if found.condition.contains(' ') { "when " } else { "" };
    format!("{} {when}{}", found.points, found.condition)
}

fn points_open(found: &PointsFound) -> String {
    let instead = found.instead_of.as_ref().map(|points| format!(" instead of {points}")).unwrap_or_default();
    format!("{}{instead} {}", points_when(found), waits_for(found))
}

/// `(not recorded)`, or which facts are not.
fn waits_for(found: &PointsFound) -> String {
    let waits = found.waits_for.iter().map(|unknown| match &unknown.fact {
        Some(fact) if **fact == *found.condition => {
            unknown.absent.phrase().trim_start_matches("is ").to_owned()
        }
        _ => words::unknown_sentence(unknown),
    });
    format!("({})", waits.collect::<Vec<_>>().join("; "))
}

/// `source: what it says`.
fn cited(citation: &Citation) -> String {
    match &citation.says {
        Some(says) => format!("{}: {says}", citation.source.name),
        None => citation.source.name.to_string(),
    }
}

fn write_outputs(decision: &Decision, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let outputs = decision.outputs();
    if outputs.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Outputs{STRONG:#}")?;
    for output in outputs {
        let value = match &output.value {
            Some(value) => value.clone(),
            None => {
                let causes: Vec<_> = output.unknown.iter().map(words::unknown_sentence).collect();
                format!("not known: {}", causes.join("; "))
            }
        };
        let start = format!("  {}", output.name);
        write!(out, "  {STRONG}{}{STRONG:#}", output.name)?;
        wrapped(&format!("{start}: {value}"), &start, "      ", out)?;
        if let Some(because) = output.because.as_ref().filter(|_| detail != Detail::Brief) {
            write!(out, "      ")?;
            wrapped(&format!("      {because}"), "      ", "      ", out)?;
        }
        if detail == Detail::Brief {
            continue;
        }
        let mut label = "found";
        for sentence in chosen_sentences(&output.branches, &output.scores) {
            line(label, &sentence, out)?;
            label = "";
        }
        if let Some(reading) = output.reading.as_ref().filter(|_| detail == Detail::Everything) {
            line("reading", reading, out)?;
        }
        write_origin(&output.citations, &output.evidence, out)?;
    }
    Ok(())
}

/// Where a rule or an output comes from.
pub(in crate::cli) fn write_origin(
    citations: &[Citation],
    evidence: &[Evidence],
    out: &mut dyn Write,
) -> io::Result<()> {
    for citation in citations {
        line("source", &cited(citation), out)?;
    }
    for evidence in evidence {
        line("evidence", &format!("{}: {}", evidence.scheme, evidence.grade), out)?;
    }
    Ok(())
}

fn write_missing(decision: &Decision, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let missing = decision.missing();
    let brief = detail == Detail::Brief;
    let (matter, rest): (Vec<_>, Vec<_>) = missing.iter().partition(|fact| fact.matters);
    for (facts, title) in
        [(matter, "Missing (knowing these settles it)"), (rest, "Also not known (no part in the verdict)")]
    {
        if facts.is_empty() || (brief && !facts.iter().any(|fact| fact.matters)) {
            continue;
        }
        writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
        for fact in facts {
            write_missing_fact(fact, brief, out)?;
        }
    }
    Ok(())
}

/// Writes what is missing of one fact.
pub fn write_missing_fact(fact: &MissingFact, brief: bool, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<_> = fact.rules.iter().map(|rule| &**rule).collect();
    let settled_by = fact.settled_by.as_ref().map(|by| format!("; {by}")).unwrap_or_default();
    let start = format!("  {}", fact.fact);
    write!(out, "  {STRONG}{}{STRONG:#}", fact.fact)?;
    wrapped(
        &format!(
            "{start} {}{settled_by}; keeps open: {}",
            words::known_only(fact.absent, fact.recorded.as_deref()),
            rules.join(", ")
        ),
        &start,
        "      ",
        out,
    )?;
    if let Some(description) = fact.description.as_ref().filter(|_| !brief) {
        write!(out, "      ")?;
        wrapped(&format!("      {description}"), "      ", "      ", out)?;
    }
    Ok(())
}

fn write_assumptions(decision: &Decision, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let assumptions = decision.assumptions();
    let by_default: Vec<_> = findings.iter().filter(|finding| finding.by_default.is_some()).collect();
    let defaults = decision.defaults();
    if assumptions.is_empty() && by_default.is_empty() && defaults.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Assumed{STRONG:#} (not recorded, and taken for granted by the ruleset)")?;
    for assumption in assumptions {
        let rules: Vec<_> = assumption.rules.iter().map(|rule| &**rule).collect();
        // It may be the ruleset's own `applies when` or an output that reads it.
        let read_by =
            if rules.is_empty() { String::new() } else { format!("; read by: {}", rules.join(", ")) };
        let by = assumption.ruleset.as_ref().map(|name| format!(", by {name}")).unwrap_or_default();
        let start = format!("  {} = {}{by}", assumption.fact, assumption.value);
        write!(out, "{start}")?;
        wrapped(&format!("{start}: {}{read_by}", assumption.because), &start, "      ", out)?;
    }
    for finding in by_default {
        let start = format!("  {}", finding.label);
        let (_, counts, _) = mark(finding);
        let because = finding.by_default.as_deref().unwrap_or_default();
        write!(out, "{start}")?;
        wrapped(
            &format!("{start} counts as {counts} while it is not recorded: {because}"),
            &start,
            "      ",
            out,
        )?;
    }
    for default in defaults {
        let counts = match default.outcome {
            Outcome::Met => "met",
            _ => "not met",
        };
        let rules: Vec<_> = default.rules.iter().map(|rule| &**rule).collect();
        let start = format!("  {} of {}", default.rule, default.ruleset);
        write!(out, "{start}")?;
        let text = format!(
            "{start} counts as {counts} while it is not recorded: {}; read by: {}",
            default.because,
            rules.join(", ")
        );
        wrapped(&text, &start, "      ", out)?;
    }
    Ok(())
}
