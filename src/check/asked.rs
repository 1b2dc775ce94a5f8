//! Other rulesets: their verdicts, rules and outputs as conditions and values.
//!
//! Each used ruleset was checked by itself, with its own names, definitions, sources and assumptions. Here its steps
//! are linked into the program of the one that asks, and its facts are added to what a record may hold: one record
//! serves all.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::scope::{Checker, Typed};
use super::{Checked, Used};
use crate::about::{Answer, Asked, Assumption, Linked};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::{SlotId, Step, StepId};
use crate::limits::MAX_LINKED;
use crate::link::{self, Linker};
use crate::possible::Possible;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Path};
use crate::vocabulary::{Choice, Fact, ValueType};

/// The word behind a ruleset's name that asks for its verdict.
const ELIGIBLE: &str = "eligible";

/// The date of which a ruleset is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Date {
    /// That of the decision.
    OfDecision,
    /// One that is written out.
    Written(Possible),
    /// One that is computed.
    Computed(StepId),
}

/// A ruleset that was linked.
#[derive(Clone)]
struct Link {
    /// Its place in the list of all that are linked.
    linked: usize,
    eligible: StepId,
    /// Its steps, where they now stand.
    moved: Rc<[StepId]>,
}

/// The rulesets that are used, and what of them was linked.
pub struct Links {
    pub(super) used: Vec<(Used, bool)>,
    linker: Linker,
    known: HashMap<(usize, Date), Link>,
    full: bool,
}

impl Links {
    /// Nothing linked yet.
    pub fn new(used: Vec<Used>) -> Self {
        let used = used.into_iter().map(|used| (used, false)).collect();
        Self { used, linker: Linker::default(), known: HashMap::new(), full: false }
    }

    /// The used ruleset whose name starts this one, and what stands behind it.
    fn find<'n>(&self, name: &'n str) -> Option<(usize, &'n str)> {
        let dots: Vec<usize> = name.match_indices('.').map(|(at, _)| at).collect();
        dots.into_iter().rev().find_map(|at| {
            let (ruleset, asked) = (name.get(..at)?, name.get(at + 1..)?);
            let index = self.used.iter().position(|(used, _)| used.name == ruleset)?;
            Some((index, asked))
        })
    }
}

impl<'a> Checker<'a> {
    /// Is it what another ruleset says?
    pub fn is_asked(&self, name: &str) -> bool {
        self.links.find(name).is_some()
    }

    /// The choice that an output of another ruleset is a value of.
    pub fn asked_choice(&self, name: &str) -> Option<Arc<Choice>> {
        let (index, asked) = self.links.find(name)?;
        let checked = self.links.used.get(index)?.0.checked.as_ref()?;
        let output = checked.about.outputs.iter().find(|output| &*output.name == asked)?;
        match &output.ty {
            ValueType::Choice(choice) => Some(Arc::clone(choice)),
            _ => None,
        }
    }

    /// Makes used rulesets known: their names must be free, and their facts become facts of the record.
    pub fn declare_used(&mut self) {
        let used: Vec<Used> = self.links.used.iter().map(|(used, _)| used.clone()).collect();
        for (index, one) in used.iter().enumerate() {
            let same = used.iter().take(index).find(|other| other.name == one.name);
            let inside = format!("{}.", one.name);
            let name = self
                .names
                .iter()
                .find(|(name, _)| **name == one.name || name.starts_with(&inside))
                .map(|(_, (_, place))| *place);
            if let Some(first) = same.map(|same| same.place).or(name) {
                self.report(
                    Problem::new(Code::Duplicate, one.place, format!("`{}` stands for two things", one.name))
                        .also(first, "the other one")
                        .help("give the ruleset another name here: `use … as NAME`"),
                );
            }
            if let Some(checked) = &one.checked {
                self.share_facts(one, checked);
            }
        }
    }

    /// One record serves all: a fact that both rulesets read is one fact, of one type.
    fn share_facts(&mut self, used: &Used, checked: &Checked) {
        for fact in checked.vocabulary.facts() {
            let there = checked.fact_places.get(&fact.path).copied().unwrap_or_default();
            let Some(own) = self.vocabulary.conflict(&fact.path).cloned() else {
                self.vocabulary.add(Fact::clone(fact));
                self.fact_places.insert(Arc::clone(&fact.path), there);
                continue;
            };
            if own.path == fact.path && own.ty == fact.ty && own.unit_assumed == fact.unit_assumed {
                continue;
            }
            let here = self.fact_places.get(&own.path).copied().unwrap_or(used.place);
            let message = if own.path == fact.path {
                format!("`{}` is not the same fact in the rulesets that are used together here", fact.path)
            } else {
                format!("`{}` and `{}` cannot both be facts of one record", own.path, fact.path)
            };
            let assumed = |fact: &Fact| if fact.unit_assumed { " with its unit assumed" } else { "" };
            self.report(
                Problem::new(Code::SharedFact, used.place, message)
                    .also(here, format!("`{}` is `{}`{}", own.path, own.ty, assumed(&own)))
                    .also(there, format!("`{}` is `{}`{}", fact.path, fact.ty, assumed(fact)))
                    .help("one record serves all of them: declare the fact once, in a vocabulary that they all `use`"),
            );
        }
        self.share_zone(used, checked);
    }

    fn share_zone(&mut self, used: &Used, checked: &Checked) {
        match (self.vocabulary.zone(), checked.vocabulary.zone()) {
            (None, Some(zone)) => self.vocabulary.set_zone(zone.clone()),
            (Some(own), Some(zone)) if own != zone => {
                let message =
                    format!("`{}` reads times of day as of {zone}, and this one as of {own}", used.name);
                self.report(
                    Problem::new(Code::BadTimezone, used.place, message)
                        .help("a record is read in one time zone: keep one of the two"),
                );
            }
            _ => {}
        }
    }

    /// What another ruleset says; `None` of other names. `date` is what stands behind `as of`.
    pub fn asked(&mut self, path: &'a Path, date: Option<&'a Expr>) -> Option<Option<Typed>> {
        let place = path.place.0;
        let (index, asked) = self.links.find(&path.text)?;
        let (used, known) = self.links.used.get_mut(index)?;
        *known = true;
        let used = used.clone();
        let Some(checked) = used.checked.clone() else { return Some(None) };
        let Some(answer) = self.answer(&used, &checked, asked, place) else { return Some(None) };
        let date = match date.map(|date| self.date_asked(date)) {
            None => Date::OfDecision,
            Some(Some(date)) => date,
            Some(None) => return Some(None),
        };
        let Some(link) = self.link(index, &used, &checked, date) else { return Some(None) };
        Some(self.told(&checked, &link, answer, place))
    }

    /// `OTHER.eligible as of DATE`.
    pub fn asked_as_of(&mut self, asked: &'a Expr, date: &'a Expr) -> Option<Typed> {
        let ExprKind::Name(path) = &asked.kind else { return None };
        if let Some(field) = self.names_read(date).into_iter().find(|name| self.is_field(&name.text)) {
            let message =
                format!("`{}` is of one entry, and the ruleset is asked once for all of them", field.text);
            self.report(Problem::new(Code::MisplacedAsOf, field.place.0, message).help(
                "write a date that is the same for all entries, or ask the ruleset outside of this question",
            ));
            return None;
        }
        if self.element.is_some() {
            // The date is the same for all entries: what is linked stands outside of the question.
            return self.outside(|outer| outer.asked_as_of(asked, date), path.place.0);
        }
        if let Some(found) = self.asked(path, Some(date)) {
            return found;
        }
        if !self.is_broken(&path.text) {
            let message =
                format!("`{}` is not what another ruleset says, and has no date of decision", path.text);
            self.report(
                Problem::new(Code::MisplacedAsOf, date.place.0, message)
                    .says("a date of decision")
                    .help("write `as of` behind a used ruleset's verdict, rule or output: `intracept.x.eligible as of @2025-01-01`"),
            );
        }
        None
    }

    fn date_asked(&mut self, date: &'a Expr) -> Option<Date> {
        self.no_span(date)?;
        let typed = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if typed.ty != (ValueType::Date { or_never: false }) {
            self.report(
                Problem::new(Code::WrongType, date.place.0, "`as of` takes a date")
                    .says(format!("this is `{}`", typed.ty))
                    .help("write the day of which the ruleset is asked: `as of @2025-01-01`, `as of as_of - 6 months`"),
            );
            return None;
        }
        Some(match self.program.step(typed.step) {
            Some(Step::AsOf) => Date::OfDecision,
            Some(Step::Constant(value)) => Date::Written(value.clone()),
            _ => Date::Computed(typed.step),
        })
    }

    /// What is asked, by its name.
    fn answer(&mut self, used: &Used, checked: &Checked, asked: &str, place: Span) -> Option<Answer> {
        let about = &checked.about;
        if asked == ELIGIBLE {
            return Some(Answer::Eligible);
        }
        let rule = about.rules.iter().find(|rule| &*rule.label == asked);
        let output = about.outputs.iter().find(|output| &*output.name == asked);
        match (rule, output) {
            (Some(_), Some(output)) => {
                self.report(
                    Problem::new(
                        Code::UnknownAsked,
                        place,
                        format!("`{}` has a rule and an output called `{asked}`", used.name),
                    )
                    .also(output.place, "the output")
                    .help("give one of the two another name there"),
                );
                None
            }
            (Some(rule), None) => Some(Answer::Rule(Arc::clone(&rule.label))),
            (None, Some(output)) if matches!(output.ty, ValueType::List(_) | ValueType::Record(_)) => {
                self.report(
                    Problem::new(
                        Code::WrongType,
                        place,
                        format!("the output `{asked}` cannot be asked from another ruleset"),
                    )
                    .says(format!("this is `{}`", output.ty))
                    .help("ask about the record itself; only single values are taken from another ruleset"),
                );
                None
            }
            (None, Some(output)) => Some(Answer::Output(Arc::clone(&output.name), output.ty.clone())),
            (None, None) => {
                let names = [ELIGIBLE].into_iter().chain(about.rules.iter().map(|rule| &*rule.label));
                let names = names.chain(about.outputs.iter().map(|output| &*output.name));
                let near = if self.may_suggest() { nearest(asked, names) } else { None };
                let near = near.map(|near| format!("did you mean `{}.{near}`?", used.name));
                self.report(
                    Problem::new(
                        Code::UnknownAsked,
                        place,
                        format!("`{}` has no rule and no output `{asked}`", used.name),
                    )
                    .says(near.unwrap_or_default())
                    .help(format!(
                        "ask for its verdict, `{}.eligible`, or for a rule by its label",
                        used.name
                    )),
                );
                None
            }
        }
    }

    /// A step that stands for what a linked ruleset says.
    fn told(&mut self, checked: &Checked, link: &Link, answer: Answer, place: Span) -> Option<Typed> {
        let (of, ty) = match &answer {
            Answer::Eligible => (link.eligible, ValueType::Boolean),
            Answer::Rule(label) => {
                let index = checked.about.rules.iter().position(|rule| rule.label == *label)?;
                let rule = self.about.linked.get(link.linked)?.rules.get(index)?.clone();
                let place = checked.about.rules.get(index)?.place;
                (link::holds(&rule, &mut |step| self.add_linked(step, place)), ValueType::Boolean)
            }
            Answer::Output(name, ty) => {
                let output = checked.about.outputs.iter().find(|output| output.name == *name)?;
                (link::at(&link.moved, output.step), ty.clone())
            }
        };
        let step = self.push(Step::Told(of), place);
        if let Answer::Output(name, _) = &answer
            && let Some(size) = checked.output_sizes.get(name)
        {
            self.sizes.insert(step, *size);
        }
        self.about.asked.insert(step, Asked { linked: link.linked, what: answer });
        Some(Typed { step, ty })
    }

    fn add_linked(&mut self, step: Step, place: Span) -> StepId {
        let mut linker = std::mem::take(&mut self.links.linker);
        let id = linker.add(step, place, &mut |step, place| self.push(step, place));
        self.links.linker = linker;
        id
    }

    /// Links a ruleset, as of a date, once.
    fn link(&mut self, index: usize, used: &Used, checked: &Rc<Checked>, date: Date) -> Option<Link> {
        if let Some(known) = self.links.known.get(&(index, date.clone())) {
            return Some(known.clone());
        }
        if self.about.linked.len() + 1 + checked.about.linked.len() > MAX_LINKED {
            if !self.links.full {
                self.links.full = true;
                self.report(
                    Problem::new(
                        Code::TooLarge,
                        used.place,
                        format!("more than {MAX_LINKED} rulesets are asked here"),
                    )
                    .help("a ruleset asked as of another date counts again; ask fewer of them"),
                );
            }
            return None;
        }
        let as_of = match &date {
            Date::OfDecision => None,
            Date::Written(value) => Some(self.push(Step::Constant(value.clone()), used.place)),
            Date::Computed(step) => Some(*step),
        };
        let vocabulary = &checked.vocabulary;
        let slots: Vec<SlotId> = vocabulary
            .facts()
            .map(|fact| self.vocabulary.find(&fact.path).unwrap_or(SlotId(u32::MAX)))
            .collect();
        let fact = |slot: SlotId| slots.get(slot.index()).copied().unwrap_or(SlotId(u32::MAX));
        let mut linker = std::mem::take(&mut self.links.linker);
        let moved = linker.copy(&checked.program, &fact, as_of, &mut |step, place| self.push(step, place));
        self.links.linker = linker;
        if self.too_many_steps {
            return None;
        }
        self.take_words(checked, &moved, &fact, as_of);
        let linked = Linked {
            about: Arc::new(checked.about.clone()),
            rules: checked.program.rules.iter().map(|rule| link::moved_rule(rule, &moved)).collect(),
            applies_when: checked.program.applies_when.map(|step| link::at(&moved, step)),
            as_of,
        };
        let (applies_when, rules) = (linked.applies_when, linked.rules.clone());
        let eligible = link::eligible(applies_when, &rules, &mut |step| self.add_linked(step, used.place));
        let at = self.about.linked.len();
        self.about.linked.push(linked);
        let link = Link { linked: at, eligible, moved: moved.into() };
        self.links.known.insert((index, date), link.clone());
        Some(link)
    }

    /// What is known of the steps of a linked ruleset beside their values.
    fn take_words(
        &mut self,
        checked: &Checked,
        moved: &[StepId],
        fact: &dyn Fn(SlotId) -> SlotId,
        as_of: Option<StepId>,
    ) {
        let to = |id: StepId| link::at(moved, id);
        let from = &checked.about;
        let about = &mut self.about;
        about.comparisons.extend(from.comparisons.iter().map(|(id, compared)| {
            let mut compared = compared.clone();
            compared.left.0 = to(compared.left.0);
            compared.right.0 = to(compared.right.0);
            (to(*id), compared)
        }));
        about.conversions.extend(from.conversions.iter().map(|(id, by)| (to(*id), by.clone())));
        about.converted.extend(from.converted.iter().map(|(id, text)| (to(*id), text.clone())));
        about.named.extend(from.named.iter().map(|(id, places)| (to(*id), places.clone())));
        for (slot, guard) in &from.asked_when {
            let entry = (fact(*slot), to(*guard));
            if !about.asked_when.contains(&entry) {
                about.asked_when.push(entry);
            }
        }
        for assumption in &from.assumptions {
            let step = assumption.step.map(to);
            let ruleset = assumption.ruleset.clone().or_else(|| from.name.clone());
            // A variant shares the steps of its base: each assumes it for itself.
            let same = |known: &Assumption| known.step == step && known.ruleset == ruleset;
            if step.is_none() || about.assumptions.iter().any(same) {
                continue;
            }
            about.assumptions.push(Assumption {
                slot: fact(assumption.slot),
                step,
                ruleset,
                ..assumption.clone()
            });
        }
        let inner: Vec<Linked> = from
            .linked
            .iter()
            .map(|linked| Linked {
                about: Arc::clone(&linked.about),
                rules: linked.rules.iter().map(|rule| link::moved_rule(rule, moved)).collect(),
                applies_when: linked.applies_when.map(to),
                as_of: linked.as_of.map(to).or(as_of),
            })
            .collect();
        for linked in inner {
            let same = |known: &Linked| known.rules == linked.rules && known.as_of == linked.as_of;
            if !about.linked.iter().any(same) {
                about.linked.push(linked);
            }
        }
        self.counts_missing.extend(checked.counts_missing.iter().map(|id| to(*id)));
    }

    /// Used rulesets that nothing asks (W0411).
    pub fn lint_never_asked(&mut self) {
        let never: Vec<_> = self
            .links
            .used
            .iter()
            .filter(|(used, asked)| !asked && used.checked.is_some())
            .map(|(used, _)| (used.name.clone(), used.place))
            .collect();
        for (name, place) in never {
            self.report(
                Problem::new(Code::NeverAsked, place, format!("nothing asks what `{name}` says"))
                    .help(format!("ask it, `{name}.eligible`, or delete the `use`")),
            );
        }
    }
}
