//! Why two quantities do not go together, and what would mend it.

use std::sync::Arc;

use crate::diagnostic::{Code, Problem};
use crate::quantity::unit::{differ_by, missing_factor};
use crate::quantity::{Analyte, Dimension, Unit};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::vocabulary::QuantityType;

/// Two quantities of different dimensions, one under the other.
pub(super) fn dimensions(
    left: (Span, &QuantityType),
    right: (Span, &QuantityType),
    analyte: Option<&Analyte>,
    relations: &[(Arc<Analyte>, usize)],
) -> Problem {
    let side = |quantity: &QuantityType| quantity.unit.as_ref().map_or_else(String::new, Unit::quoted);
    let (one, other) = (side(left.1), side(right.1));
    let width = one.chars().count().max(other.chars().count());
    let says = |text: &str, quantity: &QuantityType| format!("{text:width$}  {}", quantity.dimension);
    let aligned = format!("{}\n{}", says(&one, left.1), says(&other, right.1));
    let relation = relations.iter().find_map(|(of, index)| {
        let relation = of.relations.get(*index)?;
        let kinds = [relation.unit.dimension(), relation.other_unit.dimension()];
        let fits = kinds.contains(&&left.1.dimension) && kinds.contains(&&right.1.dimension);
        let about = analyte.is_none_or(|analyte| analyte.name == of.name || analyte.name == relation.other);
        (fits && about).then_some((of, relation))
    });
    let help = match (relation, analyte) {
        (Some((of, relation)), _) => format!(
            "{}`{}` and `{}` are two kinds of quantity, joined only by the relation `{}`: {}; convert with `{}(…)`",
            if analyte.is_some() { "" } else { "if these are two scales of one test: " },
            of.name,
            relation.other,
            relation.name,
            relation.text(),
            relation.name
        ),
        (None, Some(analyte)) if may_be_declared(&left.1.dimension, &right.1.dimension) => {
            format!("`{}` declares no factor between the two; `analyte {} {{ 1 {one} = … {other} }}` would", analyte.name, analyte.name)
        }
        (None, None) if is_mass_and_amount(&left.1.dimension, &right.1.dimension) => {
            "mass becomes an amount only by what is measured: declare the fact as `quantity … of glucose`, or of another analyte".to_owned()
        }
        (None, _) => match missing_factor(&left.1.dimension, &right.1.dimension) {
            Some(missing) => missing,
            None => "mend one of the two units, or ask another fact".to_owned(),
        },
    };
    let computed = left.1.unit.is_none() != right.1.unit.is_none();
    let help = match computed && left.0 != right.0 {
        true => format!(
            "{help}; a formula that was fitted to plain numbers takes them out of their units: `number of weight in 'kg'`"
        ),
        false => help,
    };
    let message = "the two sides are of different dimensions";
    let problem = Problem::new(Code::DimensionMismatch, left.0, message);
    if left.0 == right.0 {
        // A value that is written out where a type says what belongs there.
        let says = format!("this is {}, where {} belongs", right.1.dimension, left.1.dimension);
        let message = "this is of another dimension than its type";
        return Problem::new(Code::DimensionMismatch, left.0, message)
            .says(says)
            .help(format!("{aligned}\n{help}"));
    }
    problem
        .says(left.1.dimension.to_string())
        .also(right.0, right.1.dimension.to_string())
        .help(format!("{aligned}\n{help}"))
}

/// Do the two differ by what the factor of an analyte is about: mass, amount, charge?
fn may_be_declared(left: &Dimension, right: &Dimension) -> bool {
    ["g/mol", "mol/eq", "g/eq", "g/[IU]", "mol/[IU]"].iter().any(|shift| differ_by(left, right, shift))
}

/// Do the two differ by mass against amount?
fn is_mass_and_amount(left: &Dimension, right: &Dimension) -> bool {
    differ_by(left, right, "g/mol")
}

/// Quantities of two different analytes.
pub(super) fn analytes(
    left: (&Expr, &QuantityType),
    right: (&Expr, &QuantityType),
    relations: &[(Arc<Analyte>, usize)],
) -> Problem {
    let of = |quantity: &QuantityType| match quantity.analyte() {
        Some(analyte) => format!("this is of {}", analyte.name),
        None => "what this is a quantity of is not said".to_owned(),
    };
    let names: Vec<_> = [left.1, right.1].into_iter().filter_map(|q| q.analyte()).map(|a| &a.name).collect();
    let relation = relations.iter().find_map(|(of, index)| {
        let relation = of.relations.get(*index)?;
        (names.contains(&&of.name) && names.contains(&&relation.other)).then_some(relation)
    });
    let help = match (relation, names.as_slice()) {
        (Some(relation), _) => format!(
            "they are joined only by the relation `{}`: {}; convert with `{}(…)`",
            relation.name,
            relation.text(),
            relation.name
        ),
        (None, [name]) => format!("declare the other side `of {name}` too"),
        _ => "use a fact and a limit of one analyte; where practice joins two, a relation declares it, with its source".to_owned(),
    };
    Problem::new(Code::AnalyteMismatch, left.0.place.0, "the two sides are of different analytes")
        .says(of(left.1))
        .also(right.0.place.0, of(right.1))
        .help(help)
}
