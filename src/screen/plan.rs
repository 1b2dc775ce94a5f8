//! A ruleset laid out for many patients: what of it hangs on one fact alone, and how that is joined.
//!
//! Most conditions look at one fact. What such a part says depends on what is recorded of that fact and on nothing else,
//! so that it is computed once for each text that is recorded ([`table`](super::table)), by the one evaluator there is.
//! What joins these parts (`and`, `or`, `not`, counts) is a short list of operations on truths. What is neither (a
//! comparison of two facts, say) is a *rest*: a program of its own that is evaluated for each patient.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::truths::{How, Join, Mask, Register, masks};
use crate::ir::{Program, Rule, RuleKind, SlotId, Step, StepId};
use crate::link::moved_step;
use crate::possible::Possible;
use crate::vocabulary::{Fact, ValueType, Vocabulary};

/// Parts that hang on one fact alone and are kept together; further ones belong to the rest.
const MAX_PARTS: usize = 64;

/// What stands in a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Operation {
    /// Nothing.
    #[default]
    Nothing,
    /// A part that hangs on one fact: the fact's place among those that are read.
    Part(usize),
    /// A root of the rest.
    Rest,
    /// Other registers, joined.
    Join {
        /// How.
        how: How,
        /// Which.
        of: Box<[Register]>,
    },
}

/// A fact that is read, and the parts that hang on it alone.
#[derive(Debug)]
pub struct FactPlan {
    /// Its place in the vocabulary.
    pub slot: SlotId,
    /// A vocabulary of this fact alone.
    pub vocabulary: Arc<Vocabulary>,
    /// What stands before its value in a record that says nothing else, and what stands behind it.
    pub around: (String, String),
    /// The steps of its parts; its slot is the only one.
    pub program: Program,
    /// The parts.
    pub parts: Vec<StepId>,
    /// The register of each.
    pub registers: Vec<Register>,
    /// The masks of these registers: no word twice.
    pub masks: Vec<Mask>,
    /// The date of the decision is read, too.
    pub is_dated: bool,
    /// Wherever a part is open, it is because the fact is not known: it is no list or record, and nothing that is not
    /// known is written in the ruleset.
    pub is_simple: bool,
    /// The rest reads it: its values are kept.
    pub is_in_rest: bool,
}

/// What hangs on more than one fact.
#[derive(Debug, Default)]
pub struct Rest {
    /// Its steps; a slot of it is the place of a fact among those that are read.
    pub program: Program,
    /// What is asked of it, and where the answers go.
    pub roots: Vec<(Register, StepId)>,
    /// The date of the decision is read, too.
    pub is_dated: bool,
}

/// A rule.
#[derive(Debug)]
pub struct RulePlan {
    /// Which kind.
    pub kind: RuleKind,
    /// Its condition.
    pub condition: Register,
    /// When it applies.
    pub guard: Option<Register>,
}

/// The plan of a ruleset.
#[derive(Debug)]
pub struct Plan {
    /// The facts that are read.
    pub facts: Vec<FactPlan>,
    /// Of each fact of the vocabulary its place among those that are read.
    pub of_slot: Vec<Option<usize>>,
    /// What stands in which register.
    pub operations: Vec<Operation>,
    /// The joinings, each behind all that it joins.
    pub joins: Vec<Join>,
    /// The further masks of all of them.
    pub masks: Vec<Mask>,
    /// What hangs on several facts.
    pub rest: Rest,
    /// Whom the ruleset is for.
    pub scope: Option<Register>,
    /// The rules in their order.
    pub rules: Vec<RulePlan>,
}

impl Plan {
    /// Lays out a ruleset.
    pub fn of(program: &Program, vocabulary: &Vocabulary) -> Self {
        let roots = program.rules.iter().flat_map(Rule::asks).chain(program.applies_when);
        let read: BTreeSet<SlotId> = roots.flat_map(|root| program.slots_below(root)).collect();
        let mut of_slot = vec![None; vocabulary.len()];
        let mut facts = Vec::new();
        for slot in read {
            let (Some(place), Some(fact)) = (of_slot.get_mut(slot.index()), vocabulary.fact(slot)) else {
                continue;
            };
            *place = Some(facts.len());
            facts.push(FactPlan::new(slot, fact, vocabulary));
        }
        let mut planner = Planner {
            program,
            of_slot: &of_slot,
            hangs_on: hangs_on(program),
            facts,
            operations: Vec::new(),
            rest: Rest::default(),
            rest_moved: HashMap::new(),
            registers: HashMap::new(),
        };
        let scope = program.applies_when.map(|root| planner.register(root));
        let rules = program.rules.iter().map(|rule| RulePlan {
            kind: rule.kind,
            condition: planner.register(rule.condition),
            guard: rule.guard.map(|guard| planner.register(guard)),
        });
        let rules = rules.collect();
        let Planner { facts, operations, mut rest, .. } = planner;
        rest.is_dated = rest.program.all_steps().any(Step::reads_date);
        let mut plan = Self {
            facts,
            of_slot,
            operations: Vec::new(),
            joins: Vec::new(),
            masks: Vec::new(),
            rest,
            scope,
            rules,
        };
        plan.lay_out(operations);
        plan
    }

    /// The register of the first rule's guard.
    pub fn first_guard(&self) -> Register {
        self.rules.len()
    }

    /// Gives everything its register: the condition of a rule the register of the rule's own number, its guard the one
    /// behind all conditions, so that 64 rules can be judged at once; what is left those behind.
    fn lay_out(&mut self, mut operations: Vec<Operation>) {
        let guards = self.first_guard();
        let mut others = guards + self.rules.len()..;
        let mut moved: Vec<Option<Register>> = vec![None; operations.len()];
        for (at, rule) in self.rules.iter_mut().enumerate() {
            for (root, own) in [(Some(&mut rule.condition), at), (rule.guard.as_mut(), guards + at)] {
                let Some(root) = root else { continue };
                let place = moved.get_mut(*root);
                match place.filter(|place| place.is_none()) {
                    Some(place) => *place = Some(own),
                    // What is the root of several rules stands in several registers.
                    None => {
                        operations.push(Operation::Join { how: How::All, of: Box::new([*root]) });
                        moved.push(Some(own));
                    }
                }
                *root = own;
            }
        }
        let moved: Vec<Register> =
            moved.into_iter().map(|place| place.or_else(|| others.next()).unwrap_or_default()).collect();
        let to = |register: Register| moved.get(register).copied().unwrap_or_default();
        self.scope = self.scope.map(to);
        self.rest.roots.iter_mut().for_each(|(register, _)| *register = to(*register));
        for fact in &mut self.facts {
            fact.registers.iter_mut().for_each(|register| *register = to(*register));
            fact.masks = masks(&fact.registers);
        }
        self.operations = vec![Operation::Nothing; others.start];
        for (at, mut operation) in operations.into_iter().enumerate() {
            if let Operation::Join { how, of } = &mut operation {
                of.iter_mut().for_each(|register| *register = to(*register));
                let mut masks = masks(of).into_iter();
                let (first, start) = (masks.next().unwrap_or_default(), self.masks.len());
                self.masks.extend(masks);
                self.joins.push(Join { to: to(at), how: *how, first, more: start..self.masks.len() });
            }
            if let Some(place) = self.operations.get_mut(to(at)) {
                *place = operation;
            }
        }
    }
}

impl FactPlan {
    fn new(slot: SlotId, fact: &Fact, vocabulary: &Vocabulary) -> Self {
        let around = around(&fact.path);
        Self {
            slot,
            vocabulary: Arc::new(vocabulary.with_only(fact.clone())),
            around,
            program: Program::default(),
            parts: Vec::new(),
            registers: Vec::new(),
            masks: Vec::new(),
            is_dated: false,
            is_simple: !matches!(fact.ty, ValueType::List(_) | ValueType::Record(_)),
            is_in_rest: false,
        }
    }
}

/// What stands before the value of a path in a record that says nothing else, and what stands behind it.
pub fn around(path: &str) -> (String, String) {
    let keys = path.split('.').filter(|key| !key.is_empty());
    let before: String = keys.clone().map(|key| format!("{{\"{key}\":")).collect();
    (before, "}".repeat(keys.count()))
}

/// On which facts a step hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HangsOn {
    Nothing,
    One(SlotId),
    Several,
}

impl HangsOn {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (HangsOn::Nothing, other) => other,
            (one, HangsOn::Nothing) => one,
            (HangsOn::One(a), HangsOn::One(b)) if a == b => self,
            _ => HangsOn::Several,
        }
    }
}

fn hangs_on(program: &Program) -> Vec<HangsOn> {
    let mut all: Vec<HangsOn> = Vec::with_capacity(program.steps().len());
    for step in program.steps() {
        let own = match step {
            Step::Slot(slot) => HangsOn::One(*slot),
            _ => HangsOn::Nothing,
        };
        let below = step.operands().filter_map(|id| all.get(id.index()).copied());
        all.push(below.fold(own, HangsOn::and));
    }
    all
}

struct Planner<'p> {
    program: &'p Program,
    of_slot: &'p [Option<usize>],
    hangs_on: Vec<HangsOn>,
    facts: Vec<FactPlan>,
    /// In the order in which they are needed.
    operations: Vec<Operation>,
    rest: Rest,
    rest_moved: HashMap<StepId, StepId>,
    registers: HashMap<StepId, Register>,
}

impl Planner<'_> {
    /// Where the truth of a condition will stand. Without recursion: conditions nest deep.
    fn register(&mut self, root: StepId) -> Register {
        let mut open = vec![root];
        while let Some(id) = open.last().copied() {
            if self.registers.contains_key(&id) {
                open.pop();
                continue;
            }
            if self.adds_part(id) {
                continue;
            }
            let joined = self.joined(id);
            let waiting: Vec<StepId> =
                joined.iter().copied().filter(|operand| !self.registers.contains_key(operand)).collect();
            if waiting.is_empty() {
                let (how, of) = self.join(id);
                self.add(id, Operation::Join { how, of });
            } else {
                open.extend(waiting);
            }
        }
        self.registers.get(&root).copied().unwrap_or_default()
    }

    fn add(&mut self, id: StepId, operation: Operation) -> Register {
        let register = self.operations.len();
        self.registers.insert(id, register);
        self.operations.push(operation);
        register
    }

    /// Adds a step that hangs on one fact, as a part of it; a step that neither does nor joins others, as a root of the
    /// rest. False of one that joins others.
    fn adds_part(&mut self, id: StepId) -> bool {
        let on = self.hangs_on.get(id.index()).copied().unwrap_or(HangsOn::Several);
        if let HangsOn::One(slot) = on
            && let Some(place) = self.of_slot.get(slot.index()).copied().flatten()
            && let Some(fact) = self.facts.get_mut(place)
            && fact.parts.len() < MAX_PARTS
        {
            let mut moved = HashMap::new();
            let part = copied(self.program, id, &mut fact.program, &mut moved, &|_| SlotId(0));
            let written = fact.program.all_steps().filter_map(|step| match step {
                Step::Constant(value) => Some(value),
                _ => None,
            });
            fact.is_simple &= written.into_iter().all(Possible::is_known);
            fact.is_dated |= fact.program.all_steps().any(Step::reads_date);
            fact.parts.push(part);
            fact.registers.push(self.operations.len());
            self.add(id, Operation::Part(place));
            return true;
        }
        if !self.joined(id).is_empty() {
            return false;
        }
        for slot in self.program.slots_below(id) {
            let place = self.of_slot.get(slot.index()).copied().flatten();
            if let Some(fact) = place.and_then(|place| self.facts.get_mut(place)) {
                fact.is_in_rest = true;
            }
        }
        let of_slot = self.of_slot;
        let place = |slot: SlotId| {
            let place = of_slot.get(slot.index()).copied().flatten().unwrap_or_default();
            SlotId(u32::try_from(place).unwrap_or(u32::MAX))
        };
        let root = copied(self.program, id, &mut self.rest.program, &mut self.rest_moved, &place);
        let register = self.add(id, Operation::Rest);
        self.rest.roots.push((register, root));
        true
    }

    /// The steps that a step joins: nothing of a step that is no such operation.
    fn joined(&self, id: StepId) -> Vec<StepId> {
        match self.program.step(id) {
            Some(Step::All(of) | Step::Any(of) | Step::AnyRecorded(of) | Step::Count { of, .. }) => {
                of.to_vec()
            }
            Some(Step::Not(of) | Step::Told(of)) => vec![*of],
            _ => Vec::new(),
        }
    }

    fn join(&self, id: StepId) -> (How, Box<[Register]>) {
        let at = |id: &StepId| self.registers.get(id).copied().unwrap_or_default();
        let how = match self.program.step(id) {
            Some(Step::Any(_)) => How::Any,
            Some(Step::Count { at_least, at_most, .. }) => {
                How::Count { at_least: *at_least, at_most: *at_most }
            }
            Some(Step::AnyRecorded(_)) => How::AnyRecorded,
            Some(Step::Not(_)) => How::Not,
            // What is told is the same value.
            _ => How::All,
        };
        (how, self.joined(id).iter().map(at).collect())
    }
}

/// Copies a step with all below it into another program. Steps stand behind their operands, so that their own order
/// will do.
fn copied(
    from: &Program,
    root: StepId,
    into: &mut Program,
    moved: &mut HashMap<StepId, StepId>,
    fact: &dyn Fn(SlotId) -> SlotId,
) -> StepId {
    let mut below = BTreeSet::new();
    from.walk_ids(root, |id| {
        below.insert(id);
    });
    for id in below {
        if moved.contains_key(&id) {
            continue;
        }
        let Some(step) = from.step(id) else { continue };
        let to = |id: StepId| moved.get(&id).copied().unwrap_or_default();
        let step = moved_step(step, &to, fact, None);
        let new = into.push(step, from.place(id));
        moved.insert(id, new);
    }
    moved.get(&root).copied().unwrap_or_default()
}
