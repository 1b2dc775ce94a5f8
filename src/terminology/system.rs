//! Code systems: their short names, URIs and OIDs.

use std::fmt;
use std::sync::Arc;

use super::limits::MAX_SYSTEM_BYTES;
use crate::diagnostic::nearest;

/// A code system: one that elig knows by a short name, or any other by its URI.
///
/// Two systems are the same only if this is sure:
///
/// - A version behind a bar (`http://loinc.org|2.77`) is taken off: codes of these systems keep their meaning
///   from version to version.
/// - A known system is also found by its OID (`urn:oid:2.16.840.1.113883.6.96`), with `https` for `http` or
///   the other way round, with or without one slash at the end, and by the URIs that older FHIR guides gave
///   it. SNOMED CT is also found by the URI of an edition or version (`http://snomed.info/sct/731000124108`).
/// - Any other URI is compared character by character, as FHIR does. [`CodeSystem::resembles`] finds
///   those that differ by so little that one of the two is most likely misspelt.
///
/// ```
/// use elig::terminology::CodeSystem;
/// assert_eq!(CodeSystem::parse("snomed")?, CodeSystem::SNOMED);
/// assert_eq!(CodeSystem::parse("https://snomed.info/sct|20240301")?, CodeSystem::SNOMED);
/// assert_eq!(CodeSystem::parse("urn:oid:2.16.840.1.113883.6.90")?, CodeSystem::ICD10CM);
/// assert_ne!(CodeSystem::parse("http://example.org/a")?, CodeSystem::parse("http://example.org/a/")?);
/// assert_eq!(CodeSystem::ICD10CM.uri(), "http://hl7.org/fhir/sid/icd-10-cm");
/// # Ok::<(), elig::terminology::SystemError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeSystem(Inner);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Inner {
    Known(Known),
    Other(Arc<str>),
}

/// The systems with a short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Known {
    Snomed,
    Icd10,
    Icd10Cm,
    Icd10Pcs,
    Icd9Cm,
    Loinc,
    RxNorm,
    Cpt,
    Hcpcs,
    Ucum,
    Atc,
    Ndc,
    Cvx,
}

/// What is known of a system.
struct About {
    known: Known,
    name: &'static str,
    title: &'static str,
    uri: &'static str,
    /// URIs that mean the same, from older guides.
    also: &'static [&'static str],
    oids: &'static [&'static str],
}

/// URIs and OIDs: FHIR R4, "Code systems" (<https://hl7.org/fhir/R4/terminologies-systems.html>), and the
/// HL7 Terminology registry (<https://terminology.hl7.org/external_terminologies.html>).
const SYSTEMS: &[About] = &[
    About {
        known: Known::Snomed,
        name: "snomed",
        title: "SNOMED CT",
        uri: "http://snomed.info/sct",
        also: &[],
        oids: &["2.16.840.1.113883.6.96"],
    },
    About {
        known: Known::Icd10,
        name: "icd10",
        title: "ICD-10",
        uri: "http://hl7.org/fhir/sid/icd-10",
        also: &[],
        oids: &["2.16.840.1.113883.6.3"],
    },
    About {
        known: Known::Icd10Cm,
        name: "icd10cm",
        title: "ICD-10-CM",
        uri: "http://hl7.org/fhir/sid/icd-10-cm",
        also: &[],
        oids: &["2.16.840.1.113883.6.90"],
    },
    About {
        known: Known::Icd10Pcs,
        name: "icd10pcs",
        title: "ICD-10-PCS",
        uri: "http://www.cms.gov/Medicare/Coding/ICD10",
        // US Core before its version 3, and files that follow the pattern of the other ICD systems.
        also: &["http://www.icd10data.com/icd10pcs", "http://hl7.org/fhir/sid/icd-10-pcs"],
        oids: &["2.16.840.1.113883.6.4"],
    },
    About {
        known: Known::Icd9Cm,
        name: "icd9cm",
        title: "ICD-9-CM",
        uri: "http://hl7.org/fhir/sid/icd-9-cm",
        also: &[],
        // Its volume of procedures has an OID of its own (…6.104), which is no synonym: without dots its
        // codes look like other diagnoses.
        oids: &["2.16.840.1.113883.6.103"],
    },
    About {
        known: Known::Loinc,
        name: "loinc",
        title: "LOINC",
        uri: "http://loinc.org",
        also: &[],
        oids: &["2.16.840.1.113883.6.1"],
    },
    About {
        known: Known::RxNorm,
        name: "rxnorm",
        title: "RxNorm",
        uri: "http://www.nlm.nih.gov/research/umls/rxnorm",
        also: &[],
        oids: &["2.16.840.1.113883.6.88"],
    },
    About {
        known: Known::Cpt,
        name: "cpt",
        title: "CPT",
        uri: "http://www.ama-assn.org/go/cpt",
        also: &[],
        oids: &["2.16.840.1.113883.6.12"],
    },
    About {
        known: Known::Hcpcs,
        name: "hcpcs",
        title: "HCPCS Level II",
        uri: "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        also: &[],
        // The second is the retired identifier of the same codes.
        oids: &["2.16.840.1.113883.6.285", "2.16.840.1.113883.6.14"],
    },
    About {
        known: Known::Ucum,
        name: "ucum",
        title: "UCUM",
        uri: "http://unitsofmeasure.org",
        also: &[],
        oids: &["2.16.840.1.113883.6.8"],
    },
    About {
        known: Known::Atc,
        name: "atc",
        title: "ATC",
        uri: "http://www.whocc.no/atc",
        also: &[],
        oids: &["2.16.840.1.113883.6.73"],
    },
    About {
        known: Known::Ndc,
        name: "ndc",
        title: "NDC",
        uri: "http://hl7.org/fhir/sid/ndc",
        also: &[],
        oids: &["2.16.840.1.113883.6.69"],
    },
    About {
        known: Known::Cvx,
        name: "cvx",
        title: "CVX",
        uri: "http://hl7.org/fhir/sid/cvx",
        // FHIR DSTU2.
        also: &["http://www2a.cdc.gov/vaccines/iis/iisstandards/vaccines.asp?rpt=cvx"],
        oids: &["2.16.840.1.113883.12.292"],
    },
];

/// Why a text names no code system. It may come from a record: no message repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SystemError {
    /// Neither a short name that elig knows nor a URI.
    #[error("this is no code system that elig knows by a short name")]
    UnknownName {
        /// The short name that is most likely meant.
        nearest: Option<&'static str>,
    },
    /// A short name where only a URI can stand.
    #[error("this is no URI of a code system")]
    NotAUri {
        /// The URI of the system with this short name.
        uri: Option<&'static str>,
    },
    /// An OID without `urn:oid:` before it.
    #[error("this is an OID, not a URI")]
    BareOid,
    /// Nothing.
    #[error("this code system is empty")]
    Empty,
    /// Longer than any URI of a code system.
    #[error("the URI of this code system is longer than {MAX_SYSTEM_BYTES} bytes")]
    TooLong,
}

impl SystemError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            SystemError::UnknownName { nearest: Some(near) } => format!("did you mean `{near}`?"),
            SystemError::UnknownName { nearest: None } => {
                let names: Vec<_> = SYSTEMS.iter().map(|about| about.name).collect();
                format!(
                    "the short names are {}; another code system stands by its URI, which only records and FHIR files can write: read its value set from a file",
                    names.join(", ")
                )
            }
            SystemError::NotAUri { uri: Some(uri) } => format!("write `{uri}`"),
            SystemError::NotAUri { uri: None } => {
                "write the URI of the code system, such as `http://snomed.info/sct`".to_owned()
            }
            SystemError::BareOid => "write `urn:oid:` before it".to_owned(),
            SystemError::Empty => "write its short name, such as `snomed`, or its URI".to_owned(),
            SystemError::TooLong => "compare it with its source".to_owned(),
        }
    }
}

impl CodeSystem {
    /// SNOMED CT.
    pub const SNOMED: Self = Self(Inner::Known(Known::Snomed));
    /// ICD-10 of the World Health Organization.
    pub const ICD10: Self = Self(Inner::Known(Known::Icd10));
    /// ICD-10-CM, the diagnoses of the United States.
    pub const ICD10CM: Self = Self(Inner::Known(Known::Icd10Cm));
    /// ICD-10-PCS, the inpatient procedures of the United States.
    pub const ICD10PCS: Self = Self(Inner::Known(Known::Icd10Pcs));
    /// ICD-9-CM.
    pub const ICD9CM: Self = Self(Inner::Known(Known::Icd9Cm));
    /// LOINC.
    pub const LOINC: Self = Self(Inner::Known(Known::Loinc));
    /// RxNorm.
    pub const RXNORM: Self = Self(Inner::Known(Known::RxNorm));
    /// CPT.
    pub const CPT: Self = Self(Inner::Known(Known::Cpt));
    /// HCPCS Level II.
    pub const HCPCS: Self = Self(Inner::Known(Known::Hcpcs));
    /// UCUM, units of measure.
    pub const UCUM: Self = Self(Inner::Known(Known::Ucum));
    /// ATC of the World Health Organization.
    pub const ATC: Self = Self(Inner::Known(Known::Atc));
    /// NDC, the drug products of the United States.
    pub const NDC: Self = Self(Inner::Known(Known::Ndc));
    /// CVX, vaccines.
    pub const CVX: Self = Self(Inner::Known(Known::Cvx));

    /// Every system with a short name.
    ///
    /// ```
    /// use elig::terminology::CodeSystem;
    /// assert_eq!(CodeSystem::known().count(), 13);
    /// ```
    pub fn known() -> impl Iterator<Item = Self> {
        SYSTEMS.iter().map(|about| Self(Inner::Known(about.known)))
    }

    /// A short name or a URI.
    ///
    /// # Errors
    ///
    /// When it is neither.
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, SystemError};
    /// assert_eq!(CodeSystem::parse("rxnorm")?, CodeSystem::RXNORM);
    /// assert_eq!(CodeSystem::parse("snomd"), Err(SystemError::UnknownName { nearest: Some("snomed") }));
    /// # Ok::<(), SystemError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, SystemError> {
        match SYSTEMS.iter().find(|about| about.name == text) {
            Some(about) => Ok(Self(Inner::Known(about.known))),
            None => Self::from_uri(text).map_err(|error| match error {
                SystemError::NotAUri { .. } => SystemError::UnknownName { nearest: nearest_name(text) },
                other => other,
            }),
        }
    }

    /// A URI, as FHIR writes it.
    ///
    /// # Errors
    ///
    /// When it is none: FHIR knows no short names.
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, SystemError};
    /// assert_eq!(CodeSystem::from_uri("http://loinc.org/")?, CodeSystem::LOINC);
    /// assert_eq!(CodeSystem::from_uri("loinc"), Err(SystemError::NotAUri { uri: Some("http://loinc.org") }));
    /// # Ok::<(), SystemError>(())
    /// ```
    pub fn from_uri(text: &str) -> Result<Self, SystemError> {
        if text.is_empty() {
            return Err(SystemError::Empty);
        }
        if text.len() > MAX_SYSTEM_BYTES {
            return Err(SystemError::TooLong);
        }
        let uri = text.split('|').next().unwrap_or(text);
        if !is_uri(uri) {
            return Err(if is_oid(uri) { SystemError::BareOid } else { not_a_uri(uri) });
        }
        Ok(Self(match known(uri) {
            Some(known) => Inner::Known(known),
            None => Inner::Other(uri.into()),
        }))
    }

    /// The short name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.about().map(|about| about.name)
    }

    /// The name in words: `SNOMED CT`; the URI of a system without a short name.
    #[must_use]
    pub fn title(&self) -> &str {
        match &self.0 {
            Inner::Other(uri) => uri,
            Inner::Known(_) => self.about().map_or("", |about| about.title),
        }
    }

    /// The canonical URI.
    #[must_use]
    pub fn uri(&self) -> &str {
        match &self.0 {
            Inner::Other(uri) => uri,
            Inner::Known(_) => self.about().map_or("", |about| about.uri),
        }
    }

    /// Are these two different systems whose URIs differ only by letter case, `https`, or slashes at the end?
    /// Then one of them is most likely misspelt, and its codes match nothing.
    ///
    /// ```
    /// use elig::terminology::CodeSystem;
    /// let a = CodeSystem::from_uri("http://example.org/codes")?;
    /// assert!(a.resembles(&CodeSystem::from_uri("https://example.org/Codes/")?));
    /// assert!(!a.resembles(&a));
    /// # Ok::<(), elig::terminology::SystemError>(())
    /// ```
    #[must_use]
    pub fn resembles(&self, other: &CodeSystem) -> bool {
        fn core(uri: &str) -> String {
            let lower = uri.to_ascii_lowercase();
            without_scheme(&lower).trim_end_matches('/').to_owned()
        }
        self != other && core(self.uri()) == core(other.uri())
    }

    pub(super) fn as_known(&self) -> Option<Known> {
        match &self.0 {
            Inner::Known(known) => Some(*known),
            Inner::Other(_) => None,
        }
    }

    fn about(&self) -> Option<&'static About> {
        let known = self.as_known()?;
        SYSTEMS.iter().find(|about| about.known == known)
    }
}

impl fmt::Display for CodeSystem {
    /// The short name, or the URI.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or_else(|| self.uri()))
    }
}

impl fmt::Debug for CodeSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeSystem({self})")
    }
}

fn nearest_name(text: &str) -> Option<&'static str> {
    // Only a name of a sensible length is worth a search.
    let short = text.len() <= 40;
    let near = short.then(|| nearest(text, SYSTEMS.iter().map(|about| about.name))).flatten()?;
    // `icd11` is no slip for `icd10`: another number is another system.
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    (letters(near) != letters(text)).then_some(near)
}

fn not_a_uri(text: &str) -> SystemError {
    let about = SYSTEMS.iter().find(|about| about.name.eq_ignore_ascii_case(text));
    SystemError::NotAUri { uri: about.map(|about| about.uri) }
}

/// A scheme, a colon, and something without spaces behind it.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !rest.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_oid(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()))
}

fn known(uri: &str) -> Option<Known> {
    let found = match uri.split_at_checked("urn:oid:".len()) {
        // The first two words of a URN are free of case: RFC 8141.
        Some((start, oid)) if start.eq_ignore_ascii_case("urn:oid:") => {
            SYSTEMS.iter().find(|about| about.oids.contains(&oid))
        }
        _ => {
            let wanted = bare(uri);
            SYSTEMS
                .iter()
                .find(|about| bare(about.uri) == wanted || about.also.iter().any(|also| bare(also) == wanted))
        }
    };
    found.map(|about| about.known).or_else(|| is_snomed_edition(uri).then_some(Known::Snomed))
}

/// SNOMED CT URI Standard (<http://snomed.org/uri>): `…/sct/{module}` and `…/sct/{module}/version/{date}`
/// name editions of the same code system.
fn is_snomed_edition(uri: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some(rest) = bare(uri).strip_prefix("snomed.info/sct/") else { return false };
    match rest.split_once("/version/") {
        Some((module, date)) => digits(module) && digits(date),
        None => digits(rest),
    }
}

/// Without `http://` or `https://` and one slash at the end.
fn bare(uri: &str) -> &str {
    let rest = without_scheme(uri);
    // Without a scheme of the web nothing is taken off: `other:snomed.info/sct` is not SNOMED CT.
    if rest.len() == uri.len() { uri } else { rest.strip_suffix('/').unwrap_or(rest) }
}

fn without_scheme(uri: &str) -> &str {
    uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")).unwrap_or(uri)
}
