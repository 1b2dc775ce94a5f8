//! Wildcards: all codes of a classification that start alike.

use super::shape::{icd9_category, is_atc, is_icd9_diagnosis, is_icd10, is_pcs, procedure};
use super::system::{CodeSystem, Known};

/// Why a wildcard does not stand for a part of its code system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WildcardError {
    /// A longer code is not a narrower one here.
    #[error("{system} has no wildcards: codes that start alike are not related")]
    NotByPrefix {
        /// The name of the system in words.
        system: String,
    },
    /// So short that it takes in unrelated codes.
    #[error("this wildcard is shorter than a category of {system}")]
    TooShort {
        /// The name of the system in words.
        system: &'static str,
    },
    /// The star stands inside, or there are several.
    #[error("the star of a wildcard stands at its end")]
    Inside,
    /// Not the start of any code.
    #[error("no code of {system} starts like this")]
    NoSuchStart {
        /// The name of the system in words.
        system: &'static str,
    },
}

impl WildcardError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            WildcardError::NotByPrefix { .. } => {
                "write each code out, or read the value set from a FHIR file that lists them"
            }
            WildcardError::TooShort { system: "ICD-10-PCS" } => {
                "write section, body system and operation at least: `0DT*`"
            }
            WildcardError::TooShort { system: "ICD-9-CM" } => {
                "write a category each: `428.*`, `V45.*`, `E950.*`; for procedures `37.*`"
            }
            WildcardError::TooShort { .. } => {
                "write a category each, such as `E10.*` and `E11.*`; a shorter one would take in unrelated codes"
            }
            WildcardError::Inside => "write one entry for each start: `I50.1*` and `I50.2*`",
            WildcardError::NoSuchStart { system: "ATC" } => {
                "the star follows a whole level: `C*`, `C03*`, `C03C*` or `C03CA*`"
            }
            WildcardError::NoSuchStart { .. } => {
                "write it like a code, with the star at its end: `I50.*`; compare it with its source"
            }
        }
    }
}

/// What every code under a wildcard starts with; `None` if the text is none.
///
/// `I50.*` and `I50*` are the same: the category itself and everything below. In UCUM a star is part of a
/// unit (`10*9/L`), and no wildcard.
pub fn stem(system: &CodeSystem, text: &str) -> Result<Option<String>, WildcardError> {
    if !text.contains('*') || *system == CodeSystem::UCUM {
        return Ok(None);
    }
    let title = match system.as_known() {
        Some(Known::Icd10) => "ICD-10",
        Some(Known::Icd10Cm) => "ICD-10-CM",
        Some(Known::Icd10Pcs) => "ICD-10-PCS",
        Some(Known::Icd9Cm) => "ICD-9-CM",
        Some(Known::Atc) => "ATC",
        _ => return Err(WildcardError::NotByPrefix { system: system.title().to_owned() }),
    };
    let Some(start) = text.strip_suffix('*').filter(|start| !start.contains('*')) else {
        return Err(WildcardError::Inside);
    };
    let too_short = || Err(WildcardError::TooShort { system: title });
    let no_such = || Err(WildcardError::NoSuchStart { system: title });
    let body = start.strip_suffix('.').unwrap_or(start);
    let upper = body.to_ascii_uppercase();
    let has_dot = body.len() < start.len() || body.contains('.');
    match system.as_known() {
        Some(Known::Atc) if !has_dot && is_atc(&upper) => Ok(Some(upper)),
        Some(Known::Atc) if upper.is_empty() => too_short(),
        Some(Known::Atc) => no_such(),
        Some(Known::Icd10Pcs) if has_dot || upper.len() > 7 || !is_pcs(&upper) => no_such(),
        Some(Known::Icd10Pcs) if upper.len() < 3 => too_short(),
        Some(Known::Icd10Pcs) => Ok(Some(upper)),
        Some(Known::Icd9Cm) if has_dot && procedure(start).is_some_and(|(_, rest)| rest.len() <= 2) => {
            Ok(Some(start.to_owned()))
        }
        _ => {
            let is_icd9 = *system == CodeSystem::ICD9CM;
            let category = if is_icd9 { icd9_category(&upper) } else { 3 };
            let plain = match upper.split_once('.') {
                // The dot stands behind the category or nowhere.
                Some((before, _)) if before.len() < category => return too_short(),
                Some((before, _)) if before.len() > category => return no_such(),
                Some((before, behind)) => format!("{before}{behind}"),
                // A dot was taken off with the star: it stands there as well.
                None if has_dot && upper.len() > category => return no_such(),
                None => upper,
            };
            if plain.len() < category {
                let starts_well = plain.bytes().all(|b| b.is_ascii_alphanumeric());
                return if starts_well { too_short() } else { no_such() };
            }
            let built_right = if is_icd9 { is_icd9_diagnosis(&plain) } else { is_icd10(&plain) };
            // `I50.1.*` has a dot too many.
            if built_right && !(body.contains('.') && body.len() < start.len()) {
                Ok(Some(plain))
            } else {
                no_such()
            }
        }
    }
}
