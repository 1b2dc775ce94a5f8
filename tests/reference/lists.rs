//! Questions about lists: what is so for every way in which its entries may turn out.

use elig::syntax::ast::{Aggregate, AggregateFunction, Entries, Expr};

use super::Unsupported;
use super::evaluate::{Patient, Relation, all, any, not, relate, truth, within};
use super::program::Kind;
use super::record::{self, Recorded};
use super::value::{Cause, End, Exact, Range, Reason, Set, Value};

type Answer = Result<Value, Unsupported>;

/// The entries that a question may be about, each with whether it is one of them; and whether there may be others, of
/// which nothing is said.
pub struct Asked {
    pub entries: Vec<(Entry, Value)>,
    /// False where the list is complete, or where no entry at all could be what is asked about; else open, and why.
    pub others: Value,
    /// What is known of one of the others: nothing.
    other: Entry,
    path: String,
}

/// The fields of one entry.
pub type Entry = Vec<(String, Value)>;

fn field<'e>(entry: &'e Entry, name: &str) -> Option<&'e Value> {
    entry.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

impl Patient<'_> {
    /// Entries that are dated after the decision are not seen; of one without its date that is not known.
    pub fn asked(&self, path: &str, filter: Option<&Expr>) -> Result<Asked, Unsupported> {
        let fact = self.program.facts.get(path).ok_or(Unsupported("a list that is no fact"))?;
        let Kind::List(fields) = &fact.kind else { return Err(Unsupported("a question about no list")) };
        let open = |reason: Reason| Value {
            set: truth(true, true),
            causes: [Cause::Fact(path.to_owned(), reason)].into(),
        };
        let (recorded, mut others, reason) = match record::read_list(self.record, path) {
            Recorded::Nothing(reason) => (&[][..], open(reason), reason),
            Recorded::Entries(entries, true) => (entries, Value::truth(false), Reason::Entries),
            Recorded::Entries(entries, false) => (entries, open(Reason::Entries), Reason::Entries),
        };
        let any_value = |kind: &Kind| Value { set: record::everything(kind), causes: open(reason).causes };
        let other: Entry = fields.iter().map(|(name, kind)| (name.clone(), any_value(kind))).collect();
        if let Some(filter) = filter.filter(|_| others.as_truth().is_none()) {
            others = all(&[others, self.of_other(&other, filter)?]);
        }
        let dates: Vec<_> = fields.iter().filter(|(_, kind)| matches!(kind, Kind::Date { .. })).collect();
        let mut entries = Vec::new();
        for json in recorded {
            let entry: Entry = fields
                .iter()
                .map(|(name, kind)| {
                    let set = record::read_field(json, name, kind);
                    let open = !set.is_one();
                    let causes =
                        open.then(|| Cause::Fact(path.to_owned(), Reason::Entries)).into_iter().collect();
                    (name.clone(), Value { set, causes })
                })
                .collect();
            let mut belongs = match dates.as_slice() {
                [(date, _)] => {
                    let date = field(&entry, date).expect("a field");
                    relate(Relation::LessOrEqual, date, &self.today())?
                }
                _ => Value::truth(true),
            };
            if let Some(filter) = filter {
                belongs = all(&[belongs, self.of_entry(&entry, filter)?]);
            }
            entries.push((entry, belongs));
        }
        Ok(Asked { entries, others, other, path: path.to_owned() })
    }

    /// What holds of an entry: its fields go by their bare names.
    fn of_entry(&self, entry: &Entry, expr: &Expr) -> Answer {
        let outside = self.entry.replace(Some(entry.clone()));
        let value = self.condition(expr);
        self.entry.replace(outside);
        value
    }

    /// What holds of an entry that is not recorded. What would be known of it is open, too.
    fn of_other(&self, entry: &Entry, expr: &Expr) -> Answer {
        let outside = self.entry_is_unseen.replace(true);
        let value = self.of_entry(entry, expr);
        self.entry_is_unseen.set(outside);
        value
    }

    /// `some x where c`: there is an entry for which it holds, or there may be another one.
    pub fn some(&self, list: &Entries, filter: Option<&Expr>) -> Answer {
        let asked = self.asked(&plain(list)?, filter)?;
        let mut parts: Vec<_> = asked.entries.into_iter().map(|(_, belongs)| belongs).collect();
        parts.push(asked.others);
        Ok(any(&parts))
    }

    /// `every x where a has c`: true of an empty list.
    pub fn every(&self, list: &Entries, filter: Option<&Expr>, has: &Expr) -> Answer {
        let asked = self.asked(&plain(list)?, filter)?;
        let mut parts = vec![any(&[not(&asked.others), self.of_other(&asked.other, has)?])];
        for (entry, belongs) in &asked.entries {
            parts.push(any(&[not(belongs), self.of_entry(entry, has)?]));
        }
        Ok(all(&parts))
    }

    pub fn count(&self, list: &Entries, filter: Option<&Expr>) -> Answer {
        let asked = self.asked(&plain(list)?, filter)?;
        let sure = asked.entries.iter().filter(|(_, belongs)| belongs.as_truth() == Some(true)).count();
        let perhaps = asked.entries.iter().filter(|(_, belongs)| belongs.as_truth() != Some(false)).count();
        let end = |count: usize| Some(End { at: Exact::from_integer(count.into()), included: true });
        let high = if asked.others.as_truth() == Some(false) { end(perhaps) } else { None };
        let set = Set::Number(Range { low: end(sure), high, whole: true, may_fail: false });
        let parts = asked.entries.iter().map(|(_, belongs)| belongs).chain([&asked.others]);
        Ok(Value::of(set, &parts.collect::<Vec<_>>()))
    }

    /// The latest, earliest, highest or lowest of the values of observations, or the sum of them.
    pub fn aggregate(&self, aggregate: &Aggregate) -> Answer {
        if aggregate.over.is_some() || aggregate.by.is_some() {
            return Err(Unsupported("an aggregate over an expression"));
        }
        let mut asked = self.asked(&aggregate.list.text, aggregate.filter.as_ref())?;
        if let Some(window) = &aggregate.within {
            let period = self.period(&window.period)?;
            if window.anchor.is_some() {
                return Err(Unsupported("a window elsewhere"));
            }
            for (entry, belongs) in &mut asked.entries {
                let date = field(entry, "date").ok_or(Unsupported("a list without dates"))?;
                let inside = within(date, period, elig::syntax::ast::Direction::Before, &self.today())?;
                *belongs = all(&[belongs.clone(), inside]);
            }
        }
        let everything = match &self.program.facts[&asked.path].kind {
            Kind::List(fields) => {
                let value =
                    fields.iter().find(|(name, _)| name == "value").ok_or(Unsupported("no observations"))?;
                record::everything(&value.1)
            }
            _ => return Err(Unsupported("no list")),
        };
        let set = match aggregate.function {
            AggregateFunction::Latest | AggregateFunction::Earliest => {
                self.last(&asked, aggregate.function == AggregateFunction::Latest, everything)?
            }
            AggregateFunction::Highest => greatest(&asked, everything, false),
            AggregateFunction::Lowest => greatest(&asked, everything, true),
            _ => return Err(Unsupported("an aggregate")),
        };
        let open = !set.is_one();
        let reason = match record::read_list(self.record, &asked.path) {
            Recorded::Nothing(reason) => reason,
            Recorded::Entries(..) => Reason::Entries,
        };
        let mut value = Value::known(set);
        if open {
            value.causes.extend(asked.others.causes.iter().cloned());
            let by_date =
                matches!(aggregate.function, AggregateFunction::Latest | AggregateFunction::Earliest);
            for (entry, belongs) in &asked.entries {
                if belongs.as_truth() != Some(false) {
                    let date = field(entry, "date").filter(|_| by_date);
                    for part in [Some(belongs), field(entry, "value"), date].into_iter().flatten() {
                        value.causes.extend(part.causes.iter().cloned());
                    }
                }
            }
            // No entry in particular: two tie, or there is none.
            if value.causes.is_empty() {
                value.causes.insert(Cause::Fact(asked.path.clone(), reason));
            }
        }
        Ok(value)
    }

    /// What the last one could be: each entry that may belong, and that no other one is sure to come after.
    fn last(&self, asked: &Asked, latest: bool, everything: Set) -> Result<Set, Unsupported> {
        let may_be_none = !asked.entries.iter().any(|(_, belongs)| belongs.as_truth() == Some(true));
        if may_be_none {
            return Ok(no_result());
        }
        if asked.others.as_truth() != Some(false) {
            return Ok(everything);
        }
        let mut possible: Option<Set> = None;
        for (index, (entry, belongs)) in asked.entries.iter().enumerate() {
            if belongs.as_truth() == Some(false) {
                continue;
            }
            let date = field(entry, "date").ok_or(Unsupported("a list without dates"))?;
            let mut is_passed = false;
            for (at, (other, surely)) in asked.entries.iter().enumerate() {
                let other = field(other, "date").ok_or(Unsupported("a list without dates"))?;
                let passed = if latest {
                    relate(Relation::Less, date, other)?
                } else {
                    relate(Relation::Less, other, date)?
                };
                is_passed |=
                    at != index && surely.as_truth() == Some(true) && passed.as_truth() == Some(true);
            }
            if !is_passed {
                let value = field(entry, "value").ok_or(Unsupported("no observations"))?.set.clone();
                possible = Some(match possible {
                    Some(so_far) => so_far.or(value),
                    None => value,
                });
            }
        }
        possible.ok_or(Unsupported("no entry is the last"))
    }
}

/// Where there may be no entry at all there is no latest: that is not any value, and nothing is known of it.
fn no_result() -> Set {
    Set::Number(Range::no_result())
}

fn plain(list: &Entries) -> Result<String, Unsupported> {
    if list.alias.is_some() || list.by.is_some() {
        return Err(Unsupported("a list with an alias"));
    }
    Ok(list.path.text.clone())
}

/// The greatest of the values: at least as great as those that surely belong, at most as great as any that may.
fn greatest(asked: &Asked, everything: Set, least: bool) -> Set {
    let Set::Number(whole) = &everything else { return everything };
    let turn = |range: Range| if least { range.negated() } else { range };
    let ranges = |only_sure: bool| {
        let belong = asked.entries.iter().filter(move |(_, belongs)| match belongs.as_truth() {
            Some(true) => true,
            Some(false) => false,
            None => !only_sure,
        });
        belong.filter_map(|(entry, _)| match field(entry, "value").map(|value| value.set.clone()) {
            Some(Set::Number(range)) => Some(turn(range)),
            _ => None,
        })
    };
    let most = |one: Range, other: Range| one.negated().least(other.negated()).negated();
    let Some(sure) = ranges(true).reduce(most) else { return no_result() };
    let perhaps = ranges(false).reduce(most).expect("more than the sure ones");
    let high = if asked.others.as_truth() == Some(false) { perhaps.high } else { turn(whole.clone()).high };
    let range = Range { low: sure.low, high, whole: sure.whole, may_fail: false };
    Set::Number(turn(range))
}
