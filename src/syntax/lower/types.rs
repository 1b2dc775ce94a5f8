//! Types.

use super::literal::{name, range, unit};
use super::parts::{Pair, Parts};
use super::{Mistakes, Rule};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{Name, Type, TypeKind};

/// A type.
pub fn lower(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Type> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    let rule = pair.as_rule();
    let inner_type = |pair| -> Option<Box<Type>> { Some(Box::new(lower(Parts::of(pair).next()?, m)?)) };
    let kind = match rule {
        Rule::type_boolean => TypeKind::Boolean,
        Rule::type_integer => TypeKind::Integer(Parts::of(pair).next().and_then(|part| range(part, m))),
        Rule::type_decimal => TypeKind::Decimal(Parts::of(pair).next().and_then(|part| range(part, m))),
        Rule::type_quantity => return quantity(pair, m).map(|kind| Type { kind, place }),
        Rule::type_datetime => TypeKind::DateTime,
        Rule::type_date if Parts::of(pair.clone()).take(Rule::or_never).is_some() => TypeKind::DateOrNever,
        Rule::type_date => TypeKind::Date,
        Rule::type_duration => TypeKind::Duration,
        Rule::type_text => TypeKind::Text,
        Rule::type_code => TypeKind::Code,
        Rule::type_choice => TypeKind::Choice(names(pair, m)),
        Rule::type_scale => TypeKind::Scale(names(pair, m)),
        Rule::type_list => TypeKind::List(inner_type(pair)?),
        Rule::type_set => TypeKind::Set(inner_type(pair)?),
        Rule::type_observation => TypeKind::Observation(inner_type(pair)?),
        Rule::type_attested => {
            let mut parts = Parts::of(pair);
            if let Some(of) = parts.take(Rule::attested_of) {
                let span = m.span(&of);
                m.push(
                    Problem::new(Code::Syntax, span, "`attested` stands before its type without `of`")
                        .help("delete `of`"),
                );
            }
            TypeKind::Attested(Box::new(lower(parts.next()?, m)?))
        }
        Rule::type_named => TypeKind::Named(name(&Parts::of(pair).next()?, m)),
        _ => return None,
    };
    Some(Type { kind, place })
}

fn names(pair: Pair<'_>, m: &Mistakes<'_>) -> Vec<Name> {
    Parts::of(pair).rest().map(|part| name(&part, m)).collect()
}

/// `quantity 'mg/dL' 0..100 of glucose`, the range and the analyte in either order, once each.
fn quantity(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<TypeKind> {
    let mut parts = Parts::of(pair);
    let unit = unit(parts.next()?, m);
    let (mut bounds, mut analyte) = (None, None);
    for part in parts.rest() {
        let span = m.span(&part);
        let again = match part.as_rule() {
            Rule::range => bounds.replace(range(part, m)?).is_some(),
            _ => analyte.replace(name(&Parts::of(part).next()?, m)).is_some(),
        };
        if again {
            m.push(
                Problem::new(Code::RepeatedClause, span, "said twice of one quantity")
                    .help("keep one of the two"),
            );
        }
    }
    Some(TypeKind::Quantity { unit, range: bounds, analyte })
}
