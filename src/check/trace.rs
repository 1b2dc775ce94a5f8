//! What sources say and what else than rules cites them, for whoever traces them.

use std::sync::Arc;

use super::scope::Checker;
use crate::about::{Evidence, SourceItem, SourceItems, StatementAbout};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, SourceDeclaration, SourceEntryKind, StatementKind};

impl<'a> Checker<'a> {
    /// Hands over what the sources of all files say, and the statements beside rules that stand on them.
    pub fn trace_sources(&mut self) {
        let files = self.inputs;
        for statement in files.iter().flat_map(|input| &input.tree.statements) {
            let place = statement.place.0;
            let (kind, name, clauses) = match &statement.kind {
                StatementKind::Source(source) => {
                    let found = self.source_items(source);
                    self.about.source_items.extend(found);
                    continue;
                }
                StatementKind::Define(define) => ("define", &define.name, &define.clauses),
                StatementKind::Score(score) => ("score", &score.name, &score.clauses),
                StatementKind::Table(table) => ("table", &table.name, &table.clauses),
                StatementKind::Output(output) => ("output", &output.name, &output.clauses),
                StatementKind::Analyte(analyte) => ("analyte", &analyte.name, &analyte.clauses),
                _ => continue,
            };
            let found = self.statement(kind, &name.text, clauses, place);
            self.about.statements.push(found);
        }
    }

    /// `None` of a source that was declared before under this name, which was reported.
    fn source_items(&self, declared: &SourceDeclaration) -> Option<SourceItems> {
        let place = declared.name.place.0;
        let source = self.sources.get(declared.name.text.as_str()).filter(|source| source.place == place)?;
        let status = declared.entries.iter().find_map(|entry| match &entry.kind {
            SourceEntryKind::Status(status) => Some(status.text.as_str().into()),
            _ => None,
        });
        let items = source.items.iter().map(|(key, says, place)| SourceItem {
            key: (*key).into(),
            says: says.as_str().into(),
            place: *place,
        });
        Some(SourceItems {
            source: Arc::clone(&source.about),
            status,
            items: items.collect(),
            shared: !self.is_in_entry(place) || self.about.is_vocabulary,
            place,
        })
    }

    fn statement(&self, kind: &'static str, name: &str, clauses: &[Clause], place: Span) -> StatementAbout {
        let mut found = StatementAbout {
            kind,
            name: name.into(),
            because: None,
            reading: None,
            citations: Vec::new(),
            evidence: Vec::new(),
            place,
        };
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Because(text) => found.because = Some(text.value().into()),
                ClauseKind::Reading(text) => found.reading = Some(text.value().into()),
                ClauseKind::Cite(path, says) => found.citations.extend(self.cited(path, says.as_ref())),
                ClauseKind::Evidence(scheme, grade) => found
                    .evidence
                    .push(Evidence { scheme: scheme.text.as_str().into(), grade: grade.value().into() }),
                _ => {}
            }
        }
        found
    }
}
