//! How long it takes.

use std::time::{Duration, Instant};

use crate::cases::{CASES, Case, find};
use crate::{fit, plot};

/// How long each size is measured, at least, and how often.
const LONG_ENOUGH: Duration = Duration::from_millis(20);
const ROUNDS: usize = 7;

/// The cases, timed: a table, and a drawing if one is wanted.
pub fn time(wanted: &[&str], drawn: Option<&str>) -> Result<(), String> {
    let cases: Vec<&Case> = match wanted {
        [] => CASES.iter().collect(),
        names => names.iter().map(|name| find(name)).collect::<Result<_, _>>()?,
    };
    println!("| what grows | from – to | smallest | largest | one more | exponent |");
    println!("|---|---|--:|--:|--:|--:|");
    let mut drawings = Vec::new();
    for case in cases {
        let points: Vec<(f64, f64)> =
            case.sizes.iter().map(|size| (*size as f64, nanoseconds(case, *size))).collect();
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        println!(
            "| {}, by {} | {} – {} | {} | {} | {} | {:.2} |",
            case.about,
            case.unit,
            thousands(first.0),
            thousands(last.0),
            shown(first.1),
            shown(last.1),
            shown(fit::slope(&points)),
            fit::exponent(&points)
        );
        drawings.push((case, points));
    }
    match drawn {
        Some(file) => {
            std::fs::write(file, plot::svg(&drawings)).map_err(|error| format!("`{file}`: {error}"))
        }
        None => Ok(()),
    }
}

/// The median of some rounds, each long enough to be measured.
fn nanoseconds(case: &Case, size: usize) -> f64 {
    let mut work = (case.prepare)(size);
    work();
    let mut round = |times: u32| {
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed()
    };
    let mut times = 1;
    while round(times) < LONG_ENOUGH {
        times *= 2;
    }
    let mut rounds: Vec<f64> =
        (0..ROUNDS).map(|_| round(times).as_secs_f64() * 1e9 / f64::from(times)).collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(ROUNDS / 2).copied().unwrap_or(f64::NAN)
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.1} ns"),
        middle if middle < 1e6 => format!("{:.1} µs", middle / 1e3),
        large => format!("{:.1} ms", large / 1e6),
    }
}

pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
