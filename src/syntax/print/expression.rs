//! Expressions.

use super::{Brackets, Doc, INDENT, Printer, Spanned};
use crate::syntax::ast::{
    AddOperator, Argument, Bound, Comparison, DateOrder, Direction, Expr, ExprKind, Extreme, HasWhat,
    Membership, MultiplyOperator, Name, Threshold, UnitName, Window,
};

impl<'a> Printer<'a> {
    /// An expression. One construct is one function, so that a deep tree needs little stack a level.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Doc<'a> {
        match &expr.kind {
            ExprKind::Number(number) => self.number(number),
            ExprKind::Quantity(number, unit) => self.quantity(number, unit),
            ExprKind::Duration(number, unit) => self.duration(number, *unit),
            ExprKind::Date(date) => self.date(date),
            ExprKind::Text(text) => self.text(text),
            ExprKind::Boolean(value) => self.word(if *value { "true" } else { "false" }),
            ExprKind::Never => self.word("never"),
            ExprKind::Hole => self.word("?"),
            ExprKind::Name(path) => self.path(path),
            ExprKind::Call(name, arguments) => self.call(name, arguments),
            ExprKind::Paren(inner) => self.paren("(", inner),
            ExprKind::Not(inner) => self.prefixed("not ", inner),
            ExprKind::Negate(inner) => self.prefixed("-", inner),
            ExprKind::And(operands) => self.logic("and ", operands),
            ExprKind::Or(operands) => self.logic("or ", operands),
            ExprKind::Group(threshold, members) => self.group(*threshold, expr, members),
            ExprKind::AnyRecorded(members) => self.braced("any recorded of ", expr.start(), members),
            ExprKind::Extreme(Extreme::Min, members) => self.braced("min of ", expr.start(), members),
            ExprKind::Extreme(Extreme::Max, members) => self.braced("max of ", expr.start(), members),
            ExprKind::Compare(comparison, left, right) => self.infix(left, compare_word(*comparison), right),
            ExprKind::Between(value, low, high) => self.between_bounds(value, low, high),
            ExprKind::In(value, membership, negated) => self.membership(value, membership, *negated),
            ExprKind::IsKnown(value, negated) => self.is_known(value, *negated),
            ExprKind::Has(value, what) => self.has(value, what),
            ExprKind::Sum(first, rest) => self.chain(first, rest, add_word),
            ExprKind::Product(first, rest) => self.chain(first, rest, multiply_word),
            ExprKind::NumberOf(value, unit) => self.number_of(value, unit),
            ExprKind::DateOf(value) => self.prefixed("date of ", value),
            ExprKind::Some { negated, list, filter } => {
                let word = if *negated { "no " } else { "some " };
                self.listing(word, list, filter.as_deref())
            }
            ExprKind::Every { list, filter, has } => {
                let doc = self.listing("every ", list, filter.as_deref());
                self.every_has(doc, filter.as_deref().map_or(list.end(), Spanned::end), has)
            }
            ExprKind::Count { list, filter, spaced } => {
                let doc = self.listing("count of ", list, filter.as_deref());
                self.followed_by_option(doc, " spaced at least", spaced.as_deref())
            }
            ExprKind::Share { list, has } => self.listing("share of ", list, Some(has)),
            ExprKind::InWindows(asked) => self.windows(asked),
            ExprKind::IsContiguous(value, negated) => self.is_contiguous(value, *negated),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::AsOf(asked, date) => {
                let doc = self.expr(asked);
                self.followed(doc, " as of", date)
            }
            ExprKind::Ago(date, bound, period) => self.ago(date, *bound, period),
            ExprKind::Within(date, window) => self.within(date, window),
            ExprKind::Order(left, order, right) => self.infix(left, order_word(*order), right),
            ExprKind::UnitsBetween(unit, from, to) => {
                let doc = self.word(unit.plural()).append(self.word(" between"));
                self.both(doc, from, to)
            }
            ExprKind::If(arms, otherwise) => self.if_else(arms, otherwise),
            ExprKind::Choose(arms, otherwise) => self.choose(expr, arms, otherwise.as_deref()),
            ExprKind::List(items) => {
                self.bracketed(Brackets::SQUARE, expr.start(), items, |this, item| this.hung(item))
            }
            ExprKind::Record(fields) => {
                self.bracketed(Brackets::BRACES, expr.start(), fields, |this, field| this.field_value(field))
            }
        }
    }

    /// An expression whose continuation lines are indented, unless it does so by itself.
    pub(super) fn hung(&mut self, expr: &'a Expr) -> Doc<'a> {
        let doc = self.expr(expr);
        if hangs(expr) { doc.nest(INDENT) } else { doc }
    }

    /// An expression right behind what was printed, with the comments that stand before it.
    fn inside(&mut self, expr: &'a Expr) -> Doc<'a> {
        match self.opening(expr.start()) {
            Some(comments) => comments.append(self.hardline()).append(self.expr(expr)).nest(INDENT),
            None => self.hung(expr),
        }
    }

    /// An expression behind a word and a blank, with the comments that stand before it.
    pub(super) fn after(&mut self, expr: &'a Expr) -> Doc<'a> {
        match self.opening(expr.start()) {
            Some(comments) => comments.append(self.hardline()).append(self.expr(expr)).nest(INDENT),
            None => self.word(" ").append(self.hung(expr)),
        }
    }

    /// `head = EXPR`, with the expression on a line of its own if it does not fit behind `=`.
    pub(super) fn assigned(&mut self, head: Doc<'a>, expr: &'a Expr) -> Doc<'a> {
        let head = head.append(self.word(" ="));
        if opens_with_brace(expr) {
            return head.append(self.after(expr));
        }
        let line = match self.opening(expr.start()) {
            Some(comments) => comments.append(self.hardline()),
            None => self.line(),
        };
        head.append(line.append(self.expr(expr)).nest(INDENT).group())
    }

    pub(super) fn followed(&mut self, doc: Doc<'a>, word: &'static str, expr: &'a Expr) -> Doc<'a> {
        let doc = doc.append(self.word(word));
        doc.append(self.after(expr))
    }

    pub(super) fn followed_by_option(
        &mut self,
        doc: Doc<'a>,
        word: &'static str,
        expr: Option<&'a Expr>,
    ) -> Doc<'a> {
        match expr {
            Some(expr) => self.followed(doc, word, expr),
            None => doc,
        }
    }

    pub(super) fn prefixed(&mut self, word: &'static str, expr: &'a Expr) -> Doc<'a> {
        self.word(word).append(self.hung(expr))
    }

    fn infix(&mut self, left: &'a Expr, word: &'static str, right: &'a Expr) -> Doc<'a> {
        let left = self.expr(left);
        left.append(self.word(word)).append(self.expr(right))
    }

    /// `(EXPR)` with what opens the parenthesis.
    pub(super) fn paren(&mut self, open: &'static str, inner: &'a Expr) -> Doc<'a> {
        self.word(open).append(self.inside(inner)).append(self.word(")"))
    }

    fn logic(&mut self, word: &'static str, operands: &'a [Expr]) -> Doc<'a> {
        let Some((first, rest)) = operands.split_first() else { return self.nil() };
        let mut doc = self.hung(first);
        let mut end = first.end();
        for operand in rest {
            let line = self.line();
            doc = doc.append(self.between(end, operand.start(), line)).append(self.prefixed(word, operand));
            end = operand.end();
        }
        doc.group()
    }

    /// A sum or a product.
    fn chain<Operator: Copy>(
        &mut self,
        first: &'a Expr,
        rest: &'a [(Operator, Expr)],
        word: fn(Operator) -> &'static str,
    ) -> Doc<'a> {
        let mut doc = self.hung(first);
        let mut end = first.end();
        for (operator, operand) in rest {
            let line = self.line();
            doc = doc.append(self.between(end, operand.start(), line));
            doc = doc.append(self.prefixed(word(*operator), operand));
            end = operand.end();
        }
        doc.group()
    }

    fn group(&mut self, threshold: Threshold, group: &'a Expr, members: &'a [Expr]) -> Doc<'a> {
        let head = self.arena_text(threshold_words(threshold));
        head.append(self.braced(" ", group.start(), members))
    }

    /// `word { a, b }`; behind `from` the closing brace is looked for if there are no members.
    fn braced(&mut self, word: &'static str, from: usize, members: &'a [Expr]) -> Doc<'a> {
        let members = self.bracketed(Brackets::BRACES, from, members, |this, member| this.hung(member));
        self.word(word).append(members)
    }

    fn call(&mut self, name: &'a Name, arguments: &'a [Argument]) -> Doc<'a> {
        let arguments =
            self.bracketed(Brackets::ROUND, name.end(), arguments, |this, argument| match &argument.name {
                Some(name) => {
                    let name = this.name(name).append(this.word(":"));
                    name.append(this.after(&argument.value))
                }
                None => this.hung(&argument.value),
            });
        self.name(name).append(arguments)
    }

    /// ` a and b` behind a word.
    fn both(&mut self, doc: Doc<'a>, first: &'a Expr, second: &'a Expr) -> Doc<'a> {
        let doc = doc.append(self.word(" "));
        doc.append(self.infix(first, " and ", second))
    }

    fn between_bounds(&mut self, value: &'a Expr, low: &'a Expr, high: &'a Expr) -> Doc<'a> {
        let doc = self.expr(value).append(self.word(" between"));
        self.both(doc, low, high)
    }

    fn membership(&mut self, value: &'a Expr, membership: &'a Membership, negated: bool) -> Doc<'a> {
        let doc = self.expr(value).append(self.word(if negated { " not in " } else { " in " }));
        match membership {
            Membership::Values(values) => {
                let from = value.end();
                let values = self.bracketed(Brackets::BRACES, from, values, |this, value| this.hung(value));
                doc.append(values)
            }
            Membership::Named(path) => doc.append(self.path(path)),
            Membership::Span(date) => doc.append(self.date(date)),
        }
    }

    fn is_known(&mut self, value: &'a Expr, negated: bool) -> Doc<'a> {
        let value = self.expr(value);
        value.append(self.word(if negated { " is not known" } else { " is known" }))
    }

    fn has(&mut self, value: &'a Expr, what: &'a HasWhat) -> Doc<'a> {
        let doc = self.expr(value);
        match what {
            HasWhat::One(one) => self.followed(doc, " has", one),
            HasWhat::AnyOf(values) => doc.append(self.braced(" has any of ", value.end(), values)),
            HasWhat::AllOf(values) => doc.append(self.braced(" has all of ", value.end(), values)),
            HasWhat::Only(values) => doc.append(self.braced(" has only ", value.end(), values)),
        }
    }

    fn number_of(&mut self, value: &'a Expr, unit: &'a UnitName) -> Doc<'a> {
        let doc = self.prefixed("number of ", value).append(self.word(" in "));
        match unit {
            UnitName::Ucum(unit) => doc.append(self.unit(unit)),
            UnitName::Calendar(unit) => doc.append(self.word(unit.plural())),
        }
    }

    fn ago(&mut self, date: &'a Expr, bound: Bound, period: &'a Expr) -> Doc<'a> {
        let word = match bound {
            Bound::AtLeast => " at least ",
            Bound::AtMost => " at most ",
        };
        self.infix(date, word, period).append(self.word(" ago"))
    }

    fn within(&mut self, date: &'a Expr, window: &'a Window) -> Doc<'a> {
        let date = self.expr(date);
        date.append(self.window(window))
    }

    /// ` within P before D`.
    pub(super) fn window(&mut self, window: &'a Window) -> Doc<'a> {
        let doc = self.word(" within ").append(self.expr(&window.period));
        let Some((direction, anchor)) = &window.anchor else { return doc };
        let word = match direction {
            Direction::Before => " before ",
            Direction::After => " after ",
            Direction::Of => " of ",
        };
        doc.append(self.word(word)).append(self.expr(anchor))
    }

    fn if_else(&mut self, arms: &'a [(Expr, Expr)], otherwise: &'a Expr) -> Doc<'a> {
        let mut doc = self.nil();
        let mut end = None;
        for (condition, value) in arms {
            if let Some(end) = end {
                let line = self.line();
                doc = doc.append(self.between(end, condition.start(), line)).append(self.word("else "));
            }
            doc = doc.append(self.word("if")).append(self.after(condition));
            doc = self.followed(doc, " then", value);
            end = Some(value.end());
        }
        if let Some(end) = end {
            let line = self.line();
            doc = doc.append(self.between(end, otherwise.start(), line)).append(self.word("else "));
        }
        doc.append(self.hung(otherwise)).group()
    }

    fn choose(&mut self, whole: &'a Expr, arms: &'a [(Expr, Expr)], otherwise: Option<&'a Expr>) -> Doc<'a> {
        let arms = arms.iter().map(Arm::When).chain(otherwise.map(Arm::Otherwise));
        let arms = self.bracketed(Brackets::BRACES, whole.start(), arms, |this, arm| match *arm {
            Arm::When((condition, value)) => {
                let doc = this.word("when").append(this.after(condition));
                this.followed(doc, ":", value)
            }
            Arm::Otherwise(value) => this.word("otherwise").append(this.after(value)),
        });
        self.word("choose ").append(arms)
    }
}

/// One line of a `choose`.
#[derive(Clone, Copy)]
enum Arm<'a> {
    When(&'a (Expr, Expr)),
    Otherwise(&'a Expr),
}

impl Spanned for Arm<'_> {
    fn start(&self) -> usize {
        match self {
            Self::When(arm) => arm.start(),
            Self::Otherwise(value) => value.start(),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::When(arm) => arm.end(),
            Self::Otherwise(value) => value.end(),
        }
    }
}

/// The expression can break before an operator of its own, outside of brackets and of `where`.
fn hangs(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Sum(..) | ExprKind::Product(..) | ExprKind::If(..) => {
            true
        }
        ExprKind::Negate(inner)
        | ExprKind::In(inner, ..)
        | ExprKind::IsKnown(inner, _)
        | ExprKind::IsContiguous(inner, _)
        | ExprKind::Has(inner, HasWhat::AnyOf(_) | HasWhat::AllOf(_) | HasWhat::Only(_)) => hangs(inner),
        ExprKind::Compare(_, left, right)
        | ExprKind::Order(left, _, right)
        | ExprKind::AsOf(left, right)
        | ExprKind::Ago(left, _, right)
        | ExprKind::UnitsBetween(_, left, right) => hangs(left) || hangs(right),
        ExprKind::Has(left, HasWhat::One(_)) => hangs(left),
        ExprKind::Between(value, low, high) => hangs(value) || hangs(low) || hangs(high),
        ExprKind::Within(date, window) => hangs(date) || window_hangs(window),
        ExprKind::Aggregate(aggregate) => {
            aggregate.over.as_ref().is_some_and(hangs) || aggregate.within.as_ref().is_some_and(window_hangs)
        }
        // `not` and `number of` indent what stands behind them.
        _ => false,
    }
}

fn window_hangs(window: &Window) -> bool {
    hangs(&window.period) || window.anchor.as_ref().is_some_and(|(_, anchor)| hangs(anchor))
}

/// The expression opens a brace on its first line, which may as well stand behind an `=`.
fn opens_with_brace(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Group(..)
            | ExprKind::AnyRecorded(_)
            | ExprKind::Extreme(..)
            | ExprKind::Choose(..)
            | ExprKind::List(_)
            | ExprKind::Record(_)
    )
}

pub(super) fn compare_word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " != ",
        Comparison::Is => " is ",
        Comparison::IsNot => " is not ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}

fn order_word(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Before => " before ",
        DateOrder::After => " after ",
        DateOrder::OnOrBefore => " on or before ",
        DateOrder::OnOrAfter => " on or after ",
    }
}

fn add_word(operator: AddOperator) -> &'static str {
    match operator {
        AddOperator::Add => "+ ",
        AddOperator::Subtract => "- ",
    }
}

fn multiply_word(operator: MultiplyOperator) -> &'static str {
    match operator {
        MultiplyOperator::Multiply => "* ",
        MultiplyOperator::Divide => "/ ",
    }
}

/// The words before the braces of a group: `at least 2 of`.
#[must_use]
pub fn threshold_words(threshold: Threshold) -> String {
    match threshold {
        Threshold::AnyOf => "any of".to_owned(),
        Threshold::AllOf => "all of".to_owned(),
        Threshold::NoneOf => "none of".to_owned(),
        Threshold::AtLeast(count) => format!("at least {count} of"),
        Threshold::AtMost(count) => format!("at most {count} of"),
        Threshold::Exactly(count) => format!("exactly {count} of"),
    }
}
