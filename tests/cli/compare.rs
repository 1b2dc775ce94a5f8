//! `elig compare`.

use std::io::{BufReader, Read, Write};
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{elig, folder, shown, status, within};

const PAIN: &str = r#"vocabulary pain "What a record may say"

fact adult: boolean "At least 18 years old"
fact months: integer 0..1200 "How long the pain has lasted, in completed months"
fact device.pacemaker: boolean "An implanted cardiac pacemaker"
fact smoker: boolean "Smokes"
"#;

/// A ruleset for adults with a source, an assumption and dates.
const PAGE: &str = r#"ruleset clinic.page "What a clinic's page asks"
  version "3"
  effective @2025-01-01 to @2025-12-31
  applies when adult

use pain

source page {
  title "A page",
  publisher "A clinic",
  reviewed @2025-03-01,
  status pending,
  item long "Six months or more",
}

assume smoker = false when not recorded because "Most patients do not"

require months: months >= 6
  because "The pain has lasted at least six months"
  cite page.long

exclude device.pacemaker
  because "An implanted cardiac pacemaker"
  cite page "a footnote"

exclude smoker
"#;

/// Another one of the same clinic.
const LETTER: &str = r#"ruleset clinic.letter "What the same clinic writes to doctors"
  version "1"

use pain

source letter { title "A letter", publisher "a  Clinic", reviewed @2024-11-01 }

require months: months >= 3
  because "The pain has lasted at least three months"
  cite letter "page 1"

exclude device.pacemaker
  because "An implanted cardiac pacemaker"
  cite letter "page 2"
"#;

/// One with facts of its own, of which one has another range.
const POLICY: &str = r#"ruleset payer.policy "A payer's policy"

source policy { title "A policy", publisher "A payer" }

fact months: integer 0..100
fact diary: boolean "A diary of the pain is kept"

require months: months >= 12 cite policy "1"
require diary cite policy "2"
"#;

const ALL: [&str; 3] = ["page.elig", "letter.elig", "policy.elig"];

fn clinic() -> TempDir {
    folder(&[
        ("pain.elig", PAIN),
        ("page.elig", PAGE),
        ("letter.elig", LETTER),
        ("policy.elig", POLICY),
        (
            "p/1.json",
            r#"{ "id": "p-1", "as_of": "2025-11-20", "adult": true, "months": 24, "smoker": false,
                 "device": { "pacemaker": false }, "diary": true }"#,
        ),
        (
            "p/2.json",
            r#"{ "id": "p-2", "as_of": "2025-11-20", "adult": true, "months": 4, "device": { "pacemaker": false } }"#,
        ),
        (
            "p/more/3.json",
            r#"[{ "id": "p-3", "as_of": "2025-11-20", "adult": true, "months": 4, "device": { "pacemaker": false } },
                { "as_of": "2025-11-20", "adult": false, "months": 24, "device": { "pacemaker": true } }]"#,
        ),
        (
            "p/more/4.json",
            r#"{ "id": "p-4", "as_of": "2026-02-01", "months": 30, "device": { "pacemaker": { "absent": "asked-declined" } } }"#,
        ),
    ])
}

fn compared(folder: &TempDir, arguments: &[&str]) -> String {
    within(folder, &[&["compare"], &ALL[..], arguments].concat())
}

// What is shown.

#[test]
fn a_matrix_with_reasons_and_pairs() {
    insta::assert_snapshot!(compared(&clinic(), &["--patients", "p"]));
}

#[test]
fn only_differences() {
    let folder = clinic();
    let all = compared(&folder, &["--patients", "p"]);
    let differing = compared(&folder, &["--patients", "p", "--only-differences"]);
    assert!(all.contains("\n  p-1 ") && !differing.contains("\n  p-1 "), "{differing}");
    let pairs = |shown: &str| shown.split("\nPairs\n").nth(1).map(str::to_owned);
    assert_eq!(pairs(&all), pairs(&differing), "the counts stay those of all");
    assert!(pairs(&all).is_some());
    insta::assert_snapshot!(compared(&folder, &["--patients", "p/1.json", "--only-differences"]));
}

#[test]
fn as_json() {
    let shown = compared(&clinic(), &["--patients", "p", "--format", "json"]);
    let line = shown.lines().nth(1).expect("one line of JSON");
    let mut told: Value = serde_json::from_str(line).expect("it is JSON");
    assert_eq!(told["schema"], elig::compare::SCHEMA);
    // The fingerprints and the version have nothing to do with what is tested.
    for ruleset in told["rulesets"].as_array_mut().expect("an array") {
        ruleset["hash"] = "…".into();
    }
    told["engine"] = "…".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).expect("it is JSON"));
}

#[test]
fn what_was_found_is_shown_on_demand_only() {
    let folder = clinic();
    for format in ["text", "json"] {
        let quiet = compared(&folder, &["--patients", "p", "--format", format]);
        assert!(!quiet.contains("months is 4"), "{quiet}");
    }
    insta::assert_snapshot!(compared(
        &folder,
        &["--patients", "p/2.json", "--patients", "p/more/4.json", "--show-values"]
    ));
}

#[test]
fn the_date_is_that_of_the_option_then_that_of_the_record_then_today() {
    let folder = clinic();
    let fixed = compared(&folder, &["--patients", "p", "--as-of", "2025-06-01"]);
    assert!(fixed.contains("\nThe date is the one given with --as-of.\n"), "{fixed}");
    assert!(fixed.contains("p-4              2025-06-01") && !fixed.contains("2026-02-01"), "{fixed}");
    std::fs::write(folder.path().join("undated.json"), r#"{ "id": 1 }"#).expect("the folder is the test's");
    let before = jiff::Zoned::now().date();
    let today = compared(&folder, &["--patients", "undated.json", "--patients", "p/1.json"]);
    let after = jiff::Zoned::now().date();
    assert!(today.contains("\nOf 1 patient the date is today, as neither --as-of"), "{today}");
    // Midnight may have passed meanwhile.
    assert!(today.contains(&format!("  {before}  ")) || today.contains(&format!("  {after}  ")), "{today}");
}

/// Where the names of patients are long or many rulesets stand side by side, the matrix stays on the screen.
#[test]
fn a_matrix_fits_a_terminal() {
    let folder = folder(&[]);
    let rulesets: Vec<_> = (0..26).map(|index| format!("r{index}.elig")).collect();
    for (index, name) in rulesets.iter().enumerate() {
        let text = format!("fact months: integer\nrequire months >= {index}\n");
        std::fs::write(folder.path().join(name), text).expect("the folder is the test's");
    }
    let record = format!(r#"{{ "id": "{}", "as_of": "2025-11-20", "months": 7 }}"#, "long-".repeat(30));
    std::fs::write(folder.path().join("p.json"), record).expect("the folder is the test's");
    let names: Vec<&str> = rulesets.iter().map(String::as_str).collect();
    let shown = within(&folder, &[&["compare"], &names[..], &["--patients", "p.json"]].concat());
    let row = shown.lines().find(|line| line.starts_with("! long-")).expect("a row for the patient");
    assert!(row.chars().count() <= 100 && row.contains('…'), "{row}");
    assert!(row.ends_with(&format!("{}{}", " ✓".repeat(8), " ✗".repeat(18))), "{row}");
    let more: Vec<&str> = names.iter().copied().chain(["one_more.elig"]).collect();
    std::fs::write(folder.path().join("one_more.elig"), "fact months: integer\nrequire months >= 1\n")
        .expect("the folder is the test's");
    let too_many = within(&folder, &[&["compare"], &more[..], &["--patients", "p.json"]].concat());
    assert!(
        too_many.contains("error: at most 26 rulesets are compared at once\n--- exit status 2"),
        "{too_many}"
    );
}

/// What a record says does not reach the terminal as an order to it.
#[test]
fn a_record_gives_no_orders_to_the_terminal() {
    let folder = clinic();
    let record = r#"{ "id": "p\u001b[2J\u202e1", "as_of": "2025-11-20", "months": 4, "adult": true }"#;
    std::fs::write(folder.path().join("p.json"), record).expect("the folder is the test's");
    let mut command = elig(folder.path(), &[&["compare"], &ALL[..], &["--patients", "p.json"]].concat());
    let output = command.env("CLICOLOR_FORCE", "1").output().expect("it runs");
    let told = String::from_utf8(output.stdout).expect("it prints UTF-8");
    assert!(told.contains("p[2J1") && !told.contains("\u{1b}[2J") && !told.contains('\u{202e}'), "{told}");
    assert!(told.contains("\u{1b}["), "it has colours of its own");
}

// The page.

#[test]
fn a_page_beside_the_text() {
    let folder = clinic();
    let plain = compared(&folder, &["--patients", "p"]);
    let with = compared(&folder, &["--patients", "p", "--html", "page.html"]);
    let without_command = |shown: &str| shown.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(without_command(&with), without_command(&plain), "the text is the same");
    let page = super::read(&folder, "page.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
    // It is written anew, whole, and nothing is left beside it.
    std::fs::write(folder.path().join("page.html"), "old").expect("the folder is the test's");
    compared(&folder, &["--patients", "p", "--html", "page.html", "--format", "json"]);
    assert_eq!(super::read(&folder, "page.html"), page);
    let beside = std::fs::read_dir(folder.path()).expect("the folder is the test's").count();
    assert_eq!(beside, 6, "four rulesets, the patients, the page");
}

#[cfg(unix)]
#[test]
fn a_new_page_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = clinic();
    let mode = || {
        let file = std::fs::metadata(folder.path().join("page.html")).expect("it is there");
        file.permissions().mode() & 0o777
    };
    compared(&folder, &["--patients", "p", "--html", "page.html"]);
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(folder.path().join("page.html"), std::fs::Permissions::from_mode(0o640))
        .expect("the file is the test's");
    compared(&folder, &["--patients", "p", "--html", "page.html"]);
    assert_eq!(mode(), 0o640, "one that is there keeps its permissions");
}

#[test]
fn a_page_that_cannot_be_written() {
    let folder = clinic();
    let before = super::read(&folder, "p/1.json");
    std::fs::write(folder.path().join("lines.txt"), &before).expect("the folder is the test's");
    for target in ["p/1.json", "page.elig", "pain.elig", "lines.txt", "-"] {
        let patients = ["--patients", "p/1.json", "--patients", "lines.txt"];
        let shown = compared(&folder, &[&patients[..], &["--html", target]].concat());
        assert!(shown.ends_with("--- exit status 2\n") && shown.contains("a file of its own"), "{shown}");
    }
    let beside = compared(&folder, &["--patients", "p", "--html", "p/2.json"]);
    assert!(beside.contains("a file of its own"), "{beside}");
    assert_eq!(super::read(&folder, "p/1.json"), before, "no record is written over");
    let nowhere = compared(&folder, &["--patients", "p", "--html", "nowhere/page.html"]);
    assert!(nowhere.contains("error: `nowhere/page.html` could not be written: "), "{nowhere}");
    assert!(nowhere.contains("\nPairs\n") && nowhere.ends_with("--- exit status 2\n"), "{nowhere}");
}

// What goes wrong.

#[test]
fn wrong_usage() {
    let folder = clinic();
    let say = |arguments: &[&str]| within(&folder, &[&["compare"], arguments].concat());
    insta::assert_snapshot!("one_ruleset", say(&["page.elig", "--patients", "p"]));
    insta::assert_snapshot!("no_patients", say(&["page.elig", "letter.elig"]));
    insta::assert_snapshot!("a_vocabulary", say(&["page.elig", "pain.elig", "--patients", "p"]));
    insta::assert_snapshot!("named_twice", say(&["page.elig", "./page.elig", "--patients", "p"]));
    insta::assert_snapshot!(
        "a_record_among_the_rulesets",
        say(&["page.elig", "letter.elig", "--patients", "p/1.json", "p/2.json"])
    );
    insta::assert_snapshot!("no_such_ruleset", say(&["page.elig", "nowhere.elig", "--patients", "p"]));
}

#[test]
fn rulesets_with_problems() {
    let folder = clinic();
    std::fs::write(folder.path().join("wrong.elig"), "fact a: boolean\nrequire b\n")
        .expect("the folder is the test's");
    std::fs::write(folder.path().join("worse.elig"), "require\n").expect("the folder is the test's");
    insta::assert_snapshot!(within(
        &folder,
        &["compare", "wrong.elig", "page.elig", "worse.elig", "--patients", "p"]
    ));
}

#[test]
fn patients_that_cannot_be_read() {
    let folder = clinic();
    for (name, text) in [
        ("broken.json", "{ \"id\": \"p-8\","),
        ("list.json", "[ 7 ]"),
        ("empty.json", "\n"),
        ("undated.json", r#"{ "id": "p-9", "as_of": "2025", "months": 7 }"#),
    ] {
        std::fs::write(folder.path().join(name), text).expect("the folder is the test's");
    }
    std::fs::create_dir(folder.path().join("none")).expect("the folder is the test's");
    let patients = |paths: &[&str]| -> Vec<String> {
        paths.iter().flat_map(|path| ["--patients".to_owned(), (*path).to_owned()]).collect()
    };
    let say = |paths: &[&str]| {
        let arguments = patients(paths);
        compared(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    insta::assert_snapshot!(
        "left_out",
        say(&["p/1.json", "broken.json", "list.json", "empty.json", "undated.json"])
    );
    insta::assert_snapshot!("nothing_left", say(&["broken.json"]));
    insta::assert_snapshot!("a_missing_folder", say(&["nowhere", "p/1.json"]));
    insta::assert_snapshot!("a_folder_without_records", say(&["none"]));
}

/// A mistake is told once, with the rulesets that read it so.
#[test]
fn mistakes_in_records() {
    let folder = clinic();
    let records = concat!(
        r#"{ "id": "p-5", "as_of": "2025-11-20", "adult": "yes", "months": 500, "diary": true, "smokr": false, "diry": true, "x": 1 }"#,
        "\n",
        r#"{ "id": "p-6", "as_of": "2025-11-20", "adult": true, "months": -4, "diary": true }"#,
        "\n"
    );
    std::fs::write(folder.path().join("lines.json"), records).expect("the folder is the test's");
    insta::assert_snapshot!(compared(&folder, &["--patients", "lines.json"]));
    let shown = compared(&folder, &["--patients", "lines.json", "--show-values"]);
    assert!(shown.contains("  found: \"yes\"\n") && shown.contains("  found: -4\n"), "{shown}");
}

/// The same patient twice is two patients, and said to be.
#[test]
fn files_and_ids_that_are_named_twice() {
    let folder = clinic();
    let paths = ["--patients", "p/1.json", "--patients", "p", "--patients", "./p/../p/1.json"];
    assert!(compared(&folder, &paths).contains("3 rulesets, 5 patients: "), "a file is read once");
    std::fs::write(folder.path().join("again.json"), super::read(&folder, "p/1.json"))
        .expect("the folder is the test's");
    let twice = compared(&folder, &["--patients", "p/1.json", "--patients", "again.json"]);
    assert!(twice.contains("3 rulesets, 2 patients: "), "{twice}");
    assert!(
        twice
            .contains("\nnote: 1 id stands in several records; each record counts as a patient of its own\n"),
        "{twice}"
    );
    assert!(twice.contains("p-1 (p/1.json:1)") && twice.contains("p-1 (again.json:1)"), "{twice}");
}

#[cfg(unix)]
#[test]
fn records_behind_links_are_read() {
    let folder = clinic();
    std::fs::create_dir(folder.path().join("linked")).expect("the folder is the test's");
    let target = folder.path().join("p/1.json");
    std::os::unix::fs::symlink(target, folder.path().join("linked/one.json")).expect("links can be made");
    assert!(compared(&folder, &["--patients", "linked"]).contains("3 rulesets, 1 patient: "));
}

#[test]
fn standard_input() {
    let folder = clinic();
    let arguments = [&["compare"], &ALL[..], &["--patients", "-"]].concat();
    let mut command = elig(folder.path(), &arguments);
    command.write_stdin(super::read(&folder, "p/1.json") + "{ \"months\": }");
    let shown = shown(command, &arguments);
    assert!(
        shown.contains("3 rulesets, 1 patient: ") && shown.contains("<standard input>:2:79: error[E0701]"),
        "{shown}"
    );
}

#[test]
fn exit_status() {
    let folder = clinic();
    for (name, text) in [
        ("wrong.elig", "require months >= 6\n"),
        ("broken.json", "{"),
        ("mistaken.json", r#"{ "as_of": "2025-11-20", "months": "7" }"#),
        ("open.json", r#"{ "as_of": "2025-11-20" }"#),
    ] {
        std::fs::write(folder.path().join(name), text).expect("the folder is the test's");
    }
    for (wanted, arguments) in [
        (0, "page.elig letter.elig --patients p"),
        (0, "page.elig letter.elig --patients open.json --fail-on-contradiction"),
        (1, "page.elig wrong.elig --patients p"),
        (1, "page.elig wrong.elig --patients nowhere"),
        (2, "page.elig --patients p"),
        (2, "page.elig letter.elig"),
        (2, "page.elig nowhere.elig --patients p"),
        (2, "wrong.elig nowhere.elig --patients p"),
        (2, "page.elig letter.elig --patients nowhere"),
        (2, "page.elig letter.elig --patients p --patients nowhere --fail-on-contradiction"),
        (2, "page.elig letter.elig --patients p --as-of 2025"),
        (2, "page.elig letter.elig --patients broken.json --patients nowhere"),
        (3, "page.elig letter.elig --patients broken.json"),
        (3, "page.elig letter.elig --patients mistaken.json"),
        (3, "page.elig letter.elig --patients p --patients broken.json --fail-on-contradiction"),
        (4, "page.elig letter.elig --patients p --fail-on-contradiction"),
    ] {
        let arguments: Vec<_> = ["compare"].into_iter().chain(arguments.split(' ')).collect();
        assert_eq!(status(folder.path(), &arguments), wanted, "{arguments:?}");
    }
}

/// Ctrl-C: a part is not shown as if it were the whole.
#[cfg(unix)]
#[test]
fn an_interrupted_comparison_shows_nothing() {
    let folder = clinic();
    let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin("elig"))
        .current_dir(&folder)
        .args([&["compare"], &ALL[..], &["--patients", "-", "--html", "page.html"]].concat())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = run.stdin.take().expect("a pipe");
    // A mistake is told as soon as it is read: then the first record is done.
    input.write_all(b"{ \"months\": \"x\" }\n").expect("it reads");
    let mut errors = BufReader::new(run.stderr.take().expect("a pipe"));
    let mut told = Vec::new();
    while !String::from_utf8_lossy(&told).contains("E0702") {
        let mut byte = [0];
        errors.read_exact(&mut byte).expect("it tells the mistake");
        told.push(byte[0]);
    }
    let asked = std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(asked.expect("kill is there").success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(input);
    let mut rest = String::new();
    errors.read_to_string(&mut rest).expect("UTF-8");
    let output = run.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(130), &b""[..]), "{rest}");
    assert!(rest.contains("interrupted after 1 record: nothing is shown"), "{rest}");
    assert!(!Path::new(&folder.path().join("page.html")).exists());
}
