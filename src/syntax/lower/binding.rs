//! `bind` statements.

use super::expression::sum;
use super::literal::{name, path, string, unit};
use super::parts::{Pair, Parts, says};
use super::{Mistakes, Rule};
use crate::syntax::ast::{
    AbsenceReason, Bind, BindCase, BindCondition, BindConditionKind, BindField, BindKey, BindSource,
    BindValue, ElementPath, ElementStep, Name,
};

/// `bind FACT from RESOURCE where CONDITION: FIELD ELEMENT, …`.
pub fn bind(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Bind> {
    let mut parts = Parts::of(pair);
    let incomplete = parts.take(Rule::bind_incomplete).is_some();
    let fact = path(&parts.next()?, m);
    let from = path(&parts.next()?, m);
    let condition = match parts.take(Rule::bind_condition) {
        Some(pair) => Some(condition(pair, m)?),
        None => None,
    };
    let fields = parts.rest().map(|pair| field(pair, m)).collect::<Option<_>>()?;
    Some(Bind { incomplete, fact, from, condition, fields })
}

fn condition(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<BindCondition> {
    let place = m.place(&pair);
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    let kind = match rule {
        Rule::bind_condition | Rule::bind_all => {
            let mut inner: Vec<_> = parts.rest().map(|pair| condition(pair, m)).collect::<Option<_>>()?;
            if inner.len() == 1 {
                return inner.pop();
            }
            match rule {
                Rule::bind_condition => BindConditionKind::Or(inner),
                _ => BindConditionKind::And(inner),
            }
        }
        Rule::bind_not => BindConditionKind::Not(Box::new(condition(parts.next()?, m)?)),
        Rule::bind_parenthesis => BindConditionKind::Paren(Box::new(condition(parts.next()?, m)?)),
        _ => {
            let element = element(parts.next()?, m)?;
            asked(element, parts.next()?, m)?
        }
    };
    Some(BindCondition { kind, place })
}

/// What is asked of an element.
fn asked(element: ElementPath, pair: Pair<'_>, m: &Mistakes<'_>) -> Option<BindConditionKind> {
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    let negated = parts.take(Rule::bind_no).is_some();
    let what = parts.next()?;
    Some(match (rule, what.as_rule()) {
        (Rule::bind_in, Rule::bind_words) => {
            let words = Parts::of(what).rest().map(|pair| word(&pair, m)).collect();
            BindConditionKind::InWords(element, words, negated)
        }
        (Rule::bind_in, _) => BindConditionKind::InSet(element, name(&what, m), negated),
        (_, Rule::bind_known) => BindConditionKind::IsKnown(element, negated),
        _ => BindConditionKind::Is(element, word(&what, m), negated),
    })
}

/// A code of FHIR, which may hold hyphens.
fn word(pair: &Pair<'_>, m: &Mistakes<'_>) -> Name {
    Name { text: pair.as_str().to_owned(), place: m.place(pair) }
}

fn element(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ElementPath> {
    let place = m.place(&pair);
    let steps = Parts::of(pair)
        .rest()
        .map(|pair| {
            let mut parts = Parts::of(pair);
            let name = word(&parts.next()?, m);
            let url = parts.next().map(|pair| string(pair, m));
            Some(ElementStep { name, url })
        })
        .collect::<Option<_>>()?;
    Some(ElementPath { steps, place })
}

fn field(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<BindField> {
    let place = m.place(&pair);
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let source = parts.next()?;
    let source = match source.as_rule() {
        Rule::element_path => {
            let element = element(source, m)?;
            let of_unit = parts.take(Rule::bind_unit).and_then(|pair| Parts::of(pair).next());
            let of_unit = of_unit.map(|pair| unit(pair, m));
            let cases = match parts.take(Rule::bind_cases) {
                Some(pair) => Parts::of(pair).rest().map(|pair| case(pair, m)).collect::<Option<_>>()?,
                None => Vec::new(),
            };
            BindSource::Element(element, of_unit, cases)
        }
        _ => BindSource::Constant(sum(source, m)?),
    };
    Some(BindField { name, source, place })
}

fn case(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<BindCase> {
    let place = m.place(&pair);
    let mut parts = Parts::of(pair);
    let key = Parts::of(parts.next()?).next()?;
    let key = match key.as_rule() {
        Rule::bind_set => BindKey::In(name(&Parts::of(key).next()?, m)),
        Rule::bind_otherwise => BindKey::Otherwise(m.place(&key)),
        _ => BindKey::Word(word(&key, m)),
    };
    let value = parts.next()?;
    let value = match value.as_rule() {
        Rule::bind_absent if says(&value, Rule::kw_declined) => BindValue::Absent(AbsenceReason::Declined),
        Rule::bind_absent if says(&value, Rule::kw_applicable) => {
            BindValue::Absent(AbsenceReason::NotApplicable)
        }
        Rule::bind_absent => BindValue::Absent(AbsenceReason::NotRecorded),
        _ => BindValue::Value(sum(value, m)?),
    };
    Some(BindCase { key, value, place })
}
