//! Bounds that say almost the same in two units (W0205), and gaps between neighbouring bands (W0206).

use indexmap::IndexMap;

use crate::about::Compared;
use crate::check::scope::{Checker, Literal};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Step, StepId};
use crate::possible::Possible;
use crate::quantity::Number;
use crate::source::Span;
use crate::vocabulary::{Scale, ValueType};

/// A comparison with a number or a quantity that is written out.
struct Bound {
    /// What is compared with it.
    of: StepId,
    /// Its type.
    ty: ValueType,
    /// The number, in base units.
    base: Number,
    literal: Literal,
    relation: Relation,
    place: Span,
}

/// How many larger bounds of one rule each of them is held against.
const NEIGHBOURS: usize = 16;

/// How the value stands to the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Below,
    AtMost,
    AtLeast,
    Above,
    Equal,
}

impl Relation {
    fn parse(sign: &str, value_is_left: bool) -> Self {
        match (sign, value_is_left) {
            ("<", true) | (">", false) => Relation::Below,
            ("<=", true) | (">=", false) => Relation::AtMost,
            (">=", true) | ("<=", false) => Relation::AtLeast,
            (">", true) | ("<", false) => Relation::Above,
            _ => Relation::Equal,
        }
    }

    fn is_upper(self) -> bool {
        matches!(self, Relation::Below | Relation::AtMost)
    }

    fn is_lower(self) -> bool {
        matches!(self, Relation::Above | Relation::AtLeast)
    }
}

impl Checker<'_> {
    /// Within one rule.
    pub(super) fn lint_units(&mut self) {
        let rules: Vec<Vec<StepId>> = self
            .program
            .rules
            .iter()
            .map(|rule| [Some(rule.condition), rule.guard].into_iter().flatten().collect())
            .collect();
        let mut found = Vec::new();
        for roots in rules {
            let mut bounds = self.bounds_below(&roots);
            // By size, so that each is held against its neighbours only.
            bounds.sort_by(|one, other| one.base.cmp(&other.base));
            for (index, bound) in bounds.iter().enumerate() {
                let next = bounds.iter().skip(index + 1).take(NEIGHBOURS);
                if let Some(other) = next.into_iter().find(|other| disagree(other, bound)) {
                    let in_order = bound.place.start <= other.place.start;
                    let (first, second) = if in_order { (bound, other) } else { (other, bound) };
                    found.extend(disagreement(first, second));
                }
            }
        }
        self.report_in_entry(found);
    }

    /// Over the whole program: one band may be in one rule or definition, and its neighbour in another.
    pub(super) fn lint_gaps(&mut self) {
        let roots = self.roots();
        let mut by_value: IndexMap<StepId, Vec<Bound>> = IndexMap::new();
        for bound in self.bounds_below(&roots) {
            by_value.entry(bound.of).or_default().push(bound);
        }
        let mut found = Vec::new();
        for bounds in by_value.values() {
            let uppers = bounds.iter().filter(|bound| bound.relation.is_upper());
            for upper in uppers {
                // One message for one gap, however often its bounds are written.
                let lower = bounds.iter().find(|lower| lower.relation.is_lower() && is_gap(upper, lower));
                found.extend(lower.map(|lower| gap(upper, lower)));
            }
        }
        self.report_in_entry(found);
    }

    fn report_in_entry(&mut self, found: Vec<Problem>) {
        let mut told = std::collections::HashSet::new();
        for problem in found {
            if self.is_in_entry(problem.span()) && told.insert(problem.span()) {
                self.report(problem);
            }
        }
    }

    fn bounds_below(&self, roots: &[StepId]) -> Vec<Bound> {
        let mut steps = indexmap::IndexSet::new();
        for root in roots {
            self.program.walk_ids(*root, |id| {
                steps.insert(id);
            });
        }
        let bounds = steps.iter().filter_map(|id| self.bound(*id, self.about.comparisons.get(id)?));
        let mut bounds: Vec<_> = bounds.collect();
        bounds.sort_by_key(|bound| bound.place);
        bounds
    }

    fn bound(&self, id: StepId, compared: &Compared) -> Option<Bound> {
        let sides = [(&compared.left, &compared.right, true), (&compared.right, &compared.left, false)];
        sides.into_iter().find_map(|((of, ty), (written, _), value_is_left)| {
            let literal = self.literals.get(written)?.clone();
            let Some(Step::Constant(Possible::Number(base))) = self.program.step(*written) else {
                return None;
            };
            Some(Bound {
                of: *of,
                ty: ty.clone(),
                base: base.as_point()?.clone(),
                literal,
                relation: Relation::parse(compared.relation, value_is_left),
                place: self.program.place(id),
            })
        })
    }
}

/// Do two bounds in different units mean almost the same, and not the same?
fn disagree(one: &Bound, other: &Bound) -> bool {
    let (ValueType::Quantity(a), ValueType::Quantity(b)) = (&one.ty, &other.ty) else { return false };
    if one.literal.unit == other.literal.unit || a.dimension != b.dimension || a.analyte() != b.analyte() {
        return false;
    }
    let Ok(apart) = one.base.checked_sub(&other.base) else { return false };
    let apart = if apart.is_negative() { -apart } else { apart };
    // A temperature in kelvins is large whatever is meant: there one degree Fahrenheit is close.
    let near = match a.scale {
        Scale::Point => Number::parse("0.6").ok(),
        _ => one.base.checked_mul(&Number::parse("0.02").unwrap_or(Number::ZERO)).ok(),
    };
    !apart.is_zero() && near.is_some_and(|near| apart <= near)
}

fn disagreement(one: &Bound, other: &Bound) -> Option<Problem> {
    let (first, second) = (one.literal.unit.as_ref()?, other.literal.unit.as_ref()?);
    // The bounds are in base units of what they are compared with; the first one's unit may be of mass where that
    // is an amount.
    let ValueType::Quantity(quantity) = &one.ty else { return None };
    let ratio = match quantity.analyte() {
        Some(analyte) => analyte.conversion(&quantity.dimension, first.dimension())?.ratio,
        None => Number::ONE,
    };
    let here = first.from_base(&other.base.checked_mul(&ratio).ok()?).ok()?;
    let (written, code) = (other.literal.number.to_short(), second.quoted());
    Some(
        Problem::new(Code::UnitsDisagree, other.place, "two units in one rule say almost the same")
            .says(format!("{written} {code} is {} {}", here.to_short(), first.quoted()))
            .also(one.place, format!("and this is {} {}", one.literal.number.to_short(), first.quoted()))
            .help("a patient in between meets one of the two only; keep one, or write both as the same value, and say which with `reading`"),
    )
}

/// Does nothing but a gap of one written step, or a single point, lie between the two?
fn is_gap(upper: &Bound, lower: &Bound) -> bool {
    if upper.literal.unit != lower.literal.unit {
        return false;
    }
    let whole = matches!(upper.ty, ValueType::Number { integer: true, .. });
    let (high, low) = (&upper.literal.number, &lower.literal.number);
    if high == low {
        return upper.relation == Relation::Below && lower.relation == Relation::Above;
    }
    let both_closed = upper.relation == Relation::AtMost && lower.relation == Relation::AtLeast;
    // `34.9` beside `35`: as finely as the finer of the two is written.
    let places = high.places().unwrap_or(0).max(low.places().unwrap_or(0));
    let step = (0..places).try_fold(Number::ONE, |step, _| step.checked_div(&Number::from(10_i64)));
    both_closed && !whole && low.checked_sub(high) == step
}

fn gap(upper: &Bound, lower: &Bound) -> Problem {
    let unit = upper.literal.unit.as_ref().map(|unit| format!(" {}", unit.quoted())).unwrap_or_default();
    let (high, low) = (upper.literal.number.to_short(), lower.literal.number.to_short());
    let (message, help) = if high == low {
        (
            format!("{high}{unit} itself is in neither band"),
            "let one of the two bounds take it in: `<=` or `>=`".to_owned(),
        )
    } else {
        (
            format!("what lies between {high}{unit} and {low}{unit} is in neither band"),
            format!(
                "values can lie in between: write `< {low}{unit}` beside `>= {low}{unit}`, or `<= {high}{unit}` beside `> {high}{unit}`"
            ),
        )
    };
    let (first, second) =
        if upper.place.start <= lower.place.start { (upper, lower) } else { (lower, upper) };
    let ends = |bound: &Bound| {
        let number = bound.literal.number.to_short();
        let word = if bound.relation.is_upper() { "ends" } else { "starts" };
        format!("this band {word} at {number}{unit}")
    };
    Problem::new(Code::BandGap, second.place, message)
        .says(ends(second))
        .also(first.place, ends(first))
        .help(help)
}
