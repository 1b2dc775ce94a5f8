//! Values of facts, each by its type.

use serde_json::value::RawValue;

use super::quantity::{Censored, quantity_help};
use super::read::Reader;
use super::{Entry, RecordProblem};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::ir::SlotId;
use crate::json::{Kind, Pairs, object};
use crate::limits::Limit;
use crate::possible::{Possible, Truth, Values};
use crate::quantity::{Number, ParseNumberError};
use crate::terminology::{CodeProblemKind, read_codes};
use crate::time::{Dates, Instants, PartialDate, Period, TimeError};
use crate::vocabulary::{Choice, ValueType};

impl<'t> Reader<'t> {
    pub(super) fn fact(&mut self, slot: SlotId, path: &str, raw: &'t RawValue) {
        let vocabulary = self.vocabulary;
        let Some(fact) = vocabulary.fact(slot) else { return };
        let entry =
            self.recorded(raw, path, &fact.ty, |reader| reader.value(raw, path, &fact.ty, fact.unit_assumed));
        self.set(slot, entry);
    }

    /// What is said of a fact or a field: `read` reads its value, where it is neither null nor a reason why there is
    /// none. A value that cannot be read is reported.
    pub(super) fn recorded(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        read: impl FnOnce(&mut Self) -> Result<Entry, RecordProblem>,
    ) -> Entry {
        let absent = |reason| Entry::new(ty.everything(), Some(reason));
        let read = match Kind::of(raw) {
            Kind::Null => Ok(absent(Absence::NotRecorded)),
            Kind::Object => match self.reason(raw, path) {
                Some(reason) => reason.map(absent),
                None => read(self),
            },
            _ => read(self),
        };
        read.unwrap_or_else(|problem| {
            self.report(problem);
            absent(Absence::Invalid)
        })
    }

    /// The keys and values of an object; nothing of what is none.
    pub(super) fn pairs(raw: &'t RawValue) -> Pairs<'t> {
        object(raw).unwrap_or_default()
    }

    /// `{ "absent": "asked-declined" }`; `None` of any other object.
    pub(super) fn reason(&self, raw: &'t RawValue, path: &str) -> Option<Result<Absence, RecordProblem>> {
        let members = Self::pairs(raw);
        let [(key, reason)] = members.as_slice() else { return None };
        if key != "absent" {
            return None;
        }
        let code: Option<String> = serde_json::from_str(reason.get()).ok();
        Some(code.and_then(|code| Absence::from_code(&code)).ok_or_else(|| {
            // elig's own words; FHIR's codes are as many again.
            let own = Absence::CODES.iter().filter(|(code, absence)| *code == absence.to_string());
            let own: Vec<_> = own.map(|(code, _)| *code).collect();
            self.problem(
                Code::RecordReason,
                self.bytes(reason),
                path,
                format!("the reason given for the absence of `{path}` is none that elig knows"),
            )
            .help(format!("the reasons are {}, and the codes of FHIR's data-absent-reason", own.join(", ")))
        }))
    }

    pub(super) fn wrong_type(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> RecordProblem {
        let found = Kind::of(raw);
        let problem = self.problem(
            Code::RecordType,
            self.bytes(raw),
            path,
            format!("`{path}` is `{ty}`, and this is {}", found.phrase()),
        );
        match (ty, found) {
            (ValueType::Quantity(quantity), _) => problem.help(quantity_help(quantity)),
            (ValueType::Date { or_never }, _) => problem.help(format!(
                "write a date in quotes, to the day, the month or the year: \"2025-11-20\", \"2025-11\", \"2025\"{}",
                if *or_never { ", or \"never\"" } else { "" }
            )),
            (ValueType::DateTime, _) => {
                problem.help("write a moment in quotes: \"2025-11-20T14:30:00+01:00\"")
            }
            (ValueType::Duration, _) => problem.help("write a duration in quotes: \"6 months\" or \"P6M\""),
            (_, Kind::Object) => problem.help(
                "write the value itself; an object says only why there is none, and nothing beside it: `{ \"absent\": \"asked-declined\" }`",
            ),
            (ValueType::Boolean, _) => problem.help("write true or false without quotes; if it is not known, null"),
            (ValueType::Number { .. }, Kind::Text) => problem.help("write the number without quotes"),
            (ValueType::Number { .. }, _) => problem.help("write a number; if it is not known, null"),
            (ValueType::Choice(choice), _) => {
                problem.help(format!("write one of its values in quotes: {}", names(choice)))
            }
            (ValueType::Text, _) => problem.help("write text in quotes; if it is not known, null"),
            (ValueType::Code, _) => {
                problem.help("write its system and code: { \"system\": \"icd10cm\", \"code\": \"I50.9\" }")
            }
            (ValueType::List(_), _) => {
                problem.help("write a list in brackets: `[ { … }, { … } ]`; an empty list says that there are none")
            }
            (ValueType::Record(record), _) => {
                let names: Vec<_> = record.names().take(3).collect();
                problem.help(format!("write an object with its fields: {{ \"{}\": … }}", names.join("\": …, \"")))
            }
            (ValueType::Set(choice), _) => {
                problem.help(format!("write a list of its values in quotes: {}", names(choice)))
            }
            (ValueType::Age, _) => problem,
        }
    }

    pub(super) fn value(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        unit_assumed: bool,
    ) -> Result<Entry, RecordProblem> {
        let value = match (ty, Kind::of(raw)) {
            (ValueType::Boolean, Kind::Boolean(value)) => Possible::Truth(Truth::from(value)),
            (ValueType::Number { integer, .. }, Kind::Number) => self.number(raw, path, ty, *integer)?,
            (ValueType::Number { .. }, Kind::Text) => return self.bound(raw, path, ty),
            (ValueType::Choice(choice), Kind::Text) => self.choice(raw, path, choice)?,
            (ValueType::Text, Kind::Text) => Possible::Text(Some(self.unescaped(raw, path)?.into())),
            (ValueType::Quantity(quantity), Kind::Object) => return self.quantity(raw, path, ty, quantity),
            (ValueType::Quantity(quantity), Kind::Number) => {
                return self.bare_quantity(raw, path, ty, quantity, unit_assumed);
            }
            (ValueType::Date { or_never }, Kind::Text) => return self.date(raw, path, *or_never),
            (ValueType::DateTime, Kind::Text) => return self.moment(raw, path),
            (ValueType::Duration, Kind::Text) => self.duration(raw, path)?,
            (ValueType::Code, Kind::Text | Kind::Object | Kind::List) => return Ok(self.code(raw, path)),
            (ValueType::List(record), Kind::List | Kind::Object) => return self.list(raw, path, ty, record),
            (ValueType::Record(record), found) if found == Kind::Object || record.is_attested => {
                return Ok(self.record(raw, path, record));
            }
            (ValueType::Set(choice), Kind::List | Kind::Object) => return self.set_of(raw, path, ty, choice),
            _ => return Err(self.wrong_type(raw, path, ty)),
        };
        Ok(Entry::new(value, None))
    }

    pub(super) fn choice(
        &self,
        raw: &'t RawValue,
        path: &str,
        choice: &Choice,
    ) -> Result<Possible, RecordProblem> {
        let name = self.unescaped(raw, path)?;
        let position = choice.position(&name).map(|position| Possible::Values(Values::one(position)));
        position.ok_or_else(|| {
            self.problem(Code::RecordValue, self.bytes(raw), path, format!("`{path}` has no such value"))
                .help(format!("the values of `{}` are {}", choice.name, names(choice)))
        })
    }

    /// `"2025-11-20"`, `"2025-11"`, `"2025"`, `"never"`.
    fn date(&self, raw: &'t RawValue, path: &str, or_never: bool) -> Result<Entry, RecordProblem> {
        let text = self.unescaped(raw, path)?;
        if text == "never" {
            if or_never {
                return Ok(Entry::new(Possible::Dates(Dates::never()), None));
            }
            return Err(self
                .problem(
                    Code::RecordDate,
                    self.bytes(raw),
                    path,
                    format!("`{path}` is a date, and never none"),
                )
                .help(
                    "if it never happened, declare the fact as `date or never`; if it is not known, null",
                ));
        }
        let date = PartialDate::parse(&text).map_err(|_| {
            let problem = |message| self.problem(Code::RecordDate, self.bytes(raw), path, message);
            if text.contains('T') {
                return problem(format!("`{path}` is a date, and this has a time of day")).help(
                    "write the day alone, as it was where it was recorded; or declare the fact as `datetime`",
                );
            }
            if text.eq_ignore_ascii_case("never") && or_never {
                return problem(format!("`{path}` is no date")).help("write \"never\" in small letters");
            }
            let written_like_one = text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            problem(if written_like_one {
                format!("`{path}` is no date of the calendar")
            } else {
                format!("`{path}` is not written as a date: year, month, day")
            })
            .help("write it to the day, the month or the year: \"2025-11-20\", \"2025-11\", \"2025\"")
        })?;
        let absence = date.day().is_none().then_some(Absence::Imprecise);
        Ok(Entry::new(Possible::Dates(Dates::from(date)), absence).written(text))
    }

    /// `"2025-11-20T14:30:00+01:00"`, or a date alone.
    fn moment(&self, raw: &'t RawValue, path: &str) -> Result<Entry, RecordProblem> {
        let text = self.unescaped(raw, path)?;
        let instants = Instants::parse(&text, self.vocabulary.zone()).map_err(|error| {
            // What is wrong with a date tells of the date, which is the patient's.
            let why = match error {
                TimeError::Date(_) => "its date is none of the calendar".to_owned(),
                other => other.to_string(),
            };
            self.problem(Code::RecordDate, self.bytes(raw), path, format!("`{path}` is no moment: {why}"))
                .help(error.help())
        })?;
        let absence = (!instants.is_known()).then_some(Absence::Imprecise);
        Ok(Entry::new(Possible::Instants(instants), absence).written(text))
    }

    /// `"6 months"`, `"P6M"`.
    fn duration(&self, raw: &'t RawValue, path: &str) -> Result<Possible, RecordProblem> {
        let text = self.unescaped(raw, path)?;
        Period::parse(&text).map(|period| Possible::Period(Some(period))).map_err(|error| {
            self.problem(Code::RecordDate, self.bytes(raw), path, format!("`{path}` is no duration: {error}"))
                .help(error.help())
        })
    }

    /// Whatever cannot be read could be any code: the value stays open, and is told.
    fn code(&mut self, raw: &'t RawValue, path: &str) -> Entry {
        let read = read_codes(raw.get());
        let start = self.bytes(raw).start;
        for problem in read.problems {
            let code = match problem.kind {
                CodeProblemKind::UnknownKey => Code::UnknownKey,
                _ => Code::RecordCode,
            };
            let bytes = start + problem.bytes.start..start + problem.bytes.end;
            let told = self.problem(code, bytes, path, format!("`{path}`: {}", problem.message));
            self.report(told.help(problem.help));
        }
        let absence = read.codes.is_open().then_some(Absence::Invalid);
        let known: Vec<_> = read.codes.codings().iter().map(ToString::to_string).collect();
        let entry = Entry::new(Possible::Codes(read.codes), absence);
        if known.is_empty() { entry } else { entry.written(known.join(", ")) }
    }

    /// `"<0.5"`: of a number only a bound is known.
    fn bound(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> Result<Entry, RecordProblem> {
        let text = self.unescaped(raw, path)?;
        let Some((comparator, digits)) = Censored::split(&text) else {
            return Err(self.wrong_type(raw, path, ty));
        };
        let end = self.exact(digits, raw, path)?;
        let value = self.censored(comparator, end, raw, path, ty)?;
        Ok(Entry::new(value, Some(Absence::Censored)).written(text))
    }

    /// A number with all its digits.
    pub(super) fn exact(&self, digits: &str, raw: &'t RawValue, path: &str) -> Result<Number, RecordProblem> {
        Number::parse(digits).map_err(|error| {
            let problem = |message: &str| {
                self.problem(Code::RecordNumber, self.bytes(raw), path, format!("`{path}` {message}"))
            };
            match error {
                ParseNumberError::NotANumber => problem("has something that is no number")
                    .help("write digits with a point: 0.5; of a bound the sign first: \"<0.5\""),
                ParseNumberError::TooManyDigits => problem("has more digits than can be held exactly (28)")
                    .help("record the number as it was measured"),
                ParseNumberError::OutOfRange => problem(
                    "is too large or too fine to be held exactly (28 digits before and 28 behind the point)",
                )
                .help("record the number as it was measured"),
            }
        })
    }

    pub(super) fn unescaped(&self, raw: &'t RawValue, path: &str) -> Result<String, RecordProblem> {
        let most = self.vocabulary.limits().get(Limit::TextBytes);
        if raw.get().len() > most {
            return Err(self
                .problem(
                    Code::RecordType,
                    self.bytes(raw),
                    path,
                    format!("`{path}` is longer than {}", Limit::TextBytes.shown(most)),
                )
                .help("a fact holds a short text; leave documents out of the record"));
        }
        serde_json::from_str(raw.get()).map_err(|_| {
            self.problem(
                Code::RecordType,
                self.bytes(raw),
                path,
                format!("the text of `{path}` is not valid Unicode"),
            )
            .help("an escape such as `\\ud800` alone is no character")
        })
    }

    fn number(
        &self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        integer: bool,
    ) -> Result<Possible, RecordProblem> {
        let number = self.exact(raw.get(), raw, path)?;
        if ty.admits(&number) {
            return Ok(Possible::number(number));
        }
        if integer && !number.is_integer() {
            return Err(self
                .problem(
                    Code::RecordType,
                    self.bytes(raw),
                    path,
                    format!("`{path}` takes whole numbers, and this has a fraction"),
                )
                .help(format!("its type is `{ty}`; correct the record, or declare the fact as a decimal")));
        }
        Err(self.outside(raw, path, ty))
    }
}

fn names(choice: &Choice) -> String {
    choice.names().collect::<Vec<_>>().join(", ")
}
