//! The tests of a file: each with the record that it is given, ready to be run.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::expectation::Expectation;
use crate::about::About;
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::limits::MAX_TESTS_BYTES;
use crate::patient::Fields;
use crate::patient::sample::{AS_OF, is_fact_or_group, read, read_sized, unknown_fact};
use crate::record::Record;
use crate::source::Span;
use crate::syntax::ast::{
    Accept, CaseCell, CaseRow, Cases, Change, FieldValue, Path, Patient, TestBody, TestCase,
};
use crate::syntax::print::print_expr;
use crate::vocabulary::Vocabulary;

/// Patients and tests as they are written.
#[derive(Debug, Default)]
pub struct Written<'l> {
    /// The patients that can be given.
    pub patients: Vec<&'l Patient>,
    /// The tests, and where each stands.
    pub tests: Vec<(&'l TestCase, Span)>,
    /// The mutants that are accepted, and where each stands.
    pub accepts: Vec<(&'l Accept, Span)>,
}

/// The patients and tests of a file, ready to be run.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The patients, by their names.
    pub patients: IndexMap<Arc<str>, Fields>,
    /// The tests, in the order written; each line of a table of cases is one.
    pub tests: Vec<Test>,
    /// The mutants that no test need notice.
    pub accepted: Vec<Accepted>,
}

/// A mutant that no test need notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// How the mutant is told, or the beginning of it.
    pub mutant: Arc<str>,
    /// Why no test need notice it.
    pub because: Arc<str>,
    /// Where it is written.
    pub place: Span,
}

/// One test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title; of a line of a table, with what stands in its cells.
    pub title: Arc<str>,
    /// Where it is written.
    pub place: Span,
    /// The name of the patient it is given.
    pub patient: Option<Arc<str>>,
    /// What it is given, as it is written.
    pub given: Fields,
    /// The same as a record.
    pub record: Record,
    /// The date on which it is decided.
    pub as_of: Date,
    /// What must come out.
    pub expect: Expectation,
}

impl Test {
    /// Whom it is given.
    pub(crate) fn patient(&self) -> crate::patient::Patient {
        crate::patient::Patient::of(self.record.clone(), self.given.clone())
    }
}

impl Suite {
    /// Reads the patients and tests of a ruleset that has no errors. What is wrong with them is told, and they are
    /// left out.
    pub(crate) fn collect(
        written: &Written<'_>,
        vocabulary: &Arc<Vocabulary>,
        about: &About,
        problems: &mut Problems,
    ) -> Suite {
        let mut collector = Collector {
            vocabulary,
            about,
            problems,
            suite: Suite::default(),
            titles: HashMap::new(),
            bytes: 0,
            told: HashSet::new(),
        };
        for patient in &written.patients {
            collector.patient(patient);
        }
        for (test, place) in &written.tests {
            collector.test(test, *place);
        }
        for (accept, place) in &written.accepts {
            collector.accept(accept, *place);
        }
        collector.suite
    }
}

struct Collector<'c> {
    vocabulary: &'c Arc<Vocabulary>,
    about: &'c About,
    problems: &'c mut Problems,
    suite: Suite,
    titles: HashMap<String, Span>,
    /// Bytes of the records of all tests so far.
    bytes: usize,
    /// Patients that are not there, or have no date, and were told: once for all tests that are given them.
    told: HashSet<Arc<str>>,
}

impl Collector<'_> {
    /// An explanation of a survivor; one that says less than which change of which rule would explain all of them.
    fn accept(&mut self, accept: &Accept, place: Span) {
        let (mutant, because) = (accept.mutant.value(), accept.because.value());
        let says_what = mutant.split_once(": ").is_some_and(|(_, what)| !what.trim().is_empty());
        if !says_what || because.trim().is_empty() {
            let (at, message) = match says_what {
                false => (accept.mutant.place.0, "this does not say which change is accepted"),
                true => (accept.because.place.0, "this does not say why the change needs no test"),
            };
            self.problems.push(Problem::new(Code::EmptyAccept, at, message).help(
                "write the survivor as `elig test --mutate` tells it, with the name before the colon and the change behind it",
            ));
            return;
        }
        self.suite.accepted.push(Accepted { mutant: mutant.into(), because: because.into(), place });
    }

    fn patient(&mut self, patient: &Patient) {
        let name: Arc<str> = patient.name.text.as_str().into();
        let place = patient.name.place.0;
        if self.suite.patients.contains_key(&name) {
            self.problems.push(
                Problem::new(Code::Duplicate, place, format!("a second patient is called `{name}`"))
                    .help("give one of the two another name"),
            );
            return;
        }
        let mut fields = Fields::new();
        for field in &patient.fields {
            if fields.contains_key(field.path.text.as_str()) {
                self.twice(&field.path);
                continue;
            }
            self.set(&mut fields, field);
        }
        // Read for its mistakes, be it used or not.
        read(&fields, self.vocabulary, self.problems);
        self.suite.patients.insert(name, fields);
    }

    fn twice(&mut self, path: &Path) {
        let message = format!("`{}` is given twice", path.text);
        self.problems.push(Problem::new(Code::Duplicate, path.place.0, message).help("keep one of the two"));
    }

    fn set(&mut self, fields: &mut Fields, field: &FieldValue) {
        if self.is_fact(&field.path) {
            fields.insert(field.path.text.as_str().into(), field.value.clone());
        }
    }

    /// Tells of a name that is no fact's.
    fn is_fact(&mut self, path: &Path) -> bool {
        let known = path.text == AS_OF || self.vocabulary.find(&path.text).is_some();
        if !known {
            self.problems.push(unknown_fact(path, self.vocabulary));
        }
        known
    }

    fn test(&mut self, test: &TestCase, place: Span) {
        let title = test.title.value();
        if let Some(first) = self.titles.insert(title.clone(), test.title.place.0) {
            self.problems.push(
                Problem::new(
                    Code::Duplicate,
                    test.title.place.0,
                    format!("a second test is called \"{title}\""),
                )
                .also(first, "the first one")
                .help("give it a title that says how it differs"),
            );
        }
        let Some((patient, given)) = self.given(test) else { return };
        let at = test.title.place.0;
        match &test.body {
            TestBody::Expect(expect) => {
                let expect = Expectation::check(expect, self.vocabulary, self.about, self.problems);
                self.add(title, (at, place), patient, given, expect);
            }
            TestBody::Cases(cases) => self.cases(&title, at, patient.as_ref(), &given, cases),
        }
    }

    /// The patient that a test is given, with its changes.
    fn given(&mut self, test: &TestCase) -> Option<(Option<Arc<str>>, Fields)> {
        let Some(given) = &test.given else { return Some((None, Fields::new())) };
        let (name, mut fields) = match &given.patient {
            None => (None, Fields::new()),
            Some(path) => {
                let (name, fields) = self.find(path)?;
                (Some(name), fields)
            }
        };
        let mut changed: HashSet<&str> = HashSet::new();
        for change in &given.changes {
            match change {
                Change::With(values) => {
                    for value in values {
                        if !changed.insert(&value.path.text) {
                            self.twice(&value.path);
                        }
                        self.set(&mut fields, value);
                    }
                }
                Change::Without(paths) => {
                    for path in paths {
                        self.take_away(&mut fields, path);
                    }
                }
            }
        }
        Some((name, fields))
    }

    fn find(&mut self, path: &Path) -> Option<(Arc<str>, Fields)> {
        if let Some((name, fields)) = self.suite.patients.get_key_value(path.text.as_str()) {
            return Some((Arc::clone(name), fields.clone()));
        }
        if !self.told.insert(path.text.as_str().into()) {
            return None;
        }
        let near = nearest(&path.text, self.suite.patients.keys().map(|name| &**name));
        let near = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        let message = format!("there is no patient `{}`", path.text);
        self.problems.push(Problem::new(Code::UnknownPatient, path.place.0, message).says(near).help(
            "describe it with `patient NAME { … }` in this file, or in a vocabulary that this file uses",
        ));
        None
    }

    /// `without` takes away a fact, or all facts of a group.
    fn take_away(&mut self, fields: &mut Fields, path: &Path) {
        let inside = format!("{}.", path.text);
        if path.text != AS_OF && !is_fact_or_group(&path.text, self.vocabulary) {
            self.problems.push(unknown_fact(path, self.vocabulary));
        }
        fields.retain(|name, _| **name != *path.text && !name.starts_with(&inside));
    }

    fn cases(&mut self, title: &str, at: Span, patient: Option<&Arc<str>>, given: &Fields, cases: &Cases) {
        let mut named: HashSet<&str> = HashSet::new();
        for column in &cases.columns {
            if !named.insert(&column.text) {
                self.twice(column);
            }
        }
        let columns: Vec<bool> = cases.columns.iter().map(|column| self.is_fact(column)).collect();
        if columns.contains(&false) {
            return;
        }
        if cases.rows.is_empty() {
            self.problems.push(
                Problem::new(Code::CaseShape, at, "these cases have no line")
                    .help("write a case between the braces: `6 : eligible`"),
            );
        }
        let mut lines: HashSet<String> = HashSet::new();
        for row in &cases.rows {
            if !lines.insert(in_words(row)) {
                let problem = Problem::new(Code::Duplicate, row.place.0, "a second line for the same case");
                self.problems.push(problem.help("keep one of the two"));
                continue;
            }
            if row.cells.len() != cases.columns.len() {
                self.problems.push(wrong_width(row, cases));
                continue;
            }
            let mut fields = given.clone();
            for (column, cell) in cases.columns.iter().zip(&row.cells) {
                match cell {
                    CaseCell::AsGiven(_) => {}
                    CaseCell::Without(_) => self.take_away(&mut fields, column),
                    CaseCell::Value(value) => {
                        fields.insert(column.text.as_str().into(), value.clone());
                    }
                }
            }
            let expect = Expectation::check(&row.expect, self.vocabulary, self.about, self.problems);
            let title = format!("{title} ({})", in_words(row));
            self.add(title, (at, row.place.0), patient.cloned(), fields, expect);
        }
    }

    /// A test whose parts are all understood; `at` is where a missing date is told.
    fn add(
        &mut self,
        title: String,
        (at, place): (Span, Span),
        patient: Option<Arc<str>>,
        given: Fields,
        expect: Option<Expectation>,
    ) {
        if !given.contains_key(AS_OF) {
            if patient.as_ref().is_some_and(|patient| !self.told.insert(Arc::clone(patient))) {
                return;
            }
            self.problems.push(
                Problem::new(Code::TestDate, at, "this test does not say on which date it is decided")
                    .help("give the patient a date, `as_of = @2025-11-20`, or write it here: `with as_of = @2025-11-20`"),
            );
            return;
        }
        if self.bytes > MAX_TESTS_BYTES {
            return;
        }
        let (record, bytes) = read_sized(&given, self.vocabulary, self.problems);
        self.bytes += bytes;
        if self.bytes > MAX_TESTS_BYTES {
            let message = format!(
                "what the tests of this file are given is larger than {} MiB",
                MAX_TESTS_BYTES / (1024 * 1024)
            );
            self.problems.push(
                Problem::new(Code::TooLarge, at, message)
                    .help("give tests smaller patients, or split them into several files"),
            );
            return;
        }
        let as_of = record.as_ref().and_then(Record::as_of);
        let (Some(record), Some(as_of), Some(expect)) = (record, as_of, expect) else { return };
        self.suite.tests.push(Test { title: title.into(), place, patient, given, record, as_of, expect });
    }
}

fn wrong_width(row: &CaseRow, cases: &Cases) -> Problem {
    let cells = |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
    let columns: Vec<_> = cases.columns.iter().map(|column| column.text.as_str()).collect();
    let message =
        format!("this case has {}, and there are {} columns", cells(row.cells.len()), columns.len());
    Problem::new(Code::CaseShape, row.place.0, message).help(format!(
        "write one value for each of `{}`: `without` where the record does not say, `as given` where it stays as it is",
        columns.join(" | ")
    ))
}

/// The cells of a case as they are written.
fn in_words(row: &CaseRow) -> String {
    let cells = row.cells.iter().map(|cell| match cell {
        CaseCell::Value(value) => print_expr(value),
        CaseCell::Without(_) => "without".to_owned(),
        CaseCell::AsGiven(_) => "as given".to_owned(),
    });
    cells.collect::<Vec<_>>().join(" | ")
}
