//! What came of mutation, for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::testing::mutation::{Fate, Proof, Report, Result as Mutated, Tested};

/// The shape of the JSON.
const SCHEMA: &str = "elig-mutation/1";

#[derive(Serialize)]
struct All<'r> {
    schema: &'static str,
    rulesets: Vec<Ruleset<'r>>,
}

#[derive(Serialize)]
struct Ruleset<'r> {
    file: &'r str,
    made: usize,
    caught: usize,
    survived: usize,
    accepted: usize,
    equivalent: usize,
    invalid: usize,
    mutants: Vec<Mutant<'r>>,
}

#[derive(Serialize)]
struct Mutant<'r> {
    of: String,
    change: &'r str,
    file: &'r str,
    line: usize,
    before: &'r [String],
    after: &'r [String],
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    caught_by: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concerned: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<Test<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_because: Option<&'r str>,
}

#[derive(Serialize)]
struct Test<'r> {
    file: &'r str,
    text: &'r str,
}

/// Writes what came of every mutant that compiles.
pub fn write(reports: &[(Tested, Report)], out: &mut dyn Write) -> io::Result<()> {
    let rulesets = reports.iter().map(|(tested, report)| Ruleset {
        file: &tested.name,
        made: report.made,
        caught: report.count(|fate| matches!(fate, Fate::Caught { .. })),
        survived: report.survivors().filter(|(_, survivor)| survivor.accepted.is_none()).count(),
        accepted: report.survivors().filter(|(_, survivor)| survivor.accepted.is_some()).count(),
        equivalent: report.count(|fate| matches!(fate, Fate::Equivalent(_))),
        invalid: report.count(|fate| *fate == Fate::Invalid),
        mutants: report.results.iter().filter_map(mutant).collect(),
    });
    let all = All { schema: SCHEMA, rulesets: rulesets.collect() };
    serde_json::to_writer_pretty(&mut *out, &all).map_err(io::Error::other)?;
    writeln!(out)
}

fn mutant(result: &Mutated) -> Option<Mutant<'_>> {
    let mut written = Mutant {
        of: result.mutant.subject.to_string(),
        change: &result.mutant.what,
        file: &result.file,
        line: result.lines.number,
        before: &result.lines.before,
        after: &result.lines.after,
        fate: "",
        caught_by: None,
        proof: None,
        concerned: None,
        test: None,
        accepted_because: None,
    };
    match &result.fate {
        Fate::Caught { by } => {
            written.fate = "caught";
            written.caught_by = Some(by);
        }
        Fate::Survived(survivor) => {
            written.fate = if survivor.accepted.is_some() { "accepted" } else { "survived" };
            written.accepted_because = survivor.accepted.as_deref();
            written.concerned = Some(survivor.concerned);
            written.test = survivor.test.as_ref().map(|test| Test { file: &test.file, text: &test.text });
        }
        Fate::Equivalent(proof) => {
            written.fate = "equivalent";
            written.proof = Some(*proof);
        }
        Fate::Invalid | Fate::Same => return None,
    }
    Some(written)
}
