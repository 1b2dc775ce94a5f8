//! What a value that was already read says of the parts of its fact, where that takes no program: truths, numbers, choices,
//! scales, and what joins these. It is what [`eval`](crate::eval) says; a test holds the two against each other.

use super::truths::{Bits, FALSE, TRUE, bits, not};
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
                compare(*relation, left, right)
            }
            Test::OneOf(values) => bits(value.is_one_of(*values)),
            Test::Not(of) => not(of.says(value)),
            Test::All(of) => {
                let (all, any) = of
                    .iter()
                    .map(|own| own.says(value))
                    .fold((TRUE, 0), |(all, any), own| (all & own, any | own));
                all | any & FALSE
            }
            Test::Any(of) => {
                let (all, any) = of
                    .iter()
                    .map(|own| own.says(value))
                    .fold((FALSE, 0), |(all, any), own| (all & own, any | own));
                all | any & TRUE
            }
        }
    }
}

fn is_fact(program: &Program, step: StepId) -> bool {
    matches!(program.step(step), Some(Step::Slot(_)))
}

fn compare(relation: Relation, left: &Possible, right: &Possible) -> Bits {
    if let (Possible::Number(left), Possible::Number(right)) = (left, right)
        && let (Some(left), Some(right)) = (left.as_point(), right.as_point())
    {
        let order = left.cmp(right);
        return bits(Truth::from(match relation {
            Relation::Equal => order.is_eq(),
            Relation::Less => order.is_lt(),
            Relation::AtMost => order.is_le(),
        }));
    }
    bits(match relation {
        Relation::Equal => left.equals(right),
        Relation::Less => left.is_less(right),
        Relation::AtMost => left.is_at_most(right),
    })
}
