//! The rows of a screening: one a patient, as CSV or as JSON.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::answer::{Answer, Told};
use super::ruled::{CODES, GROUP, Those, Word, outcome_in};
use crate::Ruleset;
use crate::eval::Verdict;

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
    labels: Vec<Arc<str>>,
    deciding: Those,
    groups: Vec<Group>,
    facts: Vec<Arc<str>>,
    date: Option<(Date, String)>,
}

/// What rows say of up to [`GROUP`] rules, by all that they can say.
#[derive(Debug)]
struct Group {
    places: Vec<Range<usize>>,
    text: Vec<u8>,
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

impl Rows {
    /// Rows of a ruleset.
    #[must_use]
    pub fn new(ruleset: &Ruleset, format: RowFormat) -> Self {
        let labels: Vec<_> = ruleset.about().rules.iter().map(|rule| Arc::clone(&rule.label)).collect();
        let groups = labels.chunks(GROUP).enumerate();
        let groups = groups.map(|(at, labels)| Group::new(format, labels, at == 0)).collect();
        let facts = ruleset.vocabulary().facts().map(|fact| Arc::clone(&fact.path)).collect();
        Self { format, deciding: Those::deciding(ruleset.program()), labels, groups, facts, date: None }
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

    /// One row. `place` names a record without an `id`.
    pub fn row(&mut self, told: &Told<'_>, place: impl FnOnce() -> String, out: &mut Vec<u8>) {
        let own;
        let name = match &told.id {
            Some(id) => id,
            None => {
                own = place();
                own.as_str()
            }
        };
        match self.format {
            RowFormat::Csv => self.csv(told, name, out),
            RowFormat::Ndjson => self.json(told, name, out),
        }
    }

    /// The rules that decide: of an ineligible patient those that are not met, of an undetermined one those that are
    /// unknown.
    fn deciding<'a>(&'a self, answer: &'a Answer) -> impl Iterator<Item = &'a str> {
        let verdict = answer.verdict;
        let decides = move |word: &Word, among: u64| match verdict {
            Verdict::Ineligible => word.not_met & among,
            Verdict::Undetermined => word.unknown(among),
            Verdict::Eligible | Verdict::NotApplicable => 0,
        };
        let places = answer.rules.places(&self.deciding, decides);
        places.filter_map(|rule| self.labels.get(rule)).map(|label| &**label)
    }

    fn date(&mut self, as_of: Date) -> &str {
        if self.date.as_ref().is_none_or(|(date, _)| *date != as_of) {
            self.date = Some((as_of, as_of.to_string()));
        }
        self.date.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    fn fact(&self, slot: crate::ir::SlotId) -> &str {
        self.facts.get(slot.index()).map(|fact| &**fact).unwrap_or_default()
    }

    fn csv(&mut self, told: &Told<'_>, name: &str, out: &mut Vec<u8>) {
        let answer = told.answer;
        cell(name, out);
        out.push(b',');
        out.extend_from_slice(answer.verdict.code().as_bytes());
        out.push(b',');
        out.extend_from_slice(self.date(told.as_of).as_bytes());
        out.push(b',');
        // Labels, paths and reasons have neither commas nor quotation marks.
        list(self.deciding(answer), out);
        out.push(b',');
        let missing = answer.missing.iter();
        list(missing.map(|missing| format!("{}:{}", self.fact(missing.fact), missing.absence)), out);
        out.push(b',');
        let problems = answer.problems.iter().map(|(code, path)| {
            let shown: String =
                path.chars().filter(|c| !matches!(c, ',' | '"' | '\n' | '\r' | ';')).collect();
            format!("{code} {shown}")
        });
        list(problems, out);
        self.rules(answer, out);
        out.push(b'\n');
    }

    fn json(&mut self, told: &Told<'_>, name: &str, out: &mut Vec<u8>) {
        let answer = told.answer;
        out.extend_from_slice(b"{\"record\":");
        json(name, out);
        out.extend_from_slice(b",\"verdict\":");
        json(&answer.verdict, out);
        out.extend_from_slice(b",\"as_of\":");
        json(self.date(told.as_of), out);
        out.extend_from_slice(b",\"deciding\":[");
        for (at, label) in self.deciding(answer).enumerate() {
            out.extend_from_slice(if at == 0 { b"" } else { b"," });
            json(label, out);
        }
        let missing = answer.missing.iter();
        let missing =
            missing.map(|missing| MissingOf { fact: self.fact(missing.fact), absent: missing.absence });
        out.extend_from_slice(b"],\"missing\":");
        json(&missing.collect::<Vec<_>>(), out);
        let problems = answer.problems.iter().map(|(code, path)| ProblemOf { code: *code, path });
        out.extend_from_slice(b",\"problems\":");
        json(&problems.collect::<Vec<_>>(), out);
        out.extend_from_slice(b",\"rules\":{");
        self.rules(answer, out);
        out.extend_from_slice(b"}}\n");
    }

    /// What each rule says.
    fn rules(&self, answer: &Answer, out: &mut Vec<u8>) {
        for (group, code) in self.groups.iter().zip(answer.rules.codes()) {
            let said = group.places.get(code).and_then(|place| group.text.get(place.clone()));
            out.extend_from_slice(said.unwrap_or_default());
        }
    }
}

impl Group {
    fn new(format: RowFormat, labels: &[Arc<str>], is_first: bool) -> Self {
        let (mut places, mut text) = (Vec::with_capacity(CODES), Vec::new());
        for code in 0..CODES {
            let start = text.len();
            for (at, label) in labels.iter().enumerate() {
                let outcome = outcome_in(code, at);
                match format {
                    RowFormat::Csv => {
                        text.push(b',');
                        text.extend_from_slice(outcome.code().as_bytes());
                    }
                    RowFormat::Ndjson => {
                        text.extend_from_slice(if is_first && at == 0 { b"" } else { b"," });
                        json(&**label, &mut text);
                        text.push(b':');
                        json(&outcome, &mut text);
                    }
                }
            }
            places.push(start..text.len());
        }
        Self { places, text }
    }
}

fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    // Text and numbers always can be written, and so much memory there is.
    let _ = serde_json::to_writer(out, value);
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

/// What stands in one cell, with semicolons between.
fn list(of: impl Iterator<Item = impl AsRef<str>>, out: &mut Vec<u8>) {
    for (at, item) in of.enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b";" });
        out.extend_from_slice(item.as_ref().as_bytes());
    }
}
