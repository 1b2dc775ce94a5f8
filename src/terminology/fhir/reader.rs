//! What reading an expansion and a composition have in common: elements, their places, their codes.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::error::{FhirError, FhirErrorKind};
use super::note::FhirNote;
use crate::json::{Kind, Pairs, bytes, list, object, text, values};
use crate::terminology::code_error::CodeError;
use crate::terminology::limits::{MAX_VALUE_SET_CODES, MAX_VALUE_SET_PROBLEMS};
use crate::terminology::system::CodeSystem;
use crate::terminology::value_set::{Pattern, Provenance, ValueSet};

/// The way to an element, from the inside out.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    outer: Option<&'p Place<'p>>,
    key: &'p str,
    index: Option<usize>,
}

impl<'p> Place<'p> {
    /// The file as a whole.
    pub const ROOT: Place<'static> = Place { outer: None, key: "", index: None };

    pub fn inner(&'p self, key: &'p str) -> Place<'p> {
        Place { outer: Some(self), key, index: None }
    }

    pub fn at(self, index: usize) -> Self {
        Place { index: Some(index), ..self }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            outer.fmt(f)?;
            f.write_str(if outer.outer.is_some() { "." } else { "" })?;
        }
        f.write_str(self.key)?;
        self.index.map_or(Ok(()), |index| write!(f, "[{index}]"))
    }
}

/// An object and its elements.
pub struct Element<'t> {
    pub raw: &'t RawValue,
    pairs: Pairs<'t>,
}

pub type Patterns = Vec<(CodeSystem, Pattern)>;

pub struct Reader<'t> {
    text: &'t str,
    errors: Vec<FhirError>,
    pub notes: Vec<FhirNote>,
    /// Codes so far, those excluded too.
    count: usize,
    ranges: usize,
    /// The last code system that was read: there are few of them, each thousands of times.
    last_system: Option<(&'t str, CodeSystem)>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, errors: Vec::new(), notes: Vec::new(), count: 0, ranges: 0, last_system: None }
    }

    pub fn value_set(
        mut self,
        name: &str,
        whole: &'t RawValue,
    ) -> Result<(ValueSet, Vec<FhirNote>), Vec<FhirError>> {
        let read = self.members(whole);
        let (provenance, included, excluded) = match read {
            Ok(read) if self.errors.is_empty() => read,
            Ok(_) => return Err(self.errors),
            Err(error) => {
                self.errors.truncate(MAX_VALUE_SET_PROBLEMS - 1);
                self.errors.push(error);
                return Err(self.errors);
            }
        };
        if self.ranges > 0 {
            self.notes.push(FhirNote::Ranges { count: self.ranges });
        }
        match ValueSet::build(name, provenance, included, excluded) {
            Some(set) => Ok((set, self.notes)),
            None => Err(vec![self.empty(whole, &Place::ROOT)]),
        }
    }

    fn members(&mut self, whole: &'t RawValue) -> Result<(Provenance, Patterns, Patterns), FhirError> {
        let root = Place::ROOT;
        let resource = self.resource(whole)?;
        self.no_modifiers(&resource, &root)?;
        self.status(&resource)?;
        let mut provenance = Provenance {
            url: self.header(&resource, "url")?,
            version: self.header(&resource, "version")?,
            name: self.header(&resource, "name")?,
            title: self.header(&resource, "title")?,
            expansion: None,
        };
        if let Some(raw) = self.element(&resource, &root, "expansion")? {
            let (expansion, included) = self.expansion(raw)?;
            provenance.expansion = expansion;
            return Ok((provenance, included, Patterns::new()));
        }
        match self.element(&resource, &root, "compose")? {
            Some(raw) => self.compose(raw).map(|(included, excluded)| (provenance, included, excluded)),
            None => Err(self.empty(whole, &root)),
        }
    }

    fn resource(&self, whole: &'t RawValue) -> Result<Element<'t>, FhirError> {
        let not = |message: String, help: &str| {
            let at = self.bytes(whole.get());
            Err(FhirError::new(FhirErrorKind::NotAValueSet, at, &Place::ROOT, message).help(help))
        };
        let Some(pairs) = object(whole) else {
            let found = Kind::of(whole).phrase();
            return not(
                format!("a FHIR ValueSet is an object, and this is {found}"),
                "read one ValueSet a file",
            );
        };
        let resource = Element { raw: whole, pairs };
        let kind = self.element(&resource, &Place::ROOT, "resourceType")?.and_then(text);
        match kind.as_deref() {
            Some("ValueSet") => Ok(resource),
            Some("Bundle" | "Parameters") => not(
                "this file is a FHIR Bundle or the answer of a server, not a ValueSet".to_owned(),
                "take the ValueSet out of it",
            ),
            Some("CodeSystem") => not(
                "this file is a FHIR CodeSystem, not a ValueSet".to_owned(),
                "make a ValueSet whose `compose.include` names the `system`",
            ),
            Some(other) if other.len() <= 40 && other.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                not(format!("this file is a FHIR {other}, not a ValueSet"), "read the file of a ValueSet")
            }
            _ => not(
                "this file is no FHIR resource: it has no `resourceType`".to_owned(),
                "read a file that starts with `\"resourceType\": \"ValueSet\"`",
            ),
        }
    }

    fn status(&mut self, resource: &Element<'t>) -> Result<(), FhirError> {
        match self.header(resource, "status")? {
            Some(status) if *status != *"active" => self.notes.push(FhirNote::Status { status }),
            _ => {}
        }
        let experimental = self.element(resource, &Place::ROOT, "experimental")?;
        if experimental.is_some_and(|raw| Kind::of(raw) == Kind::Boolean(true)) {
            self.notes.push(FhirNote::Experimental);
        }
        Ok(())
    }

    fn header(&self, resource: &Element<'t>, key: &'static str) -> Result<Option<Arc<str>>, FhirError> {
        Ok(self.text(resource, &Place::ROOT, key)?.map(|(text, _)| text.into()))
    }

    /// Mistakes of single codes are gathered: an author mends them all at once.
    pub fn report(&mut self, error: FhirError) {
        if self.errors.len() < MAX_VALUE_SET_PROBLEMS {
            self.errors.push(error);
        }
    }

    pub fn bytes(&self, piece: &str) -> Range<usize> {
        bytes(self.text, piece)
    }

    pub fn error(
        &self,
        kind: FhirErrorKind,
        raw: &RawValue,
        place: &Place<'_>,
        message: impl Into<String>,
    ) -> FhirError {
        FhirError::new(kind, self.bytes(raw.get()), place, message)
    }

    pub fn empty(&self, raw: &RawValue, place: &Place<'_>) -> FhirError {
        self.error(FhirErrorKind::Empty, raw, place, "no code is in this value set, so that nobody would be")
            .help("expand it on a terminology server (`$expand`), or list its codes under `compose.include`")
    }

    /// The value of an element that is there at most once.
    pub fn element(
        &self,
        of: &Element<'t>,
        place: &Place<'_>,
        key: &'static str,
    ) -> Result<Option<&'t RawValue>, FhirError> {
        let mut found = values(&of.pairs, key);
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            (_, Some(second)) => {
                let message = format!("`{key}` is given more than once");
                let place = place.inner(key);
                Err(self.error(FhirErrorKind::Repeated, second, &place, message).help("keep one of the two"))
            }
        }
    }

    pub fn object(&self, raw: &'t RawValue, place: &Place<'_>) -> Result<Element<'t>, FhirError> {
        let element = object(raw).map(|pairs| Element { raw, pairs });
        element.ok_or_else(|| self.wrong_kind(raw, place, "an object"))
    }

    /// A list that is not empty, if it is there: FHIR has no empty lists, and this one may have lost its items.
    pub fn list(
        &self,
        of: &Element<'t>,
        place: &Place<'_>,
        key: &'static str,
    ) -> Result<Option<Vec<&'t RawValue>>, FhirError> {
        let Some(raw) = self.element(of, place, key)? else { return Ok(None) };
        let place = place.inner(key);
        match list(raw) {
            Some(items) if items.is_empty() => Err(self
                .error(FhirErrorKind::Empty, raw, &place, format!("`{key}` is an empty list"))
                .help("fill it, or leave it out, whichever is meant")),
            Some(items) => Ok(Some(items)),
            None => Err(self.wrong_kind(raw, &place, "a list")),
        }
    }

    pub fn text(
        &self,
        of: &Element<'t>,
        place: &Place<'_>,
        key: &'static str,
    ) -> Result<Option<(std::borrow::Cow<'t, str>, &'t RawValue)>, FhirError> {
        let Some(raw) = self.element(of, place, key)? else { return Ok(None) };
        match text(raw) {
            Some(text) => Ok(Some((text, raw))),
            None => Err(self.wrong_kind(raw, &place.inner(key), "text")),
        }
    }

    pub fn flag(&self, of: &Element<'t>, place: &Place<'_>, key: &'static str) -> Result<bool, FhirError> {
        let Some(raw) = self.element(of, place, key)? else { return Ok(false) };
        match Kind::of(raw) {
            Kind::Boolean(value) => Ok(value),
            _ => Err(self.wrong_kind(raw, &place.inner(key), "true or false")),
        }
    }

    pub fn count(
        &self,
        of: &Element<'t>,
        place: &Place<'_>,
        key: &'static str,
    ) -> Result<Option<u64>, FhirError> {
        let Some(raw) = self.element(of, place, key)? else { return Ok(None) };
        let count = serde_json::from_str(raw.get()).ok();
        count.map(Some).ok_or_else(|| self.wrong_kind(raw, &place.inner(key), "a whole number from 0"))
    }

    fn wrong_kind(&self, raw: &RawValue, place: &Place<'_>, wanted: &str) -> FhirError {
        let found = Kind::of(raw);
        let message = match (found, wanted) {
            // It has the right kind and could not be read for all that.
            (Kind::Object, "an object") => "a key in this object is not valid Unicode".to_owned(),
            (Kind::Text, "text") => format!("the text of `{place}` is not valid Unicode"),
            _ => format!("`{place}` is {wanted}, and this is {}", found.phrase()),
        };
        self.error(FhirErrorKind::Shape, raw, place, message)
            .help("compare it with <https://hl7.org/fhir/R4/valueset.html>")
    }

    /// Elements that may turn the meaning of others around: FHIR forbids to pass them over.
    pub fn no_modifiers(&self, of: &Element<'t>, place: &Place<'_>) -> Result<(), FhirError> {
        for key in ["modifierExtension", "implicitRules"] {
            if let Some(raw) = self.element(of, place, key)? {
                let message =
                    format!("`{key}` may change what this value set means, and elig does not know how");
                return Err(self
                    .error(FhirErrorKind::Modifier, raw, &place.inner(key), message)
                    .help("ask its publisher for a value set without it"));
            }
        }
        Ok(())
    }

    /// The code system of an include or of an entry.
    pub fn system(&mut self, of: &Element<'t>, place: &Place<'_>) -> Result<Option<CodeSystem>, FhirError> {
        let Some((uri, raw)) = self.text(of, place, "system")? else { return Ok(None) };
        match &self.last_system {
            Some((last, system)) if *last == raw.get() => return Ok(Some(system.clone())),
            _ => {}
        }
        let system = CodeSystem::from_uri(&uri).map_err(|error| {
            let place = place.inner("system");
            self.error(FhirErrorKind::System, raw, &place, error.to_string()).help(error.help())
        })?;
        self.last_system = Some((raw.get(), system.clone()));
        Ok(Some(system))
    }

    pub fn no_system(&self, raw: &RawValue, place: &Place<'_>) -> FhirError {
        self.error(FhirErrorKind::System, raw, place, "this code stands without its code system")
            .help("write the URI of the code system as its `system`")
    }

    /// Takes a code up, or reports what is wrong with it.
    pub fn code(
        &mut self,
        to: &mut Patterns,
        system: &CodeSystem,
        (code, raw): (&str, &RawValue),
        place: &Place<'_>,
    ) -> Result<(), FhirError> {
        match system.check(code) {
            Ok(()) => {}
            // Servers list the blocks of a classification beside its codes; harmless, but not what it seems.
            Err(CodeError::Range) => self.ranges += 1,
            Err(error) => {
                let place = place.inner("code");
                let error =
                    self.error(FhirErrorKind::Code, raw, &place, error.to_string()).help(error.help());
                self.report(error);
                return Ok(());
            }
        }
        to.push((system.clone(), Pattern::Code(system.normalized(code).into())));
        self.counted(raw, place)
    }

    /// Counts one more member.
    pub fn counted(&mut self, raw: &RawValue, place: &Place<'_>) -> Result<(), FhirError> {
        self.count += 1;
        if self.count <= MAX_VALUE_SET_CODES {
            return Ok(());
        }
        let message = format!("this value set has more than {MAX_VALUE_SET_CODES} codes");
        Err(self
            .error(FhirErrorKind::TooMany, raw, place, message)
            .help("include whole code systems, or use several value sets"))
    }
}
