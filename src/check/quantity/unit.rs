//! Units as written.

use crate::check::scope::Checker;
use crate::diagnostic::{Code, Problem};
use crate::quantity::Unit;
use crate::quantity::unit::{alias, plain_name};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};
use crate::vocabulary::QuantityType;

impl<'a> Checker<'a> {
    /// A unit as written; one that UCUM does not have is reported once a place.
    pub fn unit(&mut self, unit: &ast::Unit) -> Option<Unit> {
        match self.units.get(&unit.code) {
            Some(Ok(unit)) => return Some(unit.clone()),
            Some(Err(())) => {}
            None => {
                let parsed = Unit::parse(&unit.code).map_err(|_| ());
                self.units.insert(unit.code.clone(), parsed.clone());
                if let Ok(parsed) = parsed {
                    self.lint_look_alike(&parsed, unit.place.0);
                    return Some(parsed);
                }
            }
        }
        let error = Unit::parse(&unit.code).err()?;
        let place = unit.place.0;
        let mut problem = Problem::new(Code::UnknownUnit, place, error.to_string()).maybe_help(error.help());
        // Only another spelling of the same unit is sure enough to be put in its place.
        let sure = |instead: &String| alias(&unit.code).is_some() || instead.eq_ignore_ascii_case(&unit.code);
        if let Some(instead) = error.nearest().filter(sure) {
            problem = problem.fix(place, format!("'{instead}'"));
        }
        self.report(problem);
        None
    }

    /// `Mmol/L`, the megamole, for `mmol/L`; `mg/dl`, whose small l is easily read as the digit 1.
    fn lint_look_alike(&mut self, unit: &Unit, place: Span) {
        let code = unit.code();
        let name = |code: &str| plain_name(code).map(|name| format!(", {name}")).unwrap_or_default();
        let problem = if let Some(meant) = unit.look_alike() {
            Problem::new(Code::LookAlikeUnit, place, format!("`'{code}'` is a unit of its own{}", name(code)))
                .help(format!("did you mean `'{meant}'`{}?", name(meant)))
        } else if let Some(plain) = plain_spelling(unit) {
            Problem::new(Code::LookAlikeUnit, place, format!("`'{code}'` is easily misread"))
                .help(format!("UCUM writes `'{plain}'` too{}", name(&plain)))
                .fix(place, format!("'{plain}'"))
        } else {
            return;
        };
        self.report(problem);
    }

    /// Annotations count nothing in UCUM, and may mean much: `mL/min` beside `mL/min/{1.73_m2}`.
    pub(super) fn lint_annotations(&mut self, left: (&Expr, &QuantityType), right: (&Expr, &QuantityType)) {
        let (Some(one), Some(other)) = (&left.1.unit, &right.1.unit) else { return };
        if one.annotations() == other.annotations() {
            return;
        }
        self.report(
            Problem::new(Code::Annotations, right.0.place.0, "the two sides differ in what stands in braces")
                .says(other.quoted())
                .also(left.0.place.0, one.quoted())
                .help(
                    "UCUM takes both for the same unit; write the same annotation if both mean the same quantity, and ask another fact if they do not",
                ),
        );
    }
}

/// The same unit with a large L for the litre, and a star for powers of ten.
fn plain_spelling(unit: &Unit) -> Option<String> {
    let code = unit.code();
    let mut plain = code.replace("10^", "10*");
    let ends =
        |next: Option<char>| next.is_none_or(|next| !next.is_alphabetic() && !matches!(next, '[' | '_'));
    for (at, _) in code.match_indices('l') {
        if !ends(code.get(at + 1..).and_then(|rest| rest.chars().next())) {
            continue;
        }
        let mut candidate = plain.clone();
        candidate.replace_range(at..=at, "L");
        let same = |other: &Unit| other.dimension() == unit.dimension() && other.ratio() == unit.ratio();
        if Unit::parse(&candidate).is_ok_and(|other| same(&other)) {
            plain = candidate;
        }
    }
    (plain != code).then_some(plain)
}
