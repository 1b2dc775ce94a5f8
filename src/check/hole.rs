//! `?`: a place where something is still to be written. The checker meets it like any other expression, and says
//! what is wanted there.

use std::sync::Arc;

use super::expression::list_values;
use super::names::{NameInScope, NameKind, values_of};
use super::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::source::Span;
use crate::syntax::ast::{Comparison, Expr, ExprKind};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::{Choice, QuantityType, Subject, ValueType};

/// A place where something is still to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// Where it stands.
    pub place: Span,
    /// What is wanted there.
    pub wanted: HoleWants,
    /// Why, in words; may be empty.
    pub why: String,
    /// The names in scope that fit there, in the order of their declarations, those nearest to the place first.
    pub fits: Vec<NameInScope>,
}

/// What is wanted at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum HoleWants {
    /// A value of this type.
    Type(ValueType),
    /// Something that can be compared with, or added to, a value of this type.
    Like(ValueType),
    /// A value of this type that is written out.
    Written(ValueType),
    /// A number or a quantity.
    Amount,
    /// A set of some choice.
    Set,
    /// Whatever has a value.
    Anything,
}

/// Is something still to be written here?
pub fn is_hole(expr: &Expr) -> bool {
    without_parens(expr).kind == ExprKind::Hole
}

impl<'a> Checker<'a> {
    /// Tells of a hole, once; it has no value.
    pub fn hole(&mut self, expr: &Expr, wanted: HoleWants, why: impl Into<String>) {
        let place = without_parens(expr).place.0;
        if self.holes.iter().any(|known| known.place == place) {
            return;
        }
        let mut problem = Problem::new(Code::Hole, place, "something is still to be written here")
            .says(format!("{} is wanted", wanted.in_words()));
        let why = why.into();
        if !why.is_empty() {
            problem = problem.help(why.clone());
        }
        self.problems.push(problem);
        let nearest = self.nearest_names();
        self.holes.push(Hole { place, wanted, why, fits: nearest });
    }

    /// `?` beside something: it is of the same kind.
    pub fn hole_compared(&mut self, op: Comparison, left: &'a Expr, right: &'a Expr) {
        let (hole, other) = if is_hole(left) { (left, right) } else { (right, left) };
        if is_hole(other) {
            self.hole(hole, HoleWants::Anything, "it is compared with another `?`");
            return self.hole(other, HoleWants::Anything, "it is compared with another `?`");
        }
        let text = print_expr(without_parens(other));
        if without_parens(other).kind == ExprKind::Never {
            return self.hole(
                hole,
                HoleWants::Type(ValueType::Date { or_never: true }),
                "only a `date or never` can be `never`",
            );
        }
        if let ExprKind::Name(path) = &without_parens(other).kind
            && !self.is_name(&path.text)
            && let Some(choice) = self.choice_having(&path.text)
        {
            let why = format!("`{text}` is a value of {}", choice_words(&choice));
            return self.hole(hole, HoleWants::Like(ValueType::Choice(choice)), why);
        }
        let Some(typed) = self.value(other, None) else { return };
        let ty = as_compared(&typed.ty, other);
        let ordered =
            !matches!(op, Comparison::Equal | Comparison::NotEqual | Comparison::Is | Comparison::IsNot);
        let verb = if ordered { "compared with" } else { "held against" };
        self.hole(hole, HoleWants::Like(ty), format!("it is {verb} `{text}`, {}", typed_words(&typed.ty)));
    }

    /// `?` beside something that is understood: the end of a range, one of several, a term of a sum.
    pub fn hole_like(&mut self, hole: &Expr, other: &Expr, ty: &ValueType) {
        let text = print_expr(without_parens(other));
        let why = format!("it goes with `{text}`, {}", typed_words(ty));
        self.hole(hole, HoleWants::Like(as_compared(ty, other)), why);
    }

    /// The choice or scale that has a value of this name.
    pub fn choice_having(&self, name: &str) -> Option<Arc<Choice>> {
        let declared = self.types.values().filter_map(|(choice, _)| choice.clone());
        let of_facts = self.vocabulary.facts().filter_map(|fact| match fact.ty.plain() {
            ValueType::Choice(choice) | ValueType::Set(choice) => Some(Arc::clone(choice)),
            _ => None,
        });
        declared.chain(of_facts).find(|choice| choice.position(name).is_some())
    }

    /// The fields of the entry that is asked about here, and the parameters of the function around it.
    fn nearest_names(&self) -> Vec<NameInScope> {
        let field = |name: Arc<str>, ty: &ValueType, description: Option<Arc<str>>| NameInScope {
            name,
            kind: NameKind::Field,
            ty: Some(ty.clone()),
            description,
            place: Span::default(),
        };
        let mut found = Vec::new();
        if let Some((alias, record)) = self.element.as_ref().map(super::list::Element::named) {
            found.extend(record.fields.iter().map(|one| {
                let name = alias
                    .map_or_else(|| Arc::clone(&one.name), |alias| format!("{alias}.{}", one.name).into());
                field(name, &one.ty, one.description.clone())
            }));
        }
        let bound = self.bound.last().into_iter().flatten();
        let mut bound: Vec<_> = bound.map(|(name, typed)| field((*name).into(), &typed.ty, None)).collect();
        bound.sort_by(|one, other| one.name.cmp(&other.name));
        found.extend(bound);
        found
    }

    /// Finds for each hole the names that fit, now that the types of all of them are known, and adds them to what is
    /// told of it.
    pub fn fill_holes(&mut self) {
        let mut holes = std::mem::take(&mut self.holes);
        if holes.is_empty() {
            return;
        }
        let all = self.value_names();
        for hole in &mut holes {
            let values = match &hole.wanted {
                HoleWants::Type(ValueType::Choice(choice))
                | HoleWants::Like(ValueType::Choice(choice))
                | HoleWants::Written(ValueType::Choice(choice)) => values_of(choice).collect(),
                _ => Vec::new(),
            };
            let near = std::mem::take(&mut hole.fits);
            let named = near.into_iter().chain(all.iter().cloned());
            let fits = named.filter(|name| name.ty.as_ref().is_some_and(|ty| hole.wanted.admits(ty)));
            hole.fits = values.into_iter().chain(fits).collect();
            let names = hole.fits.iter().map(|name| &*name.name);
            let fitting = (!hole.fits.is_empty()).then(|| format!("what fits: {}", list_values(names)));
            for problem in self.problems.iter_mut() {
                if problem.code == Code::Hole && problem.span() == hole.place {
                    let told: Vec<_> = problem.help.take().into_iter().chain(fitting.clone()).collect();
                    problem.help = (!told.is_empty()).then(|| told.join("\n"));
                }
            }
        }
        self.holes = holes;
    }
}

/// The type of what can stand beside a value: beside a number that is written out, any number.
fn as_compared(ty: &ValueType, expr: &Expr) -> ValueType {
    match (ty, &without_parens(expr).kind) {
        (ValueType::Number { .. }, ExprKind::Number(_) | ExprKind::Negate(_)) => ValueType::number(false),
        (ValueType::Number { integer: true, low: None, high: None }, _) => ValueType::number(false),
        (ValueType::Age, _) => ValueType::Duration,
        _ => ty.clone(),
    }
}

/// ``the scale `stage` ``; one without a name is called by what it looks like.
fn choice_words(choice: &Choice) -> String {
    match choice.name.contains('{') {
        true => format!("`{}`", choice.name),
        false => format!("the {} `{}`", choice.kind(), choice.name),
    }
}

/// `which is of the type …`.
fn typed_words(ty: &ValueType) -> String {
    match ty {
        ValueType::Age => "which is compared with durations such as `18 years`".to_owned(),
        _ => format!("which is `{ty}`"),
    }
}

impl HoleWants {
    /// In a few words: `a condition`, ``a value of the choice `sex` ``.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            HoleWants::Type(ValueType::Boolean) => "a condition (`boolean`)".to_owned(),
            HoleWants::Like(ValueType::Number { low: None, high: None, .. }) => "a number".to_owned(),
            HoleWants::Like(ValueType::Duration) => {
                "a calendar duration, such as `6 months`, or an age".to_owned()
            }
            HoleWants::Type(ValueType::Duration) => "a calendar duration, such as `6 months`".to_owned(),
            HoleWants::Type(ValueType::Choice(choice)) | HoleWants::Like(ValueType::Choice(choice)) => {
                format!("a value of {}", choice_words(choice))
            }
            HoleWants::Written(ty) => format!("a value of `{ty}` that is written out"),
            HoleWants::Type(ty) | HoleWants::Like(ty) => format!("`{ty}`"),
            HoleWants::Amount => "a number or a quantity".to_owned(),
            HoleWants::Set => "a set of a choice's values".to_owned(),
            HoleWants::Anything => "a condition or a value of any type".to_owned(),
        }
    }

    /// The type that is wanted, where it is one.
    #[must_use]
    pub fn ty(&self) -> Option<&ValueType> {
        match self {
            HoleWants::Type(ty) | HoleWants::Like(ty) | HoleWants::Written(ty) => Some(ty),
            _ => None,
        }
    }

    /// Does something of this type fit?
    #[must_use]
    pub fn admits(&self, ty: &ValueType) -> bool {
        match self {
            HoleWants::Anything => true,
            HoleWants::Written(_) => false,
            HoleWants::Set => matches!(ty, ValueType::Set(_)),
            HoleWants::Amount => matches!(ty.plain(), ValueType::Number { .. } | ValueType::Quantity(_)),
            HoleWants::Type(wanted) | HoleWants::Like(wanted) => match (wanted.plain(), ty.plain()) {
                (ValueType::Quantity(wanted), ValueType::Quantity(ty)) => of_one_kind(wanted, ty),
                (ValueType::Duration, ValueType::Age) => matches!(self, HoleWants::Like(_)),
                (ValueType::Number { integer: true, .. }, ValueType::Number { integer, .. }) => {
                    *integer || matches!(self, HoleWants::Like(_))
                }
                (ValueType::Date { or_never: false }, ValueType::Date { or_never }) => {
                    !or_never || matches!(self, HoleWants::Like(_))
                }
                (wanted, ty) => wanted.is_comparable_with(ty) || wanted == ty,
            },
        }
    }
}

/// Can the two be compared?
fn of_one_kind(one: &QuantityType, other: &QuantityType) -> bool {
    match (&one.subject, &other.subject) {
        // Of one analyte a mass and an amount are converted into one another.
        (Subject::Of(one), Subject::Of(other)) => one == other,
        (Subject::Unsaid, Subject::Of(_)) | (Subject::Of(_), Subject::Unsaid) => false,
        _ => one.dimension == other.dimension,
    }
}
