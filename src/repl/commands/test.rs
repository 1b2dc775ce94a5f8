//! `:test`, `:coverage`.

use std::io::{self, Write};

use super::{Command, Takes};
use crate::cli::problems::plural;
use crate::cli::style::{BAD, GOOD};
use crate::cli::test::coverage::text;
use crate::cli::test::failure;
use crate::repl::session::{After, Session, refuse};
use crate::testing::coverage::Coverage;

pub const TEST: Command = Command {
    name: "test",
    arguments: "[TEXT]",
    summary: "run the document's tests",
    help: "With a text only those run that have it in their title. The tests of a file of tests beside the ruleset are run \
           by `elig test`, or where that file is loaded.",
    example: &[
        "test \"long pain\"\n  given with as_of = @2025-11-20, pain_months = 24\n  expect undetermined",
        ":test",
    ],
    takes: Takes::Text,
    private: true,
    run: |session, call, out| {
        let compilation = session.compiled().compilation();
        let Some(ruleset) = &compilation.ruleset else { return Ok(After::Failed) };
        let wanted = call.arguments.trim_matches('"').to_lowercase();
        let has = |title: &str| title.to_lowercase().contains(&wanted);
        let tests: Vec<_> = compilation.suite.tests.iter().filter(|test| has(&test.title)).collect();
        if tests.is_empty() {
            return nothing(session, out);
        }
        let mut failed = 0;
        for test in &tests {
            let result = test.run(ruleset).map_err(io::Error::other)?;
            if !result.passes() {
                failed += 1;
                failure::write(test, &result, &compilation.sources, out)?;
            }
        }
        let count = plural(tests.len(), "test");
        if failed > 0 {
            writeln!(out, "{BAD}✗{BAD:#} {count}, {BAD}{failed} failed{BAD:#}")?;
            return Ok(After::Failed);
        }
        writeln!(out, "{GOOD}✓{GOOD:#} {count}")?;
        Ok(After::Done)
    },
};

pub const COVERAGE: Command = Command {
    name: "coverage",
    arguments: "",
    summary: "show what the document's tests never show",
    help: "Outcomes of rules that no test has, and conditions that were never true, false, unknown or decisive.",
    example: &[
        "test \"long pain\"\n  given with as_of = @2025-11-20, pain_months = 24\n  expect undetermined",
        ":coverage",
    ],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| {
        let compilation = session.compiled().compilation();
        let Some(ruleset) = &compilation.ruleset else { return Ok(After::Failed) };
        if compilation.suite.tests.is_empty() {
            return nothing(session, out);
        }
        let mut coverage = Coverage::new();
        let mut run = coverage.run(ruleset);
        for test in &compilation.suite.tests {
            run.add(&test.run(ruleset).map_err(io::Error::other)?.decision);
        }
        text::write(&coverage.report(), out)?;
        Ok(After::Done)
    },
};

fn nothing(session: &Session, out: &mut dyn Write) -> io::Result<After> {
    let all = session.compiled().compilation().suite.tests.len();
    match all {
        0 => refuse(
            "there is no test here; write one, `test \"title\" given PATIENT expect eligible`, or `:keep` a record",
            out,
        ),
        all => refuse(&format!("none of {} has that in its title", plural(all, "test")), out),
    }
}
