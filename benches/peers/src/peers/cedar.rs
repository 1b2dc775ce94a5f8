//! Cedar: policies parsed once, a request for each patient.
//!
//! All policies are permits. Where nothing is forbidden, the permits that were satisfied are the reasons of the response,
//! and each is named after what it is certain of.

use std::collections::HashMap;

use cedar_policy::{
    Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, RestrictedExpression,
};
use elig::Outcome;

use crate::answer::{Answer, RULES};
use crate::patient::{Patient, number};
use crate::peer::{Peer, Result};

const POLICIES: &str = include_str!("../../rules/metabolic.cedar");

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    says: HashMap<PolicyId, Says>,
    requests: Requests,
}

/// What a policy is certain of.
#[derive(Clone, Copy)]
enum Says {
    Scope(bool),
    Rule(usize, Outcome),
}

impl Cedar {
    pub fn new() -> Result<Self> {
        let policies: PolicySet = POLICIES.parse()?;
        // Without places in a text, which would be passed on at every step.
        let policies = PolicySet::from_json_value(policies.to_json()?)?;
        let mut says = HashMap::new();
        for policy in policies.policies() {
            let name = policy.annotation("id").ok_or("a policy has no `@id`")?;
            says.insert(policy.id().clone(), said(name).ok_or_else(|| format!("what is `{name}`?"))?);
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::empty(),
            says,
            requests: Requests::new()?,
        })
    }
}

fn said(name: &str) -> Option<Says> {
    let (rule, says) = name.split_once('.')?;
    let outcome = match says {
        "met" => Outcome::Met,
        "not_met" => Outcome::NotMet,
        "not_applicable" => Outcome::NotApplicable,
        _ => return None,
    };
    if rule == "scope" {
        return Some(Says::Scope(outcome == Outcome::Met));
    }
    Some(Says::Rule(RULES.iter().position(|one| *one == rule)?, outcome))
}

impl Peer for Cedar {
    type Ready = Request;

    fn read(&self, text: &str) -> Result<Request> {
        self.requests.of(text)
    }

    fn decide(&mut self, record: &Request) -> Result<Answer> {
        let response = self.authorizer.is_authorized(record, &self.policies, &self.entities);
        if let Some(problem) = response.diagnostics().errors().next() {
            return Err(problem.clone().into());
        }
        let (mut scope, mut rules) = (None, [Outcome::Unknown; RULES.len()]);
        for policy in response.diagnostics().reason() {
            match self.says.get(policy) {
                Some(Says::Scope(is)) => scope = Some(*is),
                Some(Says::Rule(rule, outcome)) => rules[*rule] = *outcome,
                None => return Err(format!("there is no policy `{policy}`").into()),
            }
        }
        Ok(Answer::of(scope, rules))
    }
}

/// What is asked of Cedar: the patient is the context of a request, in which nobody asks for anything in particular.
pub struct Requests {
    patient: EntityUid,
    decide: EntityUid,
    treatment: EntityUid,
}

impl Requests {
    pub fn new() -> Result<Self> {
        Ok(Self {
            patient: r#"Patient::"patient""#.parse()?,
            decide: r#"Action::"decide""#.parse()?,
            treatment: r#"Treatment::"treatment""#.parse()?,
        })
    }

    /// The request for a patient in JSON text.
    pub fn of(&self, text: &str) -> Result<Request> {
        let patient: Patient = serde_json::from_str(text)?;
        let long = RestrictedExpression::new_long;
        let word = |word: &str| RestrictedExpression::new_string(word.to_owned());
        let yes = RestrictedExpression::new_bool;
        let facts = [
            ("birth_date", patient.birth_date.map(|day| long(number(day)))),
            ("sex", patient.sex.map(|sex| word(sex.word()))),
            ("pregnant", patient.pregnant.map(yes)),
            ("diabetes", patient.diabetes.map(|kind| word(kind.word()))),
            ("diagnosed", patient.diagnosed.map(|day| long(number(day)))),
            ("hba1c_tenths", patient.hba1c.map(tenths).transpose()?.map(long)),
            ("hba1c_on", patient.hba1c_on.map(|day| long(number(day)))),
            ("glucose", patient.glucose.map(|value| long(value.into()))),
            ("egfr", patient.egfr.map(|value| long(value.into()))),
            ("systolic", patient.systolic.map(|value| long(value.into()))),
            ("bmi_tenths", patient.bmi.map(tenths).transpose()?.map(long)),
            ("nyha", patient.nyha.map(|class| word(class.word()))),
            ("metformin", patient.metformin.map(yes)),
            ("insulin", patient.insulin.map(yes)),
            ("hypos", patient.hypos.map(|value| long(value.into()))),
        ];
        let facts = facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let context = Context::from_pairs(facts)?;
        Ok(Request::new(self.patient.clone(), self.decide.clone(), self.treatment.clone(), context, None)?)
    }
}

/// A number with one digit behind the point as a whole number. Cedar has no floating point numbers, and its decimals are
/// slower than its whole ones.
fn tenths(value: f64) -> Result<i64> {
    let tenths = (value * 10.0).round();
    if (tenths / 10.0 - value).abs() > 1e-9 {
        return Err(format!("`{value}` has more than one digit behind the point").into());
    }
    Ok(tenths as i64)
}
