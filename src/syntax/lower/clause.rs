//! The clauses behind a condition.

use super::expression::{expression, sum};
use super::literal::{name, path, text};
use super::parts::{Pair, Parts, says};
use super::{Mistakes, Rule};
use crate::syntax::ast::{Allow, Clause, ClauseKind};

/// All clauses of a statement, in the order written.
pub fn clauses<'i>(pairs: impl Iterator<Item = Pair<'i>>, m: &Mistakes<'_>) -> Option<Vec<Clause>> {
    pairs.map(|pair| clause(pair, m)).collect()
}

fn clause(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Clause> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    let rule = pair.as_rule();
    if rule == Rule::allow {
        return Some(Clause { kind: ClauseKind::Allow(allow(pair, m)?), place });
    }
    let met = !says(&pair, Rule::kw_met)
        || pair.clone().into_inner().filter(|part| part.as_rule() == Rule::kw_not).count() == 1;
    let mut parts = Parts::of(pair);
    let first = parts.next()?;
    let kind = match rule {
        Rule::unless => ClauseKind::Unless(expression(first, m)?),
        Rule::except_when => ClauseKind::ExceptWhen(expression(first, m)?),
        Rule::applies_when => ClauseKind::AppliesWhen(expression(first, m)?),
        Rule::because => ClauseKind::Because(text(first, m)),
        Rule::reading => ClauseKind::Reading(text(first, m)),
        Rule::cite => ClauseKind::Cite(path(&first, m), parts.next().map(|part| text(part, m))),
        Rule::evidence => ClauseKind::Evidence(path(&first, m), text(parts.next()?, m)),
        Rule::until => ClauseKind::Until(sum(first, m)?),
        Rule::when_not_recorded => ClauseKind::WhenNotRecorded(met, text(first, m)),
        _ => return None,
    };
    Some(Clause { kind, place })
}

/// `allow W0401 "reason"`.
pub fn allow(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Allow> {
    let mut parts = Parts::of(pair);
    Some(Allow { code: name(&parts.next()?, m), reason: text(parts.next()?, m) })
}
