//! A program with nothing in it that breaks the law of the language.

use std::sync::Arc;

use crate::ir::{Body, Program, Question, Relation, Step, StepId, Windows};
use crate::possible::{Possible, Truth};

/// What it decides of some values it decides of all that they could become.
///
/// What is known stays known, whatever becomes known beside it.
pub fn lawful(program: &Program, is_known: &dyn Fn(StepId) -> bool) -> Program {
    let mut lawful = Program::default();
    lawful.rules.clone_from(&program.rules);
    lawful.applies_when = program.applies_when;
    for (index, step) in program.steps().iter().enumerate() {
        let step = match step {
            Step::IsKnown(of) if is_known(*of) => Step::Constant(Possible::Truth(Truth::True)),
            step => deep(step),
        };
        lawful.push(step, program.place(Program::id(index)));
    }
    lawful
}

/// `is known` says of what is not known yet that it is not, and is another one later. In its place stands what is true
/// of all that is known, and open of all that is not. `any recorded of` is false while one is known to be false and the
/// others are not known, and may be true later: `any of`, which stands in its place, is open then.
pub(crate) fn lawful_step(step: &Step) -> Step {
    match step {
        Step::IsKnown(of) => Step::Compare(Relation::Equal, *of, *of),
        Step::AnyRecorded(of) => Step::Any(of.clone()),
        step => step.clone(),
    }
}

/// The same, and in the bodies within. The checker bounds how deep they nest.
fn deep(step: &Step) -> Step {
    match step {
        Step::Each { reads, body, fold } => {
            Step::Each { reads: reads.clone(), body: Arc::new(body_of(body)), fold: *fold }
        }
        Step::Windows { reads, asked } => {
            let questions = asked.questions.iter().map(|question| Question {
                list: question.list,
                body: Arc::new(body_of(&question.body)),
                fold: question.fold,
            });
            let steps = asked.steps.iter().map(deep).collect();
            let asked = Windows { questions: questions.collect(), steps, ..(**asked).clone() };
            Step::Windows { reads: reads.clone(), asked: Arc::new(asked) }
        }
        step => lawful_step(step),
    }
}

fn body_of(body: &Body) -> Body {
    Body { steps: body.steps.iter().map(deep).collect(), ..body.clone() }
}
