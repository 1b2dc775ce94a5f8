//! How findings are made of the values of a decision.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::chosen::chosen;
use super::finding::{
    AssumptionUsed, ExceptionFound, Finding, Judged, MissingFact, NameUsed, Place, Read, Scope, Unknown,
};
use super::{Decision, entries, linked, words};
use crate::about::{Named, RuleAbout};
use crate::absence::Absence;
use crate::eval::{Outcome, Verdict, outcome};
use crate::explain::{
    Cause, Grounds, OpenComparison, Reading, causes, decisive, open_comparisons, readings, settled_by,
};
use crate::ir::{Rule, RuleKind, SlotId, Step, StepId};
use crate::possible::{Possible, Truth};
use crate::record::Entry;
use crate::time::{Dates, PartialDate};
use crate::vocabulary::ValueType;

/// The steps that a rule asks: its condition, then its guard.
pub(super) fn roots(decision: &Decision, index: usize) -> Vec<StepId> {
    let rule = decision.compiled.program.rules.get(index);
    rule.into_iter().flat_map(Rule::asks).collect()
}

fn name_used(decision: &Decision, named: &Named) -> NameUsed {
    let value = named.computed.as_ref().and_then(|(step, ty)| {
        let value = decision.values.get(*step);
        value.is_known().then(|| ty.show(value))
    });
    NameUsed { name: Arc::clone(&named.name), stands_for: Arc::clone(&named.stands_for), value }
}

/// Whether the ruleset is for this patient; `None` when it is for everybody.
pub fn scope(decision: &Decision) -> Option<Scope> {
    let compiled = &decision.compiled;
    let guard = compiled.program.applies_when?;
    Some(Scope {
        condition: compiled.about.applies_when.clone().unwrap_or_default(),
        holds: decision.values.truth(guard),
        consulted: linked::consulted(decision, &[guard]),
        read: read(decision, &[guard], &[guard]),
        unknown: unknown(decision, &[guard]),
    })
}

/// The finding of the rule at this place.
pub fn of_rule(decision: &Decision, index: usize) -> Option<Finding> {
    let compiled = &decision.compiled;
    let (rule, about) = (compiled.program.rules.get(index)?, compiled.about.rules.get(index)?);
    let outcome = outcome(rule, &decision.values);
    let start = compiled.sources.start(about.place);
    let roots = roots(decision, index);
    let unknown = if outcome == Outcome::Unknown { unknown(decision, &roots) } else { Vec::new() };
    let settled = decision.values.is_filled(rule.condition);
    let deciding = deciding(decision, rule);
    let (branches, scores) = chosen(decision, &roots);
    Some(Finding {
        label: Arc::clone(&about.label),
        kind: about.kind,
        outcome,
        because: about.because.clone(),
        condition: Arc::clone(&about.condition),
        names: about.names.iter().map(|named| name_used(decision, named)).collect(),
        exceptions: if outcome == Outcome::NotApplicable { Vec::new() } else { exceptions(decision, about) },
        applies_when: about.applies_when.clone(),
        reading: about.reading.clone(),
        by_default: about.when_not_recorded.clone().filter(|_| settled),
        until: super::lapse::until(decision, rule).map(|day| day.to_string()),
        consulted: linked::consulted(decision, &roots),
        read: read(decision, &roots, &deciding),
        branches,
        scores,
        unknown,
        citations: about.citations.clone(),
        evidence: about.evidence.clone(),
        place: Place { file: compiled.sources.name(about.place.file).to_owned(), line: start.line },
        comparisons: None,
    })
}

/// The exceptions that matter: none where the condition alone says that the rule is met, and none behind one that
/// does not hold.
fn exceptions(decision: &Decision, about: &RuleAbout) -> Vec<ExceptionFound> {
    let met = Truth::from(about.kind == RuleKind::Require);
    if decision.values.truth(about.asked) == met {
        return Vec::new();
    }
    let mut found = Vec::new();
    for exception in &about.exceptions {
        let holds = decision.values.truth(exception.step);
        let condition = Arc::clone(&exception.condition);
        found.push(ExceptionFound { word: exception.word, condition, holds });
        if holds == Truth::False {
            break;
        }
    }
    found
}

/// Every fact below `roots`; those below `deciding` may be decisive.
fn read(decision: &Decision, roots: &[StepId], deciding: &[StepId]) -> Vec<Read> {
    let compiled = &decision.compiled;
    let (program, values) = (&compiled.program, &decision.values);
    let grounds = deciding.iter().flat_map(|root| decisive(program, values, *root).readings);
    let decisive: IndexSet<Reading> = grounds.collect();
    let all = |beyond: &dyn Fn(&Step) -> bool| -> IndexSet<Reading> {
        roots.iter().flat_map(|root| readings(program, values, *root, beyond)).collect()
    };
    let direct = all(&|step| matches!(step, Step::Told(_)));
    let through = linked::readings_through(decision, roots);
    let mut below = HashSet::new();
    for root in roots {
        program.walk_ids(*root, |id| {
            below.insert(id);
        });
    }
    let guard_of = |slot: SlotId| {
        let guards = compiled.about.asked_when.iter();
        let guards = guards.filter(|(guarded, guard)| *guarded == slot && below.contains(guard));
        guards.map(|(_, guard)| *guard).collect::<Vec<_>>().into_iter()
    };
    let rests_on = |reading: &Reading| {
        // That a fact is not asked is decisive where what its guard reads is.
        decisive.contains(reading)
            || guard_of(reading.slot).any(|guard| {
                let reads = program.slots_below(guard);
                values.truth(guard) == Truth::False
                    && reads.iter().all(|read| decisive.iter().any(|decides| decides.slot == *read))
            })
    };
    let found = all(&|_| false).into_iter().filter_map(|reading| {
        let not_asked = guard_of(reading.slot).any(|guard| values.truth(guard) == Truth::False);
        let through = if direct.contains(&reading) {
            Vec::new()
        } else {
            let names = through.iter().filter(|(_, readings)| readings.contains(&reading));
            names.map(|(name, _)| Arc::clone(name)).collect()
        };
        let read = read_slot(decision, roots, reading, not_asked)?;
        Some(Read { decisive: rests_on(&reading), through, ..read })
    });
    found.collect()
}

pub(crate) fn read_slot(
    decision: &Decision,
    roots: &[StepId],
    reading: Reading,
    not_asked: bool,
) -> Option<Read> {
    let slot = reading.slot;
    let fact = decision.compiled.vocabulary.fact(slot)?;
    let entry = decision.record.entry(slot)?;
    let (entry, ty, judged) = attested(&fact.ty, entry).unwrap_or((entry, &fact.ty, None));
    let assumption = reading.assumed.and_then(|step| decision.assumption(step));
    let value = assumption.map_or(&entry.value, |assumption| &assumption.value);
    let absent = if assumption.is_some() || not_asked { None } else { entry.absence };
    // What a list or a record holds is there, whatever it leaves open.
    let is_there =
        entry.entries.is_some() || matches!(value, Possible::Members(members) if members.certain().is_some());
    let absent = if is_there { None } else { absent };
    let shown = ((value.is_known() || is_there) && !not_asked).then(|| ty.show(value));
    // `5.4 mg/dL` is shown as `5.4 'mg/dL'`: that says the same.
    let as_shown = |written: &str| shown.as_deref().is_some_and(|shown| shown.replace('\'', "") == written);
    let recorded = entry.written.clone().filter(|written| assumption.is_none() && !as_shown(written));
    Some(Read {
        fact: Arc::clone(&fact.path),
        value: shown,
        recorded,
        judged,
        entries: entries::told(decision, roots, slot),
        absent,
        assumed: assumption.is_some(),
        not_asked,
        through: Vec::new(),
        decisive: false,
    })
}

/// Of what is attested, what was judged, of which type, and who judged when; `None` of anything else.
pub(crate) fn attested<'d>(
    ty: &'d ValueType,
    entry: &'d Entry,
) -> Option<(&'d Entry, &'d ValueType, Option<Judged>)> {
    let ValueType::Record(record) = ty else { return None };
    let [fields] = &**entry.entries.as_ref().filter(|_| record.is_attested)? else { return None };
    let field = |name| {
        let at = record.position(name)?;
        Some((fields.get(at)?, &record.fields.get(at)?.ty))
    };
    let ((value, ty), (by, _), (on, _)) = (field("value")?, field("by")?, field("on")?);
    let judged = match (&by.value, &on.written) {
        (Possible::Text(Some(by)), Some(on)) => Some(Judged { by: by.to_string(), on: on.to_string() }),
        _ => None,
    };
    Some((value, ty, judged))
}

pub(crate) fn unknown(decision: &Decision, roots: &[StepId]) -> Vec<Unknown> {
    let compiled = &decision.compiled;
    let mut found: IndexMap<Cause, Option<String>> = IndexMap::new();
    for root in roots {
        let open_below = OnceCell::new();
        for cause in causes(&compiled.program, &decision.values, *root) {
            let settled = match cause {
                Cause::Fact(slot) => settled(decision, *root, &open_below, slot)
                    .or_else(|| entries::unsaid(decision, roots, slot)),
                Cause::Computation(..) => None,
            };
            let known = found.entry(cause).or_default();
            *known = known.take().or(settled);
        }
    }
    found
        .into_iter()
        .filter_map(|(cause, settled_by)| match cause {
            Cause::Fact(slot) => Some(Unknown {
                fact: Some(Arc::clone(&compiled.vocabulary.fact(slot)?.path)),
                computation: None,
                absent: absence(decision, roots, slot),
                recorded: recorded(decision, slot),
                settled_by,
            }),
            Cause::Computation(step, absent) => {
                let written = compiled.sources.slice(compiled.program.place(step));
                let written: Vec<_> = written.split_whitespace().collect();
                let computation = Some(written.join(" "));
                Some(Unknown { fact: None, computation, absent, recorded: None, settled_by: None })
            }
        })
        .collect()
}

/// The facts that decided a step, and what it waits for.
pub fn grounds(decision: &Decision, step: StepId) -> Vec<String> {
    let read = read(decision, &[step], &[step]);
    let unknown = unknown(decision, &[step]);
    let open: HashSet<_> = unknown.iter().filter_map(|unknown| unknown.fact.clone()).collect();
    let is_told = |read: &&Read| read.decisive && !open.contains(&read.fact);
    let waits = |unknown: &Unknown| match &unknown.settled_by {
        Some(settled_by) => format!("{}; {settled_by}", words::unknown_sentence(unknown)),
        None => words::unknown_sentence(unknown),
    };
    let found = read.iter().filter(is_told).map(words::sentence);
    unknown.iter().map(waits).chain(found).collect()
}

/// The missing digit of a partial date that would settle what it leaves open below `root`.
///
/// What is open below `root` is looked for once, and only if some date is partial.
fn settled(
    decision: &Decision,
    root: StepId,
    open_below: &OnceCell<Vec<OpenComparison>>,
    slot: SlotId,
) -> Option<String> {
    let entry = decision.record.entry(slot).filter(|entry| entry.absence == Some(Absence::Imprecise))?;
    let date = PartialDate::parse(entry.written.as_deref()?).ok()?;
    let (program, values) = (&decision.compiled.program, &decision.values);
    let as_of = Dates::day(decision.as_of);
    let open = (root, open_below.get_or_init(|| open_comparisons(program, values, root)).as_slice());
    settled_by(program, values, open, (slot, date), &as_of).map(|settles| settles.to_string())
}

/// What is known of a fact that is not known.
fn recorded(decision: &Decision, slot: SlotId) -> Option<Arc<str>> {
    decision.record.entry(slot)?.written.clone()
}

fn absence(decision: &Decision, roots: &[StepId], slot: SlotId) -> Absence {
    if let Some(absence) = entries::absence(decision, roots, slot) {
        return absence;
    }
    let Some(entry) = decision.record.entry(slot) else { return Absence::NotRecorded };
    // Where nothing was judged, that is the reason, and not what else is said.
    let ty = decision.compiled.vocabulary.fact(slot).map(|fact| &fact.ty);
    let judged = ty.and_then(|ty| attested(ty, entry)).map(|(value, ..)| value);
    if let Some(absence) = judged.and_then(|value| value.absence) {
        return absence;
    }
    // A list may be known and still not say enough.
    let known = if entry.entries.is_some() { Absence::Imprecise } else { Absence::NotRecorded };
    entry.absence.unwrap_or(known)
}

/// What a missing fact keeps open.
#[derive(Default)]
struct Open {
    labels: Vec<Arc<str>>,
    absent: Option<Absence>,
    /// How many of them could still change the verdict.
    deciding: usize,
    settled_by: Option<String>,
}

/// The facts that keep rules open, those that keep most of them open first.
pub fn missing(decision: &Decision) -> Vec<MissingFact> {
    let compiled = &decision.compiled;
    let mut found: IndexMap<SlotId, Open> = IndexMap::new();
    let undetermined = decision.verdict == Verdict::Undetermined;
    // While it is open whether the ruleset is for the patient, a rule may already stand in the way: then no
    // other rule can change anything.
    let refused = compiled
        .program
        .rules
        .iter()
        .any(|rule| rule.kind != RuleKind::Caution && outcome(rule, &decision.values) == Outcome::NotMet);
    let rules_matter = undetermined && !refused;
    let mut note = |root: StepId, label: &Arc<str>, matters: bool| {
        let open_below = OnceCell::new();
        for cause in causes(&compiled.program, &decision.values, root) {
            let Cause::Fact(slot) = cause else { continue };
            let open = found.entry(slot).or_default();
            if !open.labels.contains(label) {
                open.labels.push(Arc::clone(label));
                open.deciding += usize::from(matters);
            }
            open.absent = open.absent.or_else(|| Some(absence(decision, &[root], slot)));
            open.settled_by = open.settled_by.take().or_else(|| {
                settled(decision, root, &open_below, slot)
                    .or_else(|| entries::unsaid(decision, &[root], slot))
            });
        }
    };
    if let Some(guard) = compiled.program.applies_when {
        note(guard, &"applies when".into(), undetermined);
    }
    for (index, (rule, about)) in compiled.program.rules.iter().zip(&compiled.about.rules).enumerate() {
        if outcome(rule, &decision.values) == Outcome::Unknown {
            for root in roots(decision, index) {
                note(root, &about.label, rules_matter && rule.kind != RuleKind::Caution);
            }
        } else if rules_matter && rule.kind != RuleKind::Caution {
            // Not in the way, whether it applies or not; but whether any rule applies may be what is open.
            if let Some(guard) = rule.guard.filter(|_| !decision.certainly_applies()) {
                note(guard, &about.label, true);
            }
        }
    }
    let mut missing: Vec<_> = found
        .into_iter()
        .filter_map(|(slot, open)| {
            let fact = compiled.vocabulary.fact(slot)?;
            let missing = MissingFact {
                fact: Arc::clone(&fact.path),
                description: fact.description.clone(),
                absent: open.absent.unwrap_or(Absence::NotRecorded),
                recorded: recorded(decision, slot),
                settled_by: open.settled_by,
                rules: open.labels,
                matters: open.deciding > 0,
            };
            Some((open.deciding, missing))
        })
        .collect();
    // A stable sort: among equals the order of the rules stays. Cautions have no weight.
    missing.sort_by_key(|(deciding, _)| std::cmp::Reverse(*deciding));
    missing.into_iter().map(|(_, missing)| missing).collect()
}

/// The assumptions that rules of this decision leaned on.
pub fn assumptions(decision: &Decision) -> Vec<AssumptionUsed> {
    let compiled = &decision.compiled;
    let used = compiled.about.assumptions.iter().filter_map(|assumption| {
        let step = assumption.step.filter(|step| decision.values.is_filled(*step))?;
        let fact = compiled.vocabulary.fact(assumption.slot)?;
        // A rule that was decided by something else did not lean on it.
        let leans = |grounds: &Grounds| grounds.readings.iter().any(|reading| reading.assumed == Some(step));
        let shared = compiled.about.assumptions.iter().filter(|other| other.step == Some(step)).count() > 1;
        // Where a variant shares it with its base, the one that is asked.
        let asks = |roots: &[StepId]| {
            let consulted = linked::consulted(decision, roots);
            !shared || consulted.iter().any(|asked| Some(&asked.ruleset) == assumption.ruleset.as_ref())
        };
        let of_label = |label: &Arc<str>| {
            let index = compiled.about.rules.iter().position(|about| about.label == *label);
            index.is_some_and(|index| asks(&roots(decision, index)))
        };
        let rules: Vec<_> = leaning(decision, &leans).into_iter().filter(of_label).collect();
        let is_below = |root: StepId| {
            let mut found = false;
            compiled.program.walk_ids(root, |id| found |= id == step);
            found && asks(&[root])
        };
        let in_guard = compiled.program.applies_when.is_some_and(is_below);
        let in_output = compiled.about.outputs.iter().any(|output| is_below(output.step));
        (in_guard || in_output || !rules.is_empty()).then(|| AssumptionUsed {
            fact: Arc::clone(&fact.path),
            value: fact.ty.show(&assumption.value),
            because: Arc::clone(&assumption.because),
            ruleset: assumption.ruleset.clone(),
            rules,
        })
    });
    used.collect()
}

/// The labels of the rules whose outcome rests on something.
pub(super) fn leaning(decision: &Decision, rests: &dyn Fn(&Grounds) -> bool) -> Vec<Arc<str>> {
    let compiled = &decision.compiled;
    let rules = compiled.program.rules.iter().zip(&compiled.about.rules);
    let leaning = rules.filter(|(rule, _)| {
        let deciding = deciding(decision, rule);
        deciding.iter().any(|root| rests(&decisive(&compiled.program, &decision.values, *root)))
    });
    leaning.map(|(_, about)| Arc::clone(&about.label)).collect()
}

/// The steps on which the outcome of a rule rests: of one that does not apply its guard alone, of one that is met
/// whether it applies or not its condition, else both.
fn deciding(decision: &Decision, rule: &Rule) -> Vec<StepId> {
    let guard_open = rule.guard.is_some_and(|guard| decision.values.truth(guard) == Truth::Unknown);
    let settled = decision.values.is_filled(rule.condition);
    match (outcome(rule, &decision.values), rule.guard) {
        (Outcome::Met | Outcome::NotMet, _) if settled => vec![rule.condition],
        (Outcome::NotApplicable, Some(guard)) => vec![guard],
        (Outcome::Met, _) if guard_open => vec![rule.condition],
        _ => rule.asks().collect(),
    }
}
