//! What stands at an element, as a record's JSON holds it. Whether it is of the right unit, range or form is judged
//! where all records are read.

use serde_json::value::RawValue;

use super::Reason;
use super::resource::{Resource, Seen, absence_of, only, words};
use super::when::day_of;
use crate::absence::Absence;
use crate::binding::{Case, FieldBinding, Key, Source};
use crate::json::{self, Kind, Pairs};
use crate::possible::Truth;
use crate::vocabulary::ValueType;

/// What becomes of one element.
pub struct Taken {
    /// In a record's JSON; nothing where nothing is said of it.
    pub json: Option<String>,
    /// Where it stands: `valueQuantity`.
    pub key: Option<String>,
    /// Why there is no value.
    pub without: Option<Reason>,
    /// It is the value itself, not something beside.
    pub is_value: bool,
    /// It has to be told, as something that the binding cannot use.
    pub is_mistake: bool,
}

impl Taken {
    fn value(json: impl Into<String>) -> Self {
        Self { json: Some(json.into()), key: None, without: None, is_value: false, is_mistake: false }
    }

    fn absent(absence: Absence, reason: Reason) -> Self {
        let json = Some(format!("{{\"absent\":\"{absence}\"}}"));
        Self { json, key: None, without: Some(reason), is_value: false, is_mistake: false }
    }

    fn mistake(reason: Reason) -> Self {
        Self { is_mistake: true, ..Self::absent(Absence::Invalid, reason) }
    }

    fn nothing() -> Self {
        Self { json: None, key: None, without: Some(Reason::NoValue), is_value: false, is_mistake: false }
    }
}

impl<'t> Resource<'t> {
    /// What a field of the fact is.
    pub fn take(&self, field: &FieldBinding, part: Option<&'t RawValue>) -> Taken {
        let (element, cases) = match &field.source {
            Source::Constant(json) => return Taken::value(&**json),
            Source::Element(element) => (element, None),
            Source::Mapped(element, cases) => (element, Some(cases)),
        };
        let seen = self.see(element, part);
        let taken = match (seen.values.as_slice(), seen.doubt) {
            (_, Some(Reason::Modified)) => Taken::mistake(Reason::Modified),
            ([], Some(reason)) => Taken::absent(Absence::Imprecise, reason),
            ([], None) => match seen.absent.or_else(|| self.data_absent_reason(element, part)) {
                Some(absence) => Taken::absent(absence, Reason::NoValue),
                None => Taken::nothing(),
            },
            _ => self.agreed(&seen, field, cases.map(Vec::as_slice)),
        };
        let is_value = &*field.name == "value";
        Taken { is_value, key: Some(seen.key.unwrap_or_else(|| element.written.to_string())), ..taken }
    }

    /// What all values of an element say, if they say the same.
    fn agreed(&self, seen: &Seen<'t>, field: &FieldBinding, cases: Option<&[Case]>) -> Taken {
        let mut all = seen.values.iter().map(|value| match cases {
            Some(cases) => self.mapped(value, cases),
            None => self.plain(value, &field.ty, field.unit.as_deref()),
        });
        let Some(first) = all.next() else { return Taken::nothing() };
        match all.all(|other| other.json == first.json) {
            true => first,
            false => Taken::absent(Absence::Conflicting, Reason::Conflicting),
        }
    }

    /// Why an observation has no value.
    fn data_absent_reason(
        &self,
        element: &crate::binding::Element,
        part: Option<&'t RawValue>,
    ) -> Option<Absence> {
        let is_value =
            element.steps.first().is_some_and(|step| step.keys.iter().any(|key| key.starts_with("value")));
        let holder = match part.filter(|_| element.in_part) {
            Some(part) => json::object(part)?,
            None => self.pairs.clone(),
        };
        let reason = only(&holder, "dataAbsentReason").filter(|_| is_value)?;
        let word = words(reason).into_iter().next();
        Some(word.and_then(|word| Absence::from_code(&word)).unwrap_or(Absence::Invalid))
    }

    fn mapped(&self, value: &'t RawValue, cases: &[Case]) -> Taken {
        let found = words(value);
        let mut open = None;
        let mut holding: Vec<&str> = Vec::new();
        for case in cases {
            let holds = match &case.key {
                Key::Otherwise => continue,
                Key::Word(word) => found.iter().any(|own| **own == **word),
                Key::In(set) => {
                    let (codes, doubt) = self.codes(value);
                    match (codes.is_in(set), doubt) {
                        (_, Some(reason)) => {
                            open = Some(reason);
                            false
                        }
                        (Truth::Unknown, None) => {
                            open = Some(Reason::NoCode);
                            false
                        }
                        (truth, None) => truth == Truth::True,
                    }
                }
            };
            if holds && !holding.contains(&&*case.value) {
                holding.push(&case.value);
            }
        }
        match (holding.as_slice(), open) {
            ([one], _) => Taken::value(*one),
            ([], Some(reason)) => Taken::absent(Absence::Imprecise, reason),
            ([], None) => match cases.iter().find(|case| case.key == Key::Otherwise) {
                Some(case) => Taken::value(&*case.value),
                None => Taken::mistake(Reason::NotMapped),
            },
            _ => Taken::absent(Absence::Conflicting, Reason::Conflicting),
        }
    }

    fn plain(&self, value: &'t RawValue, ty: &ValueType, given: Option<&str>) -> Taken {
        let kind = Kind::of(value);
        let pairs = (kind == Kind::Object).then(|| json::object(value)).flatten().unwrap_or_default();
        let has = |key: &str| pairs.iter().any(|(own, _)| own == key);
        // What a quantity or a period says of its own absence.
        let absence = absence_of(value).filter(|_| !has("value") && !has("start") && !has("coding"));
        if let Some(absence) = absence {
            return Taken::absent(absence, Reason::NoValue);
        }
        match ty {
            ValueType::Number { .. } => number(value, &pairs),
            ValueType::Quantity(ty) if has("value") => {
                let unit = only(&pairs, "code").or_else(|| only(&pairs, "unit")).and_then(json::text);
                let counts = unit.as_deref().is_none_or(is_annotation);
                let own = ty.unit.as_ref().is_some_and(|unit| is_annotation(unit.code()));
                match (given, counts) {
                    (Some(given), true) => Taken::value(quantity(&pairs, Some(given))),
                    // 42 `{score}` is no 4200 %: an annotation does not say in what it counts.
                    (None, true) if unit.is_some() && !own => Taken::mistake(Reason::OtherUnit),
                    _ => Taken::value(quantity(&pairs, None)),
                }
            }
            ValueType::Quantity(_) if kind == Kind::Number => match given {
                Some(given) => Taken::value(format!(
                    "{{\"value\":{},\"unit\":{}}}",
                    value.get(),
                    serde_json::Value::from(given)
                )),
                None => Taken::value(value.get()),
            },
            ValueType::Boolean if matches!(kind, Kind::Boolean(_)) => Taken::value(value.get()),
            ValueType::Date { .. } | ValueType::Age => date(value, &pairs, day_of),
            ValueType::DateTime => date(value, &pairs, |text| text),
            ValueType::Code if has("coding") || has("code") || has("text") => {
                Taken::value(compact(value.get()))
            }
            ValueType::Code if has("reference") => self.code_behind(&pairs),
            ValueType::Text => match text_of(value, &pairs) {
                Some(text) => Taken::value(serde_json::Value::from(text).to_string()),
                None => Taken::mistake(Reason::OtherKind),
            },
            ValueType::Choice(_) | ValueType::Set(_) | ValueType::Duration if kind == Kind::Text => {
                Taken::value(value.get())
            }
            _ => Taken::mistake(Reason::OtherKind),
        }
    }

    /// What a reference leads to, by its code.
    fn code_behind(&self, pairs: &Pairs<'t>) -> Taken {
        let reference = only(pairs, "reference").and_then(json::text).unwrap_or_default();
        let Some((raw, doubt)) = self.follow(&reference) else {
            return Taken::absent(Absence::Imprecise, Reason::Unresolved);
        };
        match (super::resource::code_of(raw), doubt) {
            (_, Some(reason)) => Taken::absent(Absence::Invalid, reason),
            (Some(code), None) => Taken::value(compact(code.get())),
            (None, None) => Taken::absent(Absence::Imprecise, Reason::NoCode),
        }
    }
}

/// A number, or a quantity that counts: a score in points.
fn number(value: &RawValue, pairs: &Pairs<'_>) -> Taken {
    match Kind::of(value) {
        Kind::Number => return Taken::value(value.get()),
        Kind::Object => {}
        _ => return Taken::mistake(Reason::OtherKind),
    }
    let Some(digits) = only(pairs, "value") else { return Taken::nothing() };
    let unit = only(pairs, "code").or_else(|| only(pairs, "unit")).and_then(json::text);
    let counts = unit.is_none_or(|unit| {
        let unit = unit.trim();
        matches!(unit, "" | "1" | "score" | "points" | "point")
            || unit.starts_with('{') && unit.ends_with('}')
    });
    if !counts || Kind::of(digits) != Kind::Number {
        return Taken::mistake(Reason::OtherKind);
    }
    match only(pairs, "comparator").and_then(json::text) {
        Some(sign) => Taken::value(serde_json::Value::from(format!("{sign}{}", digits.get())).to_string()),
        None => Taken::value(digits.get()),
    }
}

/// Does a unit say only what is counted: `{score}`?
fn is_annotation(unit: &str) -> bool {
    unit.trim().starts_with('{') && unit.trim().ends_with('}')
}

/// A quantity without what FHIR may say beside: its extensions.
fn quantity(pairs: &Pairs<'_>, given: Option<&str>) -> String {
    let kept: &[&str] = match given {
        Some(_) => &["value", "comparator"],
        None => &["value", "comparator", "unit", "system", "code"],
    };
    let kept = pairs.iter().filter(|(key, _)| kept.contains(&&**key));
    let given = given.map(|given| format!("\"unit\":{}", serde_json::Value::from(given)));
    let members = kept.map(|(key, value)| format!("\"{key}\":{}", compact(value.get())));
    let members: Vec<_> = members.chain(given).collect();
    format!("{{{}}}", members.join(","))
}

/// A date, a moment, or the start of a period.
fn date(value: &RawValue, pairs: &Pairs<'_>, cut: fn(&str) -> &str) -> Taken {
    let place = match Kind::of(value) {
        Kind::Text => Some(value),
        _ => only(pairs, "start"),
    };
    match place.and_then(json::text) {
        Some(text) => Taken::value(serde_json::Value::from(cut(&text)).to_string()),
        // An age, a range of ages, a text, the end of a period alone: it was at some time.
        None => Taken::absent(Absence::Imprecise, Reason::OtherKind),
    }
}

/// What people read of it.
fn text_of(value: &RawValue, pairs: &Pairs<'_>) -> Option<String> {
    let text = |pairs: &Pairs<'_>, key| only(pairs, key).and_then(json::text).map(|text| text.into_owned());
    if Kind::of(value) == Kind::Text {
        return json::text(value).map(|text| text.into_owned());
    }
    let coding = || {
        let codings = only(pairs, "coding").and_then(json::list)?;
        let first = json::object(codings.first()?)?;
        text(&first, "display").or_else(|| text(&first, "code"))
    };
    text(pairs, "text").or_else(coding).or_else(|| text(pairs, "display")).or_else(|| text(pairs, "code"))
}

/// JSON without the blanks between its parts.
fn compact(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut inside, mut escaped) = (false, false);
    for character in json.chars() {
        if inside {
            inside = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if character.is_whitespace() {
            continue;
        } else {
            inside = character == '"';
        }
        text.push(character);
    }
    text
}
