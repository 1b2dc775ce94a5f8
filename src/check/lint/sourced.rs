//! Rules without a source (W0401), sources pending review (W0402), items that no rule cites (W0403).

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{ClauseKind, Rule, StatementKind};

impl Checker<'_> {
    /// In a file that knows no source at all, one warning says it of all rules.
    fn rules_without_a_source(&mut self) {
        let rules = self.entry_statements().iter().filter_map(|statement| match &statement.kind {
            StatementKind::Rule(rule) => Some(rule),
            _ => None,
        });
        let bare: Vec<_> = rules
            .filter(|rule| !rule.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Cite(..))))
            .filter(|rule| !self.only_asks(rule))
            .collect();
        let allows = |rule: &Rule| {
            rule.clauses.iter().any(
                |clause| matches!(&clause.kind, ClauseKind::Allow(allow) if Code::find(&allow.code.text) == Some(Code::NoSource)),
            )
        };
        if self.sources.is_empty()
            && !bare.iter().any(|rule| allows(rule))
            && let [first, _, ..] = bare.as_slice()
        {
            let message = format!("none of the {} rules names a source", bare.len());
            self.report(Problem::new(Code::NoSource, first.condition.place.0, message).says("this is the first").help(
                "declare where they come from, `source NAME { title \"…\" }`, and add `cite NAME \"where in it\"` to each",
            ));
            return;
        }
        for rule in bare {
            self.report(
                Problem::new(Code::NoSource, rule.condition.place.0, "this rule names no source")
                    .help("add `cite SOURCE.ITEM`, so that whoever reads a decision can check it"),
            );
        }
    }

    /// A rule that reads nothing but what other rulesets say: their sources are its own.
    fn only_asks(&self, rule: &Rule) -> bool {
        let read = self.names_read(&rule.condition);
        let asked = |name: &str| self.is_asked(name);
        read.iter().any(|path| asked(&path.text))
            && read.iter().all(|path| asked(&path.text) || path.text == "as_of")
            && self.functions_called(&rule.condition).is_empty()
    }

    pub(super) fn lint_sources(&mut self) {
        self.rules_without_a_source();
        if self.problems.has_errors() {
            return; // a citation may be in a statement that could not be read
        }
        let mut found = Vec::new();
        for source in self.sources.values() {
            let name = &source.about.name;
            let in_entry = self.is_in_entry(source.place);
            if source.about.pending
                && let Some(cited) = source.first_cited
            {
                let place = if in_entry { source.place } else { cited };
                found.push(
                    Problem::new(
                        Code::PendingSource,
                        place,
                        format!("the review of `{name}` is still pending"),
                    )
                    .help("decisions that rest on it say so; mark it `status reviewed` once it is"),
                );
            }
            if !in_entry || self.about.is_vocabulary {
                continue; // it is there for other files to cite
            }
            if source.first_cited.is_none() && source.items.is_empty() {
                found.push(
                    Problem::new(Code::Unused, source.place, format!("nothing cites the source `{name}`"))
                        .help("cite it, or delete it"),
                );
            }
            for (key, _, place) in source.items.iter().filter(|(key, _, _)| !source.cited.contains(key)) {
                found.push(
                    Problem::new(Code::UncitedItem, *place, format!("no rule cites `{name}.{key}`")).help(
                        "write the rule that it asks for, or allow it with the reason why it is no rule",
                    ),
                );
            }
        }
        for problem in found {
            self.report(problem);
        }
    }
}
