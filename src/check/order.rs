//! Definitions in the order of their use, and the cycles among them.

use super::body::Body;
use super::scope::{Checker, Entity, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Membership, Path, Type, TypeKind};
use crate::syntax::walk::{children, without_parens};
use crate::vocabulary::ValueType;

/// How far the walk has come with a definition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl<'a> Checker<'a> {
    /// Checks every definition after the ones it uses. Without recursion: a chain of definitions may be as
    /// long as a file.
    pub fn check_definitions(&mut self) {
        let uses: Vec<Vec<(usize, Span)>> =
            (0..self.definitions.len()).map(|index| self.used_by(index)).collect();
        let mut state = vec![State::New; uses.len()];
        for start in 0..uses.len() {
            // The path from the start to where the walk is: a definition and how many of its uses are done.
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((index, done)) = path.last_mut() {
                let (index, next) = (*index, *done);
                if state.get(index) == Some(&State::Done) {
                    path.pop();
                    continue;
                }
                set(&mut state, index, State::Open);
                *done += 1;
                match uses.get(index).and_then(|uses| uses.get(next)) {
                    Some((used, place)) => match state.get(*used) {
                        Some(State::Open) => {
                            let cycle =
                                path.iter().map(|(index, _)| *index).skip_while(|index| index != used);
                            self.report_cycle(&cycle.collect::<Vec<_>>(), *place);
                        }
                        Some(State::New) => path.push((*used, 0)),
                        _ => {}
                    },
                    None => {
                        self.check_definition(index);
                        set(&mut state, index, State::Done);
                        path.pop();
                    }
                }
            }
        }
    }

    /// The definitions and guarded facts that a definition uses.
    fn used_by(&self, index: usize) -> Vec<(usize, Span)> {
        let Some(definition) = self.definitions.get(index) else { return Vec::new() };
        let parts = definition.body.expressions();
        let parameters = definition.parameters.unwrap_or_default();
        let called = parts.iter().flat_map(|part| self.functions_called(part));
        let read = self.read_in_body(definition.body, definition.ty);
        let read = read.into_iter().flatten();
        let read = read.filter(|path| parameters.iter().all(|parameter| parameter.name.text != path.text));
        read.filter_map(|path| {
            let used = match self.declared_prefix(&path.text)? {
                Entity::Definition(used) => used,
                Entity::Fact(slot) => *self.guards.get(&slot)?,
                _ => return None,
            };
            Some((used, path.place.0))
        })
        .chain(called)
        .collect()
    }

    /// The names that the right side of a definition reads, part by part. The values of a table are of its type, so that a
    /// bare name may be one of them.
    pub fn read_in_body(&self, body: Body<'a>, ty: Option<&'a Type>) -> Vec<Vec<&'a Path>> {
        let Body::Table(table) = body else {
            return body.expressions().into_iter().map(|part| self.names_read(part)).collect();
        };
        let values = || table.rows.iter().map(|row| &row.value);
        let choice = match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Named(name)) => {
                self.types.get(name.text.as_str()).and_then(|(choice, _)| choice.clone())
            }
            _ => values().find_map(|value| self.choice_of(value)),
        };
        let is_value = |part: &Expr| match (&without_parens(part).kind, &choice) {
            (ExprKind::Name(path), Some(choice)) => choice.position(&path.text).is_some(),
            _ => false,
        };
        // What is in the cells is written out; at most it is a parameter, which reads nothing.
        table
            .columns
            .iter()
            .chain(values().filter(|value| !is_value(value)))
            .map(|part| self.names_read(part))
            .collect()
    }

    /// What a name stands for, or the record whose field it is.
    fn declared_prefix(&self, path: &str) -> Option<Entity> {
        let prefixes = path.match_indices('.').rev().filter_map(|(at, _)| path.get(..at));
        std::iter::once(path).chain(prefixes).find_map(|name| self.names.get(name)).map(|(entity, _)| *entity)
    }

    /// The names that an expression reads: a bare name beside a fact of a choice type is that choice's value,
    /// whatever else is called so.
    pub fn names_read(&self, body: &'a Expr) -> Vec<&'a Path> {
        let mut found = Vec::new();
        let mut open = vec![body];
        while let Some(expr) = open.pop() {
            let is_value = |subject: &Expr, other: &Expr| {
                self.choice_of(subject).is_some_and(
                    |choice| matches!(&without_parens(other).kind, ExprKind::Name(path) if choice.position(&path.text).is_some()),
                )
            };
            match &expr.kind {
                ExprKind::Name(path) => found.push(path),
                ExprKind::Compare(_, left, right) if is_value(left, right) => open.push(left),
                ExprKind::Compare(_, left, right) if is_value(right, left) => open.push(right),
                ExprKind::If(..) | ExprKind::Choose(..) | ExprKind::Extreme(..) => {
                    let choice = self.choice_of_branches(expr);
                    let is_value = |part: &Expr| matches!((&without_parens(part).kind, &choice), (ExprKind::Name(path), Some(choice)) if choice.position(&path.text).is_some());
                    open.extend(children(expr).into_iter().rev().filter(|part| !is_value(part)));
                }
                ExprKind::In(value, Membership::Values(members), _) => {
                    open.extend(members.iter().filter(|member| !is_value(value, member)));
                    open.push(value);
                }
                ExprKind::Some { list, .. }
                | ExprKind::Every { list, .. }
                | ExprKind::Count { list, .. }
                | ExprKind::Share { list, .. } => {
                    found.push(&list.path);
                    open.extend(children(expr).into_iter().rev());
                }
                ExprKind::Aggregate(aggregate) => {
                    found.push(&aggregate.list);
                    open.extend(children(expr).into_iter().rev());
                }
                _ => open.extend(children(expr).into_iter().rev()),
            }
        }
        found
    }

    fn report_cycle(&mut self, cycle: &[usize], place: Span) {
        let names: Vec<_> = cycle
            .iter()
            .filter_map(|index| self.definitions.get(*index))
            .map(|d| (d.name, d.place))
            .collect();
        let Some((first, first_place)) = names.first().copied() else { return };
        let chain: Vec<_> =
            names.iter().map(|(name, _)| format!("`{name}`")).chain([format!("`{first}`")]).collect();
        self.report(
            Problem::new(Code::Cycle, first_place, format!("`{first}` is defined by itself"))
                .says(chain.join(" → "))
                .also(place, "here the circle closes")
                .help("nothing can be decided in a circle: let one of them state its condition in full"),
        );
    }

    fn check_definition(&mut self, index: usize) {
        let Some(definition) = self.definitions.get(index) else { return };
        let (body, guards, ty, name) = (definition.body, definition.guards, definition.ty, definition.name);
        let parameters = definition.parameters;
        let body = match body {
            Body::Expr(body) => body,
            Body::Score(score) => {
                let result = self.score(score);
                return self.understood(index, result);
            }
            Body::Table(table) => {
                let result = self.table(table, ty);
                return self.understood(index, result);
            }
        };
        if let Some(parameters) = parameters {
            self.check_function(index, body, parameters, ty);
            return;
        }
        let result = if let Some(slot) = guards {
            let condition = self.condition(body, "`asked when`");
            if let Some(step) = condition {
                self.about.asked_when.push((slot, step));
            }
            condition.map(|step| Typed { step, ty: ValueType::Boolean })
        } else {
            let wanted = ty.and_then(|ty| self.value_type(ty));
            // A definition may be a whole observation: `define echo = latest echoes`, then `echo.date`.
            let found = match &wanted {
                Some(_) => self.value_or_choice(body, wanted.as_ref()),
                None => self.no_span(body).and_then(|()| self.any_value(body, None)),
            };
            found.and_then(|typed| self.as_declared(typed, wanted, body, name))
        };
        if let Some(branch) = result.as_ref().and_then(|typed| self.about.branches.get_mut(&typed.step)) {
            branch.name.get_or_insert_with(|| name.into());
        }
        self.understood(index, result);
    }

    fn understood(&mut self, index: usize, result: Option<Typed>) {
        if let Some(definition) = self.definitions.get_mut(index) {
            definition.result = result;
        }
    }

    /// A definition with a written type must have that type.
    pub fn as_declared(
        &mut self,
        typed: Typed,
        wanted: Option<ValueType>,
        body: &Expr,
        name: &str,
    ) -> Option<Typed> {
        let place = body.place.0;
        let Some(wanted) = wanted else { return Some(typed) };
        if let (ValueType::Quantity(quantity), ValueType::Quantity(_)) = (&wanted, &typed.ty) {
            if wanted.has_range() {
                self.report(ranged_definition(place));
                return None;
            }
            return self.as_declared_quantity(body, &typed, quantity);
        }
        let same_kind = match (&wanted, &typed.ty) {
            // What may be never is no date that cannot.
            (ValueType::Date { or_never: false }, ValueType::Date { or_never: true }) => false,
            (ValueType::Number { integer: true, .. }, ValueType::Number { integer, .. }) => *integer,
            _ => wanted.is_comparable_with(&typed.ty) || wanted.holds_like(&typed.ty),
        };
        if !same_kind {
            self.report(
                Problem::new(Code::WrongType, place, format!("`{name}` is declared as `{wanted}`"))
                    .says(format!("this is `{}`", typed.ty))
                    .help("change the type or the expression"),
            );
            return None;
        }
        if matches!(wanted, ValueType::Number { .. }) && wanted.has_range() {
            self.report(ranged_definition(place));
            return None;
        }
        Some(Typed { step: typed.step, ty: wanted })
    }

    /// The step that reads a fact. Where a fact is not asked, it is false: its guard and it are a conjunction.
    pub fn fact_step(&mut self, slot: crate::ir::SlotId, place: Span) -> Option<StepId> {
        if let Some(step) = self.fact_steps.get(&slot) {
            return Some(*step);
        }
        let guard = self
            .guards
            .get(&slot)
            .and_then(|index| self.definitions.get(*index))
            .map(|guard| guard.result.clone());
        let read = self.push(Step::Slot(slot), place);
        if let Some(size) = self.vocabulary.fact(slot).and_then(|fact| Self::recorded_size(&fact.ty)) {
            self.sizes.insert(read, size);
        }
        let step = match guard {
            None => read,
            Some(Some(guard)) => self.push(Step::All(Box::new([guard.step, read])), place),
            Some(None) => return None,
        };
        self.fact_steps.insert(slot, step);
        Some(step)
    }
}

/// A range in a place where it follows from what is computed.
pub fn ranged_definition(place: Span) -> Problem {
    Problem::new(Code::WrongType, place, "the type of what is computed has no range")
        .says("its range follows from what it computes")
        .help("write the type without its range")
}

fn set(state: &mut [State], index: usize, to: State) {
    if let Some(state) = state.get_mut(index) {
        *state = to;
    }
}
