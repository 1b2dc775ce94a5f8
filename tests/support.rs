//! What several test modules need.

use std::sync::Arc;

use elig::diagnostic::{Code, Problems};
use elig::loader::{Memory, Wanted};
use elig::source::SourceMap;
use elig::{AsOf, Compilation, Decision, Record, Ruleset};
use jiff::civil::date;

/// Compiles one text.
pub fn compile(text: &str) -> Compilation {
    elig::compile(&Memory::new().with("main.elig", text), Wanted::File("main.elig"))
}

/// A ruleset that must compile.
pub fn ruleset(text: &str) -> Ruleset {
    compile(text).into_result().unwrap_or_else(|error| panic!("{error}\nin:\n{text}"))
}

/// A decision on a record in JSON.
pub fn decide(ruleset: &Ruleset, record: &str) -> Decision {
    ruleset.decide_json(record, AsOf::Fixed(date(2025, 11, 20))).expect("the record is an object")
}

/// The record that a JSON text is for a ruleset.
pub fn record(ruleset: &Ruleset, text: &str) -> Record {
    Record::from_json(&Arc::clone(ruleset.vocabulary()), text).expect("the record is an object")
}

/// The codes of all problems, in order.
pub fn codes(problems: &Problems) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

/// All problems as a user sees them, without colours.
pub fn render(problems: &Problems, sources: &SourceMap) -> String {
    use miette::{GraphicalReportHandler, GraphicalTheme};
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .with_links(false);
    let mut text = String::new();
    for problem in problems {
        handler
            .render_report(&mut text, &elig::diagnostic::Report::new(problem, sources))
            .expect("a string takes all");
        text.push('\n');
    }
    text
}
