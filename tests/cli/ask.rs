//! `elig ask`.

use super::{CLEVELAND, HELLO, elig, fed, folder, repository, shown};

/// A fact of every type that can be asked for.
const EVERYTHING: &str = r#"
choice side { left, right, both_sides }
scale stage { I < II < III }
record injection { given: date "When it was given", at: side "On which side", dose: quantity 'mg' }
fact months: integer 0..1200 "How long the pain has lasted, in months"
fact crp: quantity 'mg/L' 0..500 "C-reactive protein"
fact share: decimal 0..1
fact began: date "When it began"
fact surgery: date or never "The last surgery"
fact seen: datetime
fact took: duration
fact side: side "The side that hurts"
fact stage: stage
fact goals: set of side
fact note: text
fact diagnosis: code
fact injections: list of injection "Injections that were given"
fact odi: list of observation of quantity '%' 0..100 "Oswestry Disability Index"
fact concordant: attested boolean "A clinician judges that the imaging explains the pain"
valueset back_pain { icd10cm: M54.* }
require months >= 6
require crp < 10 'mg/L'
require share > 0.25
require began at least 6 months ago
require operated: surgery is never or surgery at least 1 year ago
require seen < @2025-11-20T12:00:00Z
require took >= 6 weeks
require side in {left, right}
require stage >= II
require goal: goals has left
require noted: note = "yes"
require pain: diagnosis in back_pain
require injected: some injections where at is left and dose > 10 'mg'
require disabled: latest odi >= 30 '%'
require concordant
"#;

#[test]
fn every_type_is_asked_and_checked_as_it_is_typed() {
    let files = folder(&[("everything.elig", EVERYTHING)]);
    // Whatever is asked, wrong answers first: the order of the questions is for another test.
    let answers = "help\nwhy\nskip\nback\n24\nperhaps\nskip\nspine surgeon\nback\nspine surgeon\nlast year\n2025-10\nhelp\nwhy\n";
    let mut command = elig(files.path(), &["ask", "everything.elig", "--as-of", "2025-11-20"]);
    command.write_stdin(answers);
    insta::assert_snapshot!(shown(command, &["ask", "everything.elig", "--as-of", "2025-11-20"]));
}

#[test]
fn ends_as_soon_as_it_is_settled() {
    insta::assert_snapshot!(fed("24\nno\n", &["ask", HELLO, "--as-of", "2025-11-20"]));
    insta::assert_snapshot!(fed("24\nyes\nnobody is asked this\n", &["ask", HELLO, "--as-of", "2025-11-20"]));
}

#[test]
fn back_skip_decline_and_stop() {
    insta::assert_snapshot!(fed("skip\nback\ndecline\nstop\n", &["ask", HELLO, "--as-of", "2025-11-20"]));
    insta::assert_snapshot!(fed("skip\nskip\n", &["ask", HELLO, "--as-of", "2025-11-20"]));
}

#[test]
fn a_list_is_entered_field_by_field() {
    let text = "choice side { left, right }\nrecord injection { given: date \"When it was given\", at: side \"On which side\" }\n\
                fact injections: list of injection \"Injections that were given\"\nrequire two: (count of injections where at is left) >= 2\n";
    let files = folder(&[("lists.elig", text)]);
    let arguments = ["ask", "lists.elig", "--as-of", "2025-11-20"];
    let mut command = elig(files.path(), &arguments);
    command.write_stdin("add\n2025-05\n1\nyes\nskip\nleft\nback\nback\n2025-06-01\nleft\nno\n");
    insta::assert_snapshot!(shown(command, &arguments));
}

#[test]
fn a_record_goes_on_where_it_was() {
    let files = folder(&[
        ("hello.elig", &std::fs::read_to_string(repository().join(HELLO)).unwrap()),
        ("p.json", "{ \"id\": \"p-7\", \"as_of\": \"2025-11-20\", \"mine\": [1, 2], \"pain_months\": 24 }"),
    ]);
    let arguments = ["ask", "hello.elig", "p.json", "-o", "p.json"];
    let mut command = elig(files.path(), &arguments);
    command.write_stdin("no\n");
    insta::assert_snapshot!(shown(command, &arguments));
    insta::assert_snapshot!(std::fs::read_to_string(files.path().join("p.json")).unwrap());
    // Another file that is there is not replaced.
    std::fs::write(files.path().join("q.json"), "{}").unwrap();
    let arguments = ["ask", "hello.elig", "-o", "q.json"];
    insta::assert_snapshot!(shown(elig(files.path(), &arguments), &arguments));
    let arguments = ["ask", "hello.elig", "-o", "hello.elig", "--force"];
    insta::assert_snapshot!(shown(elig(files.path(), &arguments), &arguments));
}

#[test]
fn what_goes_wrong() {
    insta::assert_snapshot!(fed("", &["ask", CLEVELAND, "nobody.json"]));
    insta::assert_snapshot!(fed("", &["ask", "nobody.elig"]));
    insta::assert_snapshot!(fed("", &["ask", "examples/records/no_pacemaker_known.json"]));
}

/// Who judged is no `decline`, and what was entered of a list before a stop is kept.
#[test]
fn a_form_loses_nothing_and_makes_nothing_up() {
    let doses = "record given { on: date, dose: integer }\nfact doses: list of given \"Doses\"\n\
                 require two: (count of doses where dose > 3) >= 4\n";
    let fits = "fact fits: attested boolean\nrequire fits\n";
    let files = folder(&[("doses.elig", doses), ("fits.elig", fits)]);
    let ask = |file: &str, answers: &str| {
        let arguments = ["ask", file, "--as-of", "2025-11-20"];
        let mut command = elig(files.path(), &arguments);
        command.write_stdin(answers.to_owned());
        shown(command, &arguments)
    };
    insta::assert_snapshot!(ask(
        "doses.elig",
        "add\n2025-01-01\n5\nyes\n2025-02-01\n6\nyes\n2025-03-01\nstop\n"
    ));
    insta::assert_snapshot!(ask("fits.elig", "yes\ndecline\n"));
    insta::assert_snapshot!(ask("fits.elig", "yes\nspine surgeon\n2025-10\n"));
    insta::assert_snapshot!(ask("fits.elig", "decline\n"));
    let arguments = ["ask", "fits.elig", "-o", "nowhere/p.json"];
    insta::assert_snapshot!(shown(elig(files.path(), &arguments), &arguments));
}
