//! A ruleset that is being written: it may lack rules, and an expression may be asked in its scope.

use super::{Compilation, Settings, compile_all};
use crate::check::{Hole, NameInScope};
use crate::ir::StepId;
use crate::loader::{Loader, Wanted};
use crate::syntax::ast::Expr;
use crate::vocabulary::ValueType;

/// What comes of a ruleset that is being written.
#[derive(Debug)]
pub struct Draft {
    /// The texts, the problems, and the ruleset. One without rules is none of its errors.
    pub compilation: Compilation,
    /// What was asked, if it could be read.
    pub question: Option<Question>,
    /// Where something is still to be written: `?`.
    pub holes: Vec<Hole>,
    /// Every name in its scope.
    pub names: Vec<NameInScope>,
}

/// An expression that was asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The expression.
    pub expr: Expr,
    /// The step of the ruleset's program that computes it, and its type; there if nothing has an error.
    pub answer: Option<(StepId, ValueType)>,
}

/// Compiles a ruleset that is being written. `question` is an expression to check in its scope, behind what
/// messages about it name as its file.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\n");
/// let question = Some(("question", "pain_months / 12"));
/// let draft = elig::draft(&files, Wanted::File("pain.elig"), &elig::Settings::new(), question);
/// let ruleset = draft.compilation.into_result()?;
/// let (step, ty) = draft.question.and_then(|question| question.answer).unwrap();
/// assert_eq!(ty.to_string(), "decimal");
///
/// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
/// let decision = ruleset.decide_json(r#"{ "pain_months": 18 }"#, as_of)?;
/// assert_eq!(ty.show(decision.value(step)), "1.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn draft(
    loader: &dyn Loader,
    wanted: Wanted<'_>,
    settings: &Settings,
    question: Option<(&str, &str)>,
) -> Draft {
    compile_all(loader, wanted, settings, Some(question))
}
