//! Where facts stand in FHIR: `bind` statements.

use std::sync::Arc;

use super::expression::list_values;
use super::scope::{Checker, Entity};
use crate::binding::elements::{self, BOUND, REFERRED};
use crate::binding::{Binding, Case, Condition, Element, FieldBinding, Key, Shape, Source, Step};
use crate::diagnostic::{Code, Problem, nearest};
use crate::patient::sample::{value, value_json};
use crate::source::Span;
use crate::syntax::ast::{
    AbsenceReason, Bind, BindCase, BindCondition, BindConditionKind, BindField, BindKey, BindSource,
    BindValue, ElementPath, Name, StatementKind, Unit,
};
use crate::terminology::ValueSet;
use crate::vocabulary::{RecordType, ValueType};

/// An element and the types it may be of.
struct Found {
    element: Element,
    types: Vec<&'static str>,
}

/// What a binding looks at.
#[derive(Clone, Copy)]
struct From<'s> {
    resource: &'s str,
    /// `Observation.component`.
    part: Option<&'s str>,
}

impl<'a> Checker<'a> {
    /// Checks the bindings of all files.
    pub fn check_bindings(&mut self) {
        let inputs = self.inputs;
        for statement in inputs.iter().flat_map(|input| &input.tree.statements) {
            if let StatementKind::Bind(bind) = &statement.kind
                && let Some(binding) = self.binding(bind, statement.place.0)
            {
                self.about.bindings.push(Arc::new(binding));
            }
        }
        let bindings = self.about.bindings.clone();
        for (index, binding) in bindings.iter().enumerate() {
            let first = bindings.iter().take(index).find(|other| other.fact == binding.fact);
            if let Some(first) = first.filter(|first| !first.shape.is_like(&binding.shape)) {
                let message = format!("`{}` is bound in two ways that do not fit together", binding.fact);
                self.report(
                    Problem::new(Code::BadBinding, binding.place, message)
                        .says("one asks whether there is such a resource, the other takes a value out of it")
                        .also(first.place, "the first one")
                        .help("give both a `value`, or neither: `value = true` says what one that is found means"),
                );
            }
        }
    }

    fn binding(&mut self, bind: &'a Bind, place: Span) -> Option<Binding> {
        let fact = self.bound_fact(bind);
        let (whole, part) = self.bound_resource(bind)?;
        let part_type = part.map(|_| bind.from.text.as_str());
        let from = From { resource: whole, part: part_type };
        let mut decides = Vec::new();
        let condition =
            bind.condition.as_ref().map(|condition| self.bind_condition(condition, from, &mut decides));
        let shape = fact.and_then(|ty| Some((self.bound_shape(bind, from, &ty)?, ty)));
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let (shape, ty) = shape?;
        Some(Binding {
            fact: bind.fact.text.as_str().into(),
            ty,
            resource: whole.into(),
            part: part.map(Into::into),
            incomplete: bind.incomplete,
            condition,
            shape,
            decides,
            place,
        })
    }

    fn bound_fact(&mut self, bind: &'a Bind) -> Option<ValueType> {
        let (path, place) = (bind.fact.text.as_str(), bind.fact.place.0);
        match self.names.get(path).map(|(entity, _)| *entity) {
            Some(Entity::Fact(slot)) => self.vocabulary.fact(slot).map(|fact| fact.ty.clone()),
            Some(Entity::Silent) => None,
            Some(_) => {
                self.report(
                    Problem::new(Code::WrongType, place, format!("`{path}` is not a fact"))
                        .help("only what a record says stands in FHIR"),
                );
                None
            }
            None if self.is_broken(path) => None,
            None => {
                let near = self.nearest_value(path).map(|near| format!("did you mean `{near}`?"));
                self.report(
                    Problem::new(Code::UnknownName, place, format!("there is no fact `{path}`"))
                        .says(near.unwrap_or_default())
                        .help("a binding is for a fact that is declared here, or in a vocabulary that this file uses: `use NAME`"),
                );
                None
            }
        }
    }

    /// The kind of resource, and the part of it.
    fn bound_resource(&mut self, bind: &'a Bind) -> Option<(&'a str, Option<&'a str>)> {
        let (text, place) = (bind.from.text.as_str(), bind.from.place.0);
        let (whole, part) = match text.split_once('.') {
            Some((whole, part)) => (whole, Some(part)),
            None => (text, None),
        };
        let known = BOUND.iter().any(|(name, _)| *name == whole);
        if known && elements::is_known(text) {
            return Some((whole, part));
        }
        let near = nearest(text, elements::sources()).map(|near| format!("did you mean `{near}`?"));
        let (message, help) = match known {
            false => (
                format!("facts are not bound from `{whole}`"),
                format!(
                    "the resources of FHIR R4 that are read are {}",
                    list_values(BOUND.iter().map(|(name, _)| *name))
                ),
            ),
            true => {
                let inside = format!("{whole}.");
                let parts: Vec<_> = elements::sources().filter(|name| name.starts_with(&inside)).collect();
                let help = match parts.as_slice() {
                    [] => format!("write `from {whole}`"),
                    parts => format!("its parts are {}", list_values(parts.iter().copied())),
                };
                (format!("`{whole}` has no part `{}`", part.unwrap_or_default()), help)
            }
        };
        self.report(
            Problem::new(Code::UnknownResource, place, message).says(near.unwrap_or_default()).help(help),
        );
        None
    }

    fn bind_condition(
        &mut self,
        condition: &'a BindCondition,
        from: From<'_>,
        decides: &mut Vec<Arc<str>>,
    ) -> Option<Condition> {
        let not = |negated: bool, condition| match negated {
            true => Condition::Not(Box::new(condition)),
            false => condition,
        };
        match &condition.kind {
            BindConditionKind::Or(parts) => Some(Condition::Any(self.bind_conditions(parts, from, decides)?)),
            BindConditionKind::And(parts) => {
                Some(Condition::All(self.bind_conditions(parts, from, decides)?))
            }
            BindConditionKind::Not(inner) => Some(not(true, self.bind_condition(inner, from, decides)?)),
            BindConditionKind::Paren(inner) => self.bind_condition(inner, from, decides),
            BindConditionKind::InSet(path, set, negated) => {
                let set = self.bound_set(set);
                let found = self.element(path, from, decides)?;
                self.holds_codes(&found, path)?;
                Some(not(*negated, Condition::InSet(found.element, set?)))
            }
            BindConditionKind::InWords(path, words, negated) => {
                let found = self.element(path, from, decides)?;
                let words = words.iter().map(|word| word.text.as_str().into()).collect();
                Some(not(*negated, Condition::IsOneOf(found.element, words)))
            }
            BindConditionKind::Is(path, word, negated) => {
                let found = self.element(path, from, decides)?;
                Some(not(*negated, Condition::IsOneOf(found.element, vec![word.text.as_str().into()])))
            }
            BindConditionKind::IsKnown(path, negated) => {
                let found = self.element(path, from, decides)?;
                Some(not(*negated, Condition::IsKnown(found.element)))
            }
        }
    }

    fn bind_conditions(
        &mut self,
        parts: &'a [BindCondition],
        from: From<'_>,
        decides: &mut Vec<Arc<str>>,
    ) -> Option<Vec<Condition>> {
        let all: Vec<_> = parts.iter().map(|part| self.bind_condition(part, from, decides)).collect();
        all.into_iter().collect()
    }

    /// The value set with this name.
    fn bound_set(&mut self, name: &'a Name) -> Option<Arc<ValueSet>> {
        let (text, place) = (name.text.as_str(), name.place.0);
        if let Some((set, _)) = self.value_sets.get(text) {
            return set.clone();
        }
        if self.is_broken(text) {
            return None;
        }
        let near = nearest(text, self.value_sets.keys().copied());
        let near = near.map(|near| format!("did you mean `{near}`?"));
        self.report(
            Problem::new(Code::UnknownValueSet, place, format!("there is no value set `{text}`"))
                .says(near.unwrap_or_default())
                .help(format!("declare it: `valueset {text} {{ loinc: 39156-5 }}`; words of FHIR stand in braces: `status in {{ final, amended }}`")),
        );
        None
    }

    /// What is asked about a value set holds codes.
    fn holds_codes(&mut self, found: &Found, path: &ElementPath) -> Option<()> {
        let coded = |ty: &&str| matches!(*ty, "CodeableConcept" | "Coding" | "Reference");
        if found.types.iter().any(coded) {
            return Some(());
        }
        let written = &found.element.written;
        let help = match found.types.contains(&"code") {
            true => format!(
                "its words belong to no code system: write `{written} is WORD`, or `{written} in {{ WORD, WORD }}`"
            ),
            false => "name an element that is a CodeableConcept or a Coding".to_owned(),
        };
        self.report(
            Problem::new(
                Code::BadBinding,
                path.place.0,
                format!("`{written}` holds no codes of a code system"),
            )
            .says(format!("this is {}", list_values(found.types.iter().copied())))
            .help(help),
        );
        None
    }

    /// Where an element stands, and the types that it may be of.
    fn element(&mut self, path: &ElementPath, from: From<'_>, decides: &mut Vec<Arc<str>>) -> Option<Found> {
        let mut types: Vec<&'static str> = Vec::new();
        let mut steps: Vec<Step> = Vec::new();
        let mut written: Vec<&str> = Vec::new();
        let mut in_part = false;
        let mut follows: Vec<Arc<str>> = Vec::new();
        for (index, step) in path.steps.iter().enumerate() {
            let name = step.name.text.as_str();
            let place = step.name.place.0;
            let mut keys = Vec::new();
            match index {
                0 => {
                    let part = from.part.and_then(|part| elements::find(part, name));
                    in_part = part.is_some() && name != "extension";
                    let found = part.filter(|_| in_part).or_else(|| elements::find(from.resource, name));
                    keys.extend(found.map(|found| found.keys).unwrap_or_default());
                    // What is asked of the part says nothing of the status of the whole.
                    if !in_part && !decides.iter().any(|own| **own == *name) {
                        decides.push(stem(from.resource, name).into());
                    }
                }
                _ => {
                    for ty in &types {
                        keys.extend(elements::find(ty, name).map(|found| found.keys).unwrap_or_default());
                        if *ty == "Reference" && elements::find(ty, name).is_none() {
                            let others = REFERRED.iter().filter_map(|other| elements::find(other, name));
                            keys.extend(others.flat_map(|found| found.keys));
                        }
                    }
                }
            }
            keys.sort();
            keys.dedup();
            if keys.is_empty() {
                let before = if index == 0 {
                    &[from.part.unwrap_or(from.resource), from.resource][..]
                } else {
                    &types[..]
                };
                self.unknown_element(name, place, before, &written);
                return None;
            }
            let url = step.url.as_ref().map(|url| url.value());
            match (name == "extension", &url) {
                (true, None) => {
                    self.report(
                        Problem::new(Code::UnknownElement, place, "which extension is meant is not said")
                            .help("name it by its URL: `extension(\"http://hl7.org/fhir/StructureDefinition/patient-birthPlace\").value`"),
                    );
                    return None;
                }
                (false, Some(_)) => {
                    self.report(
                        Problem::new(
                            Code::UnknownElement,
                            place,
                            format!("`{name}` is not told apart by a URL"),
                        )
                        .help("only an extension is: `extension(\"http://…\").value`"),
                    );
                    return None;
                }
                _ => {}
            }
            types = keys.iter().flat_map(|(_, types)| types.split('|')).collect();
            let leading = keys.iter().filter(|(_, types)| types.split('|').any(|ty| ty == "Reference"));
            let targets: Vec<_> = leading.flat_map(|(key, _)| elements::targets(key)).collect();
            // What lies behind it is asked for: the next step, or at the end what it is.
            let is_last = index + 1 == path.steps.len();
            follows.extend(
                targets
                    .into_iter()
                    .filter(|target| !is_last || elements::code_element(target).is_some())
                    .map(|target| Arc::from(*target)),
            );
            let mut names: Vec<Arc<str>> = keys.into_iter().map(|(key, _)| key.into()).collect();
            names.dedup();
            steps.push(Step { keys: names, url: url.map(Into::into) });
            written.push(name);
        }
        types.sort_unstable();
        types.dedup();
        let written = written.join(".").into();
        Some(Found { element: Element { steps, in_part, written, follows }, types })
    }

    fn unknown_element(&mut self, name: &str, place: Span, types: &[&str], written: &[&str]) {
        if name == "modifierExtension" {
            self.report(
                Problem::new(Code::UnknownElement, place, "a `modifierExtension` is never read")
                    .help("it changes what the resource means: a resource that has one is refused, and told"),
            );
            return;
        }
        let names: Vec<&str> = types.iter().flat_map(|ty| elements::names(ty)).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let of = match written {
            [] => format!("`{}`", types.first().copied().unwrap_or_default()),
            written => format!("`{}`", written.join(".")),
        };
        let help = match names.as_slice() {
            [] => "it is a value by itself, with nothing in it".to_owned(),
            _ => {
                let mut all = names.clone();
                all.sort_unstable();
                all.dedup();
                format!("its elements are {}", list_values(all.into_iter()))
            }
        };
        self.report(
            Problem::new(Code::UnknownElement, place, format!("{of} has no element `{name}` in FHIR R4"))
                .says(near.unwrap_or_default())
                .help(help),
        );
    }

    fn bound_shape(&mut self, bind: &'a Bind, from: From<'_>, ty: &ValueType) -> Option<Shape> {
        let bad = |message: String, help: &str| {
            Some(Problem::new(Code::BadBinding, bind.fact.place.0, message).help(help))
        };
        let fact = &bind.fact.text;
        match ty {
            ValueType::Boolean if bind.fields.is_empty() && bind.incomplete => {
                let problem = bad(
                    format!("`{fact}` is no list that could be incomplete"),
                    "delete `incomplete`: where nothing is found, the fact is not recorded, and never false",
                );
                problem.into_iter().for_each(|problem| self.report(problem));
                None
            }
            ValueType::Boolean if bind.fields.is_empty() => Some(Shape::Exists),
            ValueType::List(record) => {
                let fields = self.bound_fields(bind, from, record)?;
                Some(Shape::Entries(fields))
            }
            ValueType::Record(record) => {
                let fields = self.bound_fields(bind, from, record)?;
                let date = match record.is_attested {
                    true => record.position("on"),
                    false => record.only_date(),
                };
                let date = date.and_then(|at| record.fields.get(at));
                let date = date.and_then(|date| fields.iter().position(|field| field.name == date.name));
                Some(Shape::Record(fields, date))
            }
            _ => {
                let is_set = matches!(ty, ValueType::Set(_));
                if bind.incomplete && !is_set {
                    let problem = bad(
                        format!("`{fact}` is no list that could be incomplete"),
                        "delete `incomplete`: only a list or a set can have more than what is found",
                    );
                    problem.into_iter().for_each(|problem| self.report(problem));
                    return None;
                }
                self.bound_value(bind, from, ty, is_set)
            }
        }
    }

    /// A plain value, and the date by which the latest is known.
    fn bound_value(&mut self, bind: &'a Bind, from: From<'_>, ty: &ValueType, is_set: bool) -> Option<Shape> {
        let (mut taken, mut date) = (None, None);
        let value_type = match ty {
            ValueType::Set(choice) => ValueType::Choice(Arc::clone(choice)),
            other => other.clone(),
        };
        for field in &bind.fields {
            match field.name.text.as_str() {
                "value" if taken.is_none() => taken = Some(self.bound_field(field, from, &value_type)?),
                "date" if date.is_none() && !is_set => {
                    let day = ValueType::Date { or_never: false };
                    match self.bound_field(field, from, &day)?.source {
                        Source::Element(element) => date = Some(element),
                        _ => {
                            self.report(
                                Problem::new(
                                    Code::BadBinding,
                                    field.place.0,
                                    "the date by which the latest is known stands in the resource",
                                )
                                .help("write the element: `date effective`"),
                            );
                            return None;
                        }
                    }
                }
                name => {
                    let message = format!("`{}` has no `{name}` that could be bound", bind.fact.text);
                    let help = match is_set {
                        true => "a set takes the values of all resources: `: value code { in SET: VALUE }`",
                        false => {
                            "a plain value is bound by `value`, and of several the latest by `date`, each once: `: value value, date effective`"
                        }
                    };
                    self.report(Problem::new(Code::BadBinding, field.name.place.0, message).help(help));
                    return None;
                }
            }
        }
        match taken {
            Some(taken) if is_set => Some(Shape::Members(taken)),
            Some(taken) => Some(Shape::Latest(taken, date)),
            None => {
                let message = format!("where the value of `{}` stands is not said", bind.fact.text);
                self.report(
                    Problem::new(Code::BadBinding, bind.fact.place.0, message)
                        .says(format!("it is `{ty}`"))
                        .help("write the element behind a colon: `bind NAME from Observation where code in SET: value value, date effective`"),
                );
                None
            }
        }
    }

    fn bound_fields(
        &mut self,
        bind: &'a Bind,
        from: From<'_>,
        record: &RecordType,
    ) -> Option<Vec<FieldBinding>> {
        if bind.fields.is_empty() {
            let message = format!("where the fields of `{}` stand is not said", bind.fact.text);
            self.report(
                Problem::new(Code::BadBinding, bind.fact.place.0, message)
                    .says(format!("its fields are {}", list_values(record.names())))
                    .help(
                        "write each field with its element behind a colon: `: value value, date effective`",
                    ),
            );
            return None;
        }
        let mut found: Vec<FieldBinding> = Vec::new();
        let mut whole = true;
        for field in &bind.fields {
            let (name, place) = (field.name.text.as_str(), field.name.place.0);
            let declared = record.position(name).and_then(|at| record.fields.get(at));
            let Some(declared) = declared else {
                let near = nearest(name, record.names()).map(|near| format!("did you mean `{near}`?"));
                self.report(
                    Problem::new(Code::BadBinding, place, format!("`{}` has no field `{name}`", record.name))
                        .says(near.unwrap_or_default())
                        .help(format!("its fields are {}", list_values(record.names()))),
                );
                whole = false;
                continue;
            };
            if found.iter().any(|other| *other.name == *name) {
                self.report(
                    Problem::new(Code::BadBinding, place, format!("`{name}` is bound twice"))
                        .help("keep one of the two"),
                );
                whole = false;
                continue;
            }
            match self.bound_field(field, from, &declared.ty) {
                Some(field) => found.push(field),
                None => whole = false,
            }
        }
        whole.then_some(found)
    }

    fn bound_field(&mut self, field: &'a BindField, from: From<'_>, ty: &ValueType) -> Option<FieldBinding> {
        let mut unit = None;
        let source = match &field.source {
            BindSource::Constant(constant) => Source::Constant(self.bound_constant(constant, ty)?),
            BindSource::Element(path, given, cases) => {
                if let Some(given) = given {
                    unit = Some(self.bound_unit(given, ty)?);
                }
                let found = self.element(path, from, &mut Vec::new())?;
                if cases.is_empty() {
                    self.fits(&found, path, ty)?;
                    Source::Element(found.element)
                } else {
                    let cases: Vec<_> =
                        cases.iter().map(|case| self.bound_case(case, path, &found, ty)).collect();
                    Source::Mapped(found.element, cases.into_iter().collect::<Option<_>>()?)
                }
            }
        };
        Some(FieldBinding { name: field.name.text.as_str().into(), ty: ty.clone(), unit, source })
    }

    /// The unit that a number has that stands without one.
    fn bound_unit(&mut self, given: &Unit, ty: &ValueType) -> Option<Arc<str>> {
        let place = given.place.0;
        let ValueType::Quantity(wanted) = ty else {
            let message = format!("`{ty}` has no unit");
            self.report(Problem::new(Code::BadBinding, place, message).help("delete the unit"));
            return None;
        };
        let parsed = match crate::quantity::Unit::parse(&given.code) {
            Ok(parsed) => parsed,
            Err(error) => {
                let message = format!("'{}' is no unit: {error}", given.code);
                self.report(Problem::new(Code::UnknownUnit, place, message).maybe_help(error.help()));
                return None;
            }
        };
        let fits = wanted.unit.as_ref().is_none_or(|unit| unit.dimension() == parsed.dimension());
        if !fits && wanted.analyte().is_none() {
            let message = format!("'{}' does not measure what `{ty}` measures", given.code);
            self.report(
                Problem::new(Code::DimensionMismatch, place, message)
                    .help("write the unit in which the source gives the number"),
            );
            return None;
        }
        Some(given.code.as_str().into())
    }

    fn bound_case(
        &mut self,
        case: &'a BindCase,
        path: &ElementPath,
        found: &Found,
        ty: &ValueType,
    ) -> Option<Case> {
        let key = match &case.key {
            BindKey::In(set) => {
                let set = self.bound_set(set);
                self.holds_codes(found, path)?;
                Key::In(set?)
            }
            BindKey::Word(word) => Key::Word(word.text.as_str().into()),
            BindKey::Otherwise(_) => Key::Otherwise,
        };
        let value = match &case.value {
            BindValue::Value(value) => self.bound_constant(value, ty)?,
            BindValue::Absent(AbsenceReason::NotRecorded) => r#"{"absent":"not-recorded"}"#.into(),
            BindValue::Absent(AbsenceReason::NotApplicable) => r#"{"absent":"not-applicable"}"#.into(),
            BindValue::Absent(AbsenceReason::Declined) => r#"{"absent":"asked-declined"}"#.into(),
        };
        Some(Case { key, value })
    }

    /// A value that is written out, as a record would hold it.
    fn bound_constant(&mut self, expr: &'a crate::syntax::ast::Expr, ty: &ValueType) -> Option<Arc<str>> {
        value(expr, ty, self.problems)?;
        value_json(expr, ty).map(Into::into)
    }

    /// Can what stands there be a value of the type?
    fn fits(&mut self, found: &Found, path: &ElementPath, ty: &ValueType) -> Option<()> {
        let wanted: &[&str] = match ty {
            ValueType::Boolean => &["boolean"],
            ValueType::Number { .. } => &["decimal", "integer", "Quantity", "Age", "Duration"],
            ValueType::Quantity(_) => &["Quantity", "Age", "Duration", "decimal", "integer"],
            ValueType::Date { .. } | ValueType::DateTime | ValueType::Age => {
                &["date", "dateTime", "instant", "Period"]
            }
            ValueType::Choice(_) | ValueType::Set(_) => &["code", "string"],
            ValueType::Text => &[
                "code",
                "string",
                "uri",
                "date",
                "dateTime",
                "instant",
                "CodeableConcept",
                "Coding",
                "Reference",
            ],
            ValueType::Code => &["CodeableConcept", "Coding", "Reference"],
            ValueType::Duration => &["string"],
            ValueType::List(_) | ValueType::Record(_) => &[],
        };
        if found.types.iter().any(|ty| wanted.contains(ty)) {
            return Some(());
        }
        let written = &found.element.written;
        let help = match ty {
            ValueType::Choice(choice) | ValueType::Set(choice) => format!(
                "say what each code is: `{written} {{ in SET: {} }}`",
                choice.names().next().unwrap_or_default()
            ),
            ValueType::Boolean => format!("say which codes are true: `{written} {{ in SET: true }}`"),
            _ => match found.types.as_slice() {
                [one] if elements::names(one).next().is_some() && !elements::is_primitive(one) => {
                    format!(
                        "name the part of it that is meant, such as `{written}.{}`",
                        elements::names(one).next().unwrap_or_default()
                    )
                }
                _ => "name another element".to_owned(),
            },
        };
        let are = list_values(found.types.iter().copied());
        self.report(
            Problem::new(Code::BadBinding, path.place.0, format!("`{written}` cannot be `{ty}`"))
                .says(format!("in FHIR R4 it is {are}"))
                .help(help),
        );
        None
    }
}

/// `abatement` of `abatementDateTime`: what counts as current hangs on the element, whatever its type.
fn stem<'n>(resource: &str, name: &'n str) -> &'n str {
    let stems = elements::names(resource).filter(|stem| name.starts_with(stem));
    let longest = stems.max_by_key(|stem| stem.len()).map_or(name.len(), str::len);
    name.get(..longest).unwrap_or(name)
}
