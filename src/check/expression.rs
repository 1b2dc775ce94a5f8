//! Expressions to typed steps.

use super::arithmetic::Size;
use super::hole::{HoleWants, is_hole};
use super::scope::{Checker, Entity, Typed};
use super::unsupported::unsupported;
use crate::about::BranchKind;
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::possible::{Possible, Truth};
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, ExprKind, Name, Path};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::Dates;
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// An expression; `None` when it was reported. `wanted` is the type that its place asks for, if that is
    /// known: it helps to say what is missing, and nothing is ever converted to it.
    ///
    /// An observation stands for its value.
    pub fn value(&mut self, expr: &'a Expr, wanted: Option<&ValueType>) -> Option<Typed> {
        let typed = self.any_value(expr, wanted)?;
        self.plain_value(typed, without_parens(expr).place.0)
    }

    /// The same, where an observation may stand for all its fields.
    pub fn any_value(&mut self, expr: &'a Expr, wanted: Option<&ValueType>) -> Option<Typed> {
        let place = expr.place.0;
        if self.too_many_steps {
            return None; // told once; going on would only take time
        }
        match &expr.kind {
            ExprKind::Paren(inner) => self.any_value(inner, wanted),
            ExprKind::Boolean(value) => Some(self.truth(Truth::from(*value), place)),
            ExprKind::Number(literal) => {
                let typed = self.number(literal.value.clone(), place);
                self.note_literal(typed.step, literal.value.clone(), None);
                Some(typed)
            }
            ExprKind::Text(text) => {
                let step = self.push(Step::Constant(Possible::Text(Some(text.value().into()))), place);
                Some(Typed { step, ty: ValueType::Text })
            }
            ExprKind::Name(path) => self.name(path, wanted),
            ExprKind::Not(inner) => {
                let of = self.condition(inner, "`not`")?;
                let not = self.boolean(Step::Not(of), place);
                self.named_as(not.step, std::slice::from_ref(&**inner));
                Some(not)
            }
            ExprKind::And(operands) => {
                let of = self.conditions(operands, "`and`")?;
                let all = self.boolean(Step::All(of), place);
                self.named_as(all.step, operands);
                Some(all)
            }
            ExprKind::Or(operands) => {
                let of = self.conditions(operands, "`or`")?;
                let any = self.boolean(Step::Any(of), place);
                self.named_as(any.step, operands);
                Some(any)
            }
            ExprKind::AnyRecorded(operands) => self.any_recorded(operands, place),
            ExprKind::If(arms, otherwise) => {
                self.branches(arms, Some(otherwise), (BranchKind::If, wanted), place)
            }
            ExprKind::Choose(arms, otherwise) => {
                self.branches(arms, otherwise.as_deref(), (BranchKind::Choose, wanted), place)
            }
            ExprKind::Extreme(which, operands) => self.extreme(*which, operands, wanted, place),
            ExprKind::Group(threshold, operands) => self.group(*threshold, operands, place),
            ExprKind::Compare(comparison, left, right) => self.comparison(*comparison, left, right, place),
            ExprKind::Between(value, low, high) => self.between(value, low, high, place),
            ExprKind::In(value, members, negated) => self.membership(value, members, *negated, expr),
            ExprKind::IsKnown(inner, negated) => {
                let inner = self.value(inner, None)?;
                let known = self.boolean(Step::IsKnown(inner.step), place);
                Some(if *negated { self.boolean(Step::Not(known.step), place) } else { known })
            }
            ExprKind::Negate(_) | ExprKind::Sum(..) | ExprKind::Product(..) => self.arithmetic(expr),
            ExprKind::Quantity(number, unit) => self.quantity_literal(number, unit, false, place),
            ExprKind::NumberOf(value, unit) => self.number_of(value, unit, place),
            ExprKind::Date(literal) => self.date_literal(literal),
            ExprKind::Duration(number, unit) => self.duration_literal(number, *unit, place),
            ExprKind::Never => {
                let step = self.push(Step::Constant(Possible::Dates(Dates::never())), place);
                Some(Typed { step, ty: ValueType::Date { or_never: true } })
            }
            ExprKind::AsOf(asked, date) => self.asked_as_of(asked, date),
            ExprKind::Ago(date, bound, period) => self.ago(date, *bound, period, place),
            ExprKind::Within(date, window) => self.within(date, window, place),
            ExprKind::Order(left, order, right) => self.order(left, *order, right, place),
            ExprKind::UnitsBetween(unit, from, to) => self.units_between(*unit, from, to, place),
            ExprKind::DateOf(of) => self.date_of(of, place),
            ExprKind::Some { negated, list, filter } => {
                self.some_of(*negated, list, filter.as_deref(), place)
            }
            ExprKind::Every { list, filter, has } => self.every_of(list, filter.as_deref(), has, place),
            ExprKind::Count { list, filter, spaced } => {
                self.count_of(list, filter.as_deref(), spaced.as_deref(), place)
            }
            ExprKind::Share { list, has } => self.share_of(list, has, place),
            ExprKind::InWindows(asked) => self.in_windows(asked, place),
            ExprKind::IsContiguous(value, negated) => {
                let found = self.is_contiguous(value, place)?;
                Some(if *negated { self.boolean(Step::Not(found.step), place) } else { found })
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, place),
            ExprKind::Has(value, what) => self.has(value, what, place),
            ExprKind::Call(function, arguments) => self.call(function, arguments, place),
            ExprKind::Hole => {
                let wanted = wanted.map_or(HoleWants::Anything, |ty| HoleWants::Type(ty.clone()));
                self.hole(expr, wanted, "");
                None
            }
            ExprKind::List(_) | ExprKind::Record(_) => {
                self.report(unsupported(place, "lists and records", "are", "is"));
                None
            }
        }
    }

    /// `ngsp_from_ifcc(a1c)`, `f(x: a)`: a relation of analytes, or a function.
    fn call(&mut self, function: &'a Name, arguments: &'a [Argument], place: Span) -> Option<Typed> {
        match self.relation_call(function, arguments, place) {
            Some(result) => result,
            None if function.text == "round" && !self.functions.contains_key("round") => {
                self.round(function, arguments, place)
            }
            None => self.function_call(function, arguments, place),
        }
    }

    /// A condition; `role` says where it stands, for the message if it is none.
    pub fn condition(&mut self, expr: &'a Expr, role: &str) -> Option<StepId> {
        if is_hole(expr) {
            self.hole(expr, HoleWants::Type(ValueType::Boolean), format!("{role} takes a condition"));
            return None;
        }
        let typed = self.value(expr, Some(&ValueType::Boolean))?;
        if typed.ty == ValueType::Boolean {
            return Some(typed.step);
        }
        let text = print_expr(without_parens(expr));
        let help = match &typed.ty {
            ValueType::Number { .. } => format!("compare it with a number: `{text} >= 1`"),
            ValueType::Quantity(quantity) => {
                format!("compare it with a quantity: `{text} >= 1 {}`", quantity.unit_text())
            }
            ValueType::Date { .. } => {
                format!(
                    "ask something of the date: `{text} at least 6 months ago`, `{text} before @2025-01-01`"
                )
            }
            ValueType::DateTime => format!("ask something of it: `date of {text} before @2025-01-01`"),
            ValueType::Age => "compare it with a duration: `age >= 18 years`".to_owned(),
            ValueType::Duration => format!("compare it with a duration: `{text} >= 6 months`"),
            ValueType::List(_) => {
                format!("ask about its entries: `some {text} where …`, `count of {text} >= 1`")
            }
            ValueType::Record(record) => {
                let field = record.names().next().unwrap_or("value").to_owned();
                format!("ask about one of its fields: `{text}.{field}`")
            }
            ValueType::Set(choice) => {
                let example = choice.names().next().unwrap_or("value").to_owned();
                format!("ask what it has: `{text} has {example}`")
            }
            ValueType::Code => format!("ask whether it is in a value set: `{text} in some_codes`"),
            ValueType::Choice(choice) => {
                let example = choice.names().next().unwrap_or("value");
                format!("compare it with one of its values: `{text} is {example}`")
            }
            _ => format!("compare it: `{text} is \"…\"`"),
        };
        self.report(
            Problem::new(
                Code::NotACondition,
                expr.place.0,
                format!("{role} takes a condition, and this is none"),
            )
            .says(format!("this is `{}`", typed.ty))
            .help(help),
        );
        None
    }

    /// All operands are checked, even when one of them has an error.
    pub fn conditions(&mut self, operands: &'a [Expr], role: &str) -> Option<Box<[StepId]>> {
        let steps: Vec<_> = operands.iter().map(|operand| self.condition(operand, role)).collect();
        steps.into_iter().collect()
    }

    /// A step that computes a boolean.
    pub fn boolean(&mut self, step: Step, place: Span) -> Typed {
        Typed { step: self.push(step, place), ty: ValueType::Boolean }
    }

    fn truth(&mut self, truth: Truth, place: Span) -> Typed {
        self.boolean(Step::Constant(Possible::Truth(truth)), place)
    }

    /// A number that is written out.
    pub fn number(&mut self, number: Number, place: Span) -> Typed {
        let integer = number.is_integer();
        let size = Size::of(&number);
        let step = self.push(Step::Constant(Possible::number(number)), place);
        self.sizes.insert(step, size);
        Typed { step, ty: ValueType::number(integer) }
    }

    pub fn name(&mut self, path: &'a Path, wanted: Option<&ValueType>) -> Option<Typed> {
        let place = path.place.0;
        let name = path.text.as_str();
        if let Some(bound) = self.parameter_bound(name) {
            return Some(bound.clone());
        }
        if let Some((of, fields)) = self.parameter_member(name) {
            return self.members(of, fields, place);
        }
        if let Some(field) = self.element_name(path) {
            return field;
        }
        if self.element.is_some() {
            return match name {
                "as_of" if !self.names.contains_key(name) => Some(self.as_of(place)),
                _ if self.is_written_out() => {
                    self.outside(|outer| outer.of_ruleset(|outer| outer.name(path, wanted)), place)
                }
                _ => self.outside(|outer| outer.name(path, wanted), place),
            };
        }
        if let Some(asked) = self.asked(path, None) {
            return asked;
        }
        if let Some((of, fields)) = self.record_named(name) {
            let of = self.declared(of, place)?;
            return self.members(of, fields, place);
        }
        self.used.insert(name);
        match self.names.get(name).map(|(entity, _)| *entity) {
            Some(_) => self.declared(name, place),
            None if name == "as_of" => Some(self.as_of(place)),
            None if name == "age" => self.age(path),
            None => {
                self.unknown_name(path, wanted);
                None
            }
        }
    }

    /// What a declared name stands for.
    fn declared(&mut self, name: &'a str, place: Span) -> Option<Typed> {
        self.used.insert(name);
        match self.names.get(name)?.0 {
            Entity::Silent => None,
            Entity::Fact(slot) => {
                let step = self.fact_step(slot, place)?;
                let ty = self.vocabulary.fact(slot)?.ty.clone();
                Some(Typed { step, ty })
            }
            Entity::Definition(index) => self.definitions.get(index)?.result.clone(),
            Entity::Parameter(index) => {
                let parameter = self.about.parameters.get(index)?;
                let (value, ty) = (parameter.value.clone(), parameter.ty.clone());
                let size = Size::of_value(&value);
                let step = self.push(Step::Constant(value), place);
                if let Some(size) = size {
                    self.sizes.insert(step, size);
                }
                Some(Typed { step, ty })
            }
        }
    }

    /// `crp.value`: a name that is declared and is a record, and the fields behind it.
    pub fn record_named(&self, path: &'a str) -> Option<(&'a str, &'a str)> {
        if self.names.contains_key(path) {
            return None;
        }
        path.match_indices('.').rev().find_map(|(at, _)| {
            let (name, fields) = (path.get(..at)?, path.get(at + 1..)?);
            let is_record = match self.names.get(name)?.0 {
                Entity::Fact(slot) => matches!(self.vocabulary.fact(slot)?.ty, ValueType::Record(_)),
                Entity::Definition(index) => {
                    matches!(self.definitions.get(index)?.result.as_ref()?.ty, ValueType::Record(_))
                }
                _ => false,
            };
            is_record.then_some((name, fields))
        })
    }

    fn unknown_name(&mut self, path: &Path, wanted: Option<&ValueType>) {
        let name = path.text.as_str();
        if self.is_broken(name) {
            return;
        }
        if let Some(ruleset) = name.strip_suffix(".eligible") {
            self.report(
                Problem::new(Code::UnknownName, path.place.0, format!("no ruleset `{ruleset}` is used here"))
                    .help(format!("to ask what it says, write `use {ruleset}` at the top of this file")),
            );
            return;
        }
        if let Some(meant) = meant_instead(name) {
            self.report(
                Problem::new(Code::UnknownName, path.place.0, format!("`{name}` is no word of the language"))
                    .help(format!("write {meant}")),
            );
            return;
        }
        if self.value_sets.contains_key(name) {
            self.used.insert(self.value_sets.get_key_value(name).map_or("", |(name, _)| *name));
            self.report(
                Problem::new(
                    Code::UnknownName,
                    path.place.0,
                    format!("`{name}` is a value set, not a value"),
                )
                .help(format!("ask whether a code is in it: `… in {name}`, without braces")),
            );
            return;
        }
        if self.functions.contains_key(name) {
            self.report(
                Problem::new(Code::UnknownName, path.place.0, format!("`{name}` is a function, not a value"))
                    .help(format!("call it: `{name}(…)`")),
            );
            return;
        }
        if let Some(choice) = self.choice_with_value(name) {
            self.report(
                Problem::new(
                    Code::UnknownName,
                    path.place.0,
                    format!("`{name}` is a value of `{choice}`, not a fact"),
                )
                .help(format!("compare a fact with it: `… is {name}`")),
            );
            return;
        }
        let near = self.nearest_value(name);
        let ty = wanted.map_or_else(|| "boolean".to_owned(), ToString::to_string);
        let mut problem = Problem::new(Code::UnknownName, path.place.0, format!("`{name}` is not declared"));
        if let Some(near) = &near {
            problem = problem.says(format!("did you mean `{near}`?"));
        }
        let or = if near.is_some() { "or declare it" } else { "declare it" };
        self.report(problem.help(format!("{or}:\nfact {name}: {ty} \"what it says, in words\"")));
    }

    /// The choice or scale that has a value of this name.
    fn choice_with_value(&self, name: &str) -> Option<String> {
        self.types
            .values()
            .filter_map(|(choice, _)| choice.as_ref())
            .find(|choice| choice.position(name).is_some())
            .map(|choice| choice.name.to_string())
    }

    /// A value that must be written out, for a parameter's default or an assumption.
    pub fn literal(&mut self, expr: &'a Expr, ty: &ValueType) -> Option<Possible> {
        let inner = without_parens(expr);
        let place = expr.place.0;
        if is_hole(expr) {
            self.hole(expr, HoleWants::Written(ty.clone()), how_to_write(ty));
            return None;
        }
        let value = match (&inner.kind, ty) {
            (ExprKind::Boolean(value), ValueType::Boolean) => Possible::Truth(Truth::from(*value)),
            (ExprKind::Text(text), ValueType::Text) => Possible::Text(Some(text.value().into())),
            (ExprKind::Name(path), ValueType::Choice(choice)) => {
                Possible::Values(crate::possible::Values::one(self.choice_value(path, choice)?))
            }
            (_, ValueType::Number { .. }) if written_number(inner).is_some() => {
                let number = written_number(inner)?;
                self.check_literal(&number, ty, place)?;
                Possible::number(number)
            }
            (ExprKind::Never, ValueType::Date { or_never: true }) => Possible::Dates(Dates::never()),
            (kind, _) if is_written_like(kind, ty) => self.written_value(expr, ty)?,
            _ => {
                self.not_written(expr, ty);
                return None;
            }
        };
        Some(value)
    }

    /// A quantity, a date or a duration that is written out, as a value of the type.
    fn written_value(&mut self, expr: &'a Expr, ty: &ValueType) -> Option<Possible> {
        let typed = self.value(expr, Some(ty))?;
        let typed = match ty {
            ValueType::Quantity(wanted) => self.as_declared_quantity(expr, &typed, wanted)?,
            _ => typed,
        };
        match self.program.step(typed.step) {
            Some(Step::Constant(Possible::Dates(dates))) if !dates.is_known() => {
                self.report(
                    Problem::new(Code::PartialDate, expr.place.0, "a whole date is expected here")
                        .says("this is a span of days")
                        .help("write year, month and day: `@2025-11-20`"),
                );
                None
            }
            Some(Step::Constant(value)) => Some(value.clone()),
            _ => {
                self.not_written(expr, ty);
                None
            }
        }
    }

    fn not_written(&mut self, expr: &Expr, ty: &ValueType) {
        let message = format!("a value of the type `{ty}` must be written out here");
        self.report(Problem::new(Code::NotConstant, expr.place.0, message).help(how_to_write(ty)));
    }
}

/// Does the expression write out a value of such a type?
fn is_written_like(kind: &ExprKind, ty: &ValueType) -> bool {
    match kind {
        ExprKind::Quantity(..) => matches!(ty, ValueType::Quantity(_)),
        ExprKind::Negate(inner) => {
            matches!(without_parens(inner).kind, ExprKind::Quantity(..))
                && matches!(ty, ValueType::Quantity(_))
        }
        ExprKind::Duration(..) => *ty == ValueType::Duration,
        ExprKind::Date(date) if date.written.contains('T') => *ty == ValueType::DateTime,
        ExprKind::Date(_) => matches!(ty, ValueType::Date { .. }),
        _ => false,
    }
}

fn how_to_write(ty: &ValueType) -> String {
    match ty {
        ValueType::Boolean => "write `true` or `false`".to_owned(),
        ValueType::Number { .. } => "write a number".to_owned(),
        ValueType::Text => "write text in double quotes".to_owned(),
        ValueType::Choice(choice) => format!("write one of {}", list_values(choice.names())),
        ValueType::Quantity(quantity) => {
            format!("write a number with its unit: `5 {}`", quantity.unit_text())
        }
        ValueType::Date { or_never: true } => "write a whole date, `@2025-11-20`, or `never`".to_owned(),
        ValueType::Date { .. } => "write a whole date: `@2025-11-20`".to_owned(),
        ValueType::DateTime => "write a moment with its offset: `@2025-11-20T14:30:00+01:00`".to_owned(),
        ValueType::Duration => "write a calendar duration: `6 months`".to_owned(),
        ValueType::Code | ValueType::Age | ValueType::List(_) | ValueType::Record(_) | ValueType::Set(_) => {
            "such values come from records only".to_owned()
        }
    }
}

/// What stands in elig for the words of other languages.
fn meant_instead(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "yes" | "true" => "`true`, or the condition alone",
        "no" | "false" => "`false`, or `not` before the condition",
        "null" | "nil" | "missing" | "unknown" | "absent" | "empty" | "undefined" | "recorded"
        | "documented" | "available" => "`x is known` or `x is not known`: what is missing is no value",
        "uln" | "lln" => {
            "the limit of its laboratory: `alt <= 3 * alt.high` (or `alt.low`) of a fact `alt: observation of quantity 'U/L'`"
        }
        "now" | "today" | "current_date" | "date_of_decision" => "`as_of`, the date of the decision",
        _ => return None,
    })
}

/// The number that an expression writes out, with its sign.
pub fn written_number(expr: &Expr) -> Option<Number> {
    match &without_parens(expr).kind {
        ExprKind::Number(literal) => Some(literal.value.clone()),
        ExprKind::Negate(inner) => Some(-written_number(inner)?),
        _ => None,
    }
}

/// `a`, `b`, `c`; long lists are cut.
pub fn list_values<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 12;
    let all: Vec<_> = names.collect();
    let shown: Vec<_> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = if all.len() > SHOWN { format!(" and {} more", all.len() - SHOWN) } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
