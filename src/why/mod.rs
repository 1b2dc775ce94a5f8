//! Why: a decision explained down to the values that decided, and no further.
//!
//! Reads what the core computed and what the ruleset says of it; decides nothing itself. What is cited of a record is
//! enough to decide the same: see [`Resting`](crate::explain::Resting).

mod choice;
mod compared;
mod fact;
mod group;
mod leaf;
mod linked;
mod open;
mod part;
mod plain;
mod rule;
mod teller;
mod verdict;
mod words;

use std::sync::Arc;

use serde::Serialize;

pub use open::OpenFact;
pub use part::{Part, PartKind, Speaks};
pub use rule::Reason;

use crate::decision::{Decision, Warning};
use crate::eval::Verdict;

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-why/1";

/// Why a decision is what it is. Serializes as documented in `docs/why.md` and `docs/why.schema.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The answer.
    pub verdict: Verdict,
    /// The date on which it holds.
    pub as_of: String,
    /// The record's `id`.
    pub record: Option<String>,
    /// The ruleset that decided.
    pub ruleset: RulesetNamed,
    /// The verdict, and how many reasons or facts are behind it.
    pub headline: String,
    /// Of an undetermined patient: the verdict that every record has that completes this one, if they agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whatever_is_missing: Option<Verdict>,
    /// The verdict with its reasons, in one sentence.
    pub sentence: String,
    /// Of an ineligible patient: the day on which all reasons have lapsed, where each has an `until`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses: Option<String>,
    /// Of an ineligible patient the rules that are not met, each of which is enough; of an eligible one all rules; of
    /// an undetermined one what is open; of one whom the ruleset is not for, why it is not.
    pub reasons: Vec<Reason>,
    /// What of the ruleset's own `applies when` the reasons presuppose: that it is for this patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies: Option<Reason>,
    /// The facts that would settle an undetermined verdict, the most telling first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<OpenFact>,
    /// Advice that is raised, or could not be checked. It has no part in the verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Reason>,
    /// What a reader must know before leaning on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The facts on which the verdict rests: a record that says no more than these is decided alike.
    pub rests_on: Vec<Arc<str>>,
}

/// The ruleset that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesetNamed {
    /// The name of its header.
    pub name: Option<Arc<str>>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
}

impl Decision {
    /// Why the verdict is what it is: a tree down to the values that decided.
    ///
    /// ```
    /// use elig::loader::{Memory, Wanted};
    /// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
    /// let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result().unwrap();
    /// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
    /// let why = ruleset.decide_json(r#"{ "pain_months": 4 }"#, as_of).unwrap().why();
    /// assert_eq!(why.sentence, "Not eligible: pain months is 4; this ruleset asks for at least 6");
    /// assert_eq!(&*why.rests_on[0], "pain_months");
    /// ```
    #[must_use]
    pub fn why(&self) -> Explanation {
        teller::told(self, &|teller| verdict::explanation(teller))
    }

    /// Why the rule with this label says what it says; `None` if there is no such rule.
    #[must_use]
    pub fn why_rule(&self, label: &str) -> Option<Reason> {
        let index = self.about().rules.iter().position(|rule| &*rule.label == label)?;
        teller::told(self, &|teller| rule::reason(teller, index))
    }
}
