//! The shipped rulesets: they check without a warning, stand in canonical form, and the example patients
//! between them meet, fail and leave open every rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use elig::diagnostic::Problems;
use elig::loader::{Disk, Wanted};
use elig::source::FileId;
use elig::{AsOf, Outcome, Record, Ruleset};
use jiff::civil::date;

/// The pages that tell patients and readers who is a candidate, in the order of the verdicts below.
const PAGES: [&str; 5] = [
    "rulesets/intracept/cleveland_clinic.elig",
    "rulesets/intracept/desert_spine.elig",
    "rulesets/intracept/basivertebral_page.elig",
    "rulesets/intracept/droracle_answer.elig",
    "rulesets/intracept/droracle_review.elig",
];

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

/// What every rule says of some patient, and each patient's verdict by each page. A rule that asks nothing of the
/// patient turns away all of them.
#[test]
fn the_patients_bring_out_every_rule() {
    let patients = below("examples/patients", "json");
    assert!(patients.len() >= 12);
    let rulesets = PAGES.map(load);
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut verdicts = String::new();
    for patient in &patients {
        let text = std::fs::read_to_string(patient).expect("it can be read");
        let name = patient.file_stem().expect("a name").to_string_lossy().into_owned();
        write!(verdicts, "{name:<36}").expect("a string takes all");
        for ruleset in &rulesets {
            let record = Record::from_json(ruleset.vocabulary(), &text).expect("an object");
            assert!(record.problems().is_empty(), "{name}: {:?}", record.problems());
            assert!(record.id().is_some() && record.as_of().is_some(), "{name}");
            let decision =
                ruleset.decide(&record, AsOf::RecordOr(date(2000, 1, 1))).expect("its own vocabulary");
            assert!(decision.warnings().is_empty(), "{name}: {:?}", decision.warnings());
            write!(verdicts, " {:<14}", decision.verdict().to_string()).expect("a string takes all");
            for finding in decision.rules() {
                let rule = format!("{}.{}", ruleset.name().unwrap_or_default(), finding.label);
                if &*finding.condition == "true" {
                    assert_eq!(finding.outcome, Outcome::NotMet, "{rule} of {name}");
                } else {
                    seen.entry(rule).or_default().insert(format!("{:?}", finding.outcome));
                }
            }
        }
        verdicts.truncate(verdicts.trim_end().len());
        verdicts.push('\n');
    }
    let wanted: BTreeSet<String> = [Outcome::Met, Outcome::NotMet, Outcome::Unknown]
        .iter()
        .map(|outcome| format!("{outcome:?}"))
        .collect();
    for (rule, outcomes) in &seen {
        assert!(outcomes.is_superset(&wanted), "{rule} is only ever {outcomes:?}");
    }
    insta::assert_snapshot!(verdicts);
}

/// One record is read once for all of them: they share their vocabulary.
#[test]
fn the_pages_share_their_vocabulary() {
    let [cleveland, others @ ..] = PAGES.map(load);
    for other in others {
        assert_eq!(cleveland.vocabulary(), other.vocabulary());
    }
}
