//! A part of an explanation.

use std::sync::Arc;

use serde::Serialize;

use crate::possible::Truth;

/// A part of an explanation: a condition or a value that decided, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Whether it holds; left out of a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Truth>,
    /// Does it speak for the patient?
    pub speaks: Speaks,
    /// What was found, and what is asked.
    pub sentence: String,
    /// As it is written in the ruleset.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub written: String,
    /// The facts that it rests on, those of its parts included.
    pub rests_on: Vec<Arc<str>>,
    /// The parts that made it so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What was found.
    #[serde(skip)]
    pub found: String,
    /// What is asked, in the words that stand behind "at least".
    #[serde(skip)]
    pub asked: Option<String>,
    /// What it should be.
    #[serde(skip)]
    pub wanted: Wanted,
}

/// What a part of an explanation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A condition that asks facts.
    Condition,
    /// Conditions of which all, one, or so many have to hold.
    Group,
    /// `unless`, `except when`.
    Exception,
    /// `applies when` of a rule.
    Applies,
    /// Which row or branch gave a value.
    Choice,
    /// How a score came about.
    Score,
    /// Which entries of a list gave a value.
    Entries,
    /// What another ruleset says.
    Ruleset,
    /// What a rule of another ruleset says.
    Rule,
    /// What a rule counts as while it is not recorded.
    Default,
}

/// Does a part speak for the patient?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// For.
    For,
    /// Against.
    Against,
    /// It is not known.
    Open,
    /// Neither: it chooses a value.
    Neither,
}

/// What a condition should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// It should hold.
    Yes,
    /// It should not.
    No,
    /// It only chooses a value.
    Either,
    /// Its contrary only chooses a value.
    EitherNot,
}

impl Wanted {
    /// The same of the contrary.
    pub fn contrary(self) -> Self {
        match self {
            Wanted::Yes => Wanted::No,
            Wanted::No => Wanted::Yes,
            Wanted::Either => Wanted::EitherNot,
            Wanted::EitherNot => Wanted::Either,
        }
    }

    /// Does a condition speak for the patient?
    pub fn speaks(self, truth: Truth) -> Speaks {
        match (self, truth) {
            (_, Truth::Unknown) => Speaks::Open,
            (Wanted::Either | Wanted::EitherNot, _) => Speaks::Neither,
            (Wanted::Yes, Truth::True) | (Wanted::No, Truth::False) => Speaks::For,
            _ => Speaks::Against,
        }
    }
}
