//! `x in { a, b }`.

use std::sync::Arc;

use super::hole::{HoleWants, is_hole};
use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Step;
use crate::possible::Values;
use crate::source::Span;
use crate::syntax::ast::{Comparison, Expr, ExprKind, Membership};
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, ValueType};

impl<'a> Checker<'a> {
    /// `value in members`, or `value not in members`.
    pub fn membership(
        &mut self,
        value: &'a Expr,
        members: &'a Membership,
        negated: bool,
        whole: &'a Expr,
    ) -> Option<Typed> {
        let place = whole.place.0;
        if is_hole(value) {
            match members {
                Membership::Values(members) => match members.first() {
                    Some(first) => self.hole_compared(Comparison::Equal, value, first),
                    None => self.hole(value, HoleWants::Anything, ""),
                },
                Membership::Named(_) => {
                    self.hole(value, HoleWants::Type(ValueType::Code), "only a code can be in a value set");
                }
                Membership::Span(_) => {
                    let day = ValueType::Date { or_never: true };
                    self.hole(value, HoleWants::Like(day), "only a date can lie in a span of days");
                }
            }
            return None;
        }
        let members = match members {
            Membership::Values(members) => members,
            Membership::Named(_) | Membership::Span(_) => {
                let is_member = match members {
                    Membership::Named(set) => self.in_value_set(value, set, place)?,
                    Membership::Span(span) => self.in_span(value, span, place)?,
                    Membership::Values(_) => return None,
                };
                return Some(if negated {
                    self.boolean(Step::Not(is_member.step), place)
                } else {
                    is_member
                });
            }
        };
        if members.is_empty() {
            self.report(
                Problem::new(Code::EmptyGroup, place, "nothing can be in an empty list")
                    .help("name at least one value between the braces"),
            );
            return None;
        }
        let typed = self.value(value, None)?;
        let is_member = match typed.ty.clone() {
            ValueType::Choice(choice) => self.one_of(&typed, &choice, members, place)?,
            _ => {
                let tests: Vec<_> = members
                    .iter()
                    .map(|member| match without_parens(member).kind {
                        ExprKind::Never => self.is_never(Comparison::Equal, value, member.place.0),
                        _ => self.against(Comparison::Equal, (value, &typed), member, member.place.0),
                    })
                    .collect();
                let tests: Option<Vec<_>> =
                    tests.into_iter().map(|test| test.map(|typed| typed.step)).collect();
                self.boolean(Step::Any(tests?.into()), place)
            }
        };
        Some(if negated { self.boolean(Step::Not(is_member.step), place) } else { is_member })
    }

    fn one_of(
        &mut self,
        value: &Typed,
        choice: &Arc<Choice>,
        members: &'a [Expr],
        place: Span,
    ) -> Option<Typed> {
        let mut set: Option<Values> = None;
        let mut all_known = true;
        for member in members {
            match self.listed_value(member, choice) {
                Some(one) => {
                    if set.is_some_and(|set| one.is_within(set)) {
                        self.report(
                            Problem::new(Code::Duplicate, member.place.0, "this value is listed twice")
                                .help("delete one of the two"),
                        );
                    }
                    set = Some(set.map_or(one, |set| set.union(one)));
                }
                None => all_known = false,
            }
        }
        let set = set.filter(|_| all_known)?;
        Some(self.boolean(Step::OneOf(value.step, set), place))
    }

    /// A value of the choice between braces.
    pub fn listed_value(&mut self, member: &'a Expr, choice: &Arc<Choice>) -> Option<Values> {
        match &without_parens(member).kind {
            ExprKind::Name(path) => self.choice_value(path, choice).map(Values::one),
            ExprKind::Hole => {
                let wanted = HoleWants::Type(ValueType::Choice(Arc::clone(choice)));
                self.hole(member, wanted, "one of its values stands here");
                None
            }
            _ => {
                self.report(
                    Problem::new(
                        Code::NotComparable,
                        member.place.0,
                        format!("only values of the {} `{}` can stand here", choice.kind(), choice.name),
                    )
                    .help(format!("its values are {}", super::expression::list_values(choice.names()))),
                );
                None
            }
        }
    }
}
