//! Time: each engine in turn over the same patients, several rounds; and the table of it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::peer::{Name, Result, Side};

/// What an engine took for a decision, in nanoseconds, a value a round.
pub struct Taken {
    name: Name,
    ready: Vec<f64>,
    json: Vec<f64>,
}

/// Runs the rounds. Who goes first takes turns.
pub fn run(
    sides: &mut [Box<dyn Side + '_>],
    texts: &[String],
    earlier: &[String],
    rounds: usize,
) -> Result<Vec<Taken>> {
    let mut taken: Vec<_> =
        sides.iter().map(|side| Taken { name: side.name(), ready: Vec::new(), json: Vec::new() }).collect();
    let each = |time: Duration| time.as_secs_f64() * 1e9 / texts.len() as f64;
    for round in 0..rounds {
        for turn in 0..sides.len() {
            let at = (round + turn) % sides.len();
            let (side, taken) = (&mut sides[at], &mut taken[at]);
            taken.ready.push(each(side.time_ready(earlier)?));
            taken.json.push(each(side.time_json(texts, earlier)?));
        }
        eprintln!("round {} of {rounds}", round + 1);
    }
    Ok(taken)
}

/// The table; the first engine is what the others are held against.
pub fn table(taken: &[Taken]) -> String {
    let mut table = String::from(
        "| engine | version | logic | verdict by | record ready, ns | from JSON, ns | ready, to elig | JSON, to elig |\n\
         |---|---|---|---|--:|--:|--:|--:|\n",
    );
    let Some(first) = taken.first() else { return table };
    // Round by round, as a machine that does other work is slower in one than in another.
    let to_first = |of: &[f64], first: &[f64]| {
        let ratios: Vec<_> = of.iter().zip(first).map(|(of, first)| of / first).collect();
        ratio(median(&ratios))
    };
    for one in taken {
        let Name { name, version, verdict } = &one.name;
        let _ = writeln!(
            table,
            "| {name} | {version} | three-valued | {verdict} | {} | {} | {} | {} |",
            spread(&one.ready),
            spread(&one.json),
            to_first(&one.ready, &first.ready),
            to_first(&one.json, &first.json),
        );
    }
    table
}

/// The median, the fastest and the slowest round.
fn spread(of: &[f64]) -> String {
    let least = of.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = of.iter().copied().fold(0.0, f64::max);
    format!("{} ({}–{})", whole(median(of)), whole(least), whole(greatest))
}

fn median(of: &[f64]) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// A whole number with its thousands apart.
fn whole(of: f64) -> String {
    let digits = format!("{of:.0}");
    let mut apart = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

fn ratio(of: f64) -> String {
    if of < 9.995 { format!("{of:.2}") } else { whole(of) }
}
