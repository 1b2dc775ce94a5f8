//! Comparisons: what was found on one side, and what the other side asks.

use super::fact::ends_with_verb;
use super::plain;
use super::teller::Teller;
use crate::about::Compared;
use crate::decision::comparison;
use crate::explain::{Grounds, Stays};
use crate::ir::{Relation, Step, StepId};
use crate::possible::{Possible, Truth};
use crate::source::Span;
use crate::time::{Period, completed};
use crate::vocabulary::ValueType;

/// What was found, and what is asked.
pub type Told = (String, String);

/// One side of a comparison.
struct Side<'a> {
    step: StepId,
    ty: &'a ValueType,
    named: Option<Span>,
    /// What has to stay so of it, while the comparison stays decided.
    stays: Stays,
}

impl Teller<'_> {
    /// A comparison in words; `None` where neither side reads the record.
    pub fn compared(&self, id: StepId) -> Option<Told> {
        if let Some(told) = self.long_ago(id) {
            return Some(told);
        }
        let computed = self.computed(id);
        let Compared { relation, left, right } = self.about().comparisons.get(&id).or(computed.as_ref())?;
        let stays = self.stays_of(id, left.0, right.0);
        let left = Side { step: left.0, ty: &left.1, named: self.operand(id, 0), stays: stays.0 };
        let right = Side { step: right.0, ty: &right.1, named: self.operand(id, 1), stays: stays.1 };
        match (self.reads(left.step), self.reads(right.step)) {
            (true, false) => Some((self.subject(&left, id), self.bound(relation, &left, &right))),
            (false, true) => Some((self.subject(&right, id), self.bound(flipped(relation), &right, &left))),
            (true, true) => {
                let found = format!("{}; {}", self.subject(&left, id), self.subject(&right, id));
                Some((found, format!("the first {} the second", phrase(relation, left.ty))))
            }
            (false, false) => None,
        }
    }

    /// A comparison that is not written as one, such as that of a cell of a table with its column.
    fn computed(&self, id: StepId) -> Option<Compared> {
        let Some(Step::Compare(relation, left, right)) = self.step(id) else { return None };
        let ty = self.type_of(*left).or_else(|| self.type_of(*right))?;
        let relation = match relation {
            Relation::Equal => "=",
            Relation::Less => "<",
            Relation::AtMost => "<=",
        };
        Some(Compared { relation, left: (*left, ty.clone()), right: (*right, ty) })
    }

    fn type_of(&self, id: StepId) -> Option<ValueType> {
        if let Some((reading, _)) = self.is_fact(id) {
            return Some(self.decision.compiled.vocabulary.fact(reading.slot)?.ty.clone());
        }
        let about = self.about();
        let score = about.scores.get(&id).map(|score| score.ty.clone());
        score.or_else(|| about.branches.get(&id).map(|branch| branch.ty.clone()))
    }

    /// `between 1 and 3`, `in { 1, 2 }`: several comparisons of one value that make one question.
    pub fn several(&self, id: StepId) -> Option<Told> {
        let (of, all) = match self.step(id)? {
            Step::All(of) => (of, true),
            Step::Any(of) => (of, false),
            _ => return None,
        };
        let compared: Vec<&Compared> =
            of.iter().filter_map(|part| self.about().comparisons.get(part)).collect();
        let (first, subject) = (of.first()?, compared.first()?.left.0);
        let alike = |one: &&Compared| one.left.0 == subject && !self.reads(one.right.0);
        if compared.len() != of.len() || !compared.iter().all(alike) || !self.reads(subject) {
            return None;
        }
        let side = |side: &'_ (StepId, ValueType)| -> String {
            let written = self.about().converted.get(&side.0).map(|written| plain::units(written));
            written.unwrap_or_else(|| plain::value(self.decision.values.get(side.0), &side.1))
        };
        let ends: Vec<String> = compared.iter().map(|one| side(&one.right)).collect();
        let relations: Vec<_> = compared.iter().map(|one| one.relation).collect();
        let asked = match (all, relations.as_slice(), ends.as_slice()) {
            (true, [">=", "<="], [low, high]) => format!("{low} to {high}"),
            (false, relations, ends) if relations.iter().all(|relation| *relation == "=") => {
                plain::listed(ends, "or")
            }
            _ => return None,
        };
        let left = compared.first()?;
        let subject =
            Side { step: subject, ty: &left.left.1, named: self.operand(*first, 0), stays: Stays::Held };
        Some((self.subject(&subject, id), asked))
    }

    fn operand(&self, id: StepId, at: usize) -> Option<Span> {
        self.named(id, at)
    }

    /// What the core asks of the two sides, whichever way round it compares them.
    fn stays_of(&self, id: StepId, left: StepId, right: StepId) -> (Stays, Stays) {
        let of = match self.step(id) {
            Some(Step::Not(of)) => *of,
            _ => id,
        };
        let needs = self.resting.needs(of, Stays::Held, &mut Grounds::default());
        let of = |side: StepId| {
            let found = needs.iter().find(|(step, _)| *step == side);
            found.map_or(Stays::Held, |(_, stays)| *stays)
        };
        (of(left), of(right))
    }

    fn reads(&self, id: StepId) -> bool {
        !self.decision.compiled.program.slots_below(id).is_empty()
    }

    /// `d at least 6 months ago`: `d + 6 months <= as_of`.
    fn long_ago(&self, id: StepId) -> Option<Told> {
        let Some(Step::Compare(Relation::AtMost, shifted, day)) = self.step(id) else { return None };
        let Some(Step::Shift { date, period, back: false }) = self.step(*shifted) else { return None };
        let period = self.constant_period(*period).filter(|_| !self.reads(*day) && self.reads(*date))?;
        let ty = ValueType::Date { or_never: true };
        let side = Side { step: *date, ty: &ty, named: None, stays: Stays::Held };
        let found = format!("{}{}", self.subject(&side, id), self.elapsed(*date, *day, period));
        let asked = match self.step(*day) {
            Some(Step::AsOf) => format!("a day at least {period} ago"),
            _ => format!(
                "a day at least {period} before {}",
                plain::value(self.decision.values.get(*day), &ty)
            ),
        };
        Some((found, asked))
    }

    /// `d within 6 months`: `d <= as_of` and `as_of <= d + 6 months`.
    pub fn recent(&self, id: StepId) -> Option<Told> {
        let Some(Step::All(of)) = self.step(id) else { return None };
        let [starts, ends] = **of else { return None };
        let Some(Step::Compare(Relation::AtMost, from, to)) = self.step(starts) else { return None };
        let Some(Step::Compare(Relation::AtMost, day, end)) = self.step(ends) else { return None };
        let Some(Step::Shift { date, period, back: false }) = self.step(*end) else { return None };
        if from != date || to != day {
            return None;
        }
        let period = self.constant_period(*period)?;
        let ty = ValueType::Date { or_never: true };
        let side = |step: StepId| Side { step, ty: &ty, named: None, stays: Stays::Held };
        let other = |step: StepId| match self.step(step) {
            Some(Step::AsOf) => "the day of the decision".to_owned(),
            _ => plain::value(self.decision.values.get(step), &ty),
        };
        match (self.reads(*date), self.reads(*to)) {
            (true, false) => {
                let found = format!("{}{}", self.subject(&side(*date), id), self.elapsed(*date, *to, period));
                let asked = match self.step(*to) {
                    Some(Step::AsOf) => format!("a day within the last {period}"),
                    _ => format!("a day within {period} before {}", other(*to)),
                };
                Some((found, asked))
            }
            (false, true) => {
                let found = self.subject(&side(*to), id);
                Some((found, format!("a day within {period} after {}", other(*date))))
            }
            (true, true) => {
                let found = format!("{}; {}", self.subject(&side(*date), id), self.subject(&side(*to), id));
                Some((found, format!("the second within {period} after the first")))
            }
            (false, false) => None,
        }
    }

    fn constant_period(&self, id: StepId) -> Option<&Period> {
        match self.decision.values.get(id) {
            Possible::Period(Some(period)) if !self.reads(id) => Some(period),
            _ => None,
        }
    }

    /// `, 4 months before 2025-11-20`; nothing where that cannot be told.
    fn elapsed(&self, from: StepId, to: StepId, period: &Period) -> String {
        let (Possible::Dates(from), Possible::Dates(to)) =
            (self.decision.values.get(from), self.decision.values.get(to))
        else {
            return String::new();
        };
        let (Some(day), false) = (to.only(), from.may_be_never()) else { return String::new() };
        let unit = period.finest();
        // Of a date of which too little is known, "0 to 300 years before" says nothing.
        let spans = |(first, last): (jiff::civil::Date, jiff::civil::Date)| first.year() + 1 >= last.year();
        if !from.days().is_some_and(spans) {
            return String::new();
        }
        let units =
            |count: i64| format!("{count} {}", if count == 1 { unit.singular() } else { unit.plural() });
        match completed(unit, from, to) {
            Some((0, 0)) if from.only() == Some(day) => format!(", that is {day} itself"),
            Some((0, 0)) if from.days().is_some_and(|(_, last)| last < day) => {
                format!(", less than one {} before {day}", unit.singular())
            }
            Some((low, high)) if low == high && low > 0 => format!(", {} before {day}", units(low)),
            Some((low, high)) if low == high && low < 0 => format!(", {} after {day}", units(-low)),
            Some((low, high)) if 0 <= low && low < high => {
                format!(", {low} to {} before {day}", units(high))
            }
            _ => String::new(),
        }
    }

    /// What is found on a side that reads the record.
    fn subject(&self, side: &Side<'_>, root: StepId) -> String {
        if let Some((reading, None)) = self.is_fact(side.step) {
            return self.fact(reading, root);
        }
        let value = self.decision.values.get(side.step);
        if !value.is_known() && self.truth(root) == Truth::Unknown {
            return self.unknown(side.step).join("; ");
        }
        let said = match comparison::show(value, side.ty) {
            unknown if unknown == "unknown" => "not known".to_owned(),
            _ => plain::value(value, side.ty),
        };
        let is = |called: &str| match (ends_with_verb(called), called.contains(", ")) {
            (true, _) => format!("{called}: {said}"),
            (_, true) => format!("{called}, is {said}"),
            _ => format!("{called} is {said}"),
        };
        if let Some(field) = self.field(side.step) {
            return is(&field);
        }
        if let Some(since) = self.since(side.step, &said) {
            return since;
        }
        let (parts, direct) = self.values_below(side.step, side.stays, 0);
        let called = match self.name(side.step) {
            Some(name) => plain::words(name),
            None => format!("“{}”", self.written(side.named.unwrap_or_else(|| self.place(side.step)))),
        };
        let from: Vec<_> = direct.iter().map(|reading| self.fact(*reading, root)).collect();
        match (parts.is_empty(), from.is_empty()) {
            (_, true) => is(&called),
            (_, false) => format!("{} (from: {})", is(&called), from.join("; ")),
        }
    }

    /// A field of a record: `The imaging explains the symptoms, on`.
    fn field(&self, id: StepId) -> Option<String> {
        let Some(Step::Member(of, at)) = self.step(id) else { return None };
        let Some(Step::Slot(slot)) = self.step(*of) else { return None };
        let ValueType::Record(record) = &self.decision.compiled.vocabulary.fact(*slot)?.ty else {
            return None;
        };
        let field = record.fields.get(*at as usize)?;
        let called = self.called(*slot);
        let own = field.description.as_deref().map_or_else(|| plain::words(&field.name), plain::inside);
        match (record.is_observation, &*field.name) {
            (true, "value") => Some(called),
            (true, "on") => Some(format!("{called}, judged on")),
            _ => Some(format!("{called}: {own}")),
        }
    }

    /// An age, or completed units between two dates.
    fn since(&self, id: StepId, said: &str) -> Option<String> {
        let Some(Step::Completed { unit, from, to }) = self.step(id) else { return None };
        let ty = ValueType::Date { or_never: true };
        let units = if said == "1" { unit.singular() } else { unit.plural() };
        let shown = |step: StepId| plain::value(self.decision.values.get(step), &ty);
        let (from, to) = match (self.is_fact(*from), self.is_fact(*to)) {
            (Some((from, _)), None) => {
                return Some(format!(
                    "{}, {said} completed {units} before {}",
                    self.fact(from, id),
                    shown(*to)
                ));
            }
            (None, Some((to, _))) => (shown(*from), self.fact(to, id)),
            (Some((from, _)), Some((to, _))) => (self.fact(from, id), self.fact(to, id)),
            (None, None) => return None,
        };
        Some(format!("{said} completed {units} lie between these days: {from}; {to}"))
    }

    /// `at least 6`, `before 2025-01-01`, `other than surgery`.
    fn bound(&self, relation: &str, subject: &Side<'_>, bound: &Side<'_>) -> String {
        let written = self.about().converted.get(&bound.step).map(|written| plain::units(written));
        let value = self.decision.values.get(bound.step);
        let mut said = written.unwrap_or_else(|| plain::value(value, bound.ty));
        if let Some(Step::AsOf) = self.step(bound.step) {
            said = format!("the day of the decision, {said}");
        }
        if let Some(Step::Completed { unit, .. }) = self.step(subject.step) {
            said = format!("{said} {}", if said == "1" { unit.singular() } else { unit.plural() });
        }
        let text = self.written(self.place(bound.step));
        let is_parameter = plain::is_name(&text)
            && matches!(self.step(bound.step), Some(Step::Constant(_)))
            && !matches!(bound.ty, ValueType::Choice(_) | ValueType::Boolean);
        if is_parameter {
            let own = self
                .about()
                .parameters
                .iter()
                .find(|parameter| *parameter.name == *text && parameter.is_set());
            let own = own
                .map(|own| format!("; set here, the ruleset's own is {}", plain::value(&own.own, &own.ty)));
            said = format!("{said} ({}{})", plain::words(&text), own.unwrap_or_default());
        }
        let phrase = phrase(relation, subject.ty);
        if phrase.is_empty() { said } else { format!("{phrase} {said}") }
    }
}

fn flipped(relation: &str) -> &str {
    match relation {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        same => same,
    }
}

/// A sign in words.
fn phrase(relation: &str, ty: &ValueType) -> &'static str {
    let is_date = matches!(ty, ValueType::Date { .. } | ValueType::DateTime);
    let is_number = matches!(ty, ValueType::Number { .. } | ValueType::Quantity(_) | ValueType::Duration);
    match (relation, is_date) {
        ("<", true) => "a day before",
        ("<=", true) => "a day on or before",
        (">", true) => "a day after",
        (">=", true) => "a day on or after",
        ("<", false) => "less than",
        ("<=", false) => "at most",
        (">", false) => "more than",
        (">=", false) => "at least",
        ("=" | "is", false) if is_number => "exactly",
        ("!=" | "is not", _) => "other than",
        (_, true) => "on",
        _ => "",
    }
}
