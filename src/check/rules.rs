//! Rules.

use std::collections::HashMap;
use std::sync::Arc;

use super::clauses::Clauses;
use super::scope::{Checker, Entity};
use crate::about::{ExceptionAbout, Named, RuleAbout};
use crate::diagnostic::{Code, Problem};
use crate::ir::{self, Step, StepId};
use crate::limits::{Limit, MAX_NAMES_SHOWN};
use crate::source::{FileId, Span};
use crate::syntax::ast::{
    Expr, ExprKind, HeaderClause, Membership, Path, Rule, RuleKind, StatementKind, Window,
};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// Checks headers, the entry's rules, and what does not belong where it stands.
    pub fn check_rules(&mut self) {
        for (path, text) in std::mem::take(&mut self.definition_citations) {
            self.citation(path, text);
        }
        for input in self.inputs {
            self.headers(input.file);
        }
        let mut labels: HashMap<String, Span> = HashMap::new();
        let (mut many, most) = (0, self.limits.get(Limit::Rules));
        for statement in self.entry_statements() {
            let StatementKind::Rule(rule) = &statement.kind else { continue };
            many += 1;
            if many > most {
                let rules = if most == 1 { "rule" } else { "rules" };
                let message = format!("this ruleset has more than {most} {rules}");
                self.report(
                    Problem::new(Code::TooLarge, statement.place.0, message)
                        .help(format!("split it into several rulesets; {}", Limit::Rules.help())),
                );
                break;
            }
            self.rule(rule, statement.place.0, &mut labels);
        }
        // Where a statement could not be read there may well be a rule in it.
        let complete = self.inputs.last().is_none_or(|input| input.tree.broken_names.is_empty())
            && !self.problems.has_errors();
        let decides = self.program.deciding().next().is_some();
        if complete && !decides && !self.about.is_vocabulary && self.draft.is_none() {
            let place =
                self.entry_statements().first().map_or(Span::new(self.entry(), 0, 0), |first| first.place.0);
            self.report(
                Problem::new(
                    Code::NoRules,
                    place,
                    "there is nothing to decide: no `require` and no `exclude`",
                )
                .help("add a rule, or, if other files use this one, start it with `vocabulary NAME`"),
            );
        }
    }

    /// What was not understood was reported. Should a rule or an output ever be dropped without a word, that is a
    /// fault of ours, and must not pass for a ruleset with one reason less to refuse.
    pub fn check_nothing_lost(&mut self) {
        if self.problems.has_errors() {
            return;
        }
        let last = |is_one: fn(&StatementKind) -> bool| {
            let written = self.entry_statements().iter().filter(|statement| is_one(&statement.kind));
            (written.clone().count(), written.clone().next_back().map(|statement| statement.place.0))
        };
        let rules = last(|kind| matches!(kind, StatementKind::Rule(_)));
        let outputs = last(|kind| matches!(kind, StatementKind::Output(_)));
        let kept = [self.program.rules.len(), self.about.outputs.len()];
        for ((written, place), (kept, what)) in
            [rules, outputs].into_iter().zip(kept.into_iter().zip(["a rule", "an output"]))
        {
            let Some(place) = place.filter(|_| written != kept) else { continue };
            self.report(
                Problem::new(
                    Code::Syntax,
                    place,
                    format!("{what} of this file was not understood, and no error says why"),
                )
                .help("this is a fault in elig itself; please report it with the file"),
            );
        }
    }

    /// A header comes first and once; a vocabulary has no rules.
    fn headers(&mut self, file: FileId) {
        let Some(input) = self.inputs.iter().find(|input| input.file == file) else { return };
        let mut header: Option<(Span, bool)> = None;
        for (index, statement) in input.tree.statements.iter().enumerate() {
            let place = statement.place.0;
            match &statement.kind {
                StatementKind::Ruleset(found) | StatementKind::Vocabulary(found) => {
                    if let Some((first, _)) = header {
                        self.report(
                            Problem::new(Code::MisplacedHeader, found.name.place.0, "a file has one header")
                                .also(first, "the first one")
                                .help("move one of the two to a file of its own"),
                        );
                    } else if index > 0 {
                        self.report(
                            Problem::new(
                                Code::MisplacedHeader,
                                found.name.place.0,
                                "the header comes first in a file",
                            )
                            .help("move it to the top"),
                        );
                    }
                    let is_vocabulary = matches!(statement.kind, StatementKind::Vocabulary(_));
                    header = header.or(Some((found.name.place.0, is_vocabulary)));
                    self.header_conditions(&found.clauses, is_vocabulary, file);
                }
                StatementKind::Rule(_)
                | StatementKind::Assume(_)
                | StatementKind::Output(_)
                | StatementKind::Test(_)
                | StatementKind::Accept(_) => {
                    if let Some((_, true)) = header {
                        self.report(
                            Problem::new(
                                Code::RuleInVocabulary,
                                place,
                                "a vocabulary says what a record may hold; this is about what is decided",
                            )
                            .help("move it to a ruleset that uses this vocabulary: `use NAME`"),
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn header_conditions(&mut self, clauses: &'a [HeaderClause], is_vocabulary: bool, file: FileId) {
        let mut seen = false;
        for clause in clauses {
            let HeaderClause::AppliesWhen(condition) = clause else { continue };
            if is_vocabulary || seen {
                let (code, message, help) = if is_vocabulary {
                    (
                        Code::MisplacedClause,
                        "a vocabulary applies to everybody",
                        "put it in the header of a ruleset",
                    )
                } else {
                    (Code::RepeatedClause, "a second `applies when` clause", "join the two with `and`")
                };
                self.report(Problem::new(code, condition.place.0, message).help(help));
                continue;
            }
            seen = true;
            if file == self.entry() {
                self.about.applies_when = Some(print_expr(condition).into());
                self.program.applies_when = self.condition(condition, "`applies when`");
            }
        }
    }

    fn rule(&mut self, rule: &'a Rule, place: Span, labels: &mut HashMap<String, Span>) {
        let clauses = self.rule_clauses(rule.kind, &rule.clauses, place);
        let word = rule_word(rule.kind);
        let condition = self.condition(&rule.condition, &format!("`{word}`"));
        let exceptions = self.exceptions(&clauses);
        let guard = clauses.applies_when.map(|guard| self.condition(guard, "`applies when`"));
        let until = clauses.until.map(|until| self.lapse(until));
        let label = self.label(rule, place, labels, condition.is_some());
        let (Some(asked), Some(exceptions), Some(guard), Some(until)) =
            (condition, exceptions, flatten(guard), flatten(until))
        else {
            return;
        };
        let places: Vec<_> =
            written_exceptions(&clauses).map(|(_, exception)| without_parens(exception).place.0).collect();
        let exceptions: Vec<_> = exceptions.into_iter().zip(places).collect();
        let asked_at = without_parens(&rule.condition).place.0;
        let mut condition = self.with_exceptions(rule.kind, (asked, asked_at), &exceptions, place);
        let kind = core_kind(rule.kind);
        if let Some((met, _)) = clauses.when_not_recorded {
            let counts_as = met == (kind == ir::RuleKind::Require);
            condition = self.push(Step::Settled { of: condition, counts_as }, place);
        }
        self.program.rules.push(ir::Rule { kind, condition, guard, until });
        let read: Vec<_> = std::iter::once(&rule.condition)
            .chain(clauses.unless)
            .chain(clauses.except_when.iter().copied())
            .chain(clauses.applies_when)
            .map(Some)
            .collect();
        let names = self.stand_for(&read);
        let exceptions = exceptions_about(&clauses, exceptions.into_iter().map(|(step, _)| step).collect());
        let about = RuleAbout { asked, exceptions, ..about(rule, label, names, clauses, place) };
        self.about.rules.push(about);
    }

    /// `unless` and each `except when`; `None` if one of them was not understood.
    fn exceptions(&mut self, clauses: &Clauses<'a>) -> Option<Vec<StepId>> {
        let unless = clauses.unless.map(|unless| self.condition(unless, "`unless`"));
        let except_when = clauses.except_when.iter();
        let except_when: Vec<_> = except_when.map(|except| self.condition(except, "`except when`")).collect();
        unless.into_iter().chain(except_when).collect()
    }

    /// The parameters and definitions that expressions name, and those that these name, each with what it
    /// stands for.
    fn stand_for(&self, expressions: &[Option<&'a Expr>]) -> Vec<Named> {
        let mut found: indexmap::IndexMap<&'a str, Named> = indexmap::IndexMap::new();
        let mut open: Vec<Vec<&'a Path>> =
            expressions.iter().rev().flatten().map(|expr| self.names_read(expr)).collect();
        while let Some(names) = open.pop() {
            if found.len() >= MAX_NAMES_SHOWN {
                break;
            }
            for path in names {
                self.stands_for(path, &mut found, &mut open);
            }
        }
        found.into_values().collect()
    }

    /// What one name stands for; the names below it are left in `open`.
    fn stands_for(
        &self,
        path: &'a Path,
        found: &mut indexmap::IndexMap<&'a str, Named>,
        open: &mut Vec<Vec<&'a Path>>,
    ) {
        let name = path.text.as_str();
        if found.contains_key(name) {
            return;
        }
        match self.names.get(name).map(|(entity, _)| *entity) {
            Some(Entity::Parameter(index)) => {
                let Some(parameter) = self.about.parameters.get(index) else { return };
                let stands_for = parameter.ty.show(&parameter.value).into();
                found.insert(name, Named { name: name.into(), stands_for, computed: None });
            }
            Some(Entity::Definition(index)) => {
                let Some(definition) = self.definitions.get(index) else { return };
                let computed = definition.result.clone().map(|typed| (typed.step, typed.ty));
                let stands_for = definition.body.print().into();
                found.insert(name, Named { name: name.into(), stands_for, computed });
                let is_parameter = |path: &&Path| {
                    matches!(self.names.get(path.text.as_str()), Some((Entity::Parameter(_), _)))
                };
                let cells = definition.body.cells().into_iter();
                let cells =
                    cells.map(|cell| self.names_read(cell).into_iter().filter(is_parameter).collect());
                let mut below = self.read_in_body(definition.body, definition.ty);
                below.extend(cells);
                open.extend(below.into_iter().rev());
            }
            _ => {}
        }
    }

    /// `until DATE`.
    fn lapse(&mut self, date: &'a Expr) -> Option<StepId> {
        self.no_span(date)?;
        let typed = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if matches!(typed.ty, ValueType::Date { .. }) {
            return Some(typed.step);
        }
        self.report(
            Problem::new(Code::WrongType, date.place.0, "`until` takes a date")
                .says(format!("this is `{}`", typed.ty))
                .help(
                    "write the day on which it lapses: `until @2026-01-01`, `until last_surgery + 6 months`",
                ),
        );
        None
    }

    /// `exclude A unless B` is `A and not B`; `require A unless B` is `A or B`. An exception to B is part of it:
    /// `B except when C` is `B and not C`.
    fn with_exceptions(
        &mut self,
        kind: RuleKind,
        (condition, asked_at): (StepId, Span),
        exceptions: &[(StepId, Span)],
        place: Span,
    ) -> StepId {
        let exception = exceptions
            .iter()
            .rev()
            .copied()
            .reduce(|except, exception| (self.both(exception, except, place), exception.1));
        let Some(exception) = exception else { return condition };
        if kind == RuleKind::Require {
            let any = self.push(Step::Any(Box::new([condition, exception.0])), place);
            return self.named(any, [asked_at, exception.1]);
        }
        self.both((condition, asked_at), exception, place)
    }

    /// One condition, and not the other.
    fn both(&mut self, one: (StepId, Span), not: (StepId, Span), place: Span) -> StepId {
        let denied = self.push(Step::Not(not.0), place);
        let denied = self.named(denied, [not.1]);
        let all = self.push(Step::All(Box::new([one.0, denied])), place);
        self.named(all, [one.1, not.1])
    }

    /// The label written, or the one name that the condition asks about, or the line.
    fn label(
        &mut self,
        rule: &'a Rule,
        place: Span,
        labels: &mut HashMap<String, Span>,
        understood: bool,
    ) -> Arc<str> {
        let (label, label_place) =
            match (&rule.label, only_name(&rule.condition, &|name| self.is_subject(name))) {
                (Some(label), _) => (label.text.clone(), label.place.0),
                (None, Some(name)) => (name.to_owned(), rule.condition.place.0),
                (None, None) => {
                    let line = self.line_of(place);
                    let word = rule_word(rule.kind);
                    if !understood {
                        // Once its error is mended it may well be named by what it asks.
                        return format!("line_{line}").into();
                    }
                    self.report(
                    Problem::new(
                        Code::NamedByLine,
                        rule.condition.place.0,
                        format!("this rule is called `line_{line}`"),
                    )
                    .help(format!(
                        "its name changes whenever a line above it does; give it a label: `{word} LABEL: …`"
                    )),
                );
                    (format!("line_{line}"), rule.condition.place.0)
                }
            };
        match labels.get(&label) {
            Some(first) => {
                self.report(
                    Problem::new(
                        Code::DuplicateLabel,
                        label_place,
                        format!("a second rule is called `{label}`"),
                    )
                    .also(*first, "the first one")
                    .help("put a label before the condition: `require LABEL: …`"),
                );
            }
            None => {
                labels.insert(label.clone(), label_place);
            }
        }
        label.into()
    }

    /// A fact, a definition or what another ruleset says, as against a parameter or a choice's value.
    fn is_subject(&self, name: &str) -> bool {
        self.is_asked(name) || !matches!(self.names.get(name), None | Some((Entity::Parameter(_), _)))
    }

    fn line_of(&self, place: Span) -> usize {
        self.sources_text.start(place).line
    }
}

/// The name of a condition that is one name, or one comparison of one name with values.
pub fn only_name<'a>(condition: &'a Expr, is_subject: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    let name = |expr: &'a Expr| match &without_parens(expr).kind {
        ExprKind::Name(path) if is_subject(&path.text) => Some(path.text.as_str()),
        _ => None,
    };
    let is_value = |expr: &Expr| match &without_parens(expr).kind {
        ExprKind::Name(path) => !is_subject(&path.text),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::Negate(_)
        | ExprKind::Quantity(..)
        | ExprKind::Duration(..)
        | ExprKind::Date(_)
        | ExprKind::Never => true,
        _ => false,
    };
    let is_window = |window: &Window| {
        is_value(&window.period) && window.anchor.as_ref().is_none_or(|(_, anchor)| is_value(anchor))
    };
    match &without_parens(condition).kind {
        ExprKind::Compare(_, left, right) if is_value(right) => name(left),
        ExprKind::Compare(_, left, right) if is_value(left) => name(right),
        ExprKind::Between(value, low, high) if is_value(low) && is_value(high) => name(value),
        ExprKind::In(value, Membership::Values(members), _) if members.iter().all(is_value) => name(value),
        ExprKind::In(value, Membership::Named(_) | Membership::Span(_), _) => name(value),
        ExprKind::Order(left, _, right) if is_value(right) => name(left),
        ExprKind::Ago(value, _, period) if is_value(period) => name(value),
        ExprKind::Within(value, window) if is_window(window) => name(value),
        ExprKind::IsKnown(value, _) => name(value),
        _ => name(condition),
    }
}

/// `Some(None)` when there was nothing to check, `None` when what was there had an error.
#[allow(clippy::option_option, reason = "not there, and not understood, are two things")]
fn flatten(checked: Option<Option<StepId>>) -> Option<Option<StepId>> {
    match checked {
        None => Some(None),
        Some(step) => step.map(Some),
    }
}

fn about(rule: &Rule, label: Arc<str>, names: Vec<Named>, clauses: Clauses<'_>, place: Span) -> RuleAbout {
    let mut condition = print_expr(&rule.condition);
    for (word, exception) in written_exceptions(&clauses) {
        condition.push_str(&format!(" {word} {}", print_expr(exception)));
    }
    RuleAbout {
        label,
        asked: StepId::default(),
        exceptions: Vec::new(),
        kind: core_kind(rule.kind),
        condition: condition.into(),
        names,
        applies_when: clauses.applies_when.map(|guard| print_expr(guard).into()),
        asked_at: without_parens(&rule.condition).place.0,
        applies_when_at: clauses.applies_when.map(|guard| without_parens(guard).place.0),
        because: clauses.because.map(|text| text.value().into()),
        reading: clauses.reading.map(|text| text.value().into()),
        when_not_recorded: clauses.when_not_recorded.map(|(_, why)| why.value().into()),
        citations: clauses.citations,
        evidence: clauses.evidence,
        place,
    }
}

/// `unless` and each `except when`, with the words before it.
fn written_exceptions<'a>(clauses: &Clauses<'a>) -> impl Iterator<Item = (&'static str, &'a Expr)> {
    let except_when = clauses.except_when.clone();
    let unless = clauses.unless.map(|unless| ("unless", unless));
    unless.into_iter().chain(except_when.into_iter().map(|except| ("except when", except)))
}

fn exceptions_about(clauses: &Clauses<'_>, steps: Vec<StepId>) -> Vec<ExceptionAbout> {
    let written = written_exceptions(clauses).zip(steps);
    written
        .map(|((word, condition), step)| ExceptionAbout {
            word,
            condition: print_expr(condition).into(),
            step,
        })
        .collect()
}

fn core_kind(kind: RuleKind) -> ir::RuleKind {
    match kind {
        RuleKind::Require => ir::RuleKind::Require,
        RuleKind::Exclude => ir::RuleKind::Exclude,
        RuleKind::Caution => ir::RuleKind::Caution,
    }
}

/// The keyword of a rule.
pub fn rule_word(kind: RuleKind) -> &'static str {
    core_kind(kind).word()
}
