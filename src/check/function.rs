//! `define f(x: TYPE) = EXPR`: written out where it is called, with its parameters bound to the arguments.

use std::collections::HashMap;
use std::rc::Rc;

use super::body::Body;
use super::declare::duplicate;
use super::order::ranged_definition;
use super::scope::{Checker, Definition, Typed};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::Step;
use crate::limits::{MAX_CALLS, MAX_NESTING};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, ExprKind, Name};
use crate::syntax::walk::children;
use crate::vocabulary::ValueType;

/// A function that was understood.
pub struct Function<'a> {
    /// Its parameters.
    parameters: Vec<(&'a str, ValueType)>,
    /// Its result's type, if it is written.
    result: Option<ValueType>,
    /// How deep it nests, what it calls included.
    height: usize,
}

impl<'a> Checker<'a> {
    /// Makes the name of a function known. Functions are called, so that their names clash with no value.
    pub fn declare_function(&mut self, define: &'a ast::Define, parameters: &'a [ast::FieldDeclaration]) {
        let (name, place) = (define.name.text.as_str(), define.name.place.0);
        let taken = self.functions.get(name).and_then(|index| self.definitions.get(*index));
        if let Some(first) = taken.map(|first| first.place) {
            self.report(duplicate(name, place, first));
            return;
        }
        self.functions.insert(name, self.definitions.len());
        let definition = Definition::new(name, place, Body::Expr(&define.body));
        let (ty, parameters) = (define.ty.as_ref(), Some(parameters));
        self.definitions.push(Definition { ty, parameters, ..definition });
    }

    /// The functions that an expression calls.
    pub fn functions_called(&self, body: &'a Expr) -> Vec<(usize, Span)> {
        let mut found = Vec::new();
        let mut open = vec![body];
        while let Some(expr) = open.pop() {
            if let ExprKind::Call(name, _) = &expr.kind
                && let Some(index) = self.functions.get(name.text.as_str())
            {
                found.push((*index, name.place.0));
            }
            open.extend(children(expr).into_iter().rev());
        }
        found
    }

    /// Checks a function by itself, with parameters that could be anything of their types.
    pub fn check_function(
        &mut self,
        index: usize,
        body: &'a Expr,
        parameters: &'a [ast::FieldDeclaration],
        ty: Option<&'a ast::Type>,
    ) {
        let mut bound: HashMap<&'a str, Typed> = HashMap::new();
        let mut types = Vec::new();
        let mut understood = true;
        for parameter in parameters {
            let (name, place) = (parameter.name.text.as_str(), parameter.name.place.0);
            if let Some((_, first)) = self.names.get(name) {
                let problem = duplicate(name, place, *first);
                self.report(problem);
                understood = false;
            }
            let Some(ty) = self.value_type(&parameter.ty) else {
                understood = false;
                continue;
            };
            if ty.has_range() {
                self.report(ranged_definition(parameter.ty.place.0));
                understood = false;
            }
            let step = self.push(Step::Constant(ty.everything()), place);
            if let Some(size) = Self::recorded_size(&ty) {
                self.sizes.insert(step, size);
            }
            types.push((name, ty.clone()));
            if bound.insert(name, Typed { step, ty }).is_some() {
                let first = parameters.iter().find(|other| other.name.text == name);
                let first = first.map_or(place, |first| first.name.place.0);
                self.report(duplicate(name, place, first));
                understood = false;
            }
        }
        if !understood {
            return;
        }
        let result = ty.map(|ty| self.value_type(ty));
        if result == Some(None) {
            return;
        }
        let height = self.height(body);
        let place = body.place.0;
        if height > MAX_NESTING {
            self.report(
                Problem::new(Code::TooDeep, place, "this function calls others too deeply")
                    .says(format!("written out it is nested {height} levels deep"))
                    .help(format!(
                        "at most {MAX_NESTING} levels are read; give parts a definition of their own"
                    )),
            );
            return;
        }
        self.function_places.push(place);
        let function = Function { parameters: types, result: result.flatten(), height };
        let typed = self.written_out(index, &function, body, bound);
        if typed.is_some() {
            self.signatures.insert(index, Rc::new(function));
        }
        if let Some(definition) = self.definitions.get_mut(index) {
            definition.result = typed;
        }
    }

    fn written_out(
        &mut self,
        index: usize,
        function: &Function<'a>,
        body: &'a Expr,
        bound: HashMap<&'a str, Typed>,
    ) -> Option<Typed> {
        let name = self.definitions.get(index)?.name;
        self.bound.push(bound);
        let result = function.result.clone();
        let typed = self
            .value_or_choice(body, result.as_ref())
            .and_then(|typed| self.as_declared(typed, result, body, name));
        self.bound.pop();
        typed
    }

    /// `f(x: a, y: b)`; a single argument needs no name.
    pub fn function_call(&mut self, name: &'a Name, arguments: &'a [Argument], place: Span) -> Option<Typed> {
        let Some(index) = self.functions.get(name.text.as_str()).copied() else {
            self.unknown_function(name);
            for argument in arguments {
                self.value(&argument.value, None);
            }
            return None;
        };
        self.functions_used.insert(index);
        let Some(function) = self.signatures.get(&index).map(Rc::clone) else {
            return None; // it had an error, which was reported
        };
        self.calls = self.calls.saturating_add(1);
        if self.calls > MAX_CALLS {
            if self.calls == MAX_CALLS + 1 {
                self.report(
                    Problem::new(
                        Code::TooLarge,
                        place,
                        format!("functions are called more than {MAX_CALLS} times"),
                    )
                    .says("counted with the calls inside of functions, each of which is written out")
                    .help("define what is called with the same arguments once, and name that"),
                );
            }
            return None;
        }
        let bound = self.arguments(name, &function, arguments, place);
        let body = match self.definitions.get(index).map(|definition| definition.body) {
            Some(Body::Expr(body)) => Some(body),
            _ => None,
        };
        match (bound, body) {
            (Some(bound), Some(body)) => {
                self.inlined += 1;
                let typed = self.written_out(index, &function, body, bound);
                self.inlined -= 1;
                typed
            }
            _ => None,
        }
    }

    /// The arguments by the names of their parameters.
    fn arguments(
        &mut self,
        name: &Name,
        function: &Function<'a>,
        arguments: &'a [Argument],
        place: Span,
    ) -> Option<HashMap<&'a str, Typed>> {
        let mut bound = HashMap::new();
        let mut understood = true;
        let wants = function.parameters.iter().map(|(name, ty)| format!("{name}: {ty}")).collect::<Vec<_>>();
        let help = format!("it is `{}({})`", name.text, wants.join(", "));
        for argument in arguments {
            let only = function.parameters.first().filter(|_| function.parameters.len() == 1);
            let parameter = match &argument.name {
                Some(name) => function.parameters.iter().find(|(parameter, _)| *parameter == name.text),
                None => only,
            };
            let at = argument.name.as_ref().map_or(argument.value.place.0, |name| name.place.0);
            let Some((parameter, ty)) = parameter else {
                let message = match &argument.name {
                    Some(given) => format!("`{}` has no parameter `{}`", name.text, given.text),
                    None => format!("say which parameter of `{}` this is", name.text),
                };
                self.report(Problem::new(Code::WrongType, at, message).help(help.clone()));
                understood = false;
                continue;
            };
            let value = &argument.value;
            let typed = self.argument(value, ty);
            let Some(typed) =
                typed.and_then(|typed| self.as_declared(typed, Some(ty.clone()), value, parameter))
            else {
                understood = false;
                continue;
            };
            if bound.insert(*parameter, typed).is_some() {
                let message = format!("`{parameter}` is given twice");
                self.report(Problem::new(Code::WrongType, at, message).help("keep one of the two"));
                understood = false;
            }
        }
        let missing = function.parameters.iter().find(|(parameter, _)| !bound.contains_key(parameter));
        if let Some((parameter, _)) = missing.filter(|_| understood) {
            let message = format!("`{}` needs a value for `{parameter}`", name.text);
            self.report(Problem::new(Code::WrongType, place, message).help(help));
            understood = false;
        }
        understood.then_some(bound)
    }

    /// An observation is handed on with all that is said of it, and a list as a whole.
    fn argument(&mut self, value: &'a Expr, ty: &ValueType) -> Option<Typed> {
        match ty {
            ValueType::Record(_) | ValueType::List(_) => {
                self.no_span(value)?;
                self.any_value(value, Some(ty))
            }
            _ => self.value_or_choice(value, Some(ty)),
        }
    }

    fn unknown_function(&mut self, name: &Name) {
        if self.is_broken(&name.text) {
            return;
        }
        if matches!(name.text.as_str(), "min" | "max") {
            let message = format!("`{}` is no function", name.text);
            self.report(
                Problem::new(Code::UnknownName, name.place.0, message)
                    .help(format!("the values stand in braces: `{} of {{ a, b }}`", name.text)),
            );
            return;
        }
        let near =
            if self.may_suggest() { nearest(&name.text, self.functions.keys().copied()) } else { None };
        let near = near.map(|near| format!("did you mean `{near}`?"));
        self.report(
            Problem::new(Code::UnknownName, name.place.0, format!("`{}` is no function", name.text))
                .says(near.unwrap_or_default())
                .help(format!("define it: `define {}(x: decimal) = …`", name.text)),
        );
    }

    /// How deep an expression nests, the functions it calls written out.
    fn height(&self, expr: &Expr) -> usize {
        let called = match &expr.kind {
            ExprKind::Call(name, _) => {
                let function = self.functions.get(name.text.as_str()).and_then(|at| self.signatures.get(at));
                function.map_or(0, |function| function.height)
            }
            _ => 0,
        };
        children(expr).into_iter().map(|child| self.height(child)).max().unwrap_or(0).max(called) + 1
    }

    /// What a parameter of the function that is being written out stands for.
    pub fn parameter_bound(&self, name: &str) -> Option<&Typed> {
        self.bound.last()?.get(name)
    }

    /// A parameter that is a record, and which of its fields is named.
    pub fn parameter_member<'n>(&self, name: &'n str) -> Option<(Typed, &'n str)> {
        name.match_indices('.').find_map(|(at, _)| {
            let bound = self.parameter_bound(name.get(..at)?)?;
            Some((bound.clone(), name.get(at + 1..)?))
        })
    }

    /// Is a function being written out?
    pub fn is_written_out(&self) -> bool {
        !self.bound.is_empty()
    }

    /// Checks what belongs to the ruleset as a whole, and not to the function that is being written out.
    pub fn of_ruleset<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        self.bound.push(HashMap::new());
        let checked = check(self);
        self.bound.pop();
        checked
    }

    /// Is the place in the body of a function? What is said there is said of every call.
    pub fn is_in_function(&self, place: Span) -> bool {
        self.function_places
            .iter()
            .any(|body| body.file == place.file && body.start <= place.start && place.end <= body.end)
    }
}
