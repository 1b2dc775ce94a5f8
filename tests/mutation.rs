//! Rules are changed, and tests notice: what is changed, what comes of it, and the tests that are offered.

use std::fmt::Write as _;

use elig::loader::{Memory, Wanted};
use elig::testing::mutation::{Fate, Options, Proof, Report, Tested, mutants, run};
use elig::{AsOf, Compilation, Record};
use jiff::civil::date;
use proptest::prelude::*;

use crate::support::compile;

const FACTS: &str = r#"
vocabulary facts "Facts of the tests"

choice relief "What it did" { none, temporary, lasting }
record visit { day: date, kind: relief, points: integer }

fact months: integer 0..1200
fact ratio: decimal 0..1
fact crp: quantity 'mg/L' 0..500
fact since: date or never
fact mri: date
fact birth_date: date
fact pregnant: boolean
fact smoker: boolean
fact response: relief
fact tried: set of relief
fact visits: list of visit
fact diagnosis: code

valueset heart { icd10cm: I50.*, icd10cm: I11.0 }
"#;

fn files(text: &str) -> Memory {
    Memory::new().with("facts.elig", FACTS).with("main.elig", text)
}

fn compiled(text: &str) -> Compilation {
    let compilation = elig::compile(&files(text), Wanted::File("main.elig"));
    let shown = compilation.problems.render_plain(&compilation.sources);
    assert!(compilation.ruleset.is_some(), "{shown}\nin:\n{text}");
    compilation
}

/// What comes of the mutants of a ruleset in memory.
fn report(files: &Memory, names: &[&str]) -> Report {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let all = Tested::all(files, &names);
    let [tested] = all.as_slice() else { panic!("{} rulesets have tests", all.len()) };
    run(tested, &Options::default(), &|_, _| true)
}

/// All changes of a statement, each with the lines that it leaves.
fn changes(statement: &str) -> String {
    let text = format!("ruleset main\n\nuse facts\n\n{statement}\n");
    let compilation = compiled(&text);
    let mut shown = format!("{statement}\n");
    for mutant in mutants(&compilation) {
        let original = compilation.sources.text(mutant.place.file);
        let lines = mutant.lines(original);
        writeln!(shown, "    {}", mutant.id()).unwrap();
        for line in lines.after {
            writeln!(shown, "      + {}", line.trim()).unwrap();
        }
        let files = Memory::new().with("facts.elig", FACTS).with("main.elig", &text);
        let name = compilation.sources.name(mutant.place.file).to_owned();
        let changed = elig::compile(&files.with(name, mutant.text(original)), Wanted::File("main.elig"));
        if changed.ruleset.is_none() {
            writeln!(shown, "      (does not compile)").unwrap();
        }
    }
    shown
}

#[test]
fn every_kind_of_change() {
    let statements = [
        "require chronic: months >= 6",
        "require months < 6",
        "exclude pregnant",
        "require r: ratio <= 0.50",
        "require r: crp between 2.5 'mg/L' and 5 'mg/L'",
        "require r: response is none",
        "require r: response is not lasting and smoker",
        "require r: smoker or\n  pregnant or months > 3",
        "require r: not smoker",
        "require r: at least 2 of { smoker, pregnant, months > 3 }",
        "require r: any of { smoker, pregnant }",
        "require r: response in { none, temporary }",
        "require r: tried has any of { none, temporary }",
        "require r: tried has lasting",
        "require r: since at least 6 months ago or since is never",
        "require r: mri within 6 weeks before since",
        "require r: mri on or before @2025-05-01",
        "require r: mri in @2025",
        "require r: age >= 18 years",
        "require r: since + 3 months <= mri",
        "require r: some visits where kind is none",
        "require r: every visits where points > 2 has kind is lasting",
        "require r: (count of visits where points > 2 spaced at least 30 days) >= 2",
        "require r: (latest points over visits within 1 year where (kind is none)) > 3",
        "require r: in some 30 days from mri to as_of: some visits where points > 2",
        "require r: diagnosis in heart",
        "require r: months is known",
        "require r: smoker\n  unless pregnant\n  except when months > 3\n  applies when response is none",
        "exclude r: smoker\n  until since + 6 months",
        "require r: smoker\n  when not recorded: met because \"silence is no smoke\"",
        "define grade = if smoker then 2 else 1\nrequire r: grade >= 2",
        "score points { +1 when smoker, +2 when pregnant, missing counts 0 }\nrequire r: points >= 2",
        "table due: integer by months { < 6: 3, >= 6: 1 }\nrequire r: due >= 2",
        "table due: integer by months { 0 to 5: 3, 6 to 1200: 1 }\nrequire r: due >= 2",
        "parameter least: integer 0..1200 = 6\nrequire r: months >= least",
        "require r: smoker\noutput kind: relief = if pregnant then none else lasting",
        "require r: smoker\nassume smoker = true when not recorded because \"most are\"",
    ];
    let shown: Vec<String> = statements.iter().map(|statement| changes(statement)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_change_of_a_base_is_no_change_of_its_variant() {
    let base = "ruleset base\n\nuse facts\n\nparameter least: integer = 6\n\nrequire chronic: months >= least\nexclude pregnant\n";
    let variant = "extend base as main {\n  without pregnant,\n  replace chronic: months > 3,\n  add exclude smoker,\n  set least = 4,\n}\n";
    let files = files(variant).with("base.elig", base);
    let compilation = elig::compile(&files, Wanted::File("main.elig"));
    let told: Vec<String> = mutants(&compilation)
        .iter()
        .map(|mutant| {
            let lines = mutant.lines(variant);
            format!("{}\n  {}", mutant.id(), lines.after.join("\n  "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// The texts of survivors.
fn survivors(report: &Report) -> Vec<String> {
    report.survivors().map(|(result, _)| result.mutant.id()).collect()
}

const SMALL: &str = r#"ruleset main "A small one"

use facts

require chronic: months >= 6
exclude pregnant
"#;

const ALL_CAUGHT: &str = r#"
patient p { as_of = @2025-11-20, months = 6, pregnant = false }

test "at the bound" given p expect eligible
test "below it" given p with months = 5 expect ineligible by only chronic
test "pregnant" given p with pregnant = true expect ineligible by only pregnant
"#;

#[test]
fn tests_at_the_bound_catch_everything() {
    let report = report(&files(&format!("{SMALL}{ALL_CAUGHT}")), &["main.elig"]);
    assert_eq!(survivors(&report), Vec::<String>::new());
    assert_eq!(report.count(|fate| matches!(fate, Fate::Caught { .. })), report.results.len());
    assert!(report.results.len() >= 7, "{report:?}");
}

#[test]
fn a_survivor_comes_with_a_test_that_would_have_failed() {
    let tests = ALL_CAUGHT.replace("months = 6", "months = 24").replace("months = 5", "months = 1");
    let report = report(&files(&format!("{SMALL}{tests}")), &["main.elig"]);
    let shown: Vec<String> = report
        .survivors()
        .map(|(result, survivor)| {
            let test = survivor.test.as_ref().expect("one can be found");
            format!("{}\n{}", result.mutant.id(), test.text)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

/// The offered tests, pasted, leave no survivor.
#[test]
fn pasted_tests_catch_what_survived() {
    let mut text = format!(
        "{SMALL}caution smoker\noutput dose: integer = if crp >= 5 'mg/L' then 2 else 1\n\
         exclude fresh: since at most 6 months ago\n  until since + 6 months + 1 day\n\n\
         patient p {{ as_of = @2025-11-20, months = 24, pregnant = false, crp = 1 'mg/L', since = @2020-01-01 }}\n\n\
         test \"one\" given p expect eligible\n"
    );
    for _ in 0..20 {
        let report = report(&files(&text), &["main.elig"]);
        let Some((_, survivor)) = report.survivors().next() else { return };
        let test = survivor.test.as_ref().unwrap_or_else(|| panic!("{:?}", survivors(&report)));
        text += &format!("\n{}", test.text);
    }
    panic!("tests are offered without end:\n{text}");
}

/// The mutant with this name, and what came of it.
fn fate<'r>(report: &'r Report, id: &str) -> &'r Fate {
    let found = report.results.iter().find(|result| result.mutant.id().starts_with(id));
    let all = || report.results.iter().map(|result| result.mutant.id()).collect::<Vec<_>>();
    &found.unwrap_or_else(|| panic!("no {id} in {:#?}", all())).fate
}

fn is_caught_by(fate: &Fate, title: &str) -> bool {
    matches!(fate, Fate::Caught { by } if &**by == title)
}

#[test]
fn every_part_of_an_expectation_catches() {
    let rules = "ruleset main\n\nuse facts\n\nrequire chronic: months >= 6 and (smoker or not smoker)\n\
        caution old: months > 30\noutput dose: integer = if months > 30 then 2 else 1\n\
        exclude fresh: pregnant\n  until since + 6 months\n";
    let patient = "\npatient p { as_of = @2025-11-20, months = 24, smoker = true, pregnant = false, since = @2025-10-01 }\n";
    for (change, test) in [
        (
            "chronic: `(smoker or not smoker)` was dropped",
            "without smoker expect undetermined missing only smoker",
        ),
        ("old: `30` became `31`", "with months = 31 expect eligible cautions old"),
        ("output dose: `2` became `3`", "with months = 31 expect eligible output dose = 2"),
        ("fresh: `6 months` became `5 months`", "with pregnant = true expect ineligible until @2026-04-01"),
        (
            "fresh: `until since + 6 months` was dropped",
            "with pregnant = true expect ineligible until @2026-04-01",
        ),
        ("fresh: the rule was dropped", "with pregnant = true expect ineligible by only fresh"),
    ] {
        let without = report(
            &files(&format!("{rules}{patient}test \"plain\" given p expect eligible\n")),
            &["main.elig"],
        );
        assert!(matches!(fate(&without, change), Fate::Survived(_)), "{change} is caught as it is");
        let text = format!("{rules}{patient}test \"this\" given p {test}\n");
        let with = report(&files(&text), &["main.elig"]);
        assert!(is_caught_by(fate(&with, change), "this"), "{change}: {:?}", fate(&with, change));
    }
}

#[test]
fn equivalent_mutants_are_no_survivors() {
    let text = format!("{}{ALL_CAUGHT}", SMALL.replace("months >= 6", "months >= 6 and months >= 3"));
    let report = report(&files(&text), &["main.elig"]);
    let change = "chronic: `months >= 3` was dropped";
    assert_eq!(*fate(&report, change), Fate::Equivalent(Proof::AllCases));
    assert_eq!(survivors(&report), Vec::<String>::new());
}

#[test]
fn what_nothing_reads_compiles_to_the_same() {
    let text = format!("{SMALL}define old = months >= 100\n{ALL_CAUGHT}");
    let report = report(&files(&text), &["main.elig"]);
    assert_eq!(*fate(&report, "define old: `>=` became `>`"), Fate::Equivalent(Proof::SameCore));
}

#[test]
fn tests_in_files_of_their_own_and_under_settings_count() {
    let rules = SMALL
        .replace("months >= 6", "months >= least")
        .replace("use facts", "use facts\n\nparameter least: integer = 6");
    let header = "tests for main with least = 12\n";
    let tests = ALL_CAUGHT.replace("months = 6", "months = 12").replace("months = 5", "months = 11");
    let files = files(&rules).with("main.test.elig", format!("{header}{tests}"));
    let report = report(&files, &["main.elig", "main.test.elig"]);
    assert!(matches!(fate(&report, "chronic: `>=` became `>`"), Fate::Caught { .. }));
    // What the file of tests sets hides the ruleset's own value, which no test sees.
    let Fate::Survived(survivor) = fate(&report, "parameter least: `6` became `7`") else {
        panic!("no test sees the ruleset's own value")
    };
    let test = survivor.test.as_ref().expect("the patients of other files can be tried");
    assert_eq!(test.file, "main.elig");
    assert!(test.text.contains("months = 6"), "{}", test.text);
}

#[test]
fn a_mutant_of_a_used_value_set_survives_until_each_code_is_tested() {
    let rules = "ruleset main\n\nuse facts\n\nrequire r: diagnosis in heart\n\n\
        test \"one\" given with as_of = @2025-11-20, diagnosis = { system = icd10cm, code = \"I50.1\" } expect eligible\n\
        test \"other\" given with as_of = @2025-11-20, diagnosis = { system = icd10cm, code = \"J45.9\" } expect ineligible\n";
    let report = report(&files(rules), &["main.elig"]);
    assert!(matches!(fate(&report, "valueset heart: `icd10cm: I50.*` was dropped"), Fate::Caught { .. }));
    let Fate::Survived(survivor) = fate(&report, "valueset heart: `icd10cm: I11.0` was dropped") else {
        panic!("no test has that code")
    };
    let test = survivor.test.as_ref().expect("a code of the set can be tried");
    assert!(test.text.contains("I11.0"), "{}", test.text);
}

#[test]
fn what_the_settings_of_the_tests_hide_is_not_equivalent() {
    let text = "ruleset main\n\nuse facts\n\nparameter least: integer = 3\n\nrequire r: months >= least or months >= 4\n";
    let tests = "tests for main with least = 5\n\n\
        test \"long\" given with months = 4, as_of = @2025-11-20 expect eligible\n\
        test \"short\" given with months = 3, as_of = @2025-11-20 expect ineligible\n";
    let report = report(&files(text).with("main.test.elig", tests), &["main.test.elig"]);
    let fate = |change: &str| {
        let result = report.results.iter().find(|result| result.mutant.what.starts_with(change));
        result.unwrap_or_else(|| panic!("no mutant `{change}`")).fate.clone()
    };
    // With the ruleset's own `least` both say something else of three or four months.
    for change in ["`3` became `2`", "`months >= least` was dropped"] {
        assert!(matches!(fate(change), Fate::Survived(_)), "{change}: {:?}", fate(change));
    }
}

#[test]
fn accept_names_a_change_and_no_rule() {
    let tests = "test \"long\" given with months = 9, as_of = @2025-11-20 expect eligible\n";
    let text = "ruleset main\n\nuse facts\n\nrequire chronic: months >= 6\n\n";
    let without = report(&files(&format!("{text}{tests}")), &["main.elig"]).survivors().count();
    assert!(without > 1);
    for vague in ["", "c", "chronic", "chronic: "] {
        let accept = format!("accept \"{vague}\" because \"of nothing\"\n");
        let compilation = elig::compile(&files(&format!("{text}{tests}{accept}")), Wanted::File("main.elig"));
        let codes: Vec<_> = compilation.problems.iter().map(|problem| problem.code.as_str()).collect();
        assert!(codes.contains(&"E0607"), "{vague}: {codes:?}");
    }
    let accept = "accept \"chron: `>=` became `>`\" because \"a name is a whole name\"\n";
    let report = report(&files(&format!("{text}{tests}{accept}")), &["main.elig"]);
    assert!(report.survivors().all(|(_, survivor)| survivor.accepted.is_none()));
    assert_eq!(report.unmatched.len(), 1);
}

#[test]
fn accepted_survivors_are_told_apart() {
    let tests = ALL_CAUGHT
        .replace("test \"at the bound\"", "test \"far from the bound\"")
        .replace("months = 6", "months = 24");
    let accept = "\naccept \"chronic: `>=` became `>`\" because \"the two readings meet\"\naccept \"chronic: no such change\" because \"it was there once\"\n";
    let report = report(&files(&format!("{SMALL}{tests}{accept}")), &["main.elig"]);
    let accepted: Vec<_> =
        report.survivors().filter_map(|(_, survivor)| survivor.accepted.as_deref()).collect();
    assert_eq!(accepted, ["the two readings meet"]);
    let unmatched: Vec<_> =
        report.unmatched.iter().map(|unmatched| (&*unmatched.mutant, unmatched.line)).collect();
    assert_eq!(unmatched, [("chronic: no such change", 15)]);
}

#[test]
fn accept_is_written_like_any_statement() {
    let text = "accept \"a: `>=` became `>`\" because \"it is so\"\n";
    let mut problems = elig::diagnostic::Problems::new();
    let tree = elig::syntax::parse(text, elig::source::FileId::default(), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let printed = elig::syntax::print::print(&tree, text);
    assert_eq!(printed, "accept \"a: `>=` became `>`\"\n  because \"it is so\"\n");
}

#[test]
fn only_some_mutants_are_run_when_asked() {
    let files = files(&format!("{SMALL}{ALL_CAUGHT}"));
    let all = Tested::all(&files, &["main.elig".to_owned()]);
    let some = run(&all[0], &Options { only: Some("chron".to_owned()), ..Options::default() }, &|_, _| true);
    assert!(some.results.iter().all(|result| &*result.mutant.subject.name == "chronic"));
    let few = run(&all[0], &Options { limit: 3, ..Options::default() }, &|_, _| true);
    assert_eq!(few.results.len(), 3);
    assert!(few.made > 3);
    let stopped = run(&all[0], &Options::default(), &|_, _| false);
    assert!(stopped.stopped && stopped.results.len() < stopped.made);
}

// ---------------------------------------------------------------- laws

const LAW_FACTS: &str = "fact x: integer 0..30\nfact y: decimal\nfact a: boolean\nfact b: boolean\nfact k: choice { red, green, blue }\nfact d: date or never\n";

fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..5_u8, 0..30_u8)
            .prop_map(|(op, bound)| format!("x {} {bound}", [">=", ">", "<", "<=", "="][op as usize])),
        (0..4_u8, 0..40_u8).prop_map(|(op, bound)| format!(
            "y {} {}.5",
            [">=", ">", "<", "<="][op as usize],
            bound
        )),
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("a is known".to_owned()),
        (0..3_u8).prop_map(|at| format!("k is {}", ["red", "green", "blue"][at as usize])),
        Just("k in { red, green }".to_owned()),
        (1..9_u8).prop_map(|months| format!("d at least {months} months ago")),
        Just("d is never".to_owned()),
        (1..12_u8).prop_map(|month| format!("d before @2025-{month:02}-01")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    let both = (atom(), atom(), 0..2_u8)
        .prop_map(|(one, other, or)| format!("({one} {} {other})", ["and", "or"][or as usize]));
    let part = prop_oneof![2 => atom(), 1 => both, 1 => atom().prop_map(|atom| format!("not ({atom})"))];
    (prop::collection::vec(part, 1..4), 0..3_u8).prop_map(|(parts, how)| match how {
        0 => format!("all of {{ {} }}", parts.join(", ")),
        1 => format!("any of {{ {} }}", parts.join(", ")),
        _ => format!("at least 1 of {{ {} }}", parts.join(", ")),
    })
}

fn law_ruleset() -> impl Strategy<Value = String> {
    (condition(), condition(), prop::option::of(condition())).prop_map(|(one, other, unless)| {
        let unless = unless.map(|unless| format!("\n  unless {unless}")).unwrap_or_default();
        format!("{LAW_FACTS}require one: {one}{unless}\nexclude other: {other}\n")
    })
}

const LAW_TEST: &str = "test \"nothing\" given with as_of = @2025-11-20 expect VERDICT\n\
    patient p { as_of = @2025-11-20, x = 10, y = 7, a = true, b = false, k = red, d = @2025-03-03 }\n";

fn law_record() -> impl Strategy<Value = String> {
    let bit = || prop_oneof![Just("null"), Just("true"), Just("false")];
    let x = prop_oneof![
        1 => Just("null".to_owned()),
        6 => (0..31_u8).prop_map(|x| x.to_string()),
        1 => (0..30_u8).prop_map(|x| format!("\">{x}\"")),
        1 => (1..30_u8).prop_map(|x| format!("\"<={x}\"")),
    ];
    let y = prop_oneof![Just("null".to_owned()), (0..80_u8).prop_map(|y| format!("{}", f64::from(y) / 2.0))];
    let k = prop_oneof![Just("null"), Just("\"red\""), Just("\"green\""), Just("\"blue\"")];
    let d = prop_oneof![
        Just("null".to_owned()),
        Just("\"never\"".to_owned()),
        (1..13_u8).prop_map(|month| format!("\"2025-{month:02}\"")),
        (1..13_u8, 1..29_u8).prop_map(|(month, day)| format!("\"2025-{month:02}-{day:02}\"")),
    ];
    (x, y, bit(), bit(), k, d).prop_map(|(x, y, a, b, k, d)| {
        format!("{{\"x\": {x}, \"y\": {y}, \"a\": {a}, \"b\": {b}, \"k\": {k}, \"d\": {d}}}")
    })
}

/// What tests can see of a decision.
fn seen(decision: &elig::Decision) -> (elig::Verdict, Vec<String>, Vec<String>) {
    let mut missing: Vec<String> = elig::testing::missing(decision).iter().map(ToString::to_string).collect();
    missing.sort_unstable();
    let verdict = decision.verdict();
    (verdict, elig::testing::due_to(decision, verdict).iter().map(ToString::to_string).collect(), missing)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every test that is offered passes on the ruleset and fails on its mutant; and a mutant that is called equivalent
    /// says of any record what its ruleset says.
    #[test]
    fn offered_tests_tell_and_proven_mutants_do_not(rules in law_ruleset(), records in prop::collection::vec(law_record(), 60)) {
        let ruleset = compile(&rules).ruleset;
        prop_assume!(ruleset.is_some());
        let ruleset = ruleset.unwrap();
        let as_of = AsOf::Fixed(date(2025, 11, 20));
        let verdict = ruleset.decide_json("{}", as_of).unwrap().verdict();
        let text = format!("{rules}{}", LAW_TEST.replace("VERDICT", &verdict.to_string()));
        let files = Memory::new().with("main.elig", &text);
        let names = ["main.elig".to_owned()];
        let tested = Tested::all(&files, &names);
        let report = run(&tested[0], &Options { limit: 24, ..Options::default() }, &|_, _| true);
        for result in &report.results {
            let changed = result.mutant.text(&text);
            match &result.fate {
                Fate::Survived(survivor) => {
                    let Some(test) = &survivor.test else { continue };
                    let (ours, theirs) = (format!("{text}\n{}", test.text), format!("{changed}\n{}", test.text));
                    let ours = compile(&ours);
                    let last = ours.suite.tests.last().expect("it was pasted");
                    prop_assert!(last.run(ours.ruleset.as_ref().unwrap()).unwrap().passes(), "{}", test.text);
                    // A rule that was dropped cannot be named any more: its test is no test of the mutant, and cannot pass.
                    if let Some(theirs) = compile(&changed).ruleset.filter(|_| compile(&theirs).ruleset.is_some()) {
                        prop_assert!(!last.run(&theirs).unwrap().passes(), "{}\n{}", result.mutant.id(), test.text);
                    }
                }
                Fate::Equivalent(_) => {
                    let theirs = compile(&changed).ruleset.expect("it was compiled");
                    for record in &records {
                        let record = Record::from_json(ruleset.vocabulary(), record).unwrap();
                        prop_assert!(record.problems().is_empty());
                        let (ours, other) = (ruleset.decide(&record, as_of).unwrap(), theirs.decide(&record, as_of).unwrap());
                        prop_assert_eq!(seen(&ours), seen(&other), "{} of\n{}", result.mutant.id(), &rules);
                    }
                }
                _ => {}
            }
        }
    }
}
