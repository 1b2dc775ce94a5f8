//! The counts of a cohort, held against what they are said to be.

use elig::screen::{Screen, Summary};
use elig::{AsOf, Outcome, Ruleset, Verdict};
use jiff::civil::date;
use proptest::prelude::*;

use crate::law::rulesets;
use crate::support::ruleset;

const AS_OF: AsOf = AsOf::Fixed(date(2025, 11, 20));

fn screened(ruleset: &Ruleset, records: &[String]) -> (Summary, Vec<elig::screen::Answer>) {
    let screen = Screen::new(ruleset, AS_OF).expect("it has rules");
    let mut patients = screen.patients();
    let answer = |record: &String| patients.decide(record).expect("it is a record").answer.clone();
    let answers = records.iter().map(answer).collect();
    (patients.summary(), answers)
}

/// Records that leave much open, and are well written.
fn records() -> impl Strategy<Value = Vec<String>> {
    let of = |key: &'static str, values: &'static [&'static str]| {
        prop::option::weighted(0.7, prop::sample::select(values))
            .prop_map(move |value| value.map(|value| format!("\"{key}\":{value}")))
    };
    let members = (
        of("b0", &["true", "false"]),
        of("b1", &["true", "false"]),
        of("b2", &["true", "false", "{\"absent\":\"asked-declined\"}"]),
        of("i0", &["0", "4", "5", "9"]),
        of("i1", &["-5", "0", "5"]),
        of("d0", &["0", "0.5", "1"]),
        of("c0", &["\"red\"", "\"green\""]),
        of("s0", &["\"low\"", "\"high\""]),
        of("when1", &["\"never\"", "\"2024-05\"", "\"2025-11-01\""]),
        of("q0", &["{\"value\":126,\"unit\":\"mg/dL\"}", "{\"value\":\"<9\",\"unit\":\"mmol/L\"}"]),
    );
    let record = members.prop_map(|(a, b, c, d, e, f, g, h, i, j)| {
        let members: Vec<_> = [a, b, c, d, e, f, g, h, i, j].into_iter().flatten().collect();
        format!("{{{}}}", members.join(","))
    });
    prop::collection::vec(record, 1..40)
}

/// The text without the statement of a rule.
fn without(text: &str, label: &str) -> String {
    let mut kept = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if !line.starts_with(' ') {
            inside = ["require", "exclude"].iter().any(|kind| line.starts_with(&format!("{kind} {label}:")));
        }
        if !inside {
            kept.push(line);
        }
    }
    kept.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// How many more would be eligible without a rule is how many more are, when it is taken out.
    #[test]
    fn more_without_a_rule_is_what_comes_without_it(text in rulesets(), records in records()) {
        let whole = ruleset(&text);
        let (summary, answers) = screened(&whole, &records);
        for rule in summary.rules.iter().filter(|rule| rule.label.starts_with("rule_")) {
            let less = without(&text, &rule.label);
            if rule.kind == elig::ir::RuleKind::Caution {
                prop_assert_eq!(rule.more_without, 0);
                continue;
            }
            let (others, now) = screened(&ruleset(&less), &records);
            prop_assert_eq!(
                summary.verdicts.eligible + rule.more_without, others.verdicts.eligible,
                "without {} of\n{}", rule.label, text
            );
            let became = answers.iter().zip(&now).filter(|(before, after)| {
                before.verdict == Verdict::Ineligible && after.verdict == Verdict::Eligible
            });
            prop_assert_eq!(rule.alone_keeps_out, became.count() as u64, "{} of\n{}", rule.label, text);
        }
    }

    /// Every count, patient by patient.
    #[test]
    fn counts_are_of_patients(text in rulesets(), records in records()) {
        let ruleset = ruleset(&text);
        let (summary, answers) = screened(&ruleset, &records);
        let of = |verdict| answers.iter().filter(|answer| answer.verdict == verdict).count() as u64;
        let verdicts = summary.verdicts;
        prop_assert_eq!(verdicts.eligible, of(Verdict::Eligible));
        prop_assert_eq!(verdicts.ineligible, of(Verdict::Ineligible));
        prop_assert_eq!(verdicts.undetermined, of(Verdict::Undetermined));
        prop_assert_eq!(verdicts.not_applicable, of(Verdict::NotApplicable));
        for (at, rule) in summary.rules.iter().enumerate() {
            let of = |outcome| answers.iter().filter(|answer| answer.rules.outcome(at) == Some(outcome)).count() as u64;
            prop_assert_eq!(
                (rule.met, rule.not_met, rule.unknown, rule.not_applicable),
                (of(Outcome::Met), of(Outcome::NotMet), of(Outcome::Unknown), of(Outcome::NotApplicable))
            );
        }
        let deciding: Vec<usize> = (0..summary.rules.len())
            .filter(|at| summary.rules[*at].kind != elig::ir::RuleKind::Caution)
            .collect();
        let mut there: Vec<_> =
            answers.iter().filter(|answer| answer.verdict != Verdict::NotApplicable).collect();
        for (step, at) in summary.attrition.iter().zip(&deciding) {
            prop_assert_eq!(step.before, there.len() as u64);
            there.retain(|answer| {
                answer.verdict != Verdict::Ineligible || answer.rules.outcome(*at) != Some(Outcome::NotMet)
            });
            prop_assert_eq!(step.after, there.len() as u64);
            prop_assert_eq!(step.lost, step.before - step.after);
        }
        let last = summary.attrition.last().expect("there is a rule");
        prop_assert_eq!(last.after, verdicts.eligible + verdicts.undetermined);
        prop_assert_eq!(last.open, verdicts.undetermined);
        for missing in &summary.missing {
            let waits = |answer: &&elig::screen::Answer| {
                answer.missing.iter().any(|own| ruleset.vocabulary().find(&missing.fact) == Some(own.fact))
            };
            prop_assert_eq!(missing.patients, answers.iter().filter(waits).count() as u64);
            let alone = answers.iter().filter(waits).filter(|answer| answer.missing.len() == 1);
            prop_assert_eq!(missing.alone, alone.count() as u64);
            prop_assert_eq!(missing.reasons.iter().map(|(_, count)| count).sum::<u64>(), missing.patients);
        }
    }
}

/// Who is open because it is open whom the ruleset is for is so from the first rule that decides, though a caution
/// stands before it.
#[test]
fn open_from_the_start_behind_a_caution() {
    let ruleset = ruleset(
        "ruleset pain\n  applies when adult\n\nfact adult: boolean\nfact months: integer 0..1200\n\
         caution long: months > 100\nrequire enough: months >= 6\nrequire sane: months < 200\n",
    );
    let records = ["{\"months\":7}", "{\"adult\":true,\"months\":7}"].map(str::to_owned);
    let (summary, _) = screened(&ruleset, &records);
    assert_eq!(summary.verdicts.undetermined, 1);
    assert_eq!(summary.attrition.iter().map(|step| step.open).collect::<Vec<_>>(), [1, 1]);
}
