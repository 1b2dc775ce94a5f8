//! How the cost of elig grows with the size of what it is given: rules, facts, lists, nesting, files.
//!
//! `time` says how long it takes, and draws it; `guard` counts the instructions, which are the same on every machine that
//! runs the same program, and holds them against those that were counted before.

#![forbid(unsafe_code)]

mod cases;
mod fit;
mod guard;
mod made;
mod plot;
mod time;

use std::process::ExitCode;

const USAGE: &str = "elig-growth time [--plot FILE] [CASE…]   how long it takes, and how that grows
elig-growth guard [--write]              counts instructions (needs valgrind) and holds them against expected.csv
elig-growth once CASE SIZE               one case, once: what is counted";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["time", "--plot", file, wanted @ ..] => time::time(wanted, Some(file)),
        ["time", wanted @ ..] => time::time(wanted, None),
        ["guard"] => guard::guard(false),
        ["guard", "--write"] => guard::guard(true),
        ["once", case, size] => cases::once(case, size),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
