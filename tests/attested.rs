//! Judgements: who judged, and when.

use std::fmt::Write;

use elig::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{compile, decide, render, ruleset};

const RULES: &str = r#"
fact fit: attested boolean "Fit for surgery"
fact grade: attested scale { none < mild < severe }
fact size: attested quantity 'mm' 0..100
fact board: list of attested boolean
record visit { day: date, cleared: attested boolean }
fact visits: list of visit

require fit
require recent: fit.on within 6 months
require surgeon: fit.by is "surgeon"
exclude grade >= mild
exclude size > 3 'cm'
require board: latest board
require visited: some visits where cleared and cleared.on within 1 year
require known: fit is known
  allow W0405 "The test asks for it"
"#;

/// What is read of each record, what is told of its mistakes, and what every rule says.
fn told(records: &[Value]) -> String {
    let ruleset = ruleset(RULES);
    let mut told = String::new();
    for record in records {
        let decision = decide(&ruleset, &record.to_string());
        writeln!(told, "{record}").expect("a string takes all");
        for problem in decision.record_problems() {
            writeln!(told, "  {problem}\n    help: {}", problem.help.as_deref().unwrap_or("none"))
                .expect("a string takes all");
        }
        for finding in decision.rules() {
            let values: Vec<_> = finding
                .read
                .iter()
                .map(|read| {
                    let judged =
                        read.judged.as_ref().map(|judged| format!(" by {} on {}", judged.by, judged.on));
                    let absent = read.absent.map(|absent| format!(" ({absent})"));
                    let value = read.value.as_deref().unwrap_or("?");
                    format!("{value}{}{}", judged.unwrap_or_default(), absent.unwrap_or_default())
                })
                .collect();
            writeln!(told, "  {:?} {}: {}", finding.outcome, finding.label, values.join(", "))
                .expect("a string takes all");
        }
    }
    told
}

#[test]
fn what_is_complete() {
    insta::assert_snapshot!(told(&[json!({
        "fit": { "value": true, "by": "surgeon", "on": "2025-10-01" },
        "grade": { "value": "none", "by": "radiologist", "on": "2025-10" },
        "size": { "value": 2, "unit": "cm", "by": "radiologist", "on": "2025" },
        "board": [
            { "value": true, "by": "board", "on": "2025-09-01" },
            { "value": false, "by": "board", "on": "2025-03-01" },
            // After the decision, and not seen.
            { "value": false, "by": "board", "on": "2025-12-01" },
        ],
        "visits": [{ "day": "2025-05-01", "cleared": { "value": true, "by": "nurse", "on": "2025-05-01" } }],
    })]));
}

#[test]
fn what_nobody_can_be_asked_about() {
    insta::assert_snapshot!(told(&[
        json!({ "fit": true, "grade": "mild", "size": 20, "board": [true], "visits": [{ "cleared": true }] }),
        json!({ "fit": { "value": true }, "grade": { "value": "mild", "by": "radiologist" } }),
        json!({ "fit": { "value": true, "on": "2025-10-01" } }),
        // Nothing is said by an empty text, and what cannot be read is told once.
        json!({ "fit": { "value": true, "by": " ", "on": "2025-10-01" } }),
        json!({ "fit": { "value": true, "by": 7, "on": "2025-10-01" } }),
        json!({ "fit": { "value": true, "by": "surgeon", "on": "yesterday" } }),
        json!({ "fit": { "value": true, "by": { "absent": "masked" }, "on": null } }),
        json!({ "fit": [true, "surgeon", "2025-10-01"] }),
        json!({ "fit": { "value": "yes", "by": "surgeon", "on": "2025-10-01" } }),
        json!({ "fit": { "value": true, "who": "surgeon", "on": "2025-10-01" } }),
    ]));
}

#[test]
fn what_is_not_judged_yet_names_nobody() {
    insta::assert_snapshot!(told(&[
        json!({ "fit": null, "grade": { "absent": "asked-declined" }, "size": { "value": null } }),
        json!({ "fit": { "value": null, "by": "surgeon", "on": "2025-10-01" }, "grade": {} }),
        json!({ "fit": { "value": { "absent": "asked-declined" } }, "board": [], "visits": [{}] }),
    ]));
}

#[test]
fn what_cannot_be_declared_so() {
    let compilation = compile(
        r#"record visit { day: date }
choice goal { pain, sleep }
fact list: attested list of visit
fact one: attested visit
fact goals: attested set of goal
fact with_of: attested of boolean
fact twice: attested attested boolean
fact observed: attested observation of boolean
fact bare: attested
fact fit: attested boolean
fact asked: attested boolean asked when fit
assume fit = true when not recorded because "x"
require who: fit.who is "x"
require on: fit.on >= 3
require by: fit.by within 6 months
require fit.value.value
"#,
    );
    insta::assert_snapshot!(render(&compilation.problems, &compilation.sources));
}

/// A judgement as it may be recorded, from nothing to all of it.
fn judged() -> impl Strategy<Value = Value> {
    let value = prop_oneof![Just(json!(null)), Just(json!(true)), Just(json!(false)), Just(json!("?"))];
    let by = prop_oneof![Just(json!(null)), Just(json!("surgeon")), Just(json!("nurse")), Just(json!(3))];
    let on = prop_oneof![
        Just(json!(null)),
        Just(json!("2025")),
        Just(json!("2025-05")),
        Just(json!("2025-05-21")),
        Just(json!("2025-13"))
    ];
    prop_oneof![
        1 => Just(json!(null)),
        1 => any::<bool>().prop_map(|value| json!(value)),
        6 => (value, by, on).prop_map(|(value, by, on)| json!({ "value": value, "by": by, "on": on })),
    ]
}

/// The same judgement with nothing left open: what is known of it is kept.
fn complete(judged: &Value, choice: usize) -> Value {
    let values = [true, false];
    let value = match judged.get("value").unwrap_or(judged) {
        Value::Bool(value) => *value,
        _ => values[choice % 2],
    };
    let by = match judged.get("by") {
        Some(Value::String(by)) => by.clone(),
        _ => ["surgeon", "nurse"][choice / 2 % 2].to_owned(),
    };
    let days = ["2025-05-20", "2025-05-01", "2025-11-01", "2025-01-31"];
    let on = match judged.get("on").and_then(Value::as_str) {
        Some("2025-05-21") => "2025-05-21",
        Some("2025-05") => ["2025-05-20", "2025-05-01", "2025-05-19", "2025-05-31"][choice / 4 % 4],
        _ => days[choice / 4 % 4],
    };
    json!({ "value": value, "by": by, "on": on })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a judgement leaves open: completing it turns nothing over.
    #[test]
    fn what_is_learned_of_a_judgement_turns_nothing_over(
        drawn in prop::collection::vec(judged(), 1..4),
        choices in prop::collection::vec(0_usize..16, 4),
    ) {
        thread_local! {
            static RULESET: elig::Ruleset = ruleset(&RULES.replace("require known: fit is known\n  allow W0405 \"The test asks for it\"\n", ""));
        }
        let later: Vec<_> = drawn.iter().zip(&choices).map(|(one, choice)| complete(one, *choice)).collect();
        let record = |judged: &[Value]| json!({
            "fit": judged[0],
            "board": judged,
            "visits": judged.iter().map(|one| json!({ "day": "2025-05-05", "cleared": one })).collect::<Vec<_>>(),
        });
        let outcomes = |record: &Value| -> Vec<Outcome> {
            RULESET.with(|ruleset| {
                let decision = decide(ruleset, &record.to_string());
                decision.rules().iter().map(|finding| {
                    let bare = finding.outcome == Outcome::Unknown && finding.unknown.is_empty();
                    assert!(!bare, "{record}: {} is unknown without a reason", finding.label);
                    finding.outcome
                }).collect()
            })
        };
        let (before, after) = (record(&drawn), record(&later));
        for (at, (early, late)) in outcomes(&before).iter().zip(outcomes(&after)).enumerate() {
            prop_assert!(
                *early == Outcome::Unknown || *early == late,
                "rule {at} was {early:?} and became {late:?}: {before} then {after}"
            );
        }
    }
}
