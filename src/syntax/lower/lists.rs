//! Questions about lists: `some`, `no`, `every`, `count of`, `share of`, `latest` and its relatives, and stretches
//! of days.

use super::expression::{boxed, expression, operand, window};
use super::literal::{calendar_unit, name, number, path};
use super::parts::{Pair, Parts, keyword, says};
use super::{Mistakes, Rule, chain};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{
    Aggregate, AggregateFunction, Entries, Expr, ExprKind, InWindows, Name, Path, Window, Windows,
};

/// `visits as v by day`.
fn entries(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Entries> {
    let mut parts = Parts::of(pair);
    let path = path(&parts.next()?, m);
    let alias = parts.take(Rule::alias).and_then(|pair| Parts::of(pair).next()).map(|pair| name(&pair, m));
    Some(Entries { path, alias, by: by_field(&mut parts, m) })
}

fn by_field(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<Name> {
    parts.take(Rule::by_field).and_then(|pair| Parts::of(pair).next()).map(|pair| name(&pair, m))
}

pub fn some(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let negated = says(&pair, Rule::kw_no);
    let mut parts = Parts::of(pair);
    let list = entries(parts.next()?, m)?;
    let filter = match parts.next() {
        Some(pair) => Some(boxed(pair, m)?),
        None => None,
    };
    Some(ExprKind::Some { negated, list, filter })
}

pub fn every(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let list = entries(parts.next()?, m)?;
    let filter = match parts.take(Rule::filter) {
        Some(pair) => Some(boxed(pair, m)?),
        None => None,
    };
    Some(ExprKind::Every { list, filter, has: boxed(parts.next()?, m)? })
}

pub fn count(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let start = m.span(&pair).start;
    let mut parts = Parts::of(pair);
    let list = entries(parts.next()?, m)?;
    let filter = inside(&mut parts, Rule::count_filter, m)?.map(Box::new);
    let spaced = inside(&mut parts, Rule::spaced, m)?.map(Box::new);
    Some(chain::of_count(start, ExprKind::Count { list, filter, spaced }, m))
}

pub fn share(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let start = m.span(&pair).start;
    let mut parts = Parts::of(pair);
    let list = entries(parts.next()?, m)?;
    let has = boxed(parts.next()?, m)?;
    Some(chain::of_count(start, ExprKind::Share { list, has }, m))
}

/// `in some 30 days from A to B: COND`.
pub fn windows(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    parts.take(Rule::windows_in);
    let which = parts.next()?;
    let rule = which.as_rule();
    let mut length = Parts::of(which);
    let first = length.next()?;
    let windows = match rule {
        Rule::some_window => Windows::Some(operand(first, m)?),
        Rule::every_window => Windows::Every(operand(first, m)?),
        _ => Windows::Consecutive(number(&first, m), calendar_unit(&length.next()?)),
    };
    let from = expression(parts.next()?, m)?;
    let to = expression(parts.next()?, m)?;
    let condition = expression(parts.next()?, m)?;
    Some(ExprKind::InWindows(Box::new(InWindows { windows, from, to, condition })))
}

/// The expression inside an optional part: `Some(None)` when the part is not there.
#[allow(clippy::option_option, reason = "not there, and could not be read, are two things")]
fn inside(parts: &mut Parts<'_>, rule: Rule, m: &Mistakes<'_>) -> Option<Option<Expr>> {
    match parts.take(rule) {
        Some(pair) => expression(Parts::of(pair).next()?, m).map(Some),
        None => Some(None),
    }
}

pub fn aggregate(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let function = aggregate_function(&parts.next()?)?;
    let (over, list) = aggregate_subject(&mut parts, m)?;
    let by = by_field(&mut parts, m);
    let within = aggregate_window(&mut parts, m)?;
    let filter = aggregate_filter(&mut parts, m)?;
    Some(ExprKind::Aggregate(Box::new(Aggregate { function, over, list, by, within, filter })))
}

fn aggregate_function(pair: &Pair<'_>) -> Option<AggregateFunction> {
    Some(match keyword(pair)? {
        Rule::kw_latest => AggregateFunction::Latest,
        Rule::kw_earliest => AggregateFunction::Earliest,
        Rule::kw_highest => AggregateFunction::Highest,
        Rule::kw_lowest => AggregateFunction::Lowest,
        Rule::kw_distinct => AggregateFunction::Distinct,
        Rule::kw_average => AggregateFunction::Average,
        _ => AggregateFunction::Sum,
    })
}

/// `LIST` or `EXPR over LIST`.
fn aggregate_subject(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<(Option<Expr>, Path)> {
    let subject = operand(parts.next()?, m)?;
    if let Some(over) = parts.take(Rule::over) {
        return Some((Some(subject), path(&Parts::of(over).next()?, m)));
    }
    let ExprKind::Name(list) = subject.kind else {
        m.push(
            Problem::new(
                Code::Syntax,
                subject.place.0,
                "an expression in parentheses needs a list to range over",
            )
            .help("write `over` and the list behind it: `highest (value / high) over labs`"),
        );
        return None;
    };
    Some((None, list))
}

#[allow(clippy::option_option, reason = "not there, and could not be read, are two things")]
fn aggregate_window(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<Option<Window>> {
    match parts.take(Rule::window) {
        Some(pair) => window(pair, m).map(Some),
        None => Some(None),
    }
}

#[allow(clippy::option_option, reason = "not there, and could not be read, are two things")]
fn aggregate_filter(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<Option<Expr>> {
    match parts.take(Rule::aggregate_filter) {
        Some(pair) => expression(Parts::of(Parts::of(pair).next()?).next()?, m).map(Some),
        None => Some(None),
    }
}
