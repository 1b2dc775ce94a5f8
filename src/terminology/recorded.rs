//! A record's code value: JSON to codings, each mistake with its place.

use std::ops::Range;

use serde_json::value::RawValue;

use super::code_error::CodeError;
use super::codes::Codes;
use super::coding::Coding;
use super::limits::{MAX_CODE_PROBLEMS, MAX_CODINGS};
use super::system::CodeSystem;
use crate::json::{Kind, Pairs, bytes, list, object, text, values};

/// A code value as it was read: what it could be, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCodes {
    /// What it could be. Open as soon as a part could not be read.
    pub codes: Codes,
    /// What is wrong with it, from top to bottom.
    pub problems: Vec<CodeProblem>,
}

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeProblemKind {
    /// It is not written as a code is.
    Shape,
    /// A code without its code system.
    NoSystem,
    /// A code system without a code, or a text alone.
    NoCode,
    /// A code system that elig does not know.
    UnknownSystem,
    /// A code that cannot be one of its system.
    WrongCode,
    /// A key that is given more than once.
    RepeatedKey,
    /// A key that is not read. The value can be used for all that.
    UnknownKey,
    /// More codes than the limit.
    TooMany,
}

/// A mistake in a record's code value. Carries no value of the patient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CodeProblem {
    /// What kind of mistake it is.
    pub kind: CodeProblemKind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The bytes of the value's text that it speaks of.
    pub bytes: Range<usize>,
}

/// Reads a code value from its JSON text. These are accepted, and a list of them:
///
/// - `{ "system": "icd10cm", "code": "E87.20" }`, with a short name or the URI of the code system; this is
///   also a FHIR Coding, whose other elements are passed over;
/// - a FHIR CodeableConcept: `{ "coding": [ … ], "text": … }`.
///
/// Every coding counts: any of them may match. Nothing fails: what cannot be read could be any code, so that
/// the value becomes open and a problem says why. `null` is missing, without a problem.
///
/// A code that cannot be one of its system, by its form or its check digit, is not used either: another code
/// was meant.
///
/// ```
/// use elig::terminology::{CodeProblemKind, CodeSystem, Codes, Coding, read_codes};
/// let read = read_codes(r#"{ "system": "icd10cm", "code": "E87.20" }"#);
/// assert_eq!(read.codes, Codes::known([Coding::new(CodeSystem::ICD10CM, "E87.20")]));
/// assert!(read.problems.is_empty());
///
/// let bare = read_codes(r#""E87.20""#);
/// assert_eq!(bare.codes, Codes::missing());
/// assert_eq!(bare.problems[0].kind, CodeProblemKind::NoSystem);
/// assert_eq!(bare.problems[0].bytes, 0..8);
/// ```
#[must_use]
pub fn read_codes(json: &str) -> RecordedCodes {
    let mut reader = Reader { json, codings: Vec::new(), open: false, seen: 0, problems: Vec::new() };
    match serde_json::from_str::<&RawValue>(json) {
        Ok(raw) => reader.value(raw),
        Err(_) => reader.open(CodeProblemKind::Shape, json, "this code is not valid JSON", SHAPE_HELP),
    }
    let Reader { codings, open, problems, .. } = reader;
    RecordedCodes { codes: if open { Codes::open(codings) } else { Codes::known(codings) }, problems }
}

/// What to do about what is not written as a code is.
pub(crate) const SHAPE_HELP: &str =
    "write its code system and the code: `{ \"system\": \"icd10cm\", \"code\": \"I50.9\" }`";

struct Reader<'t> {
    json: &'t str,
    codings: Vec<Coding>,
    open: bool,
    /// Codings so far, readable or not.
    seen: usize,
    problems: Vec<CodeProblem>,
}

impl<'t> Reader<'t> {
    fn report(&mut self, kind: CodeProblemKind, piece: &str, message: &str, help: &str) {
        if self.problems.len() < MAX_CODE_PROBLEMS {
            let bytes = bytes(self.json, piece);
            self.problems.push(CodeProblem {
                kind,
                message: message.to_owned(),
                help: help.to_owned(),
                bytes,
            });
        }
    }

    /// A part cannot be read: it could be any code.
    fn open(&mut self, kind: CodeProblemKind, piece: &str, message: &str, help: &str) {
        self.open = true;
        self.report(kind, piece, message, help);
    }

    fn value(&mut self, raw: &'t RawValue) {
        match Kind::of(raw) {
            Kind::Null => self.open = true,
            Kind::List => {
                let items = list(raw).unwrap_or_default();
                if items.is_empty() {
                    self.open(CodeProblemKind::NoCode, raw.get(), "this list holds no code", SHAPE_HELP);
                }
                self.each(&items, |reader, item| reader.entry(item));
            }
            _ => self.entry(raw),
        }
    }

    fn each(&mut self, items: &[&'t RawValue], mut read: impl FnMut(&mut Self, &'t RawValue)) {
        for item in items {
            if self.seen >= MAX_CODINGS {
                let message = format!("this value has more than {MAX_CODINGS} codes; the rest is not read");
                let help =
                    "a value is one entry of the record with its codings; several entries are several values";
                return self.open(CodeProblemKind::TooMany, item.get(), &message, help);
            }
            read(self, item);
        }
    }

    /// A coding or a concept.
    fn entry(&mut self, raw: &'t RawValue) {
        let Some(pairs) = self.pairs(raw) else {
            self.seen += 1;
            return;
        };
        let has = |key| values(&pairs, key).next().is_some();
        if has("coding") || (has("text") && !has("code") && !has("system")) {
            self.concept(raw, &pairs);
        } else {
            self.coding(raw, &pairs);
        }
    }

    fn pairs(&mut self, raw: &'t RawValue) -> Option<Pairs<'t>> {
        let found = Kind::of(raw);
        let pairs = (found == Kind::Object).then(|| object(raw)).flatten();
        match (&pairs, found) {
            (Some(_), _) => {}
            (None, Kind::Text) => {
                let message = "this code stands without its code system, so it could be any code";
                self.open(CodeProblemKind::NoSystem, raw.get(), message, SHAPE_HELP);
            }
            (None, Kind::Object) => {
                let message = "a key in this object is not valid Unicode";
                let help = "an escape such as `\\ud800` alone is no character";
                self.open(CodeProblemKind::Shape, raw.get(), message, help);
            }
            (None, other) => {
                let message =
                    format!("a code is an object with `system` and `code`, and this is {}", other.phrase());
                self.open(CodeProblemKind::Shape, raw.get(), &message, SHAPE_HELP);
            }
        }
        pairs
    }

    /// A FHIR CodeableConcept: <https://hl7.org/fhir/R4/datatypes.html#CodeableConcept>.
    fn concept(&mut self, raw: &'t RawValue, pairs: &Pairs<'t>) {
        self.other_keys(pairs, &["coding", "text", "id", "extension"]);
        let Ok(coding) = self.only(pairs, "coding") else { return };
        let items = coding.filter(|coding| Kind::of(coding) == Kind::List).and_then(list);
        match (coding, items) {
            (_, Some(items)) if !items.is_empty() => self.each(&items, |reader, item| {
                if let Some(pairs) = reader.pairs(item) {
                    reader.coding(item, &pairs);
                } else {
                    reader.seen += 1;
                }
            }),
            (Some(coding), None) if Kind::of(coding) != Kind::Null => {
                let message = format!("`coding` is a list, and this is {}", Kind::of(coding).phrase());
                let help = "write `\"coding\": [{ \"system\": …, \"code\": … }]`";
                self.open(CodeProblemKind::Shape, coding.get(), &message, help);
            }
            _ => {
                let message = "this entry has no code, so it could be any code";
                self.open(CodeProblemKind::NoCode, raw.get(), message, "record a coding beside the text");
            }
        }
    }

    /// A FHIR Coding: <https://hl7.org/fhir/R4/datatypes.html#Coding>.
    fn coding(&mut self, raw: &'t RawValue, pairs: &Pairs<'t>) {
        self.seen += 1;
        self.other_keys(pairs, &["system", "code", "version", "display", "userSelected", "id", "extension"]);
        let (Ok(system), Ok(code)) = (self.only(pairs, "system"), self.only(pairs, "code")) else { return };
        let is_there =
            |value: &Option<&'t RawValue>| value.is_some_and(|value| Kind::of(value) != Kind::Null);
        let (system, code) =
            match (system.filter(|v| is_there(&Some(v))), code.filter(|v| is_there(&Some(v)))) {
                (Some(system), Some(code)) => (system, code),
                (None, Some(_)) => {
                    let message = "this code stands without its code system, so it could be any code";
                    let help = "write its code system beside it: `\"system\": \"icd10cm\"`, or its URI";
                    return self.open(CodeProblemKind::NoSystem, raw.get(), message, help);
                }
                (Some(_), None) => {
                    let message = "this entry has a code system but no code, so it could be any code";
                    return self.open(
                        CodeProblemKind::NoCode,
                        raw.get(),
                        message,
                        "write the code beside it",
                    );
                }
                (None, None) => {
                    let message = "this entry has no code, so it could be any code";
                    return self.open(CodeProblemKind::NoCode, raw.get(), message, SHAPE_HELP);
                }
            };
        let (Some(system_text), Some(code_text)) = (text(system), text(code)) else {
            let wrong = if text(system).is_none() { system } else { code };
            let message = match Kind::of(wrong) {
                Kind::Text => "this text is not valid Unicode".to_owned(),
                other => format!("a code and its code system are texts, and this is {}", other.phrase()),
            };
            return self.open(CodeProblemKind::Shape, wrong.get(), &message, "write it in double quotes");
        };
        let system = match CodeSystem::parse(&system_text) {
            Ok(known) => known,
            Err(error) => {
                let message = error.to_string();
                return self.open(CodeProblemKind::UnknownSystem, system.get(), &message, &error.help());
            }
        };
        match system.check(&code_text) {
            Ok(()) => self.codings.push(Coding::new(system, &code_text)),
            Err(error) => {
                let help = help_without_code(&error);
                self.open(CodeProblemKind::WrongCode, code.get(), &error.to_string(), &help);
            }
        }
    }

    /// The value of a key that stands there at most once.
    fn only(&mut self, pairs: &Pairs<'t>, key: &'static str) -> Result<Option<&'t RawValue>, ()> {
        let mut found = values(pairs, key);
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            (_, Some(second)) => {
                let message = format!("`{key}` is given more than once");
                let help = "keep one of the two; until then neither is used";
                self.open(CodeProblemKind::RepeatedKey, second.get(), &message, help);
                Err(())
            }
        }
    }

    /// Keys that have no meaning here. They are not named: they come from a record.
    fn other_keys(&mut self, pairs: &Pairs<'t>, known: &[&str]) {
        for (key, value) in pairs {
            // An underscore leads to what FHIR says about the value of the key behind it.
            if !known.contains(&key.strip_prefix('_').unwrap_or(key)) {
                let message = "this key is not read in a code value";
                let help = format!("the keys that are read are {}", known.join(", "));
                self.report(CodeProblemKind::UnknownKey, value.get(), message, &help);
            }
        }
    }
}

/// What to do, without the code that would be right: it is too close to the patient's.
fn help_without_code(error: &CodeError) -> String {
    match error {
        CodeError::Shape { wanted, .. } => format!("it is {wanted}; until then the entry could be any code"),
        CodeError::Range => "record the code of the entry itself; until then it could be any code".to_owned(),
        CodeError::CheckDigit { .. } => {
            "a digit is wrong, or two have changed places; until then the entry could be any code".to_owned()
        }
        other => other.help(),
    }
}
