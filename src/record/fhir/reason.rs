//! Why something that stands in a resource does not count, or may not.

use serde::Serialize;

/// Why a resource does not count for a fact, or why its value is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It was entered in error.
    EnteredInError,
    /// Its status or intent says that it did not happen, or not yet.
    NotDone,
    /// It is over, and the fact asks what is so now.
    Past,
    /// Somebody has looked, and it is not so.
    Refuted,
    /// It is about somebody or something else than the patient.
    AboutAnother,
    /// None of its codes is of a system that the value set lists.
    OtherSystem,
    /// Its status does not say that it counts: preliminary, on hold, unknown.
    UnclearStatus,
    /// It is not confirmed: suspected, provisional, one of several possible diagnoses.
    Unconfirmed,
    /// It has no code that could be read: text alone, or a code without its system.
    NoCode,
    /// A reference leads to nothing that is here.
    Unresolved,
    /// An element that the binding asks about is not there.
    MissingElement,
    /// It has a modifier extension, or implicit rules.
    Modified,
    /// It is given twice, with different contents.
    GivenTwice,
    /// The patient has more resources than the limit.
    TooMany,
    /// It has no value.
    NoValue,
    /// Its value is not of a kind that the fact takes.
    OtherKind,
    /// Its unit does not say in what it is measured: `{score}` for a percentage.
    OtherUnit,
    /// Its value is none of the binding's cases.
    NotMapped,
    /// It says several things at once that do not agree.
    Conflicting,
    /// A later resource counts.
    NotLatest,
    /// Another resource, which is refused or doubtful, leaves the fact open.
    LeftOpen,
}

impl Reason {
    /// What is said of several resources: "…, so that nobody knows".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Reason::EnteredInError => "was entered in error",
            Reason::NotDone => "did not happen, or not yet, by its status",
            Reason::Past => "is over, by its status",
            Reason::Refuted => "was looked for and refuted",
            Reason::AboutAnother => "is about somebody or something else than the patient",
            Reason::OtherSystem => "has no code of a system that the value set lists",
            Reason::UnclearStatus => "has a status that does not say whether it counts",
            Reason::Unconfirmed => "is not confirmed",
            Reason::NoCode => "has no code that could be read, so that it could be about anything",
            Reason::Unresolved => "refers to a resource that is not here",
            Reason::MissingElement => "lacks an element that the binding asks about",
            Reason::Modified => {
                "has a `modifierExtension` or `implicitRules`, which can change what it means"
            }
            Reason::GivenTwice => "is given twice, with different contents",
            Reason::TooMany => "is one of more resources than are read of one patient",
            Reason::NoValue => "has no value",
            Reason::OtherKind => "has a value of another kind than the fact takes",
            Reason::OtherUnit => "has a unit that is a mere annotation, such as `{score}`",
            Reason::NotMapped => "has a value that is none of the cases of the binding",
            Reason::Conflicting => "says several things at once that do not agree",
            Reason::NotLatest => "is not the latest",
            Reason::LeftOpen => "cannot be relied on beside another that is doubtful",
        }
    }
}
