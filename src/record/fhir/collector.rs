//! Resources one by one, in any order, to the record of each patient.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::Reason;
use super::account::{Account, FactAccount, count};
use super::bindings::Bindings;
use super::patient::{Kept, Others, Said, parts, record};
use super::reference::{keys, tail};
use super::resource::{Nowhere, Resource, only};
use crate::binding::Binding;
use crate::binding::elements::BOUND;
use crate::diagnostic::Code;
use crate::json::{self, Kind};
use crate::limits::{
    MAX_BUNDLE_BYTES, MAX_BUNDLE_DEPTH, MAX_NESTING, MAX_PATIENT_RESOURCES, MAX_RECORD_BYTES,
    MAX_RECORD_PROBLEMS,
};
use crate::possible::Truth;
use crate::record::{RecordProblem, RecordText};
use crate::vocabulary::Vocabulary;

/// Takes resources and Bundles in any order, and then gives the record of each patient.
///
/// Of the resources it keeps those that a binding may mean, and those that references of a binding lead to: nothing
/// else takes memory.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::record::fhir::{Bindings, Collector};
/// let text = "fact weight: quantity 'kg' 1..500
/// valueset weights { loinc: 29463-7 }
/// bind weight from Observation where code in weights: value value, date effective
/// require weight >= 40 'kg'";
/// let files = Memory::new().with("w.elig", text);
/// let ruleset = elig::compile(&files, Wanted::File("w.elig")).into_result()?;
/// let mut collector = Collector::new(&Bindings::of(&ruleset), ruleset.vocabulary());
/// collector.add(r#"{ "resourceType": "Patient", "id": "1" }"#, "");
/// collector.add(r#"{ "resourceType": "Observation", "id": "7", "status": "final",
///     "code": { "coding": [{ "system": "http://loinc.org", "code": "29463-7" }] },
///     "subject": { "reference": "Patient/1" }, "effectiveDateTime": "2025-03-01",
///     "valueQuantity": { "value": 70, "unit": "kg" } }"#, "");
/// let records: Vec<_> = collector.finish().collect();
/// assert_eq!(records[0].text, r#"{"id":"1","weight":{"value":70,"unit":"kg"}}"#);
/// # Ok::<(), elig::CompileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Collector {
    bindings: Vec<Arc<Binding>>,
    /// The kinds of resources that references of a binding lead to.
    followed: HashSet<Arc<str>>,
    patients: Vec<Patient>,
    /// The names under which a patient is referred to.
    names: HashMap<Box<str>, usize>,
    kept: Vec<(Subject, Kept)>,
    others: HashMap<Box<str>, Arc<str>>,
    /// Every bound resource by its kind and id.
    seen: HashMap<Box<str>, Version>,
    /// The next pages that Bundles name, and the pages that are here.
    next_pages: HashSet<Box<str>>,
    pages: HashSet<Box<str>>,
    account: Account,
    problems: Vec<RecordProblem>,
}

#[derive(Debug, Clone)]
struct Patient {
    /// The id, in JSON.
    id: Option<String>,
    /// There is no Patient resource.
    unseen: bool,
    place: Box<str>,
}

#[derive(Debug, Clone)]
enum Subject {
    /// It is the patient.
    Own(usize),
    /// It refers to the patient.
    Reference(Box<str>),
}

#[derive(Debug, Clone)]
struct Version {
    kept: Option<usize>,
    /// Of the texts that were given.
    hashes: Vec<u64>,
    updated: Option<jiff::Timestamp>,
}

impl Collector {
    /// For the records of a vocabulary. Facts that it does not have, or has of another type, are left out and named in
    /// the [`Account`].
    #[must_use]
    pub fn new(bindings: &Bindings, vocabulary: &Vocabulary) -> Self {
        let mut account = Account::default();
        let mut own: Vec<Arc<Binding>> = Vec::new();
        for binding in bindings.iter() {
            let slot = vocabulary.find(&binding.fact).and_then(|slot| vocabulary.fact(slot));
            // Groups are written one inside of another.
            let is_flat = binding.fact.matches('.').count() <= MAX_NESTING;
            match slot.filter(|fact| fact.ty == binding.ty && is_flat) {
                Some(_) => own.push(Arc::clone(binding)),
                None if account.unfit.contains(&binding.fact) => {}
                None => account.unfit.push(Arc::clone(&binding.fact)),
            }
        }
        let place = |binding: &Arc<Binding>| vocabulary.find(&binding.fact).map(|slot| slot.index());
        own.sort_by_key(place);
        for binding in &own {
            if account.fact(&binding.fact).is_none() {
                account.facts.push(FactAccount { fact: Arc::clone(&binding.fact), ..FactAccount::default() });
            }
        }
        let followed = own.iter().flat_map(|binding| binding.elements());
        let followed = followed.flat_map(|element| element.follows.iter().cloned()).collect();
        Self {
            bindings: own,
            followed,
            patients: Vec::new(),
            names: HashMap::new(),
            kept: Vec::new(),
            others: HashMap::new(),
            seen: HashMap::new(),
            next_pages: HashSet::new(),
            pages: HashSet::new(),
            account,
            problems: Vec::new(),
        }
    }

    /// Takes a resource, or a Bundle of resources. `place` says where it comes from, such as the name of its file; it
    /// may be empty.
    pub fn add(&mut self, text: &str, place: &str) {
        if text.len() > MAX_BUNDLE_BYTES {
            let help = format!("a Bundle has at most {} MiB", MAX_BUNDLE_BYTES / (1024 * 1024));
            return self.unreadable(place, "this Bundle is too large", &help);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => self.resource(raw, None, place, 0),
            Err(error) => {
                let message =
                    format!("this is not JSON, at line {}, column {}", error.line(), error.column());
                self.unreadable(place, &message, "a resource is one whole JSON object");
            }
        }
    }

    /// Takes resources of which each stands on a line of its own, as in a bulk export.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn add_lines<R: BufRead>(&mut self, input: R, place: &str) -> std::io::Result<()> {
        lines(input, &mut |line, number| {
            self.add_line(line, place, number);
            Ok(())
        })
    }

    /// Takes the resource on one line of a file, by the line's number.
    pub fn add_line(&mut self, line: &[u8], place: &str, number: usize) {
        let here = || match place {
            "" => format!("line {number}"),
            place => format!("{place}, line {number}"),
        };
        if line.len() > MAX_RECORD_BYTES && line.last() != Some(&b'\n') {
            let help = format!("a line has at most {} MiB", MAX_RECORD_BYTES / (1024 * 1024));
            return self.unreadable(&here(), "this resource is too large", &help);
        }
        match std::str::from_utf8(line) {
            Ok(text) if text.trim().is_empty() => {}
            // The line alone would tell the same resource apart from itself.
            Ok(text) => match serde_json::from_str::<&RawValue>(text.trim_start_matches('\u{feff}')) {
                Ok(raw) => self.resource(raw, None, place, 0),
                Err(_) => {
                    self.unreadable(
                        &here(),
                        "this line is not JSON",
                        "one whole resource stands on each line",
                    );
                }
            },
            Err(_) => self.unreadable(&here(), "this line is not UTF-8", "save the file as UTF-8"),
        }
    }

    /// Lets references lead to the resources of another collector, too.
    pub fn refer_to(&mut self, other: &Collector) {
        self.others.extend(other.others.iter().map(|(name, text)| (name.clone(), Arc::clone(text))));
    }

    fn unreadable(&mut self, place: &str, message: &str, help: &str) {
        self.account.unreadable += 1;
        if self.problems.len() < MAX_RECORD_PROBLEMS {
            let problem = RecordProblem::new(Code::FhirResource, "", 0..0, "", message).help(help);
            let place = (!place.is_empty()).then(|| place.into());
            self.problems.push(RecordProblem { place, ..problem });
        }
    }

    fn resource(&mut self, raw: &RawValue, url: Option<&str>, file: &str, depth: usize) {
        let Some(resource) = Resource::of(raw, &Nowhere) else {
            return self.unreadable(
                file,
                "this is no resource of FHIR: it has no `resourceType`",
                "a resource is a JSON object that says its kind: `{ \"resourceType\": \"Patient\", … }`",
            );
        };
        if &*resource.kind == "Bundle" {
            return self.bundle(&resource, file, depth);
        }
        let kind = resource.kind.to_string();
        count(&mut self.account.resources, kind.clone());
        let id = resource.text("id");
        let name = match (&id, url) {
            (Some(id), _) => format!("{kind}/{id}"),
            (None, Some(url)) => format!("{kind} {url}"),
            (None, None) => kind.clone(),
        };
        let place = if file.is_empty() { name.clone() } else { format!("{file}, {name}") };
        if raw.get().len() > MAX_RECORD_BYTES {
            let help = format!("a resource has at most {} MiB", MAX_RECORD_BYTES / (1024 * 1024));
            return self.unreadable(&place, "this resource is too large", &help);
        }
        let own_names = id.as_ref().map(|_| name.as_str()).into_iter().chain(url);
        if self.followed.contains(kind.as_str()) {
            let text: Arc<str> = raw.get().into();
            for own in own_names.clone() {
                self.others.insert(own.into(), Arc::clone(&text));
            }
        }
        let Some((_, subject)) = BOUND.iter().find(|(bound, _)| *bound == kind) else {
            return count(&mut self.account.unread, kind);
        };
        let subject = match *subject {
            "" => {
                let names: Vec<Box<str>> = own_names.map(Into::into).collect();
                let id = id.as_deref().or(url).map(|id| serde_json::Value::from(id).to_string());
                Subject::Own(self.patient(id, names, &place))
            }
            subject => match resource.reference(subject) {
                Some(reference) => Subject::Reference((*reference).into()),
                // It may be there for others to refer to, as the device of a DeviceUseStatement.
                None if self.followed.contains(kind.as_str()) => return,
                None => return count(&mut self.account.without_patient, kind),
            },
        };
        if !self.bindings.iter().any(|binding| *binding.resource == *kind) {
            return count(&mut self.account.unread, kind);
        }
        self.keep(&resource, (id.is_some() || url.is_some()).then_some(name), subject, &place);
    }

    /// A patient, who may have been there before.
    fn patient(&mut self, id: Option<String>, names: Vec<Box<str>>, place: &str) -> usize {
        let known = names.iter().find_map(|name| self.names.get(name)).copied();
        let at = known.unwrap_or_else(|| {
            self.patients.push(Patient { id, unseen: false, place: place.into() });
            self.patients.len() - 1
        });
        for name in names {
            self.names.insert(name, at);
        }
        at
    }

    /// Keeps a resource that some binding may mean; of one that is given several times, the last version.
    fn keep(&mut self, resource: &Resource<'_>, name: Option<String>, subject: Subject, place: &str) {
        let text = resource.raw.get();
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        let meta = only(&resource.pairs, "meta").and_then(json::object);
        let updated = meta.and_then(|meta| only(&meta, "lastUpdated").and_then(json::text)?.parse().ok());
        let mut twice = false;
        if let Some(version) = name.as_deref().and_then(|name| self.seen.get(name)) {
            if version.hashes.contains(&hash) {
                self.account.repeated += 1;
                return;
            }
            match (version.updated, updated) {
                (Some(before), Some(now)) if before > now => {
                    self.account.repeated += 1;
                    return;
                }
                (Some(before), Some(now)) if before < now => {
                    self.account.repeated += 1;
                    if let Some((_, kept)) = version.kept.and_then(|at| self.kept.get_mut(at)) {
                        kept.text = Box::default();
                    }
                }
                _ => {
                    twice = true;
                    if let Some((_, kept)) = version.kept.and_then(|at| self.kept.get_mut(at)) {
                        kept.twice = true;
                    }
                }
            }
        }
        let is_meant = self.is_meant(resource);
        let kept = is_meant.then(|| {
            self.kept.push((subject, Kept { text: text.into(), place: place.into(), twice }));
            self.kept.len() - 1
        });
        if let Some(name) = name {
            let before = self.seen.remove(name.as_str()).map(|version| version.hashes).unwrap_or_default();
            let hashes = before.into_iter().chain([hash]).collect();
            self.seen.insert(name.into(), Version { kept, hashes, updated });
        }
    }

    /// May a binding mean it? What is clearly not meant is counted, and forgotten.
    fn is_meant(&mut self, resource: &Resource<'_>) -> bool {
        let mut meant = false;
        let mut other_system: Vec<Arc<str>> = Vec::new();
        for binding in self.bindings.iter().filter(|binding| *binding.resource == *resource.kind) {
            for part in parts(resource, binding) {
                let mut why = Vec::new();
                let truth = match &binding.condition {
                    Some(condition) => resource.meets(condition, part, &mut why),
                    None => Truth::True,
                };
                meant |= truth != Truth::False;
                if truth == Truth::False
                    && !why.is_empty()
                    && why.iter().all(|reason| *reason == Reason::OtherSystem)
                {
                    other_system.push(Arc::clone(&binding.fact));
                }
            }
        }
        // Of one that is kept this is counted when its patient's record is made.
        for fact in other_system.iter().filter(|_| !meant) {
            if let Some(own) = self.account.fact(fact) {
                count(&mut own.skipped, Reason::OtherSystem);
            }
        }
        meant
    }

    fn bundle(&mut self, bundle: &Resource<'_>, file: &str, depth: usize) {
        if depth >= MAX_BUNDLE_DEPTH {
            let help = format!("Bundles may hold one another {MAX_BUNDLE_DEPTH} deep");
            return self.unreadable(file, "this Bundle stands too deep in others", &help);
        }
        if bundle.is_modified() {
            let message = "this Bundle has `implicitRules`, which can change what it means";
            return self.unreadable(file, message, "nothing of it is read");
        }
        if bundle.text("type").as_deref() == Some("history") {
            let message = "this Bundle is a history: what it holds was changed or deleted later";
            return self.unreadable(file, message, "give the resources as they are now");
        }
        for link in only(&bundle.pairs, "link").and_then(json::list).unwrap_or_default() {
            let pairs = json::object(link).unwrap_or_default();
            let said = |key| only(&pairs, key).and_then(json::text);
            if let (Some(relation), Some(url)) = (said("relation"), said("url")) {
                match &*relation {
                    "next" => drop(self.next_pages.insert((*url).into())),
                    "self" => drop(self.pages.insert((*url).into())),
                    _ => {}
                }
            }
        }
        let entries = only(&bundle.pairs, "entry");
        let Some(entries) = entries.map_or_else(|| Some(Vec::new()), json::list) else {
            return self.unreadable(
                file,
                "the `entry` of this Bundle is no list",
                "write `\"entry\": [ … ]`",
            );
        };
        for entry in entries {
            let pairs = json::object(entry).unwrap_or_default();
            let Some(raw) = only(&pairs, "resource").filter(|raw| Kind::of(raw) == Kind::Object) else {
                continue;
            };
            let is_modified = json::values(&pairs, "modifierExtension").next().is_some();
            let request = only(&pairs, "request").and_then(json::object);
            let method = request.and_then(|request| only(&request, "method").and_then(json::text));
            if is_modified || method.as_deref() == Some("DELETE") {
                let message = "an entry of this Bundle is deleted, or has a `modifierExtension`";
                self.unreadable(file, message, "it is not read");
                continue;
            }
            let url = only(&pairs, "fullUrl").and_then(json::text);
            self.resource(raw, url.as_deref(), file, depth + 1);
        }
    }

    /// What could not be read and belongs to no patient.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.problems
    }

    /// The records, patient by patient, in the order of the Patient resources; then those of patients of whom only
    /// other resources speak.
    #[must_use]
    pub fn finish(mut self) -> Patients {
        let mut groups: Vec<Vec<Kept>> = self.patients.iter().map(|_| Vec::new()).collect();
        for (subject, kept) in std::mem::take(&mut self.kept) {
            // An older version.
            if kept.text.is_empty() {
                continue;
            }
            let at = match subject {
                Subject::Own(at) => Some(at),
                Subject::Reference(reference) => {
                    let known = keys(&reference).find_map(|key| self.names.get(key)).copied();
                    known.or_else(|| self.unseen(&reference))
                }
            };
            let Some(at) = at else {
                let raw = serde_json::from_str::<&RawValue>(&kept.text).ok();
                let kind = raw.and_then(|raw| Some(Resource::of(raw, &Nowhere)?.kind.to_string()));
                count(&mut self.account.without_patient, kind.unwrap_or_default());
                continue;
            };
            if groups.len() <= at {
                groups.resize_with(at + 1, Vec::new);
            }
            // One more than the limit says that there are more.
            if let Some(group) = groups.get_mut(at).filter(|group| group.len() <= MAX_PATIENT_RESOURCES) {
                group.push(kept);
            }
        }
        groups.resize_with(self.patients.len(), Vec::new);
        let cut_off = self.next_pages.iter().any(|next| !self.pages.contains(next));
        self.account.patients = self.patients.len();
        Patients {
            bindings: self.bindings,
            others: self.others,
            patients: self.patients.into_iter().zip(groups).collect::<Vec<_>>().into_iter(),
            cut_off,
            account: self.account,
            problems: self.problems,
        }
    }

    /// A patient of whom there is no Patient resource.
    fn unseen(&mut self, reference: &str) -> Option<usize> {
        let name = tail(reference.split_once("/_history/").map_or(reference, |(plain, _)| plain))?;
        let id = name.strip_prefix("Patient/")?;
        let at = self.patients.len();
        let id = Some(serde_json::Value::from(id).to_string());
        self.patients.push(Patient { id, unseen: true, place: name.into() });
        self.names.insert(name.into(), at);
        self.names.insert(reference.into(), at);
        Some(at)
    }
}

/// Gives the lines of an input, and their numbers. Of one that is too large to be a resource it gives the start.
///
/// # Errors
/// When the input cannot be read, or a line cannot be taken.
pub fn lines<R: BufRead>(
    mut input: R,
    take: &mut dyn FnMut(&[u8], usize) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let most = u64::try_from(MAX_RECORD_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        if std::io::Read::take(&mut input, most).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        take(&line, number)?;
        if line.len() > MAX_RECORD_BYTES && line.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
        }
    }
}

/// The records, one after another.
#[derive(Debug)]
pub struct Patients {
    bindings: Vec<Arc<Binding>>,
    others: HashMap<Box<str>, Arc<str>>,
    patients: std::vec::IntoIter<(Patient, Vec<Kept>)>,
    cut_off: bool,
    account: Account,
    problems: Vec<RecordProblem>,
}

impl Patients {
    /// What became of everything that was read; whole when the last record was given.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// What could not be read and belongs to no patient.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.problems
    }
}

impl Iterator for Patients {
    type Item = RecordText;

    fn next(&mut self) -> Option<RecordText> {
        let (patient, mut kept) = self.patients.next()?;
        let too_many = kept.len() > MAX_PATIENT_RESOURCES;
        kept.truncate(MAX_PATIENT_RESOURCES);
        let said = Said {
            id: patient.id,
            unseen: patient.unseen,
            cut_off: self.cut_off,
            too_many,
            place: &patient.place,
        };
        let others = Others(&self.others);
        Some(record(&said, &kept, &self.bindings, &others, &mut self.account))
    }
}
