//! A table of records: CSV or TSV, one patient a row, one fact a column.
//!
//! The header is read once, against the vocabulary, into a plan; each row becomes the text of a record by it. What a
//! cell means is then judged by the reader of records, as of a record in JSON: see [`RecordText`].

mod cell;
mod columns;
mod header;
mod node;
mod plan;
mod rows;
mod write;

use std::io::BufRead;
use std::sync::Arc;

pub use cell::NOT_RECORDED;
pub(crate) use columns::Columns;
use plan::Plan;
use rows::{Rows, Slip};
use write::Writer;

use super::read::too_large;
use super::{Origin, RecordProblem, RecordText};
use crate::diagnostic::Code;
use crate::limits::{Limit, MAX_COLUMNS, MAX_RECORD_PROBLEMS};
use crate::source::LineColumn;
use crate::vocabulary::Vocabulary;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tabulator.
    Tab,
    /// `;`, as spreadsheets write it where a number has a comma.
    Semicolon,
}

impl Delimiter {
    fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Semicolon => b';',
        }
    }

    /// The one that stands in the first row of a text, outside of quotation marks: a tabulator before a semicolon
    /// before a comma, as neither of the first two is ever part of a column's name.
    ///
    /// ```
    /// use elig::record::Delimiter;
    /// assert_eq!(Delimiter::guess("id;weight, kg\n1;70\n"), Some(Delimiter::Semicolon));
    /// assert_eq!(Delimiter::guess("\"a,b\"\n"), None);
    /// ```
    #[must_use]
    pub fn guess(text: &str) -> Option<Self> {
        let (mut in_quotes, mut found) = (false, None);
        for c in text.trim_start_matches(['\u{feff}', '\r', '\n']).chars() {
            match c {
                '"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                '\r' | '\n' => break,
                '\t' => return Some(Delimiter::Tab),
                ';' => found = Some(Delimiter::Semicolon),
                ',' => found = found.or(Some(Delimiter::Comma)),
                _ => {}
            }
        }
        found
    }
}

/// Does a text look like a table: does it start with the name of a column, and does it have more than one?
#[cfg(feature = "cli")]
pub(crate) fn looks_like_a_table(text: &str) -> bool {
    let Some(delimiter) = Delimiter::guess(text) else { return false };
    let text = text.trim_start_matches(['\u{feff}', '\r', '\n']);
    let end = text.find([char::from(delimiter.byte()), '\r', '\n']).unwrap_or(text.len());
    let first = text.get(..end).unwrap_or_default().trim();
    let name = first.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(first);
    name.is_empty() || header::Header::parse(name).is_some()
}

/// The rows of a table as the texts of records.
///
/// ```
/// use std::sync::Arc;
/// use elig::loader::{Memory, Wanted};
/// use elig::record::{Delimiter, Record, Table};
///
/// let files = Memory::new().with("a.elig", "fact hb: quantity 'g/dL'\nfact device.pacemaker: boolean\nrequire hb >= 7 'g/dL'\nexclude device.pacemaker\n");
/// let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result()?;
/// let csv = "id,hb [g/L],device.pacemaker\np-1,135,no\np-2,many,\n";
/// let mut table = Table::new(csv.as_bytes(), Delimiter::Comma, ruleset.vocabulary())?;
/// assert!(table.problems().is_empty());
///
/// let first = table.next().unwrap()?.unwrap();
/// assert_eq!(first.text, r#"{"id":"p-1","hb":{"value":135,"unit":"g/L"},"device":{"pacemaker":false}}"#);
///
/// let second = table.next().unwrap()?.unwrap();
/// let record = Record::from_json(ruleset.vocabulary(), &second.text)?;
/// assert_eq!(second.placed(&record.problems()[0]).place.as_deref(), Some("row 3, column hb [g/L]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Table<R> {
    rows: Rows<R>,
    plan: Plan,
    width: usize,
    finished: bool,
    /// Bytes of the last record: the next one will be about as long.
    usual: usize,
    /// In how many rows each column that nobody knows says something.
    passed_over: Vec<usize>,
}

impl<R: BufRead> Table<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When the input cannot be read. What is wrong with the header is told in [`problems`](Self::problems).
    pub fn new(input: R, delimiter: Delimiter, vocabulary: &Arc<Vocabulary>) -> std::io::Result<Self> {
        let mut rows = Rows::new(input, delimiter.byte(), vocabulary.limits().get(Limit::RecordBytes));
        let (mut plan, mut finished) = (Plan::default(), false);
        let mut width = 0;
        match rows.read(MAX_COLUMNS)? {
            None => finished = true,
            Some(Ok(())) if rows.row().count() > MAX_COLUMNS => {
                let problem = at_row(
                    Code::RecordTooLarge,
                    rows.row().line,
                    None,
                    format!("this table has more than {MAX_COLUMNS} columns"),
                );
                plan.problems.push(
                    problem.help("leave out what the ruleset cannot ask about; nothing of it was read"),
                );
                finished = true;
            }
            Some(Ok(())) => {
                plan = plan::plan(rows.row(), vocabulary);
                width = rows.row().count();
            }
            Some(Err(slip)) => {
                plan.problems.push(told(slip, rows.row().line, true, &Columns::default(), true));
                finished = true;
            }
        }
        let passed_over = vec![0; plan.unknown.len().min(MAX_RECORD_PROBLEMS)];
        Ok(Self { rows, plan, width, finished, usual: 0, passed_over })
    }

    /// What is wrong with the header: told once, and not with every row. A fact whose columns cannot be used is invalid in
    /// every row in which one of them says something.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.plan.problems
    }

    /// The columns that nobody knows, each with the number of rows so far in which it says something; of very many only
    /// the first.
    pub fn passed_over(&self) -> impl Iterator<Item = (&str, usize)> {
        let names = self.plan.unknown.iter().map(|(_, name)| name.as_str());
        names.zip(self.passed_over.iter().copied())
    }

    fn record(&mut self) -> Result<RecordText, RecordProblem> {
        let row = self.rows.row();
        let line = row.line;
        if row.count() != self.width {
            let cells =
                |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
            let message = format!("this row has {}, and the header {}", cells(row.count()), self.width);
            return Err(at_row(Code::RecordRow, line, None, message).help(
                "a value with the separator in it stands in double quotes, and a value that is not known is an empty \
                 cell; until then the row is left out",
            ));
        }
        for ((column, _), count) in self.plan.unknown.iter().zip(&mut self.passed_over) {
            *count += usize::from(!row.cell(*column).trim().is_empty());
        }
        let mut writer = Writer::new(row, self.usual + 16);
        writer.record(&self.plan.ids, &self.plan.dates, &self.plan.facts);
        let Writer { out, moved, torn, .. } = writer;
        self.usual = out.len();
        let mut origin = Origin::of_row(Arc::clone(&self.plan.columns), line);
        for (path, number) in moved {
            let column = path.rfind('[').and_then(|at| path.get(..at)).unwrap_or(&path);
            let place = format!("row {line}, column {column}[{number}]");
            origin.found(path, place);
        }
        for path in torn {
            let message = format!("`{path}` has a value, and a reason why there is none");
            let place = self.plan.columns.place(line, &path);
            let problem = at_row(Code::RecordDuplicateKey, line, None, message);
            let problem = RecordProblem { path, place: Some(place.into()), ..problem };
            origin.report(problem.help("keep one of the two; until then the value counts as conflicting"));
        }
        Ok(RecordText { origin: Some(Arc::new(origin)), ..RecordText::new(out, line - 1, 0) })
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = std::io::Result<Result<RecordText, RecordProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        Some(match self.rows.read(self.width) {
            Ok(None) => return None,
            Ok(Some(Ok(()))) => Ok(self.record()),
            Ok(Some(Err(slip))) => {
                let is_last = self.rows.is_finished();
                Ok(Err(told(slip, self.rows.row().line, false, &self.plan.columns, is_last)))
            }
            Err(error) => {
                self.finished = true;
                Err(error)
            }
        })
    }
}

/// A problem with a row, or with a cell of it.
fn at_row(code: Code, line: usize, cell: Option<String>, message: String) -> RecordProblem {
    let place = match cell {
        Some(cell) => format!("row {line}, {cell}"),
        None => format!("row {line}"),
    };
    let at = LineColumn { line, column: 1 };
    RecordProblem { place: Some(place.into()), at, ..RecordProblem::new(code, "", 0..0, "", message) }
}

/// What is wrong with a row that could not be taken apart. `is_last`: nothing behind it is read.
fn told(slip: Slip, line: usize, is_header: bool, columns: &Columns, is_last: bool) -> RecordProblem {
    let lost = match (is_header, is_last) {
        (true, _) => "until then nothing of the table is read",
        (false, true) => "nothing behind it was read, and records may be missing",
        (false, false) => "until then the row is left out",
    };
    match slip {
        Slip::Unclosed => at_row(
            Code::RecordRow,
            line,
            None,
            "a quotation mark in this row is never closed, so all that follows stands inside of it".to_owned(),
        )
        .help(format!("close it; a quotation mark inside of a value is written twice; {lost}")),
        Slip::BehindQuote(cell) => at_row(
            Code::RecordRow,
            line,
            Some(columns.named(cell - 1)),
            "text stands behind a closing quotation mark".to_owned(),
        )
        .help(format!("a quotation mark inside of a value is written twice; {lost}")),
        Slip::NotUtf8(cell) => {
            at_row(Code::RecordRow, line, Some(columns.named(cell - 1)), "this text is not UTF-8".to_owned())
                .help(format!(
                    "save the file as UTF-8; spreadsheets and older databases often write Latin-1 (Windows-1252); {lost}"
                ))
        }
        Slip::TooLarge(most) => {
            let problem = too_large("", most);
            let at = LineColumn { line, column: 1 };
            let help = format!("perhaps a quotation mark is not closed; a row holds one patient; {lost}");
            RecordProblem { place: Some(format!("row {line}").into()), at, ..problem }.help(help)
        }
    }
}
