//! Comparisons.

use std::sync::Arc;

use super::expression::{list_values, written_number};
use super::hole::is_hole;
use super::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::{Relation, Step, StepId};
use crate::possible::{Possible, Truth, Values};
use crate::quantity::{Dimension, Number};
use crate::source::Span;
use crate::syntax::ast::{Comparison, Expr, ExprKind, Path};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, ValueType};

/// Values that no ruleset declares.
const BUILT_IN: &[&str] = &["as_of", "age"];

impl<'a> Checker<'a> {
    /// `left op right`.
    pub fn comparison(
        &mut self,
        op: Comparison,
        left: &'a Expr,
        right: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        if matches!(
            left.kind,
            ExprKind::Compare(..) | ExprKind::Between(..) | ExprKind::In(..) | ExprKind::IsKnown(..)
        ) {
            return None; // two comparisons in a row: told when it was read
        }
        if is_hole(left) || is_hole(right) {
            self.hole_compared(op, left, right);
            return None;
        }
        for (one, other) in [(left, right), (right, left)] {
            if without_parens(one).kind == ExprKind::Never {
                return self.is_never(op, other, place);
            }
        }
        let (left_typed, right_typed) = self.two_sides(left, right)?;
        self.compare_checked(op, (left, &left_typed), (right, &right_typed), place)
    }

    /// `value between low and high`, both ends included.
    pub fn between(&mut self, value: &'a Expr, low: &'a Expr, high: &'a Expr, place: Span) -> Option<Typed> {
        if is_hole(value) {
            self.hole_compared(Comparison::GreaterOrEqual, value, low);
            return None;
        }
        for end in [low, high] {
            if without_parens(end).kind == ExprKind::Never {
                return self.is_never(Comparison::LessOrEqual, value, place);
            }
        }
        self.no_span(value)?;
        // Once, not once an end: a value that nests further ones would double at each level.
        let typed = self.value(value, None)?;
        let above = self.against(Comparison::GreaterOrEqual, (value, &typed), low, place);
        let below = self.against(Comparison::LessOrEqual, (value, &typed), high, place);
        if let (Some(low_end), Some(high_end)) = (written_number(low), written_number(high))
            && low_end > high_end
        {
            self.report(
                Problem::new(
                    Code::EmptyRange,
                    place,
                    format!("no number lies between {low_end} and {high_end}"),
                )
                .help("write the lower end first"),
            );
            return None;
        }
        let (above, below) = (above?, below?);
        let in_order = self.ends_in_order(&above, &below, place)?;
        let tests = [above.step, below.step].into_iter().chain(in_order);
        Some(self.boolean(Step::All(tests.collect()), place))
    }

    /// That the lower end is at most the upper one, where that is not written out: the other two tests alone
    /// would leave an empty range open. Ends that are written out the wrong way round are reported.
    fn ends_in_order(&mut self, above: &Typed, below: &Typed, place: Span) -> Option<Option<StepId>> {
        let end = |test: &Typed| {
            let (step, ty) = &self.about.comparisons.get(&test.step)?.right;
            Some((*step, ty.clone(), matches!(self.program.step(*step), Some(Step::Constant(_)))))
        };
        let (Some((low, low_ty, low_written)), Some((high, high_ty, high_written))) =
            (end(above), end(below))
        else {
            return Some(None);
        };
        if low_written && high_written {
            let (Some(Step::Constant(one)), Some(Step::Constant(other))) =
                (self.program.step(low), self.program.step(high))
            else {
                return Some(None);
            };
            if other.is_less(one) == Truth::True {
                let (one, other) = (low_ty.show(one), high_ty.show(other));
                self.report(
                    Problem::new(Code::EmptyRange, place, format!("nothing lies between {one} and {other}"))
                        .help("write the lower end first"),
                );
                return None;
            }
            return Some(None);
        }
        let ordered = self.boolean(Step::Compare(Relation::AtMost, low, high), place);
        Some(Some(ordered.step))
    }

    /// A comparison whose left side is already understood.
    pub fn against(
        &mut self,
        op: Comparison,
        (left_expr, left): (&'a Expr, &Typed),
        right: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        if is_hole(right) {
            self.hole_like(right, left_expr, &left.ty);
            return None;
        }
        let right_typed = match &left.ty {
            ValueType::Choice(choice) => match self.bare_value(right, choice) {
                Some(path) => self.choice_constant(path, &Arc::clone(choice))?,
                None => self.value(right, Some(&left.ty))?,
            },
            ty => self.value(right, Some(ty))?,
        };
        self.compare_checked(op, (left_expr, left), (right, &right_typed), place)
    }

    /// Two sides that are understood: of one kind, in order if that is asked, within their ranges.
    pub fn compare_checked(
        &mut self,
        op: Comparison,
        left: Side<'_>,
        right: Side<'_>,
        place: Span,
    ) -> Option<Typed> {
        if left.1.ty == ValueType::Age || right.1.ty == ValueType::Age {
            return self.age_compared(op, left, right, place);
        }
        if !self.check_comparable(op, left, right, place) {
            return None;
        }
        let (one, other) = match &left.1.ty {
            ValueType::Quantity(_) => self.reconciled(left, right)?,
            ValueType::Date { .. } => (self.dated(op, true, left)?, self.dated(op, false, right)?),
            _ => {
                self.check_sides(left, right)?;
                (left.1.clone(), right.1.clone())
            }
        };
        Some(self.compare(op, &one, &other, place))
    }

    /// Both sides. A bare name beside something of a choice type is that choice's value if it has one.
    fn two_sides(&mut self, left: &'a Expr, right: &'a Expr) -> Option<(Typed, Typed)> {
        if let Some(choice) = self.choice_of(left)
            && let Some(path) = self.bare_value(right, &choice)
        {
            let left = self.value(left, None);
            let right = self.choice_constant(path, &choice);
            return Some((left?, right?));
        }
        if let Some(choice) = self.choice_of(right)
            && let Some(path) = self.bare_value(left, &choice)
        {
            let left = self.choice_constant(path, &choice);
            let right = self.value(right, None);
            return Some((left?, right?));
        }
        if self.is_unknown_name(left)
            && let ExprKind::Name(path) = &without_parens(right).kind
            && self.is_unknown_name(right)
        {
            // Two unknown names: most likely a fact and a value of its choice. Told once.
            let name = format!("choice {{ {}, … }}", path.text).into();
            let guess = ValueType::Choice(Arc::new(Choice { name, ordered: false, values: Vec::new() }));
            self.value(left, Some(&guess));
            return None;
        }
        // The side that is known helps to say what the other one should be.
        if self.is_unknown_name(left) {
            let right = self.value(right, None);
            let wanted = right.as_ref().map(|right| right.ty.clone());
            let left = self.value(left, wanted.as_ref());
            return Some((left?, right?));
        }
        let left = self.value(left, None);
        if left.is_none() && self.is_unknown_name(right) {
            // It may be a value of a choice that had an error of its own.
            return None;
        }
        let wanted = left.as_ref().map(|left| left.ty.clone());
        let right = self.value(right, wanted.as_ref());
        Some((left?, right?))
    }

    /// The choice that an expression has, if it is a name of that type.
    pub fn choice_of(&self, expr: &Expr) -> Option<Arc<Choice>> {
        use super::scope::Entity;
        let path = match &without_parens(expr).kind {
            ExprKind::Name(path) => path,
            ExprKind::AsOf(asked, _) => return self.choice_of(asked),
            _ => return self.choice_of_branches(expr),
        };
        if let Some(choice) = self.asked_choice(&path.text) {
            return Some(choice);
        }
        let ty = match (self.parameter_bound(&path.text), self.field_type(&path.text)) {
            (Some(bound), _) => bound.ty.clone(),
            (None, Some(ty)) => ty,
            (None, None) => self.member_type(&path.text).or_else(|| {
                Some(match self.names.get(path.text.as_str())?.0 {
                    Entity::Fact(slot) => self.vocabulary.fact(slot)?.ty.clone(),
                    Entity::Definition(index) => self.definitions.get(index)?.result.as_ref()?.ty.clone(),
                    Entity::Parameter(index) => self.about.parameters.get(index)?.ty.clone(),
                    Entity::Silent => return None,
                })
            })?,
        };
        match ty.plain() {
            ValueType::Choice(choice) => Some(Arc::clone(choice)),
            _ => None,
        }
    }

    /// A name that is to be read as a value of the choice: one of its values, or a name of nothing else.
    pub fn bare_value(&self, expr: &'a Expr, choice: &Choice) -> Option<&'a Path> {
        let ExprKind::Name(path) = &without_parens(expr).kind else { return None };
        (choice.position(&path.text).is_some() || !self.is_name(&path.text)).then_some(path)
    }

    /// Is it a field of something that is declared and is a record?
    fn record_prefix(&self, name: &str) -> bool {
        name.match_indices('.').any(|(at, _)| {
            let declared = name.get(..at).and_then(|name| self.names.get(name));
            declared.is_some_and(|(entity, _)| match entity {
                super::scope::Entity::Fact(slot) => {
                    self.vocabulary.fact(*slot).is_some_and(|fact| matches!(fact.ty, ValueType::Record(_)))
                }
                super::scope::Entity::Definition(_) => true,
                _ => false,
            })
        })
    }

    /// Is it declared, or does every ruleset have it?
    pub fn is_name(&self, name: &str) -> bool {
        self.parameter_bound(name).is_some()
            || self.names.contains_key(name)
            || BUILT_IN.contains(&name)
            || self.is_asked(name)
            || self.is_field(name)
            || self.record_prefix(name)
    }

    fn is_unknown_name(&self, expr: &Expr) -> bool {
        matches!(&without_parens(expr).kind, ExprKind::Name(path) if !self.is_name(&path.text))
    }

    /// The position of a choice's value; one it does not have is reported.
    pub fn choice_value(&mut self, path: &Path, choice: &Choice) -> Option<u8> {
        if let Some(position) = choice.position(&path.text) {
            return Some(position);
        }
        let near = nearest(&path.text, choice.names()).map(|near| format!("did you mean `{near}`?"));
        let mut problem = Problem::new(
            Code::UnknownValue,
            path.place.0,
            format!("`{}` is not a value of the {} `{}`", path.text, choice.kind(), choice.name),
        )
        .help(match path.text.as_str() {
            "null" | "missing" | "unknown" | "absent" | "recorded" | "documented" | "available" => {
                "write `x is known` or `x is not known`: what is missing is no value".to_owned()
            }
            _ => format!("its values are {}", list_values(choice.names())),
        });
        if let Some(near) = near {
            problem = problem.says(near);
        }
        self.report(problem);
        None
    }

    pub fn choice_constant(&mut self, path: &Path, choice: &Arc<Choice>) -> Option<Typed> {
        let position = self.choice_value(path, choice)?;
        let step = self.push(Step::Constant(Possible::Values(Values::one(position))), path.place.0);
        Some(Typed { step, ty: ValueType::Choice(Arc::clone(choice)) })
    }

    fn check_comparable(
        &mut self,
        op: Comparison,
        (left_expr, left): Side<'_>,
        (right_expr, right): Side<'_>,
        place: Span,
    ) -> bool {
        if !left.ty.is_comparable_with(&right.ty) {
            let help = mismatch_help((left_expr, left), (right_expr, right))
                .or_else(|| mismatch_help((right_expr, right), (left_expr, left)));
            self.report(
                Problem::new(Code::NotComparable, left_expr.place.0, "the two sides are of different kinds")
                    .says(format!("this is `{}`", left.ty))
                    .also(right_expr.place.0, format!("this is `{}`", right.ty))
                    .maybe_help(Some(help.unwrap_or_else(|| "compare values of one kind".to_owned()))),
            );
            return false;
        }
        let ordered = match &left.ty {
            ValueType::Number { .. }
            | ValueType::Quantity(_)
            | ValueType::Date { .. }
            | ValueType::DateTime
            | ValueType::Duration => true,
            ValueType::Choice(choice) => choice.ordered,
            _ => false,
        };
        let asks_order =
            !matches!(op, Comparison::Equal | Comparison::NotEqual | Comparison::Is | Comparison::IsNot);
        if asks_order && !ordered {
            let help = match &left.ty {
                ValueType::Choice(choice) => {
                    let values: Vec<_> = choice.names().collect();
                    format!(
                        "use `is` or `in {{ … }}`, or declare its order: `scale {} {{ {} }}`",
                        choice.name,
                        values.join(" < ")
                    )
                }
                _ => "use `=` or `!=`".to_owned(),
            };
            self.report(
                Problem::new(Code::NoOrder, place, format!("values of the type `{}` have no order", left.ty))
                    .help(help),
            );
            return false;
        }
        true
    }

    /// A number that is written out must be one that the other side can have.
    fn check_sides(&mut self, left: Side<'_>, right: Side<'_>) -> Option<()> {
        for ((expr, _), (_, other)) in [(left, right), (right, left)] {
            if let Some(number) = written_number(expr) {
                self.check_literal(&number, &other.ty, expr.place.0)?;
            }
        }
        Some(())
    }

    /// A number outside of the declared range, or a fraction beside whole numbers, is an error.
    pub fn check_literal(&mut self, number: &Number, ty: &ValueType, place: Span) -> Option<()> {
        if ty.admits(number) {
            return Some(());
        }
        let (says, help) = match ty {
            ValueType::Number { integer: true, .. } if !number.is_integer() => (
                "this is not a whole number",
                format!("the other side is `{ty}`: use a whole number, or declare it as `decimal`"),
            ),
            _ => (
                "outside of the declared range",
                format!("the other side is `{ty}`: mend the number or the range"),
            ),
        };
        self.report(
            Problem::new(Code::OutOfRange, place, format!("`{number}` is not a value of `{ty}`"))
                .says(says)
                .help(help),
        );
        None
    }

    /// The steps of a comparison. The core has three; the others swap their operands or negate.
    pub fn compare(&mut self, op: Comparison, left: &Typed, right: &Typed, place: Span) -> Typed {
        let sides = (left, right);
        let (left, right) = (left.step, right.step);
        let step = match op {
            Comparison::Equal | Comparison::Is | Comparison::NotEqual | Comparison::IsNot => {
                Step::Compare(Relation::Equal, left, right)
            }
            Comparison::Less => Step::Compare(Relation::Less, left, right),
            Comparison::LessOrEqual => Step::Compare(Relation::AtMost, left, right),
            Comparison::Greater => Step::Compare(Relation::Less, right, left),
            Comparison::GreaterOrEqual => Step::Compare(Relation::AtMost, right, left),
        };
        let compared = self.boolean(step, place);
        let relation = match op {
            Comparison::Equal | Comparison::Is | Comparison::NotEqual | Comparison::IsNot => "=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        };
        self.note_comparison(compared.step, sides.0, relation, sides.1);
        let may_be_never = |typed: &Typed| typed.ty == (ValueType::Date { or_never: true });
        if matches!(op, Comparison::NotEqual | Comparison::IsNot)
            && (may_be_never(sides.0) || may_be_never(sides.1))
        {
            // *Never* makes every comparison false, this one too.
            let before = self.boolean(Step::Compare(Relation::Less, left, right), place);
            let after = self.boolean(Step::Compare(Relation::Less, right, left), place);
            return self.boolean(Step::Any(Box::new([before.step, after.step])), place);
        }
        if matches!(op, Comparison::NotEqual | Comparison::IsNot) {
            return self.boolean(Step::Not(compared.step), place);
        }
        compared
    }
}

/// A likely reason why `one` does not go with `other`.
fn mismatch_help(one: Side<'_>, other: Side<'_>) -> Option<String> {
    let text = print_expr(without_parens(one.0));
    match (&one.1.ty, &other.1.ty) {
        (ValueType::Text, ValueType::Choice(choice)) => {
            let bare = text.trim_matches('"');
            choice.position(bare).map(|_| format!("a choice's value stands without quotes: `{bare}`"))
        }
        (ValueType::Number { .. }, ValueType::Quantity(quantity)) => {
            let unit = quantity.unit_text();
            Some(if written_number(one.0).is_some() && quantity.dimension.is_none() {
                format!("say the unit: `{text} {unit}`; of a plain ratio it is `{text} '1'`")
            } else if written_number(one.0).is_some() {
                let mut seen = vec![quantity.dimension.clone()];
                let mut others = quantity.analyte().into_iter().flat_map(|analyte| analyte.units()).filter(|other| {
                    let new = !seen.contains(other.dimension());
                    seen.push(other.dimension().clone());
                    new
                });
                match others.next() {
                    Some(other) => format!("say the unit: `{text} {unit}`, or `{text} {}`?", other.quoted()),
                    None => format!("say the unit: `{text} {unit}`"),
                }
            } else if quantity.dimension.is_none() {
                "a ratio in one unit is a plain number: compare it with one, such as `0.03` for `30 'mg/g'`".to_owned()
            } else {
                format!(
                    "a number has no unit: declare `{text}` as a quantity, or strip the other side of its unit with `number of … in {unit}`"
                )
            })
        }
        (ValueType::Date { .. }, ValueType::DateTime) => {
            Some("compare two days: `date of …` takes the day of a datetime".to_owned())
        }
        (ValueType::Text, ValueType::Date { .. }) => Some("a date is written `@2025-11-20`".to_owned()),
        (ValueType::Code, _) => Some(
            "a code may have several codings: ask whether it is in a value set, `… in some_codes`".to_owned(),
        ),
        (ValueType::Duration, ValueType::Quantity(quantity)) if quantity.dimension == Dimension::time() => {
            Some(
                "a calendar duration and a quantity of time are two things: a month has no fixed length"
                    .to_owned(),
            )
        }
        (ValueType::Duration, ValueType::Number { .. }) => Some(
            "leave the unit out if the number counts such units; or declare a date, and ask `… at least 6 months ago`"
                .to_owned(),
        ),
        (ValueType::Duration, ValueType::Date { .. }) => {
            Some("ask how long ago it was: `… at least 6 months ago`".to_owned())
        }
        (ValueType::Text, ValueType::Number { .. }) => Some("a number stands without quotes".to_owned()),
        (ValueType::Boolean, _) => {
            Some(format!("`{text}` is already a condition; use it by itself, or with `not`"))
        }
        _ => None,
    }
}
