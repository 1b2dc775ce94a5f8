//! The rows of a screening: one a patient, as CSV or as JSON.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use super::answer::Answer;
use crate::Ruleset;
use crate::eval::{Outcome, Verdict};
use crate::ir::RuleKind;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// A table with a head: `record,verdict,as_of,deciding,missing,problems`, and each rule by its label.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

/// Writes rows. What does not change from patient to patient is written out beforehand.
#[derive(Debug)]
pub struct Rows {
    format: RowFormat,
    kinds: Vec<RuleKind>,
    labels: Vec<Arc<str>>,
    facts: Vec<Arc<str>>,
    date: Option<(jiff::civil::Date, String)>,
}

/// A row as JSON.
#[derive(Serialize)]
struct Row<'a> {
    record: &'a str,
    verdict: Verdict,
    as_of: &'a str,
    deciding: Vec<&'a str>,
    missing: Vec<MissingOf<'a>>,
    problems: Vec<ProblemOf<'a>>,
    rules: Outcomes<'a>,
}

#[derive(Serialize)]
struct MissingOf<'a> {
    fact: &'a str,
    absent: crate::Absence,
}

#[derive(Serialize)]
struct ProblemOf<'a> {
    code: crate::diagnostic::Code,
    path: &'a str,
}

struct Outcomes<'a>(&'a [Arc<str>], &'a [Outcome]);

impl Serialize for Outcomes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

impl Rows {
    /// Rows of a ruleset.
    #[must_use]
    pub fn new(ruleset: &Ruleset, format: RowFormat) -> Self {
        let rules = ruleset.program().rules.iter().zip(&ruleset.about().rules);
        let (kinds, labels) = rules.map(|(rule, about)| (rule.kind, Arc::clone(&about.label))).unzip();
        let facts = ruleset.vocabulary().facts().map(|fact| Arc::clone(&fact.path)).collect();
        Self { format, kinds, labels, facts, date: None }
    }

    /// What stands before the first row.
    pub fn head(&self, out: &mut Vec<u8>) {
        if self.format == RowFormat::Csv {
            out.extend_from_slice(b"record,verdict,as_of,deciding,missing,problems");
            for label in &self.labels {
                out.push(b',');
                cell(label, out);
            }
            out.push(b'\n');
        }
    }

    /// One row. `name` is the record's `id`, or its place where it has none.
    pub fn row(&mut self, answer: &Answer, name: &str, out: &mut Vec<u8>) {
        match self.format {
            RowFormat::Csv => self.csv(answer, name, out),
            RowFormat::Ndjson => self.json(answer, name, out),
        }
    }

    /// The rules that decide: of an ineligible patient those that are not met, of an undetermined one those that are
    /// unknown.
    fn deciding<'a>(&'a self, answer: &'a Answer) -> impl Iterator<Item = &'a str> {
        let wanted = match answer.verdict {
            Verdict::Ineligible => Some(Outcome::NotMet),
            Verdict::Undetermined => Some(Outcome::Unknown),
            Verdict::Eligible | Verdict::NotApplicable => None,
        };
        let rules = self.labels.iter().zip(&self.kinds).zip(&answer.outcomes);
        let rules = rules
            .filter(move |((_, kind), outcome)| **kind != RuleKind::Caution && Some(**outcome) == wanted);
        rules.map(|((label, _), _)| &**label)
    }

    fn date(&mut self, answer: &Answer) -> &str {
        if self.date.as_ref().is_none_or(|(date, _)| *date != answer.as_of) {
            self.date = Some((answer.as_of, answer.as_of.to_string()));
        }
        self.date.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    fn fact(&self, slot: crate::ir::SlotId) -> &str {
        self.facts.get(slot.index()).map(|fact| &**fact).unwrap_or_default()
    }

    fn csv(&mut self, answer: &Answer, name: &str, out: &mut Vec<u8>) {
        cell(name, out);
        out.push(b',');
        out.extend_from_slice(answer.verdict.code().as_bytes());
        out.push(b',');
        out.extend_from_slice(self.date(answer).as_bytes());
        out.push(b',');
        list(self.deciding(answer), out);
        out.push(b',');
        for (at, missing) in answer.missing.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"" } else { b";" });
            out.extend_from_slice(self.fact(missing.fact).as_bytes());
            // Without a comma or a quotation mark in it, it needs no quotation marks around it.
            let _ = write!(out, ":{}", missing.absence);
        }
        out.push(b',');
        for (at, (code, path)) in answer.problems.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"" } else { b";" });
            let shown: String =
                path.chars().filter(|c| !matches!(c, ',' | '"' | '\n' | '\r' | ';')).collect();
            let _ = write!(out, "{code} {shown}");
        }
        for outcome in &answer.outcomes {
            out.extend_from_slice(match outcome {
                Outcome::Met => b",met",
                Outcome::NotMet => b",not-met",
                Outcome::Unknown => b",unknown",
                Outcome::NotApplicable => b",not-applicable",
            });
        }
        out.push(b'\n');
    }

    fn json(&mut self, answer: &Answer, name: &str, out: &mut Vec<u8>) {
        self.date(answer);
        let row = Row {
            record: name,
            verdict: answer.verdict,
            as_of: self.date.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default(),
            deciding: self.deciding(answer).collect(),
            missing: answer
                .missing
                .iter()
                .map(|missing| MissingOf { fact: self.fact(missing.fact), absent: missing.absence })
                .collect(),
            problems: answer.problems.iter().map(|(code, path)| ProblemOf { code: *code, path }).collect(),
            rules: Outcomes(&self.labels, &answer.outcomes),
        };
        // Text and numbers always can be written, and so much memory there is.
        if serde_json::to_writer(&mut *out, &row).is_ok() {
            out.push(b'\n');
        }
    }
}

/// A cell of a table, in quotation marks where RFC 4180 wants them.
fn cell(text: &str, out: &mut Vec<u8>) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// Labels, which have neither commas nor quotation marks.
fn list<'a>(labels: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (at, label) in labels.enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b";" });
        out.extend_from_slice(label.as_bytes());
    }
}
