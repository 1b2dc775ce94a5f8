//! The figures, and every objective with whether it was met.

use std::sync::Arc;

use serde::Serialize;

use super::plan::{Key, Of, Point};
use super::seen::{Objective, Objectives, Outcomes};
use super::{OfRuleset, Seen, why};
use crate::eval::Outcome;
use crate::ir::RuleKind;
use crate::source::{LineColumn, SourceMap};

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-coverage/1";

/// What the tests show of each ruleset. Documented in `docs/testing/coverage.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The name and version of this shape: [`SCHEMA`].
    pub schema: &'static str,
    /// The rulesets, in the order in which they were met.
    pub rulesets: Vec<RulesetCovered>,
}

/// What the tests show of one ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesetCovered {
    /// The file that it stands in.
    pub file: Arc<str>,
    /// The dotted name of its header.
    pub name: Option<Arc<str>>,
    /// The fingerprint of texts, parameters and engine, as its own file has them.
    pub hash: String,
    /// How many tests were run.
    pub tests: usize,
    /// The outcomes of rules.
    pub rules: Figure,
    /// The objectives of conditions.
    pub conditions: Figure,
    /// Each rule.
    pub outcomes: Vec<RuleCovered>,
    /// Each condition, by its place.
    pub points: Vec<ConditionCovered>,
    /// The texts in which rules and conditions stand.
    #[serde(skip)]
    pub sources: Vec<(Arc<str>, Arc<str>)>,
}

/// How much of something was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// What was seen.
    pub covered: usize,
    /// What can be seen.
    pub total: usize,
    /// What can never be seen, which is not part of the total.
    pub left_out: usize,
}

impl Figure {
    /// Is everything seen?
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.covered >= self.total
    }

    /// In tenths of a percent, rounded down: only what is complete is 1000. Of nothing everything is seen.
    ///
    /// ```
    /// use elig::testing::coverage::Figure;
    /// let figure = Figure { covered: 1999, total: 2000, left_out: 0 };
    /// assert_eq!(figure.tenths(), 999);
    /// assert_eq!(figure.percent(), "99.9 %");
    /// ```
    #[must_use]
    pub fn tenths(&self) -> usize {
        self.covered.saturating_mul(1000).checked_div(self.total).unwrap_or(1000)
    }

    /// In percent: `100 %`, `62.5 %`.
    #[must_use]
    pub fn percent(&self) -> String {
        match (self.tenths() / 10, self.tenths() % 10) {
            (whole, 0) => format!("{whole} %"),
            (whole, tenth) => format!("{whole}.{tenth} %"),
        }
    }

    fn add(&mut self, state: &State) {
        match state {
            State::Covered => {
                self.covered += 1;
                self.total += 1;
            }
            State::Missed(_) => self.total += 1,
            State::LeftOut { .. } => self.left_out += 1,
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut figure = serializer.serialize_struct("Figure", 4)?;
        figure.serialize_field("covered", &self.covered)?;
        figure.serialize_field("total", &self.total)?;
        figure.serialize_field("left_out", &self.left_out)?;
        // Of at most 1000 tenths the decimal is exact enough to be printed as such.
        let tenths = u32::try_from(self.tenths()).unwrap_or(1000);
        figure.serialize_field("percent", &(f64::from(tenths) / 10.0))?;
        figure.end()
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The bytes of the file's text that it takes.
    pub bytes: (u32, u32),
}

/// What became of an objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// A test shows it.
    Covered,
    /// No test shows it.
    Missed(Missed),
    /// No test can show it, so that it is not counted.
    LeftOut {
        /// Why.
        why: String,
    },
}

/// Why no test shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// Why, in words.
    pub why: String,
    /// What test would show it, where that is said in a phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A rule, and which of its outcomes were seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCovered {
    /// Its label.
    pub label: Arc<str>,
    /// Which kind.
    pub kind: RuleKind,
    /// Where it is written.
    pub place: Place,
    /// Each outcome that it could have.
    pub outcomes: Vec<OutcomeCovered>,
}

/// An outcome of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeCovered {
    /// Which.
    pub outcome: Outcome,
    /// What became of it.
    #[serde(flatten)]
    pub state: State,
}

/// A condition, and which of its objectives were met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionCovered {
    /// Where it is written.
    pub place: Place,
    /// Which of the conditions that its text stands for, counted from 1: the ends of a `between`. Empty of the whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub side: Vec<usize>,
    /// As it is written, on one line; of a side, what it compares.
    pub text: Arc<str>,
    /// The list whose entries it is asked of, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries_of: Option<Arc<str>>,
    /// Each of its objectives.
    pub objectives: Vec<ObjectiveCovered>,
}

impl ConditionCovered {
    /// The objectives that are worth telling: what is never true decides nothing while it is true, either.
    pub fn told(&self) -> impl Iterator<Item = &ObjectiveCovered> {
        let is_missed = |objective: Objective| {
            let mut all = self.objectives.iter();
            all.any(|one| one.objective == objective && matches!(one.state, State::Missed(_)))
        };
        self.objectives.iter().filter(move |one| match one.objective {
            Objective::DecidesTrue => !is_missed(Objective::True),
            Objective::DecidesFalse => !is_missed(Objective::False),
            _ => true,
        })
    }
}

/// An objective of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectiveCovered {
    /// Which.
    pub objective: Objective,
    /// What became of it.
    #[serde(flatten)]
    pub state: State,
}

pub(super) fn of_ruleset(file: &Arc<str>, of: &OfRuleset) -> RulesetCovered {
    let (compiled, sources) = (&of.compiled, &of.compiled.sources);
    let mut points: Vec<((&Key, &Point), &Seen)> = of
        .points
        .iter()
        .zip(&of.seen)
        .filter(|((_, point), _)| point.asked != Objectives::default())
        .collect();
    // The ruleset's own file first; there in the order written, what stands in another one behind it.
    points.sort_by(|((one, _), _), ((other, _), _)| {
        let order = |key: &Key| (key.file != *file, Arc::clone(&key.file), key.start, u32::MAX - key.end);
        order(one).cmp(&order(other)).then_with(|| one.side.cmp(&other.side))
    });
    let mut reader = Reader::new(sources);
    let points: Vec<ConditionCovered> = points
        .into_iter()
        .map(|((key, point), seen)| {
            let start = reader.place(&key.file, key.start as usize);
            condition((key, start), point, (seen, of.tests))
        })
        .collect();
    let rules = compiled.about.rules.iter().zip(&of.rules).map(|(about, (reach, seen))| {
        let file: Arc<str> = sources.name(about.place.file).into();
        let start = reader.place(&file, about.place.start as usize);
        let place = Place {
            file,
            line: start.line,
            column: start.column,
            bytes: (about.place.start, about.place.end),
        };
        let outcomes =
            outcomes((&about.label, about.kind), (*reach, *seen), about.applies_when.is_some(), of.tests);
        RuleCovered { label: Arc::clone(&about.label), kind: about.kind, place, outcomes }
    });
    let outcomes: Vec<RuleCovered> = rules.collect();
    let mut rules = Figure::default();
    outcomes.iter().flat_map(|rule| &rule.outcomes).for_each(|outcome| rules.add(&outcome.state));
    let mut conditions = Figure::default();
    points.iter().flat_map(|point| &point.objectives).for_each(|one| conditions.add(&one.state));
    let files = std::iter::once(file)
        .chain(points.iter().map(|point| &point.place.file))
        .chain(outcomes.iter().map(|rule| &rule.place.file));
    let files: indexmap::IndexSet<&Arc<str>> = files.collect();
    let text = |name: &Arc<str>| {
        let found = sources.iter().find(|(_, source)| source.name == *name);
        (Arc::clone(name), found.map(|(_, source)| Arc::clone(&source.text)).unwrap_or_default())
    };
    RulesetCovered {
        file: Arc::clone(file),
        name: compiled.about.name.clone(),
        hash: compiled.hash.clone(),
        tests: of.tests,
        rules,
        conditions,
        sources: files.into_iter().map(text).collect(),
        outcomes,
        points,
    }
}

fn outcomes(
    (label, kind): (&str, RuleKind),
    (reach, seen): (Outcomes, Outcomes),
    has_guard: bool,
    tests: usize,
) -> Vec<OutcomeCovered> {
    let all = Outcomes::ALL.into_iter().filter(|outcome| *outcome != Outcome::NotApplicable || has_guard);
    let state = |outcome: Outcome| match (seen.has(outcome), reach.has(outcome)) {
        (true, _) => State::Covered,
        (false, true) => {
            let why::Why { why, hint } = why::outcome(label, kind, outcome, tests);
            State::Missed(Missed { why, hint })
        }
        (false, false) => State::LeftOut { why: "it can never come out so, whatever is recorded".to_owned() },
    };
    all.map(|outcome| OutcomeCovered { outcome, state: state(outcome) }).collect()
}

/// Counts lines and columns from one place to the next, and not each time from the start of the file.
struct Reader<'s> {
    sources: &'s SourceMap,
    file: Arc<str>,
    text: &'s str,
    offset: usize,
    at: LineColumn,
}

impl<'s> Reader<'s> {
    fn new(sources: &'s SourceMap) -> Self {
        Self { sources, file: "".into(), text: "", offset: 0, at: LineColumn { line: 1, column: 1 } }
    }

    fn place(&mut self, file: &Arc<str>, offset: usize) -> LineColumn {
        if self.file != *file || offset < self.offset {
            let found = self.sources.iter().find(|(_, source)| source.name == *file);
            self.file = Arc::clone(file);
            self.text = found.map_or("", |(_, source)| &source.text);
            (self.offset, self.at) = (0, LineColumn { line: 1, column: 1 });
        }
        for c in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            match c {
                '\n' => self.at = LineColumn { line: self.at.line + 1, column: 1 },
                _ => self.at.column += 1,
            }
        }
        self.offset = offset;
        self.at
    }
}

fn condition(
    (key, start): (&Key, LineColumn),
    point: &Point,
    (seen, tests): (&Seen, usize),
) -> ConditionCovered {
    let state = |objective: Objective| match (seen.objectives.has(objective), point.reach.has(objective)) {
        (true, _) => State::Covered,
        (false, true) => {
            let why::Why { why, hint } = why::missed(point, seen, objective, tests);
            State::Missed(Missed { why, hint })
        }
        (false, false) => State::LeftOut { why: why::unreachable(point, objective) },
    };
    let objectives = point.asked.iter();
    ConditionCovered {
        place: Place {
            file: Arc::clone(&key.file),
            line: start.line,
            column: start.column,
            bytes: (key.start, key.end),
        },
        side: key.side.iter().map(|side| side + 1).collect(),
        text: Arc::clone(&point.text),
        entries_of: match &point.of {
            Of::Entry(list) => Some(Arc::clone(list)),
            Of::Patient | Of::Stretch => None,
        },
        objectives: objectives
            .map(|objective| ObjectiveCovered { objective, state: state(objective) })
            .collect(),
    }
}
