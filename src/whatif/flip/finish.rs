//! What was found is made as small as can be, and said as widely as can be proven.

use super::nearest::Row;
use super::search::{Search, Set};
use super::spot::{Spot, between};
use super::waiting::turned;
use super::{Change, ChangeKind, Flip, Range};
use crate::patient::{Patient, literal};
use crate::possible::{Possible, Values};
use crate::quantity::Number;
use crate::record::Record;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::print::print_expr;
use crate::vocabulary::ValueType;
use crate::whatif::place::{Place, Said};

/// Ends of ranges that are tried for one value.
const MOST_ENDS: usize = 8;

/// Places with the values that they are to have; `None` takes away what is there.
type Changed<'s> = Vec<(&'s Spot, Option<Expr>)>;

/// The ends of a range; one that is missing is that of the type.
type Ends = (Option<Possible>, Option<Possible>);

impl Search<'_> {
    /// The changes that make this patient of the one who was asked about. `None` if they do not reach the verdict.
    pub fn finished(&self, set: &Set, patient: &Patient) -> Option<(Set, Flip)> {
        let set = self.smallest(set, patient)?;
        let mut changed = self.changed(&set, patient);
        for at in 0..changed.len() {
            self.refine(at, &mut changed);
            self.trim_entry(at, &mut changed);
        }
        let patient = self.apply(&changed)?;
        let decision = self.decide(patient.record()).filter(|found| found.verdict() == self.asked.verdict)?;
        let mut record = patient.record().clone();
        let mut changes = Vec::new();
        for (spot, value) in &changed {
            changes.push(self.change(spot, value.as_ref(), &patient, &mut record));
        }
        Some((set, Flip { changes, rules: turned(self.now, &decision) }))
    }

    fn changed(&self, set: &Set, patient: &Patient) -> Changed<'_> {
        let spots = set.iter().filter_map(|at| self.spots.get(*at));
        spots.map(|spot| (spot, spot.variable.get(patient).cloned())).collect()
    }

    fn apply(&self, changed: &[(&Spot, Option<Expr>)]) -> Option<Patient> {
        changed.iter().try_fold(self.patient.clone(), |patient, (spot, value)| {
            spot.variable.with(&patient, value.clone())
        })
    }

    /// A part of the changes that is enough, and no part of which is: as a rule all of them.
    fn smallest(&self, set: &Set, patient: &Patient) -> Option<Set> {
        let all: Vec<usize> = set.iter().copied().collect();
        // As many places as there are changes, so that their parts can be counted in bits.
        let mut parts: Vec<u32> = (1..1_u32 << all.len()).collect();
        parts.sort_by_key(|bits| bits.count_ones());
        for bits in parts {
            let part: Set =
                all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, spot)| *spot).collect();
            let reached = self.apply(&self.changed(&part, patient));
            if reached.is_some_and(|patient| self.is_reached(patient.record())) {
                return Some(part);
            }
        }
        None
    }

    /// A nearer value, with all others as they are.
    fn refine<'s>(&'s self, at: usize, changed: &mut Changed<'s>) {
        let Some((spot, Some(_))) = changed.get(at) else { return };
        let spot: &Spot = spot;
        let Some(patient) = self.apply(changed).filter(|_| spot.has_ranges() && !self.has_ended()) else {
            return;
        };
        let (Some(from), Some(to)) = (spot.at(self.patient.record()), spot.at(patient.record())) else {
            return;
        };
        let is_nearer = |value: &Number| (*value > from && *value < to) || (*value < from && *value > to);
        let values = self.maker(&|patient| self.ask(patient.record()), |maker| {
            let at_bounds = maker.at_bounds(spot, &patient);
            maker.nearest_first(spot, &patient, &self.patient, at_bounds, false)
        });
        for value in values.groups.into_iter().flatten() {
            let Some(nearer) = spot.variable.with(&patient, Some(value.clone())) else { continue };
            let counts = spot.at(nearer.record()).is_some_and(|value| is_nearer(&value));
            if counts && self.is_reached(nearer.record()) {
                if let Some((_, changed)) = changed.get_mut(at) {
                    *changed = Some(value);
                }
                return;
            }
        }
    }

    /// Of an entry that was made up, only the fields that are needed.
    fn trim_entry<'s>(&'s self, at: usize, changed: &mut Changed<'s>) {
        let Some((spot, Some(Expr { kind: ExprKind::List(items), .. }))) = changed.get(at) else { return };
        if entries(spot.variable.get(&self.patient)) + 1 != items.len()
            || !matches!(spot.variable.ty, ValueType::List(_))
        {
            return;
        }
        let Some((last, before)) = items.split_last() else { return };
        let ExprKind::Record(fields) = &last.kind else { return };
        let mut kept = fields.clone();
        let before = before.to_vec();
        for name in fields.iter().map(|field| field.path.text.clone()).collect::<Vec<_>>() {
            let fewer: Vec<_> = kept.iter().filter(|field| field.path.text != name).cloned().collect();
            let entry =
                Expr { kind: ExprKind::Record(fewer.clone()), place: crate::syntax::ast::Place::default() };
            let list = literal::list(before.iter().cloned().chain([entry]).collect());
            let mut tried = changed.clone();
            if let Some((_, value)) = tried.get_mut(at) {
                *value = Some(list);
            }
            if self.apply(&tried).is_some_and(|patient| self.is_reached(patient.record())) {
                kept = fewer;
                *changed = tried;
            }
        }
    }

    /// One change in words; `record` holds what was proven so far of all values at once.
    fn change(&self, spot: &Spot, value: Option<&Expr>, patient: &Patient, record: &mut Record) -> Change {
        let now = spot.variable.get(&self.patient);
        let whole = spot.variable.within.is_empty();
        let mut place = Place::of(&spot.variable);
        let said = |patient: &Patient| match patient.record().entry(spot.slot) {
            Some(entry) if whole => Said::of(entry, &spot.fact_type),
            _ => spot.variable.get(patient).map_or_else(Said::nothing, |value| Said::value(shown(value))),
        };
        let (mut from, mut to, mut kind) = (said(&self.patient), said(patient), ChangeKind::Value);
        if value.is_none() {
            (to, kind) = (Said::nothing(), ChangeKind::NotRecorded);
        }
        if value.is_some() && matches!(spot.variable.ty, ValueType::List(_)) {
            let items = |value: Option<&Expr>| match value.map(|value| value.kind.clone()) {
                Some(ExprKind::List(items)) => items,
                _ => Vec::new(),
            };
            let (before, after) = (items(now), items(value));
            let gone = (0..before.len()).find(|at| before.get(*at) != after.get(*at));
            if after.is_empty() && before.len() > 1 {
                kind = ChangeKind::NoEntry;
            } else if after.len() == before.len() + 1 {
                kind = ChangeKind::EntryMore;
                place.entry = Some(after.len());
                (from, to) = (
                    Said::nothing(),
                    after.last().map_or_else(Said::nothing, |entry| Said::value(shown(entry))),
                );
            } else if let Some(gone) = gone.filter(|_| after.len() + 1 == before.len() && !before.is_empty())
            {
                kind = ChangeKind::EntryLess;
                place.entry = Some(gone + 1);
                (from, to) = (
                    before.get(gone).map_or_else(Said::nothing, |entry| Said::value(shown(entry))),
                    Said::nothing(),
                );
            }
        }
        let lawful = value.is_some() && !self.doubtful.contains(&spot.slot);
        let range = if lawful { self.widen(spot, patient, record) } else { None };
        let or = if lawful { self.others(spot, record) } else { Vec::new() };
        let set = patient
            .fields()
            .get(&spot.variable.fact)
            .map(|value| format!("{}={}", spot.variable.fact, print_expr(value)));
        Change { place, kind, from, to, range, or, set: set.filter(|_| value.is_some()) }
    }

    /// All values from the one that was found on, as far as all of them do.
    fn widen(&self, spot: &Spot, patient: &Patient, record: &mut Record) -> Option<Range> {
        if !spot.has_ranges() {
            return None;
        }
        let found = spot.possible(patient.record()).filter(Possible::is_known)?;
        let at = spot.at(patient.record())?;
        let from = spot.at(self.patient.record());
        let wider = |(low, high): &Ends| {
            let all = between(spot, low.as_ref(), high.as_ref())?;
            spot.with_possible(record, all).filter(|wider| self.is_reached(wider))
        };
        let mut ends: Ends = (Some(found.clone()), Some(found.clone()));
        // What is nearer than the nearest does not do.
        for up in [true, false] {
            if from.as_ref().is_some_and(|from| (*from < at) != up) {
                continue;
            }
            let with = |end: Option<Possible>| match up {
                true => (ends.0.clone(), end),
                false => (end, ends.1.clone()),
            };
            let ends_tried = self.ends(spot, patient, up, &|end| wider(&with(Some(end))).is_some());
            let tried = std::iter::once(None).chain(ends_tried.into_iter().map(Some)).map(with);
            let farthest = tried.into_iter().find(|ends| wider(ends).is_some());
            ends = farthest.unwrap_or(ends);
        }
        let proven = wider(&ends)?;
        *record = proven;
        let text = |end: &Option<Possible>| end.as_ref().map(|end| spot.variable.ty.show(end));
        let dates = matches!(spot.variable.ty, ValueType::Date { .. });
        Some(Range { at_least: text(&ends.0), at_most: text(&ends.1), dates })
    }

    /// Ends to which a range may go, the farthest first: of whole numbers and days the one to which it goes, of others the
    /// values at bounds.
    fn ends(
        &self,
        spot: &Spot,
        patient: &Patient,
        up: bool,
        does: &dyn Fn(Possible) -> bool,
    ) -> Vec<Possible> {
        let Some(at) = spot.at(patient.record()) else { return Vec::new() };
        if let (Some(row), Some(at)) = (Row::of(spot, self.now.as_of()), at.to_i64()) {
            let end = if up { row.high } else { row.low };
            let farthest = self.farthest(at, end, &|at| row.span(at, at).is_some_and(does));
            return row.span(farthest, farthest).into_iter().collect();
        }
        let values =
            self.maker(&|patient| self.ask(patient.record()), |maker| maker.at_bounds(spot, patient));
        let mut bounds: Vec<(Number, Possible)> = values
            .into_iter()
            .filter_map(|value| {
                let record = spot.variable.with(patient, Some(value))?;
                Some((spot.at(record.record())?, spot.possible(record.record())?))
            })
            .filter(|(value, _)| if up { *value > at } else { *value < at })
            .collect();
        bounds.sort_by(|(one, _), (other, _)| if up { other.cmp(one) } else { one.cmp(other) });
        bounds.into_iter().map(|(_, value)| value).take(MOST_ENDS).collect()
    }

    /// Other values of a choice that do as well.
    fn others(&self, spot: &Spot, record: &mut Record) -> Vec<String> {
        let ValueType::Choice(choice) = &spot.variable.ty else { return Vec::new() };
        let Some(Possible::Values(found)) = spot.possible(record) else { return Vec::new() };
        let mut all = found;
        let mut names = Vec::new();
        for (at, name) in choice.names().enumerate() {
            let Some(other) = u8::try_from(at).ok().map(Values::one).filter(|other| all.is_disjoint(*other))
            else {
                continue;
            };
            let more = all.union(other);
            let Some(wider) = spot.with_possible(record, Possible::Values(more)) else { continue };
            if self.is_reached(&wider) {
                (*record, all) = (wider, more);
                names.push(name.to_owned());
            }
        }
        names
    }
}

fn entries(value: Option<&Expr>) -> usize {
    match value.map(|value| &value.kind) {
        Some(ExprKind::List(items)) => items.len(),
        _ => 0,
    }
}

/// A value as a decision shows it: a date without its sign.
fn shown(value: &Expr) -> String {
    let written = print_expr(value);
    match &value.kind {
        ExprKind::Date(_) => written.trim_start_matches('@').to_owned(),
        ExprKind::Record(_) => {
            written.trim_start_matches('{').trim_end_matches('}').trim().replace(" = ", " ").replace('@', "")
        }
        _ => written,
    }
}
