//! What was wrong with records, and what was screened by what.

use std::fmt::{self, Formatter};

use super::{Figure, Kind, Page, heads};
use crate::page::{TABLE_END, Text, table};
use crate::screen::figure::{CountOf, counted};
use crate::screen::words::INCOMPLETE;

impl Page<'_> {
    pub(super) fn write_problems(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"problems\">\n<h2 id=\"problems\">Problems in records</h2>")?;
        if summary.problems.is_empty() {
            return writeln!(f, "<p>Every record could be used as it is.</p>\n</section>");
        }
        writeln!(
            f,
            "<p>{} could not be decided on. {} decided on {} a value that could not be used; it counts as unknown.</p>",
            Text(counted(summary.rejected, "record")),
            Text(CountOf(summary.with_problems, summary.patients)),
            if summary.with_problems == 1 { "has" } else { "have" }
        )?;
        table(f, "problems", "sortable", "What was wrong, and in how many records")?;
        heads(
            f,
            &[
                ("What", Kind::Words),
                ("Code", Kind::Words),
                ("Where", Kind::Words),
                ("Records", Kind::Of("all records")),
                ("What came of it", Kind::Words),
            ],
        )?;
        for problem in &summary.problems {
            let place = if problem.path.is_empty() { "the record as a whole" } else { &problem.path };
            let came = problem.came_in_words();
            writeln!(
                f,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>{}<td>{came}</td></tr>",
                Text(problem.title),
                Text(problem.code),
                Text(place),
                Figure(problem.records, Some(summary.records()))
            )?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    pub(super) fn write_screened(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        let ruleset = &summary.ruleset;
        writeln!(
            f,
            "<section aria-labelledby=\"screened\">\n<h2 id=\"screened\">What was screened</h2>\n<dl class=\"screened\">"
        )?;
        let rows = [
            ("Ruleset", ruleset.title.as_deref()),
            ("Name", ruleset.name.as_deref()),
            ("Version", ruleset.version.as_deref()),
            ("File", Some(&*ruleset.file)),
        ];
        for (word, text) in rows {
            if let Some(text) = text {
                writeln!(f, "<dt>{word}</dt><dd>{}</dd>", Text(text))?;
            }
        }
        writeln!(f, "<dt>Fingerprint</dt><dd><code>{}</code></dd>", Text(&ruleset.hash))?;
        for setting in &ruleset.settings {
            writeln!(
                f,
                "<dt>Set</dt><dd>{} = {} (the ruleset's own is {})</dd>",
                Text(&setting.name),
                Text(&setting.value),
                Text(&setting.own)
            )?;
        }
        if ruleset.settings.is_empty() {
            writeln!(f, "<dt>Set</dt><dd class=\"quiet\">every parameter is as in the ruleset</dd>")?;
        }
        writeln!(f, "<dt>As of</dt><dd>{}</dd>", summary.as_of.in_words())?;
        match summary.complete {
            true => writeln!(f, "<dt>Complete</dt><dd>yes: all records were read to the end</dd>")?,
            false => {
                writeln!(f, "<dt>Complete</dt><dd class=\"alarm\"><strong>NO:</strong> {INCOMPLETE}</dd>")?
            }
        }
        writeln!(f, "<dt>Engine</dt><dd>{}</dd>\n</dl>\n</section>", Text(summary.engine))
    }
}
