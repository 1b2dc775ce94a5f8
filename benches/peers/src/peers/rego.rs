//! Rego by regorus: the policy compiled for its virtual machine, which is kept from patient to patient.

use elig::Outcome;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};

use crate::answer::{Answer, RULES, outcome, verdict};
use crate::peer::{Peer, Result};

const POLICY: &str = include_str!("../../rules/metabolic.rego");
const ANSWER: &str = "data.metabolic.answer";

pub struct Rego {
    machine: RegoVM,
}

impl Rego {
    pub fn new() -> Result<Self> {
        let mut engine = Engine::new();
        engine.add_policy("metabolic.rego".to_owned(), POLICY.to_owned())?;
        let policy = engine.compile_with_entrypoint(&Rc::from(ANSWER))?;
        let mut machine = RegoVM::new();
        machine.load_program(Compiler::compile_from_policy(&policy, &[ANSWER])?);
        Ok(Self { machine })
    }
}

impl Peer for Rego {
    type Ready = Value;

    fn read(&self, text: &str) -> Result<Value> {
        Ok(Value::from_json_str(text)?)
    }

    fn decide(&mut self, record: &Value) -> Result<Answer> {
        // A value is shared, not copied.
        self.machine.set_input(record.clone());
        let said = self.machine.execute()?;
        let [said_verdict, said_rules] = said.as_array()?.as_slice() else {
            return Err("the answer is not a verdict and rules".into());
        };
        let said_rules = said_rules.as_array()?;
        if said_rules.len() != RULES.len() {
            return Err("the answer is not one of twelve rules".into());
        }
        let mut rules = [Outcome::Unknown; RULES.len()];
        for (rule, said) in rules.iter_mut().zip(said_rules.iter()) {
            *rule = outcome(said.as_i64()?).ok_or("a rule says something else")?;
        }
        let verdict = verdict(said_verdict.as_i64()?).ok_or("the verdict is something else")?;
        Ok(Answer { verdict, rules })
    }
}
