//! Changes of what a variant changes.

use super::expression::{Role, of_expr};
use super::found::{Found, without};
use super::statement::{Told, of_clauses, of_rule, other_kind};
use crate::source::Span;
use crate::syntax::ast::{Extend, VariantChangeKind};

/// Each change dropped, and what stands in it changed.
pub fn of_changes(extend: &Extend, told: &Told<'_>, found: &mut Found<'_>) {
    let places: Vec<Span> = extend.changes.iter().map(|change| change.place.0).collect();
    for (index, change) in extend.changes.iter().enumerate() {
        let place = change.place.0;
        let drop = without(&places, index);
        let dropped = |what: String, found: &mut Found<'_>| {
            found.push_all(drop.clone().into_iter().collect(), format!("{what} was dropped"));
        };
        match &change.kind {
            VariantChangeKind::Without(label) => {
                found.about("", &label.text);
                dropped(format!("`without {}`", label.text), found);
            }
            VariantChangeKind::Replace(label, condition, clauses) => {
                found.about("", &label.text);
                dropped(format!("`replace {}`", label.text), found);
                of_expr(condition, Role::Condition, found);
                of_clauses(clauses, found);
            }
            VariantChangeKind::Add(rule) => {
                let Some(label) = told.label(place) else { continue };
                found.about("", label);
                dropped(format!("`add` of the rule `{label}`"), found);
                let kind = told.sources.text(place.file).get(place.range()).and_then(|text| {
                    let word = text.get("add".len()..)?;
                    let before = text.len() - word.trim_start().len();
                    u32::try_from(before).ok()
                });
                if let Some(before) = kind {
                    other_kind(rule.kind, Span { start: place.start + before, ..place }, found);
                }
                of_rule(rule, label, found);
            }
            VariantChangeKind::Set(name, value) => {
                found.about("set", &name.text);
                dropped(format!("`set {}`", name.text), found);
                of_expr(value, Role::Alone, found);
            }
        }
    }
}
