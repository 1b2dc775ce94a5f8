//! One code of one code system.

use std::fmt;
use std::sync::Arc;

use super::system::CodeSystem;

/// A code and the system that says what it means. Two are equal when they are the same code, however written:
/// see [`CodeSystem::normalized`].
///
/// ```
/// use elig::terminology::{CodeSystem, Coding};
/// let written = Coding::new(CodeSystem::ICD10CM, "I50.9");
/// assert_eq!(written, Coding::new(CodeSystem::ICD10CM, "i509"));
/// assert_ne!(written, Coding::new(CodeSystem::ICD10, "I50.9"));
/// assert_eq!(written.to_string(), "icd10cm I50.9");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coding {
    system: CodeSystem,
    code: Arc<str>,
}

impl Coding {
    /// This code of this system. Whether there can be such a code is asked by [`CodeSystem::check`].
    #[must_use]
    pub fn new(system: CodeSystem, code: &str) -> Self {
        let code = system.normalized(code).into();
        Self { system, code }
    }

    /// The code system.
    #[must_use]
    pub fn system(&self) -> &CodeSystem {
        &self.system
    }

    /// The code, normalized.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Display for Coding {
    /// The system and the code as people write it: `icd10cm I50.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.system, self.system.written(&self.code))
    }
}
