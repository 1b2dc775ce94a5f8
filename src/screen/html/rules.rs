//! The rules: one after another as patients leave at them, each by itself, and in words.

use std::fmt::{self, Formatter};

use super::{Figure, Kind, Page, heads};
use crate::about::Citation;
use crate::ir::RuleKind;
use crate::page::{TABLE_END, Text, table};
use crate::screen::summary::RuleCount;
use crate::screen::words::asks;

const ATTRITION: &str = "In the order in which the rules are written. A patient leaves at the first rule that is not met, so \
    that a later rule loses fewer than it keeps out by itself. Whoever is undetermined leaves nowhere.";

const RULES: &str = "What each rule says of every patient, whatever the others say. <em>Alone keeps out</em>: the patient \
    is ineligible, and would be eligible without this rule. <em>Alone leaves open</em>: the patient is undetermined, and \
    would be eligible without it. The two together are how many more would be eligible without it; that of two rules \
    at once is no sum of these.";

impl Page<'_> {
    pub(super) fn write_attrition(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"attrition\">\n<h2 id=\"attrition\">Attrition</h2>")?;
        if summary.attrition.is_empty() {
            return writeln!(f, "<p>No rule decides.</p>\n</section>");
        }
        writeln!(f, "<p class=\"quiet\">{ATTRITION}</p>")?;
        table(f, "attrition", "sortable", "Patients, rule after rule")?;
        heads(
            f,
            &[
                ("Rule", Kind::Words),
                ("There before it", Kind::Of("all patients")),
                ("Leave at it", Kind::Of("those before it")),
                ("Remain after it", Kind::Of("all patients")),
                ("Of these open", Kind::Of("those who remain")),
            ],
        )?;
        for step in &summary.attrition {
            self.write_label(&step.label, f)?;
            writeln!(
                f,
                "{}{}{}{}</tr>",
                Figure(step.before, Some(summary.patients)),
                Figure(step.lost, Some(step.before)),
                Figure(step.after, Some(summary.patients)),
                Figure(step.open, Some(step.after))
            )?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    /// The start of a row: a label, with a link to the rule's words.
    pub(super) fn write_label(&self, label: &str, f: &mut Formatter<'_>) -> fmt::Result {
        match self.summary.rule(label) {
            Some((index, _)) => {
                write!(f, "<tr><th scope=\"row\"><a href=\"#rule-{}\">{}</a></th>", index + 1, Text(label))
            }
            None => write!(f, "<tr><th scope=\"row\">{}</th>", Text(label)),
        }
    }

    pub(super) fn write_rules(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules, each by itself</h2>")?;
        if summary.rules.is_empty() {
            return writeln!(f, "<p>There is no rule.</p>\n</section>");
        }
        writeln!(f, "<p class=\"quiet\">{RULES}</p>")?;
        table(f, "rules", "sortable", "Every rule over all patients")?;
        heads(
            f,
            &[
                ("Rule", Kind::Words),
                ("Kind", Kind::Words),
                ("Met", Kind::Of("all patients")),
                ("Not met", Kind::Of("all patients")),
                ("Not known", Kind::Of("all patients")),
                ("Does not apply", Kind::Of("all patients")),
                ("Alone keeps out", Kind::Of("ineligible")),
                ("Alone leaves open", Kind::Of("undetermined")),
                ("More eligible without it", Kind::Of("all patients")),
            ],
        )?;
        let all = Some(summary.patients);
        for rule in &summary.rules {
            self.write_label(&rule.label, f)?;
            write!(
                f,
                "<td>{}</td>{}{}{}{}",
                asks(rule.kind),
                Figure(rule.met, all),
                Figure(rule.not_met, all),
                Figure(rule.unknown, all),
                Figure(rule.not_applicable, all)
            )?;
            if rule.kind == RuleKind::Caution {
                let none = "<td class=\"n quiet\">–</td>";
                writeln!(f, "{none}{none}{none}</tr>")?;
                continue;
            }
            writeln!(
                f,
                "{}{}{}</tr>",
                Figure(rule.alone_keeps_out, Some(summary.verdicts.ineligible)),
                Figure(rule.alone_leaves_open, Some(summary.verdicts.undetermined)),
                Figure(rule.more_without, all)
            )?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    pub(super) fn write_words(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "<section aria-labelledby=\"words\">\n<h2 id=\"words\">Rules in words, and their sources</h2>"
        )?;
        for (index, rule) in self.summary.rules.iter().enumerate() {
            write_rule(index + 1, rule, f)?;
        }
        writeln!(f, "</section>")
    }
}

fn write_rule(number: usize, rule: &RuleCount, f: &mut Formatter<'_>) -> fmt::Result {
    writeln!(
        f,
        "<article aria-labelledby=\"rule-{number}\">\n<h3 id=\"rule-{number}\">{} <span class=\"quiet\">({})</span></h3>\n<dl>",
        Text(&rule.label),
        asks(rule.kind)
    )?;
    if let Some(because) = &rule.because {
        writeln!(f, "<dt>Asks</dt><dd>{}</dd>", Text(because))?;
    }
    writeln!(f, "<dt>Condition</dt><dd><code>{}</code></dd>", Text(&rule.condition))?;
    if let Some(condition) = &rule.applies_when {
        writeln!(f, "<dt>Applies when</dt><dd><code>{}</code></dd>", Text(condition))?;
    }
    if let Some(reading) = &rule.reading {
        writeln!(f, "<dt>Read as</dt><dd>{}</dd>", Text(reading))?;
    }
    for citation in &rule.citations {
        writeln!(f, "<dt>Source</dt><dd>{}</dd>", Text(cited(citation)))?;
    }
    if rule.citations.is_empty() {
        writeln!(f, "<dt>Source</dt><dd class=\"quiet\">it names none</dd>")?;
    }
    for evidence in &rule.evidence {
        writeln!(f, "<dt>Evidence</dt><dd>{}: {}</dd>", Text(&evidence.scheme), Text(&evidence.grade))?;
    }
    writeln!(
        f,
        "<dt>Written in</dt><dd>{}, line {}</dd>\n</dl>\n</article>",
        Text(&rule.place.file),
        rule.place.line
    )
}

/// `page.duration, “Six months or more” (A page, A clinic; updated 2025-04-01)`.
fn cited(citation: &Citation) -> String {
    let source = &citation.source;
    let item = citation.item.as_ref().map(|item| format!(".{item}")).unwrap_or_default();
    let says = citation.says.as_ref().map(|says| format!(", “{says}”")).unwrap_or_default();
    let provenance = source.provenance();
    let about = [source.title.as_deref(), source.publisher.as_deref(), Some(&*provenance)];
    let about: Vec<_> = about.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join("; ")) };
    format!("{}{item}{says}{about}", source.name)
}
