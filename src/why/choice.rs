//! Values: the rows, branches, points and entries that gave them.

use super::part::{Part, PartKind, Speaks, Wanted};
use super::teller::Teller;
use super::{plain, words};
use crate::decision::{chosen, comparison, entries};
use crate::explain::{Grounds, Reading, Stays};
use crate::ir::{SlotId, Step, StepId};
use crate::limits::MAX_WHY_DEPTH;
use crate::possible::{Possible, Truth};
use crate::source::Span;

/// The parts of a value, and the facts that it reads beside them.
pub type Below = (Vec<Part>, Vec<Reading>);

impl Teller<'_> {
    /// What gave the value of a step, as far as it has to stay so.
    pub fn values_below(&self, root: StepId, stays: Stays, depth: usize) -> Below {
        self.below(root, root, Some(stays), depth)
    }

    /// What leaves the value of a step open.
    pub fn open_values_below(&self, root: StepId, depth: usize) -> Vec<Part> {
        self.below(root, root, None, depth).0
    }

    fn below(&self, root: StepId, asked_by: StepId, stays: Option<Stays>, depth: usize) -> Below {
        let mut parts = Vec::new();
        let mut direct = indexmap::IndexSet::new();
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![(root, stays)];
        let asks_once = self.is_one_question(asked_by);
        while let Some((id, stays)) = open.pop() {
            if !seen.insert((id, stays)) {
                continue;
            }
            let is_root = id == asked_by;
            let is_side = asks_once
                && matches!(
                    self.step(id),
                    Some(Step::Compare(..) | Step::IsNever(_) | Step::All(_) | Step::Any(_))
                );
            if !is_root && !is_side && self.is_condition(id) && self.is_fact(id).is_none() {
                if depth < MAX_WHY_DEPTH {
                    parts.push(self.part(id, Wanted::Either, None, depth + 1));
                }
                continue;
            }
            let part = match self.step(id) {
                Some(Step::Slot(_) | Step::Assumed { .. }) | None => None,
                _ if depth >= MAX_WHY_DEPTH || !self.one_more() => None,
                Some(_) if self.about().scores.contains_key(&id) => Some(self.score(id, stays, depth)),
                Some(Step::Branch { .. }) if !is_root => Some(self.choice(id, stays, depth)),
                Some(Step::Told(_)) if !is_root => Some(self.asked_ruleset(id, Wanted::Either, None, depth)),
                Some(Step::Each { .. } | Step::Windows { .. }) => self.entries(id),
                _ => None,
            };
            let told = part.is_some();
            let is_entries = part.as_ref().is_some_and(|part| part.kind == PartKind::Entries);
            parts.extend(part);
            if told && !is_entries {
                continue;
            }
            if let Some((reading, _)) = self.is_fact(id) {
                direct.insert(reading);
            }
            open.extend(self.operands(id, stays).into_iter().rev());
        }
        // What the entries of a list say is told of the list.
        let direct = direct.into_iter().collect();
        (parts, direct)
    }

    /// What has to stay so of the operands; of an open value, those that are open.
    fn operands(&self, id: StepId, stays: Option<Stays>) -> Vec<(StepId, Option<Stays>)> {
        let Some(step) = self.step(id) else { return Vec::new() };
        match stays {
            Some(stays) => {
                let needs = self.resting.needs(id, stays, &mut Grounds::default());
                needs
                    .into_iter()
                    .filter(|(_, stays)| *stays != Stays::Open)
                    .map(|(id, stays)| (id, Some(stays)))
                    .collect()
            }
            None => {
                let of = crate::explain::deciding(step, &self.decision.values, Truth::Unknown);
                let open = of.into_iter().filter(|of| !self.decision.values.get(*of).is_known());
                open.map(|of| (of, None)).collect()
            }
        }
    }

    /// The conditions that chose, and what gave the value that was chosen.
    fn chosen_by(&self, id: StepId, stays: Option<Stays>, depth: usize) -> (Vec<Part>, Vec<Reading>) {
        let (mut parts, mut direct) = (Vec::new(), Vec::new());
        for (below, stays) in self.operands(id, stays) {
            if self.is_condition(below) {
                parts.push(self.chooses(id, below, depth));
            } else {
                let (more, facts) = self.below(below, id, stays, depth + 1);
                parts.extend(more);
                direct.extend(facts);
            }
        }
        (parts, direct)
    }

    /// A condition that chooses an arm; of one that does not hold it is said which arm it kept out.
    fn chooses(&self, id: StepId, condition: StepId, depth: usize) -> Part {
        let mut part = self.part(condition, Wanted::Either, self.named_below(id, condition), depth + 1);
        let arms = self.step(id).into_iter().flat_map(|step| step.arms().collect::<Vec<_>>());
        let at = arms.into_iter().position(|(own, _)| own == Some(condition));
        let arm = at.and_then(|at| self.about().branches.get(&id)?.arms.get(at));
        if let (Truth::False, Some(arm)) = (self.truth(condition), arm) {
            let written = arm.written.as_deref().map_or_else(|| self.written(arm.place), str::to_owned);
            part.sentence = format!("not “{written}”: {}", super::words::of_part(&part));
        }
        part
    }

    /// Where an operand of a step is named.
    fn named_below(&self, id: StepId, operand: StepId) -> Option<Span> {
        let at = self.step(id)?.operands().position(|of| of == operand)?;
        self.named(id, at)
    }

    fn choice(&self, id: StepId, stays: Option<Stays>, depth: usize) -> Part {
        let (parts, direct) = self.chosen_by(id, stays, depth);
        let mut found = self.which_arm(id);
        let facts: Vec<_> = direct.iter().map(|reading| self.fact(*reading, id)).collect();
        if !facts.is_empty() {
            found = format!("{found} ({})", facts.join("; "));
        }
        self.value_part(PartKind::Choice, id, stays, found, parts)
    }

    /// `follow up is ct at 3 months, by the row “…”`.
    fn which_arm(&self, id: StepId) -> String {
        let Some(about) = self.about().branches.get(&id) else {
            let name = self.name(id).map(|name| plain::words(name));
            let name = name.unwrap_or_else(|| format!("“{}”", self.written(self.place(id))));
            return format!("{name} was chosen by what holds");
        };
        let Some(found) = chosen::branch(self.decision, id, about) else { return String::new() };
        let value = self.decision.values.get(id);
        let name = about.name.as_deref().map_or_else(|| "the value".to_owned(), plain::words);
        let word = if about.kind == crate::about::BranchKind::Table { "row" } else { "branch" };
        let arms: Vec<_> = found.arms.iter().map(|arm| format!("“{}”", arm.written)).collect();
        let more = if found.more > 0 { format!(" and {} more", found.more) } else { String::new() };
        match (value.is_known(), arms.as_slice()) {
            (true, [arm]) => format!("{name} is {}, by the {word} {arm}", plain::value(value, &about.ty)),
            (true, arms) => format!(
                "{name} is {}, by each {word} that is possible: {}{more}",
                plain::value(value, &about.ty),
                arms.join(", ")
            ),
            (false, [arm]) => format!("{name} is given by the {word} {arm}"),
            (false, arms) => format!("{name} is open; these are possible: {}{more}", arms.join(", ")),
        }
    }

    /// A condition that is an `if`, a `choose` or a table.
    pub fn chosen_condition(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let stays = (self.truth(id) != Truth::Unknown).then_some(Stays::Held);
        let possible = self.step(id).map(|step| {
            let arms: Vec<_> = step.arms().collect();
            let possible = step.possible_arms(|condition| self.truth(condition));
            possible.into_iter().filter_map(|at| arms.get(at).map(|(_, value)| *value)).collect::<Vec<_>>()
        });
        let possible = possible.unwrap_or_default();
        let mut parts = Vec::new();
        for (below, _) in self.operands(id, stays) {
            parts.push(match possible.contains(&below) {
                true => self.part(below, wanted, self.named_below(id, below), depth + 1),
                false => self.chooses(id, below, depth),
            });
        }
        let found = self.which_arm(id);
        self.finished(PartKind::Choice, id, (wanted, named), (found, None), parts)
    }

    fn score(&self, id: StepId, stays: Option<Stays>, depth: usize) -> Part {
        let Some(about) = self.about().scores.get(&id) else { return self.choice(id, stays, depth) };
        let value = self.decision.values.get(id);
        let said = match (value.is_known(), comparison::ends(value, &about.ty)) {
            (true, _) => format!("is {}", plain::value(value, &about.ty)),
            (false, (Some(low), Some(high))) => format!("could be {low} to {high}"),
            (false, (Some(low), None)) => format!("is at least {low}"),
            (false, (None, Some(high))) => format!("is at most {high}"),
            (false, (None, None)) => "is not known".to_owned(),
        };
        let points: Vec<_> = about.parts.iter().flatten().collect();
        let mut parts = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![(id, stays)];
        while let Some((below, stays)) = open.pop() {
            if !seen.insert(below) {
                continue;
            }
            if below == id || !self.is_condition(below) {
                open.extend(self.operands(below, stays).into_iter().rev());
                continue;
            }
            let inner: Vec<StepId> = self.step(below).into_iter().flat_map(Step::operands).collect();
            let item =
                points.iter().find(|points| points.condition == below || inner.contains(&points.condition));
            let Some(item) = item else {
                parts.push(self.part(below, Wanted::Either, None, depth + 1));
                continue;
            };
            let mut part = self.part(item.condition, Wanted::Either, None, depth + 1);
            let signed =
                if item.points.is_negative() { item.points.to_string() } else { format!("+{}", item.points) };
            let counts = match self.truth(item.condition) {
                Truth::True => signed,
                Truth::False => format!("no {signed}"),
                Truth::Unknown => match &about.missing {
                    Some(missing) => format!("{missing} instead of {signed}, while it is not known"),
                    None => format!("perhaps {signed}"),
                },
            };
            part.sentence = format!("{counts}: {}", part.sentence);
            parts.push(part);
        }
        let found = format!("{} {said}", plain::words(&about.name));
        self.value_part(PartKind::Score, id, stays, found, parts)
    }

    /// Which entries of the list a question asks about decided.
    fn entries(&self, id: StepId) -> Option<Part> {
        let lists: Vec<StepId> = self.step(id)?.lists().collect();
        let slots: Vec<SlotId> = lists
            .into_iter()
            .filter_map(|list| match self.step(list) {
                Some(Step::Slot(slot)) => Some(*slot),
                _ => None,
            })
            .collect();
        let told = slots.into_iter().filter_map(|slot| {
            let told = entries::told(self.decision, &[id], slot);
            let mut told: Vec<_> = told.iter().map(|told| plain::words(told)).collect();
            if told.is_empty() {
                told.extend(self.belonging(id));
            }
            (!told.is_empty()).then(|| format!("{}: {}", self.called(slot), told.join("; ")))
        });
        let told: Vec<_> = told.collect();
        if told.is_empty() {
            return None;
        }
        Some(self.value_part(PartKind::Entries, id, Some(Stays::Held), told.join("; "), Vec::new()))
    }

    /// How many entries of a list belong.
    fn belonging(&self, id: StepId) -> Option<String> {
        let Some(Step::Each { reads, body, .. }) = self.step(id) else { return None };
        let Possible::List(list) = self.decision.values.get(*reads.first()?) else { return None };
        let as_of = crate::time::Dates::day(self.decision.as_of());
        let found = crate::eval::entries(list, body, &self.decision.values, &as_of);
        // Of a list that is not recorded there is nothing to count.
        if found.is_empty() && !list.complete {
            return None;
        }
        let count = |wanted: Truth| found.iter().filter(|entry| entry.belongs == wanted).count();
        let open = match count(Truth::Unknown) {
            0 => String::new(),
            open => format!(", and {open} perhaps"),
        };
        let written = self.written(self.place(id));
        let entries = match found.len() {
            1 => "its one entry".to_owned(),
            count => format!("its {count} entries"),
        };
        Some(format!("{} of {entries} counted{open}, by “{written}”", count(Truth::True)))
    }

    fn value_part(
        &self,
        kind: PartKind,
        id: StepId,
        stays: Option<Stays>,
        found: String,
        parts: Vec<Part>,
    ) -> Part {
        let rests_on = match stays {
            Some(stays) => self.paths(&self.grounds(&[(id, stays)])),
            None => self.open_value_facts(id),
        };
        let is_condition = matches!(self.decision.values.get(id), Possible::Truth(_));
        Part {
            kind,
            holds: is_condition.then(|| self.truth(id)),
            speaks: if stays.is_none() { Speaks::Open } else { Speaks::Neither },
            sentence: words::sentence(&found, None, Wanted::Either),
            written: self.written(self.place(id)),
            rests_on: rests_on.into_iter().collect(),
            parts,
            found,
            asked: None,
            wanted: Wanted::Either,
        }
    }

    fn open_value_facts(&self, id: StepId) -> indexmap::IndexSet<std::sync::Arc<str>> {
        let mut grounds = Grounds::default();
        for cause in crate::explain::causes(&self.decision.compiled.program, &self.decision.values, id) {
            if let crate::explain::Cause::Fact(slot) = cause {
                grounds.readings.insert(Reading { slot, assumed: None });
            }
        }
        self.paths(&grounds)
    }
}
