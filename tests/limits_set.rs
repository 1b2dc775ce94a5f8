//! Limits that a host sets: each has an error of its own, the same wherever records are read.

use elig::diagnostic::Severity;
use elig::limits::LimitError;
use elig::loader::{Memory, Wanted};
use elig::record::{Record, Records};
use elig::screen::Screen;
use elig::{AsOf, Limit, Limits, Outcome, Ruleset, Verdict};

use crate::support::{codes, render};

const RULES: &str = "fact note: text\n\
    record visit { weight: integer 0..500 }\n\
    fact visits: list of visit\n\
    require heavy: some visits where (weight >= 100)\n\
    require told: note is known\n";

fn within(limit: Limit, value: usize) -> Limits {
    Limits::default().with(limit, value).expect("it can be so")
}

fn compilation(text: &str, limits: Limits) -> elig::Compilation {
    elig::compile(&Memory::new().with("made.elig", text).within(limits), Wanted::File("made.elig"))
}

fn ruleset(limits: Limits) -> Ruleset {
    compilation(RULES, limits).into_result().expect("it has no errors")
}

fn day() -> AsOf {
    AsOf::Fixed(jiff::civil::date(2025, 11, 20))
}

/// What is wrong with a ruleset under a limit, and that nothing is without it.
fn refused(text: &str, limits: Limits) -> String {
    assert!(compilation(text, Limits::default()).ruleset.is_some(), "{text}");
    let found = compilation(text, limits);
    let errors = found.problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    assert_eq!(errors, 1, "{:?}", codes(&found.problems));
    render(&found.problems, &found.sources)
}

#[test]
fn rulesets_that_are_too_large() {
    let nested = format!("fact well: boolean\nrequire well_enough: {}well{}\n", "(".repeat(9), ")".repeat(9));
    let found = [
        refused(RULES, within(Limit::FileBytes, 100)),
        refused(&nested, within(Limit::Nesting, 8)),
        refused(RULES, within(Limit::Rules, 1)),
        refused(RULES, within(Limit::Steps, 3)),
    ];
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn records_that_are_too_large() {
    let list = |count: usize| vec![r#"{"weight":120}"#; count].join(",");
    let record = format!(r#"{{"note":"{}","visits":[{}]}}"#, "a".repeat(70), list(5));
    let told = |limits: Limits| {
        let ruleset = ruleset(limits);
        let patients = Screen::new(&ruleset, day()).expect("it has rules");
        let mut patients = patients.patients();
        let screened = patients.decide(&record).map(|told| told.answer.verdict).ok();
        match Record::from_json(ruleset.vocabulary(), &record) {
            Ok(read) => {
                let decision = ruleset.decide(&read, day()).expect("it is its own vocabulary");
                assert_eq!(screened, Some(decision.verdict()), "the screen says the same");
                let problems: Vec<_> = read.problems().iter().map(ToString::to_string).collect();
                format!("{:?}: {}", decision.verdict(), problems.join("; "))
            }
            Err(problem) => {
                assert_eq!(screened, None, "the screen refuses it, too");
                format!("refused: {problem}")
            }
        }
    };
    let found = [
        told(Limits::default()),
        told(within(Limit::RecordBytes, 100)),
        told(within(Limit::TextBytes, 64)),
        told(within(Limit::ListEntries, 4)),
    ];
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn files_of_records_that_are_too_large() {
    let text = format!("{{\"note\":\"a\"}}\n{{\"note\":\"{}\"}}\n{{\"note\":\"b\"}}\n", "a".repeat(100));
    let found = |limits: &Limits| -> Vec<bool> {
        let records = Records::new(text.as_bytes()).within(limits);
        records.map(|record| record.expect("it is in memory").is_ok()).collect()
    };
    assert_eq!(found(&Limits::default()), [true, true, true]);
    assert_eq!(found(&within(Limit::RecordBytes, 50)), [true, false, true], "the one behind it is read");
}

#[test]
fn a_list_that_is_too_long_to_be_asked_answers_unknown() {
    let record =
        |count: usize| format!(r#"{{"note":"a","visits":[{}]}}"#, vec![r#"{"weight":120}"#; count].join(","));
    let outcome = |limits: Limits, count: usize| {
        let ruleset = ruleset(limits);
        let decision = ruleset.decide_json(&record(count), day()).expect("it is a record");
        let screened = Screen::new(&ruleset, day()).expect("it has rules");
        let screened = screened.patients().decide(&record(count)).expect("it is a record").answer.verdict;
        assert_eq!(decision.verdict(), screened);
        let why = decision.rules()[0].unknown.first().and_then(|unknown| unknown.settled_by.clone());
        (decision.rules()[0].outcome, why.unwrap_or_default())
    };
    assert_eq!(outcome(Limits::default(), 1000).0, Outcome::Met);
    let few = within(Limit::Work, 1_000);
    assert_eq!(outcome(few, 10).0, Outcome::Met);
    let (open, why) = outcome(few, 1000);
    assert_eq!(open, Outcome::Unknown);
    assert!(why.contains("more entries than the") && why.contains("--set-limit work="), "{why}");
}

#[test]
fn stretches_of_days_look_at_so_many_entries_in_all() {
    const NIGHTS: &str = "record night { date: date }\nfact nights: list of night\n\
        require slept: in every 15 days from @2025-10-01 to @2025-10-31: (count of nights) >= 1\n";
    let record = |each_day: usize| {
        let days = (1..=31).flat_map(|day| vec![format!(r#"{{"date":"2025-10-{day:02}"}}"#); each_day]);
        format!(r#"{{"nights":[{}]}}"#, days.collect::<Vec<_>>().join(","))
    };
    let ruleset = |limits| compilation(NIGHTS, limits).into_result().expect("it has no errors");
    let outcome = |work: usize, each_day: usize| {
        let decision = ruleset(within(Limit::Work, work)).decide_json(&record(each_day), day());
        decision.expect("it is a record").rules()[0].outcome
    };
    let least = |each_day: usize| {
        (0..20).map(|power| 1 << power).find(|work| outcome(*work, each_day) == Outcome::Met)
    };
    // 17 stretches see 15 entries each, or 90, and each is asked in a few steps: the list itself has 31 entries, or 186.
    assert_eq!((least(1), least(6)), (Some(2048), Some(16384)));
}

#[test]
fn what_a_host_raises_is_read() {
    let long = format!(r#"{{"note":"{}","visits":[{{"weight":120}}]}}"#, "a".repeat(100_000));
    let verdict =
        |limits: Limits| ruleset(limits).decide_json(&long, day()).expect("it is a record").verdict();
    assert_eq!(verdict(Limits::default()), Verdict::Ineligible, "a text that is not read is not known");
    assert_eq!(verdict(within(Limit::TextBytes, 200_000)), Verdict::Eligible);
}

#[test]
fn how_they_are_written() {
    let get = |text: &str, limit: Limit| Limits::default().written(text).map(|limits| limits.get(limit));
    assert_eq!(get("record-bytes=64MiB", Limit::RecordBytes), Ok(64 << 20));
    assert_eq!(get("list-entries = 1_000", Limit::ListEntries), Ok(1_000));
    assert_eq!(get("text-bytes=16 KiB", Limit::TextBytes), Ok(16 << 10));
    let slips = [
        "list-entries",
        "entries=1",
        "list-entries=",
        "list-entries=0",
        "list-entries=-1",
        "list-entries=2MiB",
        "nesting=129",
        "record-bytes=1TiB",
        "record-bytes=99999999999999999999",
        "record-bytes=9999999999999999GiB",
    ];
    let told = slips.map(|text| Limits::default().written(text).expect_err(text).to_string());
    insta::assert_snapshot!(told.join("\n"));
    assert!(matches!(Limits::default().with(Limit::Steps, 0), Err(LimitError::NotANumber { .. })));
}
