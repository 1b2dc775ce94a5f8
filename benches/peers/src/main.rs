//! elig beside other engines: the twelve rules of `examples/cohort/metabolic.elig`, decided on the same patients by each in
//! one run. All answers are held against one another before anything is timed.

#![forbid(unsafe_code)]

mod answer;
mod patient;
mod patients;
mod peer;
mod peers;
mod rounds;

use std::process::ExitCode;

use elig::AsOf;
use elig::loader::{Memory, Wanted};
use elig::screen::Screen;

use answer::Answer;
use peer::{Name, Result, Side, Turn};
use peers::{ByHand, Cedar, CedarExpression, Cel, EligDecision, EligScreen, Rego, Rhai, Zen};

const USAGE: &str = "elig-peers

  --patients N  patients that are timed (10000)
  --rounds N    rounds (7)";

/// How many patients at the bounds of the rules are compared besides.
const AT_BOUNDS: u64 = 10_000;

/// How many other patients of the cohort come before those that are timed, for engines that learn.
const EARLIER: u64 = 20_000;

const LOCK: &str = include_str!("../Cargo.lock");

fn main() -> ExitCode {
    let (patients, rounds) = match wanted(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(patients, rounds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> std::result::Result<(u64, usize), String> {
    let (mut patients, mut rounds) = (10_000, 7);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments.next().ok_or(format!("`{argument}` needs a number"))?;
            let number = text.parse().ok().filter(|number| *number > 0);
            number.ok_or(format!("`{text}` is no number greater than 0"))
        };
        match argument.as_str() {
            "--patients" => patients = number()?,
            "--rounds" => {
                rounds = usize::try_from(number()?).map_err(|_| "that is too many rounds".to_owned())?
            }
            _ => return Err(format!("there is no option `{argument}`")),
        }
    }
    Ok((patients, rounds))
}

fn run(patients: u64, rounds: usize) -> Result<()> {
    let files = Memory::new().with("metabolic.elig", include_str!("../../../examples/cohort/metabolic.elig"));
    let ruleset = elig::compile(&files, Wanted::File("metabolic.elig")).into_result()?;
    let as_of = AsOf::Fixed(jiff::civil::date(2025, 11, 20));
    let screen = Screen::new(&ruleset, as_of)?;

    let name = |name, of, verdict| {
        Ok::<_, Box<dyn std::error::Error>>(Name { name, version: version(of)?, verdict })
    };
    let mut sides: Vec<Box<dyn Side + '_>> = vec![
        Box::new(Turn::new(
            name("elig", "elig", "rules")?,
            EligScreen::new(&screen, ruleset.vocabulary(), true),
        )),
        Box::new(Turn::new(
            name("elig, from its first patient", "elig", "rules")?,
            EligScreen::new(&screen, ruleset.vocabulary(), false),
        )),
        Box::new(Turn::new(name("elig, with reasons", "elig", "rules")?, EligDecision::new(&ruleset, as_of))),
        Box::new(Turn::new(Name { name: "by hand, in Rust", version: "—", verdict: "Rust" }, ByHand)),
        Box::new(Turn::new(name("cedar-policy", "cedar-policy", "Rust")?, Cedar::new()?)),
        Box::new(Turn::new(
            name("cedar-policy, one expression", "cedar-policy", "Rust")?,
            CedarExpression::new()?,
        )),
        Box::new(Turn::new(name("cel", "cel", "Rust")?, Cel::new()?)),
        Box::new(Turn::new(name("regorus", "regorus", "rules")?, Rego::new()?)),
        Box::new(Turn::new(name("rhai", "rhai", "rules")?, Rhai::new()?)),
        Box::new(Turn::new(name("zen-expression", "zen-expression", "rules")?, Zen::new()?)),
    ];

    let mut texts = patients::of_cohort(patients + EARLIER)?;
    let earlier = texts.split_off(texts.len() - EARLIER as usize);
    let bounds = patients::at_bounds(AT_BOUNDS);
    let counts = same(&mut sides, &texts)?;
    println!("All engines decide alike on {} patients of the cohort ({counts})", texts.len());
    let counts = same(&mut sides, &bounds)?;
    println!("and on {} at the bounds of the rules ({counts}): verdicts and all rules.\n", bounds.len());

    for side in &mut sides {
        side.read(&texts)?;
    }
    let taken = rounds::run(&mut sides, &texts, &earlier, rounds)?;
    println!("{}", rounds::table(&taken));
    println!("One decision, on one thread: the median of {rounds} rounds, with the fastest and the slowest.");
    println!("A ratio is the median of the ratios of each round.");
    Ok(())
}

/// Holds the answers of all engines against those of the first: how often each verdict was. A difference is an error.
fn same(sides: &mut [Box<dyn Side + '_>], texts: &[String]) -> Result<String> {
    let mut first: Option<(&'static str, Vec<Answer>)> = None;
    for side in sides {
        let name = side.name().name;
        let (ready, json) = side.answers(texts).map_err(|problem| format!("{name}: {problem}"))?;
        let (of, answers) = first.get_or_insert_with(|| (name, ready.clone()));
        for (way, said) in [("from the record", &ready), ("from JSON", &json)] {
            if said.len() != texts.len() {
                return Err(format!("{name} says {} answers of {} patients", said.len(), texts.len()).into());
            }
            for ((text, expected), said) in texts.iter().zip(answers.iter()).zip(said) {
                if expected != said {
                    return Err(format!("{text}\n{expected}  {of}\n{said}  {name}, {way}").into());
                }
            }
        }
    }
    let answers = first.map(|(_, answers)| answers).unwrap_or_default();
    let verdicts = [
        elig::Verdict::Eligible,
        elig::Verdict::Ineligible,
        elig::Verdict::Undetermined,
        elig::Verdict::NotApplicable,
    ];
    let count = |verdict| answers.iter().filter(|answer| answer.verdict == verdict).count();
    Ok(verdicts.map(|verdict| format!("{} {}", count(verdict), verdict.code())).join(", "))
}

/// The version of a package, as it is built in.
fn version(package: &str) -> Result<&'static str> {
    let start = format!("name = \"{package}\"\nversion = \"");
    let (_, rest) = LOCK.split_once(&start).ok_or_else(|| format!("`{package}` is not locked"))?;
    Ok(rest.split('"').next().unwrap_or_default())
}
