//! Variants: the statements of a ruleset, with the changes of the one that extends it.
//!
//! Works on statements, before anything is checked: each still stands where it was written.

use std::collections::HashMap;
use std::sync::Arc;

use crate::about::{Change, ChangeKind, ChangeOf, Variant};
use crate::check::only_name;
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{
    Clause, ClauseKind, Expr, Extend, FieldValue, File, Header, HeaderClause, Path, Rule, Statement,
    StatementKind, VariantChange, VariantChangeKind,
};
use crate::syntax::print::print_expr;

/// A ruleset with all its statements.
#[derive(Debug)]
pub struct Varied {
    /// Its statements, those of its base included.
    pub tree: File,
    /// What it is a variant of, the nearest first.
    pub extends: Vec<Variant>,
    /// What it and its bases set, the furthest first: the parameter with its value, and which change of which of
    /// the variants it is.
    pub settings: Vec<(FieldValue, (usize, usize))>,
}

/// What a variant extends.
pub struct Base<'b> {
    /// Its statements.
    pub tree: &'b File,
    /// What it is a variant of itself.
    pub varied: Option<&'b Varied>,
    /// Can a rule without a label be called by this name?
    pub is_subject: &'b dyn Fn(&str) -> bool,
    /// The texts, for the rules that are called by their line.
    pub sources: &'b SourceMap,
}

/// A variant whose base is not there: its own statements.
pub fn alone(extend: &Extend, own: &File) -> Varied {
    let header = StatementKind::Ruleset(extend.header.clone());
    let mut tree = File { broken_use: true, ..own.clone() };
    for statement in &mut tree.statements {
        if matches!(statement.kind, StatementKind::Extend(_)) {
            statement.kind = header.clone();
        }
    }
    Varied { tree, extends: Vec::new(), settings: Vec::new() }
}

/// The variant's statements: its header, those of its base as it changes them, what it adds, and its own.
pub fn vary(base: &Base<'_>, extend: &Extend, own: &File, problems: &mut Problems) -> Varied {
    let mut changes = Changes { base, labels: labels(base), touched: HashMap::new(), problems };
    let mut told: Vec<Change> = Vec::new();
    let mut settings = Vec::new();
    let mut removed: Vec<usize> = Vec::new();
    let mut replaced: HashMap<usize, Statement> = HashMap::new();
    let mut added: Vec<Statement> = Vec::new();
    for change in &extend.changes {
        match &change.kind {
            VariantChangeKind::Without(label) => {
                let Some(index) = changes.find(label) else { continue };
                let before = changes.rule(index).map(in_words);
                told.push(of_rule(ChangeKind::Removed, &label.text, before, None));
                removed.push(index);
            }
            VariantChangeKind::Replace(label, condition, clauses) => {
                let Some(index) = changes.find(label) else { continue };
                let Some(old) = changes.rule(index) else { continue };
                let rule = Rule {
                    kind: old.kind,
                    label: Some(label.clone()),
                    condition: condition.clone(),
                    clauses: clauses.clone(),
                };
                let (before, after) = (Some(in_words(old)), Some(in_words(&rule)));
                told.push(of_rule(ChangeKind::Replaced, &label.text, before, after));
                replaced.insert(index, Statement { kind: StatementKind::Rule(rule), place: change.place });
            }
            VariantChangeKind::Add(rule) => {
                let Some(label) = changes.added(rule, change, &removed) else { continue };
                told.push(of_rule(ChangeKind::Added, &label, None, Some(in_words(rule))));
                added.push(Statement { kind: StatementKind::Rule(rule.clone()), place: change.place });
            }
            VariantChangeKind::Set(name, value) => {
                let path = Path { text: name.text.clone(), place: name.place };
                settings.push((FieldValue { path, value: value.clone() }, (0, told.len())));
                told.push(Change {
                    change: ChangeKind::Set,
                    of: ChangeOf::Parameter,
                    name: name.text.as_str().into(),
                    before: None,
                    after: None,
                });
            }
        }
    }
    let own_statements = own_statements(own, &mut told, problems);
    if told.is_empty() && extend.changes.is_empty() {
        problems.push(
            Problem::new(
                Code::NothingChanged,
                extend.header.name.place.0,
                format!("`{}` changes nothing", extend.header.name.text),
            )
            .help("write between the braces how it differs, or use the ruleset itself"),
        );
    }
    let header = header(extend, base.tree);
    let place = extend.header.name.place;
    let mut statements = vec![Statement { kind: StatementKind::Ruleset(header), place }];
    for (index, statement) in base.tree.statements.iter().enumerate() {
        if matches!(statement.kind, StatementKind::Ruleset(_)) || removed.contains(&index) {
            continue;
        }
        statements.push(replaced.remove(&index).unwrap_or_else(|| statement.clone()));
    }
    statements.extend(added);
    statements.extend(own_statements);
    let tree = File {
        statements,
        comments: Vec::new(),
        broken_names: base.tree.broken_names.iter().chain(&own.broken_names).cloned().collect(),
        broken_use: base.tree.broken_use || own.broken_use,
    };
    // The variants of the base are one further away.
    let further = base.varied.map(|varied| varied.settings.as_slice()).unwrap_or_default();
    let further = further.iter().map(|(setting, (variant, at))| (setting.clone(), (variant + 1, *at)));
    Varied {
        tree,
        extends: std::iter::once(variant(base.tree, told))
            .chain(base.varied.into_iter().flat_map(|varied| varied.extends.iter().cloned()))
            .collect(),
        settings: further.chain(settings).collect(),
    }
}

struct Changes<'c> {
    base: &'c Base<'c>,
    /// The rules of the base: the label, and the place among its statements.
    labels: Vec<(String, usize)>,
    /// The rules that were changed, and where.
    touched: HashMap<usize, Span>,
    problems: &'c mut Problems,
}

impl<'c> Changes<'c> {
    fn rule(&self, index: usize) -> Option<&'c Rule> {
        match &self.base.tree.statements.get(index)?.kind {
            StatementKind::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// The rule that is changed; each is changed once.
    fn find(&mut self, label: &Path) -> Option<usize> {
        let place = label.place.0;
        let Some(index) = self.labels.iter().find(|(known, _)| *known == label.text).map(|(_, at)| *at)
        else {
            let near = nearest(&label.text, self.labels.iter().map(|(known, _)| known.as_str()));
            let near = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
            let base = name(self.base.tree);
            self.problems.push(
                Problem::new(Code::UnknownChanged, place, format!("`{base}` has no rule `{}`", label.text))
                    .says(near)
                    .help("name a rule by its label; a decision shows them all"),
            );
            return None;
        };
        if let Some(first) = self.touched.get(&index) {
            self.problems.push(
                Problem::new(
                    Code::ChangedTwice,
                    place,
                    format!("the rule `{}` is changed twice", label.text),
                )
                .also(*first, "the first change")
                .help("keep one of the two"),
            );
            return None;
        }
        self.touched.insert(index, place);
        Some(index)
    }

    /// The label of a rule that is added; `None` if it is there already.
    fn added(&mut self, rule: &Rule, change: &VariantChange, removed: &[usize]) -> Option<String> {
        let (label, place) = match &rule.label {
            Some(label) => (label.text.clone(), label.place.0),
            None => {
                let name = only_name(&rule.condition, self.base.is_subject).map(str::to_owned);
                let line = || format!("line_{}", self.base.sources.start(change.place.0).line);
                (name.unwrap_or_else(line), rule.condition.place.0)
            }
        };
        let there = self.labels.iter().find(|(known, index)| *known == label && !removed.contains(index));
        if let Some((_, index)) = there {
            let first = self.base.tree.statements.get(*index).map(|rule| rule.place.0).unwrap_or_default();
            self.problems.push(
                Problem::new(
                    Code::AlreadyThere,
                    place,
                    format!("`{}` has a rule `{label}` already", name(self.base.tree)),
                )
                .also(first, "this one")
                .help(format!(
                    "to put another in its place, write `replace {label}: …`; else give it another label"
                )),
            );
            return None;
        }
        Some(label)
    }
}

/// The labels of a ruleset's rules, as the checker will call them.
fn labels(base: &Base<'_>) -> Vec<(String, usize)> {
    let rules = base.tree.statements.iter().enumerate().filter_map(|(index, statement)| {
        let StatementKind::Rule(rule) = &statement.kind else { return None };
        let label = match (&rule.label, only_name(&rule.condition, base.is_subject)) {
            (Some(label), _) => label.text.clone(),
            (None, Some(name)) => name.to_owned(),
            (None, None) => format!("line_{}", base.sources.start(statement.place.0).line),
        };
        Some((label, index))
    });
    rules.collect()
}

/// The statements of the variant's own file: what its changes need. Rules stand among the changes.
fn own_statements(own: &File, told: &mut Vec<Change>, problems: &mut Problems) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut seen = false;
    for (index, statement) in own.statements.iter().enumerate() {
        let place = statement.place.0;
        let added = |of: ChangeOf, name: &str| Change {
            change: ChangeKind::Added,
            of,
            name: name.into(),
            before: None,
            after: None,
        };
        match &statement.kind {
            StatementKind::Extend(extend) => {
                let message = match (seen, index) {
                    (false, 0) => None,
                    (false, _) => Some(("the header comes first in a file", "move it to the top")),
                    (true, _) => Some(("a file has one header", "move one of the two to a file of its own")),
                };
                seen = true;
                if let Some((message, help)) = message {
                    let name = extend.header.name.place.0;
                    problems.push(Problem::new(Code::MisplacedHeader, name, message).help(help));
                }
                continue;
            }
            StatementKind::Rule(_) => {
                problems.push(
                    Problem::new(Code::RuleOutsideVariant, place, "a variant's rules stand among its changes")
                        .help("move it between the braces: `add require LABEL: …`, so that everybody sees what differs"),
                );
                continue;
            }
            StatementKind::Assume(assume) => told.push(added(ChangeOf::Assumption, &assume.path.text)),
            StatementKind::Output(output) => told.push(added(ChangeOf::Output, &output.name.text)),
            _ => {}
        }
        statements.push(statement.clone());
    }
    statements
}

/// The variant's own header. Whom the ruleset is for, when it is in force and its time zone hold for a variant too,
/// unless it says otherwise; a version and an approval do not.
fn header(extend: &Extend, base: &File) -> Header {
    let mut header = extend.header.clone();
    let own: Vec<_> = header.clauses.iter().map(std::mem::discriminant).collect();
    let inherited = base_header(base).into_iter().flat_map(|base| &base.clauses).filter(|clause| {
        let holds = matches!(
            clause,
            HeaderClause::AppliesWhen(_) | HeaderClause::Effective(..) | HeaderClause::Timezone(_)
        );
        holds && !own.contains(&std::mem::discriminant(*clause))
    });
    header.clauses.extend(inherited.cloned());
    header
}

fn base_header(base: &File) -> Option<&Header> {
    base.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Ruleset(header) => Some(header),
        _ => None,
    })
}

fn name(base: &File) -> String {
    base_header(base).map(|header| header.name.text.clone()).unwrap_or_default()
}

fn variant(base: &File, changes: Vec<Change>) -> Variant {
    let header = base_header(base);
    let version = header.into_iter().flat_map(|header| &header.clauses).find_map(|clause| match clause {
        HeaderClause::Version(text) => Some(text.value().into()),
        _ => None,
    });
    let title = header.and_then(|header| header.title.as_ref()).map(|title| title.value().into());
    Variant { base: name(base).into(), title, version, changes }
}

fn of_rule(change: ChangeKind, name: &str, before: Option<Arc<str>>, after: Option<Arc<str>>) -> Change {
    Change { change, of: ChangeOf::Rule, name: name.into(), before, after }
}

/// A rule's condition, as written, `unless` and `applies when` included.
fn in_words(rule: &Rule) -> Arc<str> {
    let mut text = print_expr(&rule.condition);
    let mut add = |word: &str, expr: &Expr| text.push_str(&format!(" {word} {}", print_expr(expr)));
    for Clause { kind, .. } in &rule.clauses {
        match kind {
            ClauseKind::Unless(exception) => add("unless", exception),
            ClauseKind::AppliesWhen(guard) => add("applies when", guard),
            _ => {}
        }
    }
    text.into()
}
