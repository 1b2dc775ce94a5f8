//! Values worth trying for a type.

use std::sync::Arc;

use super::bounds::Axis;
use super::variable::Variable;
use crate::ir::{Program, Step};
use crate::patient::Patient;
use crate::patient::literal::{expression, list, record};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::print::quoted;
use crate::terminology::ValueSet;
use crate::vocabulary::{Choice, RecordType, ValueType};
use jiff::civil::Date;

/// How far entries are made up in entries.
const DEEPEST: usize = 3;

/// Of a longer list none of its entries is left out: each of these lists is as long as the list itself.
const MOST_LEFT_OUT: usize = 100;

/// Entries of all the lists together that are tried in the place of one.
const MOST_ENTRIES_COPIED: usize = 100_000;

/// What a value can be made up from.
#[derive(Clone, Copy)]
pub struct Making<'m> {
    /// The rules, whose constants and value sets are tried.
    pub program: &'m Program,
    /// The date of the decision, around which dates are tried.
    pub as_of: Date,
}

/// The values to try for a variable, the record's silence aside, without the one that it has.
#[must_use]
pub fn alternatives(variable: &Variable, patient: &Patient, making: Making<'_>) -> Vec<Expr> {
    let now = variable.get(patient);
    let mut found = match (&variable.ty, now.map(|value| &value.kind)) {
        (ValueType::List(of), Some(ExprKind::List(items))) => lists(items, of, making),
        (ValueType::List(of), _) => lists(&[], of, making),
        (ty, _) => of_type(ty, making, 0),
    };
    found.retain(|value| Some(value) != now);
    found.dedup();
    found
}

/// Values of a type: all of a finite one, of others those between which an answer may change.
pub(super) fn of_type(ty: &ValueType, making: Making<'_>, depth: usize) -> Vec<Expr> {
    let written = |texts: Vec<String>| texts.iter().filter_map(|text| expression(text)).collect::<Vec<_>>();
    match ty {
        ValueType::Boolean => written(vec!["false".to_owned(), "true".to_owned()]),
        ValueType::Choice(choice) => written(choice.names().map(str::to_owned).collect()),
        ValueType::Set(choice) => sets(choice),
        ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Date { .. } => {
            let axis = Axis::of(ty, making);
            let never = matches!(ty, ValueType::Date { or_never: true }).then(|| "never".to_owned());
            let mut values: Vec<_> = never.iter().filter_map(|text| expression(text)).collect();
            values
                .extend(axis.into_iter().flat_map(|axis| {
                    axis.samples().filter_map(move |at| axis.value(at)).collect::<Vec<_>>()
                }));
            values
        }
        ValueType::Code => codes(making.program),
        ValueType::Text => written(texts(making.program)),
        ValueType::Duration => written(["1 day", "1 month", "1 year"].map(str::to_owned).to_vec()),
        ValueType::Record(of) if depth < DEEPEST => entry(of, making, depth).into_iter().collect(),
        ValueType::List(of) if depth < DEEPEST => {
            let entry = entry(of, making, depth).map(|entry| list(vec![entry]));
            std::iter::once(list(Vec::new())).chain(entry).collect()
        }
        ValueType::DateTime | ValueType::Age | ValueType::Record(_) | ValueType::List(_) => Vec::new(),
    }
}

/// The empty list, the list without one of its entries, and with one more.
fn lists(items: &[Expr], of: &Arc<RecordType>, making: Making<'_>) -> Vec<Expr> {
    let mut found = vec![list(Vec::new())];
    if (2..=MOST_LEFT_OUT).contains(&items.len()) {
        found.extend((0..items.len()).map(|gone| {
            let left = items.iter().enumerate().filter(|(at, _)| *at != gone);
            list(left.map(|(_, item)| item.clone()).collect())
        }));
    }
    let more = entry(of, making, 0).into_iter().chain(items.last().cloned());
    found.extend(more.map(|more| list(items.iter().cloned().chain([more]).collect())));
    found
}

/// An entry with the first value of each field; a date is one of the last months.
fn entry(of: &RecordType, making: Making<'_>, depth: usize) -> Option<Expr> {
    let mut fields = Vec::new();
    for field in &of.fields {
        // Of an observation, what is said beside value and date is not made up.
        let beside = of.is_observation && !matches!(&*field.name, "value" | "date" | "by" | "on");
        if beside {
            continue;
        }
        let value = match &field.ty {
            ValueType::Date { .. } => {
                let day = making.as_of.checked_sub(jiff::Span::new().months(1)).ok()?;
                expression(&format!("@{day}"))
            }
            ValueType::Text => expression("\"made up\""),
            ty => of_type(ty, making, depth + 1).into_iter().next(),
        };
        fields.extend(value.map(|value| (field.name.to_string(), value)));
    }
    Some(record(fields))
}

/// Lists that are looked for and not found by changing one thing at a time: of one entry, in whatever combination of its
/// fields' values, and with such an entry behind those that are there. At most `most` of each. Of a single record such
/// an entry.
#[must_use]
pub fn lists_with_any_entry(
    variable: &Variable,
    patient: &Patient,
    making: Making<'_>,
    most: usize,
) -> Vec<Expr> {
    let of = match &variable.ty {
        ValueType::List(of) => of,
        ValueType::Record(of) => return entries(of, making, most),
        _ => return Vec::new(),
    };
    let entries = entries(of, making, most);
    let mut found: Vec<_> = entries.iter().map(|entry| list(vec![entry.clone()])).collect();
    if let Some(ExprKind::List(items)) = variable.get(patient).map(|value| &value.kind)
        && !items.is_empty()
    {
        let most = MOST_ENTRIES_COPIED / items.len();
        found.extend(
            entries.into_iter().take(most).map(|entry| list(items.iter().cloned().chain([entry]).collect())),
        );
    }
    found
}

/// Entries with every combination of a few values of each field, as many as there may be.
fn entries(of: &RecordType, making: Making<'_>, most: usize) -> Vec<Expr> {
    let fields: Vec<(String, Vec<Expr>)> = of
        .fields
        .iter()
        .filter(|field| !of.is_observation || matches!(&*field.name, "value" | "date" | "by" | "on"))
        .map(|field| (field.name.to_string(), few(&field.ty, making)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    // Of each field so many values that all combinations of them are not too many.
    let all = |each: usize| {
        fields.iter().fold(1_usize, |product, (_, values)| product.saturating_mul(values.len().min(each)))
    };
    let each = (1..=64).rev().find(|each| all(*each) <= most).unwrap_or(1);
    let mut found: Vec<Vec<(String, Expr)>> = vec![Vec::new()];
    for (name, values) in fields {
        let values = spread(values, each);
        found = found
            .iter()
            .flat_map(|entry| {
                values
                    .iter()
                    .map(|value| entry.iter().cloned().chain([(name.clone(), value.clone())]).collect())
            })
            .collect();
        if found.len() > most {
            break;
        }
    }
    found.into_iter().map(record).collect()
}

/// Values of a field, those that are most likely of use first.
fn few(ty: &ValueType, making: Making<'_>) -> Vec<Expr> {
    let days = |days: [i32; 6]| {
        let day = |days| making.as_of.checked_add(jiff::Span::new().days(days)).ok();
        days.into_iter().filter_map(day).filter_map(|day| expression(&format!("@{day}"))).collect::<Vec<_>>()
    };
    match ty {
        ValueType::Date { or_never } => {
            let never = or_never.then(|| expression("never")).flatten();
            days([-30, 0, -1, -7, -240, -800]).into_iter().chain(never).collect()
        }
        ValueType::Text => expression("\"made up\"").into_iter().collect(),
        ty => of_type(ty, making, 1),
    }
}

/// At most so many of them, the first and the last included.
pub fn spread(values: Vec<Expr>, most: usize) -> Vec<Expr> {
    if values.len() <= most || most < 2 {
        return values.into_iter().take(most).collect();
    }
    let last = values.len() - 1;
    let chosen: std::collections::BTreeSet<_> = (0..most).map(|at| at * last / (most - 1)).collect();
    values.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, value)| value).collect()
}

/// No value, each alone, and all.
fn sets(choice: &Choice) -> Vec<Expr> {
    let names: Vec<_> = choice.names().collect();
    let mut texts = vec!["[]".to_owned()];
    texts.extend(names.iter().map(|name| format!("[{name}]")));
    texts.extend(names.windows(2).map(|pair| format!("[{}]", pair.join(", "))));
    texts.push(format!("[{}]", names.join(", ")));
    texts.dedup();
    texts.iter().filter_map(|text| expression(text)).collect()
}

/// A code of each value set that is asked, and one that is in none.
fn codes(program: &Program) -> Vec<Expr> {
    let mut found: Vec<String> = Vec::new();
    for set in value_sets(program) {
        found.extend(
            set.samples()
                .map(|(system, code)| format!("{{ system = {}, code = {} }}", quoted(system), quoted(code))),
        );
    }
    found.push("{ system = \"https://example.org/none\", code = \"none\" }".to_owned());
    found.iter().filter_map(|text| expression(text)).collect()
}

fn value_sets(program: &Program) -> impl Iterator<Item = &ValueSet> {
    program.all_steps().filter_map(|step| match step {
        Step::InSet(_, set) => Some(&**set),
        _ => None,
    })
}

/// The texts that are written out, and one that is not.
fn texts(program: &Program) -> Vec<String> {
    let written = program.all_steps().filter_map(|step| match step {
        Step::Constant(crate::possible::Possible::Text(Some(text))) => Some(quoted(text)),
        _ => None,
    });
    written.chain(["\"another\"".to_owned()]).collect()
}
