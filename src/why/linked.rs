//! What other rulesets say, and what rules count as while they are not recorded.

use super::part::{Part, PartKind, Speaks, Wanted};
use super::plain;
use super::teller::Teller;
use crate::about::{Answer, Linked};
use crate::decision::linked;
use crate::explain::Stays;
use crate::ir::{Rule, RuleKind, Step, StepId};
use crate::possible::Truth;
use crate::source::Span;

impl Teller<'_> {
    /// What another ruleset says, with the rules behind it.
    pub fn asked_ruleset(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let about = self.about();
        let of = match self.step(id) {
            Some(Step::Told(of)) => *of,
            _ => id,
        };
        let asked = about.asked.get(&id);
        let Some((asked, ruleset)) = asked.and_then(|asked| Some((asked, about.linked.get(asked.linked)?)))
        else {
            return self.part(of, wanted, named, depth + 1);
        };
        let consulted = linked::consulted(self.decision, &[id]);
        let consulted = consulted.first();
        let title = ruleset
            .about
            .title
            .as_deref()
            .map_or_else(|| plain::words(&ruleset.name()), |title| format!("“{title}”"));
        let on = consulted
            .and_then(|said| said.as_of.as_deref())
            .map(|day| format!(", as of {day},"))
            .unwrap_or_default();
        let set: Vec<_> = consulted.into_iter().flat_map(|said| &said.settings).collect();
        let set: Vec<_> = set
            .iter()
            .map(|set| format!("{} {}", plain::words(&set.name), plain::words(&set.value)))
            .collect();
        let with = if set.is_empty() { String::new() } else { format!(", with {},", set.join(", ")) };
        let parts_before = self.rule_index();
        self.set_rule(None);
        let (found, asked, parts) = match &asked.what {
            Answer::Eligible => {
                let verdict = consulted.and_then(|said| said.verdict).map(plain::verdict).unwrap_or_default();
                // While it is open whether it is for the patient, a rule in the way already says no.
                let but = match (self.truth(id), verdict) {
                    (Truth::False, "not decided") => ", and not eligible in any case",
                    _ => "",
                };
                let parts = self.behind(ruleset, wanted, self.truth(id), depth);
                (format!("{title}{on}{with} says {verdict}{but}"), None, parts)
            }
            Answer::Rule(label) => {
                let rule = ruleset.about.rules.iter().find(|rule| rule.label == *label);
                let said = rule
                    .and_then(|rule| rule.because.as_deref())
                    .map(|because| format!(" ({because})"))
                    .unwrap_or_default();
                let holds = match self.truth(id) {
                    Truth::True => "holds",
                    Truth::False => "does not hold",
                    Truth::Unknown => "is open",
                };
                let found = format!("the rule {}{said} of {title}{on}{with} {holds}", plain::words(label));
                (found, None, vec![self.part(of, wanted, None, depth + 1)])
            }
            Answer::Output(name, ty) => {
                let value = self.decision.values.get(id);
                let said = if value.is_known() { plain::value(value, ty) } else { "not known".to_owned() };
                let parts = match value.is_known() {
                    true => self.values_below(of, Stays::Held, depth + 1),
                    false => (self.open_values_below(of, depth + 1), Vec::new()),
                };
                let mut found = format!("{} by {title}{on}{with} is {said}", plain::words(name));
                let facts: Vec<_> = parts.1.iter().map(|reading| self.fact(*reading, id)).collect();
                if !facts.is_empty() {
                    found = format!("{found} (from: {})", facts.join("; "));
                }
                (found, None, parts.0)
            }
        };
        self.set_rule(parts_before);
        let mut part = self.finished(PartKind::Ruleset, id, (wanted, named), (found, asked), parts);
        if !self.is_condition(id) {
            part.holds = None;
            part.rests_on = match self.decision.values.get(id).is_known() {
                true => self.paths(&self.grounds(&[(id, Stays::Held)])).into_iter().collect(),
                false => part.rests_on,
            };
        }
        part
    }

    /// The rules behind a verdict that is, or is not, *eligible*; of one that is open, those that keep it so.
    fn behind(&self, ruleset: &Linked, wanted: Wanted, truth: Truth, depth: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        if let Some(scope) = ruleset.applies_when.filter(|scope| self.truth(*scope) == truth) {
            let mut part = self.part(scope, wanted, None, depth + 2);
            let says = match truth {
                Truth::True => "it is for this patient",
                Truth::False => "it is not for this patient",
                Truth::Unknown => "it is open whether it is for this patient",
            };
            part.sentence = format!("{says}: {}", part.sentence);
            part.kind = PartKind::Applies;
            parts.push(part);
        }
        let deciding =
            ruleset.rules.iter().zip(&ruleset.about.rules).filter(|(rule, _)| rule.kind != RuleKind::Caution);
        let all_have_guards = deciding.clone().all(|(rule, _)| rule.guard.is_some());
        for (rule, about) in deciding {
            let passes = self.passes(rule);
            let guard = rule.guard.map(|guard| self.truth(guard));
            let so = Truth::any([!guard.unwrap_or(Truth::True), passes]);
            let needs_guard = all_have_guards && guard == Some(truth) && truth != Truth::Unknown;
            if so != truth && !needs_guard {
                continue;
            }
            let own = if rule.kind == RuleKind::Require { wanted } else { wanted.contrary() };
            let mut inner = Vec::new();
            if so == truth {
                if passes == truth {
                    inner.push(self.part(rule.condition, own, None, depth + 2));
                }
                if let Some(guard) = rule.guard.filter(|guard| !self.truth(*guard) == truth) {
                    inner.push(self.part(guard, Wanted::Either, None, depth + 2));
                }
            }
            if let Some(guard) = rule.guard.filter(|_| needs_guard) {
                inner.push(self.part(guard, Wanted::Either, None, depth + 2));
            }
            let excludes = rule.kind == RuleKind::Exclude;
            let said = match (guard, passes) {
                (Some(Truth::False), _) => "is not asked of this patient",
                (_, Truth::True) if excludes => "does not stand in the way",
                (_, Truth::False) if excludes => "stands in the way",
                (_, Truth::True) => "is met",
                (_, Truth::False) => "is not met",
                (_, Truth::Unknown) => "is open",
            };
            let asks = about.because.as_deref().map(|because| format!(" ({because})")).unwrap_or_default();
            let found = format!("its rule {}{asks} {said}", about.label);
            let mut part =
                self.finished(PartKind::Rule, rule.condition, (own, None), (found, None), Vec::new());
            part.speaks = if wanted == Wanted::Either { Speaks::Neither } else { wanted.speaks(truth) };
            part.rests_on = inner
                .iter()
                .flat_map(|part| part.rests_on.iter().cloned())
                .collect::<indexmap::IndexSet<_>>()
                .into_iter()
                .collect();
            part.parts = inner;
            parts.push(part);
        }
        parts
    }

    fn passes(&self, rule: &Rule) -> Truth {
        let condition = self.truth(rule.condition);
        if rule.kind == RuleKind::Require { condition } else { !condition }
    }

    /// What a rule counts as while nothing but silence keeps its condition open.
    pub fn default(&self, id: StepId, wanted: Wanted, named: Option<Span>, depth: usize) -> Part {
        let Some(Step::Settled { of, counts_as }) = self.step(id) else {
            return self.leaf(id, wanted, named, depth);
        };
        let rules = self.about().rules.iter().zip(&self.decision.compiled.program.rules);
        let linked =
            self.about().linked.iter().flat_map(|linked| linked.about.rules.iter().zip(&linked.rules));
        let because = rules.chain(linked).find(|(_, rule)| rule.condition == id);
        let because = because.and_then(|(about, _)| about.when_not_recorded.as_deref());
        let because = because.map(|because| format!(": {because}")).unwrap_or_default();
        let is_met = wanted.speaks(Truth::from(*counts_as)) != Speaks::Against;
        let holds = if is_met { "counts as met" } else { "counts as not met" };
        let missing = self.kept_open(*of).join("; ");
        let found = format!("{missing}; while that is not recorded, the rule {holds}{because}");
        let closed = self.resting.closed(*of);
        let parts = closed.into_iter().map(|part| self.part(part, Wanted::Either, None, depth + 1)).collect();
        self.finished(PartKind::Default, id, (wanted, named), (found, None), parts)
    }
}
