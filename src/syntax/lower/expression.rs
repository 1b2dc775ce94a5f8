//! Expressions: operands through the grammar, operators by precedence through pest's Pratt parser.

use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::chain;
use super::literal::{bare_date, calendar_unit, date, name, number, path, run_together_unit, text, unit};
use super::parts::{Pair, Parts, keyword, says};
use super::{Mistakes, Rule, lists};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{
    AddOperator, Argument, Bound, Comparison, DateOrder, Direction, Expr, ExprKind, Extreme, FieldValue,
    HasWhat, Membership, MultiplyOperator, Place, Threshold, UnitName, Window,
};

/// From the loosest to the tightest.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or_op) | left(Rule::bad_or))
        .op(left(Rule::and_op) | left(Rule::bad_and))
        .op(Op::prefix(Rule::not_op) | Op::prefix(Rule::bad_not))
        .op(left(Rule::compare_op)
            | left(Rule::bad_compare)
            | left(Rule::bad_words)
            | Op::postfix(Rule::is_known)
            | Op::postfix(Rule::is_contiguous)
            | Op::postfix(Rule::in_op)
            | Op::postfix(Rule::between_op)
            | Op::postfix(Rule::has_op)
            | Op::postfix(Rule::ago_op)
            | Op::postfix(Rule::window)
            | Op::postfix(Rule::order_op))
        .op(left(Rule::add_op) | left(Rule::subtract_op))
        .op(left(Rule::multiply_op) | left(Rule::divide_op))
        .op(Op::prefix(Rule::negate_op))
        .op(Op::postfix(Rule::as_of_op))
});

/// A whole expression (`expression`, `filter` or `sum`).
pub fn expression(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    PRECEDENCE
        .map_primary(|pair| operand(pair, m))
        .map_prefix(|operator, right| prefix(&operator, right?, m))
        .map_postfix(|left, operator| postfix(left?, operator, m))
        .map_infix(|left, operator, right| infix(left?, &operator, right?, m))
        .parse(pair.into_inner())
}

/// Arithmetic without a comparison.
pub fn sum(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    expression(pair, m)
}

pub(super) fn boxed(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Box<Expr>> {
    expression(pair, m).map(Box::new)
}

fn prefix(operator: &Pair<'_>, right: Expr, m: &Mistakes<'_>) -> Option<Expr> {
    let span = m.span(operator);
    let place = Place(span.to(right.place.0));
    let kind = match operator.as_rule() {
        Rule::negate_op => ExprKind::Negate(Box::new(right)),
        Rule::bad_not => {
            wrong_operator(operator, "not", m);
            ExprKind::Not(Box::new(right))
        }
        _ => ExprKind::Not(Box::new(right)),
    };
    Some(Expr { kind, place })
}

fn wrong_operator(operator: &Pair<'_>, meant: &str, m: &Mistakes<'_>) {
    let span = m.span(operator);
    let written = operator.as_str().trim();
    let replacement = if written == "!" { format!("{meant} ") } else { meant.to_owned() };
    m.push(
        Problem::new(Code::WrongOperator, span, format!("`{written}` is not an operator of elig"))
            .help(format!("write `{meant}`"))
            .fix(span, replacement),
    );
}

fn infix(left: Expr, operator: &Pair<'_>, right: Expr, m: &Mistakes<'_>) -> Option<Expr> {
    let place = Place(left.place.0.to(right.place.0));
    let rule = operator.as_rule();
    let kind = match rule {
        Rule::or_op | Rule::bad_or => {
            if rule == Rule::bad_or {
                wrong_operator(operator, "or", m);
            }
            match left.kind {
                ExprKind::Or(mut operands) => {
                    operands.push(right);
                    ExprKind::Or(operands)
                }
                _ => ExprKind::Or(vec![left, right]),
            }
        }
        Rule::and_op | Rule::bad_and => {
            if rule == Rule::bad_and {
                wrong_operator(operator, "and", m);
            }
            match left.kind {
                ExprKind::And(mut operands) => {
                    operands.push(right);
                    ExprKind::And(operands)
                }
                _ => ExprKind::And(vec![left, right]),
            }
        }
        Rule::add_op | Rule::subtract_op => {
            let operator = if rule == Rule::add_op { AddOperator::Add } else { AddOperator::Subtract };
            match left.kind {
                ExprKind::Sum(first, mut rest) => {
                    rest.push((operator, right));
                    ExprKind::Sum(first, rest)
                }
                _ => ExprKind::Sum(Box::new(left), vec![(operator, right)]),
            }
        }
        Rule::multiply_op | Rule::divide_op => {
            let operator =
                if rule == Rule::multiply_op { MultiplyOperator::Multiply } else { MultiplyOperator::Divide };
            match left.kind {
                ExprKind::Product(first, mut rest) => {
                    rest.push((operator, right));
                    ExprKind::Product(first, rest)
                }
                _ => ExprKind::Product(Box::new(left), vec![(operator, right)]),
            }
        }
        Rule::compare_op | Rule::bad_compare | Rule::bad_words => {
            if chain::is_comparison(&left) {
                chain::report(&left, m.span(operator), m);
                chain::remember(m.span(operator), comparison(operator, m), right, m);
                return Some(left);
            }
            ExprKind::Compare(comparison(operator, m), Box::new(left), Box::new(right))
        }
        _ => return None,
    };
    Some(Expr { kind, place })
}

pub fn comparison(operator: &Pair<'_>, m: &Mistakes<'_>) -> Comparison {
    if operator.as_rule() == Rule::bad_words {
        let (meant, comparison) = in_words(operator);
        wrong_operator(operator, meant, m);
        return comparison;
    }
    if operator.as_rule() == Rule::bad_compare {
        let (meant, comparison) = match operator.as_str().trim() {
            "=>" => (">=", Comparison::GreaterOrEqual),
            "=<" => ("<=", Comparison::LessOrEqual),
            "<>" | "!==" => ("!=", Comparison::NotEqual),
            _ => ("=", Comparison::Equal),
        };
        wrong_operator(operator, meant, m);
        return comparison;
    }
    match operator.as_str().trim() {
        "=" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        words if words.ends_with("not") => Comparison::IsNot,
        _ => Comparison::Is,
    }
}

/// What a comparison in words means, and the sign for it.
pub fn in_words(words: &Pair<'_>) -> (&'static str, Comparison) {
    let has = |keyword| says(words, keyword);
    let or_equal = has(Rule::kw_or);
    if has(Rule::kw_least) {
        (">=", Comparison::GreaterOrEqual)
    } else if has(Rule::kw_most) {
        ("<=", Comparison::LessOrEqual)
    } else if has(Rule::kw_greater) || has(Rule::kw_more) {
        if or_equal { (">=", Comparison::GreaterOrEqual) } else { (">", Comparison::Greater) }
    } else if has(Rule::kw_less) || has(Rule::kw_fewer) {
        if or_equal { ("<=", Comparison::LessOrEqual) } else { ("<", Comparison::Less) }
    } else if has(Rule::kw_not) {
        ("!=", Comparison::NotEqual)
    } else {
        ("=", Comparison::Equal)
    }
}

/// One construct is one function, here and in [`operand_kind`]: what recurses needs little stack a level.
fn postfix(left: Expr, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    let span = m.span(&operator);
    if operator.as_rule() == Rule::as_of_op && !matches!(left.kind, ExprKind::Name(_)) {
        m.push(
            Problem::new(Code::MisplacedAsOf, span, "`as of` belongs behind the name of what is asked")
                .help("write it behind another ruleset's verdict, rule or output: `intracept.x.eligible as of @2025-01-01`"),
        );
        // Left out of the tree, which would else grow a level with each.
        return Some(left);
    }
    if chain::is_comparison(&left) {
        if operator.as_rule() != Rule::order_op {
            chain::report(&left, span, m);
            return Some(left);
        }
        let (order, anchor) = order(operator, m)?;
        return Some(chain::of_orders(left, order, *anchor, span, m));
    }
    let place = Place(left.place.0.to(span));
    Some(Expr { kind: postfix_kind(Box::new(left), operator, m)?, place })
}

fn postfix_kind(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    match operator.as_rule() {
        Rule::as_of_op => Some(ExprKind::AsOf(left, only(operator, m)?)),
        Rule::is_known => Some(ExprKind::IsKnown(left, says(&operator, Rule::kw_not))),
        Rule::is_contiguous => Some(ExprKind::IsContiguous(left, says(&operator, Rule::kw_not))),
        Rule::in_op => membership(left, operator, m),
        Rule::between_op => between(left, operator, m),
        Rule::has_op => has(left, operator, m),
        Rule::ago_op => ago(left, operator, m),
        Rule::window => within(left, operator, m),
        Rule::order_op => order(operator, m).map(|(order, anchor)| ExprKind::Order(left, order, anchor)),
        _ => None,
    }
}

fn membership(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let negated = says(&operator, Rule::kw_not);
    let what = Parts::of(operator).next()?;
    let members = match what.as_rule() {
        Rule::value_set_braces => Membership::Values(expressions(what, m)?),
        Rule::date_literal => Membership::Span(date(&what, m)),
        _ => Membership::Named(path(&what, m)),
    };
    Some(ExprKind::In(left, members, negated))
}

fn between(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let (low, high) = two(operator, m)?;
    Some(ExprKind::Between(left, low, high))
}

fn has(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let (any, no_others) = (says(&operator, Rule::kw_any), says(&operator, Rule::kw_only));
    let what = Parts::of(operator).next()?;
    let what = match what.as_rule() {
        Rule::has_one => HasWhat::One(only(what, m)?),
        _ if any => HasWhat::AnyOf(expressions(what, m)?),
        _ if no_others => HasWhat::Only(expressions(what, m)?),
        _ => HasWhat::AllOf(expressions(what, m)?),
    };
    Some(ExprKind::Has(left, what))
}

fn ago(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let bound = if says(&operator, Rule::kw_most) { Bound::AtMost } else { Bound::AtLeast };
    Some(ExprKind::Ago(left, bound, only(operator, m)?))
}

fn within(left: Box<Expr>, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    Some(ExprKind::Within(left, window(operator, m)?))
}

fn order(operator: Pair<'_>, m: &Mistakes<'_>) -> Option<(DateOrder, Box<Expr>)> {
    let order = match (says(&operator, Rule::kw_on), says(&operator, Rule::kw_before)) {
        (false, true) => DateOrder::Before,
        (false, false) => DateOrder::After,
        (true, true) => DateOrder::OnOrBefore,
        (true, false) => DateOrder::OnOrAfter,
    };
    Some((order, only(operator, m)?))
}

pub(super) fn window(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Window> {
    let direction = [
        (Rule::kw_before, Direction::Before),
        (Rule::kw_after, Direction::After),
        (Rule::kw_of, Direction::Of),
    ]
    .into_iter()
    .find_map(|(keyword, direction)| says(&pair, keyword).then_some(direction));
    let mut parts = Parts::of(pair);
    let period = boxed(parts.next()?, m)?;
    let anchor = match direction {
        Some(direction) => Some((direction, boxed(parts.next()?, m)?)),
        None => None,
    };
    Some(Window { period, anchor })
}

fn expressions(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Vec<Expr>> {
    Parts::of(pair).rest().map(|part| expression(part, m)).collect()
}

/// The one expression inside a pair.
fn only(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Box<Expr>> {
    boxed(Parts::of(pair).next()?, m)
}

/// The two expressions inside a pair.
fn two(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<(Box<Expr>, Box<Expr>)> {
    let mut parts = Parts::of(pair);
    Some((boxed(parts.next()?, m)?, boxed(parts.next()?, m)?))
}

pub(super) fn operand(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    let place = m.place(&pair);
    Some(Expr { kind: operand_kind(pair, m)?, place })
}

fn operand_kind(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    match pair.as_rule() {
        Rule::path
        | Rule::boolean
        | Rule::never
        | Rule::hole
        | Rule::date_literal
        | Rule::bad_date
        | Rule::text => literal(pair, m),
        Rule::number_literal => number_literal(pair, m),
        Rule::parenthesis => only(pair, m).map(ExprKind::Paren),
        Rule::group => group(pair, m),
        Rule::extreme => extreme(pair, m),
        Rule::any_recorded => expressions(pair, m).map(ExprKind::AnyRecorded),
        Rule::if_expression => if_expression(pair, m),
        Rule::choose => choose(pair, m),
        Rule::some => lists::some(pair, m),
        Rule::every => lists::every(pair, m),
        Rule::count => lists::count(pair, m),
        Rule::share => lists::share(pair, m),
        Rule::aggregate => lists::aggregate(pair, m),
        Rule::windows => lists::windows(pair, m),
        Rule::units_between => units_between(pair, m),
        Rule::number_of => number_of(pair, m),
        Rule::date_of => operand(Parts::of(pair).next()?, m).map(|of| ExprKind::DateOf(Box::new(of))),
        Rule::list => expressions(pair, m).map(ExprKind::List),
        Rule::record_literal => field_values(Parts::of(pair).rest(), m).map(ExprKind::Record),
        Rule::call => call(pair, m),
        _ => None,
    }
}

fn literal(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    Some(match pair.as_rule() {
        Rule::path => ExprKind::Name(path(&pair, m)),
        Rule::boolean => ExprKind::Boolean(says(&pair, Rule::kw_true)),
        Rule::never => ExprKind::Never,
        Rule::hole => ExprKind::Hole,
        Rule::date_literal => ExprKind::Date(date(&pair, m)),
        Rule::bad_date => ExprKind::Date(bare_date(&pair, m)),
        _ => ExprKind::Text(text(pair, m)),
    })
}

fn units_between(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let unit = calendar_unit(&parts.next()?);
    Some(ExprKind::UnitsBetween(unit, boxed(parts.next()?, m)?, boxed(parts.next()?, m)?))
}

fn number_of(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let value = operand(parts.next()?, m)?;
    let unit_part = parts.next()?;
    let unit = match unit_part.as_rule() {
        Rule::unit => UnitName::Ucum(unit(unit_part, m)),
        _ => UnitName::Calendar(calendar_unit(&unit_part)),
    };
    Some(ExprKind::NumberOf(Box::new(value), unit))
}

fn call(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let function = name(&parts.next()?, m);
    let arguments = parts.rest().map(|pair| argument(pair, m)).collect::<Option<_>>()?;
    Some(ExprKind::Call(function, arguments))
}

fn argument(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Argument> {
    let mut parts = Parts::of(pair);
    let named =
        parts.take(Rule::argument_name).and_then(|pair| Parts::of(pair).next()).map(|pair| name(&pair, m));
    Some(Argument { name: named, value: expression(parts.next()?, m)? })
}

/// `path = value`, one after another.
pub fn field_values<'i>(pairs: impl Iterator<Item = Pair<'i>>, m: &Mistakes<'_>) -> Option<Vec<FieldValue>> {
    pairs
        .map(|pair| {
            let mut parts = Parts::of(pair);
            Some(FieldValue { path: path(&parts.next()?, m), value: expression(parts.next()?, m)? })
        })
        .collect()
}

fn number_literal(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let digits = parts.next()?;
    let literal = number(&digits, m);
    Some(match parts.next() {
        Some(part) if part.as_rule() == Rule::unit => ExprKind::Quantity(literal, unit(part, m)),
        Some(part) => ExprKind::Duration(literal, calendar_unit(&part)),
        None => match run_together_unit(&digits) {
            Some(unit) => ExprKind::Duration(literal, unit),
            None => ExprKind::Number(literal),
        },
    })
}

fn group(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let how = parts.next()?;
    let threshold = match keyword(&how)? {
        Rule::kw_any => Threshold::AnyOf,
        Rule::kw_all => Threshold::AllOf,
        Rule::kw_none => Threshold::NoneOf,
        first => {
            let most = says(&how, Rule::kw_most);
            let literal = number(&Parts::of(how).next()?, m);
            let Some(count) = literal.value.to_i64().and_then(|count| u32::try_from(count).ok()) else {
                m.push(
                    Problem::new(Code::ImpossibleCount, literal.place.0, "a count is a whole number")
                        .help("write for example `at least 2 of { … }`"),
                );
                return None;
            };
            match (first, most) {
                (Rule::kw_exactly, _) => Threshold::Exactly(count),
                (_, true) => Threshold::AtMost(count),
                (_, false) => Threshold::AtLeast(count),
            }
        }
    };
    let operands: Option<Vec<_>> = parts.rest().map(|part| expression(part, m)).collect();
    Some(ExprKind::Group(threshold, operands?))
}

fn extreme(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let which = if says(&pair, Rule::kw_max) { Extreme::Max } else { Extreme::Min };
    Some(ExprKind::Extreme(which, expressions(pair, m)?))
}

fn if_expression(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut all = expressions(pair, m)?;
    let otherwise = Box::new(all.pop()?);
    Some(ExprKind::If(arms(all)?, otherwise))
}

/// A flat list of conditions and values, two by two.
fn arms(flat: Vec<Expr>) -> Option<Vec<(Expr, Expr)>> {
    let mut flat = flat.into_iter();
    let mut arms = Vec::with_capacity(flat.len() / 2);
    while let Some(condition) = flat.next() {
        arms.push((condition, flat.next()?));
    }
    Some(arms)
}

fn choose(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let arms = parts
        .take_all(Rule::choose_arm)
        .into_iter()
        .map(|arm| {
            let mut parts = Parts::of(arm);
            Some((expression(parts.next()?, m)?, expression(parts.next()?, m)?))
        })
        .collect::<Option<_>>()?;
    let otherwise = match parts.take(Rule::choose_otherwise) {
        Some(pair) => Some(boxed(Parts::of(pair).next()?, m)?),
        None => None,
    };
    Some(ExprKind::Choose(arms, otherwise))
}
