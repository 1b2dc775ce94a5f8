//! Does a mutant say what its ruleset says, of every patient?
//!
//! Agreement on complete records is not enough: of `a or not a` and `true` the first is unknown where `a` is. So
//! both are computed for everything that can be *known* of the values they are made of: each known value, each stretch
//! that a bound or a partial date leaves, and nothing at all. They are equivalent if every rule, guard and output comes
//! out alike in every combination, and waits for the same facts where it stays open.
//!
//! What a rule is made of is taken apart down to comparisons of a value with written ones. Anything else, such as
//! a question about a list, is one part that is true, false or unknown, whatever the others are; that is more than
//! can happen, so that what is proven holds, and something that is so may stay unproven.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::cells;
use super::core::{Difference, Numbering, Seen, What};
use crate::Ruleset;
use crate::eval::{Cause, causes, evaluate};
use crate::ir::{Program, RuleKind, SlotId, Step, StepId};
use crate::limits::MAX_PROOF_STEPS;
use crate::possible::{Interval, Possible, Truth, Values};
use crate::quantity::Number;
use crate::source::Span;
use crate::time::Dates;
use crate::vocabulary::{ValueType, Vocabulary};

/// Is it proven that the two give the same for every patient? No is no proof of the contrary.
pub fn is_proven(original: &Ruleset, mutant: &Ruleset, difference: &Difference) -> bool {
    let Some(pairs) = pairs(original, mutant, difference) else { return false };
    let mut numbering = Numbering::default();
    let numbers = [original, mutant].map(|ruleset| numbering.of(ruleset.program()));
    let [ours, theirs] = &numbers;
    let theirs: HashSet<StepId> = theirs.iter().copied().collect();
    let shared: HashSet<StepId> = ours.iter().filter(|number| theirs.contains(number)).copied().collect();
    let side = |ruleset: &Ruleset, numbers: Vec<StepId>| Side {
        touched: touched(ruleset.program(), &difference.changed),
        shared: numbers.iter().map(|number| shared.contains(number)).collect(),
        numbers,
    };
    let [ours, theirs] = numbers.clone();
    let sides = [(original.program(), side(original, ours)), (mutant.program(), side(mutant, theirs))];
    let mut joint = Joint::new(original.vocabulary());
    let mut roots = Vec::new();
    for Pair { steps: (one, other), is_truth, otherwise } in pairs {
        let (one, other) = peeled(original.program(), one, mutant.program(), other);
        let mut build = |step: Option<StepId>, which: usize| match (step, sides.get(which)) {
            (Some(step), Some((program, side))) => joint.add(program, side, step, is_truth),
            (None, _) => Some(joint.push(Step::Constant(Possible::Truth(Truth::from(otherwise))))),
            _ => None,
        };
        let (Some(one), Some(other)) = (build(one, 0), build(other, 1)) else { return false };
        if one != other {
            roots.push((one, other));
        }
    }
    joint.agree(&roots)
}

/// A condition and what it counts as while it is not recorded: alike where the conditions are, and wait for the same.
fn peeled(
    one: &Program,
    left: Option<StepId>,
    other: &Program,
    right: Option<StepId>,
) -> (Option<StepId>, Option<StepId>) {
    let step = |program: &Program, id: Option<StepId>| id.and_then(|id| program.step(id).cloned());
    match (step(one, left), step(other, right)) {
        (
            Some(Step::Settled { of: left, counts_as: one }),
            Some(Step::Settled { of: right, counts_as: other }),
        ) if one == other => (Some(left), Some(right)),
        _ => (left, right),
    }
}

/// For each step whether it reads one of these facts.
fn touched(program: &Program, facts: &[SlotId]) -> Vec<bool> {
    let mut touched: Vec<bool> = Vec::with_capacity(program.steps().len());
    for step in program.steps() {
        let itself = matches!(step, Step::Slot(fact) if facts.contains(fact));
        let below = step.operands().any(|of| touched.get(of.index()).copied().unwrap_or(true));
        touched.push(itself || below);
    }
    touched
}

/// What is known of the steps of one side.
struct Side {
    numbers: Vec<StepId>,
    /// It stands on the other side, too.
    shared: Vec<bool>,
    /// It reads a fact that a changed part reads.
    touched: Vec<bool>,
}

impl Side {
    fn number(&self, id: StepId) -> Option<StepId> {
        self.numbers.get(id.index()).copied()
    }

    /// The same on both sides, and made of nothing that a changed part reads: it may stay as it is.
    fn is_apart(&self, id: StepId) -> bool {
        let shared = self.shared.get(id.index()).copied().unwrap_or(false);
        shared && !self.touched.get(id.index()).copied().unwrap_or(true)
    }
}

/// Two steps that are held against one another.
struct Pair {
    steps: (Option<StepId>, Option<StepId>),
    /// They are conditions.
    is_truth: bool,
    /// What stands for one that is not there.
    otherwise: bool,
}

/// What is held against one another. A guard that is not there always holds, and a rule that is not there never stands
/// in the way. `None` where the two are not of one form.
fn pairs(original: &Ruleset, mutant: &Ruleset, difference: &Difference) -> Option<Vec<Pair>> {
    let find = |what: &What| difference.mutant.iter().find(|seen| seen.what == *what);
    let mut pairs = Vec::new();
    if difference.mutant.iter().any(|seen| !difference.original.iter().any(|other| other.what == seen.what)) {
        return None;
    }
    for Seen { what, steps } in &difference.original {
        let Some(other) = find(what) else {
            let What::Rule(kind, _) = what else { return None };
            // Whether any rule applies may hang on this one.
            let always_applies = [original, mutant].into_iter().all(|ruleset| {
                let rules = &ruleset.program().rules;
                rules.iter().filter(|rule| rule.kind != RuleKind::Caution && rule.guard.is_none()).count()
                    > usize::from(std::ptr::eq(ruleset, original))
            });
            if !always_applies && *kind != RuleKind::Caution {
                return None;
            }
            let condition = steps.first().copied().flatten();
            pairs.push(Pair {
                steps: (condition, None),
                is_truth: true,
                otherwise: *kind == RuleKind::Require,
            });
            continue;
        };
        for (index, (one, other)) in steps.iter().zip(&other.steps).enumerate() {
            // A rule lapses or does not.
            if index == 2 && one.is_some() != other.is_some() {
                return None;
            }
            if one.is_some() || other.is_some() {
                let is_truth = index < 2 && !matches!(what, What::Output(_));
                pairs.push(Pair { steps: (*one, *other), is_truth, otherwise: true });
            }
        }
    }
    Some(pairs)
}

/// What a value is compared with.
#[derive(Debug, Default)]
struct Compared {
    numbers: BTreeSet<Number>,
    dates: Vec<Dates>,
    texts: BTreeSet<Arc<str>>,
}

/// A part that can have several values.
struct Part {
    /// What it is, where it is a fact.
    fact: Option<SlotId>,
    kind: Kind,
    compared: Compared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Truth,
    Number,
    Dates,
    Values,
    Text,
}

/// Both sides as one program, whose facts are the parts.
struct Joint<'v> {
    vocabulary: &'v Vocabulary,
    program: Program,
    known: HashMap<Step, StepId>,
    parts: Vec<Part>,
    /// The parts, by the number of the step that they stand for.
    of_step: HashMap<StepId, usize>,
    built: HashMap<StepId, Option<StepId>>,
}

impl<'v> Joint<'v> {
    fn new(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            program: Program::default(),
            known: HashMap::new(),
            parts: Vec::new(),
            of_step: HashMap::new(),
            built: HashMap::new(),
        }
    }

    fn push(&mut self, step: Step) -> StepId {
        if let Some(known) = self.known.get(&step) {
            return *known;
        }
        let id = self.program.push(step.clone(), Span::default());
        self.known.insert(step, id);
        id
    }

    /// A step with all below it, as far as it can be taken apart. Without recursion: a condition may be long and deep.
    fn add(&mut self, program: &Program, side: &Side, root: StepId, is_truth: bool) -> Option<StepId> {
        let mut below = BTreeSet::new();
        let mut truths: HashSet<StepId> = is_truth.then_some(root).into_iter().collect();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            let step = program.step(id)?;
            truths.extend(conditions(step));
            if below.insert(id) && !(truths.contains(&id) && side.is_apart(id)) {
                open.extend(opened(step, program).unwrap_or_default());
            }
        }
        // A step stands behind its operands.
        for id in below {
            let number = side.number(id)?;
            if self.built.get(&number).is_some_and(|made| made.is_some() || !truths.contains(&id)) {
                continue;
            }
            let apart = truths.contains(&id) && side.is_apart(id);
            let made = if apart { None } else { self.made(program.step(id)?, number, program, side) };
            // Whatever it is: a condition is true, false or unknown.
            let made = made.or_else(|| truths.contains(&id).then(|| self.part(number, None, Kind::Truth)));
            self.built.insert(number, made);
        }
        self.built.get(&side.number(root)?).copied().flatten()
    }

    fn made(&mut self, step: &Step, number: StepId, program: &Program, side: &Side) -> Option<StepId> {
        match step {
            Step::Compare(relation, left, right) => {
                // Of what is computed from written values alone nothing is left open.
                if let Some(moved) = opened(step, program).and_then(|_| self.moved(step, side)) {
                    return Some(moved);
                }
                let constant = |id: StepId| match program.step(id) {
                    Some(Step::Constant(value)) => Some(value.clone()),
                    _ => None,
                };
                let (subject, value) = match (constant(*left), constant(*right)) {
                    (None, Some(value)) => (*left, value),
                    (Some(value), None) => (*right, value),
                    _ => return None,
                };
                let part = self.compared(program, subject, side.number(subject)?, &value)?;
                let value = self.push(Step::Constant(value));
                let sides = if subject == *left { (part, value) } else { (value, part) };
                Some(self.push(Step::Compare(*relation, sides.0, sides.1)))
            }
            Step::OneOf(of, members) => match self.fact(program, *of)? {
                (fact, ValueType::Choice(_)) => {
                    let part = self.part(side.number(*of)?, Some(fact), Kind::Values);
                    Some(self.push(Step::OneOf(part, *members)))
                }
                _ => None,
            },
            Step::IsNever(of) => match self.fact(program, *of)? {
                (fact, ValueType::Date { .. }) => {
                    let part = self.part(side.number(*of)?, Some(fact), Kind::Dates);
                    Some(self.push(Step::IsNever(part)))
                }
                _ => None,
            },
            Step::Slot(fact) => match self.vocabulary.fact(*fact).map(|fact| &fact.ty)? {
                ValueType::Boolean => Some(self.part(number, Some(*fact), Kind::Truth)),
                _ => None,
            },
            Step::Constant(_) => Some(self.push(step.clone())),
            _ => opened(step, program).and_then(|_| self.moved(step, side)),
        }
    }

    fn moved(&mut self, step: &Step, side: &Side) -> Option<StepId> {
        let built = |id: StepId| self.built.get(&side.number(id)?).copied().flatten();
        if step.operands().any(|operand| built(operand).is_none()) {
            return None;
        }
        let moved = step.moved(&|id| built(id).unwrap_or_default(), &|fact| fact);
        Some(self.push(moved))
    }

    fn fact(&self, program: &Program, id: StepId) -> Option<(SlotId, ValueType)> {
        let Some(Step::Slot(fact)) = program.step(id) else { return None };
        Some((*fact, self.vocabulary.fact(*fact)?.ty.clone()))
    }

    /// The part that a comparison with a written value is about.
    fn compared(
        &mut self,
        program: &Program,
        subject: StepId,
        number: StepId,
        value: &Possible,
    ) -> Option<StepId> {
        let fact = self.fact(program, subject).map(|(fact, _)| fact);
        let kind = match value {
            Possible::Number(_) => Kind::Number,
            Possible::Dates(_) => Kind::Dates,
            // Which values there are is known of a fact alone.
            Possible::Values(_) if fact.is_some() => Kind::Values,
            Possible::Text(Some(_)) => Kind::Text,
            Possible::Truth(_) => Kind::Truth,
            _ => return None,
        };
        let id = self.part(number, fact, kind);
        let at = *self.of_step.get(&number)?;
        let part = self.parts.get_mut(at)?;
        match value {
            Possible::Number(interval) => {
                part.compared.numbers.insert(interval.as_point()?.clone());
            }
            Possible::Dates(dates) => part.compared.dates.push(*dates),
            Possible::Text(Some(text)) => {
                part.compared.texts.insert(Arc::clone(text));
            }
            _ => {}
        }
        Some(id)
    }

    fn part(&mut self, number: StepId, fact: Option<SlotId>, kind: Kind) -> StepId {
        let at = *self.of_step.entry(number).or_insert_with(|| {
            self.parts.push(Part { fact, kind, compared: Compared::default() });
            self.parts.len() - 1
        });
        self.push(Step::Slot(SlotId(u32::try_from(at).unwrap_or(u32::MAX))))
    }

    /// Do the two sides of each pair come out alike, whatever is known of the parts?
    fn agree(&self, roots: &[(StepId, StepId)]) -> bool {
        let Some(free) = self.parts.iter().map(|part| self.everything(part)).collect::<Option<Vec<_>>>()
        else {
            return false;
        };
        let steps = self.program.steps().len().max(1);
        let tries = free.iter().try_fold(steps, |tries: usize, of| tries.checked_mul(of.len()));
        if tries.is_none_or(|tries| tries > MAX_PROOF_STEPS) {
            return false;
        }
        let mut at = vec![0_usize; free.len()];
        loop {
            let values: Option<Vec<Possible>> =
                free.iter().zip(&at).map(|(of, at)| of.get(*at).cloned()).collect();
            let Some(values) = values else { return false };
            let all = evaluate(&self.program, &values, &|_| None, &Dates::everything(false));
            let waits_for = |root: StepId| -> HashSet<SlotId> {
                let facts = causes(&self.program, &all, root).into_iter().filter_map(|cause| match cause {
                    Cause::Fact(fact) => Some(fact),
                    Cause::Computation(..) => None,
                });
                facts.collect()
            };
            let alike = |(one, other): &(StepId, StepId)| {
                all.get(*one) == all.get(*other) && waits_for(*one) == waits_for(*other)
            };
            if !roots.iter().all(alike) {
                return false;
            }
            let more = at.iter_mut().zip(&free).any(|(at, of)| {
                *at = if *at + 1 < of.len() { *at + 1 } else { 0 };
                *at > 0
            });
            if !more {
                return true;
            }
        }
    }

    /// Everything that can be known of a part; `None` if that is not known.
    fn everything(&self, part: &Part) -> Option<Vec<Possible>> {
        let ty = part.fact.and_then(|fact| self.vocabulary.fact(fact)).map(|fact| &fact.ty);
        Some(match part.kind {
            Kind::Truth => [Truth::True, Truth::False, Truth::Unknown].map(Possible::Truth).into(),
            Kind::Number => {
                let range = match ty.map(ValueType::everything) {
                    Some(Possible::Number(range)) => range,
                    Some(_) => return None,
                    None => Interval::everything(),
                };
                let whole = matches!(ty, Some(ValueType::Number { integer: true, .. }));
                cells::numbers(&range, &part.compared.numbers, whole, ty.is_none())?
            }
            Kind::Dates => {
                let or_never = !matches!(ty, Some(ValueType::Date { or_never: false }));
                cells::dates(or_never, &part.compared.dates)
            }
            Kind::Values => {
                let Some(ValueType::Choice(choice)) = ty else { return None };
                let count = choice.values.len();
                let each = (0..u8::try_from(count).ok()?).map(Values::one);
                each.chain([Values::first(count)]).map(Possible::Values).collect()
            }
            Kind::Text => {
                let texts = part.compared.texts.iter().map(|text| Some(Arc::clone(text)));
                // No text of a ruleset has this character.
                texts.chain([Some("\u{0}".into()), None]).map(Possible::Text).collect()
            }
        })
    }
}

/// The steps below this one that are conditions for certain.
fn conditions(step: &Step) -> Vec<StepId> {
    match step {
        Step::All(_) | Step::Any(_) | Step::Not(_) | Step::Count { .. } | Step::AnyRecorded(_) => {
            step.operands().collect()
        }
        Step::Branch { .. } => step.arms().filter_map(|(condition, _)| condition).collect(),
        _ => Vec::new(),
    }
}

/// The steps below one that is taken apart; `None` of one that is a part.
fn opened(step: &Step, program: &Program) -> Option<Vec<StepId>> {
    match step {
        Step::All(_)
        | Step::Any(_)
        | Step::Not(_)
        | Step::Count { .. }
        | Step::Told(_)
        | Step::IsKnown(_)
        | Step::AnyRecorded(_)
        | Step::Branch { .. }
        | Step::Arithmetic { .. }
        | Step::Extreme { .. }
        | Step::Round(_) => Some(step.operands().collect()),
        Step::Compare(_, left, right) => {
            let is_made = |id: &StepId| {
                matches!(
                    program.step(*id),
                    Some(
                        Step::Constant(_)
                            | Step::Branch { .. }
                            | Step::Arithmetic { .. }
                            | Step::Extreme { .. }
                            | Step::Round(_)
                    )
                )
            };
            [left, right].into_iter().all(is_made).then(|| vec![*left, *right])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::{Memory, Wanted};
    use crate::testing::mutation::core::difference;

    const FACTS: &str = "
fact x: integer 0..100
fact y: decimal
fact a: boolean
fact b: boolean
fact kind: choice { red, green, blue }
fact since: date or never
";

    fn ruleset(rules: &str) -> Ruleset {
        let files = Memory::new().with("main.elig", format!("{FACTS}{rules}\n"));
        crate::compile(&files, Wanted::File("main.elig"))
            .into_result()
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn proven(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|condition| ruleset(&format!("require r: {condition}")));
        is_proven(&one, &other, &difference(&one, &other))
    }

    #[test]
    fn what_is_subsumed_may_go() {
        for (one, other) in [
            ("x >= 5 and x >= 14", "x >= 14"),
            ("x >= 5 and x >= 14", "x >= 6 and x >= 14"),
            ("y >= 5 and y > 14", "y > 6 and y > 14"),
            ("kind in { red, green } or kind is red", "kind in { red, green }"),
            (
                "since is never or since after @2020 or since after @2019-05-01",
                "since is never or since after @2019-05-01",
            ),
            ("since is known and since is not never", "since is known and not (since is never)"),
            ("x >= 0 or b", "x >= 0 or a"),
            ("at least 2 of { a, b, x >= 3 } or all of { a, b }", "at least 2 of { a, b, x >= 3 }"),
            ("a and (b is known or b is not known)", "a"),
            ("a and (if b then x >= 4 and x >= 3 else x > 7)", "a and (if b then x >= 4 else x > 7)"),
        ] {
            assert!(proven(one, other), "{one}  {other}");
        }
    }

    /// Each pair agrees on every record that says everything.
    #[test]
    fn what_differs_where_something_is_not_known_is_not_proven() {
        for (one, other) in [
            ("b and (a or not a)", "b"),
            ("a and (x < 20 or x >= 20)", "a"),
            ("y >= 6 and b", "y > 5 and b"),
            // Where neither is known, the left one waits for both.
            ("any of { x < 20 and b, b }", "b"),
            ("a and (a or b)", "a"),
            // A record may say `>=20`.
            ("any of { x < 20 and b, b }", "any of { x < 21 and b, b }"),
            ("kind in { red, green, blue } and b", "(kind is red or kind in { green, blue }) and b"),
        ] {
            assert!(!proven(one, other), "{one}  {other}");
        }
    }

    #[test]
    fn a_rule_that_never_stands_in_the_way_may_go() {
        let dropped = |rule: &str, rest: &str| {
            let (one, other) = (ruleset(&format!("{rule}\n{rest}")), ruleset(rest));
            is_proven(&one, &other, &difference(&one, &other))
        };
        assert!(dropped("require r: x >= 0 or b", "require a"));
        assert!(dropped("caution r: x > 100", "require a applies when b"));
        assert!(!dropped("require r: x >= 1 or b", "require a"));
        // Without it nothing may apply.
        assert!(!dropped("require r: x >= 0 or b", "require a applies when b"));
    }

    #[test]
    fn what_differs_is_not_proven() {
        for (one, other) in [
            ("x >= 5", "x > 5"),
            ("x >= 5 and b", "x >= 6 and b"),
            ("y >= 5 and y > 14", "y >= 5 and y >= 14"),
            ("kind in { red, green }", "kind in { red, blue }"),
            ("since before @2020", "since on or before @2020"),
            ("not (since before @2020)", "since on or after @2020"),
            ("a is known or b", "a is known and b"),
        ] {
            assert!(!proven(one, other), "{one}  {other}");
        }
    }
}
