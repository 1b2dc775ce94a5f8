//! The clauses behind a rule's condition.

use super::scope::Checker;
use crate::about::{Citation, Evidence};
use crate::diagnostic::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Expr, RuleKind, Text};

/// A rule's clauses, each found once.
#[derive(Default)]
pub struct Clauses<'a> {
    /// `unless`.
    pub unless: Option<&'a Expr>,
    /// `except when`, any number: each is an exception to the one before it, the first to `unless`.
    pub except_when: Vec<&'a Expr>,
    /// `applies when`.
    pub applies_when: Option<&'a Expr>,
    /// `because`.
    pub because: Option<&'a Text>,
    /// `reading`.
    pub reading: Option<&'a Text>,
    /// `cite`, any number.
    pub citations: Vec<Citation>,
    /// `cite` was written, whether or not its source is known.
    pub cites: bool,
    /// `evidence`, any number.
    pub evidence: Vec<Evidence>,
    /// `until`.
    pub until: Option<&'a Expr>,
    /// `when not recorded`: whether it counts as met, and why.
    pub when_not_recorded: Option<(bool, &'a Text)>,
}

impl<'a> Checker<'a> {
    /// Sorts a rule's clauses; one given twice, or out of place, is reported.
    pub fn rule_clauses(&mut self, kind: RuleKind, clauses: &'a [Clause], rule: Span) -> Clauses<'a> {
        let mut found = Clauses::default();
        for clause in clauses {
            let again = match &clause.kind {
                ClauseKind::Unless(condition) => found.unless.replace(condition).is_some(),
                ClauseKind::ExceptWhen(condition) => {
                    if found.unless.is_none() {
                        self.no_exception(clause.place.0);
                    }
                    found.except_when.push(condition);
                    false
                }
                ClauseKind::AppliesWhen(condition) => found.applies_when.replace(condition).is_some(),
                ClauseKind::Because(text) => found.because.replace(text).is_some(),
                ClauseKind::Reading(text) => found.reading.replace(text).is_some(),
                ClauseKind::Cite(path, text) => {
                    found.cites = true;
                    found.citations.extend(self.citation(path, text.as_ref()));
                    false
                }
                ClauseKind::Evidence(scheme, grade) => {
                    let scheme = scheme.text.as_str().into();
                    found.evidence.push(Evidence { scheme, grade: grade.value().into() });
                    false
                }
                ClauseKind::Until(_) if kind != RuleKind::Exclude => {
                    self.report(
                        Problem::new(Code::MisplacedClause, clause.place.0, "only an `exclude` can lapse")
                            .help("delete `until`, or say in the condition when it holds"),
                    );
                    false
                }
                ClauseKind::Until(date) => found.until.replace(date).is_some(),
                ClauseKind::WhenNotRecorded(met, why) => {
                    found.when_not_recorded.replace((*met, why)).is_some()
                }
                ClauseKind::Allow(allow) => {
                    self.allow(allow, rule);
                    false
                }
            };
            if again {
                self.report(
                    Problem::new(
                        Code::RepeatedClause,
                        clause.place.0,
                        format!("a second `{}` clause", clause_word(&clause.kind)),
                    )
                    .help(match clause.kind {
                        ClauseKind::Unless(_) => {
                            "join the two with `or`; an exception to the exception is `except when CONDITION`"
                        }
                        ClauseKind::AppliesWhen(_) => "join the two with `and`",
                        ClauseKind::Until(_) | ClauseKind::WhenNotRecorded(..) => "keep one of the two",
                        _ => "join the two texts in one clause",
                    }),
                );
            }
        }
        found
    }

    fn no_exception(&mut self, place: Span) {
        self.report(
            Problem::new(
                Code::MisplacedClause,
                place,
                "`except when` is an exception to an exception, and none stands before it",
            )
            .help("an exception to the rule itself is `unless CONDITION`"),
        );
    }

    /// The clauses of a definition: words only.
    pub fn definition_clauses(&mut self, clauses: &'a [Clause], definition: Span) {
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Because(_) | ClauseKind::Reading(_) | ClauseKind::Evidence(..) => {}
                ClauseKind::Cite(path, text) => {
                    // Sources may be declared further down: the citation is resolved with the rules.
                    self.definition_citations.push((path, text.as_ref()));
                }
                ClauseKind::Allow(allow) => self.allow(allow, definition),
                other => self.report(
                    Problem::new(
                        Code::MisplacedClause,
                        clause.place.0,
                        format!("`{}` belongs to a rule, not to a definition", clause_word(other)),
                    )
                    .help("move it to the rules that use this definition"),
                ),
            }
        }
    }
}

/// The word a clause starts with.
pub fn clause_word(kind: &ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Unless(_) => "unless",
        ClauseKind::ExceptWhen(_) => "except when",
        ClauseKind::AppliesWhen(_) => "applies when",
        ClauseKind::Because(_) => "because",
        ClauseKind::Reading(_) => "reading",
        ClauseKind::Cite(..) => "cite",
        ClauseKind::Evidence(..) => "evidence",
        ClauseKind::Until(_) => "until",
        ClauseKind::WhenNotRecorded(..) => "when not recorded",
        ClauseKind::Allow(_) => "allow",
    }
}
