//! The changes that were found, and what must be known of names to find them.

use std::sync::Arc;

use super::SHOWN;
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::syntax::print::print_expr;
use crate::testing::mutation::edit::Edit;
use crate::testing::mutation::mutants::{Mutant, Subject};
use crate::vocabulary::{Choice, ValueType, Vocabulary};

/// Which values there are.
#[derive(Debug)]
pub struct Names {
    choices: Vec<Arc<Choice>>,
}

impl Names {
    /// The choices and scales that facts have, their fields included.
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut names = Self { choices: Vec::new() };
        let mut open: Vec<&ValueType> = vocabulary.facts().map(|fact| &fact.ty).collect();
        while let Some(ty) = open.pop() {
            match ty {
                ValueType::Choice(choice) | ValueType::Set(choice) if !names.choices.contains(choice) => {
                    names.choices.push(Arc::clone(choice));
                }
                ValueType::List(record) | ValueType::Record(record) => {
                    open.extend(record.fields.iter().map(|field| &field.ty));
                }
                _ => {}
            }
        }
        names
    }

    /// The value beside this one, in each choice or scale that has it: the next one, or of the last the one before.
    pub fn neighbours(&self, value: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for choice in &self.choices {
            let Some(at) = choice.position(value) else { continue };
            let beside = at.checked_add(1).and_then(|next| choice.value_name(next));
            let beside = beside.or_else(|| choice.value_name(at.checked_sub(1)?));
            if let Some(beside) = beside.filter(|beside| !found.contains(&&***beside)) {
                found.push(beside);
            }
        }
        found
    }
}

/// The changes that were found, up to a limit.
#[derive(Debug)]
pub struct Found<'n> {
    /// Which values there are.
    pub names: &'n Names,
    /// What is changed.
    pub subject: Subject,
    /// What stands before the condition of a rule that is called by it, so that it keeps its label.
    pub pin: Option<Edit>,
    /// The changes.
    pub mutants: Vec<Mutant>,
}

impl<'n> Found<'n> {
    /// Nothing yet.
    pub fn new(names: &'n Names) -> Self {
        let subject = Subject { word: "", name: "".into() };
        Self { names, subject, pin: None, mutants: Vec::new() }
    }

    /// What comes now is about this.
    pub fn about(&mut self, word: &'static str, name: &str) {
        self.subject = Subject { word, name: name.into() };
        self.pin = None;
    }

    /// Notes a change at one place.
    pub fn push(&mut self, edit: Edit, what: String) {
        self.push_all(vec![edit], what);
    }

    /// Notes a change at several places, in the order in which they stand.
    pub fn push_all(&mut self, edits: Vec<Edit>, what: String) {
        if self.mutants.len() < crate::limits::MAX_MUTANTS && !edits.is_empty() {
            self.mutants.push(Mutant::new(self.subject.clone(), what, edits, self.pin.clone()));
        }
    }
}

/// Takes one of several items away, with the comma or word between it and its neighbour: nothing where it is the
/// only one.
pub fn without(items: &[Span], index: usize) -> Option<Edit> {
    let item = items.get(index)?;
    let span = match (index.checked_sub(1).and_then(|before| items.get(before)), items.get(index + 1)) {
        (Some(before), _) => Span { start: before.end, ..*item },
        (None, Some(next)) => Span { end: next.start, ..*item },
        (None, None) => return None,
    };
    Some(Edit::delete(span))
}

/// A piece of the ruleset on one line, cut short if it is long.
pub fn shown(expr: &Expr) -> String {
    cut(&print_expr(expr))
}

/// A text on one line, cut short if it is long.
pub fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}
