//! JSON text to a record.
//!
//! Every value is first taken as a piece of the text, so that a number keeps all its digits and a mistake
//! has a place. Only as many levels are entered as the vocabulary has groups: a record that nests a million
//! levels deep costs no stack.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::members::Members;
use super::{Content, Entry, Record, RecordProblem, unknown_entries};
use crate::absence::Absence;
use crate::diagnostic::{Code, nearest};
use crate::ir::SlotId;
use crate::limits::{MAX_RECORD_BYTES, MAX_RECORD_PROBLEMS, MAX_TEXT_BYTES};
use crate::possible::{Possible, Truth, Values};
use crate::quantity::{Number, ParseNumberError};
use crate::time::PartialDate;
use crate::vocabulary::{Choice, Group, Member, ValueType, Vocabulary};

/// Reads one object.
pub fn read(vocabulary: &Arc<Vocabulary>, text: &str) -> Result<Record, RecordProblem> {
    if text.len() > MAX_RECORD_BYTES {
        return Err(too_large(text));
    }
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    let mut reader = Reader {
        text,
        vocabulary,
        id: None,
        as_of: None,
        entries: unknown_entries(vocabulary),
        problems: Vec::new(),
    };
    if kind(whole) != Kind::Object {
        let found = kind(whole).phrase();
        return Err(RecordProblem::new(Code::RecordShape, text, reader.bytes(whole), "", format!("a record is an object, and this is {found}"))
            .help("write the facts between braces: `{ \"pain_months\": 24 }`"));
    }
    reader.groups(whole);
    let problems = reader.problems;
    Ok(Record::new(Content {
        vocabulary: Arc::clone(vocabulary),
        id: reader.id,
        as_of: reader.as_of,
        entries: reader.entries,
        problems,
    }))
}

/// A record larger than the limit.
pub fn too_large(text: &str) -> RecordProblem {
    let limit = MAX_RECORD_BYTES / (1024 * 1024);
    RecordProblem::new(Code::RecordTooLarge, text, 0..0, "", format!("this record is larger than {limit} MiB"))
        .help("a record holds one patient; several stand in an array, or one a line")
}

fn not_json(text: &str, error: &serde_json::Error) -> RecordProblem {
    let offset = offset_of(text, error.line(), error.column());
    // The parser's message ends in its own idea of the place.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let rest = text.get(offset..).unwrap_or_default().trim_start_matches(|c: char| c == '-' || c.is_whitespace());
    let help = if ["NaN", "Infinity", "nan", "inf"].iter().any(|word| rest.starts_with(word)) {
        "JSON has no such number; write `null`, or `{ \"absent\": \"not-a-number\" }`"
    } else if error.is_eof() {
        "the text ends too early: a bracket or a quotation mark is not closed"
    } else {
        "the record is left out; mend its JSON and try again"
    };
    RecordProblem::new(Code::RecordSyntax, text, offset..offset, "", format!("this is not JSON: {message}")).help(help)
}

/// The byte at a line and a column as serde_json counts them: from 1, the column in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What a value looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Boolean(bool),
    Number,
    Text,
    List,
    Object,
}

fn kind(raw: &RawValue) -> Kind {
    match raw.get().as_bytes().first() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::List,
        Some(b'"') => Kind::Text,
        Some(b't') => Kind::Boolean(true),
        Some(b'f') => Kind::Boolean(false),
        Some(b'n') => Kind::Null,
        _ => Kind::Number,
    }
}

impl Kind {
    fn phrase(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean(_) => "true or false",
            Kind::Number => "a number",
            Kind::Text => "text",
            Kind::List => "a list",
            Kind::Object => "an object",
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    id: Option<String>,
    as_of: Option<jiff::civil::Date>,
    entries: Vec<Entry>,
    problems: Vec<RecordProblem>,
}

impl<'t> Reader<'t> {
    /// The bytes of the text that a piece of it covers.
    fn bytes(&self, raw: &RawValue) -> Range<usize> {
        self.bytes_of(raw.get())
    }

    fn bytes_of(&self, piece: &str) -> Range<usize> {
        let start = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        start..(start + piece.len()).min(self.text.len())
    }

    fn report(&mut self, problem: RecordProblem) {
        if self.problems.len() < MAX_RECORD_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn problem(&self, code: Code, bytes: Range<usize>, path: &str, message: String) -> RecordProblem {
        RecordProblem::new(code, self.text, bytes, path, message)
    }

    /// The record and every group in it.
    fn groups(&mut self, whole: &'t RawValue) {
        let mut open: Vec<(String, &'t RawValue)> = vec![(String::new(), whole)];
        while let Some((path, raw)) = open.pop() {
            match kind(raw) {
                Kind::Object => self.group(&path, raw, &mut open),
                Kind::Null => {}
                other => {
                    let bytes = self.bytes(raw);
                    let members: Vec<_> = self.vocabulary.group(&path).map(|group| group.keys().take(3).collect()).unwrap_or_default();
                    let problem = self
                        .problem(Code::RecordType, bytes, &path, format!("`{path}` is a group of facts, and this is {}", other.phrase()))
                        .help(format!("write an object with its facts: {{ \"{}\": … }}", members.join("\": …, \"")));
                    self.report(problem);
                    self.invalidate(&path);
                }
            }
        }
    }

    fn group(&mut self, path: &str, raw: &'t RawValue, open: &mut Vec<(String, &'t RawValue)>) {
        let Some(group) = self.vocabulary.group(path) else {
            // A vocabulary without facts: every key but the reserved ones is unknown.
            return self.members(path, &Group::default(), raw, open);
        };
        self.members(path, group, raw, open);
    }

    fn members(&mut self, path: &str, group: &Group, raw: &'t RawValue, open: &mut Vec<(String, &'t RawValue)>) {
        let members = match serde_json::from_str::<Members<'t>>(raw.get()) {
            Ok(Members(members)) => members,
            Err(_) => {
                let problem = self
                    .problem(Code::RecordSyntax, self.bytes(raw), path, "a key in this object is not valid text".to_owned())
                    .help("keys are plain names; an escape such as `\\ud800` alone is no character");
                self.report(problem);
                self.invalidate(path);
                return;
            }
        };
        let mut seen: HashSet<String> = HashSet::new();
        for (key, value) in members {
            let inner = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
            if !seen.insert(key.to_string()) {
                let known = group.get(&key).is_some() || (path.is_empty() && matches!(&*key, "id" | "as_of"));
                let problem = self
                    .problem(Code::RecordDuplicateKey, self.bytes(value), &inner, format!("{} is given twice", self.name(&inner, known)))
                    .help("keep one of the two; until then neither is used");
                self.report(problem);
                match &*key {
                    "as_of" if path.is_empty() => self.as_of = None,
                    "id" if path.is_empty() => self.id = None,
                    _ => {
                        open.retain(|(waiting, _)| *waiting != inner);
                        self.invalidate(&inner);
                    }
                }
                continue;
            }
            match (group.get(&key), &*key) {
                (_, "id") if path.is_empty() => self.id(value),
                (_, "as_of") if path.is_empty() => self.as_of(value),
                (Some(Member::Fact(slot)), _) => self.fact(*slot, &inner, value),
                (Some(Member::Group(group)), _) => open.push((group.clone(), value)),
                (None, _) => self.unknown_key(group, path, &key, &inner, value),
            }
        }
    }

    /// Keys of the vocabulary are no secret; unknown ones could hold anything.
    fn name(&self, path: &str, known: bool) -> String {
        if known { format!("`{path}`") } else { "a key".to_owned() }
    }

    fn unknown_key(&mut self, group: &Group, path: &str, key: &str, inner: &str, value: &'t RawValue) {
        let near = nearest(key, group.keys())
            .map(|near| if path.is_empty() { near.to_owned() } else { format!("{path}.{near}") })
            .or_else(|| nearest(inner, self.vocabulary.facts().map(|fact| &*fact.path)).map(str::to_owned));
        let shown: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
        let shown = if path.is_empty() { shown } else { format!("{path}.{shown}") };
        let mut problem = self.problem(
            Code::UnknownKey,
            self.bytes(value),
            inner,
            format!("the vocabulary has no fact `{shown}`, so this is not read"),
        );
        problem = match near {
            Some(near) if near.contains('.') && path.is_empty() => {
                let keys: Vec<_> = near.split('.').collect();
                let nested = format!("{{ \"{}\": … {}", keys.join("\": { \""), "}".repeat(keys.len()));
                problem.help(format!("did you mean `{near}`? In JSON it stands nested: {nested}"))
            }
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("delete it, or declare it as a fact"),
        };
        self.report(problem);
    }

    fn id(&mut self, value: &'t RawValue) {
        match kind(value) {
            Kind::Null => {}
            Kind::Text => match serde_json::from_str(value.get()) {
                Ok(id) => self.id = Some(id),
                Err(_) => self.bad_header(value, "id", "text that is no Unicode"),
            },
            Kind::Number => self.id = Some(value.get().to_owned()),
            other => self.bad_header(value, "id", other.phrase()),
        }
    }

    fn as_of(&mut self, value: &'t RawValue) {
        let text: Option<String> = serde_json::from_str(value.get()).ok().flatten();
        match (kind(value), text.and_then(|text| PartialDate::parse(&text).ok())) {
            (Kind::Null, _) => {}
            (_, Some(date)) if date.first == date.last => self.as_of = Some(date.first),
            (_, Some(_)) => self.bad_header(value, "as_of", "a date without a day"),
            (Kind::Text, None) => self.bad_header(value, "as_of", "text that is no date"),
            (other, None) => self.bad_header(value, "as_of", other.phrase()),
        }
    }

    fn bad_header(&mut self, value: &'t RawValue, key: &str, found: &str) {
        let (wanted, help) = match key {
            "id" => ("text or a number", "write `\"id\": \"p-001\"`"),
            _ => ("a full date", "write `\"as_of\": \"2025-11-20\"`"),
        };
        let problem = self
            .problem(Code::RecordHeader, self.bytes(value), key, format!("`{key}` is {wanted}, and this is {found}"))
            .help(help);
        self.report(problem);
    }

    /// Marks a fact, or every fact of a group, as recorded but not usable.
    fn invalidate(&mut self, path: &str) {
        let inside = format!("{path}.");
        let slots: Vec<_> = self
            .vocabulary
            .facts()
            .enumerate()
            .filter(|(_, fact)| path.is_empty() || *fact.path == *path || fact.path.starts_with(&inside))
            .map(|(index, fact)| (index, fact.ty.everything()))
            .collect();
        for (index, value) in slots {
            if let Some(entry) = self.entries.get_mut(index) {
                *entry = Entry { value, absence: Some(Absence::Invalid) };
            }
        }
    }

    fn set(&mut self, slot: SlotId, entry: Entry) {
        if let Some(place) = self.entries.get_mut(slot.index()) {
            *place = entry;
        }
    }

    fn fact(&mut self, slot: SlotId, path: &str, raw: &'t RawValue) {
        let vocabulary = self.vocabulary;
        let Some(fact) = vocabulary.fact(slot) else { return };
        let absent = |reason| Entry { value: fact.ty.everything(), absence: Some(reason) };
        let read = match kind(raw) {
            Kind::Null => Ok(absent(Absence::NotRecorded)),
            Kind::Object => self.absent(raw, path, &fact.ty).map(absent),
            _ => self.value(raw, path, &fact.ty).map(|value| Entry { value, absence: None }),
        };
        match read {
            Ok(entry) => self.set(slot, entry),
            Err(problem) => {
                self.report(problem);
                self.set(slot, absent(Absence::Invalid));
            }
        }
    }

    /// `{ "absent": "asked-declined" }`.
    fn absent(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> Result<Absence, RecordProblem> {
        let members = serde_json::from_str::<Members<'t>>(raw.get()).map(|Members(members)| members).unwrap_or_default();
        let [(key, reason)] = members.as_slice() else { return Err(self.wrong_type(raw, path, ty)) };
        if key != "absent" {
            return Err(self.wrong_type(raw, path, ty));
        }
        let code: Option<String> = serde_json::from_str(reason.get()).ok();
        code.and_then(|code| Absence::from_code(&code)).ok_or_else(|| {
            let known: Vec<_> = Absence::CODES.iter().map(|(code, _)| *code).collect();
            self.problem(Code::RecordReason, self.bytes(reason), path, format!("the reason why `{path}` is absent is not known"))
                .help(format!("the reasons are {}", known.join(", ")))
        })
    }

    fn wrong_type(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> RecordProblem {
        let found = kind(raw);
        let problem =
            self.problem(Code::RecordType, self.bytes(raw), path, format!("`{path}` is `{ty}`, and this is {}", found.phrase()));
        match (ty, found) {
            (ValueType::Boolean, _) => problem.help("write true or false without quotes; if it is not known, null"),
            (ValueType::Number { .. }, Kind::Text) => problem.help("write the number without quotes"),
            (ValueType::Number { .. }, _) => problem.help("write a number; if it is not known, null"),
            (ValueType::Choice(choice), _) => {
                problem.help(format!("write one of its values in quotes: {}", names(choice)))
            }
            (ValueType::Text, _) => problem.help("write text in quotes; if it is not known, null"),
        }
    }

    fn value(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> Result<Possible, RecordProblem> {
        match (ty, kind(raw)) {
            (ValueType::Boolean, Kind::Boolean(value)) => Ok(Possible::Truth(Truth::from(value))),
            (ValueType::Number { integer, .. }, Kind::Number) => self.number(raw, path, ty, *integer),
            (ValueType::Choice(choice), Kind::Text) => {
                let name = self.unescaped(raw, path)?;
                choice.position(&name).map(|position| Possible::Values(Values::one(position))).ok_or_else(|| {
                    self.problem(Code::RecordValue, self.bytes(raw), path, format!("`{path}` has no such value"))
                        .help(format!("the values of `{}` are {}", choice.name, names(choice)))
                })
            }
            (ValueType::Text, Kind::Text) => Ok(Possible::Text(Some(self.unescaped(raw, path)?.into()))),
            _ => Err(self.wrong_type(raw, path, ty)),
        }
    }

    fn unescaped(&self, raw: &'t RawValue, path: &str) -> Result<String, RecordProblem> {
        if raw.get().len() > MAX_TEXT_BYTES {
            return Err(self
                .problem(Code::RecordType, self.bytes(raw), path, format!("`{path}` is longer than {} KiB", MAX_TEXT_BYTES / 1024))
                .help("a fact holds a short text; leave documents out of the record"));
        }
        serde_json::from_str(raw.get()).map_err(|_| {
            self.problem(Code::RecordType, self.bytes(raw), path, format!("the text of `{path}` is not valid Unicode"))
                .help("an escape such as `\\ud800` alone is no character")
        })
    }

    fn number(&self, raw: &'t RawValue, path: &str, ty: &ValueType, integer: bool) -> Result<Possible, RecordProblem> {
        let number = Number::parse(raw.get()).map_err(|error| {
            let message = match error {
                ParseNumberError::TooManyDigits => "has more digits than can be held exactly (28)",
                _ => "is beyond what can be held exactly (28 digits before and behind the point)",
            };
            self.problem(Code::RecordNumber, self.bytes(raw), path, format!("`{path}` {message}"))
                .help("record the number as it was measured")
        })?;
        if ty.admits(&number) {
            return Ok(Possible::number(number));
        }
        if integer && !number.is_integer() {
            return Err(self
                .problem(Code::RecordType, self.bytes(raw), path, format!("`{path}` is a whole number, and this is not"))
                .help(format!("its type is `{ty}`")));
        }
        Err(self
            .problem(Code::RecordRange, self.bytes(raw), path, format!("`{path}` is outside of its declared range"))
            .help(format!("its type is `{ty}`")))
    }
}

fn names(choice: &Choice) -> String {
    choice.names().collect::<Vec<_>>().join(", ")
}
