//! What the tests of a ruleset show of it, and what they never show.
//!
//! Every rule can be met, not met, open, and perhaps not applicable; every condition can be true, false and unknown; and
//! of every part of a condition a test can show that it alone decides. Each of these is an objective. What is counted, and
//! how, is documented in `docs/testing/coverage.md`.
//!
//! | module | what it does |
//! |---|---|
//! | `seen` | objectives and outcomes |
//! | `node` | what is written where a step is used as a condition, and its parts |
//! | `plan` | every condition of a ruleset, by where it is written |
//! | `reach` | which truths a condition can have at all |
//! | `decides` | whether a part alone decides a condition |
//! | `why` | why something was never seen, and what test would show it |
//! | `report` | the figures and every objective, to read or to serialize |

mod decides;
mod node;
mod plan;
mod reach;
mod report;
mod seen;
mod why;

use std::sync::Arc;

use indexmap::IndexMap;

pub(in crate::testing) use reach::{lawful, nothing_known};
pub use report::{
    ConditionCovered, Figure, Missed, ObjectiveCovered, OutcomeCovered, Place, Report, RuleCovered,
    RulesetCovered, SCHEMA, State,
};
pub use seen::Objective;

use crate::decision::Decision;
use crate::engine::{Compiled, Ruleset};
use crate::eval::{Read, Values, entries_seen, outcome, windows_seen};
use crate::ir::StepId;
use crate::possible::Truth;
use crate::time::Dates;
use decides::{Edge, Forced, hiding};
use plan::{Asked, Inner, Key, Plan, Point};
use seen::{Objectives, Outcomes};

/// Collects what tests show, over all runs of any number of rulesets.
///
/// Several runs may be about one ruleset, as of its own file and of files of tests: they are put together by the file
/// that the ruleset stands in.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::testing::coverage::Coverage;
///
/// let text = "fact months: integer\nrequire months >= 6\n\
///     test \"long enough\" given with months = 8, as_of = @2025-11-20 expect eligible\n";
/// let files = Memory::new().with("pain.elig", text);
/// let compilation = elig::compile(&files, Wanted::File("pain.elig"));
/// let ruleset = compilation.ruleset.unwrap();
///
/// let mut coverage = Coverage::new();
/// let mut run = coverage.run(&ruleset);
/// for test in &compilation.suite.tests {
///     run.add(&test.run(&ruleset)?.decision);
/// }
/// let report = coverage.report();
/// assert_eq!(report.rulesets[0].rules.covered, 1); // met; never not met, never open
/// assert_eq!(report.rulesets[0].conditions.covered, 1); // true; never false, never unknown
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Coverage {
    rulesets: IndexMap<Arc<str>, OfRuleset>,
}

/// What was seen of one ruleset.
#[derive(Debug)]
struct OfRuleset {
    compiled: Arc<Compiled>,
    tests: usize,
    points: IndexMap<Key, Point>,
    seen: Vec<Seen>,
    rules: Vec<(Outcomes, Outcomes)>,
}

/// What was seen of a point.
#[derive(Debug, Clone, Default)]
struct Seen {
    objectives: Objectives,
    /// What hid the part while it was true, and while it was false.
    hidden: [Hidden; 2],
}

/// What hides a part in all tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Hidden {
    /// It was never hidden.
    #[default]
    Never,
    /// In every test by this, and how the two are joined.
    By(Hiding),
    /// Now by this, now by that.
    Differently,
}

/// Something that hides a part.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hiding {
    /// As it is written.
    text: Arc<str>,
    /// What it is while it hides the part.
    is: bool,
}

/// The tests of one compilation of a ruleset.
#[derive(Debug)]
pub struct Run<'c> {
    of: &'c mut OfRuleset,
    plan: Plan,
    /// Where each point of the plan stands among those of the ruleset.
    points: Vec<usize>,
}

impl Coverage {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a ruleset known, be there tests of it or not, and takes what tests of it show.
    pub fn run(&mut self, ruleset: &Ruleset) -> Run<'_> {
        let compiled = &ruleset.compiled;
        let plan = Plan::of(compiled);
        let of = self.rulesets.entry(ruleset.file().into()).or_insert_with(|| OfRuleset {
            compiled: Arc::clone(compiled),
            tests: 0,
            points: IndexMap::new(),
            seen: Vec::new(),
            rules: Vec::new(),
        });
        let points = plan.points.iter().map(|(key, point)| of.known(key, point)).collect();
        of.rules.resize(of.rules.len().max(plan.outcomes.len()), (Outcomes::default(), Outcomes::default()));
        for ((reach, _), own) in of.rules.iter_mut().zip(&plan.outcomes) {
            *reach = reach.and(*own);
        }
        Run { of, plan, points }
    }

    /// What was seen, and what was not.
    #[must_use]
    pub fn report(&self) -> Report {
        let rulesets = self.rulesets.iter().map(|(file, of)| report::of_ruleset(file, of));
        Report { schema: SCHEMA, rulesets: rulesets.collect() }
    }
}

impl OfRuleset {
    /// A point, which another run may have made known; with other settings it can be what it could not be there.
    fn known(&mut self, key: &Key, point: &Point) -> usize {
        if let Some((at, _, known)) = self.points.get_full_mut(key) {
            known.reach = known.reach.and(point.reach);
            known.asked = known.asked.and(point.asked);
            return at;
        }
        self.seen.push(Seen::default());
        self.points.insert_full(key.clone(), point.clone()).0
    }
}

impl Run<'_> {
    /// Takes what the decision of a test shows.
    pub fn add(&mut self, decision: &Decision) {
        let values = &decision.values;
        self.of.tests += 1;
        for ((_, seen), rule) in self.of.rules.iter_mut().zip(&decision.compiled.program.rules) {
            seen.add(outcome(rule, values));
        }
        let mut look = Look { seen: &mut self.of.seen, points: &self.points };
        for (step, point) in &self.plan.observed {
            look.see(*point, values.truth(*step));
        }
        look.decide(&decision.compiled, &self.plan, values);
        look.inside(&self.plan.inner, values, &Dates::day(decision.as_of()));
    }
}

/// Looks at one decision.
struct Look<'l> {
    seen: &'l mut [Seen],
    points: &'l [usize],
}

impl Look<'_> {
    fn point(&mut self, point: usize) -> Option<&mut Seen> {
        self.seen.get_mut(*self.points.get(point)?)
    }

    fn see(&mut self, point: usize, truth: Truth) {
        if let Some(seen) = self.point(point) {
            seen.objectives.add(Objective::of(truth));
        }
    }

    /// Which parts alone decide.
    fn decide(&mut self, compiled: &Compiled, plan: &Plan, values: &Values) {
        let program = &compiled.program;
        let truth_of = |id: StepId| values.truth(id);
        for root in &plan.roots {
            for edge in root.edges.iter().filter_map(|at| plan.edges.get(*at)) {
                let Some(truth) = values.truth(edge.part).known() else { continue };
                let objective = Objective::decides(truth);
                let can_be =
                    plan.points.get_index(edge.point).is_some_and(|(_, point)| point.reach.has(objective));
                let Some(seen) = self.point(edge.point).filter(|_| can_be) else { continue };
                if seen.objectives.has(objective) {
                    continue;
                }
                let at = match root.force(program, edge, !truth, &truth_of) {
                    Forced::Changed => {
                        seen.objectives.add(objective);
                        continue;
                    }
                    Forced::Hidden(at) => at,
                };
                let [while_true, while_false] = &mut seen.hidden;
                let hidden = if truth { while_true } else { while_false };
                if *hidden == Hidden::Differently {
                    continue;
                }
                let now = by(compiled, plan, (edge, at), &truth_of).map_or(Hidden::Differently, Hidden::By);
                *hidden = if *hidden == Hidden::Never || *hidden == now { now } else { Hidden::Differently };
            }
        }
    }

    /// The conditions that are asked of entries and of stretches of days.
    fn inside(&mut self, inner: &[Inner], outside: &dyn Read, as_of: &Dates) {
        for inner in inner {
            match inner {
                Inner::Each(asked) => self.entries(asked, outside, as_of),
                Inner::Windows { asked, questions, observed, inner } => {
                    for question in questions {
                        self.entries(question, outside, as_of);
                    }
                    windows_seen(asked, outside, as_of, &mut |stretch| {
                        for (step, point) in observed {
                            self.see(*point, stretch.truth_of(*step));
                        }
                        self.inside(inner, stretch, as_of);
                    });
                }
            }
        }
    }

    fn entries(&mut self, asked: &Asked, outside: &dyn Read, as_of: &Dates) {
        let list = outside.get(asked.list);
        entries_seen(list, &asked.body, outside, as_of, &mut |entry, belongs| {
            if asked.gates.iter().any(|gate| entry.truth_of(*gate) == Truth::False) {
                return;
            }
            for (step, point) in &asked.filter {
                self.see(*point, entry.truth_of(*step));
            }
            self.inside(&asked.inner, entry, as_of);
            if belongs == Truth::False {
                return;
            }
            for (step, point) in &asked.value {
                self.see(*point, entry.truth_of(*step));
            }
        });
    }
}

/// What hides a part, where that is one other part.
fn by(
    compiled: &Compiled,
    plan: &Plan,
    (edge, at): (&Edge, StepId),
    truth_of: &dyn Fn(StepId) -> Truth,
) -> Option<Hiding> {
    let operand = hiding(compiled.program.step(at)?, edge, at, truth_of)?;
    let other = plan.edge(at, operand)?;
    let (_, point) = plan.points.get_index(other.point)?;
    Some(Hiding { text: Arc::clone(&point.text), is: truth_of(other.part) == Truth::True })
}
