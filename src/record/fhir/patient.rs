//! One patient: all resources, and the record that they make.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::value::RawValue;

use super::Reason;
use super::account::{Account, count};
use super::gathered::{Affirmed, Found, Gathered, NOT_RECORDED};
use super::resource::{Refer, Resource, only};
use super::standing::{Standing, by_clinical_status, by_intent, by_status, by_verification};
use super::value::Taken;
use super::when::When;
use crate::binding::{Binding, Shape};
use crate::diagnostic::Code;
use crate::json::{self, Kind};
use crate::limits::MAX_RECORD_PROBLEMS;
use crate::possible::Truth;
use crate::record::{Origin, RecordProblem, RecordText};

/// A resource that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its text.
    pub text: Box<str>,
    /// Where it stands, in words.
    pub place: Box<str>,
    /// It is given twice, with different contents.
    pub twice: bool,
}

/// What is said of a patient beside the resources.
pub struct Said<'s> {
    /// How the record names the patient, in JSON.
    pub id: Option<String>,
    /// There is no Patient resource.
    pub unseen: bool,
    /// More resources may be elsewhere.
    pub cut_off: bool,
    /// There are more resources than are read.
    pub too_many: bool,
    /// Where the patient stands.
    pub place: &'s str,
}

/// What has to be told of one fact, for one reason: how many resources, and the first of them.
type Told = BTreeMap<(Arc<str>, Reason, Code), (usize, String)>;

/// What a binding makes of one resource, or of a part of one.
enum Outcome {
    Counts,
    Refuted,
    Skipped(Reason),
    Doubtful(Reason),
    Refused(Reason),
}

/// The record of one patient.
pub fn record<'s>(
    said: &Said<'s>,
    kept: &'s [Kept],
    bindings: &[Arc<Binding>],
    others: &'s dyn Refer<'s>,
    account: &mut Account,
) -> RecordText {
    let mut facts: IndexMap<Arc<str>, (Gathered, Arc<Binding>)> = IndexMap::new();
    let mut told = Told::new();
    for binding in bindings {
        let gathered = facts.entry(Arc::clone(&binding.fact));
        let (gathered, _) = gathered.or_insert_with(|| (Gathered::default(), Arc::clone(binding)));
        gathered.incomplete |= binding.incomplete;
        gathered.cut_off |= said.cut_off && &*binding.resource != "Patient";
        gathered.refused |= said.too_many;
        if said.too_many {
            tell(&mut told, binding, Reason::TooMany, Code::FhirResource, said.place);
        }
    }
    for kept in kept {
        let Some(resource) = Resource::read(&kept.text, others) else { continue };
        for binding in bindings.iter().filter(|binding| *binding.resource == *resource.kind) {
            let Some((gathered, _)) = facts.get_mut(&binding.fact) else { continue };
            for part in parts(&resource, binding) {
                one(&resource, part, kept, binding, gathered, &mut told, account);
            }
        }
    }
    let mut origin = Origin::default();
    let mut written: Vec<(Arc<str>, String)> = Vec::new();
    for (fact, (gathered, binding)) in &mut facts {
        let whole = match binding.shape {
            Shape::Exists => gathered.exists(),
            Shape::Latest(..) | Shape::Record(..) => gathered.latest(),
            Shape::Entries(_) => gathered.entries(),
            Shape::Members(_) => gathered.members(),
        };
        let Some(whole) = whole else { continue };
        if let Some(own) = account.fact(fact) {
            own.patients += 1;
            own.used += whole.used;
            let left = gathered.found.len().saturating_sub(whole.used);
            if left > 0 {
                *own.skipped.entry(whole.left).or_default() += left;
            }
        }
        for (path, place) in whole.places {
            origin.found(format!("{fact}{path}"), place);
        }
        written.push((Arc::clone(fact), whole.json));
    }
    let problems = problems(said, &told);
    for problem in problems.into_iter().take(MAX_RECORD_PROBLEMS) {
        origin.report(problem);
    }
    let text = object(said.id.as_deref(), written);
    RecordText { text, lines_before: 0, columns_before: 0, origin: Some(Arc::new(origin)) }
}

/// The parts that a binding looks at: the whole, or each component.
pub fn parts<'t>(resource: &Resource<'t>, binding: &Binding) -> Vec<Option<&'t RawValue>> {
    let Some(part) = &binding.part else { return vec![None] };
    let values = json::values(&resource.pairs, part);
    let values = values.flat_map(|value| match Kind::of(value) {
        Kind::List => json::list(value).unwrap_or_default(),
        _ => vec![value],
    });
    values.filter(|value| Kind::of(value) == Kind::Object).map(Some).collect()
}

fn one<'t>(
    resource: &Resource<'t>,
    part: Option<&'t RawValue>,
    kept: &Kept,
    binding: &Arc<Binding>,
    gathered: &mut Gathered,
    told: &mut Told,
    account: &mut Account,
) {
    let mut why = Vec::new();
    let truth = match &binding.condition {
        Some(condition) => resource.meets(condition, part, &mut why),
        None => Truth::True,
    };
    let Some(own) = account.fact(&binding.fact) else { return };
    if truth == Truth::False {
        if !why.is_empty() && why.iter().all(|reason| *reason == Reason::OtherSystem) {
            count(&mut own.skipped, Reason::OtherSystem);
        }
        return;
    }
    own.matched += 1;
    match outcome(resource, part, kept, binding, truth, &why) {
        Outcome::Skipped(reason) => count(&mut own.skipped, reason),
        Outcome::Refused(reason) => {
            gathered.refused = true;
            count(&mut own.doubtful, reason);
            tell(told, binding, reason, Code::FhirRefused, &kept.place);
        }
        Outcome::Doubtful(reason) => {
            let (_, when, _, _) = entry(resource, part, binding);
            gathered.doubts.push(when);
            count(&mut own.doubtful, reason);
            tell(told, binding, reason, Code::FhirDoubtful, &kept.place);
        }
        Outcome::Refuted => gathered.refuted.push(codes(resource)),
        Outcome::Counts if binding.shape == Shape::Exists => {
            gathered.affirmed.push(Affirmed { codes: codes(resource), place: kept.place.to_string() });
        }
        Outcome::Counts => {
            let (json, when, keys, taken) = entry(resource, part, binding);
            for taken in taken {
                let Some(reason) = taken.without else { continue };
                // A field that is not there is not recorded; a value that is not there is worth a count.
                if taken.json.is_none() && !taken.is_value {
                    continue;
                }
                count(&mut own.without_value, reason);
                if taken.is_mistake {
                    let place = format!("{}, {}", kept.place, taken.key.unwrap_or_default());
                    tell(told, binding, reason, Code::FhirValue, &place);
                }
            }
            gathered.found.push(Found { when, json, place: kept.place.to_string(), keys });
        }
    }
}

/// What the resource means for the fact.
fn outcome<'t>(
    resource: &Resource<'t>,
    part: Option<&'t RawValue>,
    kept: &Kept,
    binding: &Binding,
    truth: Truth,
    why: &[Reason],
) -> Outcome {
    let exists = binding.shape == Shape::Exists;
    let standing = standing(resource, binding, exists);
    if standing == Standing::Not(Reason::EnteredInError) {
        return Outcome::Skipped(Reason::EnteredInError);
    }
    let part_modified = part.and_then(json::object).is_some_and(|pairs| {
        json::values(&pairs, "modifierExtension").any(|value| Kind::of(value) != Kind::Null)
    });
    if resource.is_modified() || part_modified || why.contains(&Reason::Modified) {
        return Outcome::Refused(Reason::Modified);
    }
    if kept.twice {
        return Outcome::Refused(Reason::GivenTwice);
    }
    // What an observation is about when it is not about its subject: a fetus, an implant.
    if &*resource.kind == "Observation"
        && only(&resource.pairs, "focus").is_some()
        && !binding.decides("focus")
    {
        return Outcome::Skipped(Reason::AboutAnother);
    }
    match standing {
        Standing::Not(reason) => Outcome::Skipped(reason),
        Standing::Past if exists => Outcome::Skipped(Reason::Past),
        Standing::Refuted if !exists || truth == Truth::Unknown => Outcome::Skipped(Reason::Refuted),
        Standing::Refuted => Outcome::Refuted,
        Standing::Unclear(reason) => Outcome::Doubtful(reason),
        Standing::Now | Standing::Past if truth == Truth::Unknown => {
            let reason = why.iter().find(|reason| **reason != Reason::OtherSystem);
            Outcome::Doubtful(reason.copied().unwrap_or(Reason::MissingElement))
        }
        Standing::Now | Standing::Past => Outcome::Counts,
    }
}

/// How the resource stands by its status, apart from what the binding decides itself.
fn standing(resource: &Resource<'_>, binding: &Binding, exists: bool) -> Standing {
    let kind = &*resource.kind;
    if matches!(kind, "Condition" | "AllergyIntolerance") {
        let verification = by_verification(resource.word("verificationStatus").as_deref());
        if verification == Standing::Not(Reason::EnteredInError) {
            return verification;
        }
        if !binding.decides("verificationStatus") && verification != Standing::Now {
            return verification;
        }
        if binding.decides("clinicalStatus") {
            return Standing::Now;
        }
        let abated = !binding.decides("abatement") && resource.has("abatement");
        return match by_clinical_status(resource.word("clinicalStatus").as_deref(), abated) {
            // Of what was, it does not matter whether it still is.
            Standing::Unclear(_) if !exists => Standing::Past,
            standing => standing,
        };
    }
    if kind == "Patient" {
        let links = only(&resource.pairs, "link").and_then(json::list).unwrap_or_default();
        let replaced = links.into_iter().any(|link| {
            let pairs = json::object(link).unwrap_or_default();
            only(&pairs, "type").and_then(json::text).is_some_and(|kind| kind == "replaced-by")
        });
        return if replaced { Standing::Unclear(Reason::UnclearStatus) } else { Standing::Now };
    }
    let by_own_status = by_status(kind, resource.text("status").as_deref());
    if by_own_status == Standing::Not(Reason::EnteredInError) {
        return by_own_status;
    }
    if kind == "MedicationRequest" {
        let forbids = only(&resource.pairs, "doNotPerform").is_some_and(|value| value.get() == "true");
        if forbids && !binding.decides("doNotPerform") {
            return Standing::Not(Reason::NotDone);
        }
        let intent = by_intent(resource.text("intent").as_deref());
        if intent != Standing::Now && !binding.decides("intent") {
            return intent;
        }
    }
    if binding.decides("status") { Standing::Now } else { by_own_status }
}

fn codes(resource: &Resource<'_>) -> Vec<crate::terminology::Coding> {
    let code = only(&resource.pairs, "code");
    code.map(|code| resource.codes(code).0.codings().to_vec()).unwrap_or_default()
}

/// What a resource says: the JSON of the value or the entry, when it was, where its fields stand, and what became of
/// each of them.
fn entry<'t>(
    resource: &Resource<'t>,
    part: Option<&'t RawValue>,
    binding: &Binding,
) -> (String, When, Vec<(String, String)>, Vec<Taken>) {
    let day = |text: Option<&str>| {
        let text: Option<String> = text.and_then(|text| serde_json::from_str(text).ok());
        text.map_or(When::UNKNOWN, |text| When::parse(&text))
    };
    match &binding.shape {
        Shape::Exists => (String::new(), When::UNKNOWN, Vec::new(), Vec::new()),
        Shape::Latest(field, date) => {
            let taken = resource.take(field, part);
            let when = date.as_ref().map_or(When::UNKNOWN, |date| {
                let seen = resource.see(date, part);
                match (seen.values.as_slice(), seen.doubt) {
                    ([one], None) => moment(one),
                    _ => When::UNKNOWN,
                }
            });
            let json = taken.json.clone().unwrap_or_else(|| NOT_RECORDED.to_owned());
            let keys = taken.key.clone().map(|key| (String::new(), key)).into_iter().collect();
            (json, when, keys, vec![taken])
        }
        Shape::Members(field) => {
            let taken = resource.take(field, part);
            let json = taken.json.clone().unwrap_or_else(|| NOT_RECORDED.to_owned());
            (json, When::UNKNOWN, Vec::new(), vec![taken])
        }
        Shape::Record(fields, date) => {
            let (json, keys, all) = object_of(resource, part, fields);
            let when =
                date.and_then(|at| all.get(at)).map_or(When::UNKNOWN, |taken| day(taken.json.as_deref()));
            (json, when, keys, all)
        }
        Shape::Entries(fields) => {
            let (json, keys, all) = object_of(resource, part, fields);
            let dates = fields.iter().zip(&all).filter(|(field, _)| {
                matches!(
                    field.ty,
                    crate::vocabulary::ValueType::Date { .. } | crate::vocabulary::ValueType::DateTime
                )
            });
            let when = dates.map(|(_, taken)| day(taken.json.as_deref())).next().unwrap_or(When::UNKNOWN);
            (json, when, keys, all)
        }
    }
}

fn object_of<'t>(
    resource: &Resource<'t>,
    part: Option<&'t RawValue>,
    fields: &[crate::binding::FieldBinding],
) -> (String, Vec<(String, String)>, Vec<Taken>) {
    let all: Vec<Taken> = fields.iter().map(|field| resource.take(field, part)).collect();
    let mut members = Vec::new();
    let mut keys = Vec::new();
    for (field, taken) in fields.iter().zip(&all) {
        if let Some(json) = &taken.json {
            members.push(format!("\"{}\":{json}", field.name));
        }
        keys.extend(taken.key.clone().map(|key| (field.name.to_string(), key)));
    }
    (format!("{{{}}}", members.join(",")), keys, all)
}

/// When something was: a date, a moment, or the start of a period.
fn moment(value: &RawValue) -> When {
    let place = match Kind::of(value) {
        Kind::Object => json::object(value).and_then(|pairs| only(&pairs, "start")),
        _ => Some(value),
    };
    place.and_then(json::text).map_or(When::UNKNOWN, |text| When::parse(&text))
}

fn tell(told: &mut Told, binding: &Binding, reason: Reason, code: Code, place: &str) {
    let (number, first) = told.entry((Arc::clone(&binding.fact), reason, code)).or_default();
    *number += 1;
    if first.is_empty() || place < first.as_str() {
        *first = place.to_owned();
    }
}

fn problems(said: &Said<'_>, told: &Told) -> Vec<RecordProblem> {
    let mut found = Vec::new();
    let at = |problem: RecordProblem, place: &str| RecordProblem { place: Some(place.into()), ..problem };
    if said.unseen {
        let message = "there is no Patient resource for what is said of this patient";
        let problem = RecordProblem::new(Code::FhirDoubtful, "", 0..0, "", message);
        found.push(at(
            problem.help("give the Patient resources too: without them nobody knows who this is"),
            said.place,
        ));
    }
    if said.cut_off {
        let message = "this is a page of a longer list, and the next page is not here";
        let problem = RecordProblem::new(Code::FhirResource, "", 0..0, "", message);
        let help =
            "give all pages; until then lists may have more entries, and no value is known to be the latest";
        found.push(at(problem.help(help), said.place));
    }
    for ((fact, reason, code), (number, first)) in told {
        let (what, help) = match code {
            Code::FhirRefused => (
                "is refused",
                "the fact counts as recorded with a value that cannot be used; look at the resource",
            ),
            Code::FhirValue => (
                "is not used",
                "mend the resource, or add the case to the binding; until then the value is unknown",
            ),
            Code::FhirResource => ("is not read", "leave out resources that nothing can ask about"),
            _ => (
                "may or may not count",
                "the fact stays open as far as it hangs on it; mend the resource, or let the binding decide",
            ),
        };
        let which = match number {
            1 => "a resource".to_owned(),
            number => format!("each of {number} resources"),
        };
        let message = format!("`{fact}`: {which} {}, and {what}", reason.phrase());
        found.push(at(RecordProblem::new(*code, "", 0..0, fact, message).help(help), first));
    }
    found
}

/// A group of facts, or a fact.
enum Member {
    Fact(String),
    Group(IndexMap<String, Member>),
}

/// Facts in their groups.
fn object(id: Option<&str>, facts: Vec<(Arc<str>, String)>) -> String {
    let mut whole: IndexMap<String, Member> = IndexMap::new();
    for (path, json) in facts {
        insert(&mut whole, &path, json);
    }
    let mut text = String::from("{");
    if let Some(id) = id {
        text.push_str("\"id\":");
        text.push_str(id);
    }
    write(&whole, id.is_none(), &mut text);
    text.push('}');
    text
}

fn insert(group: &mut IndexMap<String, Member>, path: &str, json: String) {
    let Some((first, rest)) = path.split_once('.') else {
        group.insert(path.to_owned(), Member::Fact(json));
        return;
    };
    let member = group.entry(first.to_owned()).or_insert_with(|| Member::Group(IndexMap::new()));
    // No fact stands inside of another: a vocabulary refuses that.
    if let Member::Group(inner) = member {
        insert(inner, rest, json);
    }
}

fn write(group: &IndexMap<String, Member>, mut first: bool, text: &mut String) {
    for (key, member) in group {
        if !std::mem::take(&mut first) {
            text.push(',');
        }
        text.push('"');
        text.push_str(key);
        text.push_str("\":");
        match member {
            Member::Fact(json) => text.push_str(json),
            Member::Group(inner) => {
                text.push('{');
                write(inner, true, text);
                text.push('}');
            }
        }
    }
}

/// The resources that references lead to.
pub struct Others<'s>(pub &'s HashMap<Box<str>, Arc<str>>);

impl<'s> Refer<'s> for Others<'s> {
    fn find(&self, reference: &str) -> Option<&'s str> {
        super::reference::keys(reference).find_map(|key| self.0.get(key)).map(|text| &**text)
    }
}
