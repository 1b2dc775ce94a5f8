//! `goals has avoid_surgery`, `goals has any of { … }`, `goals has all of { … }`.

use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Step;
use crate::possible::Values;
use crate::source::Span;
use crate::syntax::ast::{Expr, HasWhat};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// What a set has.
    pub fn has(&mut self, value: &'a Expr, what: &'a HasWhat, place: Span) -> Option<Typed> {
        let typed = self.value(value, None)?;
        let ValueType::Set(choice) = typed.ty.clone() else {
            let text = print_expr(without_parens(value));
            self.report(
                Problem::new(Code::WrongType, value.place.0, format!("`{text}` is not a set"))
                    .says(format!("this is `{}`", typed.ty))
                    .help("`has` asks what a set has; compare a single value with `is` or `in { … }`"),
            );
            return None;
        };
        let members: &[Expr] = match what {
            HasWhat::One(one) => std::slice::from_ref(&**one),
            HasWhat::AnyOf(members) | HasWhat::AllOf(members) => members,
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
        Some(any(self, wanted))
    }
}
