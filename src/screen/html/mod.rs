//! A summary as one page that stands alone: nothing from outside, readable on paper and aloud. Its one script sorts
//! tables; without it nothing is missing.

mod costs;
mod flow;
mod look;
mod records;
mod rules;

use std::fmt::{self, Display, Formatter};

use super::figure::{Count, Share};
use super::summary::Summary;
use super::words::INCOMPLETE;
use crate::page::{Head, Script, Text};

const STYLE: &str = include_str!("style.css");

const SORT: Script = Script(include_str!("sort.js"));

/// What is read last, and must not be missed.
const SMALL: &str = "No record and no patient's name stands in this page. Small counts may identify somebody all the same: one \
    patient who leaves at a rule is a patient of whom something is known. Share it as you would share the records, or \
    see to it first that no count is small.";

/// A summary as a page of HTML, with `to_string`. It is well-formed XML, too.
///
/// ```
/// # fn page(summary: &elig::screen::Summary) -> String {
/// elig::screen::Page::of(summary).to_string()
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Page<'s> {
    summary: &'s Summary,
}

impl<'s> Page<'s> {
    /// The page of a summary.
    #[must_use]
    pub fn of(summary: &'s Summary) -> Self {
        Self { summary }
    }

    /// What the ruleset is called.
    fn called(&self) -> &'s str {
        let ruleset = &self.summary.ruleset;
        ruleset.title.as_deref().or(ruleset.name.as_deref()).unwrap_or(&ruleset.file)
    }

    fn write_header(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<header>\n<h1>Cohort screened: {}</h1>", Text(self.called()))?;
        if !summary.complete {
            writeln!(f, "<p class=\"alarm\"><strong>INCOMPLETE:</strong> {INCOMPLETE}.</p>")?;
        }
        let version = summary.ruleset.version.as_ref().map(|version| format!(", version {version}"));
        writeln!(
            f,
            "<p>{}</p>\n<p class=\"quiet\">By {}{}, as of {}.</p>",
            Text(sentence(&summary.in_words())),
            Text(&summary.ruleset.file),
            Text(version.unwrap_or_default()),
            summary.as_of.in_words()
        )?;
        write!(f, "<nav aria-label=\"Parts of this page\"><ul>")?;
        for (anchor, name) in [
            ("look", "At a glance"),
            ("flow", "Where patients are lost"),
            ("attrition", "Attrition"),
            ("rules", "Rules"),
            ("missing", "Missing facts"),
            ("near", "Near misses"),
            ("problems", "Problems in records"),
            ("words", "Rules in words"),
            ("screened", "What was screened"),
        ] {
            write!(f, "<li><a href=\"#{anchor}\">{name}</a></li>")?;
        }
        writeln!(f, "</ul></nav>\n</header>")
    }
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        let incomplete = if summary.complete { "" } else { "INCOMPLETE: " };
        let title = format!("{incomplete}Cohort screened: {}", self.called());
        write!(f, "{}", Head { title: &title, style: STYLE, script: Some(SORT) })?;
        self.write_header(f)?;
        writeln!(f, "<main>")?;
        self.write_look(f)?;
        self.write_flow(f)?;
        self.write_attrition(f)?;
        self.write_rules(f)?;
        self.write_missing(f)?;
        self.write_near_misses(f)?;
        self.write_problems(f)?;
        self.write_words(f)?;
        self.write_screened(f)?;
        writeln!(f, "</main>\n<footer>")?;
        if !summary.complete {
            writeln!(f, "<p class=\"alarm\"><strong>INCOMPLETE:</strong> {INCOMPLETE}.</p>")?;
        }
        writeln!(
            f,
            "<p>{SMALL}</p>\n<p class=\"quiet\">Screened by {}. This is no medical advice.</p>\n</footer>\n{SORT}</body>\n</html>",
            Text(summary.engine)
        )
    }
}

/// A cell with a count, and its share of a whole where that says something.
struct Figure(u64, Option<u64>);

impl Display for Figure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(count, whole) = *self;
        write!(f, "<td class=\"n\">{}", Count(count))?;
        if let Some(share) = whole.and_then(|whole| Share::of(count, whole)) {
            write!(f, " <span class=\"share\">{}</span>", Text(share))?;
        }
        write!(f, "</td>")
    }
}

/// The heads of a table: of figures, with what a percentage is of.
fn heads(f: &mut Formatter<'_>, heads: &[(&str, Kind)]) -> fmt::Result {
    write!(f, "<thead><tr>")?;
    for (head, kind) in heads {
        match kind {
            Kind::Words => write!(f, "<th scope=\"col\">{head}</th>")?,
            Kind::Of(whole) => {
                write!(
                    f,
                    "<th scope=\"col\" class=\"n\">{head} <span class=\"of\">% of {whole}</span></th>"
                )?;
            }
        }
    }
    writeln!(f, "</tr></thead>\n<tbody>")
}

/// What is in a column.
enum Kind {
    Words,
    Of(&'static str),
}

/// Starts with a capital, and ends with a point.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}
