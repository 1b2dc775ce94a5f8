//! CEL: one program, a list of what the rules say; a patient is the resolver of its variables.

use std::sync::Arc;

use cel::common::types::{CelBool, CelDouble, CelInt, CelNull, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::{Context, VariableResolver};
use cel::{Env, Program, Value};
use elig::Outcome;

use crate::answer::{Answer, RULES, outcome};
use crate::patient::{Patient, number};
use crate::peer::{Peer, Result};

const EXPRESSION: &str = include_str!("../../rules/metabolic.cel");

pub struct Cel {
    env: Arc<Env>,
    program: Program,
}

impl Cel {
    pub fn new() -> Result<Self> {
        let env = Arc::new(Env::stdlib());
        let program = env.compile(EXPRESSION)?;
        Ok(Self { env, program })
    }
}

/// A patient in CEL's own values; what is not recorded is null. Variables are lent, not copied.
pub struct Variables {
    birth_date: Option<CelInt>,
    sex: Option<CelString<'static>>,
    pregnant: Option<CelBool>,
    diabetes: Option<CelString<'static>>,
    diagnosed: Option<CelInt>,
    hba1c: Option<CelDouble>,
    hba1c_on: Option<CelInt>,
    glucose: Option<CelInt>,
    egfr: Option<CelInt>,
    systolic: Option<CelInt>,
    bmi: Option<CelDouble>,
    nyha: Option<CelString<'static>>,
    metformin: Option<CelBool>,
    insulin: Option<CelBool>,
    hypos: Option<CelInt>,
}

impl VariableResolver for Variables {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let value = match variable {
            "birth_date" => lent(&self.birth_date),
            "sex" => lent(&self.sex),
            "pregnant" => lent(&self.pregnant),
            "diabetes" => lent(&self.diabetes),
            "diagnosed" => lent(&self.diagnosed),
            "hba1c" => lent(&self.hba1c),
            "hba1c_on" => lent(&self.hba1c_on),
            "glucose" => lent(&self.glucose),
            "egfr" => lent(&self.egfr),
            "systolic" => lent(&self.systolic),
            "bmi" => lent(&self.bmi),
            "nyha" => lent(&self.nyha),
            "metformin" => lent(&self.metformin),
            "insulin" => lent(&self.insulin),
            "hypos" => lent(&self.hypos),
            _ => return None,
        };
        Some(CowVal::Borrowed(value))
    }
}

fn lent<'b, T: Val + 'b>(value: &'b Option<T>) -> &'b (dyn Val + 'b) {
    match value {
        Some(value) => value,
        None => &CelNull,
    }
}

impl Peer for Cel {
    type Ready = Variables;

    fn read(&self, text: &str) -> Result<Variables> {
        let patient: Patient = serde_json::from_str(text)?;
        let day = |date| CelInt::from(number(date));
        let whole = |value: u32| CelInt::from(i64::from(value));
        Ok(Variables {
            birth_date: patient.birth_date.map(day),
            sex: patient.sex.map(|sex| CelString::from(sex.word())),
            pregnant: patient.pregnant.map(CelBool::from),
            diabetes: patient.diabetes.map(|kind| CelString::from(kind.word())),
            diagnosed: patient.diagnosed.map(day),
            hba1c: patient.hba1c.map(CelDouble::from),
            hba1c_on: patient.hba1c_on.map(day),
            glucose: patient.glucose.map(whole),
            egfr: patient.egfr.map(whole),
            systolic: patient.systolic.map(whole),
            bmi: patient.bmi.map(CelDouble::from),
            nyha: patient.nyha.map(|class| CelString::from(class.word())),
            metformin: patient.metformin.map(CelBool::from),
            insulin: patient.insulin.map(CelBool::from),
            hypos: patient.hypos.map(whole),
        })
    }

    fn decide(&mut self, record: &Variables) -> Result<Answer> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.set_variable_resolver(record);
        let Value::List(said) = self.program.execute(&context)? else {
            return Err("the program says no list".into());
        };
        let [scope, said @ ..] = said.as_slice() else { return Err("the list is empty".into()) };
        if said.len() != RULES.len() {
            return Err("the list is not one of twelve rules".into());
        }
        let mut rules = [Outcome::Unknown; RULES.len()];
        for (rule, said) in rules.iter_mut().zip(said) {
            *rule = of(said)?;
        }
        let scope = match of(scope)? {
            Outcome::Met => Some(true),
            Outcome::Unknown => None,
            _ => Some(false),
        };
        Ok(Answer::of(scope, rules))
    }
}

fn of(said: &Value) -> Result<Outcome> {
    match said {
        Value::Int(number) => outcome(*number).ok_or_else(|| format!("no rule says {number}").into()),
        other => Err(format!("no rule says {other:?}").into()),
    }
}
