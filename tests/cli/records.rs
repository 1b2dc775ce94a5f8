//! `elig records check`, and tables where other commands take records.

use std::io::Write;

use super::{elig, fed, folder, shown, status, within};

const RULES: &str = r#"source page { title "A page", publisher "A clinic", updated @2025-03-01 }
fact months: integer 0..1200
fact crp: quantity 'mg/L' of crp
fact dx: code
fact device.pacemaker: boolean
fact height: decimal
valueset hf { icd10cm: I50.* }
require months >= 6
  cite page "1"
require crp < 5 'mg/L'
  cite page "2"
exclude device.pacemaker
  cite page "3"
exclude dx in hf
  cite page "4"
"#;

const CSV: &str = "id,as_of,months,crp [mg/L],dx,device.pacemaker,zip\n\
    p-1,2025-11-20,24,<0.5,icd10cm:I10,no,1\n\
    p-2,2025-11-20,many,4,I10,yes,2\n\
    p-1,2025-11-20,3,,,,\n\
    p-3,2025-11-20,3\n";

const NDJSON: &str = r#"{ "id": "n-1", "months": 7, "crp": 4, "device": { "pacemaker": { "absent": "asked-declined" } } }
{ "id": "n-2", "months": 7, "crp": { "value": 4, "unit": "furlong" }, "mnths": 3 }
"#;

fn place() -> tempfile::TempDir {
    let folder = folder(&[
        ("rules.elig", RULES),
        ("table.csv", CSV),
        ("good.csv", "id,as_of,months,crp [mg/L],dx,device.pacemaker\np-1,2025-11-20,24,1,icd10cm:I10,no\n"),
        ("below/records.ndjson", NDJSON),
        ("other.csv", "id,name,age\n1,x,3\n"),
        ("bad_unit.csv", "id,months,crp [mmHg]\n1,7,3\n2,7,\n"),
    ]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(CSV.as_bytes()).expect("memory takes all");
    let gz = gz.finish().expect("memory takes all");
    std::fs::write(folder.path().join("cut.csv.gz"), &gz[..gz.len() - 10]).expect("a file");
    folder
}

fn check(arguments: &[&str]) -> String {
    within(&place(), &[&["records", "check", "rules.elig"], arguments].concat())
}

#[test]
fn everything_of_several_files() {
    insta::assert_snapshot!(check(&["table.csv", "below"]));
}

#[test]
fn values_on_demand_only() {
    let silent = check(&["table.csv"]);
    assert!(!silent.contains("many") && !silent.contains("(p-1)"), "{silent}");
    insta::assert_snapshot!(check(&["table.csv", "--show-values", "--all", "--as-of", "2025-11-20"]));
}

#[test]
fn nothing_of_it_is_loud() {
    insta::assert_snapshot!(check(&["other.csv"]));
}

#[test]
fn a_unit_that_cannot_be_used_is_told_once() {
    insta::assert_snapshot!(check(&["bad_unit.csv"]));
}

#[test]
fn files_that_cannot_be_read() {
    insta::assert_snapshot!(check(&["nowhere.csv", "cut.csv.gz"]));
}

#[test]
fn exit_status() {
    let place = place();
    let of = |arguments: &[&str]| status(place.path(), &[&["records", "check"], arguments].concat());
    assert_eq!(of(&["rules.elig", "good.csv"]), 0);
    assert_eq!(of(&["rules.elig", "table.csv"]), 3);
    assert_eq!(of(&["rules.elig", "other.csv"]), 3);
    assert_eq!(of(&["rules.elig", "nowhere.csv"]), 2);
    assert_eq!(of(&["nowhere.elig", "good.csv"]), 2);
    assert_eq!(of(&["rules.elig"]), 2);
}

/// Every command takes a table as it takes JSON.
#[test]
fn tables_are_records_everywhere() {
    let place = place();
    insta::assert_snapshot!(within(&place, &["run", "rules.elig", "table.csv"]));
    for command in [
        &["why", "rules.elig", "good.csv"][..],
        &["whatif", "rules.elig", "good.csv", "--set", "months=3"],
        &["flip", "rules.elig", "good.csv"],
        &["run", "rules.elig", "good.csv", "--expect", "eligible"],
    ] {
        assert_eq!(status(place.path(), command), 0, "{command:?}");
    }
    let other = "fact months: integer 0..1200\nrequire months >= 30\n";
    std::fs::write(place.path().join("other.elig"), other).expect("a file");
    let compared = within(&place, &["compare", "rules.elig", "other.elig", "--patients", "good.csv"]);
    assert!(compared.contains("--- exit status 0"), "{compared}");
    let quantity = "fact months: quantity 'mo'\nrequire months >= 30 'mo'\n";
    std::fs::write(place.path().join("other.elig"), quantity).expect("a file");
    let compared = within(&place, &["compare", "rules.elig", "other.elig", "--patients", "good.csv"]);
    assert!(compared.contains("the rulesets declare `months` differently"), "{compared}");
}

#[test]
fn a_folder_holds_records() {
    let place = place();
    std::fs::remove_file(place.path().join("cut.csv.gz")).expect("it is there");
    let run = within(&place, &["run", "rules.elig", "below", "--as-of", "2025-11-20"]);
    assert!(run.contains("2 records: "), "{run}");
    std::fs::create_dir(place.path().join("empty")).expect("a folder");
    let run = within(&place, &["run", "rules.elig", "empty", "--as-of", "2025-11-20"]);
    assert!(
        run.contains("no file of records in the folder `empty`") && run.contains("--- exit status 2"),
        "{run}"
    );
}

#[test]
fn standard_input_is_recognised() {
    let rules = place();
    let path = rules.path().join("rules.elig").display().to_string();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(b"id\tas_of\tmonths\n1\t2025-11-20\t7\n").expect("memory takes all");
    let gz = gz.finish().expect("memory takes all");
    let run = |input: Vec<u8>, more: &[&str]| {
        fed(input, &[&["run", &path, "-", "--as-of", "2025-11-20"], more].concat())
    };
    assert!(run(gz, &[]).contains("UNDETERMINED"));
    // One column alone has no separator that could tell.
    let alone = b"months\n7\n".to_vec();
    assert!(run(alone.clone(), &[]).contains("this is not JSON"));
    assert!(run(alone, &["--input-format", "csv"]).contains("months is 7"));
}

#[test]
fn json_for_programs() {
    let place = place();
    let arguments = ["records", "check", "rules.elig", "table.csv", "below", "--format", "json"];
    let shown = shown(elig(place.path(), &arguments), &arguments);
    assert!(shown.contains("\"schema\":\"elig-records-check/1\""), "{shown}");
}
