//! The cases that are kept in `tests/corpus`: replayed on elig, on its fast path and on the reference. The README there
//! says what stands in them, and how new ones are written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use elig::AsOf;
use elig::screen::Screen;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::calendar;
use super::decide::{Decision, decide};
use super::differential::{compiled, decided, screened};
use super::program::Program;

/// One ruleset and its cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    ruleset: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    as_of: String,
    record: Json,
    expect: Option<Expect>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    verdict: String,
    rules: BTreeMap<String, String>,
    missing: Vec<String>,
}

impl From<Decision> for Expect {
    fn from(decision: Decision) -> Self {
        let rules = decision.rules.into_iter().map(|(label, outcome)| (label, outcome.name().to_owned()));
        Self {
            verdict: decision.verdict.name().to_owned(),
            rules: rules.collect(),
            missing: decision.missing.into_keys().collect(),
        }
    }
}

impl File {
    /// With a line for each part of a case, to be read.
    fn written(&self) -> String {
        let ruleset: Vec<_> = self.ruleset.iter().map(|line| format!("    {}", json(line))).collect();
        let cases: Vec<_> = self.cases.iter().map(Case::written).collect();
        format!(
            "{{\n  \"about\": {},\n  \"ruleset\": [\n{}\n  ],\n  \"cases\": [\n{}\n  ]\n}}\n",
            json(&self.about),
            ruleset.join(",\n"),
            cases.join(",\n")
        )
    }
}

impl Case {
    fn written(&self) -> String {
        let mut lines = vec![
            format!("      \"why\": {}", json(&self.why)),
            format!("      \"as_of\": {}", json(&self.as_of)),
            format!("      \"record\": {}", json(&self.record)),
        ];
        lines.extend(self.expect.iter().map(|expect| format!("      \"expect\": {}", json(expect))));
        format!("    {{\n{}\n    }}", lines.join(",\n"))
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it can be written")
}

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let paths =
        std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    paths.sort();
    paths
}

/// What elig says, which its fast path and the reference must say as well.
fn answer(ruleset: &elig::Ruleset, program: &Program, case: &Case) -> Result<Expect, String> {
    let day: jiff::civil::Date = case.as_of.parse().map_err(|_| "its date cannot be read".to_owned())?;
    let (today, _) = calendar::span(&case.as_of).ok_or("its date cannot be read")?;
    let text = case.record.to_string();
    let found = decided(ruleset, &text, AsOf::Fixed(day));
    let wanted = decide(program, &case.record, today).map_err(|error| format!("{error:?}"))?;
    if found != wanted {
        return Err(format!("elig says {found:#?}\nthe reference says {wanted:#?}"));
    }
    let screen = Screen::new(ruleset, AsOf::Fixed(day)).map_err(|error| error.to_string())?;
    let mut patients = screen.patients();
    // Twice: a second patient like the first goes another way through the screen.
    for _ in 0..2 {
        screened((ruleset, &mut patients), &text, &found)?;
    }
    Ok(found.into())
}

#[test]
fn every_case_is_decided_as_it_was() {
    let writes = std::env::var_os("ELIG_CORPUS").is_some_and(|value| value == "write");
    let (mut wrong, mut many) = (Vec::new(), 0);
    for path in files() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let mut file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = file.ruleset.join("\n") + "\n";
        let ruleset = compiled(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
        let program = Program::read(&text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        for case in &mut file.cases {
            many += 1;
            match answer(&ruleset, &program, case) {
                Err(why) => wrong.push(format!("{name}: {}\n{why}", case.why)),
                Ok(found) if case.expect.is_none() && writes => case.expect = Some(found),
                Ok(found) if case.expect.as_ref() != Some(&found) => {
                    wrong
                        .push(format!("{name}: {}\nexpected {:#?}\nfound {found:#?}", case.why, case.expect));
                }
                Ok(_) => {}
            }
        }
        if writes {
            std::fs::write(&path, file.written()).expect("it can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(many >= 100, "{many} cases: some are gone");
}
