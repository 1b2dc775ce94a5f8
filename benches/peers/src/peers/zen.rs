//! ZEN expressions: compiled once, run in a virtual machine that is kept from patient to patient.

use elig::Outcome;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use zen_expression::expression::Standard;
use zen_expression::variable::{Symbol, Variable, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression};

use crate::answer::{Answer, RULES, outcome, verdict};
use crate::patient::{Patient, number};
use crate::peer::{Peer, Result};

const EXPRESSION: &str = include_str!("../../rules/metabolic.zen");

pub struct Zen {
    expression: Expression<Standard>,
    machine: VM,
}

impl Zen {
    pub fn new() -> Result<Self> {
        Ok(Self { expression: compile_expression(EXPRESSION)?, machine: VM::new() })
    }
}

impl Peer for Zen {
    type Ready = Variable;

    fn read(&self, text: &str) -> Result<Variable> {
        let patient: Patient = serde_json::from_str(text)?;
        let day = |date| Variable::Number(number(date).into());
        let whole = |value: u32| Variable::Number(value.into());
        let decimal = |value: f64| Decimal::try_from(value).map(Variable::Number);
        let word = |word: &'static str| Variable::String(Symbol::from_static(word));
        let facts = [
            ("birth_date", patient.birth_date.map(day)),
            ("sex", patient.sex.map(|sex| word(sex.word()))),
            ("pregnant", patient.pregnant.map(Variable::Bool)),
            ("diabetes", patient.diabetes.map(|kind| word(kind.word()))),
            ("diagnosed", patient.diagnosed.map(day)),
            ("hba1c", patient.hba1c.map(decimal).transpose()?),
            ("hba1c_on", patient.hba1c_on.map(day)),
            ("glucose", patient.glucose.map(whole)),
            ("egfr", patient.egfr.map(whole)),
            ("systolic", patient.systolic.map(whole)),
            ("bmi", patient.bmi.map(decimal).transpose()?),
            ("nyha", patient.nyha.map(|class| word(class.word()))),
            ("metformin", patient.metformin.map(Variable::Bool)),
            ("insulin", patient.insulin.map(Variable::Bool)),
            ("hypos", patient.hypos.map(whole)),
        ];
        let mut map = VariableMap::with_capacity(facts.len());
        for (name, value) in facts {
            if let Some(value) = value {
                map.insert(Symbol::from_static(name), value);
            }
        }
        Ok(Variable::from_object(map))
    }

    fn decide(&mut self, record: &Variable) -> Result<Answer> {
        // A variable is shared, not copied.
        let said = self.expression.evaluate_with(record.clone(), &mut self.machine)?;
        let said = said.as_array().ok_or("the answer is no list")?;
        let said = said.borrow();
        let [said_verdict, said_rules] = said.as_slice() else {
            return Err("the answer is not a verdict and rules".into());
        };
        let said_rules = said_rules.as_array().ok_or("the rules are no list")?;
        let said_rules = said_rules.borrow();
        if said_rules.len() != RULES.len() {
            return Err("the answer is not one of twelve rules".into());
        }
        let mut rules = [Outcome::Unknown; RULES.len()];
        for (rule, said) in rules.iter_mut().zip(said_rules.iter()) {
            *rule = whole_number(said).and_then(outcome).ok_or("a rule says something else")?;
        }
        let verdict = whole_number(said_verdict).and_then(verdict).ok_or("the verdict is something else")?;
        Ok(Answer { verdict, rules })
    }
}

fn whole_number(said: &Variable) -> Option<i64> {
    said.as_number()?.to_i64()
}
