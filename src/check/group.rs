//! `any of { … }`, `at least 2 of { … }`.

use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::Step;
use crate::source::Span;
use crate::syntax::ast::{Expr, Threshold};

impl<'a> Checker<'a> {
    /// `any recorded of { a, b }`.
    pub fn any_recorded(&mut self, operands: &'a [Expr], place: Span) -> Option<Typed> {
        if operands.is_empty() {
            return self.group(Threshold::AnyOf, operands, place);
        }
        let of = self.conditions(operands, "a group")?;
        Some(self.of_group(Step::AnyRecorded(of), operands, place))
    }

    /// A group with a threshold.
    pub fn group(&mut self, threshold: Threshold, operands: &'a [Expr], place: Span) -> Option<Typed> {
        if operands.is_empty() {
            self.report(
                Problem::new(Code::EmptyGroup, place, "this group has nothing in it")
                    .help("put conditions between the braces, separated by commas"),
            );
            return None;
        }
        let of = self.conditions(operands, "a group");
        let size = u32::try_from(operands.len()).unwrap_or(u32::MAX);
        let (at_least, at_most) = match threshold {
            Threshold::AnyOf => return Some(self.of_group(Step::Any(of?), operands, place)),
            Threshold::AllOf => return Some(self.of_group(Step::All(of?), operands, place)),
            Threshold::NoneOf => {
                let any = self.of_group(Step::Any(of?), operands, place);
                return Some(self.boolean(Step::Not(any.step), place));
            }
            Threshold::AtLeast(count) => (count, u32::MAX),
            Threshold::AtMost(count) => (0, count),
            Threshold::Exactly(count) => (count, count),
        };
        let why = match threshold {
            Threshold::AtLeast(0) => Some("at least none of them always hold".to_owned()),
            Threshold::AtMost(count) if count >= size => {
                Some(format!("never do more than {count} of {size} conditions hold"))
            }
            _ if at_least > size => Some(format!("there are only {size} conditions in the group")),
            _ => None,
        };
        if let Some(why) = why {
            self.report(
                Problem::new(Code::ImpossibleCount, place, format!("this count decides nothing: {why}"))
                    .help("mend the number, or use `any of`, `all of` or `none of`"),
            );
            return None;
        }
        Some(self.of_group(Step::Count { of: of?, at_least, at_most }, operands, place))
    }

    fn of_group(&mut self, step: Step, operands: &'a [Expr], place: Span) -> Typed {
        let group = self.boolean(step, place);
        self.named_as(group.step, operands);
        group
    }
}
