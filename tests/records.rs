//! Records: what is read of them, and what a user is told of a mistake.

mod absence;
mod census;
mod hostile;
mod places;
mod secrecy;
mod stream;
mod table;
mod told;

use std::fmt::Write as _;
use std::io::BufReader;

use elig::record::{RecordProblem, Records};
use elig::{Absence, Record, Ruleset};

use crate::support;

/// One fact of each type, alone and in groups; two groups have a fact of the same name.
const RULESET: &str = r#"
choice smoking_status { never_smoked, former, current }
scale severity { none < mild < moderate < severe }

fact pain_months: integer 0..1200
fact odi: decimal 0..100
fact crp: decimal
fact pregnant: boolean
fact smoking: smoking_status
fact scoliosis: severity
fact note: text
fact device.pacemaker: boolean
fact device.implanted.kind: text
fact device.implanted.count: integer
fact heart.weakened: boolean
fact lungs.weakened: boolean
fact glucose: quantity 'mg/dL' of glucose
fact gfr: quantity 'mL/min/{1.73_m2}'
fact last_injection: date
fact diagnosis: code
fact judged: attested boolean

valueset heart_failure { icd10cm: I50.* }

require pain_months >= 6
require odi + crp >= 30
require any of { smoking is former, scoliosis < severe, note is "none" }
exclude any of { pregnant, device.pacemaker, heart.weakened, lungs.weakened }
exclude device.implanted.count >= 2 or device.implanted.kind is "stimulator"
exclude glucose < 70 'mg/dL' or gfr < 30 'mL/min/{1.73_m2}'
exclude last_injection within 3 months or diagnosis in heart_failure
exclude judged
"#;

fn ruleset() -> Ruleset {
    support::ruleset(RULESET)
}

/// Reads a text that must be an object.
fn read(text: &str) -> Record {
    support::record(&ruleset(), text)
}

/// What is known of a fact: its value as text, or why there is none.
fn entry(record: &Record, path: &str) -> Result<String, Absence> {
    let vocabulary = record.vocabulary();
    let slot = vocabulary.find(path).unwrap_or_else(|| panic!("the vocabulary has no fact {path}"));
    let entry = record.entry(slot).expect("every fact has an entry");
    let ty = &vocabulary.fact(slot).expect("every slot has a fact").ty;
    match entry.absence {
        Some(absence) => {
            assert_eq!(entry.value, ty.everything(), "{path}: what is not known could be anything");
            Err(absence)
        }
        None => Ok(ty.show(&entry.value)),
    }
}

/// A problem as the program shows it.
fn shown(problem: &RecordProblem) -> String {
    let help = problem.help.as_deref().unwrap_or("none");
    format!("{problem}\n  help: {help}\n")
}

/// What a user is told of a record, and what was read of it.
fn told(ruleset: &Ruleset, text: &str) -> String {
    let record = match Record::from_json(ruleset.vocabulary(), text) {
        Ok(record) => record,
        Err(problem) => return shown(&problem),
    };
    let mut told: String = record.problems().iter().map(shown).collect();
    if let Some(id) = record.id() {
        writeln!(told, "id = {id:?}").expect("a string takes all");
    }
    if let Some(date) = record.as_of() {
        writeln!(told, "as_of = {date}").expect("a string takes all");
    }
    for fact in ruleset.vocabulary().facts() {
        match entry(&record, &fact.path) {
            Ok(value) => writeln!(told, "{} = {value}", fact.path),
            Err(Absence::NotRecorded) => Ok(()),
            Err(absence) => writeln!(told, "{} is unknown ({absence})", fact.path),
        }
        .expect("a string takes all");
    }
    told
}

/// Many texts, each with what a user is told of it.
fn all_told(texts: &[&str]) -> String {
    let ruleset = ruleset();
    texts.iter().map(|text| format!("> {}\n{}\n", text.replace('\n', "\n> "), told(&ruleset, text))).collect()
}

/// What a stream is cut into, each piece with its place and with what is told of it.
fn cut(bytes: &[u8]) -> String {
    let ruleset = ruleset();
    let pieces = |size: usize| -> Vec<_> {
        Records::new(BufReader::with_capacity(size, bytes))
            .map(|piece| piece.expect("memory can be read"))
            .collect()
    };
    let whole = pieces(1 << 16);
    assert_eq!(whole, pieces(1), "the cut depends on the size of the buffer");
    whole
        .iter()
        .map(|piece| match piece {
            Err(problem) => format!("! {}", shown(problem)),
            Ok(piece) => {
                let place = format!("{}:{}", piece.lines_before + 1, piece.columns_before + 1);
                let told = match Record::from_json(ruleset.vocabulary(), &piece.text) {
                    Ok(record) => record.problems().to_vec(),
                    Err(problem) => vec![problem],
                };
                let told: String = told
                    .into_iter()
                    .map(|problem| shown(&problem.moved(piece.lines_before, piece.columns_before)))
                    .collect();
                format!("{place} {:?}\n{told}", piece.text)
            }
        })
        .collect()
}

/// The reference limits of an observation are in the unit that stands beside its value; they are not its value.
#[test]
fn reference_limits_are_in_the_unit_beside() {
    let ruleset = crate::support::ruleset(
        "fact ast: observation of quantity 'U/L' 0..100000\nfact all: list of observation of quantity 'U/L'\n\
         require a: ast <= 2.5 * ast.high\nrequire b: ast >= ast.low\n\
         require c: every all has value <= high\n",
    );
    let outcomes = |record: &str| {
        let decision = crate::support::decide(&ruleset, record);
        let problems: Vec<_> = decision.record_problems().iter().map(|problem| problem.code).collect();
        (decision.rules().iter().map(|rule| rule.outcome).collect::<Vec<_>>(), problems)
    };
    let (met, not) = (elig::Outcome::Met, elig::Outcome::NotMet);
    let entry = r#"{ "date": "2025-11-01", "value": 1000, "unit": "U/L", "low": 5, "high": 40 }"#;
    let record = format!(r#"{{ "ast": {entry}, "all": [{entry}] }}"#);
    assert_eq!(outcomes(&record), (vec![not, met, not], vec![]));
    // Each in its own unit.
    let entry = r#"{ "date": "2025-11-01", "value": 1000, "unit": "U/L", "low": 5, "high": { "value": 1, "unit": "kU/L" } }"#;
    let record = format!(r#"{{ "ast": {entry}, "all": [{entry}] }}"#);
    assert_eq!(outcomes(&record), (vec![met, met, met], vec![]));
    // The unit is inside the value: a limit beside it has none.
    let record = r#"{ "ast": { "value": { "value": 1000, "unit": "U/L" }, "high": 40 }, "all": [] }"#;
    let open = elig::Outcome::Unknown;
    assert_eq!(outcomes(record), (vec![open, open, met], vec![elig::diagnostic::Code::RecordNoUnit]));
}
