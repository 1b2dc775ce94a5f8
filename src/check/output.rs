//! `output NAME: TYPE = EXPR`: a typed result beside the verdict.

use std::collections::HashMap;

use super::declare::duplicate;
use super::scope::Checker;
use crate::about::{Evidence, OutputAbout};
use crate::source::Span;
use crate::syntax::ast::{ClauseKind, Output, StatementKind};
use crate::syntax::print::{print_expr, print_type};

impl<'a> Checker<'a> {
    /// Checks the entry's outputs.
    pub fn check_outputs(&mut self) {
        let mut names: HashMap<&str, Span> = HashMap::new();
        for statement in self.entry_statements() {
            let StatementKind::Output(output) = &statement.kind else { continue };
            let (name, place) = (output.name.text.as_str(), output.name.place.0);
            match names.get(name) {
                Some(first) => self.report(duplicate(name, place, *first)),
                None => {
                    names.insert(name, place);
                }
            }
            self.output(output, statement.place.0);
        }
    }

    fn output(&mut self, output: &'a Output, whole: Span) {
        self.definition_clauses(&output.clauses, whole);
        let cited = std::mem::take(&mut self.definition_citations);
        let citations = cited.into_iter().filter_map(|(path, text)| self.citation(path, text)).collect();
        let ty = self.value_type(&output.ty);
        let typed = self.value_or_choice(&output.value, ty.as_ref());
        let (Some(ty), Some(typed)) = (ty, typed) else { return };
        let name = &output.name.text;
        let Some(typed) = self.as_declared(typed, Some(ty), &output.value, name) else { return };
        if let Some(branch) = self.about.branches.get_mut(&typed.step) {
            branch.name.get_or_insert_with(|| name.as_str().into());
        }
        let (mut because, mut reading, mut evidence) = (None, None, Vec::new());
        for clause in &output.clauses {
            match &clause.kind {
                ClauseKind::Because(text) => because = because.or_else(|| Some(text.value().into())),
                ClauseKind::Reading(text) => reading = reading.or_else(|| Some(text.value().into())),
                ClauseKind::Evidence(scheme, grade) => {
                    let scheme = scheme.text.as_str().into();
                    evidence.push(Evidence { scheme, grade: grade.value().into() });
                }
                _ => {}
            }
        }
        self.about.outputs.push(OutputAbout {
            name: name.as_str().into(),
            written_type: print_type(&output.ty).into(),
            stands_for: print_expr(&output.value).into(),
            because,
            reading,
            citations,
            evidence,
            step: typed.step,
            ty: typed.ty,
            place: whole,
        });
    }
}
