//! Questions about lists, and about stretches of days.

use super::spanned::Spanned;
use super::{Doc, INDENT, Printer};
use crate::syntax::ast::{Aggregate, AggregateFunction, Entries, Expr, InWindows, Windows};

impl<'a> Printer<'a> {
    /// `some X as x where COND` and its relatives.
    pub(super) fn listing(
        &mut self,
        word: &'static str,
        list: &'a Entries,
        filter: Option<&'a Expr>,
    ) -> Doc<'a> {
        let mut doc = self.word(word).append(self.path(&list.path));
        if let Some(alias) = &list.alias {
            doc = doc.append(self.word(" as ")).append(self.name(alias));
        }
        if let Some(by) = &list.by {
            doc = doc.append(self.word(" by ")).append(self.name(by));
        }
        self.followed_by_option(doc, " where", filter)
    }

    /// What every item must have, on a line of its own if it does not fit.
    pub(super) fn every_has(&mut self, every: Doc<'a>, end: usize, has: &'a Expr) -> Doc<'a> {
        let line = self.line();
        let line = self.between(end, has.start(), line);
        let has = self.prefixed("has ", has);
        every.append(line.append(has).nest(INDENT)).group()
    }

    pub(super) fn aggregate(&mut self, aggregate: &'a Aggregate) -> Doc<'a> {
        let mut doc = self.word(aggregate_words(aggregate.function));
        if let Some(over) = &aggregate.over {
            doc = doc.append(self.expr(over)).append(self.word(" over "));
        }
        doc = doc.append(self.path(&aggregate.list));
        if let Some(by) = &aggregate.by {
            doc = doc.append(self.word(" by ")).append(self.name(by));
        }
        if let Some(within) = &aggregate.within {
            doc = doc.append(self.window(within));
        }
        let Some(filter) = &aggregate.filter else { return doc };
        doc.append(self.line().append(self.paren("where (", filter)).nest(INDENT)).group()
    }

    /// `in some 30 days from A to B: COND`, the condition on a line of its own if it does not fit.
    pub(super) fn windows(&mut self, asked: &'a InWindows) -> Doc<'a> {
        let doc = match &asked.windows {
            Windows::Some(length) => self.prefixed("in some ", length),
            Windows::Every(length) => self.prefixed("in every ", length),
            Windows::Consecutive(count, unit) => {
                let number = self.number(count);
                self.word("in each of ")
                    .append(number)
                    .append(self.word(" consecutive "))
                    .append(self.word(unit.plural()))
            }
        };
        let doc = self.followed(doc, " from", &asked.from);
        let doc = self.followed(doc, " to", &asked.to).append(self.word(":"));
        let line = self.line();
        let line = self.between(asked.to.end(), asked.condition.start(), line);
        let condition = self.hung(&asked.condition);
        doc.append(line.append(condition).nest(INDENT)).group()
    }

    pub(super) fn is_contiguous(&mut self, value: &'a Expr, negated: bool) -> Doc<'a> {
        let word = if negated { " is not contiguous" } else { " is contiguous" };
        self.expr(value).append(self.word(word))
    }
}

fn aggregate_words(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Latest => "latest ",
        AggregateFunction::Earliest => "earliest ",
        AggregateFunction::Highest => "highest ",
        AggregateFunction::Lowest => "lowest ",
        AggregateFunction::Distinct => "distinct ",
        AggregateFunction::Average => "average of ",
        AggregateFunction::Sum => "sum of ",
    }
}
