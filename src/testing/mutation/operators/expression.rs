//! Changes inside of conditions and values.

use super::found::{Found, shown, without};
use super::literal;
use super::members;
use crate::source::Span;
use crate::syntax::ast::{
    AddOperator, Aggregate, AggregateFunction, Bound, Comparison, DateOrder, Direction, Expr, ExprKind,
    Extreme, InWindows, MultiplyOperator, NumberLiteral, Threshold, Window, Windows,
};
use crate::syntax::print::print_expr;
use crate::testing::mutation::edit::Edit;

/// What an expression is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Whether it holds.
    Condition,
    /// Its value; durations can be added here.
    Value,
    /// Its value, where a duration stands alone.
    Alone,
}

/// All changes in an expression. Descends as deep as the expression is nested, which the reader of files limits.
pub fn of_expr(expr: &Expr, role: Role, found: &mut Found<'_>) {
    visit(expr, role, expr, found);
}

/// `around` is the comparison, or whatever else says most about where a value stands.
fn visit(expr: &Expr, role: Role, around: &Expr, found: &mut Found<'_>) {
    let around = if says_where(expr) { expr } else { around };
    negated(expr, role, found);
    literal::moved(expr, role, around, found);
    compared(expr, found);
    joined(expr, found);
    grouped(expr, found);
    members::changed(expr, found);
    asked_of_lists(expr, found);
    aggregated(expr, found);
    dated(expr, found);
    calculated(expr, found);
    branched(expr, found);
    for (child, role) in children(expr, role) {
        visit(child, role, around, found);
    }
}

fn says_where(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Compare(..)
            | ExprKind::Between(..)
            | ExprKind::In(..)
            | ExprKind::Has(..)
            | ExprKind::Ago(..)
            | ExprKind::Within(..)
            | ExprKind::Order(..)
            | ExprKind::Aggregate(_)
            | ExprKind::Count { .. }
            | ExprKind::InWindows(_)
    )
}

/// The parts of an expression in which something can be changed, and what each is asked for.
fn children(expr: &Expr, role: Role) -> Vec<(&Expr, Role)> {
    match &expr.kind {
        ExprKind::Paren(inner) => vec![(inner, role)],
        // `not not x` is what comes of dropping `not`.
        ExprKind::Not(inner) if matches!(inner.kind, ExprKind::Name(_)) => Vec::new(),
        ExprKind::Not(inner) => vec![(inner, Role::Condition)],
        ExprKind::And(of) | ExprKind::Or(of) | ExprKind::Group(_, of) | ExprKind::AnyRecorded(of) => {
            of.iter().map(|one| (one, Role::Condition)).collect()
        }
        ExprKind::Some { filter, .. } => filter.iter().map(|filter| (&**filter, Role::Condition)).collect(),
        ExprKind::Every { filter, has, .. } => {
            filter.iter().chain([has]).map(|filter| (&**filter, Role::Condition)).collect()
        }
        ExprKind::Count { filter, spaced, .. } => {
            let filter = filter.iter().map(|filter| (&**filter, Role::Condition));
            filter.chain(spaced.iter().map(|spaced| (&**spaced, Role::Value))).collect()
        }
        ExprKind::Share { has, .. } => vec![(has, Role::Condition)],
        ExprKind::InWindows(asked) => {
            let length = match &asked.windows {
                Windows::Some(length) | Windows::Every(length) => Some((length, Role::Alone)),
                Windows::Consecutive(..) => None,
            };
            let ends = [(&asked.from, Role::Value), (&asked.to, Role::Value)];
            length.into_iter().chain(ends).chain([(&asked.condition, Role::Condition)]).collect()
        }
        ExprKind::Aggregate(aggregate) => {
            let over = aggregate.over.iter().map(|over| (over, Role::Value));
            let within = aggregate.within.iter().flat_map(in_window);
            over.chain(within)
                .chain(aggregate.filter.iter().map(|filter| (filter, Role::Condition)))
                .collect()
        }
        ExprKind::If(arms, otherwise) => in_arms(arms, role).chain([(&**otherwise, role)]).collect(),
        ExprKind::Choose(arms, otherwise) => {
            in_arms(arms, role).chain(otherwise.iter().map(|otherwise| (&**otherwise, role))).collect()
        }
        // An age and a duration that a fact holds are compared with one duration, and not with a sum of them.
        ExprKind::Compare(_, left, right) => vec![(left, Role::Alone), (right, Role::Alone)],
        ExprKind::Between(value, low, high) => [value, low, high].map(|part| (&**part, Role::Alone)).into(),
        ExprKind::Within(value, window) => {
            std::iter::once((&**value, Role::Value)).chain(in_window(window)).collect()
        }
        ExprKind::In(value, ..) | ExprKind::Has(value, _) => vec![(value, Role::Value)],
        ExprKind::AsOf(asked, date) => vec![(asked, role), (date, Role::Value)],
        ExprKind::Sum(..) => {
            crate::syntax::walk::children(expr).into_iter().map(|part| (part, Role::Value)).collect()
        }
        // What is asked of a bare name is asked again with `not` in front of it.
        ExprKind::IsKnown(..) | ExprKind::IsContiguous(..) => Vec::new(),
        _ => crate::syntax::walk::children(expr).into_iter().map(|part| (part, Role::Value)).collect(),
    }
}

fn in_window(window: &Window) -> impl Iterator<Item = (&Expr, Role)> {
    let anchor = window.anchor.iter().map(|(_, anchor)| (&**anchor, Role::Value));
    std::iter::once((&*window.period, Role::Value)).chain(anchor)
}

fn in_arms(arms: &[(Expr, Expr)], role: Role) -> impl Iterator<Item = (&Expr, Role)> {
    arms.iter().flat_map(move |(condition, value)| [(condition, Role::Condition), (value, role)])
}

/// The same expression, of another kind.
fn with(expr: &Expr, kind: ExprKind) -> Expr {
    Expr { kind, place: expr.place }
}

fn replace(expr: &Expr, kind: ExprKind, what: String, found: &mut Found<'_>) {
    found.push(Edit::new(expr.place.0, print_expr(&with(expr, kind))), what);
}

fn became(old: &str, new: &str, around: &Expr) -> String {
    format!("`{old}` became `{new}` in `{}`", shown(around))
}

/// `not` taken away, and put before what stands by its name alone.
fn negated(expr: &Expr, role: Role, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Not(inner) => {
            let edit = Edit::new(expr.place.0, print_expr(inner));
            found.push(edit, format!("`not` was dropped from `{}`", shown(expr)));
        }
        ExprKind::Name(path) if role == Role::Condition => {
            let edit = Edit::new(expr.place.0, format!("not {}", path.text));
            found.push(edit, format!("`{0}` became `not {0}`", path.text));
        }
        _ => {}
    }
}

/// `>=` and `>`, `<=` and `<`, `=` and `!=`, `is` and `is not`.
fn compared(expr: &Expr, found: &mut Found<'_>) {
    let ExprKind::Compare(comparison, left, right) = &expr.kind else { return };
    let other = other_comparison(*comparison);
    let what = became(comparison_word(*comparison), comparison_word(other), expr);
    replace(expr, ExprKind::Compare(other, left.clone(), right.clone()), what, found);
}

/// The comparison that differs from this one at the bound alone; of an equality its contrary.
pub fn other_comparison(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::GreaterOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Is => Comparison::IsNot,
        Comparison::IsNot => Comparison::Is,
    }
}

/// As it is written.
pub fn comparison_word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::GreaterOrEqual => ">=",
        Comparison::Greater => ">",
        Comparison::LessOrEqual => "<=",
        Comparison::Less => "<",
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Is => "is",
        Comparison::IsNot => "is not",
    }
}

/// `and` and `or`, and an operand that is dropped.
fn joined(expr: &Expr, found: &mut Found<'_>) {
    let (of, old, new, kind): (_, _, _, fn(Vec<Expr>) -> ExprKind) = match &expr.kind {
        ExprKind::And(of) => (of, "and", "or", ExprKind::Or),
        ExprKind::Or(of) => (of, "or", "and", ExprKind::And),
        _ => return,
    };
    let other = kind(of.iter().map(|one| operand(one, old == "or")).collect());
    replace(expr, other, became(old, new, expr), found);
    drop_each(of, expr, found);
}

/// An operand of an `or` that becomes an `and` may hold an `and` itself: it stays one operand.
fn operand(expr: &Expr, parens: bool) -> Expr {
    match &expr.kind {
        ExprKind::And(_) | ExprKind::Or(_) if parens => with(expr, ExprKind::Paren(Box::new(expr.clone()))),
        _ => expr.clone(),
    }
}

/// Each of several operands dropped, as long as another one stays.
fn drop_each(of: &[Expr], expr: &Expr, found: &mut Found<'_>) {
    let places: Vec<Span> = of.iter().map(|one| one.place.0).collect();
    for (index, one) in of.iter().enumerate() {
        if let Some(edit) = without(&places, index) {
            found.push(edit, format!("`{}` was dropped from `{}`", shown(one), shown(expr)));
        }
    }
}

/// `any of` and `all of`, one more and one less, and an operand that is dropped.
fn grouped(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Group(threshold, of) => {
            for other in other_thresholds(*threshold, of.len()) {
                let what = became(&threshold_words(*threshold), &threshold_words(other), expr);
                replace(expr, ExprKind::Group(other, of.clone()), what, found);
            }
            drop_each(of, expr, found);
        }
        ExprKind::AnyRecorded(of) => {
            let what = became("any recorded of", "any of", expr);
            replace(expr, ExprKind::Group(Threshold::AnyOf, of.clone()), what, found);
            drop_each(of, expr, found);
        }
        _ => {}
    }
}

fn other_thresholds(threshold: Threshold, of: usize) -> Vec<Threshold> {
    let most = u32::try_from(of).unwrap_or(u32::MAX);
    let beside = |count: u32, make: fn(u32) -> Threshold, least: u32| {
        let more = count.checked_add(1).filter(|more| *more <= most);
        let less = count.checked_sub(1).filter(|less| *less >= least);
        more.into_iter().chain(less).map(make).collect()
    };
    match threshold {
        Threshold::AnyOf => vec![Threshold::AllOf],
        Threshold::AllOf | Threshold::NoneOf => vec![Threshold::AnyOf],
        Threshold::AtLeast(count) => beside(count, Threshold::AtLeast, 1),
        Threshold::AtMost(count) => beside(count, Threshold::AtMost, 0),
        Threshold::Exactly(count) => beside(count, Threshold::Exactly, 0),
    }
}

fn threshold_words(threshold: Threshold) -> String {
    match threshold {
        Threshold::AnyOf => "any of".to_owned(),
        Threshold::AllOf => "all of".to_owned(),
        Threshold::NoneOf => "none of".to_owned(),
        Threshold::AtLeast(count) => format!("at least {count} of"),
        Threshold::AtMost(count) => format!("at most {count} of"),
        Threshold::Exactly(count) => format!("exactly {count} of"),
    }
}

/// `some` and `no`, `every … has` and `some … where`, and a filter that is dropped.
fn asked_of_lists(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Some { negated, list, filter } => {
            let (old, new) = if *negated { ("no", "some") } else { ("some", "no") };
            let other = ExprKind::Some { negated: !negated, list: list.clone(), filter: filter.clone() };
            replace(expr, other, became(old, new, expr), found);
            if let Some(filter) = filter {
                let all = ExprKind::Some { negated: *negated, list: list.clone(), filter: None };
                replace(expr, all, dropped("where", filter, expr), found);
            }
        }
        ExprKind::Every { list, filter, has } => {
            let one = match filter {
                Some(filter) => {
                    let both = vec![operand(filter, true), operand(has, true)];
                    Box::new(with(expr, ExprKind::And(both)))
                }
                None => has.clone(),
            };
            let some = ExprKind::Some { negated: false, list: list.clone(), filter: Some(one) };
            replace(expr, some, became("every", "some", expr), found);
            if let Some(filter) = filter {
                let all = ExprKind::Every { list: list.clone(), filter: None, has: has.clone() };
                replace(expr, all, dropped("where", filter, expr), found);
            }
        }
        ExprKind::Count { list, filter, spaced } => {
            if let Some(filter) = filter {
                let all = ExprKind::Count { list: list.clone(), filter: None, spaced: spaced.clone() };
                replace(expr, all, dropped("where", filter, expr), found);
            }
            if let Some(spaced) = spaced {
                let near = ExprKind::Count { list: list.clone(), filter: filter.clone(), spaced: None };
                replace(expr, near, dropped("spaced at least", spaced, expr), found);
            }
        }
        ExprKind::InWindows(asked) => stretches(expr, asked, found),
        _ => {}
    }
}

fn dropped(word: &str, what: &Expr, from: &Expr) -> String {
    format!("`{word} {}` was dropped from `{}`", shown(what), shown(from))
}

/// `in some 30 days` and `in every 30 days`, one stretch in a row more and less.
fn stretches(expr: &Expr, asked: &InWindows, found: &mut Found<'_>) {
    let mut other = |windows: Windows, what: String| {
        replace(expr, ExprKind::InWindows(Box::new(InWindows { windows, ..asked.clone() })), what, found);
    };
    match &asked.windows {
        Windows::Some(length) => other(Windows::Every(length.clone()), became("in some", "in every", expr)),
        Windows::Every(length) => other(Windows::Some(length.clone()), became("in every", "in some", expr)),
        Windows::Consecutive(number, unit) => {
            for written in super::step::number(number).into_iter().flatten() {
                let what = became(&number.written, &written, expr);
                let number = NumberLiteral { written, ..number.clone() };
                other(Windows::Consecutive(number, *unit), what);
            }
        }
    }
}

/// `latest` and `earliest`, `highest` and `lowest`, and a filter or a window that is dropped.
fn aggregated(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Aggregate(aggregate) => {
            if let Some((old, new, function)) = other_aggregate(aggregate.function) {
                let other = Aggregate { function, ..(**aggregate).clone() };
                replace(expr, ExprKind::Aggregate(Box::new(other)), became(old, new, expr), found);
            }
            if let Some(filter) = &aggregate.filter {
                let other = Aggregate { filter: None, ..(**aggregate).clone() };
                replace(expr, ExprKind::Aggregate(Box::new(other)), dropped("where", filter, expr), found);
            }
            if let Some(window) = &aggregate.within {
                let other = Aggregate { within: None, ..(**aggregate).clone() };
                let what = dropped("within", &window.period, expr);
                replace(expr, ExprKind::Aggregate(Box::new(other)), what, found);
                in_direction(window, expr, found, |window| {
                    ExprKind::Aggregate(Box::new(Aggregate { within: Some(window), ..(**aggregate).clone() }))
                });
            }
        }
        ExprKind::Extreme(extreme, of) => {
            let (old, new, other) = match extreme {
                Extreme::Min => ("min of", "max of", Extreme::Max),
                Extreme::Max => ("max of", "min of", Extreme::Min),
            };
            replace(expr, ExprKind::Extreme(other, of.clone()), became(old, new, expr), found);
        }
        _ => {}
    }
}

fn other_aggregate(function: AggregateFunction) -> Option<(&'static str, &'static str, AggregateFunction)> {
    match function {
        AggregateFunction::Latest => Some(("latest", "earliest", AggregateFunction::Earliest)),
        AggregateFunction::Earliest => Some(("earliest", "latest", AggregateFunction::Latest)),
        AggregateFunction::Highest => Some(("highest", "lowest", AggregateFunction::Lowest)),
        AggregateFunction::Lowest => Some(("lowest", "highest", AggregateFunction::Highest)),
        AggregateFunction::Average | AggregateFunction::Sum | AggregateFunction::Distinct => None,
    }
}

/// `at least … ago` and `at most … ago`; `before` and `on or before`; `before` and `after` an anchor.
fn dated(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Ago(date, bound, period) => {
            let (old, new, other) = match bound {
                Bound::AtLeast => ("at least", "at most", Bound::AtMost),
                Bound::AtMost => ("at most", "at least", Bound::AtLeast),
            };
            replace(expr, ExprKind::Ago(date.clone(), other, period.clone()), became(old, new, expr), found);
        }
        ExprKind::Order(date, order, other) => {
            let (old, new, changed) = match order {
                DateOrder::Before => ("before", "on or before", DateOrder::OnOrBefore),
                DateOrder::OnOrBefore => ("on or before", "before", DateOrder::Before),
                DateOrder::After => ("after", "on or after", DateOrder::OnOrAfter),
                DateOrder::OnOrAfter => ("on or after", "after", DateOrder::After),
            };
            let what = became(old, new, expr);
            replace(expr, ExprKind::Order(date.clone(), changed, other.clone()), what, found);
        }
        ExprKind::Within(date, window) => {
            in_direction(window, expr, found, |window| ExprKind::Within(date.clone(), window));
        }
        _ => {}
    }
}

/// The other side of the anchor of a window.
fn in_direction(window: &Window, expr: &Expr, found: &mut Found<'_>, kind: impl Fn(Window) -> ExprKind) {
    let Some((direction, anchor)) = &window.anchor else { return };
    let others: &[(&str, &str, Direction)] = match direction {
        Direction::Before => &[("before", "after", Direction::After)],
        Direction::After => &[("after", "before", Direction::Before)],
        Direction::Of => &[("of", "before", Direction::Before), ("of", "after", Direction::After)],
    };
    for (old, new, other) in others {
        let window = Window { period: window.period.clone(), anchor: Some((*other, anchor.clone())) };
        replace(expr, kind(window), became(old, new, expr), found);
    }
}

/// `+` and `-`, `*` and `/`.
fn calculated(expr: &Expr, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Sum(first, rest) => {
            for index in 0..rest.len() {
                let mut rest = rest.clone();
                let Some((operator, _)) = rest.get_mut(index) else { continue };
                let (old, new, other) = match operator {
                    AddOperator::Add => ("+", "-", AddOperator::Subtract),
                    AddOperator::Subtract => ("-", "+", AddOperator::Add),
                };
                *operator = other;
                replace(expr, ExprKind::Sum(first.clone(), rest), became(old, new, expr), found);
            }
        }
        ExprKind::Product(first, rest) => {
            for index in 0..rest.len() {
                let mut rest = rest.clone();
                let Some((operator, _)) = rest.get_mut(index) else { continue };
                let (old, new, other) = match operator {
                    MultiplyOperator::Multiply => ("*", "/", MultiplyOperator::Divide),
                    MultiplyOperator::Divide => ("/", "*", MultiplyOperator::Multiply),
                };
                *operator = other;
                replace(expr, ExprKind::Product(first.clone(), rest), became(old, new, expr), found);
            }
        }
        _ => {}
    }
}

/// The values of two neighbouring branches swapped.
fn branched(expr: &Expr, found: &mut Found<'_>) {
    let values: Vec<&Expr> = match &expr.kind {
        ExprKind::If(arms, otherwise) => arms.iter().map(|(_, value)| value).chain([&**otherwise]).collect(),
        ExprKind::Choose(arms, otherwise) => {
            arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()).collect()
        }
        _ => return,
    };
    swap_each(&values, found);
}

/// Each two neighbours swapped.
pub fn swap_each(values: &[&Expr], found: &mut Found<'_>) {
    for (one, other) in values.iter().zip(values.iter().skip(1)) {
        if one == other {
            continue;
        }
        let edits =
            vec![Edit::new(one.place.0, print_expr(other)), Edit::new(other.place.0, print_expr(one))];
        found.push_all(edits, format!("`{}` and `{}` were swapped", shown(one), shown(other)));
    }
}
