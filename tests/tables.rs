//! Tables, `min of`, `max of`, `round`, and how a decision tells which row was taken and what was scored.

use elig::decision::{BranchFound, ScoreFound};
use elig::diagnostic::Code;
use elig::{Decision, Outcome};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{codes, compile, decide, ruleset};

const FACTS: &str = "\
choice plan { none, year, half_year, now }
scale risk { low < mid < high }
fact size: quantity 'mm' 0..100
fact risk: risk
fact n: integer 0..10
fact x: decimal
fact a: boolean
fact b: boolean
fact c: boolean
fact day: date
fact last: date or never
fact dose: quantity 'mg' 0..5000

table follow_up: plan by size | risk {
  < 6 'mm'         | low         : none,
  < 6 'mm'         | mid or high : year,
  6 'mm' to 8 'mm' | any         : half_year,
  > 8 'mm'         | any         : now,
}

score points { +1 when a, max of { +1 when b, +3 when c } }
table band: risk by points { <= 0: low, 1 to 2: mid, >= 3: high }
";

fn decided(rule: &str, record: &str) -> Decision {
    decide(&ruleset(&format!("{FACTS}{rule}\n")), record)
}

fn outcome(rule: &str, record: &str) -> Outcome {
    decided(rule, record).rule("r").expect("it is there").outcome
}

fn errors(text: &str) -> Vec<Code> {
    let problems = compile(&format!("{FACTS}{text}\nrequire always: n >= 3\n")).problems;
    codes(&problems).into_iter().filter(|code| code.as_str().starts_with('E')).collect()
}

fn mm(size: &str) -> String {
    format!(r#"{{ "value": {size}, "unit": "mm" }}"#)
}

#[test]
fn each_case_is_in_its_row() {
    for (size, risk, plan) in [
        ("0", "low", "none"),
        ("5.999", "low", "none"),
        ("5.999", "mid", "year"),
        ("3", "high", "year"),
        ("6", "low", "half_year"),
        ("8", "high", "half_year"),
        ("8.001", "low", "now"),
        ("100", "mid", "now"),
    ] {
        let record = format!(r#"{{ "size": {}, "risk": "{risk}" }}"#, mm(size));
        assert_eq!(outcome(&format!("require r: follow_up is {plan}"), &record), Outcome::Met, "{record}");
    }
}

/// The value is whatever a row that is still possible gives, and nothing else.
#[test]
fn what_is_not_known_leaves_the_rows_that_are_possible() {
    let unless = |value: &str| format!("require r: follow_up is not {value}");
    let small = format!(r#"{{ "size": {} }}"#, mm("4"));
    assert_eq!(outcome(&unless("none"), &small), Outcome::Unknown);
    assert_eq!(outcome(&unless("year"), &small), Outcome::Unknown);
    assert_eq!(outcome(&unless("half_year"), &small), Outcome::Met);
    assert_eq!(outcome(&unless("now"), &small), Outcome::Met);
    let low = r#"{ "risk": "low" }"#;
    assert_eq!(outcome(&unless("year"), low), Outcome::Met);
    assert_eq!(outcome(&unless("none"), low), Outcome::Unknown);
    // Whatever the risk, a large one is looked at now.
    let large = format!(r#"{{ "size": {} }}"#, mm("\">8.5\""));
    assert_eq!(outcome("require r: follow_up is now", &large), Outcome::Met);
    let middle = format!(r#"{{ "size": {} }}"#, mm("\">5\""));
    assert_eq!(outcome(&unless("none"), &middle), Outcome::Unknown);
    // The last row is not taken for granted because it is the last.
    let table = "table t: integer by n | a { < 3 | any: 1, >= 3 | true: 2, >= 3 | false: 3 }\n";
    assert_eq!(outcome(&format!("{table}require r: t <= 2"), r#"{ "a": true }"#), Outcome::Met);
    assert_eq!(outcome(&format!("{table}require r: t >= 2"), r#"{ "n": 5 }"#), Outcome::Met);
    // Nor is the last branch of a `choose` without `otherwise`.
    let choose = "define t = choose { when n < 3: 1, when n between 3 and 6: 2, when n > 6: 9 }\n";
    assert_eq!(outcome(&format!("{choose}require r: t <= 2"), r#"{ "n": 4 }"#), Outcome::Met);
}

#[test]
fn a_score_is_looked_up_in_bands() {
    assert_eq!(outcome("require r: band >= mid", r#"{ "a": true }"#), Outcome::Met);
    assert_eq!(outcome("require r: band is mid", r#"{ "a": true, "c": false }"#), Outcome::Met);
    assert_eq!(outcome("require r: band is high", r#"{ "a": true }"#), Outcome::Unknown);
    assert_eq!(outcome("require r: band is high", r#"{ "c": true }"#), Outcome::Met);
}

#[test]
fn cells_of_every_kind() {
    let days = "table t: integer by last | (n > 4) {
      never           | any   : 0,
      < @2020         | any   : 1,
      @2020 to @2021  | true  : 2,
      @2020 to @2021  | false : 3,
      > @2021         | any   : 4,
    }\n";
    for (record, value) in [
        (r#"{ "last": "never" }"#, 0),
        (r#"{ "last": "2019-12-31" }"#, 1),
        (r#"{ "last": "2020-01-01", "n": 5 }"#, 2),
        (r#"{ "last": "2021-12-31", "n": 4 }"#, 3),
        (r#"{ "last": "2021", "n": 4 }"#, 3),
        (r#"{ "last": "2022" }"#, 4),
    ] {
        assert_eq!(outcome(&format!("{days}require r: t = {value}"), record), Outcome::Met, "{record}");
    }
    let numbers = "parameter cut: decimal = 2.5\ntable t: text by x { < cut: \"a\", cut or 4: \"b\", > 2.5 and < 4 : \"c\", > 4: \"d\" }\n";
    for (x, value) in [("2.4", "a"), ("2.5", "b"), ("4", "b"), ("3", "c"), ("4.1", "d")] {
        let record = format!(r#"{{ "x": {x} }}"#);
        assert_eq!(outcome(&format!("{numbers}require r: t = \"{value}\""), &record), Outcome::Met, "{x}");
    }
}

/// Between two whole numbers lies nothing; between two others there is a gap.
#[test]
fn gaps_and_overlaps_are_exact() {
    for (text, expected) in [
        ("table t: integer by n { <= 2: 1, >= 3: 2 }", &[][..]),
        ("table t: integer by x { <= 2: 1, >= 3: 2 }", &[Code::TableGap]),
        ("table t: integer by n { < 2: 1, > 2: 2 }", &[Code::TableGap]),
        ("table t: integer by n { <= 2: 1, >= 2: 2 }", &[Code::TableOverlap]),
        ("table t: integer by x { <= 2: 1, > 2: 2 }", &[]),
        ("table t: integer by n { 0 to 10: 1 }", &[]),
        ("table t: integer by n { 1 to 10: 1 }", &[Code::TableGap]),
        ("table t: integer by n { <= 10: 1, otherwise: 2 }", &[Code::UnreachableRow]),
        ("table t: integer by day { <= @2020-01-01: 1, >= @2020-01-02: 2 }", &[]),
        ("table t: integer by day { <= @2020-01-01: 1, >= @2020-01-03: 2 }", &[Code::TableGap]),
        ("table t: integer by last { < @2020: 1, >= @2020: 2 }", &[Code::TableGap]),
        ("table t: integer by size { < 1 'cm': 1, >= 10 'mm': 2 }", &[]),
        ("table t: integer by size { <= 1 'cm': 1, >= 10 'mm': 2 }", &[Code::TableOverlap]),
        ("table t: integer by points { <= 0: 1, 1: 2, 2 to 4: 3 }", &[]),
        ("table t: integer by points { <= 0: 1, 1: 2, 2 to 4: 3, > 4: 4 }", &[Code::UnreachableRow]),
        (
            "table t: integer by a | b { true | any: 1, any | true: 2, false | false: 3 }",
            &[Code::TableOverlap],
        ),
        ("table t: integer by a | b { true | any: 1, false | true: 2, false | false: 3 }", &[]),
        ("table t: integer by risk { >= mid: 1, low: 2 }", &[]),
        ("table t: integer by risk { low to mid: 1, != high: 2, high: 3 }", &[Code::TableOverlap]),
    ] {
        assert_eq!(errors(text), expected, "{text}");
    }
}

/// Every value of the columns is in exactly one row, whatever the rows, or the checker says so.
fn random_cells() -> impl Strategy<Value = Vec<(String, String, u32)>> {
    let number = prop_oneof![
        Just("any".to_owned()),
        (0..4_u32).prop_map(|at| format!("< {at}")),
        (0..4_u32).prop_map(|at| format!(">= {at}")),
        (0..4_u32).prop_map(|at| format!("{at}")),
        (0..3_u32, 0..2_u32).prop_map(|(low, more)| format!("{low} to {}", low + more)),
    ];
    let grade = prop::sample::select(vec!["any", "low", "mid or high", ">= mid", "!= low", "high"]);
    prop::collection::vec((number, grade.prop_map(str::to_owned), 0..3_u32), 1..5)
}

fn takes_number(cell: &str, n: u32) -> bool {
    let number = |text: &str| text.trim().parse::<u32>().expect("a number");
    match cell {
        "any" => true,
        _ if cell.starts_with('<') => n < number(&cell[1..]),
        _ if cell.starts_with(">=") => n >= number(&cell[2..]),
        _ => match cell.split_once(" to ") {
            Some((low, high)) => (number(low)..=number(high)).contains(&n),
            None => n == number(cell),
        },
    }
}

fn takes_grade(cell: &str, grade: usize) -> bool {
    match cell {
        "any" => true,
        "low" => grade == 0,
        "high" => grade == 2,
        _ => grade > 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checker_sees_what_trying_every_case_sees(rows in random_cells()) {
        let written: Vec<_> = rows.iter().map(|(n, grade, value)| format!("{n} | {grade} : {value}")).collect();
        let text = format!(
            "scale risk {{ low < mid < high }}\nfact n: integer 0..4\nfact g: risk\n\
             table t: integer by n | g {{ {} }}\nrequire r: t >= 1\n", written.join(", "));
        let compilation = compile(&text);
        let told = codes(&compilation.problems);
        let cases: Vec<(u32, usize)> = (0..=4).flat_map(|n| (0..3).map(move |grade| (n, grade))).collect();
        let taking = |(n, grade): &(u32, usize)| -> Vec<u32> {
            let taken = rows.iter().filter(|row| takes_number(&row.0, *n) && takes_grade(&row.1, *grade));
            taken.map(|row| row.2).collect()
        };
        let overlaps = cases.iter().any(|case| taking(case).len() > 1);
        let gap = cases.iter().any(|case| taking(case).is_empty());
        let unreachable = rows.iter().any(|row| {
            !cases.iter().any(|(n, grade)| takes_number(&row.0, *n) && takes_grade(&row.1, *grade))
        });
        prop_assert_eq!(told.contains(&Code::TableOverlap), overlaps, "{}", text);
        prop_assert_eq!(told.contains(&Code::UnreachableRow), unreachable, "{}", text);
        if !overlaps {
            prop_assert_eq!(told.contains(&Code::TableGap), gap, "{}", text);
        }
        let Some(ruleset) = compilation.ruleset else { return Ok(()) };
        let names = ["low", "mid", "high"];
        let value = |case: &(u32, usize)| taking(case).first().copied().unwrap_or_default();
        for case in &cases {
            let record = json!({ "n": case.0, "g": names[case.1] }).to_string();
            let met = decide(&ruleset, &record).rule("r").expect("it is there").outcome == Outcome::Met;
            prop_assert_eq!(met, value(case) >= 1, "{:?} in {}", case, text);
        }
        // With one column unknown: decided exactly if every case that is left agrees, for the result is a range.
        for (grade, name) in names.iter().enumerate() {
            let record = json!({ "g": name }).to_string();
            let outcome = decide(&ruleset, &record).rule("r").expect("it is there").outcome;
            let left: Vec<bool> = (0..=4).map(|n| value(&(n, grade)) >= 1).collect();
            let expected = match (left.contains(&true), left.contains(&false)) {
                (true, false) => Outcome::Met,
                (false, _) => Outcome::NotMet,
                _ => Outcome::Unknown,
            };
            prop_assert_eq!(outcome, expected, "{} in {}", name, text);
        }
    }
}

#[test]
fn the_least_and_the_greatest() {
    let of = |rule: &str, record: &str| outcome(&format!("require r: {rule}"), record);
    assert_eq!(of("min of { n, 3 } = 3", r#"{ "n": 7 }"#), Outcome::Met);
    assert_eq!(of("max of { n, 3, x } = 7", r#"{ "n": 7, "x": -1 }"#), Outcome::Met);
    // Unknown: at most, and at least, what is known.
    assert_eq!(of("min of { n, 3 } <= 3", "{}"), Outcome::Met);
    assert_eq!(of("max of { n, 3 } >= 3", "{}"), Outcome::Met);
    assert_eq!(of("max of { n, 12 } = 12", "{}"), Outcome::Met);
    assert_eq!(of("max of { n, 3 } = 3", "{}"), Outcome::Unknown);
    assert_eq!(
        of("min of { size, 1 'cm' } = 10 'mm'", &format!(r#"{{ "size": {} }}"#, mm("40"))),
        Outcome::Met
    );
    assert_eq!(of("max of { risk, mid } >= mid", "{}"), Outcome::Met);
    assert_eq!(of("min of { risk, mid } is high", "{}"), Outcome::NotMet);
    assert_eq!(of("max of { day, @2025-01-01 } on or after @2025", "{}"), Outcome::Met);
    assert_eq!(of("min of { day, @2024-06-01 } before @2025", "{}"), Outcome::Met);
    assert_eq!(of("max of { day, @2024-06-01 } = @2024-06-01", r#"{ "day": "2023" }"#), Outcome::Met);
    assert_eq!(of("max of { 1 / x, 5 } >= 5", r#"{ "x": 0 }"#), Outcome::Unknown);
}

#[test]
fn rounding_is_to_the_nearest_and_halves_go_away_from_zero() {
    for (x, whole) in [("2.4", "2"), ("2.5", "3"), ("-2.5", "-3"), ("-2.4", "-2"), ("7", "7"), ("0.5", "1")] {
        let record = format!(r#"{{ "x": {x} }}"#);
        assert_eq!(outcome(&format!("require r: round(x) = {whole}"), &record), Outcome::Met, "{x}");
    }
    for (x, to, multiple) in
        [("12", "5", "10"), ("12.5", "5", "15"), ("0.26", "0.1", "0.3"), ("1", "0.3", "0.9")]
    {
        let record = format!(r#"{{ "x": {x} }}"#);
        assert_eq!(
            outcome(&format!("require r: round(x, to: {to}) = {multiple}"), &record),
            Outcome::Met,
            "{x}"
        );
    }
    let dose = r#"{ "dose": { "value": 112.5, "unit": "mg" } }"#;
    assert_eq!(outcome("require r: round(dose, to: 25 'mg') = 125 'mg'", dose), Outcome::Met);
    assert_eq!(outcome("require r: round(dose, to: 0.1 'g') = 0.1 'g'", dose), Outcome::Met);
    // Known to lie between: open ends are not reached.
    let about = |bound: &str| format!(r#"{{ "dose": {{ "value": "{bound}", "unit": "mg" }} }}"#);
    assert_eq!(outcome("require r: round(dose, to: 25 'mg') <= 100 'mg'", &about("<112.5")), Outcome::Met);
    assert_eq!(
        outcome("require r: round(dose, to: 25 'mg') <= 100 'mg'", &about("<=112.5")),
        Outcome::Unknown
    );
    assert_eq!(
        outcome("require r: round(dose, to: 25 'mg') >= 125 'mg'", &about(">112.4")),
        Outcome::Unknown
    );
    assert_eq!(outcome("require r: round(dose, to: 25 'mg') >= 125 'mg'", &about(">=112.5")), Outcome::Met);
    // A function of one's own goes before.
    assert_eq!(
        outcome("define round(v: decimal) = v + 1\nrequire r: round(x) = 3.5", r#"{ "x": 2.5 }"#),
        Outcome::Met
    );
    assert_eq!(errors("define max = n + 1\ndefine min = max of { max, n }\nrequire q: min > 3"), []);
}

fn json_of(decision: &Decision) -> Value {
    serde_json::to_value(decision).expect("a decision is JSON")
}

#[test]
fn a_decision_says_which_row_was_taken() {
    let record = format!(r#"{{ "size": {}, "risk": "low" }}"#, mm("5"));
    let decision = decided("require r: follow_up is none", &record);
    let found = &json_of(&decision)["rules"][0]["branches"][0];
    assert_eq!(found["kind"], "table");
    assert_eq!(found["name"], "follow_up");
    assert_eq!(found["value"], "none");
    assert_eq!(found["arms"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["arms"][0]["written"], "< 6 'mm' | low : none");
    assert_eq!(found["arms"][0]["place"]["line"], 15);
    let open = decided("require r: follow_up is none", &format!(r#"{{ "size": {} }}"#, mm("5")));
    let branch: BranchFound = open.rule("r").expect("it is there").branches.remove(0);
    assert_eq!(branch.value, None);
    let written: Vec<_> = branch.arms.iter().map(|arm| arm.written.as_str()).collect();
    assert_eq!(written, ["< 6 'mm' | low : none", "< 6 'mm' | mid or high : year"]);
    assert_eq!(branch.arms[1].value.as_deref(), Some("year"));
}

#[test]
fn a_decision_says_which_branch_was_taken() {
    let rule = "define next: plan = choose { when n < 3: none, when n < 6: if a then year else now, otherwise now }\n\
                require r: next is now";
    let decision = decided(rule, r#"{ "n": 4, "a": false }"#);
    let found = decision.rule("r").expect("it is there").branches;
    let told: Vec<_> =
        found.iter().map(|found| (found.name.as_deref(), found.arms[0].written.as_str())).collect();
    assert_eq!(
        told,
        [(Some("next"), "when n < 6: if a then year else now"), (None, "now")].map(|(name, arm)| {
            // The condition and what it gives, as they stand behind their words.
            (name, arm.strip_prefix("when ").unwrap_or(arm))
        })
    );
    // What is not taken is not told.
    let first = decided(rule, r#"{ "n": 1 }"#).rule("r").expect("it is there").branches;
    assert_eq!(first.len(), 1);
    let open = decided(rule, r#"{ "n": 4 }"#).rule("r").expect("it is there").branches;
    assert_eq!((open.len(), open[1].arms.len()), (2, 2));
}

#[test]
fn a_decision_says_what_was_scored_and_what_could_still_come() {
    let score = |record: &str| -> ScoreFound {
        decided("require r: points >= 4", record).rule("r").expect("it is there").scores.remove(0)
    };
    let of = |points: &[elig::decision::PointsFound]| -> Vec<String> {
        points
            .iter()
            .map(|points| {
                let instead =
                    points.instead_of.as_ref().map(|points| format!(" for {points}")).unwrap_or_default();
                format!("{} {}{instead}", points.points, points.condition)
            })
            .collect()
    };
    let found = score(r#"{ "a": true, "b": true }"#);
    assert_eq!((found.at_least.as_deref(), found.at_most.as_deref()), (Some("2"), Some("4")));
    assert_eq!(of(&found.scored), ["+1 a", "+1 b"]);
    assert_eq!(of(&found.open), ["+3 c for +1"]);
    assert_eq!(found.open[0].waits_for[0].fact.as_deref(), Some("c"));
    let known = score(r#"{ "a": false, "b": true, "c": true }"#);
    assert_eq!((known.value.as_deref(), of(&known.scored)), (Some("3"), vec!["+3 c".to_owned()]));
    // The greatest holds already: the other one adds nothing.
    assert_eq!(of(&score(r#"{ "a": true, "c": true }"#).open), Vec::<String>::new());
}

#[test]
fn missing_points_are_told() {
    let text = "score lenient { +2 when a, +1 when b, missing counts 0 }\n\
                score strict { +2 when a, +1 when b, missing counts 1 }\n\
                require r: lenient + strict >= 1\n  allow W0405 \"it is meant so\"";
    let scores = decided(text, r#"{ "b": true }"#).rule("r").expect("it is there").scores;
    let told: Vec<Vec<(&str, &str, bool)>> = scores
        .iter()
        .map(|score| score.scored.iter().map(|of| (of.points.as_str(), &*of.condition, of.missing)).collect())
        .collect();
    assert_eq!(
        told,
        [vec![("0", "a", true), ("+1", "b", false)], vec![("+1", "a", true), ("+1", "b", false)],]
    );
}

#[test]
fn outputs_say_where_they_come_from() {
    let text = "source guide { title \"A guide\", item one \"The first table\" }\n\
                output next: plan = follow_up\n  because \"What to do next\"\n  cite guide.one\n  cite guide \"page 2\"\n\
                \u{20} evidence grade \"B\"\n  reading \"Diameters are rounded\"\n\
                require always: n >= 3\n  cite guide";
    let record = format!(r#"{{ "size": {}, "n": 5 }}"#, mm("7"));
    let decision = decided(text, &record);
    let output = decision.outputs().remove(0);
    assert_eq!(output.value.as_deref(), Some("half_year"));
    assert_eq!(output.citations.len(), 2);
    assert_eq!(output.citations[0].says.as_deref(), Some("The first table"));
    assert_eq!(&*output.evidence[0].grade, "B");
    assert_eq!(output.reading.as_deref(), Some("Diameters are rounded"));
    assert_eq!(output.branches[0].arms[0].written, "6 'mm' to 8 'mm' | any : half_year");
}
