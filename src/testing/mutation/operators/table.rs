//! Changes of look-up tables.

use super::expression::{Role, comparison_word, of_expr, other_comparison, swap_each};
use super::found::{Found, shown};
use super::step;
use crate::syntax::ast::{Cell, CellKind, Comparison, Expr, ExprKind, RowHead, Table};
use crate::syntax::print::print_expr;
use crate::testing::mutation::edit::Edit;

/// A bound that two rows share moves in both: else the table would have a gap, and not compile.
pub fn of_table(table: &Table, found: &mut Found<'_>) {
    for column in 0..table.columns.len() {
        let cells = table.rows.iter().filter_map(|row| match &row.head {
            RowHead::Cells(cells) => cells.get(column),
            RowHead::Otherwise(_) => None,
        });
        let cells: Vec<&Cell> = cells.collect();
        bounds_moved(&cells, found);
        ends_moved(&cells, found);
        bounds_turned(&cells, found);
    }
    let values: Vec<&Expr> = table.rows.iter().map(|row| &row.value).collect();
    swap_each(&values, found);
    for value in &values {
        of_expr(value, Role::Value, found);
    }
    for column in &table.columns {
        of_expr(column, Role::Value, found);
    }
}

/// What is written in the cells beside `<`, `>=` and the like, in the order of the cells.
fn bounds<'c>(cells: &[&'c Cell]) -> Vec<(Comparison, &'c Expr)> {
    let bounds = cells.iter().filter_map(|cell| match &cell.kind {
        CellKind::Bounds(bounds) => Some(bounds),
        _ => None,
    });
    bounds.flatten().map(|(comparison, bound)| (*comparison, bound)).collect()
}

/// Each bound once, with all places where it stands.
fn shared<'c>(bounds: &[(Comparison, &'c Expr)]) -> Vec<Vec<(Comparison, &'c Expr)>> {
    let mut groups: Vec<Vec<(Comparison, &Expr)>> = Vec::new();
    for (comparison, bound) in bounds {
        let same = groups.iter_mut().find(|group| group.first().is_some_and(|(_, first)| first == bound));
        match same {
            Some(group) => group.push((*comparison, bound)),
            None => groups.push(vec![(*comparison, bound)]),
        }
    }
    groups
}

fn bounds_moved(cells: &[&Cell], found: &mut Found<'_>) {
    for group in shared(&bounds(cells)) {
        let Some((_, first)) = group.first() else { continue };
        for new in steps(first) {
            let edits = group.iter().map(|(_, bound)| Edit::new(bound.place.0, new.clone())).collect();
            found.push_all(edits, format!("the bound `{}` became `{new}`", shown(first)));
        }
    }
}

/// `< 6` and `>= 6` became `<= 6` and `> 6`.
fn bounds_turned(cells: &[&Cell], found: &mut Found<'_>) {
    for group in shared(&bounds(cells)) {
        let Some((_, first)) = group.first() else { continue };
        let turned = |comparison: Comparison| format!("{} {}", comparison_word(comparison), shown(first));
        let edits = group.iter().filter_map(|(comparison, bound)| {
            // The sign stands before the bound in its cell.
            let cell = cells.iter().find(|cell| {
                cell.place.0.start <= bound.place.0.start && bound.place.0.end <= cell.place.0.end
            })?;
            let CellKind::Bounds(all) = &cell.kind else { return None };
            let written: Vec<String> = all
                .iter()
                .map(|(own, other)| {
                    let own =
                        if own == comparison && other == *bound { other_comparison(*own) } else { *own };
                    format!("{} {}", comparison_word(own), print_expr(other))
                })
                .collect();
            Some(Edit::new(cell.place.0, written.join(" and ")))
        });
        let edits: Vec<Edit> = edits.collect();
        let what: Vec<String> = group
            .iter()
            .map(|(comparison, _)| {
                format!("`{}` became `{}`", turned(*comparison), turned(other_comparison(*comparison)))
            })
            .collect();
        found.push_all(edits, what.join(", "));
    }
}

/// `1 to 5` and `6 to 8` became `1 to 6` and `7 to 8`: each end with the start that follows on it.
fn ends_moved(cells: &[&Cell], found: &mut Found<'_>) {
    let ranges: Vec<(&Expr, &Expr)> = cells
        .iter()
        .filter_map(|cell| match &cell.kind {
            CellKind::Range(low, high) => Some((&**low, &**high)),
            _ => None,
        })
        .collect();
    for (_, high) in &ranges {
        let above = steps(high);
        let next = ranges.iter().map(|(low, _)| *low).find(|low| above.first() == Some(&print_expr(low)));
        for new in &above {
            let mut edits = vec![Edit::new(high.place.0, new.clone())];
            let beyond = next.and_then(|next| {
                let moved = steps(next);
                let up = above.first() == Some(new);
                Some(Edit::new(next.place.0, if up { moved.first()?.clone() } else { moved.get(1)?.clone() }))
            });
            edits.extend(beyond);
            edits.sort_by_key(|edit| edit.span.start);
            found.push_all(edits, format!("the end `{}` became `{new}`", shown(high)));
        }
    }
}

fn steps(bound: &Expr) -> Vec<String> {
    match &bound.kind {
        ExprKind::Number(number) => step::number(number).into_iter().flatten().collect(),
        ExprKind::Quantity(number, unit) => {
            let numbers = step::number(number).into_iter().flatten();
            numbers.map(|number| format!("{number} '{}'", unit.code.replace('\'', "\\'"))).collect()
        }
        ExprKind::Duration(number, unit) => step::duration(number, *unit, false),
        ExprKind::Date(date) => step::date(date),
        _ => Vec::new(),
    }
}
