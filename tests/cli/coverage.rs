//! `elig test --coverage` as a user meets it.

use serde_json::Value;

use super::{folder, read, status, within};

/// One ruleset that shows every reason for which something is not covered.
const EVERY_REASON: &str = "\
ruleset clinic
record visit { date: date, hours: integer 0..24 }
fact pain: integer 0..1200
fact pregnant: boolean
fact smoker: boolean
fact age_known: boolean
fact visits: list of visit
assume smoker = false when not recorded because \"most say so\"
define long = pain >= 6
require chronic: long or pregnant # a note
require visited: some visits where hours >= 2
exclude rare: smoker
  applies when pain between 1 and 9
require stated: age_known is known
exclude nobody: true
";

const TESTS: &str = "\
tests for clinic
test \"one\" given with as_of = @2025-11-20, pain = 7, pregnant = true, age_known = true
  expect ineligible
test \"two\" given with as_of = @2025-11-20, pain = 8, pregnant = true, visits = []
  expect ineligible
";

#[test]
fn every_reason() {
    let folder = folder(&[("clinic.elig", EVERY_REASON), ("clinic.test.elig", TESTS)]);
    insta::assert_snapshot!(within(&folder, &["test", "--coverage"]));
}

const SMALL: &str = "ruleset small\nfact a: boolean\nrequire r: a\n";
const ALL_OF_IT: &str = "tests for small\n\
    test \"yes\" given with as_of = @2025-11-20, a = true expect eligible\n\
    test \"no\" given with as_of = @2025-11-20, a = false expect ineligible\n\
    test \"open\" given with as_of = @2025-11-20 expect undetermined\n";

/// A ruleset without a test is listed, a vocabulary is not, and what is covered takes one line.
#[test]
fn covered_and_without_a_test() {
    let files = [
        ("small.elig", SMALL),
        ("small.test.elig", ALL_OF_IT),
        ("bare.elig", "ruleset bare\nuse words\nrequire w\n"),
        ("words.elig", "vocabulary words\nfact w: boolean\n"),
    ];
    let folder = folder(&files);
    insta::assert_snapshot!(within(&folder, &["test", "--coverage"]));
    // Whoever asks for some tests asks about what these show.
    insta::assert_snapshot!(within(&folder, &["test", "--coverage", "--filter", "yes"]));
    insta::assert_snapshot!(within(&folder, &["test", "--coverage", "bare.elig"]));
}

#[test]
fn only_the_first_of_many_places_are_shown() {
    let parts: Vec<_> = (0..40).map(|at| format!("  a{at}")).collect();
    let facts: String = (0..40).map(|at| format!("fact a{at}: boolean\n")).collect();
    let text = format!(
        "{facts}require r: any of {{\n{}\n}}\ntest \"t\" given with as_of = @2025-11-20 expect undetermined\n",
        parts.join(",\n")
    );
    let shown = within(&folder(&[("many.elig", &text)]), &["test", "--coverage"]);
    assert!(shown.contains("\n  and 22 more places; --coverage-html FILE shows all of them\n"), "{shown}");
}

#[test]
fn too_little_is_covered() {
    let half = "tests for small\ntest \"yes\" given with as_of = @2025-11-20, a = true expect eligible\n";
    let folder = folder(&[("small.elig", SMALL), ("small.test.elig", half)]);
    let shown = within(&folder, &["test", "--fail-under", "66.7", "--fail-under-rules", "33.3"]);
    insta::assert_snapshot!(shown);
    let exit = |arguments: &[&str]| status(folder.path(), &[&["test"], arguments].concat());
    assert_eq!(exit(&["--fail-under", "33.333333"]), 0);
    assert_eq!(exit(&["--fail-under", "33.333334"]), 4);
    assert_eq!(exit(&["--fail-under-rules", "100"]), 4);
    assert_eq!(exit(&["--fail-under", "0", "--fail-under-rules", "0.0"]), 0);
    for nonsense in ["101", "-1", "100.1", "5.", ".5", "5,5", "1e1", "5.1234567", ""] {
        assert_eq!(exit(&[&format!("--fail-under={nonsense}")]), 2, "{nonsense}");
    }
}

/// A test that fails weighs no less, and no more, than too little coverage.
#[test]
fn statuses_of_both() {
    let wrong = "tests for small\ntest \"yes\" given with as_of = @2025-11-20, a = true expect ineligible\n";
    let files = [("small.elig", SMALL), ("small.test.elig", wrong), ("broken.elig", "require x\n")];
    let folder = folder(&files);
    assert_eq!(status(folder.path(), &["test", "small.elig", "--coverage"]), 4);
    assert_eq!(status(folder.path(), &["test", "--fail-under", "100"]), 1);
}

#[test]
fn a_page_to_read() {
    let text = "ruleset a.b\nfact n: integer 0..10\nfact t: text\n\
        require r: n < 5 and t != \"<b>&'\" # <script>\n\
        test \"t\" given with as_of = @2025-11-20, n = 3 expect undetermined\n";
    let folder = folder(&[("a&b.elig", text)]);
    within(&folder, &["test", "--coverage-html", "page.html"]);
    let page = read(&folder, "page.html");
    assert!(!page.contains("<b>") && !page.contains("<script>") && !page.contains("a&b"), "{page}");
    assert!(page.contains("# &lt;script&gt;"));
    let body = page.split_once("<body>").expect("it has a body").1;
    insta::assert_snapshot!(body);
    // What is opened is closed.
    for element in ["span", "ul", "li", "table", "section", "pre", "code", "a", "p", "tr", "td", "th"] {
        let count = |start: &str| body.matches(&format!("{start}{element}>")).count();
        let opened = count("<") + body.matches(&format!("<{element} ")).count();
        assert_eq!(opened, count("</"), "{element}");
    }
    // Every link leads somewhere.
    for target in body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(body.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

#[test]
fn for_programs() {
    let folder = folder(&[("clinic.elig", EVERY_REASON), ("clinic.test.elig", TESTS)]);
    within(&folder, &["test", "--coverage-json", "coverage.json"]);
    let report: Value = serde_json::from_str(&read(&folder, "coverage.json")).expect("it is JSON");
    assert_eq!(report["schema"], "elig-coverage/1");
    let ruleset = &report["rulesets"][0];
    assert_eq!((&ruleset["file"], &ruleset["tests"]), (&"clinic.elig".into(), &2.into()));
    let objectives = ruleset["points"].as_array().expect("a list").iter();
    let objectives = objectives.flat_map(|point| point["objectives"].as_array().expect("a list"));
    let count = |state: &str| objectives.clone().filter(|one| one["state"] == state).count();
    assert_eq!(count("covered"), ruleset["conditions"]["covered"]);
    assert_eq!(count("covered") + count("missed"), ruleset["conditions"]["total"]);
    assert_eq!(count("left-out"), ruleset["conditions"]["left_out"]);
}

#[test]
fn a_file_that_cannot_be_written() {
    let folder = folder(&[("small.elig", SMALL), ("small.test.elig", ALL_OF_IT)]);
    assert_eq!(status(folder.path(), &["test", "--coverage-html", "nowhere/page.html"]), 2);
}
