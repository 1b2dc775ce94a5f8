//! Why something is not known.

use std::fmt;

use serde::Serialize;

/// The reason why a value is not known. An unknown is never bare: it carries one of these for each fact
/// it came from. The words are elig's own; the codes of FHIR's
/// [data-absent-reason](https://hl7.org/fhir/R4/valueset-data-absent-reason.html) map onto them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// The record says nothing of it.
    NotRecorded,
    /// The answer was declined, or is withheld.
    AskedDeclined,
    /// It has no meaning for this patient.
    NotApplicable,
    /// What is recorded is too old.
    Stale,
    /// What is recorded is not precise enough.
    Imprecise,
    /// Only a bound is recorded.
    Censored,
    /// Two different values have the same claim.
    Conflicting,
    /// What is recorded is not a value of its type; it was rejected when the record was read.
    Invalid,
    /// A computation passed the limit on a number's size.
    Overflow,
    /// A division by zero.
    DivideByZero,
}

impl Absence {
    /// All reasons that a record may give in `{"absent": "…"}`: elig's own words and FHIR's codes.
    pub const CODES: &'static [(&'static str, Absence)] = &[
        ("not-recorded", Absence::NotRecorded),
        ("asked-declined", Absence::AskedDeclined),
        ("not-applicable", Absence::NotApplicable),
        ("stale", Absence::Stale),
        ("imprecise", Absence::Imprecise),
        ("censored", Absence::Censored),
        ("conflicting", Absence::Conflicting),
        ("invalid", Absence::Invalid),
        // FHIR R4 data-absent-reason.
        ("unknown", Absence::NotRecorded),
        ("asked-unknown", Absence::NotRecorded),
        ("temp-unknown", Absence::NotRecorded),
        ("not-asked", Absence::NotRecorded),
        ("not-performed", Absence::NotRecorded),
        // Withheld: the value exists, and an assumption about silence must not fill it.
        ("masked", Absence::AskedDeclined),
        ("not-permitted", Absence::AskedDeclined),
        ("unsupported", Absence::NotRecorded),
        ("as-text", Absence::Invalid),
        ("error", Absence::Invalid),
        ("not-a-number", Absence::Invalid),
        ("negative-infinity", Absence::Invalid),
        ("positive-infinity", Absence::Invalid),
    ];

    /// The reason that a record's code means.
    ///
    /// ```
    /// use elig::Absence;
    /// assert_eq!(Absence::from_code("asked-declined"), Some(Absence::AskedDeclined));
    /// assert_eq!(Absence::from_code("temp-unknown"), Some(Absence::NotRecorded));
    /// assert_eq!(Absence::from_code("no idea"), None);
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, reason)| *reason)
    }

    /// As a phrase that completes "`x` …".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Absence::NotRecorded => "is not recorded",
            Absence::AskedDeclined => "was asked for, and the answer was declined or is withheld",
            Absence::NotApplicable => "is recorded as not applicable",
            Absence::Stale => "was recorded too long ago",
            Absence::Imprecise => "is not recorded precisely enough",
            Absence::Censored => "is recorded only as a bound",
            Absence::Conflicting => "is recorded with conflicting values",
            Absence::Invalid => "is recorded with an invalid value",
            Absence::Overflow => "passes the largest number that can be computed",
            Absence::DivideByZero => "would be a division by zero",
        }
    }
}

impl fmt::Display for Absence {
    /// The code: `not-recorded`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self {
            Absence::Overflow => "overflow",
            Absence::DivideByZero => "divide-by-zero",
            other => Self::CODES.iter().find(|(_, reason)| reason == other).map_or("", |(code, _)| code),
        };
        f.write_str(code)
    }
}
