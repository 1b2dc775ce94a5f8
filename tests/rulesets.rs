//! The shipped rulesets: they check without a warning, stand in canonical form, and the example patients
//! between them meet, fail and leave open every rule.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use elig::diagnostic::Problems;
use elig::loader::{Disk, Wanted};
use elig::source::FileId;
use elig::testing::coverage::Coverage;
use elig::testing::due_to;
use elig::testing::mutation::{self, Tested};
use elig::{AsOf, Decision, Outcome, Record, Ruleset, Verdict};
use jiff::civil::date;

/// The pages that tell patients and readers who is a candidate. The example patients bring out each of their rules.
const PAGES: [&str; 5] =
    ["cleveland_clinic", "desert_spine", "basivertebral_page", "droracle_answer", "droracle_review"];

/// What regulators, trials and payers publish.
const CRITERIA: [&str; 6] = [
    "fda_k153272",
    "smart_trial",
    "intracept_trial",
    "intracept_single_arm",
    "medicare_a59468",
    "commercial_policy",
];

/// All rulesets that say who may have the procedure.
fn candidacy() -> Vec<(&'static str, Ruleset)> {
    PAGES.iter().chain(&CRITERIA).map(|name| (*name, intracept(name))).collect()
}

fn intracept(name: &str) -> Ruleset {
    load(&format!("rulesets/intracept/{name}.elig"))
}

fn below(folder: &str, extension: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("it can be read").into_path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

fn load(path: &str) -> Ruleset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let compilation = elig::compile(&Disk::new(), Wanted::File(&path.display().to_string()));
    assert!(compilation.problems.is_empty(), "{}", compilation.problems.render_plain(&compilation.sources));
    compilation.ruleset.expect("no problems")
}

#[test]
fn every_shipped_ruleset_checks_without_a_warning() {
    let files = below("rulesets", "elig");
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        load(&file.display().to_string());
    }
}

#[test]
fn every_shipped_ruleset_is_formatted() {
    for file in below("rulesets", "elig").into_iter().chain(below("examples", "elig")) {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let tree = elig::syntax::parse(&text, FileId::default(), &mut Problems::new());
        assert_eq!(elig::syntax::print::print(&tree, &text), text, "{}", file.display());
    }
}

/// Each example patient, by name, with what every one of these rulesets decides.
fn decided<'r>(rulesets: &'r [(&'static str, Ruleset)]) -> Vec<(String, Vec<(&'r str, Decision)>)> {
    let patients = below("examples/patients", "json");
    let decided = patients.iter().map(|patient| {
        let text = std::fs::read_to_string(patient).expect("it can be read");
        let name = patient.file_stem().expect("a name").to_string_lossy().into_owned();
        let decisions = rulesets.iter().map(|(ruleset_name, ruleset)| {
            let record = Record::from_json(ruleset.vocabulary(), &text).expect("an object");
            assert!(record.problems().is_empty(), "{name}: {:?}", record.problems());
            assert_eq!(record.id(), Some(&*name));
            assert!(record.as_of().is_some(), "{name}");
            let decision =
                ruleset.decide(&record, AsOf::RecordOr(date(2000, 1, 1))).expect("its own vocabulary");
            assert!(decision.warnings().is_empty(), "{name}: {:?}", decision.warnings());
            (*ruleset_name, decision)
        });
        (name.clone(), decisions.collect())
    });
    let decided: Vec<_> = decided.collect();
    assert!(decided.len() >= 30);
    decided
}

/// What every rule of a page says of some patient. A rule that asks nothing of the patient turns away all of them.
#[test]
fn the_patients_bring_out_every_rule_of_the_pages() {
    let rulesets = PAGES.map(|name| (name, intracept(name)));
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (patient, decisions) in decided(&rulesets) {
        for (ruleset, decision) in decisions {
            for finding in decision.rules() {
                let rule = format!("{ruleset}.{}", finding.label);
                if &*finding.condition == "true" {
                    assert_eq!(finding.outcome, Outcome::NotMet, "{rule} of {patient}");
                } else {
                    seen.entry(rule).or_default().insert(format!("{:?}", finding.outcome));
                }
            }
        }
    }
    let wanted: BTreeSet<String> = [Outcome::Met, Outcome::NotMet, Outcome::Unknown]
        .iter()
        .map(|outcome| format!("{outcome:?}"))
        .collect();
    assert!(seen.len() >= 30, "{seen:?}");
    for (rule, outcomes) in &seen {
        assert!(outcomes.is_superset(&wanted), "{rule} is only ever {outcomes:?}");
    }
}

/// Each patient's verdict by each ruleset.
#[test]
fn the_verdicts_on_the_patients() {
    let rulesets = candidacy();
    let name = |verdict: Verdict| match verdict {
        Verdict::Eligible => "eligible",
        Verdict::Ineligible => "-",
        Verdict::Undetermined => "?",
        Verdict::NotApplicable => "n/a",
    };
    let line = |first: &str, cells: Vec<&str>| {
        let cells: String = cells.iter().map(|cell| format!(" {cell:<20}")).collect();
        format!("{first:<34}{}\n", cells.trim_end())
    };
    let mut table = line("", rulesets.iter().map(|(name, _)| *name).collect());
    for (patient, decisions) in decided(&rulesets) {
        table += &line(&patient, decisions.iter().map(|(_, decision)| name(decision.verdict())).collect());
    }
    insta::assert_snapshot!(table);
}

/// A review that denies everybody has nobody whom others turn away; nor has the randomized trial any whom its single
/// arm turns away, which asks the same and less.
fn can_differ(has: &str, turns_away: &str) -> bool {
    has != "droracle_review" && (has, turns_away) != ("intracept_trial", "intracept_single_arm")
}

/// Has the one ruleset this patient, and does the other turn the same patient away, for a single reason? The review
/// that denies everybody has all its reasons of each.
fn shows(patient: &[(&str, Decision)], has: &str, turns_away: &str) -> bool {
    let decision = |name: &str| {
        patient.iter().find(|(ruleset, _)| *ruleset == name).map(|(_, decision)| decision).expect("decided")
    };
    let against = decision(turns_away);
    let reasons = due_to(against, Verdict::Ineligible).len();
    decision(has).verdict() == Verdict::Eligible
        && against.verdict() == Verdict::Ineligible
        && (reasons == 1 || turns_away == "droracle_review")
}

/// Wherever one ruleset can have a patient whom another one turns away, some patient shows it.
#[test]
fn the_patients_bring_out_every_disagreement() {
    let rulesets = candidacy();
    let patients = decided(&rulesets);
    for (has, _) in &rulesets {
        for (turns_away, _) in rulesets.iter().filter(|(other, _)| other != has) {
            let shown = patients.iter().any(|(_, decisions)| shows(decisions, has, turns_away));
            assert_eq!(
                shown,
                can_differ(has, turns_away),
                "{has} has a patient whom {turns_away} turns away"
            );
        }
    }
}

/// The table of `docs/intracept.md`: in each row whom its ruleset has, and that of the column turns away.
#[test]
fn the_page_on_intracept_names_a_patient_for_every_disagreement() {
    let rulesets = candidacy();
    let patients = decided(&rulesets);
    let page = include_str!("../docs/intracept.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| **"))
        .map(|line| line.trim_matches('|').split('|').skip(1).map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), rulesets.len());
    for ((has, _), row) in rulesets.iter().zip(&rows) {
        assert_eq!(row.len(), rulesets.len(), "{has}");
        for ((turns_away, _), number) in rulesets.iter().zip(row) {
            if has == turns_away || *number == "–" {
                assert_eq!(*number == "–", has != turns_away && !can_differ(has, turns_away));
                continue;
            }
            let (name, decisions) = patients
                .iter()
                .find(|(name, _)| name.starts_with(&format!("p-{number}-")))
                .expect("there is such a patient");
            assert!(shows(decisions, has, turns_away), "{name}: {has} has, and {turns_away} turns away");
        }
    }
}

/// One record is read once for all of them: they share their vocabulary.
#[test]
fn the_rulesets_share_their_vocabulary() {
    let rulesets = candidacy();
    for (name, ruleset) in &rulesets {
        assert_eq!(rulesets[0].1.vocabulary(), ruleset.vocabulary(), "{name}");
    }
}

/// The tests that stand beside the rulesets, each file with at least one.
#[test]
fn the_shipped_tests_pass() {
    let files: Vec<_> = below("rulesets", "elig")
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(".test.elig"))
        .collect();
    let mut failed = String::new();
    for file in &files {
        let path = file.display().to_string();
        let compilation = elig::compile(&Disk::new(), Wanted::File(&path));
        assert!(
            compilation.problems.is_empty(),
            "{}",
            compilation.problems.render_plain(&compilation.sources)
        );
        let ruleset = compilation.ruleset.expect("no problems");
        assert!(!compilation.suite.tests.is_empty(), "{path} has no test");
        for test in &compilation.suite.tests {
            let result = test.run(&ruleset).expect("its own vocabulary");
            if !result.passes() {
                failed += &format!("{path}: {}: {:?}\n", test.title, result.differences);
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// Of every rule every outcome is seen that there can be, and no change of a rule goes unnoticed or unexplained.
#[test]
fn the_shipped_tests_cover_every_rule_and_catch_every_mutant() {
    let loader = Disk::new();
    let files: Vec<_> = below("rulesets", "elig").iter().map(|path| path.display().to_string()).collect();
    let all = Tested::all(&loader, &files);
    assert!(all.len() >= PAGES.len() + CRITERIA.len() + 2, "{}", all.len());
    let mut missed = String::new();
    for tested in &all {
        let mut coverage = Coverage::new();
        for group in &tested.groups {
            let mut run = coverage.run(&group.ruleset);
            for test in group.tests() {
                run.add(&test.run(&group.ruleset).expect("its own vocabulary").decision);
            }
        }
        for ruleset in coverage.report().rulesets {
            if !ruleset.rules.is_full() {
                missed += &format!("{}: rules {:?}\n", tested.name, ruleset.rules);
            }
        }
        let report = mutation::run(tested, &mutation::Options::default(), &|_, _| true);
        assert!(!report.stopped && report.results.len() == report.made && report.made > 0, "{}", tested.name);
        for (result, _) in report.survivors().filter(|(_, survivor)| survivor.accepted.is_none()) {
            missed += &format!("{}: {} survives\n", tested.name, result.mutant.id());
        }
        for unmatched in &report.unmatched {
            missed += &format!("{}: {} is accepted, and does not survive\n", tested.name, unmatched.mutant);
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

/// Whatever decides is tested.
#[test]
fn every_intracept_ruleset_has_a_file_of_tests() {
    for name in PAGES.iter().chain(&CRITERIA).chain(&["panel", "procedure_alerts"]) {
        let path = format!("{}/rulesets/intracept/{name}.test.elig", env!("CARGO_MANIFEST_DIR"));
        assert!(Path::new(&path).exists(), "{path}");
    }
}
