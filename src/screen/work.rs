//! One thread's work: a portion of records to rows, rejects and counts.

use serde::Serialize;

use super::answer::Told;
use super::batch::{Batch, Lines, Portion};
use super::lane::{Laid, Lane};
use super::rows::{RowFormat, Rows};
use super::scan::{blanks, is_blank};
use super::tally::Tally;
use crate::diagnostic::{Code, Severity};
use crate::record::{RecordProblem, RecordText, not_utf8, too_large};

/// What came of a portion.
#[derive(Debug, Default)]
pub struct Worked {
    /// A row for each patient, in the order of the records.
    pub rows: Vec<u8>,
    /// A line for each record that could not be decided on: why, and its text.
    pub rejects: Vec<u8>,
    /// Patients on whom was decided.
    pub patients: usize,
    /// Records that could not be decided on.
    pub rejected: usize,
}

/// A record that could not be decided on, with all that is needed to try again.
#[derive(Serialize)]
struct Reject<'r> {
    file: &'r str,
    line: usize,
    problems: &'r [RecordProblem],
    text: Option<&'r str>,
}

/// A thread that works on portions.
#[derive(Debug)]
pub struct Worker<'l> {
    lane: Lane<'l>,
    rows: Rows,
    tally: Tally,
    /// How long the last portion's rows were.
    length: usize,
}

impl<'l> Worker<'l> {
    /// A thread that has met no record yet.
    pub fn new(laid: &'l Laid, format: RowFormat) -> Self {
        Self {
            lane: Lane::new(laid),
            rows: Rows::new(&laid.ruleset, format),
            tally: Tally::new(&laid.ruleset),
            length: 0,
        }
    }

    /// What it counted.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    /// Works on a portion.
    pub fn work(&mut self, batch: Batch) -> Worked {
        let mut worked = Worked { rows: Vec::with_capacity(self.length), ..Worked::default() };
        match batch.records {
            Portion::Lines(lines) => self.lines(&batch.file, &lines, &mut worked),
            Portion::Texts(texts) => {
                for text in texts {
                    match text {
                        Ok(text) => self.text(&batch.file, &text, &mut worked),
                        Err(problem) => {
                            let line = problem.at.line;
                            self.reject(&batch.file, line, &[problem], None, &mut worked);
                        }
                    }
                }
            }
        }
        self.length = worked.rows.len();
        worked
    }

    fn lines(&mut self, file: &str, lines: &Lines, worked: &mut Worked) {
        let bytes = lines.bytes.as_slice();
        // Of a portion that is no text each line is looked at by itself.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let (mut at, mut line) = (0, lines.lines_before);
        while at < lines.length {
            let start = blanks(bytes, at);
            if let Some(end) = self.lane.quick(text, start)
                && let end = blanks(bytes, end)
                && end <= lines.length
                && (end == lines.length || bytes.get(end) == Some(&b'\n'))
                && end - start <= self.lane.most
            {
                let told = self.lane.told(text);
                self.tally.count(&told);
                self.rows.row(&told, || place(file, line), &mut worked.rows);
                worked.patients += 1;
                at = end + 1;
            } else {
                let rest = bytes.get(start..lines.length).unwrap_or_default();
                let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                let text = rest.get(..length).unwrap_or_default();
                // Characters before it, as all of them are blanks.
                self.line(file, text, (line, start - at), worked);
                at = start + length + 1;
            }
            line += 1;
        }
        if let Some(problem) = &lines.passes_over {
            self.reject(file, problem.at.line, std::slice::from_ref(problem), None, worked);
        }
    }

    /// A line that is anything but usual.
    fn line(&mut self, file: &str, bytes: &[u8], (lines, columns): (usize, usize), worked: &mut Worked) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if is_blank(text) => return,
            Ok(text) if text.len() > self.lane.most => {
                let problem = too_large("", self.lane.most).moved(lines, columns);
                return self.reject(file, lines + 1, &[problem], None, worked);
            }
            Ok(text) => RecordText::new(text.to_owned(), lines, columns),
            Err(_) => {
                let problem = not_utf8(bytes).moved(lines, columns);
                let text = String::from_utf8_lossy(bytes);
                return self.reject(file, lines + 1, &[problem], Some(&text), worked);
            }
        };
        self.text(file, &text, worked);
    }

    fn text(&mut self, file: &str, text: &RecordText, worked: &mut Worked) {
        match self.lane.decide(&text.text) {
            Ok(told) => {
                let own = text.problems().iter().filter(|problem| problem.severity() == Severity::Error);
                let own: Vec<(Code, String)> =
                    own.map(|problem| (problem.code, problem.path.clone())).collect();
                let answer;
                let told = if own.is_empty() {
                    told
                } else {
                    let mut more = told.answer.clone();
                    more.problems.splice(0..0, own);
                    answer = more;
                    Told { answer: &answer, ..told }
                };
                self.tally.count(&told);
                self.rows.row(&told, || place(file, text.lines_before), &mut worked.rows);
                worked.patients += 1;
            }
            Err(problems) => {
                let problems: Vec<_> = problems.iter().map(|problem| text.placed(problem)).collect();
                self.reject(file, text.lines_before + 1, &problems, Some(&text.text), worked);
            }
        }
    }

    fn reject(
        &mut self,
        file: &str,
        line: usize,
        problems: &[RecordProblem],
        text: Option<&str>,
        worked: &mut Worked,
    ) {
        self.tally.reject(problems);
        worked.rejected += 1;
        let reject = Reject { file, line, problems, text };
        // Text and numbers always can be written, and so much memory there is.
        if serde_json::to_writer(&mut worked.rejects, &reject).is_ok() {
            worked.rejects.push(b'\n');
        }
    }
}

/// The name of a record without an `id`.
fn place(file: &str, lines_before: usize) -> String {
    format!("{file}:{}", lines_before + 1)
}
