//! A typed expression: its value for the patient, its type, and, while it is not known, why.

use std::io::{self, Write};

use jiff::civil::Date;

use super::told::errors;
use super::{After, Session, hole};
use crate::NameKind;
use crate::cli::problems::show;
use crate::cli::style::{OPEN, QUIET, STRONG};
use crate::diagnostic::{Code, Problems, Severity};
use crate::possible::Possible;
use crate::source::FileId;
use crate::syntax::ast::{Comparison, Expr, ExprKind};
use crate::syntax::parse_question;
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{RecordType, ValueType};

/// Entries of a list that are shown; of further ones only the count.
const ENTRIES_SHOWN: usize = 20;

impl Session {
    /// Answers an expression.
    pub(super) fn ask(&mut self, text: &str, out: &mut dyn Write) -> io::Result<After> {
        let draft = self.asked(text);
        let compilation = &draft.compilation;
        if !draft.holes.is_empty() {
            hole::answer(&draft.holes, out)?;
            let mut others = errors(&compilation.problems);
            others.retain(|problem| problem.code != Code::Hole);
            show(&others, &compilation.sources, out)?;
            return Ok(if others.is_empty() { After::Done } else { After::Failed });
        }
        let answer = draft.question.as_ref().and_then(|asked| Some((&asked.expr, asked.answer.as_ref()?)));
        let (Some((expr, (step, ty))), Some(ruleset)) = (answer, &compilation.ruleset) else {
            show(&errors(&compilation.problems), &compilation.sources, out)?;
            return Ok(After::Failed);
        };
        let patient = self.state().record.patient(ruleset.vocabulary());
        let Some(decision) = ruleset.evaluated(patient.record(), self.state().as_of(self.today())) else {
            return super::refuse(super::NO_DATE, out);
        };
        let value = decision.value(*step);
        let style = if value.is_known() { STRONG } else { OPEN };
        writeln!(out, "{style}{}{style:#}  {QUIET}{ty}{QUIET:#}", shown(ty, value, decision.as_of()))?;
        let holds_more = matches!(ty, ValueType::List(_) | ValueType::Record(_)) && *value != ty.everything();
        if let (ValueType::List(record), Possible::List(list)) = (ty, value) {
            for (index, fields) in list.items.iter().take(ENTRIES_SHOWN).enumerate() {
                let entry = entry_shown(record, fields);
                writeln!(out, "  {QUIET}{}{QUIET:#}  {entry}", index + 1)?;
            }
            if list.items.len() > ENTRIES_SHOWN {
                writeln!(out, "  {QUIET}and {} more{QUIET:#}", list.items.len() - ENTRIES_SHOWN)?;
            }
        }
        let is_plain = value.is_known() && matches!(without_parens(expr).kind, ExprKind::Name(_));
        if !is_plain && !holds_more {
            for sentence in decision.grounds(*step) {
                writeln!(out, "  {sentence}")?;
            }
        }
        // What is worth a look in the question itself.
        for problem in &compilation.problems {
            let of_question = compilation.sources.name(problem.span().file) == super::ENTRY;
            if of_question && problem.severity() == Severity::Warning {
                writeln!(
                    out,
                    "{OPEN}warning{OPEN:#}: {} {QUIET}({}){QUIET:#}",
                    problem.message, problem.code
                )?;
            }
        }
        if let Some((fact, value)) = self.recording(expr) {
            writeln!(
                out,
                "{QUIET}this compares and records nothing; to record it: `:set {fact} = {value}`{QUIET:#}"
            )?;
        }
        Ok(After::Done)
    }

    /// Does an expression say of a fact that it is something?
    pub(super) fn looks_recorded(&self, text: &str) -> bool {
        let read = parse_question(text, FileId::default(), &mut Problems::new());
        read.is_none_or(|expr| self.recording(&expr).is_some())
    }

    /// `pain_months = 24` looks like an assignment.
    fn recording(&self, expr: &Expr) -> Option<(String, String)> {
        let ExprKind::Compare(Comparison::Equal, left, right) = &without_parens(expr).kind else {
            return None;
        };
        let ExprKind::Name(path) = &left.kind else { return None };
        let is_fact = |name: &&crate::NameInScope| name.kind == NameKind::Fact && *name.name == *path.text;
        self.names().iter().find(is_fact)?;
        let is_name_of_value = |path: &str| !self.is_value_name(path);
        let is_written = match &without_parens(right).kind {
            ExprKind::Name(path) => is_name_of_value(&path.text),
            ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Sum(..)
            | ExprKind::Product(..) => false,
            _ => true,
        };
        is_written.then(|| (path.text.clone(), print_expr(right)))
    }
}

/// What an entry of a list says: `kind injection, ended 2025-05`.
fn entry_shown(record: &RecordType, fields: &[Possible]) -> String {
    let said = fields.iter().zip(&record.fields).filter(|(value, field)| **value != field.ty.everything());
    let said: Vec<_> =
        said.map(|(value, field)| format!("{} {}", field.name, field.ty.show(value))).collect();
    if said.is_empty() { "unknown".to_owned() } else { said.join(", ") }
}

/// A value, or what is known of it.
pub fn shown(ty: &ValueType, value: &Possible, as_of: Date) -> String {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    if *value == ty.everything() {
        return "unknown".to_owned();
    }
    if let (ValueType::Age, Possible::Dates(dates)) = (ty, value)
        && let Some(born) = dates.only()
        && let Ok(age) = born.until((jiff::Unit::Year, as_of))
    {
        return format!("{} years, born {born}", age.get_years());
    }
    if value.is_known() {
        return ty.show(value);
    }
    let Possible::Number(interval) = value else { return ty.show(value) };
    let number = |base: &crate::quantity::Number| ty.show(&Possible::number(base.clone()));
    match (interval.low(), interval.high()) {
        (Unbounded, Unbounded) => ty.show(value),
        (Included(low), Unbounded) => format!("at least {}", number(low)),
        (Excluded(low), Unbounded) => format!("more than {}", number(low)),
        (Unbounded, Included(high)) => format!("at most {}", number(high)),
        (Unbounded, Excluded(high)) => format!("less than {}", number(high)),
        (low, high) => {
            let end = |end: &std::ops::Bound<crate::quantity::Number>| match end {
                Included(number) | Excluded(number) => Some(number.clone()),
                Unbounded => None,
            };
            match (end(low).as_ref(), end(high).as_ref()) {
                (Some(low), Some(high)) => format!("from {} to {}", number(low), number(high)),
                _ => ty.show(value),
            }
        }
    }
}
