//! The search: sets of places, smallest first, grown from what stands in the way.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::goal::{Goal, Need, asked_whether_recorded, closed_by, facts};
use super::nearest::Row;
use super::spot::{Spot, in_one_piece};
use super::values::Maker;
use super::{Answer, Asked, Flips, LeftAlone, LeftBecause, dated};
use crate::absence::Absence;
use crate::decision::Decision;
use crate::engine::{AsOf, Ruleset};
use crate::eval::Verdict;
use crate::explain::conditions;
use crate::explore::{Making, Variable};
use crate::ir::{SlotId, StepId};
use crate::patient::{Patient, expression};
use crate::possible::Truth;
use crate::record::{Entry, Record};
use crate::syntax::ast::Expr;
use crate::vocabulary::ValueType;

/// Places by their numbers.
pub type Set = BTreeSet<usize>;

/// Looks for sets of changes.
pub struct Search<'s> {
    pub ruleset: &'s Ruleset,
    pub asked: &'s Asked<'s>,
    /// The decision as it is.
    pub now: &'s Decision,
    /// The patient as it is, to the date of the decision.
    pub patient: Patient,
    pub spots: Vec<Spot>,
    of_slot: BTreeMap<SlotId, Vec<usize>>,
    left: BTreeMap<SlotId, LeftBecause>,
    /// Facts of which is asked whether they are recorded.
    pub doubtful: BTreeSet<SlotId>,
    conditions: Vec<StepId>,
    decisions: Cell<usize>,
    ended: Cell<bool>,
    /// What was found: the places, and the patient with another value in each.
    found: Vec<(Set, Patient)>,
    /// Places that led nowhere, of whose values not all were tried.
    sampled: RefCell<Set>,
    /// What larger sets than were looked for need at least.
    needs_more: Option<usize>,
    /// Facts that were left alone where nothing else would have helped.
    dead: BTreeSet<SlotId>,
    none: bool,
}

impl<'s> Search<'s> {
    pub fn new(ruleset: &'s Ruleset, patient: &Patient, now: &'s Decision, asked: &'s Asked<'s>) -> Self {
        let program = ruleset.program();
        let patient = in_one_piece(dated(patient, now.as_of()));
        let roots: Vec<StepId> = program.verdict_roots().collect();
        let mut search = Self {
            ruleset,
            asked,
            now,
            patient,
            spots: Vec::new(),
            of_slot: BTreeMap::new(),
            left: BTreeMap::new(),
            doubtful: asked_whether_recorded(ruleset),
            conditions: conditions(program, &roots),
            decisions: Cell::new(0),
            ended: Cell::new(false),
            found: Vec::new(),
            sampled: RefCell::default(),
            needs_more: None,
            dead: BTreeSet::new(),
            none: false,
        };
        let read: Vec<_> = roots.into_iter().map(Some).collect();
        for slot in facts(program, &read) {
            search.add_places(slot);
        }
        search
    }

    fn add_places(&mut self, slot: SlotId) {
        let Some(fact) = self.ruleset.vocabulary().fact(slot) else { return };
        if let Some(because) = self.asked.leaves_alone(fact) {
            self.left.insert(slot, because);
            return;
        }
        let spots = match self.asked.verdict {
            // There facts are taken away as a whole.
            Verdict::Undetermined => {
                let variable =
                    Variable { fact: Arc::clone(&fact.path), within: Vec::new(), ty: fact.ty.clone() };
                vec![Spot { variable, slot, fact_type: fact.ty.clone() }]
            }
            _ => Spot::of_fact(&self.patient, slot, fact),
        };
        let first = self.spots.len();
        self.of_slot.insert(slot, (first..first + spots.len()).collect());
        self.spots.extend(spots);
    }

    /// Decides on a record, within the limit.
    pub fn ask(&self, record: &Record) -> Option<Decision> {
        if self.ended.get() {
            return None;
        }
        if self.decisions.get() >= self.asked.most_decisions || (self.asked.stop)() {
            self.ended.set(true);
            return None;
        }
        self.decide(record)
    }

    /// Decides on a record; for what was found must be proven at the limit, too.
    pub fn decide(&self, record: &Record) -> Option<Decision> {
        self.decisions.set(self.decisions.get() + 1);
        self.ruleset.decide(record, AsOf::Fixed(self.now.as_of())).ok()
    }

    /// Has it met the limit, or did somebody end it?
    pub fn has_ended(&self) -> bool {
        self.ended.get()
    }

    /// Is the verdict of this record the one that is asked for?
    pub fn is_reached(&self, record: &Record) -> bool {
        self.decide(record).is_some_and(|decision| decision.verdict() == self.asked.verdict)
    }

    /// The record with everything that could be in these places.
    pub fn relaxed(&self, record: &Record, set: impl IntoIterator<Item = usize>) -> Record {
        let spots = set.into_iter().filter_map(|at| self.spots.get(at));
        spots.fold(record.clone(), |record, spot| spot.relaxed(&record).unwrap_or(record))
    }

    pub fn run(&mut self) {
        if self.asked.verdict == Verdict::Undetermined {
            self.take_away();
            return;
        }
        let goals = Goal::all(self.asked.verdict, self.ruleset.program());
        let changeable: Vec<SlotId> = self.of_slot.keys().copied().collect();
        if self.is_hopeless(&goals, &changeable) {
            self.none = true;
            return;
        }
        let mut level: Vec<(Goal, Set)> = goals.into_iter().map(|goal| (goal, Set::new())).collect();
        for size in 0..=self.asked.most_changes {
            let mut next = Vec::new();
            let mut seen = HashSet::new();
            for (goal, set) in level {
                if self.has_ended() {
                    return;
                }
                if self.is_found(&set) {
                    continue;
                }
                let further = self.look(goal, &set);
                if size == self.asked.most_changes && !further.is_empty() {
                    self.note_need(size + 1);
                    continue;
                }
                for spot in further {
                    let larger: Set = set.iter().copied().chain([spot]).collect();
                    if seen.insert((goal_key(goal), larger.clone())) {
                        next.push((goal, larger));
                    }
                }
            }
            level = next;
        }
    }

    /// Is a part of it, or all of it, found already?
    fn is_found(&self, set: &Set) -> bool {
        self.found.iter().any(|(found, _)| found.is_subset(set))
    }

    fn note_need(&mut self, changes: usize) {
        self.needs_more = Some(self.needs_more.map_or(changes, |known| known.min(changes)));
    }

    /// Looks at one set: whether some of its values reach the goal. If not, the places of which one must be added.
    fn look(&mut self, goal: Goal, set: &Set) -> Vec<usize> {
        let record = self.relaxed(self.patient.record(), set.iter().copied());
        let Some(decision) = self.ask(&record) else { return Vec::new() };
        let needs = goal.needs(&decision);
        let mut certain: Vec<Vec<usize>> = Vec::new();
        for need in needs.iter().filter(|need| need.holds != Truth::True) {
            if !self.is_certain(need, set) {
                continue;
            }
            let spots = self.further(&need.facts, set);
            if spots.is_empty() {
                self.dead.extend(need.facts.iter().filter(|slot| self.left.contains_key(slot)));
                return Vec::new();
            }
            certain.push(spots);
        }
        certain.sort_by_key(Vec::len);
        // What two of them need and no change can be for both, needs two changes.
        let mut taken = Set::new();
        let mut apart = 0;
        for spots in &certain {
            if spots.iter().all(|spot| !taken.contains(spot)) {
                taken.extend(spots);
                apart += 1;
            }
        }
        if set.len() + apart > self.asked.most_changes {
            self.note_need(set.len() + apart);
            return Vec::new();
        }
        if let Some(smallest) = certain.into_iter().next() {
            return smallest;
        }
        let order = self.in_order(set);
        let mut sampled = Set::new();
        let patient = self.patient.clone();
        let found = self.assign(goal, &order, &patient, &mut sampled);
        if !found.is_empty() {
            self.found.extend(found.into_iter().map(|patient| (set.clone(), patient)));
            return Vec::new();
        }
        self.sampled.borrow_mut().extend(sampled);
        let open = needs.iter().filter(|need| need.holds != Truth::True || !self.is_lawful(need, set));
        let further: Set = open.flat_map(|need| self.further(&need.facts, set)).collect();
        further.into_iter().collect()
    }

    /// Is what a need is, with everything that could be in these places, so for each of their values? A need that reads
    /// none of them is what it is.
    fn is_certain(&self, need: &Need, set: &Set) -> bool {
        let touched =
            set.iter().filter_map(|at| self.spots.get(*at)).any(|spot| need.facts.contains(&spot.slot));
        !touched || (need.holds == Truth::False && self.is_lawful(need, set))
    }

    /// Does a need ask what these facts are, and not whether they are recorded?
    fn is_lawful(&self, need: &Need, set: &Set) -> bool {
        let mut spots = set.iter().filter_map(|at| self.spots.get(*at));
        spots.all(|spot| !need.facts.contains(&spot.slot) || !self.doubtful.contains(&spot.slot))
    }

    /// The places of facts that can be added to a set.
    fn further(&self, facts: &BTreeSet<SlotId>, set: &Set) -> Vec<usize> {
        let all = facts.iter().filter_map(|slot| self.of_slot.get(slot)).flatten().copied();
        let free = |at: &usize| {
            let Some(spot) = self.spots.get(*at) else { return false };
            set.iter().filter_map(|taken| self.spots.get(*taken)).all(|taken| !taken.overlaps(spot))
        };
        all.filter(free).collect()
    }

    /// Facts of which is asked whether they are recorded come first: of the others everything can be said at once.
    fn in_order(&self, set: &Set) -> Vec<usize> {
        let mut order: Vec<usize> = set.iter().copied().collect();
        let is_doubtful =
            |at: &usize| self.spots.get(*at).is_some_and(|spot| self.doubtful.contains(&spot.slot));
        order.sort_by_key(|at| (!is_doubtful(at), *at));
        order
    }

    /// Patients with other values in these places who reach the goal: of every direction the nearest. Goes as deep as
    /// there are places, [`MAX_FLIP_CHANGES`](crate::limits::MAX_FLIP_CHANGES) at most.
    fn assign(&self, goal: Goal, places: &[usize], patient: &Patient, sampled: &mut Set) -> Vec<Patient> {
        let Some((first, later)) = places.split_first() else { return Vec::new() };
        let Some(spot) = self.spots.get(*first) else { return Vec::new() };
        if let Some(row) = Row::of(spot, self.now.as_of()) {
            if !row.all {
                sampled.insert(*first);
            }
            let mut found = self.assign_nearest(goal, (spot, row), later, patient, sampled);
            if found.is_empty() && matches!(spot.variable.ty, ValueType::Date { or_never: true }) {
                found = self.with_value(goal, spot, expression("never"), later, patient, sampled);
            }
            return self.or_silence(found, goal, spot, later, patient, sampled);
        }
        let around =
            Patient::of(self.relaxed(patient.record(), later.iter().copied()), patient.fields().clone());
        let values = self
            .maker(&|patient| self.ask(patient.record()), |maker| maker.values(spot, &around, &self.patient));
        if !values.all {
            sampled.insert(*first);
        }
        let mut found = Vec::new();
        for group in values.groups {
            for value in group {
                if self.has_ended() {
                    return found;
                }
                let reached = self.with_value(goal, spot, Some(value), later, patient, sampled);
                if !reached.is_empty() {
                    found.extend(reached);
                    break;
                }
            }
        }
        if let Some(last) = values.last.filter(|_| found.is_empty()) {
            found = self.with_value(goal, spot, Some(last), later, patient, sampled);
        }
        self.or_silence(found, goal, spot, later, patient, sampled)
    }

    /// That something is not recorded is the last resort, and only where a rule asks for that.
    fn or_silence(
        &self,
        found: Vec<Patient>,
        goal: Goal,
        spot: &Spot,
        later: &[usize],
        patient: &Patient,
        sampled: &mut Set,
    ) -> Vec<Patient> {
        let is_recorded = spot.variable.get(patient).is_some();
        match found.is_empty() && is_recorded && self.doubtful.contains(&spot.slot) {
            true => self.with_value(goal, spot, None, later, patient, sampled),
            false => found,
        }
    }

    /// Patients with this value in a place, and with other ones in the later places, who reach the goal.
    pub fn with_value(
        &self,
        goal: Goal,
        spot: &Spot,
        value: Option<Expr>,
        later: &[usize],
        patient: &Patient,
        sampled: &mut Set,
    ) -> Vec<Patient> {
        let Some(changed) = spot.variable.with(patient, value) else { return Vec::new() };
        let record = self.relaxed(changed.record(), later.iter().copied());
        let Some(decision) = self.ask(&record) else { return Vec::new() };
        if later.is_empty() {
            let reached = decision.verdict() == self.asked.verdict;
            return reached.then_some(changed).into_iter().collect();
        }
        if self.refuses(goal, &decision, later) {
            return Vec::new();
        }
        self.assign(goal, later, &changed, sampled)
    }

    /// Is the goal not reached for any of the values that these places have in a decision?
    pub fn refuses(&self, goal: Goal, decision: &Decision, places: &[usize]) -> bool {
        let set: Set = places.iter().copied().collect();
        goal.needs(decision).iter().any(|need| need.holds != Truth::True && self.is_certain(need, &set))
    }

    /// The number of a place.
    pub fn number_of(&self, spot: &Spot) -> Option<usize> {
        self.spots.iter().position(|own| own.variable == spot.variable)
    }

    /// Something that makes values for places.
    pub fn maker<T>(
        &self,
        ask: &dyn Fn(&Patient) -> Option<Decision>,
        make: impl FnOnce(Maker<'_>) -> T,
    ) -> T {
        make(Maker {
            ruleset: self.ruleset,
            making: Making { program: self.ruleset.program(), as_of: self.now.as_of() },
            conditions: &self.conditions,
            ask,
        })
    }

    /// Is no goal reached, whatever these facts are? Then there is no need to look.
    fn is_hopeless(&self, goals: &[Goal], changeable: &[SlotId]) -> bool {
        let vocabulary = self.ruleset.vocabulary();
        let record = changeable.iter().fold(self.patient.record().clone(), |record, slot| {
            let everything = vocabulary.fact(*slot).map(|fact| fact.ty.everything());
            match everything {
                Some(everything) => record.with(*slot, Entry::new(everything, Some(Absence::Imprecise))),
                None => record,
            }
        });
        let Some(decision) = self.ask(&record) else { return false };
        let free: BTreeSet<SlotId> = changeable.iter().copied().collect();
        let is_lost = |need: &Need| {
            let touched: Vec<_> = need.facts.intersection(&free).collect();
            match need.holds {
                Truth::True => false,
                Truth::False => touched.iter().all(|slot| !self.doubtful.contains(slot)),
                Truth::Unknown => touched.is_empty(),
            }
        };
        goals.iter().all(|goal| goal.needs(&decision).iter().any(is_lost))
    }

    /// Takes facts away until the verdict is open.
    fn take_away(&mut self) {
        let mut level: Vec<Set> = vec![Set::new()];
        for size in 0..=self.asked.most_changes {
            let mut next: Vec<Set> = Vec::new();
            let mut seen = HashSet::new();
            for set in level {
                if self.is_found(&set) {
                    continue;
                }
                let spots = set.iter().filter_map(|at| self.spots.get(*at));
                let patient =
                    spots.fold(self.patient.clone(), |patient, spot| patient.without(&spot.variable.fact));
                let Some(decision) = self.ask(patient.record()) else { return };
                if decision.verdict() == Verdict::Undetermined {
                    self.found.push((set, patient));
                    continue;
                }
                let closed_by = closed_by(&decision);
                let is_recorded = |at: &usize| {
                    let entry = self.spots.get(*at).and_then(|spot| patient.record().entry(spot.slot));
                    entry.is_some_and(|entry| entry.absence != Some(Absence::NotRecorded))
                };
                let further: Vec<usize> =
                    self.further(&closed_by, &set).into_iter().filter(is_recorded).collect();
                if further.is_empty() {
                    self.dead.extend(closed_by.iter().filter(|slot| self.left.contains_key(slot)));
                } else if size == self.asked.most_changes {
                    self.note_need(size + 1);
                    continue;
                }
                for spot in further {
                    let larger: Set = set.iter().copied().chain([spot]).collect();
                    if seen.insert(larger.clone()) {
                        next.push(larger);
                    }
                }
            }
            level = next;
        }
    }

    /// Writes down what was found.
    pub fn tell(&self, flips: &mut Flips) {
        let mut told: Vec<Set> = Vec::new();
        for (set, patient) in &self.found {
            let Some((set, flip)) = self.finished(set, patient) else { continue };
            let is_new = !flips.flips.iter().any(|known| known.changes == flip.changes);
            if is_new {
                told.push(set);
                flips.flips.push(flip);
            }
        }
        // A set that turned out smaller covers those that are larger.
        let covered: Vec<bool> = told
            .iter()
            .map(|set| told.iter().any(|other| other.len() < set.len() && other.is_subset(set)))
            .collect();
        let mut covered = covered.into_iter();
        flips.flips.retain(|_| !covered.next().unwrap_or_default());
        flips.flips.sort_by_key(|flip| flip.changes.len());
        let sampled = self.sampled.borrow();
        let mut facts: Vec<Arc<str>> = Vec::new();
        for spot in sampled.iter().filter_map(|at| self.spots.get(*at)) {
            if !facts.contains(&spot.variable.fact) {
                facts.push(Arc::clone(&spot.variable.fact));
            }
        }
        flips.tried.decisions = self.decisions.get();
        flips.tried.finished = !self.has_ended();
        flips.tried.needs_at_least = self.needs_more.filter(|_| flips.flips.is_empty() && facts.is_empty());
        flips.answer = match flips.flips.is_empty() {
            false => Answer::Found,
            true if self.none => Answer::None,
            true if self.has_ended() => Answer::NotDecided,
            true if !facts.is_empty() => Answer::NoneFound,
            true if self.needs_more.is_some() => Answer::NoneSoSmall,
            true => Answer::None,
        };
        flips.tried.sampled = facts;
        if flips.flips.is_empty() && !self.has_ended() {
            flips.left_alone = self.left_alone();
        }
    }

    /// The facts that were left alone and with which it could be reached: each that is enough with all that may be changed,
    /// or else some that are together.
    fn left_alone(&self) -> Vec<LeftAlone> {
        let vocabulary = self.ruleset.vocabulary();
        let told = |slots: &[SlotId]| -> Vec<LeftAlone> {
            let told = slots.iter().filter_map(|slot| {
                let fact = Arc::clone(&vocabulary.fact(*slot)?.path);
                Some(LeftAlone { fact, because: *self.left.get(slot)? })
            });
            told.collect()
        };
        if !self.none {
            return told(&self.dead.iter().copied().collect::<Vec<_>>());
        }
        let goals = Goal::all(self.asked.verdict, self.ruleset.program());
        let with = |more: &[SlotId]| -> Vec<SlotId> {
            self.of_slot.keys().copied().chain(more.iter().copied()).collect()
        };
        let left: Vec<SlotId> = self.left.keys().copied().collect();
        let helpful: Vec<SlotId> =
            left.iter().copied().filter(|slot| !self.is_hopeless(&goals, &with(&[*slot]))).collect();
        if !helpful.is_empty() {
            return told(&helpful);
        }
        if self.is_hopeless(&goals, &with(&left)) {
            return Vec::new();
        }
        // None alone is enough: as few of them together as are.
        let mut together = left;
        for slot in together.clone() {
            let fewer: Vec<SlotId> = together.iter().copied().filter(|other| *other != slot).collect();
            if !self.is_hopeless(&goals, &with(&fewer)) {
                together = fewer;
            }
        }
        told(&together)
    }
}

fn goal_key(goal: Goal) -> usize {
    match goal {
        Goal::Eligible => 0,
        Goal::OutOfScope => 1,
        Goal::NothingApplies => 2,
        Goal::NotMet(index) => index + 3,
    }
}
