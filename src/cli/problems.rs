//! Problems on a terminal.

use std::io::{self, Write};
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme};

pub use crate::decision::words::plural;
use crate::diagnostic::{Code, Problem, Problems, Report, Severity};
use crate::intake::Intake;
use crate::record::{RecordProblem, visible};
use crate::source::SourceMap;

/// How wide reports are drawn.
const WIDTH: usize = 100;

/// Draws problems with the text they point at.
pub fn show(problems: &Problems, sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        show_one(problem, sources, out)?;
    }
    Ok(())
}

/// Draws one problem.
pub fn show_one(problem: &Problem, sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    // Colours are always drawn: `anstream` drops them where they do not belong.
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(WIDTH).with_links(false);
    let mut text = String::new();
    handler.render_report(&mut text, &Report::new(problem, sources)).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

/// `2 errors, 1 warning`; empty when there are none.
pub fn tally(problems: &Problems) -> String {
    let (errors, warnings) = problems.counts();
    let parts = [(errors, "error"), (warnings, "warning")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
    parts.join(", ")
}

/// Could the file itself not be read, rather than one that it uses?
pub fn unreadable(problems: &Problems) -> bool {
    // A file that another one uses is missed where it is named; this one nowhere.
    problems.iter().any(|problem| {
        matches!(problem.code, Code::FileNotFound | Code::Unreadable) && problem.span().range().is_empty()
    })
}

/// Tells a mistake in a record: where, what, and what to do. `note` says more of it; `value` is the text that could
/// not be read, a patient's, if it is to be shown.
pub fn show_in_record(
    path: &Path,
    problem: &RecordProblem,
    note: &str,
    value: Option<&str>,
) -> io::Result<()> {
    let mut err = anstream::stderr();
    writeln!(err, "{}:{problem}{note}", path.display())?;
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        writeln!(err, "  found: {}", visible(value, 200))?;
    }
    match &problem.help {
        Some(help) => writeln!(err, "  help: {help}"),
        None => Ok(()),
    }
}

/// Is any of them more than a warning?
pub fn has_errors(problems: &[RecordProblem]) -> bool {
    problems.iter().any(|problem| problem.severity() == Severity::Error)
}

/// Tells what is wrong with an input as a whole, such as the header of a table: are there errors?
pub fn tell_of_input(intake: &Intake) -> io::Result<bool> {
    for problem in intake.problems() {
        show_in_record(intake.name(), problem, "", None)?;
    }
    Ok(has_errors(intake.problems()))
}

/// Tells that a file has no record in it.
pub fn complain_of_no_record(path: &Path) {
    super::complain(&format!(
        "there is no record in `{}`; a record is a JSON object: {{ \"id\": \"p-001\", … }}",
        path.display()
    ));
}
