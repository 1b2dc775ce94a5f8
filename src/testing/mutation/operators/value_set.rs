//! Changes of value sets that are written out.

use super::found::{Found, without};
use crate::source::Span;
use crate::syntax::ast::{CodeSource, ValueSetDeclaration};

/// Each code dropped.
pub fn of_value_set(set: &ValueSetDeclaration, found: &mut Found<'_>) {
    let CodeSource::Here(codes) = &set.codes else { return };
    found.about("valueset", &set.name.text);
    let places: Vec<Span> = codes
        .iter()
        .map(|code| {
            let end = code.description.as_ref().map_or(code.code.place.0, |description| description.place.0);
            code.system.place.0.to(end)
        })
        .collect();
    for (index, code) in codes.iter().enumerate() {
        let what = format!("`{}: {}` was dropped", code.system.text, code.code.text);
        found.push_all(without(&places, index).into_iter().collect(), what);
    }
}
