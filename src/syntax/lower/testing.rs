//! Tests: whom they are given, and what they expect.

use super::expression::{field_values, sum};
use super::literal::{date, name, path, text};
use super::parts::{Pair, Parts, keyword, says};
use super::statement::{settings, target};
use super::{Mistakes, Rule};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{
    Accept, CaseCell, CaseRow, Cases, Change, Expectation, Expected, ExpectedOutput, ExpectedVerdict, Given,
    Listed, Path, Place, TestBody, TestCase, TestsHeader,
};

/// `tests for RULESET with PARAMETER = VALUE`.
pub fn tests_header(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<TestsHeader> {
    let mut parts = Parts::of(pair);
    Some(TestsHeader { of: target(parts.next()?, m), settings: settings(&mut parts, m)? })
}

/// `accept "MUTANT" because "…"`.
pub fn accept(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Accept> {
    let mut parts = Parts::of(pair);
    Some(Accept { mutant: text(parts.next()?, m), because: text(parts.next()?, m) })
}

/// `test "…" given … expect …`.
pub fn test(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<TestCase> {
    let mut parts = Parts::of(pair);
    let title = text(parts.next()?, m);
    let given = match parts.take(Rule::given) {
        Some(pair) => Some(given(pair, m)?),
        None => None,
    };
    let body = parts.next()?;
    let body = match body.as_rule() {
        Rule::cases => TestBody::Cases(cases(body, m)?),
        _ => TestBody::Expect(expectation(Parts::of(body).next()?, m)?),
    };
    Some(TestCase { title, given, body })
}

fn given(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Given> {
    let mut parts = Parts::of(pair);
    let patient =
        parts.take(Rule::given_patient).and_then(|pair| Parts::of(pair).next()).map(|pair| path(&pair, m));
    let changes = parts
        .rest()
        .map(|pair| {
            Some(match pair.as_rule() {
                Rule::with => Change::With(field_values(Parts::of(pair).rest(), m)?),
                _ => Change::Without(paths(pair, m)),
            })
        })
        .collect::<Option<_>>()?;
    Some(Given { patient, changes })
}

fn paths(pair: Pair<'_>, m: &Mistakes<'_>) -> Vec<Path> {
    Parts::of(pair).rest().map(|pair| path(&pair, m)).collect()
}

fn expectation(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expectation> {
    let place = m.place(&pair);
    let mut parts = Parts::of(pair);
    let verdict = match keyword(&parts.next()?)? {
        Rule::kw_eligible => ExpectedVerdict::Eligible,
        Rule::kw_ineligible => ExpectedVerdict::Ineligible,
        Rule::kw_undetermined => ExpectedVerdict::Undetermined,
        _ => ExpectedVerdict::NotApplicable,
    };
    let mut more: Vec<(Rule, Expected)> = Vec::new();
    for part in parts.rest() {
        let (rule, span) = (part.as_rule(), m.span(&part));
        if more.iter().any(|(said, _)| *said == rule) {
            m.push(
                Problem::new(Code::RepeatedClause, span, "this is expected twice")
                    .help("join the two: `by a, b`, or delete one of them"),
            );
            continue;
        }
        more.push((rule, expected(part, m)?));
    }
    Some(Expectation { verdict, more: more.into_iter().map(|(_, expected)| expected).collect(), place })
}

fn expected(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Expected> {
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    Some(match rule {
        Rule::by_rules => Expected::By(listed(parts.next()?, m)),
        Rule::missing_facts => Expected::Missing(listed(parts.next()?, m)),
        Rule::raised_cautions | Rule::open_cautions => {
            let cautions = parts.next()?;
            match (rule, cautions.as_rule()) {
                (Rule::raised_cautions, Rule::no_cautions) => Expected::NoCautions(m.place(&cautions)),
                (Rule::raised_cautions, _) => Expected::Cautions(listed(cautions, m)),
                (_, Rule::no_cautions) => Expected::NoUnchecked(m.place(&cautions)),
                _ => Expected::Unchecked(listed(cautions, m)),
            }
        }
        Rule::outputs => Expected::Outputs(parts.rest().map(|pair| output(pair, m)).collect::<Option<_>>()?),
        Rule::lapses => Expected::Until(date(&parts.next()?, m)),
        _ => return None,
    })
}

fn listed(pair: Pair<'_>, m: &Mistakes<'_>) -> Listed {
    Listed { only: says(&pair, Rule::kw_only), names: paths(pair, m) }
}

fn output(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ExpectedOutput> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let value = match parts.take(Rule::sum) {
        Some(pair) => Some(sum(pair, m)?),
        None => None,
    };
    Some(ExpectedOutput { name, value })
}

fn cases(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Cases> {
    let mut parts = Parts::of(pair);
    let columns = parts.take_all(Rule::path).iter().map(|pair| path(pair, m)).collect();
    let rows = parts.rest().map(|pair| case(pair, m)).collect::<Option<_>>()?;
    Some(Cases { columns, rows })
}

fn case(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<CaseRow> {
    let start = m.span(&pair);
    let mut parts = Parts::of(pair);
    let cells =
        parts.take_all(Rule::case_cell).into_iter().map(|pair| cell(pair, m)).collect::<Option<_>>()?;
    let expect = expectation(parts.next()?, m)?;
    let place = Place(start.to(expect.place.0));
    Some(CaseRow { cells, expect, place })
}

fn cell(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<CaseCell> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    Some(match pair.as_rule() {
        Rule::cell_without => CaseCell::Without(place),
        Rule::cell_as_given => CaseCell::AsGiven(place),
        _ => CaseCell::Value(sum(pair, m)?),
    })
}
