//! JSON text to a record.
//!
//! Every value is first taken as a piece of the text, so that a number keeps all its digits and a mistake
//! has a place. Only as many levels are entered as the vocabulary has groups: a record that nests a million
//! levels deep costs no stack.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::visible::visible;
use super::{Content, Entry, Record, RecordProblem, unknown_entries};
use crate::absence::Absence;
use crate::diagnostic::{Code, Severity, nearest};
use crate::ir::SlotId;
use crate::json::{self, Kind, Members};
use crate::limits::{Limit, MAX_RECORD_PROBLEMS};
use crate::time::PartialDate;
use crate::vocabulary::{Group, Member, Vocabulary};

/// Reads one object.
pub fn read(vocabulary: &Arc<Vocabulary>, text: &str) -> Result<Record, RecordProblem> {
    let most = vocabulary.limits().get(Limit::RecordBytes);
    if text.len() > most {
        return Err(too_large(text, most));
    }
    // The mark that some editors put at the start of a file is no part of its text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    let mut reader = Reader {
        text,
        vocabulary,
        id: None,
        as_of: None,
        as_of_problem: None,
        dotted: Vec::new(),
        misspelt: Vec::new(),
        entries: unknown_entries(vocabulary),
        problems: Vec::new(),
    };
    if Kind::of(whole) != Kind::Object {
        let found = Kind::of(whole).phrase();
        return Err(RecordProblem::new(
            Code::RecordShape,
            text,
            reader.bytes(whole),
            "",
            format!("a record is an object, and this is {found}"),
        )
        .help("write the facts between braces: `{ \"pain_months\": 24 }`"));
    }
    reader.groups(whole);
    reader.settle_keys();
    let mut problems = reader.problems;
    // Groups are read one after another; people read from top to bottom.
    problems.sort_by_key(|problem| problem.bytes.start);
    let Reader { id, as_of, as_of_problem, entries, .. } = reader;
    Ok(Record::new(vocabulary, Content { as_of, entries, as_of_problem, problems, id }))
}

/// A record with more bytes than the limit allows.
pub fn too_large(text: &str, most: usize) -> RecordProblem {
    RecordProblem::new(
        Code::RecordTooLarge,
        text,
        0..0,
        "",
        format!("this record is larger than {}", Limit::RecordBytes.shown(most)),
    )
    .help(format!(
        "a record holds one patient; several stand in an array, or one a line; {}",
        Limit::RecordBytes.help()
    ))
}

/// A slip in the JSON: what is wrong, and what to do.
type Slip = (&'static str, &'static str);

const EMPTY: Slip = ("the text is empty", "a record is an object: `{ \"pain_months\": 24 }`");
const CUT_OFF: Slip =
    ("the text ends too early", "a bracket or a quotation mark is not closed; perhaps the file was cut off");
const COLON: Slip = ("a colon is missing between a key and its value", "write `\"pain_months\": 24`");
const COMMA: Slip =
    ("a comma or a closing bracket is missing", "commas stand between entries; text stands in double quotes");
const LAST_COMMA: Slip = ("a comma stands behind the last entry", "delete the comma");
const KEY: Slip = ("a key in double quotes is expected here", "write `\"pain_months\": 24`");
const DECIMAL_COMMA: Slip =
    ("a key in double quotes is expected here", "a number is written with a point: 0.5");
const VALUE: Slip =
    ("a value is expected here", "text stands in double quotes; a value that is not known is null");
const FOLLOWED: Slip =
    ("more text follows the record", "several records stand in an array, or one a line without commas");
const COMMENT: Slip = ("a comment stands here", "JSON has no comments; delete it");
const LINE_BREAK: Slip = (
    "a line break or another control character stands inside a text",
    "close the quotation mark; a line break inside a text is written `\\n`",
);
const ESCAPE: Slip =
    ("a backslash in a text starts no escape that JSON has", "write a backslash itself as `\\\\`");
const NUMBER: Slip = (
    "a number is not written as JSON writes it",
    "write 24, 0.5 or -3: no zeros or plus sign in front, a digit on both sides of the point, no spaces",
);
const NOT_A_NUMBER: Slip = (
    "a number that JSON does not have stands here",
    "write `null`, or say why there is no number: `{ \"absent\": \"not-a-number\" }`",
);
const OTHER_WORD: Slip =
    ("a word that JSON does not have stands here", "write `true`, `false` or `null`, in small letters");

fn not_json(text: &str, error: &serde_json::Error) -> RecordProblem {
    let (offset, (message, help)) = slip(text, error);
    RecordProblem::new(Code::RecordSyntax, text, offset..offset, "", format!("this is not JSON: {message}"))
        .help(help)
}

/// Where a text stops to be JSON, and which slip it most likely is.
fn slip(text: &str, error: &serde_json::Error) -> (usize, Slip) {
    if error.is_eof() {
        let end = text.trim_end().len();
        return (end, if end == 0 { EMPTY } else { CUT_OFF });
    }
    let offset = json::offset(text, error);
    let (before, behind) = text.split_at_checked(offset).unwrap_or_default();
    let message = error.to_string();
    let is = |start: &str| message.starts_with(start);
    if is("control character") {
        return (offset + behind.find(char::is_control).unwrap_or(0), LINE_BREAK);
    }
    if is("invalid escape") {
        return (offset, ESCAPE);
    }
    match behind.chars().next() {
        Some('}' | ']') if before.trim_end().ends_with(',') => {
            return (before.trim_end().len() - 1, LAST_COMMA);
        }
        Some('/' | '#') => return (offset, COMMENT),
        Some('+' | '.') if is("expected value") => return (offset, NUMBER),
        Some('0'..='9') if is("key must be a string") => return (offset, DECIMAL_COMMA),
        _ => {}
    }
    if is("expected value") || is("expected ident") || is("invalid number") {
        // The parser stops inside a misspelt word.
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let word = text.get(start..).unwrap_or_default();
        return match word.split(|c: char| !c.is_ascii_alphabetic()).next() {
            Some("NaN" | "nan" | "Infinity" | "infinity" | "Inf" | "inf") => (start, NOT_A_NUMBER),
            Some("True" | "False" | "TRUE" | "FALSE" | "None" | "Null" | "NULL" | "undefined") => {
                (start, OTHER_WORD)
            }
            _ if is("invalid number") => (offset, NUMBER),
            _ => (start, VALUE),
        };
    }
    let slip = match () {
        () if is("expected `:`") => COLON,
        () if is("key must be a string") => KEY,
        () if is("trailing characters") => FOLLOWED,
        // Between two entries.
        () => COMMA,
    };
    (offset, slip)
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) vocabulary: &'t Vocabulary,
    id: Option<String>,
    as_of: Option<jiff::civil::Date>,
    as_of_problem: Option<RecordProblem>,
    /// Facts that stand in keys with dots.
    dotted: Vec<String>,
    /// Facts and groups that misspelt keys most likely mean.
    misspelt: Vec<String>,
    pub(super) entries: Vec<Entry>,
    problems: Vec<RecordProblem>,
}

impl<'t> Reader<'t> {
    /// The bytes of the text that a piece of it covers.
    pub(super) fn bytes(&self, raw: &RawValue) -> Range<usize> {
        json::bytes(self.text, raw.get())
    }

    pub(super) fn report(&mut self, problem: RecordProblem) {
        if self.has_room(problem.severity()) {
            self.problems.push(problem);
        }
    }

    /// Errors and warnings are limited apart: a hundred unknown keys must not hide an error behind them.
    fn has_room(&self, severity: Severity) -> bool {
        self.problems.iter().filter(|problem| problem.severity() == severity).count() < MAX_RECORD_PROBLEMS
    }

    pub(super) fn problem(
        &self,
        code: Code,
        bytes: Range<usize>,
        path: &str,
        message: String,
    ) -> RecordProblem {
        RecordProblem::new(code, self.text, bytes, path, message)
    }

    /// The record and every group in it.
    fn groups(&mut self, whole: &'t RawValue) {
        let mut open: Vec<(String, &'t RawValue)> = vec![(String::new(), whole)];
        while let Some((path, raw)) = open.pop() {
            match Kind::of(raw) {
                Kind::Object => self.group(&path, raw, &mut open),
                Kind::Null => {}
                other => {
                    let bytes = self.bytes(raw);
                    let members: Vec<_> = self
                        .vocabulary
                        .group(&path)
                        .map(|group| group.keys().take(3).collect())
                        .unwrap_or_default();
                    let problem = self
                        .problem(
                            Code::RecordType,
                            bytes,
                            &path,
                            format!("`{path}` is a group of facts, and this is {}", other.phrase()),
                        )
                        .help(format!(
                            "write an object with its facts: {{ \"{}\": … }}",
                            members.join("\": …, \"")
                        ));
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

    fn members(
        &mut self,
        path: &str,
        group: &Group,
        raw: &'t RawValue,
        open: &mut Vec<(String, &'t RawValue)>,
    ) {
        let members = match serde_json::from_str::<Members<'t>>(raw.get()) {
            Ok(Members(members)) => members,
            Err(error) => {
                // Its place is counted from the start of this object.
                let start = self.bytes(raw).start + json::offset(raw.get(), &error);
                let problem = self
                    .problem(Code::RecordSyntax, start..start, path, "a key in this object is not valid Unicode".to_owned())
                    .help("an escape such as `\\ud800` alone is no character; until it is mended nothing in this object is used");
                self.report(problem);
                self.invalidate(path);
                return;
            }
        };
        let mut seen: HashSet<Cow<'t, str>> = HashSet::new();
        let mut repeated: HashSet<Cow<'t, str>> = HashSet::new();
        for (key, value) in members {
            if !seen.insert(key.clone()) {
                if repeated.insert(key.clone()) {
                    self.repeated_key(group, path, &key, value, open);
                }
                continue;
            }
            match (group.get(&key), &*key) {
                (_, "id") if path.is_empty() => self.id(value),
                (_, "as_of") if path.is_empty() => self.as_of(value),
                (Some(Member::Fact(slot)), _) => self.fact(*slot, &joined(path, &key), value),
                (Some(Member::Group(group)), _) => open.push((group.clone(), value)),
                (None, _) => self.unknown_key(group, path, &key, value),
            }
        }
    }

    fn repeated_key(
        &mut self,
        group: &Group,
        path: &str,
        key: &str,
        value: &'t RawValue,
        open: &mut Vec<(String, &'t RawValue)>,
    ) {
        let inner = joined(path, &visible(key, MAX_KEY_SHOWN));
        let of_record = path.is_empty() && matches!(key, "id" | "as_of");
        let help = match of_record || group.get(key).is_some() {
            true => "keep one of the two; until then neither is used",
            false => "keep one of the two",
        };
        if self.has_room(Severity::Error) {
            let message = format!("`{inner}` is given more than once");
            let problem =
                self.problem(Code::RecordDuplicateKey, self.bytes(value), &inner, message).help(help);
            self.report(problem);
        }
        match key {
            "as_of" if of_record => {
                self.as_of = None;
                self.as_of_problem = self.problems.last().cloned();
            }
            "id" if of_record => self.id = None,
            _ if group.get(key).is_some() => {
                open.retain(|(waiting, _)| *waiting != inner);
                self.invalidate(&inner);
            }
            _ => {}
        }
    }

    fn unknown_key(&mut self, group: &Group, path: &str, key: &str, value: &'t RawValue) {
        let whole = joined(path, key);
        if key.contains('.') && self.vocabulary.find(&whole).is_some() {
            return self.dotted_key(&whole, value);
        }
        if !self.has_room(Severity::Warning) {
            return;
        }
        // Only a name of a sensible length is worth a search.
        let near = (key.len() <= MAX_KEY_SHOWN).then(|| {
            let here = nearest(key, group.keys()).map(|near| joined(path, near));
            here.or_else(|| {
                nearest(&joined(path, key), self.vocabulary.facts().map(|fact| &*fact.path))
                    .map(str::to_owned)
            })
        });
        let inner = joined(path, &visible(key, MAX_KEY_SHOWN));
        let problem = self.problem(
            Code::UnknownKey,
            self.bytes(value),
            &inner,
            format!("the vocabulary has no fact `{inner}`, so this is not read"),
        );
        let near = near.flatten();
        // Most likely the fact is recorded under this key: it is not simply silent, and no assumption fills it.
        self.misspelt.extend(near.clone());
        let problem = RecordProblem { is_misspelt: near.is_some(), ..problem };
        let problem = match near {
            _ if key == "absent" => problem.help(
                "a reason stands at each fact: `{ \"pain_months\": { \"absent\": \"not-recorded\" } }`",
            ),
            Some(near) if near.contains('.') && path.is_empty() => {
                let keys: Vec<_> = near.split('.').collect();
                let nested =
                    format!("{{ \"{}\": … {}", keys.join("\": { \""), vec!["}"; keys.len()].join(" "));
                problem.help(format!("did you mean `{near}`? In JSON it stands nested: {nested}"))
            }
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("delete it, or declare it as a fact"),
        };
        self.report(problem);
    }

    /// `"device.pacemaker": true`: the fact is meant, and read nowhere. Passing it over could hide a reason to
    /// exclude, so that the fact counts as recorded with a value that cannot be used.
    fn dotted_key(&mut self, fact: &str, value: &'t RawValue) {
        let keys: Vec<_> = fact.split('.').collect();
        let nested = format!("{{ \"{}\": … {}", keys.join("\": { \""), vec!["}"; keys.len()].join(" "));
        if self.has_room(Severity::Error) {
            let message = format!("`{fact}` stands in a key with dots, where it is not read");
            let problem = self
                .problem(Code::RecordDottedKey, self.bytes(value), fact, message)
                .help(format!("in JSON it stands nested: {nested}; until then the fact is not known"));
            self.report(problem);
        }
        self.dotted.push(fact.to_owned());
    }

    /// What keys outside of their place have to say in the end, when all else is read.
    fn settle_keys(&mut self) {
        for fact in std::mem::take(&mut self.dotted) {
            self.invalidate(&fact);
        }
        for near in std::mem::take(&mut self.misspelt) {
            let inside = format!("{near}.");
            for (fact, entry) in self.vocabulary.facts().zip(&mut self.entries) {
                let meant = *fact.path == *near || fact.path.starts_with(&inside);
                if meant && entry.absence == Some(Absence::NotRecorded) {
                    entry.absence = Some(Absence::Invalid);
                }
            }
        }
    }

    fn id(&mut self, value: &'t RawValue) {
        let most = self.vocabulary.limits().get(Limit::TextBytes);
        match Kind::of(value) {
            Kind::Null => {}
            _ if value.get().len() > most => {
                self.bad_header(value, "id", &format!("longer than {}", Limit::TextBytes.shown(most)))
            }
            Kind::Text => match serde_json::from_str(value.get()) {
                Ok(id) => self.id = Some(id),
                Err(_) => self.bad_header(value, "id", "text that is not valid Unicode"),
            },
            Kind::Number => self.id = Some(value.get().to_owned()),
            other => self.bad_header(value, "id", other.phrase()),
        }
    }

    fn as_of(&mut self, value: &'t RawValue) {
        let text: Option<String> = serde_json::from_str(value.get()).ok().flatten();
        match (Kind::of(value), text.and_then(|text| PartialDate::parse(&text).ok())) {
            (Kind::Null, _) => {}
            (_, Some(date)) if date.day().is_some() => self.as_of = date.day(),
            (_, Some(_)) => self.bad_header(value, "as_of", "a date without a day"),
            (Kind::Text, None) => self.bad_header(value, "as_of", "text that is no date"),
            (other, None) => self.bad_header(value, "as_of", other.phrase()),
        }
    }

    fn bad_header(&mut self, value: &'t RawValue, key: &str, found: &str) {
        let (wanted, help) = match key {
            "id" => ("text or a number", "write `\"id\": \"p-001\"`"),
            _ => (
                "a full date",
                "write `\"as_of\": \"2025-11-20\"`; until then nothing is decided without `--as-of`",
            ),
        };
        let problem = self
            .problem(
                Code::RecordHeader,
                self.bytes(value),
                key,
                format!("`{key}` is {wanted}, and this is {found}"),
            )
            .help(help);
        if key == "as_of" {
            self.as_of_problem = Some(problem.clone());
        }
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
                *entry = Entry::new(value, Some(Absence::Invalid));
            }
        }
    }

    pub(super) fn set(&mut self, slot: SlotId, entry: Entry) {
        if let Some(place) = self.entries.get_mut(slot.index()) {
            *place = entry;
        }
    }
}

/// Characters of an unknown key that are shown: it could be anything.
const MAX_KEY_SHOWN: usize = 60;

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
