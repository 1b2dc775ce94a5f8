//! What a test expects, with every name looked up.

use std::sync::Arc;

use jiff::civil::Date;

use crate::about::About;
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::eval::Verdict;
use crate::ir::RuleKind;
use crate::patient::sample;
use crate::possible::Possible;
use crate::source::Span;
use crate::syntax::ast::{self, Expected, ExpectedVerdict, Listed};
use crate::syntax::print::print_expr;
use crate::time::PartialDate;
use crate::vocabulary::Vocabulary;

/// What must come out of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The verdict.
    pub verdict: Verdict,
    /// `by`: the rules to which the verdict is due.
    pub by: Option<Names>,
    /// `missing`: the facts that would settle it.
    pub missing: Option<Names>,
    /// `cautions`: the cautions that are raised.
    pub cautions: Option<Names>,
    /// `unchecked`: the cautions that could not be checked.
    pub unchecked: Option<Names>,
    /// `output`.
    pub outputs: Vec<ExpectedOutput>,
    /// `until`: the day on which all reasons have lapsed.
    pub until: Option<Date>,
    /// Where it is written.
    pub place: Span,
}

/// `[only] a, b`: these at least, or these and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// No others.
    pub only: bool,
    /// The names.
    pub names: Vec<Arc<str>>,
}

impl Names {
    /// Are these the names that were found?
    #[must_use]
    pub fn match_with(&self, found: &[Arc<str>]) -> bool {
        self.names.iter().all(|name| found.contains(name)) && (!self.only || found.len() == self.names.len())
    }
}

/// `output NAME = VALUE`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedOutput {
    /// The output.
    pub name: Arc<str>,
    /// Its value; `None` for `not known`.
    pub value: Option<Possible>,
    /// The value as it is written.
    pub written: Option<Arc<str>>,
}

impl Expectation {
    /// Looks up what is expected. `None` if something is wrong with it, which is then told.
    pub(super) fn check(
        written: &ast::Expectation,
        vocabulary: &Vocabulary,
        about: &About,
        problems: &mut Problems,
    ) -> Option<Self> {
        let verdict = verdict(written.verdict);
        let mut check = Check { vocabulary, about, problems, sound: true };
        let mut found = Self {
            verdict,
            by: None,
            missing: None,
            cautions: None,
            unchecked: None,
            outputs: Vec::new(),
            until: None,
            place: written.place.0,
        };
        for expected in &written.more {
            match expected {
                Expected::By(listed) => found.by = check.by(listed, verdict),
                Expected::Missing(listed) => found.missing = check.missing(listed, verdict),
                Expected::Cautions(listed) => found.cautions = Some(check.cautions(listed)),
                Expected::NoCautions(_) => found.cautions = Some(Names { only: true, names: Vec::new() }),
                Expected::Unchecked(listed) => found.unchecked = Some(check.cautions(listed)),
                Expected::NoUnchecked(_) => found.unchecked = Some(Names { only: true, names: Vec::new() }),
                Expected::Outputs(outputs) => {
                    found.outputs = outputs.iter().filter_map(|output| check.output(output)).collect();
                }
                Expected::Until(date) => found.until = check.until(date, verdict),
            }
        }
        check.sound.then_some(found)
    }
}

/// A verdict as a test writes it.
fn verdict(written: ExpectedVerdict) -> Verdict {
    match written {
        ExpectedVerdict::Eligible => Verdict::Eligible,
        ExpectedVerdict::Ineligible => Verdict::Ineligible,
        ExpectedVerdict::Undetermined => Verdict::Undetermined,
        ExpectedVerdict::NotApplicable => Verdict::NotApplicable,
    }
}

struct Check<'c> {
    vocabulary: &'c Vocabulary,
    about: &'c About,
    problems: &'c mut Problems,
    sound: bool,
}

impl Check<'_> {
    fn report(&mut self, problem: Problem) {
        self.sound = false;
        self.problems.push(problem);
    }

    fn impossible(&mut self, place: Span, message: String, help: &str) {
        self.report(Problem::new(Code::ImpossibleExpectation, place, message).help(help));
    }

    fn by(&mut self, listed: &Listed, verdict: Verdict) -> Option<Names> {
        if matches!(verdict, Verdict::Eligible | Verdict::NotApplicable) {
            let place = place_of(listed);
            let message = format!("no rule stands in the way where the verdict is `{verdict}`");
            self.impossible(
                place,
                message,
                "`by` names the rules that are not met, or that stay open; delete it here",
            );
            return None;
        }
        let rules = |caution| self.labels(caution);
        let (rules, cautions) = (rules(false), rules(true));
        for path in &listed.names {
            if cautions.iter().any(|label| **label == *path.text) {
                let message = format!("`{}` is a caution, and changes no verdict", path.text);
                self.impossible(
                    path.place.0,
                    message,
                    "write `cautions` before the cautions that are raised",
                );
            }
        }
        Some(self.names(listed, "rule", &[rules, cautions].concat()))
    }

    fn cautions(&mut self, listed: &Listed) -> Names {
        let (rules, cautions) = (self.labels(false), self.labels(true));
        for path in &listed.names {
            if rules.iter().any(|label| **label == *path.text) {
                let message = format!("`{}` is a rule, and no caution", path.text);
                self.impossible(
                    path.place.0,
                    message,
                    "write `by` before the rules to which the verdict is due",
                );
            }
        }
        self.names(listed, "caution", &[cautions, rules].concat())
    }

    fn labels(&self, caution: bool) -> Vec<Arc<str>> {
        let rules = self.about.rules.iter().filter(|rule| (rule.kind == RuleKind::Caution) == caution);
        rules.map(|rule| Arc::clone(&rule.label)).collect()
    }

    fn missing(&mut self, listed: &Listed, verdict: Verdict) -> Option<Names> {
        if verdict != Verdict::Undetermined {
            let message = format!("nothing is missing to know that the verdict is `{verdict}`");
            let help = "`missing` names the facts that would settle an open verdict; delete it here";
            self.impossible(place_of(listed), message, help);
            return None;
        }
        let facts: Vec<_> = self.vocabulary.facts().map(|fact| Arc::clone(&fact.path)).collect();
        Some(self.names(listed, "fact", &facts))
    }

    /// The names as listed; each must be among the known ones, and stand there once.
    fn names(&mut self, listed: &Listed, what: &str, known: &[Arc<str>]) -> Names {
        let mut names: Vec<Arc<str>> = Vec::new();
        for path in &listed.names {
            let name = path.text.as_str();
            let Some(found) = known.iter().find(|known| &***known == name) else {
                let near = nearest(name, known.iter().map(|known| &**known));
                let near = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
                let problem = Problem::new(
                    Code::UnknownExpected,
                    path.place.0,
                    format!("the ruleset has no {what} `{name}`"),
                );
                let help = match what {
                    "fact" => "a fact is named by its whole path, as the vocabulary declares it",
                    _ => "a rule is named by its label; `elig run` shows them all",
                };
                self.report(problem.says(near).help(help));
                continue;
            };
            if names.contains(found) {
                let message = format!("`{name}` is listed twice");
                self.report(Problem::new(Code::Duplicate, path.place.0, message).help("keep one of the two"));
                continue;
            }
            names.push(Arc::clone(found));
        }
        Names { only: listed.only, names }
    }

    fn output(&mut self, output: &ast::ExpectedOutput) -> Option<ExpectedOutput> {
        let name = output.name.text.as_str();
        let declared = self.about.outputs.iter().find(|declared| &*declared.name == name);
        let Some(declared) = declared else {
            let near = nearest(name, self.about.outputs.iter().map(|declared| &*declared.name));
            let near = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
            let message = format!("the ruleset has no output `{name}`");
            let problem = Problem::new(Code::UnknownExpected, output.name.place.0, message);
            self.report(
                problem
                    .says(near)
                    .help("an output is named as the ruleset declares it: `output NAME: TYPE = …`"),
            );
            return None;
        };
        let value = match &output.value {
            None => None,
            Some(expr) => {
                let value = sample::value(expr, &declared.ty, self.problems);
                self.sound &= value.is_some();
                Some(value?)
            }
        };
        let written = output.value.as_ref().map(|expr| print_expr(expr).into());
        Some(ExpectedOutput { name: Arc::clone(&declared.name), value, written })
    }

    fn until(&mut self, date: &ast::DateLiteral, verdict: Verdict) -> Option<Date> {
        if verdict != Verdict::Ineligible {
            let message = format!("there is nothing to lapse where the verdict is `{verdict}`");
            let help = "`until` says when all reasons against have lapsed; delete it here";
            self.impossible(date.place.0, message, help);
            return None;
        }
        let day = PartialDate::parse(&date.written).ok().and_then(|date| date.day());
        if day.is_none() {
            let message = format!("`@{}` is no day", date.written);
            self.report(
                Problem::new(Code::PartialDate, date.place.0, message)
                    .help("write the whole date: `until @2026-01-01`"),
            );
        }
        day
    }
}

fn place_of(listed: &Listed) -> Span {
    let first = listed.names.first().map(|path| path.place.0).unwrap_or_default();
    listed.names.last().map_or(first, |last| first.to(last.place.0))
}
