//! Where an expression needs parentheses so that it is read back as it is.

use elig::syntax::ast::{Aggregate, Expr, ExprKind, HasWhat, Place, Threshold, Window};

/// How tightly an expression binds, from the loosest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Negate,
    Operand,
}

/// What an expression would take for its own if it stood right behind it: `some x where a` takes an
/// `and b`, `latest x within 3 days` takes a `before d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes(u8);

impl Takes {
    pub const NOTHING: Self = Self(0);
    /// `+`, `-`, `*`, `/`.
    pub const ARITHMETIC: Self = Self(1);
    /// `and`, `or`, comparisons: all that goes on with a condition.
    pub const OPERATOR: Self = Self(2);
    /// `before`, `after`, `of`.
    pub const ANCHOR: Self = Self(4);
    /// `within`.
    pub const WITHIN: Self = Self(8);
    /// `where ( … )`.
    pub const AGGREGATE: Self = Self(16);
    /// `spaced at least …`.
    pub const SPACED: Self = Self(32);
    /// `between … and …`.
    pub const BETWEEN: Self = Self(64);
    /// One more text literal.
    pub const TEXT: Self = Self(128);
    /// Whatever goes on with a condition.
    const CONDITION: Self = Self(1 | 2 | 4 | 8 | 16 | 64);

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The expression, in parentheses if it binds too loosely or would take what follows.
pub fn fit(expr: Expr, level: Level, followed: Takes) -> Expr {
    if self::level(&expr) < level || takes(&expr).meets(followed) { wrap(expr) } else { expr }
}

pub fn wrap(expr: Expr) -> Expr {
    Expr { kind: ExprKind::Paren(Box::new(expr)), place: Place::default() }
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare(..)
        | ExprKind::Between(..)
        | ExprKind::In(..)
        | ExprKind::IsKnown(..)
        | ExprKind::IsContiguous(..)
        | ExprKind::Has(..)
        | ExprKind::AsOf(..)
        | ExprKind::Ago(..)
        | ExprKind::Within(..)
        | ExprKind::Order(..) => Level::Comparison,
        ExprKind::Sum(..) => Level::Sum,
        ExprKind::Product(..) => Level::Product,
        ExprKind::Negate(_) => Level::Negate,
        _ => Level::Operand,
    }
}

/// What the end of the expression would take for its own.
pub fn takes(expr: &Expr) -> Takes {
    match &expr.kind {
        ExprKind::Text(_) => Takes::TEXT,
        ExprKind::Name(path) => name_takes(&path.text),
        ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::DateOf(inner) => takes(inner),
        ExprKind::And(of) | ExprKind::Or(of) => of.last().map_or(Takes::NOTHING, takes),
        ExprKind::Compare(_, _, last)
        | ExprKind::Between(_, _, last)
        | ExprKind::Has(_, HasWhat::One(last))
        | ExprKind::AsOf(_, last)
        | ExprKind::Order(_, _, last) => takes(last),
        ExprKind::UnitsBetween(_, _, last) => takes(last).with(Takes::ARITHMETIC),
        ExprKind::Sum(_, rest) => rest.last().map_or(Takes::NOTHING, |(_, last)| takes(last)),
        ExprKind::Product(_, rest) => rest.last().map_or(Takes::NOTHING, |(_, last)| takes(last)),
        ExprKind::Within(_, window) => window_takes(window),
        ExprKind::Some { filter: Some(filter), .. } => takes(filter).with(Takes::CONDITION),
        ExprKind::Some { filter: None, .. } => Takes::AGGREGATE,
        ExprKind::Every { has, .. } | ExprKind::Share { has, .. } => takes(has).with(Takes::CONDITION),
        ExprKind::InWindows(asked) => takes(&asked.condition).with(Takes::CONDITION),
        ExprKind::If(_, otherwise) => takes(otherwise).with(Takes::CONDITION),
        ExprKind::Count { filter, spaced, .. } => count_takes(filter.as_deref(), spaced.as_deref()),
        ExprKind::Aggregate(aggregate) => aggregate_takes(aggregate),
        _ => Takes::NOTHING,
    }
}

/// A few words are ordinary names unless the next word makes them a construct.
fn name_takes(name: &str) -> Takes {
    match name {
        "days" | "year" | "months" => Takes::BETWEEN,
        "count" | "share" | "sum" | "average" | "number" | "any" | "all" | "none" => Takes::ANCHOR,
        _ => Takes::NOTHING,
    }
}

fn count_takes(filter: Option<&Expr>, spaced: Option<&Expr>) -> Takes {
    match (filter, spaced) {
        (_, Some(spaced)) => takes(spaced).with(Takes::ARITHMETIC),
        (Some(filter), None) => takes(filter).with(Takes::CONDITION).with(Takes::SPACED),
        (None, None) => Takes::AGGREGATE.with(Takes::SPACED),
    }
}

fn aggregate_takes(aggregate: &Aggregate) -> Takes {
    match aggregate {
        Aggregate { filter: Some(_), .. } => Takes::NOTHING,
        Aggregate { within: Some(window), .. } => {
            window_takes(window).with(Takes::ARITHMETIC).with(Takes::AGGREGATE)
        }
        _ => Takes::AGGREGATE.with(Takes::WITHIN),
    }
}

fn window_takes(window: &Window) -> Takes {
    match &window.anchor {
        Some((_, anchor)) => takes(anchor),
        None => takes(&window.period).with(Takes::ANCHOR),
    }
}

/// What stands first in the expression, outside of any bracket.
fn front(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::And(of) | ExprKind::Or(of) => of.first().map_or(expr, front),
        ExprKind::Compare(_, first, _)
        | ExprKind::Between(first, ..)
        | ExprKind::In(first, ..)
        | ExprKind::IsKnown(first, _)
        | ExprKind::IsContiguous(first, _)
        | ExprKind::Has(first, _)
        | ExprKind::Sum(first, _)
        | ExprKind::Product(first, _)
        | ExprKind::AsOf(first, _)
        | ExprKind::Ago(first, ..)
        | ExprKind::Within(first, _)
        | ExprKind::Order(first, ..) => front(first),
        _ => expr,
    }
}

/// The expression starts with what goes on with an `is` before it: the name `known` or `contiguous`, or `in`.
pub fn postfix_in_front(expr: &Expr) -> bool {
    match &front(expr).kind {
        ExprKind::Name(path) => matches!(path.text.as_str(), "known" | "contiguous"),
        ExprKind::InWindows(_) => true,
        _ => false,
    }
}

/// The expression starts with `any of { … }` or `all of { … }`.
pub fn group_in_front(expr: &Expr) -> bool {
    matches!(front(expr).kind, ExprKind::Group(Threshold::AnyOf | Threshold::AllOf, _))
}

/// There is a `has` outside of brackets, which a filter before `has` cannot have.
pub fn asks_has(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Has(..) => true,
        ExprKind::And(of) | ExprKind::Or(of) => of.iter().any(asks_has),
        ExprKind::Not(inner) => asks_has(inner),
        _ => false,
    }
}
