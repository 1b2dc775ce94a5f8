//! A test that notices a mutant, found, written and tried.

use std::collections::HashSet;
use std::sync::Arc;

use super::candidates::Search;
use super::core::Difference;
use super::hints::Hints;
use super::mutants::Subject;
use super::tested::{Group, TestFile, Tested};
use crate::decision::Decision;
use crate::diagnostic::Problems;
use crate::eval::Verdict;
use crate::limits::{MAX_CANDIDATES, MAX_SEARCH_STEPS};
use crate::patient::expression;
use crate::possible::Possible;
use crate::syntax::ast::{
    Change, DateLiteral, Expectation, Expected, ExpectedOutput, ExpectedVerdict, Expr, FieldValue, File,
    Given, Listed, Name, Path, Place, Statement, StatementKind, TestBody, TestCase, Text,
};
use crate::syntax::print::{print, print_expr};
use crate::testing::describe::written as written_value;
use crate::testing::{AS_OF, Fields, due_to, missing, raised, read, unchecked};
use crate::{AsOf, Ruleset};

/// A test that passes on the ruleset and fails on a mutant of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyMade {
    /// The file that it belongs to.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The test, ready to be pasted there.
    pub text: String,
}

/// A patient to start from.
struct Seed<'t> {
    file: &'t TestFile,
    /// The patient's name, and what it says.
    patient: Option<(Arc<str>, &'t Fields)>,
}

/// What tests can see of a decision.
#[derive(Debug, PartialEq)]
struct Sight {
    verdict: Verdict,
    by: Vec<Arc<str>>,
    missing: Vec<Arc<str>>,
    cautions: Vec<Arc<str>>,
    unchecked: Vec<Arc<str>>,
    outputs: Vec<(Arc<str>, Option<Possible>)>,
    until: Option<jiff::civil::Date>,
}

impl Sight {
    fn of(decision: &Decision) -> Self {
        let verdict = decision.verdict();
        let open = verdict == Verdict::Undetermined;
        let sorted = |mut names: Vec<Arc<str>>| {
            names.sort_unstable();
            names
        };
        let outputs = decision.about().outputs.iter().filter_map(|output| {
            let (_, value) = decision.output(&output.name)?;
            Some((Arc::clone(&output.name), value.is_known().then(|| value.clone())))
        });
        Self {
            verdict,
            by: if open || verdict == Verdict::Ineligible { due_to(decision, verdict) } else { Vec::new() },
            missing: if open { sorted(missing(decision)) } else { Vec::new() },
            cautions: raised(decision),
            unchecked: unchecked(decision),
            outputs: outputs.collect(),
            until: decision.lapses(),
        }
    }
}

/// Looks for a test of this group that notices a mutant, and tries it.
pub fn find(
    tested: &Tested,
    subject: &Subject,
    (group, mutant): (&Group, &Ruleset),
    difference: &Difference,
) -> Option<ReadyMade> {
    let vocabulary = group.ruleset.vocabulary();
    let hints = Hints::of(&group.ruleset, mutant, difference, &tested.compilation.sources);
    let search = Search::new(vocabulary, &hints, difference);
    let (seeds, fields) = seeds(tested, group);
    // Of a large ruleset fewer patients: the work has a limit, too.
    let steps = group.ruleset.program().steps().len().max(1);
    let most = MAX_CANDIDATES.min(MAX_SEARCH_STEPS / steps);
    for (at, candidate) in search.candidates(&fields).take(most) {
        let Some(record) = read(&candidate, vocabulary, &mut Problems::new()) else { continue };
        let Some(as_of) = record.as_of() else { continue };
        let decide = |ruleset: &Ruleset| ruleset.decide(&record, AsOf::Fixed(as_of)).ok();
        let (Some(ours), Some(theirs)) = (decide(&group.ruleset), decide(mutant)) else { continue };
        let sights = (Sight::of(&ours), Sight::of(&theirs));
        if sights.0 == sights.1 {
            continue;
        }
        let Some(seed) = seeds.get(at) else { continue };
        let Some(test) = written(seed, &candidate, subject, &sights, &group.ruleset) else { continue };
        if tried(seed.file, &test, mutant) {
            return Some(test);
        }
    }
    None
}

/// The patients to start from, one for each answer that the ruleset gives; those it has no objection to come first.
/// Where these tests have none, they are the patients of tests under other settings.
fn seeds<'t>(tested: &'t Tested, group: &'t Group) -> (Vec<Seed<'t>>, Vec<Fields>) {
    let own: Vec<(Seed<'t>, Fields)> = group.suites.iter().flat_map(given_in).collect();
    let others = || {
        let file = group.suites.first()?;
        let elsewhere = tested.groups.iter().flat_map(Group::tests);
        Some(elsewhere.map(|test| (Seed { file, patient: None }, test.given.clone())).collect())
    };
    let all = if own.is_empty() { others().unwrap_or_default() } else { own };
    let mut found: Vec<(u8, Seed<'t>, Fields)> = Vec::new();
    let mut answers = HashSet::new();
    for (seed, given) in all {
        let Some(record) = read(&given, group.ruleset.vocabulary(), &mut Problems::new()) else { continue };
        let Some(as_of) = record.as_of() else { continue };
        let Ok(decision) = group.ruleset.decide(&record, AsOf::Fixed(as_of)) else { continue };
        let answer: Vec<_> = decision.outcomes().map(|(_, outcome)| outcome).collect();
        if answers.insert(answer) {
            let rank = match decision.verdict() {
                Verdict::Eligible => 0,
                Verdict::Undetermined => 1,
                Verdict::Ineligible => 2,
                Verdict::NotApplicable => 3,
            };
            found.push((rank, seed, given));
        }
    }
    found.sort_by_key(|(rank, ..)| *rank);
    found.into_iter().map(|(_, seed, given)| (seed, given)).unzip()
}

/// The patients of a file, and what its tests are given.
fn given_in(file: &TestFile) -> impl Iterator<Item = (Seed<'_>, Fields)> {
    let suite = &file.suite;
    let day = suite.tests.first().and_then(|test| test.given.get(AS_OF));
    let patients = suite.patients.iter().filter_map(move |(name, fields)| {
        let mut given = fields.clone();
        if !given.contains_key(AS_OF) {
            given.insert(AS_OF.into(), day?.clone());
        }
        Some((Seed { file, patient: Some((Arc::clone(name), fields)) }, given))
    });
    let tests = suite.tests.iter().map(move |test| {
        let patient = test.patient.as_ref();
        let patient = patient.and_then(|name| Some((Arc::clone(name), suite.patients.get(name)?)));
        (Seed { file, patient }, test.given.clone())
    });
    patients.chain(tests)
}

/// The test, as it is written: the verdict and what it is due to, and what else the mutant says otherwise.
fn written(
    seed: &Seed<'_>,
    candidate: &Fields,
    subject: &Subject,
    (ours, theirs): &(Sight, Sight),
    ruleset: &Ruleset,
) -> Option<ReadyMade> {
    let mut more = Vec::new();
    if !ours.by.is_empty() {
        more.push(Expected::By(listed(&ours.by)));
    }
    if ours.missing != theirs.missing && !ours.missing.is_empty() {
        more.push(Expected::Missing(listed(&ours.missing)));
    }
    if ours.cautions != theirs.cautions {
        more.push(match ours.cautions.is_empty() {
            true => Expected::NoCautions(Place::default()),
            false => Expected::Cautions(listed(&ours.cautions)),
        });
    }
    if ours.unchecked != theirs.unchecked {
        more.push(match ours.unchecked.is_empty() {
            true => Expected::NoUnchecked(Place::default()),
            false => Expected::Unchecked(listed(&ours.unchecked)),
        });
    }
    let differs = |name: &Arc<str>, value: &Option<Possible>| {
        !theirs.outputs.iter().any(|(other, theirs)| other == name && theirs == value)
    };
    let outputs = ours.outputs.iter().filter(|(name, value)| differs(name, value));
    let outputs: Vec<ExpectedOutput> = outputs
        .filter_map(|(name, value)| {
            let ty = &ruleset.about().outputs.iter().find(|output| output.name == *name)?.ty;
            let value = match value {
                Some(value) => Some(expression(&written_value(ty, value)?)?),
                None => None,
            };
            Some(ExpectedOutput { name: self::name(name), value })
        })
        .collect();
    if !outputs.is_empty() {
        more.push(Expected::Outputs(outputs));
    }
    if let Some(day) = ours.until.filter(|_| ours.until != theirs.until) {
        more.push(Expected::Until(DateLiteral { written: day.to_string(), place: Place::default() }));
    }
    let given = given(seed, candidate);
    let title = title(seed.file, subject, &given);
    let verdict = match ours.verdict {
        Verdict::Eligible => ExpectedVerdict::Eligible,
        Verdict::Ineligible => ExpectedVerdict::Ineligible,
        Verdict::Undetermined => ExpectedVerdict::Undetermined,
        Verdict::NotApplicable => ExpectedVerdict::NotApplicable,
    };
    let body = TestBody::Expect(Expectation { verdict, more, place: Place::default() });
    let text = Text { parts: vec![title.clone()], place: Place::default() };
    let test = TestCase { title: text, given: Some(given), body };
    let statement = Statement { kind: StatementKind::Test(test), place: Place::default() };
    let file = File { statements: vec![statement], ..File::default() };
    Some(ReadyMade { file: seed.file.name.clone(), title, text: print(&file, "") })
}

/// What is given, as a difference from a patient of the file where there is one.
fn given(seed: &Seed<'_>, candidate: &Fields) -> Given {
    let nothing = Fields::new();
    let base = seed.patient.as_ref().map_or(&nothing, |(_, fields)| *fields);
    let same =
        |name: &str, value: &Expr| base.get(name).is_some_and(|base| print_expr(base) == print_expr(value));
    let with: Vec<FieldValue> = candidate
        .iter()
        .filter(|(name, value)| !same(name, value))
        .map(|(name, value)| FieldValue { path: path(name), value: value.clone() })
        .collect();
    let without: Vec<Path> =
        base.keys().filter(|name| !candidate.contains_key(*name)).map(|name| path(name)).collect();
    let mut changes = Vec::new();
    if !with.is_empty() {
        changes.push(Change::With(with));
    }
    if !without.is_empty() {
        changes.push(Change::Without(without));
    }
    Given { patient: seed.patient.as_ref().map(|(name, _)| path(name)), changes }
}

/// What the test is about, and what is given: no other test of the file has this title.
fn title(file: &TestFile, subject: &Subject, given: &Given) -> String {
    let changes = given.changes.iter().flat_map(|change| match change {
        Change::With(fields) => {
            let fields = fields.iter().filter(|field| given.patient.is_some() || field.path.text != AS_OF);
            fields
                .map(|field| format!("{} is {}", field.path.text, print_expr(&field.value)))
                .collect::<Vec<_>>()
        }
        Change::Without(paths) => paths.iter().map(|path| format!("{} is not recorded", path.text)).collect(),
    });
    let changes: Vec<String> = changes.collect();
    let patient = given.patient.as_ref().map_or("nothing is recorded", |patient| patient.text.as_str());
    let said = if changes.is_empty() || changes.len() > 3 { patient.to_owned() } else { changes.join(", ") };
    let title = super::operators::cut(&format!("{subject}: {said}")).replace('"', "'");
    let taken = |title: &str| file.suite.tests.iter().any(|test| &*test.title == title);
    let more = (2..).map(|count: usize| format!("{title} ({count})"));
    std::iter::once(title.clone()).chain(more).find(|title| !taken(title)).unwrap_or(title)
}

fn path(name: &str) -> Path {
    Path { text: name.to_owned(), place: Place::default() }
}

fn name(text: &str) -> Name {
    Name { text: text.to_owned(), place: Place::default() }
}

fn listed(names: &[Arc<str>]) -> Listed {
    Listed { only: true, names: names.iter().map(|name| path(name)).collect() }
}

/// Read beside the tests of its file, does it pass, and fail on the mutant?
fn tried(file: &TestFile, test: &ReadyMade, mutant: &Ruleset) -> bool {
    let compilation = file.compile_with(&test.text);
    let Some(ruleset) = &compilation.ruleset else { return false };
    let Some(found) = compilation.suite.tests.last().filter(|found| *found.title == test.title) else {
        return false;
    };
    found.run(ruleset).is_ok_and(|result| result.passes())
        && found.run(mutant).is_ok_and(|result| !result.passes())
}
