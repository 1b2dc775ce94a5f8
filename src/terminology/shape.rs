//! How codes are written: what makes two of them the same, and which cannot be codes of their system at all.

use std::borrow::Cow;

use super::check_digit::{LOINC_WITH_A_WRONG_DIGIT, mod_10, verhoeff};
use super::code_error::CodeError;
use super::limits::MAX_CODE_BYTES;
use super::system::{CodeSystem, Known};

const ICD10: &str = "a letter, a digit, a digit or letter, and up to four more behind a dot: `I50.9`";
const ICD10PCS: &str = "seven digits and letters other than I and O, without a dot: `0DTJ0ZZ`";
const ICD9CM: &str = "three digits, V and two digits or E and three, then up to two digits behind a dot (`428.0`); for procedures two digits, and up to two behind a dot (`37.21`)";
const ATC: &str = "one to seven characters, built like `C`, `C03`, `C03C`, `C03CA` or `C03CA01`";
const SNOMED: &str = "six to eighteen digits: `84114007`";
const LOINC: &str = "digits, a hyphen and a check digit: `2160-0`";
const RXNORM: &str = "a number (an RXCUI) of up to eight digits: `7980`";
const CPT: &str = "five digits, or four digits and a capital letter: `99213`, `0275T`";
const HCPCS: &str = "a capital letter and four digits: `G0008`; five digits alone are CPT (`cpt`)";
const NDC: &str = "digits, with or without hyphens: `0002-8215-01`";
const CVX: &str = "a number of up to three digits: `08`, `208`";

impl CodeSystem {
    /// The code as it is compared. ICD codes are the same with and without dots and in either letter case,
    /// ATC codes in either letter case; any other code is compared character by character.
    ///
    /// Procedures of ICD-9-CM, two digits before the dot, keep it: without it, `41.01` (a transplant)
    /// would be `410.1` (a heart attack).
    ///
    /// ```
    /// use elig::terminology::CodeSystem;
    /// assert_eq!(CodeSystem::ICD10CM.normalized("e87.20"), "E8720");
    /// assert_eq!(CodeSystem::LOINC.normalized("2160-0"), "2160-0");
    /// ```
    #[must_use]
    pub fn normalized<'c>(&self, code: &'c str) -> Cow<'c, str> {
        match self.as_known() {
            Some(Known::Icd10 | Known::Icd10Cm | Known::Icd10Pcs) => upper(without_dots(code)),
            Some(Known::Icd9Cm) => match procedure(code) {
                // The category itself keeps the dot as well, so that it starts as the codes below it do.
                Some((category, "")) => Cow::Owned(format!("{category}.")),
                Some(_) => Cow::Borrowed(code),
                None => upper(without_dots(code)),
            },
            Some(Known::Atc) => upper(Cow::Borrowed(code)),
            _ => Cow::Borrowed(code),
        }
    }

    /// A normalized code as people write it: ICD codes with their dot.
    ///
    /// ```
    /// use elig::terminology::CodeSystem;
    /// assert_eq!(CodeSystem::ICD10CM.written("E8720"), "E87.20");
    /// assert_eq!(CodeSystem::ICD9CM.written("E9500"), "E950.0");
    /// ```
    #[must_use]
    pub fn written<'c>(&self, normalized: &'c str) -> Cow<'c, str> {
        let before_dot = match self.as_known() {
            Some(Known::Icd10 | Known::Icd10Cm) => 3,
            Some(Known::Icd9Cm) if normalized.contains('.') => {
                return Cow::Borrowed(normalized.strip_suffix('.').unwrap_or(normalized));
            }
            Some(Known::Icd9Cm) => icd9_category(normalized),
            _ => return Cow::Borrowed(normalized),
        };
        match normalized.split_at_checked(before_dot) {
            Some((category, rest)) if !rest.is_empty() => Cow::Owned(format!("{category}.{rest}")),
            _ => Cow::Borrowed(normalized),
        }
    }

    /// Could this be a code of the system? Only what is sure is said: there may be no such code for all
    /// that. Codes of systems without a short name are free of spaces around them, no more.
    ///
    /// # Errors
    ///
    /// When it is none: what is wrong and, where it is sure, what would be right.
    ///
    /// ```
    /// use elig::terminology::CodeSystem;
    /// assert!(CodeSystem::SNOMED.check("84114007").is_ok());
    /// assert!(CodeSystem::SNOMED.check("84114008").is_err());
    /// assert!(CodeSystem::LOINC.check("2160-0").is_ok());
    /// assert!(CodeSystem::ICD10CM.check("I5.09").is_err());
    /// ```
    pub fn check(&self, code: &str) -> Result<(), CodeError> {
        if code.is_empty() {
            return Err(CodeError::Empty);
        }
        if code.len() > MAX_CODE_BYTES {
            return Err(CodeError::TooLong);
        }
        if code.trim() != code || code.contains(char::is_control) {
            return Err(CodeError::Space);
        }
        let Some(known) = self.as_known() else { return Ok(()) };
        let wrong = |system, wanted| Err(CodeError::Shape { system, wanted, instead: None });
        match known {
            Known::Snomed => snomed(code),
            Known::Loinc => loinc(code),
            Known::Icd10 => icd10(self, "ICD-10", code),
            Known::Icd10Cm => icd10(self, "ICD-10-CM", code),
            Known::Icd9Cm => icd9cm(self, code),
            Known::Icd10Pcs if code.len() == 7 && is_pcs(&code.to_ascii_uppercase()) => Ok(()),
            Known::Icd10Pcs => wrong("ICD-10-PCS", ICD10PCS),
            Known::Atc if is_atc(&code.to_ascii_uppercase()) => Ok(()),
            Known::Atc => wrong("ATC", ATC),
            Known::RxNorm if (1..=8).contains(&code.len()) && is_digits(code) && !code.starts_with('0') => {
                Ok(())
            }
            Known::RxNorm => wrong("RxNorm", RXNORM),
            Known::Cpt => billing("CPT", CPT, &["99999", "9999A", "XX"], code),
            Known::Hcpcs => billing("HCPCS Level II", HCPCS, &["A9999", "XX"], code),
            Known::Ndc if code.split('-').all(is_digits) => Ok(()),
            Known::Ndc => wrong("NDC", NDC),
            Known::Cvx if code.len() <= 3 && is_digits(code) => Ok(()),
            Known::Cvx => wrong("CVX", CVX),
            Known::Ucum if code.contains(char::is_whitespace) => Err(CodeError::Space),
            Known::Ucum => Ok(()),
        }
    }
}

/// Is the text built like this? `A` stands for a capital letter, `9` for a digit, `X` for either.
pub(super) fn fits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, class)| match class {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        })
}

/// A whole ATC code, or one of the levels above it.
pub(super) fn is_atc(upper: &str) -> bool {
    ["A", "A99", "A99A", "A99AA", "A99AA99"].iter().any(|pattern| fits(upper, pattern))
}

/// Digits and letters of ICD-10-PCS, which leaves out the letters that look like digits
/// (CMS, ICD-10-PCS Official Guidelines, A3, <https://www.cms.gov/medicare/coding-billing/icd-10-codes>).
pub(super) fn is_pcs(upper: &str) -> bool {
    upper.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && b != b'I' && b != b'O'))
}

/// A category of ICD-10, and what follows it without the dot.
pub(super) fn is_icd10(upper: &str) -> bool {
    // The letters O and I stand first only: anywhere else they are a misread 0 or 1, and match nobody.
    let looks_like_a_digit = |b: u8| matches!(b, b'O' | b'I');
    upper.split_at_checked(3).is_some_and(|(category, rest)| {
        fits(category, "A9X") && rest.len() <= 4 && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    }) && !upper.bytes().skip(1).any(looks_like_a_digit)
}

/// A diagnosis of ICD-9-CM without the dot.
pub(super) fn is_icd9_diagnosis(upper: &str) -> bool {
    ["999", "9999", "99999", "A99", "A999", "A9999"].iter().any(|pattern| fits(upper, pattern))
        && match upper.bytes().next() {
            Some(b'E') => upper.len() >= 4,
            Some(b'V') => true,
            first => first.is_some_and(|b| b.is_ascii_digit()),
        }
}

/// How many characters of a diagnosis of ICD-9-CM stand before its dot: external causes have one more.
pub(super) fn icd9_category(upper: &str) -> usize {
    if upper.starts_with('E') { 4 } else { 3 }
}

/// A procedure of ICD-9-CM: two digits, and those behind the dot.
pub(super) fn procedure(code: &str) -> Option<(&str, &str)> {
    let (category, rest) = code.split_once('.').unwrap_or((code, ""));
    let is_procedure = category.len() == 2 && is_digits(category) && rest.bytes().all(|b| b.is_ascii_digit());
    is_procedure.then_some((category, rest))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn without_dots(code: &str) -> Cow<'_, str> {
    if code.contains('.') { Cow::Owned(code.replace('.', "")) } else { Cow::Borrowed(code) }
}

fn upper(code: Cow<'_, str>) -> Cow<'_, str> {
    if code.bytes().any(|b| b.is_ascii_lowercase()) { Cow::Owned(code.to_ascii_uppercase()) } else { code }
}

/// SNOMED CT identifiers: <https://confluence.ihtsdotools.org/display/DOCRELFMT/6+SNOMED+CT+Identifiers>.
fn snomed(code: &str) -> Result<(), CodeError> {
    let wrong = || Err(CodeError::Shape { system: "SNOMED CT", wanted: SNOMED, instead: None });
    if !is_digits(code) {
        let is_expression = code.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '=' | '<' | '('))
            && code.contains([':', '+', '=', '|', ',', '{', '(']);
        return if is_expression { Err(CodeError::Expression) } else { wrong() };
    }
    if !(6..=18).contains(&code.len()) || code.starts_with('0') {
        return wrong();
    }
    let Some((digits, check)) = code.split_at_checked(code.len() - 1) else { return wrong() };
    match verhoeff(digits) {
        Some(right) if !check.starts_with(right) => {
            let instead = format!("{digits}{right}");
            return Err(CodeError::CheckDigit { system: "SNOMED CT identifier", instead });
        }
        _ => {}
    }
    // The two digits before the check digit say what the identifier is of.
    match digits.split_at_checked(digits.len() - 2).map(|(_, partition)| partition) {
        Some("00" | "10") => Ok(()),
        Some("01" | "11") => Err(CodeError::NotAConcept { what: "a description" }),
        Some("02" | "12") => Err(CodeError::NotAConcept { what: "a relationship" }),
        _ => wrong(),
    }
}

/// LOINC terms are a number and its check digit. Parts, answers and groups have letters before the number;
/// their check digit is left alone.
fn loinc(code: &str) -> Result<(), CodeError> {
    let wrong = |instead| Err(CodeError::Shape { system: "LOINC", wanted: LOINC, instead });
    let Some((number, check)) = code.split_once('-') else {
        // `21600`: the hyphen alone is missing if the last digit checks the others.
        let instead = code
            .split_at_checked(code.len().saturating_sub(1))
            .filter(|(number, check)| {
                is_digits(number) && mod_10(number).is_some_and(|c| check.starts_with(c))
            })
            .map(|(number, check)| format!("{number}-{check}"));
        return wrong(instead);
    };
    if check.len() != 1 || !is_digits(check) {
        return wrong(None);
    }
    if ["LP", "LA", "LL", "LG"].iter().any(|part| number.strip_prefix(part).is_some_and(is_digits)) {
        return Ok(());
    }
    match mod_10(number) {
        Some(_) if !(1..=7).contains(&number.len()) => wrong(None),
        Some(right) if check.starts_with(right) || LOINC_WITH_A_WRONG_DIGIT.contains(&code) => Ok(()),
        Some(right) => {
            Err(CodeError::CheckDigit { system: "LOINC code", instead: format!("{number}-{right}") })
        }
        None => wrong(None),
    }
}

fn icd10(system: &CodeSystem, title: &'static str, code: &str) -> Result<(), CodeError> {
    let plain = system.normalized(code);
    if is_icd10(&plain) {
        let dot_fits = !code.contains('.') || (*system.written(&plain)).eq_ignore_ascii_case(code);
        return match dot_fits {
            true => Ok(()),
            false => Err(CodeError::Shape {
                system: title,
                wanted: ICD10,
                instead: Some(system.written(&plain).into_owned()),
            }),
        };
    }
    if is_range(&plain, is_icd10) {
        return Err(CodeError::Range);
    }
    let digits: String = plain
        .chars()
        .enumerate()
        .map(|(at, c)| match c {
            'O' if at > 0 => '0',
            'I' if at > 0 => '1',
            other => other,
        })
        .collect();
    let instead = is_icd10(&digits).then(|| system.written(&digits).into_owned());
    Err(CodeError::Shape { system: title, wanted: ICD10, instead })
}

fn icd9cm(system: &CodeSystem, code: &str) -> Result<(), CodeError> {
    let wrong = |instead| Err(CodeError::Shape { system: "ICD-9-CM", wanted: ICD9CM, instead });
    if let Some((_, rest)) = procedure(code) {
        return if rest.len() <= 2 && !code.ends_with('.') { Ok(()) } else { wrong(None) };
    }
    let plain = system.normalized(code);
    if is_icd9_diagnosis(&plain) {
        let dot_fits = !code.contains('.') || (*system.written(&plain)).eq_ignore_ascii_case(code);
        return if dot_fits { Ok(()) } else { wrong(None) };
    }
    if is_range(&plain, is_icd9_diagnosis) { Err(CodeError::Range) } else { wrong(None) }
}

/// `I30-I52`.
fn is_range(plain: &str, is_code: fn(&str) -> bool) -> bool {
    plain.split_once('-').is_some_and(|(first, last)| is_code(first) && is_code(last))
}

fn billing(
    system: &'static str,
    wanted: &'static str,
    patterns: &[&str],
    code: &str,
) -> Result<(), CodeError> {
    let built_right = |code: &str| patterns.iter().any(|pattern| fits(code, pattern));
    if built_right(code) {
        return Ok(());
    }
    let capital = code.to_ascii_uppercase();
    let instead = built_right(&capital).then_some(capital);
    Err(CodeError::Shape { system, wanted, instead })
}
