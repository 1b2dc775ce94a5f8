//! Expressions: every kind, with parentheses where the grammar needs them to read the tree back.

use elig::syntax::ast::{
    AddOperator, Aggregate, AggregateFunction, Argument, Bound, CalendarUnit, Comparison, DateOrder,
    Direction, Entries, Expr, ExprKind, Extreme, FieldValue, HasWhat, InWindows, Membership,
    MultiplyOperator, Path, Place, Threshold, UnitName, Window, Windows,
};

use super::choices::Choices;
use super::fitting::{Level, Takes, fit, postfix_in_front, takes, wrap};
use super::words::{date, date_or_time, list_path, name, number, path, text, unit};

const KINDS: u32 = 38;

/// An expression that may stand where nothing follows that it could take for its own.
pub fn expr(c: &mut Choices, depth: u32) -> Expr {
    let kind = kind(c, depth);
    Expr { kind, place: Place::default() }
}

/// An operand of at least `level`, behind which stands what is in `followed`.
pub fn operand(c: &mut Choices, depth: u32, level: Level, followed: Takes) -> Expr {
    let operand = expr(c, depth.saturating_sub(1));
    fit(operand, level, followed)
}

fn sum(c: &mut Choices, depth: u32, followed: Takes) -> Box<Expr> {
    Box::new(operand(c, depth, Level::Sum, followed))
}

fn whole(c: &mut Choices, depth: u32) -> Expr {
    expr(c, depth.saturating_sub(1))
}

fn kind(c: &mut Choices, depth: u32) -> ExprKind {
    let alternatives = if depth == 0 { 8 } else { KINDS };
    match c.below(alternatives) {
        0 => ExprKind::Name(path(c)),
        1 => ExprKind::Number(number(c)),
        2 => ExprKind::Quantity(number(c), unit(c)),
        3 => ExprKind::Duration(number(c), calendar(c)),
        4 => ExprKind::Date(date_or_time(c)),
        5 => ExprKind::Text(text(c)),
        6 => ExprKind::Boolean(c.flag()),
        7 if c.flag() => ExprKind::Never,
        7 => ExprKind::Hole,
        8 => call(c, depth),
        9 => ExprKind::Paren(Box::new(whole(c, depth))),
        10 => ExprKind::Not(Box::new(operand(c, depth, Level::Not, Takes::NOTHING))),
        11 => ExprKind::Negate(Box::new(operand(c, depth, Level::Negate, Takes::NOTHING))),
        12 => ExprKind::And(chain(c, depth, Level::Not)),
        13 => ExprKind::Or(chain(c, depth, Level::And)),
        14 => ExprKind::Group(threshold(c), c.some(0, |c| whole(c, depth))),
        15 => ExprKind::AnyRecorded(c.some(0, |c| whole(c, depth))),
        16 => compare(c, depth),
        17 => ExprKind::Between(
            sum(c, depth, Takes::BETWEEN),
            sum(c, depth, Takes::OPERATOR),
            sum(c, depth, Takes::NOTHING),
        ),
        18 => ExprKind::In(sum(c, depth, Takes::OPERATOR), membership(c, depth), c.flag()),
        19 => ExprKind::IsKnown(sum(c, depth, Takes::OPERATOR), c.flag()),
        20 => ExprKind::Has(sum(c, depth, Takes::OPERATOR), has_what(c, depth)),
        21 => arithmetic_sum(c, depth),
        22 => arithmetic_product(c, depth),
        23 => number_of(c, depth),
        24 => ExprKind::Some {
            negated: c.flag(),
            list: entries(c),
            filter: c.maybe(|c| Box::new(whole(c, depth))),
        },
        25 => every(c, depth),
        26 => count(c, depth),
        27 => ExprKind::Aggregate(Box::new(aggregate(c, depth))),
        28 => ExprKind::Ago(
            sum(c, depth, Takes::OPERATOR),
            c.one(&[Bound::AtLeast, Bound::AtMost]),
            sum(c, depth, Takes::NOTHING),
        ),
        29 => ExprKind::Within(sum(c, depth, Takes::WITHIN), window(c, depth, Takes::NOTHING)),
        30 => ExprKind::Order(sum(c, depth, Takes::ANCHOR), order(c), sum(c, depth, Takes::NOTHING)),
        31 => {
            ExprKind::UnitsBetween(calendar(c), sum(c, depth, Takes::OPERATOR), sum(c, depth, Takes::NOTHING))
        }
        32 => date_of(c, depth),
        33 => ExprKind::IsContiguous(sum(c, depth, Takes::OPERATOR), c.flag()),
        34 => ExprKind::Share { list: entries(c), has: Box::new(whole(c, depth)) },
        35 => ExprKind::InWindows(Box::new(in_windows(c, depth))),
        36 => {
            let asked = Expr { kind: ExprKind::Name(path(c)), place: Place::default() };
            ExprKind::AsOf(Box::new(asked), sum(c, depth, Takes::NOTHING))
        }
        _ => branches_or_data(c, depth),
    }
}

/// The kinds with many parts, which one number shares so that they do not fill every tree.
fn branches_or_data(c: &mut Choices, depth: u32) -> ExprKind {
    match c.below(5) {
        0 => if_else(c, depth),
        1 => ExprKind::Choose(
            c.some(1, |c| (whole(c, depth), whole(c, depth))),
            c.maybe(|c| Box::new(whole(c, depth))),
        ),
        3 => ExprKind::Extreme(c.one(&[Extreme::Min, Extreme::Max]), c.some(0, |c| whole(c, depth))),
        2 => ExprKind::List(c.some(0, |c| whole(c, depth))),
        _ => ExprKind::Record(c.some(0, |c| field_value(c, depth))),
    }
}

/// `path = value`.
pub fn field_value(c: &mut Choices, depth: u32) -> FieldValue {
    FieldValue { path: path(c), value: whole(c, depth) }
}

/// Two or more operands of `and` or `or`.
fn chain(c: &mut Choices, depth: u32, level: Level) -> Vec<Expr> {
    let mut operands = c.some(1, |c| operand(c, depth, level, Takes::OPERATOR));
    operands.push(operand(c, depth, level, Takes::NOTHING));
    operands
}

fn compare(c: &mut Choices, depth: u32) -> ExprKind {
    let comparison = c.one(&[
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Is,
        Comparison::IsNot,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ]);
    let left = sum(c, depth, Takes::OPERATOR);
    let mut right = sum(c, depth, Takes::NOTHING);
    // `is known` is a question of its own; the value `known` stands in parentheses, and so does `contiguous`.
    if postfix_in_front(&right) {
        right = Box::new(wrap(*right));
    }
    ExprKind::Compare(comparison, left, right)
}

fn membership(c: &mut Choices, depth: u32) -> Membership {
    match c.below(3) {
        0 => Membership::Values(c.some(0, |c| whole(c, depth))),
        1 => Membership::Span(date(c)),
        _ => Membership::Named(path(c)),
    }
}

fn has_what(c: &mut Choices, depth: u32) -> HasWhat {
    match c.below(4) {
        0 => {
            // `has any of { … }` is a construct of its own.
            let one = sum(c, depth, Takes::NOTHING);
            let group = super::fitting::group_in_front(&one);
            HasWhat::One(if group { Box::new(wrap(*one)) } else { one })
        }
        1 => HasWhat::AnyOf(c.some(0, |c| whole(c, depth))),
        2 => HasWhat::Only(c.some(0, |c| whole(c, depth))),
        _ => HasWhat::AllOf(c.some(0, |c| whole(c, depth))),
    }
}

fn arithmetic_sum(c: &mut Choices, depth: u32) -> ExprKind {
    let mut operands = c.some(1, |c| operand(c, depth, Level::Product, Takes::ARITHMETIC));
    operands.push(operand(c, depth, Level::Product, Takes::NOTHING));
    let first = Box::new(operands.remove(0));
    let operator = |c: &mut Choices| c.one(&[AddOperator::Add, AddOperator::Subtract]);
    ExprKind::Sum(first, operands.into_iter().map(|operand| (operator(c), operand)).collect())
}

fn arithmetic_product(c: &mut Choices, depth: u32) -> ExprKind {
    let mut operands = c.some(1, |c| operand(c, depth, Level::Negate, Takes::ARITHMETIC));
    operands.push(operand(c, depth, Level::Negate, Takes::NOTHING));
    let first = Box::new(operands.remove(0));
    let operator = |c: &mut Choices| c.one(&[MultiplyOperator::Multiply, MultiplyOperator::Divide]);
    ExprKind::Product(first, operands.into_iter().map(|operand| (operator(c), operand)).collect())
}

/// `latest(x)` asks for the latest of a list: no function is called so.
fn call(c: &mut Choices, depth: u32) -> ExprKind {
    let mut function = name(c);
    if ["latest", "earliest", "highest", "lowest"].contains(&function.text.as_str()) {
        function.text = "clearance".to_owned();
    }
    ExprKind::Call(function, c.some(0, |c| Argument { name: c.maybe(name), value: whole(c, depth) }))
}

fn date_of(c: &mut Choices, depth: u32) -> ExprKind {
    let value = whole(c, depth);
    let direct = match &value.kind {
        ExprKind::Name(_) | ExprKind::Call(..) | ExprKind::Paren(_) => true,
        ExprKind::Aggregate(_) => !takes(&value).meets(Takes::OPERATOR),
        _ => false,
    };
    ExprKind::DateOf(Box::new(if direct { value } else { wrap(value) }))
}

fn number_of(c: &mut Choices, depth: u32) -> ExprKind {
    let value = whole(c, depth);
    let direct = match &value.kind {
        ExprKind::Name(_) | ExprKind::Call(..) | ExprKind::Paren(_) | ExprKind::NumberOf(..) => true,
        ExprKind::Aggregate(_) => !takes(&value).meets(Takes::OPERATOR),
        _ => false,
    };
    let value = if direct { value } else { wrap(value) };
    let unit = if c.flag() { UnitName::Ucum(unit(c)) } else { UnitName::Calendar(calendar(c)) };
    ExprKind::NumberOf(Box::new(value), unit)
}

fn every(c: &mut Choices, depth: u32) -> ExprKind {
    ExprKind::Every {
        list: entries(c),
        filter: c.maybe(|c| {
            let filter = whole(c, depth);
            let taken = takes(&filter).meets(Takes::OPERATOR) || super::fitting::asks_has(&filter);
            Box::new(if taken { wrap(filter) } else { filter })
        }),
        has: Box::new(whole(c, depth)),
    }
}

fn count(c: &mut Choices, depth: u32) -> ExprKind {
    let list = entries(c);
    let spaced = c.maybe(|c| sum(c, depth, Takes::NOTHING));
    let followed = if spaced.is_some() { Takes::SPACED } else { Takes::NOTHING };
    let filter = c.maybe(|c| Box::new(operand(c, depth, Level::Or, followed)));
    ExprKind::Count { list, filter, spaced }
}

fn entries(c: &mut Choices) -> Entries {
    Entries { path: list_path(c), alias: c.maybe(name), by: c.maybe(name) }
}

fn in_windows(c: &mut Choices, depth: u32) -> InWindows {
    InWindows {
        windows: match c.below(3) {
            0 => Windows::Some(period(c)),
            1 => Windows::Every(period(c)),
            _ => Windows::Consecutive(number(c), calendar(c)),
        },
        from: *sum(c, depth, Takes::NOTHING),
        to: *sum(c, depth, Takes::NOTHING),
        condition: whole(c, depth),
    }
}

fn aggregate(c: &mut Choices, depth: u32) -> Aggregate {
    let over = c.maybe(|c| if c.flag() { wrap(whole(c, depth)) } else { a_list(list_path(c)) });
    let filter = c.maybe(|c| whole(c, depth));
    let followed = if filter.is_some() { Takes::AGGREGATE } else { Takes::NOTHING };
    Aggregate {
        function: c.one(&[
            AggregateFunction::Latest,
            AggregateFunction::Earliest,
            AggregateFunction::Highest,
            AggregateFunction::Lowest,
            AggregateFunction::Average,
            AggregateFunction::Sum,
            AggregateFunction::Distinct,
        ]),
        list: if over.is_some() { path(c) } else { list_path(c) },
        over,
        by: c.maybe(name),
        within: c.maybe(|c| window(c, depth, followed)),
        filter,
    }
}

fn a_list(path: Path) -> Expr {
    Expr { kind: ExprKind::Name(path), place: Place::default() }
}

/// A period: a literal or a name.
fn period(c: &mut Choices) -> Expr {
    let kind = match c.below(3) {
        0 => ExprKind::Duration(number(c), calendar(c)),
        1 => ExprKind::Quantity(number(c), unit(c)),
        _ => ExprKind::Name(path(c)),
    };
    Expr { kind, place: Place::default() }
}

fn window(c: &mut Choices, depth: u32, followed: Takes) -> Window {
    let direction = c.maybe(|c| c.one(&[Direction::Before, Direction::After, Direction::Of]));
    match direction {
        Some(direction) => Window {
            period: sum(c, depth, Takes::ANCHOR),
            anchor: Some((direction, sum(c, depth, followed))),
        },
        None => Window { period: sum(c, depth, followed), anchor: None },
    }
}

fn if_else(c: &mut Choices, depth: u32) -> ExprKind {
    let arms = c.some(1, |c| (whole(c, depth), whole(c, depth)));
    let mut otherwise = whole(c, depth);
    // `else if` is one more arm, not an `if` inside.
    if matches!(otherwise.kind, ExprKind::If(..)) {
        otherwise = wrap(otherwise);
    }
    ExprKind::If(arms, Box::new(otherwise))
}

fn threshold(c: &mut Choices) -> Threshold {
    let count = c.below(5);
    c.one(&[
        Threshold::AnyOf,
        Threshold::AllOf,
        Threshold::NoneOf,
        Threshold::AtLeast(count),
        Threshold::AtMost(count),
        Threshold::Exactly(count),
    ])
}

fn order(c: &mut Choices) -> DateOrder {
    c.one(&[DateOrder::Before, DateOrder::After, DateOrder::OnOrBefore, DateOrder::OnOrAfter])
}

fn calendar(c: &mut Choices) -> CalendarUnit {
    c.one(&[CalendarUnit::Years, CalendarUnit::Months, CalendarUnit::Weeks, CalendarUnit::Days])
}
