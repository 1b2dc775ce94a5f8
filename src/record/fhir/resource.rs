//! One resource, and what stands at an element of it. Only what is asked for is looked into.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::Reason;
use crate::absence::Absence;
use crate::binding::elements::code_element;
use crate::binding::{Condition, Element, Step};
use crate::json::{self, Kind, Pairs};
use crate::limits::{MAX_ELEMENT_VALUES, MAX_REFERENCES_FOLLOWED};
use crate::possible::Truth;
use crate::terminology::{Codes, ValueSet, read_codes};

/// Finds what a reference leads to.
pub trait Refer<'t> {
    /// The text of the resource.
    fn find(&self, reference: &str) -> Option<&'t str>;
}

/// Nothing is known of other resources.
pub struct Nowhere;

impl<'t> Refer<'t> for Nowhere {
    fn find(&self, _: &str) -> Option<&'t str> {
        None
    }
}

/// A resource.
pub struct Resource<'t> {
    /// All of it.
    pub raw: &'t RawValue,
    /// Its elements.
    pub pairs: Pairs<'t>,
    /// What kind it is.
    pub kind: Cow<'t, str>,
    others: &'t dyn Refer<'t>,
    codes: RefCell<HashMap<usize, Codes>>,
}

/// What stands at an element.
#[derive(Default)]
pub struct Seen<'t> {
    /// The values, none of them null.
    pub values: Vec<&'t RawValue>,
    /// Where the first of them stands: `valueQuantity`.
    pub key: Option<String>,
    /// Why there is none, where an extension says so.
    pub absent: Option<Absence>,
    /// Why there may be others, or may be none.
    pub doubt: Option<Reason>,
}

impl<'t> Resource<'t> {
    /// A resource; `None` of what is none.
    pub fn read(text: &'t str, others: &'t dyn Refer<'t>) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        Self::of(raw, others)
    }

    /// A resource that was taken apart already.
    pub fn of(raw: &'t RawValue, others: &'t dyn Refer<'t>) -> Option<Self> {
        let pairs = (Kind::of(raw) == Kind::Object).then(|| json::object(raw)).flatten()?;
        let kind = only(&pairs, "resourceType").and_then(json::text)?;
        Some(Self { raw, pairs, kind, others, codes: RefCell::default() })
    }

    /// The text of a plain element.
    pub fn text(&self, key: &str) -> Option<Cow<'t, str>> {
        only(&self.pairs, key).and_then(json::text)
    }

    /// The reference of an element.
    pub fn reference(&self, key: &str) -> Option<Cow<'t, str>> {
        let pairs = json::object(only(&self.pairs, key)?)?;
        only(&pairs, "reference").and_then(json::text)
    }

    /// The word that a CodeableConcept such as `clinicalStatus` holds.
    pub fn word(&self, key: &str) -> Option<String> {
        let concept = only(&self.pairs, key)?;
        words(concept).into_iter().next()
    }

    /// Is there anything under this name, whatever its type?
    pub fn has(&self, stem: &str) -> bool {
        self.pairs.iter().any(|(key, value)| {
            let rest = key.strip_prefix(stem);
            Kind::of(value) != Kind::Null
                && rest
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase()))
        })
    }

    /// Can something in it change what it means in a way that is not read here?
    pub fn is_modified(&self) -> bool {
        is_modified(&self.pairs) || only(&self.pairs, "implicitRules").is_some()
    }

    /// What stands at an element; `part` is the part that is looked at.
    pub fn see(&self, element: &Element, part: Option<&'t RawValue>) -> Seen<'t> {
        let mut seen =
            Seen { values: vec![part.filter(|_| element.in_part).unwrap_or(self.raw)], ..Seen::default() };
        let mut key: Vec<Arc<str>> = Vec::new();
        // Whether the resource, or its part, is modified is asked before: here it is what lies on the way.
        let mut is_start = true;
        for step in &element.steps {
            let mut next = Vec::new();
            let mut found = None;
            for value in std::mem::take(&mut seen.values) {
                self.step((value, is_start), step, &mut next, &mut found, &mut seen);
            }
            if next.len() > MAX_ELEMENT_VALUES {
                next.truncate(MAX_ELEMENT_VALUES);
                seen.doubt = seen.doubt.or(Some(Reason::TooMany));
            }
            is_start = false;
            key.extend(found);
            seen.values = next;
        }
        if !seen.values.is_empty() {
            seen.key = Some(key.join("."));
        }
        seen
    }

    fn step(
        &self,
        (value, is_start): (&'t RawValue, bool),
        step: &Step,
        next: &mut Vec<&'t RawValue>,
        found: &mut Option<Arc<str>>,
        seen: &mut Seen<'t>,
    ) {
        let Some(mut pairs) = (Kind::of(value) == Kind::Object).then(|| json::object(value)).flatten() else {
            return;
        };
        let is_here = |pairs: &Pairs<'t>| {
            pairs
                .iter()
                .any(|(key, _)| step.keys.iter().any(|own| **own == *key.strip_prefix('_').unwrap_or(key)))
        };
        let mut whole = value;
        for _ in 0..MAX_REFERENCES_FOLLOWED {
            if is_modified(&pairs) && !(is_start && std::ptr::eq(whole, value)) {
                seen.doubt = Some(Reason::Modified);
            }
            let Some(reference) = only(&pairs, "reference").filter(|_| !is_here(&pairs)) else { break };
            match json::text(reference).and_then(|reference| self.follow(&reference)) {
                Some((raw, doubt)) => {
                    seen.doubt = seen.doubt.or(doubt);
                    whole = raw;
                    pairs = json::object(raw).unwrap_or_default();
                }
                None => {
                    seen.doubt = seen.doubt.or(Some(Reason::Unresolved));
                    return;
                }
            }
        }
        // `medication.code` of a medication that is named by its code alone.
        let is_concept = pairs.iter().any(|(key, _)| matches!(&**key, "coding" | "text"));
        if step.keys.iter().any(|key| **key == *"code") && is_concept && !is_here(&pairs) {
            next.push(whole);
            return;
        }
        for (key, value) in &pairs {
            if let Some(own) = step.keys.iter().find(|own| ***own == **key) {
                found.get_or_insert_with(|| Arc::clone(own));
                let values = match Kind::of(value) {
                    Kind::List => json::list(value).unwrap_or_default(),
                    _ => vec![*value],
                };
                let wanted = |value: &&'t RawValue| {
                    Kind::of(value) != Kind::Null && step.url.as_ref().is_none_or(|url| is_of_url(value, url))
                };
                next.extend(values.into_iter().filter(wanted));
            } else if key.strip_prefix('_').is_some_and(|key| step.keys.iter().any(|own| **own == *key)) {
                seen.absent = seen.absent.or_else(|| absence_of(value));
            }
        }
    }

    /// What a reference leads to, and what is doubtful about it.
    pub fn follow(&self, reference: &str) -> Option<(&'t RawValue, Option<Reason>)> {
        let raw = match reference.strip_prefix('#') {
            Some(id) => {
                let contained = only(&self.pairs, "contained").and_then(json::list)?;
                contained.into_iter().find(|raw| {
                    let pairs = json::object(raw).unwrap_or_default();
                    only(&pairs, "id").and_then(json::text).is_some_and(|own| own == id)
                })?
            }
            None => serde_json::from_str(self.others.find(reference)?).ok()?,
        };
        let pairs = json::object(raw)?;
        let doubt = if is_modified(&pairs) || only(&pairs, "implicitRules").is_some() {
            Some(Reason::Modified)
        } else {
            let status = only(&pairs, "status").and_then(json::text);
            status.filter(|status| status == "entered-in-error").map(|_| Reason::EnteredInError)
        };
        Some((raw, doubt))
    }

    /// The codes of a CodeableConcept, of a Coding, or of what a reference leads to.
    pub fn codes(&self, value: &'t RawValue) -> (Codes, Option<Reason>) {
        let place = value.get().as_ptr() as usize;
        if let Some(codes) = self.codes.borrow().get(&place) {
            return (codes.clone(), None);
        }
        let pairs = json::object(value).unwrap_or_default();
        let reference = only(&pairs, "reference").and_then(json::text);
        let (concept, doubt) = match reference {
            Some(reference) => match self.follow(&reference) {
                Some((raw, doubt)) => (code_of(raw), doubt),
                None => (None, Some(Reason::Unresolved)),
            },
            None => (Some(value), None),
        };
        let codes = concept.map_or_else(Codes::missing, |concept| read_codes(concept.get()).codes);
        if doubt.is_none() {
            self.codes.borrow_mut().insert(place, codes.clone());
        }
        (codes, doubt)
    }

    /// Does a condition hold of it, or of the part of it?
    pub fn meets(&self, condition: &Condition, part: Option<&'t RawValue>, why: &mut Vec<Reason>) -> Truth {
        match condition {
            Condition::All(parts) => Truth::all(parts.iter().map(|one| self.meets(one, part, why))),
            Condition::Any(parts) => Truth::any(parts.iter().map(|one| self.meets(one, part, why))),
            Condition::Not(inner) => !self.meets(inner, part, why),
            Condition::IsKnown(element) => {
                let seen = self.see(element, part);
                match (seen.values.is_empty(), seen.doubt) {
                    (false, _) => Truth::True,
                    (true, None) => Truth::False,
                    (true, Some(reason)) => doubtful(reason, why),
                }
            }
            Condition::InSet(element, set) => self.is_in(&self.see(element, part), set, why),
            Condition::IsOneOf(element, wanted) => {
                let seen = self.see(element, part);
                let found: Vec<String> = seen.values.iter().flat_map(|value| words(value)).collect();
                if found.iter().any(|word| wanted.iter().any(|own| **own == **word)) {
                    return seen.doubt.map_or(Truth::True, |reason| doubtful(reason, why));
                }
                match seen.doubt {
                    Some(reason) => doubtful(reason, why),
                    None if seen.values.is_empty() => doubtful(Reason::MissingElement, why),
                    None if found.is_empty() => doubtful(Reason::NoCode, why),
                    None => Truth::False,
                }
            }
        }
    }

    fn is_in(&self, seen: &Seen<'t>, set: &ValueSet, why: &mut Vec<Reason>) -> Truth {
        let mut truth = match seen.values.is_empty() {
            true => doubtful(Reason::MissingElement, why),
            false => Truth::False,
        };
        for value in &seen.values {
            let (codes, doubt) = self.codes(value);
            let here = codes.is_in(set);
            let here = match (here, doubt) {
                (_, Some(reason)) => doubtful(reason, why),
                (Truth::Unknown, None) => doubtful(Reason::NoCode, why),
                (here, None) => here,
            };
            if here == Truth::False
                && !codes.codings().iter().any(|coding| set.systems().any(|system| system == coding.system()))
            {
                why.push(Reason::OtherSystem);
            }
            truth = Truth::any([truth, here]);
        }
        match seen.doubt {
            Some(reason) => doubtful(reason, why),
            None => truth,
        }
    }
}

fn doubtful(reason: Reason, why: &mut Vec<Reason>) -> Truth {
    why.push(reason);
    Truth::Unknown
}

/// The code of what a resource is.
pub fn code_of(raw: &RawValue) -> Option<&RawValue> {
    let pairs = json::object(raw)?;
    let kind = only(&pairs, "resourceType").and_then(json::text)?;
    only(&pairs, code_element(&kind)?)
}

/// The value of a key, if it is there and not null. Of two neither counts.
pub fn only<'t>(pairs: &Pairs<'t>, key: &str) -> Option<&'t RawValue> {
    let mut found = json::values(pairs, key).filter(|value| Kind::of(value) != Kind::Null);
    found.next().filter(|_| found.next().is_none())
}

fn is_modified(pairs: &Pairs<'_>) -> bool {
    json::values(pairs, "modifierExtension").any(|value| match Kind::of(value) {
        Kind::Null => false,
        Kind::List => json::list(value).is_none_or(|items| !items.is_empty()),
        _ => true,
    })
}

/// The words of a plain element, and the codes of a concept or a coding.
pub fn words(value: &RawValue) -> Vec<String> {
    match Kind::of(value) {
        Kind::Text => json::text(value).map(Cow::into_owned).into_iter().collect(),
        Kind::Object => {
            let pairs = json::object(value).unwrap_or_default();
            let code = |pairs: &Pairs<'_>| only(pairs, "code").and_then(json::text).map(Cow::into_owned);
            let codings = only(&pairs, "coding").and_then(json::list).unwrap_or_default();
            let codings = codings.into_iter().filter_map(|coding| code(&json::object(coding)?));
            codings.chain(code(&pairs)).collect()
        }
        Kind::Null | Kind::List => Vec::new(),
        Kind::Boolean(_) | Kind::Number => vec![value.get().to_owned()],
    }
}

fn is_of_url(extension: &RawValue, url: &str) -> bool {
    let pairs = json::object(extension).unwrap_or_default();
    only(&pairs, "url").and_then(json::text).is_some_and(|own| own == url)
}

/// Why there is no value, if an extension says so:
/// <https://hl7.org/fhir/R4/extension-data-absent-reason.html>.
pub fn absence_of(value: &RawValue) -> Option<Absence> {
    const URL: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    let pairs = json::object(value)?;
    let extensions = only(&pairs, "extension").and_then(json::list)?;
    let extension = extensions.into_iter().find(|extension| is_of_url(extension, URL))?;
    let pairs = json::object(extension)?;
    let code = only(&pairs, "valueCode").and_then(json::text)?;
    Some(Absence::from_code(&code).unwrap_or(Absence::Invalid))
}
