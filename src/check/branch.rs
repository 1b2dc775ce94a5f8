//! `if A then x else y`, `choose { when A: x, otherwise y }`: the first condition that holds says the value.

use std::sync::Arc;

use super::arithmetic::Size;
use super::scope::{Checker, Typed};
use crate::about::{ArmAbout, BranchAbout, BranchKind};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, QuantityType, Scale, Subject, ValueType};

/// Conditions in their order, of which the first that holds counts; looked at once all facts are known.
pub struct Branches {
    /// Each with its place.
    pub conditions: Vec<(StepId, Span)>,
    /// Nothing is said for the case that none of them holds.
    pub must_be_complete: bool,
    /// Where they stand.
    pub place: Span,
}

impl<'a> Checker<'a> {
    /// The steps of `if` and `choose`.
    pub fn branches(
        &mut self,
        arms: &'a [(Expr, Expr)],
        otherwise: Option<&'a Expr>,
        (kind, wanted): (BranchKind, Option<&ValueType>),
        place: Span,
    ) -> Option<Typed> {
        let role = if otherwise.is_none() { "`when`" } else { "a branch" };
        let conditions: Vec<_> = arms.iter().map(|(condition, _)| self.condition(condition, role)).collect();
        let values: Vec<&'a Expr> = arms.iter().map(|(_, value)| value).chain(otherwise).collect();
        let typed = self.branch_values(&values, wanted, "branch");
        let conditions: Vec<StepId> = conditions.into_iter().collect::<Option<_>>()?;
        let (typed, ty) = typed?;
        if self.inlined == 0 && self.frames.is_empty() {
            let places = arms.iter().map(|(condition, _)| condition.place.0);
            self.branches.push(Branches {
                conditions: conditions.iter().copied().zip(places).collect(),
                must_be_complete: otherwise.is_none(),
                place,
            });
        }
        let left_over = otherwise.and_then(|_| typed.last()).map(|typed| typed.step);
        let steps: Vec<_> = conditions.into_iter().zip(typed.iter().map(|typed| typed.step)).collect();
        let result = self.branch(&steps, left_over, place);
        let parts = arms.iter().flat_map(|(condition, value)| [condition, value]).chain(otherwise);
        self.named(result, parts.map(|part| without_parens(part).place.0));
        // What is computed of each entry of a list is not shown step by step.
        if self.frames.is_empty() {
            let written = arms.iter().map(|(condition, value)| condition.place.0.to(value.place.0));
            let written = written.chain(otherwise.map(|value| value.place.0));
            let arms = written.map(|place| ArmAbout { written: None, place }).collect();
            let about = BranchAbout { kind, name: None, ty: ty.clone(), arms };
            self.about.branches.insert(result, about);
        }
        Some(Typed { step: result, ty })
    }

    /// Values as they can stand in for one another, and the type of all of them; `what` says what each is.
    pub fn branch_values(
        &mut self,
        values: &[&'a Expr],
        wanted: Option<&ValueType>,
        what: &str,
    ) -> Option<(Vec<Typed>, ValueType)> {
        let choice = match wanted {
            Some(ValueType::Choice(choice)) => Some(Arc::clone(choice)),
            _ => values.iter().find_map(|value| self.choice_of(value)),
        };
        let mut wanted = choice.map(ValueType::Choice).or_else(|| wanted.cloned());
        let mut typed = Vec::with_capacity(values.len());
        for value in values {
            let result = self.value_or_choice(value, wanted.as_ref());
            wanted = wanted.or_else(|| result.as_ref().map(|typed| typed.ty.clone()));
            typed.push(result);
        }
        let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
        self.of_one_kind(values, typed, what)
    }

    /// The step of a branch, with how large a number it can be.
    pub fn branch(&mut self, arms: &[(StepId, StepId)], otherwise: Option<StepId>, place: Span) -> StepId {
        let values = arms.iter().map(|(_, value)| *value).chain(otherwise);
        let sizes: Option<Vec<Size>> = values.map(|value| self.sizes.get(&value).copied()).collect();
        let size = sizes.and_then(|sizes| sizes.into_iter().reduce(Size::either));
        let flat = arms.iter().flat_map(|(condition, value)| [*condition, *value]).collect();
        let step = self.push(Step::Branch { arms: flat, otherwise }, place);
        if let Some(size) = size {
            self.sizes.insert(step, size);
        }
        step
    }

    /// An expression that stands for one value, so that a year or a month that is written out is none; a bare name
    /// where a value of a choice is wanted is that value, if the choice has it.
    pub fn value_or_choice(&mut self, expr: &'a Expr, wanted: Option<&ValueType>) -> Option<Typed> {
        self.no_span(expr)?;
        if let Some(ValueType::Choice(choice)) = wanted
            && let Some(path) = self.bare_value(expr, choice)
        {
            return self.choice_constant(path, &Arc::clone(choice));
        }
        self.value(expr, wanted)
    }

    /// The choice that the values of `if`, `choose` or `max of` have, as far as names say it.
    pub fn choice_of_branches(&self, expr: &Expr) -> Option<Arc<Choice>> {
        let (arms, otherwise) = match &without_parens(expr).kind {
            ExprKind::If(arms, otherwise) => (arms, Some(otherwise)),
            ExprKind::Choose(arms, otherwise) => (arms, otherwise.as_ref()),
            ExprKind::Extreme(_, values) => return values.iter().find_map(|value| self.choice_of(value)),
            _ => return None,
        };
        let values = arms.iter().map(|(_, value)| value).chain(otherwise.map(|value| &**value));
        values.into_iter().find_map(|value| self.choice_of(value))
    }

    /// The values as they can stand in for one another, and the type of all of them.
    fn of_one_kind(
        &mut self,
        exprs: &[&'a Expr],
        mut typed: Vec<Typed>,
        what: &str,
    ) -> Option<(Vec<Typed>, ValueType)> {
        // A quantity that is written out is of whatever the others are.
        let written =
            |typed: &Typed| matches!(&typed.ty, ValueType::Quantity(q) if q.subject == Subject::Written);
        let lead = typed.iter().position(|typed| !written(typed)).unwrap_or(0);
        let (lead_expr, leader) = (*exprs.get(lead)?, typed.get(lead)?.clone());
        let mut ty = leader.ty.clone();
        for (index, (expr, one)) in exprs.iter().zip(&mut typed).enumerate() {
            if index == lead {
                continue;
            }
            if !leader.ty.is_comparable_with(&one.ty) && leader.ty != one.ty {
                let whole = if what == "branch" { "branches".to_owned() } else { format!("{what}s") };
                let message = format!("the {whole} are of different kinds");
                self.report(
                    Problem::new(Code::WrongType, expr.place.0, message)
                        .says(format!("this is `{}`", one.ty))
                        .also(lead_expr.place.0, format!("this is `{}`", leader.ty))
                        .help(match what {
                            "value" => "give values of one kind".to_owned(),
                            _ => format!("let every {what} give a value of one kind"),
                        }),
                );
                return None;
            }
            if matches!(leader.ty, ValueType::Quantity(_)) {
                let (_, reconciled) = self.reconciled((lead_expr, &leader), (expr, one))?;
                *one = reconciled;
            }
            ty = either_type(&ty, &one.ty);
        }
        Some((typed, ty))
    }
}

/// The type of a value that is of one of two types of one kind.
fn either_type(one: &ValueType, other: &ValueType) -> ValueType {
    match (one, other) {
        _ if one == other => one.clone(),
        (ValueType::Number { integer: a, .. }, ValueType::Number { integer: b, .. }) => {
            ValueType::number(*a && *b)
        }
        (ValueType::Date { or_never: a }, ValueType::Date { or_never: b }) => {
            ValueType::Date { or_never: *a || *b }
        }
        (ValueType::Quantity(a), ValueType::Quantity(b)) => {
            let scale = if a.scale == Scale::Amount { b.scale } else { a.scale };
            let ty = QuantityType { scale, ..a.without_range() };
            ValueType::Quantity(Arc::new(ty))
        }
        _ => one.clone(),
    }
}
