//! Traps that well-known systems fell into: each is a case here.

use elig::diagnostic::Code;
use elig::{Outcome, Verdict};

use crate::support::{codes, compile, decide, record, ruleset};

/// What each rule of a ruleset says of a record.
fn outcomes(text: &str, record: &str) -> Vec<Outcome> {
    decide(&ruleset(text), record).rules().iter().map(|finding| finding.outcome).collect()
}

/// What the first rule says.
fn outcome(text: &str, record: &str) -> Outcome {
    outcomes(text, record)[0]
}

fn errors(text: &str) -> Vec<Code> {
    codes(&compile(text).problems).into_iter().filter(|code| code.as_str().starts_with('E')).collect()
}

/// A FEEL engine: `null > 20` is true.
#[test]
fn what_is_missing_is_greater_than_nothing() {
    for kind in ["integer", "decimal", "quantity 'kg'"] {
        let unit = if kind.starts_with("quantity") { " 'kg'" } else { "" };
        let text = format!("fact a: {kind}\nrequire r: a > 20{unit}\nexclude s: a > 20{unit}\n");
        assert_eq!(outcomes(&text, r#"{ "a": null }"#), [Outcome::Unknown; 2]);
        assert_eq!(outcomes(&text, "{}"), [Outcome::Unknown; 2]);
    }
}

/// FHIR invariants: an empty result counts as true.
#[test]
fn an_empty_record_meets_nothing() {
    let text = "fact a: boolean\nfact b: boolean\nrequire r: a and b\nrequire s: not a\n";
    assert_eq!(outcomes(text, "{}"), [Outcome::Unknown; 2]);
    assert_eq!(decide(&ruleset(text), "{}").verdict(), Verdict::Undetermined);
}

/// A CQL engine: `1 'cm' = 0.01 'g'` is true.
#[test]
fn a_length_is_no_mass() {
    assert_eq!(
        errors("fact a: boolean\nrequire a\nrequire r: 1 'cm' = 0.01 'g'\n"),
        [Code::DimensionMismatch]
    );
}

/// Engines that convert to base units have none for an arbitrary one: `[IU]/mL` is unknown against itself.
#[test]
fn an_arbitrary_unit_compares_with_itself() {
    let text = "fact a: quantity '[IU]/mL'\nrequire r: a = 5 '[IU]/mL'\nrequire s: a < 6 'k[IU]/L'\n";
    assert_eq!(outcomes(text, r#"{ "a": { "value": 5, "unit": "[IU]/mL" } }"#), [Outcome::Met; 2]);
    let other = "fact a: quantity '[IU]/mL'\nrequire r: a > 5 '[anti\\'Xa\\'U]/mL'\n";
    assert_eq!(errors(other), [Code::DimensionMismatch]);
    let heparin = "fact a: quantity '[anti\\'Xa\\'U]/mL'\nrequire r: a >= 0.6 '[anti\\'Xa\\'U]/mL'\n";
    assert_eq!(outcome(heparin, r#"{ "a": { "value": 0.6, "unit": "[anti'Xa'U]/mL" } }"#), Outcome::Met);
    assert_eq!(errors("fact a: quantity '[IU]/mL'\nrequire r: a > 5 'U/mL'\n"), [Code::DimensionMismatch]);
}

/// A value set that is missing is silently empty, or matches everybody.
#[test]
fn a_value_set_that_is_not_there_is_an_error() {
    assert_eq!(errors("fact dx: code\nexclude r: dx in heart_failure\n"), [Code::UnknownValueSet]);
    assert_eq!(errors("fact dx: code\nvalueset h { }\nexclude r: dx in h\n"), [Code::EmptyValueSet]);
    let missing = "fact dx: code\nvalueset h from \"h.json\"\nexclude r: dx in h\n";
    assert_eq!(errors(missing), [Code::FileNotFound]);
}

/// 7 % is read as a higher HbA1c than 53 mmol/mol, which is the same.
#[test]
fn two_scales_of_one_test_do_not_compare() {
    let text = "fact a: quantity '%' of hba1c_ngsp\nrequire r: a > 53 'mmol/mol'\n";
    let problems = compile(text).problems;
    let told = problems.iter().find(|problem| problem.code == Code::DimensionMismatch).expect("an error");
    assert!(told.help.as_deref().is_some_and(|help| help.contains("ngsp_from_ifcc")), "{told:?}");
    let related = "fact a: quantity 'mmol/mol' of hba1c_ifcc\nrequire r: ngsp_from_ifcc(a) > 7 '%'\n\
                   require s: ngsp_from_ifcc(a) < 7.001 '%'\n";
    assert_eq!(outcomes(related, r#"{ "a": { "value": 53, "unit": "mmol/mol" } }"#), [Outcome::Met; 2]);
}

/// 0.1 + 0.2 is not 0.3 in binary floating point.
#[test]
fn decimals_are_exact() {
    let text = "fact a: decimal\nfact q: quantity 'mg/dL'\nrequire r: a + 0.2 = 0.3\nrequire s: a * 3 / 3 = 0.1\n\
                require t: q = 15 'mg/L'\nrequire u: q * 3 = 45 'mg/L'\n";
    assert_eq!(outcomes(text, r#"{ "a": 0.1, "q": { "value": 1.5, "unit": "mg/dL" } }"#), [Outcome::Met; 4]);
}

/// A year of 365.2422 days makes nobody 18 on the eighteenth birthday.
#[test]
fn a_patient_is_eighteen_on_the_birthday() {
    let text = "fact birth_date: date\nrequire r: age >= 18 years\n";
    // As of 2025-11-20.
    for (born, expected) in [
        ("2007-11-20", Outcome::Met),
        ("2007-11-21", Outcome::NotMet),
        ("2007-11-19", Outcome::Met),
        ("2007-11", Outcome::Unknown),
        ("2007-10", Outcome::Met),
        ("2008", Outcome::NotMet),
    ] {
        assert_eq!(outcome(text, &format!(r#"{{ "birth_date": "{born}" }}"#)), expected, "{born}");
    }
}

/// Born on 29 February: 18 on 28 February 2026, and 20 on 29 February 2028.
#[test]
fn leap_days_have_birthdays() {
    let text = "fact birth_date: date\nrequire r: age >= 18 years\nrequire s: age >= 20 years\n";
    let ruleset = ruleset(text);
    for (day, expected) in [
        ("2026-02-27", [Outcome::NotMet, Outcome::NotMet]),
        ("2026-02-28", [Outcome::Met, Outcome::NotMet]),
        ("2028-02-28", [Outcome::Met, Outcome::NotMet]),
        ("2028-02-29", [Outcome::Met, Outcome::Met]),
    ] {
        let as_of = elig::AsOf::Fixed(day.parse().expect("a date"));
        let decision = ruleset.decide_json(r#"{ "birth_date": "2008-02-29" }"#, as_of).expect("an object");
        let found: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
        assert_eq!(found, expected, "{day}");
    }
}

/// A time without an offset is read as UTC.
#[test]
fn a_time_without_an_offset_is_not_universal_time() {
    let facts = "fact t: datetime\nrequire r: t before @2025-11-20T12:00:00Z\n";
    let plain = ruleset(facts);
    let local = r#"{ "t": "2025-11-20T12:30:00" }"#;
    assert_eq!(record(&plain, local).problems()[0].code, Code::RecordDate);
    assert_eq!(decide(&plain, local).rules()[0].outcome, Outcome::Unknown);
    let zoned = ruleset(&format!("ruleset z\n  timezone \"Europe/Zurich\"\n{facts}"));
    assert_eq!(decide(&zoned, local).rules()[0].outcome, Outcome::Met);
    // A day alone could be anywhere on earth.
    assert_eq!(decide(&plain, r#"{ "t": "2025-11-20" }"#).rules()[0].outcome, Outcome::Unknown);
    assert_eq!(decide(&plain, r#"{ "t": "2025-11-18" }"#).rules()[0].outcome, Outcome::Met);
}

/// An exclusion that nobody recorded lets the patient through.
#[test]
fn an_exclusion_does_not_fail_open() {
    let text = "fact dx: code\nvalueset h { icd10cm: I50.* }\nexclude r: dx in h\n";
    assert_eq!(outcome(text, "{}"), Outcome::Unknown);
    // A code without its system never matches by accident, and never clears anybody either.
    for silent in [r#""I50.9""#, r#"{ "code": "I50.9" }"#, r#"{ "text": "heart failure" }"#, "[]"] {
        assert_eq!(outcome(text, &format!(r#"{{ "dx": {silent} }}"#)), Outcome::Unknown, "{silent}");
    }
    let other = r#"{ "dx": { "system": "icd10", "code": "I50.9" } }"#;
    assert_eq!(outcome(text, other), Outcome::Met);
    let warnings = decide(&ruleset(text), other).warnings();
    assert_eq!(warnings[0].code, Code::OtherSystem, "{warnings:?}");
    assert_eq!(outcome(text, r#"{ "dx": { "system": "icd10cm", "code": "i509" } }"#), Outcome::NotMet);
}

/// Long chains of `or` are parsed in exponential time.
#[test]
fn long_chains_are_read_in_linear_time() {
    let chain = (0..2_000).map(|n| format!("a = {n}")).collect::<Vec<_>>().join(" or ");
    assert_eq!(outcome(&format!("fact a: integer\nrequire r: {chain}\n"), r#"{ "a": 1999 }"#), Outcome::Met);
}

/// An error without a place.
#[test]
fn every_error_has_a_place() {
    for path in std::fs::read_dir("tests/cases/mistakes").expect("it is there") {
        let text = std::fs::read_to_string(path.expect("it can be read").path()).expect("it can be read");
        let compilation = compile(&text);
        for problem in &compilation.problems {
            let span = problem.span();
            assert!(span.start < span.end || text.trim().is_empty(), "{problem:?}");
        }
    }
}

/// A trace that hides the one value that mattered.
#[test]
fn every_value_that_decided_is_shown() {
    let text = "fact birth_date: date\nfact weight: quantity 'kg'\nfact dx: code\nvalueset h { icd10cm: I50.* }\n\
                require r: age >= 18 years and weight >= 50 'kg'\n  unless dx in h\n";
    let decision = decide(
        &ruleset(text),
        r#"{ "birth_date": "2010-01-01", "weight": { "value": 100, "unit": "[lb_av]" },
             "dx": { "system": "icd10cm", "code": "E11.9" } }"#,
    );
    let read: Vec<_> = decision.rules()[0].read.iter().map(|read| read.fact.to_string()).collect();
    assert_eq!(read, ["birth_date", "weight", "dx"]);
    let pounds = &decision.rules()[0].read[1];
    assert_eq!(pounds.recorded.as_deref(), Some("100 [lb_av]"));
}
