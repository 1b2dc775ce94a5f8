//! What there is to see of a ruleset: its conditions, by where they are written.
//!
//! A point is a piece of text that is a condition. However often it is compiled (a function is written out at every
//! call) it is one point; where one piece of text stands for several conditions (`between`), each is a point of its
//! own. So what is counted does not depend on how a ruleset is laid out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::decides::{Edge, Root};
use super::node::{Arena, Node, find};
use super::reach::{Reach, any_day, lawful, nothing_known};
use super::seen::{Objective, Objectives, Outcomes};
use crate::engine::Compiled;
use crate::eval::{Outcome, Read};
use crate::explain::is_boolean;
use crate::ir::{Body, Fold, Program, Question, Relation, Rule, RuleKind, SlotId, Step, StepId, Windows};
use crate::limits::MAX_PARTS_FORCED;
use crate::possible::Truth;
use crate::source::Span;
use crate::vocabulary::ValueType;

/// Facts of a condition that are counted; of further ones it is said that there are more.
pub const MOST_FACTS: usize = 10;

/// Where a condition is written: what it is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The file.
    pub file: Arc<str>,
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Which of the conditions that this piece of text stands for; empty of the whole.
    pub side: Vec<usize>,
}

/// Of what a condition is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Of the patient.
    Patient,
    /// Of each entry of this list, as it is written.
    Entry(Arc<str>),
    /// Of each stretch of days.
    Stretch,
}

/// A condition, as it is written.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its text on one line; of one of several, what it compares.
    pub text: Arc<str>,
    /// Of what it is asked.
    pub of: Of,
    /// The facts that it reads.
    pub facts: Vec<Arc<str>>,
    /// What is not recorded of these is assumed.
    pub is_assumed: bool,
    /// It is a fact, and nothing else.
    pub is_fact: bool,
    /// What can be seen of it at all, as far as that is known.
    pub reach: Objectives,
    /// What is asked of it.
    pub asked: Objectives,
    /// It is part of a condition with too many parts to ask of each whether it decides.
    pub is_one_of_too_many: bool,
}

/// The conditions inside of what a list or stretches of days are asked.
#[derive(Debug)]
pub enum Inner {
    /// A question about a list.
    Each(Asked),
    /// Stretches of days.
    Windows {
        /// What is asked of them.
        asked: Arc<Windows>,
        /// The questions about lists.
        questions: Vec<Asked>,
        /// The conditions on each stretch.
        observed: Vec<(StepId, usize)>,
        /// What is asked inside.
        inner: Vec<Inner>,
    },
}

/// A question about a list.
#[derive(Debug)]
pub struct Asked {
    /// The list.
    pub list: StepId,
    /// What is computed of each entry.
    pub body: Arc<Body>,
    /// What must not be false of an entry, or nothing more is asked of it: that it is not dated after the decision,
    /// and lies in the window.
    pub gates: Vec<StepId>,
    /// The conditions that say whether it belongs.
    pub filter: Vec<(StepId, usize)>,
    /// The conditions that are asked of those that belong.
    pub value: Vec<(StepId, usize)>,
    /// What is asked inside.
    pub inner: Vec<Inner>,
}

/// What there is to see of one compiled ruleset.
#[derive(Debug)]
pub struct Plan {
    /// The conditions.
    pub points: IndexMap<Key, Point>,
    /// The steps whose truth is that of a point.
    pub observed: Vec<(StepId, usize)>,
    /// The parts of conditions.
    pub edges: Vec<Edge>,
    /// The same by the step that reads the part, and which operand it is.
    by_operand: HashMap<(StepId, usize), usize>,
    /// The conditions that stand by themselves.
    pub roots: Vec<Root>,
    /// The conditions inside of questions.
    pub inner: Vec<Inner>,
    /// The outcomes that each rule can have.
    pub outcomes: Vec<Outcomes>,
}

impl Plan {
    /// Reads off a compiled ruleset what there is to see.
    pub fn of(compiled: &Compiled) -> Self {
        let lawful = lawful(&compiled.program);
        let nothing = nothing_known(&lawful, &compiled.vocabulary, &any_day());
        let reach = Reach::of_program(compiled, &nothing);
        let about = &compiled.about;
        let guards = about.asked_when.iter().copied().collect();
        // `unless` and `except when` join conditions at the place of the whole rule.
        let rules = about.linked.iter().flat_map(|linked| &linked.about.rules).chain(&about.rules);
        let implicit = rules.map(|rule| rule.place).collect();
        let arena = Arena::of_program(compiled, &guards, &implicit);
        let mut builder = Builder { compiled, below: below_each(&compiled.program), points: IndexMap::new() };
        let mut walk = Walk::new(&arena, &reach, &nothing, Of::Patient);
        walk.open = roots(compiled);
        builder.walk(&mut walk);
        let Walk { observed, edges, roots, inner, .. } = walk;
        let outcomes = compiled.program.rules.iter().map(|rule| outcomes(rule, &reach)).collect();
        let by_operand = edges.iter().enumerate().map(|(at, edge)| ((edge.parent, edge.operand), at));
        let by_operand = by_operand.collect();
        let points = builder.points;
        let mut plan = Self { points, observed, edges, by_operand, roots: Vec::new(), inner, outcomes };
        plan.join((compiled, &lawful), &arena, &reach, &roots);
        plan
    }

    /// The part that an operand of a step is.
    pub fn edge(&self, parent: StepId, operand: usize) -> Option<&Edge> {
        self.edges.get(*self.by_operand.get(&(parent, operand))?)
    }

    /// Finds the parts of each condition that stands by itself, and which of them can decide it.
    fn join(
        &mut self,
        (compiled, lawful): (&Compiled, &Program),
        arena: &Arena<'_>,
        reach: &Reach<'_>,
        roots: &indexmap::IndexSet<StepId>,
    ) {
        let program = &compiled.program;
        let mut by_parent: HashMap<StepId, Vec<usize>> = HashMap::new();
        for (at, edge) in self.edges.iter().enumerate() {
            by_parent.entry(edge.parent).or_default().push(at);
        }
        let mut decides = vec![false; self.points.len()];
        let mut left_out = vec![false; self.points.len()];
        for root in roots {
            let mut root = Root::new(program, *root, &|id| arena.fact(id).is_some());
            root.edges = root.order.iter().filter_map(|id| by_parent.get(id)).flatten().copied().collect();
            let is_too_large = root.edges.len().saturating_mul(root.order.len()) > MAX_PARTS_FORCED;
            for edge in root.edges.iter().filter_map(|at| self.edges.get(*at)) {
                if is_too_large {
                    mark(&mut left_out, edge.point);
                    continue;
                }
                // What comes out the same whichever it is, although nothing else is known, comes out so always.
                let forced = |truth| root.forced(lawful, edge, truth, &|id| reach.truth(id)).1.0;
                let (one, other) = (forced(true), forced(false));
                if one != other || one == Truth::Unknown {
                    mark(&mut decides, edge.point);
                }
            }
            if !is_too_large && !root.edges.is_empty() {
                self.roots.push(root);
            }
        }
        let both = Objectives::these([Objective::DecidesTrue, Objective::DecidesFalse]);
        for edge in &self.edges {
            let set = reach.of(edge.part);
            let is_open = set.has(Objective::True) && set.has(Objective::False);
            let Some((_, point)) = self.points.get_index_mut(edge.point) else { continue };
            point.asked = point.asked.and(both);
            let decides = decides.get(edge.point) == Some(&true);
            point.is_one_of_too_many |= !decides && left_out.get(edge.point) == Some(&true);
            if decides && is_open {
                point.reach = point.reach.and(both);
            }
        }
    }
}

fn mark(of: &mut [bool], at: usize) {
    if let Some(one) = of.get_mut(at) {
        *one = true;
    }
}

/// The outcomes that a rule can have, as far as its condition and its guard are known.
fn outcomes(rule: &Rule, reach: &Reach<'_>) -> Outcomes {
    let condition = reach.of(rule.condition);
    let guard = rule.guard.map_or(Objectives::these([Objective::True]), |guard| reach.of(guard));
    let truths = [
        (Objective::True, Truth::True),
        (Objective::False, Truth::False),
        (Objective::Unknown, Truth::Unknown),
    ];
    let mut found = Outcomes::default();
    for (_, condition_is) in truths.into_iter().filter(|(one, _)| condition.has(*one)) {
        let passes = if rule.kind == RuleKind::Require { condition_is } else { !condition_is };
        for (_, guard_is) in truths.into_iter().filter(|(one, _)| guard.has(*one)) {
            found.add(match (guard_is, passes) {
                (Truth::False, _) => Outcome::NotApplicable,
                (_, Truth::True) => Outcome::Met,
                (Truth::True, Truth::False) => Outcome::NotMet,
                _ => Outcome::Unknown,
            });
        }
    }
    found
}

/// Something to look at.
#[derive(Debug, Clone)]
pub enum Open {
    /// A condition: the step, where it is named, which side of that it is, and whether it stands by itself.
    Condition(StepId, Option<Span>, Vec<usize>, bool),
    /// A value, in which conditions may stand.
    Value(StepId),
}

/// Where the ruleset asks something: whom it is for, its rules, and its outputs.
fn roots(compiled: &Compiled) -> Vec<Open> {
    let condition = |step: StepId, place: Option<Span>| Open::Condition(step, place, Vec::new(), true);
    let program = &compiled.program;
    let mut found: Vec<Open> = program.applies_when.map(|step| condition(step, None)).into_iter().collect();
    for (rule, about) in program.rules.iter().zip(&compiled.about.rules) {
        found.push(condition(rule.condition, Some(about.asked_at)));
        found.extend(rule.guard.map(|guard| condition(guard, about.applies_when_at)));
        found.extend(rule.until.map(Open::Value));
    }
    found.extend(compiled.about.outputs.iter().map(|output| match output.ty {
        ValueType::Boolean => condition(output.step, None),
        _ => Open::Value(output.step),
    }));
    found
}

/// What is being looked at: the steps of a program, or of a body.
struct Walk<'w> {
    arena: &'w Arena<'w>,
    reach: &'w Reach<'w>,
    /// What is computed here while nothing is known.
    nothing: &'w dyn Read,
    of: Of,
    open: Vec<Open>,
    seen: HashSet<(StepId, usize)>,
    joined: HashSet<StepId>,
    valued: HashSet<StepId>,
    observed: Vec<(StepId, usize)>,
    edges: Vec<Edge>,
    roots: indexmap::IndexSet<StepId>,
    inner: Vec<Inner>,
    /// What is left to look at outside.
    outside: Vec<Open>,
    /// Steps that are written nowhere: that an entry is not dated after the decision.
    gates: Vec<StepId>,
}

impl<'w> Walk<'w> {
    fn new(arena: &'w Arena<'w>, reach: &'w Reach<'w>, nothing: &'w dyn Read, of: Of) -> Self {
        Self {
            arena,
            reach,
            nothing,
            of,
            open: Vec::new(),
            seen: HashSet::new(),
            joined: HashSet::new(),
            valued: HashSet::new(),
            observed: Vec::new(),
            edges: Vec::new(),
            roots: indexmap::IndexSet::new(),
            inner: Vec::new(),
            outside: Vec::new(),
            gates: Vec::new(),
        }
    }
}

/// What stands below a step.
struct Below {
    /// The first facts, in the order written.
    facts: Vec<SlotId>,
    /// Something is assumed of one of them.
    is_assumed: bool,
}

/// What stands below each step, for all of them at once: definitions that name definitions nest as deep as their author
/// likes.
fn below_each(program: &Program) -> Vec<Below> {
    let mut all: Vec<Below> = Vec::with_capacity(program.steps().len());
    for step in program.steps() {
        let mut below = Below { facts: Vec::new(), is_assumed: matches!(step, Step::Assumed { .. }) };
        if let Step::Slot(slot) = step {
            below.facts.push(*slot);
        }
        for operand in step.operands().filter_map(|operand| all.get(operand.index())) {
            below.is_assumed |= operand.is_assumed;
            for slot in &operand.facts {
                if below.facts.len() < MOST_FACTS && !below.facts.contains(slot) {
                    below.facts.push(*slot);
                }
            }
        }
        all.push(below);
    }
    all
}

struct Builder<'c> {
    compiled: &'c Compiled,
    below: Vec<Below>,
    points: IndexMap<Key, Point>,
}

impl Builder<'_> {
    /// Looks at everything that is open, without recursion but into the bodies of lists.
    fn walk(&mut self, walk: &mut Walk<'_>) {
        while let Some(open) = walk.open.pop() {
            match open {
                Open::Condition(step, named, side, is_root) => {
                    self.condition(walk, (step, named, side), is_root);
                }
                Open::Value(step) => self.value(walk, step),
            }
        }
    }

    fn condition(
        &mut self,
        walk: &mut Walk<'_>,
        (step, named, side): (StepId, Option<Span>, Vec<usize>),
        is_root: bool,
    ) {
        let arena = walk.arena;
        let node = find(arena, step, named, side);
        let place = arena.place(node.point);
        let is_written = !arena.implicit.contains(&place);
        if !node.is_compound() {
            return self.leaf(walk, &node, is_written);
        }
        if is_written {
            let point = self.point(walk, &node);
            observe(walk, node.point, point);
        }
        if is_root {
            walk.roots.insert(node.joined);
        }
        if !walk.joined.insert(node.joined) {
            return;
        }
        for part in arena.parts(&node) {
            let child = find(arena, part.step, part.named, part.side.clone());
            let is_written = !child.is_compound() || !arena.implicit.contains(&arena.place(child.point));
            if walk.of == Of::Patient && is_written {
                let point = self.part(walk, &child);
                let (part_step, denied) = (child.point, child.denied);
                let (parent, operand) = (part.parent, part.operand);
                walk.edges.push(Edge { parent, operand, part: part_step, denied, point });
            }
            walk.open.push(Open::Condition(part.step, part.named, part.side, false));
        }
    }

    /// A condition that asks something itself.
    fn leaf(&mut self, walk: &mut Walk<'_>, node: &Node, is_written: bool) {
        let step = walk.arena.step(node.point);
        if let Some(Step::Outer(outer)) = step {
            let named = node.named.unwrap_or_else(|| walk.arena.place(node.point));
            walk.outside.push(Open::Condition(*outer, Some(named), Vec::new(), true));
            return;
        }
        if !is_written {
            walk.gates.push(node.point);
        } else {
            let point = self.point(walk, node);
            observe(walk, node.point, point);
        }
        self.below(walk, node.point);
    }

    /// A value: the conditions that choose it, and those that it reads.
    fn value(&mut self, walk: &mut Walk<'_>, id: StepId) {
        if !walk.valued.insert(id) {
            return;
        }
        match walk.arena.step(id) {
            Some(Step::Outer(outer)) => walk.outside.push(Open::Value(*outer)),
            Some(step) if is_boolean(step) && walk.arena.fact(id).is_none() => {
                walk.open.push(Open::Condition(id, None, Vec::new(), true));
            }
            Some(_) => self.below(walk, id),
            None => {}
        }
    }

    /// What stands below a step that is no condition, or asks something itself.
    fn below(&mut self, walk: &mut Walk<'_>, id: StepId) {
        if let Some(fact) = walk.arena.fact(id) {
            walk.open.extend(fact.guard.map(|guard| Open::Condition(guard, None, Vec::new(), true)));
            return;
        }
        let Some(step) = walk.arena.step(id) else { return };
        match step {
            // What another ruleset says is covered by its own tests.
            Step::Told(_) => {}
            Step::Branch { .. } => {
                let named = walk.arena.named(id);
                for (at, (condition, value)) in step.arms().enumerate() {
                    let place = named.get(at * 2).copied();
                    let asked = condition.filter(|id| !walk.arena.is_count_of_missing(*id));
                    walk.open.extend(asked.map(|id| Open::Condition(id, place, Vec::new(), true)));
                    walk.open.push(Open::Value(value));
                }
            }
            Step::Each { reads, body, fold } => {
                walk.open.extend(reads.iter().map(|id| Open::Value(*id)));
                let place = walk.arena.place(id);
                if let Some(list) = reads.first() {
                    let asked = self.asked(walk, (*list, body, *fold), place);
                    walk.inner.push(Inner::Each(asked));
                }
            }
            Step::Windows { reads, asked } => {
                walk.open.extend(reads.iter().map(|id| Open::Value(*id)));
                let inner = self.windows(walk, asked);
                walk.inner.push(inner);
            }
            // `!=` and `not in` deny what stands at the same place.
            Step::Not(of) => self.below(walk, *of),
            // A group of one is the condition in it.
            Step::All(of) | Step::Any(of) if of.len() == 1 => {
                of.iter().for_each(|only| self.below(walk, *only));
            }
            step => walk.open.extend(step.operands().map(Open::Value)),
        }
    }

    /// The conditions of a question about a list.
    fn asked(
        &mut self,
        walk: &mut Walk<'_>,
        (list, body, fold): (StepId, &Arc<Body>, Fold),
        place: Span,
    ) -> Asked {
        let (reach, nothing) = Reach::of_body(&body.steps, walk.nothing, walk.reach);
        let implicit = HashSet::from([place]);
        let arena = Arena::of_body(&body.steps, &body.places, &implicit);
        let of = Of::Entry(self.text(walk.arena.place(list)));
        let mut inside = Walk::new(&arena, &reach, &nothing, of);
        inside.open = vec![Open::Condition(body.filter, None, Vec::new(), false)];
        self.walk(&mut inside);
        let filter = std::mem::take(&mut inside.observed);
        if let Some(value) = body.value {
            inside.open.push(match fold {
                Fold::Every | Fold::Share => Open::Condition(value, None, Vec::new(), false),
                _ => Open::Value(value),
            });
        }
        inside.open.extend(body.clear.map(Open::Value));
        self.walk(&mut inside);
        let Walk { observed: value, inner, outside, gates, .. } = inside;
        walk.open.extend(outside);
        Asked { list, body: Arc::clone(body), gates, filter, value, inner }
    }

    fn windows(&mut self, walk: &mut Walk<'_>, asked: &Arc<Windows>) -> Inner {
        let mut questions = Vec::with_capacity(asked.questions.len());
        for (at, Question { list, body, fold }) in asked.questions.iter().enumerate() {
            // A question stands where the stretch reads its answer.
            let answer = asked
                .steps
                .iter()
                .position(|step| matches!(step, Step::Field(field) if usize::try_from(*field) == Ok(at)));
            let place = answer.map(|index| asked.places.of(Program::id(index))).unwrap_or_default();
            questions.push(self.asked(walk, (*list, body, *fold), place));
        }
        let (reach, nothing) = Reach::of_body(&asked.steps, walk.nothing, walk.reach);
        let implicit = HashSet::new();
        let arena = Arena::of_body(&asked.steps, &asked.places, &implicit);
        let mut inside = Walk::new(&arena, &reach, &nothing, Of::Stretch);
        inside.open = vec![Open::Condition(asked.condition, None, Vec::new(), false)];
        self.walk(&mut inside);
        let Walk { observed, inner, outside, .. } = inside;
        walk.open.extend(outside);
        Inner::Windows { asked: Arc::clone(asked), questions, observed, inner }
    }

    /// The point that a condition is.
    fn point(&mut self, walk: &Walk<'_>, node: &Node) -> usize {
        let place = node.written_at(walk.arena);
        let point = self.at(walk, node, place, node.side.clone());
        if let Some((_, point)) = self.points.get_index_mut(point) {
            let set = walk.reach.of(node.point);
            point.asked = point.asked.and(Objectives::truths());
            point.reach = point.reach.and(set);
        }
        point
    }

    /// The point that a part of a condition is: where it is named, be it by the name of a definition.
    fn part(&mut self, walk: &Walk<'_>, node: &Node) -> usize {
        let place = node.written_at(walk.arena);
        match node.named {
            Some(named) if !overlap(named, place) => self.at(walk, node, named, Vec::new()),
            _ => self.at(walk, node, place, node.side.clone()),
        }
    }

    fn at(&mut self, walk: &Walk<'_>, node: &Node, place: Span, side: Vec<usize>) -> usize {
        let file = self.compiled.sources.get(place.file).map(|file| Arc::clone(&file.name));
        let key = Key { file: file.unwrap_or_default(), start: place.start, end: place.end, side };
        if let Some(at) = self.points.get_index_of(&key) {
            return at;
        }
        let point = self.describe(walk, node, place, &key.side);
        self.points.insert_full(key, point).0
    }

    fn describe(&self, walk: &Walk<'_>, node: &Node, place: Span, side: &[usize]) -> Point {
        let whole = self.text(place);
        let described = match walk.of {
            Of::Patient if !side.is_empty() => self.side(node.point, place),
            Of::Patient => self.cell(node.point, place),
            Of::Entry(_) | Of::Stretch => None,
        };
        let (facts, is_assumed) = match walk.of {
            Of::Patient => self.facts(node.point),
            Of::Entry(_) | Of::Stretch => (Vec::new(), false),
        };
        Point {
            text: described.unwrap_or_else(|| with_side(&whole, side)),
            of: walk.of.clone(),
            is_fact: walk.arena.fact(node.point).is_some(),
            facts,
            is_assumed,
            reach: Objectives::default(),
            asked: Objectives::default(),
            is_one_of_too_many: false,
        }
    }

    /// What a side of a text compares: `<= 8`, of `x between 2 and 8`.
    fn side(&self, step: StepId, whole: Span) -> Option<Arc<str>> {
        let compared = self.compiled.about.comparisons.get(&step)?;
        // What is computed of several words of the text has no words of its own.
        let words = |id: StepId| {
            let place = self.compiled.program.place(id);
            (place != whole).then(|| self.text(place))
        };
        let right = words(compared.right.0)?;
        // In a function it is a parameter, and not what one of the calls puts in its place.
        let text = self.text(whole);
        let mut named = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
        let left = words(compared.left.0).filter(|left| named.any(|word| *word == **left));
        let left = left.map(|left| format!("{left} ")).unwrap_or_default();
        Some(format!("{left}{} {right}", compared.relation).into())
    }

    /// A cell of a table, with what it is held against: `pain: < 3`.
    fn cell(&self, step: StepId, place: Span) -> Option<Arc<str>> {
        let program = &self.compiled.program;
        let column = |id: StepId| match program.step(id)? {
            Step::Compare(_, left, right) => {
                let is_written = |id: &StepId| matches!(program.step(*id), Some(Step::Constant(_)));
                let sides = [*left, *right];
                sides.into_iter().find(|id| !is_written(id))
            }
            Step::OneOf(of, _) | Step::IsNever(of) => Some(*of),
            _ => None,
        };
        let column = match program.step(step)? {
            Step::All(of) | Step::Any(of) => match &**of {
                [only] => column(*only).or(Some(*only)),
                [first, ..] => column(*first),
                [] => None,
            },
            _ => column(step),
        }?;
        let row = |arm: &crate::about::ArmAbout| {
            arm.written.is_some() && overlap(arm.place, place) && !overlap(program.place(column), place)
        };
        let mut arms = self.compiled.about.branches.values().flat_map(|branch| &branch.arms);
        if !arms.any(|arm| row(arm) && arm.place != place) {
            return None;
        }
        let (column_text, text) = (self.text(program.place(column)), self.text(place));
        let relation = match program.step(step) {
            Some(Step::Compare(Relation::Equal, ..)) => "=",
            Some(Step::Compare(Relation::Less, left, _)) if *left == column => "<",
            Some(Step::Compare(Relation::Less, ..)) => ">",
            Some(Step::Compare(Relation::AtMost, left, _)) if *left == column => "<=",
            Some(Step::Compare(Relation::AtMost, ..)) => ">=",
            _ => return Some(format!("{column_text}: {text}").into()),
        };
        Some(format!("{column_text} {relation} {text}").into())
    }

    fn facts(&self, step: StepId) -> (Vec<Arc<str>>, bool) {
        let Some(below) = self.below.get(step.index()) else { return (Vec::new(), false) };
        let paths = below.facts.iter().filter_map(|slot| self.compiled.vocabulary.fact(*slot));
        (paths.map(|fact| Arc::clone(&fact.path)).collect(), below.is_assumed)
    }

    fn text(&self, place: Span) -> Arc<str> {
        let text = self.compiled.sources.slice(place);
        on_one_line(text).into()
    }
}

/// A text that stands for several conditions, with which of them it is.
fn with_side(whole: &Arc<str>, side: &[usize]) -> Arc<str> {
    let numbers: Vec<_> = side.iter().map(|side| (side + 1).to_string()).collect();
    match numbers.as_slice() {
        [] => Arc::clone(whole),
        numbers => format!("{whole} (side {})", numbers.join(".")).into(),
    }
}

/// A text on one line, without the comments in it.
pub fn on_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut quote = None;
        let end = line.char_indices().find(|(_, c)| match (quote, c) {
            (None, '#') => true,
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (Some(open), c) => {
                if open == *c {
                    quote = None;
                }
                false
            }
            _ => false,
        });
        end.map_or(line, |(at, _)| line.get(..at).unwrap_or_default())
    });
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

fn observe(walk: &mut Walk<'_>, step: StepId, point: usize) {
    if walk.seen.insert((step, point)) {
        walk.observed.push((step, point));
    }
}

/// Do two places share text?
pub fn overlap(one: Span, other: Span) -> bool {
    one.file == other.file && one.start < other.end && other.start < one.end
}
