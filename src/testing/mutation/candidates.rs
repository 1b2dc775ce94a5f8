//! Patients of whom a mutant may say something else than its ruleset: those of the suite, with the facts that the
//! changed part reads set to values around those that are written in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexSet;
use jiff::civil::Date;

use super::core::Difference;
use super::hints::Hints;
use crate::check::samples;
use crate::ir::SlotId;
use crate::patient::expression;
use crate::possible::{Interval, Possible};
use crate::syntax::ast::{Expr, ExprKind, FieldValue, Path, Place};
use crate::syntax::print::{print_expr, quoted};
use crate::syntax::walk::without_parens;
use crate::testing::{AS_OF, Fields};
use crate::time::PartialDate;
use crate::vocabulary::{RecordType, ValueType, Vocabulary};

/// So many values of one fact are tried by themselves.
const VALUES: usize = 60;
/// So many values of one fact are tried together with values of another one.
const VALUES_IN_PAIRS: usize = 12;
/// So many values of a field of a list's entry are tried.
const VALUES_OF_FIELDS: usize = 8;

/// What is varied, and around which values.
pub struct Search<'s> {
    vocabulary: &'s Vocabulary,
    hints: &'s Hints,
    /// The facts that the changed part reads, and then all others that decide with it.
    facts: Vec<SlotId>,
    /// How many of them the changed part reads.
    changed: usize,
}

/// A value of a fact; `None` where the record does not say.
type Value = Option<Expr>;

/// Entries of all lists together that are made in the place of one.
const ENTRIES_COPIED: usize = 100_000;

impl<'s> Search<'s> {
    /// Around what differs.
    pub fn new(vocabulary: &'s Vocabulary, hints: &'s Hints, difference: &Difference) -> Self {
        let mut facts: IndexSet<SlotId> = difference.changed.iter().copied().collect();
        let changed = facts.len();
        facts.extend(difference.read.iter().copied());
        Self { vocabulary, hints, facts: facts.into_iter().collect(), changed }
    }

    /// The patients to try: one fact changed, then two, then all that the changed part reads.
    pub fn candidates<'c>(&'c self, seeds: &'c [Fields]) -> impl Iterator<Item = (usize, Fields)> + 'c {
        let numbered = || seeds.iter().enumerate();
        let as_they_are = numbered().map(|(at, seed)| (at, seed.clone()));
        let singles = numbered().flat_map(move |(at, seed)| {
            let changed = self.facts.iter().flat_map(move |fact| self.with_each(seed, *fact, VALUES));
            changed.map(move |fields| (at, fields))
        });
        let pairs = numbered().flat_map(move |(at, seed)| {
            let firsts = self.facts.iter().enumerate().take(self.changed.max(1));
            let pairs = firsts.flat_map(move |(index, first)| {
                // One by one: all of them together are as many patients as there are facts.
                self.with_each(seed, *first, VALUES_IN_PAIRS).flat_map(move |fields| {
                    let others = self.facts.iter().skip(index + 1);
                    others.flat_map(move |other| self.with_each(&fields, *other, VALUES_IN_PAIRS))
                })
            });
            pairs.map(move |fields| (at, fields))
        });
        let products = numbered().flat_map(move |(at, seed)| {
            let facts = if self.changed > 2 {
                self.facts.get(..self.changed).unwrap_or_default()
            } else {
                &self.facts
            };
            self.product(seed, facts).map(move |fields| (at, fields))
        });
        as_they_are.chain(singles).chain(pairs).chain(products)
    }

    fn with_each<'c>(
        &'c self,
        seed: &Fields,
        fact: SlotId,
        most: usize,
    ) -> impl Iterator<Item = Fields> + use<'c> {
        let seed = seed.clone();
        let path = self.vocabulary.fact(fact).map(|fact| Arc::clone(&fact.path));
        let values = self.values(&seed, fact, most);
        values.into_iter().filter_map(move |value| Some(with(&seed, path.as_ref()?, value)))
    }

    /// Every combination of a few values of each fact, as a clock counts.
    fn product<'c>(
        &'c self,
        seed: &'c Fields,
        facts: &'c [SlotId],
    ) -> impl Iterator<Item = Fields> + use<'c> {
        let values: Vec<(Arc<str>, Vec<Value>)> = facts
            .iter()
            .filter_map(|fact| {
                let path = Arc::clone(&self.vocabulary.fact(*fact)?.path);
                Some((path, self.values(seed, *fact, VALUES_OF_FIELDS)))
            })
            .filter(|(_, values)| !values.is_empty())
            .collect();
        let mut at = vec![0_usize; values.len()];
        let mut more = !values.is_empty();
        std::iter::from_fn(move || {
            if !std::mem::replace(&mut more, false) {
                return None;
            }
            let mut fields = seed.clone();
            for ((path, of), at) in values.iter().zip(&at) {
                fields = with(&fields, path, of.get(*at)?.clone());
            }
            more = at.iter_mut().zip(&values).any(|(at, (_, of))| {
                *at = if *at + 1 < of.len() { *at + 1 } else { 0 };
                *at > 0
            });
            Some(fields)
        })
    }

    /// Other values of a fact than this patient has.
    fn values(&self, seed: &Fields, fact: SlotId, most: usize) -> Vec<Value> {
        let Some(fact) = self.vocabulary.fact(fact) else { return Vec::new() };
        let now = seed.get(&fact.path);
        let mut found = self.of_type(&fact.ty, now, &Day::of(seed));
        let same = |value: &Expr| now.is_some_and(|now| print_expr(now) == print_expr(value));
        found.retain(|value| !same(value));
        found.truncate(most.saturating_sub(1));
        let absent = now.map(|_| None);
        // What is known in part comes last.
        let bounds = self.bounds(&fact.ty).into_iter().map(Some);
        found.into_iter().map(Some).chain(absent).chain(bounds).take(most).collect()
    }

    /// Values of which only a bound is known.
    fn bounds(&self, ty: &ValueType) -> Vec<Expr> {
        let written = self.hints.numbers.iter().filter(|number| ty.admits(number));
        let bounds = written.filter_map(|number| {
            let shown = ty.show(&Possible::number(number.clone()));
            Some(match (ty, shown.split_once(" '")) {
                (ValueType::Quantity(_), Some((number, unit))) => {
                    let unit = unit.strip_suffix('\'')?;
                    [">=", "<", ">", "<="]
                        .map(|sign| format!("{{ value = \"{sign}{number}\", unit = \"{unit}\" }}"))
                }
                _ => [">=", "<", ">", "<="].map(|sign| format!("\"{sign}{shown}\"")),
            })
        });
        bounds.flatten().filter_map(|text| expression(&text)).collect()
    }

    fn of_type(&self, ty: &ValueType, now: Option<&Expr>, day: &Day) -> Vec<Expr> {
        let written =
            |texts: Vec<String>| texts.iter().filter_map(|text| expression(text)).collect::<Vec<_>>();
        match ty {
            ValueType::Boolean => written(vec!["true".to_owned(), "false".to_owned()]),
            ValueType::Number { .. } | ValueType::Quantity(_) => written(self.numbers(ty)),
            ValueType::Choice(choice) => written(choice.names().map(str::to_owned).collect()),
            ValueType::Set(choice) => {
                let one = choice.names().map(|name| format!("[{name}]"));
                let all = format!("[{}]", choice.names().collect::<Vec<_>>().join(", "));
                written(one.chain(["[]".to_owned(), all]).collect())
            }
            ValueType::Date { or_never } => {
                let mut days: Vec<String> = self.days(day).iter().map(|day| format!("@{day}")).collect();
                if *or_never {
                    days.insert(days.len().min(3), "never".to_owned());
                }
                written(days)
            }
            ValueType::Age => written(self.days(day).iter().map(|day| format!("@{day}")).collect()),
            ValueType::DateTime => {
                let days = self.days(day);
                written(days.iter().map(|day| format!("@{day}T12:00:00Z")).collect())
            }
            ValueType::Text => {
                let texts = self.hints.texts.iter().map(|text| quoted(text));
                written(texts.chain(["\"other\"".to_owned()]).collect())
            }
            ValueType::Duration => {
                let around = self.hints.periods.iter().flat_map(|period| {
                    let (count, unit) = if period.months() > 0 {
                        (period.months(), "months")
                    } else {
                        (period.days(), "days")
                    };
                    [count, count + 1, count - 1].map(|count| format!("{count} {unit}"))
                });
                written(around.collect())
            }
            ValueType::Code => {
                let codes = self.hints.codes.iter();
                let codes = codes.map(|(system, code)| format!("{{ system = {system}, code = \"{code}\" }}"));
                let other = self
                    .hints
                    .codes
                    .first()
                    .map(|(system, _)| format!("{{ system = {system}, code = \"Z99.9\" }}"));
                written(codes.chain(other).collect())
            }
            ValueType::List(record) => self.lists(record, now, day),
            ValueType::Record(record) => self.records(record, now, day),
        }
    }

    fn numbers(&self, ty: &ValueType) -> Vec<String> {
        let range = match ty.everything() {
            Possible::Number(range) => range,
            _ => Interval::everything(),
        };
        let written: BTreeSet<_> =
            self.hints.numbers.iter().filter(|number| range.contains(number)).cloned().collect();
        let mut samples = samples::numbers(&range, ty, written.clone());
        // First what is written, then what is beside it, the ends of the range last.
        samples.sort_by_key(|sample| {
            let Possible::Number(number) = &sample.value else { return 2 };
            let is_written = number.as_point().is_some_and(|number| written.contains(number));
            if is_written { 0 } else { 1 + u8::from(sample.at_bound) }
        });
        samples.iter().map(|sample| ty.show(&sample.value)).collect()
    }

    fn days(&self, day: &Day) -> Vec<Date> {
        day.as_of.map(|as_of| self.hints.days_near(as_of, &day.others)).unwrap_or_default()
    }

    /// An entry changed, left out or added; no entry at all.
    fn lists(&self, record: &Arc<RecordType>, now: Option<&Expr>, day: &Day) -> Vec<Expr> {
        let entries: &[Expr] = match now.map(|now| &without_parens(now).kind) {
            Some(ExprKind::List(entries)) => entries,
            _ => &[],
        };
        let list = |entries: Vec<Expr>| Expr { kind: ExprKind::List(entries), place: Place::default() };
        let changed = |index: usize, entry: Option<Expr>| {
            let mut entries = entries.to_vec();
            entries.splice(index..=index, entry);
            list(entries)
        };
        let mut found = Vec::new();
        let fresh = self.records(record, None, day);
        if entries.is_empty() {
            found.extend(fresh.iter().map(|entry| list(vec![entry.clone()])));
            let two = fresh.iter().zip(fresh.iter().skip(1));
            found.extend(two.map(|(one, other)| list(vec![one.clone(), other.clone()])));
        }
        found.push(list(Vec::new()));
        // Each is as long as the list itself: of a long one only a few are tried, so that it is not copied without end.
        let most = (ENTRIES_COPIED / entries.len().max(1)).min(VALUES + 1);
        let left = |found: &Vec<Expr>| most.saturating_sub(found.len());
        // Entries fewer or more first: fields have so many values that nothing else would be tried.
        let fewer = (0..entries.len()).take(left(&found).min(VALUES / 4));
        found.extend(fewer.map(|index| changed(index, None)));
        if let Some(entry) = entries.last() {
            let more = std::iter::once(entry.clone()).chain(fresh);
            let more = more.take(left(&found).min(VALUES / 4));
            found.extend(more.map(|entry| list(entries.iter().cloned().chain([entry]).collect())));
        }
        for (index, entry) in entries.iter().enumerate() {
            let most = left(&found);
            if most == 0 {
                break;
            }
            let entries = self.records(record, Some(entry), day).into_iter().take(most);
            found.extend(entries.map(|entry| changed(index, Some(entry))));
        }
        found
    }

    /// One field of a record changed, or two; or a record made from nothing.
    fn records(&self, record: &Arc<RecordType>, now: Option<&Expr>, day: &Day) -> Vec<Expr> {
        let own: Vec<FieldValue> = match now.map(|now| &without_parens(now).kind) {
            Some(ExprKind::Record(fields)) => fields.clone(),
            // Of an observation the value alone may be written.
            Some(_) if record.is_observation => {
                now.map(|now| FieldValue { path: path("value"), value: now.clone() }).into_iter().collect()
            }
            _ => self.first_values(record, day),
        };
        let with = |own: &[FieldValue], name: &str, value: Option<Expr>| {
            let mut fields: Vec<FieldValue> = own.to_vec();
            let at = fields.iter().position(|field| field.path.text == name);
            let field = value.map(|value| FieldValue { path: path(name), value });
            let at = at.map_or(fields.len()..fields.len(), |at| at..at + 1);
            fields.splice(at, field);
            fields
        };
        let made = |fields: Vec<FieldValue>| Expr { kind: ExprKind::Record(fields), place: Place::default() };
        let mut found = Vec::new();
        if now.is_none() {
            found.push(made(own.clone()));
        }
        let mut singles: Vec<(usize, Vec<FieldValue>)> = Vec::new();
        for (index, field) in record.fields.iter().enumerate() {
            let value = own.iter().find(|own| own.path.text == *field.name).map(|own| &own.value);
            // A list within a record would need a search of its own.
            if matches!(field.ty, ValueType::List(_) | ValueType::Record(_)) {
                continue;
            }
            let values = self
                .of_type(&field.ty, value, day)
                .into_iter()
                .take(VALUES_OF_FIELDS)
                .map(Some)
                .chain([None]);
            singles.extend(values.map(|value| (index, with(&own, &field.name, value))));
        }
        found.extend(singles.iter().map(|(_, fields)| made(fields.clone())));
        for (index, fields) in &singles {
            for field in record.fields.iter().skip(index + 1) {
                if matches!(field.ty, ValueType::List(_) | ValueType::Record(_)) {
                    continue;
                }
                let values = self.of_type(&field.ty, None, day).into_iter().take(3);
                found.extend(values.map(|value| made(with(fields, &field.name, Some(value)))));
            }
        }
        found
    }

    fn first_values(&self, record: &RecordType, day: &Day) -> Vec<FieldValue> {
        let fields = record.fields.iter().filter_map(|field| {
            if matches!(field.ty, ValueType::List(_) | ValueType::Record(_)) {
                return None;
            }
            let value = self.of_type(&field.ty, None, day).into_iter().next()?;
            Some(FieldValue { path: path(&field.name), value })
        });
        fields.collect()
    }
}

/// The day on which a patient is decided, and the other days that the record names.
struct Day {
    as_of: Option<Date>,
    others: Vec<Date>,
}

impl Day {
    fn of(seed: &Fields) -> Self {
        let day = |expr: &Expr| match &without_parens(expr).kind {
            ExprKind::Date(date) => PartialDate::parse(&date.written).ok()?.day(),
            _ => None,
        };
        let others = seed.iter().filter(|(name, _)| &***name != AS_OF).filter_map(|(_, value)| day(value));
        Self { as_of: seed.get(AS_OF).and_then(day), others: others.take(4).collect() }
    }
}

fn with(seed: &Fields, path: &Arc<str>, value: Value) -> Fields {
    let mut fields = seed.clone();
    match value {
        Some(value) => {
            fields.insert(Arc::clone(path), value);
        }
        None => {
            fields.shift_remove(path);
        }
    }
    fields
}

fn path(name: &str) -> Path {
    Path { text: name.to_owned(), place: Place::default() }
}
