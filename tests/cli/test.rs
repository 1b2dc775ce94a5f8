//! `elig test` and `elig boundaries` as a user meets them.

use super::{folder, here, status, within};

const RULESET: &str = "\
ruleset clinic \"The clinic's rules\"
source page { title \"The clinic's page\" }
fact pain.months: integer 0..1200
fact pregnant: boolean
require chronic: pain.months >= 6
  cite page \"one\"
exclude pregnant
  cite page \"two\"
";

const TESTS: &str = "\
tests for clinic
patient textbook { as_of = @2025-11-20, pain.months = 24, pregnant = false }
test \"the textbook patient is eligible\" given textbook expect eligible
test \"how long\" given textbook cases pain.months {
  5 : ineligible by only chronic,
  6 : eligible,
}
";

fn clinic() -> tempfile::TempDir {
    folder(&[("clinic.elig", RULESET), ("clinic.test.elig", TESTS)])
}

#[test]
fn all_pass() {
    let folder = clinic();
    insta::assert_snapshot!(within(&folder, &["test"]));
    // A ruleset by its name stands for the file of tests beside it.
    insta::assert_snapshot!(within(&folder, &["test", "clinic.elig"]));
    insta::assert_snapshot!(within(&folder, &["test", "clinic.test.elig", "--filter", "TEXTBOOK"]));
}

#[test]
fn some_fail() {
    insta::assert_snapshot!(here(&["test", "examples/testing/wrong_on_purpose.txt"]));
}

/// Every kind of difference is told, with the rules it is due to.
#[test]
fn every_kind_of_difference() {
    let rules = "\
ruleset clinic \"The clinic's rules\"
choice dose { full, half }
scale level { low < middle < high }
record visit { day: date, level: level }
fact months: integer 0..1200
fact pregnant: boolean
fact smoker: boolean
fact visits: list of visit
fact weight: quantity 'kg' 2..400
fact fever: date or never
require chronic: months >= 6 and (weight > 50 'kg' or not smoker)
require seen: some visits where level >= middle and day within 6 months
exclude pregnant until as_of + 9 months
exclude fever within 2 weeks
  unless smoker
  applies when months > 3
caution smoker
output dose: dose = if months > 12 then full else half
patient textbook {
  as_of = @2025-11-20, months = 24, pregnant = false, smoker = false, weight = 70 'kg', fever = never,
  visits = [ { day = @2025-10-01, level = middle } ],
}
test \"verdict\" given textbook with months = 5 expect eligible
test \"an eligible one\" given textbook expect ineligible
test \"by other rules\" given textbook with pregnant = true, months = 3 expect ineligible by seen
test \"by only\" given textbook with pregnant = true, months = 3 expect ineligible by only pregnant
test \"missing\" given textbook without pregnant expect undetermined missing only months
test \"open list\" given textbook without visits expect eligible
test \"a partial date\" given textbook with visits = [ { day = @2025, level = high } ] expect eligible
test \"cautions\" given textbook with smoker = true expect eligible cautions none
test \"no caution\" given textbook expect eligible cautions smoker
test \"checked\" given textbook without smoker expect eligible unchecked none
test \"unchecked\" given textbook expect eligible unchecked smoker
test \"output\" given textbook with months = 12 expect eligible output dose = full
test \"unknown output\" given textbook without months expect undetermined output dose = full
test \"until\" given textbook with pregnant = true expect ineligible until @2026-01-01
test \"fever\" given textbook with fever = @2025-11-10 expect eligible
";
    let folder = folder(&[("clinic.elig", rules)]);
    insta::assert_snapshot!(within(&folder, &["test"]));
}

#[test]
fn nothing_to_run() {
    let folder = folder(&[("clinic.elig", RULESET), ("other/clinic.test.elig", TESTS)]);
    insta::assert_snapshot!(within(&folder, &["test", "clinic.elig"]));
    insta::assert_snapshot!(within(&folder, &["test", "nowhere"]));
    insta::assert_snapshot!(within(&clinic(), &["test", "--filter", "no such title"]));
}

#[test]
fn files_with_errors() {
    let broken = RULESET.replace("pain.months >= 6", "pain.month >= 6");
    let folder = folder(&[("clinic.elig", broken.as_str()), ("clinic.test.elig", TESTS)]);
    insta::assert_snapshot!(within(&folder, &["test"]));
    // One ruleset that cannot be read does not keep the others from being tested.
    std::fs::write(folder.path().join("fine.elig"), format!("{RULESET}{}", own_test()))
        .expect("the folder is the test's");
    assert_eq!(status(folder.path(), &["test"]), 1);
}

fn own_test() -> &'static str {
    "test \"short\" given with as_of = @2025-11-20, pain.months = 1 expect ineligible\n"
}

#[test]
fn misplaced() {
    let cases = [
        (
            "a.test.elig",
            "tests for clinic\nfact x: boolean\ntest \"t\" given with as_of = @2025-11-20 expect undetermined\n",
        ),
        ("b.test.elig", "test \"t\" given with as_of = @2025-11-20 expect undetermined\ntests for clinic\n"),
        ("c.test.elig", "tests for spine\ntest \"t\" given with as_of = @2025-11-20 expect undetermined\n"),
        ("d.test.elig", "tests for nothing\ntest \"t\" given with as_of = @2025-11-20 expect undetermined\n"),
        ("e.elig", "ruleset e\nuse \"a.test.elig\"\nfact y: boolean\nrequire y\n"),
        ("spine.elig", "vocabulary spine \"Facts\"\nfact z: boolean\ntest \"t\" expect eligible\n"),
    ];
    let mut files: Vec<(&str, &str)> = cases.to_vec();
    files.push(("clinic.elig", RULESET));
    let folder = folder(&files);
    for (file, _) in cases {
        let name = file.trim_end_matches(".elig").replace('.', "_");
        insta::assert_snapshot!(format!("misplaced_{name}"), within(&folder, &["check", file]));
    }
}

#[test]
fn shared_patients_and_parameters() {
    let rules = RULESET.replace("pain.months >= 6", "pain.months >= minimum")
        + "parameter minimum: integer 0..1200 = 6 \"At least so long\"\n";
    let rules = rules.replace("fact pain.months: integer 0..1200\nfact pregnant: boolean\n", "use spine\n");
    let folder = folder(&[
        (
            "spine.elig",
            "vocabulary spine \"Facts\"\nfact pain.months: integer 0..1200\nfact pregnant: boolean\n",
        ),
        (
            "people.elig",
            "vocabulary people \"Patients\"\nuse spine\npatient four_months { as_of = @2025-11-20, pain.months = 4, pregnant = false }\n",
        ),
        ("clinic.elig", &rules),
        (
            "clinic.test.elig",
            "tests for clinic\nuse people\ntest \"four months are too short\" given four_months expect ineligible by only chronic\n",
        ),
        (
            "payer.test.elig",
            "tests for clinic with minimum = 3\nuse people\ntest \"four months are enough\" given four_months expect eligible\n",
        ),
    ]);
    insta::assert_snapshot!(within(&folder, &["test"]));
    insta::assert_snapshot!(within(&folder, &["check", "."]));
}

#[test]
fn junit() {
    let folder = clinic();
    let tests = TESTS
        .replace("6 : eligible", "6 : ineligible")
        .replace("the textbook", "the <textbook> & \\\"first\\\"");
    std::fs::write(folder.path().join("clinic.test.elig"), tests).expect("the folder is the test's");
    insta::assert_snapshot!(within(&folder, &["test", "--junit", "report.xml"]));
    let report = std::fs::read_to_string(folder.path().join("report.xml")).expect("it was written");
    insta::assert_snapshot!(report);
    insta::assert_snapshot!(within(&folder, &["test", "--junit", "nowhere/report.xml"]));
}

/// A build server that saw no failure and no error would take the file for tested.
#[test]
fn junit_tells_which_file_could_not_be_tested() {
    let folder = clinic();
    let broken = "ruleset broken\nfact z: boolean\nrequire y\n";
    std::fs::write(folder.path().join("broken.elig"), broken).expect("the folder is the test's");
    assert_eq!(status(folder.path(), &["test", "--junit", "report.xml"]), 1);
    let report = std::fs::read_to_string(folder.path().join("report.xml")).expect("it was written");
    assert!(report.contains("failures=\"0\" errors=\"1\""), "{report}");
    assert!(report.contains("<error message=\"its tests were not run\">"), "{report}");
    assert!(report.contains("broken.elig"), "{report}");
}

#[test]
fn boundaries_are_written_once() {
    let folder = clinic();
    insta::assert_snapshot!(within(&folder, &["boundaries", "clinic.elig", "-o", "bounds.test.elig"]));
    let written = std::fs::read_to_string(folder.path().join("bounds.test.elig")).expect("it was written");
    insta::assert_snapshot!(written);
    insta::assert_snapshot!(within(&folder, &["boundaries", "clinic.elig", "-o", "bounds.test.elig"]));
    assert_eq!(status(folder.path(), &["boundaries", "clinic.elig", "-o", "bounds.test.elig", "--force"]), 0);
    // What it says is what the ruleset says.
    insta::assert_snapshot!(within(&folder, &["test", "bounds.test.elig"]));
}

#[test]
fn boundaries_of_what_has_none() {
    let folder = folder(&[
        ("spine.elig", "vocabulary spine \"Facts\"\nfact z: boolean\n"),
        ("nameless.elig", "fact z: boolean\nrequire z\n"),
        ("broken.elig", "ruleset broken\nfact z: boolean\nrequire y\n"),
    ]);
    for file in ["spine.elig", "nameless.elig", "broken.elig", "nowhere.elig"] {
        insta::assert_snapshot!(
            format!("boundaries_of_{}", file.trim_end_matches(".elig")),
            within(&folder, &["boundaries", file])
        );
    }
}

/// Reports are never written over what was read, nor over any ruleset.
#[test]
fn inputs_are_not_written_over() {
    let folder = clinic();
    for option in ["--junit", "--coverage-html", "--coverage-json"] {
        insta::assert_snapshot!(
            format!("over_inputs{option}"),
            within(&folder, &["test", "clinic.elig", option, "clinic.test.elig"])
        );
    }
    assert_eq!(status(folder.path(), &["boundaries", "clinic.elig", "-o", "clinic.elig", "--force"]), 2);
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it is there");
    assert_eq!((text("clinic.elig").as_str(), text("clinic.test.elig").as_str()), (RULESET, TESTS));
}

/// A build server that reads the results alone sees what could not be run.
#[test]
fn junit_lists_files_that_could_not_be_run() {
    let folder = clinic();
    std::fs::write(folder.path().join("broken.test.elig"), "tests for clinic\ntest \"t\" expect\n")
        .expect("the folder is the test's");
    assert_eq!(status(folder.path(), &["test", "--junit", "report.xml"]), 1);
    insta::assert_snapshot!(
        std::fs::read_to_string(folder.path().join("report.xml")).expect("it was written")
    );
}

/// Where whom the ruleset is for decides, that is shown, and no rule.
#[test]
fn whom_the_ruleset_is_for() {
    let rules = RULESET
        .replace("\"The clinic's rules\"\n", "\"The clinic's rules\"\n  applies when pain.months > 1\n");
    let tests = "tests for clinic\npatient p { as_of = @2025-11-20, pain.months = 1, pregnant = false }\n\
                 test \"in\" given p expect eligible\ntest \"out\" given p with pain.months = 6 expect not applicable\n";
    let folder = folder(&[("clinic.elig", rules.as_str()), ("clinic.test.elig", tests)]);
    insta::assert_snapshot!(within(&folder, &["test"]));
}

/// What contradicts itself is no test.
#[test]
fn given_twice() {
    let tests = "tests for clinic\npatient p { as_of = @2025-11-20, pain.months = 9, pregnant = false }\n\
                 test \"twice\" given p with pregnant = true, pregnant = false expect eligible\n\
                 test \"columns\" given p cases pregnant | pregnant { true | false : eligible }\n\
                 test \"lines\" given p cases pregnant { true : ineligible, true : ineligible }\n\
                 test \"nobody\" given q expect eligible\ntest \"nobody again\" given q expect eligible\n";
    let folder = folder(&[("clinic.elig", RULESET), ("clinic.test.elig", tests)]);
    insta::assert_snapshot!(within(&folder, &["test"]));
}
