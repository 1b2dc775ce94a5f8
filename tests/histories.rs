//! Questions about the order of entries in time: spacing, stretches of days, shares, the entry before, and the values
//! that occur.

use elig::Outcome;
use elig::diagnostic::Code;

use crate::support::{codes, compile, decide, ruleset};

const FACTS: &str = "\
choice kind { planned, urgent }
scale level { L1 < L2 < L3 < L4 < L5 < S1 }
record admission { admitted: date, discharged: date or never, kind: kind }
record reading { at: datetime, systolic: integer }
record night { date: date, hours: quantity 'h' 0..24 }
record finding { date: date, level: level, changed: boolean }
record undated { points: integer }
fact admissions: list of admission
fact readings: list of reading
fact nights: list of night
fact findings: list of finding
fact undated: list of undated
fact creatinine: list of observation of quantity 'mg/dL' 0..30
fact enrolled: date
fact surgery: date or never
fact manner: kind
fact gap: duration
";

fn outcomes(rules: &str, record: &str) -> Vec<Outcome> {
    let decision = decide(&ruleset(&format!("{FACTS}{rules}")), record);
    assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
    decision.rules().iter().map(|finding| finding.outcome).collect()
}

const MET: Outcome = Outcome::Met;
const NOT: Outcome = Outcome::NotMet;
const OPEN: Outcome = Outcome::Unknown;

fn list(name: &str, field: &str, dates: &[&str]) -> String {
    let entries: Vec<_> = dates.iter().map(|date| format!(r#"{{ "{field}": "{date}" }}"#)).collect();
    format!(r#"{{ "{name}": [{}] }}"#, entries.join(", "))
}

#[test]
fn spacing_counts_what_is_far_enough_apart() {
    let rules = "require a: (count of admissions by admitted spaced at least 30 days) >= 2\n\
                 require b: (count of admissions by admitted spaced at least 30 days) >= 3\n";
    let of = |dates: &[&str]| outcomes(rules, &list("admissions", "admitted", dates));
    // Ends are inclusive: the thirtieth day counts.
    assert_eq!(of(&["2025-03-01", "2025-03-31"]), [MET, NOT]);
    assert_eq!(of(&["2025-03-01", "2025-03-30"]), [NOT, NOT]);
    // The order in which they are recorded does not matter, and one in between does not either.
    assert_eq!(of(&["2025-03-31", "2025-03-16", "2025-03-01"]), [MET, NOT]);
    assert_eq!(of(&["2025-05-01", "2025-03-31", "2025-03-01"]), [MET, MET]);
    // What is dated after the decision is unseen.
    assert_eq!(of(&["2025-11-01", "2025-12-24"]), [NOT, NOT]);
    // A month may be far enough from a day, or not; two of one month certainly are not.
    assert_eq!(of(&["2025-03", "2025-04-10"]), [OPEN, NOT]);
    assert_eq!(of(&["2025-03", "2025-05-10"]), [MET, NOT]);
    assert_eq!(of(&["2025-02", "2025-02"]), [NOT, NOT]);
    assert_eq!(of(&["2025-03-01", "2025-03"]), [OPEN, NOT]);
    // One that may be far enough from the first begins the next group, and what lies beyond both another.
    assert_eq!(of(&["2025-03-15", "2025-04"]), [OPEN, NOT]);
    assert_eq!(of(&["2025-03-15", "2025-04", "2025-05-20"]), [MET, OPEN]);
    assert_eq!(outcomes(rules, "{}"), [OPEN, OPEN]);
    let open = r#"{ "admissions": { "items": [{ "admitted": "2025-03-01" }, { "admitted": "2025-05-01" }],
        "complete": false } }"#;
    assert_eq!(outcomes(rules, open), [MET, OPEN]);
    // Without its date an entry may stand anywhere.
    let undated = r#"{ "admissions": [{ "admitted": "2025-03-01" }, { "kind": "urgent" }] }"#;
    assert_eq!(outcomes(rules, undated), [OPEN, NOT]);
}

#[test]
fn spacing_in_hours_and_by_a_period_of_the_record() {
    let rules = "require a: (count of readings where systolic >= 140 spaced at least 4 'h') >= 2\n";
    let of = |times: &[&str]| {
        let entries: Vec<_> =
            times.iter().map(|time| format!(r#"{{ "at": "{time}", "systolic": 150 }}"#)).collect();
        outcomes(rules, &format!(r#"{{ "readings": [{}] }}"#, entries.join(", ")))[0]
    };
    assert_eq!(of(&["2025-11-03T08:00:00Z", "2025-11-03T12:00:00Z"]), MET);
    assert_eq!(of(&["2025-11-03T08:00:00Z", "2025-11-03T11:59:59Z"]), NOT);
    // To the minute: 12:00 may be four hours from 8:00, and 11:59 may not.
    assert_eq!(of(&["2025-11-03T08:00Z", "2025-11-03T12:01Z"]), MET);
    assert_eq!(of(&["2025-11-03T08:00Z", "2025-11-03T12:00Z"]), OPEN);
    assert_eq!(of(&["2025-11-03T08:00Z", "2025-11-03T11:58Z"]), NOT);
    assert_eq!(of(&["2025-11-03T08:00:00Z", "2025-11-03T09:00:00-03:00"]), MET);
    assert_eq!(of(&["2025-11-03T08:00:00Z", "2025-11-03"]), OPEN);
    let rules = "require a: (count of nights spaced at least gap) >= 2\n";
    let nights = r#""nights": [{ "date": "2025-11-01" }, { "date": "2025-11-03" }]"#;
    assert_eq!(outcomes(rules, &format!(r#"{{ "gap": "2 days", {nights} }}"#)), [MET]);
    assert_eq!(outcomes(rules, &format!(r#"{{ "gap": "3 days", {nights} }}"#)), [NOT]);
    assert_eq!(outcomes(rules, &format!("{{ {nights} }}")), [OPEN]);
}

#[test]
fn an_entry_that_has_not_happened_is_no_dated_one() {
    let rules = "define last = latest admissions by discharged\nrequire a: last.kind is urgent\n\
                 require b: (count of admissions by discharged spaced at least 1 day) >= 2\n";
    let record = r#"{ "admissions": [
        { "discharged": "2025-03-01", "kind": "urgent" }, { "discharged": "never", "kind": "planned" } ] }"#;
    assert_eq!(outcomes(rules, record), [MET, NOT]);
}

fn nights(of: &[(&str, u32)]) -> String {
    let entries: Vec<_> = of
        .iter()
        .map(|(date, hours)| {
            format!(r#"{{ "date": "{date}", "hours": {{ "value": {hours}, "unit": "h" }} }}"#)
        })
        .collect();
    format!(r#"{{ "nights": [{}] }}"#, entries.join(", "))
}

#[test]
fn some_stretch_of_days() {
    let rules = "require a: in some 3 days from @2025-11-01 to @2025-11-05: (count of nights where hours >= 4 'h') >= 2\n\
                 require b: in some 3 days from @2025-11-01 to @2025-11-05: count of nights = 0\n\
                 require c: in some 10 days from @2025-11-01 to @2025-11-05: count of nights = 0\n";
    assert_eq!(outcomes(rules, &nights(&[("2025-11-01", 5), ("2025-11-03", 4)])), [MET, NOT, NOT]);
    assert_eq!(outcomes(rules, &nights(&[("2025-11-01", 5), ("2025-11-04", 4)])), [NOT, NOT, NOT]);
    // Both ends belong to it, and nothing beyond them.
    assert_eq!(outcomes(rules, &nights(&[("2025-11-05", 5), ("2025-11-06", 4)])), [NOT, MET, NOT]);
    assert_eq!(outcomes(rules, r#"{ "nights": [] }"#), [NOT, MET, NOT]);
    assert_eq!(outcomes(rules, "{}"), [OPEN, OPEN, NOT]);
    // A night of which the month is known may lie in any of them.
    assert_eq!(outcomes(rules, &nights(&[("2025-11", 5), ("2025-11-03", 4)])), [OPEN, NOT, NOT]);
}

#[test]
fn a_stretch_may_be_one_day_and_so_may_be_the_time_that_is_looked_at() {
    let rules = "require a: in some 1 day from @2025-11-05 to @2025-11-05: count of nights = 1\n\
                 require b: in every 1 day from @2025-11-05 to @2025-11-05: count of nights = 1\n\
                 require c: in some 1 day from @2025-11-05 to @2025-11-04: count of nights = 1\n\
                 require d: in every 1 day from @2025-11-05 to @2025-11-04: count of nights = 1\n";
    assert_eq!(outcomes(rules, &nights(&[("2025-11-05", 5)])), [MET, MET, NOT, MET]);
    assert_eq!(outcomes(rules, &nights(&[("2025-11-04", 5), ("2025-11-06", 5)])), [NOT, NOT, NOT, MET]);
}

#[test]
fn every_stretch_and_some_in_a_row() {
    let rules = "require a: in every 2 months from @2025-01-01 to @2025-06-30: some admissions by admitted where kind is urgent\n\
                 require b: in each of 3 consecutive months from @2025-01-01 to @2025-06-30: (count of admissions by admitted) >= 1\n\
                 require c: in every 1 year from @2025-01-01 to @2025-06-30: (count of admissions by admitted) >= 9\n";
    let of = |dates: &[&str]| {
        let entries: Vec<_> =
            dates.iter().map(|date| format!(r#"{{ "admitted": "{date}", "kind": "urgent" }}"#)).collect();
        outcomes(rules, &format!(r#"{{ "admissions": [{}] }}"#, entries.join(", ")))
    };
    // Where no stretch fits there is none without.
    assert_eq!(of(&["2025-02-10", "2025-04-05", "2025-05-02"]), [MET, MET, MET]);
    assert_eq!(of(&["2025-02-10", "2025-05-20"]), [NOT, NOT, MET]);
    assert_eq!(of(&["2025-02", "2025-04-05", "2025-05-02"]), [OPEN, OPEN, MET]);
}

#[test]
fn the_days_between_may_be_recorded() {
    let rules = "require a: in some 1 month from enrolled to as_of: count of nights = 0\n";
    let record = |enrolled: &str, night: &str| {
        format!(r#"{{ "enrolled": "{enrolled}", "nights": [{{ "date": "{night}" }}] }}"#)
    };
    assert_eq!(outcomes(rules, &record("2025-09-01", "2025-10-20")), [MET]);
    assert_eq!(outcomes(rules, &record("2025-10-01", "2025-10-25")), [NOT]);
    assert_eq!(outcomes(rules, &record("2025-09", "2025-10-25")), [OPEN]);
    assert_eq!(outcomes(rules, &record("2025-09", "2025-09-10")), [MET]);
    // Nothing lies between a day and one before it.
    assert_eq!(outcomes(rules, &record("2025-12-01", "2025-10-20")), [NOT]);
    assert_eq!(outcomes(rules, r#"{ "nights": [] }"#), [OPEN]);
}

#[test]
fn where_it_was_so_is_told() {
    let ruleset = ruleset(&format!(
        "{FACTS}require a: in some 3 days from @2025-11-01 to @2025-11-05: (count of nights) >= 2\n\
         require b: in every 3 days from @2025-11-01 to @2025-11-05: (count of nights) >= 1\n\
         require c: (count of nights spaced at least 1 day) >= 2\nrequire d: (share of nights where hours > 3 'h') > 0 '%'\n"
    ));
    let told = |record: &str| -> Vec<String> {
        let decision = decide(&ruleset, record);
        decision.rules().iter().flat_map(|rule| rule.read[0].entries.clone()).collect()
    };
    assert_eq!(
        told(&nights(&[("2025-11-01", 5), ("2025-11-02", 5), ("2025-11-03", 2)])),
        [
            "so from 2025-11-01 to 2025-11-03",
            "so in each of 3 stretches of days",
            "3 of 3 counted, each far enough from the one before",
            "so of 2 of 3",
        ]
    );
    assert_eq!(
        told(r#"{ "nights": [] }"#),
        [
            "in none of 3 stretches of days",
            "not so from 2025-11-01 to 2025-11-03",
            "0 of 0 counted, each far enough from the one before",
            "so of 0 of 0",
        ]
    );
    let decision = decide(&ruleset, r#"{ "nights": [{ "date": "2025-11" }, { "date": "2025-11-02" }] }"#);
    let unknown = &decision.rules()[0].unknown[0];
    assert_eq!(unknown.settled_by.as_deref(), Some("entry 1 says of date only 2025-11"));
}

#[test]
fn shares_have_bounds() {
    let rules = "require a: (share of nights where hours >= 4 'h') >= 50 '%'\n\
                 require b: (share of nights where hours >= 4 'h') = 200 '%' / 3\n";
    assert_eq!(
        outcomes(rules, &nights(&[("2025-11-01", 4), ("2025-11-02", 6), ("2025-11-03", 2)])),
        [MET, MET]
    );
    let open = r#"{ "nights": [{ "date": "2025-11-01", "hours": { "value": 4, "unit": "h" } }, { "date": "2025-11-02" }] }"#;
    assert_eq!(outcomes(rules, open), [MET, OPEN]);
    // A night that may lie after the decision may not count at all.
    let undated = r#"{ "nights": [{ "date": "2025-11-01", "hours": { "value": 4, "unit": "h" } },
        { "hours": { "value": 2, "unit": "h" } }, { "hours": { "value": 2, "unit": "h" } }] }"#;
    assert_eq!(outcomes(rules, undated), [OPEN, OPEN]);
    assert_eq!(outcomes(rules, r#"{ "nights": [] }"#), [OPEN, OPEN]);
    assert_eq!(outcomes(rules, "{}"), [OPEN, OPEN]);
}

#[test]
fn the_entry_before() {
    let rules = "require a: some creatinine where value - previous.value >= 0.3 'mg/dL'\n\
                 require b: every creatinine has value > previous.value\n\
                 require c: some creatinine as c where c.previous.value < 1 'mg/dL' and c.date within 1 week after c.previous.date\n";
    let of = |entries: &[(&str, &str)]| {
        let entries: Vec<_> = entries
            .iter()
            .map(|(value, date)| format!(r#"{{ "value": {value}, "unit": "mg/dL", "date": "{date}" }}"#))
            .collect();
        outcomes(rules, &format!(r#"{{ "creatinine": [{}] }}"#, entries.join(", ")))
    };
    // In the order of their dates, and not as recorded.
    assert_eq!(of(&[("1.3", "2025-11-05"), ("0.9", "2025-11-01")]), [MET, MET, MET]);
    assert_eq!(of(&[("0.9", "2025-11-05"), ("1.3", "2025-11-01")]), [NOT, NOT, NOT]);
    // One alone has none before it, and is not asked.
    assert_eq!(of(&[("0.9", "2025-11-05")]), [NOT, MET, NOT]);
    // Two of one day: either may be the one before the next.
    assert_eq!(of(&[("0.9", "2025-11-01"), ("1.3", "2025-11-01"), ("1.4", "2025-11-20")]), [OPEN, MET, NOT]);
    // If it has one before it at all, it has risen.
    assert_eq!(of(&[("0.9", "2025-11-01"), ("1.3", "2025-11")]), [OPEN, MET, OPEN]);
    assert_eq!(of(&[("0.9", "2025-11-02"), ("1.3", "2025-11")]), [OPEN, OPEN, OPEN]);
    assert_eq!(outcomes(rules, "{}"), [OPEN, OPEN, OPEN]);
    let more = r#"{ "creatinine": { "items": [{ "value": 0.9, "unit": "mg/dL", "date": "2025-11-01" },
        { "value": 1.3, "unit": "mg/dL", "date": "2025-11-05" }], "complete": false } }"#;
    // Another one may stand between the two.
    assert_eq!(outcomes(rules, more), [OPEN, OPEN, OPEN]);
}

#[test]
fn values_that_occur() {
    let rules = "define levels = distinct level over findings where (changed)\n\
                 require a: levels is contiguous\nrequire b: (count of levels) <= 2\n\
                 require c: levels has only { L3, L4, L5, S1 }\nrequire d: levels is not contiguous\n";
    let of = |levels: &[&str]| {
        let entries: Vec<_> = levels
            .iter()
            .map(|level| match level.strip_suffix('?') {
                Some(level) => format!(r#"{{ "date": "2025-01-01", "level": "{level}" }}"#),
                None => format!(r#"{{ "date": "2025-01-01", "level": "{level}", "changed": true }}"#),
            })
            .collect();
        outcomes(rules, &format!(r#"{{ "findings": [{}] }}"#, entries.join(", ")))
    };
    assert_eq!(of(&["L4", "L5"]), [MET, MET, MET, NOT]);
    assert_eq!(of(&["L4", "L4", "S1"]), [NOT, MET, MET, MET]);
    assert_eq!(of(&["L2", "L3", "L4"]), [MET, NOT, NOT, NOT]);
    assert_eq!(of(&["L4", "L5?", "S1"]), [OPEN, OPEN, MET, OPEN]);
    assert_eq!(of(&["L4", "L5?"]), [MET, MET, MET, NOT]);
    assert_eq!(of(&[]), [MET, MET, MET, NOT]);
    assert_eq!(outcomes(rules, "{}"), [OPEN; 4]);
    let open = r#"{ "findings": { "items": [{ "level": "L1", "changed": true, "date": "2025-01-01" },
        { "level": "L3", "changed": true, "date": "2025-01-01" },
        { "level": "L5", "changed": true, "date": "2025-01-01" }], "complete": false } }"#;
    assert_eq!(outcomes(rules, open), [OPEN, NOT, NOT, OPEN]);
}

/// Each way to get it wrong has an answer of its own; the texts are kept beside the other cases.
#[test]
fn mistakes() {
    for (rule, code) in [
        ("require a: (count of undated spaced at least 1 day) >= 2", Code::WrongType),
        ("require a: (count of admissions spaced at least 1 day) >= 2", Code::WrongType),
        ("require a: (count of admissions by kind spaced at least 1 day) >= 2", Code::WrongType),
        ("require a: (count of admissions by admitted spaced at least 4 'h') >= 2", Code::BadPeriod),
        ("require a: (count of readings spaced at least 1 day) >= 2", Code::BadPeriod),
        ("require a: (count of nights spaced at least 3) >= 2", Code::BadPeriod),
        ("require a: in some 30 from enrolled to as_of: count of nights = 0", Code::BadPeriod),
        ("require a: in some 0 days from enrolled to as_of: count of nights = 0", Code::BadPeriod),
        ("require a: in some 30 days from surgery to as_of: count of nights = 0", Code::WrongType),
        ("require a: in some 30 days from 3 to as_of: count of nights = 0", Code::WrongType),
        ("require a: in some 30 days from enrolled to as_of: manner is urgent", Code::NotACondition),
        ("require a: in some 30 days from enrolled to as_of: count of nights", Code::NotACondition),
        ("require a: in some 30 days from enrolled to as_of: count of undated = 0", Code::WrongType),
        ("require a: in some 30 days from enrolled to as_of: count of admissions = 0", Code::WrongType),
        (
            "require a: in some 30 days from enrolled to as_of: in every 1 day from enrolled to as_of: count of nights = 0",
            Code::WrongType,
        ),
        (
            "require a: in each of 1 consecutive months from enrolled to as_of: count of nights = 0",
            Code::ImpossibleCount,
        ),
        (
            "require a: in each of 999 consecutive months from enrolled to as_of: count of nights = 0",
            Code::ImpossibleCount,
        ),
        ("require a: (share of nights where hours) >= 50 '%'", Code::NotACondition),
        ("require a: (share of nights where hours > 4 'h') >= 50", Code::NotComparable),
        ("require a: some admissions where previous.kind is urgent", Code::WrongType),
        ("require a: some nights where previous.hour > 4 'h'", Code::UnknownName),
        ("require a: distinct findings is contiguous", Code::WrongType),
        ("require a: (distinct hours over nights) is contiguous", Code::WrongType),
        ("require a: (distinct kind over admissions) is contiguous", Code::NoOrder),
        ("require a: manner is contiguous", Code::WrongType),
        ("require a: (distinct kind over admissions) has only { }", Code::EmptyGroup),
    ] {
        let problems = compile(&format!("{FACTS}{rule}\n")).problems;
        assert!(codes(&problems).contains(&code), "{rule}: {:?}", codes(&problems));
    }
}

/// What a function asks is the same in each stretch, however deep it asks.
#[test]
fn functions_inside_of_a_stretch() {
    let rules = "define busy(n: integer) = some nights as a where (count of nights as b where b.date = a.date) >= n\n\
                 require a: in some 3 days from @2025-11-01 to @2025-11-05: some nights where hours > 3 'h' and busy(2)\n";
    let twice = [("2025-01-01", 1), ("2025-01-01", 1), ("2025-11-02", 5)];
    assert_eq!(outcomes(rules, &nights(&twice)), [MET]);
    assert_eq!(outcomes(rules, &nights(&twice[1..])), [NOT]);
}

/// On records of which all is known, the answers are those of the definition, tried out the slow way.
mod reference {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use crate::support::{decide, ruleset};

    const RULES: &str = "\
record night { date: date, hours: integer }
fact nights: list of night
output spaced: integer = count of nights where hours > 2 spaced at least 10 days
output monthly: integer = count of nights spaced at least 1 month
output some_stretch: boolean = in some 9 days from @2025-01-05 to @2025-02-20: (count of nights where hours > 1) >= 2
output every_stretch: boolean = in every 1 month from @2025-01-05 to @2025-03-20: (sum of (hours) over nights) >= 3
output in_a_row: boolean = in each of 3 consecutive months from @2025-01-01 to @2025-05-20: some nights where hours > 0
output risen: boolean = some nights where hours > previous.hours
require always: count of nights >= 0
  allow W0201 \"only the outputs are looked at\"
";

    fn most_apart(days: &[Date], apart: jiff::Span) -> usize {
        // Every subset.
        let subsets = 0..(1_usize << days.len());
        let chosen = |set: usize| {
            let mut chosen: Vec<Date> =
                days.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, day)| *day).collect();
            chosen.sort_unstable();
            chosen
        };
        let clear = |days: &Vec<Date>| days.windows(2).all(|pair| pair[0] + apart <= pair[1]);
        subsets.map(chosen).filter(clear).map(|days| days.len()).max().unwrap_or(0)
    }

    fn stretches(first: Date, last: Date, length: jiff::Span) -> Vec<(Date, Date)> {
        let starts = first.series(1.day()).take_while(|day| *day <= last);
        let all = starts.map(|start| (start, (start + length).yesterday().expect("a day")));
        all.filter(|(_, end)| *end <= last).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

        #[test]
        fn known_dates_have_the_answers_of_the_definition(
            drawn in proptest::collection::vec((0_i32..150, 0_i64..5), 0..7),
        ) {
            thread_local! { static RULESET: elig::Ruleset = ruleset(RULES); }
            let nights: Vec<(Date, i64)> =
                drawn.iter().map(|(day, hours)| (date(2025, 1, 1) + day.days(), *hours)).collect();
            let written: Vec<_> = nights
                .iter()
                .map(|(date, hours)| serde_json::json!({ "date": date.to_string(), "hours": hours }))
                .collect();
            let record = serde_json::json!({ "nights": written }).to_string();
            let found: Vec<String> = RULESET.with(|ruleset| {
                decide(ruleset, &record).outputs().iter().map(|output| output.value.clone().unwrap_or_else(|| "unknown".to_owned())).collect()
            });
            let where_hours = |more: i64| -> Vec<Date> {
                nights.iter().filter(|(_, hours)| *hours > more).map(|(day, _)| *day).collect()
            };
            let all: Vec<Date> = nights.iter().map(|(day, _)| *day).collect();
            let within = |(first, last): (Date, Date)| move |day: &Date| first <= *day && *day <= last;
            let some_stretch = stretches(date(2025, 1, 5), date(2025, 2, 20), 9.days())
                .into_iter()
                .any(|stretch| where_hours(1).iter().filter(|day| within(stretch)(day)).count() >= 2);
            let every_stretch = stretches(date(2025, 1, 5), date(2025, 3, 20), 1.month())
                .into_iter()
                .all(|stretch| nights.iter().filter(|(day, _)| within(stretch)(day)).map(|(_, hours)| hours).sum::<i64>() >= 3);
            let starts = date(2025, 1, 1).series(1.day()).take_while(|day| *day + 3.months() <= date(2025, 5, 21));
            let in_a_row = starts.into_iter().any(|start| {
                (0..3).all(|month| {
                    let (first, next) = (start + month.months(), start + (month + 1).months());
                    where_hours(0).iter().any(|day| first <= *day && *day < next)
                })
            });
            // Of several nights with the latest date before, any may be the one: known only where all agree.
            let risen: Vec<Option<bool>> = nights.iter().filter_map(|(day, hours)| {
                let before = nights.iter().filter(|(other, _)| other < day).map(|(other, _)| *other).max()?;
                let candidates: Vec<bool> = nights.iter().filter(|(other, _)| *other == before).map(|(_, other)| hours > other).collect();
                Some(if candidates.iter().all(|so| *so) { Some(true) } else if candidates.iter().any(|so| *so) { None } else { Some(false) })
            }).collect();
            let risen = if risen.contains(&Some(true)) { "true" } else if risen.contains(&None) { "unknown" } else { "false" };
            let expected = [
                most_apart(&where_hours(2), 10.days()).to_string(),
                most_apart(&all, 1.month()).to_string(),
                some_stretch.to_string(),
                every_stretch.to_string(),
                in_a_row.to_string(),
                risen.to_owned(),
            ];
            prop_assert_eq!(found, expected, "{}", record);
        }
    }
}
