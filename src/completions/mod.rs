//! What a ruleset says of every patient that an open record could still describe.
//!
//! Kleene's logic looks at each condition alone: `a or not a` is unknown while `a` is. Here the values that missing facts
//! could have are looked at together, part by part, so that an answer that does not hang on them is found, and each
//! part is asked of the same evaluator: what it decides of a part it decides of every value in it. That is the law of
//! the language. Where a ruleset asks what is recorded rather than what is so, the law does not hold, and nothing is said.

mod lawful;
mod parts;
mod questions;
mod search;
mod silence;
mod space;

pub(crate) use lawful::lawful_step;
pub use questions::{Answers, Question, first_question, outlook, questions};
pub use silence::Silence;

use crate::decision::Decision;
use crate::eval::Verdict;
use crate::limits::{MAX_COMPLETION_STEPS, MAX_COMPLETIONS};
use search::Tally;
use space::Space;

/// Whether what is missing matters. What the ruleset assumes, or counts while something is not recorded, is taken as it
/// is: see [`Silence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whatever {
    /// The verdict is this one, whatever the missing facts are.
    Settled(Verdict),
    /// It hangs on them: some records that complete this one get one verdict, and some another.
    Open,
    /// Not decided within the limit, or of lists, texts and codes that nobody can look through.
    NotDecided,
}

impl Decision {
    /// Does the verdict hang on what is missing at all? Of a decision that is not undetermined it does not.
    ///
    /// What the ruleset assumes of a fact, or counts while it is not recorded, is taken as it is. Looks at no more than
    /// [`MAX_COMPLETIONS`] parts of what the facts could be.
    ///
    /// ```
    /// use elig::Verdict;
    /// use elig::completions::Whatever;
    /// use elig::loader::{Memory, Wanted};
    /// let text = "fact smoker: boolean\nrequire smoker or not smoker\n";
    /// let files = Memory::new().with("a.elig", text);
    /// let ruleset = elig::compile(&files, Wanted::File("a.elig")).into_result()?;
    /// let decision = ruleset.decide_json("{}", elig::AsOf::Fixed(jiff::civil::date(2025, 11, 20)))?;
    /// assert_eq!(decision.verdict(), Verdict::Undetermined);
    /// assert_eq!(decision.whatever_is_missing(), Whatever::Settled(Verdict::Eligible));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn whatever_is_missing(&self) -> Whatever {
        questions::whatever(self)
    }
}

/// How many parts may be looked at: fewer of a large ruleset.
fn budget(space: &Space) -> usize {
    (MAX_COMPLETION_STEPS / space.program.steps().len().max(1)).min(MAX_COMPLETIONS)
}

fn whatever(tally: &Tally) -> Whatever {
    match (tally.verdicts.len(), tally.verdicts.first()) {
        (1, Some(only)) if tally.is_whole => Whatever::Settled(*only),
        (2.., _) => Whatever::Open,
        _ => Whatever::NotDecided,
    }
}
