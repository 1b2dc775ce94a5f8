//! `elig screen`.

use super::{fed, folder, here, read, status, within};

const RULES: &str = "ruleset pain \"Pain, for show\"\n\nfact pain_months: integer 0..1200 \"How long the pain has lasted\"\n\
    fact device.pacemaker: boolean \"A pacemaker\"\n\n\
    require long: pain_months >= 6\n  because \"The pain has lasted for six months\"\n\nexclude device.pacemaker\n";

const DATA: &str = "{\"id\":\"p-1\",\"pain_months\":7,\"device\":{\"pacemaker\":false}}\n\
    {\"id\":\"p-2\",\"pain_months\":5,\"device\":{\"pacemaker\":false}}\n\
    {\"id\":\"p-3\",\"device\":{\"pacemaker\":{\"absent\":\"asked-declined\"}}}\n\
    {\"pain_months\":-1,\"device\":{\"pacemaker\":true}}\n\
    {\"pain_months\":8,\n\
    {\"id\":\"a, \\\"b\\\"\",\"pain_months\":8,\"device\":{\"pacemaker\":false}}\n";

const AS_OF: [&str; 2] = ["--as-of", "2025-11-20"];

#[test]
fn a_small_cohort() {
    insta::assert_snapshot!(here(&[
        "screen",
        "examples/cohort/metabolic.elig",
        "examples/cohort/cohort.ndjson",
        AS_OF[0],
        AS_OF[1]
    ]));
}

#[test]
fn rows_and_rejects_have_files() {
    let folder = folder(&[("pain.elig", RULES), ("data.ndjson", DATA)]);
    let arguments = ["screen", "pain.elig", "data.ndjson", "-o", "out.csv", AS_OF[0], AS_OF[1]];
    insta::assert_snapshot!(within(&folder, &arguments));
    insta::assert_snapshot!(read(&folder, "out.csv"));
    insta::assert_snapshot!(read(&folder, "out.csv.rejects.ndjson"));
    // Nothing is rejected any more: the rejects of before are not these.
    std::fs::write(folder.path().join("data.ndjson"), DATA.lines().take(3).collect::<Vec<_>>().join("\n"))
        .expect("it is the test's");
    assert_eq!(status(folder.path(), &arguments), 0);
    assert!(!folder.path().join("out.csv.rejects.ndjson").exists());
}

#[test]
fn rows_as_json_on_standard_output() {
    let folder = folder(&[("pain.elig", RULES)]);
    let rules = folder.path().join("pain.elig");
    let rules = rules.to_str().expect("it is text");
    let shown = fed(
        DATA,
        &["screen", rules, "-", "-o", "-", "--rows", "ndjson", AS_OF[0], AS_OF[1], "--threads", "2"],
    );
    let (rows, _) = shown.split_once("--- standard error").expect("the summary is there");
    insta::assert_snapshot!(rows.lines().skip(1).collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_cannot_be_screened() {
    let folder =
        folder(&[("pain.elig", RULES), ("other.ndjson", "{\"age\":3}\n{\"age\":4}\n"), ("empty.ndjson", "")]);
    insta::assert_snapshot!(within(
        &folder,
        &["screen", "pain.elig", "other.ndjson", "--format", "json", AS_OF[0], AS_OF[1]]
    ));
    for arguments in [
        vec!["screen", "pain.elig", "missing.ndjson"],
        vec!["screen", "pain.elig", "empty.ndjson"],
        vec!["screen", "pain.elig", "other.ndjson", "-o", "pain.elig"],
        vec!["screen", "pain.elig", "other.ndjson", "-o", "other.ndjson"],
        vec!["screen", "pain.elig", "other.ndjson", "-o", "a.csv", "--rejects", "a.csv"],
        vec!["screen", "pain.elig", "other.ndjson", "-o", "no/such/folder/a.csv"],
    ] {
        let shown = within(&folder, &arguments);
        let told = shown.split_once("--- standard error").map_or(shown.as_str(), |(_, told)| told);
        insta::assert_snapshot!(format!("$ elig {}{told}", arguments.join(" ")));
    }
}

/// Rows into a pipe: it stays one, and nothing is put beside it.
#[cfg(unix)]
#[test]
fn rows_into_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder(&[("pain.elig", RULES), ("data.ndjson", DATA)]);
    let pipe = folder.path().join("rows.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it is there").success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read_to_string(pipe).expect("it can be read"))
    };
    let arguments = ["screen", "pain.elig", "data.ndjson", "-o", "rows.csv", AS_OF[0], AS_OF[1]];
    assert_eq!(status(folder.path(), &arguments), 3);
    assert_eq!(reader.join().expect("it ends").lines().count(), 6);
    assert!(std::fs::metadata(&pipe).expect("it is there").file_type().is_fifo());
    assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 3);
}

/// Values that cannot be used are counted, though the mistake is told of the header, or of a key.
#[test]
fn values_that_cannot_be_used() {
    let rules = "fact egfr: quantity 'mL/min/{1.73_m2}' 0..200\nrequire egfr >= 60 'mL/min/{1.73_m2}'\n";
    let folder = folder(&[
        ("kidneys.elig", rules),
        ("unit.csv", "id,egfr [mg/dL]\n1,60\n"),
        ("key.ndjson", "{\"id\":1,\"egrf\":{\"value\":60,\"unit\":\"mL/min\"}}\n"),
    ]);
    for data in ["unit.csv", "key.ndjson"] {
        let shown = within(&folder, &["screen", "kidneys.elig", data, AS_OF[0], AS_OF[1]]);
        let records =
            shown.lines().find(|line| line.starts_with("  records")).expect("it is told").to_owned();
        let told = shown.split_once("--- standard error").map_or("", |(_, told)| told);
        insta::assert_snapshot!(format!("{data}\n{records}{told}"));
    }
}

/// What is wrong with bindings is told once, however many files wait for them.
#[test]
fn resources_without_bindings() {
    let rules = "fact weight: quantity 'kg' 1..500\nrequire weight >= 40 'kg'\n";
    let bundle = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[]}";
    let folder = folder(&[("weight.elig", rules), ("data/a.json", bundle), ("data/b.json", bundle)]);
    for bindings in [vec![], vec!["--bindings", "no.fhir.elig"]] {
        let arguments = [vec!["screen", "weight.elig", "data"], bindings].concat();
        let shown = within(&folder, &arguments);
        insta::assert_snapshot!(shown.split_once("--- standard error").expect("it is told").1);
    }
}
