//! Criteria as they are published, each with a patient who meets it, one who does not, and one of whom it is not known.

use elig::Verdict;

use crate::support::{decide, ruleset};

fn verdicts(rules: &str, records: [&str; 3]) {
    let ruleset = ruleset(rules);
    let expected = [Verdict::Eligible, Verdict::Ineligible, Verdict::Undetermined];
    for (record, expected) in records.into_iter().zip(expected) {
        let decision = decide(&ruleset, record);
        assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
        assert_eq!(decision.verdict(), expected, "{record}");
    }
}

const DVT: &str = "\
choice band { unlikely, likely }
fact active_cancer: boolean
fact paralysis_or_cast: boolean
fact bedridden_3_days: boolean
fact last_major_surgery: date or never
fact tenderness: boolean
fact whole_leg_swollen: boolean
fact calf_difference: quantity 'cm' 0..30
fact pitting_oedema: boolean
fact collateral_veins: boolean
fact previous_dvt: boolean
fact other_diagnosis_as_likely: boolean
score wells {
  +1 when active_cancer,
  +1 when paralysis_or_cast,
  +1 when bedridden_3_days or last_major_surgery within 12 weeks,
  +1 when tenderness,
  +1 when whole_leg_swollen,
  +1 when calf_difference > 3 'cm',
  +1 when pitting_oedema,
  +1 when collateral_veins,
  +1 when previous_dvt,
  -2 when other_diagnosis_as_likely,
}
table probability: band by wells {
  < 2  : unlikely,
  >= 2 : likely,
}
require likely: probability is likely
";

/// Answers may be missing, and the verdict still stands.
#[test]
fn the_wells_score_for_a_thrombosis() {
    let known = r#"{ "active_cancer": true, "tenderness": true, "pitting_oedema": true, "previous_dvt": true,
        "calf_difference": { "value": 4, "unit": "cm" } }"#;
    let low = r#"{ "active_cancer": false, "paralysis_or_cast": false, "bedridden_3_days": false,
        "last_major_surgery": "never", "tenderness": true, "whole_leg_swollen": false,
        "calf_difference": { "value": 3, "unit": "cm" }, "pitting_oedema": false, "collateral_veins": false,
        "previous_dvt": false }"#;
    let open = r#"{ "active_cancer": true, "tenderness": true }"#;
    verdicts(DVT, [known, low, open]);
}

const DOSE: &str = "\
choice sex_at_birth { female, male }
choice dose { full, half, none }
fact birth_date: date fixed
fact sex: sex_at_birth
fact weight: quantity 'kg' 2..400
fact creatinine: list of observation of quantity 'mg/dL' of creatinine
define clearance = (140 - number of age in years) * number of weight in 'kg'
  / (72 * number of (latest creatinine within 3 months) in 'mg/dL') * (if sex is female then 0.85 else 1)
output dose: dose = choose { when clearance >= 60: full, when clearance >= 30: half, otherwise none }
require full_dose: clearance >= 60
";

/// Cockcroft and Gault: (140 - 60) * 72 / (72 * 1) = 80, and 68 for a woman; at 177 umol/L it is 39.95 for a man.
#[test]
fn a_dose_by_creatinine_clearance() {
    let record = |sex: &str, value: &str, unit: &str, date: &str| {
        format!(
            r#"{{ "birth_date": "1965-01-01", "sex": "{sex}", "weight": {{ "value": 72, "unit": "kg" }},
                "creatinine": [{{ "value": {value}, "unit": "{unit}", "date": "{date}" }}] }}"#
        )
    };
    let full = record("female", "1", "mg/dL", "2025-10-01");
    let half = record("male", "177", "umol/L", "2025-10-01");
    let old = record("male", "1", "mg/dL", "2025-01-01");
    verdicts(DOSE, [&full, &half, &old]);
    let ruleset = ruleset(DOSE);
    let dose = |record: &str| decide(&ruleset, record).outputs()[0].value.clone();
    assert_eq!([dose(&full), dose(&half), dose(&old)], [Some("full".into()), Some("half".into()), None]);
}

#[test]
fn a_limit_that_depends_on_metastases() {
    let rules = "fact ast: observation of quantity 'U/L' 0..100000\nfact liver_metastases: boolean\n\
                 require liver: ast <= (if liver_metastases then 5 else 2.5) * ast.high\n";
    let record = |value: u32, metastases: &str| {
        format!(
            r#"{{ "ast": {{ "value": {value}, "unit": "U/L", "high": 40 }}, "liver_metastases": {metastases} }}"#
        )
    };
    // Up to 2.5 times the limit nobody asks for metastases; between that and 5 times it depends on them.
    verdicts(rules, [&record(200, "true"), &record(101, "false"), &record(101, "null")]);
    verdicts(rules, [&record(100, "null"), &record(201, "null"), &record(200, "null")]);
}

#[test]
fn two_admissions_apart_in_the_year_before_enrolment() {
    let rules = "record admission { admitted: date, discharged: date or never }\nfact admissions: list of admission\n\
                 fact enrolment: date\n\
                 require often: (count of admissions by admitted where admitted within 12 months before enrolment\n  \
                 spaced at least 30 days) >= 2\n";
    let record = |dates: [&str; 2]| {
        format!(
            r#"{{ "enrolment": "2025-11-01", "admissions": [{{ "admitted": "{}" }}, {{ "admitted": "{}" }}] }}"#,
            dates[0], dates[1]
        )
    };
    let apart = record(["2024-11-01", "2024-12-01"]);
    let too_near = record(["2025-03-01", "2025-03-30"]);
    let month = record(["2025-03", "2025-04-20"]);
    verdicts(rules, [&apart, &too_near, &month]);
    verdicts(rules, [&apart, &record(["2024-10-31", "2025-03-01"]), &month]);
}

#[test]
fn no_live_vaccine_within_four_weeks() {
    let rules = "fact vaccine.live: date or never\nexclude vaccine.live within 4 weeks\n";
    let record = |date: &str| format!(r#"{{ "vaccine": {{ "live": "{date}" }} }}"#);
    verdicts(rules, [&record("2025-10-22"), &record("2025-10-23"), &record("2025-10")]);
    verdicts(rules, [&record("never"), &record("2025-11-20"), "{}"]);
}

#[test]
fn prior_surgery_except_a_discectomy_that_helped() {
    let rules = "choice procedure { discectomy, fusion }\n\
                 record operation { date: date, kind: procedure, pain_resolved: boolean }\nfact operations: list of operation\n\
                 exclude operated: some operations as o\n  \
                 where not (o.kind is discectomy and o.date + 6 months before as_of and o.pain_resolved)\n";
    let one = |date: &str, kind: &str, resolved: &str| {
        format!(r#"{{ "date": "{date}", "kind": "{kind}", "pain_resolved": {resolved} }}"#)
    };
    let of = |operations: &[String]| format!(r#"{{ "operations": [{}] }}"#, operations.join(", "));
    let helped = one("2024-05-01", "discectomy", "true");
    verdicts(
        rules,
        [
            &of(std::slice::from_ref(&helped)),
            &of(&[helped.clone(), one("2020-01-01", "fusion", "true")]),
            &of(&[helped, one("2025-05", "discectomy", "true")]),
        ],
    );
    let recent = of(&[one("2025-05-20", "discectomy", "true")]);
    verdicts(rules, [r#"{ "operations": [] }"#, &recent, &of(&[one("2024-01-01", "discectomy", "null")])]);
}

#[test]
fn changes_at_three_or_fewer_contiguous_levels() {
    let rules = "choice change { type1, type2, type3 }\nscale vertebra { L1 < L2 < L3 < L4 < L5 < S1 }\n\
                 record finding { date: date, level: vertebra, changes: set of change }\nfact mri: list of finding\n\
                 define levels = distinct level over mri where (changes has any of { type1, type2 })\n\
                 require few: (count of levels) between 1 and 3\nrequire adjacent: levels is contiguous\n\
                 require low: levels has only { L3, L4, L5, S1 }\n";
    let of = |levels: &[(&str, &str)]| {
        let entries: Vec<_> = levels
            .iter()
            .map(|(level, changes)| {
                format!(r#"{{ "date": "2025-01-01", "level": "{level}", "changes": {changes} }}"#)
            })
            .collect();
        format!(r#"{{ "mri": [{}] }}"#, entries.join(", "))
    };
    let (yes, no) = (r#"["type1"]"#, r#"["type3"]"#);
    let two = of(&[("L4", yes), ("L5", yes), ("L1", no)]);
    verdicts(rules, [&two, &of(&[("L3", yes), ("L5", yes)]), &of(&[("L4", yes), ("L1", "null")])]);
    verdicts(rules, [&two, &of(&[("L3", no)]), &of(&[("L3", "null")])]);
    verdicts(rules, [&two, &of(&[("L2", yes), ("L3", yes)]), "{}"]);
}
