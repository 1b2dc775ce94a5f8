//! Changes of whole statements: rules and their clauses, scores, assumptions, parameters.

use super::expression::{Role, of_expr};
use super::found::{Found, cut, shown, without};
use super::{step, table, variant};
use crate::about::About;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{
    AssumeKind, Clause, ClauseKind, Expr, FactAttribute, Header, HeaderClause, Points, Rule, RuleKind, Score,
    ScoreEntry, Statement, StatementKind,
};
use crate::testing::mutation::edit::Edit;

/// What the changes of a statement are told with.
pub struct Told<'t> {
    /// The labels of rules, by their places.
    pub about: &'t About,
    /// The texts.
    pub sources: &'t SourceMap,
}

impl Told<'_> {
    /// The label of the rule that stands here.
    pub fn label(&self, place: Span) -> Option<&str> {
        self.about.rules.iter().find(|rule| rule.place == place).map(|rule| &*rule.label)
    }

    /// Where the word stands that is written last before a place.
    pub fn word_before(&self, word: &str, place: Span) -> Option<Span> {
        let before = self.sources.text(place.file).get(..place.start as usize)?;
        let start = before.rfind(word)?;
        Some(Span::new(place.file, start, start + word.len()))
    }
}

/// All changes of a statement.
pub fn of_statement(statement: &Statement, told: &Told<'_>, found: &mut Found<'_>) {
    let place = statement.place.0;
    match &statement.kind {
        StatementKind::Ruleset(header) => of_header(header, told, found),
        StatementKind::Extend(extend) => {
            of_header(&extend.header, told, found);
            variant::of_changes(extend, told, found);
        }
        StatementKind::Rule(rule) => {
            let Some(label) = told.label(place) else { return };
            found.about("", label);
            found.push(Edit::delete(place), "the rule was dropped".to_owned());
            other_kind(rule.kind, place, found);
            of_rule(rule, label, found);
        }
        StatementKind::Define(define) => {
            found.about("define", &define.name.text);
            of_expr(&define.body, Role::Value, found);
        }
        StatementKind::Output(output) => {
            found.about("output", &output.name.text);
            of_expr(&output.value, Role::Value, found);
        }
        StatementKind::Score(score) => of_score(score, told, found),
        StatementKind::Table(table) => {
            found.about("table", &table.name.text);
            table::of_table(table, found);
        }
        StatementKind::Assume(assume) => {
            found.about("assume", &assume.path.text);
            found.push(Edit::delete(place), "the assumption was dropped".to_owned());
            if let AssumeKind::Value(value, _) = &assume.kind {
                of_expr(value, Role::Value, found);
            }
        }
        StatementKind::Parameter(parameter) => {
            found.about("parameter", &parameter.name.text);
            of_expr(&parameter.default, Role::Alone, found);
        }
        StatementKind::Fact(fact) => {
            found.about("fact", &fact.path.text);
            for attribute in &fact.attributes {
                let FactAttribute::AskedWhen(guard) = attribute else { continue };
                drop_before(&["when", "asked"], "asked when", guard, told, found);
                of_expr(guard, Role::Condition, found);
            }
        }
        _ => {}
    }
}

fn of_header(header: &Header, told: &Told<'_>, found: &mut Found<'_>) {
    found.about("ruleset", &header.name.text);
    for clause in &header.clauses {
        let HeaderClause::AppliesWhen(condition) = clause else { continue };
        drop_before(&["when", "applies"], "applies when", condition, told, found);
        of_expr(condition, Role::Condition, found);
    }
}

/// A condition dropped, together with the words before it, the last one first.
fn drop_before(words: &[&str], said: &str, condition: &Expr, told: &Told<'_>, found: &mut Found<'_>) {
    let place = condition.place.0;
    let first = words.iter().try_fold(place, |place, word| told.word_before(word, place));
    if let Some(first) = first {
        found.push(Edit::delete(first.to(place)), format!("`{said} {}` was dropped", shown(condition)));
    }
}

/// `require` and `exclude`.
pub fn other_kind(kind: RuleKind, place: Span, found: &mut Found<'_>) {
    let (old, new) = match kind {
        RuleKind::Require => ("require", "exclude"),
        RuleKind::Exclude => ("exclude", "require"),
        RuleKind::Caution => return,
    };
    let word = Span { end: place.start.saturating_add(u32::try_from(old.len()).unwrap_or(0)), ..place };
    found.push(Edit::new(word, new), format!("`{old}` became `{new}`"));
}

/// The condition of a rule, and its clauses. A rule that is called by its condition keeps its label.
pub fn of_rule(rule: &Rule, label: &str, found: &mut Found<'_>) {
    let start = Span { end: rule.condition.place.0.start, ..rule.condition.place.0 };
    found.pin = rule.label.is_none().then(|| Edit::new(start, format!("{label}: ")));
    of_expr(&rule.condition, Role::Condition, found);
    of_clauses(&rule.clauses, found);
}

/// Clauses dropped, and what stands in them changed.
pub fn of_clauses(clauses: &[Clause], found: &mut Found<'_>) {
    let exceptions: Vec<&Clause> = clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Unless(_) | ClauseKind::ExceptWhen(_)))
        .collect();
    for clause in clauses {
        let place = clause.place.0;
        let mut drop = |what: String| found.push(Edit::delete(place), format!("`{what}` was dropped"));
        match &clause.kind {
            ClauseKind::Unless(condition) => {
                // An exception to an exception does not stand alone.
                let all = exceptions.iter().map(|clause| Edit::delete(clause.place.0)).collect();
                let and = if exceptions.len() > 1 { ", with what is excepted from it," } else { "" };
                found.push_all(all, format!("`unless {}`{and} was dropped", shown(condition)));
                of_expr(condition, Role::Condition, found);
            }
            ClauseKind::ExceptWhen(condition) => {
                drop(format!("except when {}", shown(condition)));
                of_expr(condition, Role::Condition, found);
            }
            ClauseKind::AppliesWhen(condition) => {
                drop(format!("applies when {}", shown(condition)));
                of_expr(condition, Role::Condition, found);
            }
            ClauseKind::Until(date) => {
                drop(format!("until {}", shown(date)));
                of_expr(date, Role::Value, found);
            }
            ClauseKind::WhenNotRecorded(met, why) => {
                let words = |met: bool| if met { "met" } else { "not met" };
                drop(format!("when not recorded: {}", words(*met)));
                let text = why.parts.iter().map(|part| format!("{part:?}")).collect::<Vec<_>>().join(" ");
                let other = format!("when not recorded: {} because {text}", words(!met));
                found.push(
                    Edit::new(place, other),
                    format!("`when not recorded: {}` became `{}`", words(*met), words(!met)),
                );
            }
            ClauseKind::Because(_)
            | ClauseKind::Reading(_)
            | ClauseKind::Cite(..)
            | ClauseKind::Evidence(..)
            | ClauseKind::Allow(_) => {}
        }
    }
}

/// Points by one more and one less, and items dropped.
fn of_score(score: &Score, told: &Told<'_>, found: &mut Found<'_>) {
    found.about("score", &score.name.text);
    let places: Vec<Span> = score.entries.iter().map(|entry| entry_place(entry, told)).collect();
    for (index, entry) in score.entries.iter().enumerate() {
        let drop = without(&places, index);
        let text = places.get(index).map(|place| cut(told.sources.slice(*place))).unwrap_or_default();
        found.push_all(drop.into_iter().collect(), format!("`{text}` was dropped"));
        match entry {
            ScoreEntry::Points(points) => of_points(points, found),
            ScoreEntry::MaxOf(points, _) => {
                let inside: Vec<Span> = points.iter().map(|points| points_place(points, told)).collect();
                for (index, points) in points.iter().enumerate() {
                    let text =
                        inside.get(index).map(|place| cut(told.sources.slice(*place))).unwrap_or_default();
                    found.push_all(
                        without(&inside, index).into_iter().collect(),
                        format!("`{text}` was dropped"),
                    );
                    of_points(points, found);
                }
            }
            ScoreEntry::MissingCounts(_) => {}
        }
    }
}

fn of_points(points: &Points, found: &mut Found<'_>) {
    let sign = if points.negative { "-" } else { "+" };
    let old = &points.number.written;
    for new in step::number(&points.number).into_iter().flatten().filter(|new| !new.starts_with('-')) {
        let what = format!("`{sign}{old}` became `{sign}{new}` when `{}`", shown(&points.when));
        found.push(Edit::new(points.number.place.0, new), what);
    }
    of_expr(&points.when, Role::Condition, found);
}

fn entry_place(entry: &ScoreEntry, told: &Told<'_>) -> Span {
    match entry {
        ScoreEntry::Points(points) => points_place(points, told),
        ScoreEntry::MaxOf(_, place) => place.0,
        ScoreEntry::MissingCounts(number) => {
            let place = number.place.0;
            let first =
                told.word_before("counts", place).and_then(|place| told.word_before("missing", place));
            first.map_or(place, |first| first.to(place))
        }
    }
}

/// From the sign to the end of the condition.
fn points_place(points: &Points, told: &Told<'_>) -> Span {
    let number = points.number.place.0;
    let sign = told.word_before(if points.negative { "-" } else { "+" }, number).unwrap_or(number);
    sign.to(points.when.place.0)
}
