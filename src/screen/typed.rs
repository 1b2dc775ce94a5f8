//! What a value that was already read says of the parts of its fact, where that takes no program: truths, numbers, choices,
//! scales, and what joins these. It is what [`eval`](crate::eval) says; a test holds the two against each other.

use super::truths::{Bits, bits, not, truth};
use crate::ir::{Program, Relation, Step, StepId};
use crate::possible::{Possible, Truth, Values};

/// How deep tests may hold one another.
const MAX_DEPTH: usize = 8;

/// A part of one fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The value itself.
    Holds,
    /// The value beside another one; with `swapped` the other one stands on the left.
    Compare {
        /// How.
        relation: Relation,
        /// With what.
        with: Possible,
        /// Which stands on the left.
        swapped: bool,
    },
    /// Is it one of these?
    OneOf(Values),
    /// Negation.
    Not(Box<Test>),
    /// Strong Kleene conjunction.
    All(Box<[Test]>),
    /// Strong Kleene disjunction.
    Any(Box<[Test]>),
}

impl Test {
    /// The test of a step whose only fact is the one of the program; `None` where it takes more.
    pub fn of(program: &Program, step: StepId) -> Option<Self> {
        Self::at(program, step, 0)
    }

    fn at(program: &Program, step: StepId, depth: usize) -> Option<Self> {
        if depth > MAX_DEPTH {
            return None;
        }
        let all = |of: &[StepId]| -> Option<Box<[Self]>> {
            of.iter().map(|own| Self::at(program, *own, depth + 1)).collect()
        };
        Some(match program.step(step)? {
            Step::Slot(_) => Test::Holds,
            Step::Not(of) => Test::Not(Box::new(Self::at(program, *of, depth + 1)?)),
            Step::All(of) => Test::All(all(of)?),
            Step::Any(of) => Test::Any(all(of)?),
            Step::OneOf(of, values) if is_fact(program, *of) => Test::OneOf(*values),
            Step::Compare(relation, left, right) => match (program.step(*left)?, program.step(*right)?) {
                (Step::Slot(_), Step::Constant(with)) => {
                    Test::Compare { relation: *relation, with: with.clone(), swapped: false }
                }
                (Step::Constant(with), Step::Slot(_)) => {
                    Test::Compare { relation: *relation, with: with.clone(), swapped: true }
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What a value says.
    #[inline]
    pub fn says(&self, value: &Possible) -> Bits {
        match self {
            Test::Holds => bits(value.truth()),
            Test::Compare { relation, with, swapped } => {
                let (left, right) = if *swapped { (with, value) } else { (value, with) };
                bits(match relation {
                    Relation::Equal => left.equals(right),
                    Relation::Less => left.is_less(right),
                    Relation::AtMost => left.is_at_most(right),
                })
            }
            Test::OneOf(values) => bits(value.is_one_of(*values)),
            Test::Not(of) => not(of.says(value)),
            Test::All(of) => bits(Truth::all(of.iter().map(|own| truth(own.says(value))))),
            Test::Any(of) => bits(Truth::any(of.iter().map(|own| truth(own.says(value))))),
        }
    }
}

fn is_fact(program: &Program, step: StepId) -> bool {
    matches!(program.step(step), Some(Step::Slot(_)))
}
