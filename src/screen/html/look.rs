//! At a glance: the verdicts, and what to look at first.

use std::fmt::{self, Formatter};

use super::flow::scaled;
use super::{Figure, Kind, Page, heads};
use crate::compare::mark;
use crate::page::{Marked, TABLE_END, Text, table};
use crate::screen::figure::{Count, CountOf};
use crate::screen::words::Piece;

const WIDTH: u32 = 760;
const HEIGHT: u32 = 36;

/// A part of the bar that is narrower has no mark in it.
const MARK_WIDTH: u32 = 20;

impl Page<'_> {
    pub(super) fn write_look(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"look\">\n<h2 id=\"look\">At a glance</h2>")?;
        writeln!(f, "<div class=\"look\">\n<div>")?;
        if summary.patients > 0 {
            self.write_bar(f)?;
        }
        let findings = summary.findings();
        if !findings.is_empty() {
            writeln!(f, "<ul class=\"findings\">")?;
            for finding in findings {
                write!(f, "<li>")?;
                for piece in finding {
                    match piece {
                        Piece::Words(words) => write!(f, "{}", Text(words))?,
                        Piece::Name(name) => write!(f, "<strong>{}</strong>", Text(name))?,
                    }
                }
                writeln!(f, ".</li>")?;
            }
            writeln!(f, "</ul>")?;
        }
        self.write_scope(f)?;
        writeln!(f, "</div>")?;
        table(f, "verdicts", "sums", "Records and patients by verdict")?;
        heads(f, &[("What became of them", Kind::Words), ("Records", Kind::Of("patients decided on"))])?;
        writeln!(f, "<tr><th scope=\"row\">Records read</th>{}</tr>", Figure(summary.records(), None))?;
        let rejected = Figure(summary.rejected, None);
        writeln!(f, "<tr><th scope=\"row\">Could not be decided on</th>{rejected}</tr>")?;
        let patients = Figure(summary.patients, Some(summary.patients));
        writeln!(f, "<tr><th scope=\"row\">Patients decided on</th>{patients}</tr>")?;
        if summary.without_facts > 0 {
            let silent = Figure(summary.without_facts, Some(summary.patients));
            writeln!(
                f,
                "<tr><th scope=\"row\">of these, saying nothing of any fact that is read</th>{silent}</tr>"
            )?;
        }
        for (verdict, count) in summary.by_verdict() {
            writeln!(
                f,
                "<tr><th scope=\"row\" class=\"{}\">{}</th>{}</tr>",
                verdict.code(),
                Marked(verdict),
                Figure(count, Some(summary.patients))
            )?;
        }
        writeln!(f, "{TABLE_END}\n</div>\n</section>")
    }

    /// The verdicts in one bar, each with its mark.
    fn write_bar(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(
            f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bar\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-labelledby=\"bar-title\" aria-describedby=\"bar-text\">\n<title id=\"bar-title\">Patients by verdict</title>"
        )?;
        let said = summary
            .by_verdict()
            .map(|(verdict, count)| format!("{verdict}: {}", CountOf(count, summary.patients)));
        writeln!(f, "<desc id=\"bar-text\">{}.</desc>", Text(said.join("; ")))?;
        let mut before = 0_u64;
        for (verdict, count) in summary.by_verdict().into_iter().filter(|(_, count)| *count > 0) {
            let start = scaled(before, summary.patients, WIDTH);
            before = before.saturating_add(count);
            let end = scaled(before, summary.patients, WIDTH);
            let width = end.saturating_sub(start);
            if width == 0 {
                continue;
            }
            let class = verdict.code();
            writeln!(
                f,
                "<rect class=\"in-{class}\" x=\"{start}\" y=\"1\" width=\"{width}\" height=\"{}\" />",
                HEIGHT - 2
            )?;
            if width >= MARK_WIDTH {
                let (middle, base) = (start + width / 2, HEIGHT / 2 + 6);
                writeln!(
                    f,
                    "<text class=\"in-{class}\" x=\"{middle}\" y=\"{base}\" text-anchor=\"middle\">{}</text>",
                    mark(verdict)
                )?;
            }
        }
        writeln!(f, "</svg>")
    }

    fn write_scope(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(scope) = &self.summary.scope else { return Ok(()) };
        writeln!(
            f,
            "<p>The ruleset applies when <code>{}</code>: it does to {}, does not to {}, and of {} it is not known.</p>",
            Text(&scope.condition),
            Count(scope.holds),
            Count(scope.does_not_hold),
            Count(scope.unknown)
        )
    }
}
