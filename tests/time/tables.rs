//! The tables: one line a case.

use elig::possible::Truth;
use elig::time::{CalendarUnit, Dates, completed};

use super::{dates, period, within_of};

/// The lines of a table: its cells, without the remark in the last.
pub(super) fn cells<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &'static str| -> [&'static str; N] {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        assert_eq!(cells.len(), N + 1, "{line}");
        cells[..N].try_into().expect("as many")
    };
    lines.map(read).collect()
}

fn truth(text: &str) -> Truth {
    match text {
        "T" | "true" => Truth::True,
        "F" | "false" => Truth::False,
        "?" | "unknown" => Truth::Unknown,
        other => panic!("no answer: {other}"),
    }
}

fn asked(d: Dates, question: &str, anchor: Dates) -> Truth {
    let within = |suffix: &str| question.strip_prefix("within ")?.strip_suffix(suffix).map(period);
    let at_least = question.strip_prefix("at least ").and_then(|rest| rest.strip_suffix(" ago"));
    match (at_least.map(period), within(" before"), within(" after"), within(" of")) {
        (Some(p), _, _, _) => d.at_least_ago(&p, &anchor),
        (_, Some(p), _, _) => d.within_before(&p, &anchor),
        (_, _, Some(p), _) => anchor.within_before(&p, &d),
        (_, _, _, Some(p)) => within_of(&d, &p, &anchor),
        _ => panic!("no question: {question}"),
    }
}

#[test]
fn orders() {
    let table = cells::<7>(include_str!("orders.txt"));
    assert!(table.len() >= 90);
    for [d, e, less, greater, at_most, at_least, equal] in table {
        let (a, b) = (dates(d), dates(e));
        let answers = [a.less(&b), b.less(&a), a.at_most(&b), b.at_most(&a), a.equal(&b)];
        assert_eq!(answers, [less, greater, at_most, at_least, equal].map(truth), "{d} and {e}");
    }
}

#[test]
fn durations() {
    let table = cells::<4>(include_str!("durations.txt"));
    assert!(table.len() >= 140);
    for [d, question, anchor, answer] in table {
        assert_eq!(asked(dates(d), question, dates(anchor)), truth(answer), "{d} {question}, {anchor}");
    }
}

#[test]
fn completed_units() {
    for [from, to, unit, least, greatest] in cells::<5>(include_str!("completed.txt")) {
        let unit = CalendarUnit::parse(unit).expect("a unit");
        let expected = least.parse::<i64>().ok().zip(greatest.parse::<i64>().ok());
        assert_eq!(completed(unit, &dates(from), &dates(to)), expected, "{unit} from {from} to {to}");
    }
}

#[test]
fn between() {
    let table = [
        ("2025-11-20", "2025-11", "2025-12", Truth::Unknown),
        ("2025-11-20", "2025-11-20", "2025-11-20", Truth::True),
        ("2025-11", "2025-10-31", "2025-11-30", Truth::True),
        ("2025-12", "2025-10-31", "2025-11-30", Truth::False),
        ("2025", "2025-11-30", "2025-11-01", Truth::False),
        ("never", "2025-11-01", "2025-11-30", Truth::False),
        ("2025-11-20", "never", "2025-11-30", Truth::False),
    ];
    for (d, low, high, answer) in table {
        assert_eq!(dates(d).between(&dates(low), &dates(high)), answer, "{d} between {low} and {high}");
    }
}
