//! The meaning of expressions, one form after another. Slow, and as close to the words of the documentation as it goes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use elig::syntax::ast::{
    AddOperator, Bound, CalendarUnit, Comparison, DateLiteral, DateOrder, Direction, Expr, ExprKind, Extreme,
    Membership, MultiplyOperator, Points, Score, ScoreEntry, Threshold, UnitName, Window,
};
use num_traits::Zero;
use serde_json::Value as Json;

use super::Unsupported;
use super::calendar::{self, Day, Period};
use super::program::{Kind, Program, exact};
use super::record;
use super::units::{self, Dimension};
use super::value::{Cause, End, Exact, Range, Reason, Set, Value};

type Answer = Result<Value, Unsupported>;

/// A program and the patient on whom it decides.
pub struct Patient<'p> {
    pub program: &'p Program,
    pub record: &'p Json,
    pub as_of: Day,
    /// Definitions that were worked out already.
    pub defined: RefCell<BTreeMap<String, Value>>,
    /// The entry of a list that is asked about just now.
    pub entry: RefCell<Option<super::lists::Entry>>,
    /// Is this entry not one that is recorded, but any that may be there?
    pub entry_is_unseen: Cell<bool>,
}

/// What a bare name or a number with a unit may be, from what stands beside it.
#[derive(Clone, Default)]
pub struct Beside {
    words: Option<Vec<String>>,
    glucose: bool,
}

/// How two things stand to one another, for certain or not.
#[derive(Clone, Copy, PartialEq)]
pub enum Relation {
    Equal,
    Different,
    Less,
    LessOrEqual,
}

pub fn truth(can_hold: bool, can_fail: bool) -> Set {
    Set::Truth { yes: can_hold, no: can_fail }
}

/// Strong Kleene: false where one is false, true where all are.
pub fn all(parts: &[Value]) -> Value {
    let set = truth(
        parts.iter().all(|part| part.as_truth() != Some(false)),
        parts.iter().any(|part| part.as_truth() != Some(true)),
    );
    Value::of(set, &parts.iter().collect::<Vec<_>>())
}

pub fn not(value: &Value) -> Value {
    let Set::Truth { yes, no } = value.set else { panic!("not a condition") };
    Value { set: truth(no, yes), causes: value.causes.clone() }
}

pub fn any(parts: &[Value]) -> Value {
    not(&all(&parts.iter().map(not).collect::<Vec<_>>()))
}

impl<'p> Patient<'p> {
    pub fn condition(&self, expr: &Expr) -> Answer {
        self.value(expr, &Beside::default())
    }

    fn conditions(&self, exprs: &[Expr]) -> Result<Vec<Value>, Unsupported> {
        exprs.iter().map(|expr| self.condition(expr)).collect()
    }

    fn beside<'e>(&self, exprs: impl IntoIterator<Item = &'e Expr>) -> Beside {
        let exprs: Vec<_> = exprs.into_iter().collect();
        Beside {
            words: exprs.iter().find_map(|expr| self.program.words(expr)),
            glucose: exprs.iter().any(|expr| self.program.dimension(expr) == Some(Dimension::Glucose)),
        }
    }

    pub fn value(&self, expr: &Expr, beside: &Beside) -> Answer {
        match &expr.kind {
            ExprKind::Number(number) => {
                Ok(Value::known(Set::number(exact(&number.written).expect("a number"))))
            }
            ExprKind::Quantity(number, unit) => {
                let unit = units::unit(&unit.code, beside.glucose).ok_or(Unsupported("a unit"))?;
                let number = exact(&number.written).expect("a number");
                Ok(Value::known(Set::number(unit.to_base(&number))))
            }
            ExprKind::Duration(number, unit) => {
                let number = number.written.parse().map_err(|_| Unsupported("a duration"))?;
                Ok(Value::known(Set::Period(Period::of(number, calendar_unit(*unit)))))
            }
            ExprKind::Date(date) => match literal(date)? {
                (first, last) if first == last => Ok(Value::known(Set::day(first))),
                _ => Err(Unsupported("a span of days as a value")),
            },
            ExprKind::Text(text) => Ok(Value::known(Set::Text(Some([text.value()].into())))),
            ExprKind::Boolean(value) => Ok(Value::truth(*value)),
            ExprKind::Never => Ok(Value::known(Set::Dates { days: None, never: true })),
            ExprKind::Name(path) => self.name(&path.text, beside),
            ExprKind::Paren(inner) => self.value(inner, beside),
            ExprKind::Not(inner) => Ok(not(&self.condition(inner)?)),
            ExprKind::Negate(inner) => {
                let inner = self.value(inner, beside)?;
                Ok(Value::of(Set::Number(range(&inner)?.negated()), &[&inner]))
            }
            ExprKind::And(parts) => Ok(all(&self.conditions(parts)?)),
            ExprKind::Or(parts) => Ok(any(&self.conditions(parts)?)),
            ExprKind::Group(threshold, parts) => Ok(count(*threshold, &self.conditions(parts)?)),
            ExprKind::AnyRecorded(parts) => {
                let parts = self.conditions(parts)?;
                if self.entry_is_unseen.get() {
                    return Ok(any(&parts));
                }
                let known: Vec<_> = parts.iter().filter_map(Value::as_truth).collect();
                let set = truth(known.contains(&true) || known.is_empty(), !known.contains(&true));
                Ok(Value::of(set, &parts.iter().collect::<Vec<_>>()))
            }
            ExprKind::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            ExprKind::Between(value, low, high) => {
                let low = self.compare(Comparison::GreaterOrEqual, value, low)?;
                let high = self.compare(Comparison::LessOrEqual, value, high)?;
                Ok(all(&[low, high]))
            }
            ExprKind::In(value, members, negated) => {
                let found = self.is_in(value, members)?;
                Ok(if *negated { not(&found) } else { found })
            }
            ExprKind::IsKnown(value, negated) => {
                let value = self.value(value, beside)?;
                if !value.set.is_one() && self.entry_is_unseen.get() {
                    return Ok(Value::of(truth(true, true), &[&value]));
                }
                Ok(Value::truth(value.set.is_one() != *negated))
            }
            ExprKind::Sum(first, rest) => self.sum(first, rest, beside),
            ExprKind::Product(first, rest) => self.product(first, rest, beside),
            ExprKind::NumberOf(value, unit) => self.number_of(value, unit),
            ExprKind::Ago(date, bound, period) => {
                let (date, period) = (self.condition(date)?, self.period(period)?);
                let today = self.today();
                match bound {
                    Bound::AtLeast => relate(Relation::LessOrEqual, &shifted(&date, period)?, &today),
                    Bound::AtMost => within(&date, period, Direction::Before, &today),
                }
            }
            ExprKind::Within(date, Window { period, anchor }) => {
                let (date, period) = (self.condition(date)?, self.period(period)?);
                match anchor {
                    None => within(&date, period, Direction::Before, &self.today()),
                    Some((direction, anchor)) => within(&date, period, *direction, &self.condition(anchor)?),
                }
            }
            ExprKind::Order(left, order, right) => {
                let comparison = match order {
                    DateOrder::Before => Comparison::Less,
                    DateOrder::After => Comparison::Greater,
                    DateOrder::OnOrBefore => Comparison::LessOrEqual,
                    DateOrder::OnOrAfter => Comparison::GreaterOrEqual,
                };
                self.compare(comparison, left, right)
            }
            ExprKind::UnitsBetween(unit, from, to) => {
                let (from, to) = (self.condition(from)?, self.condition(to)?);
                completed(calendar_unit(*unit), &from, &to)
            }
            ExprKind::If(arms, otherwise) => self.branch(arms, Some(otherwise), beside),
            ExprKind::Choose(arms, otherwise) => self.branch(arms, otherwise.as_deref(), beside),
            ExprKind::Extreme(extreme, values) => self.extreme(*extreme, values, beside),
            ExprKind::Some { negated, list, filter } => {
                let some = self.some(list, filter.as_deref())?;
                Ok(if *negated { not(&some) } else { some })
            }
            ExprKind::Every { list, filter, has } => self.every(list, filter.as_deref(), has),
            ExprKind::Count { list, filter, spaced: None } => self.count(list, filter.as_deref()),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            _ => Err(Unsupported("an expression")),
        }
    }

    pub fn today(&self) -> Value {
        Value::known(Set::day(self.as_of))
    }

    /// Beside something of a choice a bare name is a value of the choice, if it has one of this name.
    fn name(&self, name: &str, beside: &Beside) -> Answer {
        if let Some(at) = beside.words.iter().flatten().position(|word| word == name) {
            return Ok(Value::known(Set::Words([at].into())));
        }
        let field = self
            .entry
            .borrow()
            .iter()
            .flatten()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone());
        if let Some(field) = field {
            return Ok(field);
        }
        if let Some(fact) = self.program.facts.get(name) {
            if let Kind::List(_) = fact.kind {
                return Err(Unsupported("a list as a value"));
            }
            let (set, reason) = record::read(self.record, name, fact);
            let causes = reason.map(|reason| Cause::Fact(name.to_owned(), reason)).into_iter().collect();
            let mut value = Value { set, causes };
            for (reasons, assumed) in &fact.assumed {
                if reason.is_some_and(|reason| reasons.contains(&reason)) {
                    let words = match &fact.kind {
                        Kind::Words(words) => Some(words.clone()),
                        _ => None,
                    };
                    let glucose = matches!(fact.kind, Kind::Quantity { glucose: true, .. });
                    value = self.value(assumed, &Beside { words, glucose })?;
                }
            }
            return match &fact.asked_when {
                Some(guard) => Ok(all(&[self.condition(guard)?, value])),
                None => Ok(value),
            };
        }
        if let Some((kind, body)) = self.program.definitions.get(name) {
            if let Some(known) = self.defined.borrow().get(name) {
                return Ok(known.clone());
            }
            let words = match kind {
                Some(Kind::Words(words)) => Some(words.clone()),
                _ => None,
            };
            // A definition stands outside of the entry that is asked about.
            let (entry, is_unseen) = (self.entry.take(), self.entry_is_unseen.take());
            let value = self.value(body, &Beside { words, glucose: false });
            self.entry.replace(entry);
            self.entry_is_unseen.set(is_unseen);
            let value = value?;
            self.defined.borrow_mut().insert(name.to_owned(), value.clone());
            return Ok(value);
        }
        if let Some((kind, value)) = self.program.parameters.get(name) {
            let words = match kind {
                Kind::Words(words) => Some(words.clone()),
                _ => None,
            };
            let glucose = matches!(kind, Kind::Quantity { glucose: true, .. });
            return self.value(value, &Beside { words, glucose });
        }
        if let Some(score) = self.program.scores.get(name) {
            return self.score(score);
        }
        match name {
            "as_of" => Ok(self.today()),
            "age" => {
                let birth = self.name("birth_date", &Beside::default())?;
                let Set::Dates { days, .. } = birth.set else { return Err(Unsupported("an age")) };
                Ok(Value { set: Set::Age { days }, causes: birth.causes })
            }
            _ => Err(Unsupported("a name")),
        }
    }

    fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr) -> Answer {
        // A year or a month that is written out is looked at as a whole: before it is before its first day.
        if let Some((first, last)) = span(right)? {
            let value = self.condition(left)?;
            let day = |day: Day| Value::known(Set::day(day));
            return match comparison {
                Comparison::Less => relate(Relation::Less, &value, &day(first)),
                Comparison::LessOrEqual => relate(Relation::LessOrEqual, &value, &day(last)),
                Comparison::Greater => relate(Relation::Less, &day(last), &value),
                Comparison::GreaterOrEqual => relate(Relation::LessOrEqual, &day(first), &value),
                _ => Err(Unsupported("a span of days for equality")),
            };
        }
        if span(left)?.is_some() {
            let turned = match comparison {
                Comparison::Less => Comparison::Greater,
                Comparison::LessOrEqual => Comparison::GreaterOrEqual,
                Comparison::Greater => Comparison::Less,
                Comparison::GreaterOrEqual => Comparison::LessOrEqual,
                other => other,
            };
            return self.compare(turned, right, left);
        }
        // `is never` is no comparison with a date: it asks whether it has not happened.
        if let ExprKind::Never = right.kind {
            let value = self.condition(left)?;
            let Set::Dates { days, never } = value.set else { return Err(Unsupported("never")) };
            let asked = Value::of(truth(never, days.is_some()), &[&value]);
            return match comparison {
                Comparison::Equal | Comparison::Is => Ok(asked),
                Comparison::NotEqual | Comparison::IsNot => Ok(not(&asked)),
                _ => Err(Unsupported("an order with never")),
            };
        }
        let beside = self.beside([left, right]);
        let (left, right) = (self.value(left, &beside)?, self.value(right, &beside)?);
        let (left, right) = self.of_ages(left, right)?;
        match comparison {
            Comparison::Equal | Comparison::Is => relate(Relation::Equal, &left, &right),
            Comparison::NotEqual | Comparison::IsNot => relate(Relation::Different, &left, &right),
            Comparison::Less => relate(Relation::Less, &left, &right),
            Comparison::LessOrEqual => relate(Relation::LessOrEqual, &left, &right),
            Comparison::Greater => relate(Relation::Less, &right, &left),
            Comparison::GreaterOrEqual => relate(Relation::LessOrEqual, &right, &left),
        }
    }

    /// An age beside a duration is compared in completed units of the duration.
    fn of_ages(&self, left: Value, right: Value) -> Result<(Value, Value), Unsupported> {
        let in_units = |age: &Value, period: &Value| {
            let (Set::Age { days }, Set::Period(Period { single: Some((number, unit)), .. })) =
                (&age.set, &period.set)
            else {
                return None;
            };
            let birth = Value { set: Set::Dates { days: *days, never: false }, causes: age.causes.clone() };
            let number = Value::known(Set::number(Exact::from_integer((*number).into())));
            Some(completed(*unit, &birth, &self.today()).map(|age| (age, number)))
        };
        if let Some(found) = in_units(&left, &right) {
            return found;
        }
        if let Some(found) = in_units(&right, &left) {
            return found.map(|(age, number)| (number, age));
        }
        Ok((left, right))
    }

    fn is_in(&self, value: &Expr, members: &Membership) -> Answer {
        match members {
            Membership::Values(members) => {
                let beside = self.beside(std::iter::once(value).chain(members));
                let value = self.value(value, &beside)?;
                let members = members.iter().map(|member| self.value(member, &beside));
                let members = members.collect::<Result<Vec<_>, _>>()?;
                is_one_of(&value, &members)
            }
            Membership::Span(date) => {
                let (first, last) = literal(date)?;
                let value = self.condition(value)?;
                let day = |day: Day| Value::known(Set::day(day));
                Ok(all(&[
                    relate(Relation::LessOrEqual, &day(first), &value)?,
                    relate(Relation::LessOrEqual, &value, &day(last))?,
                ]))
            }
            Membership::Named(_) => Err(Unsupported("a value set")),
        }
    }

    fn sum(&self, first: &Expr, rest: &[(AddOperator, Expr)], beside: &Beside) -> Answer {
        let own = self.beside(std::iter::once(first).chain(rest.iter().map(|(_, part)| part)));
        let beside = Beside { words: None, glucose: beside.glucose || own.glucose };
        let mut so_far = self.value(first, &beside)?;
        for (operator, part) in rest {
            let part = self.value(part, &beside)?;
            let set = match (&so_far.set, &part.set) {
                (Set::Number(left), Set::Number(right)) => {
                    let right = match operator {
                        AddOperator::Add => right.clone(),
                        AddOperator::Subtract => right.clone().negated(),
                    };
                    Set::Number(left.clone().plus(right))
                }
                (Set::Period(left), Set::Period(right)) if *operator == AddOperator::Add => {
                    Set::Period(left.plus(*right))
                }
                (Set::Dates { .. }, Set::Period(period)) => {
                    let period = if *operator == AddOperator::Add { *period } else { period.back() };
                    shifted(&so_far, period)?.set
                }
                _ => return Err(Unsupported("a sum")),
            };
            so_far = Value::of(set, &[&so_far, &part]);
        }
        Ok(so_far)
    }

    fn product(&self, first: &Expr, rest: &[(MultiplyOperator, Expr)], beside: &Beside) -> Answer {
        let own = self.beside(std::iter::once(first).chain(rest.iter().map(|(_, part)| part)));
        let beside = Beside { words: None, glucose: beside.glucose || own.glucose };
        let mut so_far = self.value(first, &beside)?;
        for (operator, part) in rest {
            let part = self.value(part, &beside)?;
            let (left, right) = (range(&so_far)?, range(&part)?);
            so_far = match operator {
                MultiplyOperator::Multiply => Value::of(Set::Number(left.times(right)), &[&so_far, &part]),
                MultiplyOperator::Divide => match right.clone().inverse() {
                    Some(inverse) => Value::of(Set::Number(left.times(inverse)), &[&so_far, &part]),
                    // Divided by what could be zero there is no result. Nothing else matters where it is zero.
                    None if right.is_point() => {
                        Value { set: Set::Number(Range::no_result()), causes: [Cause::Computation].into() }
                    }
                    None => Value::of(Set::Number(Range::no_result()), &[&so_far, &part]),
                },
            };
        }
        Ok(so_far)
    }

    fn number_of(&self, value: &Expr, unit: &UnitName) -> Answer {
        let glucose = self.program.dimension(value) == Some(Dimension::Glucose);
        match unit {
            UnitName::Ucum(unit) => {
                let unit = units::unit(&unit.code, glucose).ok_or(Unsupported("a unit"))?;
                let value = self.value(value, &Beside { words: None, glucose })?;
                let (slope, offset) = unit.line_from_base();
                let number = range(&value)?.times(Range::point(slope)).plus(Range::point(offset));
                Ok(Value::of(Set::Number(Range { whole: false, ..number }), &[&value]))
            }
            UnitName::Calendar(unit) => {
                let value = self.condition(value)?;
                let Set::Age { days } = value.set else {
                    return Err(Unsupported("the number of a duration"));
                };
                let birth = Value { set: Set::Dates { days, never: false }, causes: value.causes };
                completed(calendar_unit(*unit), &birth, &self.today())
            }
        }
    }

    pub fn period(&self, expr: &Expr) -> Result<Period, Unsupported> {
        match self.condition(expr)?.set {
            Set::Period(period) => Ok(period),
            _ => Err(Unsupported("a duration that is not written out")),
        }
    }

    /// The first arm that holds; while that is not known, whatever the arms that still could be it say.
    fn branch(&self, arms: &[(Expr, Expr)], otherwise: Option<&Expr>, beside: &Beside) -> Answer {
        let own = self.beside(arms.iter().map(|(_, value)| value).chain(otherwise));
        let beside = Beside {
            words: own.words.or_else(|| beside.words.clone()),
            glucose: own.glucose || beside.glucose,
        };
        // The arms that are still possible.
        let mut possible: Vec<(Value, Value)> = Vec::new();
        let mut settled = false;
        for (condition, value) in arms {
            let condition = self.condition(condition)?;
            let holds = condition.as_truth();
            if holds != Some(false) {
                possible.push((condition, self.value(value, &beside)?));
            }
            if holds == Some(true) {
                settled = true;
                break;
            }
        }
        if let Some(otherwise) = otherwise.filter(|_| !settled) {
            possible.push((Value::truth(true), self.value(otherwise, &beside)?));
        }
        let sets = possible.iter().map(|(_, value)| value.set.clone());
        let set = sets.reduce(Set::or).ok_or(Unsupported("a choose without an arm that holds"))?;
        let mut parts = Vec::new();
        for (at, (condition, value)) in possible.iter().enumerate() {
            parts.push(value);
            // It makes no difference whether it holds, where all that may come is the same single value.
            let mut rest = possible.iter().skip(at).map(|(_, value)| &value.set);
            let is_last = at + 1 == possible.len();
            if is_last || !rest.all(|other| other.is_one() && *other == value.set) {
                parts.push(condition);
            }
        }
        Ok(Value::of(set, &parts))
    }

    fn extreme(&self, extreme: Extreme, values: &[Expr], beside: &Beside) -> Answer {
        let own = self.beside(values);
        let beside = Beside {
            words: own.words.or_else(|| beside.words.clone()),
            glucose: own.glucose || beside.glucose,
        };
        let values = values.iter().map(|value| self.value(value, &beside)).collect::<Result<Vec<_>, _>>()?;
        let (first, rest) = values.split_first().expect("a group with something in it");
        let mut set = first.set.clone();
        for value in rest {
            set = least(extreme, set, value.set.clone())?;
        }
        Ok(Value::of(set, &values.iter().collect::<Vec<_>>()))
    }

    /// The sum of the points whose conditions hold.
    fn score(&self, score: &Score) -> Answer {
        let missing = score.entries.iter().find_map(|entry| match entry {
            ScoreEntry::MissingCounts(number) => Some(exact(&number.written).expect("a number")),
            _ => None,
        });
        let mut total = Range::point(Exact::zero());
        let mut parts = Vec::new();
        for entry in &score.entries {
            let points: &[Points] = match entry {
                ScoreEntry::Points(points) => std::slice::from_ref(points),
                ScoreEntry::MaxOf(points, _) => points,
                ScoreEntry::MissingCounts(_) => continue,
            };
            if missing.is_some() && points.len() > 1 {
                return Err(Unsupported("missing counts beside max of"));
            }
            // What each could count, and whether it holds.
            let (mut held, mut asked) = (Vec::new(), Vec::new());
            for point in points {
                let number = exact(&point.number.written).expect("a number");
                let number = if point.negative { -number } else { number };
                let value = self.condition(&point.when)?;
                held.push((number, value.as_truth()));
                asked.push(value);
            }
            // What is not greater than points that count in any case has no part in it.
            let sure = held.iter().filter(|(_, holds)| *holds == Some(true)).map(|(number, _)| number).max();
            let matter =
                held.iter().zip(asked).filter(|((number, _), _)| sure.is_none_or(|sure| number > sure));
            parts.extend(matter.map(|(_, value)| value));
            total = total.plus(counted(&held, missing.as_ref()));
        }
        let set = Set::Number(total);
        Ok(Value::of(set, &parts.iter().collect::<Vec<_>>()))
    }
}

/// The points that count, of those in one `max of`: tried for every way in which what is open may turn out.
fn counted(held: &[(Exact, Option<bool>)], missing: Option<&Exact>) -> Range {
    if let ([(_, None)], Some(missing)) = (held, missing) {
        return Range::point(missing.clone());
    }
    let mut ways: Vec<Option<Exact>> = vec![None];
    for (number, holds) in held {
        let with = ways.iter().map(|so_far| {
            Some(so_far.as_ref().map_or_else(|| number.clone(), |so_far| so_far.max(number).clone()))
        });
        let with: Vec<_> = with.collect();
        match holds {
            Some(true) => ways = with,
            Some(false) => {}
            None => ways.extend(with),
        }
    }
    let counts: BTreeSet<Exact> = ways.into_iter().map(Option::unwrap_or_default).collect();
    let end = |at: Option<&Exact>| at.map(|at| End { at: at.clone(), included: true });
    let whole = counts.iter().all(Exact::is_integer);
    Range { low: end(counts.first()), high: end(counts.last()), whole, may_fail: false }
}

fn calendar_unit(unit: CalendarUnit) -> calendar::Unit {
    match unit {
        CalendarUnit::Years => calendar::Unit::Years,
        CalendarUnit::Months => calendar::Unit::Months,
        CalendarUnit::Weeks => calendar::Unit::Weeks,
        CalendarUnit::Days => calendar::Unit::Days,
    }
}

fn literal(date: &DateLiteral) -> Result<(Day, Day), Unsupported> {
    calendar::span(&date.written).ok_or(Unsupported("a moment"))
}

/// The first and the last day of a year or a month that is written out.
fn span(expr: &Expr) -> Result<Option<(Day, Day)>, Unsupported> {
    match &expr.kind {
        ExprKind::Paren(inner) => span(inner),
        ExprKind::Date(date) => Ok(Some(literal(date)?).filter(|(first, last)| first != last)),
        _ => Ok(None),
    }
}

fn range(value: &Value) -> Result<Range, Unsupported> {
    match &value.set {
        Set::Number(range) => Ok(range.clone()),
        _ => Err(Unsupported("arithmetic on something else than numbers")),
    }
}

/// `at least k of` and the others: how many hold is known between two bounds.
fn count(threshold: Threshold, parts: &[Value]) -> Value {
    let least = parts.iter().filter(|part| part.as_truth() == Some(true)).count();
    let most = parts.iter().filter(|part| part.as_truth() != Some(false)).count();
    let holds = |count: usize| match threshold {
        Threshold::AnyOf => count > 0,
        Threshold::AllOf => count == parts.len(),
        Threshold::NoneOf => count == 0,
        Threshold::AtLeast(bound) => count >= bound as usize,
        Threshold::AtMost(bound) => count <= bound as usize,
        Threshold::Exactly(bound) => count == bound as usize,
    };
    let set = truth((least..=most).any(holds), (least..=most).any(|count| !holds(count)));
    Value::of(set, &parts.iter().collect::<Vec<_>>())
}

/// `a = b`, `a < b` or `a <= b`: true if it is so whatever both are, false if it is so for none.
pub fn relate(relation: Relation, left: &Value, right: &Value) -> Answer {
    let dates = matches!(left.set, Set::Dates { .. });
    if relation == Relation::Different && !dates {
        return Ok(not(&relate(Relation::Equal, left, right)?));
    }
    let (always, never) = match (&left.set, &right.set) {
        (Set::Number(one), Set::Number(two)) if one.may_fail || two.may_fail => (false, false),
        (Set::Number(one), Set::Number(two)) => match relation {
            Relation::Equal => (
                one.is_point() && two.is_point() && one.low == two.low,
                one.is_below(two) || two.is_below(one),
            ),
            Relation::Different => return Err(Unsupported("it is what is not equal")),
            Relation::Less => (one.is_below(two), two.is_not_above(one)),
            Relation::LessOrEqual => (one.is_not_above(two), two.is_below(one)),
        },
        (Set::Dates { days: one, never: one_never }, Set::Dates { days: two, never: two_never }) => {
            // A comparison with never is false.
            let (always, never) = match (one, two) {
                (Some(one), Some(two)) => match relation {
                    Relation::Equal => (one.0 == one.1 && one == two, one.1 < two.0 || two.1 < one.0),
                    Relation::Different => (one.1 < two.0 || two.1 < one.0, one.0 == one.1 && one == two),
                    Relation::Less => (one.1 < two.0, one.0 >= two.1),
                    Relation::LessOrEqual => (one.1 <= two.0, one.0 > two.1),
                },
                _ => (false, true),
            };
            (always && !one_never && !two_never, never)
        }
        (Set::Words(one), Set::Words(two)) => over(one, two, |one, two| match relation {
            Relation::Equal => one == two,
            Relation::Less => one < two,
            Relation::LessOrEqual => one <= two,
            Relation::Different => one != two,
        }),
        (Set::Truth { yes, no }, Set::Truth { yes: other_yes, no: other_no })
            if relation == Relation::Equal =>
        {
            let values = |yes: bool, no: bool| {
                [(true, yes), (false, no)]
                    .into_iter()
                    .filter(|(_, can)| *can)
                    .map(|(value, _)| value)
                    .collect()
            };
            let (one, two): (BTreeSet<bool>, BTreeSet<bool>) =
                (values(*yes, *no), values(*other_yes, *other_no));
            over(&one, &two, |one, two| one == two)
        }
        (Set::Text(one), Set::Text(two)) if relation == Relation::Equal => match (one, two) {
            (Some(one), Some(two)) => over(one, two, |one, two| one == two),
            _ => (false, false),
        },
        _ => return Err(Unsupported("a comparison")),
    };
    Ok(Value::of(truth(!never, !always), &[left, right]))
}

/// Whether something holds of all pairs, and whether of none.
fn over<T: Ord>(one: &BTreeSet<T>, two: &BTreeSet<T>, holds: impl Fn(&T, &T) -> bool) -> (bool, bool) {
    let pairs = || one.iter().flat_map(|one| two.iter().map(move |two| (one, two)));
    (pairs().all(|(one, two)| holds(one, two)), !pairs().any(|(one, two)| holds(one, two)))
}

/// `a in { x, y }`: of a choice, each possible `a` is one of these for certain, or none could be.
fn is_one_of(value: &Value, members: &[Value]) -> Answer {
    let equal =
        members.iter().map(|member| relate(Relation::Equal, value, member)).collect::<Result<Vec<_>, _>>()?;
    let points = match &value.set {
        Set::Words(words) => words.iter().map(|word| Set::Words([*word].into())).collect(),
        Set::Truth { .. } => vec![Set::Truth { yes: true, no: false }, Set::Truth { yes: false, no: true }],
        // Of numbers, dates and texts it is `a = x or a = y`.
        _ => Vec::new(),
    };
    let mut found = any(&equal);
    let covered = !points.is_empty()
        && points.into_iter().all(|point| {
            let point = Value::known(point);
            members.iter().any(|member| {
                relate(Relation::Equal, &point, member).is_ok_and(|equal| equal.as_truth() == Some(true))
            })
        });
    if covered {
        found = Value::truth(true);
    }
    let parts: Vec<_> = std::iter::once(value).chain(members).collect();
    Ok(Value::of(found.set, &parts))
}

/// The date, later or earlier by so much. Never stays never.
fn shifted(date: &Value, period: Period) -> Answer {
    let Set::Dates { days, never } = &date.set else { return Err(Unsupported("a shift of something else")) };
    let days = days.map(|(first, last)| (first.plus(period), last.plus(period)));
    Ok(Value::of(Set::Dates { days, never: *never }, &[date]))
}

/// `d within P before e`: `d <= e <= d + P`, and so on: the earlier date is shifted.
pub fn within(date: &Value, period: Period, direction: Direction, anchor: &Value) -> Answer {
    let before = |earlier: &Value, later: &Value| -> Answer {
        Ok(all(&[
            relate(Relation::LessOrEqual, earlier, later)?,
            relate(Relation::LessOrEqual, later, &shifted(earlier, period)?)?,
        ]))
    };
    match direction {
        Direction::Before => before(date, anchor),
        Direction::After => before(anchor, date),
        Direction::Of => Ok(all(&[
            relate(Relation::LessOrEqual, date, &shifted(anchor, period)?)?,
            relate(Relation::LessOrEqual, anchor, &shifted(date, period)?)?,
        ])),
    }
}

/// Completed units from one date to another: more of them the earlier the first and the later the second is.
fn completed(unit: calendar::Unit, from: &Value, to: &Value) -> Answer {
    let (
        Set::Dates { days: Some((from_first, from_last)), never: false },
        Set::Dates { days: Some((to_first, to_last)), never: false },
    ) = (&from.set, &to.set)
    else {
        return Err(Unsupported("units between dates that may be never"));
    };
    let end = |from: Day, to: Day| {
        let at = Exact::from_integer(calendar::completed(unit, from, to).into());
        Some(End { at, included: true })
    };
    let range = Range {
        low: end(*from_last, *to_first),
        high: end(*from_first, *to_last),
        whole: true,
        may_fail: false,
    };
    Ok(Value::of(Set::Number(range), &[from, to]))
}

/// The least or the greatest of two.
fn least(extreme: Extreme, one: Set, two: Set) -> Result<Set, Unsupported> {
    Ok(match (one, two) {
        (Set::Number(one), Set::Number(two)) => {
            // The greatest is the least of the opposites, turned back.
            let turn = |range: Range| if extreme == Extreme::Max { range.negated() } else { range };
            Set::Number(turn(turn(one).least(turn(two))))
        }
        (Set::Words(one), Set::Words(two)) => {
            let pick = |one: &usize, two: &usize| match extreme {
                Extreme::Min => *one.min(two),
                Extreme::Max => *one.max(two),
            };
            Set::Words(one.iter().flat_map(|one| two.iter().map(move |two| pick(one, two))).collect())
        }
        (Set::Dates { days: Some(one), never: false }, Set::Dates { days: Some(two), never: false }) => {
            let days = match extreme {
                Extreme::Min => (one.0.min(two.0), one.1.min(two.1)),
                Extreme::Max => (one.0.max(two.0), one.1.max(two.1)),
            };
            Set::Dates { days: Some(days), never: false }
        }
        _ => return Err(Unsupported("the least of these")),
    })
}

/// Facts that a value waits for, with their reasons.
pub fn facts(causes: &BTreeSet<Cause>) -> BTreeMap<String, Reason> {
    let facts = causes.iter().filter_map(|cause| match cause {
        Cause::Fact(path, reason) => Some((path.clone(), *reason)),
        Cause::Computation => None,
    });
    facts.collect()
}
