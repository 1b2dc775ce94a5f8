//! Names that nothing uses (W0101), and facts called like a choice's value (W0102).

use std::collections::HashMap;

use crate::check::scope::{Checker, Entity};
use crate::diagnostic::{Code, Problem};
use crate::source::Span;

impl Checker<'_> {
    pub(super) fn lint_unused(&mut self) {
        self.facts_like_values();
        if self.about.is_vocabulary || self.problems.has_errors() {
            // A vocabulary is there for others to use; after an error a use may not have been seen.
            return;
        }
        self.lint_never_asked();
        let mut unused: Vec<(String, Span)> = Vec::new();
        for (name, (entity, place)) in &self.names {
            if self.is_in_entry(*place) && !self.used.contains(name) {
                let what = match entity {
                    Entity::Fact(_) => "fact",
                    Entity::Parameter(_) => "parameter",
                    Entity::Definition(_) => "definition",
                    Entity::Silent => continue,
                };
                unused.push((format!("nothing uses the {what} `{name}`"), *place));
            }
        }
        for (name, index) in &self.functions {
            let place = self.definitions.get(*index).map(|function| function.place).unwrap_or_default();
            if self.is_in_entry(place) && !self.functions_used.contains(index) {
                unused.push((format!("nothing calls the function `{name}`"), place));
            }
        }
        for (name, (choice, place)) in &self.types {
            if self.is_in_entry(*place) && !self.used.contains(name) && choice.is_some() {
                unused.push((format!("no fact has the type `{name}`"), *place));
            }
        }
        for (message, place) in unused {
            self.report(Problem::new(Code::Unused, place, message).help("use it, or delete it"));
        }
    }

    fn facts_like_values(&mut self) {
        let mut by_value: HashMap<&str, &str> = HashMap::new();
        for choice in self.types.values().filter_map(|(choice, _)| choice.as_ref()) {
            for value in choice.names() {
                by_value.entry(value).or_insert(&choice.name);
            }
        }
        let mut found = Vec::new();
        for (name, (entity, place)) in &self.names {
            if *entity == Entity::Silent || !self.is_in_entry(*place) {
                continue;
            }
            if let Some(choice) = by_value.get(name) {
                found.push((*name, *place, (*choice).to_owned()));
            }
        }
        for (name, place, choice) in found {
            self.report(
                Problem::new(Code::FactLikeValue, place, format!("`{name}` is also a value of `{choice}`"))
                    .help(format!(
                        "beside something of the type `{choice}` the name means the value; give one of the two another name"
                    )),
            );
        }
    }
}
