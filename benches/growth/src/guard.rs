//! Counts instructions, by callgrind, and holds them against those that were counted before.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use crate::cases::CASES;
use crate::time::thousands;

const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/expected.csv");

/// More than was expected, by so much, is a mistake: another compiler changes a count by a few hundredths.
const TOLERATED: f64 = 1.25;

/// Twice the size may cost a little more than twice: a table that is as large again has more misses.
const DOUBLED: f64 = 2.4;

/// Counts all cases; `write` keeps what was counted as what is expected.
pub fn guard(write: bool) -> Result<(), String> {
    let known = known()?;
    let (mut written, mut wrong) = ("case,size,instructions\n".to_owned(), Vec::new());
    println!("{:<18}{:>8}{:>14}{:>10}{:>10}", "case", "size", "instructions", "expected", "doubled");
    for case in CASES {
        let (small, large) = (count(case.name, case.guarded)?, count(case.name, case.guarded * 2)?);
        let doubled = large / small;
        let to_expected = known.get(case.name).map(|(size, expected)| match *size == case.guarded {
            true => small / expected,
            false => f64::NAN,
        });
        let of_expected = to_expected.map_or("new".to_owned(), |ratio| format!("{ratio:.2}"));
        println!(
            "{:<18}{:>8}{:>14}{:>10}{:>10.2}",
            case.name,
            case.guarded,
            thousands(small),
            of_expected,
            doubled
        );
        let _ = writeln!(written, "{},{},{small:.0}", case.name, case.guarded);
        // Also where there is nothing to compare with: a new case is to be written down.
        if !to_expected.is_some_and(|ratio| ratio <= TOLERATED) {
            wrong.push(format!("{}: {of_expected} times what is expected", case.name));
        }
        if doubled > DOUBLED {
            wrong.push(format!("{}: twice the size costs {doubled:.2} times as much", case.name));
        }
    }
    if write {
        return std::fs::write(EXPECTED, written).map_err(|error| format!("`{EXPECTED}`: {error}"));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "{}\n\nWhere the cost is worth it, `guard --write` keeps it as what is expected; the change says why.",
            wrong.join("\n")
        )),
    }
}

/// What is expected: by case, the size and the instructions.
fn known() -> Result<BTreeMap<String, (usize, f64)>, String> {
    let text = std::fs::read_to_string(EXPECTED).unwrap_or_default();
    let lines = text.lines().skip(1).map(|line| {
        let [name, size, count] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
        Some((name.to_owned(), (size.parse().ok()?, count.parse().ok()?)))
    });
    lines.collect::<Option<_>>().ok_or(format!("`{EXPECTED}` is not as `guard --write` writes it"))
}

/// The instructions of one case, once.
fn count(name: &str, size: usize) -> Result<f64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*cases*measured*"])
        .arg(own)
        .args(["once", name, &size.to_string()])
        // Tables of names grow alike, whatever is in memory.
        .env_clear()
        .output()
        .map_err(|error| format!("valgrind could not be run: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told.lines().find_map(|line| line.split("Collected :").nth(1));
    let count = collected.and_then(|count| count.trim().parse::<f64>().ok()).filter(|count| *count > 0.0);
    count.filter(|_| output.status.success()).ok_or(format!("{name} {size} was not counted:\n{told}"))
}
