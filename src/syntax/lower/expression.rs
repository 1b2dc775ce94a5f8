//! Expressions: operands through the grammar, operators by precedence through pest's Pratt parser.

use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::literal::{calendar_unit, date, name, number, path, run_together_unit, text, unit};
use super::parts::{Pair, Parts, keyword, says};
use super::{Mistakes, Rule};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{
    AddOperator, Aggregate, AggregateFunction, Bound, Comparison, DateOrder, Direction, Expr, ExprKind,
    FieldValue, HasWhat, Membership, MultiplyOperator, Place, Threshold, UnitName, Window,
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
            | Op::postfix(Rule::is_known)
            | Op::postfix(Rule::in_op)
            | Op::postfix(Rule::between_op)
            | Op::postfix(Rule::has_op)
            | Op::postfix(Rule::ago_op)
            | Op::postfix(Rule::window)
            | Op::postfix(Rule::order_op))
        .op(left(Rule::add_op) | left(Rule::subtract_op))
        .op(left(Rule::multiply_op) | left(Rule::divide_op))
        .op(Op::prefix(Rule::negate_op))
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

fn boxed(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Box<Expr>> {
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
        Rule::compare_op | Rule::bad_compare => {
            if chained(&left, m.span(operator), m) {
                return Some(left);
            }
            ExprKind::Compare(comparison(operator, m), Box::new(left), Box::new(right))
        }
        _ => return None,
    };
    Some(Expr { kind, place })
}

/// Reports a comparison of a comparison. It is left out of the tree, which would else grow a level with each.
fn chained(left: &Expr, operator: crate::source::Span, m: &Mistakes<'_>) -> bool {
    if !is_comparison(left) {
        return false;
    }
    m.push(
        Problem::new(Code::ChainedComparison, operator, "two comparisons stand in a row")
            .also(left.place.0, "this is already a comparison")
            .help("join two comparisons with `and`, or write `x between 1 and 5` (both ends included)"),
    );
    true
}

fn is_comparison(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Compare(..)
            | ExprKind::Between(..)
            | ExprKind::In(..)
            | ExprKind::IsKnown(..)
            | ExprKind::Has(..)
            | ExprKind::Ago(..)
            | ExprKind::Within(..)
            | ExprKind::Order(..)
    )
}

fn comparison(operator: &Pair<'_>, m: &Mistakes<'_>) -> Comparison {
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

fn postfix(left: Expr, operator: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    let span = m.span(&operator);
    if chained(&left, span, m) {
        return Some(left);
    }
    let place = Place(left.place.0.to(span));
    let left = Box::new(left);
    let rule = operator.as_rule();
    let negated = says(&operator, Rule::kw_not);
    let kind = match rule {
        Rule::is_known => ExprKind::IsKnown(left, negated),
        Rule::in_op => {
            let what = Parts::of(operator).next()?;
            let members = match what.as_rule() {
                Rule::value_set_braces => Membership::Values(expressions(what, m)?),
                _ => Membership::Named(path(&what, m)),
            };
            ExprKind::In(left, members, negated)
        }
        Rule::between_op => {
            let mut parts = Parts::of(operator);
            ExprKind::Between(left, boxed(parts.next()?, m)?, boxed(parts.next()?, m)?)
        }
        Rule::has_op => {
            let any = says(&operator, Rule::kw_any);
            let what = Parts::of(operator).next()?;
            let what = match what.as_rule() {
                Rule::has_one => HasWhat::One(boxed(Parts::of(what).next()?, m)?),
                _ if any => HasWhat::AnyOf(expressions(what, m)?),
                _ => HasWhat::AllOf(expressions(what, m)?),
            };
            ExprKind::Has(left, what)
        }
        Rule::ago_op => {
            let bound = if says(&operator, Rule::kw_most) { Bound::AtMost } else { Bound::AtLeast };
            ExprKind::Ago(left, bound, boxed(Parts::of(operator).next()?, m)?)
        }
        Rule::window => ExprKind::Within(left, window(operator, m)?),
        Rule::order_op => {
            let order = match (says(&operator, Rule::kw_on), says(&operator, Rule::kw_before)) {
                (false, true) => DateOrder::Before,
                (false, false) => DateOrder::After,
                (true, true) => DateOrder::OnOrBefore,
                (true, false) => DateOrder::OnOrAfter,
            };
            ExprKind::Order(left, order, boxed(Parts::of(operator).next()?, m)?)
        }
        _ => return None,
    };
    Some(Expr { kind, place })
}

fn window(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Window> {
    let direction = [(Rule::kw_before, Direction::Before), (Rule::kw_after, Direction::After), (Rule::kw_of, Direction::Of)]
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

/// Pairs of expressions one after the other: condition, value, condition, value.
fn operand(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    let place = m.place(&pair);
    let kind = match pair.as_rule() {
        Rule::path => ExprKind::Name(path(&pair, m)),
        Rule::number_literal => return number_literal(pair, m),
        Rule::boolean => ExprKind::Boolean(says(&pair, Rule::kw_true)),
        Rule::never => ExprKind::Never,
        Rule::date_literal => ExprKind::Date(date(&pair, m)),
        Rule::text => ExprKind::Text(text(pair, m)),
        Rule::parenthesis => ExprKind::Paren(boxed(Parts::of(pair).next()?, m)?),
        Rule::group => group(pair, m)?,
        Rule::any_recorded => ExprKind::AnyRecorded(expressions(pair, m)?),
        Rule::if_expression => if_expression(pair, m)?,
        Rule::choose => choose(pair, m)?,
        Rule::some => some(pair, m)?,
        Rule::every => every(pair, m)?,
        Rule::count => count(pair, m)?,
        Rule::aggregate => ExprKind::Aggregate(Box::new(aggregate(pair, m)?)),
        Rule::units_between => {
            let mut parts = Parts::of(pair);
            let unit = calendar_unit(&parts.next()?);
            ExprKind::UnitsBetween(unit, boxed(parts.next()?, m)?, boxed(parts.next()?, m)?)
        }
        Rule::number_of => {
            let mut parts = Parts::of(pair);
            let value = operand(parts.next()?, m)?;
            let unit_part = parts.next()?;
            let unit = match unit_part.as_rule() {
                Rule::unit => UnitName::Ucum(unit(unit_part, m)),
                _ => UnitName::Calendar(calendar_unit(&unit_part)),
            };
            ExprKind::NumberOf(Box::new(value), unit)
        }
        Rule::list => ExprKind::List(expressions(pair, m)?),
        Rule::record_literal => ExprKind::Record(field_values(Parts::of(pair).rest(), m)?),
        Rule::call => {
            let mut parts = Parts::of(pair);
            let function = name(&parts.next()?, m);
            let argument = |pair| {
                let mut parts = Parts::of(pair);
                Some((name(&parts.next()?, m), expression(parts.next()?, m)?))
            };
            ExprKind::Call(function, parts.rest().map(argument).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    Some(Expr { kind, place })
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

fn number_literal(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expr> {
    let place = m.place(&pair);
    let mut parts = Parts::of(pair);
    let digits = parts.next()?;
    let literal = number(&digits, m);
    let kind = match parts.next() {
        Some(part) if part.as_rule() == Rule::unit => ExprKind::Quantity(literal, unit(part, m)),
        Some(part) => ExprKind::Duration(literal, calendar_unit(&part)),
        None => match run_together_unit(&digits) {
            Some(unit) => ExprKind::Duration(literal, unit),
            None => ExprKind::Number(literal),
        },
    };
    Some(Expr { kind, place })
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

fn alias(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<crate::syntax::ast::Name> {
    let pair = parts.take(Rule::alias)?;
    Parts::of(pair).next().map(|pair| name(&pair, m))
}

fn some(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let negated = says(&pair, Rule::kw_no);
    let mut parts = Parts::of(pair);
    let list = path(&parts.next()?, m);
    let alias = alias(&mut parts, m);
    Some(ExprKind::Some { negated, list, alias, filter: boxed(parts.next()?, m)? })
}

fn every(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let list = path(&parts.next()?, m);
    let alias = alias(&mut parts, m);
    let filter = match parts.take(Rule::filter) {
        Some(pair) => Some(boxed(pair, m)?),
        None => None,
    };
    Some(ExprKind::Every { list, alias, filter, has: boxed(parts.next()?, m)? })
}

fn count(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let list = path(&parts.next()?, m);
    let alias = alias(&mut parts, m);
    let filter = inside(&mut parts, Rule::count_filter, m)?.map(Box::new);
    let spaced = inside(&mut parts, Rule::spaced, m)?.map(Box::new);
    Some(ExprKind::Count { list, alias, filter, spaced })
}

/// The expression inside an optional part: `Some(None)` when the part is not there.
#[allow(clippy::option_option, reason = "not there, and could not be read, are two things")]
fn inside(parts: &mut Parts<'_>, rule: Rule, m: &Mistakes<'_>) -> Option<Option<Expr>> {
    match parts.take(rule) {
        Some(pair) => expression(Parts::of(pair).next()?, m).map(Some),
        None => Some(None),
    }
}

fn aggregate(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Aggregate> {
    let mut parts = Parts::of(pair);
    let function = match keyword(&parts.next()?)? {
        Rule::kw_latest => AggregateFunction::Latest,
        Rule::kw_earliest => AggregateFunction::Earliest,
        Rule::kw_highest => AggregateFunction::Highest,
        Rule::kw_lowest => AggregateFunction::Lowest,
        Rule::kw_average => AggregateFunction::Average,
        _ => AggregateFunction::Sum,
    };
    let subject = operand(parts.next()?, m)?;
    let (over, list) = match parts.take(Rule::over) {
        Some(pair) => (Some(subject), path(&Parts::of(pair).next()?, m)),
        None => match subject.kind {
            ExprKind::Name(list) => (None, list),
            _ => {
                m.push(
                    Problem::new(Code::Syntax, subject.place.0, "an expression in parentheses needs a list to range over")
                        .help("write `over` and the list behind it: `highest (value / high) over labs`"),
                );
                return None;
            }
        },
    };
    let by = match parts.take(Rule::by_field) {
        Some(pair) => Some(name(&Parts::of(pair).next()?, m)),
        None => None,
    };
    let within = match parts.take(Rule::window) {
        Some(pair) => Some(window(pair, m)?),
        None => None,
    };
    let apart = inside(&mut parts, Rule::apart, m)?;
    let filter = match parts.take(Rule::aggregate_filter) {
        Some(pair) => Some(expression(Parts::of(Parts::of(pair).next()?).next()?, m)?),
        None => None,
    };
    Some(Aggregate { function, over, list, by, within, apart, filter })
}
