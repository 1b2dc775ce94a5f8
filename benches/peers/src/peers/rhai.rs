//! Rhai: the script parsed once, a scope of variables for each patient.

use std::cell::RefCell;

use elig::Outcome;
use rhai::{AST, Array, Dynamic, Engine, INT, ImmutableString, Scope};

use crate::answer::{Answer, RULES, outcome, verdict};
use crate::patient::{Patient, number};
use crate::peer::{Peer, Result};

const SCRIPT: &str = include_str!("../../rules/metabolic.rhai");

pub struct Rhai {
    engine: Engine,
    script: AST,
    /// Texts are shared by all patients, as they are counted by reference.
    words: Words,
}

impl Rhai {
    pub fn new() -> Result<Self> {
        let engine = Engine::new();
        let script = engine.compile(SCRIPT)?;
        Ok(Self { engine, script, words: Words::default() })
    }
}

#[derive(Default)]
struct Words(RefCell<Vec<ImmutableString>>);

impl Words {
    fn of(&self, word: &str) -> ImmutableString {
        let mut known = self.0.borrow_mut();
        if let Some(known) = known.iter().find(|known| known.as_str() == word) {
            return known.clone();
        }
        let new = ImmutableString::from(word);
        known.push(new.clone());
        new
    }
}

impl Peer for Rhai {
    type Ready = RefCell<Scope<'static>>;

    fn read(&self, text: &str) -> Result<Self::Ready> {
        let patient: Patient = serde_json::from_str(text)?;
        let day = |date| Dynamic::from(number(date));
        let whole = |value: u32| Dynamic::from(INT::from(value));
        let word = |word: &str| Dynamic::from(self.words.of(word));
        let facts = [
            ("birth_date", patient.birth_date.map(day)),
            ("sex", patient.sex.map(|sex| word(sex.word()))),
            ("pregnant", patient.pregnant.map(Dynamic::from)),
            ("diabetes", patient.diabetes.map(|kind| word(kind.word()))),
            ("diagnosed", patient.diagnosed.map(day)),
            ("hba1c", patient.hba1c.map(Dynamic::from)),
            ("hba1c_on", patient.hba1c_on.map(day)),
            ("glucose", patient.glucose.map(whole)),
            ("egfr", patient.egfr.map(whole)),
            ("systolic", patient.systolic.map(whole)),
            ("bmi", patient.bmi.map(Dynamic::from)),
            ("nyha", patient.nyha.map(|class| word(class.word()))),
            ("metformin", patient.metformin.map(Dynamic::from)),
            ("insulin", patient.insulin.map(Dynamic::from)),
            ("hypos", patient.hypos.map(whole)),
        ];
        let mut scope = Scope::new();
        for (name, value) in facts {
            scope.push_constant_dynamic(name, value.unwrap_or(Dynamic::UNIT));
        }
        Ok(RefCell::new(scope))
    }

    fn decide(&mut self, record: &Self::Ready) -> Result<Answer> {
        let mut scope = record.borrow_mut();
        let facts = scope.len();
        let said = self.engine.eval_ast_with_scope::<Array>(&mut scope, &self.script)?;
        // What the script has named is taken away again.
        scope.rewind(facts);
        let [said_verdict, said_rules] = said.as_slice() else {
            return Err("the answer is not a verdict and rules".into());
        };
        let said_rules = said_rules.as_array_ref()?;
        if said_rules.len() != RULES.len() {
            return Err("the answer is not one of twelve rules".into());
        }
        let mut rules = [Outcome::Unknown; RULES.len()];
        for (rule, said) in rules.iter_mut().zip(said_rules.iter()) {
            *rule = outcome(said.as_int()?).ok_or("a rule says something else")?;
        }
        let verdict = verdict(said_verdict.as_int()?).ok_or("the verdict is something else")?;
        Ok(Answer { verdict, rules })
    }
}
