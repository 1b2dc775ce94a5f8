//! `goals has avoid_surgery`, `goals has any of { … }`, `goals has all of { … }`, `goals has only { … }`; how many
//! values a set has, and whether it has gaps.

use std::sync::Arc;

use super::hole::{HoleWants, is_hole};
use super::scope::{Checker, Entity, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Step;
use crate::possible::{Possible, Truth, Values};
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{Expr, HasWhat, Path};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, ValueType};

impl<'a> Checker<'a> {
    /// What a set has.
    pub fn has(&mut self, value: &'a Expr, what: &'a HasWhat, place: Span) -> Option<Typed> {
        if is_hole(value) {
            self.hole(value, HoleWants::Set, "`has` asks what a set has");
            return None;
        }
        let help = "`has` asks what a set has; compare a single value with `is` or `in { … }`";
        let (typed, choice) = self.set(value, help)?;
        let members: &[Expr] = match what {
            HasWhat::One(one) => std::slice::from_ref(&**one),
            HasWhat::AnyOf(members) | HasWhat::AllOf(members) | HasWhat::Only(members) => members,
        };
        if members.is_empty() {
            self.report(
                Problem::new(Code::EmptyGroup, place, "nothing is asked of the set")
                    .help("name at least one value between the braces"),
            );
            return None;
        }
        let values: Vec<_> = members.iter().map(|member| self.listed_value(member, &choice)).collect();
        let values = values.into_iter().collect::<Option<Vec<Values>>>()?;
        let any = |c: &mut Self, values: Values| c.boolean(Step::HasAny(typed.step, values), place);
        if let HasWhat::AllOf(_) = what {
            let each: Vec<_> = values.into_iter().map(|value| any(self, value).step).collect();
            return Some(self.boolean(Step::All(each.into()), place));
        }
        let wanted = values.into_iter().reduce(Values::union)?;
        if let HasWhat::Only(_) = what {
            let Some(others) = wanted.others(choice.values.len()) else {
                self.report(
                    Problem::new(Code::AlwaysSame, place, "this always holds")
                        .says(format!("all values of `{}` stand here", choice.name))
                        .help("leave out those that it must not have"),
                );
                return Some(self.boolean(Step::Constant(Possible::Truth(Truth::True)), place));
            };
            let other = any(self, others);
            return Some(self.boolean(Step::Not(other.step), place));
        }
        Some(any(self, wanted))
    }

    /// `levels is contiguous`: no value of the scale is left out between two that are in the set.
    pub fn is_contiguous(&mut self, value: &'a Expr, place: Span) -> Option<Typed> {
        let (typed, scale) = self.set(value, "`is contiguous` asks of a set whether it has a gap")?;
        if !scale.ordered {
            self.report(
                Problem::new(Code::NoOrder, value.place.0, "values without an order have no gaps")
                    .says(format!("`{}` is a choice", scale.name))
                    .help("declare it as a `scale { a < b < c }` if its values follow one another"),
            );
            return None;
        }
        let gap = |c: &mut Self, at: u8| {
            let all = scale.values.len();
            let below = Values::first(at.into());
            let above = Values::first(usize::from(at) + 1).others(all)?;
            let has = |c: &mut Self, values| c.push(Step::HasAny(typed.step, values), place);
            let (below, itself, above) = (has(c, below), has(c, Values::one(at)), has(c, above));
            let missing = c.push(Step::Not(itself), place);
            Some(c.push(Step::All(Box::new([below, missing, above])), place))
        };
        let last = u8::try_from(scale.values.len()).ok()?.saturating_sub(1);
        let gaps: Vec<_> = (1..last).filter_map(|at| gap(self, at)).collect();
        let any = self.push(Step::Any(gaps.into()), place);
        Some(self.boolean(Step::Not(any), place))
    }

    /// How many values a set has.
    pub fn size_of(&mut self, path: &'a Path, place: Span) -> Option<Typed> {
        let typed = self.name(path, None)?;
        let ValueType::Set(choice) = &typed.ty else { return None };
        let most = i64::try_from(choice.values.len()).ok()?;
        let step = self.push(Step::Size(typed.step), place);
        let (low, high) = (Some(Number::ZERO), Some(Number::from(most)));
        let ty = ValueType::Number { integer: true, low, high };
        if let Some(size) = Self::recorded_size(&ty) {
            self.sizes.insert(step, size);
        }
        Some(Typed { step, ty })
    }

    /// Is it declared as a set?
    pub fn is_set(&self, path: &Path) -> bool {
        let ty = match self.names.get(path.text.as_str()).map(|(entity, _)| *entity) {
            Some(Entity::Fact(slot)) => self.vocabulary.fact(slot).map(|fact| &fact.ty),
            Some(Entity::Definition(index)) => self
                .definitions
                .get(index)
                .and_then(|definition| definition.result.as_ref())
                .map(|typed| &typed.ty),
            _ => None,
        };
        let field = || self.field_type(&path.text).or_else(|| self.member_type(&path.text));
        match ty {
            Some(ty) => matches!(ty, ValueType::Set(_)),
            None => matches!(field(), Some(ValueType::Set(_))),
        }
    }

    /// A set, and the choice that its values are of.
    fn set(&mut self, value: &'a Expr, help: &str) -> Option<(Typed, Arc<Choice>)> {
        let typed = self.value(value, None)?;
        let ValueType::Set(choice) = typed.ty.clone() else {
            let text = print_expr(without_parens(value));
            self.report(
                Problem::new(Code::WrongType, value.place.0, format!("`{text}` is not a set"))
                    .says(format!("this is `{}`", typed.ty))
                    .help(help),
            );
            return None;
        };
        Some((typed, choice))
    }
}
