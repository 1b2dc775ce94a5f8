//! Values that depend on conditions: `if`, `choose`, `any recorded of`, scores, outputs, functions.

use elig::diagnostic::Code;
use elig::{Outcome, Verdict};

use crate::support::{codes, compile, decide, ruleset};

const FACTS: &str = "\
choice colour { red, green, blue }
fact a: boolean
fact b: boolean
fact c: colour
fact x: decimal 0..100
fact n: integer 0..10
fact when: date
fact q: quantity 'mg/dL' of glucose
fact w: quantity 'kg' 0..400
";

/// The outcome of one rule `r` over the facts above.
fn outcome(rule: &str, record: &str) -> Outcome {
    decide(&ruleset(&format!("{FACTS}{rule}\n")), record).rule("r").expect("it is there").outcome
}

/// The errors of a text after the facts above.
fn errors(text: &str) -> Vec<Code> {
    let problems = compile(&format!("{FACTS}{text}\n")).problems;
    codes(&problems).into_iter().filter(|code| code.as_str().starts_with('E')).collect()
}

fn warnings(text: &str) -> Vec<Code> {
    let compilation = compile(&format!("{FACTS}{text}\n"));
    assert!(compilation.ruleset.is_some(), "{}", compilation.problems.render_plain(&compilation.sources));
    codes(&compilation.problems)
}

#[test]
fn the_first_condition_that_holds_says_the_value() {
    let rule = "require r: (if a then 1 else if b then 2 else 3) = 2";
    assert_eq!(outcome(rule, r#"{ "a": true, "b": true }"#), Outcome::NotMet);
    assert_eq!(outcome(rule, r#"{ "a": false, "b": true }"#), Outcome::Met);
    assert_eq!(outcome(rule, r#"{ "a": false, "b": false }"#), Outcome::NotMet);
    assert_eq!(outcome(rule, r#"{ "a": false }"#), Outcome::Unknown);
    // Whatever a and b are.
    assert_eq!(outcome("require r: (if a then 1 else if b then 2 else 3) = 4", "{}"), Outcome::NotMet);
}

#[test]
fn an_open_condition_leaves_what_either_branch_could_be() {
    assert_eq!(outcome("require r: (if a then 5 else 7) >= 5", "{}"), Outcome::Met);
    assert_eq!(outcome("require r: (if a then 5 else 7) >= 6", "{}"), Outcome::Unknown);
    assert_eq!(outcome("require r: (if a then 5 else 5) = 5", "{}"), Outcome::Met);
    assert_eq!(outcome("require r: if a then b else b", r#"{ "b": true }"#), Outcome::Met);
    assert_eq!(outcome("require r: (if a then red else c) is not blue", r#"{ "c": "green" }"#), Outcome::Met);
    assert_eq!(
        outcome("require r: (if a then @2020-01-01 else when) before @2024-01-01", r#"{ "when": "2021" }"#),
        Outcome::Met
    );
    assert_eq!(outcome("require r: (if a then \"x\" else \"x\") = \"x\"", "{}"), Outcome::Met);
    assert_eq!(outcome("require r: (if a then \"x\" else \"y\") = \"x\"", "{}"), Outcome::Unknown);
    assert_eq!(
        outcome("require r: when within (if a then 6 months else 6 months)", r#"{ "when": "2025-11-01" }"#),
        Outcome::Met
    );
}

#[test]
fn an_unknown_branch_names_only_what_matters() {
    let text = format!("{FACTS}require r: if a then b else c is red\n");
    let decision = decide(&ruleset(&text), r#"{ "a": true }"#);
    let unknown: Vec<_> =
        decision.rules()[0].unknown.iter().filter_map(|unknown| unknown.fact.clone()).collect();
    assert_eq!(unknown, ["b".into()]);
    let decision = decide(&ruleset(&text), r#"{ "a": false, "c": "red" }"#);
    let decisive: Vec<_> = decision.rules()[0]
        .read
        .iter()
        .filter(|read| read.decisive)
        .map(|read| read.fact.to_string())
        .collect();
    assert_eq!(decisive, ["a", "c"]);
}

#[test]
fn quantities_meet_in_one_unit() {
    let rule = "require r: (if a then 180 'mg/dL' else q) >= 10 'mmol/L'";
    assert_eq!(outcome(rule, r#"{ "a": true }"#), Outcome::Met);
    assert_eq!(outcome(rule, r#"{ "a": false, "q": { "value": 90, "unit": "mg/dL" } }"#), Outcome::NotMet);
    assert_eq!(errors("require r: (if a then w else q) >= 1 'kg'"), [Code::AnalyteMismatch]);
    assert_eq!(errors("require r: (if a then w else 1 'm') >= 1 'kg'"), [Code::DimensionMismatch]);
}

#[test]
fn branches_are_of_one_kind() {
    assert_eq!(errors("require r: (if a then 1 else b) = 1"), [Code::WrongType]);
    assert_eq!(
        errors("require r: (if a then red else green) is red"),
        [Code::UnknownName, Code::UnknownName]
    );
    assert_eq!(
        errors("define v: colour = if a then red else pink\nrequire r: v is red"),
        [Code::UnknownValue]
    );
    assert_eq!(errors("require r: (if n then 1 else 2) = 1"), [Code::NotACondition]);
    assert_eq!(
        errors("define d = if a then @2024 else when\nrequire r: d before as_of"),
        [Code::PartialDate]
    );
    assert_eq!(errors("require r: if a then n else n"), [Code::NotACondition]);
}

#[test]
fn choose_needs_every_case() {
    for arms in [
        "when x < 5: 1, when x >= 5: 2",
        "when c is red: 1, when c is green: 2, when c is blue: 3",
        "when c in { red, green }: 1, when c is blue: 2",
        "when a: 1, when not a: 2",
        "when a and b: 1, when a: 2, when b: 3, when not a and not b: 4",
        "when n <= 4: 1, when n >= 5: 2",
        "when x between 0 and 50: 1, when x > 50: 2",
        "when sum < 5: 1, when sum >= 5: 2",
        "when q < 5 'mmol/L': 1, when q >= 90 'mg/dL': 2",
    ] {
        let text = format!("define sum = x + n\nrequire r: (choose {{ {arms} }}) = 1");
        assert_eq!(errors(&text), [], "{arms}");
    }
    for arms in [
        "when x < 5: 1, when x > 5: 2",
        "when x <= 4: 1, when x >= 5: 2",
        "when c is red: 1, when c is green: 2",
        "when a: 1, when b: 2",
        "when x < 5: 1, when n >= 5: 2",
        "when a is known: 1, when a: 2",
    ] {
        let found = errors(&format!("require r: (choose {{ {arms} }}) = 1"));
        assert!(found.contains(&Code::IncompleteChoose), "{arms}: {found:?}");
    }
}

#[test]
fn every_arm_can_be_reached() {
    for arms in [
        "when x >= 30: 1, when x >= 60: 2, otherwise 3",
        "when x > 100: 1, otherwise 2",
        "when a: 1, when not a: 2, when b: 3, otherwise 4",
        "when true: 1, when a: 2, otherwise 3",
        "when c is red: 1, when c is red and a: 2, otherwise 3",
        "when w > 500 'kg' / 1: 1, otherwise 2",
    ] {
        let found = errors(&format!("require r: (choose {{ {arms} }}) = 1"));
        assert!(
            found.contains(&Code::UnreachableArm) || found.contains(&Code::OutOfRange),
            "{arms}: {found:?}"
        );
    }
    assert_eq!(errors("require r: if a then b else if a then b else not b"), [Code::UnreachableArm]);
    assert_eq!(errors("require r: (choose { when a is known: 1, otherwise 2 }) = 1"), []);
}

const WELLS: &str = include_str!("branches/wells.elig");

#[test]
fn a_score_is_known_as_soon_as_its_bounds_decide() {
    let ruleset = ruleset(WELLS);
    let likely = |record: &str| decide(&ruleset, record).verdict();
    let all_false = r#""active_cancer": false, "paralysis_or_cast": false, "bedridden_3_days": false,
        "last_major_surgery": "never", "tenderness": false, "whole_leg_swollen": false,
        "calf_difference": { "value": 1, "unit": "cm" }, "pitting_oedema": false, "collateral_veins": false"#;
    assert_eq!(likely("{}"), Verdict::Undetermined);
    assert_eq!(
        likely(r#"{ "active_cancer": true, "tenderness": true, "other_diagnosis_as_likely": false }"#),
        Verdict::Eligible
    );
    assert_eq!(likely(r#"{ "active_cancer": true, "tenderness": true }"#), Verdict::Undetermined);
    assert_eq!(likely(&format!("{{ {all_false} }}")), Verdict::Ineligible);
    let four =
        r#"{ "active_cancer": true, "tenderness": true, "whole_leg_swollen": true, "previous_dvt": true }"#;
    let decision = decide(&ruleset, four);
    assert_eq!(decision.verdict(), Verdict::Eligible);
    // What did not matter is not named among what decided.
    let decisive: Vec<_> = decision.rules()[0]
        .read
        .iter()
        .filter(|read| read.decisive)
        .map(|read| read.fact.to_string())
        .collect();
    assert_eq!(decisive, ["active_cancer", "tenderness", "whole_leg_swollen", "previous_dvt"]);
    let outputs = decision.outputs();
    assert_eq!((&*outputs[0].name, outputs[0].value.as_deref()), ("probability", Some("likely")));
    assert_eq!(&*outputs[0].ty, "band");
    let open = &decide(&ruleset, "{}").outputs()[0];
    assert_eq!((open.value.as_deref(), open.unknown.len()), (None, 11));
}

#[test]
fn the_greatest_of_several_counts_once() {
    let text = "score s { max of { +1 when a, +3 when b, +2 when c is red }, -0.5 when x > 50 }\n";
    let at = |record: &str, bound: &str| outcome(&format!("{text}require r: s {bound}"), record);
    assert_eq!(at(r#"{ "a": true, "b": true, "c": "red", "x": 1 }"#, "= 3"), Outcome::Met);
    assert_eq!(at(r#"{ "a": true, "b": false, "c": "red", "x": 60 }"#, "= 1.5"), Outcome::Met);
    assert_eq!(at(r#"{ "a": false, "b": false, "c": "blue", "x": 60 }"#, "= -0.5"), Outcome::Met);
    assert_eq!(at("{}", "between -0.5 and 3"), Outcome::Met);
    assert_eq!(at(r#"{ "c": "red" }"#, ">= 1.5"), Outcome::Met);
    assert_eq!(at(r#"{ "c": "red" }"#, ">= 2"), Outcome::Unknown);
}

#[test]
fn a_score_may_count_what_is_missing() {
    let text =
        "score s { +1 when a, max of { +2 when b, +3 when c is red }, missing counts 0 }\nrequire r: s >= 3";
    assert_eq!(outcome(text, "{}"), Outcome::NotMet);
    assert_eq!(outcome(text, r#"{ "b": true }"#), Outcome::NotMet);
    assert_eq!(outcome(text, r#"{ "c": "red" }"#), Outcome::Met);
    let found = warnings(text);
    assert!(found.contains(&Code::LawBreaking) && !found.contains(&Code::AlwaysSame), "{found:?}");
    let one = "score s { +2 when a, +0 when b, missing counts 1 }\nrequire r: s = 2";
    assert_eq!(outcome(one, "{}"), Outcome::Met);
    assert_eq!(outcome(one, r#"{ "a": true }"#), Outcome::NotMet);
    assert_eq!(outcome(one, r#"{ "a": true, "b": false }"#), Outcome::Met);
}

#[test]
fn mistakes_in_scores() {
    assert_eq!(errors("score s { +1 when n }\nrequire r: s >= 1"), [Code::NotACondition]);
    assert_eq!(errors("score s { missing counts 0 }\nrequire r: s >= 1"), [Code::EmptyGroup]);
    assert_eq!(
        errors("score s { +1 when a, missing counts 0, missing counts 1 }\nrequire r: s >= 1"),
        [Code::RepeatedClause]
    );
    assert_eq!(errors("score s { +1 when t >= 1 }\ndefine t = s\nrequire r: s >= 1"), [Code::Cycle]);
    assert_eq!(errors("score a { +1 when b }\nrequire r: b"), [Code::Duplicate]);
    assert_eq!(errors("score s { +1 when a } unless b\nrequire r: s >= 1"), [Code::MisplacedClause]);
    assert_eq!(errors("score s { +1 when a }\nrequire r: s"), [Code::NotACondition]);
}

#[test]
fn outputs_have_their_type() {
    let text = format!(
        "{FACTS}require r: a\noutput o: colour = green\noutput p: quantity 'mmol/L' of glucose = q\n\
         output d: date = when + 6 months\noutput i: integer = n + 1\noutput y: boolean = a or b\n"
    );
    let decision = decide(
        &ruleset(&text),
        r#"{ "a": true, "q": { "value": 90, "unit": "mg/dL" }, "when": "2025-08-31", "n": 3 }"#,
    );
    let values: Vec<_> = decision.outputs().into_iter().map(|output| output.value.expect("known")).collect();
    assert_eq!(values, ["green", "5 'mmol/L'", "2026-02-28", "4", "true"]);
    assert_eq!(errors("require r: a\noutput o: integer = x"), [Code::WrongType]);
    assert_eq!(errors("require r: a\noutput o: colour = pink"), [Code::UnknownValue]);
    assert_eq!(errors("require r: a\noutput o: boolean = a\noutput o: boolean = b"), [Code::Duplicate]);
    assert_eq!(errors("require r: a\noutput o: integer 0..5 = n"), [Code::WrongType]);
    assert_eq!(errors("require r: a\noutput o: date = @2025"), [Code::PartialDate]);
    assert_eq!(errors("require r: a\noutput o: boolean = a unless b"), [Code::MisplacedClause]);
    assert!(warnings("require r: a\noutput o: boolean = b is known").contains(&Code::LawBreaking));
}

#[test]
fn any_recorded_of_passes_over_what_is_not_recorded() {
    let rule = "require r: any recorded of { a, b }";
    assert_eq!(outcome(rule, r#"{ "a": true }"#), Outcome::Met);
    assert_eq!(outcome(rule, r#"{ "b": false }"#), Outcome::NotMet);
    assert_eq!(outcome(rule, "{}"), Outcome::Unknown);
    assert!(warnings(rule).contains(&Code::LawBreaking));
    assert!(!warnings(&format!("{rule}\n  allow W0405 \"the policy says so\"")).contains(&Code::LawBreaking));
    assert_eq!(errors("require r: any recorded of { n, a }"), [Code::NotACondition]);
    // The law is broken: the warning is right.
    let ruleset = ruleset(&format!("{FACTS}{rule}\n"));
    assert_eq!(decide(&ruleset, r#"{ "b": false }"#).verdict(), Verdict::Ineligible);
    assert_eq!(decide(&ruleset, r#"{ "b": false, "a": true }"#).verdict(), Verdict::Eligible);
}

#[test]
fn a_rule_may_say_what_holds_when_nothing_is_recorded() {
    let text = format!("{FACTS}require r: a and b\n  when not recorded: met because \"usual\"\n");
    let ruleset = ruleset(&text);
    let silent = decide(&ruleset, r#"{ "a": true }"#);
    assert_eq!(silent.verdict(), Verdict::Eligible);
    let finding = &silent.rules()[0];
    assert_eq!(finding.by_default.as_deref(), Some("usual"));
    let decisive: Vec<_> =
        finding.read.iter().filter(|read| read.decisive).map(|read| read.fact.to_string()).collect();
    assert_eq!(decisive, ["b"]);
    // Only silence is filled in; what is known counts.
    let declined = decide(&ruleset, r#"{ "a": true, "b": { "absent": "asked-declined" } }"#);
    assert_eq!(declined.verdict(), Verdict::Undetermined);
    assert_eq!(decide(&ruleset, r#"{ "a": false }"#).verdict(), Verdict::Ineligible);
    assert!(decide(&ruleset, r#"{ "a": true, "b": true }"#).rules()[0].by_default.is_none());

    for (kind, met, expected) in [
        ("require", "met", Outcome::Met),
        ("require", "not met", Outcome::NotMet),
        ("exclude", "met", Outcome::Met),
        ("exclude", "not met", Outcome::NotMet),
        ("caution", "not met", Outcome::NotMet),
    ] {
        // Another rule with the same condition stays open.
        let text = format!(
            "define both = a and b\nrequire o: both\n{kind} r: both\n  when not recorded: {met} because \"x\""
        );
        assert_eq!(outcome(&text, "{}"), expected, "{kind} {met}");
        let decision = decide(&crate::support::ruleset(&format!("{FACTS}{text}\n")), "{}");
        assert_eq!(decision.rule("o").expect("it is there").outcome, Outcome::Unknown);
    }
    assert!(
        warnings("require r: a\n  when not recorded: met because \"usual\"").contains(&Code::LawBreaking)
    );
    assert_eq!(
        errors(
            "require r: a\n  when not recorded: met because \"x\"\n  when not recorded: met because \"y\""
        ),
        [Code::RepeatedClause]
    );
    assert_eq!(
        errors("define d = a\n  when not recorded: met because \"x\"\nrequire r: d"),
        [Code::MisplacedClause]
    );
}

#[test]
fn reasons_that_lapse() {
    let text = format!(
        "{FACTS}require always: n >= 0\nexclude r: a\n  until @2026-01-01\nexclude s: when within 6 months\n  until when + 6 months\n"
    );
    let ruleset = ruleset(&text);
    let lapses = |record: &str| decide(&ruleset, record).lapses().map(|day| day.to_string());
    assert_eq!(lapses(r#"{ "n": 1, "a": true }"#).as_deref(), Some("2026-01-01"));
    assert_eq!(lapses(r#"{ "n": 1, "a": true, "when": "2025-11-10" }"#).as_deref(), Some("2026-05-10"));
    assert_eq!(lapses(r#"{ "n": 1, "a": false, "when": "2025-11" }"#), None);
    assert_eq!(lapses(r#"{ "n": 1, "a": false, "when": "2020-01-01" }"#), None);
    let late = ruleset.decide_json(r#"{ "a": true }"#, elig::AsOf::Fixed(jiff::civil::date(2026, 1, 1)));
    assert_eq!(late.expect("a record").lapses(), None);
    // A reason without an end does not lapse.
    let text = format!("{text}exclude t: b\n");
    let other = crate::support::ruleset(&text);
    assert_eq!(decide(&other, r#"{ "a": true, "b": true }"#).lapses(), None);
    assert_eq!(errors("exclude r: a\n  until @2026"), [Code::PartialDate]);
    assert_eq!(errors("exclude r: a\n  until n"), [Code::WrongType]);
    assert_eq!(errors("require r: a\n  until @2026-01-01"), [Code::MisplacedClause]);
    assert_eq!(errors("exclude r: a\n  until @2026-01-01\n  until @2026-01-02"), [Code::RepeatedClause]);
}

#[test]
fn functions_are_written_out_where_they_are_called() {
    let text = "define bmi(mass: quantity 'kg', height: quantity 'm') = mass / (height * height)\n\
                define double(v: decimal) = v * 2\ndefine quadruple(v: decimal) = double(double(v))\n\
                define is_warm(which: colour): boolean = which is red or which is green\n";
    let at = |rule: &str, record: &str| outcome(&format!("{text}{rule}"), record);
    assert_eq!(
        at(
            "require r: bmi(mass: w, height: 200 'cm') >= 20 'kg/m2'",
            r#"{ "w": { "value": 80, "unit": "kg" } }"#
        ),
        Outcome::Met
    );
    assert_eq!(
        at(
            "require r: bmi(height: 2 'm', mass: w) > 20 'kg/m2'",
            r#"{ "w": { "value": 80, "unit": "kg" } }"#
        ),
        Outcome::NotMet
    );
    assert_eq!(at("require r: quadruple(x + 1) = 12", r#"{ "x": 2 }"#), Outcome::Met);
    assert_eq!(at("require r: quadruple(v: quadruple(1)) = 16", "{}"), Outcome::Met);
    assert_eq!(at("require r: is_warm(c)", r#"{ "c": "blue" }"#), Outcome::NotMet);
    assert_eq!(at("require r: is_warm(green)", "{}"), Outcome::Met);
    // Bounds pass through: w is at most 400 kg.
    assert_eq!(at("require r: bmi(mass: w, height: 2 'm') <= 100 'kg/m2'", "{}"), Outcome::Met);
}

#[test]
fn mistakes_in_functions() {
    let f = "define f(p: decimal, s: quantity 'kg') = if s > 5 'kg' then p else 0\n";
    let at = |text: &str| errors(&format!("{f}{text}"));
    assert_eq!(at("require r: f(p: 1, s: w) >= 1"), []);
    assert_eq!(at("require r: f(p: 1) >= 1"), [Code::WrongType]);
    assert_eq!(at("require r: f(1, w) >= 1"), [Code::WrongType, Code::WrongType]);
    assert_eq!(at("require r: f(p: 1, s: w, t: 2) >= 1"), [Code::WrongType]);
    assert_eq!(at("require r: f(p: 1, p: 2, s: w) >= 1"), [Code::WrongType]);
    assert_eq!(at("require r: f(p: a, s: w) >= 1"), [Code::WrongType]);
    assert_eq!(at("require r: f(p: 1, s: 1 'm') >= 1"), [Code::DimensionMismatch]);
    assert_eq!(at("require r: f >= 1"), [Code::UnknownName]);
    assert_eq!(at("require r: g(1) >= 1"), [Code::UnknownName]);
    assert_eq!(at("define f(v: decimal) = v\nrequire r: a"), [Code::Duplicate]);
    assert_eq!(errors("define f(a: boolean) = a\nrequire r: f(b)"), [Code::Duplicate]);
    assert_eq!(errors("define f(v: boolean, v: boolean) = v\nrequire r: f(v: b)"), [Code::Duplicate]);
    assert_eq!(errors("define f(v: decimal) = f(v)\nrequire r: f(1) > 1"), [Code::Cycle]);
    assert_eq!(errors("define f(v: decimal) = g(v)\ndefine g(v: decimal) = f(v) + d\ndefine d = g(1)\nrequire r: f(1) > 1").first(), Some(&Code::Cycle));
    assert_eq!(errors("define f(v: integer 0..5) = v\nrequire r: f(1) > 1"), [Code::WrongType]);
    assert_eq!(errors("define f(v: decimal): boolean = v\nrequire r: f(1) and f(2)"), [Code::WrongType]);
    // An error in the body is told once, however often it is called.
    assert_eq!(errors("define f(v: decimal) = v + nowhere\nrequire r: f(1) > f(2)"), [Code::UnknownName]);
    assert_eq!(
        errors("define f(v: decimal) = choose { when v < 1: 1, when v > 1: 2 }\nrequire r: f(1) > 1"),
        [Code::IncompleteChoose]
    );
    assert_eq!(
        errors("define f(v: decimal) = choose { when v < 1: 1, when v >= 1: 2 }\nrequire r: f(1) > f(2)"),
        []
    );
    let told = warnings("define f(v: decimal) = if v < 1 then 1 else 2\nrequire r: f(5) > x");
    assert!(!told.contains(&Code::AlwaysSame), "{told:?}");
    assert!(warnings("define f(v: decimal) = v\nrequire r: a").contains(&Code::Unused));
}

#[test]
fn functions_that_call_too_deeply_are_refused() {
    let mut text = "define f0(v: decimal) = v + 1\n".to_owned();
    for n in 1..1000 {
        text.push_str(&format!("define f{n}(v: decimal) = f{}(v) + 1\n", n - 1));
    }
    let found = errors(&format!("{text}require r: f999(1) > 1"));
    assert_eq!(found, [Code::TooDeep]);
    // As deep as may be, called from as deep as may be.
    let most = errors(&format!("{text}require r: {}f60(1) > 1{}", "(".repeat(120), ")".repeat(120)));
    assert_eq!(most, [Code::TooDeep], "only the definitions are too deep");
    // Each calls the other twice: the steps have a limit.
    let mut text = "define f0(v: decimal) = v + 1\n".to_owned();
    for n in 1..40 {
        text.push_str(&format!("define f{n}(v: decimal) = f{}(v) + f{}(v)\n", n - 1, n - 1));
    }
    assert_eq!(errors(&format!("{text}require r: f39(1) > 1")), [Code::TooLarge]);
}

#[test]
fn an_assumption_that_only_an_output_reads_is_told() {
    let text = format!(
        "{FACTS}assume b = true when not recorded because \"usual\"\nrequire r: a\noutput o: boolean = b\n"
    );
    let decision = decide(&ruleset(&text), r#"{ "a": true }"#);
    assert_eq!(decision.outputs()[0].value.as_deref(), Some("true"));
    assert_eq!(decision.assumptions().len(), 1);
}

#[test]
fn bands_with_a_gap_are_told() {
    let told = warnings(
        "require r: a\noutput o: integer = choose { when x <= 14: 1, when x >= 15: 2, otherwise 3 }",
    );
    assert!(told.contains(&Code::BandGap), "{told:?}");
    let told = warnings("require r: a\noutput o: integer = choose { when x < 15: 1, when x >= 15: 2 }");
    assert!(!told.contains(&Code::BandGap), "{told:?}");
}
