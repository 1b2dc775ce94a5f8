//! Assumptions: what is taken for granted where the record is silent.

use super::scope::{Checker, Entity};
use super::unsupported::unsupported;
use crate::about::Assumption;
use crate::absence::Absence;
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{AbsenceReason, Assume, AssumeKind, StatementKind};

impl<'a> Checker<'a> {
    /// Checks the entry's assumptions.
    pub fn check_assumptions(&mut self) {
        for statement in self.entry_statements() {
            if let StatementKind::Assume(assume) = &statement.kind {
                self.assumption(assume);
            }
        }
    }

    fn assumption(&mut self, assume: &'a Assume) {
        let place = assume.path.place.0;
        let AssumeKind::Value(value, reasons) = &assume.kind else {
            self.report(unsupported(place, "an assumption that a list is complete", "are", "is"));
            return;
        };
        self.used.insert(&assume.path.text);
        let slot = match self.names.get(assume.path.text.as_str()).map(|(entity, _)| *entity) {
            Some(Entity::Fact(slot)) => slot,
            Some(Entity::Silent) => return,
            Some(_) => {
                self.report(
                    Problem::new(Code::WrongType, place, format!("`{}` is not a fact", assume.path.text))
                        .help("only what a record may say can be assumed"),
                );
                return;
            }
            None if self.is_broken(&assume.path.text) => return,
            None => {
                let near =
                    self.nearest_value(&assume.path.text).map(|near| format!("did you mean `{near}`?"));
                self.report(
                    Problem::new(Code::UnknownName, place, format!("`{}` is not declared", assume.path.text))
                        .says(near.unwrap_or_default())
                        .help("only declared facts can be assumed"),
                );
                return;
            }
        };
        let reasons: Vec<Absence> = reasons
            .iter()
            .map(|reason| match reason {
                AbsenceReason::NotRecorded => Absence::NotRecorded,
                AbsenceReason::Declined => Absence::AskedDeclined,
                AbsenceReason::NotApplicable => Absence::NotApplicable,
            })
            .collect();
        let clash =
            self.about.assumptions.iter().any(|other| {
                other.slot == slot && other.reasons.iter().any(|reason| reasons.contains(reason))
            });
        if clash {
            self.report(
                Problem::new(Code::Duplicate, place, format!("`{}` is assumed twice", assume.path.text))
                    .help("keep one of the two assumptions"),
            );
            return;
        }
        let Some(ty) = self.vocabulary.fact(slot).map(|fact| fact.ty.clone()) else { return };
        if let Some(value) = self.literal(value, &ty) {
            let because = assume.because.value().into();
            let assumption = Assumption { slot, value, reasons, because, step: None, ruleset: None, place };
            self.about.assumptions.push(assumption);
        }
    }
}
