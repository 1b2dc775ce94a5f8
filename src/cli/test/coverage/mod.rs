//! `elig test --coverage`.

mod html;
mod percent;
pub(crate) mod text;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use self::percent::Percent;
use crate::cli::growing::write_whole;
use crate::cli::{Status, complain};
use crate::testing::coverage::{Coverage, Figure, Report, RulesetCovered};

/// What is asked about coverage.
#[derive(Debug, Args)]
pub struct CoverageOptions {
    /// Also show what the tests never show: outcomes of rules, and conditions that were never true, false, unknown or
    /// decisive. The other options about coverage imply it
    #[arg(long)]
    coverage: bool,
    /// Write what is covered as a page to read
    #[arg(long, value_name = "FILE")]
    coverage_html: Option<PathBuf>,
    /// Write what is covered as JSON, for programs
    #[arg(long, value_name = "FILE")]
    coverage_json: Option<PathBuf>,
    /// Exit with status 4 where less of the conditions of a ruleset is covered, from 0 to 100
    #[arg(long, value_name = "PERCENT")]
    fail_under: Option<Percent>,
    /// Exit with status 4 where less of the outcomes of the rules of a ruleset is covered, from 0 to 100
    #[arg(long, value_name = "PERCENT")]
    fail_under_rules: Option<Percent>,
}

impl CoverageOptions {
    /// A place to collect what is covered, if anybody asks.
    pub fn collector(&self) -> Option<Coverage> {
        let asked = self.coverage
            || self.coverage_html.is_some()
            || self.coverage_json.is_some()
            || self.fail_under.is_some()
            || self.fail_under_rules.is_some();
        asked.then(Coverage::new)
    }

    /// The files that are written.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.coverage_html.iter().chain(&self.coverage_json)
    }

    /// Shows and writes what was collected; `status` is what the tests themselves say.
    pub fn finish(&self, coverage: &Coverage, status: Status, out: &mut dyn Write) -> io::Result<Status> {
        let report = coverage.report();
        text::write(&report, out)?;
        if let Some(path) = &self.coverage_html {
            write_whole(path, html::page(&report).as_bytes())?;
        }
        if let Some(path) = &self.coverage_json {
            let mut text = serde_json::to_string_pretty(&report).map_err(io::Error::other)?;
            text.push('\n');
            write_whole(path, text.as_bytes())?;
        }
        let short = self.too_little(&report);
        if short.is_empty() {
            return Ok(status);
        }
        out.flush()?;
        for message in short {
            complain(&message);
        }
        // What kept tests from running at all weighs more.
        Ok(if matches!(status, Status::Done) { Status::Unexpected } else { status })
    }

    /// Each figure that is lower than asked for, in words.
    fn too_little(&self, report: &Report) -> Vec<String> {
        type Of = fn(&RulesetCovered) -> Figure;
        let asked: [(Option<&Percent>, &str, Of); 2] = [
            (self.fail_under.as_ref(), "conditions", |ruleset| ruleset.conditions),
            (self.fail_under_rules.as_ref(), "rules", |ruleset| ruleset.rules),
        ];
        let mut found = Vec::new();
        for ruleset in &report.rulesets {
            for (least, what, figure) in asked {
                let figure = figure(ruleset);
                let Some(least) = least else { continue };
                let Some(lacking) = least.lacking(figure) else { continue };
                let needed = if lacking == 1 { "is" } else { "are" };
                found.push(format!(
                    "of the {what} of `{}` {} is covered ({} of {}), and {least} is asked for: {lacking} more {needed} needed",
                    ruleset.file,
                    figure.percent(),
                    figure.covered,
                    figure.total
                ));
            }
        }
        found
    }
}
