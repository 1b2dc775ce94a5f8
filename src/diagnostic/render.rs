//! How problems are shown: as plain lines, or as a `miette` report that any handler can draw.

use std::fmt;

use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use super::{Code, Label, Problem, Problems, Severity};
use crate::source::{SourceMap, Span};

/// A problem together with the text it points at.
#[derive(Debug)]
pub struct Report {
    problem: Problem,
    source: NamedSource<Arc<str>>,
    /// The text can be drawn: no label is on a line that is too long.
    drawable: bool,
    /// Labels that are not drawn, as sentences.
    elsewhere: Vec<String>,
}

/// Labels on longer lines (in bytes) are told by their place instead of being drawn under their line.
const MAX_LINE_DRAWN: usize = 2_000;

/// The length of the longest line that a span touches.
fn widest_line(sources: &SourceMap, span: Span) -> usize {
    let text = sources.text(span.file);
    let range = span.range();
    let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end =
        text.get(range.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| range.end + at);
    text.get(start..end).unwrap_or_default().lines().map(str::len).max().unwrap_or_default()
}

impl Report {
    /// Attaches the text.
    #[must_use]
    pub fn new(problem: &Problem, sources: &SourceMap) -> Self {
        let file = problem.span().file;
        let too_wide = |label: &Label| widest_line(sources, label.span) > MAX_LINE_DRAWN;
        let drawable = !problem.labels.iter().any(too_wide);
        let elsewhere = problem
            .labels
            .iter()
            .filter(|label| !drawable || label.span.file != file)
            .map(|label| {
                format!("{} ({}:{})", label.text, sources.name(label.span.file), sources.start(label.span))
            })
            .collect();
        Self {
            problem: problem.clone(),
            source: NamedSource::new(
                sources.name(file),
                sources.get(file).map(|file| Arc::clone(&file.text)).unwrap_or_default(),
            ),
            drawable,
            elsewhere,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut lines: Vec<&str> = self.problem.help.as_deref().into_iter().collect();
        lines.extend(self.elsewhere.iter().map(String::as_str));
        if lines.is_empty() {
            return None;
        }
        Some(Box::new(lines.join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (self.drawable && !self.source.inner().is_empty()).then_some(&self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let file = self.problem.span().file;
        if !self.drawable {
            return None;
        }
        Some(Box::new(self.problem.labels.iter().filter(move |label| label.span.file == file).map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            LabeledSpan::new_with_span(text, label.span.range())
        })))
    }
}

/// One problem as plain lines, with its place and no text of the file:
/// `name:line:column: error[E0104]: message`.
#[must_use]
pub fn render_plain(problem: &Problem, sources: &SourceMap) -> String {
    let span = problem.span();
    let kind = match problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut text = format!(
        "{}:{}: {kind}[{}]: {}",
        sources.name(span.file),
        sources.start(span),
        problem.code,
        problem.message
    );
    for (index, label) in problem.labels.iter().enumerate() {
        if label.text.is_empty() {
            continue;
        }
        if index == 0 {
            text.push_str(&format!("\n  {}", label.text));
        } else {
            text.push_str(&format!(
                "\n  {}:{}: {}",
                sources.name(label.span.file),
                sources.start(label.span),
                label.text
            ));
        }
    }
    if let Some(help) = &problem.help {
        for line in help.lines() {
            text.push_str(&format!("\n  help: {line}"));
        }
    }
    text
}

impl Code {
    /// What a reader can type to learn more.
    #[must_use]
    pub fn learn_more(self) -> String {
        format!("elig explain {self}")
    }
}

impl Problems {
    /// Every problem as plain lines.
    #[must_use]
    pub fn render_plain(&self, sources: &SourceMap) -> String {
        self.iter().map(|problem| render_plain(problem, sources)).collect::<Vec<_>>().join("\n")
    }
}
