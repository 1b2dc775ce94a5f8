//! `elig units`.

use super::here;

#[test]
fn analytes() {
    let all = here(&["units"]);
    assert!(all.contains("creatinine ") && all.contains("ngsp_from_ifcc"), "{all}");
    insta::assert_snapshot!(here(&["units", "calcium"]));
}

#[test]
fn units() {
    let each = ["mg/dL", "Cel", "mmHg", "Mmol/L", "10*9/L", "mmol/mol"];
    insta::assert_snapshot!(each.map(|unit| here(&["units", unit])).concat());
}

#[test]
fn conversions() {
    let each: [&[&str]; 5] = [
        &["units", "126 mg/dL", "--to", "mmol/L", "--of", "glucose"],
        &["units", "101 [degF]", "--to", "Cel"],
        &["units", "53 mmol/mol", "--to", "%", "--of", "hba1c_ngsp"],
        &["units", "10 mg/dL", "--to", "meq/L", "--of", "calcium"],
        &["units", "-5 Cel", "--to", "K"],
    ];
    insta::assert_snapshot!(each.map(here).concat());
}

#[test]
fn what_cannot_be_converted_or_is_no_unit() {
    let each: [&[&str]; 7] = [
        &["units", "5 mg/dL", "--to", "mmol/L"],
        &["units", "5 mg/dL", "--to", "mmol/L", "--of", "albumin"],
        &["units", "5 mg/dL", "--to", "mmol/L", "--of", "sugar"],
        &["units", "mg/dL", "--to", "mmol/L"],
        &["units", "glucos"],
        &["units", "5 bananas", "--to", "kg"],
        &["units", "--of", "glucose"],
    ];
    insta::assert_snapshot!(each.map(here).concat());
}
