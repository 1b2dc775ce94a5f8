//! Cedar without its authorizer: all rules as one expression, which is a record of what they say.

use cedar_policy::{Entities, EvalResult, Expression, Request, eval_expression};
use elig::Outcome;

use super::cedar::Requests;
use crate::answer::{Answer, RULES, outcome};
use crate::peer::{Peer, Result};

const EXPRESSION: &str = include_str!("../../rules/metabolic.expression.cedar");

pub struct CedarExpression {
    expression: Expression,
    entities: Entities,
    requests: Requests,
}

impl CedarExpression {
    pub fn new() -> Result<Self> {
        Ok(Self { expression: EXPRESSION.parse()?, entities: Entities::empty(), requests: Requests::new()? })
    }
}

impl Peer for CedarExpression {
    type Ready = Request;

    fn read(&self, text: &str) -> Result<Request> {
        self.requests.of(text)
    }

    fn decide(&mut self, record: &Request) -> Result<Answer> {
        let EvalResult::Record(said) = eval_expression(record, &self.entities, &self.expression)? else {
            return Err("the expression says no record".into());
        };
        let of = |name: &str| match said.get(name) {
            Some(EvalResult::Long(number)) => outcome(*number).ok_or(format!("`{name}` says {number}")),
            other => Err(format!("`{name}` says {other:?}")),
        };
        let mut rules = [Outcome::Unknown; RULES.len()];
        for (rule, name) in rules.iter_mut().zip(RULES) {
            *rule = of(name)?;
        }
        let scope = match of("scope")? {
            Outcome::Met => Some(true),
            Outcome::Unknown => None,
            _ => Some(false),
        };
        Ok(Answer::of(scope, rules))
    }
}
