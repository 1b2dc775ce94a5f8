//! What a ruleset's file says of a patient, written out as a record in JSON.
//!
//! Every value remembers where it stands in the ruleset's file, so that whatever the reader of records finds wrong
//! is told there.

use std::ops::Range;
use std::sync::Arc;

use super::Fields;
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::possible::Possible;
use crate::record::{Entry, Record, RecordProblem};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, FieldValue, NumberLiteral, Path};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::PartialDate;
use crate::vocabulary::{Choice, Fact, RecordType, ValueType, Vocabulary};

/// The date on which a record is decided, beside its facts.
pub const AS_OF: &str = "as_of";

/// Reads the fields of a patient as a record. `None` if something is wrong with them, which is then told.
pub fn read(fields: &Fields, vocabulary: &Arc<Vocabulary>, problems: &mut Problems) -> Option<Record> {
    read_sized(fields, vocabulary, problems).0
}

/// The same, with how many bytes the record has as text.
pub fn read_sized(
    fields: &Fields,
    vocabulary: &Arc<Vocabulary>,
    problems: &mut Problems,
) -> (Option<Record>, usize) {
    let mut writer = Writer { text: String::new(), places: Vec::new(), problems: Vec::new() };
    writer.record(fields, vocabulary);
    let Writer { text, places, problems: mut found } = writer;
    let mut record = None;
    if found.is_empty() {
        let told: Vec<RecordProblem> = match Record::from_json(vocabulary, &text) {
            Ok(read) => {
                let told = read.problems().to_vec();
                record = Some(read);
                told
            }
            Err(problem) => vec![problem],
        };
        found.extend(told.iter().map(|problem| in_ruleset(problem, &places)));
    }
    let record = record.filter(|_| found.is_empty());
    problems.extend(found);
    (record, text.len())
}

/// A value as a record would hold it, in JSON; `None` of what no record can hold.
pub fn value_json(expr: &Expr, ty: &ValueType) -> Option<String> {
    let mut writer = Writer { text: String::new(), places: Vec::new(), problems: Vec::new() };
    writer.value(expr, ty);
    writer.problems.is_empty().then_some(writer.text)
}

/// What a record would say of one fact, read as in a vocabulary. `None` if something is wrong with the value, which is then
/// told.
pub fn entry(fact: &Fact, vocabulary: &Vocabulary, value: &Expr, problems: &mut Problems) -> Option<Entry> {
    let only = vocabulary.with_only(fact.clone());
    let slot = only.find(&fact.path)?;
    let fields = std::iter::once((Arc::clone(&fact.path), value.clone())).collect();
    read(&fields, &Arc::new(only), problems)?.entry(slot).cloned()
}

/// The value of an output, as a test writes it.
pub fn value(expr: &Expr, ty: &ValueType, problems: &mut Problems) -> Option<Possible> {
    let fact =
        Fact { path: "value".into(), ty: ty.clone(), description: None, unit_assumed: false, fixed: false };
    entry(&fact, &Vocabulary::default(), expr, problems).map(|entry| entry.value)
}

/// What the reader of records says of a value, said of the ruleset's text.
fn in_ruleset(problem: &RecordProblem, places: &[(Range<usize>, Span)]) -> Problem {
    let around = |(bytes, _): &&(Range<usize>, Span)| {
        bytes.start <= problem.bytes.start && problem.bytes.end <= bytes.end
    };
    let place = places.iter().filter(around).min_by_key(|(bytes, _)| bytes.len());
    let mut place = place.map(|(_, place)| *place).unwrap_or_default();
    if problem.code == Code::RecordTooLarge {
        // It is as long as it is: its bracket stands for it.
        place.end = place.start + 1;
    }
    // In a record it may be a key for somebody else. Here it is a slip.
    let code = if problem.code == Code::UnknownKey { Code::UnknownName } else { problem.code };
    Problem::new(code, place, problem.message.clone()).maybe_help(problem.help.as_deref().map(as_ruleset))
}

/// What a record writes as `"as_of": "2025-11-20"`, a ruleset writes as `as_of = @2025-11-20`.
fn as_ruleset(help: &str) -> String {
    let mut written = String::new();
    let mut rest = help;
    while let Some((before, after)) = rest.split_once('"') {
        written.push_str(before);
        let Some((quoted, behind)) = after.split_once('"') else {
            rest = after;
            written.push('"');
            continue;
        };
        match behind.strip_prefix(':') {
            Some(behind) => {
                written.push_str(&format!("{quoted} ="));
                rest = behind;
            }
            None if PartialDate::parse(quoted).is_ok() => {
                written.push_str(&format!("@{quoted}"));
                rest = behind;
            }
            None => {
                written.push_str(&format!("\"{quoted}\""));
                rest = behind;
            }
        }
    }
    written + rest
}

/// Is this the name of a fact, or of a group of facts?
pub fn is_fact_or_group(name: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.find(name).is_some() || (!name.is_empty() && vocabulary.group(name).is_some())
}

/// A name that no fact has.
pub fn unknown_fact(path: &Path, vocabulary: &Vocabulary) -> Problem {
    let name = &path.text;
    let near = nearest(name, vocabulary.facts().map(|fact| &*fact.path));
    let problem = Problem::new(Code::UnknownName, path.place.0, format!("there is no fact `{name}`"));
    let inside = vocabulary.group(name).map(|group| group.keys().take(3).collect::<Vec<_>>().join("`, `"));
    match (near, inside) {
        (_, Some(inside)) if !name.is_empty() => {
            problem.help(format!("`{name}` is a group: name the fact in it, such as `{inside}`"))
        }
        (Some(near), _) => problem.says(format!("did you mean `{near}`?")),
        (None, _) => problem.help("only facts of the ruleset's vocabulary can be given, and `as_of`"),
    }
}

/// Writes JSON, and notes where each value comes from.
struct Writer {
    text: String,
    places: Vec<(Range<usize>, Span)>,
    problems: Vec<Problem>,
}

impl Writer {
    /// The facts in an object, those of a group in an object of their own. Without recursion: a fact's path may
    /// have any number of steps.
    fn record(&mut self, fields: &Fields, vocabulary: &Vocabulary) {
        let mut fields: Vec<(Vec<&str>, &str, &Expr)> =
            fields.iter().map(|(path, value)| (path.split('.').collect(), &**path, value)).collect();
        fields.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let mut open: Vec<&str> = Vec::new();
        let mut first = true;
        self.text.push('{');
        for (steps, path, value) in fields {
            let Some((key, groups)) = steps.split_last() else { continue };
            let same = open.iter().zip(groups).take_while(|(one, other)| one == other).count();
            for _ in open.drain(same..) {
                self.text.push('}');
                first = false;
            }
            self.comma(&mut first);
            for group in groups.iter().skip(same) {
                self.key(group);
                self.text.push('{');
                open.push(group);
            }
            self.key(key);
            let fact = vocabulary.find(path).and_then(|slot| vocabulary.fact(slot));
            let date = ValueType::Date { or_never: false };
            self.value(value, fact.map_or(&date, |fact| &fact.ty));
        }
        self.text.extend(open.iter().map(|_| '}'));
        self.text.push('}');
    }

    fn comma(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.text.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.text.push(':');
    }

    fn string(&mut self, text: &str) {
        self.text.push_str(&serde_json::Value::from(text).to_string());
    }

    /// A value, and where it is written. What is not its type's is told by the reader of records, but for what JSON
    /// cannot tell apart: text, the name of a choice's value, a date, a duration, and `never`.
    fn value(&mut self, expr: &Expr, ty: &ValueType) {
        let start = self.text.len();
        let expr = without_parens(expr);
        let is_word = matches!(expr.kind, ExprKind::Never | ExprKind::Date(_) | ExprKind::Duration(..));
        if is_word && matches!(ty, ValueType::Text) {
            self.no_quotes(expr);
        }
        if matches!(expr.kind, ExprKind::Quantity(..)) && !may_be_quantity(ty) {
            let message =
                format!("`{}` is a quantity, and what belongs here is of type `{ty}`", print_expr(expr));
            let help = "write the value itself, without a unit";
            self.problems.push(Problem::new(Code::WrongType, expr.place.0, message).help(help));
        }
        match &expr.kind {
            ExprKind::Boolean(value) => self.text.push_str(if *value { "true" } else { "false" }),
            ExprKind::Never => self.string("never"),
            ExprKind::Number(number) => self.number(number, false),
            ExprKind::Quantity(number, unit) => self.quantity(number, &unit.code, false),
            ExprKind::Negate(of) => self.negative(of, expr),
            ExprKind::Duration(number, unit) => self.string(&format!("{} {}", number.written, unit.plural())),
            ExprKind::Date(date) => self.string(&date.written),
            ExprKind::Text(text) => {
                if let Some(choice) = choice_of(ty) {
                    self.no_text(expr, choice);
                }
                self.string(&text.value());
            }
            ExprKind::Name(path) => {
                self.named(path, ty);
                self.string(&path.text);
            }
            ExprKind::List(items) => {
                let of = item_type(ty);
                self.text.push('[');
                let mut first = true;
                for item in items {
                    self.comma(&mut first);
                    self.value(item, &of);
                }
                self.text.push(']');
            }
            ExprKind::Record(fields) => self.object(fields, ty),
            ExprKind::Hole => {
                let problem = Problem::new(Code::Hole, expr.place.0, "something is still to be written here");
                self.problems.push(problem.says(format!("`{ty}` is wanted")));
                self.text.push_str("null");
            }
            _ => {
                let problem = Problem::new(
                    Code::NotConstant,
                    expr.place.0,
                    "what is given of a patient is written out, and this is computed",
                );
                self.problems.push(problem.help("write the value itself, as a record would hold it"));
                self.text.push_str("null");
            }
        }
        self.places.push((start..self.text.len(), expr.place.0));
    }

    fn object(&mut self, fields: &[FieldValue], ty: &ValueType) {
        self.text.push('{');
        let mut first = true;
        for field in fields {
            self.comma(&mut first);
            let start = self.text.len();
            self.key(&field.path.text);
            self.places.push((start..self.text.len(), field.path.place.0));
            let of = field_type(ty, &field.path.text);
            self.value(&field.value, &of);
        }
        self.text.push('}');
    }

    fn number(&mut self, number: &NumberLiteral, negative: bool) {
        if negative {
            self.text.push('-');
        }
        self.text.push_str(&number.written);
    }

    fn quantity(&mut self, number: &NumberLiteral, unit: &str, negative: bool) {
        self.text.push('{');
        self.key("value");
        self.number(number, negative);
        self.text.push(',');
        self.key("unit");
        self.string(unit);
        self.text.push('}');
    }

    fn negative(&mut self, of: &Expr, whole: &Expr) {
        match &without_parens(of).kind {
            ExprKind::Number(number) => self.number(number, true),
            ExprKind::Quantity(number, unit) => self.quantity(number, &unit.code, true),
            _ => {
                self.problems.push(
                    Problem::new(Code::NotConstant, whole.place.0, "only a number can be less than nothing")
                        .help("write the value itself, as a record would hold it"),
                );
                self.text.push_str("null");
            }
        }
    }

    /// A bare name is a value of a choice or scale.
    fn named(&mut self, path: &Path, ty: &ValueType) {
        let (name, place) = (&path.text, path.place.0);
        let Some(choice) = choice_of(ty) else {
            if !is_free(ty) {
                let help = match ty {
                    _ if matches!(name.as_str(), "null" | "unknown") => {
                        "what is not known is left out, and not given a value".to_owned()
                    }
                    ValueType::Boolean if name == "yes" => "write `true`".to_owned(),
                    ValueType::Boolean if name == "no" => "write `false`".to_owned(),
                    ValueType::Text => format!("text stands in double quotes: \"{name}\""),
                    _ => "write the value itself; a bare name is a value of a choice or scale".to_owned(),
                };
                let message = format!("`{name}` is a name, and what belongs here is of type `{ty}`");
                self.problems.push(Problem::new(Code::WrongType, place, message).help(help));
            }
            return;
        };
        if choice.position(name).is_some() {
            return;
        }
        let message = format!("`{name}` is not a value of the {} `{}`", choice.kind(), choice.name);
        let mut problem = Problem::new(Code::UnknownValue, place, message)
            .help(format!("its values are `{}`", choice.names().collect::<Vec<_>>().join("`, `")));
        if let Some(near) = nearest(name, choice.names()) {
            problem = problem.says(format!("did you mean `{near}`?"));
        }
        self.problems.push(problem);
    }

    /// In a record a date and a text are written alike, and here they are not.
    fn no_quotes(&mut self, expr: &Expr) {
        let written = print_expr(expr);
        let message = format!("`{written}` is no text, and what belongs here is of type `text`");
        let help = format!("text stands in double quotes: \"{}\"", written.trim_start_matches('@'));
        self.problems.push(Problem::new(Code::WrongType, expr.place.0, message).help(help));
    }

    fn no_text(&mut self, expr: &Expr, choice: &Choice) {
        let message = format!(
            "{} is text, and what belongs here is a value of the {} `{}`",
            print_expr(expr),
            choice.kind(),
            choice.name
        );
        self.problems.push(Problem::new(Code::WrongType, expr.place.0, message).help(format!(
            "write it without quotes; its values are `{}`",
            choice.names().collect::<Vec<_>>().join("`, `")
        )));
    }
}

/// A type of which nothing is known: what stands there is left to the reader of records.
fn free() -> ValueType {
    ValueType::Code
}

/// May a number with a unit stand for a value of this type?
fn may_be_quantity(ty: &ValueType) -> bool {
    matches!(ty, ValueType::Quantity(_) | ValueType::Record(_) | ValueType::List(_)) || is_free(ty)
}

/// May text and bare names both stand for a value of this type, or for a part of it?
fn is_free(ty: &ValueType) -> bool {
    matches!(ty, ValueType::Code)
}

fn choice_of(ty: &ValueType) -> Option<&Choice> {
    match ty {
        ValueType::Choice(choice) => Some(choice),
        // Of an observation the value alone may be written.
        ValueType::Record(record) if record.is_observation => match value_of(record) {
            Some(ValueType::Choice(choice)) => Some(choice),
            _ => None,
        },
        _ => None,
    }
}

fn value_of(record: &RecordType) -> Option<&ValueType> {
    record.fields.get(record.position("value")?).map(|field| &field.ty)
}

fn item_type(ty: &ValueType) -> ValueType {
    match ty {
        ValueType::List(record) => ValueType::Record(Arc::clone(record)),
        ValueType::Set(choice) => ValueType::Choice(Arc::clone(choice)),
        _ => free(),
    }
}

/// The type of what stands behind a key: of a record's field, or of what says more about a value than its type.
fn field_type(ty: &ValueType, key: &str) -> ValueType {
    match (ty, key) {
        (ValueType::List(_) | ValueType::Set(_), "items") => ty.clone(),
        (ValueType::Record(record), _) => record
            .position(key)
            .and_then(|at| record.fields.get(at))
            .map_or_else(free, |field| field.ty.clone()),
        _ => free(),
    }
}
