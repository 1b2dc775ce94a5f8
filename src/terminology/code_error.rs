//! What is wrong with a code, whoever wrote it.

use super::limits::MAX_CODE_BYTES;

/// Why a code cannot be one of its code system. The message never repeats the code, so that it may be shown
/// of a patient's record; [`CodeError::help`] does, and is for rulesets and value sets only.
///
/// ```
/// use elig::terminology::CodeSystem;
/// let error = CodeSystem::SNOMED.check("73211008").unwrap_err();
/// assert_eq!(error.to_string(), "the check digit of this SNOMED CT identifier is wrong, so it names nothing");
/// assert!(error.help().contains("73211009"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// There is no code.
    #[error("this code is empty")]
    Empty,
    /// White space around it, or characters that do not show.
    #[error("this code has spaces around it, or characters that do not show")]
    Space,
    /// Longer than any code.
    #[error("this code is longer than {MAX_CODE_BYTES} bytes")]
    TooLong,
    /// It is not built as the codes of its system are.
    #[error("this is not built like a code of {system}")]
    Shape {
        /// The name of the system in words.
        system: &'static str,
        /// How its codes are built, with an example.
        wanted: &'static str,
        /// The code as it is most likely meant, if that is sure.
        instead: Option<String>,
    },
    /// The check digit does not fit the other digits.
    #[error("the check digit of this {system} is wrong, so it names nothing")]
    CheckDigit {
        /// What kind of code it is.
        system: &'static str,
        /// The code with the check digit that fits the other digits.
        instead: String,
    },
    /// The SNOMED CT identifier of a description or of a relationship, by its partition.
    #[error("this SNOMED CT identifier names {what}, not a concept")]
    NotAConcept {
        /// What it names.
        what: &'static str,
    },
    /// A SNOMED CT expression, or an identifier with its term.
    #[error("this is a SNOMED CT expression, not the identifier of one concept")]
    Expression,
    /// A block or a chapter of a classification.
    #[error("this is a range of codes, not a code")]
    Range,
}

impl CodeError {
    /// What to do about it. May hold the code itself.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            CodeError::Empty => "write the code, or leave the entry out".to_owned(),
            CodeError::Space => "delete the spaces; codes are compared character by character".to_owned(),
            CodeError::TooLong => "compare it with its source".to_owned(),
            CodeError::Shape { wanted, instead: None, .. } => format!("it is {wanted}"),
            CodeError::Shape { wanted, instead: Some(instead), .. } => {
                format!("did you mean `{instead}`? It is {wanted}")
            }
            CodeError::CheckDigit { instead, .. } => {
                format!(
                    "compare it with its source: two digits may have changed places; only if all others are right it is `{instead}`"
                )
            }
            CodeError::NotAConcept { .. } => {
                "write the identifier of the concept; its last three digits start with 00 or 10".to_owned()
            }
            CodeError::Expression => {
                "write the identifier of the concept alone, without its term and without `:`, `+` or `=`"
                    .to_owned()
            }
            CodeError::Range => "write each category with a wildcard, such as `I50.*`".to_owned(),
        }
    }
}
