//! What a review of quantities, dates and codes found: each mended, and held here.

use elig::diagnostic::Code;
use elig::{Outcome, Verdict};

use crate::support::{codes, compile, decide, ruleset};

fn outcomes(text: &str, record: &str) -> Vec<Outcome> {
    let decision = decide(&ruleset(text), record);
    assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
    decision.rules().iter().map(|finding| finding.outcome).collect()
}

fn errors(text: &str) -> Vec<Code> {
    codes(&compile(text).problems).into_iter().filter(|code| code.as_str().starts_with('E')).collect()
}

const MET: Outcome = Outcome::Met;
const NOT: Outcome = Outcome::NotMet;
const OPEN: Outcome = Outcome::Unknown;

#[test]
fn a_definition_has_the_quantity_that_it_says() {
    let facts = "fact q: quantity 'mg/dL' of glucose\nfact w: quantity 'kg'\nfact t: quantity 'Cel'\n";
    let sugar = format!("{facts}define a: quantity 'mmol/L' of glucose = q\nexclude r: a > 20 'mmol/L'\n");
    assert_eq!(outcomes(&sugar, r#"{ "q": { "value": 100, "unit": "mg/dL" } }"#), [MET]);
    assert_eq!(outcomes(&sugar, r#"{ "q": { "value": 400, "unit": "mg/dL" } }"#), [NOT]);
    for (definition, code) in [
        ("define a: quantity 'm' = w", Code::DimensionMismatch),
        ("define a: quantity 'mg/dL' = q", Code::AnalyteMismatch),
        ("define a: quantity 'mg/dL' of creatinine = q", Code::AnalyteMismatch),
        ("define a: quantity 'kg' 0..10 = w", Code::WrongType),
        ("define a: quantity 'Cel' = t - 37 'Cel'", Code::PointArithmetic),
    ] {
        let text = format!("{facts}{definition}\nrequire r: w > 1 'kg'\n");
        assert_eq!(errors(&text), [code], "{definition}");
    }
}

#[test]
fn a_date_that_may_be_never_is_none_that_cannot() {
    let text = "fact s: date or never\ndefine d: date = s\nrequire r: d before as_of\n";
    assert_eq!(errors(text), [Code::WrongType]);
}

#[test]
fn bounds_decide_through_arithmetic() {
    let text = "fact a: quantity 'mg/dL' 0..1000\nfact w: quantity 'kg' 0..400\nfact h: quantity 'm' 0..3\n\
                fact q: quantity 'mmol/L' of glucose\nfact s: quantity 'mg/dL' of glucose\n\
                require a * 2 >= 10 'mg/dL'\nrequire b: number of a in 'mg/dL' >= 5\nrequire c: a + a >= 10 'mg/dL'\n\
                require d: w / (h * h) >= 18 'kg/m2'\nrequire e: s <= q\nrequire f: a / 2 <= 500 'mg/dL'\n";
    let record = r#"{ "a": { "value": ">5", "unit": "mg/dL" }, "w": { "value": ">200", "unit": "kg" },
        "h": { "value": 1.8, "unit": "m" }, "q": { "value": ">20", "unit": "mmol/L" },
        "s": { "value": 90, "unit": "mg/dL" } }"#;
    assert_eq!(outcomes(text, record), [MET; 6]);
}

/// A sum of fractions with large denominators may overflow: then nothing is said while an operand is open.
#[test]
fn what_may_overflow_decides_nothing_too_early() {
    let text = "fact x: decimal 0..1\ndefine a = 1 'm49'\ndefine c = number of a in '[ft_i]49'\ndefine b = 1 'kg20'\n\
                define d = number of b in '[lb_av]20'\nrequire r: c + d + x >= 0\n";
    let ruleset = ruleset(text);
    let empty = decide(&ruleset, "{}").verdict();
    let full = decide(&ruleset, r#"{ "x": 0.1234567890123456789012345677 }"#).verdict();
    assert!(empty == Verdict::Undetermined || empty == full, "{empty} {full}");
}

#[test]
fn never_in_every_comparison() {
    let text = "fact d: date or never\nexclude a: d != @2025-01-01\nrequire b: d in { never, @2020-01-01 }\n\
                exclude c: d is not @2025-01-01\nrequire e: d is never\nexclude f: d is not never\n";
    assert_eq!(outcomes(text, r#"{ "d": "never" }"#), [MET; 5]);
    assert_eq!(outcomes(text, r#"{ "d": "2025-01-01" }"#), [MET, NOT, MET, NOT, NOT]);
    assert_eq!(outcomes(text, r#"{ "d": "2020-01-01" }"#), [NOT, MET, NOT, NOT, NOT]);
    assert_eq!(outcomes(text, "{}"), [OPEN; 5]);
}

#[test]
fn ranges_that_hold_nothing() {
    let facts = "fact d: date\nfact q: quantity 'mg/dL'\nfact birth_date: date\nfact low: quantity 'mg/dL'\n";
    for range in [
        "d between @2025-12-01 and @2025-01-01",
        "q between 10 'mg/dL' and 5 'mg/dL'",
        "q between 1 'g/L' and 5 'mg/dL'",
        "age between 18 years and 12 years",
    ] {
        assert_eq!(errors(&format!("{facts}require r: {range}\n")), [Code::EmptyRange], "{range}");
    }
    // Where the ends are recorded, an empty range holds nobody, whatever the value is.
    let text = format!("{facts}require r: q between low and 5 'mg/dL'\n");
    assert_eq!(outcomes(&text, r#"{ "low": { "value": 10, "unit": "mg/dL" } }"#), [NOT]);
}

#[test]
fn a_quantity_in_kelvin_is_no_difference_by_itself() {
    let text = "fact t: quantity 'Cel'\nfact k: quantity 'K'\nrequire r: t - k >= 0 'K'\n";
    assert_eq!(errors(text), [Code::PointArithmetic]);
}

#[test]
fn whole_numbers_below_five_are_at_most_four() {
    let text = "fact n: integer\nfact m: integer 0..10\nrequire a: n <= 4\nrequire b: m >= 1\n";
    assert_eq!(outcomes(text, r#"{ "n": "<5", "m": ">0" }"#), [MET; 2]);
}

#[test]
fn a_quantity_without_a_value_is_not_recorded() {
    let text = "fact w: quantity 'kg'\nassume w = 70 'kg' when not recorded because \"usual\"\nrequire r: w > 60 'kg'\n";
    assert_eq!(outcomes(text, r#"{ "w": { "value": null, "unit": "kg" } }"#), [MET]);
}

#[test]
fn the_help_for_an_age_repeats_no_operator() {
    let text = "fact birth_date: date\nrequire r: age < 18\n";
    let problems = compile(text).problems;
    let help = problems.iter().find_map(|problem| problem.help.clone().filter(|help| help.contains("years")));
    assert_eq!(help.as_deref(), Some("say which units: `18 years`"));
}

#[test]
fn units_that_disagree_are_told_in_the_other_unit() {
    let text = "fact q: quantity 'mg/dL' of glucose\nrequire r: q >= 7 'mmol/L' or q >= 125 'mg/dL'\n";
    let problems = compile(text).problems;
    let told = problems.iter().find(|problem| problem.code == Code::UnitsDisagree).expect("a warning");
    let says = format!("{told:?}");
    assert!(says.contains("125 'mg/dL' is 6.9444444… 'mmol/L'"), "{says}");
}

/// A month settles the whole where it makes one part of it false.
#[test]
fn a_digit_settles_what_it_decides() {
    let text = "fact d: date\nrequire r: d at least 6 months ago and d on or before as_of\n";
    let decision = decide(&ruleset(text), r#"{ "d": "2025" }"#);
    let settled = decision.rules()[0].unknown[0].settled_by.clone();
    assert_eq!(settled.as_deref(), Some("a month would settle it, unless it is 2025-05: then the day would"));
}

/// The digit is looked for without reading the whole ruleset again for every date.
#[test]
fn many_partial_dates_are_explained_soon() {
    let facts: String = (0..200).map(|n| format!("fact d{n}: date\n")).collect();
    let any = (0..200).map(|n| format!("d{n} at least 6 months ago")).collect::<Vec<_>>().join(" or ");
    let rules: String =
        (0..50).map(|n| format!("require r{n}: some_long_ago and d{n} before as_of\n")).collect();
    let ruleset = ruleset(&format!("{facts}define some_long_ago = {any}\n{rules}"));
    let record: Vec<_> = (0..200).map(|n| format!("\"d{n}\": \"2025\"")).collect();
    let decision = decide(&ruleset, &format!("{{ {} }}", record.join(", ")));
    assert_eq!(decision.missing().len(), 200);
    assert!(decision.missing().iter().all(|missing| missing.settled_by.is_some()));
}
