//! The same tables once more through compiled rulesets: what a rule says is what the table says.

use std::collections::HashMap;

use elig::possible::Possible;
use elig::record::Entry;
use elig::time::Dates;
use elig::{AsOf, Outcome, Record, Ruleset};
use jiff::civil::{Date, date};

use super::dates;
use super::tables::cells;
use crate::support::ruleset;

const FACTS: &str = "fact d: date or never\nfact e: date or never\n";

/// What each rule says of two dates.
fn outcomes(ruleset: &Ruleset, d: Dates, e: Dates, as_of: Date) -> Vec<Outcome> {
    let vocabulary = ruleset.vocabulary();
    let entry = |path: &str, dates: Dates| {
        (vocabulary.find(path).expect("it is declared"), Entry::new(Possible::Dates(dates), None))
    };
    let record = Record::from_entries(vocabulary, [entry("d", d), entry("e", e)]);
    let decision = ruleset.decide(&record, AsOf::Fixed(as_of)).expect("its own vocabulary");
    decision.rules().iter().map(|finding| finding.outcome).collect()
}

fn outcome(text: &str) -> Outcome {
    match text {
        "T" | "true" => Outcome::Met,
        "F" | "false" => Outcome::NotMet,
        _ => Outcome::Unknown,
    }
}

#[test]
fn orders() {
    let rules = "require a: d before e\nrequire b: d after e\nrequire c: d on or before e\n\
                 require g: d on or after e\nrequire h: d = e\nrequire i: d < e\nrequire j: d >= e\n";
    let ruleset = ruleset(&format!("{FACTS}{rules}"));
    for [d, e, less, greater, at_most, at_least, equal] in cells::<7>(include_str!("orders.txt")) {
        let expected = [less, greater, at_most, at_least, equal, less, at_least].map(outcome);
        assert_eq!(outcomes(&ruleset, dates(d), dates(e), date(2025, 11, 20)), expected, "{d} and {e}");
    }
}

/// The language joins durations with a plus.
fn joined(question: &str) -> String {
    let units = ["year", "years", "month", "months", "week", "weeks"];
    units.into_iter().fold(question.to_owned(), |text, unit| {
        let spaced = format!(" {unit} ");
        match text.split_once(&spaced) {
            Some((before, behind)) if behind.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{before}{spaced}+ {behind}")
            }
            _ => text,
        }
    })
}

#[test]
fn durations() {
    let mut compiled: HashMap<&str, Ruleset> = HashMap::new();
    let mut asked = 0;
    for [d, question, anchor, answer] in cells::<4>(include_str!("durations.txt")) {
        let anchor_dates = dates(anchor);
        let ago = question.ends_with(" ago");
        // A decision is taken on one day.
        let as_of = if ago { anchor_dates.only() } else { Some(date(2025, 11, 20)) };
        let Some(as_of) = as_of else { continue };
        let asked_so = joined(question);
        let rule =
            if ago { format!("require a: d {asked_so}\n") } else { format!("require a: d {asked_so} e\n") };
        let ruleset = compiled.entry(question).or_insert_with(|| ruleset(&format!("{FACTS}{rule}")));
        let found = outcomes(ruleset, dates(d), anchor_dates, as_of);
        assert_eq!(found, [outcome(answer)], "{d} {question}, {anchor}");
        asked += 1;
    }
    assert!(asked >= 120, "only {asked} were asked");
}

#[test]
fn completed_units() {
    for [from, to, unit, least, greatest] in cells::<5>(include_str!("completed.txt")) {
        let (Ok(least), Ok(greatest)) = (least.parse::<i64>(), greatest.parse::<i64>()) else { continue };
        let between = format!("{unit} between d and e");
        let text = format!(
            "fact d: date\nfact e: date\nrequire a: ({between}) >= {least}\nrequire b: ({between}) > {greatest}\n\
             require c: ({between}) = {least}\n"
        );
        let text = text.replace(">= -", ">= 0 - ").replace("> -", "> 0 - ").replace("= -", "= 0 - ");
        let found = outcomes(&ruleset(&text), dates(from), dates(to), date(2025, 11, 20));
        let only = if least == greatest { Outcome::Met } else { Outcome::Unknown };
        assert_eq!(found, [Outcome::Met, Outcome::NotMet, only], "{unit} from {from} to {to}");
    }
}

/// Spans in a ruleset: `before` and `after` speak of the whole span, `in` of its days.
#[test]
fn spans() {
    let rules = "require a: d before @2025\nrequire b: d after @2025\nrequire c: d on or before @2025\n\
                 require g: d on or after @2025\nrequire h: d in @2025\nrequire i: @2025 before d\n\
                 require j: d between @2025 and @2026-02\nrequire k: d within 1 month before @2025\n\
                 require l: d within 1 month after @2025\n";
    let ruleset = ruleset(&format!("{FACTS}{rules}"));
    for (d, expected) in [
        ("2024-12-31", "T F T F F F F T F"),
        ("2025-01-01", "F F T T T F T T F"),
        ("2025-12-31", "F F T T T F T F T"),
        ("2026-01-01", "F T F T F T T F T"),
        ("2026-02-28", "F T F T F T T F F"),
        ("2026-03-01", "F T F T F T F F F"),
        ("2025", "F F T T T F T ? ?"),
        ("2026", "F T F T F T ? F ?"),
        ("never", "F F F F F F F F F"),
        ("missing", "? ? ? ? ? ? ? ? ?"),
    ] {
        let expected: Vec<_> = expected.split(' ').map(outcome).collect();
        assert_eq!(outcomes(&ruleset, dates(d), Dates::never(), date(2025, 11, 20)), expected, "{d}");
    }
}
