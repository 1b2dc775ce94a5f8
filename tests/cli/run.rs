//! `elig run`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::{CLEVELAND, HELLO, elig, fed, folder, here, repository, status, within};

/// A ruleset for adults, and a patient for each verdict.
const ADULTS: &str = r#"ruleset clinic.adults "Back pain in adults"
  version "3"
  effective @2025-01-01 to @2025-12-31
  applies when adult

source page { title "A page", publisher "A clinic", reviewed @2025-03-01, item long "Six months or more" }

fact adult: boolean "At least 18 years old"
fact months: integer 0..1200 "How long the pain has lasted, in completed months"
fact smoker: boolean "Smokes"

assume smoker = false when not recorded because "Most patients do not"

require months >= 6
  because "The pain has lasted at least six months"
  cite page.long

exclude smoker
  cite page "a footnote"
"#;

fn adults() -> tempfile::TempDir {
    folder(&[
        ("adults.elig", ADULTS),
        (
            "eligible.json",
            r#"{ "id": "p-1", "as_of": "2025-11-20", "adult": true, "months": 7, "smoker": false }"#,
        ),
        (
            "ineligible.json",
            r#"{ "id": "p-2", "as_of": "2025-11-20", "adult": true, "months": 3, "smoker": true }"#,
        ),
        (
            "undetermined.json",
            r#"{ "id": "p-3", "as_of": "2025-11-20", "adult": true, "smoker": { "absent": "asked-declined" } }"#,
        ),
        ("not-applicable.json", r#"{ "id": "p-4", "as_of": "2025-11-20", "adult": false, "months": 7 }"#),
        ("assumed.json", r#"{ "id": "p-5", "as_of": "2025-11-20", "adult": true, "months": 7 }"#),
        ("scope-open.json", r#"{ "id": "p-6", "as_of": "2025-11-20", "months": 7 }"#),
        (
            "mistaken.json",
            r#"{ "id": "p-7", "as_of": "2025-11-20", "adult": true, "months": "7", "smoker": false }"#,
        ),
        ("broken.json", r#"{ "id": "p-8", "#),
        ("empty.json", "\n"),
    ])
}

fn adults_say(arguments: &[&str]) -> String {
    within(&adults(), &[&["run", "adults.elig"], arguments].concat())
}

// What is shown of a decision.

#[test]
fn one_record_is_shown_in_full() {
    for verdict in ["eligible", "ineligible", "undetermined", "not-applicable", "assumed", "scope-open"] {
        insta::assert_snapshot!(format!("full_{verdict}"), adults_say(&[&format!("{verdict}.json")]));
    }
}

#[test]
fn a_shipped_ruleset_in_full() {
    insta::assert_snapshot!(here(&[
        "run",
        CLEVELAND,
        "examples/patients/p-24-other-implant-and-weak-lungs.json"
    ]));
}

#[test]
fn several_records_are_shown_in_brief() {
    insta::assert_snapshot!(adults_say(&[
        "eligible.json",
        "ineligible.json",
        "undetermined.json",
        "not-applicable.json",
        "assumed.json"
    ]));
}

/// Records that follow each other in one file are as many as records in files of their own.
#[test]
fn several_records_of_one_file_are_shown_in_brief() {
    let lines = "{\"id\": 1, \"pain_months\": 24}\n{\"id\": 2, \"pain_months\": }\n{\"id\": 3, \"device\": {\"pacemaker\": true}}\n";
    insta::assert_snapshot!(fed(lines, &["run", HELLO, "-", "--as-of", "2025-11-20"]));
    // A heading stands above the first decision, also when the first record cannot be read.
    let folder = adults();
    let heading = within(&folder, &["run", "adults.elig", "broken.json", "eligible.json", "ineligible.json"]);
    assert!(heading.contains("\nBack pain in adults (clinic.adults, version 3)\n\nELIGIBLE"), "{heading}");
}

#[test]
fn details_say_how_sources_were_read() {
    insta::assert_snapshot!(here(&[
        "run",
        CLEVELAND,
        "examples/patients/p-06-five-months.json",
        "--details",
        "--rule",
        "chronic"
    ]));
    let all = here(&[
        "run",
        CLEVELAND,
        "examples/patients/p-06-five-months.json",
        "examples/patients/p-01-textbook.json",
        "--details",
    ]);
    assert_eq!(all.matches("      reading  ").count(), 2 * 10, "every rule of both");
}

#[test]
fn one_rule() {
    insta::assert_snapshot!(adults_say(&["ineligible.json", "--rule", "smoker"]));
    insta::assert_snapshot!(adults_say(&["eligible.json", "--rule", "smokers"]));
    insta::assert_snapshot!(adults_say(&["eligible.json", "--rule", "zodiac"]));
}

#[test]
fn one_rule_in_json() {
    let patient = "examples/patients/p-03-pregnant.json";
    let output = elig(repository(), &["run", CLEVELAND, patient, "--format", "json", "--rule", "pregnant"]);
    let output = { output }.output().expect("it runs").stdout;
    let decision: serde_json::Value = serde_json::from_slice(&output).expect("it is JSON");
    let labels: Vec<_> =
        decision["rules"].as_array().expect("a list").iter().map(|rule| &rule["label"]).collect();
    assert_eq!(labels, ["pregnant"]);
}

#[test]
fn json_is_one_decision_a_line() {
    let folder = adults();
    let arguments =
        ["run", "adults.elig", "eligible.json", "mistaken.json", "broken.json", "--format", "json"];
    let output = elig(folder.path(), &arguments).output().expect("it runs");
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("it prints UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (&line["record"], &line["verdict"], line["problems"].as_array().map(Vec::len)))
        .collect();
    assert_eq!(
        told,
        [(&"p-1".into(), &"eligible".into(), Some(0)), (&"p-7".into(), &"undetermined".into(), Some(1))],
        "what cannot be read has no line"
    );
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        String::from_utf8(output.stderr).expect("it prints UTF-8"),
        "1 warning in the ruleset; `elig check adults.elig` shows them\n\
         mistaken.json:1:64: error[E0702]: `months` is `integer 0..1200`, and this is text\n  \
         help: write the number without quotes\n\
         broken.json:1:15: error[E0701]: this is not JSON: the text ends too early\n  \
         help: a bracket or a quotation mark is not closed; perhaps the file was cut off\n"
    );
}

// The date.

#[test]
fn the_date_is_that_of_the_option_then_that_of_the_record() {
    insta::assert_snapshot!(adults_say(&["eligible.json", "--rule", "months", "--as-of", "2026-01-01"]));
    let at = |as_of: &str| adults_say(&["eligible.json", "--as-of", as_of]);
    assert!(at("@2025-03-04").contains("as of    2025-03-04, as given with --as-of"));
    assert!(adults_say(&["eligible.json"]).contains("as of    2025-11-20, as the record says"));
}

#[test]
fn without_a_date_it_is_today() {
    let today = || jiff::Zoned::now().date().to_string();
    let before = today();
    let shown = fed("{ \"pain_months\": 24 }", &["run", HELLO, "-"]);
    // Midnight may have passed meanwhile.
    insta::assert_snapshot!(shown.replace(&before, "TODAY").replace(&today(), "TODAY"));
}

#[test]
fn a_date_that_is_none() {
    for (name, as_of) in [
        ("partial", "2025-11"),
        ("nonsense", "yesterday"),
        ("not_in_the_calendar", "2025-02-29"),
        ("two", "@@2025-11-20"),
    ] {
        insta::assert_snapshot!(format!("as_of_{name}"), adults_say(&["eligible.json", "--as-of", as_of]));
    }
}

// What is expected.

#[test]
fn expectations() {
    insta::assert_snapshot!(adults_say(&["eligible.json", "--rule", "smoker", "--expect", "ineligible"]));
    insta::assert_snapshot!(adults_say(&[
        "eligible.json",
        "ineligible.json",
        "assumed.json",
        "--expect",
        "eligible"
    ]));
    for verdict in ["eligible", "ineligible", "undetermined", "not-applicable"] {
        assert_eq!(
            status(adults().path(), &["run", "adults.elig", &format!("{verdict}.json"), "--expect", verdict]),
            0
        );
    }
}

/// The status says the worst: a file that cannot be read, then a record with mistakes, then a verdict.
#[test]
fn exit_status() {
    let folder = adults();
    std::fs::write(folder.path().join("wrong.elig"), "require months >= 6\n")
        .expect("the folder is the test's");
    std::fs::write(folder.path().join("warned.json"), r#"{ "mnths": 7 }"#).expect("the folder is the test's");
    for (wanted, arguments) in [
        (0, "adults.elig eligible.json"),
        (0, "adults.elig ineligible.json undetermined.json not-applicable.json"),
        (0, "adults.elig warned.json"),
        (0, "adults.elig eligible.json --expect eligible"),
        (1, "wrong.elig eligible.json"),
        (1, "wrong.elig missing.json"),
        (2, "missing.elig eligible.json"),
        (2, "adults.elig missing.json"),
        (2, "adults.elig"),
        (2, "adults.elig eligible.json --as-of 2025"),
        (2, "adults.elig eligible.json --rule zodiac"),
        (2, "adults.elig missing.json mistaken.json ineligible.json --expect eligible"),
        (3, "adults.elig mistaken.json"),
        // A folder stands for the files in it, a broken one among them.
        (3, "adults.elig ."),
        (3, "adults.elig broken.json"),
        (3, "adults.elig empty.json"),
        (3, "adults.elig eligible.json broken.json"),
        (3, "adults.elig mistaken.json ineligible.json --expect eligible"),
        (4, "adults.elig ineligible.json --expect eligible"),
        (4, "adults.elig eligible.json ineligible.json --expect eligible"),
    ] {
        let arguments: Vec<_> = ["run"].into_iter().chain(arguments.split(' ')).collect();
        assert_eq!(status(folder.path(), &arguments), wanted, "{arguments:?}");
    }
}

// What goes wrong.

#[test]
fn files_that_are_no_records() {
    let folder = adults();
    insta::assert_snapshot!(within(&folder, &["run", "adults.elig", "missing.json"]));
    std::fs::create_dir(folder.path().join("none")).expect("the folder is the test's");
    insta::assert_snapshot!(within(&folder, &["run", "adults.elig", "none"]));
    insta::assert_snapshot!(within(&folder, &["run", "adults.elig", "empty.json"]));
    // The others are decided.
    let others = within(&folder, &["run", "adults.elig", "missing.json", "eligible.json"]);
    assert!(others.contains("\nELIGIBLE: "), "{others}");
}

#[test]
fn files_that_are_no_rulesets() {
    let record = "examples/hello.json";
    insta::assert_snapshot!(here(&["run", "rulesets/intracept/spine.elig", record]));
    insta::assert_snapshot!(here(&["run", "missing.elig", record]));
    insta::assert_snapshot!(here(&["run", "rulesets", record]));
    let folder = folder(&[("wrong.elig", "fact months: integer\nrequire moths >= 6\n"), ("r.json", "{}")]);
    insta::assert_snapshot!(within(&folder, &["run", "wrong.elig", "r.json"]));
}

#[test]
fn mistakes_in_a_record() {
    let arguments =
        ["run", CLEVELAND, "examples/records/with_mistakes.json", "--rule", "implanted_electronics"];
    insta::assert_snapshot!(here(&arguments));
    insta::assert_snapshot!(here(&[&arguments[..], &["--show-values"]].concat()));
}

/// Places are those of the file, not of the record in it.
#[test]
fn mistakes_among_several_records() {
    let records = "[\n  { \"id\": 1, \"pain_months\": \"x\" },\n  { \"id\": 2,\n    \"pain_months\": -1 },\n  { \"id\": 3 \"pain_months\": 7 },\n  { \"id\": 4, \"pain_months\": 7 }";
    insta::assert_snapshot!(fed(records, &["run", HELLO, "-", "--as-of", "2025-11-20", "--show-values"]));
}

#[test]
fn more_mistakes_than_are_shown() {
    let keys: Vec<_> = (0..150).map(|at| format!("\"k{at}\": 0")).collect();
    let record = format!("{{ {}, \"pain_months\": 24 }}", keys.join(", "));
    let told = fed(record, &["run", HELLO, "-", "--as-of", "2025-11-20"]);
    assert_eq!(told.matches("warning[W0701]").count(), 100);
    assert!(told.contains("\nonly the first 100 errors and warnings of this record are shown\n"), "{told}");
}

/// A value that cannot be read is a patient's: it is shown to whoever asks for it, and to nobody else.
#[test]
fn values_are_shown_on_demand_only() {
    let record =
        "{ \"pain_months\": \"secret\", \"device\": { \"pacemaker\": \"\\u001b[2Jsecret\u{1b}\u{202e}\" } ";
    for closing in ["}", ""] {
        let record = format!("{record}{closing}");
        let quiet = fed(&*record, &["run", HELLO, "-"]);
        assert!(!quiet.contains("secret"), "{quiet}");
    }
    let record = record.replace('\u{1b}', "") + "}";
    let shown = fed(record, &["run", HELLO, "-", "--show-values"]);
    assert!(shown.contains("  found: \"secret\"\n"), "{shown}");
}

// Where it is printed.

/// No escape codes where there is no terminal, and none where they are not wanted.
#[test]
fn colours_are_for_terminals() {
    let arguments = ["run", CLEVELAND, "examples/records/with_mistakes.json"];
    let escapes = |variables: &[(&str, &str)]| {
        let output =
            elig(repository(), &arguments).envs(variables.iter().copied()).output().expect("it runs");
        [output.stdout, output.stderr].map(|text| text.contains(&0x1b))
    };
    assert_eq!(escapes(&[]), [false, false]);
    assert_eq!(escapes(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), [false, false]);
    // The check can fail.
    assert!(escapes(&[("CLICOLOR_FORCE", "1")])[0]);
}

/// What a record says does not reach the terminal as an order to it.
#[test]
fn a_record_gives_no_orders_to_the_terminal() {
    let record = r#"{ "id": "p\u001b[2J\u202e1", "k\u001b]0;x\u0007ey": 1 }"#;
    let mut command = elig(repository(), &["run", HELLO, "-"]);
    let output = command.env("CLICOLOR_FORCE", "1").write_stdin(record).output().expect("it runs");
    let shown = String::from_utf8([output.stdout, output.stderr].concat()).expect("it prints UTF-8");
    assert!(shown.contains("(p[2J1)") && shown.contains("`k]0;xey`"), "{shown}");
}

/// The program, started and left running.
fn started(arguments: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin!("elig"))
        .current_dir(repository())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// `elig run … | head -1`: whoever reads has read enough.
#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let patients: Vec<_> = std::fs::read_dir(repository().join("examples/patients"))
        .expect("the patients are there")
        .map(|entry| entry.expect("it can be read").path().display().to_string())
        .collect();
    // More than any pipe holds.
    let many: Vec<&str> = std::iter::repeat_n(&patients, 20).flatten().map(String::as_str).collect();
    for format in ["text", "json"] {
        let mut child = started(&[&["run", CLEVELAND, "--format", format], &many[..]].concat());
        let mut reader = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line comes");
        drop(reader);
        let mut errors = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut errors).expect("it prints UTF-8");
        assert_eq!((errors.as_str(), child.wait().expect("it ends").code()), ("", Some(0)), "{format}");
    }
}

/// A program may write a record, wait for the decision, and write the next one.
#[test]
fn decisions_in_json_come_one_by_one() {
    let mut child = started(&["run", HELLO, "-", "--format", "json", "--as-of", "2025-11-20"]);
    let mut input = child.stdin.take().expect("it is piped");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let (sender, decisions) = mpsc::channel();
    std::thread::spawn(move || {
        output.lines().try_for_each(|line| sender.send(line.expect("it prints UTF-8")))
    });
    for (months, verdict) in [(24, "undetermined"), (3, "ineligible")] {
        writeln!(input, "{{ \"pain_months\": {months} }}").expect("it reads");
        let decision =
            decisions.recv_timeout(Duration::from_secs(60)).expect("a decision comes before the next record");
        assert!(decision.contains(&format!("\"verdict\":\"{verdict}\"")), "{decision}");
    }
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

/// A record in the place of the ruleset: what it says is not repeated.
#[test]
fn a_record_given_for_a_ruleset_is_told_and_not_shown() {
    let folder = folder(&[("p.json", r#"{ "id": "p-secret", "months": 77 }"#), ("r.elig", HELLO_RULES)]);
    let output = elig(folder.path(), &["run", "p.json", "r.elig"]).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("is a record in JSON, and no ruleset"), "{told}");
    assert!(!told.contains("secret") && !told.contains("77"), "{told}");
}

/// Ctrl-C: the record at hand is finished, and how far it came is told.
#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_far_it_came() {
    let folder = folder(&[("r.elig", HELLO_RULES)]);
    let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin("elig"))
        .current_dir(&folder)
        .args(["run", "r.elig", "-", "--as-of", "2025-11-20", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = run.stdin.take().expect("a pipe");
    let mut decisions = BufReader::new(run.stdout.take().expect("a pipe"));
    input.write_all(b"{ \"months\": 7 }\n").expect("it reads");
    let mut line = String::new();
    decisions.read_line(&mut line).expect("a decision");
    let told = std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(told.expect("kill is there").success());
    std::thread::sleep(Duration::from_millis(300));
    // It waits for the next record, and does not decide on it.
    input.write_all(b"{ \"months\": 8 }\n").expect("it reads");
    drop(input);
    let mut rest = String::new();
    decisions.read_to_string(&mut rest).expect("UTF-8");
    let output = run.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), rest.as_str()), (Some(130), ""), "{said}");
    assert!(said.contains("interrupted after 1 record"), "{said}");
}

const HELLO_RULES: &str = "fact months: integer 0..1200\nrequire months >= 6\n";
